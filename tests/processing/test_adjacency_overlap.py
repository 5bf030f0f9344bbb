# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:adjacencyoverlap``: layers, table, matrix as CSV and as a picture."""

import csv
from pathlib import Path

import geopandas
import pytest
import shapely
from metro_circles.processing import heatmap
from qgis.core import QgsProcessingException

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)


@pytest.fixture
def overlap(run, tmp_path):
    def call(zones, layers, **more):
        files = {
            name: str(tmp_path / f"{name}.gpkg")
            for name in ("OUTPUT_PIECES", "OUTPUT_TABLE", "OUTPUT_ZONE_PAIRS")
        }
        return run("adjacencyoverlap", ZONES=zones, LAYERS=layers, **files, **more)

    return call


@pytest.fixture
def belts(layer_file, square):
    """Two belts of one border, 100 m by 100 m each."""
    return layer_file(
        "belts",
        [square(0, 0), square(100, 0)],
        left=["320115"] * 2,
        left_name=["江宁区"] * 2,
        right=["340506"] * 2,
        right_name=["博望区"] * 2,
        side=["320115", "340506"],
        side_name=["江宁区", "博望区"],
    )


def read(result, name):
    return geopandas.read_file(result[name], layer=name)


def test_pair_side_and_category(overlap, belts, layer_file, square):
    land = layer_file("land", [square(50, 0, 100), square(300, 0)], kind=["红线", "农田"])
    other = layer_file("parcels", [square(0, 0, 20)])
    result = overlap(belts, [land, other], CATEGORY_FIELD="kind")
    pieces = read(result, "OUTPUT_PIECES")
    assert pieces[["left", "right", "side_name", "layer", "category"]].to_numpy().tolist() == [
        ["320115", "340506", "江宁区", "land", "红线"],
        ["320115", "340506", "博望区", "land", "红线"],
        ["320115", "340506", "江宁区", "parcels", "parcels"],
    ]
    assert pieces["area_m2"].to_list() == pytest.approx([5000 * SCALE, 5000 * SCALE, 400 * SCALE], rel=5e-6)
    assert pieces["zone_pct"].to_list() == pytest.approx([50, 50, 4], rel=5e-6)
    table = read(result, "OUTPUT_TABLE")
    rest = table[(table["what"] == "outside") & (table["layer"] == "parcels")]
    assert rest["zone_pct"].to_list() == pytest.approx([96, 100], rel=5e-6)
    assert (result["ZONE_COUNT"], result["PIECE_COUNT"], result["OUTSIDE_COUNT"]) == (2, 3, 1)
    assert result["CLOSURE_M2"] < 1e-4


def test_matrix_as_csv_and_picture(overlap, belts, layer_file, square, tmp_path):
    land = layer_file("land", [square(50, 0, 100)], kind=["生态保护红线"])
    table, picture = tmp_path / "矩阵.csv", tmp_path / "矩阵.png"
    overlap(belts, [land], CATEGORY_FIELD="kind", OUTPUT_CSV=str(table), OUTPUT_PICTURE=str(picture))
    assert table.read_bytes()[:3] == b"\xef\xbb\xbf"
    with table.open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert [row["zone"] for row in rows] == ["江宁区—博望区 · 江宁区", "江宁区—博望区 · 博望区"]
    assert [row["land 生态保护红线 zone_pct"] for row in rows] == ["50.00", "50.00"]
    assert rows[0]["land 生态保护红线 area_m2"] == f"{5000 * SCALE:.2f}"
    from matplotlib.image import imread

    pixels = imread(picture)[..., :3]
    assert min(pixels.shape[:2]) > 200
    assert (pixels.reshape(-1, 3).max(axis=1) - pixels.reshape(-1, 3).min(axis=1) > 0.3).mean() > 0.02


def test_zones_by_zones(overlap, layer_file, square, tmp_path):
    zones = layer_file("zones", [square(0, 0, 100), square(90, 0, 20)], mc=["大", "小"])
    land = layer_file("land", [square(0, 0)])
    table = tmp_path / "zones.csv"
    result = overlap(zones, [land], ZONE_FIELD="mc", MATRIX="zones", OUTPUT_CSV=str(table))
    pairs = read(result, "OUTPUT_ZONE_PAIRS")
    # they share 10 m x 20 m = 200 m²: 2 % of 10 000 m², 50 % of 400 m²
    assert pairs[["a_pct", "b_pct"]].to_numpy().ravel().tolist() == pytest.approx([2, 50], rel=5e-6)
    rows = table.read_text(encoding="utf-8-sig").splitlines()
    assert rows[0] == "zone,area_m2,大 zone_pct,小 zone_pct"
    assert [row.split(",")[2:] for row in rows[1:]] == [["100.00", "2.00"], ["50.00", "100.00"]]


def test_layers_of_another_crs_are_brought_over(overlap, belts, layer_file, square):
    shape = geopandas.GeoSeries([square(50, 0)], crs="EPSG:4549").to_crs("EPSG:4490")
    result = overlap(belts, [layer_file("land", shape, crs="EPSG:4490")])
    assert read(result, "OUTPUT_PIECES")["area_m2"].sum() == pytest.approx(10_000 * SCALE, rel=5e-6)


def test_bad_layers_stop_and_nothing_is_written(overlap, belts, layer_file, square, bowtie, tmp_path):
    crossed = layer_file("crossed", [bowtie])
    before = sorted(p.name for p in tmp_path.iterdir())
    with pytest.raises(QgsProcessingException, match="'crossed', feature 1: crosses itself"):
        overlap(belts, [crossed], OUTPUT_CSV=str(tmp_path / "m.csv"))
    with pytest.raises(QgsProcessingException, match="'none' has no feature"):
        overlap(layer_file("none", [shapely.Polygon()]), [belts])
    after = sorted(p.name for p in tmp_path.iterdir() if p.name != "none.gpkg")
    assert after == before


def test_a_self_crossing_feature_is_repaired_and_counted(overlap, belts, layer_file, bowtie):
    result = overlap(belts, [layer_file("crossed", [bowtie])], INVALID="repair")
    assert result["REPAIRED_COUNT"] == 1
    assert read(result, "OUTPUT_PIECES")["area_m2"].sum() == pytest.approx(5000 * SCALE, rel=5e-6)


def test_a_missing_font_is_said_before_work_begins(overlap, belts, layer_file, square, tmp_path, monkeypatch):
    from matplotlib import font_manager

    plain = [font for font in font_manager.fontManager.ttflist if "CJK" not in font.name]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", plain)
    with pytest.raises(QgsProcessingException, match="No font with Chinese characters"):
        overlap(belts, [layer_file("land", [square(0, 0)])], OUTPUT_PICTURE=str(tmp_path / "m.png"))
    assert not Path(tmp_path / "OUTPUT_PIECES.gpkg").exists()


def test_a_picture_too_large_to_read_is_refused():
    import pandas as pd
    from metro_circles.processing.engine.errors import ParameterError

    with pytest.raises(ParameterError, match="401 by 1 cells"):
        heatmap.check_size(pd.DataFrame(index=range(401), columns=["a"]))


@pytest.mark.slow
def test_batch_run(qgis_process, belts, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:adjacencyoverlap",
        "--",
        f"ZONES={belts}",
        f"LAYERS={layer_file('甲', [square(0, 0)])}",
        f"LAYERS={layer_file('乙', [square(100, 0)])}",
        f"OUTPUT_PIECES={tmp_path / 'pieces.gpkg'}",
        f"OUTPUT_TABLE={tmp_path / 'table.gpkg'}",
        f"OUTPUT_PICTURE={tmp_path / 'm.svg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["PIECE_COUNT"] == 2
    assert (tmp_path / "m.svg").read_text(encoding="utf-8").startswith("<?xml")


def test_layers_of_one_file_are_told_apart(overlap, belts, square, tmp_path):
    path = tmp_path / "规划.gpkg"
    for name in ("红线", "农田"):
        geopandas.GeoDataFrame(geometry=[square(0, 0)], crs="EPSG:4549").to_file(path, layer=name)
    result = overlap(belts, [f"{path}|layername=红线", f"{path}|layername=农田"])
    assert read(result, "OUTPUT_PIECES")["layer"].to_list() == ["红线", "农田"]
