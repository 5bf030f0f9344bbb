# SPDX-License-Identifier: GPL-3.0-or-later
"""Intersections of many pairs of outlines at once, where these plainly cross each other or do not.

Two outlines that cross cut each other into chains; those of each that run inside the other one make up the
rings of what both share (Weiler and Atherton, Hidden surface removal using polygon area sorting, SIGGRAPH
1977). What :mod:`.crossings` cannot tell beyond doubt is given up as unclear, for GEOS to decide.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import batches, ranges
from .crossings import crossings

UNCLEAR, NOTHING, WHOLE, CUT = range(4)
# Pairs of edges of one pair, beyond which it is left to GEOS, and of all pairs that are cut at once.
_EDGE_PAIRS, _AT_ONCE = 100_000, 10_000_000


@dataclass
class Cuts:
    """What pairs of outlines share.

    Attributes
    ----------
    state : numpy.ndarray of int
        Of each pair: `NOTHING` shared; the `WHOLE` of the first lies within the other; `CUT`; or `UNCLEAR`.
    shapes : numpy.ndarray of shapely geometries
        Polygons and multipolygons of the pairs that are `CUT`, in their order.
    """

    state: np.ndarray
    shapes: np.ndarray


def cut(p, q):
    """Intersect pairs of outlines.

    Parameters
    ----------
    p : Outlines
        One ring for each pair, without holes.
    q : Outlines
        Any number of rings for each pair, of one polygon. Beyond the extent of the pair's ring of `p` they may lead
        anywhere, as long as they wind about each place within as they should.

    Returns
    -------
    Cuts

    Examples
    --------
    >>> from .outlines import outlines
    >>> a, b = shapely.box([0, 0, 0], 0, 2, 2), shapely.box([1, -1, 2], -1, [3, 3, 4], 3)
    >>> cuts = cut(outlines(a, np.arange(3)), outlines(b, np.arange(3)))
    >>> cuts.state.tolist() == [CUT, WHOLE, UNCLEAR], shapely.area(cuts.shapes).tolist()
    (True, [2.0])
    """
    found, unclear, inner = crossings(p, q)
    state = np.full(len(p.count), NOTHING, dtype=np.int8)
    state[found.pair] = CUT
    state[unclear] = UNCLEAR
    # Where nothing crosses, one corner tells where all of them are.
    apart = np.flatnonzero(state[q.owner] == NOTHING)
    corner = p.start[q.owner[apart]]
    state[q.enclosing(apart, q.owner[apart], p.x[corner], p.y[corner])] = WHOLE
    inner[found.ring_q] = False
    inner = np.flatnonzero(inner & (state[q.owner] != UNCLEAR))
    corner = q.start[inner]
    within = p.enclosing(q.owner[inner], inner, q.x[corner], q.y[corner])
    shells, pair, holes = _rings(p, q, found, within, state)
    return Cuts(state, _polygons(shells, pair, holes, q, state))


def cut_plainly(known, corners, others, cuts, stopped=None):
    """Cut pairs as far as they are known to be plain, and simple enough to be cut at once.

    Parameters
    ----------
    known : numpy.ndarray of bool
        Pairs that :func:`cut` may take.
    corners, others : numpy.ndarray of int
        Corners of the first and of the second of each pair.
    cuts : callable
        Cuts the pairs with the numbers given: a part of them at a time, so that memory does not grow with them.
    stopped : threading.Event, optional
        Set when the rest does not matter any more.

    Returns
    -------
    state : numpy.ndarray of int
        As :class:`Cuts` has it; `UNCLEAR` for all that were not cut.
    shapes : numpy.ndarray of shapely geometries
        Of each pair that is `CUT`, None for the others.
    """
    state, shapes = np.full(len(known), UNCLEAR, np.int8), np.empty(len(known), dtype=object)
    edges = corners * others
    rows = np.flatnonzero(known & (edges <= _EDGE_PAIRS))
    for batch in batches(edges[rows], _AT_ONCE):
        if stopped and stopped.is_set():
            break
        some = rows[batch]
        found = cuts(some)
        state[some] = found.state
        shapes[some[found.state == CUT]] = found.shapes
    return state, shapes


def _rings(p, q, found, within, state):
    """Shells of what the pairs share, in the order of their pairs; these; and the rings of `q` that are holes."""
    chained, pair = _chained(p, q, found, state)
    is_hole = np.append(False, q.owner[1:] == q.owner[:-1])[within]
    own, holes = within[~is_hole], within[is_hole]
    # Where no outline crosses the other one, that of p goes round its holes, or q lies within p as it is.
    pierced = np.unique(q.owner[holes][state[q.owner[holes]] == WHOLE])
    state[q.owner[within]] = CUT
    shells = np.concatenate([chained, q.rings(own), p.rings(pierced)])
    pair = np.concatenate([pair, q.owner[own], pierced])
    order = np.argsort(pair, kind="stable")
    return shells[order], pair[order], holes


def _chained(p, q, found, state):
    """Rings put together from chains of the pairs that are cut, and their pairs."""
    # p runs on where it has come into q, and q where it has come into p.
    following = np.where(found.inward, found.next_q, found.next_p)
    order, head = _cycles(following, state[found.pair] == CUT)
    if not len(order):
        return np.zeros(0, object), np.zeros(0, np.int64)
    target, on_q, ring_q, pair = following[order], found.inward[order], found.ring_q[order], found.pair[order]
    start = np.where(on_q, q.start[ring_q], p.start[pair])
    last = start + np.where(on_q, q.count[ring_q], p.count[pair]) - 2
    edge, end = (np.where(on_q, found.edge_q[at], found.edge_p[at]) for at in (order, target))
    along, stop = (np.where(on_q, found.along_q[at], found.along_p[at]) for at in (order, target))
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
    return rings, pair[head]


def _cycles(following, good):
    """Numbers in cycles, one cycle after the other as each number leads on, and where each begins."""
    # The least number of a cycle names it: looked for in steps that double.
    name, jump = np.arange(len(following)), following
    while True:
        lower = np.minimum(name, name[jump])
        if (lower == name).all():
            break
        name, jump = lower, jump[jump]
    first = current = np.flatnonzero(good & (name == np.arange(len(following))))
    cycle = np.arange(len(first))
    cycles, visited = [cycle], [current]
    while len(current):
        current = following[current]
        on = current != first
        current, cycle, first = current[on], cycle[on], first[on]
        cycles.append(cycle)
        visited.append(current)
    cycles = np.concatenate(cycles)
    order = np.argsort(cycles, kind="stable")
    return np.concatenate(visited)[order], np.flatnonzero(np.diff(cycles[order], prepend=-1))


def _polygons(shells, pair, holes, q, state):
    """One geometry for each pair that is cut, from its shells and the holes in them."""
    shell = _shell_of(q, holes, shells, pair)
    state[q.owner[holes[shell < 0]]] = UNCLEAR
    kept, held = state[pair] == CUT, state[q.owner[holes]] == CUT
    rings = np.concatenate([shells[kept], q.rings(holes[held])])
    polygon = np.concatenate([np.arange(np.count_nonzero(kept)), (np.cumsum(kept) - 1)[shell[held]]])
    order = np.argsort(polygon, kind="stable")
    polygons, pair = shapely.polygons(rings[order], indices=polygon[order]), pair[kept]

    head = np.flatnonzero(np.diff(pair, prepend=-1))
    shapes = polygons[head]
    several = np.diff(head, append=len(pair)) > 1
    if several.any():
        number = np.cumsum(np.diff(pair, prepend=-1) > 0) - 1
        many = np.flatnonzero(several[number])
        index = np.unique(number[many], return_inverse=True)[1]
        shapes[several] = shapely.multipolygons(polygons[many], indices=index)
    return shapes


def _shell_of(q, holes, shells, pair):
    """The shell around each hole, of those of its pair; -1 where it is not plain which."""
    low, high = (np.searchsorted(pair, q.owner[holes], side) for side in ("left", "right"))
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
