# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:datumshift`` on hand-drawn layers of every kind."""

import geopandas
import pytest
import shapely
from qgis.core import QgsFeature, QgsGeometry, QgsProcessingException, QgsVectorLayer

# A published pair: Shanghai (lon, lat) in WGS84 and in GCJ-02
WGS = (121.5272106, 31.1774276)
GCJ = (121.531541859215, 31.17530398364597)


@pytest.fixture
def shifted(run, tmp_path):
    def call(layer, suffix=".gpkg", **more):
        result = run("datumshift", INPUT=layer, OUTPUT=str(tmp_path / f"shifted{suffix}"), **more)
        return result, geopandas.read_file(result["OUTPUT"])

    return call


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490", "EPSG:4549", "EPSG:4528"])
@pytest.mark.parametrize("kind", ["point", "line", "polygon"])
def test_every_kind_of_layer(shifted, layer_file, crs, kind):
    ring = [GCJ, (GCJ[0] + 0.01, GCJ[1]), (GCJ[0], GCJ[1] + 0.01)]
    shape = {"point": shapely.Point, "line": shapely.LineString, "polygon": shapely.Polygon}[kind]
    moved = geopandas.GeoSeries([shape(ring[0] if kind == "point" else ring)], crs="EPSG:4490").to_crs(crs)
    result, frame = shifted(layer_file("高德", moved, crs=crs, 名称=["一"]))
    assert frame.crs == crs
    assert frame["名称"].tolist() == ["一"]
    first = shapely.get_coordinates(frame.to_crs("EPSG:4490").geometry)
    assert shapely.distance(shapely.MultiPoint(first), shapely.Point(WGS)) < 1e-9
    assert (result["FEATURE_COUNT"], result["OUTSIDE_COUNT"]) == (1, 0)
    assert 400 < result["MEDIAN_SHIFT_M"] < 600
    assert result["ROUND_TRIP_M"] < 1e-6


def test_there_and_back_through_baidu(shifted, layer_file, tmp_path):
    start = layer_file("start", [shapely.Point(WGS)], crs="EPSG:4490")
    _, baidu = shifted(start, FROM="wgs84", TO="bd09")
    assert baidu.geometry[0].distance(shapely.Point(WGS)) > 0.005
    (tmp_path / "shifted.gpkg").rename(tmp_path / "baidu.gpkg")
    _, back = shifted(str(tmp_path / "baidu.gpkg"), FROM="bd09", TO="wgs84")
    assert back.geometry[0].distance(shapely.Point(WGS)) < 1e-11


def test_points_outside_china_are_left_alone_and_counted(shifted, layer_file):
    denver = shapely.Point(-104.9903, 39.7392)
    result, frame = shifted(layer_file("places", [shapely.Point(GCJ), denver], crs="EPSG:4326"))
    assert (result["VERTEX_COUNT"], result["OUTSIDE_COUNT"]) == (2, 1)
    assert shapely.get_coordinates(frame.geometry[1]).tolist() == [[denver.x, denver.y]]


def test_missing_geometries_stay_in_their_rows(shifted, layer_file):
    layer = layer_file("gaps", [shapely.Point(GCJ), None], crs="EPSG:4490", n=[1, 2])
    result, frame = shifted(layer)
    assert result["FEATURE_COUNT"] == 2
    assert frame["n"].tolist() == [1, 2]
    assert frame.geometry.isna().tolist() == [False, True]


def test_memory_layer_with_a_curve_and_z(run):
    layer = QgsVectorLayer("CompoundCurveZ?crs=EPSG:4490", "弧", "memory")
    feature = QgsFeature()
    feature.setGeometry(
        QgsGeometry.fromWkt("CompoundCurveZ(CircularStringZ(118 32 5, 118.1 32.1 5, 118.2 32 5))")
    )
    layer.dataProvider().addFeatures([feature])
    result = run("datumshift", INPUT=layer, OUTPUT="memory:")
    out = next(result["OUTPUT"].getFeatures()).geometry()
    assert result["VERTEX_COUNT"] > 10  # the arc is segmented, not cut to its chord
    assert not out.constGet().is3D()
    assert 118 - 0.01 < out.boundingBox().xMinimum() < 118 - 0.004


@pytest.mark.parametrize(
    ("layer", "more", "message"),
    [
        (lambda save: save("bad", [shapely.Point(GCJ)], crs=None), {}, "'bad' has no coordinate system"),
        (
            lambda save: save("bad", [shapely.Point()], crs="EPSG:4490"),
            {},
            "'bad' has no feature with a geometry",
        ),
        (lambda save: save("bad", [shapely.Point(GCJ)]), {}, "'bad' holds degrees"),
        (lambda save: save("bad", [shapely.Point(4e5, 3.5e6)], crs="EPSG:4490"), {}, "'bad' holds metres"),
        (
            lambda save: save("bad", [shapely.Point(GCJ)], crs="EPSG:4490"),
            {"TO": "gcj02"},
            "two different datums",
        ),
    ],
)
def test_bad_input_is_named_and_nothing_written(shifted, layer_file, tmp_path, layer, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        shifted(layer(layer_file), **more)
    assert [p.name for p in tmp_path.iterdir()] == ["bad.gpkg"]


def test_unknown_datum_is_refused(shifted, layer_file):
    with pytest.raises(QgsProcessingException, match="FROM"):
        shifted(layer_file("a", [shapely.Point(GCJ)], crs="EPSG:4490"), FROM="beijing54")


@pytest.mark.slow
def test_batch_run(qgis_process, layer_file, tmp_path):
    done = qgis_process(
        "run",
        "metro:datumshift",
        "--",
        f"INPUT={layer_file('高德', [shapely.Point(GCJ)], crs='EPSG:4490')}",
        "FROM=gcj02",
        "TO=wgs84",
        f"OUTPUT={tmp_path / '纠偏.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["VERTEX_COUNT"] == 1
    assert geopandas.read_file(tmp_path / "纠偏.gpkg").geometry[0].distance(shapely.Point(WGS)) < 1e-11
