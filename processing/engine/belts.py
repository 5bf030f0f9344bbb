# SPDX-License-Identifier: GPL-3.0-or-later
"""Belts of a given width on each side of borders.

Distances are measured in the 3-degree Gauss-Krüger zone of each stretch of border, where the scale is true
to 4e-4 anywhere in China. A border is buffered in pieces of a few edges, which are then united: that is
several times faster than one buffer of a long, winding line, and gives the same area.
"""

from functools import lru_cache

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import shapely

from .areas import AreaMeasure, to_degrees
from .arrays import ranges
from .common import common_area
from .errors import CrsMismatchError, MissingCrsError, MissingFieldError, MissingKeyError, ParameterError
from .jobs import in_turn
from .nearer import partitioned

_PIECE = 16
_QUADRANT = 16
_ZONE_DEGREES = 3
# Straight edges longer than this would bend visibly on the way between coordinate systems.
_LONGEST_EDGE_M = 1000.0
_TASK = 16


def belts(borders, units, width_m, key="adcode", partition=False, progress=None):
    """Belts on both sides of each border, clipped to the unit of the side.

    Parameters
    ----------
    borders : geopandas.GeoDataFrame
        ``left``, ``right`` and lines, as :func:`.borders.shared_borders` gives them.
    units : geopandas.GeoDataFrame
        The units that the borders name, in the same coordinate system. Units with the same key are one.
    width_m : float
        Distance from the border in metres, greater than 0.
    key : str
        The field of `units` that holds what ``left`` and ``right`` name.
    partition : bool
        Whether each place belongs to the nearest border only, so that no two belts of a unit overlap.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    geopandas.GeoDataFrame
        Two rows a border, in the borders' order: ``left``, ``right``, ``side`` (the key of the unit it lies
        in), ``area_m2``, ``border_row``, geometry.

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError, MissingKeyError, ParameterError
    """
    _check_inputs(borders, units, width_m, key)
    report = progress or (lambda fraction: None)
    report(0.0)
    lines = np.asarray(borders.geometry.array, dtype=object)
    buffers = buffered(lines, borders.crs, width_m, lambda fraction: report(0.5 * fraction))
    unit_of = _units_by_key(units, key)
    side = borders[["left", "right"]].to_numpy().ravel()
    row = np.repeat(np.arange(len(borders)), 2)
    units_of_rows = np.array([*(unit_of[name] for name in side), None], dtype=object)[:-1]
    shapes = common_area(buffers[row], units_of_rows, lambda fraction: report(0.5 + 0.3 * fraction))
    if partition and len(shapes):
        shapes = partitioned(
            shapes, pd.factorize(side)[0], lines[row], borders.crs, width_m, lambda f: report(0.8 + 0.2 * f)
        )
    area = AreaMeasure(units.crs, units.total_bounds)(shapes)
    report(1.0)
    return gpd.GeoDataFrame(
        {
            "left": borders["left"].to_numpy()[row],
            "right": borders["right"].to_numpy()[row],
            "side": side,
            "area_m2": area,
            "border_row": row,
        },
        geometry=shapes,
        crs=units.crs,
    )


def buffered(lines, crs, width_m, report):
    """Buffers of lines by a distance on the ground, in the lines' own coordinate system.

    Parameters
    ----------
    lines : numpy.ndarray of shapely geometries
        Lines and multilines.
    crs : anything pyproj takes
    width_m : float
        Metres.
    report : callable
        Called with a fraction from 0 to 1.

    Returns
    -------
    numpy.ndarray of shapely geometries
    """
    pieces, owner = _pieces(lines, crs)
    zone = _zones(pieces)
    # Pieces of one line in one zone make a group; they follow each other.
    groups = np.split(
        np.arange(len(pieces)), np.flatnonzero((np.diff(owner) != 0) | (np.diff(zone) != 0)) + 1
    )
    groups = [group for group in groups if len(group)]
    by_zone = {}
    for group in groups:
        by_zone.setdefault(zone[group[0]], []).append(group)
    tasks = [(at, some[i : i + _TASK]) for at, some in by_zone.items() for i in range(0, len(some), _TASK)]
    united = [[] for _ in lines]
    found = in_turn(lambda task: _united(pieces, *task, width_m, crs), tasks, report)
    for (_, some), shapes in zip(tasks, found, strict=True):
        for group, shape in zip(some, shapes, strict=True):
            united[owner[group[0]]].append(shape)
    return np.array(
        [parts[0] if len(parts) == 1 else shapely.union_all(parts) for parts in united] + [None], dtype=object
    )[:-1]


def project(shapes, source, target):
    """Move geometries from one coordinate system to another; either may be a zone's central meridian."""
    to = _transformer(
        *(zone_crs(float(each)) if isinstance(each, float) else each for each in (source, target))
    )
    return shapely.transform(shapes, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=128)
def _transformer(source, target):
    return pyproj.Transformer.from_crs(source, target, always_xy=True)


@lru_cache(maxsize=64)
def zone_crs(meridian):
    """A Gauss-Krüger zone on CGCS2000 about any central meridian in degrees."""
    return pyproj.CRS.from_proj4(
        f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0=500000 +ellps=GRS80 +units=m"
    )


def _united(pieces, zone, groups, width_m, crs):
    """Union of the buffered pieces of each group, with edges short enough to be moved to another system."""
    count = np.array([len(group) for group in groups])
    plane = project(pieces[np.concatenate(groups)], 4490, zone)
    # One row a group: to call GEOS once for all takes a fraction of the time of one call each.
    table = np.full((len(groups), count.max()), None, dtype=object)
    table[np.repeat(np.arange(len(groups)), count), ranges(np.zeros(len(groups), np.int64), count)] = (
        shapely.buffer(plane, width_m, quad_segs=_QUADRANT)
    )
    return project(shapely.segmentize(shapely.union_all(table, axis=1), _LONGEST_EDGE_M), zone, crs)


def _pieces(lines, crs):
    """Runs of at most 16 edges of the lines, in degrees, and the line each belongs to."""
    step = _LONGEST_EDGE_M / (111000.0 if pyproj.CRS.from_user_input(crs).is_geographic else 1.0)
    parts, owner = shapely.get_parts(shapely.segmentize(lines, step), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    lon, lat = to_degrees(xy, crs)
    count = np.bincount(part, minlength=len(parts))
    place = np.arange(len(xy)) - np.repeat(np.cumsum(count) - count, count)
    # The vertex between two pieces belongs to both.
    ends = (place % _PIECE == 0) & (place > 0) & (place < np.repeat(count, count) - 1)
    copies = 1 + ends
    vertex = np.repeat(np.arange(len(xy)), copies)
    begins = (place == 0).astype(int)
    piece = np.repeat(np.cumsum(begins + ends) - 1, copies)
    piece[np.flatnonzero(np.diff(vertex) == 0)] -= 1
    degrees = np.column_stack([lon, lat])[vertex]
    pieces = shapely.linestrings(degrees, indices=piece)
    first = np.flatnonzero(np.diff(piece, prepend=-1))
    return pieces, owner[part[vertex[first]]]


def _zones(pieces):
    """Central meridian of the 3-degree zone of each piece."""
    bounds = shapely.bounds(pieces)
    return np.round((bounds[:, 0] + bounds[:, 2]) / 2 / _ZONE_DEGREES) * float(_ZONE_DEGREES)


def _units_by_key(units, key):
    shapes = np.asarray(units.geometry.array, dtype=object)
    rows = units.reset_index(drop=True).groupby(key, sort=False).indices
    return {
        name: shapes[at[0]] if len(at) == 1 else shapely.union_all(shapes[at]) for name, at in rows.items()
    }


def _check_inputs(borders, units, width_m, key):
    for name, gdf in (("borders", borders), ("units", units)):
        if gdf.crs is None:
            raise MissingCrsError(name)
    if borders.crs != units.crs:
        raise CrsMismatchError("borders", borders.crs.to_string(), "units", units.crs.to_string())
    if key not in units.columns:
        raise MissingFieldError("units", key, units.columns.drop(units.geometry.name))
    if not width_m > 0:
        raise ParameterError(f"A belt of width {width_m} m has no area. Give a width greater than 0.")
    missing = (set(borders["left"]) | set(borders["right"])) - set(units[key])
    if missing:
        names = ", ".join(map(str, sorted(missing)))
        raise MissingKeyError(
            f"The borders name units that the units layer does not hold: {names}. "
            "Use the units layer that the borders were made from."
        )
