# SPDX-License-Identifier: GPL-3.0-or-later
"""Thins enormous polygons to what matters within small windows, without losing exactness.

Stretches of a ring that stay on one side of a window become one straight edge on that side. The thinned
ring has no new coordinate, runs through the window exactly as the old one did, and winds about every point
of the window as before; so its overlay with anything inside the window is the same. Bounding boxes of short
runs of edges (chains) make thinning cost a small fraction of a look at every vertex, and all windows of one
level are thinned at once.

Within its window a thinned polygon is as good as the whole one; outside it may cross itself.
"""

from dataclasses import dataclass

import numpy as np
import shapely

_CHAIN = 16
_BATCH = 200_000
_LEFT, _RIGHT, _BELOW, _ABOVE = 1, 2, 3, 4


class Linework:
    """Rings of polygons within windows, as flat arrays, with the bounding boxes of their chains.

    Every ring starts at its highest point, and its first and last edge are chains of their own: both always
    stay, because a ring's direction of travel is read off there.

    Attributes
    ----------
    xy : numpy.ndarray
        Coordinates of all rings, one ring after the other, each closed.
    count : numpy.ndarray of int
        Coordinates of each ring.
    part : numpy.ndarray of int
        The polygon of each ring; in each window ascending, and the shell before its holes.
    window : numpy.ndarray of int
        The window of each ring, ascending.
    """

    def __init__(self, xy, count, part, window):
        self.xy, self.count, self.part, self.window = xy, count, part, window
        self.start = np.cumsum(count) - count
        self.is_shell = np.ones(len(count), bool)
        self.is_shell[1:] = (part[1:] != part[:-1]) | (window[1:] != window[:-1])
        self.chains = 2 + (count - 4) // _CHAIN + 1
        self.chain_start = np.cumsum(self.chains) - self.chains
        first = np.arange(self.chains.sum()) - np.repeat(self.chain_start + 1, self.chains)
        self.first = np.repeat(self.start + 1, self.chains) + first * _CHAIN
        self.first[self.chain_start] = self.start
        final = self.chain_start + self.chains - 1
        self.first[final] = self.start + count - 2
        self.stop = np.append(self.first[1:], 0)
        self.stop[final] = self.start + count - 1
        self.box = _run_boxes(xy, self.first, self.stop + 1)
        self.ring_box = _boxes_of(self.box, self.chain_start)

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
        batches = np.split(numbers, ends)
        batches = [batch for batch in batches if len(batch)]
        xy = np.empty((sum(shapely.get_num_coordinates(polygons(batch)).sum() for batch in batches), 2))
        end, found = 0, []
        for batch in batches:
            some, *rings = _rotated_rings(polygons(batch), batch)
            xy[end : end + len(some)] = some
            end += len(some)
            found.append(rings)
        count, part = (np.concatenate(column) for column in zip(*found, strict=True))
        return cls(xy, count, part, np.zeros(len(count), np.int64))

    def __len__(self):
        return len(self.xy)

    def polygons(self):
        """Each thinned polygon with its window and part: ``(window, part, geometries)``."""
        rings = shapely.linearrings(self.xy, indices=np.repeat(np.arange(len(self.count)), self.count))
        shapes = shapely.polygons(rings, indices=np.cumsum(self.is_shell) - 1)
        return self.window[self.is_shell], self.part[self.is_shell], shapes


def _rotated_rings(polygons, numbers):
    """Coordinates of the polygons' rings, each from its highest point on; their counts; their polygons."""
    rings, part = shapely.get_rings(polygons, return_index=True)
    count = shapely.get_num_coordinates(rings)
    xy = shapely.get_coordinates(rings)
    start = np.cumsum(count) - count
    top = np.maximum.reduceat(xy[:, 1], start)
    highest = np.flatnonzero(xy[:, 1] == np.repeat(top, count))
    ring = np.repeat(np.arange(len(count)), count)[highest]
    _, once = np.unique(ring, return_index=True)
    turn = highest[once] - start
    place = np.arange(len(xy)) - np.repeat(start - turn, count)
    edges = np.repeat(count - 1, count)
    place -= edges * (place >= edges)
    place[start + count - 1] = turn % (count - 1)
    return xy[place + np.repeat(start, count)], count, numbers[part]


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


def thin(linework, parent, boxes):
    """Thin linework to the windows of the next level.

    Parameters
    ----------
    linework : Linework
        Of the level above.
    parent : numpy.ndarray of int
        The window of the level above that holds each new window.
    boxes : numpy.ndarray
        xmin, ymin, xmax, ymax of each new window.

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
    window, ring = window[meet], ring[meet]
    if not len(ring):
        return Thinned(None, np.zeros(0, np.int64), np.zeros(0, np.int64))
    vertex, count, near = _thinned_rings(linework, ring, boxes[window])
    return _sorted_out(linework, ring, vertex, count, near, window, boxes)


def settle(linework, boxes):
    """Sort out, edge by edge, the windows that no ring runs through.

    Parameters
    ----------
    linework : Linework
        Thinned to windows that hold `boxes`.
    boxes : numpy.ndarray
        The extent that matters in each window.

    Returns
    -------
    Thinned
    """
    inside = boxes[np.repeat(linework.window, linework.count)]
    x, y = linework.xy.T
    close = np.zeros(len(x), bool)
    close[:-1] = np.maximum(x[1:], x[:-1]) >= inside[:-1, 0]
    close[:-1] &= np.minimum(x[1:], x[:-1]) <= inside[:-1, 2]
    close[:-1] &= np.maximum(y[1:], y[:-1]) >= inside[:-1, 1]
    close[:-1] &= np.minimum(y[1:], y[:-1]) <= inside[:-1, 3]
    close[linework.start + linework.count - 1] = False
    near = np.logical_or.reduceat(close, linework.start)
    ring, vertex = np.arange(len(near)), np.arange(len(x))
    return _sorted_out(linework, ring, vertex, linework.count, near, linework.window, boxes)


def areas_within(linework, boxes):
    """Area of each thinned polygon within the box of its window, from its edges alone.

    This is Green's theorem with x and y kept within the box: another way to what clipping must give.

    Parameters
    ----------
    linework : Linework
    boxes : numpy.ndarray
        xmin, ymin, xmax, ymax by window, each within its window.

    Returns
    -------
    numpy.ndarray of float64
        In the order of ``linework.polygons()``, in squared units of the coordinates.
    """
    box = boxes[linework.window].repeat(linework.count, axis=0)[:-1]
    wide, high = box[:, 2] - box[:, 0], box[:, 3] - box[:, 1]
    x, y = linework.xy.T
    x0, y0 = x[:-1] - box[:, 0], y[:-1] - box[:, 1]
    dx, dy = np.diff(x), np.diff(y)
    low, top = np.clip(y0, 0, high), np.clip(y0 + dy, 0, high)
    slope = np.divide(dx, dy, out=np.zeros_like(dx), where=dy != 0)
    a, b = x0 + (low - y0) * slope, x0 + (top - y0) * slope
    steep = np.abs(b - a) <= 1e-6 * wide
    mean = np.clip((a + b) / 2, 0, wide)
    np.divide(_kept_integral(b, wide) - _kept_integral(a, wide), b - a, out=mean, where=~steep)
    edge = np.append(mean * (top - low), 0.0)
    edge[linework.start + linework.count - 1] = 0.0
    ring = np.abs(np.add.reduceat(edge, linework.start))
    np.negative(ring, out=ring, where=~linework.is_shell)
    return np.bincount(np.cumsum(linework.is_shell) - 1, weights=ring)


def _kept_integral(x, wide):
    """Integral, from 0 to x, of x kept between 0 and `wide`."""
    kept = np.clip(x, 0, wide)
    return kept * kept / 2 + wide * np.maximum(x - wide, 0)


def _sorted_out(linework, ring, vertex, count, near, window, boxes):
    """Keep the polygons whose rings come near a window; of the others tell whether it lies within them."""
    part, is_shell = linework.part[ring], linework.is_shell[ring]
    around = np.zeros(len(ring), bool)
    far = np.flatnonzero(~near)
    if len(far):
        far_vertex = vertex[np.repeat(~near, count)]
        around[far] = _winds_about(linework.xy[far_vertex], count[far], boxes[window[far]])
    polygon = np.cumsum(is_shell) - 1
    near_rings = np.bincount(polygon, weights=near)
    # Out of the shell, or within a hole: the window has nothing of the polygon.
    void = np.bincount(polygon, weights=np.where(is_shell, ~near & ~around, around)) > 0
    full = ~void & (near_rings == 0)
    keep = (near | is_shell) & ~(void | full)[polygon]
    full_ring = np.flatnonzero(is_shell)[full]
    result = None
    if keep.any():
        vertex = vertex[np.repeat(keep, count)]
        result = Linework(linework.xy[vertex], count[keep], part[keep], window[keep])
    return Thinned(result, window[full_ring], part[full_ring])


def _thinned_rings(linework, ring, boxes):
    """Vertices that stay of each ring, how many, and whether the ring comes near its window."""
    chains = linework.chains[ring]
    chain = ranges(linework.chain_start[ring], chains)
    side = _side(linework.box, chain, np.repeat(boxes, chains, axis=0))
    head = np.cumsum(chains) - chains
    changes = np.ones(len(side), bool)
    np.not_equal(side[1:], side[:-1], out=changes[1:])
    changes[head] = changes[head + 1] = changes[head + chains - 1] = True
    close = side == 0
    first = linework.first[chain]
    take = np.where(close, linework.stop[chain] - first, changes)
    # The closing vertex runs on from the last chain, which is one edge and always stays.
    take[head + chains - 1] = 2
    return ranges(first, take), np.add.reduceat(take, head), np.logical_or.reduceat(close, head)


def _winds_about(xy, count, boxes):
    """Whether each closed ring goes round the middle of its box."""
    middle = np.repeat((boxes[:, :2] + boxes[:, 2:]) / 2, count, axis=0)
    end = np.cumsum(count)
    x, y = (xy - middle).T
    above = y > 0
    crosses = np.zeros(len(x), bool)
    crosses[:-1] = above[1:] != above[:-1]
    crosses[end - 1] = False
    at = np.flatnonzero(crosses)
    dx, dy = x[at + 1] - x[at], y[at + 1] - y[at]
    crosses[at] = (x[at] * dy - y[at] * dx > 0) == (dy > 0)
    return np.bitwise_xor.reduceat(crosses, end - count)


def _side(boxes, chain, windows):
    """0 for chains that may meet their window, else the side of it on which they lie."""
    side = np.zeros(len(chain), np.int8)
    side[boxes[chain, 1] > windows[:, 3]] = _ABOVE
    side[boxes[chain, 3] < windows[:, 1]] = _BELOW
    side[boxes[chain, 0] > windows[:, 2]] = _RIGHT
    side[boxes[chain, 2] < windows[:, 0]] = _LEFT
    return side


def _meet(boxes, others):
    return (
        (boxes[:, 0] <= others[:, 2])
        & (boxes[:, 2] >= others[:, 0])
        & (boxes[:, 1] <= others[:, 3])
        & (boxes[:, 3] >= others[:, 1])
    )


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


def _run_boxes(xy, first, stop):
    """Bounding boxes of runs of coordinates, which may share their ends."""
    bounds = np.column_stack([first, stop]).ravel()
    box = np.empty((len(first), 4))
    for axis in (0, 1):
        padded = np.append(xy[:, axis], xy[-1, axis])
        box[:, axis] = np.minimum.reduceat(padded, bounds)[::2]
        box[:, axis + 2] = np.maximum.reduceat(padded, bounds)[::2]
    return box


def _boxes_of(boxes, start):
    """Bounding boxes of runs of boxes, each run up to the next one's start."""
    low = [np.minimum.reduceat(boxes[:, axis], start) for axis in (0, 1)]
    high = [np.maximum.reduceat(boxes[:, axis], start) for axis in (2, 3)]
    return np.column_stack(low + high)
