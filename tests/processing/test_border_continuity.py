# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:bordercontinuity`` on two units drawn by hand."""

import geopandas
import pytest
from qgis.core import QgsProcessingException
from shapely.geometry import box

EAST, NORTH = 400_000.0, 3_540_000.0
K = 1 + (99_000 / 6_372_400) ** 2 / 2


def part(x1, y1, x2, y2):
    return box(EAST + x1, NORTH + y1, EAST + x2, NORTH + y2)


@pytest.fixture
def units(layer_file, square):
    return layer_file(
        "units",
        [square(0, 0, 1000), square(1000, 0, 1000)],
        adcode=["320115", "340506"],
        name_zh=["江宁区", "博望区"],
    )


@pytest.fixture
def follow(run, tmp_path, units):
    def call(layers, **more):
        names = ("OUTPUT_STRETCHES", "OUTPUT_BORDERS", "OUTPUT_CATEGORIES")
        files = {name: str(tmp_path / f"{name}.gpkg") for name in names}
        result = run("bordercontinuity", **{"LAYERS": layers, "UNITS": units} | files | more)
        return result, *(geopandas.read_file(result[name], layer=name) for name in names)

    return call


def test_two_layers_one_a_side(follow, layer_file):
    west = layer_file("江宁红线", [part(500, 100, 1000, 500)], HXLX=["一般控制区"])
    east = layer_file("博望红线", [part(1000, 300, 1500, 600)], HXLX=["一般控制区"])
    result, stretches, borders, table = follow([west, east], CATEGORY_FIELD="HXLX")
    # left 100-500, right 300-600: matched 300-500 = 200 of 500
    assert result["MATCHED_M"] == pytest.approx(200 / K, abs=0.01)
    assert result["ONE_SIDED_M"] == pytest.approx(300 / K, abs=0.02)
    assert result["CONTINUITY_PCT"] == pytest.approx(40, abs=0.01)
    assert result["CLOSURE_M"] < 1e-3
    assert sorted(stretches["status"]) == ["left_only", "matched", "right_only"]
    assert borders[["left_name", "right_name", "rank"]].to_numpy().tolist() == [
        ["江宁区", "博望区", "province"]
    ]
    assert table["continuity_pct"].to_list() == pytest.approx([40], abs=0.01)


def test_a_layer_in_degrees_gives_the_same(follow, layer_file):
    shape = geopandas.GeoSeries([part(900, 100, 1100, 300)], crs="EPSG:4549").to_crs("EPSG:4490")
    result, *_ = follow([layer_file("land", shape, crs="EPSG:4490")])
    assert result["MATCHED_M"] == pytest.approx(200 / K, abs=0.01)


def test_no_share_where_nothing_is_at_the_border(follow, layer_file):
    result, stretches, *_ = follow([layer_file("land", [part(0, 0, 100, 100)])])
    assert result["CONTINUITY_PCT"] is None
    assert len(stretches) == 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"CATEGORY_FIELD": "HXLX"}, "'land' has no field 'HXLX'"),
        ({"UNITS": None, "CIRCLE": "nanjin"}, "nanjing"),
    ],
)
def test_bad_choices_are_named(follow, layer_file, tmp_path, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        follow([layer_file("land", [part(0, 0, 100, 100)])], **more)
    assert not (tmp_path / "OUTPUT_STRETCHES.gpkg").exists()


def test_a_self_crossing_feature_stops_with_its_place(follow, layer_file, bowtie):
    with pytest.raises(QgsProcessingException, match="'land', feature 1: crosses itself"):
        follow([layer_file("land", [bowtie])])


@pytest.mark.slow
def test_batch_run(qgis_process, units, layer_file, tmp_path):
    done = qgis_process(
        "run",
        "metro:bordercontinuity",
        "--",
        f"LAYERS={layer_file('land', [part(900, 100, 1100, 300)])}",
        f"UNITS={units}",
        f"OUTPUT_STRETCHES={tmp_path / 'stretches.gpkg'}",
        f"OUTPUT_BORDERS={tmp_path / 'borders.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["CONTINUITY_PCT"] == pytest.approx(100, abs=1e-6)
