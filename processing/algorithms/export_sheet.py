# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:exportsheet``: a plan sheet of a circle as PDF, PNG, SVG and TIFF."""

from pathlib import Path

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFileDestination,
)

from ..base import MetroAlgorithm, reported, tr
from ..messages import tell
from ..sheetoptions import add_sheet_parameters, refusal, sheet_arguments

FORMATS = ("pdf", "png", "svg", "tif")


class ExportSheetAlgorithm(MetroAlgorithm):
    NAME = "exportsheet"
    GROUP = "sheets"
    TITLE = "Export sheet"
    TAGS = "图幅 出图 制图 地图 导出 chutu map sheet layout print PDF PNG"
    ANSWERS = (
        "What a plan sheet of the circle looks like, with title, frame, legend, scale, notes and signatures."
    )
    ASSUMES = (
        "Sheets follow the national drafting rules by analogy. Orientation and scale follow the circle's shape; the CRS "
        "is its CGCS2000 Gauss–Krüger zone. Layers are drawn in the plugin's styles and stay as they are. Every slot "
        "needs a text, unless 'Leave empty slots blank' is set. A 审图号 is never invented."
    )
    WRITES = (
        "The sheet in each format that was given a file (TIFF with a world file): all of them, whole, or none. SCALE and "
        "LEGEND say what was drawn."
    )

    def flags(self):
        # A layout is exported on the main thread
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def initAlgorithm(self, config=None):
        add_sheet_parameters(self)
        for form in FORMATS:
            self.addParameter(
                QgsProcessingParameterFileDestination(
                    f"OUTPUT_{form.upper()}",
                    tr("Sheet as {format}").format(format=form.upper()),
                    fileFilter=f"{form.upper()} (*.{form})",
                    optional=True,
                    createByDefault=form == "pdf",
                )
            )
        self.addOutput(QgsProcessingOutputNumber("SCALE", tr("Scale denominator")))
        self.addOutput(QgsProcessingOutputString("LEGEND", tr("Classes in the legend")))
        self.addOutput(QgsProcessingOutputString("FONTS", tr("Fonts")))

    def checkParameterValues(self, parameters, context):
        refused = refusal(self, parameters, context)
        if refused:
            return False, refused
        if not any(parameters.get(f"OUTPUT_{form.upper()}") for form in FORMATS):
            return False, tr("Give at least one file for the sheet.")
        return super().checkParameterValues(parameters, context)

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        layers, slots, options = sheet_arguments(self, parameters, context)
        outputs = {}
        for form in FORMATS:
            path = self.parameterAsFileOutput(parameters, f"OUTPUT_{form.upper()}", context)
            if path:
                outputs[form] = Path(path)
        made = self.provider().export_sheet(layers, outputs, slots, feedback=feedback, **options)
        for use in made.fonts:
            tell(feedback, use)
        feedback.pushInfo(f"{made.paper} {made.orientation}, 1:{made.scale}, {made.crs}")
        return {f"OUTPUT_{form.upper()}": str(path) for form, path in made.files.items()} | {
            "SCALE": made.scale,
            "LEGEND": "\n".join(made.legend),
            "FONTS": "\n".join(map(str, made.fonts)),
        }
