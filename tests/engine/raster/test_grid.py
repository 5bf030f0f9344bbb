# SPDX-License-Identifier: GPL-3.0-or-later
"""The grid, and the areas of its cells."""

from itertools import pairwise

import numpy as np
import pyproj
import pytest
import shapely
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.errors import ParameterError
from metro_circles.processing.engine.raster.errors import NoOverlapError
from metro_circles.processing.engine.raster.grid import Grid
from rasterio.crs import CRS

GK = Grid(CRS.from_epsg(4549), 400_000.0, 3_600_000.0, 30.0, 30.0, 500, 700)
DEGREES = Grid(CRS.from_epsg(4490), 118.0, 33.0, 0.01, 0.01, 60, 80)


@pytest.mark.parametrize("grid", [GK, DEGREES, Grid(CRS.from_epsg(3857), 1.3e7, 3.6e6, 1e3, 2e3, 40, 50)])
def test_cell_areas_are_those_of_their_polygons(grid):
    found = np.broadcast_to(grid.cell_areas.rows(0, grid.height), grid.shape)
    for row, column in ((0, 0), (grid.height - 1, 3), (17, grid.width - 1)):
        x, y = grid.west + grid.dx * column, grid.north - grid.dy * row
        own = areas([shapely.box(x, y - grid.dy, x + grid.dx, y)], grid.crs)[0]
        assert found[row, column] == pytest.approx(own, rel=1e-8)


def test_cells_of_a_geographic_grid_shrink_northward_as_geodesics_say():
    found = DEGREES.cell_areas.rows(0, 80)
    assert found.shape == (80, 1)
    geod = pyproj.Geod(ellps="GRS80")
    # A fine polygon along the parallels of the top row: its geodesic area, from another library.
    lon = np.linspace(118, 118.01, 50)
    x, y = np.append(lon, lon[::-1]), np.append(np.full(50, 32.99), np.full(50, 33.0))
    assert found[0, 0] == pytest.approx(abs(geod.polygon_area_perimeter(x, y)[0]), rel=1e-7)
    # The surface element cos(phi) / (1 - e² sin² phi)² at both cells' middles
    north, south = np.radians([32.995, 32.205])
    e2 = 0.00669438
    ratio = (
        np.cos(north) / np.cos(south) * ((1 - e2 * np.sin(south) ** 2) / (1 - e2 * np.sin(north) ** 2)) ** 2
    )
    assert found[0, 0] / found[79, 0] == pytest.approx(ratio, rel=1e-9)


def test_all_cells_sum_to_the_whole():
    west, south, east, north = GK.bounds
    assert GK.cell_areas.rows(0, GK.height).sum() == pytest.approx(
        areas([shapely.box(west, south, east, north)], GK.crs)[0], rel=1e-10
    )


def test_crop_keeps_the_lines():
    cropped = GK.cropped((400_031, 3_599_000, 400_100, 3_599_911), "EPSG:4549")
    assert (cropped.west, cropped.north) == (400_030.0, 3_599_940.0)
    assert (cropped.width, cropped.height) == (3, 32)
    with pytest.raises(NoOverlapError, match="does not overlap"):
        GK.cropped((0, 0, 1, 1), "EPSG:4490")


def test_strips_cover_every_row_once():
    strips = GK.strips(cells=5000)
    assert strips[0][0] == 0
    assert strips[-1][1] == GK.height
    assert all(a[1] == b[0] for a, b in pairwise(strips))


def test_other_cell_size_covers_the_extent():
    assert (GK.with_cells(100).width, GK.with_cells(100).height) == (150, 210)
    with pytest.raises(ParameterError, match="size -1"):
        GK.with_cells(-1)
