# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of cells as runs of equal ones: few numbers for many cells, and exact sums over them.

A run is told by the flat places where it starts and stops. A row has one place more than it has cells, so that
a run which ends with its row stops before the next row's first one starts.
"""

from dataclasses import dataclass

import numpy as np


@dataclass
class Runs:
    """Runs of cells of some rows, from west to east and from north to south; they do not overlap.

    Attributes
    ----------
    height, width : int
        Rows and columns of the cells.
    start, stop : numpy.ndarray of int
        Flat places: row times (width + 1) plus column; ``stop`` is the place after the last cell.
    code : numpy.ndarray or None
        What the cells of each run hold.
    """

    height: int
    width: int
    start: np.ndarray
    stop: np.ndarray
    code: np.ndarray | None = None

    @classmethod
    def none(cls, height, width):
        """No runs at all."""
        empty = np.zeros(0, np.int64)
        return cls(height, width, empty, empty, np.zeros(0, np.int32))

    @classmethod
    def marked(cls, cells):
        """The runs of True in a boolean array.

        Examples
        --------
        >>> runs = Runs.marked(np.array([[True, True, False], [False, True, True]]))
        >>> runs.start.tolist(), runs.stop.tolist()
        ([0, 5], [2, 7])
        """
        height, width = cells.shape
        padded = np.zeros(height * (width + 1) + 1, bool)
        padded[1:].reshape(height, width + 1)[:, :width] = cells
        turns = np.flatnonzero(padded[1:] != padded[:-1])
        return cls(height, width, turns[::2], turns[1::2])

    @classmethod
    def equal(cls, cells):
        """The runs of equal values that make up an array.

        Examples
        --------
        >>> runs = Runs.equal(np.array([[7, 7, 2], [2, 2, 2]], "uint8"))
        >>> runs.start.tolist(), runs.stop.tolist(), runs.code.tolist()
        ([0, 2, 4], [2, 3, 7], [7, 2, 2])
        """
        height, width = cells.shape
        same = (
            cells.view(f"i{cells.itemsize}") if cells.dtype.kind == "f" else cells
        )  # NaN beside NaN is equal
        turn = np.ones((height, width + 1), bool)
        np.not_equal(same[:, 1:], same[:, :-1], out=turn[:, 1:width])
        places = np.flatnonzero(turn)
        begins = np.flatnonzero(places % (width + 1) != width)
        start = places[begins]
        return cls(height, width, start, places[begins + 1], cells.ravel()[start - start // (width + 1)])

    def __len__(self):
        return len(self.start)

    def chosen(self, which, code=None):
        """Some of the runs, with other codes where they are given."""
        code = self.code[which] if code is None and self.code is not None else code
        return Runs(self.height, self.width, self.start[which], self.stop[which], code)

    def places(self):
        """Row, first column and column after the last of each run."""
        row, first = np.divmod(self.start, self.width + 1)
        return row, first, first + (self.stop - self.start)

    def areas(self, grid, top):
        """Square metres of each run, of rows that begin at `top` of a grid."""
        row, first, last = self.places()
        return grid.cell_areas.of_runs(row + top, first, last)

    def painted(self):
        """A boolean array, True where a run is."""
        edge = np.zeros(self.height * (self.width + 1) + 1, np.int8)
        edge[self.start] += 1
        edge[self.stop] -= 1
        cells = np.cumsum(edge[:-1], dtype=np.int8).view(bool)
        return cells.reshape(self.height, self.width + 1)[:, : self.width]

    def last_row(self):
        """The runs of the last row, as the only row."""
        from_here = int(np.searchsorted(self.start, (self.height - 1) * (self.width + 1)))
        shift = (self.height - 1) * (self.width + 1)
        code = None if self.code is None else self.code[from_here:]
        return Runs(1, self.width, self.start[from_here:] - shift, self.stop[from_here:] - shift, code)


def stacked(parts):
    """The runs of some rows, and those of the rows that follow them, as one.

    Examples
    --------
    >>> row = Runs.marked(np.array([[True, False]]))
    >>> stacked([row, row]).start.tolist()
    [0, 3]
    """
    height = np.cumsum([0, *(part.height for part in parts)])
    width = parts[0].width
    start, stop = (
        np.concatenate([each(part) + top * (width + 1) for part, top in zip(parts, height, strict=False)])
        for each in (lambda part: part.start, lambda part: part.stop)
    )
    codes = [part.code for part in parts]
    return Runs(int(height[-1]), width, start, stop, None if codes[0] is None else np.concatenate(codes))


def meeting(start, stop, runs):
    """Which ranges of flat places overlap which runs.

    Parameters
    ----------
    start, stop : numpy.ndarray of int
        Ranges, in any order.
    runs : Runs

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Positions of the ranges and of the runs, pair by pair.
    """
    first = np.searchsorted(runs.stop, start, "right")
    count = np.maximum(np.searchsorted(runs.start, stop, "left") - first, 0)
    ranges = np.repeat(np.arange(len(start)), count)
    within = np.arange(len(ranges)) - np.repeat(np.cumsum(count) - count, count)
    return ranges, within + first[ranges]


def crossed(first, second):
    """The parts that two sets of runs share.

    Parameters
    ----------
    first, second : Runs
        Of the same rows.

    Returns
    -------
    Runs, numpy.ndarray
        The shared parts with the codes of `first`, and the position in `second` of each.

    Examples
    --------
    >>> a = Runs.equal(np.array([[1, 1, 1, 2]], "uint8"))
    >>> b = Runs.equal(np.array([[5, 6, 6, 6]], "uint8"))
    >>> parts, other = crossed(a, b)
    >>> parts.code.tolist(), b.code[other].tolist(), (parts.stop - parts.start).tolist()
    ([1, 1, 2], [5, 6, 6], [1, 2, 1])
    """
    mine, other = meeting(first.start, first.stop, second)
    start = np.maximum(first.start[mine], second.start[other])
    stop = np.minimum(first.stop[mine], second.stop[other])
    code = None if first.code is None else first.code[mine]
    return Runs(first.height, first.width, start, stop, code), other
