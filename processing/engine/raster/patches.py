# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches of marked cells: found strip by strip, joined at the seams, kept by their area.

Cells belong to one patch where they share a side. A strip is labelled on its own; pairs of labels that meet
at a seam are joined at the end. Labelling twice costs less than keeping the labels of a whole raster.
"""

import numpy as np
from scipy import ndimage
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components


class Mask:
    """One bit a cell.

    Parameters
    ----------
    grid : Grid
    """

    def __init__(self, grid):
        self.grid = grid
        self.bits = np.zeros((grid.height, (grid.width + 7) // 8), np.uint8)

    def set(self, start, cells):
        """Write rows from `start` on."""
        self.bits[start : start + len(cells)] = np.packbits(cells, axis=1)

    def rows(self, start, stop):
        """Rows as booleans."""
        return np.unpackbits(self.bits[start:stop], axis=1, count=self.grid.width).view(bool)

    def padded(self, start, stop, margin):
        """Rows with `margin` more on every side; False beyond the grid."""
        top, bottom = max(start - margin, 0), min(stop + margin, self.grid.height)
        cells = np.zeros((stop - start + 2 * margin, self.grid.width + 2 * margin), bool)
        first = top - start + margin
        cells[first : first + bottom - top, margin : margin + self.grid.width] = self.rows(top, bottom)
        return cells

    def any(self):
        """Whether any cell is marked."""
        return bool(self.bits.any())


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
        total, previous = 0, None
        for start, stop in grid.strips():
            labels, count = ndimage.label(rows(start, stop))
            self.first[start] = total, count
            measured.append(label_areas(labels, count, grid.cell_areas.rows(start, stop)))
            edges.append(np.unique(np.concatenate([labels[:, 0], labels[:, -1]])) + total)
            if previous is not None:
                meet = (previous[0] > 0) & (labels[0] > 0)
                pairs.append(
                    np.unique(np.stack([previous[0][meet] + previous[1], labels[0][meet] + total]), axis=1)
                )
            else:
                edges.append(np.unique(labels[0]) + total)
            previous = labels[-1].copy(), total
            # Label 0 of each strip is no patch; it takes a number of its own that is never kept.
            total += count + 1
            if progress:
                progress(stop / grid.height)
        edges.append(np.unique(previous[0]) + previous[1])
        joined = np.concatenate(pairs, axis=1) if pairs else np.zeros((2, 0), np.int64)
        graph = coo_matrix((np.ones(joined.shape[1], bool), joined), shape=(total, total))
        number, component = connected_components(graph, directed=False)
        blank = np.array([offset for offset, _ in self.first.values()])
        areas = np.bincount(component, np.concatenate(measured), number)
        areas[component[blank]] = 0
        self._renumber(component, areas, blank, np.unique(np.concatenate(edges)))

    def _renumber(self, component, areas, blank, edges):
        """Number the patches from 1 in the order of their first cell; blanks get 0."""
        number = np.zeros(len(areas), np.int32)
        real = np.ones(len(component), bool)
        real[blank] = False
        first = np.unique(component[real], return_index=True)
        order = np.argsort(first[1], kind="stable")
        number[first[0][order]] = np.arange(1, len(order) + 1)
        self.number = number[component]
        self.areas = np.zeros(len(order) + 1)
        self.areas[number] = areas
        self.areas[0] = 0
        self.edge = np.zeros(len(order) + 1, bool)
        self.edge[self.number[edges]] = True
        self.edge[0] = False

    def __len__(self):
        return len(self.areas) - 1

    def labels(self, keep, progress=None):
        """Yield (start, stop, labels): the kept patches numbered from 1 (int32), 0 elsewhere.

        Parameters
        ----------
        keep : numpy.ndarray of bool
            By patch, patch 0 first.
        """
        keep = keep.copy()
        keep[0] = False
        new = np.where(keep, np.cumsum(keep), 0).astype(np.int32)
        for start, stop in self.grid.strips():
            labels, count = ndimage.label(self._rows(start, stop))
            offset, known = self.first[start]
            if count != known:
                raise RuntimeError("The mask changed between two readings.")
            table = new[self.number[offset : offset + count + 1]]
            yield start, stop, table[labels]
            if progress:
                progress(stop / self.grid.height)

    def touching(self, other, progress=None):
        """Which patches hold a cell that `other` (a :class:`Mask`) marks."""
        found = np.zeros(len(self.areas), bool)
        everything = np.ones(len(self.areas), bool)
        for start, stop, labels in self.labels(everything, progress):
            found[labels[other.rows(start, stop)]] = True
        found[0] = False
        return found


def label_areas(labels, count, areas):
    """Square metres of each label from 1 to `count`; label 0 is none and has 0."""
    held = np.flatnonzero(labels)
    weight = areas.ravel()[held] if areas.shape == labels.shape else areas[:, 0][held // labels.shape[1]]
    return np.bincount(labels.ravel()[held], weight, count + 1)


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
    for start, stop, labels in holes.labels(keep):
        result.set(start, mask.rows(start, stop) | (labels > 0))
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
