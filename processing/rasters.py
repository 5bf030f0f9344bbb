# SPDX-License-Identifier: GPL-3.0-or-later
"""What the raster algorithms share: raster layers, the grid, the study area, and packages they need more."""

import importlib.util
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingOutputString,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
)

from ..layers import catalog
from ..layers.errors import LayersError
from ..styles import catalog as styles
from .base import MetroAlgorithm, circle_of, circle_parameter, policy_parameter, tr
from .engine.errors import MissingFieldError
from .messages import shown, tell

TABLES = Path(__file__).parent / "tables"
RASTER_PACKAGES = {"rasterio": "python3-rasterio", "scipy": "python3-scipy"}
NODATA = ["drop", "stop", "mean"]
SLOPE_UNITS = ["degrees", "percent"]
STEEP_DEGREES = 60  # cells of terrain are hardly ever steeper, so this may be percent


class RasterAlgorithm(MetroAlgorithm):
    """Base of the algorithms on rasters: a grid, a study area, and a report of the alignment."""

    GROUP = "redlines"
    STUDY_AREA = "STUDY_AREA"
    GRID = "GRID"
    CELL_SIZE = "CELL_SIZE"
    INVALID = "INVALID"
    ALIGNMENT = "ALIGNMENT"

    def canExecute(self):
        able, message = super().canExecute()
        missing = [name for name in RASTER_PACKAGES if importlib.util.find_spec(name) is None]
        if able and missing:
            return False, tr(
                "Python package missing: {packages}. QGIS's own installers bring it: on Debian and Ubuntu install "
                "{debian}; on Windows run the OSGeo4W setup and choose it there."
            ).format(packages=", ".join(missing), debian=" ".join(RASTER_PACKAGES[name] for name in missing))
        return able, message

    def add_raster(self, name, label, optional=True):
        """A raster input."""
        self.addParameter(QgsProcessingParameterRasterLayer(name, label, optional=optional))

    def add_number(
        self, name, label, default, help_text="", low=None, high=None, advanced=False, whole=False
    ):
        """A number with its help."""
        kind = (
            QgsProcessingParameterNumber.Type.Integer if whole else QgsProcessingParameterNumber.Type.Double
        )
        limits = {}
        if low is not None:
            limits["minValue"] = low
        if high is not None:
            limits["maxValue"] = high
        parameter = QgsProcessingParameterNumber(name, label, kind, default, default is None, **limits)
        parameter.setHelp(help_text)
        self._add(parameter, advanced)

    def add_choice(self, name, label, options, help_text="", advanced=False):
        """An enumeration of ASCII values; the first is the default."""
        parameter = QgsProcessingParameterEnum(
            name, label, options, defaultValue=options[0], usesStaticStrings=True
        )
        parameter.setHelp(help_text)
        self._add(parameter, advanced)

    def _add(self, parameter, advanced):
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_study_area(self):
        """Study area, grid and cell size, and what happens to invalid polygons."""
        self.add_polygons(self.STUDY_AREA, tr("Study area (all of the grid)"))
        parameter = QgsProcessingParameterRasterLayer(
            self.GRID, tr("Raster whose grid to compute on (the first raster's)"), optional=True
        )
        parameter.setHelp(
            tr(
                "All rasters are brought to this grid: amounts by average where it is coarser and bilinear where it is "
                "finer, categories by the most frequent or the nearest. What was done is reported."
            )
        )
        self._add(parameter, True)
        self.add_number(
            self.CELL_SIZE,
            tr("Cell size, in units of that grid (its own)"),
            None,
            tr("Metres on a projected grid, degrees on a geographic one."),
            0,
            advanced=True,
        )
        self._add(policy_parameter(self.INVALID), True)
        self.addOutput(
            QgsProcessingOutputString(self.ALIGNMENT, tr("What was done to bring the rasters together"))
        )

    def add_polygons(self, name, label, optional=True):
        """A polygon input."""
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                name, label, [QgsProcessing.SourceType.TypeVectorPolygon], optional=optional
            )
        )

    def raster(self, parameters, name, context, kind="amount", **more):
        """A raster input as the engine takes it; None where it is left empty. Call it in prepareAlgorithm."""
        if parameters.get(name) is None:
            return None
        found = self.parameterAsRasterLayer(parameters, name, context)
        if found is None:
            raise QgsProcessingException(self.invalidRasterError(parameters, name))
        return self.taken(found, kind, **more)

    def taken(self, layer, kind="amount", **more):
        """A QGIS raster layer as the engine takes it; its file takes no output."""
        found = layer_of(layer, kind, **more)
        self.read_from.add(Path(found.path).resolve())
        return found

    def raster_output(self, parameters, name, context):
        """The GeoTIFF that an output names, or None where it is skipped; the engine stages it on ``self.staged``."""
        return self.raster_outputs(parameters, [name], context)[name]

    def raster_outputs(self, parameters, names, context):
        """The GeoTIFFs that several outputs name, by output."""
        from .outputs import check_place

        paths = dict.fromkeys(names)
        for name in names:
            if parameters.get(name):
                path = self.parameterAsOutputLayer(parameters, name, context)
                check_place(self, Path(path))
                if Path(path).resolve() in [Path(other).resolve() for other in paths.values() if other]:
                    raise QgsProcessingException(f"Two outputs name the file '{path}'. Give each its own.")
                paths[name] = path
        return paths

    def frame(self, source, parameters, context, feedback, grid, columns=None):
        """Polygons in the grid's coordinate system, or None where there is no source."""
        from .engine.moving import moved
        from .inputs import polygons

        if source is None:
            return None
        policy = self.parameterAsString(parameters, self.INVALID, context)
        frame = polygons(source, policy, feedback, columns=columns)
        return moved(frame, grid.crs.to_wkt())

    def add_units(self, circle):
        """Units: those of a circle, or a layer of one's own with fields for code and name."""
        self.addParameter(circle_parameter("CIRCLE", circle, optional=True))
        self.add_polygons("UNITS", tr("Own units, instead of the circle's members 行政单元"))
        for name, label, default in (
            ("CODE_FIELD", tr("Field with the unit's code"), "adcode"),
            ("NAME_FIELD", tr("Field with the unit's name"), "name_zh"),
        ):
            self.addParameter(
                QgsProcessingParameterField(
                    name, label, defaultValue=default, parentLayerParameterName="UNITS", optional=True
                )
            )

    def units_frame(self, source, parameters, context, feedback, grid):
        """The units in the grid's coordinate system with ``unit_code`` and ``unit_name``; None without any."""
        from .engine.rules import plain

        circle = self.parameterAsString(parameters, "CIRCLE", context)
        if source is None and not circle:
            return None
        if source is None:
            members = catalog.read("member", circle_of(circle).circle_id)
            frame = members.to_crs(grid.crs.to_wkt())
            return frame.rename(columns={"adcode": "unit_code", "name_zh": "unit_name"})
        frame = self.frame(source, parameters, context, feedback, grid)
        for name, column in (("CODE_FIELD", "unit_code"), ("NAME_FIELD", "unit_name")):
            field = source.field_named(self.parameterAsString(parameters, name, context))
            if field in frame.columns:
                frame[column] = [plain(value) or None for value in frame[field]]
            elif field != self.parameterDefinition(name).defaultValue():
                raise MissingFieldError(frame.attrs["name"], field, list(frame.columns[:-1]))
            else:
                frame[column] = frame.index.astype(str) if column == "unit_code" else ""
        return frame

    def check_circle(self, parameters, context):
        """A message where the circle is unknown, otherwise None."""
        circle = self.parameterAsString(parameters, "CIRCLE", context)
        if circle and parameters.get("UNITS") is None:
            try:
                circle_of(circle)
            except LayersError as error:
                return str(error)
        return None

    def grid(self, parameters, context, layers, study_source, feedback):
        """The grid of a run, stated in the log, and the study area on it as a frame or None."""
        from .engine.raster.source import grid_of

        reference = self.reference or next(iter(layers))
        grid = grid_of(reference)
        size = self.parameterAsDouble(parameters, self.CELL_SIZE, context)
        if parameters.get(self.CELL_SIZE) is not None and size:
            grid = grid.with_cells(size)
        study = self.frame(study_source, parameters, context, feedback, grid, columns=[])
        if study is not None:
            grid = grid.cropped(study.total_bounds, grid.crs, study.attrs["name"])
        feedback.pushInfo(tr("Grid: {grid}").format(grid=shown(grid.describe())))
        return grid, study

    def told(self, reports, feedback):
        """Say what was done to each raster; return it as one text."""
        for line in reports:
            tell(feedback, line)
        return "\n".join(reports)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.study = self.source(parameters, self.STUDY_AREA, context)
        self.reference = self.raster(parameters, self.GRID, context)
        return True


def layer_of(layer, kind="amount", **more):
    """A QGIS raster layer as the engine takes it.

    Raises
    ------
    QgsProcessingException
        Where the layer is no file that GDAL reads.
    """
    from rasterio.crs import CRS

    from .engine.raster.source import Layer

    provider = layer.dataProvider()
    if layer.providerType() != "gdal":
        raise QgsProcessingException(
            tr("Raster '{name}' comes from a service ({provider}). Save it as a GeoTIFF first.").format(
                name=layer.name(), provider=layer.providerType()
            )
        )
    # The CRS that QGIS shows counts where the planner has overridden the file's.
    own = layer.crs()
    changed = own.isValid() and own != provider.crs()
    crs = CRS.from_user_input(own.authid() or own.toWkt()) if changed else None
    return Layer(layer.source(), layer.name(), kind, crs, **more)


def grade_colours():
    """The colour table of grades 1 (highest) to 3."""
    return {grade: styles.colour(f"importance_{grade}").fill for grade in (1, 2, 3)}


def study_area(grid, study, touched=False):
    """The engine's study area of a frame, or None; with the cells that it only touches, or without."""
    from .engine.raster.study import StudyArea

    if study is None:
        return None
    return StudyArea(grid, study.geometry.to_numpy(), study.attrs["name"], touched)


def add_slope_unit(algorithm):
    """Whether slopes are in degrees or percent."""
    algorithm.add_choice(
        "SLOPE_UNIT",
        tr("Slope unit"),
        SLOPE_UNITS,
        tr("Percent is turned into degrees. A slope above 90 degrees stops the run."),
        advanced=True,
    )


def warn_of_percent(layers, found, feedback):
    """Say where a slope in degrees is so steep that it may be in percent.

    Parameters
    ----------
    layers : dict of str to Layer or Derived
        By factor.
    found : dict of str to Range
    """
    for key in {"slope", "d"} & layers.keys():
        given, held = layers[key], found[key]
        if getattr(given, "path", None) and given.kind == "amount" and held.high > STEEP_DEGREES:
            feedback.pushWarning(
                tr(
                    "Raster '{name}' is {slope} degrees steep at {place}. If it is in percent, set 'Slope unit' to "
                    "'percent'."
                ).format(name=held.name, slope=f"{held.high:.3g}", place=held.high_at)
            )


def slope_layer(algorithm, parameters, context, slope="SLOPE", dem="DEM"):
    """Slope in degrees from a raster of slopes, or from elevations; None where neither is given."""
    from .engine.raster.formulas import percent_to_degrees
    from .engine.raster.source import Derived

    own = algorithm.raster(parameters, slope, context)
    if own is None:
        return algorithm.raster(parameters, dem, context, "elevation")
    if algorithm.parameterAsEnumString(parameters, "SLOPE_UNIT", context) == "percent":
        return Derived(own.name, {"slope": own}, percent_to_degrees)
    return own
