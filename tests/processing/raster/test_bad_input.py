# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters that cannot be used stop every raster algorithm with a message that names them, and leave nothing."""

import numpy as np
import pytest
from qgis.core import QgsProcessingException
from rasterio.transform import Affine

TURNED = Affine.translation(400_000, 3_550_000) * Affine.rotation(10) * Affine.scale(30, -30)
SIDE = 300
PLAIN = np.random.default_rng(2).random((SIDE, SIDE)).astype("float32")
ALGORITHMS = {
    # name: other inputs by their cells, where the bad one goes, outputs
    "ecosystemimportance": ({"NPP": PLAIN}, "SLOPE", ("OUTPUT", "OUTPUT_GRADE")),
    "ecologicalsensitivity": (
        {"CARBONATE": PLAIN * 100, "SLOPE": PLAIN * 40},
        "COVER",
        ("OUTPUT_INDEX", "OUTPUT_GRADE"),
    ),
    "cumulativegrade": ({}, "INPUT", ("OUTPUT", "OUTPUT_TABLE")),
    "unitstatistics": ({}, "INPUT", ("OUTPUT", "OUTPUT_UNITS")),
    "delineateredline": ({}, "GRADES", ("OUTPUT", "OUTPUT_COMPOSITE")),
}
OWN = {
    "ecologicalsensitivity": {"KIND": "rocky_desertification"},
    "delineateredline": {"MIN_PATCH_KM2": 0, "AGGREGATION_M": 0},
}
VECTORS = {"OUTPUT_TABLE", "OUTPUT_UNITS"}


@pytest.fixture
def attempt(run, raster, box_file, tmp_path):
    """Return ``attempt(algorithm, cells, change=None, **how)``: run with a raster of such cells."""

    def call(name, cells, change=None, **how):
        others, where, outputs = ALGORITHMS[name]
        parameters = {key: raster(key, values) for key, values in others.items()}
        bad = raster("bad", cells, **how)
        if change:
            change(tmp_path / "bad.tif")
        parameters[where] = [bad] if where == "GRADES" else bad
        parameters["STUDY_AREA"] = box_file("area", (0, 0, 30 * SIDE, 30 * SIDE))
        if name == "unitstatistics":
            parameters["UNITS"] = box_file("units", (0, 0, 600, 600))
        if others:
            parameters["GRID"] = parameters[next(iter(others))]
        before = {path.name for path in tmp_path.iterdir()}
        vector = {"unitstatistics": {"OUTPUT"}, "delineateredline": {"OUTPUT"}}.get(name, set()) | VECTORS
        for output in outputs:
            ending = "gpkg" if output in vector else "tif"
            parameters[output] = str(tmp_path / f"{output.lower()}.{ending}")
        try:
            return run(name, **parameters, **OWN.get(name, {})), before
        finally:
            call.left = {path.name for path in tmp_path.iterdir()} - before

    return call


def cells_of(name):
    """Cells that the algorithm can use."""
    grades = name in ("unitstatistics", "delineateredline")
    return (1 + PLAIN * 3).astype("uint8") if grades else PLAIN


def halve(path):
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 3])


@pytest.mark.parametrize("name", ALGORITHMS)
def test_good_rasters_give_every_output(attempt, name):
    attempt(name, cells_of(name))
    assert {f"{output.lower()}" for output in ALGORITHMS[name][2]} == {
        left.split(".")[0] for left in attempt.left
    }


@pytest.mark.parametrize(
    ("how", "change", "message"),
    [
        ({"transform": TURNED}, None, "'bad' is rotated"),
        ({"crs": None}, None, "'bad' has no coordinate system"),
        ({"west": 900_000.0}, None, "does not overlap"),
        ({}, halve, "'bad' cannot be read"),
    ],
)
@pytest.mark.parametrize("name", ALGORITHMS)
def test_files_that_cannot_be_used(attempt, name, how, change, message):
    with pytest.raises(QgsProcessingException, match=message):
        attempt(name, cells_of(name), change, **how)
    assert not attempt.left


@pytest.mark.parametrize("name", ALGORITHMS)
def test_rasters_without_a_value(attempt, name):
    empty = (
        np.zeros((SIDE, SIDE), "uint8") if cells_of(name).dtype == np.uint8 else np.full((SIDE, SIDE), np.nan)
    )
    if name == "unitstatistics":  # units without a class are a result: all of their area has none
        result, _ = attempt(name, empty, nodata=0)
        assert result["CLASSED_M2"] == 0
        assert result["NODATA_M2"] > 0
        return
    with pytest.raises(QgsProcessingException, match="has no value"):
        attempt(name, empty, nodata=0 if empty.dtype == np.uint8 else None)
    assert not attempt.left


@pytest.mark.parametrize("name", ["ecosystemimportance", "cumulativegrade"])
def test_overflowed_integers(attempt, name):
    cells = np.full((SIDE, SIDE), 7, "int16")
    cells[3, 4] = -32768
    with pytest.raises(QgsProcessingException, match=r"'bad' holds -32768 at 400135, 3549895, an extreme"):
        attempt(name, cells)
    assert not attempt.left
