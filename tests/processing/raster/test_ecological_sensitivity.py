# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:ecologicalsensitivity`` through Processing."""

import pytest
import rasterio
from qgis.core import QgsProcessingException


@pytest.fixture
def sensitivity(run, tmp_path):
    return lambda **parameters: run(
        "ecologicalsensitivity",
        OUTPUT_INDEX=str(tmp_path / "index.tif"),
        OUTPUT_GRADE=str(tmp_path / "grade.tif"),
        **parameters,
    )


@pytest.fixture
def karst(raster):
    return {
        "KIND": "rocky_desertification",
        "CARBONATE": raster("carbonate", [[70.0, 69, 30]]),
        "SLOPE": raster("slope", [[25.0, 8, 8]]),
        "COVER": raster("cover", [[0.1, 0.3, 0.7]]),
    }


def test_karst_by_hand(sensitivity, karst, cells):
    result = sensitivity(**karst)
    assert cells(result["OUTPUT_INDEX"])[0].tolist() == pytest.approx([5, 9 ** (1 / 3), 1], rel=1e-6)
    assert cells(result["OUTPUT_GRADE"]).tolist() == [[1, 2, 3]]
    assert (result["CELL_COUNT"], result["EXTREME_COUNT"], result["SENSITIVE_COUNT"]) == (3, 1, 1)
    with rasterio.open(result["OUTPUT_GRADE"]) as dataset:
        assert dataset.colormap(1)[1][:3] == (27, 109, 59)
        assert dataset.tags()["CUTS"] == "2; 4"


def test_own_table_and_cuts(sensitivity, karst, cells, tmp_path):
    table = tmp_path / "own.csv"
    table.write_text(
        'factor,values,score\ncarbonate,"[0,100]",4\nslope,"[0,90]",4\ncover,"[0,0.5]",4\ncover,"(0.5,1]",1\n'
    )
    result = sensitivity(**karst, SCORES=str(table), CUT_EXTREME=3.9)
    # 64 is above 3.9³ = 59.3; 16 is above 8
    assert cells(result["OUTPUT_GRADE"]).tolist() == [[1, 1, 2]]


def test_problems_are_said_before_the_run(sensitivity, karst, raster, tmp_path):
    with pytest.raises(QgsProcessingException, match="needs: carbonate"):
        sensitivity(**{key: value for key, value in karst.items() if key != "CARBONATE"})
    with pytest.raises(QgsProcessingException, match="must be less"):
        sensitivity(**karst, CUT_SENSITIVE=5)
    one = raster("one", [[1.0]])
    with pytest.raises(QgsProcessingException, match="is empty"):
        sensitivity(KIND="salinisation", EVAPORATION=one, SALINITY=one, DEPTH=one, SOIL_TEXTURE=one)
    with pytest.raises(QgsProcessingException, match="Divide percents"):
        sensitivity(**karst | {"COVER": raster("percent", [[10.0, 30, 70]])})
    assert not {"index.tif", "grade.tif"} & {p.name for p in tmp_path.iterdir()}


@pytest.mark.slow
def test_batch_run(qgis_process, karst, tmp_path):
    done = qgis_process(
        "run",
        "metro:ecologicalsensitivity",
        "--",
        *(f"{key}={value}" for key, value in karst.items()),
        f"OUTPUT_INDEX={tmp_path / 'i.tif'}",
        f"OUTPUT_GRADE={tmp_path / 'g.tif'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["EXTREME_COUNT"] == 1
