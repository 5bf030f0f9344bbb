# SPDX-License-Identifier: GPL-3.0-or-later
"""The same layer through every kind of source gives the same result, and stays as it was."""

import hashlib
from pathlib import Path

import geopandas
import pytest
from qgis.core import QgsDataSourceUri, QgsProject, QgsVectorLayer


@pytest.fixture
def parcels(layer_file, square):
    return layer_file("地块", [square(0, 0), square(150, 0), square(300, 0)], DKBH=["甲", "乙", "丙"])


@pytest.fixture
def check(run, layer_file, square):
    """Return the ids of the parcels and the area that a check of a layer finds inside."""
    redlines = layer_file("红线", [square(50, 0, 200)])

    def call(layer):
        result = run(
            "redlineconflict",
            PARCELS=layer,
            REDLINES=redlines,
            PARCEL_ID="DKBH",
            OUTPUT_PIECES="memory:",
            OUTPUT_PARCELS="memory:",
        )
        pieces = result["OUTPUT_PIECES"].getFeatures()
        return (
            sorted(piece["parcel_id"] for piece in pieces),
            result["CONFLICT_AREA_M2"],
            result["PARCEL_COUNT"],
        )

    return call


def digest(path):
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


@pytest.mark.parametrize("suffix", [".gpkg", ".shp", ".geojson", ".fgb"])
def test_file_formats_agree(check, parcels, tmp_path, suffix):
    expected = check(parcels)
    assert expected[0] == ["乙", "甲"]
    other = tmp_path / f"另存{suffix}"
    frame = geopandas.read_file(parcels)
    frame.to_file(other, encoding="UTF-8")
    ids, area, count = check(str(other))
    assert (ids, count) == (expected[0], expected[2])
    assert area == pytest.approx(expected[1], rel=1e-9)


def test_input_file_is_not_changed(check, parcels):
    before = digest(parcels)
    check(parcels)
    assert digest(parcels) == before


def test_filter_of_the_layer_counts(check, parcels):
    layer = QgsVectorLayer(parcels, "地块", "ogr")
    layer.setSubsetString("\"DKBH\" = '乙'")
    assert check(layer)[0] == ["乙"]
    assert check(layer)[2] == 1
    assert layer.subsetString() == "\"DKBH\" = '乙'"


def test_edits_not_yet_saved_count(check, parcels):
    layer = QgsVectorLayer(parcels, "地块", "ogr")
    layer.startEditing()
    layer.deleteFeature(1)
    assert check(layer)[0] == ["乙"]
    assert layer.isEditable() and layer.featureCount() == 2
    layer.rollBack()


def test_selection_is_kept(check, parcels):
    layer = QgsVectorLayer(parcels, "地块", "ogr")
    QgsProject.instance().addMapLayer(layer)
    layer.selectByIds([2, 3])
    assert check(layer)[2] == 3
    assert sorted(layer.selectedFeatureIds()) == [2, 3]
    QgsProject.instance().removeMapLayer(layer.id())


def test_project_in_another_crs_changes_nothing(check, parcels):
    from qgis.core import QgsCoordinateReferenceSystem

    expected = check(parcels)
    project = QgsProject.instance()
    before = project.crs()
    try:
        for code, ellipsoid in (
            ("EPSG:3857", "NONE"),
            ("EPSG:4326", "EPSG:7030"),
            ("EPSG:4527", "EPSG:7024"),
        ):
            project.setCrs(QgsCoordinateReferenceSystem(code))
            project.setEllipsoid(ellipsoid)
            assert check(parcels) == expected
    finally:
        project.setCrs(before)


@pytest.mark.slow
def test_postgis_layer_agrees(check, parcels, postgis):
    from osgeo import gdal

    gdal.UseExceptions()
    columns = ["GEOMETRY_NAME=geom", "FID=id"]
    gdal.VectorTranslate(
        f"PG:{postgis}",
        parcels,
        layerName="plots",
        geometryType="PROMOTE_TO_MULTI",
        layerCreationOptions=columns,
    )
    uri = QgsDataSourceUri(postgis)
    uri.setDataSource("public", "plots", "geom", "", "id")
    layer = QgsVectorLayer(uri.uri(False), "数据库地块", "postgres")
    assert layer.isValid()
    expected = check(parcels)
    QgsProject.instance().addMapLayer(layer)
    import processing

    result = processing.run(
        "metro:redlineconflict",
        {
            "PARCELS": layer,
            "REDLINES": str(Path(parcels).with_name("红线.gpkg")),
            "PARCEL_ID": "dkbh",
            "OUTPUT_PIECES": "memory:",
            "OUTPUT_PARCELS": "memory:",
        },
    )
    QgsProject.instance().removeMapLayer(layer.id())
    assert result["CONFLICT_AREA_M2"] == pytest.approx(expected[1], rel=1e-12)
    assert sorted(piece["parcel_id"] for piece in result["OUTPUT_PIECES"].getFeatures()) == expected[0]
