# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:checkdatum``: whether a layer lies where it says."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
)

from ...layers import catalog
from ..base import MetroAlgorithm, progress, reported, tr
from ..messages import shown

NUMBERS = {  # output -> attribute of the engine's finding, title
    "CONFIDENCE": ("confidence", "Confidence, 0 to 1"),
    "EAST_M": ("east_m", "Metres east that bring the layer onto the boundaries"),
    "NORTH_M": ("north_m", "Metres north that bring the layer onto the boundaries"),
    "BEFORE_M": ("before_m", "Median distance from the boundaries as declared, in metres"),
    "AFTER_M": ("after_m", "Median distance from the boundaries as found, in metres"),
    "CHANCE_PCT": ("chance_pct", "Share of lines near a boundary by chance, in percent"),
}


class CheckDatumAlgorithm(MetroAlgorithm):
    NAME = "checkdatum"
    GROUP = "datum"
    TITLE = "Check datum"
    TAGS = "坐标系检查 火星坐标 带号 分带 偏移 jiancha zuobiaoxi GCJ-02 BD-09 datum zone prefix check CRS"
    ANSWERS = (
        "Whether a layer lies where it says: in GCJ-02 or BD-09, in the wrong 3-degree zone, with a zone prefix too "
        "many or missing, in degrees under a metre system or the other way round, or with x and y exchanged."
    )
    ASSUMES = (
        "The layer follows administrative boundaries somewhere: units, towns, a plan's extent. Its lines are compared "
        "with the shipped county boundaries (about ±100 m; 1:1 000 000 outside the circles), or with units of your "
        "own that lie right. Parcels, roads and points follow no boundary: for them the answer is 'cannot_tell', "
        "unless the numbers alone contradict the declaration."
    )
    WRITES = (
        "The verdict with a confidence from 0 to 1 and what to do; the translation in metres; on request a table with "
        "every reading that was tried, how far it moves the layer, and how closely it fits."
    )

    INPUT = "INPUT"
    UNITS = "UNITS"
    OUTPUT = "OUTPUT"

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.INPUT, tr("Layer"), [QgsProcessing.SourceType.TypeVectorAnyGeometry]
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.UNITS,
                tr("Units that lie right, instead of the shipped counties"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT,
                tr("Readings 坐标解释"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
                createByDefault=False,
            )
        )
        for name, title in (
            ("VERDICT", tr("Verdict")),
            ("LEVEL", tr("Confidence: high, medium, low or none")),
            ("SUGGESTED_CRS", tr("Coordinate system that fits")),
            ("SUGGESTED_DATUM", tr("Datum that fits")),
            ("MESSAGE", tr("What to do")),
        ):
            self.addOutput(QgsProcessingOutputString(name, title))
        for name, (_, title) in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(title)))

    def prepareAlgorithm(self, parameters, context, feedback):
        self.layer = self.source(parameters, self.INPUT, context)
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.datumcheck import check_datum, message
        from ..engine.moving import moved
        from ..inputs import features, polygons

        frame = features(self.layer, feedback, columns=[], placed=False)
        if self.units:
            units = moved(polygons(self.units, "repair", feedback, columns=[]), "EPSG:4490")
        else:
            units = catalog.read("county")
        found = check_datum(frame, units, progress(feedback, 0.3, 0.95))
        text = shown(message(found, self.layer.name))
        (feedback.pushInfo if found.verdict == "as_declared" else feedback.pushWarning)(text)
        crs = found.crs
        return {
            self.OUTPUT: self.write(parameters, self.OUTPUT, context, found.table, feedback),
            "VERDICT": found.verdict,
            "LEVEL": found.level,
            "SUGGESTED_CRS": ":".join(crs.to_authority() or [crs.name]) if crs else None,
            "SUGGESTED_DATUM": found.datum,
            "MESSAGE": text,
            **{name: getattr(found, attribute) for name, (attribute, _) in NUMBERS.items()},
        }
