# SPDX-License-Identifier: GPL-3.0-or-later
"""Rings of enormous polygons as short runs of edges with bounding boxes, of which :mod:`.windows` keeps what matters."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
import shapely

from .arrays import batches, ranges

_RUN = 16
_BATCH = 200_000


@dataclass
class Linework:
    """Rings of polygons within windows, as runs of their edges.

    A run is some neighbouring coordinates and the edges that leave them; the last one leads to the next run's
    first coordinate. The first and the last edge of a ring are runs of their own: both always stay. The last
    run has two coordinates, because it closes the ring.

    Attributes
    ----------
    xy : numpy.ndarray
        Coordinates of whole rings, each closed, shells anticlockwise and holes clockwise; all levels of windows
        share them.
    part : numpy.ndarray of int
        The polygon of each ring; in each window ascending, and the shell before its holes.
    window : numpy.ndarray of int
        The window of each ring, ascending.
    runs : numpy.ndarray of int
        Runs of each ring.
    first, take : numpy.ndarray of int
        Position in `xy` of the first coordinate of each run, and how many coordinates it has.
    box : numpy.ndarray
        xmin, ymin, xmax, ymax of each run.
    """

    xy: np.ndarray
    part: np.ndarray
    window: np.ndarray
    runs: np.ndarray
    first: np.ndarray
    take: np.ndarray
    box: np.ndarray

    def __post_init__(self):
        self.start = np.cumsum(self.runs) - self.runs
        self.is_shell = np.ones(len(self.runs), bool)
        self.is_shell[1:] = (self.part[1:] != self.part[:-1]) | (self.window[1:] != self.window[:-1])
        low = [np.minimum.reduceat(self.box[:, axis], self.start) for axis in (0, 1)]
        high = [np.maximum.reduceat(self.box[:, axis], self.start) for axis in (2, 3)]
        self.ring_box = np.column_stack(low + high)

    @classmethod
    def of(cls, polygons, numbers, corners):
        """Linework of polygons in one window that holds all of them.

        Parameters
        ----------
        polygons : callable
            Gives polygons (no multipolygons) by their numbers.
        numbers : numpy.ndarray of int
            Which polygons.
        corners : numpy.ndarray of int
            How large each polygon is, or at most is.
        """
        # A batch at a time: rings copied out of polygons take as much memory again.
        parts = [numbers[some] for some in batches(corners, _BATCH)]
        size = [shapely.get_num_coordinates(polygons(some)).sum() for some in parts]
        end = np.cumsum(size)
        xy = np.empty((end[-1], 2))

        def ready(place):
            numbers, stop = parts[place], end[place]
            some, count, part = _rotated_rings(polygons(numbers), numbers)
            xy[stop - len(some) : stop] = some
            runs, first, take, box = _runs(some, count)
            return part, runs, first + stop - len(some), take, box

        with ThreadPoolExecutor(cpu_count()) as pool:
            found = list(pool.map(ready, range(len(parts))))
        part, runs, first, take, box = (np.concatenate(column) for column in zip(*found, strict=True))
        return cls(xy, part, np.zeros(len(part), np.int64), runs, first, take, box)

    def edges(self):
        """The same with every edge as a run of its own."""
        last = self.start + self.runs - 1
        take = self.take.copy()
        take[last] = 1
        first = ranges(self.first, take)
        runs = np.add.reduceat(take, self.start)
        final = np.cumsum(runs) - 1
        take = np.ones(len(first), np.int64)
        take[final] = 2
        box = _edge_boxes(self.xy, first, final)
        return Linework(self.xy, self.part, self.window, runs, first, take, box)

    def some(self, rings):
        """The linework of some of its rings."""
        runs = ranges(self.start[rings], self.runs[rings])
        return Linework(
            self.xy,
            self.part[rings],
            self.window[rings],
            self.runs[rings],
            self.first[runs],
            self.take[runs],
            self.box[runs],
        )

    def coordinates(self):
        """Coordinates of all thinned rings, one ring after the other, and how many each has."""
        return self.xy[ranges(self.first, self.take)], self.corners()

    def corners(self):
        """How many coordinates each ring has."""
        return np.add.reduceat(self.take, self.start)


def polygons_of(linework, xy, count):
    """Thinned polygons from their coordinates, with their windows and parts: ``(window, part, shapes)``."""
    rings = shapely.linearrings(xy, indices=np.repeat(np.arange(len(count)), count))
    shapes = shapely.polygons(rings, indices=np.cumsum(linework.is_shell) - 1)
    return linework.window[linework.is_shell], linework.part[linework.is_shell], shapes


def _runs(xy, count):
    """Runs of closed rings of `count` coordinates: those of each ring, and first, take and box of each."""
    start = np.cumsum(count) - count
    runs = 2 + (count - 4) // _RUN + 1
    head = np.cumsum(runs) - runs
    last = head + runs - 1
    place = np.arange(runs.sum()) - np.repeat(head, runs)
    first = np.repeat(start, runs) + np.where(place > 0, 1 + (place - 1) * _RUN, 0)
    first[last] = start + count - 2
    take = np.diff(first, append=len(xy))
    # The last coordinate of a ring is the last run's own.
    following = np.append(first[1:], len(xy) - 1)
    following[last] = start + count - 1
    box = np.empty((len(first), 4))
    for axis, values in enumerate(xy.T.copy()):
        box[:, axis] = np.minimum(np.minimum.reduceat(values, first), values[following])
        box[:, axis + 2] = np.maximum(np.maximum.reduceat(values, first), values[following])
    return runs, first, take, box


def _rotated_rings(polygons, numbers):
    """Coordinates of the polygons' rings, each from its highest point on; their counts; their polygons.

    What a polygon encloses lies to the left of its rings.
    """
    rings, part = shapely.get_rings(polygons, return_index=True)
    turned = shapely.is_ccw(rings) != (np.diff(part, prepend=-1) > 0)
    rings[turned] = shapely.reverse(rings[turned])
    count = shapely.get_num_coordinates(rings)
    xy = shapely.get_coordinates(rings)
    start = np.cumsum(count) - count
    top = np.maximum.reduceat(xy[:, 1], start)
    highest = np.flatnonzero(xy[:, 1] == np.repeat(top, count))
    ring = np.searchsorted(start, highest, side="right") - 1
    once = np.flatnonzero(np.diff(ring, prepend=-1))
    turn = highest[once] - start
    # From the highest point to the ring's end, without the closing coordinate, and from its start to that point again.
    first, length = np.column_stack([start + turn, start]), np.column_stack([count - 1 - turn, turn + 1])
    place = ranges(first.ravel(), length.ravel())
    return xy[place], count, numbers[part]


def _edge_boxes(xy, first, final):
    """Bounding boxes of edges from the coordinates `first`, each to the next; those at `final` close a ring."""
    following = np.empty_like(first)
    following[:-1] = first[1:]
    following[final] = first[final] + 1
    start, end = xy[first], xy[following]
    return np.hstack([np.minimum(start, end), np.maximum(start, end)])
