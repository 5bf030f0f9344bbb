# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines of numbered patches as polygons, from their runs, with array operations only.

A line between two rows has a corner where a run above it or below it begins or ends, unless one begins or ends
on both sides. From west to east two corners each end a horizontal side; from north to south two corners of a
column each end a vertical one. Sides follow each other, the patch on the left, to the edges of a strip: such
chains are short to keep, and are joined into rings where strips meet.

Where two cells of a patch meet at a corner only, the ring passes between the cells that are not it, so that no
ring touches itself; a hole may touch a ring, as simple features allow.
"""

import numpy as np
import shapely
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import connected_components, depth_first_order

from .runs import Runs, stacked

BATCH_VERTICES = 1 << 18
BLOCK_RUNS = 1 << 17
"""Runs whose sides are chained at a time: few seams, for every side across a seam begins a chain."""
_LEFT, _RIGHT = 0, 1


class Tracer:
    """Collects the sides of patches strip by strip.

    Parameters
    ----------
    grid : Grid

    Examples
    --------
    >>> from rasterio.crs import CRS
    >>> from .grid import Grid
    >>> tracer = Tracer(Grid(CRS.from_epsg(4549), 0.0, 2.0, 1.0, 1.0, 2, 2))
    >>> tracer.add(Runs(2, 2, np.array([0, 3]), np.array([1, 5]), np.array([1, 1])))
    >>> [shapely.area(shapes).tolist() for _, shapes in tracer.polygons()]
    [[3.0]]
    """

    def __init__(self, grid):
        self.grid = grid
        self.columns = grid.width + 1
        small = self.columns * (grid.height + 2) < 1 << 31
        self.number = np.int32 if small else np.int64
        self.row = 0  # from which rows wait
        self.waiting = []
        self.above = Runs.none(1, grid.width)
        self.ends = self.count = 0  # of sides that cross the seams, and of sides, so far
        self.sides = []  # where each ends; it begins in the column where the one before it ends
        self.rings, self.chains = (
            [],
            [],
        )  # first side, sides, patch; of chains the ends they enter and leave by, too

    def add(self, runs):
        """Take the runs of the next rows, numbered from 1 by their codes; strips come from north to south."""
        self.waiting.append(runs)
        if sum(map(len, self.waiting)) >= BLOCK_RUNS:
            self._block()

    def _block(self):
        """Chain the sides of the rows that wait."""
        runs = stacked(self.waiting)
        self._strip(runs)
        self.above = runs.last_row()
        self.row += runs.height
        self.waiting = []

    def polygons(self):
        """Yield (numbers, polygons): patches in the order of their numbers, some at a time."""
        if self.row < self.grid.height + 1:
            self.waiting.append(Runs.none(1, self.grid.width))  # the line below the last row
            self._block()
            self.sides = [np.concatenate(self.sides)]
            self.rings = self._sorted()
        _, length, code, new = self.rings
        pieces = np.append(np.flatnonzero(new), len(new))  # of each ring
        owner = code[pieces[:-1]]
        reached = (
            np.append(0, np.cumsum(np.add.reduceat(length, pieces[:-1]))) if len(owner) else np.zeros(1, int)
        )
        patch = np.append(np.flatnonzero(np.diff(owner, prepend=-1)), len(owner))  # rings of each patch
        first = 0
        while first < len(patch) - 1:
            last = _within(reached[patch], first, len(patch) - 1)
            rings, holes = [], []
            ring, end = patch[first], patch[last]
            while ring < end:
                # Some rings at a time: of an enormous patch, only the rings themselves are all in memory.
                stop = _within(reached, ring, end)
                made, hole = self._rings(slice(pieces[ring], pieces[stop]))
                rings.append(made)
                holes.append(hole)
                ring = stop
            own = np.repeat(np.arange(last - first), np.diff(patch[first : last + 1]))
            order = np.lexsort((np.concatenate(holes), own))
            yield owner[patch[first:last]], shapely.polygons(np.concatenate(rings)[order], indices=own[order])
            first = last

    def _sorted(self):
        """First side, sides and patch of what makes up the rings, patch by patch, and where a ring begins."""
        whole = np.concatenate(self.rings, axis=1)
        begin, length, code, enters, leaves = np.concatenate(self.chains, axis=1)
        begins_at = np.empty(self.ends, np.int64)
        begins_at[enters] = np.arange(len(enters))
        order, ring = walk(begins_at[leaves])
        held = length[order] > 0
        order, ring = order[held], ring[held]
        parts = np.concatenate([whole, np.stack([begin, length, code])[:, order]], axis=1)
        new = np.append(np.ones(whole.shape[1], bool), np.diff(ring, prepend=-1) != 0)
        by_patch = np.argsort(parts[2], kind="stable")
        self.chains = []
        return *parts[:, by_patch], new[by_patch]

    def _strip(self, runs):
        """The sides on the lines above each of some rows, chained."""
        corners = _Corners(self.above, runs)
        count = len(corners.at) // 2
        east = corners.upper[::2] == (corners.kind[::2] == _LEFT)  # the patch lies north of the side
        even = 2 * np.arange(count)
        begin, end = np.where(east, even, even + 1), np.where(east, even + 1, even)
        partner, seam = corners.vertical(self.columns)
        # Beyond the corners come the ends at the seam above, then those at the seam below.
        follows = np.where(partner[end] < 2 * count, partner[end] // 2, -1)
        heads = np.flatnonzero(partner[begin] >= 2 * count)
        order, chain = walk(follows, heads)
        line = corners.at // self.columns + self.row
        place = (line * self.columns + corners.at % self.columns).astype(self.number)
        self.sides.append(place[end[order]])
        edge = np.flatnonzero(np.diff(chain, prepend=-1))
        length = np.diff(np.append(edge, len(chain)))
        enters, leaves = partner[begin[order[edge]]], partner[end[order[edge + length - 1]]]
        found = np.stack([edge + self.count, length, corners.code[::2][order[edge]], enters, leaves])
        closed = enters < 2 * count
        self.rings.append(found[:3, closed].astype(self.number))
        # Sides that pass the strip without a corner are chains without sides.
        ends = 2 * count + np.arange(len(seam))
        passing = ends[(partner[ends] >= 2 * count) & seam]
        none = np.zeros(len(passing), np.int64)
        chains = np.append(found[:, ~closed], [none, none, none, passing, partner[passing]], axis=1)
        chains[3:] += self.ends - 2 * count  # ends are numbered through all seams
        self.chains.append(chains.astype(self.number))
        self.ends += 2 * len(self.above)
        self.count += count

    def _rings(self, part):
        """Closed rings of some pieces, and whether each goes round a hole."""
        begin, count, new = (self.rings[row][part] for row in (0, 1, 3))
        at = np.arange(count.sum()) + np.repeat(begin - np.cumsum(count) + count, count)
        row, column = np.divmod(self.sides[0][at], self.columns)
        number = np.repeat(np.cumsum(new) - 1, count)
        first = np.flatnonzero(np.diff(number, prepend=-1))
        before = np.roll(column, 1)
        before[first] = column[np.append(first[1:], len(column)) - 1]
        # Signed areas in cells, exact: with y down, a ring around its patch is negative.
        hole = np.add.reduceat((column - before).astype(np.int64) * row, first) < 0
        x = self.grid.west + self.grid.dx * np.column_stack([before, column]).ravel()
        y = self.grid.north - self.grid.dy * np.repeat(row, 2)
        return shapely.linearrings(np.column_stack([x, y]), indices=np.repeat(number, 2)), hole


def _within(reached, first, end):
    """How far from `first` on as many sides come together as make up a batch: one more at least, `end` at most."""
    far = int(np.searchsorted(reached, reached[first] + BATCH_VERTICES // 2, "right")) - 1
    return min(max(first + 1, far), end)


class _Corners:
    """Corners on the lines above some rows.

    Attributes
    ----------
    at : numpy.ndarray of int
        Flat places: line times (width + 1) plus column, rising; line 0 is above the first row.
    kind : numpy.ndarray
        Whether the run's left or right side meets the line there.
    upper : numpy.ndarray of bool
        Whether the run lies above the line.
    code : numpy.ndarray
        The run's patch.
    """

    def __init__(self, above, runs):
        pitch = runs.width + 1
        own, code, kind = _turns(runs)
        self.bottom = own[own >= (runs.height - 1) * pitch] % pitch, kind[own >= (runs.height - 1) * pitch]
        seam, seam_code, seam_kind = _turns(above)
        self.top = seam, seam_kind
        # Sides that reach a line from above: those of the row before.
        inner = own < (runs.height - 1) * pitch
        upper = np.append(seam, own[inner] + pitch)
        upper_kind, upper_code = np.append(seam_kind, kind[inner]), np.append(seam_code, code[inner])
        match = np.minimum(np.searchsorted(own, upper), max(len(own) - 1, 0))
        straight = (
            (own[match] == upper) & (kind[match] == upper_kind) if len(own) else np.zeros(len(upper), bool)
        )
        below = np.ones(len(own), bool)
        below[match[straight]] = False
        upper, upper_kind, upper_code = upper[~straight], upper_kind[~straight], upper_code[~straight]
        at = np.concatenate([upper, own[below]])
        order = np.argsort(at, kind="stable")
        self.at = at[order]
        self.kind = np.concatenate([upper_kind, kind[below]])[order]
        self.code = np.concatenate([upper_code, code[below]])[order]
        self.upper = order < len(upper)
        self._order_crossings()

    def _order_crossings(self):
        """Where two runs meet at a corner only, order the two by the side that each ends."""
        first = np.flatnonzero(self.at[1:] == self.at[:-1])
        same = self.code[first] == self.code[first + 1]
        wrong = first[(self.kind[first] == _RIGHT) == same]
        for values in (self.kind, self.code, self.upper):
            values[wrong], values[wrong + 1] = values[wrong + 1], values[wrong].copy()

    def vertical(self, columns):
        """The other end of each corner's vertical side, and which ends at the seams a chain begins at.

        Ends at the seam above are numbered after the corners, those at the seam below after these.
        """
        top, top_kind = self.top
        bottom, bottom_kind = self.bottom
        column = np.concatenate([self.at % columns, top, bottom])
        upward = np.concatenate([self.upper, np.zeros(len(top), bool), np.ones(len(bottom), bool)])
        count = len(self.at)
        # From north to south: the seam above, the corners, the seam below.
        southward = np.concatenate(
            [count + np.arange(len(top)), np.arange(count), count + len(top) + np.arange(len(bottom))]
        )
        narrow = column.astype(np.uint16) if columns < 1 << 16 else column
        order = southward[np.argsort(narrow[southward], kind="stable")]
        crossing = order[:-1] + 1 == order[1:]
        crossing &= (order[1:] < count) & ~upward[order[:-1]] & upward[order[1:]]
        tie = np.flatnonzero(crossing)
        tie = tie[self.at[order[tie]] == self.at[order[tie + 1]]] if count else tie
        order[tie], order[tie + 1] = order[tie + 1], order[tie].copy()
        partner = np.empty(len(order), np.int64)
        partner[order[::2]], partner[order[1::2]] = order[1::2], order[::2]
        # Left sides are drawn south, right ones north.
        return partner, np.concatenate([top_kind == _LEFT, bottom_kind == _RIGHT])


def _turns(runs):
    """Flat places, patches and kinds of the sides of runs, from west to east."""
    at = np.stack([runs.start, runs.stop], axis=1).ravel()
    return at, np.repeat(runs.code, 2), np.tile(np.array([_LEFT, _RIGHT], np.uint8), len(runs))


def walk(follows, heads=None):
    """Order the members of chains and cycles.

    Parameters
    ----------
    follows : numpy.ndarray of int
        What comes after each member; -1 where a chain ends.
    heads : array_like of int, optional
        Where the chains begin.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        The members in order, and the chain or cycle of each, numbered from 0.

    Examples
    --------
    >>> order, chain = walk(np.array([2, 1, -1]), [0])
    >>> order.tolist(), chain.tolist()
    ([0, 2, 1], [0, 0, 1])
    """
    count = len(follows)
    if not count:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    goes = follows >= 0
    pointer = np.append(0, np.cumsum(goes)).astype(np.int32)
    graph = csr_matrix(
        (np.ones(goes.sum(), np.int8), follows[goes].astype(np.int32), pointer), shape=(count, count)
    )
    cycles, cycle = connected_components(graph, directed=True, connection="weak")
    first = np.empty(cycles, np.int64)
    first[cycle[::-1]] = np.arange(count)[::-1]
    if heads is not None:
        first[cycle[heads]] = heads
    # A row of helpers leads to one member of each in turn.
    targets = np.empty((cycles, 2), np.int32)
    targets[:, 0], targets[:, 1] = first, count + 1 + np.arange(cycles)
    indices = np.concatenate([graph.indices, targets.ravel()[:-1]])
    pointer = np.concatenate([pointer[:-1], pointer[-1] + 2 * np.arange(cycles), [len(indices)]]).astype(
        np.int32
    )
    size = count + cycles
    chain = csr_matrix((np.ones(len(indices), np.int8), indices, pointer), shape=(size, size))
    order = depth_first_order(chain, count, return_predecessors=False)
    order = order[order < count]
    return order, np.cumsum(np.diff(cycle[order], prepend=-1) != 0) - 1
