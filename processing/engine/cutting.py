# SPDX-License-Identifier: GPL-3.0-or-later
"""Intersections of many pairs of outlines at once, where these plainly cross each other or do not.

Two outlines that cross cut each other into chains; those of each that run inside the other one make up the
rings of what both share (Weiler and Atherton, Hidden surface removal using polygon area sorting, SIGGRAPH
1977). Whether edges cross is told from the signs of four determinants, and where, from their ratios. A pair
is given up as unclear, for GEOS to decide, as soon as any of these is within rounding of zero: where a corner
lies on an edge, edges run along each other, or two crossings come too close to be put in order.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from .windows import ranges

# A corner nearer to an edge than this many units in the last place of the coordinates counts as on it.
_NEAR = 256 * np.finfo(float).eps
# Rounding of a determinant of edges: four products and differences, and room to spare.
_ROUNDING = 16 * np.finfo(float).eps

# Edges that are first looked at together, where a pair has many.
_BLOCK, _MANY = 16, 64

UNCLEAR, NOTHING, WHOLE, CUT = range(4)


@dataclass
class Outlines:
    """Rings with what they enclose on the left: shells anticlockwise, holes clockwise.

    Attributes
    ----------
    x, y : numpy.ndarray
        Coordinates of all rings, one ring after the other, each closed.
    count : numpy.ndarray of int
        Coordinates of each ring.
    owner : numpy.ndarray of int
        The pair that each ring belongs to, ascending.
    """

    x: np.ndarray
    y: np.ndarray
    count: np.ndarray
    owner: np.ndarray

    def __post_init__(self):
        self.start = np.cumsum(self.count) - self.count


@dataclass
class Cuts:
    """What pairs of outlines share.

    Attributes
    ----------
    state : numpy.ndarray of int
        Of each pair: `NOTHING` shared; the `WHOLE` of the feature lies within the other one; it is `CUT`; or
        `UNCLEAR`, for another way to find out.
    shapes : numpy.ndarray of shapely geometries
        Of the pairs that are cut, in their order.
    """

    state: np.ndarray
    shapes: np.ndarray


@dataclass
class _Crossings:
    """Where edges cross: the pair, the edges' first coordinates, and how far along each edge."""

    pair: np.ndarray
    edge_p: np.ndarray
    edge_q: np.ndarray
    along_p: np.ndarray
    along_q: np.ndarray
    slack_p: np.ndarray
    slack_q: np.ndarray
    inward: np.ndarray
    x: np.ndarray
    y: np.ndarray


def plain(shapes):
    """Whether each geometry is one polygon without holes."""
    return (shapely.get_type_id(shapes) == 3) & (shapely.get_num_interior_rings(shapes) == 0) & ~shapely.is_empty(shapes)


def outlines(shapes, rows):
    """Rings of plain polygons: of ``shapes[rows]``, pair by pair.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        See :func:`plain`.
    rows : numpy.ndarray of int

    Returns
    -------
    Outlines
    """
    used, row = np.unique(rows, return_inverse=True)
    shapes = shapes[used]
    count, xy = shapely.get_num_coordinates(shapes), shapely.get_coordinates(shapes)
    start = np.cumsum(count) - count
    turned = ~shapely.is_ccw(shapely.get_exterior_ring(shapes))[row]
    start, count = start[row], count[row]
    place = ranges(start, count)
    back = np.flatnonzero(np.repeat(turned, count))
    place[back] = np.repeat(2 * start + count - 1, count)[back] - place[back]
    return Outlines(xy[place, 0], xy[place, 1], count, np.arange(len(rows)))


def cut(p, q):
    """Intersect pairs of outlines.

    Parameters
    ----------
    p : Outlines
        One ring for each pair, without holes.
    q : Outlines
        Any number of rings for each pair. Beyond the extent of the pair's ring of `p` they may lead anywhere, as
        long as they wind about each place within as they should.

    Returns
    -------
    Cuts
    """
    near = _NEAR * max(np.abs(values).max(initial=0) for values in (p.x, p.y, q.x, q.y))
    blocks, inner = _blocks_within(q, _ring_boxes(p), near)
    found, unclear = _crossings(p, q, *_candidates(p, q, blocks, near), near)
    ring_q = np.searchsorted(q.start, found.edge_q, side="right") - 1
    state = np.full(len(p.count), NOTHING, dtype=np.int8)
    state[found.pair] = CUT
    state[unclear] = UNCLEAR
    # Where nothing crosses, one corner tells where all of them are.
    apart = np.flatnonzero(state[q.owner] == NOTHING)
    corner = p.start[q.owner[apart]]
    state[_enclosing(q, apart, q.owner[apart], p.x[corner], p.y[corner])] = WHOLE
    inner[ring_q] = False
    islands = np.flatnonzero(inner & (state[q.owner] != UNCLEAR))
    owner, corner = q.owner[islands], q.start[islands]
    islands = _enclosing(p, owner, islands, q.x[corner], q.y[corner])
    following, torn = _following(found, ring_q)
    state[found.pair[torn]] = UNCLEAR
    return _polygons(p, q, found, ring_q, following, islands, state)


def _ring_boxes(p):
    return np.column_stack(
        [
            np.minimum.reduceat(p.x, p.start),
            np.minimum.reduceat(p.y, p.start),
            np.maximum.reduceat(p.x, p.start),
            np.maximum.reduceat(p.y, p.start),
        ]
    )


@dataclass
class _Blocks:
    """A few neighbouring edges each: their pair, the first one's first coordinate, their number, their box."""

    pair: np.ndarray
    first: np.ndarray
    size: np.ndarray
    box: np.ndarray


def _blocks_within(q, box, near):
    """Blocks of edges of `q` that come into their pair's box, and whether each ring lies wholly in it."""
    steps = q.count - 1
    most = _BLOCK if len(q.x) > _MANY * len(box) else 1
    number = -(-steps // most)
    head = np.cumsum(number) - number
    turn = np.arange(number.sum()) - np.repeat(head, number)
    first = np.repeat(q.start, number) + most * turn
    size = np.minimum(np.repeat(steps, number) - most * turn, most)
    # The last coordinate of a block is the next one's first.
    low_x, low_y = (np.minimum(np.minimum.reduceat(values, first), values[first + size]) for values in (q.x, q.y))
    high_x, high_y = (np.maximum(np.maximum.reduceat(values, first), values[first + size]) for values in (q.x, q.y))
    west, south, east, north = (np.repeat(side[q.owner], number) for side in box.T)
    close = (low_x <= east + near) & (high_x >= west - near) & (low_y <= north + near) & (high_y >= south - near)
    inner = (low_x >= west) & (high_x <= east) & (low_y >= south) & (high_y <= north)
    at = np.flatnonzero(close)
    found = _Blocks(
        np.repeat(q.owner, number)[at], first[at], size[at], np.stack([low_x, low_y, high_x, high_y])[:, at]
    )
    return found, np.logical_and.reduceat(inner, head)


def _candidates(p, q, blocks, near):
    """Pairs of edges whose boxes meet: the pair, and the first coordinates of both edges."""
    pairs, first, number = np.unique(blocks.pair, return_index=True, return_counts=True)
    if not len(pairs):
        return [np.zeros(0, np.int64)] * 3
    steps = p.count[pairs] - 1
    edge = ranges(p.start[pairs], steps)
    box = _edge_boxes(p, edge)
    low_x, low_y = (np.repeat(np.minimum.reduceat(side, first) - near, steps) for side in blocks.box[:2])
    high_x, high_y = (np.repeat(np.maximum.reduceat(side, first) + near, steps) for side in blocks.box[2:])
    kept = (box[0] <= high_x) & (box[2] >= low_x) & (box[1] <= high_y) & (box[3] >= low_y)
    number_p = np.add.reduceat(kept, np.cumsum(steps) - steps, dtype=np.int64)
    edge, box = edge[kept], box[:, kept]
    # Each block of q with each edge of p of its pair, then the edges of what is left of the blocks.
    times = np.repeat(number_p, number)
    j = ranges(np.repeat(np.cumsum(number_p) - number_p, number), times)
    meet = np.repeat(blocks.box[0] - near, times) <= box[2][j]
    meet &= np.repeat(blocks.box[2] + near, times) >= box[0][j]
    at = np.flatnonzero(meet)
    i, j = np.repeat(np.arange(len(times)), times)[at], j[at]
    meet = (blocks.box[1][i] - near <= box[3][j]) & (blocks.box[3][i] + near >= box[1][j])
    i, j = i[meet], j[meet]
    size = blocks.size[i]
    edge_q, j = ranges(blocks.first[i], size), np.repeat(j, size)
    box_q = _edge_boxes(q, edge_q)
    meet = (box_q[0] - near <= box[2][j]) & (box_q[2] + near >= box[0][j])
    meet &= (box_q[1] - near <= box[3][j]) & (box_q[3] + near >= box[1][j])
    return np.repeat(blocks.pair[i], size)[meet], edge[j[meet]], edge_q[meet]


def _edge_boxes(outlines, edge):
    xa, xb, ya, yb = (values[edge + step] for values in (outlines.x, outlines.y) for step in (0, 1))
    return np.stack([np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb)])


def _crossings(p, q, pair, e, f, near):
    """Proper crossings of edges, and the pairs for which it is not plain whether edges cross."""
    px, py, qx, qy = p.x[e], p.y[e], q.x[f], q.y[f]
    dpx, dpy, dqx, dqy = p.x[e + 1] - px, p.y[e + 1] - py, q.x[f + 1] - qx, q.y[f + 1] - qy
    gap_x, gap_y = qx - px, qy - py
    long_p, long_q = np.abs(dpx) + np.abs(dpy), np.abs(dqx) + np.abs(dqy)
    # Twice the areas of the triangles of each edge with the ends of the other one.
    q0 = dpx * gap_y - dpy * gap_x
    q1 = dpx * (gap_y + dqy) - dpy * (gap_x + dqx)
    p0 = dqy * gap_x - dqx * gap_y
    p1 = dqy * (gap_x - dpx) - dqx * (gap_y - dpy)
    near_p, near_q = near * long_p, near * long_q
    clear = ((q0 > near_p) & (q1 > near_p)) | ((q0 < -near_p) & (q1 < -near_p))
    clear |= ((p0 > near_q) & (p1 > near_q)) | ((p0 < -near_q) & (p1 < -near_q))
    proper = (np.abs(q0) > near_p) & (np.abs(q1) > near_p) & (np.abs(p0) > near_q) & (np.abs(p1) > near_q)
    unclear = np.unique(pair[~clear & ~proper])
    at = np.flatnonzero(proper & ~clear)
    pair, e, f, q0, q1, p0, p1 = (values[at] for values in (pair, e, f, q0, q1, p0, p1))
    along_p, along_q = p0 / (p0 - p1), q0 / (q0 - q1)
    error = _ROUNDING * (long_p[at] + long_q[at])
    slack_p = error * long_q[at] / np.abs(p0 - p1) + near / long_p[at]
    slack_q = error * long_p[at] / np.abs(q0 - q1) + near / long_q[at]
    x, y = _points(p, q, e, f)
    # To the right of an edge of p its outline encloses nothing: q comes in where it goes to the left.
    return _Crossings(pair, e, f, along_p, along_q, slack_p, slack_q, q1 > 0, x, y), unclear


def _points(p, q, e, f):
    """Where edges cross; the same coordinates whichever way round the edge of p is given."""
    ax, ay, bx, by = p.x[e], p.y[e], p.x[e + 1], p.y[e + 1]
    turned = (ax > bx) | ((ax == bx) & (ay > by))
    ax, bx = np.where(turned, bx, ax), np.where(turned, ax, bx)
    ay, by = np.where(turned, by, ay), np.where(turned, ay, by)
    qx, qy = q.x[f], q.y[f]
    dx, dy = q.x[f + 1] - qx, q.y[f + 1] - qy
    start = (bx - ax) * (qy - ay) - (by - ay) * (qx - ax)
    share = start / ((by - ay) * dx - (bx - ax) * dy)
    return qx + share * dx, qy + share * dy


def _enclosing(outlines, rings, item, x, y):
    """The items whose point lies within an odd number of their rings: item and point of each ring are given."""
    steps = outlines.count[rings] - 1
    edge = ranges(outlines.start[rings], steps)
    item, x, y = (np.repeat(values, steps) for values in (item, x, y))
    above = outlines.y[edge] > y
    at = np.flatnonzero(above != (outlines.y[edge + 1] > y))
    ax, ay, bx, by = (values[edge[at] + step] for step in (0, 1) for values in (outlines.x, outlines.y))
    x, y = x[at], y[at]
    left = (ax - x) * (by - y) > (ay - y) * (bx - x)
    crossed = np.bincount(item[at][left != above[at]])
    return np.flatnonzero(crossed % 2 == 1)


def _following(found, ring_q):
    """The crossing that follows on each, and which of them make a pair unclear."""
    next_p, torn_p = _next(found, found.edge_p, found.pair, found.along_p, found.slack_p)
    next_q, torn_q = _next(found, found.edge_q, ring_q, found.along_q, found.slack_q)
    # p runs on where it has come into q, and q where it has come into p.
    return np.where(found.inward, next_q, next_p), torn_p | torn_q


def _next(found, edge, ring, along, slack):
    """The next crossing on the same ring, and those that cannot be put in order or do not go in and out by turns."""
    order = np.lexsort((along, edge))
    head = np.flatnonzero(np.diff(ring[order], prepend=-1))
    follow = np.arange(1, len(order) + 1)
    follow[np.append(head[1:], len(order))[: len(head)] - 1] = head
    following = np.empty(len(order), np.int64)
    following[order] = order[follow]
    edge, along, slack = edge[order], along[order], slack[order]
    torn = np.zeros(len(order), bool)
    tight = (edge[1:] == edge[:-1]) & (along[1:] - along[:-1] <= slack[1:] + slack[:-1])
    torn[order[1:][tight]] = True
    return following, torn | (found.inward == found.inward[following])


def _polygons(p, q, found, ring_q, following, islands, state):
    """What the pairs share: chains put together to rings, and these and the rings within them to polygons."""
    shells, shell_pair = _chained(p, q, found, ring_q, following, state)
    islands = islands[state[q.owner[islands]] != UNCLEAR]
    is_hole = np.append(False, q.owner[1:] == q.owner[:-1])[islands]
    own, holes = islands[~is_hole], islands[is_hole]
    pierced = np.unique(q.owner[holes][state[q.owner[holes]] == WHOLE])
    state[q.owner[islands]] = CUT
    shells = np.concatenate([shells, _rings(q, own), _rings(p, pierced)])
    shell_pair = np.concatenate([shell_pair, q.owner[own], pierced])
    order = np.argsort(shell_pair, kind="stable")
    shells, shell_pair = shells[order], shell_pair[order]
    shell = _shell_of(q, holes, shells, shell_pair)
    state[q.owner[holes[shell < 0]]] = UNCLEAR

    kept = state[shell_pair] == CUT
    held = state[q.owner[holes]] == CUT
    rings = np.concatenate([shells[kept], _rings(q, holes[held])])
    polygon = np.concatenate([np.arange(np.count_nonzero(kept)), (np.cumsum(kept) - 1)[shell[held]]])
    order = np.argsort(polygon, kind="stable")
    polygons = shapely.polygons(rings[order], indices=polygon[order])
    return Cuts(state, _collected(polygons, shell_pair[kept]))


def _collected(polygons, pair):
    """One geometry for each pair: its polygon, or a multipolygon of all it has."""
    head = np.flatnonzero(np.diff(pair, prepend=-1))
    several = np.diff(head, append=len(pair)) > 1
    shapes = polygons[head]
    if several.any():
        number = np.cumsum(np.diff(pair, prepend=-1) > 0) - 1
        many = np.flatnonzero(several[number])
        shapes[several] = shapely.multipolygons(
            polygons[many], indices=np.unique(number[many], return_inverse=True)[1]
        )
    return shapes


def _shell_of(q, holes, shells, shell_pair):
    """The shell around each hole, of those of its pair; -1 where it is not plain which."""
    pair = q.owner[holes]
    low, high = np.searchsorted(shell_pair, pair, "left"), np.searchsorted(shell_pair, pair, "right")
    shell = np.where(high - low == 1, low, -1)
    many = np.flatnonzero(high - low > 1)
    if len(many):
        number = (high - low)[many]
        hole, candidate = np.repeat(many, number), ranges(low[many], number)
        corner = q.start[holes[hole]]
        around = shapely.contains_xy(shapely.polygons(shells[candidate]), q.x[corner], q.y[corner])
        hole, candidate = hole[around], candidate[around]
        once = np.bincount(hole, minlength=len(holes))[hole] == 1
        shell[hole[once]] = candidate[once]
    return shell


def _rings(outlines, rings):
    """Whole rings."""
    count = outlines.count[rings]
    place = ranges(outlines.start[rings], count)
    return shapely.linearrings(
        outlines.x[place], outlines.y[place], indices=np.repeat(np.arange(len(rings)), count)
    )


def _chained(p, q, found, ring_q, following, state):
    """Rings put together from chains, and their pairs."""
    order, head = _cycles(following, state[found.pair] == CUT)
    if not len(order):
        return np.zeros(0, object), np.zeros(0, np.int64)
    target = following[order]
    on_q = found.inward[order]
    start = np.where(on_q, q.start[ring_q[order]], p.start[found.pair[order]])
    last = start + np.where(on_q, q.count[ring_q[order]], p.count[found.pair[order]]) - 2
    edge = np.where(on_q, found.edge_q[order], found.edge_p[order])
    end = np.where(on_q, found.edge_q[target], found.edge_p[target])
    along = np.where(on_q, found.along_q[order], found.along_p[order])
    stop = np.where(on_q, found.along_q[target], found.along_p[target])
    # From the corner after the crossing to the one before the next crossing, past the ring's end if need be.
    past = (end < edge) | ((end == edge) & (stop < along))
    shift = len(found.x) + np.where(on_q, len(p.x), 0)
    first = np.column_stack([order, shift + edge + 1, shift + start])
    take = np.column_stack(
        [np.ones_like(order), np.where(past, last, end) - edge, np.where(past, end - start + 1, 0)]
    )
    place = ranges(first.ravel(), take.ravel())
    x, y = np.concatenate([found.x, p.x, q.x])[place], np.concatenate([found.y, p.y, q.y])[place]
    length = np.add.reduceat(take.sum(axis=1), head)
    rings = shapely.linearrings(x, y, indices=np.repeat(np.arange(len(head)), length))
    return rings, found.pair[order[head]]


def _cycles(following, good):
    """The crossings of all rings, one ring after the other, and where each ring begins."""
    count = len(following)
    name, jump = np.arange(count), following
    while True:
        lower = np.minimum(name, name[jump])
        if (lower == name).all():
            break
        name, jump = lower, jump[jump]
    current = np.flatnonzero(good & (name == np.arange(count)))
    ring, turns, visited = [], [], []
    number, turn = np.arange(len(current)), 0
    first = current
    while len(current):
        ring.append(number)
        turns.append(np.full(len(current), turn))
        visited.append(current)
        current, turn = following[current], turn + 1
        on = current != first
        current, number, first = current[on], number[on], first[on]
    if not ring:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    ring, turns, visited = (np.concatenate(column) for column in (ring, turns, visited))
    sort = np.lexsort((turns, ring))
    return visited[sort], np.flatnonzero(np.diff(ring[sort], prepend=-1))
