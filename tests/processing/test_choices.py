# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields and layers as planners choose them: garbled names, names that no layer has, one geometry type of several."""

import json
from pathlib import Path

import geopandas
import pytest
from osgeo import gdal
from qgis.core import QgsProcessingException, QgsProcessingFeedback, QgsVectorLayer
from shapely.geometry import GeometryCollection, mapping

MEMORY = "memory:"
NAME = "类型"


class Listener(QgsProcessingFeedback):
    def __init__(self):
        super().__init__(False)
        self.warnings = []

    def pushWarning(self, text):
        self.warnings.append(text)


@pytest.fixture
def heard(qgis):
    import processing

    def call(name, **parameters):
        feedback = Listener()
        return processing.run(f"metro:{name}", parameters, feedback=feedback), feedback.warnings

    return call


@pytest.fixture
def garbled(tmp_path, square):
    """A GBK shapefile that does not say so: two squares side by side, 类型 = 长江 and 滁河."""
    path = tmp_path / "无编码.shp"
    columns = {NAME: ["长江", "滁河"]}
    gdal.SetConfigOption("SHAPE_ENCODING", None)  # QGIS sets it, and GDAL then writes texts as they are
    shapes = [square(0, 0), square(100, 0)]
    geopandas.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4549").to_file(path, encoding="GBK")
    path.with_suffix(".cpg").unlink(missing_ok=True)
    table = bytearray(path.with_suffix(".dbf").read_bytes())
    table[29] = 0
    path.with_suffix(".dbf").write_bytes(table)
    return str(path)


@pytest.fixture(params=["right", "shown"])
def field(request, qgis, garbled):
    """The field as it is called, and as QGIS shows it."""
    shown = QgsVectorLayer(garbled, "shown").fields().names()[0]
    assert shown != NAME
    return NAME if request.param == "right" else shown


@pytest.fixture
def calls(garbled, layer_file, square, tmp_path):
    """Each algorithm with the shapefile where a field of it is chosen: name, field's parameter, the others."""
    parks = layer_file("parks", [square(20, 20, 10)])
    return {
        "riverside": ("RIVER_FIELD", {"FEATURES": parks, "RIVER": garbled, "OUTPUT_FEATURES": MEMORY}),
        "adjacencyoverlap": ("ZONE_FIELD", {"ZONES": garbled, "LAYERS": [parks], "OUTPUT_PIECES": MEMORY}),
        "sharedborders": ("CODE_FIELD", {"UNITS": garbled, "RANK": ["other"], "OUTPUT": MEMORY}),
        "claimoverlap": (
            "CODE_FIELD",
            {
                "LAYER_A": parks,
                "LAYER_B": parks,
                "UNITS": garbled,
                "UNIT_A": "长江",
                "UNIT_B": "滁河",
                "OUTPUT": MEMORY,
            },
        ),
        "reviewcircle": (
            "CATEGORY_FIELD",
            {
                "PARCELS": parks,
                "REDLINES": garbled,
                "PAPER": "none",
                "OUTPUT_FOLDER": str(tmp_path / "review"),
            },
        ),
    }


ALGORITHMS = ["riverside", "adjacencyoverlap", "sharedborders", "claimoverlap", "reviewcircle"]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_field_is_found_by_its_right_and_by_its_shown_name(run, calls, name, field):
    parameter, others = calls[name]
    result = run(name, **others, **{parameter: field})
    expected = {
        "riverside": ("REACH_COUNT", 1),
        "adjacencyoverlap": ("PIECE_COUNT", 1),
        "sharedborders": ("BORDER_COUNT", 1),
        "claimoverlap": ("BEYOND_COUNT", 1),
        "reviewcircle": ("CONFLICT_COUNT", 1),
    }
    key, count = expected[name]
    assert result[key] == count
    if name == "adjacencyoverlap":
        assert next(result["OUTPUT_PIECES"].getFeatures())["zone"] == "长江"
    if name == "reviewcircle":
        summary = json.loads(Path(result["SUMMARY_JSON"]).read_text(encoding="utf-8"))
        assert [row["kind"] for row in summary["conflicts"]["by_kind"]] == ["长江"]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_field_that_the_layer_lacks_is_named(run, calls, name):
    parameter, others = calls[name]
    with pytest.raises(QgsProcessingException, match=r"无编码.* has no field 'nope'.*类型"):
        run(name, **others, **{parameter: "nope"})


@pytest.mark.parametrize("parameter", ["CODE_FIELD", "NAME_FIELD"])
def test_a_field_that_own_units_lack_is_named(run, layer_file, square, parameter):
    units = layer_file("units", [square(0, 0)], adcode=["320115"])
    with pytest.raises(QgsProcessingException, match="'units' has no field 'nope'"):
        run(
            "customcircle",
            UNITS=units,
            NAME="测试",
            OUTPUT_CIRCLE=MEMORY,
            OUTPUT_MEMBERS=MEMORY,
            **{parameter: "nope"},
        )
    with pytest.raises(QgsProcessingException, match="'units' has no field 'nope'"):
        run("checkcircle", CIRCLE="nanjing", UNITS=units, CODE_FIELD="nope", OUTPUT_CIRCLES=MEMORY)


def test_categories_of_a_garbled_planning_layer(run, layer_file, square, garbled, field):
    zones = layer_file("zones", [square(0, 0)], zone=["A"])
    result = run(
        "adjacencyoverlap", ZONES=zones, LAYERS=[garbled], CATEGORY_FIELD=field, OUTPUT_PIECES=MEMORY
    )
    assert [feature["category"] for feature in result["OUTPUT_PIECES"].getFeatures()] == ["长江"]


def test_units_that_overlap_are_said(heard, layer_file, square):
    units = layer_file("units", [square(0, 0), square(90, 0)], adcode=["320115", "340506"])
    _, warnings = heard("sharedborders", UNITS=units, OUTPUT=MEMORY)
    (told,) = [text for text in warnings if "overlap" in text]
    # 10 m by 100 m, on the ground 1 / 1.000123² of that
    assert "1 pairs of units overlap, by 1000 m²" in told
    assert "320115 and adcode 340506" in told


def test_units_without_sides_are_said(heard, layer_file, square):
    a = layer_file("a", [square(0, 0)])
    _, warnings = heard("claimoverlap", LAYER_A=a, LAYER_B=a, UNITS=a, OUTPUT=MEMORY)
    assert any("they are not used" in text for text in warnings)


def test_results_can_be_checked_again_and_again(run, layer_file, square):
    parks = layer_file("parks", [square(20, 20, 10)], area_m2=[7.0])
    river = layer_file("river", [square(0, 0)])
    for number in range(3):
        result = run("riverside", FEATURES=parks, RIVER=river, OUTPUT_FEATURES=MEMORY)
        parks = result["OUTPUT_FEATURES"]
        assert parks.fields().names().count("area_m2") == 1
        assert f"area_m2_orig{number + 1 if number else ''}" in parks.fields().names()
    assert next(parks.getFeatures())["area_m2_orig"] == 7.0


def test_repairs_of_the_river_count(run, layer_file, square, bowtie):
    parks = layer_file("parks", [square(20, 20, 10)])
    river = layer_file("river", [bowtie])
    result = run("riverside", FEATURES=parks, RIVER=river, INVALID="repair", OUTPUT_FEATURES=MEMORY)
    assert result["REPAIRED_COUNT"] == 1


def test_a_layer_of_geometry_collections_is_called_so(run, layer_file, square):
    mixed = layer_file("mixed", [GeometryCollection([square(0, 0), square(0, 0).boundary])])
    with pytest.raises(QgsProcessingException, match="'mixed' holds geometry collections"):
        run("riverside", FEATURES=mixed, OUTPUT_FEATURES=MEMORY)


def test_one_geometry_type_of_a_file_with_several(run, layer_file, square, tmp_path):
    path = tmp_path / "mixed.geojson"
    shapes = geopandas.GeoSeries([square(0, 0), square(0, 0).boundary], crs="EPSG:4549").to_crs("EPSG:4326")
    features = [{"type": "Feature", "properties": {}, "geometry": mapping(shape)} for shape in shapes]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}), encoding="utf-8")
    result = run(
        "redlineconflict",
        PARCELS=f"{path}|geometrytype=Polygon",
        REDLINES=layer_file("red", [square(50, 0)]),
        OUTPUT_PIECES=MEMORY,
        OUTPUT_PARCELS=MEMORY,
    )
    assert (result["PARCEL_COUNT"], result["CONFLICT_COUNT"]) == (1, 1)


@pytest.mark.parametrize("failing", ["OUTPUT_PIECES", "OUTPUT_CSV"])
def test_a_matrix_and_its_layers_come_together_or_not_at_all(run, layer_file, square, tmp_path, failing):
    zones = layer_file("zones", [square(0, 0)])
    (tmp_path / "no_folder").write_text("a file", encoding="utf-8")
    before = sorted(tmp_path.iterdir())
    places = {"OUTPUT_PIECES": "p.gpkg", "OUTPUT_CSV": "m.csv", "OUTPUT_PICTURE": "m.png"}
    out = {
        key: str(tmp_path / ("no_folder" if key == failing else "") / place) for key, place in places.items()
    }
    with pytest.raises(QgsProcessingException):
        run("adjacencyoverlap", ZONES=zones, LAYERS=[zones], **out)
    assert sorted(tmp_path.iterdir()) == before


def test_a_table_does_not_take_another_outputs_place(run, layer_file, square, tmp_path):
    zones = layer_file("zones", [square(0, 0)])
    one = str(tmp_path / "m.png")
    with pytest.raises(QgsProcessingException, match="another output"):
        run(
            "adjacencyoverlap",
            ZONES=zones,
            LAYERS=[zones],
            OUTPUT_PIECES=MEMORY,
            OUTPUT_CSV=one,
            OUTPUT_PICTURE=one,
        )


@pytest.mark.parametrize("name", ["compareredlines", "threelines", "sharedborders", "adjacencyzones"])
def test_what_is_repaired_or_left_out_is_counted(run, layer_file, square, bowtie, name):
    """One bow-tie, one feature without a geometry, one square beside it."""
    drawn = layer_file("坏", [bowtie, None, square(100, 0)], adcode=["1", "2", "3"])
    good = layer_file("好", [square(500, 0)])
    inputs = {
        "compareredlines": {"OLD": drawn, "NEW": good, "OUTPUT_CHANGES": MEMORY, "OUTPUT_UNITS": MEMORY},
        "threelines": {"REDLINES": drawn, "FARMLAND": good, "GROWTH": good, "OUTPUT_PLACES": MEMORY},
        "sharedborders": {"UNITS": drawn, "RANK": ["other"], "OUTPUT": MEMORY},
        "adjacencyzones": {
            "UNITS": drawn,
            "RANK": ["county"],
            "OUTPUT_BORDERS": MEMORY,
            "OUTPUT_BELTS": MEMORY,
        },
    }
    result = run(name, INVALID="repair", **inputs[name])
    assert (result["REPAIRED_COUNT"], result["REJECTED_COUNT"]) == (1, 1)
