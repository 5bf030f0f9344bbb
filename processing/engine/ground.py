# SPDX-License-Identifier: GPL-3.0-or-later
"""Distances in metres on the ground, whatever the coordinate system of the layers.

Work is done in an azimuthal equidistant plane about the middle of the extent: a length across the radius is
drawn too long by 1 + (r/R)²/6 (Snyder, Map Projections: A Working Manual, USGS PP 1395, 1987, table 29 and
eq. 25-4, k' = c / sin c), 1e-4 at r = 155 km. Lengths that are reported are geodesic, from :mod:`.areas`.
"""

from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass

import numpy as np
import pyproj
import shapely

from .areas import SEMI_MAJOR_M, to_degrees
from .validity import polygonal

STEP_M = 1000.0
"""Edges longer than this are divided before they move between coordinate systems: straight stays straight to 0.02 m."""

_TILE_M = 50_000.0
_PIECE_EDGES = 16
_QUARTER_EDGES = 16


@dataclass(frozen=True)
class Plane:
    """A plane in metres about one extent of a coordinate system.

    Attributes
    ----------
    crs : pyproj.CRS
        Of the layers.
    stretch : float
        By how much a distance in the plane may exceed the one on the ground, as a share of it.
    """

    crs: pyproj.CRS
    stretch: float
    step: float
    _forth: pyproj.Transformer
    _back: pyproj.Transformer

    def forth(self, geometries):
        """Geometries of the layers' coordinate system, in the plane."""
        return _moved(_dense(geometries, self.step), self._forth)

    def back(self, geometries):
        """Geometries of the plane, in the layers' coordinate system."""
        return _moved(_dense(geometries, STEP_M), self._back)


def _moved(geometries, transformer):
    """Geometries through a transformer; polygons whose edges rounding let cross are made valid again."""

    def move(xy):
        return np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])) if len(xy) else xy

    result = shapely.transform(geometries, move)
    crossed = np.flatnonzero((shapely.get_dimensions(result) == 2) & ~shapely.is_valid(result))
    if len(crossed):
        result[crossed] = polygonal(shapely.make_valid(result[crossed]))
    return result


def _dense(geometries, step):
    """Geometries without edges longer than a step; GEOS cannot divide a line without length."""
    result = np.array([*np.asarray(geometries, dtype=object), None], dtype=object)[:-1]
    long = shapely.length(result) > step
    result[long] = shapely.segmentize(result[long], step)
    return result


def plane(crs, bounds):
    """Lay a plane in metres about an extent.

    Parameters
    ----------
    crs : anything pyproj takes
        The layers' coordinate system, x before y.
    bounds : sequence of four floats
        xmin, ymin, xmax, ymax in its units.

    Returns
    -------
    Plane

    Raises
    ------
    CoordinateError
        The extent lies outside what `crs` can express.

    Examples
    --------
    One minute of arc along the meridian at 32° N is 1848.1 m long:

    >>> flat = plane("EPSG:4490", (118, 32, 118, 32 + 1 / 60))
    >>> round(flat.forth([shapely.LineString([(118, 32), (118, 32 + 1 / 60)])])[0].length, 1)
    1848.1
    """
    crs = pyproj.CRS.from_user_input(crs)
    west, south, east, north = map(float, bounds)
    corners = np.array([(west, south), (east, south), (east, north), (west, north)])
    lon, lat = to_degrees(corners, crs)
    middle = (lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2
    local = pyproj.CRS.from_proj4(f"+proj=aeqd +lat_0={middle[1]} +lon_0={middle[0]} +ellps=GRS80 +units=m")
    there = pyproj.Transformer.from_crs(crs, local, always_xy=True)
    back = pyproj.Transformer.from_crs(local, crs, always_xy=True)
    x, y = there.transform(corners[:, 0], corners[:, 1])
    angle = float(np.hypot(x, y).max()) / SEMI_MAJOR_M
    unit_m = np.pi / 180 * SEMI_MAJOR_M if crs.is_geographic else crs.axis_info[0].unit_conversion_factor
    return Plane(crs, angle**2 / 5 + 1e-6, STEP_M / unit_m, there, back)


def within(geometries, crs, width_m, progress=None, quarter_edges=_QUARTER_EDGES):
    """The places within a distance of lines, or of the edges and the inside of polygons.

    Parameters
    ----------
    geometries : array_like of shapely geometries
        Points, lines or valid polygons.
    crs : anything pyproj takes
    width_m : float
        Metres on the ground, greater than 0.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.
    quarter_edges : int
        Edges of a quarter of a circle: with 16 the distance is 0.12 % short at worst, with 48 0.013 %.

    Returns
    -------
    shapely.Geometry
        One polygon or multipolygon, in `crs`.
    """
    report = progress or (lambda fraction: None)
    geometries = np.asarray(geometries, dtype=object)
    parts = shapely.get_parts(geometries)
    kinds = shapely.get_type_id(parts)
    polygons = parts[kinds == 3]
    lines = np.concatenate([shapely.get_parts(shapely.boundary(polygons)), parts[np.isin(kinds, (1, 2))]])
    whole = plane(crs, shapely.total_bounds(parts))
    pieces = np.concatenate([parts[kinds == 0], *(cut(line, whole.step) for line in lines)])
    covered = [polygons]
    tiles = _tiles(pieces, whole.step * _TILE_M / STEP_M)
    for done, rows in enumerate(tiles):
        near = plane(crs, shapely.total_bounds(pieces[rows]))
        strips = shapely.buffer(near.forth(pieces[rows]), width_m, quad_segs=quarter_edges)
        covered.append(near.back([shapely.union_all(strips)]))
        report(0.8 * (done + 1) / len(tiles))
    result = shapely.union_all(np.concatenate(covered))
    report(1.0)
    return result


def widths(area_m2, perimeter_m):
    """Width of the rectangle with a shape's area and perimeter; of a shape rounder than a square, the square's side.

    Exact for strips; a ragged edge makes a shape narrower than its middle is.

    Parameters
    ----------
    area_m2, perimeter_m : array_like of float

    Returns
    -------
    numpy.ndarray of float64
        Metres.

    Examples
    --------
    A strip of 10 m by 100 m:

    >>> float(widths([1000.0], [220.0])[0])
    10.0
    """
    area, quarter = np.asarray(area_m2, float), np.asarray(perimeter_m, float) / 4
    root = quarter**2 - area
    long = quarter + np.sqrt(np.maximum(root, 0))
    return np.where(root > 0, np.divide(area, long, out=np.zeros_like(area), where=long > 0), np.sqrt(area))


def places(geometries, crs):
    """Longitude and latitude (EPSG:4490, degrees) of a point within each geometry."""
    points = shapely.get_coordinates(shapely.point_on_surface(np.asarray(geometries, dtype=object)))
    return to_degrees(points, crs) if len(points) else (np.zeros(0), np.zeros(0))


def patiently(work, report):
    """Run work that cannot be interrupted in a thread, and look at the cancel button meanwhile.

    Parameters
    ----------
    work : callable
        One long operation of GEOS, which lets other threads run.
    report : callable
        Called every fifth of a second with 0, at the end with 1; may raise :class:`.errors.Cancelled`.
    """
    pool = ThreadPoolExecutor(1)
    try:
        job = pool.submit(work)
        while not wait([job], timeout=0.2).done:
            report(0.0)
        report(1.0)
        return job.result()
    finally:
        pool.shutdown(wait=False)


def connected(a, b, count):
    """Label of the group that each of ``count`` things belongs to, where a[i] and b[i] hang together.

    Examples
    --------
    >>> connected([0, 3], [1, 1], 5).tolist()
    [0, 0, 2, 0, 4]
    """
    a, b = np.asarray(a, dtype=np.int64), np.asarray(b, dtype=np.int64)
    label = np.arange(count)
    while True:
        low = np.minimum(label[a], label[b])
        lower = label.copy()
        np.minimum.at(lower, label[a], low)
        np.minimum.at(lower, label[b], low)
        lower = lower[lower]
        if (lower == label).all():
            return label
        label = lower


def cut(line, step, edges=_PIECE_EDGES):
    """Pieces of a line, of so many edges each, none of them longer than a step."""
    xy = shapely.get_coordinates(shapely.segmentize(line, step))
    starts = np.arange(0, len(xy) - 1, edges)
    count = np.minimum(edges + 1, len(xy) - starts)
    piece = np.repeat(np.arange(len(starts)), count)
    first = np.cumsum(count) - count
    return shapely.linestrings(xy[starts[piece] + np.arange(len(piece)) - first[piece]], indices=piece)


def _tiles(pieces, side):
    """Rows of pieces that begin in the same square of a grid."""
    bounds = shapely.bounds(pieces)
    cell = np.floor(bounds[:, :2] / side).astype(np.int64)
    _, number = np.unique(cell, axis=0, return_inverse=True)
    number = number.ravel()
    order = np.argsort(number, kind="stable")
    return np.split(order, np.flatnonzero(np.diff(number[order])) + 1) if len(order) else []
