# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a raster strip by strip as a cloud-optimised GeoTIFF that appears whole or not at all.

The strips go into a plain file, where a full disk is an error at once; GDAL makes the tiled, compressed
file from it, in a folder beside its place; moving it there is the last step.
"""

import contextlib
import shutil
import tempfile
from pathlib import Path

import numpy as np

from . import cog
from .errors import OutputError
from .source import GDAL_ERRORS


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
    statistics : cog.Statistics
        Of the cells with a value.

    Raises
    ------
    OutputError
    """

    share = 1.0  # of the cells' size that the disk must hold

    def __init__(self, folder, grid, dtype="float32", nodata=float("nan"), name="the values"):
        self.place_folder, self.grid, self.name = Path(folder), grid, name
        self.dtype, self.nodata = np.dtype(dtype), nodata
        self.height = 0
        self.statistics = cog.Statistics(self.dtype, nodata)

    def __enter__(self):
        size = int(self.grid.width * self.grid.height * self.dtype.itemsize * self.share)
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
        self.statistics.add(values)
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


class RasterWriter(Spool):
    """One output; a context manager. Leaving it without an error moves the file to its place, or stages it.

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
    staged : list, optional
        Gets the finished writer, whose ``commit`` moves the file; for runs with outputs of other kinds.
    progress : callable, optional
        Called with the share of the finished file that is made; may raise ``Cancelled``.

    Raises
    ------
    OutputError
    """

    share = 1.34  # with the overviews

    def __init__(
        self,
        path,
        grid,
        dtype,
        nodata,
        description="",
        unit="",
        tags=None,
        colours=None,
        staged=None,
        progress=None,
    ):
        self.path = Path(path)
        super().__init__(self.path.parent, grid, dtype, nodata, self.path.name)
        self.description, self.unit, self.tags, self.colours = description, unit, tags or {}, colours
        self.staged, self.progress = staged, progress
        if self.path.suffix.lower() not in (".tif", ".tiff"):
            raise OutputError(f"'{self.path.name}' is no GeoTIFF; choose a file that ends in .tif.")

    def __enter__(self):
        super().__enter__()
        folder = Path(self.folder.name)
        self.pyramid = self._guarded(cog.Pyramid, folder, self.grid.width, self.grid.height, self.dtype)
        return self

    def __exit__(self, kind, *_):
        try:
            if kind is None:
                self.prepare()
                self.finish()
        except BaseException:
            self.discard()
            raise
        if kind is not None:
            self.discard()

    def write(self, values):
        """Append rows."""
        values = np.ascontiguousarray(values, self.dtype)
        super().write(values)
        self._guarded(self.pyramid.add, values, last=self.height == self.grid.height)

    def prepare(self):
        """Make the finished file, in a folder beside its place."""
        self._guarded(self.raw.close)
        self._guarded(self.pyramid.close)
        grid, statistics = self.grid, self.statistics
        if self.height != grid.height:
            raise OutputError(f"'{self.path.name}' has {self.height} of {grid.height} rows; not written.")
        statistics.finish()
        self._guarded(
            cog.write,
            Path(self.folder.name),
            self.path.name,
            grid,
            self.dtype,
            self.nodata,
            self.pyramid,
            self.tags,
            statistics.tags(grid.width * grid.height),
            self.description,
            self.unit,
            self.colours,
            self.progress,
        )
        for plain in Path(self.folder.name).glob("*.raw"):
            plain.unlink()

    def finish(self):
        """Move the finished file to its place, or leave that to whoever commits what is staged."""
        if self.staged is None:
            self.commit()
        else:
            self.staged.append(self)

    def commit(self):
        """Move the finished file to its place."""
        self._guarded((Path(self.folder.name) / self.path.name).replace, self.path)
        self.discard()

    def discard(self):
        """Drop what was not placed."""
        with contextlib.suppress(OSError):  # as above
            self.pyramid.close()
        super().discard()


@contextlib.contextmanager
def together(*writers):
    """Several outputs and spools of one run: all outputs appear, or none."""
    opened, finished = [], []
    try:
        for writer in writers:
            opened.append(writer.__enter__())
        yield opened
        outputs = [each for each in opened if isinstance(each, RasterWriter)]
        for writer in outputs:
            writer.prepare()
        for writer in outputs:
            writer.finish()
            finished.append(writer)
    finally:
        for writer in opened:
            if writer not in finished:
                writer.discard()
