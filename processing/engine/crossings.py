# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the outlines of many pairs cross, told only where that is beyond doubt.

Whether two edges cross is told from the signs of four determinants, and where, from their ratios. A pair is
unclear as soon as one of these is within rounding of zero and the others do not tell: where a corner lies on
an edge, edges run along each other, or two crossings come too close to be put in order. The rounding of such
determinants is as in Shewchuk, Adaptive precision floating-point arithmetic and fast robust geometric
predicates (Discrete & Computational Geometry 18, 1997).
"""

from dataclasses import dataclass

import numpy as np

from .arrays import ranges

# A corner nearer to an edge than this share of the largest coordinate, some 0.2 µm, counts as on it.
_NEAR = 256 * np.finfo(float).eps
# Rounding of a determinant as a share of its products, and room to spare.
_ROUNDING = 16 * np.finfo(float).eps
# Edges that are first looked at together, where a pair has many.
_BLOCK, _MANY = 16, 64


@dataclass
class Crossings:
    """Places where an edge of `p` and one of `q` cross.

    Attributes
    ----------
    pair : numpy.ndarray of int
    ring_q : numpy.ndarray of int
        The ring of `q`; that of `p` is the pair's only one.
    edge_p, edge_q : numpy.ndarray of int
        Positions of the coordinates that the edges leave.
    along_p, along_q : numpy.ndarray
        How far along the edges, from 0 to 1.
    inward : numpy.ndarray of bool
        Whether `q` comes into `p` here, and `p` goes out of `q`; or the other way round.
    x, y : numpy.ndarray
    next_p, next_q : numpy.ndarray of int
        The next crossing on the same ring.
    """

    pair: np.ndarray
    ring_q: np.ndarray
    edge_p: np.ndarray
    edge_q: np.ndarray
    along_p: np.ndarray
    along_q: np.ndarray
    inward: np.ndarray
    x: np.ndarray
    y: np.ndarray
    next_p: np.ndarray | None = None
    next_q: np.ndarray | None = None


@dataclass
class _Blocks:
    """A few neighbouring edges each: their pair, the coordinate the first one leaves, their number, their box."""

    pair: np.ndarray
    first: np.ndarray
    size: np.ndarray
    box: np.ndarray


def crossings(p, q):
    """Find where the rings of pairs cross.

    Parameters
    ----------
    p, q : Outlines
        See :func:`.cutting.cut`.

    Returns
    -------
    found : Crossings
    unclear : numpy.ndarray of int
        Pairs for which not all is plain.
    inner : numpy.ndarray of bool
        Whether each ring of `q` lies in the extent of its pair's ring of `p`.
    """
    near = _NEAR * max(np.abs(values).max(initial=0) for values in (p.x, p.y, q.x, q.y))
    blocks, inner = _blocks_within(q, p.boxes(), near)
    found, slack_p, slack_q, unclear = _crossing(p, q, *_meeting(p, q, blocks, near), near)
    found.next_p, torn_p = _next(found, found.edge_p, found.pair, found.along_p, slack_p)
    found.next_q, torn_q = _next(found, found.edge_q, found.ring_q, found.along_q, slack_q)
    return found, np.concatenate([unclear, found.pair[torn_p | torn_q]]), inner


def _blocks_within(q, boxes, near):
    """Blocks of edges of `q` that come into their pair's box, and whether each ring lies wholly in it."""
    steps = q.count - 1
    most = _BLOCK if len(q.x) > _MANY * boxes.shape[1] else 1
    number = -(-steps // most)
    turn = ranges(np.zeros_like(number), number)
    first = np.repeat(q.start, number) + most * turn
    size = np.minimum(np.repeat(steps, number) - most * turn, most)
    if most == 1:
        box = q.edge_boxes(first)
    else:
        # The last coordinate of a block is the next one's first.
        box = np.stack(
            [
                take(take.reduceat(values, first), values[first + size])
                for take in (np.minimum, np.maximum)
                for values in (q.x, q.y)
            ]
        )
    own = np.repeat(boxes[:, q.owner], number, axis=1)
    at = np.flatnonzero(_meet(box, own, near))
    inner = (box[0] >= own[0]) & (box[1] >= own[1]) & (box[2] <= own[2]) & (box[3] <= own[3])
    blocks = _Blocks(np.repeat(q.owner, number)[at], first[at], size[at], box[:, at])
    return blocks, np.logical_and.reduceat(inner, np.cumsum(number) - number)


def _meeting(p, q, blocks, near):
    """Pairs of edges whose boxes meet: the pair of rings, and the coordinates that both edges leave."""
    if not len(blocks.pair):
        return [np.zeros(0, np.int64)] * 3
    pairs, first, number = np.unique(blocks.pair, return_index=True, return_counts=True)
    steps = p.count[pairs] - 1
    edge = ranges(p.start[pairs], steps)
    box = p.edge_boxes(edge)
    reach = np.concatenate(
        [
            np.minimum.reduceat(blocks.box[:2], first, axis=1),
            np.maximum.reduceat(blocks.box[2:], first, axis=1),
        ]
    )
    kept = _meet(box, np.repeat(reach, steps, axis=1), near)
    edges = np.add.reduceat(kept, np.cumsum(steps) - steps, dtype=np.int64)
    edge, box = edge[kept], box[:, kept]
    # Each block of q with each edge of p of its pair, then the edges of the blocks that are left.
    times = np.repeat(edges, number)
    j = ranges(np.repeat(np.cumsum(edges) - edges, number), times)
    meet = np.repeat(blocks.box[0] - near, times) <= box[2][j]
    meet &= np.repeat(blocks.box[2] + near, times) >= box[0][j]
    at = np.flatnonzero(meet)
    i, j = np.repeat(np.arange(len(times)), times)[at], j[at]
    meet = (blocks.box[1][i] - near <= box[3][j]) & (blocks.box[3][i] + near >= box[1][j])
    i, j = i[meet], j[meet]
    size = blocks.size[i]
    edge_q, j = ranges(blocks.first[i], size), np.repeat(j, size)
    pair = np.repeat(blocks.pair[i], size)
    # First by x, then what is left by y.
    for axis, values in enumerate((q.x, q.y)):
        start, end = values[edge_q], values[edge_q + 1]
        meet = np.minimum(start, end) - near <= box[axis + 2][j]
        meet &= np.maximum(start, end) + near >= box[axis][j]
        at = np.flatnonzero(meet)
        pair, j, edge_q = pair[at], j[at], edge_q[at]
    return pair, edge[j], edge_q


def _meet(boxes, others, near):
    """Whether boxes come as near to others as that, column by column."""
    return (
        (boxes[0] <= others[2] + near)
        & (boxes[2] >= others[0] - near)
        & (boxes[1] <= others[3] + near)
        & (boxes[3] >= others[1] - near)
    )


def _crossing(p, q, pair, e, f, near):
    """Proper crossings of edges `e` and `f`, how sure `along_p` and `along_q` are, and the pairs that are unclear."""
    px, py, qx, qy = p.x[e], p.y[e], q.x[f], q.y[f]
    px_step, py_step, qx_step, qy_step = p.x[e + 1] - px, p.y[e + 1] - py, q.x[f + 1] - qx, q.y[f + 1] - qy
    x, y = qx - px, qy - py
    # Twice the areas of the triangles of each edge with the ends of the other one.
    q0, q1 = px_step * y - py_step * x, px_step * (y + qy_step) - py_step * (x + qx_step)
    p0, p1 = qy_step * x - qx_step * y, qy_step * (x - px_step) - qx_step * (y - py_step)
    long_p, long_q = np.abs(px_step) + np.abs(py_step), np.abs(qx_step) + np.abs(qy_step)
    near_p, near_q = near * long_p, near * long_q
    apart = ((q0 > near_p) & (q1 > near_p)) | ((q0 < -near_p) & (q1 < -near_p))
    apart |= ((p0 > near_q) & (p1 > near_q)) | ((p0 < -near_q) & (p1 < -near_q))
    proper = (np.abs(q0) > near_p) & (np.abs(q1) > near_p) & (np.abs(p0) > near_q) & (np.abs(p1) > near_q)
    unclear = np.unique(pair[~apart & ~proper])
    at = np.flatnonzero(proper & ~apart)
    pair, e, f, q0, q1, p0, p1, long_p, long_q = (
        values[at] for values in (pair, e, f, q0, q1, p0, p1, long_p, long_q)
    )
    error = _ROUNDING * (long_p + long_q)
    slack_p = error * long_q / np.abs(p0 - p1) + near / long_p
    slack_q = error * long_p / np.abs(q0 - q1) + near / long_q
    ring_q = np.searchsorted(q.start, f, side="right") - 1
    # What p encloses is to the left of its edges: q comes in where it ends there.
    found = Crossings(pair, ring_q, e, f, p0 / (p0 - p1), q0 / (q0 - q1), q1 > 0, *_points(p, q, e, f))
    return found, slack_p, slack_q, unclear


def _points(p, q, e, f):
    """Where edges cross: the same coordinates whichever way round the edge of `p` is given."""
    ax, bx, ay, by = (values[e + step] for values in (p.x, p.y) for step in (0, 1))
    turned = (ax > bx) | ((ax == bx) & (ay > by))
    ax, bx = np.where(turned, bx, ax), np.where(turned, ax, bx)
    ay, by = np.where(turned, by, ay), np.where(turned, ay, by)
    x, y = q.x[f], q.y[f]
    x_step, y_step = q.x[f + 1] - x, q.y[f + 1] - y
    along = (bx - ax) * (y - ay) - (by - ay) * (x - ax)
    along /= (by - ay) * x_step - (bx - ax) * y_step
    return x + along * x_step, y + along * y_step


def _next(found, edge, ring, along, slack):
    """The next crossing on the same ring, and those that cannot be put in order or do not go in and out by turns."""
    order = np.lexsort((along, edge))
    head = np.flatnonzero(np.diff(ring[order], prepend=-1))
    follow = np.arange(1, len(order) + 1)
    follow[np.append(head[1:], len(order))[: len(head)] - 1] = head
    following = np.empty(len(order), np.int64)
    following[order] = order[follow]
    edge, along, slack = edge[order], along[order], slack[order]
    tight = (edge[1:] == edge[:-1]) & (along[1:] - along[:-1] <= slack[1:] + slack[:-1])
    torn = found.inward == found.inward[following]
    torn[order[1:][tight]] = True
    return following, torn
