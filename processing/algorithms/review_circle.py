# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:reviewcircle``: extent, adjacency zones, red-line conflicts and a map sheet in one run."""

import datetime
import json
import tempfile
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterNumber,
)

from ...layers import catalog
from ...layers.errors import LayersError
from ...styles import catalog as styles
from .. import preferences
from ..base import (
    SAMPLE_CATEGORY,
    MetroAlgorithm,
    circle_of,
    circle_parameter,
    policy_parameter,
    progress,
    reported,
    tr,
)

SAMPLE_TITLE = "毗邻区域与冲突分布图（示例数据）"
SIGNATURE = "都市圈核查 编制"


class ReviewCircleAlgorithm(MetroAlgorithm):
    NAME = "reviewcircle"
    GROUP = "review"
    TITLE = "Review circle"
    TAGS = "都市圈 核查 审查 一键 毗邻 红线 图幅 hecha review circle report sheet"
    ANSWERS = (
        "How large a circle is against its published area, where its inner borders and adjacency zones lie, and which "
        "parcels lie in an ecological red line."
    )
    ASSUMES = (
        "Parcels and red lines are polygon layers of your own; left empty, the circle's samples (示例) are taken where "
        "they are shipped, and without them conflicts are not looked for. Areas are ellipsoidal on CGCS2000."
    )
    WRITES = (
        "Into the folder: one GeoPackage with circle, member, border, belt, conflict and parcel; a map sheet as PDF and "
        "PNG; the figures as JSON and as text. The folder receives all of them or none."
    )

    CIRCLE = "CIRCLE"
    PARCELS = "PARCELS"
    REDLINES = "REDLINES"
    CATEGORY_FIELD = "CATEGORY_FIELD"
    WIDTH_M = "WIDTH_M"
    INVALID = "INVALID"
    PAPER = "PAPER"
    OUTPUT_FOLDER = "OUTPUT_FOLDER"

    PAPERS = ("none", *styles.PAPERS)

    def flags(self):
        # A layout is exported on the main thread
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def initAlgorithm(self, config=None):
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(circle_parameter(self.CIRCLE))
        self.addParameter(
            QgsProcessingParameterFeatureSource(self.PARCELS, tr("Parcels 地块"), polygon, optional=True)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.REDLINES, tr("Red lines 生态保护红线"), polygon, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.CATEGORY_FIELD,
                tr("Field with the kind of red line"),
                parentLayerParameterName=self.REDLINES,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.WIDTH_M,
                tr("Width of adjacency zones on each side in metres (5 000 m is a convention)"),
                QgsProcessingParameterNumber.Type.Double,
                defaultValue=preferences.belt_width_m(),
                minValue=1,
                maxValue=100_000,
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterEnum(
                self.PAPER, tr("Map sheet"), self.PAPERS, defaultValue="A3", usesStaticStrings=True
            )
        )
        self.addParameter(QgsProcessingParameterFolderDestination(self.OUTPUT_FOLDER, tr("Folder")))
        for name, title in (
            ("GEOPACKAGE", tr("Layers")),
            ("SHEET_PDF", tr("Sheet as PDF")),
            ("SHEET_PNG", tr("Sheet as PNG")),
            ("SUMMARY_JSON", tr("Figures as JSON")),
            ("SUMMARY_TEXT", tr("Figures as text")),
        ):
            self.addOutput(QgsProcessingOutputFile(name, title))
        self.addOutput(QgsProcessingOutputNumber("AREA_KM2", tr("Area in km²")))
        self.addOutput(QgsProcessingOutputNumber("RATIO", tr("Area / published area")))
        self.addOutput(QgsProcessingOutputNumber("CONFLICT_COUNT", tr("Parcels in conflict")))
        self.addOutput(QgsProcessingOutputNumber("CONFLICT_AREA_M2", tr("Area in conflict in m²")))

    def checkParameterValues(self, parameters, context):
        try:
            circle_of(self.parameterAsString(parameters, self.CIRCLE, context))
        except LayersError as error:
            return False, str(error)
        if bool(parameters.get(self.PARCELS)) != bool(parameters.get(self.REDLINES)):
            return False, tr("Give both parcels and red lines, or neither (then the samples are taken).")
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.parcels = self.source(parameters, self.PARCELS, context)
        self.redlines = self.source(parameters, self.REDLINES, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..inputs import polygons, same_crs
        from ..redlines import chosen_field
        from ..review import review, summary_text

        circle = circle_of(self.parameterAsString(parameters, self.CIRCLE, context))
        category = chosen_field(
            self.redlines, self.parameterAsString(parameters, self.CATEGORY_FIELD, context)
        )
        policy = self.parameterAsString(parameters, self.INVALID, context)
        sample = self.parcels is None
        if sample:
            category = SAMPLE_CATEGORY
            parcels, redlines = self._samples(circle, policy, feedback)
        else:
            parcels = polygons(self.parcels, policy, feedback)
            redlines = polygons(self.redlines, policy, feedback)
        if parcels is not None:
            redlines = same_crs(redlines, parcels, feedback)
        found = review(
            circle,
            self.parameterAsDouble(parameters, self.WIDTH_M, context),
            parcels,
            redlines,
            category,
            sample=sample,
            progress=progress(feedback, 0.05, 0.6),
        )
        for line in summary_text(found.summary).splitlines():
            feedback.pushInfo(line)
        folder = Path(self.parameterAsString(parameters, self.OUTPUT_FOLDER, context))
        paper = self.parameterAsString(parameters, self.PAPER, context)
        files = self._write(folder, circle, found, paper, feedback)
        conflict = found.summary.get("conflicts", {})
        return files | {
            self.OUTPUT_FOLDER: str(folder),
            "AREA_KM2": found.summary["circle"]["area_km2"],
            "RATIO": found.summary["circle"]["ratio"],
            "CONFLICT_COUNT": conflict.get("conflict_count"),
            "CONFLICT_AREA_M2": conflict.get("area_m2"),
        }

    def _samples(self, circle, policy, feedback):
        """Parcels and red lines of the shipped samples, or None and None."""
        from ..inputs import checked

        shipped = catalog.samples(circle.circle_id)
        if not shipped:
            feedback.pushWarning(
                tr("No parcels and red lines were given and none are shipped for this circle.")
            )
            return None, None
        feedback.pushWarning(tr("Parcels and red lines are the shipped samples (示例): for learning only."))
        return tuple(
            checked(catalog.read_sample(circle.circle_id, kind), policy, feedback)
            for kind in ("parcels", "redline")
        )

    def _write(self, folder, circle, found, paper, feedback):
        """Make all files in a folder beside their place, then move them there together."""
        from .. import outputs
        from ..review import LAYER_KINDS, summary_text

        stem = circle.circle_id
        try:
            folder.mkdir(parents=True, exist_ok=True)
            partial = tempfile.TemporaryDirectory(prefix=".metro-", dir=folder)
        except OSError as error:
            raise QgsProcessingException(
                tr("Cannot write in folder '{folder}': {reason}. Choose another folder.").format(
                    folder=folder, reason=error.strerror
                )
            ) from error
        with partial as name:
            here = Path(name)
            package = here / f"{stem}_review.gpkg"
            style = {layer: styles.style_for(LAYER_KINDS.get(layer, layer)) for layer in found.frames}
            outputs.write_file(package, found.frames, style)
            (here / f"{stem}_summary.json").write_text(
                json.dumps(found.summary, ensure_ascii=False, allow_nan=False, indent=2), encoding="utf-8"
            )
            (here / f"{stem}_summary.txt").write_text(summary_text(found.summary), encoding="utf-8")
            feedback.setProgress(70)
            if paper != "none":
                self._sheet(here, package, circle, found, paper, feedback)
            for file in sorted(here.iterdir()):
                file.replace(folder / file.name)
        made = {
            "GEOPACKAGE": f"{stem}_review.gpkg",
            "SUMMARY_JSON": f"{stem}_summary.json",
            "SUMMARY_TEXT": f"{stem}_summary.txt",
        }
        if paper != "none":
            made |= {"SHEET_PDF": f"{stem}_sheet.pdf", "SHEET_PNG": f"{stem}_sheet.png"}
        return {key: str(folder / file) for key, file in made.items()}

    def _sheet(self, folder, package, circle, found, paper, feedback):
        """Export the review's sheet from the layers just written."""
        conflict = found.summary.get("conflicts")
        kinds = ["circle", "member", "border", "belt", *(["conflict"] if conflict else [])]
        layers = {kind: (str(package), kind) for kind in kinds}
        if conflict:
            layers["redline"] = (str(package), "redline")
        sources = [f"成员依据《{circle.document}》（{circle.published}）", "行政区划为分析级数据（约±100 m）"]
        if conflict:
            sources.append("红线与地块为示例数据" if conflict["sample"] else f"红线：{conflict['redlines']}")
        slots = {"title_theme": SAMPLE_TITLE} if conflict and conflict["sample"] else {}
        self.provider().export_sheet(
            layers,
            {form: str(folder / f"{circle.circle_id}_sheet.{form}") for form in ("pdf", "png")},
            {
                "signature_left": f"{preferences.organisation() or SIGNATURE}\n{datetime.date.today():%Y年%m月}",
                "signature_right": "",
                "source_note": "；".join(sources),
                "sheet_no": "",
                **slots,
            },
            circle=circle,
            paper=paper,
            theme="review",
            feedback=feedback,
        )
