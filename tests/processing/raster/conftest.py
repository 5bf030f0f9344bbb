# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters drawn by hand near Nanjing, 30 m cells in EPSG:4549."""

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine

WEST, NORTH = 400_000.0, 3_550_000.0


@pytest.fixture
def raster(tmp_path):
    """Return ``save(name, cells, …)``: a GeoTIFF's path."""

    def save(
        name, cells, crs="EPSG:4549", cell=30.0, west=WEST, north=NORTH, nodata=None, transform=None, more=()
    ):
        cells = np.atleast_2d(np.asarray(cells))
        if cells.dtype.kind == "f":
            cells = cells.astype(np.float32)
        elif cells.dtype == np.int64:
            cells = cells.astype(np.int16)
        path = tmp_path / f"{name}.tif"
        profile = {
            "driver": "GTiff",
            "width": cells.shape[1],
            "height": cells.shape[0],
            "count": 1 + len(more),
        }
        with rasterio.open(
            path,
            "w",
            **profile,
            dtype=cells.dtype,
            crs=CRS.from_user_input(crs) if crs else None,
            transform=transform or Affine(cell, 0, west, 0, -cell, north),
            nodata=nodata,
        ) as dataset:
            dataset.write(cells, 1)
            for band, values in enumerate(more, 2):
                dataset.write(np.asarray(values, cells.dtype)[0], band)
        return str(path)

    return save


@pytest.fixture
def cells():
    """Return ``read(path)``: the first band, masked."""

    def read(path):
        with rasterio.open(path) as dataset:
            return dataset.read(1, masked=True)

    return read


@pytest.fixture
def box_file(layer_file):
    """Return ``save(name, *boxes, **columns)``: boxes in metres from the rasters' upper left corner, y down."""
    from shapely.geometry import box

    def save(name, *boxes, crs="EPSG:4549", **columns):
        shapes = [box(WEST + x0, NORTH - y1, WEST + x1, NORTH - y0) for x0, y0, x1, y1 in boxes]
        return layer_file(name, shapes, crs=crs, **columns)

    return save
