# SPDX-License-Identifier: GPL-3.0-or-later
"""The example models, as planners run them: through qgis_process on the shipped samples."""

import json
import subprocess
import sys

import geopandas
import pytest


@pytest.fixture
def sample(root):
    """Return ``source(layer)``: a layer of the Nanjing samples."""
    return lambda layer: f"{root / 'layers' / 'sample_nanjing.gpkg'}|layername=示例_{layer}"


@pytest.fixture
def run_model(root, qgis_process):
    """Return ``run(name, inputs)``: the results of a shipped model."""

    def run(name, inputs):
        model = root / "processing" / "models" / f"{name}.model3"
        done = qgis_process("run", model, "-", stdin=json.dumps({"inputs": inputs}))
        assert done.returncode == 0, done.stderr
        return done.json["results"]

    return run


@pytest.mark.slow
def test_belts_of_a_circle_with_what_plans_hold_in_them(run_model, sample, tmp_path):
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("belts", "pieces", "table")}
    layers = [sample("生态保护红线_STBHHX"), sample("城镇开发边界_CZKFBJ")]
    found = run_model(
        "circle_belts_overlap", {"CIRCLE": "nanjing", "WIDTH_M": 2000, "LAYERS": layers, **outputs}
    )
    assert found == outputs
    belts = geopandas.read_file(found["belts"], layer="belts")
    assert set(belts["width_m"]) == {2000.0}
    pieces = geopandas.read_file(found["pieces"], layer="pieces")
    assert len(set(pieces["layer"])) == 2
    assert pieces["area_m2"].sum() < belts["area_m2"].sum() * 2


@pytest.mark.slow
def test_parcels_with_verdicts_and_report(run_model, sample, tmp_path):
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("conflicts", "checked")}
    outputs["report"] = str(tmp_path / "report.html")
    inputs = {"PARCELS": sample("地块_parcels"), "REDLINES": sample("生态保护红线_STBHHX")}
    found = run_model("parcels_redline_report", {**inputs, "KIND": "HXLX", "ACTIVITY": "LXDM", **outputs})
    assert found == outputs
    checked = geopandas.read_file(found["checked"], layer="checked")
    conflicts = geopandas.read_file(found["conflicts"], layer="conflicts")
    in_conflict = checked["verdict"].isin(["forbidden", "undetermined", "proof", "limited", "allowed"])
    assert in_conflict.sum() == conflicts["parcel_fid"].nunique() > 0
    assert "生态保护红线" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_models_are_what_their_script_writes(root, tmp_path):
    subprocess.run([sys.executable, root / "dev" / "models", tmp_path], check=True, capture_output=True)
    written = {file.name: file.read_bytes() for file in tmp_path.glob("*.model3")}
    assert written == {f.name: f.read_bytes() for f in (root / "processing" / "models").glob("*.model3")}
    assert len(written) == 2
