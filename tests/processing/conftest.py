# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers drawn by hand, and a short way to run an algorithm."""

import geopandas
import pytest
import shapely
from shapely.geometry import box

GK = "EPSG:4549"  # CGCS2000 / 3-degree Gauss-Kruger CM 120E, without zone prefix
EAST, NORTH = 400_000.0, 3_540_000.0  # near Nanjing


@pytest.fixture
def run(qgis):
    """Return ``run(name, **parameters)``: one of the plugin's algorithms through ``processing.run``."""
    import processing

    return lambda name, **parameters: processing.run(f"metro:{name}", parameters)


@pytest.fixture
def layer_file(tmp_path):
    """Return ``save(name, geometries, crs=…, **columns)``: a GeoPackage's path."""

    def save(name, geometries, crs=GK, suffix=".gpkg", **columns):
        path = tmp_path / f"{name}{suffix}"
        geopandas.GeoDataFrame(columns, geometry=list(geometries), crs=crs).to_file(path)
        return str(path)

    return save


@pytest.fixture
def square():
    """Return ``square(x, y, side)``: a square in metres, its lower left corner at (x, y) of the test area."""
    return lambda x, y, side=100.0: box(EAST + x, NORTH + y, EAST + x + side, NORTH + y + side)


@pytest.fixture
def bowtie():
    """A polygon that crosses itself in its middle."""
    points = [(0, 0), (100, 100), (100, 0), (0, 100)]
    return shapely.Polygon([(EAST + x, NORTH + y) for x, y in points])
