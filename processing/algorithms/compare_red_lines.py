# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:compareredlines``: what two versions of a red line kept, added, removed and changed in kind."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..base import MetroAlgorithm, circle_of, circle_parameter, policy_parameter, progress, reported, tr
from ..engine.conventions import REDUCED_M2
from ..redlines import check_circle


class CompareRedLinesAlgorithm(MetroAlgorithm):
    NAME = "compareredlines"
    GROUP = "redlines"
    TITLE = "Compare red lines"
    TAGS = (
        "生态保护红线 评估调整 对比 变化 面积不减少 版本 hongxian duibi bianhua tiaozheng red line compare version "
        "change added removed"
    )
    ANSWERS = (
        "What a new version of a red line keeps, adds and removes, where it changes the kind, and whether the area of "
        "each unit is not reduced."
    )
    ASSUMES = (
        "Two polygon layers with a CRS each; the new version is brought to the old one's CRS. Areas are ellipsoidal on "
        "CGCS2000. Ground that features of one version share counts once and is reported. Units are the members of a "
        "circle, or a polygon layer of your own whose polygons do not overlap. A loss within the tolerance counts as "
        "not reduced; the tolerance is a convention."
    )
    WRITES = (
        "Changes: pieces kept, changed, removed and added, with ids and kinds of both versions and area; they add up to "
        "both versions, and the difference is an output. Units: old and new area, each change, and whether the area is "
        "not reduced; last the total."
    )

    OUTPUT_CHANGES = "OUTPUT_CHANGES"
    OUTPUT_UNITS = "OUTPUT_UNITS"

    def initAlgorithm(self, config=None):
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        source = QgsProcessingParameterFeatureSource
        self.addParameter(source("OLD", tr("Old version 原红线"), [polygon]))
        self.addParameter(source("NEW", tr("New version 新红线"), [polygon]))
        self.addParameter(_field("OLD_KIND", tr("Field with the kind in the old version"), "OLD"))
        self.addParameter(_field("NEW_KIND", tr("Field with the kind in the new version"), "NEW"))
        circle = circle_parameter("CIRCLE", default=None, optional=True)
        circle.setDescription(tr("Sum up by the members of this circle 都市圈"))
        self.addParameter(circle)
        self.addParameter(
            source("UNITS", tr("Units to sum up by, instead of a circle's members"), [polygon], optional=True)
        )
        self.addParameter(_field("UNIT_CODE", tr("Field with the unit's code"), "UNITS"))
        self.addParameter(_field("UNIT_NAME", tr("Field with the unit's name"), "UNITS"))
        self.addParameter(
            QgsProcessingParameterNumber(
                "TOLERANCE_M2",
                tr("A loss up to this counts as not reduced (m²); a convention"),
                QgsProcessingParameterNumber.Type.Double,
                defaultValue=REDUCED_M2,
                minValue=0.0,
            )
        )
        self.addParameter(policy_parameter("INVALID"))
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_CHANGES, tr("Changes 变化图斑"), polygon)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_UNITS, tr("Change by unit 分区变化"), QgsProcessing.SourceType.TypeVector
            )
        )
        for name, description in (
            ("OLD_AREA_M2", tr("Area of the old version in m²")),
            ("NEW_AREA_M2", tr("Area of the new version in m²")),
            ("KEPT_AREA_M2", tr("Kept in m²")),
            ("CHANGED_AREA_M2", tr("Kept with another kind in m²")),
            ("REMOVED_AREA_M2", tr("Removed in m²")),
            ("ADDED_AREA_M2", tr("Added in m²")),
            ("OVERLAP_OLD_M2", tr("Ground that the old version held twice in m²")),
            ("OVERLAP_NEW_M2", tr("Ground that the new version holds twice in m²")),
            ("REDUCED_COUNT", tr("Units whose area is reduced")),
            ("REPAIRED_COUNT", tr("Features repaired")),
            ("REJECTED_COUNT", tr("Features without a usable geometry")),
            ("CLOSURE_M2", tr("Difference of the changes from the totals in m²")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, description))
        self.addOutput(QgsProcessingOutputBoolean("NOT_REDUCED", tr("The whole area is not reduced")))

    def checkParameterValues(self, parameters, context):
        good, message = super().checkParameterValues(parameters, context)
        if good and parameters.get("UNITS") and not self.parameterAsString(parameters, "UNIT_CODE", context):
            return False, tr("'Units to sum up by' needs the field with the unit's code.")
        return check_circle(self, parameters, context) if good else (good, message)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.old = self.source(parameters, "OLD", context)
        self.new = self.source(parameters, "NEW", context)
        self.units = self.source(parameters, "UNITS", context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.compare import compare
        from ..inputs import polygons, same_crs
        from ..redlines import chosen_field

        policy = self.parameterAsString(parameters, "INVALID", context)
        kinds = [
            chosen_field(source, self.parameterAsString(parameters, name, context))
            for name, source in (("OLD_KIND", self.old), ("NEW_KIND", self.new))
        ]
        old, new = (
            polygons(source, policy, feedback, columns=[kind] if kind else [])
            for source, kind in zip((self.old, self.new), kinds, strict=True)
        )
        units, key, name = self._units(parameters, context, policy, feedback)
        if units is not None:
            units = same_crs(units, old, feedback)
        result = compare(
            old,
            same_crs(new, old, feedback),
            *kinds,
            units=units,
            key=key,
            name=name,
            tolerance_m2=self.parameterAsDouble(parameters, "TOLERANCE_M2", context),
            progress=progress(feedback, 0.2, 0.95),
        )
        totals = result.totals
        for side, label in (("overlap_old", self.old.name), ("overlap_new", self.new.name)):
            if totals[side] > 0.5:
                feedback.pushWarning(
                    tr("Features of layer '{name}' overlap: {area:.2f} m² counted once.").format(
                        name=label, area=totals[side]
                    )
                )
        if result.overlap_units_m2 > 0.5:
            feedback.pushWarning(
                tr("Units of layer '{name}' overlap: {area:.2f} m² counted in more than one of them.").format(
                    name=units.attrs["name"], area=result.overlap_units_m2
                )
            )
        return {
            self.OUTPUT_CHANGES: self.write(
                parameters, self.OUTPUT_CHANGES, context, result.pieces, feedback, "redline"
            ),
            self.OUTPUT_UNITS: self.write(parameters, self.OUTPUT_UNITS, context, result.units, feedback),
            **{f"{name.upper()}_AREA_M2": totals[name] for name in ("old", "new", "kept", "changed")},
            "REMOVED_AREA_M2": totals["removed"],
            "ADDED_AREA_M2": totals["added"],
            "OVERLAP_OLD_M2": totals["overlap_old"],
            "OVERLAP_NEW_M2": totals["overlap_new"],
            "REDUCED_COUNT": result.reduced_count,
            "REPAIRED_COUNT": old.attrs["repaired"] + new.attrs["repaired"],
            "REJECTED_COUNT": old.attrs["rejected"] + new.attrs["rejected"],
            "CLOSURE_M2": result.closure_m2,
            "NOT_REDUCED": result.not_reduced,
        }

    def _units(self, parameters, context, policy, feedback):
        """(units or None, column of the code, column of the name)."""
        from ..circles import circle_frames
        from ..inputs import polygons
        from ..redlines import chosen_field

        if self.units is not None:
            code, name = (
                chosen_field(self.units, self.parameterAsString(parameters, n, context))
                for n in ("UNIT_CODE", "UNIT_NAME")
            )
            return polygons(self.units, policy, feedback), code, name
        circle = self.parameterAsString(parameters, "CIRCLE", context)
        if not circle:
            return None, None, None
        members = circle_frames(circle_of(circle))[1]
        members.attrs["name"] = circle
        return members, "adcode", "name_zh"


def _field(name, description, parent):
    return QgsProcessingParameterField(name, description, parentLayerParameterName=parent, optional=True)
