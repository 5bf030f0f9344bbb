# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:sharedborders`` on cases drawn by hand and on a shipped circle."""

import geopandas
import pytest
from qgis.core import QgsProcessingException

SCALE = 1.000123  # a metre on the ground as drawn in EPSG:4549, 100 km west of its central meridian


@pytest.fixture
def borders(run, tmp_path):
    def call(**more):
        result = run("sharedborders", OUTPUT=str(tmp_path / "边界.gpkg"), **more)
        return result, geopandas.read_file(result["OUTPUT"])

    return call


def test_own_units_by_rank(borders, layer_file, square):
    units = layer_file(
        "units",
        [square(0, 0), square(100, 0), square(200, 0)],
        代码=["320115", "320117", "340506"],
        名称=["江宁区", "溧水区", "博望区"],
    )
    result, lines = borders(UNITS=units, CODE_FIELD="代码", NAME_FIELD="名称")
    assert lines[["left_name", "right_name", "rank"]].to_numpy().tolist() == [
        ["江宁区", "溧水区", "county"],
        ["溧水区", "博望区", "province"],
    ]
    assert lines["length_m"].to_list() == pytest.approx([100 / SCALE] * 2, rel=2e-6)
    assert (result["UNIT_COUNT"], result["BORDER_COUNT"]) == (3, 2)
    assert result["OUTER_LENGTH_M"] == pytest.approx(800 / SCALE, rel=2e-6)


def test_circle_by_name(borders):
    result, lines = borders(CIRCLE="南京都市圈", RANK=["province"])
    assert set(lines["rank"]) == {"province"}
    assert result["BORDER_LENGTH_M"] == pytest.approx(lines["length_m"].sum())
    assert {"江宁区", "博望区"} <= set(lines["left_name"]) | set(lines["right_name"])


def test_no_border_is_said(borders, layer_file, square):
    units = layer_file("units", [square(0, 0), square(500, 0)], adcode=["320115", "340506"])
    result, lines = borders(UNITS=units)
    assert (result["BORDER_COUNT"], len(lines)) == (0, 0)


def test_edges_that_do_not_coincide_show_in_the_outer_length(borders, layer_file, square):
    units = layer_file("units", [square(0, 0), square(100.5, 0)], adcode=["320115", "340506"])
    result, _ = borders(UNITS=units)
    assert result["OUTER_LENGTH_M"] == pytest.approx(800 / SCALE, rel=2e-6)


@pytest.mark.parametrize(
    ("columns", "more", "message"),
    [
        ({"adcode": ["320115", "320115"]}, {}, "both have the code 320115"),
        ({"adcode": ["320115", None]}, {}, "feature 2: adcode is empty"),
        ({"dm": ["320115", "340506"]}, {}, "'units' has no field 'adcode'"),
    ],
)
def test_bad_units_are_named(borders, layer_file, square, tmp_path, columns, more, message):
    units = layer_file("units", [square(0, 0), square(100, 0)], **columns)
    with pytest.raises(QgsProcessingException, match=message):
        borders(UNITS=units, **more)
    assert [p.name for p in tmp_path.iterdir()] == ["units.gpkg"]


def test_unknown_circle_is_refused(borders):
    with pytest.raises(QgsProcessingException, match=r"nanjing"):
        borders(CIRCLE="nanjin")


@pytest.mark.slow
def test_batch_run(qgis_process, tmp_path):
    out = tmp_path / "borders.gpkg"
    done = qgis_process("run", "metro:sharedborders", "--", "CIRCLE=nanjing", f"OUTPUT={out}")
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["BORDER_COUNT"] == len(geopandas.read_file(out)) > 40


@pytest.mark.slow
def test_all_counties_of_the_country(borders):
    result, lines = borders(CIRCLE="全国", RANK=["province"])
    assert result["UNIT_COUNT"] > 2800
    # 广西 and 广东 border on each other, 广西 and 江苏 do not
    pairs = {tuple(sorted((a[:2], b[:2]))) for a, b in zip(lines["left"], lines["right"], strict=True)}
    assert ("44", "45") in pairs
    assert ("32", "45") not in pairs
