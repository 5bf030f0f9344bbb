# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:ecosystemimportance`` through Processing."""

import numpy as np
import pytest
import rasterio
from qgis.core import QgsProcessingException
from rasterio.transform import Affine


@pytest.fixture
def importance(run, tmp_path):
    return lambda **parameters: run("ecosystemimportance", OUTPUT=str(tmp_path / "out.tif"), **parameters)


def test_water_from_npp_and_slope(importance, raster, cells):
    result = importance(NPP=raster("npp", [[0.0, 500, 1000]]), SLOPE=raster("slope", [[30.0, 15, 0]]))
    assert cells(result["OUTPUT"]).tolist() == [[0, 0.25, 1]]
    assert result["LEFT_OUT"] == "sic, pre"
    assert (result["CELL_COUNT"], result["LOW"], result["HIGH"], result["TOTAL"]) == (3, 0, 1, 1.25)
    assert "read as it is" in result["ALIGNMENT"]
    with rasterio.open(result["OUTPUT"]) as dataset:
        assert dataset.tags()["SOURCES"] == "npp=npp; slope=slope"
        assert dataset.tags()["FORMULA"] == "WR = NPP * F_sic * F_pre * (1 - F_slo)"


def test_slope_and_altitude_come_from_the_dem(importance, raster, cells):
    height = np.tile(np.arange(5) * 30.0, (5, 1))
    height[:, 3:] = 60
    result = importance(
        SERVICE="biodiversity", NPP=raster("npp", np.arange(25.0).reshape(5, 5)), DEM=raster("dem", height)
    )
    expected = np.arange(25).reshape(5, 5) / 24 * (1 - height / 60)
    assert cells(result["OUTPUT"]).filled(-1) == pytest.approx(expected, abs=1e-6)
    result = importance(
        SERVICE="soil", NPP=raster("npp", np.arange(25.0).reshape(5, 5)), DEM=raster("dem", height)
    )
    # Horn's slopes of the middle row: 45° at column 1, atan(0.75) … at 2, atan(0.25 …) at 3; edges have none
    assert np.ma.count(cells(result["OUTPUT"])) == 9
    assert cells(result["OUTPUT"])[2, 1] == 0


def test_negative_npp_can_count_as_no_value_and_a_band_be_chosen(importance, raster, cells):
    two = raster("two", [[9.0, 9, 9]], more=[[[[0.0, 4, -1]]]])
    slope = raster("slope", [[30.0, 15, 0]])
    result = importance(NPP=two, NPP_BAND=2, NPP_NEGATIVE="nodata", SLOPE=slope)
    assert cells(result["OUTPUT"]).tolist() == [[0, 0.5, None]]
    assert "band 2 of 2" in result["ALIGNMENT"]
    with pytest.raises(QgsProcessingException, match="is -1 at"):
        importance(NPP=two, NPP_BAND=2, SLOPE=slope)


def test_slope_in_percent(importance, raster, cells):
    npp, slope = raster("npp", [[1.0, 2, 3]]), raster("slope", [[0.0, 57.735, 100]])
    result = importance(NPP=npp, SLOPE=slope, SLOPE_UNIT="percent")
    # 0°, 30°, 45°: 1 - 30/45 = 1/3
    assert cells(result["OUTPUT"])[0].tolist() == pytest.approx([0, 0.5 / 3, 0], abs=1e-5)
    with pytest.raises(QgsProcessingException, match=r"'slope' is 100 .*percent"):
        importance(NPP=npp, SLOPE=slope)


def test_slopes_that_may_be_percent_are_told(raster, tmp_path, qgis):
    from qgis.core import QgsProcessingFeedback

    import processing

    class Ears(QgsProcessingFeedback):
        def pushWarning(self, text):
            heard.append(text)

    npp = raster("npp", [[1.0, 2, 3]])
    for slopes, unit, told in (
        ([[0.0, 50, 85]], "degrees", 1),
        ([[0.0, 50, 59]], "degrees", 0),
        ([[0.0, 50, 85]], "percent", 0),
    ):
        heard = []
        processing.run(
            "metro:ecosystemimportance",
            {
                "NPP": npp,
                "SLOPE": raster("slope", slopes),
                "SLOPE_UNIT": unit,
                "OUTPUT": str(tmp_path / "o.tif"),
            },
            feedback=Ears(),
        )
        found = [text for text in heard if "Slope unit" in text]
        assert len(found) == told
        assert all("'slope' is 85 degrees steep at 400075, 3549985" in text for text in found)


def test_sand_fixation_from_wind(importance, raster, cells):
    result = importance(
        SERVICE="sand",
        NPP=raster("npp", [[0.0, 1, 2]]),
        WIND=raster("wind", [[2.0, 3, 4]]),
        ETP=raster("etp", [[1000.0, 1000, 1000]]),
        PRE=raster("pre", [[500.0, 500, 500]]),
        DAYS=raster("days", [[10.0, 10, 10]]),
    )
    # F_q = 40, 135, 320 -> 0, 95/280, 1
    assert cells(result["OUTPUT"])[0].tolist() == pytest.approx([0, 0.5 * 95 / 280, 1], abs=1e-6)
    assert result["LEFT_OUT"] == "k, d"


def test_water_balance_with_the_shipped_and_an_own_table(importance, raster, cells, tmp_path):
    rasters = {
        "PRE": raster("pre", [[1000.0, 1000]]),
        "ET": raster("et", [[600.0, 600]]),
        "LANDCOVER": raster("cover", [[1, 13]]),
    }
    cell = 900 / (1 + (100_000 / 6_372_400) ** 2)
    result = importance(METHOD="model", **rasters)
    assert cells(result["OUTPUT"])[0].tolist() == pytest.approx([0.3733 * cell, 0.4 * cell], rel=1e-5)
    own = tmp_path / "own.csv"
    own.write_text("code,alpha\n1,0.5\n13,0\n")
    result = importance(METHOD="model", ALPHA_TABLE=str(own), **rasters)
    assert cells(result["OUTPUT"])[0, 0] == pytest.approx(-0.1 * cell, rel=1e-5)


def test_soil_loss_with_an_epic_erodibility(importance, raster, cells):
    rasters = {
        name: raster(name, [[value]]) for name, value in {"R": 300.0, "K": 0.3, "L": 2.0, "C": 0.1}.items()
    }
    result = importance(
        SERVICE="soil", METHOD="model", SLOPE=raster("s", [[20.0]]), K_IS_EPIC=True, **rasters
    )
    assert cells(result["OUTPUT"])[0, 0] == pytest.approx(600 * 0.0185559 * 6.533662 * 0.9, rel=1e-5)


def test_grades_are_those_of_the_grading_algorithm(importance, run, raster, cells, tmp_path):
    rng = np.random.default_rng(4)
    rasters = {
        "NPP": raster("npp", rng.random((60, 50))),
        "SLOPE": raster("slope", rng.random((60, 50)) * 40),
    }
    both = importance(**rasters, OUTPUT_GRADE=str(tmp_path / "grade.tif"), FIRST_PCT=30)
    apart = run("cumulativegrade", INPUT=both["OUTPUT"], OUTPUT=str(tmp_path / "apart.tif"), FIRST_PCT=30)
    assert (both["CUT_FIRST"], both["CUT_SECOND"]) == (apart["CUT_FIRST"], apart["CUT_SECOND"])
    assert np.array_equal(cells(both["OUTPUT_GRADE"]), cells(apart["OUTPUT"]))
    alone = run(
        "ecosystemimportance", **rasters, OUTPUT=None, OUTPUT_GRADE=str(tmp_path / "alone.tif"), FIRST_PCT=30
    )
    assert np.array_equal(cells(alone["OUTPUT_GRADE"]), cells(apart["OUTPUT"]))
    with pytest.raises(QgsProcessingException, match="Nothing is asked for"):
        run("ecosystemimportance", **rasters, OUTPUT=None)


def test_study_area_and_other_grids(importance, raster, cells, box_file):
    npp = raster("npp", np.arange(16.0).reshape(4, 4))
    slope = raster("slope", np.kron(np.arange(16.0).reshape(4, 4), np.ones((2, 2))), cell=15.0)
    result = importance(NPP=npp, SLOPE=slope, STUDY_AREA=box_file("area", (0, 0, 60, 60)))
    # 0, 1, 4, 5 of both: p (1 - p)
    p = np.array([[0, 1], [4, 5]]) / 5
    assert cells(result["OUTPUT"]).filled(-1) == pytest.approx(p * (1 - p), abs=1e-6)
    assert "brought to the grid by average" in result["ALIGNMENT"]
    result = importance(NPP=npp, SLOPE=slope, GRID=slope, CELL_SIZE=60)
    assert cells(result["OUTPUT"]).shape == (2, 2)


GOOD = {"NPP": [[1.0, 2.0]], "SLOPE": [[3.0, 4.0]]}
TURNED = Affine.translation(400_000, 3_550_000) * Affine.rotation(10) * Affine.scale(30, -30)


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({"NPP": [[1.0, -2.0]]}, {}, "'NPP' is -2 at 400045, 3549985: NPP cannot be negative"),
        ({"SLOPE": [[3.0, 3.0]]}, {}, "'SLOPE' is 3 everywhere"),
        ({"SLOPE": [[np.nan, np.nan]]}, {}, "'SLOPE' has no value"),
        ({"NPP": np.array([[1, 32767]], "int16")}, {}, "extreme of its data type"),
        ({"SLOPE": [[3.0, 4.0]]}, {"west": 900_000.0}, "'SLOPE' does not overlap"),
        ({"SLOPE": [[3.0, 4.0]]}, {"crs": None}, "no coordinate system"),
        ({"SLOPE": [[3.0, 4.0]]}, {"transform": TURNED}, "rotated"),
    ],
)
def test_bad_rasters_are_named_and_nothing_written(importance, raster, tmp_path, change, options, message):
    files = {}
    for name, values in (GOOD | change).items():
        files[name] = raster(name, values, **(options if name in change else {}))
    with pytest.raises(QgsProcessingException, match=message):
        importance(**files)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["NPP.tif", "SLOPE.tif"]


def test_missing_factors_and_methods_are_said_before_the_run(importance, raster, box_file):
    npp = raster("npp", [[1.0, 2.0]])
    with pytest.raises(QgsProcessingException, match="needs: slope"):
        importance(NPP=npp)
    with pytest.raises(QgsProcessingException, match="'sand' has no model method"):
        importance(NPP=npp, SERVICE="sand", METHOD="model")
    with pytest.raises(QgsProcessingException, match="'away' does not overlap"):
        importance(NPP=npp, DEM=npp, STUDY_AREA=box_file("away", (9000, 9000, 9900, 9900)))


def test_a_truncated_raster_is_named(importance, raster, tmp_path):
    npp = raster("npp", np.random.default_rng(0).random((300, 300)))
    slope = raster("slope", np.random.default_rng(1).random((300, 300)))
    whole = (tmp_path / "slope.tif").read_bytes()
    (tmp_path / "slope.tif").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(QgsProcessingException, match="'slope' cannot be read"):
        importance(NPP=npp, SLOPE=slope)
    assert not (tmp_path / "out.tif").exists()


def test_cancelled_runs_leave_nothing(raster, tmp_path, qgis):
    from qgis.core import QgsProcessingFeedback

    import processing

    class Impatient(QgsProcessingFeedback):
        def setProgress(self, value):
            if value > 30:
                self.cancel()

    npp = raster("npp", np.random.default_rng(0).random((50, 50)))
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run(
            "metro:ecosystemimportance",
            {"NPP": npp, "SLOPE": npp, "OUTPUT": str(tmp_path / "o.tif")},
            feedback=Impatient(),
        )
    assert [p.name for p in tmp_path.iterdir()] == ["npp.tif"]


def test_two_outputs_never_share_a_file(importance, raster, tmp_path):
    with pytest.raises(QgsProcessingException, match="Two outputs name the file"):
        importance(
            NPP=raster("npp", [[0.0, 1]]),
            SLOPE=raster("s", [[30.0, 0]]),
            OUTPUT_GRADE=str(tmp_path / "out.tif"),
        )
    assert not (tmp_path / "out.tif").exists()


@pytest.mark.slow
def test_batch_run(qgis_process, raster, tmp_path):
    done = qgis_process(
        "run",
        "metro:ecosystemimportance",
        "--",
        "SERVICE=water",
        f"NPP={raster('npp', [[0.0, 500, 1000]])}",
        f"SLOPE={raster('slope', [[30.0, 15, 0]])}",
        f"OUTPUT={tmp_path / '水源涵养.tif'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["TOTAL"] == 1.25
    assert (tmp_path / "水源涵养.tif").exists()
