# SPDX-License-Identifier: GPL-3.0-or-later
"""Intersections of all pairs of two sets of polygons: many small ones, and few of any size.

Features are put in the order of a space-filling curve. The polygons are thinned to the windows of groups of
neighbours, from thousands down to single features, and a feature meets only what is left of a polygon in
its own window. Groups whose window lies within a polygon, or outside it, need no overlay.
"""

import threading
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass
from os import cpu_count

import numpy as np
import shapely
from shapely.errors import GEOSException

from .arrays import ranges
from .cutting import CUT, NOTHING, UNCLEAR, WHOLE, cut, cut_plainly
from .linework import polygons_of
from .outlines import Outlines, outlines, plain
from .precision import overlay, united
from .prepared import TINY, Prepared, prepared
from .validity import linear, polygonal
from .windows import areas_within, curve_order, thin

# The bare function: the checks around it take longer than the clipping of a thinned polygon.
_clip = getattr(shapely.lib, "clip_by_rect", shapely.clip_by_rect)
_GROUPS = (4096, 256, 16)
_LARGE = 2000
_SLICE = 500
_MANY = 32
_HEARTBEAT_S = 0.2
# A clipped polygon whose area is off by more than this share of its box is not used.
_CLOSE = 1e-9
# Windows reach beyond a feature by this share of its size; its polygons are clipped half as far out.
_MARGIN = 0.02


@dataclass
class Pairs:
    """Pairs of features that share area, in the order of `row_a`, then `row_b`.

    Attributes
    ----------
    row_a, row_b : numpy.ndarray of int
        Positions in the inputs.
    shapes : numpy.ndarray of shapely geometries
        What the two share; where that is the whole feature of `a`, mostly the very object of the input.
    rest : numpy.ndarray of shapely geometries, or None
        What of each feature of `a` lies outside `b`, if asked for.
    """

    row_a: np.ndarray
    row_b: np.ndarray
    shapes: np.ndarray
    rest: np.ndarray | None = None

    def __len__(self):
        return len(self.row_a)


def intersect_pairs(a, b, report, remainder=False):
    """Intersect each polygon of `a` with each of `b` that it shares area with.

    Parameters
    ----------
    a : numpy.ndarray of shapely geometries
        Valid polygons and multipolygons.
    b : numpy.ndarray of shapely geometries, or Prepared
        The same, as they are or made ready by :func:`prepared`.
    report : callable
        Called with a fraction from 0 to 1 several times a second; may raise to cancel.
    remainder : bool
        Whether to compute what of `a` lies outside `b`, too.

    Returns
    -------
    Pairs

    Raises
    ------
    OverlayError
        GEOS fails on a pair.
    """
    b = b if isinstance(b, Prepared) else prepared(b)
    corners = shapely.get_num_coordinates(a)
    small = np.flatnonzero((corners > 0) & (corners <= _LARGE))
    large = np.flatnonzero(corners > _LARGE)
    share = corners[small].sum() / max(corners.sum(), 1)
    found, rest = _small_against(a, small, b, lambda fraction: report(share * fraction), remainder)
    if len(large):
        # Each pair thins the feature that the other one is small against.
        others = np.flatnonzero(shapely.get_num_coordinates(b.shapes) > 0)
        turned, _ = _small_against(
            b.shapes,
            others,
            prepared(a[large]),
            lambda fraction: report(share + (1 - share) * fraction),
            False,
        )
        found += [(large[row_a], row_b, shapes) for row_b, row_a, shapes in turned]
    pairs = _joined(found)
    if remainder:
        pairs.rest = a.copy()
        for rows, shapes in rest:
            pairs.rest[rows] = shapes
        for row in large:
            takers = pairs.row_b[slice(*np.searchsorted(pairs.row_a, (row, row + 1)))]
            pairs.rest[row] = overlay(
                shapely.difference, a[row : row + 1], [shapely.union_all(b.shapes[takers])]
            )[0]
    return pairs


def lines_within(lines, polygons, report):
    """Like :func:`intersect_pairs` for lines against polygons: the stretches of lines within polygons."""
    rows = np.flatnonzero(shapely.get_num_coordinates(lines) > 0)
    found, _ = _small_against(lines, rows, prepared(polygons), report, False, linear)
    return _joined(found)


def intersect_plainly(a, b):
    """The same pairs by GEOS on whole geometries, one by one: slow, and the measure of the fast way."""
    row_b, row_a = shapely.STRtree(a).query(b, predicate="intersects")
    return _joined([(row_a, row_b, overlay(shapely.intersection, a[row_a], b[row_b]))])


def _small_against(a, rows, b, report, remainder, keep=polygonal):
    """Pairs of the features `rows` of `a` with `b`, which is thinned, and what is left of those features."""
    if not len(rows) or not len(b.owner):
        return [], []
    results = _Run(a, rows, b, remainder, keep).results(report)
    return [result[:3] for result in results], [rest for result in results for rest in result[3]]


class _Run:
    """The inputs that all tasks of one run read."""

    def __init__(self, a, rows, b, remainder, keep):
        bounds = shapely.bounds(a[rows])
        order = curve_order(bounds)
        self.rows = rows[order]
        self.a, self.b, self.linework = a, b, b.linework
        self.bounds = bounds[order]
        extent = (self.bounds[:, 2:] - self.bounds[:, :2]).max(axis=1)
        # A line may have no extent at all; a nano share of the coordinate is far above its rounding.
        self.margin = (_MARGIN * extent + 1e-9 * np.abs(self.bounds).max(axis=1))[:, np.newaxis]
        self.remainder, self.keep, self.polygonal = remainder, keep, keep is polygonal
        self.stopped = threading.Event()
        nothing = np.zeros(0, np.int64)
        self.nothing = nothing, nothing, nothing.astype(object), nothing.astype(object)

    def results(self, report):
        """Pairs of all features, a group at a time on all processors."""
        starts = range(0, len(self.rows), _GROUPS[0])
        done_results = []
        with ThreadPoolExecutor(cpu_count()) as pool:
            waiting = {pool.submit(self.group, start) for start in starts}
            try:
                while waiting:
                    done, waiting = wait(waiting, timeout=_HEARTBEAT_S, return_when=FIRST_COMPLETED)
                    done_results += [future.result() for future in done]
                    report(len(done_results) / len(starts))
            except BaseException:
                self.stopped.set()
                for future in waiting:
                    future.cancel()
                raise
        return done_results

    def group(self, start):
        """Pairs of one group: rows of `a`, rows of `b`, shapes, and what is left of features."""
        stop = min(start + _GROUPS[0], len(self.rows))
        whole, cuts = _Whole(), []
        if self.b.tree is not None:
            cuts.append(self.meeting(start, stop, whole))
        if self.linework is not None:
            cuts.append(self.thinned(start, stop, whole))
        place, part, shapes, near = (np.concatenate(column) for column in zip(*cuts, strict=True))
        whole_place, whole_part = np.concatenate(whole.place), np.concatenate(whole.part)
        rest = self.remainders(whole_place, place, near) if self.remainder else []
        part = np.concatenate([whole_part, part])
        shapes = np.concatenate([self.a[self.rows[whole_place]], shapes])
        return self.rows[np.concatenate([whole_place, place])], self.b.owner[part], shapes, rest

    def meeting(self, start, stop, whole):
        """Pairs with polygons so small that thinning them would not pay."""
        features, polygons = self.a[self.rows[start:stop]], self.b.tree.geometries
        place, number = self.b.tree.query(features)
        state, shapes = cut_plainly(
            self.polygonal & plain(features)[place] & self.b.tiny_plain[number],
            shapely.get_num_coordinates(features)[place],
            np.full(len(place), TINY),
            lambda some: cut(outlines(features, place[some]), outlines(polygons, number[some])),
            self.stopped,
        )
        whole.add(place[state == WHOLE] + start, self.b.tiny[number[state == WHOLE]])
        met = (state == CUT) | (state == UNCLEAR)
        place, near, part, shapes = place[met], polygons[number[met]], self.b.tiny[number[met]], shapes[met]
        self.put_in(features[place], part, near, shapes, np.flatnonzero(state[met] == UNCLEAR))
        return place + start, part, shapes, near

    def thinned(self, start, stop, whole):
        """Pairs with polygons thinned level by level."""
        linework, windows = self.linework, np.array([0])
        for size in (*_GROUPS, 1):
            parent_start, windows = windows, np.arange(start, stop, size)
            parent = np.searchsorted(parent_start, windows, side="right") - 1
            boxes = self.boxes(windows, stop, size)
            found = thin(linework, parent, boxes)
            whole.add_groups(windows[found.full_window], found.full_part, size, stop)
            linework = found.linework
            if linework is None or self.stopped.is_set():
                return self.nothing
        window, part = linework.window[linework.is_shell], linework.part[linework.is_shell]
        place = windows[window]
        features = self.a[self.rows[place]]
        state, shapes = cut_plainly(
            self.polygonal & plain(features),
            shapely.get_num_coordinates(features),
            np.add.reduceat(linework.corners(), np.flatnonzero(linework.is_shell)),
            lambda some: cut(outlines(features, some), _outlines(linework, some)),
            self.stopped,
        )
        whole.add(place[state == WHOLE], part[state == WHOLE])
        near = np.empty(len(place), dtype=object)
        wanted = (state == UNCLEAR) | (state == CUT) & self.remainder
        if wanted.any():
            some = linework.some(np.flatnonzero(wanted[np.cumsum(linework.is_shell) - 1]))
            found = thin(some.edges(), np.arange(len(windows)), boxes, self.bounds[windows])
            whole.add(windows[found.full_window], found.full_part)
            state[state == UNCLEAR] = NOTHING
            if found.linework is not None:
                # Half way to the windows: what clipping adds lies outside the features, what thinning adds beyond it.
                clipped, at = self.clipped(found.linework, (boxes + self.bounds[windows]) / 2, window, part)
                near[at] = clipped
                unclear = at[state[at] == NOTHING]
                self.put_in(features, part, near, shapes, unclear)
                state[unclear] = UNCLEAR
        met = (state == CUT) | (state == UNCLEAR)
        return place[met], part[met], shapes[met], near[met]

    def put_in(self, features, part, near, shapes, rows):
        """Put in the intersections of some pairs by GEOS; in slices, so that a cancelled run ends soon."""
        for start in range(0, len(rows), _SLICE):
            if self.stopped.is_set():
                break
            some = rows[start : start + _SLICE]
            try:
                shapes[some] = self.keep(shapely.intersection(features[some], near[some]))
            except GEOSException:
                # The exact way: the whole polygons, whatever it takes.
                near[some] = self.b.polygons(part[some])
                shapes[some] = overlay(shapely.intersection, features[some], near[some], self.keep)

    def remainders(self, whole, place, near):
        """What is left of features that were cut, and of those that lie within polygons: ``[(rows, shapes)]``."""
        cut, polygon = np.unique(place, return_inverse=True)
        rest = self.a[self.rows[cut]]
        order = np.argsort(polygon, kind="stable")
        turn = np.arange(len(order)) - np.searchsorted(polygon[order], polygon[order])
        count = np.bincount(polygon)
        # Each polygon on its own is robust, and slow where there are many: then they are united.
        few = count[polygon[order]] <= _MANY
        for number in range(turn[few].max(initial=-1) + 1):
            some = order[few & (turn == number)]
            rest[polygon[some]] = overlay(shapely.difference, rest[polygon[some]], near[some])
        for number in np.flatnonzero(count > _MANY):
            some = order[slice(*np.searchsorted(polygon[order], (number, number + 1)))]
            rest[number] = overlay(shapely.difference, rest[number : number + 1], [united(near[some])])[0]
        nothing = np.full(len(whole), shapely.Polygon(), dtype=object)
        return [(self.rows[cut], rest), (self.rows[whole], nothing)]

    def boxes(self, windows, stop, size):
        """Windows of groups of `size` features: their boxes with a margin."""
        some = slice(windows[0], stop)
        low = self.bounds[some, :2] - self.margin[some]
        high = self.bounds[some, 2:] + self.margin[some]
        if size == 1:
            return np.hstack([low, high])
        first = windows - windows[0]
        return np.hstack([np.minimum.reduceat(low, first), np.maximum.reduceat(high, first)])

    def clipped(self, linework, boxes, windows, parts):
        """Thinned polygons clipped to the boxes of their windows; whole ones where that does not give their area.

        With them come their positions among `windows` and `parts`.
        """
        xy, count = linework.coordinates()
        window, part, polygons = polygons_of(linework, xy, count)
        many = parts.max() + 1
        at = np.searchsorted(windows * many + parts, window * many + part)
        area, boxes = areas_within(linework, xy, count, boxes), boxes[window]
        sides = boxes[:, 2:] - boxes[:, :2]
        rounding = np.finfo(float).eps * np.abs(boxes).max(axis=1) * sides.sum(axis=1)
        tolerance = _CLOSE * sides.prod(axis=1) + 100 * rounding
        near = np.empty(len(part), dtype=object)
        for start in range(0, len(part), _SLICE):
            if self.stopped.is_set():
                break
            some = slice(start, start + _SLICE)
            try:
                near[some] = [
                    _clip(polygon, *box)
                    for polygon, box in zip(polygons[some], boxes[some].tolist(), strict=True)
                ]
                off = ~(np.abs(shapely.area(near[some]) - area[some]) <= tolerance[some])
            except GEOSException:
                off = np.ones(len(near[some]), bool)
            rows = start + np.flatnonzero(off)
            near[rows] = self.b.polygons(part[rows])
        return near, at


class _Whole:
    """Features that lie within a polygon: their places and the polygons' numbers, in arrays."""

    def __init__(self):
        self.place, self.part = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]

    def add(self, place, part):
        """Single features."""
        self.place.append(place)
        self.part.append(part)

    def add_groups(self, first, part, size, stop):
        """All features of groups of `size`, of which the last one ends at `stop`."""
        members = np.minimum(first + size, stop) - first
        self.add(ranges(first, members), np.repeat(part, members))


def _outlines(linework, pairs):
    """Rings of some of the linework's polygons."""
    wanted = np.zeros(np.count_nonzero(linework.is_shell), bool)
    wanted[pairs] = True
    if not wanted.all():
        linework = linework.some(np.flatnonzero(wanted[np.cumsum(linework.is_shell) - 1]))
    xy, count = linework.coordinates()
    return Outlines(xy[:, 0].copy(), xy[:, 1].copy(), count, np.cumsum(linework.is_shell) - 1)


def _joined(found):
    """All results in order, the parts of one pair collected into one geometry."""
    if not found:
        return Pairs(np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, object))
    row_a, row_b, shapes = (np.concatenate(column) for column in zip(*found, strict=True))
    kept = np.flatnonzero(~shapely.is_empty(shapes))
    order = kept[np.lexsort((row_b[kept], row_a[kept]))]
    row_a, row_b, shapes = row_a[order], row_b[order], shapes[order]
    first = np.ones(len(row_a), bool)
    first[1:] = (row_a[1:] != row_a[:-1]) | (row_b[1:] != row_b[:-1])
    if first.all():
        return Pairs(row_a, row_b, shapes)
    start = np.flatnonzero(first)
    count = np.diff(np.append(start, len(first)))
    result = shapes[start]
    for k in np.flatnonzero(count > 1):
        result[k] = _collected(shapes[start[k] : start[k] + count[k]])
    return Pairs(row_a[start], row_b[start], result)


def _collected(shapes):
    """The parts of several polygons, or of several lines, that do not overlap, in one geometry."""
    parts = shapely.get_parts(shapes)
    collect = shapely.multilinestrings if shapely.get_dimensions(parts[0]) == 1 else shapely.multipolygons
    return collect(parts)
