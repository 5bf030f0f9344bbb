# SPDX-License-Identifier: GPL-3.0-or-later
"""Slope from elevations."""

import numpy as np
import pyproj


class Slope:
    """Slope of a raster of elevations, in degrees, by Horn's method on metres of the ellipsoid.

    Parameters
    ----------
    raster : Aligned
        Elevations in metres.
    grid : Grid

    Notes
    -----
    Horn, Hill shading and the reflectance map (Proc. IEEE 69, 1981): the gradient from the eight neighbours,
    those beside weighted twice. A cell with a neighbour without a value has none. In a projected grid the
    cells' own units are used; in a geographic one metres by latitude.
    """

    def __init__(self, raster, grid):
        self.raster, self.grid = raster, grid
        self.layer, self.scaling, self.suspects = raster.layer, None, (-np.inf, np.inf)
        self.report = f"{raster.report} Slopes come from it by Horn's method."
        self.metres = None
        if not grid.crs.is_geographic:
            self.metres = grid.crs.linear_units_factor[1]

    def read(self, start, stop):
        """Rows of slope in degrees; NaN at the edge of the values."""
        grid = self.grid
        top, bottom = max(start - 1, 0), min(stop + 1, grid.height)
        height = np.full((stop - start + 2, grid.width + 2), np.nan, np.float32)
        height[top - start + 1 : bottom - start + 1, 1:-1] = self.raster.read(top, bottom)
        dx, dy = self._cell(start, stop)
        west = height[:-2, :-2] + 2 * height[1:-1, :-2] + height[2:, :-2]
        east = height[:-2, 2:] + 2 * height[1:-1, 2:] + height[2:, 2:]
        north = height[:-2, :-2] + 2 * height[:-2, 1:-1] + height[:-2, 2:]
        south = height[2:, :-2] + 2 * height[2:, 1:-1] + height[2:, 2:]
        gradient = np.hypot((east - west) / (8 * dx), (north - south) / (8 * dy))
        slope = np.degrees(np.arctan(gradient)).astype(np.float32)
        slope[np.isnan(height[1:-1, 1:-1])] = np.nan
        return slope

    def _cell(self, start, stop):
        """Width and height of the cells of some rows in metres, one value a row."""
        grid = self.grid
        if self.metres is not None:
            return grid.dx * self.metres, grid.dy * self.metres
        latitude = grid.north - grid.dy * (np.arange(start, stop) + 0.5)
        geod = pyproj.Geod(ellps="GRS80")
        flat = np.zeros(len(latitude))
        wide = geod.inv(flat, latitude, flat + grid.dx, latitude)[2]
        tall = geod.inv(flat, latitude - grid.dy / 2, flat, latitude + grid.dy / 2)[2]
        return wide[:, None].astype(np.float32), tall[:, None].astype(np.float32)
