# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:crossbordersprawl``: built-up patches that grow together across borders."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
)

from ...layers.adcodes import RANKS
from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..engine.conventions import SPRAWL_M
from ..unitsource import CIRCLE, CODE_FIELD, UNITS, add_units, check_units, read_units


class CrossBorderSprawlAlgorithm(MetroAlgorithm):
    NAME = "crossbordersprawl"
    GROUP = "adjacency"
    TITLE = "Sprawl across borders"
    TAGS = (
        "城镇连片蔓延 跨界 建成区 连片 粘连 chengzhen lianpian manyan kuajie sprawl built-up cluster border"
    )
    ANSWERS = (
        "Which built-up patches touch each other, or come near each other, across a border: as clusters with their area "
        "on each side, and the lines over the gaps that still part them."
    )
    ASSUMES = (
        "Patches are polygons (built-up areas, growth zones); those that cross a border are cut at it. Units are the "
        "members of the circle, or a polygon layer of your own. Patches of two units within the distance are one "
        "cluster; patches of one unit belong to it if they touch, or come within the second distance. Distances are "
        "metres on the ground, areas ellipsoidal on CGCS2000. 500 m is this plugin's convention: no standard gives one."
    )
    WRITES = (
        "Clusters: one feature a cluster and unit, with area, share and number of patches; cluster 1 is the largest. "
        "Gaps: the shortest line between each two patches of different units, with codes, names, rank and length; for "
        "patches that touch, the edge that they share and its length. What lies in no unit, in no cluster, or is smaller "
        "than the minimum is counted."
    )

    PATCHES = "PATCHES"
    CIRCLE, UNITS, CODE_FIELD = CIRCLE, UNITS, CODE_FIELD
    RANK = "RANK"
    DISTANCE_M = "DISTANCE_M"
    CHAIN_M = "CHAIN_M"
    MIN_AREA_M2 = "MIN_AREA_M2"
    INVALID = "INVALID"
    OUTPUT_CLUSTERS = "OUTPUT_CLUSTERS"
    OUTPUT_GAPS = "OUTPUT_GAPS"

    def initAlgorithm(self, config=None):
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(
            QgsProcessingParameterFeatureSource(self.PATCHES, tr("Built-up patches 建成区"), polygon)
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
        for name, title, default in (
            (
                self.DISTANCE_M,
                tr("Patches of two units are together within (m); 500 m is a convention"),
                SPRAWL_M,
            ),
            (self.CHAIN_M, tr("Patches of one unit are together within (m); 0: touching"), 0.0),
            (self.MIN_AREA_M2, tr("Leave out patches smaller than (m²); they are counted"), 0.0),
        ):
            self.addParameter(
                QgsProcessingParameterNumber(
                    name, title, QgsProcessingParameterNumber.Type.Double, defaultValue=default, minValue=0.0
                )
            )
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_CLUSTERS, tr("Clusters 连片城镇"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_GAPS, tr("Gaps 间隔线"), QgsProcessing.SourceType.TypeVectorLine
            )
        )
        for name, title in (
            ("CLUSTER_COUNT", tr("Number of clusters")),
            ("CLUSTER_AREA_M2", tr("Area of all clusters in m²")),
            ("GAP_COUNT", tr("Pairs of patches across a border")),
            ("TOUCH_COUNT", tr("Pairs that touch")),
            ("SINGLE_COUNT", tr("Patches in no cluster")),
            ("SMALL_COUNT", tr("Patches below the minimum area")),
            ("SMALL_AREA_M2", tr("Their area in m²")),
            ("OUTSIDE_AREA_M2", tr("Area of patches in no unit, in m²")),
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
        self.patches = self.source(parameters, self.PATCHES, context)
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.sprawl import sprawl
        from ..inputs import polygons, same_crs

        policy = self.parameterAsString(parameters, self.INVALID, context)
        patches = polygons(self.patches, policy, feedback, columns=[])
        units, code = read_units(self, self.units, parameters, context, feedback)
        numbers = {
            key: self.parameterAsDouble(parameters, name, context)
            for key, name in (
                ("distance_m", self.DISTANCE_M),
                ("chain_m", self.CHAIN_M),
                ("min_area_m2", self.MIN_AREA_M2),
            )
        }
        result = sprawl(
            patches,
            same_crs(units, patches, feedback),
            ranks=self.parameterAsEnumStrings(parameters, self.RANK, context),
            code=code,
            progress=progress(feedback, 0.1, 0.9),
            **numbers,
        )
        return {
            self.OUTPUT_CLUSTERS: self.write(
                parameters, self.OUTPUT_CLUSTERS, context, result.clusters, feedback, "cluster"
            ),
            self.OUTPUT_GAPS: self.write(
                parameters, self.OUTPUT_GAPS, context, result.gaps, feedback, "gapline"
            ),
            "CLUSTER_COUNT": result.count,
            "CLUSTER_AREA_M2": float(result.clusters["area_m2"].sum()),
            "GAP_COUNT": len(result.gaps),
            "TOUCH_COUNT": int((result.gaps["gap_m"] == 0).sum()),
            "SINGLE_COUNT": result.single_count,
            "SMALL_COUNT": len(result.small),
            "SMALL_AREA_M2": float(result.small.sum()),
            "OUTSIDE_AREA_M2": result.outside_m2,
            "REPAIRED_COUNT": patches.attrs["repaired"],
            "REJECTED_COUNT": patches.attrs["rejected"],
        }
