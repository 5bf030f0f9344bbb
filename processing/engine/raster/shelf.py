# SPDX-License-Identifier: GPL-3.0-or-later
"""Polygons put aside in a file while others are made, so that many enormous ones never share the memory."""

import contextlib
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .errors import OutputError

BATCH_BYTES = 16 << 20


class Shelf:
    """Frames of polygons in a scratch file that is gone at the end; a context manager.

    Parameters
    ----------
    folder : str or pathlib.Path
        Where there is room: beside the output.

    Raises
    ------
    OutputError
        No room is left, or the folder cannot be written.

    Examples
    --------
    >>> square = gpd.GeoDataFrame({"size": [1.0]}, geometry=[shapely.box(0, 0, 1, 1)], crs=4549)
    >>> with Shelf(tempfile.gettempdir()) as shelf:
    ...     shelf.add(square)
    ...     shelf.add(square.assign(size=2.0))
    ...     shelf.sort("size")
    ...     [frame["size"].tolist() for frame in shelf.frames()]
    [[2.0, 1.0]]
    """

    def __init__(self, folder):
        self.place = Path(folder)
        self.tables, self.lengths, self.crs = [], [], None

    def __enter__(self):
        self._guarded(self.place.mkdir, parents=True, exist_ok=True)
        self.file = self._guarded(tempfile.TemporaryFile, prefix=".metro-", dir=self.place)
        return self

    def __exit__(self, *_):
        with contextlib.suppress(OSError):  # a full disk may refuse the last buffer; it is dropped anyway
            self.file.close()

    def __len__(self):
        return sum(len(table) for table in self.tables)

    def add(self, frame):
        """Put a frame aside."""
        self.crs = frame.crs
        shapes = shapely.to_wkb(np.asarray(frame.geometry))
        for shape in shapes:
            self._guarded(self.file.write, shape)
        self.tables.append(pd.DataFrame(frame.drop(columns=frame.geometry.name)))
        self.lengths.append(np.array([len(shape) for shape in shapes], np.int64))

    def sort(self, column):
        """Order the rows from the greatest value down; rows of the same value keep their order."""
        lengths = np.concatenate(self.lengths)
        self.table = pd.concat(self.tables, ignore_index=True)
        self.starts, self.sizes = np.cumsum(lengths) - lengths, lengths
        order = np.argsort(-self.table[column].to_numpy(), kind="stable")
        self.table = self.table.iloc[order].reset_index(drop=True)
        self.starts, self.sizes = self.starts[order], self.sizes[order]

    def frames(self):
        """Yield all rows in order as GeoDataFrames, some at a time."""
        self._guarded(self.file.flush)
        batch = np.cumsum(self.sizes) // BATCH_BYTES
        for number in np.unique(batch):
            rows = np.flatnonzero(batch == number)
            shapes = np.empty(len(rows), dtype=object)
            for position, row in enumerate(rows):
                self.file.seek(self.starts[row])
                shapes[position] = self.file.read(self.sizes[row])
            yield gpd.GeoDataFrame(self.table.iloc[rows], geometry=shapely.from_wkb(shapes), crs=self.crs)

    def _guarded(self, call, *arguments, **options):
        try:
            return call(*arguments, **options)
        except OSError as error:
            raise OutputError(
                f"Polygons could not be put aside in '{self.place.name}': {error.strerror}. Free space or choose "
                "another folder; nothing was written."
            ) from error
