# SPDX-License-Identifier: GPL-3.0-or-later
"""From plain rows of cells to a cloud-optimised GeoTIFF: statistics and overviews come along as rows are written."""

import contextlib
import os
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import numpy as np
import pyproj
import rasterio
import rasterio.shutil

from .source import environment

BLOCK = 512
POLL_S = 0.2
"""Seconds between two looks at how far GDAL is."""
_TYPES = {"uint8": "Byte", "int16": "Int16", "int32": "Int32", "float32": "Float32", "float64": "Float64"}
_PIECE = 1 << 16  # cells that stay in the processor's cache


class Statistics:
    """Count, sum, squares and range of amounts, or counts of codes, without the cells that have no value.

    Attributes
    ----------
    count, total, squares, low, high
    histogram : numpy.ndarray
        Of codes from 0 to 255.
    """

    def __init__(self, dtype, nodata):
        self.dtype, self.nodata = dtype, nodata
        self.count, self.total, self.squares = 0, 0.0, 0.0
        self.low, self.high = np.inf, -np.inf
        self.histogram = np.zeros(256, np.int64)

    def add(self, values):
        """Take rows in."""
        if self.dtype.kind == "f":
            self._add_amounts(values.ravel())
        else:
            self._add_codes(values.ravel())

    def _add_amounts(self, values):
        for start in range(0, len(values), _PIECE):
            piece = values[start : start + _PIECE]
            empty = piece != piece
            missing = int(np.count_nonzero(empty))
            if missing == len(piece):
                continue
            wide = piece.astype(np.float64)
            if missing:
                wide[empty] = 0
            self.count += len(piece) - missing
            self.total += float(wide.sum())
            self.squares += float(np.einsum("i,i", wide, wide))
            self.low = min(self.low, float(np.fmin.reduce(piece)))
            self.high = max(self.high, float(np.fmax.reduce(piece)))

    def _add_codes(self, codes):
        # Two codes at a time halve the work.
        even = len(codes) // 2 * 2
        pairs = codes[:even].view(np.uint16)
        for start in range(0, len(pairs), _PIECE):
            counts = np.bincount(pairs[start : start + _PIECE], minlength=1 << 16).reshape(256, 256)
            self.histogram += counts.sum(axis=0) + counts.sum(axis=1)
        self.histogram += np.bincount(codes[even:], minlength=256)

    def finish(self):
        """Work out the numbers of codes from their counts."""
        if self.dtype.kind == "f":
            return
        self.histogram[int(self.nodata)] = 0
        codes = np.flatnonzero(self.histogram)
        if len(codes):
            self.low, self.high = float(codes[0]), float(codes[-1])
        counts, numbers = self.histogram.astype(float), np.arange(256.0)
        self.count = int(self.histogram.sum())
        self.total, self.squares = float(counts @ numbers), float(counts @ numbers**2)

    def tags(self, cells):
        """Items for the band's metadata, of a raster of so many cells."""
        if not self.count:
            return {}
        mean = self.total / self.count
        return {
            "STATISTICS_MINIMUM": self.low,
            "STATISTICS_MAXIMUM": self.high,
            "STATISTICS_MEAN": mean,
            "STATISTICS_STDDEV": max(self.squares / self.count - mean**2, 0.0) ** 0.5,
            "STATISTICS_VALID_PERCENT": 100 * self.count / cells,
        }


class Pyramid:
    """Overviews of half the size each, in plain files: the mean of the amounts, or one of the codes, of four cells.

    Parameters
    ----------
    folder : pathlib.Path
    width, height : int
        Of the raster.
    dtype : numpy.dtype
    """

    def __init__(self, folder, width, height, dtype):
        self.dtype, self.levels, self.left_over = dtype, [], []
        while max(width, height) > BLOCK:
            width, height = (width + 1) // 2, (height + 1) // 2
            self.levels.append((folder / f"overview{len(self.levels) + 1}.raw", width, height))
            self.left_over.append(np.zeros((0, 0), dtype))
        self.files = [path.open("wb") for path, _, _ in self.levels]

    def add(self, rows, last=False):
        """Take rows in; `last` says that no more come."""
        for level, file in enumerate(self.files):
            if len(self.left_over[level]):
                rows = np.concatenate([self.left_over[level], rows])
            if len(rows) % 2 and last:
                rows = np.concatenate([rows, rows[-1:]])
            even = len(rows) // 2 * 2
            self.left_over[level] = rows[even:].copy()
            rows = halved(rows[:even])
            file.write(rows.data)

    def close(self):
        """Close the files."""
        for file in self.files:
            file.close()


def halved(cells):
    """An even number of rows at half the size.

    Examples
    --------
    >>> halved(np.array([[1, 3, 5], [3, np.nan, 5]])).tolist()
    [[2.3333333333333335, 5.0]]
    >>> halved(np.array([[1, 2], [3, 3]], "uint8")).tolist()
    [[1]]
    """
    if cells.dtype.kind != "f":
        return np.ascontiguousarray(cells[::2, ::2])
    if cells.shape[1] % 2:
        cells = np.concatenate([cells, cells[:, -1:]], axis=1)
    four = cells[::2, ::2], cells[::2, 1::2], cells[1::2, ::2], cells[1::2, 1::2]
    mean = four[0] + four[1]
    mean += four[2]
    mean += four[3]
    mean *= mean.dtype.type(0.25)
    part = np.flatnonzero(mean != mean)
    if len(part):
        at = np.divmod(part, mean.shape[1])
        held = np.stack([each[at] for each in four])
        count = np.count_nonzero(held == held, axis=0)
        with np.errstate(invalid="ignore"):
            mean[at] = np.nansum(held, axis=0) / count
    return mean


def write(folder, name, grid, dtype, nodata, pyramid, tags, band, description, unit, colours, progress=None):
    """Make the tiled, compressed file from the plain ones of a folder, and read its ends again.

    Parameters
    ----------
    folder : pathlib.Path
        Holds ``cells.raw`` and the overviews; gets the file.
    name : str
        Of the file.
    grid : Grid
    dtype : numpy.dtype
    nodata : float
    pyramid : Pyramid
        Closed.
    tags, band : dict
        Metadata of the file and of its band.
    description, unit : str
    colours : dict of int to (red, green, blue)
    progress : callable, optional
        Called with the share that is written; may raise ``Cancelled``.

    Raises
    ------
    rasterio.errors.RasterioError, OSError
    """
    overviews = []
    for path, width, height in pyramid.levels:
        text = _dataset(grid, width, height, _band(dtype, nodata, path.name, width))
        path.with_suffix(".vrt").write_text(text, encoding="utf-8")
        overviews.append(f"{path.stem}.vrt")
    more = (
        f"<Description>{escape(description)}</Description><Metadata>{_items(band)}</Metadata>"
        f"<UnitType>{escape(unit)}</UnitType><ColorInterp>{'Palette' if colours else 'Gray'}</ColorInterp>"
    )
    cells = _band(dtype, nodata, "cells.raw", grid.width, more + _table(colours, nodata), overviews)
    source = folder / "cells.vrt"
    source.write_text(_dataset(grid, grid.width, grid.height, cells, tags), encoding="utf-8")
    options = {
        "COMPRESS": "DEFLATE",
        "LEVEL": "1",
        "PREDICTOR": "YES" if dtype.kind == "f" else "NO",
        "BLOCKSIZE": str(BLOCK),
        "BIGTIFF": "IF_SAFER",
        "NUM_THREADS": "ALL_CPUS",
    }
    _copy(source, folder / name, options, progress)
    with environment():
        _verify(folder / name, grid)


def _copy(source, target, options, progress):
    """Let GDAL make the file in a thread, and stop it when the run is cancelled."""
    plain = sorted(source.parent.glob("*.raw"))
    size = sum(path.stat().st_size for path in plain)
    pool = ThreadPoolExecutor(1)
    job = pool.submit(_make, source, target, options)
    try:
        while not wait([job], POLL_S).done:
            if progress and target.exists():
                progress(min(target.stat().st_size / size, 1.0))
    except BaseException:
        # GDAL has no ear here. Without cells it is soon done; where open files can be deleted nobody waits for it.
        for path in plain:
            with contextlib.suppress(OSError):
                os.truncate(path, 0)
        pool.shutdown(wait=os.name != "posix")
        raise
    pool.shutdown()
    job.result()


def _make(source, target, options):
    # Plain rows are read as they are needed, past GDAL's cache of blocks.
    with environment(), rasterio.Env(GDAL_ONE_BIG_READ="YES"):
        rasterio.shutil.copy(source, target, driver="COG", **options)


def _verify(path, grid):
    """Read the last tile of the file and of its smallest overview."""
    with rasterio.open(path) as dataset:
        window = ((grid.height - 1, grid.height), (grid.width - 1, grid.width))
        dataset.read(1, window=window)
        levels = dataset.overviews(1)
    if levels:
        with rasterio.open(path, overview_level=len(levels) - 1) as dataset:
            dataset.read(1)


def _dataset(grid, width, height, band, tags=None):
    """A virtual dataset of one band over the grid's extent."""
    dx, dy = grid.dx * grid.width / width, grid.dy * grid.height / height
    return (
        f'<VRTDataset rasterXSize="{width}" rasterYSize="{height}">'
        f'<SRS dataAxisToSRSAxisMapping="{_axes(grid.crs)}">{escape(grid.crs.to_wkt())}</SRS>'
        f"<GeoTransform>{grid.west!r}, {dx!r}, 0.0, {grid.north!r}, 0.0, {-dy!r}</GeoTransform>"
        f"<Metadata>{_items({'AREA_OR_POINT': 'Area', **(tags or {})})}</Metadata>{band}</VRTDataset>"
    )


def _band(dtype, nodata, file, width, more="", overviews=()):
    """A band of plain rows."""
    smaller = "".join(
        f'<Overview><SourceFilename relativeToVRT="1">{Path(each).name}</SourceFilename>'
        "<SourceBand>1</SourceBand></Overview>"
        for each in overviews
    )
    return (
        f'<VRTRasterBand dataType="{_TYPES[dtype.name]}" band="1" subClass="VRTRawRasterBand">{more}'
        f"<NoDataValue>{nodata}</NoDataValue>{smaller}"
        f'<SourceFilename relativeToVRT="1">{file}</SourceFilename><ImageOffset>0</ImageOffset>'
        f"<PixelOffset>{dtype.itemsize}</PixelOffset><LineOffset>{dtype.itemsize * width}</LineOffset>"
        "<ByteOrder>LSB</ByteOrder></VRTRasterBand>"
    )


def _items(pairs):
    return "".join(
        f"<MDI key={quoteattr(str(key))}>{escape(value if isinstance(value, str) else repr(float(value)))}</MDI>"
        for key, value in pairs.items()
    )


def _axes(crs):
    """Data are x before y; the definition of a geographic or Chinese projected CRS has y first."""
    first = pyproj.CRS.from_user_input(crs).axis_info[0].direction.lower()
    return "2,1" if first == "north" else "1,2"


def _table(colours, nodata):
    """A colour table of 256 entries; white where a code has no colour."""
    if not colours:
        return ""
    entries = "".join(
        f'<Entry c1="{red}" c2="{green}" c3="{blue}" c4="{0 if code == nodata else 255}"/>'
        for code, (red, green, blue) in ((code, colours.get(code, (255, 255, 255))) for code in range(256))
    )
    return f"<ColorTable>{entries}</ColorTable>"
