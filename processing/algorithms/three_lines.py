# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:threelines``: where red line, permanent farmland and growth boundary overlap or leave gaps."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputBoolean,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..engine.conventions import SLIVER_M
from ..prefill import prefill

INPUTS = (("REDLINES", "redline"), ("FARMLAND", "farmland"), ("GROWTH", "growth"))


class ThreeLinesAlgorithm(MetroAlgorithm):
    NAME = "threelines"
    GROUP = "redlines"
    TITLE = "Three control lines"
    TAGS = (
        "三条控制线 三区三线 生态保护红线 永久基本农田 城镇开发边界 冲突 重叠 缝隙 sanxian santiao kongzhixian "
        "chongtu three lines overlap gap sliver STBHHX YJJBNTTB CZKFBJ"
    )
    ANSWERS = (
        "Where ecological red line, permanent farmland and growth boundary overlap, two by two and all three; which of "
        "them gives way; and where they leave narrow gaps between them."
    )
    ASSUMES = (
        "Three polygon layers with a CRS each; all are brought to the red lines' CRS. Areas are ellipsoidal on CGCS2000. "
        "The suggestion follows the 2019 opinion on the three control lines, from a table with a mark for how well each "
        "row's source is known: it is a convention that helps to sort, not a decision. What is smaller than the minimum "
        "area, or thinner than the sliver width, is a sliver: listed, and summed up on its own."
    )
    WRITES = (
        "Pieces: each overlap of two or three features with ids, kinds, area, mean width and suggestion. Places: pieces "
        "that touch, as one. Gaps: ground between two lines, narrower than the gap width, in none of the three. Totals: "
        "a row for each pair, with the numbers of features compared, so that a clean result says what was checked."
    )

    OUTPUT_PIECES = "OUTPUT_PIECES"
    OUTPUT_PLACES = "OUTPUT_PLACES"
    OUTPUT_GAPS = "OUTPUT_GAPS"
    OUTPUT_TOTALS = "OUTPUT_TOTALS"

    def initAlgorithm(self, config=None):
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        descriptions = (
            tr("Red lines 生态保护红线"),
            tr("Permanent farmland 永久基本农田"),
            tr("Growth boundary 城镇开发边界"),
        )
        for (name, _), description in zip(INPUTS, descriptions, strict=True):
            self.addParameter(QgsProcessingParameterFeatureSource(name, description, [polygon]))
        for name, description in (
            ("REDLINES", tr("Field with the kind of red line")),
            ("FARMLAND", tr("Field with the kind of farmland")),
            ("GROWTH", tr("Field with the kind of growth zone")),
        ):
            self.addParameter(
                QgsProcessingParameterField(
                    f"{name}_KIND", description, parentLayerParameterName=name, optional=True
                )
            )
        for name, description, default in (
            ("MIN_AREA", tr("Slivers are smaller than (m²)"), 0.0),
            ("SLIVER_M", tr("or thinner on average than (m); a convention"), SLIVER_M),
            ("GAP_M", tr("Look for gaps narrower than (m); 0: do not look"), 0.0),
        ):
            self.addParameter(
                QgsProcessingParameterNumber(
                    name,
                    description,
                    QgsProcessingParameterNumber.Type.Double,
                    defaultValue=default,
                    minValue=0.0,
                )
            )
        self.addParameter(policy_parameter("INVALID"))
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_PLACES, tr("Places 冲突图斑"), polygon)
        )
        for name, description, kind in (
            (self.OUTPUT_PIECES, tr("Pieces 相交块"), polygon),
            (self.OUTPUT_GAPS, tr("Gaps 缝隙"), polygon),
            (self.OUTPUT_TOTALS, tr("Totals 汇总"), QgsProcessing.SourceType.TypeVector),
        ):
            self.addParameter(
                QgsProcessingParameterFeatureSink(
                    name, description, kind, optional=True, createByDefault=False
                )
            )
        for name, description in (
            ("PLACE_COUNT", tr("Places where lines overlap, slivers aside")),
            ("OVERLAP_AREA_M2", tr("Area of overlap of pairs, slivers aside, in m²")),
            ("TRIPLE_AREA_M2", tr("Area where all three overlap in m²")),
            ("SLIVER_COUNT", tr("Slivers")),
            ("SLIVER_AREA_M2", tr("Their area in m²")),
            ("GAP_COUNT", tr("Gaps")),
            ("GAP_AREA_M2", tr("Their area in m²")),
            ("CHECKED_COUNT", tr("Features compared")),
            ("REPAIRED_COUNT", tr("Features repaired")),
            ("REJECTED_COUNT", tr("Features without a usable geometry")),
            ("CLOSURE_M2", tr("Worst difference of pieces and remainder from the whole in m²")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, description))
        self.addOutput(QgsProcessingOutputBoolean("CLEAN", tr("No overlap and no gap, slivers aside")))
        prefill(self, dict(INPUTS), [(f"{name}_KIND", kind, "category") for name, kind in INPUTS])

    def prepareAlgorithm(self, parameters, context, feedback):
        self.sources = {name: self.source(parameters, name, context) for name, _ in INPUTS}
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.threelines import TRIPLE, three_lines
        from ..inputs import polygons, same_crs
        from ..redlines import chosen_field

        policy = self.parameterAsString(parameters, "INVALID", context)
        kinds, frames = {}, {}
        for name, line in INPUTS:
            kind = self.parameterAsString(parameters, f"{name}_KIND", context)
            kind = chosen_field(self.sources[name], kind)
            kinds |= {line: kind} if kind else {}
            frames[line] = polygons(self.sources[name], policy, feedback, columns=[kind] if kind else [])
            frames[line] = same_crs(frames[line], frames["redline"], feedback)
        result = three_lines(
            **frames,
            kinds=kinds,
            min_area_m2=self.parameterAsDouble(parameters, "MIN_AREA", context),
            sliver_m=self.parameterAsDouble(parameters, "SLIVER_M", context),
            gap_m=self.parameterAsDouble(parameters, "GAP_M", context),
            progress=progress(feedback, 0.2, 0.95),
        )
        checked = sum(len(frame) for frame in frames.values())
        totals = result.totals.set_index("pair")
        pairs = totals.drop(index=TRIPLE)
        slivers = int(totals["sliver_count"].sum())
        if result.clean and slivers:
            feedback.pushWarning(
                tr("The lines share no more than {count} slivers with {area:.2f} m².").format(
                    count=slivers, area=totals["sliver_m2"].sum()
                )
            )
        elif result.clean:
            feedback.pushInfo(
                tr(
                    "Clean: {redline} red lines, {farmland} farmland and {growth} growth polygons share no ground."
                ).format(**{line: len(frame) for line, frame in frames.items()})
            )
        for pair, row in totals.iterrows():
            feedback.pushInfo(
                f"{pair}: {int(row['place_count'])}, {row['area_m2']:.2f} m² (+{int(row['sliver_count'])} slivers)"
            )
        outputs = (
            (self.OUTPUT_PLACES, result.places, "conflict"),
            (self.OUTPUT_PIECES, result.pieces, "conflict"),
            (self.OUTPUT_GAPS, result.gaps, "conflict"),
            (self.OUTPUT_TOTALS, result.totals, None),
        )
        return {
            name: self.write(parameters, name, context, frame, feedback, kind)
            for name, frame, kind in outputs
        } | {
            "PLACE_COUNT": int(totals["place_count"].sum()),
            "OVERLAP_AREA_M2": float(pairs["area_m2"].sum()),
            "TRIPLE_AREA_M2": float(totals.loc[TRIPLE, "area_m2"]),
            "SLIVER_COUNT": slivers,
            "SLIVER_AREA_M2": float(totals["sliver_m2"].sum()),
            "GAP_COUNT": len(result.gaps),
            "GAP_AREA_M2": float(result.gaps["area_m2"].sum()),
            "CHECKED_COUNT": checked,
            "REPAIRED_COUNT": sum(frame.attrs["repaired"] for frame in frames.values()),
            "REJECTED_COUNT": sum(frame.attrs["rejected"] for frame in frames.values()),
            "CLOSURE_M2": result.closure_m2,
            "CLEAN": bool(result.clean),
        }
