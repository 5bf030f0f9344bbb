# SPDX-License-Identifier: GPL-3.0-or-later
"""Distance from features to the nearest red line, in metres on the ground."""

import numpy as np
import pyproj
import shapely

from .areas import SEMI_MAJOR_M, geod, to_degrees
from .ground import plane
from .jobs import in_turn
from .moving import divided

_OWN_STRETCH = 1e-3  # a layer's own plane is good enough up to this; a 3° zone keeps to 2e-4 in China
_CHUNK = 16  # edges in one piece of a boundary: trees of small pieces answer fastest
_FINER = 0.2  # of the plane's step: edges of 200 m stay straight to 0.5 mm at 32° N
_ROUNDING_M = 1e-6
_BATCH = 2_000  # features between two looks at the cancel button: half a second at most


def nearest(features, lines, within_m=None, progress=None):
    """Find the nearest polygon of each feature that lies outside all of them.

    Parameters
    ----------
    features : geopandas.GeoDataFrame
        Polygons, lines or points that share no place with ``lines``; one that does gets a distance to the border.
    lines : geopandas.GeoDataFrame
        Polygons in the same coordinate system.
    within_m : float, optional
        Look no farther than this.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    distance_m : numpy.ndarray of float64
        Geodesic length of the shortest way on CGCS2000; NaN where none is within reach. The way is sought in a plane:
        where layers span 4000 km it is found 1e-5 too long, and where they span a province exactly.
    row : numpy.ndarray of int
        Position of the nearest polygon; -1 where none is within reach.
    """
    report = progress or (lambda fraction: None)
    distance = np.full(len(features), np.nan)
    row = np.full(len(features), -1)
    if not len(features) or not len(lines):
        return distance, row
    bounds = np.array([features.total_bounds, lines.total_bounds])
    flat = _flat(features.crs, [*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)])
    step = None if flat.step is None else flat.step * _FINER
    pieces, owner = _boundary_pieces(np.asarray(lines.geometry.array, dtype=object), step)
    pieces = flat.forth(pieces)
    tree = shapely.STRtree(pieces)
    shapes = np.asarray(features.geometry.array, dtype=object)
    reach = None if within_m is None else within_m * (1 + flat.stretch) + _ROUNDING_M

    def look(start):
        part = shapes[start : start + _BATCH]
        part = flat.forth(part if step is None else divided(part, step))
        part = _as_points_where_they_are(part)
        found, about = _about(part, tree, reach)
        # What is nearest in the plane may be beaten on the ground by anything that is hardly farther.
        about = about * (1 + 2.5 * flat.stretch) + _ROUNDING_M
        which, theirs = tree.query(part[found], predicate="dwithin", distance=about)
        mine = found[which]
        metres = _way_lengths(shapely.shortest_line(part[mine], pieces[theirs]), flat, features.crs)
        order = np.lexsort((theirs, metres, mine))
        best = order[np.unique(mine[order], return_index=True)[1]]
        best = best if within_m is None else best[metres[best] <= within_m]
        distance[start + mine[best]] = metres[best]
        row[start + mine[best]] = owner[theirs[best]]

    starts = range(0, len(shapes), _BATCH)
    for _ in in_turn(look, starts, report):
        pass
    return distance, row


def _as_points_where_they_are(shapes):
    """The same shapes, with a point for a line without length: GEOS finds nothing within a distance of such a line."""
    bounds = shapely.bounds(shapes)
    still = np.flatnonzero((bounds[:, :2] == bounds[:, 2:]).all(axis=1))
    shapes = shapes.copy()
    shapes[still] = shapely.points(bounds[still, :2])
    return shapes


def _about(shapes, tree, reach):
    """Shapes with something within reach, and a distance within which that is sure to be.

    To find what is nearest to a point takes a fraction of the time that it takes for a polygon, and is seldom
    anything else: so it is sought for the middle of each shape, and the shape's distance to it is the bound.
    """
    bounds = shapely.bounds(shapes)
    there = np.flatnonzero(np.isfinite(bounds).all(axis=1))
    low, high = bounds[there, :2], bounds[there, 2:]
    beyond = None if reach is None else reach + np.hypot(*(high - low).T).max(initial=0.0) / 2
    middle = shapely.points((low + high) / 2)
    found, candidate = tree.query_nearest(middle, max_distance=beyond, all_matches=False)
    about = shapely.distance(shapes[there[found]], tree.geometries[candidate])
    return there[found], about if reach is None else np.minimum(about, reach)


class _Own:
    """A layer's own plane, in the place of one that would have to be laid."""

    step = None

    def __init__(self, stretch):
        self.stretch = stretch

    def forth(self, shapes):
        return shapes

    back = forth


def _flat(crs, bounds):
    """The plane to measure in: the layer's own where its scale is near one all over, otherwise one about the extent."""
    crs = pyproj.CRS.from_user_input(crs)
    if crs == metric_plane(crs, bounds):
        given = {parameter.name: parameter.value for parameter in crs.coordinate_operation.params}
        off = max(abs(bounds[0] - given["False easting"]), abs(bounds[2] - given["False easting"]))
        # Snyder 1987, eq. 8-11 to its second order: k = k0 (1 + x² / 2R²)
        stretch = abs(given["Scale factor at natural origin"] - 1) + 0.6 * (off / SEMI_MAJOR_M) ** 2
        if stretch <= _OWN_STRETCH:
            return _Own(stretch)
    return plane(crs, bounds)


def metric_plane(crs, bounds):
    """Return a plane in metres with a scale near one around these bounds: the layer's own where it is such a plane."""
    crs = pyproj.CRS.from_user_input(crs)
    operation = crs.coordinate_operation
    if (
        crs.is_projected
        and operation.method_name == "Transverse Mercator"
        and crs.axis_info[0].unit_name == "metre"
    ):
        return crs
    corners = np.array([[bounds[0], bounds[1]], [bounds[2], bounds[3]]])
    lon, _ = to_degrees(corners, crs)
    return pyproj.CRS.from_proj4(f"+proj=tmerc +lon_0={lon.mean()} +x_0=500000 +ellps=GRS80 +units=m")


def mover(start, end):
    """Return a function that takes geometries from one coordinate system to another, vertex by vertex."""
    if pyproj.CRS.from_user_input(start) == pyproj.CRS.from_user_input(end):
        return lambda shapes: shapes
    turn = pyproj.Transformer.from_crs(start, end, always_xy=True)
    return lambda shapes: shapely.transform(shapes, turn.transform, interleaved=False)


def _boundary_pieces(polygons, step=None):
    """Boundaries cut into lines of few edges, none longer than a step, and the polygon that each belongs to."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    rings = rings if step is None else shapely.segmentize(rings, step)
    coordinates = shapely.get_coordinates(rings)
    count = shapely.get_num_coordinates(rings)
    begin = np.cumsum(count) - count
    pieces_of = np.maximum(1, -(-(count - 1) // _CHUNK))
    ring = np.repeat(np.arange(len(rings)), pieces_of)
    place = np.arange(len(ring)) - np.repeat(np.cumsum(pieces_of) - pieces_of, pieces_of)
    first = begin[ring] + place * _CHUNK
    length = np.minimum(_CHUNK + 1, begin[ring] + count[ring] - first)
    piece = np.repeat(np.arange(len(ring)), length)
    offset = np.arange(len(piece)) - np.repeat(np.cumsum(length) - length, length)
    lines = shapely.linestrings(coordinates[first[piece] + offset], indices=piece)
    return lines, owner[part][ring]


def _way_lengths(ways, flat, crs):
    ends = shapely.get_coordinates(flat.back(shapely.points(shapely.get_coordinates(ways))))
    lon_a, lat_a = to_degrees(ends[::2], crs)
    lon_b, lat_b = to_degrees(ends[1::2], crs)
    return geod().inv(lon_a, lat_a, lon_b, lat_b)[2]
