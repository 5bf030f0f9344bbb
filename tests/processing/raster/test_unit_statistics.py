# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:unitstatistics`` through Processing."""

import geopandas
import numpy as np
import pytest
from qgis.core import QgsProcessingException

CELL = 900 / (1 + (100_000 / 6_372_400) ** 2)


@pytest.fixture
def statistics(run, tmp_path):
    return lambda **parameters: run("unitstatistics", OUTPUT=str(tmp_path / "table.gpkg"), **parameters)


def test_parts_of_cells(statistics, raster, box_file, tmp_path):
    units = box_file("units", (0, 0, 40, 60), (40, 0, 120, 60), adcode=["a", "b"], name_zh=["甲", "乙"])
    grade = raster("grade", np.array([[1, 2, 0], [1, 1, 3]], "uint8"), nodata=0)
    result = statistics(INPUT=grade, UNITS=units, OUTPUT_UNITS=str(tmp_path / "units_out.gpkg"))
    table = geopandas.read_file(result["OUTPUT"])
    found = table.pivot(index="unit_code", columns="grade", values="area_m2")
    assert found.loc["a"].tolist() == pytest.approx([CELL * 7 / 3, CELL / 3, 0], rel=2e-6)
    assert found.loc["b"].tolist() == pytest.approx([CELL * 2 / 3, CELL * 2 / 3, CELL], rel=2e-6)
    wide = geopandas.read_file(result["OUTPUT_UNITS"])
    assert wide["grade_1_m2"].tolist() == found[1].tolist()
    assert wide["outside_m2"].tolist() == pytest.approx([0, 2 * CELL], rel=2e-6, abs=1e-4)
    assert (result["UNIT_COUNT"], result["NODATA_M2"]) == (2, pytest.approx(CELL, rel=2e-6))


def test_units_in_another_crs_and_a_study_area(statistics, raster, box_file, tmp_path):
    units = box_file("units", (0, 0, 90, 60), adcode=["a"])
    degrees = tmp_path / "degrees.gpkg"
    geopandas.read_file(units).to_crs(4490).to_file(degrees)
    grade = raster("grade", np.ones((2, 3), "uint8"))
    result = statistics(INPUT=grade, UNITS=str(degrees))
    assert result["CLASSED_M2"] == pytest.approx(6 * CELL, rel=2e-6)
    result = statistics(INPUT=grade, UNITS=units, STUDY_AREA=box_file("area", (0, 0, 30, 60)))
    assert result["CLASSED_M2"] == pytest.approx(2 * CELL, rel=2e-6)


def test_members_of_a_circle(statistics, raster, tmp_path):
    """One class over all of Nanjing's circle: each member's cells make up its area."""
    grade = raster("grade", np.ones((400, 400), "uint8"), "EPSG:4490", 0.01, 117.0, 34.0)
    result = statistics(INPUT=grade, OUTPUT_UNITS=str(tmp_path / "u.gpkg"))
    wide = geopandas.read_file(result["OUTPUT_UNITS"])
    assert result["UNIT_COUNT"] == len(wide) > 20
    inside = wide["outside_m2"] < 1e-6 * wide["area_m2"]
    assert inside.sum() > 20
    assert wide.loc[inside, "grade_1_m2"].tolist() == pytest.approx(
        wide.loc[inside, "area_m2"].tolist(), rel=1e-6
    )


def test_bad_input_is_named(statistics, raster, box_file, tmp_path):
    with pytest.raises(QgsProcessingException, match="amounts, no classes"):
        statistics(INPUT=raster("npp", [[0.5, 1.0]]), UNITS=box_file("u", (0, 0, 90, 90)))
    grade = raster("grade", np.ones((2, 3), "uint8"))
    with pytest.raises(QgsProcessingException, match="do"):
        statistics(INPUT=grade, UNITS=box_file("away", (9000, 9000, 9900, 9900)))
    with pytest.raises(QgsProcessingException, match="Give a circle or units"):
        statistics(INPUT=grade, CIRCLE="")
    assert not (tmp_path / "table.gpkg").exists()


@pytest.mark.slow
def test_batch_run(qgis_process, raster, box_file, tmp_path):
    done = qgis_process(
        "run",
        "metro:unitstatistics",
        "--",
        f"INPUT={raster('grade', np.ones((2, 3), 'uint8'))}",
        f"UNITS={box_file('units', (0, 0, 90, 60))}",
        f"OUTPUT={tmp_path / 't.csv'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["CLASSED_M2"] == pytest.approx(6 * CELL, rel=2e-6)
