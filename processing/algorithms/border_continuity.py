# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:bordercontinuity``: whether planned areas go on across borders."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...layers.adcodes import RANKS
from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..engine.conventions import BORDER_REACH_M, BORDER_SLACK_M
from ..unitsource import (
    CIRCLE,
    CODE_FIELD,
    TOLERANCE_M,
    UNITS,
    add_tolerance,
    add_units,
    border_kind,
    check_units,
    read_units,
    warn_apart,
)


class BorderContinuityAlgorithm(MetroAlgorithm):
    NAME = "bordercontinuity"
    GROUP = "adjacency"
    TITLE = "Continuity across borders"
    TAGS = "边界 衔接 连续性 接边 生态保护红线 永久基本农田 用途分区 bianjie xianjie lianxu border continuity edge match"
    ANSWERS = (
        "Whether red lines, farmland or land-use zones of one side of a border continue on the other: where they match, "
        "where one side has nothing, and where the categories differ."
    )
    ASSUMES = (
        "Units are the members of the circle, or a polygon layer of your own whose neighbours share their edges. "
        "Planning layers are polygons, of both sides together or a layer a side; each counts on the side that it lies "
        "in. A feature is at the border if it comes within the reach of it (20 m); what crosses it by less than the "
        "slack (1 m) is not on the other side; both are this plugin's conventions. "
        "Categories are compared by their text, so both sides must use the same words or codes; without a field "
        "everything is of one kind. Lengths are geodesic."
    )
    WRITES = (
        "Stretches: lines with status (matched, different, left_only, right_only), categories of both sides and length; "
        "matched means that a category is on both sides. Borders: the lengths of each status and the continuity share, "
        "which is the matched part of what has something on either side. A table by border and category. Stretches "
        "shorter than the minimum are left out and counted. All lengths of a border add up to it; the worst difference "
        "is an output."
    )

    CIRCLE, UNITS, CODE_FIELD = CIRCLE, UNITS, CODE_FIELD
    RANK = "RANK"
    LAYERS = "LAYERS"
    CATEGORY_FIELD = "CATEGORY_FIELD"
    REACH_M = "REACH_M"
    SLACK_M = "SLACK_M"
    MIN_LENGTH_M = "MIN_LENGTH_M"
    INVALID = "INVALID"
    OUTPUT_STRETCHES = "OUTPUT_STRETCHES"
    OUTPUT_BORDERS = "OUTPUT_BORDERS"
    OUTPUT_CATEGORIES = "OUTPUT_CATEGORIES"

    def initAlgorithm(self, config=None):
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(
            QgsProcessingParameterMultipleLayers(self.LAYERS, tr("Planning layers 规划图层"), polygon)
        )
        self.addParameter(
            QgsProcessingParameterString(
                self.CATEGORY_FIELD, tr("Field with the category, in all of them"), optional=True
            )
        )
        add_units(self)
        self.addParameter(
            QgsProcessingParameterEnum(
                self.RANK,
                tr("Borders between"),
                [*RANKS, "other"],
                allowMultiple=True,
                defaultValue=["province", "prefecture"],
                usesStaticStrings=True,
            )
        )
        for name, title, default, least in (
            (self.REACH_M, tr("A feature is at the border within (m)"), BORDER_REACH_M, 0.01),
            (self.SLACK_M, tr("Overlook what crosses the border by less than (m)"), BORDER_SLACK_M, 0.001),
            (self.MIN_LENGTH_M, tr("Leave out stretches shorter than (m); they are counted"), 5.0, 0.0),
        ):
            self.addParameter(
                QgsProcessingParameterNumber(
                    name,
                    title,
                    QgsProcessingParameterNumber.Type.Double,
                    defaultValue=default,
                    minValue=least,
                )
            )
        add_tolerance(self)
        self.addParameter(policy_parameter(self.INVALID))
        line = QgsProcessing.SourceType.TypeVectorLine
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_STRETCHES, tr("Stretches 衔接段"), line)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_BORDERS, tr("Borders 边界衔接统计"), line, optional=True
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_CATEGORIES,
                tr("By category 分类统计"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
                createByDefault=False,
            )
        )
        for name, title in (
            ("BORDER_COUNT", tr("Number of borders")),
            ("STRETCH_COUNT", tr("Number of stretches")),
            ("MATCHED_M", tr("Matched length in metres")),
            ("DIFFERENT_M", tr("Length with different categories in metres")),
            ("ONE_SIDED_M", tr("Length with something on one side only, in metres")),
            ("CONTINUITY_PCT", tr("Matched share in %")),
            ("SHORT_COUNT", tr("Stretches below the minimum length")),
            ("SHORT_M", tr("Their length in metres")),
            ("CLOSURE_M", tr("Worst difference of a border from its stretches in metres")),
            ("REPAIRED_COUNT", tr("Features repaired")),
            ("REJECTED_COUNT", tr("Features without a usable geometry")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def checkParameterValues(self, parameters, context):
        wrong = check_units(self, parameters, context)
        if wrong:
            return False, wrong
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        from ..planninglayers import sources

        self.units = self.source(parameters, self.UNITS, context)
        self.layers = sources(self, parameters, self.LAYERS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.adjacency import keyed, named_borders
        from ..engine.continuity import continuity
        from ..planninglayers import category_of, read_layers

        policy = self.parameterAsString(parameters, self.INVALID, context)
        units, code = read_units(self, self.units, parameters, context, feedback)
        layers = read_layers(self.layers, policy, units, feedback)
        ranks = self.parameterAsEnumStrings(parameters, self.RANK, context)
        found = named_borders(
            units,
            code,
            ranks=ranks,
            tolerance_m=self.parameterAsDouble(parameters, TOLERANCE_M, context),
            look=self.units is not None,
            progress=progress(feedback, 0.1, 0.3),
        )
        warn_apart(found.apart, feedback)
        borders = found.borders
        if not len(borders):
            feedback.pushWarning(tr("No two units share a border of these ranks."))
        result = continuity(
            borders,
            keyed(units, code, "name_zh")[0],
            layers,
            category=category_of(
                self.layers, self.parameterAsString(parameters, self.CATEGORY_FIELD, context).strip()
            ),
            reach_m=self.parameterAsDouble(parameters, self.REACH_M, context),
            slack_m=self.parameterAsDouble(parameters, self.SLACK_M, context),
            min_length_m=self.parameterAsDouble(parameters, self.MIN_LENGTH_M, context),
            code=code,
            progress=progress(feedback, 0.3, 0.9),
        )
        if result.nameless:
            feedback.pushWarning(
                tr("{count} features have no category: they match nothing on the other side.").format(
                    count=result.nameless
                )
            )
        sums = result.borders
        return {
            self.OUTPUT_STRETCHES: self.write(
                parameters,
                self.OUTPUT_STRETCHES,
                context,
                result.stretches,
                feedback,
                "continuity",
            ),
            self.OUTPUT_BORDERS: self.write(
                parameters, self.OUTPUT_BORDERS, context, sums, feedback, border_kind(sums)
            ),
            self.OUTPUT_CATEGORIES: self.write(
                parameters, self.OUTPUT_CATEGORIES, context, result.categories, feedback
            ),
            "BORDER_COUNT": len(sums),
            "STRETCH_COUNT": len(result.stretches),
            "MATCHED_M": float(sums["matched_m"].sum()),
            "DIFFERENT_M": float(sums["different_m"].sum()),
            "ONE_SIDED_M": float(sums["left_only_m"].sum() + sums["right_only_m"].sum()),
            "CONTINUITY_PCT": result.continuity_pct,
            "SHORT_COUNT": result.short_count,
            "SHORT_M": float(sums["short_m"].sum()),
            "CLOSURE_M": result.closure_m,
            "REPAIRED_COUNT": sum(layer.attrs["repaired"] for layer in layers),
            "REJECTED_COUNT": sum(layer.attrs["rejected"] for layer in layers),
        }
