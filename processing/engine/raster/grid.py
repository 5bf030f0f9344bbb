# SPDX-License-Identifier: GPL-3.0-or-later
"""The grid on which rasters are computed, and the areas of its cells on the ellipsoid."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyproj
from rasterio.crs import CRS
from rasterio.transform import Affine
from rasterio.warp import transform_bounds

from ..areas import AreaMeasure
from ..errors import ParameterError
from .errors import NoOverlapError

STRIP_CELLS = 5 << 19
"""Cells computed at a time: 10 MB of float32 a raster. Rows come in powers of two, as the blocks of files do."""


@dataclass(frozen=True)
class Grid:
    """A north-up grid: what every raster of a run is brought to.

    Attributes
    ----------
    crs : rasterio.crs.CRS
    west, north : float
        The upper left corner, in units of `crs`.
    dx, dy : float
        Width and height of a cell, both positive, in units of `crs`.
    width, height : int
        Columns and rows.
    """

    crs: CRS
    west: float
    north: float
    dx: float
    dy: float
    width: int
    height: int

    @classmethod
    def of(cls, dataset, crs=None):
        """The grid of an open raster, its rows turned north-up where they run the other way.

        Parameters
        ----------
        dataset : rasterio.DatasetReader
        crs : rasterio.crs.CRS, optional
            Overrides the file's own.
        """
        left, bottom, right, top = dataset.bounds
        return cls(
            crs or dataset.crs,
            min(left, right),
            max(bottom, top),
            abs(dataset.transform.a),
            abs(dataset.transform.e),
            dataset.width,
            dataset.height,
        )

    @property
    def transform(self):
        """The affine transform from column, row to x, y."""
        return Affine(self.dx, 0, self.west, 0, -self.dy, self.north)

    @property
    def bounds(self):
        """West, south, east, north in units of the CRS."""
        return (
            self.west,
            self.north - self.dy * self.height,
            self.west + self.dx * self.width,
            self.north,
        )

    @property
    def shape(self):
        """Rows and columns."""
        return self.height, self.width

    def cropped(self, bounds, crs, name="the study area"):
        """The cells of this grid that a box touches; its lines stay where they are.

        Parameters
        ----------
        bounds : sequence of four floats
            West, south, east, north in `crs`.
        crs : anything rasterio takes
        name : str
            What the box is, for the message.

        Raises
        ------
        NoOverlapError
        """
        west, south, east, north = (
            bounds if CRS.from_user_input(crs) == self.crs else transform_bounds(crs, self.crs, *bounds)
        )
        tiny = 1e-6
        left = max(0, int(np.floor((west - self.west) / self.dx + tiny)))
        right = min(self.width, int(np.ceil((east - self.west) / self.dx - tiny)))
        top = max(0, int(np.floor((self.north - north) / self.dy + tiny)))
        bottom = min(self.height, int(np.ceil((self.north - south) / self.dy - tiny)))
        if left >= right or top >= bottom:
            raise NoOverlapError(name, "the grid of the rasters")
        return Grid(
            self.crs,
            self.west + left * self.dx,
            self.north - top * self.dy,
            self.dx,
            self.dy,
            right - left,
            bottom - top,
        )

    def with_cells(self, size):
        """The same extent, grown to whole cells of another size (in units of the CRS)."""
        if not size > 0:
            raise ParameterError(f"A cell of size {size:g} is impossible; give a number above 0.")
        west, south, east, north = self.bounds
        width = max(1, int(np.ceil((east - west) / size - 1e-6)))
        height = max(1, int(np.ceil((north - south) / size - 1e-6)))
        return Grid(self.crs, west, north, size, size, width, height)

    def strips(self, cells=STRIP_CELLS):
        """Row ranges, from north to south, of about `cells` cells each."""
        rows = max(1, cells // self.width)
        rows = rows - rows % 512 if rows >= 512 else 1 << (rows.bit_length() - 1)
        return [(row, min(row + rows, self.height)) for row in range(0, self.height, rows)]

    def strip_transform(self, row):
        """The affine transform of rows from `row` on."""
        return self.transform * Affine.translation(0, row)

    def place(self, row, column):
        """Coordinates of a cell's centre, as messages give them."""
        x, y = self.transform * (column + 0.5, row + 0.5)
        return f"{x:.10g}, {y:.10g}"

    def describe(self):
        """One line for the log."""
        unit = "degrees" if self.crs.is_geographic else self.crs.linear_units
        return (
            f"{self.crs.to_string()[:60]}, {self.width} x {self.height} cells of {self.dx:.8g} x {self.dy:.8g} "
            f"{unit}, from {self.west:.10g}, {self.north:.10g}"
        )

    @cached_property
    def cell_areas(self):
        """The :class:`CellAreas` of this grid."""
        return CellAreas(self)

    @cached_property
    def cell_metres(self):
        """Width and height of the middle cell in metres."""
        west, south, east, north = self.bounds
        x, y = (west + east) / 2, (south + north) / 2
        area = float(self.cell_areas.rows(self.height // 2, self.height // 2 + 1)[0, 0])
        if not self.crs.is_geographic:
            ratio = self.dx / self.dy
            return float(np.sqrt(area * ratio)), float(np.sqrt(area / ratio))
        geod = pyproj.Geod(ellps="GRS80")
        tall = geod.inv(x, y - self.dy / 2, x, y + self.dy / 2)[2]
        return area / tall, tall


class CellAreas:
    """Ellipsoidal areas of the cells of a grid.

    The area density of the coordinate system (see :mod:`..areas`) is a polynomial in x and y; its integral
    over a cell is a sum of products of differences along each side; two or three terms carry all of it.

    Parameters
    ----------
    grid : Grid

    Raises
    ------
    CoordinateError
        The grid reaches where its coordinate system cannot.

    Examples
    --------
    One degree at the equator has 12 308.46 km², at 60° N 6 235.50 km²:

    >>> grid = Grid(CRS.from_epsg(4490), 118, 61, 1, 1, 1, 61)
    >>> areas = grid.cell_areas.rows(0, 61)[:, 0] / 1e6
    >>> round(float(areas[60]), 2)
    12308.46
    """

    def __init__(self, grid):
        measure = AreaMeasure(grid.crs, grid.bounds)
        series = np.zeros((len(measure.rows), max(map(len, measure.rows))))
        for power, row in enumerate(measure.rows):
            series[power, : len(row)] = row
        u = (grid.west + grid.dx * np.arange(grid.width + 1) - measure.centre[0]) / measure.scale[0]
        v = (grid.north - grid.dy * np.arange(grid.height + 1) - measure.centre[1]) / measure.scale[1]
        order = np.arange(series.shape[1]) + 1
        across = np.diff(u[:, None] ** np.arange(len(series)), axis=0)
        along = -np.diff(v[:, None] ** order, axis=0) / order
        self.same_in_row = len(series) <= 2
        self.along, self.across = _condensed(along, series.T @ (across[:1] if self.same_in_row else across).T)

    def rows(self, start, stop):
        """Square metres of the cells of some rows: rows x columns, or rows x 1 where a row's cells are equal."""
        # Few terms, so no matrix product: its threads would only wait for each other.
        result = self.along[start:stop, :1] * self.across[0]
        for term in range(1, len(self.across)):
            result += self.along[start:stop, term : term + 1] * self.across[term]
        return result

    def of_runs(self, row, first, last):
        """Square metres of runs of cells: from column `first` to before `last` of a row, one each."""
        if self.same_in_row:
            return self.along[row] @ self.across[:, 0] * (last - first)
        result = np.zeros(len(row))
        for along, sums in zip(self.along.T, self._sums, strict=True):
            result += along[row] * (sums[last] - sums[first])
        return result

    @cached_property
    def _sums(self):
        """Running sums of the terms along a row, 0 first."""
        return np.pad(np.cumsum(self.across, axis=1), ((0, 0), (1, 0)))


def _condensed(left, right):
    """Two matrices with the same product and no more columns, or rows, than it takes to 1e-15."""
    left, upper = np.linalg.qr(left)
    right, lower = np.linalg.qr(right.T)
    u, weight, v = np.linalg.svd(upper @ lower.T)
    keep = weight > 1e-15 * weight[0]
    return left @ (u[:, : len(weight)] * weight)[:, keep], (v[: len(weight)][keep]) @ right.T
