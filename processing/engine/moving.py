# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers from one coordinate system to another, with edges that stay where they were."""

import numpy as np
import pyproj
import shapely

from .validity import polygonal

STEP_M = 200.0
"""Longest edge that moves as one, in metres of the layer's own coordinate system.

A straight edge of length s is drawn with a curvature of at most tan(latitude) / R in another coordinate system (a
parallel in a conformal plane, against the geodesic), so that it is off by s² tan(latitude) / (8 R) in its middle:
0.5 mm at 32° N, 1 mm at 53° N, China's northernmost. An edge of 50 km would be off by 30 m.
"""

DEGREE_M = 111_320.0  # of longitude at the equator: elsewhere edges are shorter than they seem, and cut finer


def moved(frame, crs):
    """Bring a frame to another coordinate system; edges longer than 200 m are divided first.

    Parameters
    ----------
    frame : GeoDataFrame
        With a CRS; polygons, lines or points, null and empty geometries among them.
    crs : anything pyproj takes

    Returns
    -------
    GeoDataFrame
        With the same rows, columns and ``attrs``. Two features that share an edge share its new vertices. Polygons
        that rounding lets cross themselves are made valid again.

    Examples
    --------
    >>> import geopandas
    >>> square = geopandas.GeoDataFrame(geometry=[shapely.box(4e5, 35e5, 401e3, 3501e3)], crs="EPSG:4549")
    >>> int(shapely.get_num_coordinates(moved(square, "EPSG:4490").geometry.iloc[0]))
    21
    """
    name = frame.geometry.name
    short = divided(frame.geometry.array, step_in(frame.crs))
    short = frame.assign(**{name: short}).set_geometry(name, crs=frame.crs)
    result = short.to_crs(crs)
    shapes = np.array([*result.geometry.array, None], dtype=object)[:-1]
    crossed = (shapely.get_dimensions(shapes) == 2) & ~shapely.is_valid(shapes)
    if crossed.any():
        shapes[crossed] = polygonal(shapely.make_valid(shapes[crossed]))
        result = result.assign(**{name: shapes}).set_geometry(name, crs=result.crs)
    result.attrs.update(frame.attrs)
    return result


def step_in(crs):
    """The longest edge that moves as one, in units of a coordinate system.

    Examples
    --------
    >>> step_in("EPSG:4549"), round(step_in("EPSG:4490"), 6)
    (200.0, 0.001797)
    """
    crs = pyproj.CRS.from_user_input(crs)
    return STEP_M / (DEGREE_M if crs.is_geographic else crs.axis_info[0].unit_conversion_factor)


def divided(geometries, step):
    """Geometries without edges longer than a step, each of them cut into equal parts.

    An edge gets the same vertices whichever way it is drawn, so that what shares it goes on to.

    Parameters
    ----------
    geometries : array_like of shapely geometries
        Two-dimensional.
    step : float
        In their units.

    Returns
    -------
    numpy.ndarray of shapely geometries
    """
    result = np.array([*geometries, None], dtype=object)[:-1]
    bounds = shapely.bounds(result)
    large = np.hypot(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) > step
    rows = np.flatnonzero(large & (shapely.get_dimensions(result) > 0))
    rows = rows[_has_long_edge(result[rows], step)]
    mixed = shapely.get_type_id(result[rows]) == 7
    result[rows[mixed]] = shapely.segmentize(result[rows[mixed]], step)
    for kinds, join in (((3, 6), _polygons), ((1, 2, 5), _lines)):
        some = rows[np.isin(shapely.get_type_id(result[rows]), kinds)]
        if len(some):
            result[some] = join(result[some], step)
    return result


def _has_long_edge(shapes, step):
    xy, owner = shapely.get_coordinates(shapes, return_index=True)
    long = (np.hypot(*np.diff(xy, axis=0).T) > step) & (np.diff(owner) == 0)
    return np.bincount(owner[1:][long], minlength=len(shapes)) > 0


def _polygons(shapes, step):
    parts, owner = _parts(shapes)
    rings, polygon = shapely.get_rings(parts, return_index=True)
    xy, ring = _vertices(rings, step)
    parts = shapely.polygons(shapely.linearrings(xy, indices=ring), indices=polygon)
    return _joined(shapes, parts, owner, 3, shapely.multipolygons)


def _lines(shapes, step):
    parts, owner = _parts(shapes)
    xy, line = _vertices(parts, step)
    return _joined(shapes, shapely.linestrings(xy, indices=line), owner, 1, shapely.multilinestrings)


def _parts(shapes):
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kept = ~shapely.is_empty(parts)
    return parts[kept], owner[kept]


def _joined(shapes, parts, owner, single, multi):
    """Parts as the kind that each shape was."""
    result = multi(parts, indices=owner)
    alone = np.isin(shapely.get_type_id(shapes), (single, 2))
    result[alone] = parts[alone[owner]]
    return result


def _vertices(curves, step):
    """Coordinates of curves, long edges divided, and the curve of each."""
    xy, curve = shapely.get_coordinates(curves, return_index=True)
    here, there = xy[:-1], xy[1:]
    edge = np.diff(curve) == 0
    count = np.where(edge, np.maximum(1, np.ceil(np.hypot(*(there - here).T) / step)), 1).astype(np.int64)
    count = np.r_[count, 1]
    first = np.cumsum(count) - count
    start = np.repeat(np.arange(len(xy)), count)
    number = np.arange(len(start)) - first[start]
    points = xy[start]
    new = np.flatnonzero(number)
    a, b, part, whole = xy[start[new]], xy[start[new] + 1], number[new], count[start[new]]
    turned = (a[:, 0] > b[:, 0]) | ((a[:, 0] == b[:, 0]) & (a[:, 1] > b[:, 1]))
    low, high = np.where(turned[:, None], b, a), np.where(turned[:, None], a, b)
    share = np.where(turned, whole - part, part) / whole
    points[new] = low + share[:, None] * (high - low)
    return points, curve[start]
