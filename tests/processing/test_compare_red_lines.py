# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:compareredlines`` on cases drawn by hand; a drawn square metre is 1.000247 real ones too large."""

import geopandas
import pytest
from qgis.core import QgsProcessingException

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)


@pytest.fixture
def compared(run, tmp_path):
    def call(old, new, **more):
        outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT_CHANGES", "OUTPUT_UNITS")}
        return run("compareredlines", OLD=old, NEW=new, **outputs, **more)

    return call


def test_changes_and_units(compared, layer_file, square):
    old = layer_file("old", [square(0, 0), square(100, 0)], HXLX=["a", "b"])
    new = layer_file("new", [square(20, 0), square(120, 0)], LX=["a", "b"])
    units = layer_file("units", [square(0, 0), square(100, 0, 200)], XZQDM=["1", "2"])
    result = compared(old, new, OLD_KIND="HXLX", NEW_KIND="LX", UNITS=units, UNIT_CODE="XZQDM")
    # both versions moved 20 m: kept 80 + 80, changed 20 (b to a), removed and added 20; all 100 m high
    expected = {"OLD": 20_000, "NEW": 20_000, "KEPT": 16_000, "CHANGED": 2000, "REMOVED": 2000, "ADDED": 2000}
    for name, area in expected.items():
        assert result[f"{name}_AREA_M2"] == pytest.approx(area * SCALE, rel=2e-6)
    assert (result["REDUCED_COUNT"], result["NOT_REDUCED"]) == (1, True)
    assert result["CLOSURE_M2"] < 1e-4
    table = geopandas.read_file(result["OUTPUT_UNITS"])
    assert table["difference_m2"].to_list() == pytest.approx(
        [-2000 * SCALE, 2000 * SCALE, 0], rel=2e-6, abs=0.01
    )
    assert table["not_reduced"].to_list() == [False, True, True]
    changes = geopandas.read_file(result["OUTPUT_CHANGES"])
    assert changes["change"].value_counts().to_dict() == {"kept": 2, "changed": 1, "removed": 1, "added": 1}


def test_members_of_a_circle(compared, layer_file, square):
    result = compared(layer_file("o", [square(0, 0)]), layer_file("n", [square(0, 0, 90)]), CIRCLE="nanjing")
    table = geopandas.read_file(result["OUTPUT_UNITS"])
    assert len(table) == 33 + 1  # every member, also those where no red line lies
    assert table.loc[table["old_m2"] > 0, "name"].to_list() == ["江宁区", "合计"]
    assert (result["REDUCED_COUNT"], result["NOT_REDUCED"]) == (1, False)


def test_versions_in_different_crs(compared, layer_file, square):
    shape = geopandas.GeoSeries([square(0, 0)], crs="EPSG:4549").to_crs("EPSG:4490")
    result = compared(layer_file("o", [square(0, 0)]), layer_file("n", shape, crs="EPSG:4490"))
    assert result["REMOVED_AREA_M2"] == pytest.approx(0, abs=1e-2)
    assert result["NOT_REDUCED"]


def test_self_crossing_version_stops_and_writes_nothing(compared, layer_file, square, bowtie, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"'n', feature 1: crosses itself"):
        compared(layer_file("o", [square(0, 0)]), layer_file("n", [bowtie]))
    assert not list(tmp_path.glob("OUTPUT*"))


def test_units_need_their_code(compared, layer_file, square):
    with pytest.raises(QgsProcessingException, match="field with the unit's code"):
        compared(
            layer_file("o", [square(0, 0)]),
            layer_file("n", [square(0, 0)]),
            UNITS=layer_file("u", [square(0, 0)]),
        )


@pytest.mark.slow
def test_batch_run(qgis_process, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:compareredlines",
        "--",
        f"OLD={layer_file('o', [square(0, 0)])}",
        f"NEW={layer_file('n', [square(0, 0, 50)])}",
        f"OUTPUT_CHANGES={tmp_path / '变化.gpkg'}",
        f"OUTPUT_UNITS={tmp_path / 'units.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["NOT_REDUCED"] is False
    assert done.json["results"]["REMOVED_AREA_M2"] == pytest.approx(7500 * SCALE, rel=2e-6)
