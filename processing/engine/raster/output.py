# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a raster strip by strip as a cloud-optimised GeoTIFF that appears whole or not at all.

The strips go into a plain file, where a full disk is an error at once; GDAL makes the tiled, compressed
file with overviews from it, in a folder beside its place; moving it there is the last step.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyproj
import rasterio
import rasterio.shutil

from .errors import OutputError
from .source import GDAL_ERRORS, environment

_TYPES = {"uint8": "Byte", "int16": "Int16", "int32": "Int32", "float32": "Float32", "float64": "Float64"}


class Spool:
    """Rows of one raster in a plain file that is gone at the end; a context manager.

    A full disk is an error while writing. What was written can be read again, many times faster than a
    compressed raster.

    Parameters
    ----------
    folder : pathlib.Path
        Where there is room: beside the output.
    grid : Grid
    dtype : str
    nodata : float
    name : str
        What messages call it.

    Attributes
    ----------
    count, total, low, high
        Of the cells with a value.

    Raises
    ------
    OutputError
    """

    def __init__(self, folder, grid, dtype="float32", nodata=float("nan"), name="the values"):
        self.place_folder, self.grid, self.name = Path(folder), grid, name
        self.dtype, self.nodata = np.dtype(dtype), nodata
        self.height = 0
        self.count, self.total, self.squares = 0, 0.0, 0.0
        self.low, self.high = np.inf, -np.inf
        self.histogram = np.zeros(256, np.int64)  # of codes; stays empty for amounts

    def __enter__(self):
        size = self.grid.width * self.grid.height * self.dtype.itemsize
        try:
            self.place_folder.mkdir(parents=True, exist_ok=True)
            free = shutil.disk_usage(self.place_folder).free
            if free < size + (8 << 20):
                raise OutputError(
                    f"The folder of '{self.name}' has {free >> 20} MB free; {(size >> 20) + 8} MB are needed "
                    "while writing. Free space or choose another folder; nothing was written."
                )
            self.folder = tempfile.TemporaryDirectory(prefix=".metro-", dir=self.place_folder)
        except OSError as error:
            raise OutputError(
                f"Cannot write in the folder of '{self.name}': {error.strerror}. Choose another folder."
            ) from error
        self.raw = (Path(self.folder.name) / "cells.raw").open("wb")
        return self

    def __exit__(self, *_):
        self.discard()

    def write(self, values):
        """Append rows."""
        values = np.ascontiguousarray(values, self.dtype)
        self._measure(values)
        self._guarded(self.raw.write, values.data)
        self.height += len(values)

    def rows(self, start, stop):
        """Rows that were written, as a new array."""
        self._guarded(self.raw.flush)
        width = self.grid.width
        size = self.dtype.itemsize
        cells = np.fromfile(self.raw.name, self.dtype, (stop - start) * width, offset=start * width * size)
        return cells.reshape(stop - start, width)

    def discard(self):
        """Drop what was not placed."""
        with contextlib.suppress(OSError):  # a full disk may refuse the last buffer; it is dropped anyway
            self.raw.close()
        self.folder.cleanup()

    def _guarded(self, call, *arguments, **options):
        try:
            return call(*arguments, **options)
        except GDAL_ERRORS as error:
            cause = getattr(error, "strerror", None) or str(error.__cause__ or error)
            raise OutputError(
                f"'{self.name}' could not be written: {cause}. Free space or choose another folder; "
                "nothing of it was left."
            ) from error

    def _measure(self, values):
        if self.dtype.kind == "f":
            empty = np.isnan(values)
            held = values[~empty] if empty.any() else values.ravel()
            if not len(held):
                return
            low, high, valid = held.min(), held.max(), len(held)
            wide = held.astype(np.float64)
            total = float(wide.sum())
            squares = float(np.square(wide, out=wide).sum())
        else:
            counts = np.bincount(values.ravel(), minlength=256)
            counts[int(self.nodata)] = 0
            self.histogram += counts
            codes = np.flatnonzero(counts)
            if not len(codes):
                return
            low, high, valid = codes[0], codes[-1], int(counts.sum())
            numbers = np.arange(len(counts), dtype=np.float64)
            total, squares = float(counts @ numbers), float(counts @ numbers**2)
        self.count += valid
        self.total += total
        self.squares += squares
        self.low, self.high = min(self.low, float(low)), max(self.high, float(high))


class RasterWriter(Spool):
    """One output; a context manager. Leaving it without an error moves the file to its place.

    Several outputs of one run go through :func:`together`.

    Parameters
    ----------
    path : str or pathlib.Path
        Ends in ``.tif``.
    grid : Grid
    dtype : str
    nodata : float
    description, unit : str
        Of the band.
    tags : dict of str to str
        Source, formula and constants.
    colours : dict of int to (red, green, blue), optional
        The colour table of a uint8 raster.

    Raises
    ------
    OutputError
    """

    def __init__(self, path, grid, dtype, nodata, description="", unit="", tags=None, colours=None):
        self.path = Path(path)
        super().__init__(self.path.parent, grid, dtype, nodata, self.path.name)
        self.description, self.unit, self.tags, self.colours = description, unit, tags or {}, colours
        if self.path.suffix.lower() not in (".tif", ".tiff"):
            raise OutputError(f"'{self.path.name}' is no GeoTIFF; choose a file that ends in .tif.")

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.prepare()
                self.place()
        finally:
            self.discard()

    def place(self):
        """Move the finished file to its place."""
        self._guarded((Path(self.folder.name) / self.path.name).replace, self.path)

    def prepare(self):
        """Make the finished file, in a folder beside its place."""
        self._guarded(self.raw.close)
        if self.height != self.grid.height:
            raise OutputError(
                f"'{self.path.name}' has {self.height} of {self.grid.height} rows; not written."
            )
        folder = Path(self.folder.name)
        vrt, done = folder / "cells.vrt", folder / self.path.name
        self._guarded(vrt.write_text, self._vrt(), encoding="utf-8")
        floating = self.dtype.kind == "f"
        options = {
            "COMPRESS": "DEFLATE",
            "LEVEL": "1",
            "PREDICTOR": "YES" if floating else "NO",
            "BLOCKSIZE": "512",
            "BIGTIFF": "IF_SAFER",
            "NUM_THREADS": "ALL_CPUS",
            "OVERVIEW_RESAMPLING": "AVERAGE" if floating else "NEAREST",
        }
        with environment():
            self._guarded(rasterio.shutil.copy, vrt, done, driver="COG", **options)
            self._guarded(self._verify, done)

    def _verify(self, done):
        """Read the last tile of the file and of its smallest overview."""
        with rasterio.open(done) as dataset:
            window = ((self.grid.height - 1, self.grid.height), (self.grid.width - 1, self.grid.width))
            dataset.read(1, window=window)
            levels = dataset.overviews(1)
        if levels:
            with rasterio.open(done, overview_level=len(levels) - 1) as dataset:
                dataset.read(1)

    def _statistics(self):
        if not self.count:
            return {}
        mean = self.total / self.count
        return {
            "STATISTICS_MINIMUM": self.low,
            "STATISTICS_MAXIMUM": self.high,
            "STATISTICS_MEAN": mean,
            "STATISTICS_STDDEV": max(self.squares / self.count - mean**2, 0.0) ** 0.5,
            "STATISTICS_VALID_PERCENT": 100 * self.count / (self.grid.width * self.grid.height),
        }

    def _vrt(self):
        grid, size = self.grid, self.dtype.itemsize
        colours = "".join(
            f'<Entry c1="{red}" c2="{green}" c3="{blue}" c4="{0 if code == self.nodata else 255}"/>'
            for code, (red, green, blue) in _table(self.colours)
        )
        interpretation = "Palette" if self.colours else "Gray"
        return (
            f'<VRTDataset rasterXSize="{grid.width}" rasterYSize="{grid.height}">'
            f'<SRS dataAxisToSRSAxisMapping="{_axes(grid.crs)}">{escape(grid.crs.to_wkt())}</SRS>'
            f"<GeoTransform>{grid.west!r}, {grid.dx!r}, 0.0, {grid.north!r}, 0.0, {-grid.dy!r}</GeoTransform>"
            f"<Metadata>{_items({'AREA_OR_POINT': 'Area', **self.tags})}</Metadata>"
            f'<VRTRasterBand dataType="{_TYPES[self.dtype.name]}" band="1" subClass="VRTRawRasterBand">'
            f"<Description>{escape(self.description)}</Description>"
            f"<Metadata>{_items(self._statistics())}</Metadata>"
            f"<NoDataValue>{self.nodata}</NoDataValue><UnitType>{escape(self.unit)}</UnitType>"
            f"<ColorInterp>{interpretation}</ColorInterp>"
            + (f"<ColorTable>{colours}</ColorTable>" if self.colours else "")
            + '<SourceFilename relativeToVRT="1">cells.raw</SourceFilename><ImageOffset>0</ImageOffset>'
            f"<PixelOffset>{size}</PixelOffset><LineOffset>{size * grid.width}</LineOffset>"
            "<ByteOrder>LSB</ByteOrder></VRTRasterBand></VRTDataset>"
        )


@contextlib.contextmanager
def together(*writers):
    """Several outputs and spools of one run: all outputs appear, or none."""
    opened = []
    try:
        for writer in writers:
            opened.append(writer.__enter__())
        yield opened
        outputs = [each for each in opened if isinstance(each, RasterWriter)]
        for writer in outputs:
            writer.prepare()
        for writer in outputs:
            writer.place()
    finally:
        for writer in opened:
            writer.discard()


def _items(pairs):
    return "".join(
        f"<MDI key={quoteattr(str(key))}>{escape(value if isinstance(value, str) else repr(float(value)))}</MDI>"
        for key, value in pairs.items()
    )


def _axes(crs):
    """Data are x before y; the definition of a geographic or Chinese projected CRS has y first."""
    first = pyproj.CRS.from_user_input(crs).axis_info[0].direction.lower()
    return "2,1" if first == "north" else "1,2"


def _table(colours):
    """The 256 entries of a colour table; white where a code has no colour."""
    return [(code, colours.get(code, (255, 255, 255))) for code in range(256)] if colours else []
