# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:delineateredline``: the candidate red line that grades of importance and sensitivity make."""

import math

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterRasterDestination,
)

from ..base import progress, reported, tr
from ..rasters import RasterAlgorithm, grade_colours, study_area

HOLES = ["small", "none", "all"]
NUMBERS = {
    "CANDIDATE_M2": ("candidate_m2", "Cells of the chosen grades in m²"),
    "AGGREGATED_M2": ("aggregated_m2", "Joined in between patches in m²"),
    "HOLE_COUNT": ("hole_count", "Holes filled"),
    "HOLE_M2": ("hole_m2", "Their area in m²"),
    "SMALL_COUNT": ("small_count", "Patches below the minimum"),
    "SMALL_M2": ("small_m2", "Their area in m²"),
    "EXCLUDED_M2": ("excluded_m2", "Candidate cells on construction land and farmland in m²"),
    "SUBTRACTED_M2": ("subtracted_m2", "Taken out of polygons there and in the neighbour's line in m²"),
    "DROPPED_COUNT": ("dropped_count", "Parts that became too small"),
    "DROPPED_M2": ("dropped_m2", "Their area in m²"),
    "GAP_M2": ("gap_m2", "Gaps to the neighbour's line closed in m²"),
    "ROUGH_COUNT": ("rough_count", "Polygons left unsmoothed to keep their area"),
    "CLOSURE_M2": ("closure_m2", "Worst difference of pieces and remainder in m²"),
}


class DelineateRedlineAlgorithm(RasterAlgorithm):
    NAME = "delineateredline"
    TITLE = "Delineate a candidate red line"
    TAGS = "生态保护红线 划定 斑块 聚合 huading hongxian delineate red line patches aggregate composite"
    ANSWERS = "Which patches make a candidate red line, by the highest grade over all importances and sensitivities."
    ASSUMES = (
        "Rasters of grades, 1 the highest. In order: the highest grade of each cell; patches closer than the aggregation "
        "distance joined; small holes filled; small patches dropped; outlines; smoothing that keeps each area within "
        "1 %; the study area's border followed exactly, construction land and farmland taken out exactly; at the "
        "neighbour's red line gaps closed and overlaps taken out. Cells of a patch share a side. Minimum patch, "
        "aggregation distance, hole size and grade are conventions. Coarse data, such as those that come with the "
        "plugin, are for learning the tool."
    )
    WRITES = (
        "Polygons with ellipsoidal area, the dominant reason (the raster that gave most of the patch its grade) and the "
        "unit that holds the greater part; the composite grade as a raster, if wanted. What is joined, filled, taken "
        "out or dropped is counted."
    )

    GRADES = "GRADES"
    CONSTRUCTION = "CONSTRUCTION"
    FARMLAND = "FARMLAND"
    NEIGHBOUR = "NEIGHBOUR"
    OUTPUT = "OUTPUT"
    OUTPUT_COMPOSITE = "OUTPUT_COMPOSITE"

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterMultipleLayers(
                self.GRADES,
                tr("Grades of importance and sensitivity 等级"),
                QgsProcessing.SourceType.TypeRaster,
            )
        )
        convention = tr("A convention, no standard.")
        self.add_number(
            "MAX_GRADE", tr("Grades up to this one are candidates"), 1, convention, 1, 9, whole=True
        )
        self.add_number(
            "AGGREGATION_M",
            tr("Join patches closer than (m)"),
            250.0,
            convention + " " + tr("0 joins none."),
            0,
        )
        self.add_number("MIN_PATCH_KM2", tr("Drop patches smaller than (km²)"), 1.0, convention, 0)
        self.add_choice(
            "HOLES", tr("Fill holes"), HOLES, tr("Holes with construction land or farmland stay open.")
        )
        self.add_number("MAX_HOLE_KM2", tr("A hole is small up to (km²)"), 0.1, convention, 0)
        self.add_polygons(self.CONSTRUCTION, tr("Construction land to take out 建设用地"))
        self.add_polygons(self.FARMLAND, tr("Permanent farmland to take out 永久基本农田"))
        self.add_polygons(self.NEIGHBOUR, tr("The neighbour's red line 毗邻地区红线"))
        self.add_number(
            "TOLERANCE_M",
            tr("Close gaps to the neighbour's line up to (m; two cells)"),
            None,
            convention,
            0,
            advanced=True,
        )
        self.addParameter(
            QgsProcessingParameterBoolean("SMOOTH", tr("Smooth the outlines"), defaultValue=False)
        )
        self.add_units(None)
        self.add_study_area()
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, tr("Candidate red line 候选红线"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addParameter(
            QgsProcessingParameterRasterDestination(
                self.OUTPUT_COMPOSITE, tr("Composite grade 综合等级"), optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputNumber("PATCH_COUNT", tr("Polygons")))
        self.addOutput(QgsProcessingOutputNumber("AREA_M2", tr("Their area in m²")))
        for name, (_, label) in NUMBERS.items():
            self.addOutput(QgsProcessingOutputNumber(name, tr(label)))

    def checkParameterValues(self, parameters, context):
        message = self.check_circle(parameters, context)
        return (False, message) if message else super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        super().prepareAlgorithm(parameters, context, feedback)
        self.layers = {}
        for layer in self.parameterAsLayerList(parameters, self.GRADES, context):
            name, number = layer.name(), 2
            while name in self.layers:
                name, number = f"{layer.name()} {number}", number + 1
            self.layers[name] = self.taken(layer, "category")
        self.units = self.source(parameters, "UNITS", context)
        self.barriers = [
            self.source(parameters, name, context) for name in (self.CONSTRUCTION, self.FARMLAND)
        ]
        self.neighbour = self.source(parameters, self.NEIGHBOUR, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.delineate import candidate, composite_writer
        from ..engine.raster.outlines import outlined
        from ..engine.raster.shelf import Shelf
        from ..outputs import folder_of

        grid, study = self.grid(parameters, context, self.layers.values(), self.study, feedback)
        excluded = self._excluded(parameters, context, feedback, grid)
        neighbour = self.frame(self.neighbour, parameters, context, feedback, grid, columns=[])
        units = self.units_frame(self.units, parameters, context, feedback, grid)
        rules = self._rules(parameters, context)
        tags = {"ALGORITHM": f"metro:{self.NAME}", "SOURCES": "; ".join(self.layers)}
        path = self.raster_output(parameters, self.OUTPUT_COMPOSITE, context)
        writing = progress(feedback, 0.65, 0.7)
        with composite_writer(path, grid, grade_colours(), tags, self.staged, writing) as writer:
            found = candidate(
                self.layers,
                grid,
                rules,
                study=study_area(grid, study, touched=True),
                excluded=None if excluded is None else excluded.geometry.to_numpy(),
                units=None if units is None else units.geometry.to_numpy(),
                writer=writer,
                progress=progress(feedback, 0.02, 0.65),
            )
        tolerance = self.parameterAsDouble(parameters, "TOLERANCE_M", context) / grid.cell_metres[0] * grid.dx
        outlining = progress(feedback, 0.7, 0.9)
        with Shelf(folder_of(parameters, self.OUTPUT, context)) as shelf:
            counts = found.counts | outlined(
                found.batches(),
                shelf,
                max(grid.dx, grid.dy),
                rules.min_patch_m2,
                smooth=self.parameterAsBoolean(parameters, "SMOOTH", context),
                study=None if study is None else study.union_all(),
                excluded=excluded,
                neighbour=neighbour,
                tolerance=tolerance or None,
                progress=lambda done: outlining(done / len(found.table)),
            )
            shelf.sort("area_m2")
            lines = self._named(shelf.frames(), units)
            results = {
                self.OUTPUT: self.write(parameters, self.OUTPUT, context, lines, feedback, "redline"),
                self.OUTPUT_COMPOSITE: path,
                "PATCH_COUNT": len(shelf),
                "AREA_M2": float(shelf.table["area_m2"].sum()),
                self.ALIGNMENT: self.told(found.reports, feedback),
            }
        return results | {name: counts[key] for name, (key, _) in NUMBERS.items()}

    def _rules(self, parameters, context):
        from ..engine.raster.delineate import Rules

        holes = self.parameterAsEnumString(parameters, "HOLES", context)
        small = self.parameterAsDouble(parameters, "MAX_HOLE_KM2", context) * 1e6
        return Rules(
            grade=self.parameterAsInt(parameters, "MAX_GRADE", context),
            aggregation_m=self.parameterAsDouble(parameters, "AGGREGATION_M", context),
            max_hole_m2={"none": 0.0, "small": small, "all": math.inf}[holes],
            min_patch_m2=self.parameterAsDouble(parameters, "MIN_PATCH_KM2", context) * 1e6,
        )

    def _excluded(self, parameters, context, feedback, grid):
        import pandas as pd

        frames = [
            self.frame(source, parameters, context, feedback, grid, columns=[]) for source in self.barriers
        ]
        frames = [frame for frame in frames if frame is not None]
        return pd.concat(frames, ignore_index=True) if frames else None

    def _named(self, batches, units):
        """Number the polygons, and name the unit of each."""
        first = 1
        for polygons in batches:
            polygons.insert(0, "patch_id", range(first, first + len(polygons)))
            first += len(polygons)
            polygons.insert(2, "area_ha", polygons["area_m2"] / 1e4)
            if units is not None:
                row = polygons.pop("unit_row") if "unit_row" in polygons else [-1] * len(polygons)
                for column in ("unit_code", "unit_name"):
                    names = units[column].to_numpy()
                    polygons[column] = [names[each] if each >= 0 else None for each in row]
            yield polygons
