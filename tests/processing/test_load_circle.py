# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:loadcircle`` on every shipped circle, and on lists."""

import geopandas
import pytest
import shapely
from metro_circles.layers import catalog
from qgis.core import QgsProcessingException, QgsVectorLayer


@pytest.fixture
def loaded(run, tmp_path):
    def call(**more):
        files = {key: str(tmp_path / f"{key}.gpkg") for key in ("OUTPUT_CIRCLE", "OUTPUT_MEMBERS")}
        return run("loadcircle", **files, **more)

    return call


@pytest.mark.parametrize("circle_id", ["nanjing", "fuzhou", "chongqing", "hangzhou"])
def test_circle_and_its_members(loaded, circle_id):
    circle = catalog.circle(circle_id)
    result = loaded(CIRCLE=circle_id)
    outline = geopandas.read_file(result["OUTPUT_CIRCLE"])
    members = geopandas.read_file(result["OUTPUT_MEMBERS"])
    assert outline.crs == members.crs == "EPSG:4490"
    assert len(outline) == 1
    assert sorted(members["adcode"]) == sorted(m.adcode for m in catalog.members(circle_id))
    assert result["MEMBER_COUNT"] == len(members)
    assert outline.geometry[0].symmetric_difference(shapely.union_all(members.geometry)).area < 1e-9
    assert result["AREA_KM2"] == pytest.approx(members["area_km2"].sum(), rel=1e-6)
    assert result["OFFICIAL_KM2"] == circle.official_km2
    assert outline["status"].tolist() == [circle.status]


def test_ratio_leaves_partial_members_out(loaded):
    """Fuzhou takes 建阳 and 建瓯 in part: 33 963 km² of land, 26 381 of them to compare with 26 000."""
    result = loaded(CIRCLE="fuzhou")
    assert result["AREA_KM2"] == pytest.approx(33963, abs=5)
    assert result["RATIO"] == pytest.approx(1.015, abs=0.003)
    assert catalog.circle_ratios()["fuzhou"] == pytest.approx(result["RATIO"])


def test_circle_without_a_published_area(loaded):
    result = loaded(CIRCLE="hangzhou")
    assert (result["OFFICIAL_KM2"], result["RATIO"]) == (None, None)


@pytest.mark.parametrize(
    "text", ["南京都市圈", "Nanjing Metropolitan Circle", "nanjing | 南京都市圈 | official"]
)
def test_circle_by_name_or_offered_line(run, text):
    result = run("loadcircle", CIRCLE=text, OUTPUT_CIRCLE="memory:", OUTPUT_MEMBERS="memory:")
    assert result["MEMBER_COUNT"] == 33
    assert isinstance(result["OUTPUT_CIRCLE"], QgsVectorLayer)


def test_list_takes_the_place_of_the_circle(loaded):
    result = loaded(CIRCLE="nanjing", ADCODES="320111、六合区\n320111 繁昌县")
    members = geopandas.read_file(result["OUTPUT_MEMBERS"])
    assert sorted(members["adcode"]) == ["320111", "320116", "340212"]


def test_styles_are_stored(loaded):
    layer = QgsVectorLayer(loaded(CIRCLE="xian")["OUTPUT_MEMBERS"], "m", "ogr")
    assert layer.listStylesInDatabase()[0] == 1


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"CIRCLE": "nanjin"}, "no circle 'nanjin'. Did you mean nanjing"),
        ({"CIRCLE": "x", "ADCODES": "320111 999999"}, "item 2: no unit has the code or name '999999'"),
        ({"CIRCLE": "", "ADCODES": " "}, "Give a circle, or a list"),
        ({"ADCODES": "鼓楼区"}, "'鼓楼区' may be .*write the code"),
    ],
)
def test_bad_input_is_named_and_nothing_written(loaded, tmp_path, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        loaded(**more)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_batch_run(qgis_process, tmp_path):
    done = qgis_process(
        "run",
        "metro:loadcircle",
        "--",
        "CIRCLE=nanjing",
        f"OUTPUT_CIRCLE={tmp_path / '范围.gpkg'}",
        f"OUTPUT_MEMBERS={tmp_path / 'members.geojson'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["MEMBER_COUNT"] == 33
    assert done.json["results"]["RATIO"] == pytest.approx(0.982, abs=0.001)
