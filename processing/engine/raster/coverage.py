# SPDX-License-Identifier: GPL-3.0-or-later
"""How much of each cell polygons cover, exactly, as partial cells and runs of whole ones.

Every edge is cut where it crosses a grid line. A piece within a cell covers, to its right in that cell, a
trapezium; in all cells further right of the row, its height. Sums along a row give the coverage of every
cell, the way anti-aliasing font renderers do it; holes count the other way round.
"""

from dataclasses import dataclass

import numpy as np
import shapely

_SPLITS = 1 << 22
_CROSSINGS = 1 << 17
"""About so many crossings of grid lines are worked on at a time."""
_WHOLE = 1e-9


@dataclass
class Coverage:
    """Cells that polygons cover, sorted by row.

    Attributes
    ----------
    row, column, polygon : numpy.ndarray
        Cells of which a polygon covers a part.
    share : numpy.ndarray
        That part, between 0 and 1.
    run_row, run_start, run_stop, run_polygon : numpy.ndarray
        Runs of cells that a polygon covers whole: columns from start to before stop.
    """

    row: np.ndarray
    column: np.ndarray
    polygon: np.ndarray
    share: np.ndarray
    run_row: np.ndarray
    run_start: np.ndarray
    run_stop: np.ndarray
    run_polygon: np.ndarray


def coverage(geometries, grid):
    """Cells of a grid that each polygon covers, and how much of them.

    Parameters
    ----------
    geometries : array_like of shapely polygons and multipolygons
        Valid, in the grid's coordinate system; they may overlap and reach beyond the grid.
    grid : Grid

    Returns
    -------
    Coverage

    Examples
    --------
    A polygon over one and a half cells:

    >>> from rasterio.crs import CRS
    >>> from .grid import Grid
    >>> grid = Grid(CRS.from_epsg(4549), 0.0, 1.0, 1.0, 1.0, 3, 1)
    >>> found = coverage([shapely.box(0, 0, 1.5, 1)], grid)
    >>> found.column.tolist(), found.share.tolist(), found.run_start.tolist(), found.run_stop.tolist()
    ([1], [0.5], [0], [1])
    """
    geometries = np.asarray(geometries, dtype=object)
    crossings = shapely.length(geometries) / min(grid.dx, grid.dy) + shapely.get_num_coordinates(geometries)
    group = np.cumsum(crossings) // _CROSSINGS
    found = [_covered(np.flatnonzero(group == number), geometries, grid) for number in np.unique(group)]
    parts, runs = zip(*found, strict=True) if found else ((), ())
    return Coverage(*_by_row(parts, 4), *_by_row(runs, 4))


def _covered(chosen, geometries, grid):
    """Cells that some polygons cover in part (row, column, polygon, share), and runs that they cover whole."""
    pieces = [_pieces(part, grid) for part in _edges(geometries[chosen], grid)]
    if not pieces:
        none = np.zeros(0, np.int64)
        return (none, none, none, np.zeros(0)), (none, none, none, none)
    key, height, area = (np.concatenate(column) for column in zip(*pieces, strict=True))
    # One entry for each polygon, row and column that an edge passes.
    cells, inverse = np.unique(key, return_inverse=True)
    height = np.bincount(inverse, height)
    area = np.bincount(inverse, area)
    line, column = np.divmod(cells, grid.width + 1)
    polygon, row = np.divmod(line, grid.height)
    polygon = chosen[polygon]
    # A row's heights sum to zero, so one running sum does for all; what rounding leaves is taken off per row.
    running = np.cumsum(height)
    first = np.flatnonzero(np.diff(line, prepend=-1))
    before = running[first] - height[first]
    running -= np.repeat(before, np.diff(np.append(first, len(line))))
    share = running - height + area
    stop = np.append(column[1:], 0)
    stop[np.append(first[1:], len(line)) - 1] = 0
    # Running covers all cells after an entry, up to the next one: whole, or where a horizontal edge passes, in part.
    length = np.where(running > 1e-12, np.maximum(stop - column - 1, 0), 0)
    whole = (length > 0) & (running > 1 - _WHOLE)
    between = np.repeat(np.flatnonzero((length > 0) & ~whole), length[(length > 0) & ~whole])
    offset = np.arange(len(between)) - np.searchsorted(between, between)
    inside = (column < grid.width) & (share > 1e-12)
    full = inside & (share > 1 - _WHOLE)
    part = inside & ~full
    parts = (
        np.concatenate([row[part], row[between]]),
        np.concatenate([column[part], column[between] + 1 + offset]),
        np.concatenate([polygon[part], polygon[between]]),
        np.concatenate([share[part], running[between]]),
    )
    runs = (
        np.concatenate([row[whole], row[full]]),
        np.concatenate([column[whole] + 1, column[full]]),
        np.concatenate([stop[whole], column[full] + 1]),
        np.concatenate([polygon[whole], polygon[full]]),
    )
    return parts, runs


def _by_row(found, count):
    """Columns of all groups, sorted by the first of them, the row."""
    columns = [
        np.concatenate([group[n] for group in found]) if found else np.zeros(0, np.int64)
        for n in range(count)
    ]
    order = np.argsort(columns[0], kind="stable")
    return [column[order] for column in columns]


def _edges(geometries, grid):
    """Yield edges in column and row coordinates, some at a time: (polygon, x0, y0, x1, y1), shells clockwise."""
    parts, owner = shapely.get_parts(geometries, return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    if not len(rings):
        return
    shell = np.ones(len(rings), bool)
    shell[1:] = part[1:] != part[:-1]
    turn = np.where(shapely.is_ccw(rings) == shell, 1.0, -1.0)
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    x, y = (xy[:, 0] - grid.west) / grid.dx, (grid.north - xy[:, 1]) / grid.dy
    start = np.flatnonzero(ring[1:] == ring[:-1])
    inside = (np.minimum(y[start], y[start + 1]) < grid.height) & (np.maximum(y[start], y[start + 1]) > 0)
    start = start[inside & (y[start] != y[start + 1])]
    splits = np.abs(np.diff(np.floor(x)))[start] + np.abs(np.diff(np.floor(y)))[start]
    group = np.cumsum(splits + 1) // _SPLITS
    for number in np.unique(group):
        edge = start[group == number]
        yield owner[part[ring[edge]]], turn[ring[edge]], x[edge], y[edge], x[edge + 1], y[edge + 1]


def _pieces(edges, grid):
    """Pieces of edges within single cells: cell key, height (down positive), area to the right in the cell."""
    polygon, turn, x0, y0, x1, y1 = edges
    at_x, from_x = _crossings(x0, x1, grid.width)
    at_y, from_y = _crossings(y0, y1, grid.height)
    edge = np.concatenate([np.arange(len(x0)), np.arange(len(x0)), from_x, from_y])
    step = np.concatenate([np.zeros(len(x0)), np.ones(len(x0)), at_x, at_y])
    order = np.lexsort((step, edge))
    edge, step = edge[order], step[order]
    x = x0[edge] + (x1 - x0)[edge] * step
    y = y0[edge] + (y1 - y0)[edge] * step
    ends = step == 1
    x[ends], y[ends] = x1[edge[ends]], y1[edge[ends]]
    piece = np.flatnonzero((edge[1:] == edge[:-1]) & (y[1:] != y[:-1]))
    middle_x = np.clip((x[piece] + x[piece + 1]) / 2, 0, grid.width)
    middle_y = (y[piece] + y[piece + 1]) / 2
    row = np.floor(middle_y)
    within = (row >= 0) & (row < grid.height)
    piece, middle_x, row, edge = piece[within], middle_x[within], row[within].astype(np.int64), edge[:-1]
    edge = edge[piece]
    column = np.floor(middle_x)
    height = (y[piece + 1] - y[piece]) * turn[edge]
    key = (polygon[edge] * grid.height + row) * (grid.width + 1) + column.astype(np.int64)
    return key, height, height * (1 - (middle_x - column))


def _crossings(start, stop, limit):
    """Where edges cross whole numbers from 0 to `limit`: share of the way, and which edge."""
    low = np.clip(np.ceil(np.minimum(start, stop)), 0, limit + 1).astype(np.int64)
    high = np.clip(np.floor(np.maximum(start, stop)), -1, limit).astype(np.int64)
    count = np.maximum(high - low + 1, 0)
    edge = np.repeat(np.arange(len(start)), count)
    line = np.arange(len(edge)) - np.repeat(np.cumsum(count) - count, count) + low[edge]
    with np.errstate(invalid="ignore"):  # an edge along a line: 0 / 0, which crosses nothing
        share = (line - start[edge]) / (stop - start)[edge]
    inner = (share > 0) & (share < 1)
    return share[inner], edge[inner]
