# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters as they come, brought to one grid."""

import numpy as np
import pytest
import rasterio
import shapely
from metro_circles.processing.engine.raster.errors import (
    NoOverlapError,
    NoValueError,
    RasterCrsError,
    RasterReadError,
    RotatedRasterError,
    ValueRangeError,
)
from metro_circles.processing.engine.raster.factors import STOP, Stack, ranges
from metro_circles.processing.engine.raster.grid import Grid
from metro_circles.processing.engine.raster.source import Aligned, Layer, grid_of
from metro_circles.processing.engine.raster.study import StudyArea
from rasterio.crs import CRS
from rasterio.transform import Affine

GRID = Grid(CRS.from_epsg(4549), 400_000.0, 3_550_000.0, 30.0, 30.0, 4, 4)


def read(path, grid=GRID, kind="amount"):
    with Aligned(Layer(path, "x", kind), grid) as aligned:
        return aligned.read(0, grid.height), aligned.report


def test_a_raster_on_the_grid_is_read_as_it_is(raster):
    cells = np.arange(16).reshape(4, 4)
    values, report = read(raster("x", cells.astype("int16"), nodata=5))
    assert np.isnan(values[1, 1])
    assert np.nansum(values) == 120 - 5
    assert "read as it is" in report
    assert "nodata 5" in report


def test_a_shifted_raster_is_cut_and_padded(raster):
    values, report = read(raster("x", np.arange(16.0).reshape(4, 4), west=399_970.0, north=3_549_940.0))
    assert "read as it is" in report
    assert np.isnan(values[:2]).all()
    assert np.isnan(values[:, 3]).all()
    assert values[2, :3].tolist() == [1, 2, 3]


def test_amounts_are_averaged_and_categories_taken_by_majority(raster):
    fine = np.kron(np.array([[1, 2], [3, 4]]), np.ones((4, 4), int))
    fine[0, :4] = [9, 9, 9, 1]
    path = raster("fine", fine.astype("uint8"), cell=15.0)
    coarse = Grid(GRID.crs, GRID.west, GRID.north, 60.0, 60.0, 2, 2)
    values, report = read(path, coarse)
    assert values[0, 0] == pytest.approx((9 * 3 + 13) / 16)
    assert "average" in report
    values, report = read(path, coarse, "category")
    assert values.tolist() == [[1, 2], [3, 4]]
    assert "mode" in report


def test_coarser_rasters_are_interpolated_or_taken_by_the_nearest(raster):
    path = raster("coarse", [[0.0, 0.0, 6.0], [0.0, 0.0, 6.0], [0.0, 0.0, 6.0]], cell=60.0)
    values, report = read(path)
    assert "bilinear" in report
    # cell centres 105 m from the west edge, between the centres at 90 m and 150 m: a quarter of the way
    assert values[1, 3] == pytest.approx(6 * (105 - 90) / 60)
    values, report = read(path, kind="category")
    assert "nearest" in report
    assert values[1].tolist() == [0, 0, 0, 0]


def test_another_crs_is_reprojected(raster):
    # A plane that rises by 1 a degree of longitude: at 118.95° E it is 18.95, wherever it is drawn.
    lon = 118 + 0.001 * (np.arange(2000) + 0.5)
    path = raster("degrees", np.tile(lon - 100, (2000, 1)), "EPSG:4490", 0.001, 118.0, 33.0)
    values, _ = read(path)
    from pyproj import Transformer

    x, y = Transformer.from_crs(4549, 4490, always_xy=True).transform(400_015.0, 3_549_985.0)
    assert values[0, 0] == pytest.approx(x - 100, abs=2e-4)
    assert 31 < y < 33


def test_scale_and_offset_are_applied(raster):
    values, report = read(raster("ndvi", np.full((4, 4), 5000, "int16"), scale=(0.0001, 0.1)))
    assert values[0, 0] == pytest.approx(0.6)
    assert "scaled by 0.0001 and 0.1" in report


def test_rows_that_run_north_are_turned(raster):
    path = raster("up", np.arange(16.0).reshape(4, 4), transform=Affine(30, 0, 400_000, 0, 30, 3_549_880))
    values, _ = read(path)
    assert values[0].tolist() == [12, 13, 14, 15]
    assert grid_of(Layer(path, "up")) == GRID


def test_study_area_hides_what_lies_outside(raster):
    path = raster("x", np.arange(16.0).reshape(4, 4))
    study = StudyArea(GRID, [shapely.box(400_000, 3_549_940, 400_060, 3_550_000)])
    with Stack({"x": Layer(path, "x")}, GRID, study) as stack:
        found = ranges(stack, "mean")["x"]
    assert (found.count, found.low, found.high, found.mean) == (4, 0, 5, 2.5)


@pytest.mark.parametrize("values", [[[-32768, 1]], [[32767, 1]]])
def test_extremes_of_the_type_are_named(raster, values):
    path = raster("npp", np.array(values, "int16"))
    grid = grid_of(Layer(path, "npp"))
    with (
        Stack({"npp": Layer(path, "npp")}, grid) as stack,
        pytest.raises(ValueRangeError, match=r"'npp' holds -?3276\d at 400015, 3549985, an extreme"),
    ):
        ranges(stack)


def test_undeclared_float_nodata_is_named(raster):
    path = raster("npp", np.array([[-3.4e38, 1.0]], "float32"))
    with (
        Stack({"npp": Layer(path, "npp")}, grid_of(Layer(path, "npp"))) as stack,
        pytest.raises(ValueRangeError, match="does not declare"),
    ):
        ranges(stack)


def test_what_cannot_be_laid_over_the_grid_is_named(raster, tmp_path):
    cells = np.ones((4, 4))
    with pytest.raises(RasterCrsError, match="'x' has no coordinate system"):
        read(raster("nocrs", cells, crs=None))
    with pytest.raises(RotatedRasterError, match="rotated"):
        read(
            raster(
                "turned",
                cells,
                transform=Affine.translation(4e5, 3.55e6) * Affine.rotation(5) * Affine.scale(30, -30),
            )
        )
    with pytest.raises(NoOverlapError, match="does not overlap"):
        read(raster("away", cells, west=900_000.0))
    with pytest.raises(RasterReadError, match="cannot be read"):
        read(str(tmp_path / "missing.tif"))
    with pytest.raises(NoOverlapError):
        StudyArea(GRID, [shapely.box(0, 0, 1, 1)])


@pytest.mark.parametrize("compress", ["none", "deflate", "lzw"])
def test_a_truncated_file_is_named(tmp_path, compress):
    grid = Grid(GRID.crs, GRID.west, GRID.north, 30.0, 30.0, 400, 400)
    path = tmp_path / "cut.tif"
    profile = {"driver": "GTiff", "width": 400, "height": 400, "count": 1, "dtype": "float32"}
    with rasterio.open(
        path, "w", **profile, crs=grid.crs, transform=grid.transform, compress=compress
    ) as dataset:
        dataset.write(np.random.default_rng(1).random((400, 400), "float32"), 1)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(RasterReadError, match="'x' cannot be read"):
        read(str(path), grid)


def test_all_nodata_and_holes_under_stop(raster):
    empty = raster("empty", np.full((4, 4), np.nan))
    with (
        Stack({"x": Layer(empty, "x")}, GRID) as stack,
        pytest.raises(NoValueError, match="every cell is nodata"),
    ):
        ranges(stack)
    holed = raster("holed", [[np.nan, 1.0, 1, 1]] * 4)
    with Stack({"x": Layer(holed, "x")}, GRID) as stack, pytest.raises(NoValueError, match="4 of 16 cells"):
        ranges(stack, STOP)


def test_reading_leaves_no_file_beside_the_input(raster, tmp_path):
    read(raster("x", np.ones((4, 4))))
    assert [p.name for p in tmp_path.iterdir()] == ["x.tif"]


def test_masks_count_as_nodata(raster):
    path = raster("masked", np.ones((4, 4)))
    with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as dataset:
        dataset.write_mask(np.arange(16).reshape(4, 4) > 3)
    values, _ = read(path)
    assert np.isnan(values[0]).all()
    assert not np.isnan(values[1:]).any()
