# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:crossbordersprawl`` on towns drawn by hand."""

import geopandas
import pytest
from qgis.core import QgsProcessingException

K = 1 + (99_000 / 6_372_400) ** 2 / 2
SCALE = 1 / K**2


@pytest.fixture
def units(layer_file, square):
    return layer_file(
        "units",
        [square(0, 0, 1000), square(1000, 0, 1000)],
        adcode=["320115", "340506"],
        name_zh=["江宁区", "博望区"],
    )


@pytest.fixture
def sprawl(run, tmp_path, units):
    def call(patches, **more):
        names = ("OUTPUT_CLUSTERS", "OUTPUT_GAPS")
        files = {name: str(tmp_path / f"{name}.gpkg") for name in names}
        result = run("crossbordersprawl", **{"PATCHES": patches, "UNITS": units} | files | more)
        return result, *(geopandas.read_file(result[name], layer=name) for name in names)

    return call


def test_a_cluster_its_sides_and_its_gap(sprawl, layer_file, square):
    towns = layer_file("towns", [square(800, 0), square(1100, 0), square(100, 0)])
    result, clusters, gaps = sprawl(towns, DISTANCE_M=250)
    assert clusters[["name_zh", "patches"]].to_numpy().tolist() == [["江宁区", 1], ["博望区", 1]]
    assert clusters["area_m2"].to_list() == pytest.approx([10_000 * SCALE] * 2, rel=1e-5)
    assert gaps[["left_name", "right_name", "rank"]].to_numpy().tolist() == [["江宁区", "博望区", "province"]]
    assert gaps["gap_m"].to_list() == pytest.approx([200 / K], abs=1e-3)
    assert (result["CLUSTER_COUNT"], result["GAP_COUNT"], result["TOUCH_COUNT"], result["SINGLE_COUNT"]) == (
        1,
        1,
        0,
        1,
    )


def test_units_in_degrees_give_the_same(sprawl, layer_file, square):
    shape = geopandas.GeoSeries([square(900, 0, 200)], crs="EPSG:4549").to_crs("EPSG:4490")
    result, clusters, _ = sprawl(layer_file("town", shape, crs="EPSG:4490"), DISTANCE_M=0)
    assert result["TOUCH_COUNT"] == 1
    assert clusters["area_m2"].to_list() == pytest.approx([20_000 * SCALE] * 2, rel=1e-4)


def test_no_cluster_writes_empty_layers(sprawl, layer_file, square):
    result, clusters, gaps = sprawl(layer_file("town", [square(100, 0)]))
    assert (result["CLUSTER_COUNT"], len(clusters), len(gaps)) == (0, 0, 0)


def test_bad_input_stops_and_nothing_is_written(sprawl, layer_file, bowtie, square, tmp_path):
    with pytest.raises(QgsProcessingException, match="'towns', feature 1: crosses itself"):
        sprawl(layer_file("towns", [bowtie]))
    with pytest.raises(QgsProcessingException, match="no field 'dm'"):
        sprawl(layer_file("good", [square(0, 0)]), CODE_FIELD="dm")
    assert not (tmp_path / "OUTPUT_CLUSTERS.gpkg").exists()


@pytest.mark.slow
def test_batch_run(qgis_process, units, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:crossbordersprawl",
        "--",
        f"PATCHES={layer_file('towns', [square(950, 0)])}",
        f"UNITS={units}",
        f"OUTPUT_CLUSTERS={tmp_path / 'clusters.gpkg'}",
        f"OUTPUT_GAPS={tmp_path / 'gaps.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["TOUCH_COUNT"] == 1
