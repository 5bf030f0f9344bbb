# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters are written whole or not at all, as tiled, compressed files that say what they hold."""

import subprocess
import sys

import numpy as np
import pytest
import rasterio
from metro_circles.processing.engine.errors import Cancelled
from metro_circles.processing.engine.raster.errors import OutputError
from metro_circles.processing.engine.raster.grid import Grid
from metro_circles.processing.engine.raster.output import RasterWriter, together
from rasterio.crs import CRS

GRID = Grid(CRS.from_epsg(4549), 400_000.0, 3_550_000.0, 30.0, 30.0, 700, 600)


def test_a_cog_with_colours_statistics_unit_and_tags(tmp_path):
    codes = np.tile(np.array([0, 1, 2, 3, 3], "uint8"), (600, 140))
    colours = {1: (27, 109, 59), 2: (116, 181, 109)}
    with RasterWriter(
        tmp_path / "g.tif", GRID, "uint8", 0, "grade", "", {"SOURCES": "a & b"}, colours
    ) as writer:
        writer.write(codes[:256])
        writer.write(codes[256:])
    assert [p.name for p in tmp_path.iterdir()] == ["g.tif"]
    with rasterio.open(tmp_path / "g.tif") as dataset:
        assert dataset.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert dataset.block_shapes == [(512, 512)]
        assert dataset.compression.name == "deflate"
        assert dataset.overviews(1) == [2]
        assert dataset.colormap(1)[1] == (27, 109, 59, 255)
        assert dataset.tags()["SOURCES"] == "a & b"
        assert dataset.descriptions == ("grade",)
        assert dataset.nodata == 0
        assert dataset.crs == GRID.crs
        assert dataset.transform == GRID.transform
        assert (dataset.read(1) == codes).all()
        # 1, 2, 3, 3 of every five cells: mean 9/4, variance (25/16 + 1/16 + 9/16 + 9/16) / 4
        told = {key: float(value) for key, value in dataset.tags(1).items()}
        assert told["STATISTICS_MEAN"] == pytest.approx(2.25)
        assert told["STATISTICS_STDDEV"] == pytest.approx((44 / 64) ** 0.5)
        assert told["STATISTICS_VALID_PERCENT"] == pytest.approx(80)


@pytest.mark.parametrize("code", [4490, 4326, 4549, 4528, 3857])
def test_floats_with_nodata_in_any_crs(tmp_path, code):
    grid = Grid(CRS.from_epsg(code), 118.0, 33.0, 0.01, 0.02, 3, 2)
    values = np.array([[1.5, np.nan, 3.25], [0, -2, 1e-7]], "float32")
    with RasterWriter(tmp_path / "v.tif", grid, "float32", float("nan"), unit="m3") as writer:
        writer.write(values)
    with rasterio.open(tmp_path / "v.tif") as dataset:
        assert np.array_equal(dataset.read(1), values, equal_nan=True)
        assert dataset.units == ("m3",)
        assert (dataset.crs, dataset.transform) == (grid.crs, grid.transform)
        assert float(dataset.tags(1)["STATISTICS_MEAN"]) == pytest.approx((1.5 + 3.25 - 2 + 1e-7) / 5)


def test_an_error_leaves_what_was_there(tmp_path):
    (tmp_path / "v.tif").write_text("older")
    with pytest.raises(Cancelled), RasterWriter(tmp_path / "v.tif", GRID, "uint8", 0) as writer:
        writer.write(np.ones((10, 700), "uint8"))
        raise Cancelled
    assert [p.name for p in tmp_path.iterdir()] == ["v.tif"]
    assert (tmp_path / "v.tif").read_text() == "older"


def test_a_missing_row_is_an_error(tmp_path):
    with (
        pytest.raises(OutputError, match="599 of 600 rows"),
        RasterWriter(tmp_path / "v.tif", GRID, "uint8", 0) as w,
    ):
        w.write(np.ones((599, 700), "uint8"))
    assert not list(tmp_path.iterdir())


def test_several_outputs_appear_together_or_not_at_all(tmp_path):
    first, second = (RasterWriter(tmp_path / f"{n}.tif", GRID, "uint8", 0) for n in "ab")
    with pytest.raises(OutputError), together(first, second):
        first.write(np.ones((600, 700), "uint8"))
        second.write(np.ones((5, 700), "uint8"))
    assert not list(tmp_path.iterdir())


def test_only_geotiffs(tmp_path):
    with pytest.raises(OutputError, match=r"ends in \.tif"):
        RasterWriter(tmp_path / "v.img", GRID, "uint8", 0)


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with (
        pytest.raises(OutputError, match="Choose another folder"),
        RasterWriter(tmp_path / "file" / "v.tif", GRID, "uint8", 0),
    ):
        pass


FULL = """
import resource, signal, sys, importlib.util
root, folder, limit = sys.argv[1:]
spec = importlib.util.spec_from_file_location("metro_circles", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["metro_circles"] = module = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
import numpy as np
from rasterio.crs import CRS
from metro_circles.processing.engine.raster.errors import OutputError
from metro_circles.processing.engine.raster.grid import Grid
from metro_circles.processing.engine.raster.output import RasterWriter
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (int(limit), resource.RLIM_INFINITY))
grid = Grid(CRS.from_epsg(4549), 4e5, 3.55e6, 30.0, 30.0, 2000, 1500)
try:
    with RasterWriter(folder + "/v.tif", grid, "float32", float("nan")) as writer:
        for _ in range(3):
            writer.write(np.random.default_rng(0).random((500, 2000), "float32"))
except OutputError as error:
    print(error)
"""


@pytest.mark.parametrize("limit", [1_000_000, 8_000_000, 12_003_000])
def test_a_full_disk_is_an_error_and_leaves_nothing(tmp_path, root, limit):
    """Stopped while the plain file grows (1 and 8 of 12 MB), and while GDAL compresses (the last)."""
    done = subprocess.run(
        [sys.executable, "-c", FULL, root, tmp_path, str(limit)], capture_output=True, text=True, check=True
    )
    assert "could not be written" in done.stdout
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("place", ["cog.write", "cog.Pyramid.add"])
def test_a_disk_that_fills_with_the_second_file_leaves_neither(tmp_path, monkeypatch, place):
    from metro_circles.processing.engine.raster import cog

    holder, name = (cog, "write") if place == "cog.write" else (cog.Pyramid, "add")
    real, calls = getattr(holder, name), []

    def filling(*arguments, **options):
        calls.append(1)
        if len(calls) == 2:
            raise OSError(28, "No space left on device")
        return real(*arguments, **options)

    monkeypatch.setattr(holder, name, filling)
    first, second = (RasterWriter(tmp_path / f"{n}.tif", GRID, "uint8", 0) for n in "ab")
    with (
        pytest.raises(OutputError, match=r"'b\.tif' could not be written: No space left on device"),
        together(first, second),
    ):
        first.write(np.ones((600, 700), "uint8"))
        second.write(np.ones((600, 700), "uint8"))
    assert not list(tmp_path.iterdir())


def test_cancelling_while_the_file_is_made_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("metro_circles.processing.engine.raster.cog.POLL_S", 0.001)
    grid = Grid(CRS.from_epsg(4549), 4e5, 3.55e6, 30.0, 30.0, 3000, 2000)
    shares = []

    def stop(share):
        shares.append(share)
        raise Cancelled

    with (
        pytest.raises(Cancelled),
        RasterWriter(tmp_path / "v.tif", grid, "float32", float("nan"), progress=stop) as writer,
    ):
        writer.write(np.random.default_rng(0).random((2000, 3000), "float32"))
    assert len(shares) == 1
    assert not list(tmp_path.iterdir())


def test_a_staged_raster_waits_for_the_rest_of_the_run(tmp_path):
    staged = []
    with RasterWriter(tmp_path / "v.tif", GRID, "uint8", 0, staged=staged) as writer:
        writer.write(np.ones((600, 700), "uint8"))
    assert not (tmp_path / "v.tif").exists()
    staged[0].commit()
    assert [path.name for path in tmp_path.iterdir()] == ["v.tif"]
    with RasterWriter(tmp_path / "w.tif", GRID, "uint8", 0, staged=staged) as writer:
        writer.write(np.ones((600, 700), "uint8"))
    staged[1].discard()
    assert [path.name for path in tmp_path.iterdir()] == ["v.tif"]


@pytest.mark.parametrize(("width", "height"), [(1025, 1), (1030, 777), (3, 2000)])
def test_overviews_are_means_of_what_has_a_value(tmp_path, width, height):
    grid = Grid(CRS.from_epsg(4549), 4e5, 3.55e6, 30.0, 30.0, width, height)
    values = np.random.default_rng(1).random((height, width)).astype("float32")
    values[values < 0.2] = np.nan
    with RasterWriter(tmp_path / "v.tif", grid, "float32", float("nan")) as writer:
        for row in range(0, height, 37):
            writer.write(values[row : row + 37])
    padded = np.pad(values, ((0, height % 2), (0, width % 2)), constant_values=np.nan)
    four = padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2)
    expected = np.ma.masked_invalid(four).mean(axis=(1, 3)).filled(np.nan)
    with rasterio.open(tmp_path / "v.tif") as dataset:
        assert np.array_equal(dataset.read(1), values, equal_nan=True)
        levels = len(dataset.overviews(1))
    with rasterio.open(tmp_path / "v.tif", overview_level=levels - 1) as dataset:
        assert 256 < max(dataset.shape) <= 512
    with rasterio.open(tmp_path / "v.tif", overview_level=0) as dataset:
        assert dataset.read(1) == pytest.approx(expected, rel=1e-5, nan_ok=True)
