# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:redlineconflict``: what of each parcel or project lies inside the ecological red line, and how it is judged."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterFeatureSink,
)

from ..base import MetroAlgorithm, reported, tr
from ..redlines import add_inputs, check_values, examine, prefill_dialog, readable_size, take_sources


class RedlineConflictAlgorithm(MetroAlgorithm):
    NAME = "redlineconflict"
    GROUP = "redlines"
    TITLE = "Red line conflicts"
    TAGS = (
        "生态保护红线 冲突 占压 叠加 判定 有限人为活动 避让 距离 shengtai hongxian chongtu panding "
        "red line conflict overlay parcel project verdict avoidance distance STBHHX"
    )
    ANSWERS = (
        "Which parcels or projects (polygons, lines or points) lie inside an ecological red line, with which part and "
        "how much of it; what a rule table says of each; and how far the others are from the nearest red line."
    )
    ASSUMES = (
        "Two layers with a CRS each; red lines are brought to the parcels' CRS. Areas and lengths are ellipsoidal on "
        "CGCS2000. A place under several red lines counts once for a parcel, and once in each category. A line or point "
        "on the border of a red line counts as inside. Verdicts follow a table that you can copy and change: the "
        "plugin's own is a convention after the 2019 opinion on the three control lines and the ten kinds of limited "
        "human activity, with a mark for how well each rule's source is known; it replaces no examination. Core zones "
        "are told by the kind of red line. Where kind or activity is not known, the verdict is 'undetermined' unless it "
        "holds all the same."
    )
    WRITES = (
        "Pieces: the parts inside red lines with both ids, kind, size, verdict, rule and reason. Parcels, unless "
        "skipped: all of them, with size inside and share, verdict, and distance to the nearest red line. Optional "
        "tables: size by parcel and kind; sums by member unit and adjacency zone. VERDICT is the gravest verdict: "
        "forbidden, undetermined, proof, limited, near, allowed or clear. Pieces and remainder are checked to make up "
        "the whole; the worst difference is an output. Nothing is left out in silence: what is below the minimum size "
        "is counted."
    )

    OUTPUT_PIECES = "OUTPUT_PIECES"
    OUTPUT_PARCELS = "OUTPUT_PARCELS"
    OUTPUT_KINDS = "OUTPUT_KINDS"
    OUTPUT_SUMMARY = "OUTPUT_SUMMARY"

    def initAlgorithm(self, config=None):
        add_inputs(self)
        kind = QgsProcessing.SourceType.TypeVectorAnyGeometry
        self.addParameter(QgsProcessingParameterFeatureSink(self.OUTPUT_PIECES, tr("Conflicts 冲突"), kind))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_PARCELS, tr("Parcels checked 地块核查"), kind, optional=True
            )
        )
        for name, description in (
            (self.OUTPUT_KINDS, tr("Size by kind of red line 分类面积")),
            (self.OUTPUT_SUMMARY, tr("Sums by unit and adjacency zone 分区汇总")),
        ):
            self.addParameter(
                QgsProcessingParameterFeatureSink(
                    name,
                    description,
                    QgsProcessing.SourceType.TypeVector,
                    optional=True,
                    createByDefault=False,
                )
            )
        for name, description in (
            ("PARCEL_COUNT", tr("Features checked")),
            ("CONFLICT_COUNT", tr("Features in conflict")),
            ("CONFLICT_AREA_M2", tr("Area in conflict in m²")),
            ("CONFLICT_LENGTH_M", tr("Length in conflict in m")),
            ("NEAR_COUNT", tr("Features outside but nearer than the avoidance distance")),
            ("UNDETERMINED_COUNT", tr("Features in conflict that no rule judges")),
            ("SMALL_COUNT", tr("Pieces below the minimum size")),
            ("SMALL_AREA_M2", tr("Their area in m², or length in m")),
            ("REPAIRED_COUNT", tr("Features repaired")),
            ("REJECTED_COUNT", tr("Features without a usable geometry")),
            ("CLOSURE_M2", tr("Worst difference of pieces and remainder from the whole in m² (lines: m)")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, description))
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
        from ..engine.rules import worst

        # Nobody sees the other attributes of parcels that are not written.
        every = bool(parameters.get(self.OUTPUT_PARCELS))
        checked = examine(self, self.sources, parameters, context, feedback, every)
        found = checked.found
        verdicts = found.parcels["verdict"]
        feedback.pushInfo(
            tr("{count} of {total} features lie in a red line, with {size}").format(
                count=found.count, total=len(found.parcels), size=readable_size(found)
            )
        )
        undetermined = int((verdicts == "undetermined").sum())
        if undetermined:
            feedback.pushWarning(
                tr(
                    "{count} features in conflict are undetermined: give the fields with the kind of red line and of "
                    "activity, or extend the rule table."
                ).format(count=undetermined)
            )
        outputs = (
            (self.OUTPUT_PIECES, found.pieces, "conflict"),
            (self.OUTPUT_PARCELS, found.parcels, "verdict"),
            (self.OUTPUT_KINDS, found.kinds, None),
            (self.OUTPUT_SUMMARY, checked.summary, None),
        )
        styled = found.dimension == 2
        written = {
            name: self.write(parameters, name, context, frame, feedback, kind if styled else None)
            for name, frame, kind in outputs
        }
        return written | {
            "PARCEL_COUNT": len(found.parcels),
            "CONFLICT_COUNT": found.count,
            "CONFLICT_AREA_M2": found.area_m2,
            "CONFLICT_LENGTH_M": found.length_m,
            "NEAR_COUNT": int((verdicts == "near").sum()),
            "UNDETERMINED_COUNT": undetermined,
            "SMALL_COUNT": len(found.small),
            "SMALL_AREA_M2": float(found.small.sum()),
            "REPAIRED_COUNT": checked.parcels.attrs["repaired"] + checked.redlines.attrs["repaired"],
            "REJECTED_COUNT": checked.parcels.attrs["rejected"] + checked.redlines.attrs["rejected"],
            "CLOSURE_M2": found.closure.worst_m2,
            "VERDICT": worst(verdicts.unique()),
        }
