# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines of numbered patches as polygons, with array operations only.

Every border between a patch and what is not it is cut into straight runs, the patch on the left. A run ends
where the next one begins: north of it or south of it, told by one cell. Runs are chained into rings by a
depth-first walk in compiled code. Where two cells of a patch meet at a corner only, the ring passes between
the cells that are not it, so that no ring touches itself; a hole may touch a ring, as simple features allow.
"""

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, depth_first_order

_VERTICES = 1 << 19


class Tracer:
    """Collects the borders of patches strip by strip.

    Parameters
    ----------
    grid : Grid

    Examples
    --------
    >>> from rasterio.crs import CRS
    >>> from .grid import Grid
    >>> tracer = Tracer(Grid(CRS.from_epsg(4549), 0.0, 2.0, 1.0, 1.0, 2, 2))
    >>> tracer.add(0, np.array([[1, 0], [1, 1]]))
    >>> shapely.area(tracer.polygons()).tolist()
    [3.0]
    """

    def __init__(self, grid):
        self.grid = grid
        self.columns = grid.width + 1
        small = self.columns * (grid.height + 1) < 1 << 31
        self.vertex_type = np.int32 if small else np.int64
        self.last = np.zeros((2, grid.width + 2), np.int32)
        self.row = 0
        self.east, self.west = _Runs(), _Runs()
        self.north, self.south = _Runs(), _Runs()

    def add(self, start, labels):
        """Take the labels (0 is none) of the rows from `start` on; strips come from north to south."""
        padded = np.zeros((len(labels) + 2, self.grid.width + 2), np.int32)
        padded[:2] = self.last
        padded[2:, 1:-1] = labels
        self._lines(padded, start - 1)
        self.last = padded[-2:].copy()
        self.row = start + len(labels)

    def polygons(self):
        """The polygon of each patch, in the order of their numbers, in the grid's coordinates."""
        end = np.zeros((3, self.grid.width + 2), np.int32)
        end[:2] = self.last
        self._lines(end, self.row - 1)
        self.last[:] = 0
        return self._assemble()

    def _lines(self, cells, top):
        """Runs along the upper side of rows 1…; `cells` begins one row above row `top`'s lower side.

        Row i of `cells` is grid row ``top - 1 + i``; vertices between rows i and i + 1 have row ``top + i``.
        """
        above, below = cells[:-1], cells[1:]
        # A vertex (i, j) has the cells above[i, j], above[i, j + 1], below[i, j], below[i, j + 1].
        nw, ne, sw, se = above[:, :-1], above[:, 1:], below[:, :-1], below[:, 1:]
        busy = (nw != ne) | (sw != se) | (nw != sw) | (ne != se)
        # The first row of vertices belonged to the strip before.
        busy[0] = False
        at = np.flatnonzero(busy)
        if not len(at):
            return
        row, column = np.divmod(at, busy.shape[1])
        vertex = ((row + top) * self.columns + column).astype(self.vertex_type)
        a, b, c, d = (cells[row + i, column + j] for i, j in ((0, 0), (0, 1), (1, 0), (1, 1)))
        # Patch on the left of the side of the vertex that leaves it to the west, east, north and south.
        to_west = np.where(a != c, a, 0), np.where(a != c, c, 0)  # above: drawn east; below: drawn west
        to_east = np.where(b != d, b, 0), np.where(b != d, d, 0)
        to_north = np.where(a != b, a, 0), np.where(a != b, b, 0)  # west: drawn north; east: drawn south
        to_south = np.where(c != d, c, 0), np.where(c != d, d, 0)
        self.east.add(vertex, to_east[0], to_west[0], ahead=d)
        self.west.add(vertex, to_west[1], to_east[1], ahead=a)
        self.north.add(vertex, to_north[0], to_south[0], ahead=b)
        self.south.add(vertex, to_south[1], to_north[1], ahead=c)

    def _assemble(self):
        runs = [each.paired(self.columns, vertical) for each, vertical in self._directions()]
        if not sum(len(run.start) for run in runs):
            return np.zeros(0, dtype=object)
        east, west, north, south = runs
        # A run turns right where the cell ahead, across its end, is of its patch; otherwise left.
        after_east = _following(east, right=south, left=north)
        after_west = _following(west, right=north, left=south)
        after_north = _following(north, right=east, left=west)
        after_south = _following(south, right=west, left=east)
        offset = len(east.start)
        vertical_next = np.concatenate([_shift(after_north, 0, offset), _shift(after_south, offset, 0)])
        base = len(north.start)
        horizontal_next = np.concatenate([_shift(after_east, base, 0), _shift(after_west, 0, base)])
        corner = np.concatenate([east.start, west.start])
        turn = np.concatenate([east.end, west.end])
        label = np.concatenate([east.label, west.label])
        successor = vertical_next[horizontal_next]
        del runs, east, west, north, south, vertical_next, horizontal_next
        del after_east, after_west, after_north, after_south
        order, ring = _walk(successor)
        del successor
        return self._polygons(corner[order], turn[order], label[order], ring)

    def _directions(self):
        return (self.east, False), (self.west, False), (self.north, True), (self.south, True)

    def _polygons(self, corner, turn, label, ring):
        first = np.flatnonzero(np.diff(ring, prepend=-1))
        rings, holes = [], []
        begin = 0
        while begin < len(first):
            # Some rings at a time, so that their coordinates are not held twice all at once.
            stop = max(begin + 1, int(np.searchsorted(first, first[begin] + _VERTICES)))
            low, high = first[begin], first[stop] if stop < len(first) else len(ring)
            made, hole = self._rings(corner[low:high], turn[low:high], ring[low:high] - begin)
            rings.append(made)
            holes.append(hole)
            begin = stop
        rings, holes, owner = np.concatenate(rings), np.concatenate(holes), label[first]
        order = np.lexsort((holes, owner))
        return shapely.polygons(rings[order], indices=owner[order] - 1)

    def _rings(self, corner, turn, ring):
        """Closed rings, and whether each goes round a hole."""
        row, column = np.divmod(np.stack([corner, turn], axis=1).ravel(), self.columns)
        xy = np.column_stack([self.grid.west + self.grid.dx * column, self.grid.north - self.grid.dy * row])
        first = np.flatnonzero(np.diff(ring, prepend=-1))
        # Signed areas in cells, exact: with y down, a ring around its patch is negative.
        x, y = column.astype(np.int64), row.astype(np.int64)
        twice = np.repeat(ring, 2)
        following = np.arange(1, len(x) + 1)
        last = np.append(first[1:], len(ring)) * 2 - 1
        following[last] = first * 2
        cross = (x - x[first * 2][twice]) * (y[following] - y)
        hole = np.add.reduceat(cross, first * 2) > 0
        return shapely.linearrings(xy, indices=twice), hole


class _Runs:
    """Runs of one direction: their starts, and their ends with the patch and the cell ahead."""

    def __init__(self):
        self.starts, self.start_labels, self.ends, self.aheads = [], [], [], []
        self.end_labels = []

    def add(self, vertex, leaving, arriving, ahead):
        begins = (leaving != arriving) & (leaving > 0)
        ends = (leaving != arriving) & (arriving > 0)
        self.starts.append(vertex[begins])
        self.start_labels.append(leaving[begins])
        self.ends.append(vertex[ends])
        self.end_labels.append(arriving[ends])
        self.aheads.append(ahead[ends] == arriving[ends])

    def paired(self, columns, vertical):
        """Join each start with its end: along a line both alternate."""
        self.start, self.label = _joined(self.starts), _joined(self.start_labels)
        end, ahead = _joined(self.ends), _joined(self.aheads)
        self.starts, self.start_labels, self.ends, self.end_labels, self.aheads = [], [], [], [], []
        if vertical:
            by_column = np.argsort(self.start % columns, kind="stable")
            end_by_column = np.argsort(end % columns, kind="stable")
            self.end, self.right = np.empty_like(end), np.empty_like(ahead)
            self.end[by_column], self.right[by_column] = end[end_by_column], ahead[end_by_column]
        else:
            self.end, self.right = end, ahead
        return self


def _joined(arrays):
    return np.concatenate(arrays) if arrays else np.zeros(0, np.int64)


def _following(runs, right, left):
    """Indices of the runs that begin where `runs` end: (index, whether it is in the first of two lists)."""
    index = np.empty(len(runs.end), np.int64)
    index[runs.right] = np.searchsorted(right.start, runs.end[runs.right])
    index[~runs.right] = np.searchsorted(left.start, runs.end[~runs.right])
    return index, runs.right


def _shift(following, right_offset, left_offset):
    index, right = following
    return index + np.where(right, right_offset, left_offset)


def _walk(successor):
    """Order the members of each cycle of a permutation; return the order and each member's cycle."""
    count = len(successor)
    graph = csr_matrix((np.ones(count, np.int8), successor, np.arange(count + 1)), shape=(count, count))
    cycles, cycle = connected_components(graph, directed=True, connection="weak")
    _, first = np.unique(cycle, return_index=True)
    # A chain of helper nodes leads to one member of each cycle in turn.
    helper = count + np.arange(cycles)
    targets = np.empty((cycles, 2), np.int64)
    targets[:, 0], targets[:, 1] = first, helper + 1
    indices = np.concatenate([successor, targets.ravel()[:-1]])
    pointer = np.concatenate([np.arange(count), count + 2 * np.arange(cycles), [len(indices)]])
    size = count + cycles
    chain = csr_matrix((np.ones(len(indices), np.int8), indices, pointer), shape=(size, size))
    order = depth_first_order(chain, count, return_predecessors=False)
    order = order[order < count]
    return order, np.cumsum(np.diff(cycle[order], prepend=-1) != 0) - 1
