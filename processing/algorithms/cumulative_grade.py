# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:cumulativegrade``: which cells hold the first half of a total value, and the next 30 %."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterRasterDestination,
)

from ..base import progress, reported, tr
from ..rasters import RasterAlgorithm, grade_colours, study_area

NEGATIVES = ["stop", "lowest"]


class CumulativeGradeAlgorithm(RasterAlgorithm):
    NAME = "cumulativegrade"
    TITLE = "Grades by cumulative value"
    TAGS = "累积服务值 分级 极重要 重要 一般重要 leiji fenji cumulative grade cut importance"
    ANSWERS = "Which cells hold the first 50 % of the total value, which the next 30 %, and which the rest."
    ASSUMES = (
        "Cells are sorted from high to low and added up. The value at which the sum reaches a share of the total is the "
        "cut; all cells of that value or more are in. Equal values always have the same grade. The sums are exact, "
        "whatever the size of the raster. Values are 0 or more and read as 32-bit numbers. With units each is graded on "
        "its own. The shares of 50 and 80 % are a convention."
    )
    WRITES = (
        "A raster of grades (1 highest, 2, 3) as a cloud-optimised GeoTIFF with a colour table; a table with the cut, "
        "the cells, the ellipsoidal area and the share of the value of each grade, unit by unit."
    )

    INPUT = "INPUT"
    UNITS = "UNITS"
    UNIT_FIELD = "UNIT_FIELD"
    OUTPUT = "OUTPUT"
    OUTPUT_TABLE = "OUTPUT_TABLE"

    def initAlgorithm(self, config=None):
        self.add_raster(self.INPUT, tr("Values, for example importance 服务值"), optional=False)
        convention = tr("A convention, no standard.")
        self.add_number(
            "FIRST_PCT", tr("Grade 1 holds this share of the total (%)"), 50.0, convention, 0.01, 99.99
        )
        self.add_number(
            "SECOND_PCT", tr("Grades 1 and 2 hold this share of the total (%)"), 80.0, convention, 0.01, 99.99
        )
        self.add_polygons(self.UNITS, tr("Grade each of these units on its own 行政单元"))
        self.addParameter(
            QgsProcessingParameterField(
                self.UNIT_FIELD,
                tr("Field that names a unit"),
                parentLayerParameterName=self.UNITS,
                optional=True,
            )
        )
        self.add_choice(
            "NEGATIVE",
            tr("Negative values"),
            NEGATIVES,
            tr("stop: an error. lowest: they count as 0 and have the last grade; they are counted."),
        )
        scaled = QgsProcessingParameterBoolean(
            "SCALED", tr("First scale to whole hundredths, Int(value/max·100)"), defaultValue=False
        )
        scaled.setHelp(tr("Done by some practice; it makes ties, so grades hold more than their share."))
        self._add(scaled, True)
        by_area = QgsProcessingParameterBoolean(
            "BY_AREA", tr("Add up value times cell area"), defaultValue=False
        )
        by_area.setHelp(tr("For densities on a geographic grid, where cells shrink towards the north."))
        self._add(by_area, True)
        self.add_study_area()
        self.addParameter(QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Grades 重要性等级")))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_TABLE,
                tr("Cuts and shares 分级统计"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber("CELL_COUNT", tr("Cells graded")))
        self.addOutput(QgsProcessingOutputNumber("CUT_FIRST", tr("Lowest value of grade 1 (one study area)")))
        self.addOutput(
            QgsProcessingOutputNumber("CUT_SECOND", tr("Lowest value of grade 2 (one study area)"))
        )
        self.addOutput(QgsProcessingOutputNumber("NEGATIVE_COUNT", tr("Negative cells counted as 0")))

    def checkParameterValues(self, parameters, context):
        first, second = (
            self.parameterAsDouble(parameters, name, context) for name in ("FIRST_PCT", "SECOND_PCT")
        )
        if first >= second:
            return False, tr(
                "The share of grades 1 and 2 ({second} %) must exceed that of grade 1 ({first} %)."
            ).format(first=first, second=second)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        super().prepareAlgorithm(parameters, context, feedback)
        self.values = self.raster(parameters, self.INPUT, context)
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.graded import cumulative_grade

        path = self.raster_output(parameters, self.OUTPUT, context)
        grid, study = self.grid(parameters, context, [self.values], self.study, feedback)
        field = self.parameterAsString(parameters, self.UNIT_FIELD, context) or None
        units = self.frame(self.units, parameters, context, feedback, grid, [field] if field else [])
        shares = (
            self.parameterAsDouble(parameters, name, context) / 100 for name in ("FIRST_PCT", "SECOND_PCT")
        )
        result = cumulative_grade(
            self.values,
            grid,
            path,
            shares=tuple(round(share, 12) for share in shares),
            study=study_area(grid, study),
            units=None if units is None else units.geometry.to_numpy(),
            negative=self.parameterAsEnumString(parameters, "NEGATIVE", context),
            scaled=self.parameterAsBoolean(parameters, "SCALED", context),
            by_area=self.parameterAsBoolean(parameters, "BY_AREA", context),
            colours=grade_colours(),
            tags={"ALGORITHM": f"metro:{self.NAME}"},
            staged=self.staged,
            progress=progress(feedback, 0.02, 0.98),
        )
        table = result.table
        if units is not None:
            names = units[field] if field else units.index
            table.insert(
                1, "unit_name", [str(names.iloc[row] if field else names[row]) for row in table["unit"]]
            )
            self._warn_empty(result.empty, names, feedback)
        cuts = table["cut"].to_list() if units is None else [None, None]
        return {
            self.OUTPUT: path,
            self.OUTPUT_TABLE: self.write(parameters, self.OUTPUT_TABLE, context, table, feedback),
            "CELL_COUNT": result.count,
            "CUT_FIRST": cuts[0],
            "CUT_SECOND": cuts[1],
            "NEGATIVE_COUNT": result.negative,
            self.ALIGNMENT: self.told(result.reports, feedback),
        }

    def _warn_empty(self, empty, names, feedback):
        if empty:
            listed = ", ".join(str(list(names)[row]) for row in empty[:10])
            feedback.pushWarning(
                tr("{count} units hold no value above 0; their cells have the last grade: {names}").format(
                    count=len(empty), names=listed
                )
            )
