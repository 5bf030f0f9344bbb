# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:reviewcircle``: the whole way of one circle."""

import json
import subprocess
from pathlib import Path

import geopandas
import pyogrio
import pytest
from qgis.core import QgsProcessingException


@pytest.fixture(scope="module")
def reviewed(qgis, tmp_path_factory):
    import processing

    folder = tmp_path_factory.mktemp("review")
    return processing.run("metro:reviewcircle", {"CIRCLE": "nanjing", "OUTPUT_FOLDER": str(folder)})


def test_every_output_is_there_and_nothing_else(reviewed):
    folder = Path(reviewed["OUTPUT_FOLDER"])
    named = {
        Path(reviewed[key]).name
        for key in ("GEOPACKAGE", "SHEET_PDF", "SHEET_PNG", "SUMMARY_JSON", "SUMMARY_TEXT")
    }
    assert {file.name for file in folder.iterdir()} == named
    layers = dict(pyogrio.list_layers(reviewed["GEOPACKAGE"]))
    assert set(layers) >= {
        "circle",
        "member",
        "border",
        "belt",
        "conflict",
        "parcel",
        "redline",
        "layer_styles",
    }


def test_figures_agree_with_the_layers(reviewed):
    summary = json.loads(Path(reviewed["SUMMARY_JSON"]).read_text(encoding="utf-8"))
    assert summary["circle"]["official_km2"] == 27000
    # Expected ratio of the shipped boundaries to the published figure
    assert summary["circle"]["ratio"] == pytest.approx(0.982, abs=5e-4)
    assert reviewed["AREA_KM2"] == summary["circle"]["area_km2"]
    borders = geopandas.read_file(reviewed["GEOPACKAGE"], layer="border")
    assert summary["borders"]["length_km"] == pytest.approx(borders["length_m"].sum() / 1000, abs=0.005)
    assert set(borders["rank"]) == {"province", "prefecture"}
    conflict = summary["conflicts"]
    parcels = geopandas.read_file(reviewed["GEOPACKAGE"], layer="parcel")
    inside = parcels.loc[parcels["in_conflict"], "inside_m2"].sum()
    assert conflict["sample"] is True
    assert conflict["area_ha"] == pytest.approx(inside / 1e4, abs=0.005)
    assert conflict["area_mu"] == pytest.approx(inside * 3 / 2000, abs=0.005)
    assert conflict["closure_m2"] < 1e-4
    text = Path(reviewed["SUMMARY_TEXT"]).read_text(encoding="utf-8")
    assert "公布 27,000 km²" in text and "示例数据" in text


def test_sheet_of_samples_says_so(reviewed):
    text = subprocess.run(
        ["pdftotext", reviewed["SHEET_PDF"], "-"], capture_output=True, text=True, check=True
    ).stdout
    assert "（示例数据）" in text.replace("\n", "")


def test_circle_without_samples_is_reviewed_without_conflicts(run, tmp_path):
    result = run("reviewcircle", CIRCLE="chengdu", PAPER="none", OUTPUT_FOLDER=str(tmp_path))
    assert result["CONFLICT_COUNT"] is None
    assert "未做冲突核查" in Path(result["SUMMARY_TEXT"]).read_text(encoding="utf-8")


def test_unknown_circle_names_the_nearest(run, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"nanjin'.*nanjing"):
        run("reviewcircle", CIRCLE="nanjin", OUTPUT_FOLDER=str(tmp_path / "out"))
    assert not (tmp_path / "out").exists()


def test_folder_that_cannot_be_written_is_named(run, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(QgsProcessingException, match=r"Cannot write in folder '.*file"):
        run("reviewcircle", CIRCLE="chengdu", PAPER="none", OUTPUT_FOLDER=str(tmp_path / "file" / "out"))


def test_parcels_without_red_lines_are_refused(run, layer_file, square, tmp_path):
    parcels = layer_file("parcels", [square(0, 0)])
    with pytest.raises(QgsProcessingException, match="both parcels and red lines"):
        run("reviewcircle", CIRCLE="nanjing", PARCELS=parcels, OUTPUT_FOLDER=str(tmp_path / "out"))


@pytest.mark.slow
def test_batch_exit_codes_tell_the_truth(qgis_process, tmp_path):
    good = qgis_process(
        "run", "metro:reviewcircle", "--", "CIRCLE=chengdu", "PAPER=none", f"OUTPUT_FOLDER={tmp_path / 'a'}"
    )
    assert good.returncode == 0, good.stderr
    assert good.json["results"]["RATIO"] == pytest.approx(1.0, abs=5e-4)
    bad = qgis_process(
        "run", "metro:reviewcircle", "--", "CIRCLE=chengdou", f"OUTPUT_FOLDER={tmp_path / 'b'}"
    )
    assert bad.returncode != 0
    assert "chengdu" in bad.stderr + bad.stdout
    assert not (tmp_path / "b").exists()


@pytest.mark.slow
def test_batch_run_takes_json(qgis_process, tmp_path):
    inputs = json.dumps(
        {"inputs": {"CIRCLE": "南京都市圈", "PAPER": "none", "OUTPUT_FOLDER": str(tmp_path / "c")}}
    )
    done = qgis_process("run", "metro:reviewcircle", "-", stdin=inputs)
    assert done.returncode == 0, done.stderr
    assert Path(done.json["results"]["GEOPACKAGE"]).is_file()
