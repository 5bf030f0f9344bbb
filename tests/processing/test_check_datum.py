# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:checkdatum`` on shipped counties that were put in the wrong place on purpose."""

import geopandas
import numpy as np
import pytest
import shapely
from metro_circles.layers import catalog
from metro_circles.processing.engine.datum import shift_frame
from qgis.core import QgsProcessingException


@pytest.fixture(scope="module")
def counties():
    """Four members of the Nanjing circle, as a planner may have them: without any attribute."""
    members = catalog.read("member", "nanjing")
    return members[members["adcode"].isin(["320115", "320117", "320118", "340521"])][["geometry"]]


def save(frame, path, crs=None):
    frame = frame.set_crs(crs, allow_override=True) if crs else frame
    frame.to_file(path)
    return str(path)


@pytest.mark.parametrize(
    ("make", "verdict", "crs", "datum"),
    [
        (lambda c: (c, None), "as_declared", "EPSG:4490", "wgs84"),
        (lambda c: (shift_frame(c, "wgs84", "gcj02").frame, None), "gcj02", "EPSG:4490", "gcj02"),
        (lambda c: (c.to_crs(4549), 4550), "wrong_zone", "EPSG:4549", "wgs84"),
        (lambda c: (c.to_crs(4528), 4549), "zone_prefix", "EPSG:4528", "wgs84"),
        (lambda c: (c, 4549), "degrees_in_metres", "EPSG:4490", "wgs84"),
    ],
)
def test_shipped_counties_put_in_the_wrong_place(run, counties, tmp_path, make, verdict, crs, datum):
    frame, declared = make(counties)
    result = run("checkdatum", INPUT=save(frame, tmp_path / "区划.gpkg", declared))
    assert (result["VERDICT"], result["SUGGESTED_CRS"], result["SUGGESTED_DATUM"]) == (verdict, crs, datum)
    assert result["LEVEL"] == "high"
    assert 0.75 <= result["CONFIDENCE"] <= 1
    assert result["AFTER_M"] < 5
    assert "'区划'" in result["MESSAGE"]


def test_table_of_readings(run, counties, tmp_path):
    shifted = shift_frame(counties, "wgs84", "gcj02").frame
    result = run(
        "checkdatum", INPUT=save(shifted, tmp_path / "amap.gpkg"), OUTPUT=str(tmp_path / "readings.gpkg")
    )
    table = geopandas.read_file(result["OUTPUT"])
    assert table["verdict"].tolist()[0] == "gcj02"
    assert set(table["verdict"]) == {"as_declared", "gcj02", "bd09"}
    # the translation at Nanjing that comparison with an independent outline gave: -501 / +227 m
    best = table.iloc[0]
    assert (best["east_m"], best["north_m"]) == pytest.approx((-501, 227), abs=40)
    assert (result["EAST_M"], result["NORTH_M"]) == pytest.approx((-501, 227), abs=40)
    assert best["near_pct"] > 95 > 60 > table.iloc[1]["near_pct"]


def test_parcels_cannot_be_told(run, tmp_path):
    x, y = np.random.default_rng(1).uniform([[118.6], [31.3]], [[119.0], [31.9]], (2, 200))
    frame = geopandas.GeoDataFrame(geometry=shapely.box(x, y, x + 0.002, y + 0.002), crs=4490)
    result = run("checkdatum", INPUT=save(frame, tmp_path / "地块.gpkg"))
    assert (result["VERDICT"], result["LEVEL"], result["SUGGESTED_CRS"]) == ("cannot_tell", "none", None)
    assert result["CONFIDENCE"] == 0


def test_own_units_take_the_place_of_the_shipped(run, counties, tmp_path):
    """Beside the shipped boundaries this layer is shifted; beside the planner's own it is right."""
    own = save(counties.to_crs(4549).translate(300, 400).to_frame("geometry"), tmp_path / "own.gpkg")
    assert run("checkdatum", INPUT=own)["VERDICT"] == "other_shift"
    assert run("checkdatum", INPUT=own, UNITS=own)["VERDICT"] == "as_declared"


@pytest.mark.parametrize(
    ("shapes", "crs", "message"),
    [
        ([shapely.box(118, 31, 119, 32)], None, "has no coordinate system"),
        ([shapely.Polygon()], 4490, "no feature with a geometry"),
    ],
)
def test_bad_layers_are_named(run, tmp_path, shapes, crs, message):
    frame = geopandas.GeoDataFrame(geometry=shapes, crs=crs)
    with pytest.raises(QgsProcessingException, match=f"'bad'.*{message}"):
        run("checkdatum", INPUT=save(frame, tmp_path / "bad.gpkg"))


@pytest.mark.slow
def test_batch_run(qgis_process, counties, tmp_path):
    path = save(counties.to_crs(4549), tmp_path / "units.gpkg", 4548)
    done = qgis_process("run", "metro:checkdatum", "--", f"INPUT={path}")
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["VERDICT"] == "wrong_zone"
    assert done.json["results"]["SUGGESTED_CRS"] == "EPSG:4549"
