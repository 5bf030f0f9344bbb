# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:claimoverlap``: where the layers of two jurisdictions overlap or leave gaps."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...layers import catalog
from ...layers.adcodes import split
from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..engine.conventions import CLAIM_SLIVER_M, CLAIM_SLIVER_M2, GAP_M


class ClaimOverlapAlgorithm(MetroAlgorithm):
    NAME = "claimoverlap"
    GROUP = "adjacency"
    TITLE = "Overlapping claims and gaps"
    TAGS = "越界 重叠 空隙 缝隙 权属 主张 跨界 yuejie chongdie kongxi claim overlap gap sliver jurisdiction territory"
    ANSWERS = (
        "Where the layers of two jurisdictions overlap, reach into each other's territory, or leave gaps between them, "
        "each place with its size."
    )
    ASSUMES = (
        "Two polygon layers, one a side; B is brought to A's CRS. With the units of both sides given, what reaches into "
        "the other's territory is listed, too. A gap is a place of neither layer, next to both, that is narrower than the"
        " given width; or a hole of any width that both enclose, each along a tenth of its edge or more. The width of a "
        "place is that of the rectangle with its area and perimeter. Areas are ellipsoidal, distances metres on the "
        "ground. Gap width and sliver limits are this plugin's conventions: no standard gives them."
    )
    WRITES = (
        "One polygon a place: kind (overlap, a_beyond, b_beyond, gap), codes and names of both sides, the features, "
        "area, width and a point inside in degrees; the largest of each kind first. What is smaller or narrower than the "
        "limits goes to the slivers with the same fields; both are counted."
    )

    LAYER_A = "LAYER_A"
    LAYER_B = "LAYER_B"
    UNIT_A = "UNIT_A"
    UNIT_B = "UNIT_B"
    UNITS = "UNITS"
    CODE_FIELD = "CODE_FIELD"
    MAX_GAP_M = "MAX_GAP_M"
    MIN_AREA_M2 = "MIN_AREA_M2"
    MIN_WIDTH_M = "MIN_WIDTH_M"
    INVALID = "INVALID"
    OUTPUT = "OUTPUT"
    OUTPUT_SLIVERS = "OUTPUT_SLIVERS"

    def initAlgorithm(self, config=None):
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(QgsProcessingParameterFeatureSource(self.LAYER_A, tr("Layer of side A"), polygon))
        self.addParameter(QgsProcessingParameterFeatureSource(self.LAYER_B, tr("Layer of side B"), polygon))
        for name, title in ((self.UNIT_A, tr("Units of side A")), (self.UNIT_B, tr("Units of side B"))):
            unit = QgsProcessingParameterString(name, title, optional=True)
            unit.setHelp(
                tr(
                    "Codes or names, for example 江宁区 or 320115; a code such as 320100 takes the prefecture."
                )
            )
            self.addParameter(unit)
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.UNITS, tr("Own units, instead of the shipped counties"), polygon, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.CODE_FIELD,
                tr("Field with the code of a unit"),
                parentLayerParameterName=self.UNITS,
                defaultValue="adcode",
                optional=True,
            )
        )
        for name, title, default in (
            (self.MAX_GAP_M, tr("Look for gaps narrower than (m); 0 for none"), GAP_M),
            (self.MIN_AREA_M2, tr("Slivers are smaller than (m²)"), CLAIM_SLIVER_M2),
            (self.MIN_WIDTH_M, tr("or narrower than (m)"), CLAIM_SLIVER_M),
        ):
            self.addParameter(
                QgsProcessingParameterNumber(
                    name, title, QgsProcessingParameterNumber.Type.Double, defaultValue=default, minValue=0.0
                )
            )
        self.addParameter(policy_parameter(self.INVALID))
        kind = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Disagreements 重叠与空隙"), kind)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_SLIVERS, tr("Slivers 碎屑图斑"), kind, optional=True, createByDefault=False
            )
        )
        for name, title in (
            ("OVERLAP_COUNT", tr("Overlaps")),
            ("OVERLAP_AREA_M2", tr("Area that both layers cover, every place once, in m²")),
            ("BEYOND_COUNT", tr("Places in the other's territory")),
            ("BEYOND_AREA_M2", tr("Area in the other's territory, every place once, in m²")),
            ("GAP_COUNT", tr("Gaps")),
            ("GAP_AREA_M2", tr("Their area in m²")),
            ("SLIVER_COUNT", tr("Slivers")),
            ("SLIVER_AREA_M2", tr("Their area in m²")),
            ("REPAIRED_COUNT", tr("Features repaired")),
            ("REJECTED_COUNT", tr("Features without a usable geometry")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def checkParameterValues(self, parameters, context):
        given = [
            bool(self.parameterAsString(parameters, name, context).strip())
            for name in (self.UNIT_A, self.UNIT_B)
        ]
        if given[0] != given[1]:
            return False, tr("Units are given for one side only. Give those of both sides, or of neither.")
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.sides = [self.source(parameters, name, context) for name in (self.LAYER_A, self.LAYER_B)]
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.claims import A_BEYOND, B_BEYOND, GAP, OVERLAP, claims
        from ..inputs import polygons, same_crs

        policy = self.parameterAsString(parameters, self.INVALID, context)
        a, b = (polygons(side, policy, feedback) for side in self.sides)
        b = same_crs(b, a, feedback)
        territories, about = self._territories(parameters, context, feedback, a)
        numbers = {
            key: self.parameterAsDouble(parameters, name, context)
            for key, name in (
                ("max_gap_m", self.MAX_GAP_M),
                ("min_area_m2", self.MIN_AREA_M2),
                ("min_width_m", self.MIN_WIDTH_M),
            )
        }
        result = claims(a, b, *territories, **numbers, progress=progress(feedback, 0.1, 0.9))
        about = about or {
            "left": "",
            "left_name": a.attrs["name"],
            "right": "",
            "right_name": b.attrs["name"],
        }
        outputs = {}
        for name, frame in ((self.OUTPUT, result.findings), (self.OUTPUT_SLIVERS, result.slivers)):
            frame = frame[["kind"]].assign(**about).join(frame.drop(columns="kind"))
            frame = frame.set_geometry("geometry")
            outputs[name] = self.write(parameters, name, context, frame, feedback, "claim")
        found = result.findings.groupby("kind")["area_m2"].agg(["size", "sum"])
        found = found.reindex([OVERLAP, A_BEYOND, B_BEYOND, GAP], fill_value=0)
        return outputs | {
            "OVERLAP_COUNT": int(found.loc[OVERLAP, "size"]),
            "OVERLAP_AREA_M2": result.overlap_m2,
            "BEYOND_COUNT": int(found.loc[[A_BEYOND, B_BEYOND], "size"].sum()),
            "BEYOND_AREA_M2": result.beyond_m2,
            "GAP_COUNT": int(found.loc[GAP, "size"]),
            "GAP_AREA_M2": float(found.loc[GAP, "sum"]),
            "SLIVER_COUNT": len(result.slivers),
            "SLIVER_AREA_M2": float(result.slivers["area_m2"].sum()),
            "REPAIRED_COUNT": a.attrs["repaired"] + b.attrs["repaired"],
            "REJECTED_COUNT": a.attrs["rejected"] + b.attrs["rejected"],
        }

    def _territories(self, parameters, context, feedback, like):
        """Both territories in the CRS of a frame, and the codes and names of both sides; none where not given."""
        from ..engine.adjacency import keyed, territory
        from ..inputs import column, polygons, same_crs

        texts = [self.parameterAsString(parameters, name, context) for name in (self.UNIT_A, self.UNIT_B)]
        if not any(text.strip() for text in texts):
            if self.units:
                feedback.pushWarning(
                    tr(
                        "Own units are given, but none for either side: they are not used. Name the units of both."
                    )
                )
            return [None, None], None
        code = "adcode"
        if self.units:
            units = polygons(self.units, self.parameterAsString(parameters, self.INVALID, context), feedback)
            code = column(units, self.units, self.parameterAsString(parameters, self.CODE_FIELD, context))
        else:
            units = catalog.read("county")
            units.attrs["name"] = tr("shipped counties")
        units, names = keyed(same_crs(units, like, feedback), code, "name_zh")
        shapes, about, taken = [], {}, []
        for side, text in zip(("left", "right"), texts, strict=True):
            shape, codes = territory(units, code, names, split(text))
            shapes.append(shape)
            taken.append(set(codes))
            about |= {side: "、".join(codes), f"{side}_name": "、".join(names[key] for key in codes)}
        if taken[0] & taken[1]:
            raise QgsProcessingException(
                tr("Unit {code} is given for both sides. Give it for one.").format(
                    code=min(taken[0] & taken[1])
                )
            )
        return shapes, about
