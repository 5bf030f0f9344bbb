# SPDX-License-Identifier: GPL-3.0-or-later
"""Polygons on the grid: which cells lie in the study area, and in which unit."""

import numpy as np
import rasterio.features
import shapely

from .errors import NoOverlapError


class Zones:
    """Numbers the cells by the polygon that holds their centre.

    Parameters
    ----------
    geometries : array_like of shapely polygons
        In the grid's coordinate system.
    grid : Grid
    name : str
        The layer's name, for messages.
    touched : bool
        Whether a cell belongs to a polygon that it only touches.

    Raises
    ------
    NoOverlapError
        No polygon reaches the grid.

    Notes
    -----
    Where polygons overlap, the later one has the cell.
    """

    def __init__(self, geometries, grid, name="the study area", touched=False):
        self.geometries = np.asarray(geometries, dtype=object)
        self.grid = grid
        self.touched = touched
        shapely.prepare(self.geometries)
        self.tree = shapely.STRtree(self.geometries)
        if not len(self.tree.query(shapely.box(*grid.bounds), predicate="intersects")):
            raise NoOverlapError(name, "the grid of the rasters")

    def __len__(self):
        return len(self.geometries)

    def rows(self, start, stop):
        """Number of the polygon of each cell of some rows, from 1; 0 where there is none (int32)."""
        grid = self.grid
        west, _, east, _ = grid.bounds
        top, bottom = grid.north - grid.dy * start, grid.north - grid.dy * stop
        here = np.sort(self.tree.query(shapely.box(west, bottom, east, top)))
        shape = (stop - start, grid.width)
        if not len(here):
            return np.zeros(shape, np.int32)
        margin = 2 * max(grid.dx, grid.dy)
        parts = shapely.clip_by_rect(
            self.geometries[here], west - margin, bottom - margin, east + margin, top + margin
        )
        numbered = [(part, int(row) + 1) for part, row in zip(parts, here, strict=True) if not part.is_empty]
        if not numbered:
            return np.zeros(shape, np.int32)
        return rasterio.features.rasterize(
            numbered,
            out_shape=shape,
            transform=grid.strip_transform(start),
            all_touched=self.touched,
            dtype="int32",
        )


class StudyArea:
    """The cells that count: all of the grid, or those whose centre lies in a polygon."""

    def __init__(self, grid, geometries=None, name="the study area", touched=False):
        self.grid = grid
        self.zones = None if geometries is None else Zones(geometries, grid, name, touched)

    def outside(self, start, stop):
        """Cells of some rows that do not count; None where all of them do."""
        return None if self.zones is None else self.zones.rows(start, stop) == 0

    def count(self, progress=None):
        """Number of cells that count."""
        if self.zones is None:
            return self.grid.width * self.grid.height
        total = 0
        for start, stop in self.grid.strips():
            total += int(np.count_nonzero(self.zones.rows(start, stop)))
            if progress:
                progress(stop / self.grid.height)
        return total
