# SPDX-License-Identifier: GPL-3.0-or-later
"""Planners' files as they come: encodings, geodatabases, curves, Z and M, Chinese paths and names.

Each case is the same: a parcel of 100 m with its left half in a red line of kind 核心保护区.
"""

import geopandas
import pytest
import shapely
from osgeo import gdal, ogr, osr
from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)  # see test_redline_conflict.py
KIND, NAME = "自然保护地核心保护区", "示例红线"
ogr.UseExceptions()


def write(path, driver, geometry, fields, layer="STBHHX", kind=ogr.wkbUnknown, options=()):
    """Write one feature with GDAL, as other programs write it."""
    crs = osr.SpatialReference()
    crs.ImportFromEPSG(4549)
    crs.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    unset = gdal.GetConfigOption("SHAPE_ENCODING")  # QGIS sets it, and GDAL then writes texts as they are
    gdal.SetConfigOption("SHAPE_ENCODING", None)
    data = ogr.GetDriverByName(driver).CreateDataSource(str(path))
    table = data.CreateLayer(layer, crs, kind, list(options))
    for name in fields:
        table.CreateField(ogr.FieldDefn(name, ogr.OFTString))
    feature = ogr.Feature(table.GetLayerDefn())
    for number, value in enumerate(fields.values()):
        feature.SetField(number, value)
    feature.SetGeometry(ogr.CreateGeometryFromWkt(geometry) if isinstance(geometry, str) else geometry)
    table.CreateFeature(feature)
    del feature, table, data
    gdal.SetConfigOption("SHAPE_ENCODING", unset)
    return str(path)


@pytest.fixture
def folder(tmp_path):
    path = tmp_path / "规划 数据（2024）"
    path.mkdir()
    return path


@pytest.fixture
def half(square):
    """The red line: the left half of the parcel, as WKT."""
    west, south, _, north = square(0, 0).bounds
    return shapely.box(west - 50, south, west + 50, north).wkt


@pytest.fixture
def checked(run, layer_file, square, folder):
    """Return ``check(redlines, **parameters)``: pieces and results."""

    def check(redlines, **more):
        result = run(
            "redlineconflict",
            PARCELS=layer_file("地块", [square(0, 0)]),
            REDLINES=redlines,
            OUTPUT_PIECES=str(folder / "冲突.gpkg"),
            OUTPUT_PARCELS=str(folder / "核查.gpkg"),
            **more,
        )
        assert ogr.GetNonLinearGeometriesEnabledFlag()  # QGIS goes on seeing arcs as arcs
        return geopandas.read_file(result["OUTPUT_PIECES"]), result

    return check


def holds(pieces, result, kind=KIND):
    assert pieces["kind"].to_list() == [kind]
    assert result["CONFLICT_AREA_M2"] == pytest.approx(5000 * SCALE, rel=2e-6)


@pytest.mark.parametrize("encoding", ["GBK", "GB18030", "UTF-8"])
@pytest.mark.parametrize("cpg", ["own", "none", "wrong"])
def test_shapefile_encodings(checked, folder, half, encoding, cpg):
    fields = {"红线类": KIND, "名称": NAME}
    path = write(folder / "红线.shp", "ESRI Shapefile", half, fields, options=[f"ENCODING={encoding}"])
    raw = (folder / "红线.dbf").read_bytes()
    assert KIND.encode(encoding) in raw
    if cpg == "none":
        (folder / "红线.cpg").unlink(missing_ok=True)
    elif cpg == "wrong":
        (folder / "红线.cpg").write_text("UTF-8" if encoding != "UTF-8" else "GBK", encoding="ascii")
    holds(*checked(path, CATEGORY_FIELD="红线类"))


def test_selection_in_a_gbk_shapefile_without_cpg(checked, folder, half):
    fields = {"红线类": KIND}
    path = write(folder / "红线.shp", "ESRI Shapefile", half, fields, options=["ENCODING=GBK"])
    (folder / "红线.cpg").unlink(missing_ok=True)
    layer = QgsVectorLayer(path, "红线", "ogr")
    shown = layer.fields().names()[0]
    assert shown != "红线类"  # QGIS takes it for UTF-8: the planner chooses what the dialog shows
    QgsProject.instance().addMapLayer(layer)
    layer.selectAll()
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    holds(*checked(chosen, CATEGORY_FIELD=shown))
    QgsProject.instance().removeMapLayer(layer.id())


def test_utf8_field_name_that_breaks_off_within_a_character(checked, folder, half):
    # ten bytes hold three characters and a third of the fourth
    fields = {"HXLXABCDEF": KIND}
    path = write(folder / "红线.shp", "ESRI Shapefile", half, fields, options=["ENCODING=UTF-8"])
    table = folder / "红线.dbf"
    table.write_bytes(table.read_bytes().replace(b"HXLXABCDEF", "红线类型".encode()[:10]))
    pieces, result = checked(path)
    assert result["CONFLICT_AREA_M2"] == pytest.approx(5000 * SCALE, rel=2e-6)
    assert len(pieces) == 1


@pytest.mark.parametrize("suffix", [" Z", " M", " ZM"])
@pytest.mark.parametrize(("driver", "name"), [("GPKG", "库.gpkg"), ("OpenFileGDB", "库.gdb")])
def test_z_and_m(checked, folder, square, suffix, driver, name):
    west, south, _, north = square(0, 0).bounds
    more = " 5" * (len(suffix) - 1)
    corners = [
        (west - 50, south),
        (west + 50, south),
        (west + 50, north),
        (west - 50, north),
        (west - 50, south),
    ]
    text = f"MULTIPOLYGON{suffix} (((" + ", ".join(f"{x} {y}{more}" for x, y in corners) + ")))"
    kinds = {" Z": ogr.wkbMultiPolygon25D, " M": ogr.wkbMultiPolygonM, " ZM": ogr.wkbMultiPolygonZM}
    path = write(folder / name, driver, text, {"HXLX": KIND}, "STBHHX", kinds[suffix])
    holds(*checked(f"{path}|layername=STBHHX", CATEGORY_FIELD="HXLX"))


def test_file_geodatabase_with_chinese_names(checked, folder, half):
    multi = ogr.ForceToMultiPolygon(ogr.CreateGeometryFromWkt(half))
    path = write(
        folder / "红线库.gdb", "OpenFileGDB", multi, {"红线类型": KIND}, "生态保护红线", ogr.wkbMultiPolygon
    )
    holds(*checked(f"{path}|layername=生态保护红线", CATEGORY_FIELD="红线类型"))


@pytest.mark.parametrize("kind", [ogr.wkbCurvePolygon, ogr.wkbMultiSurface])
def test_curves(checked, folder, square, kind):
    # a circle of radius 50 m about the parcel's middle: π · 50² m² of drawing, all of it in the parcel
    x, y = square(0, 0).centroid.coords[0]
    ring = f"CIRCULARSTRING ({x - 50} {y}, {x} {y + 50}, {x + 50} {y}, {x} {y - 50}, {x - 50} {y})"
    text = f"CURVEPOLYGON ({ring})"
    if kind == ogr.wkbMultiSurface:
        text = f"MULTISURFACE ({text})"
    path = write(folder / "曲线.gpkg", "GPKG", text, {"HXLX": KIND}, "STBHHX", kind)
    pieces, result = checked(f"{path}|layername=STBHHX", CATEGORY_FIELD="HXLX")
    assert pieces["kind"].to_list() == [KIND]
    # chords of one degree and less lie inside the circle: 1 - sin(1°) / 1° = 5e-5 too little
    assert result["CONFLICT_AREA_M2"] == pytest.approx(3.14159265 * 2500 * SCALE, rel=1e-4)


def test_curves_in_a_file_geodatabase(checked, folder, square):
    x, y = square(0, 0).centroid.coords[0]
    ring = f"CIRCULARSTRING ({x - 50} {y}, {x} {y + 50}, {x + 50} {y}, {x} {y - 50}, {x - 50} {y})"
    text = f"MULTISURFACE (CURVEPOLYGON ({ring}))"
    try:
        path = write(folder / "曲线.gdb", "OpenFileGDB", text, {"HXLX": KIND}, "STBHHX", ogr.wkbMultiSurface)
    except RuntimeError as error:
        pytest.skip(f"this GDAL writes no curves into a file geodatabase: {error}")
    _, result = checked(f"{path}|layername=STBHHX", CATEGORY_FIELD="HXLX")
    assert result["CONFLICT_AREA_M2"] == pytest.approx(3.14159265 * 2500 * SCALE, rel=1e-4)


def test_layers_of_one_file_are_named_by_their_own_names(run, folder, half, square, bowtie, layer_file):
    from qgis.core import QgsProcessingException

    path = write(folder / "数据库.gpkg", "GPKG", bowtie.wkt, {"HXLX": KIND}, "生态保护红线")
    with pytest.raises(QgsProcessingException, match="Layer '生态保护红线', feature 1: crosses itself"):
        run(
            "redlineconflict",
            PARCELS=layer_file("地块", [square(0, 0)]),
            REDLINES=f"{path}|layername=生态保护红线",
            OUTPUT_PIECES="memory:",
            OUTPUT_PARCELS="memory:",
        )


@pytest.mark.slow
def test_batch_run_with_a_gbk_shapefile(qgis_process, folder, half, layer_file, square):
    path = write(folder / "红线.shp", "ESRI Shapefile", half, {"红线类": KIND}, options=["ENCODING=GBK"])
    (folder / "红线.cpg").unlink(missing_ok=True)
    done = qgis_process(
        "run",
        "metro:redlineconflict",
        "--",
        f"PARCELS={layer_file('p', [square(0, 0)])}",
        f"REDLINES={path}",
        "CATEGORY_FIELD=红线类",
        f"OUTPUT_PIECES={folder / '冲突.gpkg'}",
        f"OUTPUT_PARCELS={folder / '地块.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert geopandas.read_file(folder / "冲突.gpkg")["kind"].to_list() == [KIND]
