# SPDX-License-Identifier: GPL-3.0-or-later
"""The only door to the shipped layers. Importing it needs neither QGIS nor geopandas."""

import csv
import difflib
import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path

from .errors import (
    MissingLayerError,
    MissingPackageError,
    UnknownCircleError,
    UnknownLayerError,
    UnknownUnitError,
)
from .own import own_circles, table_of
from .own import own_file as own_file
from .own import register_folder as register_folder
from .pinyin import begins as begins
from .pinyin import haystack as haystack
from .pinyin import matches as matches
from .pinyin import syllables as syllables
from .records import Circle, Member, Zone
from .resolve import index, resolve_in

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"

_CIRCLES = "circles.gpkg"
_BASE = "base.gpkg"
_LAYERS = {
    "circle": (_CIRCLES, "circle"),
    "member": (_CIRCLES, "member"),
    "group": (_CIRCLES, "group"),
    "zone": (_CIRCLES, "zone"),
    "zone_lake": ("zone_lakes_odbl.gpkg", "zone_lake"),
    "border": (_CIRCLES, "border"),
    "county": (_CIRCLES, "county"),
    "prefecture": (_CIRCLES, "prefecture"),
    "province": (_CIRCLES, "province"),
    "member_250k": (_CIRCLES, "member_250k"),
    "member_1m": (_CIRCLES, "member_1m"),
    "seat": (_BASE, "seat"),
    "water": (_BASE, "water"),
}
_OF_CIRCLE = ("circle", "member", "group", "zone", "zone_lake", "member_250k", "member_1m")
_SAMPLES = {
    "redline": "示例_生态保护红线_STBHHX",
    "farmland": "示例_永久基本农田_YJJBNTTB",
    "growth": "示例_城镇开发边界_CZKFBJ",
    "parcels": "示例_地块_parcels",
}


@cache
def _rows(name):
    with (SOURCES / name).open(encoding="utf-8-sig", newline="") as lines:
        return tuple(csv.DictReader(lines))


def circles():
    """Every scope: the shipped ones in the order of the source table, then the planner's own by name.

    Returns
    -------
    tuple of Circle

    Examples
    --------
    >>> [(c.circle_id, c.status, c.official_km2) for c in circles()][0]
    ('nanjing', 'official', 27000.0)
    """
    return _shipped_circles() + tuple(found for found, _, _ in own_circles().values())


@cache
def _shipped_circles():
    return tuple(
        Circle(
            **row
            | {
                "official_km2": float(row["official_km2"]) if row["official_km2"] else None,
                "gk3_epsg": int(row["gk3_epsg"]),
            }
        )
        for row in _rows("circles.csv")
    )


def circle(circle_id):
    """The scope with this id.

    Raises
    ------
    UnknownCircleError
        No such scope; carries the ids nearest by id, Chinese or English name.
    """
    for found in circles():
        if found.circle_id == circle_id:
            return found
    raise UnknownCircleError(circle_id, _nearest_circles(str(circle_id)), [c.circle_id for c in circles()])


def _nearest_circles(text):
    """Ids whose id or name is close to the text or holds it, best first, three at most."""
    wanted = text.strip().lower()
    scores = {}
    for found in circles():
        names = (found.circle_id, found.name_zh, found.name_en.lower())
        score = max(difflib.SequenceMatcher(None, wanted, name).ratio() for name in names)
        if wanted and any(wanted in name for name in names):
            score += 1
        scores[found.circle_id] = score
    best = sorted((c for c in scores if scores[c] >= 0.6), key=lambda c: -scores[c])
    return best[:3]


def members(circle_id):
    """The units of a scope, in the order of the source table.

    Raises
    ------
    UnknownCircleError
    """
    wanted = circle(circle_id).circle_id
    own = own_circles().get(wanted)
    return (
        own[1] if own else tuple(Member(**row) for row in _rows("members.csv") if row["circle_id"] == wanted)
    )


def zones(circle_id=None):
    """Cooperation zones: all of them, or those of a scope.

    The plans name zones once per circle; a scope without rows of its own (nanjing_ext, hangzhou6 …) gets
    those of the scope with the same centre.

    Raises
    ------
    UnknownCircleError
    """
    rows = _rows("zones.csv")
    if circle_id is not None:
        owner = zone_owner(circle_id)
        rows = [row for row in rows if row["circle_id"] == owner]
    return tuple(
        Zone(**row | {"side_a": _codes(row["side_a"]), "side_b": _codes(row["side_b"])}) for row in rows
    )


def zone_owner(circle_id):
    """Id of the scope under which the zones of this scope are filed (itself, or one with its centre)."""
    wanted = circle(circle_id)
    filed = {row["circle_id"] for row in _rows("zones.csv")}
    if wanted.circle_id in filed:
        return wanted.circle_id
    same = [
        c.circle_id for c in circles() if c.centre_adcode == wanted.centre_adcode and c.circle_id in filed
    ]
    return same[0] if same else wanted.circle_id


def _codes(text):
    return tuple(code for code in text.split(";") if code)


def path(layer, circle_id=None):
    """File and layer name of a layer, shipped or, for an own circle's outline and members, its own.

    Parameters
    ----------
    layer : str
        circle, member, group, zone, border, county, prefecture, province, seat, water; member_250k and
        member_1m are the members at simplified scales, zone_lake the lakes of zones under the ODbL.
    circle_id : str, optional
        The scope whose features are wanted; give it wherever `condition` is asked for one.

    Returns
    -------
    (pathlib.Path, str)

    Raises
    ------
    UnknownLayerError, MissingLayerError
    """
    if layer not in _LAYERS:
        raise UnknownLayerError(layer, _LAYERS)
    own = own_circles().get(circle_id) if circle_id and table_of(layer) else None
    if own:
        return own[2], table_of(layer)
    name, table = _LAYERS[layer]
    file = HERE / name
    if not file.is_file():
        raise MissingLayerError(file)
    return file, table


def read(layer, circle_id=None):
    """A shipped layer as a GeoDataFrame in EPSG:4490.

    Parameters
    ----------
    layer : str
        As for `path`.
    circle_id : str, optional
        Only the features of this scope: its own rows where the layer has them (circle, member, group,
        zone), else the units and borders of its members. seat and water come whole.

    Raises
    ------
    UnknownLayerError, MissingLayerError, UnknownCircleError, MissingPackageError
    """
    file, table = path(layer, circle_id)
    where = None
    if circle_id is not None:
        where = condition(layer, circle_id)
    return _read_file(file, table, where)


def condition(layer, circle_id):
    """SQL condition for the features of a shipped layer that belong to a scope; None where all do.

    Raises
    ------
    UnknownCircleError
    """
    wanted = circle(circle_id).circle_id
    if layer in _OF_CIRCLE:
        owner = zone_owner(wanted) if layer in ("zone", "zone_lake") else wanted
        return f"circle_id = '{owner}'"
    codes = [member.adcode for member in members(wanted)]
    if layer in ("county", "seat"):
        return f"adcode IN ({_quoted(codes)})"
    if layer == "border":
        return f"adcode_a IN ({_quoted(codes)}) OR adcode_b IN ({_quoted(codes)})"
    if layer in ("prefecture", "province"):
        rows = {m.prefecture if layer == "prefecture" else m.province for m in members(wanted)}
        return f"name_zh IN ({_quoted(sorted(rows))})"
    return None


def _quoted(values):
    return ", ".join("'" + str(value).replace("'", "''") + "'" for value in values)


def _read_file(file, table, where):
    try:
        import geopandas  # here, because the list of circles must not wait for it
    except ImportError as error:
        raise MissingPackageError(error.name or "geopandas") from error
    return geopandas.read_file(file, layer=table, where=where)


def units(adcodes):
    """Shipped county-level units by adcode, in the order asked for.

    Parameters
    ----------
    adcodes : iterable of str or int

    Returns
    -------
    geopandas.GeoDataFrame
        EPSG:4490; the attribute ``scale`` says whether the unit is at full detail.

    Raises
    ------
    UnknownUnitError
        Lists every unknown code with the nearest shipped ones.
    """
    wanted = [str(code).strip() for code in adcodes]
    found = _read_file(*path("county"), f"adcode IN ({_quoted(wanted)})").set_index("adcode", drop=False)
    found.index.name = None
    unknown = [code for code in dict.fromkeys(wanted) if code not in found.index]
    if unknown:
        raise UnknownUnitError(unknown, {code: nearest_units(code) for code in unknown})
    return found.loc[list(dict.fromkeys(wanted))].reset_index(drop=True)


def resolve(text):
    """Shipped units that a code or name means, as readings to choose from.

    Parameters
    ----------
    text : str or int
        A code of six, nine or twelve digits (full-width too) or a name, short, with its city before it, or
        old (繁昌县). Old names come from sources/renamed_units.csv with a confidence mark each.

    Returns
    -------
    list of Candidate
        Empty where nothing fits, several where the planner must choose (鼓楼区); a reading of several units
        is a prefecture, a province, or a unit that was split.

    Examples
    --------
    >>> [(c.name_zh, c.adcodes, c.how) for c in resolve("繁昌县")]
    [('繁昌区', ('340212',), 'renamed')]
    """
    return resolve_in(text, _index())


@cache
def _index():
    return index(_select("county", "adcode, name_zh, prefecture, province"), _rows("renamed_units.csv"))


def nearest_units(text):
    """ "adcode name" of the shipped units nearest to a code or a name, three at most."""
    names = {adcode: unit[0] for adcode, unit in _index().units.items()}
    if text.isdigit():
        same = [known for known in names if known[:4] == text[:4]]
        near = difflib.get_close_matches(text, same or names, n=3, cutoff=0.6)
    else:
        alike = difflib.get_close_matches(text, sorted(set(names.values())), n=3, cutoff=0.6)
        near = [known for name in alike for known in names if names[known] == name][:3]
    return [f"{known} {names[known]}" for known in near]


def samples(circle_id):
    """Sample planning layers (示例) of a scope.

    Returns
    -------
    dict
        Kind (redline, farmland, growth, parcels) -> (file, layer name); empty where no sample is shipped.

    Raises
    ------
    UnknownCircleError
    """
    file = HERE / f"sample_{circle(circle_id).circle_id}.gpkg"
    return {kind: (file, table) for kind, table in _SAMPLES.items()} if file.is_file() else {}


def read_sample(circle_id, kind):
    """A sample planning layer (示例) as a GeoDataFrame, its layer name in ``attrs["name"]``.

    Parameters
    ----------
    kind : str
        redline, farmland, growth or parcels.

    Raises
    ------
    UnknownCircleError
    UnknownLayerError
        No such sample is shipped for the scope.
    """
    shipped = samples(circle_id)
    if kind not in shipped:
        raise UnknownLayerError(f"{circle_id} sample {kind}", shipped)
    file, table = shipped[kind]
    frame = _read_file(file, table, None)
    frame.attrs["name"] = table
    return frame


@cache
def english_names():
    """Adcode -> English name of every county-level unit; without geopandas.

    Examples
    --------
    >>> english_names()["320102"]
    'Xuanwu District'
    """
    return dict(_select("county", "adcode, name_en"))


def circle_areas():
    """Id -> ellipsoidal area in km² of every circle; without geopandas."""
    return _figures("area_km2")


def circle_ratios():
    """Id -> area of the members that a plan takes whole over the published area, None without one."""
    return _figures("ratio")


def _figures(column):
    own = {circle_id: _select("circle", column, circle_id)[0][0] for circle_id in own_circles()}
    return _shipped_figures(column) | own


@cache
def _shipped_figures(column):
    return dict(_select("circle", f"circle_id, {column}"))


def _select(layer, columns, circle_id=None):
    file, table = path(layer, circle_id)
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        return database.execute(f'SELECT {columns} FROM "{table}"').fetchall()  # noqa: S608 (own table)
