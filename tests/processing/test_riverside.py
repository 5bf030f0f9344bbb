# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:riverside`` with own rivers and with the shipped Yangtze."""

import geopandas
import pytest
from qgis.core import QgsProcessingException
from shapely.geometry import LineString, Point, box

EAST, NORTH = 400_000.0, 3_540_000.0
K = 1 + (100_000 / 6_372_400) ** 2 / 2


def at(shape):
    return geopandas.GeoSeries([shape]).translate(EAST, NORTH)[0]


@pytest.fixture
def river(layer_file):
    shapes = [at(box(-2000, -400, 2000, 0)), at(box(-2000, -9400, 2000, -9000))]
    return layer_file("water", shapes, MC=["长江", "滁河"])


@pytest.fixture
def along(run, tmp_path):
    def call(features, **more):
        names = ("OUTPUT_FEATURES", "OUTPUT_PIECES", "OUTPUT_STRIPS")
        files = {name: str(tmp_path / f"{name}.gpkg") for name in names}
        result = run("riverside", **{"FEATURES": features} | files | more)
        return result, *(geopandas.read_file(result[name], layer=name) for name in names)

    return call


def test_parks_by_class(along, river, layer_file):
    parks = layer_file(
        "parks",
        [at(box(0, 100, 100, 300)), at(box(0, 900 * K, 100, 1100 * K)), at(box(0, 5000, 10, 5010))],
        名称=["甲", "乙", "丙"],
    )
    result, features, pieces, strips = along(parks, RIVER=river, RIVER_FIELD="MC")
    assert features[["名称", "distance_class", "in_reach"]].to_numpy().tolist() == [
        ["甲", "0-500", True],
        ["乙", "500-1000", True],
        ["丙", ">1000", False],
    ]
    assert features["share_pct"].to_list() == pytest.approx([100, 50, 0], abs=0.05)
    assert features["distance_m"].to_list()[:2] == pytest.approx([100 / K, 900], abs=0.01)
    assert pieces["feature_fid"].to_list() == [1, 2]
    assert strips["distance_class"].to_list() == ["river", "0-500", "500-1000"]
    assert (result["FEATURE_COUNT"], result["REACH_COUNT"]) == (3, 2)
    assert result["REACH_SIZE"] == pytest.approx(pieces["area_m2"].sum())
    assert result["CLOSURE"] < 1e-3


def test_points_against_bank_lines_in_degrees(along, layer_file):
    bank = geopandas.GeoSeries([at(LineString([(-2000, 0), (2000, 0)]))], crs="EPSG:4549").to_crs("EPSG:4490")
    points = layer_file("plants", [at(Point(0, 150)), at(Point(0, 1500))])
    result, features, *_ = along(
        points, RIVER=layer_file("bank", bank, crs="EPSG:4490"), CLASSES_M="100,200,2000"
    )
    assert features["distance_class"].to_list() == ["100-200", "200-2000"]
    assert (result["REACH_COUNT"], result["REACH_SIZE"]) == (2, 2)


def test_the_shipped_yangtze(along, layer_file):
    # the Yangtze Bridge of 1968 stands in the river, 紫金山 (118.85, 32.07) does not stand near it
    points = layer_file("points", [Point(118.85, 32.07), Point(118.74, 32.115)], crs="EPSG:4490")
    result, features, *_ = along(points, CLASSES_M="3000")
    assert features["distance_class"].iloc[0] == ">3000"
    assert features["in_reach"].to_list() == [False, True]
    assert result["REACH_COUNT"] == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"CLASSES_M": "1km"}, "'1km' is not a list of distances"),
        ({"CLASSES_M": "1000,500"}, "must rise"),
        ({"RIVER_NAME": "秦淮河"}, "has no river '秦淮河'. It has: 滁河、长江"),
    ],
)
def test_bad_choices_are_named(along, river, layer_file, tmp_path, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        along(layer_file("parks", [at(box(0, 0, 1, 1))]), RIVER=river, RIVER_FIELD="MC", **more)
    assert not (tmp_path / "OUTPUT_FEATURES.gpkg").exists()


def test_a_self_crossing_park_stops_with_its_place(along, river, layer_file, bowtie):
    with pytest.raises(QgsProcessingException, match="'parks', feature 1: crosses itself"):
        along(layer_file("parks", [bowtie]), RIVER=river)


@pytest.mark.slow
def test_batch_run(qgis_process, river, layer_file, tmp_path):
    done = qgis_process(
        "run",
        "metro:riverside",
        "--",
        f"FEATURES={layer_file('parks', [at(box(0, 100, 100, 300))])}",
        f"RIVER={river}",
        f"OUTPUT_FEATURES={tmp_path / 'features.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["REACH_COUNT"] == 1
