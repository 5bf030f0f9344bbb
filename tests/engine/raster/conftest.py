# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters drawn by hand near Nanjing."""

import numpy as np
import pytest
import rasterio
from rasterio.crs import CRS
from rasterio.transform import Affine

WEST, NORTH = 400_000.0, 3_550_000.0


@pytest.fixture
def raster(tmp_path):
    """Return ``save(name, cells, …)``: a GeoTIFF's path; 30 m cells in EPSG:4549 by default."""

    def save(
        name,
        cells,
        crs="EPSG:4549",
        cell=30.0,
        west=WEST,
        north=NORTH,
        nodata=None,
        transform=None,
        scale=None,
    ):
        cells = np.atleast_2d(np.asarray(cells))
        if cells.dtype == np.float64:
            cells = cells.astype(np.float32)
        path = tmp_path / f"{name}.tif"
        with rasterio.open(
            path,
            "w",
            driver="GTiff",
            width=cells.shape[1],
            height=cells.shape[0],
            count=1,
            dtype=cells.dtype,
            crs=CRS.from_user_input(crs) if crs else None,
            transform=transform or Affine(cell, 0, west, 0, -cell, north),
            nodata=nodata,
        ) as dataset:
            dataset.write(cells, 1)
            if scale:
                dataset.scales, dataset.offsets = (scale[0],), (scale[1],)
        return str(path)

    return save


@pytest.fixture
def cells():
    """Return ``read(path)``: the first band, masked."""

    def read(path):
        with rasterio.open(path) as dataset:
            return dataset.read(1, masked=True)

    return read
