# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:checkcircle`` against ratios that were worked out with other data and other tools."""

import subprocess
import sys

import geopandas
import pytest
from metro_circles.layers import catalog
from qgis.core import QgsProcessingException

# computed / published, members taken whole; Chongqing, Guangzhou and Shenzhen on another source of boundaries
RATIOS = {
    "nanjing": 0.982, "nanjing_districts": 1.028, "nanjing_ext": 0.992, "fuzhou": 1.015, "chengdu": 1.000,
    "chengdu_ext": 1.002, "hangzhou6": 1.012, "wuhan": 0.999, "xian": 0.984, "nanchang": 1.042,
    "changzhutan": 1.002, "chongqing": 1.001, "guangzhou": 1.015, "shenzhen": 0.988,
}  # fmt: skip


@pytest.fixture
def checked(run, tmp_path):
    def call(**more):
        return run("checkcircle", OUTPUT_CIRCLES=str(tmp_path / "circles.gpkg"), **more)

    return call


def test_every_circle(checked, tmp_path):
    html, enclaves, members = (
        str(tmp_path / name) for name in ("check.html", "enclaves.gpkg", "members.gpkg")
    )
    result = checked(OUTPUT_HTML=html, OUTPUT_ENCLAVES=enclaves, OUTPUT_MEMBERS=members)
    table = geopandas.read_file(result["OUTPUT_CIRCLES"]).set_index("circle_id")
    assert result["CIRCLE_COUNT"] == len(catalog.circles()) == 22
    for circle, ratio in RATIOS.items():
        assert table.loc[circle, "ratio"] == pytest.approx(ratio, abs=0.003), circle
    assert table.loc["nanjing", "area_km2"] == pytest.approx(26522, abs=5)
    assert (result["FLAGGED_COUNT"], result["FLAGGED"]) == (0, "")
    without = table[table["verdict"] == "no_figure"].index.tolist()
    assert without == [c.circle_id for c in catalog.circles() if c.official_km2 is None]
    # the layers carry the same figures, computed when they were built with geodesic edges
    areas = catalog.circle_areas()
    assert table["area_km2"].to_dict() == pytest.approx(areas, rel=1e-6)
    assert len(geopandas.read_file(enclaves)) == result["ENCLAVE_COUNT"] == table["enclaves"].sum()
    counted = geopandas.read_file(members).groupby("circle_id")["checked"].sum()
    assert counted.to_dict() == table["checked_units"].to_dict()
    page = (tmp_path / "check.html").read_text(encoding="utf-8")
    assert page.count("<tr") == 23
    assert "0.982" in page
    assert page.count("暂定") == sum(c.status == "provisional" for c in catalog.circles())


def test_partial_members_are_left_out_and_named(checked):
    row = geopandas.read_file(checked(CIRCLE="fuzhou")["OUTPUT_CIRCLES"]).iloc[0]
    assert set(row["left_out"].split("、")) == {"建阳区", "建瓯市"}
    assert (row["units"], row["checked_units"]) == (25, 23)
    assert row["area_km2"] > row["checked_km2"]


def test_several_circles_by_id_name_and_offered_line(checked):
    result = checked(CIRCLE="xian, 成都都市圈、shanchaojie | 汕潮揭都市圈 | official")
    table = geopandas.read_file(result["OUTPUT_CIRCLES"])
    assert table["circle_id"].tolist() == ["xian", "chengdu", "shanchaojie"]
    # 南澳县 is an island: the sea parts it from the rest
    assert table["contiguous"].tolist() == ["yes", "yes", "no"]
    assert result["SCATTERED_COUNT"] == 1


def test_a_narrow_tolerance_flags(checked):
    result = checked(CIRCLE="nanjing,chengdu", TOLERANCE_PCT=1)
    assert (result["FLAGGED_COUNT"], result["FLAGGED"]) == (1, "nanjing")


def test_enclaves_of_chengdu_are_named(checked, tmp_path):
    result = checked(CIRCLE="chengdu", OUTPUT_ENCLAVES=str(tmp_path / "e.gpkg"))
    enclaves = geopandas.read_file(result["OUTPUT_ENCLAVES"])
    assert enclaves["name_zh"].tolist()[0] == "丹棱县"
    assert enclaves["area_km2"].tolist()[0] == pytest.approx(0.756, abs=0.01)


def test_own_units_take_the_place_of_the_shipped(checked, tmp_path):
    members = catalog.read("member", "changzhutan")[["adcode", "name_zh", "geometry"]].to_crs(4547)
    members.to_file(tmp_path / "own.gpkg")
    result = checked(CIRCLE="changzhutan", UNITS=str(tmp_path / "own.gpkg"))
    row = geopandas.read_file(result["OUTPUT_CIRCLES"]).iloc[0]
    assert row["ratio"] == pytest.approx(1.0015, abs=1e-4)
    members.iloc[2:].to_file(tmp_path / "less.gpkg")
    first, second = members["adcode"].iloc[:2]
    with pytest.raises(QgsProcessingException, match=f"'less' .*in 2 places: .*'{first}'.*'{second}'"):
        checked(CIRCLE="changzhutan", UNITS=str(tmp_path / "less.gpkg"))


def test_unknown_circle_is_named_and_nothing_written(checked, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"no circle 'nanjin'.*nanjing"):
        checked(CIRCLE="nanjin", OUTPUT_HTML=str(tmp_path / "x.html"))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_batch_run(qgis_process, tmp_path):
    done = qgis_process(
        "run", "metro:checkcircle", "--", "CIRCLE=nanjing", f"OUTPUT_CIRCLES={tmp_path / 'c.gpkg'}"
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["CIRCLE_COUNT"] == 1


def test_table_for_the_readme(root):
    done = subprocess.run(
        [sys.executable, root / "dev" / "area_table"], capture_output=True, text=True, check=True
    )
    lines = done.stdout.splitlines()
    assert len(lines) == 2 + 22
    assert lines[2].startswith(
        "| 南京都市圈 | `nanjing` | official | 33 | 26,522 | 26,522 | 27,000 | 0.982 | yes |"
    )
