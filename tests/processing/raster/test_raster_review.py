# SPDX-License-Identifier: GPL-3.0-or-later
"""Rasters with polygons that leave nothing, have no names, or have long edges in another coordinate system."""

import geopandas
import numpy as np
import pytest
import shapely
from qgis.core import QgsProcessingException

CELL = 900 / (1 + (100_000 / 6_372_400) ** 2)


@pytest.fixture
def grade(raster):
    return raster("grade", np.ones((10, 10), "uint8"))


def test_a_candidate_of_which_nothing_is_left_is_told(run, grade, box_file, tmp_path):
    with pytest.raises(QgsProcessingException, match="Nothing is left") as caught:
        run(
            "delineateredline",
            GRADES=[grade],
            MIN_PATCH_KM2=0.001,
            CONSTRUCTION=box_file("cons", (-100, -100, 500, 500)),
            OUTPUT=str(tmp_path / "line.gpkg"),
        )
    assert "Traceback" not in str(caught.value)
    assert not (tmp_path / "line.gpkg").exists()


def test_units_without_a_code_have_none(run, grade, box_file, tmp_path):
    units = box_file("units", (0, 0, 150, 300), (150, 0, 300, 300), XZQDM=[320111.0, None], MC=["甲", None])
    result = run(
        "unitstatistics",
        INPUT=grade,
        UNITS=units,
        CODE_FIELD="XZQDM",
        NAME_FIELD="MC",
        OUTPUT=str(tmp_path / "t.gpkg"),
    )
    table = geopandas.read_file(result["OUTPUT"])
    assert table["unit_code"].to_list() == ["320111", None]
    assert table["unit_name"].to_list() == ["甲", None]
    assert table["area_m2"].to_list() == pytest.approx([50 * CELL] * 2, rel=2e-6)


def test_long_edges_of_units_stay_where_they_are(run, raster, tmp_path):
    # A unit of 60 km x 3 km drawn with four corners in EPSG:4549, north of the raster's upper half; moved to degrees by
    # its corners alone its southern edge would sag by tens of metres.
    strip = shapely.box(370_000, 3_540_000, 430_000, 3_543_000)
    units = tmp_path / "strip.gpkg"
    geopandas.GeoDataFrame({"adcode": ["a"]}, geometry=[strip], crs="EPSG:4549").to_file(units)
    box = geopandas.GeoSeries([strip], crs="EPSG:4549").segmentize(100).to_crs("EPSG:4490")
    west, south, east, north = box.total_bounds
    side = 0.002
    shape = int((north - south) / side) + 4, int((east - west) / side) + 4
    grade = raster("wide", np.ones(shape, "uint8"), "EPSG:4490", side, west - side, north + side)
    wide = tmp_path / "wide.gpkg"
    run(
        "unitstatistics",
        INPUT=grade,
        UNITS=str(units),
        OUTPUT=str(tmp_path / "t.gpkg"),
        OUTPUT_UNITS=str(wide),
    )
    shown = geopandas.read_file(wide).to_crs("EPSG:4549").geometry[0]
    assert shapely.symmetric_difference(shown, strip).area < 500  # 63 km of outline, off by less than 1 cm
