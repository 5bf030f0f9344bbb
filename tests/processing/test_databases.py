# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers in PostGIS and in a File Geodatabase give what the same layers in a GeoPackage give, and stay as they were."""

import hashlib
from pathlib import Path

import pytest
from qgis.core import QgsDataSourceUri, QgsProject, QgsVectorLayer

pytestmark = pytest.mark.slow

WINDOW = (118.75, 31.45, 119.05, 31.75)  # where 江宁, 溧水 and 博望 meet
TABLES = {
    "redlines": ("sample_nanjing.gpkg", "示例_生态保护红线_STBHHX", None),
    "farmland": ("sample_nanjing.gpkg", "示例_永久基本农田_YJJBNTTB", None),
    "growth": ("sample_nanjing.gpkg", "示例_城镇开发边界_CZKFBJ", None),
    "parcels": ("sample_nanjing.gpkg", "示例_地块_parcels", None),
    "units": ("circles.gpkg", "member", "circle_id = 'nanjing'"),
}
PARCELS = {"PARCELS": "parcels", "REDLINES": "redlines", "CATEGORY_FIELD": "HXLX", "ACTIVITY_FIELD": "LXDM"}
RUNS = [
    ("sharedborders", {"UNITS": "units", "CODE_FIELD": "adcode", "OUTPUT": "memory:"}),
    (
        "adjacencyzones",
        {"UNITS": "units", "WIDTH_M": 3000, "OUTPUT_BORDERS": "memory:", "OUTPUT_BELTS": "memory:"},
    ),
    ("adjacencyoverlap", {"ZONES": "units", "LAYERS": ["redlines", "growth"], "OUTPUT_PIECES": "memory:"}),
    (
        "bordercontinuity",
        {
            "UNITS": "units",
            "LAYERS": ["redlines"],
            "OUTPUT_STRETCHES": "memory:",
            "OUTPUT_BORDERS": "memory:",
        },
    ),
    (
        "threelines",
        {
            "REDLINES": "redlines",
            "FARMLAND": "farmland",
            "GROWTH": "growth",
            "REDLINES_KIND": "HXLX",
            "OUTPUT_PLACES": "memory:",
            "OUTPUT_PIECES": "memory:",
            "OUTPUT_TOTALS": "memory:",
        },
    ),
    (
        "redlineconflict",
        {**PARCELS, "PARCEL_ID": "DKBH", "OUTPUT_PIECES": "memory:", "OUTPUT_PARCELS": "memory:"},
    ),
    ("redlinereport", {**PARCELS, "PARCEL_ID": "DKBH", "OUTPUT_HTML": "report.html"}),
    (
        "compareredlines",
        {
            "OLD": "redlines",
            "NEW": "redlines",
            "OLD_KIND": "HXLX",
            "OUTPUT_CHANGES": "memory:",
            "OUTPUT_UNITS": "memory:",
        },
    ),
]


@pytest.fixture(scope="module")
def geopackage(root, tmp_path_factory):
    """The window of the shipped layers as a GeoPackage with tables of plain names."""
    from osgeo import gdal

    gdal.UseExceptions()
    target = str(tmp_path_factory.mktemp("files") / "layers.gpkg")
    for table, (file, layer, where) in TABLES.items():
        gdal.VectorTranslate(
            target,
            str(root / "layers" / file),
            layers=[layer],
            layerName=table,
            where=where,
            spatFilter=WINDOW,
            accessMode="append" if Path(target).exists() else None,
        )
    return target


@pytest.fixture(scope="module", params=["postgres", "geodatabase"])
def opened(request, geopackage, tmp_path_factory):
    """A copy in PostGIS or in a File Geodatabase: ``layer(table)``, its digest, and how far numbers may differ.

    A File Geodatabase keeps coordinates on a grid of 10⁻⁹ degrees, a tenth of a millimetre: along a kilometre of edge a
    tenth of a square metre.
    """
    from osgeo import gdal

    gdal.UseExceptions()
    if request.param == "postgres":
        server = request.getfixturevalue("postgis")
        gdal.VectorTranslate(
            f"PG:{server} schemas=public",
            geopackage,
            geometryType="PROMOTE_TO_MULTI",
            layerCreationOptions=["GEOMETRY_NAME=geom", "FID=gid", "LAUNDER=NO"],
        )
        return lambda table: _postgres(server, table), lambda: _rows(server), {"rel": 1e-9, "abs": 1e-5}
    folder = str(tmp_path_factory.mktemp("files") / "规划.gdb")
    gdal.VectorTranslate(folder, geopackage, format="OpenFileGDB", geometryType="PROMOTE_TO_MULTI")
    return (
        lambda table: QgsVectorLayer(f"{folder}|layername={table}", table, "ogr"),
        lambda: sorted((f.name, hashlib.sha256(f.read_bytes()).hexdigest()) for f in Path(folder).iterdir()),
        {"rel": 1e-6, "abs": 0.1},
    )


def _postgres(server, table):
    uri = QgsDataSourceUri(server)
    uri.setDataSource("public", table, "geom", "", "gid")
    return QgsVectorLayer(uri.uri(False), table, "postgres")


def _rows(server):
    """What the tables hold, as the server itself sums it up."""
    import psycopg2

    connection = psycopg2.connect(server)
    cursor = connection.cursor()
    found = []
    for table in TABLES:
        cursor.execute(f"SELECT md5(string_agg(t::text, '|' ORDER BY gid)) FROM {table} t")  # noqa: S608
        found.append((table, cursor.fetchone()[0]))
    connection.close()
    return found


def filled(inputs, layers, folder):
    """Inputs with layers and files in place of their names."""

    def one(name, value):
        if isinstance(value, list):
            return [one(name, part) for part in value]
        if name.startswith("OUTPUT"):
            return value if value == "memory:" else str(folder / value)
        return layers.get(value, value)

    return {name: one(name, value) for name, value in inputs.items()}


def numbers(results):
    return {name: value for name, value in results.items() if isinstance(value, (int, float))}


@pytest.mark.parametrize(("name", "inputs"), RUNS, ids=[name for name, _ in RUNS])
def test_databases_agree_with_a_geopackage_and_stay_as_they_were(
    run, geopackage, opened, tmp_path, name, inputs
):
    layer_of, digest, tolerance = opened
    files = {table: f"{geopackage}|layername={table}" for table in TABLES}
    (tmp_path / "expected").mkdir()
    expected = numbers(run(name, **filled(inputs, files, tmp_path / "expected")))
    layers = {table: layer_of(table) for table in TABLES}
    before = digest()
    for layer in layers.values():
        assert layer.isValid()
        QgsProject.instance().addMapLayer(layer)
        layer.selectByExpression('length("BSM") > 0' if "BSM" in layer.fields().names() else "true")
    selected = {table: layer.selectedFeatureIds() for table, layer in layers.items()}
    try:
        found = numbers(run(name, **filled(inputs, layers, tmp_path)))
        assert {table: layer.selectedFeatureIds() for table, layer in layers.items()} == selected
        assert not any(layer.isEditable() or layer.subsetString() for layer in layers.values())
    finally:
        QgsProject.instance().removeAllMapLayers()
    assert any(found.values())
    assert found == pytest.approx(expected, **tolerance)
    assert digest() == before


def test_filters_of_database_layers_count_and_stay(run, opened):
    layer_of, *_ = opened
    parcels, redlines = layer_of("parcels"), layer_of("redlines")
    whole = parcels.featureCount()
    parcels.setSubsetString("\"XZQMC\" LIKE '溧水%'")
    some = parcels.featureCount()
    assert 0 < some < whole
    inputs = {"PARCELS": parcels, "REDLINES": redlines, "PARCEL_ID": "DKBH"}
    found = run("redlineconflict", **inputs, OUTPUT_PIECES="memory:", OUTPUT_PARCELS="memory:")
    assert found["PARCEL_COUNT"] == some
    assert parcels.subsetString() == "\"XZQMC\" LIKE '溧水%'"


def test_a_geodatabase_runs_in_batch(geopackage, qgis_process, tmp_path):
    from osgeo import gdal

    gdal.UseExceptions()
    folder = tmp_path / "规划.gdb"
    gdal.VectorTranslate(str(folder), geopackage, format="OpenFileGDB", geometryType="PROMOTE_TO_MULTI")
    done = qgis_process(
        "run",
        "metro:redlineconflict",
        "--",
        f"PARCELS={folder}|layername=parcels",
        f"REDLINES={folder}|layername=redlines",
        f"OUTPUT_PIECES={tmp_path / 'a.gpkg'}",
        f"OUTPUT_PARCELS={tmp_path / 'b.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    layer = QgsVectorLayer(f"{geopackage}|layername=parcels", "parcels", "ogr")
    assert done.json["results"]["PARCEL_COUNT"] == layer.featureCount()
    assert done.json["results"]["CONFLICT_COUNT"] > 0


def test_a_postgis_layer_runs_in_batch(geopackage, postgis, qgis_process, tmp_path):
    from osgeo import gdal

    gdal.UseExceptions()
    options = ["GEOMETRY_NAME=geom", "FID=gid", "LAUNDER=NO", "OVERWRITE=YES"]
    gdal.VectorTranslate(
        f"PG:{postgis}", geopackage, layers=["parcels"], geometryType="PROMOTE_TO_MULTI",
        layerName="batch_parcels", layerCreationOptions=options,
    )  # fmt: skip
    done = qgis_process(
        "run",
        "metro:redlineconflict",
        "--",
        f'PARCELS=postgres://{postgis} key=\'gid\' table="public"."batch_parcels" (geom)',
        f"REDLINES={geopackage}|layername=redlines",
        f"OUTPUT_PIECES={tmp_path / 'a.gpkg'}",
        f"OUTPUT_PARCELS={tmp_path / 'b.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    layer = QgsVectorLayer(f"{geopackage}|layername=parcels", "parcels", "ogr")
    assert done.json["results"]["PARCEL_COUNT"] == layer.featureCount()
