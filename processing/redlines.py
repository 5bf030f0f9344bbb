# SPDX-License-Identifier: GPL-3.0-or-later
"""The conflict check that ``metro:redlineconflict`` and ``metro:redlinereport`` share: parameters and run."""

from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsProcessing,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..layers.errors import LayersError
from . import preferences
from .base import circle_of, circle_parameter, policy_parameter, progress, tr
from .engine.conventions import BELT_WIDTH_M, CORE_VALUES, NEAREST_M
from .prefill import prefill

FIELDS = {
    "CATEGORY_FIELD": "REDLINES",
    "PARCEL_ID": "PARCELS",
    "ACTIVITY_FIELD": "PARCELS",
    "UNIT_CODE": "UNITS",
    "UNIT_NAME": "UNITS",
    "ZONE_NAME": "ZONES",
}
POLYGON = QgsProcessing.SourceType.TypeVectorPolygon


@dataclass(frozen=True)
class Examined:
    """A conflict check with everything that outputs and reports tell of it.

    Attributes
    ----------
    parcels, redlines : GeoDataFrame
        What was read, checked and brought to one CRS.
    found : engine.conflicts.Conflicts
    summary : DataFrame
        By unit and zone, with the total; only the total where no units were given.
    table : tuple of engine.rules.Rule
    units : GeoDataFrame or None
    unit_names : list of str or None
    parcel_id : str or None
        The column of ``parcels`` that names a feature; None, too, where the planner chose the feature id itself.
    """

    parcels: object
    redlines: object
    found: object
    summary: object
    table: tuple
    units: object
    unit_names: object
    parcel_id: object = None


def add_inputs(algorithm):
    """Add the check's own parameters: both layers, their fields, the rules, distances and minimum sizes."""
    anything = [QgsProcessing.SourceType.TypeVectorAnyGeometry]
    add = algorithm.addParameter
    add(QgsProcessingParameterFeatureSource("PARCELS", tr("Parcels or projects 地块或项目"), anything))
    add(QgsProcessingParameterFeatureSource("REDLINES", tr("Red lines 生态保护红线"), [POLYGON]))
    add(_field("CATEGORY_FIELD", tr("Field with the kind of red line"), "REDLINES"))
    add(_field("PARCEL_ID", tr("Field that names a parcel"), "PARCELS"))
    add(_field("ACTIVITY_FIELD", tr("Field with the kind of activity"), "PARCELS"))
    add(_number("MIN_AREA", tr("Leave out pieces smaller than (m²); they are counted")))
    length = _number("MIN_LENGTH", tr("Leave out pieces of lines shorter than (m); they are counted"))
    add(_advanced(length))
    avoid = _number(
        "AVOID_M", tr("Avoidance distance (m): features outside but nearer are marked; a convention")
    )
    add(avoid)
    reach = _number("NEAREST_M", tr("Look for the nearest red line within (m); 0: do not look"), NEAREST_M)
    add(_advanced(reach))
    rules = QgsProcessingParameterFile(
        "RULES", tr("Rule table, instead of the plugin's own"), extension="csv", optional=True
    )
    rules.setHelp(tr("A CSV like processing/rules/redline_verdicts.csv: copy it and change its rows."))
    add(_advanced(rules))
    core = QgsProcessingParameterString("CORE_VALUES", tr("Kinds that mean a core zone"), CORE_VALUES)
    core.setHelp(tr("Patterns with * and ?, parted by ; a pattern after ! takes back. A convention."))
    add(_advanced(core))
    add(policy_parameter("INVALID"))
    _add_units(algorithm)


def prefill_dialog(algorithm):
    """Let the dialog start with the project's red lines and parcels; call it when all parameters are added."""
    prefill(
        algorithm,
        {"PARCELS": "parcels", "REDLINES": "redline"},
        [
            ("CATEGORY_FIELD", "redline", "category"),
            ("PARCEL_ID", "parcels", "id"),
            ("ACTIVITY_FIELD", "parcels", "activity"),
        ],
    )


def _add_units(algorithm):
    """Add the parameters by which conflicts are summed up."""
    add = algorithm.addParameter
    circle = circle_parameter("CIRCLE", default=None, optional=True)
    circle.setDescription(tr("Sum up by the members and adjacency zones of this circle 都市圈"))
    add(circle)
    add(
        _advanced(
            QgsProcessingParameterFeatureSource(
                "UNITS", tr("Units to sum up by, instead of a circle's members"), [POLYGON], optional=True
            )
        )
    )
    add(_advanced(_field("UNIT_CODE", tr("Field with the unit's code"), "UNITS")))
    add(_advanced(_field("UNIT_NAME", tr("Field with the unit's name"), "UNITS")))
    add(
        _advanced(
            QgsProcessingParameterFeatureSource(
                "ZONES",
                tr("Adjacency zones to sum up by, instead of a circle's belts"),
                [POLYGON],
                optional=True,
            )
        )
    )
    add(_advanced(_field("ZONE_NAME", tr("Field with the zone's name"), "ZONES")))
    width = _number(
        "BELT_WIDTH_M", tr("Width of a circle's belts on each side (m); a convention"), BELT_WIDTH_M
    )
    width.setMinimum(1)
    add(_advanced(width))


def take_sources(algorithm, parameters, context):
    """Return the layers of the check by parameter, taken in ``prepareAlgorithm``."""
    names = ("PARCELS", "REDLINES", "UNITS", "ZONES")
    return {name: algorithm.source(parameters, name, context) for name in names}


def check_values(algorithm, parameters, context):
    """Return (True, "") or (False, message): what a dialog refuses before running."""
    from .engine.errors import MetroError
    from .engine.rules import read_rules

    table = algorithm.parameterAsString(parameters, "RULES", context)
    try:
        read_rules(table or None)
    except MetroError as error:
        return False, str(error)
    if parameters.get("UNITS") is not None and not algorithm.parameterAsString(
        parameters, "UNIT_CODE", context
    ):
        return False, tr("'Units to sum up by' needs the field with the unit's code.")
    if parameters.get("ZONES") is not None and not algorithm.parameterAsString(
        parameters, "ZONE_NAME", context
    ):
        return False, tr("'Adjacency zones to sum up by' needs the field with the zone's name.")
    return check_circle(algorithm, parameters, context)


def check_circle(algorithm, parameters, context, name="CIRCLE"):
    """Return (True, "") or (False, message) where a circle was given that is not known."""
    text = algorithm.parameterAsString(parameters, name, context)
    try:
        if text:
            circle_of(text)
    except LayersError as error:
        return False, str(error)
    return True, ""


def field_names(algorithm, sources, parameters, context):
    """Return the chosen fields by parameter, in their right spelling; None where none is chosen."""
    return {
        name: chosen_field(sources[layer], algorithm.parameterAsString(parameters, name, context))
        for name, layer in FIELDS.items()
    }


def chosen_field(source, name):
    """Return a field that a planner chose, in its right spelling; None where none is chosen.

    Raises
    ------
    MissingFieldError
        The layer has no such field.
    """
    from .engine.errors import MissingFieldError

    if not name or source is None:
        return name or None
    right, known = source.field_named(name), source.features.fields().names()
    if right not in known:
        raise MissingFieldError(source.name, name, known)
    return right


def examine(algorithm, sources, parameters, context, feedback, every_attribute=True):
    """Run the check.

    Parameters
    ----------
    algorithm : MetroAlgorithm
        With the parameters of :func:`add_inputs`.
    sources : dict
        From :func:`take_sources`.
    every_attribute : bool
        Whether to keep the parcels' own attributes; only those that the check reads without it.

    Returns
    -------
    Examined
    """
    import pandas as pd

    from .engine.conflicts import conflicts, with_nearest
    from .engine.rules import judge, read_rules, zones_of
    from .inputs import polygons, projects, same_crs

    text, number = (
        lambda name: algorithm.parameterAsString(parameters, name, context) or None,
        lambda name: algorithm.parameterAsDouble(parameters, name, context),
    )
    table = read_rules(text("RULES"))
    policy, fields = text("INVALID"), field_names(algorithm, sources, parameters, context)
    category = fields["CATEGORY_FIELD"]
    read = [fields[name] for name in ("PARCEL_ID", "ACTIVITY_FIELD") if fields[name]]
    parcels = projects(sources["PARCELS"], policy, feedback, columns=None if every_attribute else read)
    redlines = polygons(sources["REDLINES"], policy, feedback, columns=[category] if category else [])
    redlines = same_crs(redlines, parcels, feedback)
    # A feature id is no attribute of a frame: the results hold it in any case.
    named = fields["PARCEL_ID"] if fields["PARCEL_ID"] in parcels.columns else None
    found = conflicts(
        parcels,
        redlines,
        category=category,
        parcel_id=named,
        min_area_m2=number("MIN_AREA"),
        min_length_m=number("MIN_LENGTH"),
        progress=progress(feedback, 0.2, 0.7),
    )
    reach = max(number("NEAREST_M"), number("AVOID_M"))
    if reach > 0:
        found = with_nearest(found, redlines, reach, progress(feedback, 0.7, 0.8))
    zone = None
    if category:
        zone = pd.Series(zones_of(redlines[category], text("CORE_VALUES") or ""), index=redlines.index)
    found = judge(found, table, zone, fields["ACTIVITY_FIELD"], number("AVOID_M"))
    units, names, summary = _sums(found, sources, text, fields, number("BELT_WIDTH_M"), policy, feedback)
    return Examined(parcels, redlines, found, summary, table, units, names, named)


def _sums(found, sources, text, fields, width_m, policy, feedback):
    """(units or None, their names, table of sums) of a check."""
    import pandas as pd

    from .circles import circle_frames
    from .engine.adjacency import adjacency
    from .engine.errors import MissingFieldError
    from .engine.summary import summarise, total
    from .inputs import polygons, same_crs

    units, names, tables = None, None, []
    if sources["UNITS"]:
        units = polygons(sources["UNITS"], policy, feedback)
        code, name = fields["UNIT_CODE"], fields["UNIT_NAME"]
        names = units[name or code].to_list() if (name or code) in units.columns else None
        tables.append((units, code, name, "unit"))
    if sources["ZONES"]:
        zones = polygons(sources["ZONES"], policy, feedback)
        name = fields["ZONE_NAME"]
        if name not in zones.columns:
            raise MissingFieldError(zones.attrs["name"], name, zones.columns.drop(zones.geometry.name))
        named = zones[[name, zones.geometry.name]].dissolve(name, as_index=False, dropna=False)
        named.attrs.update(zones.attrs)
        tables.append((named, name, None, "zone"))
    if text("CIRCLE"):
        _, members = circle_frames(circle_of(text("CIRCLE")))
        members.attrs["name"] = text("CIRCLE")
        if units is None:
            units, names = members, members["name_zh"].to_list()
            tables.append((members, "adcode", "name_zh", "unit"))
        if not sources["ZONES"]:
            report = progress(feedback, 0.8, 0.85)
            ranks = ("province", "prefecture")
            belts = adjacency(members, ranks=ranks, width_m=width_m, progress=report).belts
            belts["zone"] = belts["left_name"] + "—" + belts["right_name"]
            zones = belts[["zone", belts.geometry.name]].dissolve("zone", as_index=False)
            tables.append((zones, "zone", None, "zone"))
    rows = []
    for number, (frame, code, name, layer) in enumerate(tables):
        frame.attrs.setdefault("name", layer)
        moved = same_crs(frame, found.parcels, feedback)
        done = [0.85 + 0.1 * (number + place) / len(tables) for place in (0, 1)]
        rows.append(summarise(found, moved, code, name, layer, progress(feedback, *done)))
        units = moved if frame is units else units
    return units, names, pd.concat([*rows, total(found)], ignore_index=True)


def readable_size(found):
    """The size in conflict in words: area, length or number of points."""
    from .engine.units import half_up, readable_area

    if found.dimension == 2:
        return readable_area(found.area_m2, preferences.unit())
    return f"{half_up(found.size)} m" if found.dimension == 1 else tr("{n} points").format(n=int(found.size))


def rules_name(algorithm, parameters, context):
    """The file name of the rule table, or that of the plugin's own."""
    given = algorithm.parameterAsString(parameters, "RULES", context)
    return Path(given).name if given else "redline_verdicts.csv"


def _field(name, description, parent):
    return QgsProcessingParameterField(name, description, parentLayerParameterName=parent, optional=True)


def _number(name, description, default=0.0):
    kind = QgsProcessingParameterNumber.Type.Double
    return QgsProcessingParameterNumber(name, description, kind, defaultValue=default, minValue=0.0)


def _advanced(parameter):
    parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
    return parameter
