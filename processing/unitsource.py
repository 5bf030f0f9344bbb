# SPDX-License-Identifier: GPL-3.0-or-later
"""Units of an algorithm: a circle's members, all counties of the country, or a layer of the planner's own."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..layers import catalog
from ..layers.adcodes import RANKS
from ..layers.errors import LayersError
from .base import circle_of, circle_parameter, progress, tr

NATIONAL = ("national", "全国")
CIRCLE, UNITS, CODE_FIELD, TOLERANCE_M = "CIRCLE", "UNITS", "CODE_FIELD", "TOLERANCE_M"


def add_units(algorithm):
    """Add the parameters ``CIRCLE``, ``UNITS`` and ``CODE_FIELD``."""
    algorithm.addParameter(circle_parameter(CIRCLE, optional=True))
    algorithm.addParameter(
        QgsProcessingParameterFeatureSource(
            UNITS,
            tr("Own units, instead of the circle's members"),
            [QgsProcessing.SourceType.TypeVectorPolygon],
            optional=True,
        )
    )
    algorithm.addParameter(
        QgsProcessingParameterField(
            CODE_FIELD,
            tr("Field with the code of a unit"),
            parentLayerParameterName=UNITS,
            defaultValue="adcode",
            optional=True,
        )
    )


def add_tolerance(algorithm):
    """Add the parameter ``TOLERANCE_M``."""
    number = QgsProcessingParameterNumber(
        TOLERANCE_M,
        tr("Neighbours' edges are one border up to (m) apart"),
        QgsProcessingParameterNumber.Type.Double,
        defaultValue=0.0,
        minValue=0.0,
    )
    number.setFlags(number.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    number.setHelp(tr("0: only edges that coincide. A border may then be longer by as much at its ends."))
    algorithm.addParameter(number)


def warn_apart(apart, feedback):
    """Say where neighbours' edges run side by side without being one: there is no border."""
    if apart.count:
        feedback.pushWarning(
            tr(
                "{count} pairs of units run side by side within 1 m over {length:.0f} m without sharing their edges: no "
                "border is found there. Give a distance greater than 0 for 'Neighbours' edges are one border up to'."
            ).format(count=apart.count, length=apart.length_m)
        )


def check_units(algorithm, parameters, context):
    """What is wrong with the choice of units; nothing where they can be read."""
    circle = algorithm.parameterAsString(parameters, CIRCLE, context).strip()
    if not parameters.get(UNITS) and circle not in NATIONAL:
        try:
            circle_of(circle)
        except LayersError as error:
            return str(error)
    return None


def border_kind(lines):
    """Style of lines by rank; that of the shipped borders knows the ranks of adcodes only."""
    return "border" if lines["rank"].isin(RANKS).all() else "border_result"


def read_units(algorithm, own, parameters, context, feedback):
    """Read the units.

    Parameters
    ----------
    own : frames.Source or None
        The planner's layer, taken in ``prepareAlgorithm``.

    Returns
    -------
    units : geopandas.GeoDataFrame
        With ``attrs["name"]``.
    code : str
        Its column with the code of a unit.

    Raises
    ------
    MissingCrsError, EmptyLayerError, CoordinateError, GeometryTypeError, InvalidGeometryError, MissingFieldError
    """
    from .inputs import column, polygons

    if own:
        policy = algorithm.parameterAsString(parameters, "INVALID", context)
        units = polygons(own, policy, feedback)
        code = column(units, own, algorithm.parameterAsString(parameters, CODE_FIELD, context))
        _warn_overlaps(units, code, feedback)
        return units, code
    circle = algorithm.parameterAsString(parameters, CIRCLE, context).strip()
    if circle in NATIONAL:
        units, name = catalog.read("county"), tr("all counties")
    else:
        chosen = circle_of(circle)
        units, name = catalog.read("member", chosen.circle_id), chosen.name_zh
    units.attrs["name"] = name
    return units, "adcode"


def _warn_overlaps(units, code, feedback):
    """Say where units overlap: edges that run side by side there look like borders."""
    import geopandas

    from .ownunits import overlapping

    title = units.attrs["name"]
    named = geopandas.GeoDataFrame(
        {"adcode": [f"{code} {value}" for value in units[code]], "name_zh": ""},
        geometry=units.geometry.array,
        crs=units.crs,
    )
    total, notes = overlapping(named, title, progress(feedback, 0.0, 0.1))
    if notes:
        feedback.pushWarning(
            tr(
                "Layer '{title}': {count} pairs of units overlap, by {area} m². What is drawn as a border there may be "
                "none; merge or cut the units first. {first}"
            ).format(title=title, count=len(notes), area=f"{total:.0f}", first=notes[0])
        )
