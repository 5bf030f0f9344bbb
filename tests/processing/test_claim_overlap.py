# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:claimoverlap`` on two sides drawn by hand."""

import geopandas
import pytest
from qgis.core import QgsProcessingException

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)


@pytest.fixture
def claim(run, tmp_path):
    def call(a, b, **more):
        names = ("OUTPUT", "OUTPUT_SLIVERS")
        result = run(
            "claimoverlap", LAYER_A=a, LAYER_B=b, **{n: str(tmp_path / f"{n}.gpkg") for n in names}, **more
        )
        return result, *(geopandas.read_file(result[n], layer=n) for n in names)

    return call


@pytest.fixture
def units(layer_file, square):
    return layer_file(
        "units",
        [square(0, 0, 1000), square(1000, 0, 1000)],
        adcode=["320115", "340506"],
        name_zh=["江宁区", "博望区"],
    )


def test_overlap_trespass_and_sliver(claim, layer_file, square, units):
    a = layer_file("规划A", [square(900, 0, 200)])
    b = layer_file("规划B", [square(1050, 0, 200), square(1099.9, 300, 50), square(1090, 190, 11)])
    result, found, slivers = claim(a, b, UNITS=units, UNIT_A="江宁区", UNIT_B="340506")
    assert found["kind"].to_list() == ["overlap", "overlap", "a_beyond"]
    assert found[["left", "left_name", "right", "right_name"]].drop_duplicates().to_numpy().tolist() == [
        ["320115", "江宁区", "340506", "博望区"]
    ]
    # a: x 900-1100, y 0-200; b1: x 1050-1250 -> 50 x 200; b3: x 1090-1101, y 190-201 -> 10 x 10, within b1
    # beyond the border at x = 1000: 100 x 200
    assert found["area_m2"].to_list() == pytest.approx(
        [10_000 * SCALE, 100 * SCALE, 20_000 * SCALE], rel=1e-5
    )
    assert result["OVERLAP_AREA_M2"] == pytest.approx(10_000 * SCALE, rel=1e-5)
    assert (result["OVERLAP_COUNT"], result["BEYOND_COUNT"], result["SLIVER_COUNT"]) == (2, 1, len(slivers))


def test_gap_between_layers_without_units_takes_their_names(claim, layer_file, square):
    result, found, _ = claim(
        layer_file("甲", [square(0, 0)]), layer_file("乙", [square(110, 0)]), MAX_GAP_M=200
    )
    assert found[["kind", "left_name", "right_name"]].to_numpy().tolist() == [["gap", "甲", "乙"]]
    assert (result["GAP_COUNT"], result["OVERLAP_COUNT"]) == (1, 0)
    # a circle of 100 m radius over the open ends of 10 m takes away 2 x 0.83 m²
    assert result["GAP_AREA_M2"] == pytest.approx(998.3 * SCALE, rel=1e-3)


def test_a_layer_in_degrees_gives_the_same(claim, layer_file, square):
    shape = geopandas.GeoSeries([square(95, 0)], crs="EPSG:4549").to_crs("EPSG:4490")
    result, _, _ = claim(layer_file("a", [square(0, 0)]), layer_file("b", shape, crs="EPSG:4490"))
    assert result["OVERLAP_AREA_M2"] == pytest.approx(500 * SCALE, rel=1e-4)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"UNIT_A": "江宁区"}, "one side only"),
        ({"UNIT_A": "江宁区", "UNIT_B": "江宁区"}, "320115 is given for both sides"),
        ({"UNIT_A": "江宁区", "UNIT_B": "博望"}, "No unit has the code or name '博望'"),
    ],
)
def test_bad_units_are_named(claim, layer_file, square, units, tmp_path, more, message):
    a = layer_file("a", [square(0, 0)])
    with pytest.raises(QgsProcessingException, match=message):
        claim(a, a, UNITS=units, **more)
    assert not (tmp_path / "OUTPUT.gpkg").exists()


def test_a_self_crossing_claim_stops_with_its_place(claim, layer_file, square, bowtie):
    with pytest.raises(QgsProcessingException, match="'b', feature 1: crosses itself"):
        claim(layer_file("a", [square(0, 0)]), layer_file("b", [bowtie]))


@pytest.mark.slow
def test_batch_run(qgis_process, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:claimoverlap",
        "--",
        f"LAYER_A={layer_file('甲', [square(0, 0)])}",
        f"LAYER_B={layer_file('乙', [square(90, 0)])}",
        f"OUTPUT={tmp_path / 'found.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["OVERLAP_AREA_M2"] == pytest.approx(1000 * SCALE, rel=1e-5)
