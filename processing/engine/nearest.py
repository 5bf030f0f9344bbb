# SPDX-License-Identifier: GPL-3.0-or-later
"""Distance from features to the nearest red line, in metres on the ground."""

from concurrent.futures import ThreadPoolExecutor
from os import cpu_count

import numpy as np
import pyproj
import shapely

from .areas import geod, to_degrees

_CHUNK = 16  # edges in one piece of a boundary: trees of small pieces answer fastest
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
        Geodesic length of the shortest way on CGCS2000; NaN where none is within reach.
    row : numpy.ndarray of int
        Position of the nearest polygon; -1 where none is within reach.
    """
    report = progress or (lambda fraction: None)
    distance = np.full(len(features), np.nan)
    row = np.full(len(features), -1)
    if not len(features) or not len(lines):
        return distance, row
    plane = metric_plane(features.crs, lines.total_bounds)
    move = mover(features.crs, plane)
    pieces, owner = _boundary_pieces(move(np.asarray(lines.geometry.array, dtype=object)))
    tree = shapely.STRtree(pieces)
    shapes = np.asarray(features.geometry.array, dtype=object)
    reach = None if within_m is None else within_m * 1.001  # the plane's scale is not quite one

    def look(start):
        part = move(shapes[start : start + _BATCH])
        (mine, theirs) = tree.query_nearest(part, max_distance=reach, all_matches=False)
        metres = _way_lengths(shapely.shortest_line(part[mine], pieces[theirs]), plane)
        near = np.ones(len(metres), bool) if within_m is None else metres <= within_m
        distance[start + mine[near]] = metres[near]
        row[start + mine[near]] = owner[theirs[near]]

    starts = range(0, len(shapes), _BATCH)
    with ThreadPoolExecutor(cpu_count()) as pool:
        jobs = [pool.submit(look, start) for start in starts]
        try:
            for number, job in enumerate(jobs):
                job.result()
                report((number + 1) / len(jobs))
        except BaseException:
            for job in jobs:
                job.cancel()
            raise
    return distance, row


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


def _boundary_pieces(polygons):
    """Boundaries cut into lines of few edges, and the polygon that each belongs to."""
    parts, owner = shapely.get_parts(polygons, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
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


def _way_lengths(ways, plane):
    ends = shapely.get_coordinates(ways).reshape(-1, 2, 2)
    lon_a, lat_a = to_degrees(ends[:, 0], plane)
    lon_b, lat_b = to_degrees(ends[:, 1], plane)
    return geod().inv(lon_a, lat_a, lon_b, lat_b)[2]
