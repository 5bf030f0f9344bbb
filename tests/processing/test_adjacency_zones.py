# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:adjacencyzones`` by rank, on squares of 2 km and on shipped and own circles.

江宁区 lies in the south-west, 博望区 (another province) east of it, 溧水区 (the same city) north of it; 博望区
and 溧水区 meet in a corner only. 100 km west of the central meridian of EPSG:4549 a projected square metre is
0.999754 ellipsoidal ones, a projected metre 0.999877.
"""

import geopandas
import pytest
import shapely
from metro_circles.layers import catalog
from qgis.core import QgsFeatureRequest, QgsProcessingException

AREA, LENGTH = 0.999754, 0.999877
SIDE, WIDTH = 2000.0, 100.0


@pytest.fixture
def zones(run, tmp_path):
    def call(**more):
        result = run(
            "adjacencyzones",
            OUTPUT_BORDERS=str(tmp_path / "borders.gpkg"),
            OUTPUT_BELTS=str(tmp_path / "belts.gpkg"),
            **{"WIDTH_M": WIDTH} | more,
        )
        return (
            result,
            geopandas.read_file(result["OUTPUT_BORDERS"]),
            geopandas.read_file(result["OUTPUT_BELTS"]),
        )

    return call


@pytest.fixture
def three(layer_file, square):
    def save(codes=("320115", "340506", "320117"), **more):
        shapes = [square(0, 0, SIDE), square(SIDE, 0, SIDE), square(0, SIDE, SIDE)]
        return layer_file("units", shapes, adcode=list(codes), name_zh=["江宁区", "博望区", "溧水区"], **more)

    return save


def test_rank_follows_from_the_codes(zones, three):
    _, borders, belts = zones(UNITS=three(), RANK=["province", "prefecture", "county"])
    found = borders.set_index("rank")[["left_name", "right_name"]].T.to_dict("list")
    assert found == {"province": ["江宁区", "博望区"], "county": ["江宁区", "溧水区"]}
    assert borders["length_m"].tolist() == pytest.approx([SIDE * LENGTH] * 2, rel=1e-5)
    assert len(belts) == 4


@pytest.mark.parametrize(
    ("rank", "side_names"), [("province", {"江宁区", "博望区"}), ("county", {"江宁区", "溧水区"})]
)
def test_a_belt_on_each_side_of_a_border(zones, three, rank, side_names):
    result, _, belts = zones(UNITS=three(), RANK=[rank])
    assert set(belts["side_name"]) == side_names
    assert belts["area_m2"].tolist() == pytest.approx([SIDE * WIDTH * AREA] * 2, rel=2e-4)
    assert result["BELT_AREA_M2"] == pytest.approx(2 * SIDE * WIDTH * AREA, rel=2e-4)


def test_no_border_of_that_rank(zones, three):
    result, borders, belts = zones(UNITS=three(), RANK=["prefecture"])
    assert (result["BORDER_COUNT"], result["BELT_AREA_M2"], len(borders), len(belts)) == (0, 0, 0, 0)


def test_where_belts_overlap_a_place_counts_once_in_the_whole(zones, three):
    """In the corner of 江宁区 both of its belts cover 100 m x 100 m."""
    result, _, belts = zones(UNITS=three(), RANK=["province", "county"])
    assert belts["area_m2"].sum() == pytest.approx(4 * SIDE * WIDTH * AREA, rel=2e-4)
    assert result["BELT_AREA_M2"] == pytest.approx((4 * SIDE * WIDTH - WIDTH**2) * AREA, rel=2e-4)


def test_partition_gives_every_place_to_one_belt(zones, three):
    result, _, belts = zones(UNITS=three(), RANK=["province", "county"], PARTITION=True)
    assert belts["area_m2"].sum() == pytest.approx((4 * SIDE * WIDTH - WIDTH**2) * AREA, rel=2e-3)
    assert belts["area_m2"].sum() == pytest.approx(result["BELT_AREA_M2"], rel=2e-3)


def test_a_belt_stays_within_its_side(zones, three, square):
    _, _, belts = zones(UNITS=three(), RANK=["province", "county"])
    for code, unit in (("320115", square(0, 0, SIDE)), ("340506", square(SIDE, 0, SIDE))):
        inside = shapely.union_all(belts.loc[belts["side"] == code].to_crs(4549).geometry)
        assert inside.difference(unit.buffer(0.01)).area < 1e-3


def test_the_crs_does_not_matter(zones, three, tmp_path):
    plane = zones(UNITS=three(), RANK=["province"])[0]["BELT_AREA_M2"]
    degrees = tmp_path / "degrees.gpkg"
    geopandas.read_file(tmp_path / "units.gpkg").to_crs(4490).to_file(degrees)
    assert zones(UNITS=str(degrees), RANK=["province"])[0]["BELT_AREA_M2"] == pytest.approx(plane, rel=2e-4)


def test_shipped_circle(zones):
    """The border of 江苏 and 安徽 within the circle, from the shipped lines: the same pairs, the same length."""
    result, borders, _ = zones(CIRCLE="nanjing", RANK=["province"], WIDTH_M=5000)
    codes = {m.adcode for m in catalog.members("nanjing")}
    shipped = catalog.read("border", "nanjing")
    shipped = shipped[
        shipped["adcode_a"].isin(codes) & shipped["adcode_b"].isin(codes) & (shipped["rank"] == "province")
    ]
    pairs = {frozenset(pair) for pair in shipped[["adcode_a", "adcode_b"]].to_numpy().tolist()}
    assert {frozenset(pair) for pair in borders[["left", "right"]].to_numpy().tolist()} == pairs
    assert result["BORDER_LENGTH_M"] == pytest.approx(shipped["length_m"].sum(), rel=1e-3)


def test_own_circle(zones, run, tmp_path):
    catalog.register_folder(tmp_path / "circles")
    try:
        run(
            "customcircle",
            NAME="江北",
            LIST="320111 341122",
            SAVE=True,
            OUTPUT_CIRCLE="memory:",
            OUTPUT_MEMBERS="memory:",
        )
        result, borders, _ = zones(CIRCLE="江北", RANK=["province"])
    finally:
        catalog.register_folder(None)
    assert result["BORDER_COUNT"] == 1
    assert borders["left_name"].tolist() == ["浦口区"]


@pytest.mark.parametrize(
    ("codes", "more", "message"),
    [
        (("320115", None, "320117"), {}, "'units', feature 2: adcode is empty"),
        (("320115", "320115", "320117"), {}, "features 1 and 2 both have the code 320115"),
        (
            ("320115", "340506", "320117"),
            {"CODE_FIELD": "dm"},
            "'units' has no field 'dm'. It has: adcode, name_zh",
        ),
        (("320115", "340506", "320117"), {"WIDTH_M": 0}, "WIDTH_M"),
    ],
)
def test_bad_units_are_named_and_nothing_written(zones, three, tmp_path, codes, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        zones(UNITS=three(codes), **more)
    assert [p.name for p in tmp_path.iterdir()] == ["units.gpkg"]


def test_unknown_circle(zones, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"no circle 'nanjin'"):
        zones(CIRCLE="nanjin")
    assert list(tmp_path.iterdir()) == []


def test_memory_layer_with_a_chosen_feature(run, three):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(three(), "单元", "ogr")
    memory = layer.materialize(QgsFeatureRequest())
    QgsProject.instance().addMapLayer(memory)
    memory.selectByExpression("adcode != '320117'")
    chosen = QgsProcessingFeatureSourceDefinition(memory.id(), selectedFeaturesOnly=True)
    result = run(
        "adjacencyzones",
        UNITS=chosen,
        RANK=["province", "county"],
        WIDTH_M=WIDTH,
        OUTPUT_BORDERS="memory:",
        OUTPUT_BELTS="memory:",
    )
    QgsProject.instance().removeMapLayer(memory.id())
    assert result["BORDER_COUNT"] == 1


@pytest.mark.slow
def test_batch_run(qgis_process, three, tmp_path):
    done = qgis_process(
        "run",
        "metro:adjacencyzones",
        "--",
        f"UNITS={three()}",
        "RANK=province",
        "WIDTH_M=100",
        f"OUTPUT_BORDERS={tmp_path / '边界.gpkg'}",
        f"OUTPUT_BELTS={tmp_path / '毗邻带.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["BORDER_COUNT"] == 1
