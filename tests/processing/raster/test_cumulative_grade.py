# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:cumulativegrade`` through Processing."""

import geopandas
import numpy as np
import pytest
import rasterio
from qgis.core import QgsProcessingException


@pytest.fixture
def grade(run, tmp_path):
    return lambda **parameters: run("cumulativegrade", **({"OUTPUT": str(tmp_path / "out.tif")} | parameters))


def test_one_to_a_hundred(grade, raster, cells, tmp_path):
    """Total 5050: 71 … 100 sum to 2565 ≥ 2525, 45 … 100 to 4060 ≥ 4040."""
    values = np.random.default_rng(0).permutation(np.arange(1.0, 101)).reshape(10, 10)
    result = grade(INPUT=raster("known", values), OUTPUT_TABLE=str(tmp_path / "t.gpkg"))
    assert (cells(result["OUTPUT"]) == np.where(values >= 71, 1, np.where(values >= 45, 2, 3))).all()
    assert (result["CUT_FIRST"], result["CUT_SECOND"], result["CELL_COUNT"]) == (71, 45, 100)
    table = geopandas.read_file(result["OUTPUT_TABLE"])
    assert table["cells"].tolist() == [30, 26, 44]
    with rasterio.open(result["OUTPUT"]) as dataset:
        assert dataset.colormap(1)[3][:3] == (220, 236, 196)


def test_unit_by_unit(grade, raster, cells, box_file, tmp_path):
    units = box_file("units", (0, 0, 60, 30), (60, 0, 120, 30), XZQMC=["西", "东"])
    result = grade(
        INPUT=raster("values", [[8.0, 4, 2, 1]]),
        UNITS=units,
        UNIT_FIELD="XZQMC",
        OUTPUT_TABLE=str(tmp_path / "t.gpkg"),
    )
    assert cells(result["OUTPUT"]).tolist() == [[1, 2, 1, 2]]
    table = geopandas.read_file(result["OUTPUT_TABLE"])
    assert table[["unit_name", "cut"]].to_numpy().tolist()[:2] == [["西", 8], ["西", 4]]
    assert result["CUT_FIRST"] is None


def test_other_shares(grade, raster, cells):
    result = grade(INPUT=raster("values", [[5.0, 3, 1, 1]]), FIRST_PCT=40, SECOND_PCT=90)
    assert cells(result["OUTPUT"]).tolist() == [[1, 2, 2, 2]]
    with pytest.raises(QgsProcessingException, match="must exceed"):
        grade(INPUT=raster("values", [[5.0, 3, 1, 1]]), FIRST_PCT=80, SECOND_PCT=50)


def test_area_counts_on_a_geographic_grid(grade, raster, cells):
    tall = raster("tall", [[3.0], [2.0]], "EPSG:4490", 30.0, 118.0, 60.0)
    # areas 60°–30° to 30°–0°: sin 60 - sin 30 : sin 30 = 0.366 : 0.5, so 1.098 to 1.0: 52.3 %
    assert cells(grade(INPUT=tall, FIRST_PCT=55)["OUTPUT"]).tolist() == [[1], [2]]
    assert cells(grade(INPUT=tall, FIRST_PCT=55, BY_AREA=True)["OUTPUT"]).tolist() == [[1], [1]]


def test_bad_values_are_named_and_nothing_written(grade, raster, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"'minus' is -1 at 400045, 3549985.*Negative values"):
        grade(INPUT=raster("minus", [[1.0, -1.0]]))
    with pytest.raises(QgsProcessingException, match="no value above 0"):
        grade(INPUT=raster("zero", [[0.0, 0.0]]))
    with pytest.raises(QgsProcessingException, match="every cell is nodata"):
        grade(INPUT=raster("none", [[np.nan, np.nan]]))
    assert not (tmp_path / "out.tif").exists()
    result = grade(INPUT=raster("minus", [[1.0, -1.0]]), NEGATIVE="lowest")
    assert result["NEGATIVE_COUNT"] == 1


def test_raster_and_table_come_together_or_not_at_all(grade, raster, tmp_path):
    path = raster("values", [[8.0, 4, 2, 1]])
    (tmp_path / "file").write_text("")
    with pytest.raises(QgsProcessingException, match="Cannot write in folder"):
        grade(INPUT=path, OUTPUT_TABLE=str(tmp_path / "file" / "t.gpkg"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "values.tif"]
    with pytest.raises(QgsProcessingException, match="is one of the inputs"):
        grade(INPUT=path, OUTPUT=path)
    with rasterio.open(path) as dataset:
        assert dataset.read(1).tolist() == [[8, 4, 2, 1]]


@pytest.mark.slow
def test_batch_run(qgis_process, raster, tmp_path):
    path = raster("values", [[8.0, 4, 2, 1]])
    done = qgis_process("run", "metro:cumulativegrade", "--", f"INPUT={path}", f"OUTPUT={tmp_path / 'g.tif'}")
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["CUT_FIRST"] == 8
