# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:datumshift``: layers between WGS84/CGCS2000, GCJ-02 and BD-09."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
)

from ..base import MetroAlgorithm, progress, reported, tr

DATUMS = ["wgs84", "gcj02", "bd09"]  # as engine.datum has them, without waiting for it


class DatumShiftAlgorithm(MetroAlgorithm):
    NAME = "datumshift"
    GROUP = "datum"
    TITLE = "Shift datum"
    TAGS = "火星坐标 坐标偏移 纠偏 高德 百度 huoxing zuobiao pianyi GCJ-02 BD-09 WGS84 CGCS2000 datum shift offset"
    ANSWERS = (
        "Where a layer from Amap, Tencent (GCJ-02) or Baidu (BD-09) really lies, and the other way round. GCJ-02 is off "
        "by 250 to 620 m in most of the country, BD-09 by 0.7 to 1.5 km."
    )
    ASSUMES = (
        "wgs84 stands for WGS84 and CGCS2000 alike. GCJ-02 and BD-09 have no coordinate system of their own: such "
        "layers are declared as EPSG:4326, EPSG:4490 or a projected zone, and stay declared so. The formulas are "
        "public knowledge, not an official text; they agree with the maps to about a metre, and the way back is exact "
        "for them. Run 'Check datum' first where you do not know what a layer is in."
    )
    WRITES = (
        "The layer with the same features, attributes and coordinate system, its vertices shifted. Vertices outside a "
        "rectangle around China (72.004–137.8347° E, 0.8293–55.8271° N) are left alone and counted. Z and M are not "
        "kept."
    )

    INPUT = "INPUT"
    FROM = "FROM"
    TO = "TO"
    OUTPUT = "OUTPUT"

    def initAlgorithm(self, config=None):
        any_geometry = [QgsProcessing.SourceType.TypeVectorAnyGeometry]
        self.addParameter(QgsProcessingParameterFeatureSource(self.INPUT, tr("Layer"), any_geometry))
        for name, title, default in (
            (self.FROM, tr("The layer is in"), "gcj02"),
            (self.TO, tr("Shift it to"), "wgs84"),
        ):
            self.addParameter(
                QgsProcessingParameterEnum(name, title, DATUMS, defaultValue=default, usesStaticStrings=True)
            )
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT, tr("Shifted layer"), any_geometry[0])
        )
        self.addOutput(QgsProcessingOutputNumber("FEATURE_COUNT", tr("Features")))
        self.addOutput(QgsProcessingOutputNumber("VERTEX_COUNT", tr("Vertices")))
        self.addOutput(QgsProcessingOutputNumber("OUTSIDE_COUNT", tr("Vertices outside China, left alone")))
        self.addOutput(QgsProcessingOutputNumber("MEDIAN_SHIFT_M", tr("Median shift in metres")))
        self.addOutput(
            QgsProcessingOutputNumber("ROUND_TRIP_M", tr("Worst error after shifting back in metres"))
        )

    def checkParameterValues(self, parameters, context):
        source = self.parameterAsEnumString(parameters, self.FROM, context)
        if source == self.parameterAsEnumString(parameters, self.TO, context):
            return False, tr(
                "The layer is in {datum} and would be shifted to {datum}: choose two different datums."
            ).format(datum=source)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.layer = self.source(parameters, self.INPUT, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.datum import shift_frame
        from ..inputs import features

        source = self.parameterAsEnumString(parameters, self.FROM, context)
        target = self.parameterAsEnumString(parameters, self.TO, context)
        result = shift_frame(features(self.layer, feedback), source, target, progress(feedback, 0.2, 0.8))
        feedback.pushInfo(
            tr("{count} vertices shifted from {source} to {target}, by {metres:.1f} m in the median").format(
                count=result.vertices - result.outside, source=source, target=target, metres=result.median_m
            )
        )
        if result.outside:
            feedback.pushWarning(
                tr("{count} of {total} vertices lie outside China and were left alone.").format(
                    count=result.outside, total=result.vertices
                )
            )
        if target != "wgs84":
            feedback.pushWarning(
                tr(
                    "The result is declared as {crs} but is in {target}: it fits only on maps in {target}, and its "
                    "areas and distances are not for planning."
                ).format(crs=self.layer.crs.authid(), target=target)
            )
        return {
            self.OUTPUT: self.write(parameters, self.OUTPUT, context, result.frame, feedback),
            "FEATURE_COUNT": len(result.frame),
            "VERTEX_COUNT": result.vertices,
            "OUTSIDE_COUNT": result.outside,
            "MEDIAN_SHIFT_M": result.median_m,
            "ROUND_TRIP_M": result.round_trip_m,
        }
