# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:unitstatistics``: how much of each grade lies in each unit."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
)

from ..base import progress, reported, tr
from ..rasters import RasterAlgorithm, study_area


class UnitStatisticsAlgorithm(RasterAlgorithm):
    NAME = "unitstatistics"
    TITLE = "Areas of grades by unit"
    TAGS = "分区统计 等级面积 行政单元 fenqu tongji zonal statistics area class unit histogram"
    ANSWERS = (
        "How many hectares of each grade, or class, lie in each member of a circle or in units of your own."
    )
    ASSUMES = (
        "A raster of whole numbers, and polygons. A cell that a unit covers in part counts with exactly that part of its "
        "ellipsoidal area on CGCS2000; on a geographic grid cells shrink towards the north. Where units overlap a place "
        "counts in each."
    )
    WRITES = (
        "A table with one row for each unit and class; the units with one area field for each class, and with the area "
        "without a class and beyond the raster, so that they add up to the whole."
    )

    INPUT = "INPUT"
    OUTPUT = "OUTPUT"
    OUTPUT_UNITS = "OUTPUT_UNITS"

    def initAlgorithm(self, config=None):
        self.add_raster(self.INPUT, tr("Grades or classes 等级"), optional=False)
        self.add_units("nanjing")
        self.add_study_area()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, tr("Areas by unit and class 分级面积"), QgsProcessing.SourceType.TypeVector
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_UNITS,
                tr("Units with areas 分区统计"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber("UNIT_COUNT", tr("Units")))
        self.addOutput(QgsProcessingOutputNumber("CLASSED_M2", tr("Area with a class, in all units, in m²")))
        self.addOutput(QgsProcessingOutputNumber("NODATA_M2", tr("Area without a class in m²")))
        self.addOutput(QgsProcessingOutputNumber("OUTSIDE_M2", tr("Area beyond the raster in m²")))

    def checkParameterValues(self, parameters, context):
        message = self.check_circle(parameters, context)
        circle = self.parameterAsString(parameters, "CIRCLE", context)
        if parameters.get("UNITS") is None and not circle:
            message = tr("Give a circle or units of your own.")
        return (False, message) if message else super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        super().prepareAlgorithm(parameters, context, feedback)
        self.classes = self.raster(parameters, self.INPUT, context, "category")
        self.units = self.source(parameters, "UNITS", context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.statistics import unit_statistics

        grid, study = self.grid(parameters, context, [self.classes], self.study, feedback)
        units = self.units_frame(self.units, parameters, context, feedback, grid)
        result = unit_statistics(
            self.classes,
            units.geometry.to_numpy(),
            units.crs,
            grid,
            study=study_area(grid, study),
            progress=progress(feedback, 0.1, 0.95),
        )
        table = result.table.rename(columns={"class": "grade"})
        row = table.pop("unit")
        for position, column in enumerate(("unit_code", "unit_name")):
            table.insert(position, column, units[column].to_numpy()[row])
        table.insert(4, "area_ha", table["area_m2"] / 1e4)
        wide = units[["unit_code", "unit_name", "geometry"]].reset_index(drop=True)
        for grade, areas in result.table.groupby("class")["area_m2"]:
            wide[f"grade_{grade}_m2"] = areas.to_numpy()
        for column in result.units:
            wide[column] = result.units[column].to_numpy()
        return {
            self.OUTPUT: self.write(parameters, self.OUTPUT, context, table, feedback),
            self.OUTPUT_UNITS: self.write(parameters, self.OUTPUT_UNITS, context, wide, feedback, "member"),
            "UNIT_COUNT": len(units),
            "CLASSED_M2": float(result.units["classed_m2"].sum()),
            "NODATA_M2": float(result.units["nodata_m2"].sum()),
            "OUTSIDE_M2": float(result.units["outside_m2"].sum()),
            self.ALIGNMENT: self.told(result.reports, feedback),
        }
