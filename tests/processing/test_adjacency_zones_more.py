# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:adjacencyzones`` by pairs of units and by the zones that a plan names."""

import geopandas
import pytest
from metro_circles.processing.algorithms.adjacency_zones import pairs_of
from metro_circles.processing.engine.errors import ParameterError
from qgis.core import QgsProcessingException, QgsProcessingFeedback

SCALE = 1.000123  # a metre on the ground as drawn in EPSG:4549, 100 km west of its central meridian


class Listener(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.warnings = []

    def pushWarning(self, text):
        self.warnings.append(text)


@pytest.fixture
def zones(run, tmp_path):
    def call(**more):
        names = ("OUTPUT_BORDERS", "OUTPUT_BELTS", "OUTPUT_ZONES")
        result = run("adjacencyzones", **{n: str(tmp_path / f"{n}.gpkg") for n in names}, **more)
        return result, *(geopandas.read_file(result[n], layer=n) for n in names)

    return call


@pytest.fixture
def three(layer_file, square):
    """Three squares of a kilometre in a row, in two provinces."""
    shapes = [square(0, 0, 1000), square(1000, 0, 1000), square(2000, 0, 1000)]
    return layer_file(
        "units", shapes, adcode=["320115", "340506", "340521"], name_zh=["江宁区", "博望区", "当涂县"]
    )


def test_pairs_by_name_and_code(zones, three):
    result, borders, belts, _ = zones(UNITS=three, BORDERS="pairs", PAIRS="博望区 - 320115", WIDTH_M=200)
    assert borders[["left_name", "right_name", "rank"]].to_numpy().tolist() == [
        ["江宁区", "博望区", "province"]
    ]
    assert belts[["left", "right", "side", "side_name"]].to_numpy().tolist() == [
        ["320115", "340506", "320115", "江宁区"],
        ["320115", "340506", "340506", "博望区"],
    ]
    # a belt of 200 m of ground within a square of 1 000 m as drawn: 200 x 1 000 / 1.000123
    assert belts["area_m2"].to_list() == pytest.approx([200 * 1000 / SCALE] * 2, rel=2e-4)
    assert result["BELT_AREA_M2"] == pytest.approx(belts["area_m2"].sum(), rel=1e-9)
    assert result["UNMET_COUNT"] == 0


def test_pairs_without_a_border_are_counted(zones, three):
    result, borders, belts, _ = zones(UNITS=three, BORDERS="pairs", PAIRS="江宁区-博望区\n江宁区-当涂县")
    assert (result["BORDER_COUNT"], result["UNMET_COUNT"], len(borders), len(belts)) == (1, 1, 1, 2)


def test_no_pair_that_meets_leaves_empty_layers(zones, three):
    result, borders, belts, _ = zones(UNITS=three, BORDERS="pairs", PAIRS="江宁区-当涂县")
    assert (result["BORDER_COUNT"], result["UNMET_COUNT"], len(borders), len(belts)) == (0, 1, 0, 0)
    assert (result["BORDER_LENGTH_M"], result["BELT_AREA_M2"]) == (0, 0)


def test_no_border_of_a_rank_is_said(qgis, three):
    import processing

    feedback = Listener()
    outputs = dict.fromkeys(("OUTPUT_BORDERS", "OUTPUT_BELTS"), "memory:")
    processing.run(
        "metro:adjacencyzones", {"UNITS": three, "RANK": ["prefecture"], **outputs}, feedback=feedback
    )
    assert "No two of the 3 units share a border of these ranks." in feedback.warnings


def test_a_zone_whose_sides_do_not_meet_is_listed(zones):
    result, _, _, placed = zones(CIRCLE="hangzhou", BORDERS="zones", ZONE_NAMES="hangzhou-13")
    assert (result["ZONE_COUNT"], result["UNPLACED_COUNT"], len(placed)) == (0, 1, 0)


def test_named_zones_of_the_nanjing_circle(zones):
    result, borders, belts, placed = zones(
        CIRCLE="nanjing",
        BORDERS="zones",
        ZONE_NAMES="nanjing-01；顶山—汊河跨界一体化发展示范区",
        WIDTH_M=2000,
    )
    assert placed["zone_id"].to_list() == ["nanjing-01", "nanjing-02"]
    assert placed[["side_a", "side_b"]].to_numpy().tolist() == [["江宁区", "博望区"], ["浦口区", "来安县"]]
    assert borders[["left", "right"]].to_numpy().tolist() == [["320111", "341122"], ["320115", "340506"]]
    assert belts["zones"].str.contains("跨界一体化发展示范区").all()
    # each zone is the union of its own two belts, which lie in different units and so do not overlap
    own = belts[belts["left"] == "320115"]["area_m2"].sum()
    assert placed["area_m2"].iloc[0] == pytest.approx(own, rel=1e-7)
    assert (result["ZONE_COUNT"], result["UNPLACED_COUNT"]) == (2, 0)


def test_zones_that_name_no_unit_are_listed(zones):
    result, _, _, placed = zones(
        CIRCLE="nanjing", BORDERS="zones", ZONE_NAMES="nanjing-01;nanjing-12;nanjing-34", WIDTH_M=500
    )
    assert (result["ZONE_COUNT"], result["UNPLACED_COUNT"]) == (1, 2)
    assert placed["zone_id"].to_list() == ["nanjing-01"]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"BORDERS": "pairs"}, "no pair is given"),
        ({"BORDERS": "pairs", "PAIRS": "江宁区"}, "'江宁区' is not a pair"),
        (
            {"BORDERS": "pairs", "PAIRS": "江宁区-博望"},
            "No unit has the code or name '博望'.*Nearest: 博望区",
        ),
        (
            {"BORDERS": "zones", "CIRCLE": "nanjing", "ZONE_NAMES": "江宁博望"},
            "no zone '江宁博望'.*江宁—博望",
        ),
        ({"BORDERS": "zones", "CIRCLE": "nanjin"}, "nanjing"),
    ],
)
def test_bad_choices_are_named(zones, three, tmp_path, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        zones(**{"UNITS": three} | more)
    assert [p.name for p in tmp_path.iterdir()] == ["units.gpkg"]


def test_a_list_of_pairs_as_planners_paste_it():
    assert pairs_of("320115-340506；江宁区—博望区\n\n 浦口区 ～ 来安县 ") == [
        ("320115", "340506"),
        ("江宁区", "博望区"),
        ("浦口区", "来安县"),
    ]
    with pytest.raises(ParameterError, match="'a-b-c' is not a pair"):
        pairs_of("a-b-c")


@pytest.mark.slow
def test_batch_run_by_zones(qgis_process, tmp_path):
    out = {n: tmp_path / f"{n}.gpkg" for n in ("OUTPUT_BORDERS", "OUTPUT_BELTS", "OUTPUT_ZONES")}
    done = qgis_process(
        "run",
        "metro:adjacencyzones",
        "--",
        "CIRCLE=nanjing",
        "BORDERS=zones",
        "ZONE_NAMES=nanjing-01",
        *(f"{name}={path}" for name, path in out.items()),
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["ZONE_COUNT"] == 1
    assert (
        geopandas.read_file(out["OUTPUT_ZONES"], layer="OUTPUT_ZONES")["name_zh"].iloc[0].startswith("江宁")
    )
