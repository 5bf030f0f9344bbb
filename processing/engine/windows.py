# SPDX-License-Identifier: GPL-3.0-or-later
"""Thins enormous polygons to what matters within small windows, without losing exactness.

Stretches of a ring that stay on one side of a window become one straight edge on that side. The thinned
ring has no new coordinate, runs through the window exactly as the old one did, and winds about every point
of the window as before; so its overlay with anything inside the window is the same. Bounding boxes of short
runs of edges make thinning cost a small fraction of a look at every vertex, all windows of one level are
thinned at once, and no coordinate is copied before the last level.

Within its window a thinned polygon is as good as the whole one; outside it may cross itself.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import numpy as np
import shapely

_RUN = 16
_BATCH = 200_000
_ABOVE, _BELOW, _RIGHT, _LEFT = 1, 2, 3, 4


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
        ends = np.searchsorted(np.cumsum(corners), range(_BATCH, int(corners.sum()), _BATCH))
        batches = [batch for batch in np.split(numbers, ends) if len(batch)]
        size = [shapely.get_num_coordinates(polygons(batch)).sum() for batch in batches]
        end = np.cumsum(size)
        xy = np.empty((end[-1], 2))

        def ready(place):
            batch, stop = batches[place], end[place]
            some, count, part = _rotated_rings(polygons(batch), batch)
            xy[stop - len(some) : stop] = some
            runs, first, take, box = _runs(some, count)
            return part, runs, first + stop - len(some), take, box

        with ThreadPoolExecutor(cpu_count()) as pool:
            found = list(pool.map(ready, range(len(batches))))
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


@dataclass
class Thinned:
    """What a level of windows holds.

    Attributes
    ----------
    linework : Linework or None
        Polygons whose rings may run through a window; None if there are none.
    full_window, full_part : numpy.ndarray of int
        Windows that lie within a polygon, and that polygon.
    """

    linework: Linework | None
    full_window: np.ndarray
    full_part: np.ndarray


def thin(linework, parent, boxes, inner=None):
    """Thin linework to the windows of the next level.

    Parameters
    ----------
    linework : Linework
        Of the level above.
    parent : numpy.ndarray of int
        The window of the level above that holds each new window.
    boxes : numpy.ndarray
        xmin, ymin, xmax, ymax of each new window.
    inner : numpy.ndarray, optional
        The extent within each window that matters; the whole window without it. The linework must be one of
        :meth:`~Linework.edges` then.

    Returns
    -------
    Thinned
        Its windows are the rows of `boxes`.
    """
    low = np.searchsorted(linework.window, parent, side="left")
    rings_of = np.searchsorted(linework.window, parent, side="right") - low
    window = np.repeat(np.arange(len(boxes)), rings_of)
    ring = ranges(low, rings_of)
    meet = _meet(linework.ring_box[ring], boxes[window])
    # A window outside a shell is outside its holes, too, wherever their thinned rings lead.
    meet &= meet[np.maximum.accumulate(np.where(linework.is_shell[ring], np.arange(len(ring)), 0))]
    window, ring = window[meet], ring[meet]
    if not len(ring):
        return Thinned(None, np.zeros(0, np.int64), np.zeros(0, np.int64))

    runs = linework.runs[ring]
    run = ranges(linework.start[ring], runs)
    side = _side(linework.box, run, boxes[window], runs)
    close = side == 0
    head = np.cumsum(runs) - runs
    kept = close.copy()
    kept[1:] |= side[1:] != side[:-1]
    kept[head] = kept[head + 1] = kept[head + runs - 1] = True
    if inner is not None:
        at = np.flatnonzero(close)
        owner = np.repeat(window, runs)[at]
        close[at] = _meet(linework.box[run[at]], inner[owner])
    near = np.logical_or.reduceat(close, head)
    runs, run, straight = np.add.reduceat(kept, head, dtype=np.int64), run[kept], side[kept] != 0
    return _sorted_out(linework, ring, runs, run, straight, near, window, boxes if inner is None else inner)


def _sorted_out(linework, ring, runs, run, straight, near, window, boxes):
    """Keep the polygons whose rings come near a window; of the others tell whether it lies within them."""
    part, is_shell = linework.part[ring], linework.is_shell[ring]
    around = np.zeros(len(ring), bool)
    far = np.flatnonzero(~near)
    if len(far):
        corner = linework.xy[linework.first[run[np.repeat(~near, runs)]]]
        around[far] = _winds_about(corner, runs[far], boxes[window[far]])
    polygon = np.cumsum(is_shell) - 1
    near_rings = np.bincount(polygon, weights=near)
    # Out of the shell, or within a hole: the window has nothing of the polygon.
    void = np.bincount(polygon, weights=np.where(is_shell, ~near & ~around, around)) > 0
    full = ~void & (near_rings == 0)
    keep = (near | is_shell) & ~(void | full)[polygon]
    full_ring = np.flatnonzero(is_shell)[full]
    result = None
    if keep.any():
        kept = np.repeat(keep, runs)
        run, straight, runs = run[kept], straight[kept], runs[keep]
        result = _shortened(linework, part[keep], window[keep], runs, run, straight)
    return Thinned(result, window[full_ring], part[full_ring])


def _shortened(linework, part, window, runs, run, straight):
    """Linework of some runs, where straight ones lead from their first coordinate to the next run's."""
    first, take, box = linework.first[run], linework.take[run], linework.box[run]
    last = np.cumsum(runs) - 1
    straight[last] = False
    at = np.flatnonzero(straight)
    take[at] = 1
    start, end = linework.xy[first[at]], linework.xy[first[at + 1]]
    box[at] = np.hstack([np.minimum(start, end), np.maximum(start, end)])
    return Linework(linework.xy, part, window, runs, first, take, box)


def areas_within(linework, xy, count, boxes):
    """Area of each thinned polygon within the box of its window, from its edges alone.

    This is Green's theorem with x and y kept within the box: another way to what clipping must give.

    Parameters
    ----------
    linework : Linework
    xy, count : numpy.ndarray
        Its :meth:`~Linework.coordinates`.
    boxes : numpy.ndarray
        xmin, ymin, xmax, ymax by window, each within its window.

    Returns
    -------
    numpy.ndarray of float64
        In the order of :func:`polygons_of`, in squared units of the coordinates.
    """
    box = boxes[linework.window].repeat(count, axis=0)[:-1]
    wide, high = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    x, y = xy.T
    x0, y0 = x[:-1] - box[:, 0], y[:-1] - box[:, 1]
    dx, dy = np.diff(x), np.diff(y)
    low, top = np.clip(y0, 0, high), np.clip(y0 + dy, 0, high)
    slope = np.divide(dx, dy, out=np.zeros_like(dx), where=dy != 0)
    a, b = x0 + (low - y0) * slope, x0 + (top - y0) * slope
    steep = np.abs(b - a) <= 1e-6 * wide
    mean = np.clip((a + b) / 2, 0, wide)
    np.divide(_kept_integral(b, wide) - _kept_integral(a, wide), b - a, out=mean, where=~steep)
    edge = np.append(mean * (top - low), 0.0)
    end = np.cumsum(count)
    edge[end - 1] = 0.0
    ring = np.abs(np.add.reduceat(edge, end - count))
    np.negative(ring, out=ring, where=~linework.is_shell)
    return np.bincount(np.cumsum(linework.is_shell) - 1, weights=ring)


def _kept_integral(x, wide):
    """Integral, from 0 to x, of x kept between 0 and `wide`."""
    kept = np.clip(x, 0, wide)
    return kept * kept / 2 + wide * np.maximum(x - wide, 0)


def _winds_about(xy, count, boxes):
    """Whether each ring, without its closing coordinate, goes round the middle of its box."""
    middle = np.repeat((boxes[:, :2] + boxes[:, 2:]) / 2, count, axis=0)
    end = np.cumsum(count)
    following = np.arange(1, len(xy) + 1)
    following[end - 1] = end - count
    x, y = (xy - middle).T
    above = y > 0
    at = np.flatnonzero(above[following] != above)
    crosses = np.zeros(len(x), bool)
    dx, dy = x[following[at]] - x[at], y[following[at]] - y[at]
    crosses[at] = (x[at] * dy - y[at] * dx > 0) == (dy > 0)
    return np.bitwise_xor.reduceat(crosses, end - count)


def _side(boxes, run, windows, runs):
    """0 for runs that may meet their window, else the side of it on which they lie; each window has many `runs`."""
    west, south, east, north = (np.repeat(side, runs) for side in windows.T)
    side = (boxes[run, 1] > north).view(np.int8) * np.int8(_ABOVE)
    for code, out in (
        (_BELOW, boxes[run, 3] < south),
        (_RIGHT, boxes[run, 0] > east),
        (_LEFT, boxes[run, 2] < west),
    ):
        np.maximum(side, out.view(np.int8) * np.int8(code), out=side)
    return side


def _meet(boxes, others):
    return (
        (boxes[:, 0] <= others[:, 2])
        & (boxes[:, 2] >= others[:, 0])
        & (boxes[:, 1] <= others[:, 3])
        & (boxes[:, 3] >= others[:, 1])
    )


def _edge_boxes(xy, first, final):
    """Bounding boxes of edges from the coordinates `first`, each to the next; those at `final` close a ring."""
    following = np.empty_like(first)
    following[:-1] = first[1:]
    following[final] = first[final] + 1
    start, end = xy[first], xy[following]
    return np.hstack([np.minimum(start, end), np.maximum(start, end)])


def curve_order(bounds):
    """Order of boxes along a Hilbert curve through their centres: neighbours come close to each other.

    The transform is Skilling's (AIP Conf. Proc. 707, 2004) for two dimensions of 16 bits.
    """
    centre = bounds[:, :2] + bounds[:, 2:]
    low = centre.min(axis=0)
    extent = max((centre.max(axis=0) - low).max(), np.finfo(float).tiny)
    x, y = ((centre - low) / extent * 65535).astype(np.uint32).T.copy()
    bit = np.uint32(1 << 15)
    while bit > 1:
        below = bit - np.uint32(1)
        x ^= np.where(x & bit, below, np.uint32(0))
        swap = np.where(y & bit, np.uint32(0), (x ^ y) & below)
        x ^= np.where(y & bit, below, swap)
        y ^= swap
        bit >>= np.uint32(1)
    y ^= x
    turn = np.zeros_like(x)
    bit = np.uint32(1 << 15)
    while bit > 1:
        turn ^= np.where(y & bit, bit - np.uint32(1), np.uint32(0))
        bit >>= np.uint32(1)
    return np.argsort(_spread(y ^ turn) | (_spread(x ^ turn) << np.uint64(1)), kind="stable")


def _spread(bits):
    """Puts a zero bit between each two bits of 16-bit numbers."""
    bits = bits.astype(np.uint64)
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        bits = (bits | (bits << np.uint64(shift))) & np.uint64(mask)
    return bits


def ranges(start, count):
    """The numbers start[i], start[i] + 1, … count[i] of them, for all i in one array."""
    end = np.cumsum(count)
    if not len(end):
        return np.zeros(0, np.int64)
    return np.arange(end[-1]) + np.repeat(start - (end - count), count)
