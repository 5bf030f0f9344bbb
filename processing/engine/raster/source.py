# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters as they come, read strip by strip on one stated grid.

A raster that lies on the grid is read as it is. Any other goes through GDAL's warper: amounts by average
where the grid is coarser and bilinear where it is finer; categories by the most frequent or the nearest.
Nodata, masks, scale and offset are applied while reading: what comes out is float32 with NaN for no value.
"""

import contextlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from rasterio._err import CPLE_BaseError
from rasterio.crs import CRS
from rasterio.enums import MaskFlags, Resampling
from rasterio.errors import NotGeoreferencedWarning, RasterioError
from rasterio.vrt import WarpedVRT
from rasterio.warp import transform_bounds
from rasterio.windows import Window

from .errors import NoOverlapError, RasterCrsError, RasterReadError, RotatedRasterError
from .grid import Grid

GDAL_ERRORS = (RasterioError, CPLE_BaseError, OSError)
AMOUNT = "amount"
CATEGORY = "category"
ELEVATION = "elevation"
_SUSPECT_FLOAT = 1e30
EXACT_FLOAT = 2**24


@dataclass(frozen=True)
class Layer:
    """One raster of a run.

    Attributes
    ----------
    path : str
    name : str
        What messages call it.
    kind : {"amount", "category", "elevation"}
        Elevations are read as slopes in degrees.
    crs : rasterio.crs.CRS, optional
        Overrides the file's own.
    band : int
        From 1.
    least : float, optional
        Smaller values count as no value; ``Aligned.hidden`` counts the cells read so.
    """

    path: str
    name: str
    kind: str = AMOUNT
    crs: CRS | None = None
    band: int = 1
    least: float | None = None


@dataclass(frozen=True)
class Derived:
    """A quantity computed cell by cell from several rasters.

    Attributes
    ----------
    name : str
    layers : dict of str to Layer
    formula : callable
        Takes the rasters by their keys as float32 arrays.
    """

    name: str
    layers: dict
    formula: Callable
    kind: str = AMOUNT


class Formula:
    """Reads a :class:`Derived` quantity."""

    def __init__(self, derived, rasters):
        self.layer, self.rasters = derived, rasters
        self.report = " ".join(raster.report for raster in rasters.values())
        self.scaling = None
        self.suspects = (-_SUSPECT_FLOAT, _SUSPECT_FLOAT)

    def read(self, start, stop):
        """Rows of the grid as float32, NaN where there is no value."""
        return self.layer.formula(**{key: raster.read(start, stop) for key, raster in self.rasters.items()})


@contextlib.contextmanager
def reading(name):
    """Turn GDAL's errors into one that names the raster."""
    try:
        yield
    except GDAL_ERRORS as error:
        cause = str(error.__cause__ or error).rstrip(".") or type(error).__name__
        raise RasterReadError(name, cause) from error


def environment():
    """GDAL's settings while rasters are read and written: no sidecar files."""
    return rasterio.Env(GDAL_PAM_ENABLED="NO", GDAL_CACHEMAX=256)


def open_raster(layer):
    """Open a raster and hold it to what a grid needs.

    Raises
    ------
    RasterReadError, RasterCrsError, RotatedRasterError
    """
    with reading(layer.name), warnings.catch_warnings():
        warnings.simplefilter("ignore", NotGeoreferencedWarning)
        dataset = rasterio.open(layer.path)
        if dataset.driver == "GTiff" and dataset.compression:
            # All cores decode; where nothing is compressed that would only cost time.
            dataset.close()
            dataset = rasterio.open(layer.path, NUM_THREADS="ALL_CPUS")
    transform = dataset.transform
    problem = None
    if dataset.crs is None and layer.crs is None:
        problem = RasterCrsError(layer.name)
    elif not 1 <= layer.band <= dataset.count:
        problem = RasterReadError(layer.name, f"it has {dataset.count} bands, no band {layer.band}")
    elif abs(transform.b) > 1e-9 * abs(transform.a) or abs(transform.d) > 1e-9 * abs(transform.e):
        problem = RotatedRasterError(layer.name)
    if problem:
        dataset.close()
        raise problem
    return dataset


def grid_of(layer):
    """The grid of a raster file."""
    with environment(), open_raster(layer) as dataset:
        return Grid.of(dataset, layer.crs)


class Aligned:
    """One raster on a grid; a context manager.

    Parameters
    ----------
    layer : Layer
    grid : Grid

    Attributes
    ----------
    report : str
        What was done to bring it there.

    Raises
    ------
    RasterReadError, RasterCrsError, RotatedRasterError, NoOverlapError
    """

    def __init__(self, layer, grid):
        self.layer, self.grid = layer, grid
        self.dataset = open_raster(layer)
        self.own = Grid.of(self.dataset, layer.crs)
        try:
            self._demand_overlap()
            self.offset = self._offset()
            self.warped = None if self.offset is not None else self._warp()
        except BaseException:
            self.dataset.close()
            raise
        self.report = self._report()
        band = layer.band - 1
        self.masked = MaskFlags.per_dataset in self.dataset.mask_flag_enums[band]
        self.hidden = 0
        scale, shift = self.dataset.scales[band], self.dataset.offsets[band]
        self.scaling = (scale, shift) if layer.kind != CATEGORY and (scale, shift) != (1, 0) else None
        self.suspects = _suspects(self.dataset.dtypes[band])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.warped is not None:
            self.warped.close()
        self.dataset.close()

    def read(self, start, stop):
        """Rows of the grid as float32, NaN where there is no value."""
        with reading(self.layer.name):
            if self.warped is not None:
                values = self.warped.read(
                    self.layer.band, window=Window(0, start, self.grid.width, stop - start)
                )
            else:
                values = self._direct(start, stop)
        if self.scaling:
            values *= np.float32(self.scaling[0])
            values += np.float32(self.scaling[1])
        if self.layer.least is not None:
            low = values < self.layer.least
            self.hidden += int(np.count_nonzero(low))
            values[low] = np.nan
        return values

    def _direct(self, start, stop):
        """Rows of a raster that lies on the grid, NaN beyond its edges."""
        row0, column0 = self.offset
        top, bottom = max(start + row0, 0), min(stop + row0, self.dataset.height)
        left, right = max(column0, 0), min(column0 + self.grid.width, self.dataset.width)
        window = Window(left, top, right - left, max(bottom - top, 0))
        whole = (top - row0, bottom - row0, left - column0, right - column0) == (
            start,
            stop,
            0,
            self.grid.width,
        )
        if not whole:
            values = np.full((stop - start, self.grid.width), np.nan, np.float32)
            if bottom <= top:
                return values
        raw = self.dataset.read(self.layer.band, window=window)
        nodata = self.dataset.nodatavals[self.layer.band - 1]
        with np.errstate(over="ignore"):  # a nodata value of 64 bits becomes infinite on both sides
            part = raw if raw.dtype == np.float32 else raw.astype(np.float32)
            if nodata is not None and not np.isnan(nodata):
                part[part == np.float32(nodata)] = np.nan
        if self.masked:
            part[self.dataset.read_masks(self.layer.band, window=window) == 0] = np.nan
        if whole:
            return part
        values[top - row0 - start : bottom - row0 - start, left - column0 : right - column0] = part
        return values

    def _offset(self):
        """Row and column of the grid's corner in the raster, or None where their cells differ."""
        own, grid = self.own, self.grid
        if own.crs != grid.crs or self.dataset.transform.e > 0 or self.dataset.transform.a < 0:
            return None
        drift = max(abs(own.dx / grid.dx - 1) * grid.width, abs(own.dy / grid.dy - 1) * grid.height)
        column, row = (grid.west - own.west) / grid.dx, (own.north - grid.north) / grid.dy
        if drift > 1e-3 or max(abs(column - round(column)), abs(row - round(row))) > 1e-3:
            return None
        return round(row), round(column)

    def _warp(self):
        return WarpedVRT(
            self.dataset,
            src_crs=self.own.crs,
            crs=self.grid.crs,
            transform=self.grid.transform,
            width=self.grid.width,
            height=self.grid.height,
            resampling=self.resampling,
            src_nodata=self.dataset.nodatavals[self.layer.band - 1],
            nodata=np.nan,
            dtype="float32",
            warp_mem_limit=64,
            tolerance=0.125,
        )

    @property
    def resampling(self):
        """How cells are brought to the grid, by what the raster holds and which cells are larger."""
        west, south, east, north = transform_bounds(
            self.dataset.crs, self.grid.crs, *Grid.of(self.dataset).bounds
        )
        own = ((east - west) / self.dataset.width) * ((north - south) / self.dataset.height)
        coarser = self.grid.dx * self.grid.dy > own * 1.0001
        if self.layer.kind == CATEGORY:
            return Resampling.mode if coarser else Resampling.nearest
        return Resampling.average if coarser else Resampling.bilinear

    def _demand_overlap(self):
        west, south, east, north = self.grid.bounds
        try:
            w, s, e, n = transform_bounds(self.own.crs, self.grid.crs, *self.own.bounds)
        except GDAL_ERRORS as error:
            raise NoOverlapError(self.layer.name, "the grid") from error
        if w >= east or e <= west or s >= north or n <= south:
            raise NoOverlapError(self.layer.name, "the study area's grid")

    def _report(self):
        own = self.own
        index = self.layer.band - 1
        band = f", band {self.layer.band} of {self.dataset.count}" if self.dataset.count > 1 else ""
        nodata = self.dataset.nodatavals[index]
        nodata = "no declared nodata" if nodata is None else f"nodata {nodata:g}"
        how = "read as it is" if self.offset is not None else f"brought to the grid by {self.resampling.name}"
        scale, shift = self.dataset.scales[index], self.dataset.offsets[index]
        scaled = f", scaled by {scale:g} and {shift:g}" if (scale, shift) != (1, 0) else ""
        return (
            f"Raster '{self.layer.name}' ({Path(self.layer.path).name}): {own.crs.to_string()[:40]}, "
            f"cells {own.dx:.8g} x {own.dy:.8g}, {self.dataset.dtypes[index]}{band}, {nodata}: {how}{scaled}."
        )


def _suspects(dtype):
    """Lowest and highest plausible values of a raster's type; what lies beyond means overflow or nodata."""
    dtype = np.dtype(dtype)
    if dtype.kind == "f":
        return -_SUSPECT_FLOAT, _SUSPECT_FLOAT
    info = np.iinfo(dtype)
    if dtype.itemsize == 1:
        return -np.inf, np.inf
    low = -np.inf if dtype.kind == "u" else float(info.min)
    return np.nextafter(np.float32(low), np.float32(np.inf)), np.nextafter(
        np.float32(info.max), np.float32(-np.inf)
    )
