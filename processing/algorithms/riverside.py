# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:riverside``: features within a distance of a river, by distance class."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterString,
)

from ...layers import catalog
from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..engine.conventions import RIVERSIDE_M

YANGTZE = "长江"


class RiversideAlgorithm(MetroAlgorithm):
    NAME = "riverside"
    GROUP = "adjacency"
    TITLE = "Features along a river"
    TAGS = "沿江 长江 岸线 一公里 化工园区 距离 yanjiang changjiang anxian huagong river bank distance Yangtze chemical"
    ANSWERS = (
        "Which parks, parcels or points lie within 1 km of a river, in which distance class, and with how much of "
        "them."
    )
    ASSUMES = (
        "Features are polygons, lines or points; the river is a layer of polygons, whose edges are the banks, or of "
        "lines: draw bank lines rather than the middle of the river, since distances start at the line. Left empty, the "
        "river is taken by its name from the shipped waters, which are drawn for 1:4 000 000 and show where to look, no "
        "more. Distances are metres on the ground, areas ellipsoidal on CGCS2000. 1 000 m is the usual distance for "
        "chemical parks along the Yangtze; here it is a default, not the rule: check the one in force."
    )
    WRITES = (
        "Features: all of them with the least distance from the bank (0 in the river, empty beyond the last class), the "
        "class, the size within reach and its share. Pieces: the part of each feature in each class. Strips: the "
        "river and its classes about the features. Pieces and what lies beyond make up the whole; the worst difference "
        "is an output."
    )

    FEATURES = "FEATURES"
    RIVER = "RIVER"
    RIVER_FIELD = "RIVER_FIELD"
    RIVER_NAME = "RIVER_NAME"
    CLASSES_M = "CLASSES_M"
    INVALID = "INVALID"
    OUTPUT_FEATURES = "OUTPUT_FEATURES"
    OUTPUT_PIECES = "OUTPUT_PIECES"
    OUTPUT_STRIPS = "OUTPUT_STRIPS"

    def initAlgorithm(self, config=None):
        kinds = QgsProcessing.SourceType
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.FEATURES, tr("Parks, parcels or points"), [kinds.TypeVectorAnyGeometry]
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.RIVER,
                tr("River 河流, instead of the shipped waters"),
                [kinds.TypeVectorPolygon, kinds.TypeVectorLine],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.RIVER_FIELD,
                tr("Field with the river's name"),
                parentLayerParameterName=self.RIVER,
                optional=True,
            )
        )
        name = QgsProcessingParameterString(self.RIVER_NAME, tr("Name of the river"), YANGTZE, optional=True)
        name.setHelp(
            tr("Asked of the shipped waters, and of an own layer whose field with the name is given.")
        )
        self.addParameter(name)
        self.addParameter(
            QgsProcessingParameterString(
                self.CLASSES_M,
                tr("Distance classes end at (m)"),
                ",".join(f"{end:g}" for end in RIVERSIDE_M),
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        for name, title, kind, optional in (
            (self.OUTPUT_FEATURES, tr("Features checked 沿江核查"), kinds.TypeVectorAnyGeometry, False),
            (self.OUTPUT_PIECES, tr("Pieces by class 分级图斑"), kinds.TypeVectorAnyGeometry, True),
            (self.OUTPUT_STRIPS, tr("Strips 沿江带"), kinds.TypeVectorPolygon, True),
        ):
            self.addParameter(QgsProcessingParameterFeatureSink(name, title, kind, optional=optional))
        for name, title in (
            ("FEATURE_COUNT", tr("Features checked")),
            ("REACH_COUNT", tr("Features within reach")),
            ("REACH_SIZE", tr("Their size within reach: m², m or points")),
            ("CLOSURE", tr("Worst difference of pieces and the rest from the whole, in the same unit")),
            ("REPAIRED_COUNT", tr("Features repaired")),
            ("REJECTED_COUNT", tr("Features without a usable geometry")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def checkParameterValues(self, parameters, context):
        from ..engine.errors import MetroError
        from ..engine.riverside import ends_of

        try:
            ends_of(self.parameterAsString(parameters, self.CLASSES_M, context))
        except MetroError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.features = self.source(parameters, self.FEATURES, context)
        self.river = self.source(parameters, self.RIVER, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.riverside import ends_of, riverside
        from ..inputs import projects, same_crs

        policy = self.parameterAsString(parameters, self.INVALID, context)
        features = projects(self.features, policy, feedback)
        river = same_crs(self._river(parameters, context, feedback, policy), features, feedback)
        result = riverside(
            features,
            river,
            ends_of(self.parameterAsString(parameters, self.CLASSES_M, context)),
            progress=progress(feedback, 0.2, 0.9),
        )
        if not result.strips["area_m2"].iloc[-1] > 0:
            feedback.pushWarning(tr("The river comes nowhere near the features."))
        size = result.pieces.columns[4]
        return {
            self.OUTPUT_FEATURES: self.write(
                parameters, self.OUTPUT_FEATURES, context, result.features, feedback, self._kind(size)
            ),
            self.OUTPUT_PIECES: self.write(
                parameters, self.OUTPUT_PIECES, context, result.pieces, feedback, self._kind(size)
            ),
            self.OUTPUT_STRIPS: self.write(
                parameters, self.OUTPUT_STRIPS, context, result.strips, feedback, "riverstrip"
            ),
            "FEATURE_COUNT": len(result.features),
            "REACH_COUNT": result.count,
            "REACH_SIZE": float(result.pieces[size].sum()),
            "CLOSURE": result.closure,
            "REPAIRED_COUNT": features.attrs["repaired"] + river.attrs.get("repaired", 0),
            "REJECTED_COUNT": features.attrs["rejected"] + river.attrs.get("rejected", 0),
        }

    @staticmethod
    def _kind(size):
        """Style of polygons; lines and points keep QGIS's own."""
        return "riverside" if size == "area_m2" else None

    def _river(self, parameters, context, feedback, policy):
        """The river: the features of an own layer or of the shipped waters that bear its name."""
        from ..inputs import column, projects

        name = self.parameterAsString(parameters, self.RIVER_NAME, context).strip()
        field = self.parameterAsString(parameters, self.RIVER_FIELD, context)
        if self.river is None:
            field, river = "name_zh", catalog.read("water")
            river.attrs["name"] = tr("shipped waters")
            feedback.pushWarning(
                tr("The shipped waters are drawn for 1:4 000 000: distances show where to look, no more.")
            )
        else:
            river = projects(self.river, policy, feedback)
            field = column(river, self.river, field)
        if not field or not name:
            return river
        chosen = river[river[field].astype(str).str.strip() == name]
        if not len(chosen):
            known = "、".join(sorted({str(value) for value in river[field].dropna()})[:12])
            raise QgsProcessingException(
                tr("Layer '{layer}' has no river '{name}'. It has: {known}. Give one of these names.").format(
                    layer=river.attrs["name"], name=name, known=known
                )
            )
        chosen.attrs.update(river.attrs)
        return chosen
