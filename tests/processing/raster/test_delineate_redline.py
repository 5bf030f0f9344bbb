# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:delineateredline`` through Processing."""

import geopandas
import numpy as np
import pytest
from qgis.core import QgsProcessingException, QgsVectorLayer

CELL = 900 / (1 + (100_000 / 6_372_400) ** 2)


@pytest.fixture
def delineate(run, tmp_path):
    def call(grades, **parameters):
        plain = {"AGGREGATION_M": 0, "MIN_PATCH_KM2": 0, "HOLES": "none"}
        return run(
            "delineateredline", GRADES=grades, OUTPUT=str(tmp_path / "line.gpkg"), **(plain | parameters)
        )

    return call


def test_two_grades_make_patches_with_reasons(delineate, raster, cells, tmp_path):
    water = raster("water", np.array([[1, 1, 1, 3, 2]], "uint8"), nodata=0)
    slope = raster("slope", np.array([[3, 1, 1, 3, 1]], "uint8"), nodata=0)
    result = delineate([water, slope], OUTPUT_COMPOSITE=str(tmp_path / "composite.tif"))
    found = geopandas.read_file(result["OUTPUT"])
    assert found["reason"].tolist() == ["water", "slope"]
    assert found["area_m2"].tolist() == pytest.approx([3 * CELL, CELL], rel=1e-5)
    assert found["patch_id"].tolist() == [1, 2]
    assert found.crs.to_epsg() == 4549
    assert cells(result["OUTPUT_COMPOSITE"]).tolist() == [[1, 1, 1, 3, 1]]
    assert (result["PATCH_COUNT"], result["SMALL_COUNT"]) == (2, 0)
    assert result["AREA_M2"] == pytest.approx(4 * CELL, rel=1e-5)
    assert QgsVectorLayer(result["OUTPUT"], "x", "ogr").listStylesInDatabase()[0] == 1


def test_units_farmland_and_study_area(delineate, raster, box_file):
    grade = raster("grade", np.ones((10, 10), "uint8"))
    result = delineate(
        [grade],
        UNITS=box_file(
            "units", (0, 0, 90, 300), (90, 0, 300, 300), adcode=["320111", "320115"], name_zh=["浦口", "江宁"]
        ),
        FARMLAND=box_file("farm", (100, 100, 145, 145)),
        STUDY_AREA=box_file("area", (10, 10, 290, 290)),
    )
    (found,) = geopandas.read_file(result["OUTPUT"]).itertuples()
    assert found.area_m2 == pytest.approx((280**2 - 45**2) * CELL / 900, rel=1e-5)
    assert (found.unit_code, found.unit_name) == ("320115", "江宁")
    assert result["SUBTRACTED_M2"] > 0
    assert result["CLOSURE_M2"] < 1e-4


def test_the_circles_members_name_the_unit(delineate, raster):
    """The test area lies west of Nanjing's Jiangning, in Ma'anshan's Hexian or about."""
    grade = raster("grade", np.ones((10, 10), "uint8"), west=380_000.0, north=3_540_000.0)
    result = delineate([grade], CIRCLE="nanjing")
    found = geopandas.read_file(result["OUTPUT"])
    assert found["unit_name"].notna().all()
    assert found["unit_code"].str.fullmatch(r"\d{6}").all()


def test_holes_aggregation_and_smoothing(delineate, raster):
    grade = np.full((60, 60), 3, "uint8")
    y, x = np.mgrid[-30:30, -30:30]
    grade[np.hypot(x, y) < 25] = 1
    grade[28:31, 28:31] = 2
    path = raster("grade", grade)
    open_hole = geopandas.read_file(delineate([path])["OUTPUT"]).explode(ignore_index=True)
    assert len(open_hole.geometry[0].interiors) == 1
    result = delineate([path], HOLES="small", MAX_HOLE_KM2=0.01, SMOOTH=True)
    smooth = geopandas.read_file(result["OUTPUT"]).explode(ignore_index=True)
    assert len(smooth.geometry[0].interiors) == 0
    assert result["HOLE_COUNT"] == 1
    cells = (np.hypot(x, y) < 25).sum() * CELL
    assert smooth["area_m2"][0] == pytest.approx(cells, rel=0.01)
    assert smooth.length[0] < 0.9 * open_hole.geometry[0].exterior.length


def test_the_neighbours_line_is_met(delineate, raster, box_file):
    grade = raster("grade", np.ones((10, 10), "uint8"))
    theirs = box_file("theirs", (325, 0, 900, 150), (280, 150, 900, 300))
    result = delineate([grade], NEIGHBOUR=theirs, TOLERANCE_M=60)
    line = geopandas.read_file(result["OUTPUT"]).union_all()
    other = geopandas.read_file(theirs).union_all()
    assert line.intersection(other).area < 1e-6
    assert line.boundary.intersection(other.boundary).length == pytest.approx(345, abs=5)
    assert result["GAP_M2"] == pytest.approx(25 * 150 * CELL / 900, rel=0.1)


def test_bad_input_is_named_and_nothing_written(delineate, raster, box_file, tmp_path):
    grade = raster("grade", np.ones((5, 5), "uint8"))
    with pytest.raises(QgsProcessingException, match=r"'npp' holds 0\.5, but grades"):
        delineate([raster("npp", [[0.5, 1.0]])])
    with pytest.raises(QgsProcessingException, match="1 km² or more"):
        delineate([grade], MIN_PATCH_KM2=1)
    with pytest.raises(QgsProcessingException, match="does not overlap"):
        delineate([grade], STUDY_AREA=box_file("away", (9000, 9000, 9900, 9900)))
    with pytest.raises(QgsProcessingException, match="nanjing"):
        delineate([grade], CIRCLE="nanjin")
    with pytest.raises(QgsProcessingException, match="no field 'nix'"):
        delineate([grade], UNITS=box_file("u", (0, 0, 90, 90)), CODE_FIELD="nix")
    assert not (tmp_path / "line.gpkg").exists()


def test_composite_is_not_left_behind_when_the_line_fails(delineate, raster, tmp_path):
    with pytest.raises(QgsProcessingException):
        delineate(
            [raster("grade", np.ones((5, 5), "uint8"))],
            MIN_PATCH_KM2=1,
            OUTPUT_COMPOSITE=str(tmp_path / "c.tif"),
        )
    assert [p.name for p in tmp_path.iterdir()] == ["grade.tif"]


@pytest.mark.slow
def test_batch_run(qgis_process, raster, tmp_path):
    path = raster("grade", np.ones((50, 50), "uint8"))
    done = qgis_process(
        "run", "metro:delineateredline", "--", f"GRADES={path}", f"OUTPUT={tmp_path / '红线.gpkg'}"
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["PATCH_COUNT"] == 1
    assert done.json["results"]["AREA_M2"] == pytest.approx(2500 * CELL, rel=1e-5)
