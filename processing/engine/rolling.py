# SPDX-License-Identifier: GPL-3.0-or-later
"""The paths of a ball that is rolled around lines.

A ball that is rolled around a line keeps its centre on the outline of the line's buffer. It touches one convex
corner or one edge at a time, and goes on to the next where it touches both. Corners and edges are taken one
after the other around both sides of the line; one that reaches into the ball where it came to the last one
kept hides that one, as in Graham's scan (An efficient algorithm for determining the convex hull of a finite
planar set, Information Processing Letters 1, 1972). All lines take their steps together, so that a step is
a few operations on arrays.

Nothing is left out that is not within reach of what is kept. But only neighbours are looked at: where the line
comes back to itself, the path may cross itself or lead through what is within reach of another part of the line.
:mod:`.buffers` looks for that.
"""

from dataclasses import dataclass

import numpy as np

from .arrays import ranges

# Edges on a quarter of a circle.
QUADRANT = 16
# What counts as touching, as a share of the radius.
_TOUCH = 1e-9
# The same along an edge, where the ball comes down from a corner: its square is how far off that is.
_LEVEL = 1e-4
# Steps between two looks at the cancel button.
_STEPS = 16


@dataclass
class _Sites:
    """What the ball touches, line by line: corners, and edges that have it on their left.

    `x`, `y` is the corner or where the edge begins; `ux`, `uy` the edge's direction, (0, 0) for a corner;
    `end_x`, `end_y` where the ball's centre leaves the site if nothing else is in its way.
    """

    x: np.ndarray
    y: np.ndarray
    ux: np.ndarray
    uy: np.ndarray
    length: np.ndarray
    is_edge: np.ndarray
    end_x: np.ndarray
    end_y: np.ndarray
    start: np.ndarray
    count: np.ndarray


@dataclass
class Paths:
    """Closed paths, each from its first place to its last; the first is not repeated.

    Attributes
    ----------
    xy : numpy.ndarray, shape (n, 2)
        Places, clockwise, one path after the other. Arcs have edges of about 1/16 of a quarter of a circle.
    line : numpy.ndarray of int
        The line that each place belongs to, ascending. Lines without a path are left out.
    edges : numpy.ndarray, shape (m, 2, 2)
        Both ends of the ball's way along edges that it does not fit to, which should be out of its reach elsewhere.
    edge_line : numpy.ndarray of int
        The line that each of these belongs to.
    """

    xy: np.ndarray
    line: np.ndarray
    edges: np.ndarray
    edge_line: np.ndarray


def paths(xy, count, radius, look=lambda: None):
    """Roll a ball around lines.

    Parameters
    ----------
    xy : numpy.ndarray, shape (n, 2)
        Coordinates of all lines, one line after the other, no two neighbours alike.
    count : numpy.ndarray of int
        Coordinates of each line, 2 or more.
    radius : float
        In the coordinates' unit, greater than 0.
    look : callable
        Called now and then; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Paths
        Of the ball's centre.

    Examples
    --------
    >>> found = paths(np.array([[0.0, 0], [3, 0], [3, 4]]), np.array([3]), 1.0)
    >>> [1, 1] in found.xy.round(9).tolist(), [2, 1] in found.xy.round(9).tolist()
    (False, True)
    """
    origin = xy[np.cumsum(count) - count]
    sites = _sites(xy - np.repeat(origin, count, axis=0), count, radius)
    *rolled, unfit, unfit_line = _rolled(sites, radius, look)
    places, line = _with_arcs(sites, *rolled, radius)
    end = np.column_stack([sites.end_x[unfit], sites.end_y[unfit]])
    way = sites.length[unfit, None] * np.column_stack([sites.ux[unfit], sites.uy[unfit]])
    ends = np.stack([end - way, end], axis=1) + origin[unfit_line, None]
    return Paths(places + origin[line], line, ends, unfit_line)


def _sites(xy, count, radius):
    """The sites of each line in the order that a ball comes to them, clockwise, from the corner furthest west."""
    steps = 2 * (count - 1)
    start = np.cumsum(steps) - steps
    turn = ranges(np.zeros_like(steps), steps)
    last, begin, length = (
        np.repeat(values, steps) for values in (count - 1, np.cumsum(count) - count, steps)
    )
    head = np.repeat(start, steps)
    x, y = xy[begin + np.where(turn <= last, turn, 2 * last - turn)].T
    onwards, back = head + (turn + 1) % length, head + (turn - 1) % length
    dx, dy = x[onwards] - x, y[onwards] - y
    long = np.hypot(dx, dy)
    ux, uy = dx / long, dy / long
    convex = (ux[back] * uy - uy[back] * ux < _TOUCH) | (turn == 0) | (turn == last)
    # An end is convex, and a corner is so on one of the two sides.
    west = np.where(convex, x, np.inf)
    least = np.flatnonzero(west == np.repeat(np.minimum.reduceat(west, start), steps))
    first = least[np.searchsorted(least, start)] - start
    order = head + (turn + np.repeat(first, steps)) % length
    # A convex corner, then the edge that leaves it.
    number = 1 + convex[order]
    at = np.repeat(order, number)
    is_edge = np.ones(len(at), bool)
    is_edge[(np.cumsum(number) - number)[convex[order]]] = False
    counts = np.add.reduceat(number, start)
    x, y, ux, uy = x[at], y[at], ux[at], uy[at]
    long = np.where(is_edge, long[at], 0)
    return _Sites(
        x, y, np.where(is_edge, ux, 0), np.where(is_edge, uy, 0), long, is_edge,
        x + long * ux - radius * uy, y + long * uy + radius * ux, np.cumsum(counts) - counts, counts,
    )  # fmt: skip


def _rolled(sites, radius, look):
    """What the ball goes over, and where it comes to each of them.

    Returns
    -------
    site : numpy.ndarray of int
        Site after site, line after line.
    x, y : numpy.ndarray
        Where the ball's centre is when it comes to each site.
    number : numpy.ndarray of int
        Sites of each line, 0 where the ball finds no way.
    unfit, unfit_line : numpy.ndarray of int
        Edges that the ball does not fit to, and their lines.
    """
    lines = len(sites.start)
    order = np.argsort(-sites.count, kind="stable")
    start, count = sites.start[order], sites.count[order]
    # Of each line a stack of the sites kept, and where the ball's centre is when it comes to them.
    bottom = np.cumsum(count + 1) - (count + 1)
    top = bottom.copy()
    kept, x, y = np.zeros(bottom[-1] + count[-1] + 1, np.int64), *np.zeros((2, bottom[-1] + count[-1] + 1))
    kept[top] = start
    x[top], y[top] = sites.x[start] - radius, sites.y[start]
    lost = np.zeros(lines, bool)
    unfit, unfit_row = [], []
    live = lines
    for step in range(1, count[0] + 1):
        if step % _STEPS == 0:
            look()
        while count[live - 1] < step:
            live -= 1
        row = np.flatnonzero(~lost[:live])
        # The first site comes once more, for the ball to come back to where it began.
        new = np.where(count[row] == step, start[row], start[row] + step)
        some = np.arange(len(row))
        while len(some):
            at = top[row[some]]
            off = _hides(sites, new[some], kept[at], x[at], y[at], x[at], y[at], radius)
            some = some[off]
            top[row[some]] -= 1
            some = some[top[row[some]] >= bottom[row[some]]]
        lost[row] = top[row] < bottom[row]
        if lost[row].any():
            row, new = row[~lost[row]], new[~lost[row]]
        last = kept[top[row]]
        end_x, end_y = sites.end_x[new], sites.end_y[new]
        hidden = _hides(sites, last, new, end_x, end_y, sites.end_x[new - 1], sites.end_y[new - 1], radius)
        seen = ~hidden | (new == start[row])
        row, new = row[seen], new[seen]
        at = top[row]
        to_x, to_y, fits = _over(sites, kept[at], new, radius)
        unfit.append(new[~fits])
        unfit_row.append(row[~fits])
        row, new, to_x, to_y = row[fits], new[fits], to_x[fits], to_y[fits]
        top[row] += 1
        at = top[row]
        kept[at], x[at], y[at] = new, to_x, to_y
    unfit, unfit_row = np.concatenate(unfit), np.concatenate(unfit_row)
    # Only a line too crooked to be looked at this way has a corner that the ball does not fit to.
    is_edge = sites.is_edge[unfit]
    lost[unfit_row[~is_edge]] = True
    unfit, unfit_row = unfit[is_edge], unfit_row[is_edge]
    number = np.where(lost | (top - bottom < 2), 0, top - bottom + 1)
    back = np.argsort(order)
    place = ranges(bottom[back], number[back])
    return kept[place], x[place], y[place], number[back], unfit, order[unfit_row]


def _hides(sites, site, other, x, y, from_x, from_y, radius):
    """Whether sites hide others of which all is within their reach but for what lies between two places.

    Parameters
    ----------
    site, other : numpy.ndarray of int
        What may hide, and what may be hidden.
    x, y : numpy.ndarray
        The one of the two places that is not known to be within reach of `site`.
    from_x, from_y : numpy.ndarray
        Where the part of `other` begins that matters.
    """
    near_x, near_y = _nearest(sites, site, x, y)
    hides = (x - near_x) ** 2 + (y - near_y) ** 2 < (radius * (1 - _TOUCH)) ** 2
    # A stretch beside an edge is within reach if its ends are, and so is an arc beside a corner. An arc beside an
    # edge is not, if it has the place that is furthest from the edge.
    arc = np.flatnonzero(hides & sites.is_edge[site] & ~sites.is_edge[other])
    if len(arc):
        corner, onwards = other[arc], other[arc] + 1
        cx, cy = sites.x[corner], sites.y[corner]
        near_x, near_y = _nearest(sites, site[arc], cx, cy)
        dx, dy = cx - near_x, cy - near_y
        bare = (from_x[arc] - cx) * dy - (from_y[arc] - cy) * dx <= 0
        bare &= dx * sites.ux[onwards] + dy * sites.uy[onwards] <= 0
        hides[arc[bare]] = False
    return hides


def _nearest(sites, site, x, y):
    """The places on sites that are nearest to others."""
    sx, sy, ux, uy = sites.x[site], sites.y[site], sites.ux[site], sites.uy[site]
    along = np.minimum(np.maximum((x - sx) * ux + (y - sy) * uy, 0), sites.length[site])
    return sx + along * ux, sy + along * uy


def _over(sites, one, other, radius):
    """Where the ball goes over from one site to another, and whether it cannot."""
    from_edge, to_edge = sites.is_edge[one], sites.is_edge[other]
    ax, ay, ux, uy = sites.x[one], sites.y[one], sites.ux[one], sites.uy[one]
    bx, by, vx, vy = sites.x[other], sites.y[other], sites.ux[other], sites.uy[other]
    dx, dy = bx - ax, by - ay
    with np.errstate(divide="ignore", invalid="ignore"):
        # From corner to corner: left of the middle between them.
        square = dx * dx + dy * dy
        left = np.sqrt(radius * radius / square - 0.25)
        to_x, to_y = ax + dx / 2 - left * dy, ay + dy / 2 + left * dx
        # Between an edge and a corner: before the corner, or behind it. (wx, wy) is the edge's direction.
        wx, wy, behind = ux + vx, uy + vy, np.where(to_edge, 1.0, -1.0)
        along, off = behind * -(dx * wx + dy * wy), behind * (dx * wy - dy * wx)
        square_past = radius * radius - (radius - off) ** 2
        past = np.sqrt(np.where(np.abs(square_past) < (_LEVEL * radius) ** 2, 0, square_past))
        along += behind * past
        ex, ey = np.where(to_edge, bx, ax), np.where(to_edge, by, ay)
        mixed_x, mixed_y = ex + along * wx - radius * wy, ey + along * wy + radius * wx
        # From edge to edge: where the lines beside them meet.
        along = dx * vy - dy * vx
        along -= radius * (1 - ux * vx - uy * vy)
        along /= ux * vy - uy * vx
        edge_x, edge_y = ax + along * ux - radius * uy, ay + along * uy + radius * ux
    mixed, both = from_edge ^ to_edge, from_edge & to_edge
    to_x, to_y = (
        np.where(mixed, m, np.where(both, e, c))
        for m, e, c in ((mixed_x, edge_x, to_x), (mixed_y, edge_y, to_y))
    )
    reach = _LEVEL * radius
    passed = (to_x - bx) * vx + (to_y - by) * vy
    run = (to_x - ax) * ux + (to_y - ay) * uy
    fits = (passed >= -reach) & (passed <= sites.length[other] + reach) & (run >= -reach)
    fits &= run <= sites.length[one] + reach
    return to_x, to_y, fits


def _with_arcs(sites, site, x, y, number, radius):
    """Paths with places on the arcs around corners."""
    end = np.cumsum(number)
    after = np.arange(1, len(site) + 1)
    after[end[number > 0] - 1] = (end - number)[number > 0]
    from_x, from_y = sites.x[site], sites.y[site]
    ax, ay, bx, by = x - from_x, y - from_y, x[after] - from_x, y[after] - from_y
    angle = np.arctan2(ay * bx - ax * by, ax * bx + ay * by)
    # Half a circle about the end of a line may come out as a turn the other way.
    angle = np.where(angle < -np.pi / 2, angle + 2 * np.pi, angle)
    is_edge = sites.is_edge[site]
    angle[is_edge] = 0
    way = np.where(is_edge, (bx - ax) * sites.ux[site] + (by - ay) * sites.uy[site], angle * radius)
    pieces = np.maximum(1, np.ceil(angle * (2 * QUADRANT / np.pi)).astype(np.int64))
    # Where rounding leads a hair's breadth back, nothing is kept; further back, the line comes back to itself.
    pieces[way <= _TOUCH * radius] = 0
    line = np.repeat(np.arange(len(number)), number)
    pieces[np.isin(line, line[way < -2 * _LEVEL * radius])] = 0
    index = np.repeat(np.arange(len(site)), pieces)
    turn = ranges(np.zeros_like(pieces), pieces)
    turn = turn * (angle[index] / pieces[index])
    cos, sin = np.cos(turn), np.sin(turn)
    xy = np.column_stack(
        [
            from_x[index] + cos * ax[index] + sin * ay[index],
            from_y[index] + cos * ay[index] - sin * ax[index],
        ]
    )
    return xy, line[index]
