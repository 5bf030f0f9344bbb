# SPDX-License-Identifier: GPL-3.0-or-later
"""What is written: types as they were, empty layers of the right kind, all files of a run or none."""

import datetime
import json
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pytest
from qgis.core import (
    QgsProcessingContext,
    QgsProcessingException,
    QgsProcessingFeedback,
    QgsVectorLayer,
)

LONG = 320100123456789013  # more digits than a double keeps


@pytest.fixture
def typed(tmp_path, square):
    """A GeoPackage with one field of each type, the second feature without values."""
    path = tmp_path / "typed.gpkg"
    shapes = geopandas.GeoSeries([square(0, 0), square(200, 0)], crs="EPSG:4549")
    gap = np.array([False, True])
    pyogrio.raw.write(
        path,
        geometry=shapes.to_wkb().to_numpy(),
        field_data=[
            np.array([LONG, 0]),
            np.array([7, 0], dtype="int32"),
            np.array([True, False]),
            np.array(["2021-04-09", "NaT"], dtype="datetime64[D]"),
            np.array(["2021-04-09T10:30:00", "NaT"], dtype="datetime64[ms]"),
            np.array([np.nan, np.nan]),
            np.array(["甲", None], dtype=object),
        ],
        fields=np.array(["long", "int", "truth", "date", "moment", "nothing", "text"], dtype=object),
        field_mask=[gap, gap, gap, None, None, None, None],
        layer="typed",
        driver="GPKG",
        geometry_type="MultiPolygon",
        crs="EPSG:4549",
        promote_to_multi=True,
        encoding="UTF-8",
    )
    return str(path)


KINDS = {
    "long": "Integer64",
    "int": "Integer",
    "truth": "Boolean",
    "date": "Date",
    "moment": "DateTime",
    "nothing": "Real",
    "text": "String",
}


def field_types(path):
    layer = QgsVectorLayer(path, "x", "ogr") if isinstance(path, str) else path
    return {field.name(): field.typeName() for field in layer.fields()}


@pytest.mark.parametrize("way", ["file", "filtered"])
def test_fields_keep_their_type_and_value(run, typed, layer_file, square, tmp_path, way):
    parcels = QgsVectorLayer(typed, "typed", "ogr")
    if way == "filtered":
        parcels.setSubsetString('"fid" > 0')
    out = str(tmp_path / "out.gpkg")
    redlines = layer_file("redlines", [square(50, 0)])
    run("redlineconflict", PARCELS=parcels, REDLINES=redlines, OUTPUT_PIECES="memory:", OUTPUT_PARCELS=out)
    found = field_types(out)
    assert {name: found[name] for name in KINDS} == KINDS
    first, second = list(QgsVectorLayer(out, "x", "ogr").getFeatures())
    assert first["long"] == LONG
    assert first["date"].toPyDate() == datetime.date(2021, 4, 9)
    assert first["truth"] is True
    assert all(second.attribute(name) in (None,) or second.attribute(name).isNull() for name in KINDS)


def test_temporary_output_takes_dates_and_gaps(run, typed, layer_file, square):
    result = run(
        "redlineconflict",
        PARCELS=typed,
        REDLINES=layer_file("redlines", [square(50, 0)]),
        OUTPUT_PIECES="memory:",
        OUTPUT_PARCELS="memory:",
    )
    first = next(result["OUTPUT_PARCELS"].getFeatures())
    assert first["long"] == LONG
    assert first["date"].toPyDate() == datetime.date(2021, 4, 9)
    assert first["moment"].toPyDateTime() == datetime.datetime(2021, 4, 9, 10, 30)


@pytest.mark.parametrize(("suffix", "kind"), [(".gpkg", "Polygon"), (".shp", "Polygon"), (".fgb", "Polygon")])
def test_empty_layers_have_the_kind_of_the_output(run, layer_file, square, tmp_path, suffix, kind):
    out = tmp_path / f"pieces{suffix}"
    run(
        "redlineconflict",
        PARCELS=layer_file("parcels", [square(0, 0)]),
        REDLINES=layer_file("redlines", [square(500, 0)]),
        OUTPUT_PIECES=str(out),
        OUTPUT_PARCELS="memory:",
    )
    info = pyogrio.read_info(out)
    assert info["features"] in (0, -1)  # -1: the file does not say
    assert len(geopandas.read_file(out)) == 0
    assert kind in info["geometry_type"]
    assert info["crs"] == "EPSG:4549"


def test_review_without_a_conflict_has_its_sheet(run, layer_file, square, tmp_path):
    result = run(
        "reviewcircle",
        CIRCLE="nanjing",
        PARCELS=layer_file("parcels", [square(900, 0)]),
        REDLINES=layer_file("redlines", [square(0, 0)]),
        OUTPUT_FOLDER=str(tmp_path / "out"),
    )
    assert result["CONFLICT_COUNT"] == 0
    assert Path(result["SHEET_PDF"]).stat().st_size > 10_000


def test_kind_without_a_name_is_null_in_json(run, layer_file, square, tmp_path):
    result = run(
        "reviewcircle",
        CIRCLE="nanjing",
        PARCELS=layer_file("parcels", [square(0, 0)]),
        REDLINES=layer_file("redlines", [square(50, 0)], HXLX=pd.array([None], dtype=object)),
        CATEGORY_FIELD="HXLX",
        PAPER="none",
        OUTPUT_FOLDER=str(tmp_path / "out"),
    )
    text = Path(result["SUMMARY_JSON"]).read_text(encoding="utf-8")
    assert "NaN" not in text
    assert json.loads(text)["conflicts"]["by_kind"][0]["kind"] is None
    assert "未分类" in Path(result["SUMMARY_TEXT"]).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", ["fid", "geom"])
def test_attributes_with_names_that_the_file_keeps_for_itself(run, layer_file, square, tmp_path, name):
    from qgis.core import QgsFeature, QgsGeometry

    parcels = QgsVectorLayer(f"Polygon?crs=EPSG:4549&field={name}:integer", "merged", "memory")
    features = []
    for x in (0, 200):
        feature = QgsFeature(parcels.fields())
        feature.setGeometry(QgsGeometry.fromWkt(square(x, 0).wkt))
        feature.setAttributes([1])
        features.append(feature)
    parcels.dataProvider().addFeatures(features)
    out = str(tmp_path / "out.gpkg")
    redlines = layer_file("redlines", [square(50, 0)])
    run("redlineconflict", PARCELS=parcels, REDLINES=redlines, OUTPUT_PIECES="memory:", OUTPUT_PARCELS=out)
    assert geopandas.read_file(out)[f"{name}_orig"].to_list() == [1, 1]


def test_an_input_is_never_an_output(run, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0)])
    before = Path(parcels).read_bytes()
    with pytest.raises(QgsProcessingException, match="is one of the inputs"):
        run(
            "redlineconflict",
            PARCELS=parcels,
            REDLINES=layer_file("redlines", [square(50, 0)]),
            OUTPUT_PIECES="memory:",
            OUTPUT_PARCELS=parcels,
        )
    assert Path(parcels).read_bytes() == before


def test_outputs_come_all_or_none(run, layer_file, square, tmp_path):
    folder = tmp_path / "out"
    (tmp_path / "file").write_text("")
    call = {"PARCELS": layer_file("p", [square(0, 0)]), "REDLINES": layer_file("r", [square(50, 0)])}
    with pytest.raises(QgsProcessingException, match="Cannot write in folder"):
        run(
            "redlineconflict",
            **call,
            OUTPUT_PIECES=str(folder / "pieces.gpkg"),
            OUTPUT_PARCELS=str(tmp_path / "file" / "parcels.gpkg"),
        )
    with pytest.raises(QgsProcessingException, match="Two outputs name"):
        same = str(folder / "pieces.gpkg")
        run("redlineconflict", **call, OUTPUT_PIECES=same, OUTPUT_PARCELS=same)
    assert not list(folder.glob("*")) and not list(folder.glob(".metro*"))


def test_cancel_while_writing_writes_nothing(qgis, layer_file, square, tmp_path):
    from qgis.core import QgsApplication

    feedback = QgsProcessingFeedback()
    # the engine is done at 70 %, writing comes after
    feedback.progressChanged.connect(lambda done: feedback.cancel() if done > 69 else None)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("metro:redlineconflict")
    parameters = {
        "PARCELS": layer_file("p", [square(0, 0)]),
        "REDLINES": layer_file("r", [square(50, 0)]),
        "OUTPUT_PIECES": "memory:",
        "OUTPUT_PARCELS": str(tmp_path / "out" / "parcels.gpkg"),
    }
    _, good = algorithm.run(parameters, QgsProcessingContext(), feedback)
    assert not good
    assert feedback.isCanceled()
    assert not (tmp_path / "out" / "parcels.gpkg").exists()
