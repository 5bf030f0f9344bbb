# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:checkcircle``: areas of circles against the published ones, contiguity and enclaves."""

import tempfile
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ...layers import catalog
from ...layers.errors import LayersError
from ..base import MetroAlgorithm, circle_of, circle_parameter, policy_parameter, progress, reported, tr


class CheckCircleAlgorithm(MetroAlgorithm):
    NAME = "checkcircle"
    GROUP = "circles"
    TITLE = "Check circles"
    TAGS = "都市圈 面积核对 飞地 连片 公布面积 hedui mianji feidi circle check area enclave contiguous"
    ANSWERS = "Whether the members of a circle add up to the published area, hang together, and enclose land of others."
    ASSUMES = (
        "One circle, several separated by commas, or all of them where the field is empty. Members that a plan takes "
        "in part, or not for certain, are left out of the area check and named. Areas are ellipsoidal on CGCS2000. "
        "A ratio farther from 1 than 5 % is flagged: that limit is this plugin's convention. Members are shipped "
        "(about ±100 m), or come from a unit layer of your own by their codes."
    )
    WRITES = (
        "One row a circle with units, areas, ratio, verdict, contiguity and enclaves; on request the members that were "
        "counted, the enclaves as polygons with the unit they belong to, and the table as an HTML page."
    )

    CIRCLE = "CIRCLE"
    UNITS = "UNITS"
    CODE_FIELD = "CODE_FIELD"
    TOLERANCE_PCT = "TOLERANCE_PCT"
    INVALID = "INVALID"
    OUTPUT_CIRCLES = "OUTPUT_CIRCLES"
    OUTPUT_MEMBERS = "OUTPUT_MEMBERS"
    OUTPUT_ENCLAVES = "OUTPUT_ENCLAVES"
    OUTPUT_HTML = "OUTPUT_HTML"

    def initAlgorithm(self, config=None):
        self.addParameter(circle_parameter(self.CIRCLE, default=None, optional=True))
        polygons = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.UNITS, tr("Own units, instead of the shipped members"), [polygons], optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.CODE_FIELD,
                tr("Field with the six-digit adcode"),
                parentLayerParameterName=self.UNITS,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.TOLERANCE_PCT,
                tr("Flag ratios farther from 1 than (%)"),
                QgsProcessingParameterNumber.Type.Double,
                defaultValue=5.0,
                minValue=0.0,
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_CIRCLES, tr("Circles checked 核对结果"), polygons)
        )
        for name, title in (
            (self.OUTPUT_MEMBERS, tr("Members 成员单位")),
            (self.OUTPUT_ENCLAVES, tr("Enclaves 飞地")),
        ):
            self.addParameter(
                QgsProcessingParameterFeatureSink(name, title, polygons, optional=True, createByDefault=False)
            )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT_HTML,
                tr("Table as a page"),
                tr("HTML files (*.html)"),
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber("CIRCLE_COUNT", tr("Circles checked")))
        self.addOutput(QgsProcessingOutputNumber("FLAGGED_COUNT", tr("Circles flagged")))
        self.addOutput(QgsProcessingOutputString("FLAGGED", tr("Their ids")))
        self.addOutput(QgsProcessingOutputNumber("SCATTERED_COUNT", tr("Circles that are not contiguous")))
        self.addOutput(QgsProcessingOutputNumber("ENCLAVE_COUNT", tr("Enclaves")))

    def checkParameterValues(self, parameters, context):
        try:
            self._circles(parameters, context)
        except LayersError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..circlecheck import check_circles, page
        from ..inputs import column, polygons

        circles = self._circles(parameters, context)
        tolerance = self.parameterAsDouble(parameters, self.TOLERANCE_PCT, context) / 100
        policy = self.parameterAsString(parameters, self.INVALID, context)
        layer = polygons(self.units, policy, feedback) if self.units else None
        code = column(layer, self.units, self.parameterAsString(parameters, self.CODE_FIELD, context))
        checks = check_circles(circles, layer, code, tolerance, progress(feedback, 0.1, 0.8))
        table = checks.circles
        for row in table.itertuples():
            tell = (
                feedback.pushWarning if row.verdict == "flagged" or row.components > 1 else feedback.pushInfo
            )
            tell(
                tr(
                    "{name}: {units} units, {area:.0f} km², ratio {ratio:.3f}, {verdict}; {parts}; enclaves: {list}"
                ).format(
                    name=row.name_zh,
                    units=row.units,
                    area=row.checked_km2,
                    ratio=row.ratio,
                    verdict=row.verdict,
                    parts=tr("contiguous") if row.components == 1 else tr("not contiguous"),
                    list=row.enclave_list or "0",
                )
            )
        html = self.parameterAsFileOutput(parameters, self.OUTPUT_HTML, context)
        flagged = table.loc[table["verdict"] == "flagged", "circle_id"]
        return {
            self.OUTPUT_HTML: _write_text(Path(html), page(checks, tolerance)) if html else None,
            self.OUTPUT_CIRCLES: self.write(
                parameters, self.OUTPUT_CIRCLES, context, table, feedback, "circle"
            ),
            self.OUTPUT_MEMBERS: self.write(
                parameters, self.OUTPUT_MEMBERS, context, checks.members, feedback, "member"
            ),
            self.OUTPUT_ENCLAVES: self.write(
                parameters, self.OUTPUT_ENCLAVES, context, checks.enclaves, feedback, "enclave"
            ),
            "CIRCLE_COUNT": len(table),
            "FLAGGED_COUNT": len(flagged),
            "FLAGGED": ", ".join(flagged),
            "SCATTERED_COUNT": int((table["components"] > 1).sum()),
            "ENCLAVE_COUNT": len(checks.enclaves),
        }

    def _circles(self, parameters, context):
        """The circles asked for; all of them where nothing is given."""
        text = self.parameterAsString(parameters, self.CIRCLE, context).strip()
        if not text:
            return list(catalog.circles())
        return [
            circle_of(part) for part in text.replace("，", ",").replace("、", ",").split(",") if part.strip()
        ]


def _write_text(path, text):
    """Write a file whole or not at all; return its path."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".metro-", dir=path.parent) as folder:
            partial = Path(folder) / path.name
            partial.write_text(text, encoding="utf-8")
            partial.replace(path)
    except OSError as error:
        raise QgsProcessingException(
            f"Cannot write '{path}': {error.strerror}. Choose another place."
        ) from error
    return str(path)
