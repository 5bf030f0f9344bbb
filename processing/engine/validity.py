# SPDX-License-Identifier: GPL-3.0-or-later
"""Finds features whose area cannot be computed, and stops or repairs as the planner chose."""

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from os import cpu_count

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .areas import areas
from .errors import EmptyLayerError, GeometryTypeError, InvalidGeometryError, MissingCrsError, ParameterError

STOP = "stop"
REPAIR = "repair"
POLICIES = (STOP, REPAIR)
LISTED = 20  # features that a message names

_MANY_HOLES = 20
_SLICE = 20000

_REASONS = {
    "Self-intersection": "crosses itself",
    "Ring Self-intersection": "touches itself along its ring",
    "Hole lies outside shell": "has a hole outside its shell",
    "Nested holes": "has a hole within a hole",
    "Nested shells": "has a part within a part",
    "Duplicate Rings": "has the same ring twice",
    "Interior is disconnected": "has holes that cut it apart",
    "Too few points in geometry component": "has a ring of too few points",
    "Invalid Coordinate": "has a coordinate that is no number",
}


@dataclass
class Repairs:
    """What was found in a layer and done about it.

    Attributes
    ----------
    name : str
        The layer's name.
    policy : str
        ``"stop"`` or ``"repair"``.
    rejected : pandas.DataFrame
        Features that have no geometry to compute with and were left out: ``row``, ``feature``, ``reason``.
    repaired : pandas.DataFrame
        Features that were made valid: ``row``, ``feature``, ``reason``, ``x``, ``y``, ``area_before_m2`` (as
        the drawn rings give it, signed parts cancelling), ``area_after_m2``.
    """

    name: str
    policy: str
    rejected: pd.DataFrame = field(default_factory=pd.DataFrame)
    repaired: pd.DataFrame = field(default_factory=pd.DataFrame)

    def summary(self):
        """What was done, for the log, with the first features by name; empty when there was nothing to report."""
        parts = []
        if len(self.repaired):
            change = (self.repaired["area_after_m2"] - self.repaired["area_before_m2"]).abs().sum()
            parts.append(
                f"{len(self.repaired)} invalid features repaired (areas changed by {change:.1f} m²): "
                f"{_listed(self.repaired)}"
            )
        if len(self.rejected):
            parts.append(
                f"{len(self.rejected)} features without a usable geometry left out: {_listed(self.rejected)}"
            )
        return f"Layer '{self.name}': {'; '.join(parts)}." if parts else ""


def _listed(rows):
    """The first features of a list by name, with the reason and the place where they are known."""
    texts = []
    for row in rows.head(LISTED).to_dict("records"):
        place = f" at {_place_text((row['x'], row['y']))}" if row.get("x") is not None else ""
        texts.append(f"{row['feature']} ({row['reason']}{place})")
    more = len(rows) - len(texts)
    return ", ".join(texts) + (f" and {more} more" if more else "")


def check(gdf, name, policy=STOP, fid=None):
    """Return the usable polygons of a layer and a report of the others.

    Null and empty geometries are left out and listed whatever the policy: there is nothing in them to lose.

    Parameters
    ----------
    gdf : geopandas.GeoDataFrame
        Polygons and multipolygons with a coordinate system; curves, Z and M already flattened.
    name : str
        The layer's name, for messages.
    policy : {"stop", "repair"}
        Whether an invalid polygon is an error, or is repaired, counted and listed.
    fid : str, optional
        The field that names a feature in messages; the row's index label when not given.

    Returns
    -------
    geopandas.GeoDataFrame
        The usable features; their index labels are the ones of `gdf`.
    Repairs

    Raises
    ------
    MissingCrsError, EmptyLayerError, GeometryTypeError
    InvalidGeometryError
        Under ``"stop"``, for the first invalid feature, with its reason and place.
    """
    if policy not in POLICIES:
        raise ParameterError(
            f"'{policy}' is not a way to treat invalid geometries; use {' or '.join(POLICIES)}."
        )
    if gdf.crs is None:
        raise MissingCrsError(name)
    labels = np.asarray(gdf.index if fid is None else gdf[fid])
    geometries = np.asarray(gdf.geometry.array, dtype=object)
    usable = ~(shapely.is_missing(geometries) | shapely.is_empty(geometries))
    rejected = _rejections(geometries, ~usable, labels)
    if not usable.any():
        raise EmptyLayerError(name)
    _demand_polygons(geometries, usable, labels, name)
    invalid = usable & ~are_valid(geometries)
    report = Repairs(name, policy, rejected, _no_repairs())
    if not invalid.any():
        return (gdf if usable.all() else gdf[usable]), report
    rows = np.flatnonzero(invalid)
    if policy == STOP:
        reason, place = reason_and_place(geometries[rows[0]])
        raise InvalidGeometryError(name, labels[rows[0]], reason, _place_text(place), len(rows) - 1)
    geometries = geometries.copy()
    fixed, listed = _repair(geometries, rows, labels, gdf.crs)
    geometries[rows] = fixed
    report.repaired = listed
    lost = np.zeros(len(geometries), bool)
    lost[rows] = shapely.is_empty(fixed)
    if lost.any():
        flat = _rejections(geometries, lost, labels, "encloses no area")
        report.rejected = pd.concat([report.rejected, flat], ignore_index=True)
        report.repaired = listed[~shapely.is_empty(fixed)].reset_index(drop=True)
    keep = usable & ~lost
    if not keep.any():
        raise EmptyLayerError(name)
    return gdf.set_geometry(gpd.GeoSeries(geometries, index=gdf.index, crs=gdf.crs))[keep], report


def are_valid(geometries):
    """Whether geometries are valid: what ``shapely.is_valid`` says, without its slowness on many holes.

    GEOS compares each hole with the whole shell. Rings that neither cross nor touch each other or themselves
    make a valid polygon if each hole lies within the shell and none within another; that is quick to see,
    and GEOS decides about the others.
    """
    geometries = np.asarray(geometries, dtype=object)
    holes = shapely.get_num_interior_rings(geometries)
    slow = np.flatnonzero((shapely.get_type_id(geometries) == 3) & (holes >= _MANY_HOLES))
    plain = np.setdiff1d(np.arange(len(geometries)), slow)
    result = np.zeros(len(geometries), bool)
    slices = [plain[i : i + _SLICE] for i in range(0, len(plain), _SLICE)]
    with ThreadPoolExecutor(cpu_count()) as pool:
        decided = pool.map(lambda rows: shapely.is_valid(geometries[rows]), slices)
        sound = pool.map(_soundly_nested, geometries[slow])
        for rows, valid in zip(slices, decided, strict=True):
            result[rows] = valid
        result[slow] = list(sound)
    unsure = slow[~result[slow]]
    result[unsure] = shapely.is_valid(geometries[unsure])
    return result


def _soundly_nested(polygon):
    """Whether a polygon is certainly valid: its rings apart, its holes within the shell and side by side."""
    rings = shapely.get_rings(polygon)
    if not shapely.is_simple(shapely.multilinestrings(rings)):
        return False
    holes = shapely.polygons(rings[1:])
    points = shapely.get_point(rings[1:], 0)
    shell = shapely.polygons(rings[0])
    shapely.prepare(shell)
    if not shapely.contains_properly(shell, points).all():
        return False
    hole, _ = shapely.STRtree(holes).query(points, predicate="within")
    return len(hole) == 0


def reason_and_place(geometry):
    """Why a geometry is invalid, in words, and where: ``(reason, (x, y))``; place is None if unknown.

    Examples
    --------
    >>> reason_and_place(shapely.Polygon([(0, 0), (2, 2), (2, 0), (0, 2)]))
    ('crosses itself', (1.0, 1.0))
    """
    text = shapely.is_valid_reason(geometry)
    found = re.match(r"([^\[]*?)\s*(?:\[(\S+) ([^\s\]]+).*\])?$", text)
    reason = _REASONS.get(found[1], found[1])
    return reason, (float(found[2]), float(found[3])) if found[2] else None


def polygonal(geometries):
    """Each geometry's polygons alone, as polygon or multipolygon; empty polygon where there are none."""
    return _of_dimension(geometries, (3, 6), shapely.Polygon(), shapely.multipolygons)


def linear(geometries):
    """Each geometry's lines alone, as line or multiline; empty line where there are none."""
    return _of_dimension(geometries, (1, 5), shapely.LineString(), shapely.multilinestrings)


def _of_dimension(geometries, types, empty, collect):
    geometries = np.asarray(geometries, dtype=object)
    kind = shapely.get_type_id(geometries)
    other = ~np.isin(kind, types)
    if not other.any():
        return geometries
    result = geometries.copy()
    result[other & (kind != 7)] = empty
    for row in np.flatnonzero(kind == 7):
        parts = shapely.get_parts(shapely.get_parts(geometries[row]))
        parts = parts[(shapely.get_type_id(parts) == types[0]) & ~shapely.is_empty(parts)]
        result[row] = parts[0] if len(parts) == 1 else collect(parts) if len(parts) else empty
    return result


def _repair(geometries, rows, labels, crs):
    """Made-valid geometries of `rows`, and the list of them."""
    before = geometries[rows]
    fixed = polygonal(shapely.make_valid(before))
    found = [reason_and_place(geometry) for geometry in before]
    places = [place or (np.nan, np.nan) for _, place in found]
    listed = pd.DataFrame(
        {
            "row": rows,
            "feature": labels[rows],
            "reason": [reason for reason, _ in found],
            "x": [x for x, _ in places],
            "y": [y for _, y in places],
            "area_before_m2": _finite_areas(before, crs),
            "area_after_m2": areas(fixed, crs),
        }
    )
    return fixed, listed


def _finite_areas(geometries, crs):
    """Areas as drawn; NaN where a coordinate is no number."""
    finite = np.isfinite(shapely.bounds(geometries)).all(axis=1)
    result = np.full(len(geometries), np.nan)
    result[finite] = areas(geometries[finite], crs)
    return result


def _demand_polygons(geometries, usable, labels, name):
    kind = shapely.get_type_id(geometries)
    wrong = usable & ~np.isin(kind, (3, 6))
    if wrong.any():
        row = np.argmax(wrong)
        raise GeometryTypeError(name, labels[row], geometries[row].geom_type, "polygons")


def _rejections(geometries, which, labels, reason=None):
    rows = np.flatnonzero(which)
    missing = shapely.is_missing(geometries[rows])
    reasons = [reason or ("has no geometry" if none else "has an empty geometry") for none in missing]
    return pd.DataFrame({"row": rows, "feature": labels[rows], "reason": pd.Series(reasons, dtype=object)})


def _no_repairs():
    return pd.DataFrame(columns=["row", "feature", "reason", "x", "y", "area_before_m2", "area_after_m2"])


def _place_text(place):
    return "an unknown place" if place is None else f"{place[0]:.10g}, {place[1]:.10g}"
