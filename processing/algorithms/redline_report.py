# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:redlinereport``: a conflict check as one HTML page and one workbook."""

from pathlib import Path

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
)

from ..base import MetroAlgorithm, progress, reported, tr
from ..redlines import (
    add_inputs,
    check_values,
    examine,
    field_names,
    prefill_dialog,
    readable_size,
    take_sources,
)
from ..reportfiles import facts, write_whole

LANGUAGES = ["zh", "en"]


class RedlineReportAlgorithm(MetroAlgorithm):
    NAME = "redlinereport"
    NEEDS = ("matplotlib", "openpyxl")
    GROUP = "redlines"
    TITLE = "Red line report"
    TAGS = "生态保护红线 冲突 报告 核查 导出 baogao hecha hongxian red line conflict report html xlsx excel"
    ANSWERS = (
        "The conflict check of parcels or projects against red lines as a report: findings, map, verdicts, sums by unit "
        "and adjacency zone, the gravest conflicts with a detail map each, rules, inputs, parameters and versions."
    )
    ASSUMES = (
        "The same as 'Red line conflicts', whose parameters it shares. Verdicts follow the rule table: they help an "
        "examination and replace none."
    )
    WRITES = (
        "One HTML file that holds everything and opens without a network, Chinese first with a switch to English; and, "
        "if you choose, an XLSX workbook with the same tables and every single conflict."
    )

    OUTPUT_HTML = "OUTPUT_HTML"
    OUTPUT_XLSX = "OUTPUT_XLSX"

    def initAlgorithm(self, config=None):
        add_inputs(self)
        self.addParameter(
            QgsProcessingParameterNumber(
                "WORST",
                tr("Conflicts shown with a map of their own"),
                QgsProcessingParameterNumber.Type.Integer,
                defaultValue=12,
                minValue=0,
                maxValue=200,
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                "LANGUAGE", tr("Language shown first"), LANGUAGES, defaultValue="zh", usesStaticStrings=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(self.OUTPUT_HTML, tr("Report 报告"), "HTML (*.html)")
        )
        self.addParameter(
            QgsProcessingParameterFileDestination(
                self.OUTPUT_XLSX, tr("Workbook 工作簿"), "XLSX (*.xlsx)", optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputNumber("PARCEL_COUNT", tr("Features checked")))
        self.addOutput(QgsProcessingOutputNumber("CONFLICT_COUNT", tr("Features in conflict")))
        self.addOutput(QgsProcessingOutputNumber("CONFLICT_AREA_M2", tr("Area in conflict in m²")))
        self.addOutput(QgsProcessingOutputString("VERDICT", tr("Gravest verdict")))
        prefill_dialog(self)

    def checkParameterValues(self, parameters, context):
        good, message = super().checkParameterValues(parameters, context)
        return check_values(self, parameters, context) if good else (good, message)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.sources = take_sources(self, parameters, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.rules import zones_of
        from ..report.drawing import Scene, chinese_font
        from ..report.figures import figures
        from ..report.page import page
        from ..report.workbook import workbook

        checked = examine(self, self.sources, parameters, context, feedback)
        found = checked.found
        fields = field_names(self, self.sources, parameters, context)
        category = fields["CATEGORY_FIELD"]
        avoid = self.parameterAsDouble(parameters, "AVOID_M", context)
        told = figures(
            checked,
            self.parameterAsInt(parameters, "WORST", context),
            avoid,
            fields["ACTIVITY_FIELD"],
            checked.parcel_id,
        )
        core = [False] * len(checked.redlines)
        if category:
            patterns = self.parameterAsString(parameters, "CORE_VALUES", context)
            core = zones_of(checked.redlines[category], patterns) == "core"
        if chinese_font() is None:
            feedback.pushWarning(tr("No Chinese font is installed: the names of units are left off the map."))
        scene = Scene(found.parcels, found.pieces, checked.redlines, core, checked.units, checked.unit_names)
        step = progress(feedback, 0.85, 0.97)
        details = []
        for number, place in enumerate(told["worst"]):
            step(number / len(told["worst"]))
            details.append(scene.detail(place["row"], place["pieces"]))
        content = {
            "figures": told,
            "overview": scene.overview(),
            "details": details,
            "avoid_m": avoid,
            "has_units": checked.units is not None,
            **facts(self, self.sources, checked, parameters, context),
        }
        step(1.0)
        feedback.pushInfo(
            tr("{count} of {total} features lie in a red line, with {size}").format(
                count=found.count, total=len(found.parcels), size=readable_size(found)
            )
        )
        results = {}
        html = self.parameterAsFileOutput(parameters, self.OUTPUT_HTML, context)
        text = page(content, self.parameterAsString(parameters, "LANGUAGE", context))
        files = [(Path(html), lambda path: path.write_text(text, encoding="utf-8"))]
        results[self.OUTPUT_HTML] = html
        xlsx = self.parameterAsFileOutput(parameters, self.OUTPUT_XLSX, context)
        if xlsx:
            book = workbook(content, found)
            files.append((Path(xlsx), book.save))
            results[self.OUTPUT_XLSX] = xlsx
        step(1.0)
        write_whole(files)
        return results | {
            "PARCEL_COUNT": len(found.parcels),
            "CONFLICT_COUNT": found.count,
            "CONFLICT_AREA_M2": found.area_m2,
            "VERDICT": told["verdict"],
        }
