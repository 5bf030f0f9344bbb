# SPDX-License-Identifier: GPL-3.0-or-later
"""Slopes of surfaces whose slopes are known."""

import numpy as np
import pyproj
import pytest
from metro_circles.processing.engine.raster.factors import Stack
from metro_circles.processing.engine.raster.source import Layer, grid_of


def slopes(path):
    layer = Layer(path, "dem", "elevation")
    grid = grid_of(layer)
    with Stack({"slope": layer}, grid) as stack:
        whole = stack.strip(0, grid.height)["slope"]
        parts = np.concatenate(
            [stack.strip(row, min(row + 3, grid.height))["slope"] for row in range(0, grid.height, 3)]
        )
    assert np.array_equal(whole, parts, equal_nan=True)
    return whole


@pytest.mark.parametrize(("degrees", "azimuth"), [(0, 0), (10, 0), (25, 90), (45, 30), (3, 200)])
def test_a_plane_in_metres(raster, degrees, azimuth):
    y, x = np.mgrid[0:12, 0:10] * 30.0
    rise = np.tan(np.radians(degrees))
    height = rise * (x * np.sin(np.radians(azimuth)) + y * np.cos(np.radians(azimuth)))
    found = slopes(raster("plane", height.astype("float32")))
    assert found[1:-1, 1:-1] == pytest.approx(degrees, abs=0.01)
    assert np.isnan(found[0]).all()


def test_a_cone_has_one_slope(raster):
    y, x = np.mgrid[-50:50, -50:50] * 30.0
    found = slopes(raster("cone", (np.hypot(x, y) * np.tan(np.radians(20))).astype("float32")))
    far = np.hypot(x, y) > 800
    far[[0, -1]] = far[:, [0, -1]] = False
    assert found[far] == pytest.approx(20, abs=0.05)


def test_a_plane_in_degrees_is_measured_in_metres(raster):
    """0.001° at 32° N is 94.6 m east and 110.9 m north: a rise of 10 m a cell is 6.03° and 5.15°."""
    geod = pyproj.Geod(ellps="GRS80")
    east = geod.inv(118, 32, 118.001, 32)[2]
    north = geod.inv(118, 31.9995, 118, 32.0005)[2]
    row, column = np.mgrid[0:6, 0:6] * 10.0
    kwargs = {"crs": "EPSG:4490", "cell": 0.001, "west": 118.0, "north": 32.003}
    found = slopes(raster("e", column.astype("float32"), **kwargs))
    assert found[2, 2] == pytest.approx(np.degrees(np.arctan(10 / east)), abs=0.001)
    found = slopes(raster("n", row.astype("float32"), **kwargs))
    assert found[2, 2] == pytest.approx(np.degrees(np.arctan(10 / north)), abs=0.001)


def test_a_hole_makes_its_neighbours_unknown(raster):
    height = np.zeros((7, 7), "float32")
    height[3, 3] = np.nan
    found = slopes(raster("hole", height))
    assert np.isnan(found[2:5, 2:5]).all()
    assert (found[1, 1:-1] == 0).all()
