# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of marked cells: found strip by strip, joined at the seams, kept by their area.

Cells belong to one patch where they share a side. The runs of a strip are numbered on their own; pairs of
numbers that meet at a seam are joined at the end. Numbering twice costs less than keeping all runs.
"""

import zlib

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from .runs import Runs, meeting


class Mask:
    """Marked cells, deflated: patches take a fraction of a bit a cell, pure noise one.

    Parameters
    ----------
    grid : Grid
    """

    def __init__(self, grid):
        self.grid = grid
        self.strips = {}  # by first row: the row after the last, whether a cell is marked, the bits

    def set(self, start, cells):
        """Write rows from `start` on, once or again; always in the same strips."""
        bits = zlib.compress(np.packbits(cells, axis=1), 1)
        self.strips[start] = start + len(cells), bool(cells.any()), bits

    def rows(self, start, stop):
        """Rows as booleans; False where none were written."""
        cells = np.zeros((stop - start, self.grid.width), bool)
        for first, (last, held, bits) in self.strips.items():
            if held and first < stop and last > start:
                packed = np.frombuffer(zlib.decompress(bits), np.uint8).reshape(last - first, -1)
                top, bottom = max(first, start), min(last, stop)
                part = packed[top - first : bottom - first]
                cells[top - start : bottom - start] = np.unpackbits(part, axis=1, count=self.grid.width)
        return cells

    def padded(self, start, stop, margin):
        """Rows with `margin` more on every side; False beyond the grid."""
        top, bottom = max(start - margin, 0), min(stop + margin, self.grid.height)
        cells = np.zeros((stop - start + 2 * margin, self.grid.width + 2 * margin), bool)
        first = top - start + margin
        cells[first : first + bottom - top, margin : margin + self.grid.width] = self.rows(top, bottom)
        return cells

    def any(self):
        """Whether any cell is marked."""
        return any(held for _, held, _ in self.strips.values())


class Patches:
    """The patches of a mask.

    Parameters
    ----------
    rows : callable
        ``rows(start, stop)`` gives booleans; called twice for each strip.
    grid : Grid
    progress : callable, optional

    Attributes
    ----------
    areas : numpy.ndarray
        Ellipsoidal m² of each patch; patch 0 is what is not marked and has none.
    edge : numpy.ndarray of bool
        Whether the patch reaches the edge of the grid.
    """

    def __init__(self, rows, grid, progress=None):
        self._rows, self.grid = rows, grid
        self.first = {}
        measured, pairs, edges = [], [], []
        total, above = 0, Runs.none(1, grid.width)
        for start, stop in grid.strips():
            runs, count = numbered(Runs.marked(rows(start, stop)))
            self.first[start] = total, count
            measured.append(np.bincount(runs.code, runs.areas(grid, start), count))
            runs.code += total
            edges.append(_at_the_edge(runs, start, stop, grid.height))
            upper, lower = meeting(above.start, above.stop, runs)
            pairs.append(np.unique(np.stack([above.code[upper], runs.code[lower]]), axis=1))
            above = runs.last_row()
            total += count
            if progress:
                progress(stop / grid.height)
        joined = np.concatenate(pairs, axis=1)
        del pairs
        graph = coo_matrix((np.ones(joined.shape[1], bool), joined), shape=(total, total))
        # Numbered in the order of their first cells, as their parts are.
        count, number = connected_components(graph, directed=False)
        self.number = number.astype(np.int32) + 1
        self.areas = np.bincount(self.number, np.concatenate(measured), count + 1)
        self.edge = np.zeros(count + 1, bool)
        self.edge[self.number[np.concatenate(edges)]] = True

    def __len__(self):
        return len(self.areas) - 1

    def runs(self, keep=None, progress=None):
        """Yield (start, stop, runs): the runs of the kept patches, which are numbered from 1 as their codes.

        Parameters
        ----------
        keep : numpy.ndarray of bool, optional
            By patch, patch 0 first; all by default.
        """
        keep = np.ones(len(self.areas), bool) if keep is None else keep.copy()
        keep[0] = False
        new = np.where(keep, np.cumsum(keep), 0).astype(np.int32)
        for start, stop in self.grid.strips():
            runs, count = numbered(Runs.marked(self._rows(start, stop)))
            offset, known = self.first[start]
            if count != known:
                raise RuntimeError("The mask changed between two readings.")
            code = new[self.number[runs.code + offset]]
            kept = np.flatnonzero(code)
            yield start, stop, runs.chosen(kept, code[kept])
            if progress:
                progress(stop / self.grid.height)

    def touching(self, other, progress=None):
        """Which patches hold a cell that `other` (a :class:`Mask`) marks."""
        found = np.zeros(len(self.areas), bool)
        for start, stop, runs in self.runs(progress=progress):
            hit, _ = meeting(runs.start, runs.stop, Runs.marked(other.rows(start, stop)))
            found[runs.code[hit]] = True
        return found


def numbered(runs):
    """Number runs by patch, those that share a side alike: the runs with numbers from 0, and how many there are."""
    pitch = runs.width + 1
    upper, lower = meeting(runs.start + pitch, runs.stop + pitch, runs)
    graph = coo_matrix((np.ones(len(upper), bool), (upper, lower)), shape=(len(runs), len(runs)))
    count, code = connected_components(graph, directed=False)
    return runs.chosen(slice(None), code.astype(np.int64)), count


def _at_the_edge(runs, start, stop, height):
    """Numbers of the runs that reach the edge of the grid."""
    row, first, last = runs.places()
    reach = (first == 0) | (last == runs.width)
    reach |= (row == 0) & (start == 0)
    reach |= (row == runs.height - 1) & (stop == height)
    return np.unique(runs.code[reach])


def filled(mask, protected, max_area_m2, progress=None):
    """Fill the holes of a mask that are small enough.

    Parameters
    ----------
    mask, protected : Mask
        A hole with a protected cell, and a hole that reaches the edge of the grid, stays open.
    max_area_m2 : float
        Largest hole to fill; ``inf`` for all.
    progress : callable, optional

    Returns
    -------
    Mask, int, float
        The filled mask, the number of holes filled and their m².
    """
    holes = Patches(lambda start, stop: ~mask.rows(start, stop), mask.grid, progress)
    keep = (holes.areas <= max_area_m2) & ~holes.edge & ~holes.touching(protected)
    keep[0] = False
    result = Mask(mask.grid)
    for start, stop, runs in holes.runs(keep):
        result.set(start, mask.rows(start, stop) | runs.painted())
    return result, int(keep.sum()), float(holes.areas[keep].sum())


def closed(mask, distance_m, progress=None):
    """Join marked cells that lie within a distance of each other (dilation, then erosion, by half of it).

    Parameters
    ----------
    mask : Mask
    distance_m : float
        Metres; gaps narrower than this are bridged.
    progress : callable, optional

    Returns
    -------
    Mask
        All cells of `mask`, and those between.
    """
    wide, tall = mask.grid.cell_metres
    radius = distance_m / 2
    reach = int(radius // tall)
    half = [int(np.sqrt(max(radius**2 - (dy * tall) ** 2, 0)) // wide) for dy in range(-reach, reach + 1)]
    if reach == 0 and max(half) == 0:
        return mask
    margin = max(reach, max(half))
    result = Mask(mask.grid)
    for start, stop in mask.grid.strips():
        cells = mask.padded(start, stop, 2 * margin)
        grown = _dilated(cells, half, reach)
        shrunk = ~_dilated(~grown, half, reach)
        inner = shrunk[2 * margin : 2 * margin + stop - start, 2 * margin : 2 * margin + mask.grid.width]
        result.set(start, inner | mask.rows(start, stop))
        if progress:
            progress(stop / mask.grid.height)
    return result


def _dilated(cells, half, reach):
    """Dilation by a disk given as half widths of its rows."""
    grown = np.zeros_like(cells)
    rows = {}
    for dy in range(-reach, reach + 1):
        width = half[dy + reach]
        if width not in rows:
            rows[width] = _widened(cells, width)
        source = rows[width]
        if dy >= 0:
            grown[dy:] |= source[: len(source) - dy]
        else:
            grown[:dy] |= source[-dy:]
    return grown


def _widened(cells, width):
    """Each row dilated by `width` cells to both sides, by doubling."""
    if width == 0:
        return cells
    grown = cells.copy()
    span = 1
    while span < 2 * width + 1:
        step = min(span, 2 * width + 1 - span)
        grown[:, step:] |= grown[:, :-step].copy()
        span += step
    result = np.zeros_like(cells)
    result[:, :-width] = grown[:, width:]
    # The last columns lost their shifted values; take them from the cells themselves.
    for column in range(cells.shape[1] - width, cells.shape[1]):
        result[:, column] = cells[:, max(column - width, 0) :].any(axis=1)
    return result
