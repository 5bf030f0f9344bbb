# SPDX-License-Identifier: GPL-3.0-or-later
"""Buffers of many lines by a distance on the ground.

Distances are measured in the 3-degree Gauss-Krüger zone of each stretch of line, where the scale is true to 4e-4
anywhere in China. The outline of a buffer is the path of a ball that is rolled around the line, which takes a
fraction of the time that an overlay of the buffers of its edges takes. Whatever the path leaves out is within
reach of the line: so the whole outline of the buffer is on the path, and a path that does not cross itself is
that outline and nothing else, without holes. Lines that cross themselves, come back to where they began, or whose
path crosses itself are cut into pieces, whose buffers are united; pieces that fail, too, are left to GEOS.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyproj
import shapely

from .areas import to_degrees
from .arrays import ranges
from .precision import united_by
from .rolling import QUADRANT, paths

_ZONE_DEGREES = 3
# Straight edges bend on the way between coordinate systems, in China by less than length² / (8 × the Earth's radius).
# This much is left of that, as a share of the width.
_BEND, _EARTH_M = 2e-5, 6.37e6
# Edges that are looked at for their zone, that are buffered as one, and of the pieces of those that cannot be.
_BLOCK, _CHAIN, _PIECE = 16, 64, 16


@dataclass
class Stretches:
    """Buffers of stretches of lines.

    Attributes
    ----------
    shapes : numpy.ndarray of shapely geometries
        In the plane of their zone.
    zone : numpy.ndarray
        Central meridian of each one's 3-degree zone.
    owner : numpy.ndarray of int
        The line it belongs to, ascending.
    """

    shapes: np.ndarray
    zone: np.ndarray
    owner: np.ndarray

    def of(self, first, end):
        """Those of the lines from `first` to before `end`, which are numbered from 0."""
        at = slice(*np.searchsorted(self.owner, [first, end]))
        return Stretches(self.shapes[at], self.zone[at], self.owner[at] - first)


def stretches(lines, crs, width_m, look=lambda: None):
    """Buffers of lines by a distance on the ground, stretch by stretch.

    Parameters
    ----------
    lines : numpy.ndarray of shapely geometries
        Lines and multilines.
    crs : anything pyproj takes
    width_m : float
        Metres, greater than 0.
    look : callable
        Called now and then; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Stretches
        This takes many short steps, for which threads only get into each other's way. :func:`joined` does not.
    """
    degrees, count, zone, owner = _chains(lines, crs, width_m)
    plane, zone_of = np.empty_like(degrees), np.repeat(zone, count)
    for meridian in np.unique(zone):
        at = zone_of == meridian
        plane[at] = np.column_stack(_transformer(4490, float(meridian)).transform(*degrees[at].T))
    return Stretches(buffers(plane, count, width_m, look), zone, owner)


def joined(found, crs, total):
    """Buffers of lines in their own coordinate system, from :func:`stretches`; empty ones where a line has no length."""
    part = np.cumsum((np.diff(found.owner, prepend=-1) != 0) | (np.diff(found.zone, prepend=0) != 0)) - 1
    head = np.flatnonzero(np.diff(part, prepend=-1))
    shapes, zone = united_by(found.shapes, part, len(head)), found.zone[head]
    for meridian in np.unique(zone):
        at = zone == meridian
        shapes[at] = _project(shapes[at], float(meridian), crs)
    return united_by(shapes, found.owner[head], total)


def buffers(xy, count, width, look=lambda: None):
    """Buffers of lines in a plane.

    Parameters
    ----------
    xy, count, width, look
        As :func:`.rolling.paths` takes them.

    Returns
    -------
    numpy.ndarray of shapely geometries
        Corners lie on the outline of the buffer, 1e-6 of the width at most aside; but where buffers of pieces meet,
        their chords cross just inside it, and what GEOS makes is as GEOS makes it.

    Examples
    --------
    >>> found = buffers(np.array([[0.0, 0], [3, 0], [3, 4]]), np.array([3]), 1.0)
    >>> shapely.area(found).round(4).tolist()
    [16.9207]
    """
    shapes = _outlined(xy, count, width, look)
    failed = np.flatnonzero(shapely.is_missing(shapes))
    if len(failed):
        pieces = -(-(count[failed] - 1) // _PIECE)
        turn = _PIECE * ranges(np.zeros_like(pieces), pieces)
        size = np.minimum(np.repeat(count[failed], pieces) - turn, _PIECE + 1)
        start = np.repeat((np.cumsum(count) - count)[failed], pieces) + turn
        xy = xy[ranges(start, size)]
        parts = _outlined(xy, size, width, look)
        rest = shapely.is_missing(parts)
        parts[rest] = shapely.buffer(_lines(xy, size)[rest], width, quad_segs=QUADRANT)
        shapes[failed] = united_by(parts, np.repeat(np.arange(len(failed)), pieces), len(failed))
    return shapes


def _project(shapes, source, target):
    """Move geometries from one coordinate system to another; either may be a zone's central meridian."""
    to = _transformer(source, target)
    return shapely.transform(shapes, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))


@lru_cache(maxsize=64)
def _zone_crs(meridian):
    """A Gauss-Krüger zone on CGCS2000 about any central meridian in degrees."""
    return pyproj.CRS.from_proj4(
        f"+proj=tmerc +lat_0=0 +lon_0={meridian} +k=1 +x_0=500000 +ellps=GRS80 +units=m"
    )


@lru_cache(maxsize=128)
def _transformer(source, target):
    return pyproj.Transformer.from_crs(
        *(_zone_crs(float(each)) if isinstance(each, float) else each for each in (source, target)),
        always_xy=True,
    )


def _lines(xy, count):
    return shapely.linestrings(xy, indices=np.repeat(np.arange(len(count)), count))


def _outlined(xy, count, width, look):
    """Buffers of lines, None where the ball's path is not the outline."""
    outlined = np.empty(len(count), dtype=object)
    lines = _lines(xy, count)
    open_ = np.flatnonzero(shapely.is_simple(lines) & ~shapely.is_closed(lines))
    if not len(open_):
        return outlined
    found = paths(xy[ranges((np.cumsum(count) - count)[open_], count[open_])], count[open_], width, look)
    kept = np.bincount(found.line)[found.line] > 2
    new = np.diff(found.line[kept], prepend=-1) > 0
    shapes = np.empty(len(open_), dtype=object)
    shapes[found.line[kept][new]] = shapely.polygons(
        shapely.linearrings(found.xy[kept], indices=np.cumsum(new) - 1)
    )
    shapely.prepare(shapes)
    shapes[~shapely.is_valid(shapes)] = None
    beside = shapely.linestrings(found.edges)
    shapes[found.edge_line[~shapely.contains_properly(shapes[found.edge_line], beside)]] = None
    outlined[open_] = shapes
    return outlined


def _chains(lines, crs, width_m):
    """Runs of at most 64 edges of the lines in one zone each.

    Returns
    -------
    degrees : numpy.ndarray, shape (n, 2)
        Coordinates of all chains, one chain after the other.
    count : numpy.ndarray of int
        Coordinates of each chain.
    zone : numpy.ndarray
        Central meridian of each chain's 3-degree zone.
    owner : numpy.ndarray of int
        The line it belongs to, ascending.
    """
    longest_m = np.sqrt(8 * _EARTH_M * _BEND * width_m)
    longest = longest_m / (111000.0 if pyproj.CRS.from_user_input(crs).is_geographic else 1.0)
    parts, owner = shapely.get_parts(shapely.segmentize(lines, longest), return_index=True)
    xy, part = shapely.get_coordinates(parts, return_index=True)
    new = np.append(True, (np.diff(xy, axis=0) != 0).any(axis=1) | (np.diff(part) != 0))[: len(xy)]
    xy, part = xy[new], part[new]
    degrees = np.column_stack(to_degrees(xy, crs))
    # An edge is named by the coordinate it leaves.
    edge = np.flatnonzero(np.diff(part) == 0)
    if not len(edge):
        return degrees[:0], np.zeros(0, np.int64), np.zeros(0), np.zeros(0, np.int64)
    first = np.diff(part[edge], prepend=-1) != 0
    place = edge - edge[first][np.cumsum(first) - 1]
    middle = (degrees[edge, 0] + degrees[edge + 1, 0]) / 2
    block = np.flatnonzero(place % _BLOCK == 0)
    size = np.diff(block, append=len(edge))
    zone = np.round(np.add.reduceat(middle, block) / size / _ZONE_DEGREES) * float(_ZONE_DEGREES)
    zone = np.repeat(zone, size)
    begin = np.flatnonzero((place % _CHAIN == 0) | (np.diff(zone, prepend=np.nan) != 0))
    count = np.diff(begin, append=len(edge)) + 1
    return degrees[ranges(edge[begin], count)], count, zone[begin], owner[part[edge[begin]]]
