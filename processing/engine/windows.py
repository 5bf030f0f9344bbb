# SPDX-License-Identifier: GPL-3.0-or-later
"""Thins enormous polygons to what matters within small windows, without losing exactness.

Stretches of a ring that stay on one side of a window become one straight edge on that side. The thinned
ring has no new coordinate, runs through the window exactly as the old one did, and winds about every point
of the window as before; so its overlay with anything inside the window is the same. Bounding boxes of short
runs of edges make thinning cost a small fraction of a look at every vertex, all windows of one level are
thinned at once, and no coordinate is copied before the last level.

Within its window a thinned polygon is as good as the whole one; outside it may cross itself.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import ranges
from .linework import Linework

_ABOVE, _BELOW, _RIGHT, _LEFT = 1, 2, 3, 4


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
