# SPDX-License-Identifier: GPL-3.0-or-later
"""The legend names exactly the classes on the map, of rasters as of vectors."""

import numpy as np
import pytest
from metro_circles.layers import catalog as world
from metro_circles.styles import catalog as styles

SLOTS = {
    "signature_left": "",
    "signature_right": "",
    "source_note": "",
    "sheet_no": "",
    "title_theme": "",
}
OPTIONS = {"circle": world.circle("nanjing"), "base": False}
FRAME = {"都市圈范围", "省级界", "地级界", "县级界"}


def grade(number):
    return styles.colour(f"importance_{number}").name_zh


@pytest.fixture
def stripes(qgis, tmp_path):
    """Write a raster of stripes of one degree's tenth each, from 118.7° E, 32.4° N, in EPSG:4490."""
    from osgeo import gdal, osr

    def write(*values, west=118.7, north=32.4, kind=gdal.GDT_Byte, nodata=0):
        path = tmp_path / f"{len(list(tmp_path.iterdir()))}.tif"
        raster = gdal.GetDriverByName("GTiff").Create(str(path), 10 * len(values), 10, 1, kind)
        raster.SetGeoTransform((west, 0.01, 0, north, 0, -0.01))
        place = osr.SpatialReference()
        place.ImportFromEPSG(4490)
        raster.SetProjection(place.ExportToWkt())
        raster.GetRasterBand(1).SetNoDataValue(nodata)
        raster.GetRasterBand(1).WriteArray(np.repeat(values, 10)[None, :].repeat(10, 0))
        return path

    return write


@pytest.mark.parametrize(
    ("values", "listed"),
    [((1, 2, 3), {1, 2, 3}), ((1, 3), {1, 3}), ((2, 0, 2), {2})],
)
def test_grades_on_the_map_and_no_others(stripes, values, listed):
    from metro_circles.metro_plugin import sheets

    sheet = sheets.lay_out({"importance": stripes(*values)}, SLOTS, theme="importance", **OPTIONS)
    assert set(sheet.result["legend"]) == FRAME | {grade(number) for number in listed}


def test_grade_that_the_base_map_covers_is_not_listed(stripes):
    """Grade 1 lies over Liuhe, grade 2 east of the circle (over 119.9° E, 31.2° N), grade 3 west of it."""
    from metro_circles.metro_plugin import sheets

    path = stripes(3, 3, 3, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, west=117.6, north=31.3)
    # 117.6–117.9 lies west of the circle, 118.7–118.8 in Xuanzhou, 119.7–119.8 east of the circle
    with_base = sheets.lay_out({"importance": path}, SLOTS, theme="importance", **{**OPTIONS, "base": True})
    listed = {name for name in with_base.result["legend"] if name in {grade(n) for n in (1, 2, 3)}}
    assert listed == {grade(1)}
    bare = sheets.lay_out({"importance": path}, SLOTS, theme="importance", **OPTIONS)
    assert {grade(n) for n in (1, 2, 3)} <= set(bare.result["legend"])


def test_layer_whose_raster_lies_elsewhere_is_not_listed(stripes):
    from metro_circles.metro_plugin import sheets

    path = stripes(1, 2, 3, west=104.0, north=30.0)
    sheet = sheets.lay_out({"importance": path}, SLOTS, theme="importance", **OPTIONS)
    assert set(sheet.result["legend"]) == FRAME


@pytest.mark.parametrize(("ramp", "listed"), [("Discrete", {"≤10", "≤30"}), ("Exact", {"≤30"})])
def test_value_classes_of_any_raster(stripes, ramp, listed):
    """Cells of 5 and 30, classes up to 10, 20 and 30: discrete classes hold values up to theirs, exact ones theirs."""
    from metro_circles.metro_plugin import sheets
    from osgeo import gdal
    from qgis.core import (
        QgsColorRampShader,
        QgsRasterLayer,
        QgsRasterShader,
        QgsSingleBandPseudoColorRenderer,
    )
    from qgis.PyQt.QtGui import QColor

    layer = QgsRasterLayer(str(stripes(5, 30, kind=gdal.GDT_Float32, nodata=-1)), "坡度")
    shader = QgsColorRampShader()
    shader.setColorRampType(getattr(QgsColorRampShader.Type, ramp))
    tops = ((10, "≤10"), (20, "≤20"), (30, "≤30"))
    shader.setColorRampItemList(
        [QgsColorRampShader.ColorRampItem(top, QColor(top, top, top), name) for top, name in tops]
    )
    around = QgsRasterShader()
    around.setRasterShaderFunction(shader)
    layer.setRenderer(QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, around))
    sheet = sheets.lay_out({"坡度": [layer]}, SLOTS, theme="free", **OPTIONS)
    assert {name for name in sheet.result["legend"] if name.startswith("≤")} == listed


def test_feature_whose_box_alone_reaches_the_map_is_not_listed(qgis):
    """A frame around the whole sheet: its box covers the map, its polygon does not."""
    from metro_circles.metro_plugin import sheets
    from qgis.core import QgsFeature, QgsGeometry, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4490", "环", "memory")
    feature = QgsFeature()
    ring = "((112 27,125 27,125 37,112 37,112 27),(113 28,124 28,124 36,113 36,113 28))"
    feature.setGeometry(QgsGeometry.fromWkt(f"POLYGON{ring}"))
    layer.dataProvider().addFeatures([feature])
    sheet = sheets.lay_out({"环": [layer]}, SLOTS, theme="free", **OPTIONS)
    assert "环" not in sheet.result["legend"] and "都市圈范围" in sheet.result["legend"]


def test_page_of_a_series_lists_its_outline_and_the_circles_where_it_is_seen(qgis):
    """Qinhuai lies in the middle of the circle: its page shows none of the circle's outline. Xuyi's does."""
    from metro_circles.metro_plugin import sheets

    found = {}
    for adcode in ("320104", "320830"):
        sheet = sheets.lay_out({}, SLOTS, focus=("member", f"adcode = '{adcode}'"), **OPTIONS)
        found[adcode] = set(sheet.result["legend"])
    assert "本图范围" in found["320104"] & found["320830"]
    assert "都市圈范围" not in found["320104"] and "都市圈范围" in found["320830"]


def test_prefecture_has_one_colour_on_all_pages(qgis):
    from metro_circles.metro_plugin import sheets

    colours = set()
    for focus in (None, ("member", "adcode = '320830'"), ("member", "adcode = '341181'")):
        sheet = sheets.lay_out({}, SLOTS, focus=focus, **OPTIONS)
        member = next(layer for kind, layer in sheet.pairs if kind == "member")
        chuzhou = next(part for part in member.renderer().categories() if part.value() == "滁州市")
        colours.add(chuzhou.symbol().color().getRgb())
    assert len(colours) == 1


@pytest.mark.parametrize("paper", ["A4", "A3", "A0"])
def test_symbols_of_the_legend_are_as_large_as_on_the_map(qgis, paper):
    """The map draws symbols 0.81, 1 and 1.87 times as large: the legend's markers and dashes follow."""
    from metro_circles.metro_plugin import sheets
    from qgis.core import QgsLayerTree

    sheet = sheets.lay_out({}, SLOTS, paper=paper, **{**OPTIONS, "base": True})
    factor = {"A4": 0.5, "A3": 1, "A0": 8}[paper] ** 0.3
    model = sheet.layout.itemById("legend").model()
    compared = set()
    for node in model.rootGroup().children():
        layer = node.layer()
        if not QgsLayerTree.isLayer(node) or layer.customProperty("metro/kind") not in {"seat", "border"}:
            continue
        nominal = {item.label(): item for item in layer.renderer().legendSymbolItems()}
        for part in model.layerLegendNodes(node):
            own = part.customSymbol() or part.symbol()
            measure = "size" if hasattr(own, "size") else "width"
            wanted = getattr(nominal[str(part.data(0))].symbol(), measure)() * factor
            assert getattr(own, measure)() == pytest.approx(wanted, rel=0.01), part.data(0)
            compared.add(str(part.data(0)))
    assert {"省级界", "县级界", "省级政府驻地"} <= compared


def test_white_members_are_named_where_no_borders_of_counties_cover_their_outlines(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from qgis.core import QgsVectorLayer

    whole = sheets.lay_out({}, SLOTS, theme="review", **OPTIONS)
    assert "县级界" in whole.result["legend"]
    assert "成员单位" not in whole.result["legend"]
    borders = next(layer for kind, layer in whole.pairs if kind == "border")
    higher = QgsVectorLayer(f"LineString?crs={borders.crs().authid()}&field=rank:string", "borders", "memory")
    kept = list(borders.getFeatures("rank <> 'county'"))
    for feature in kept:
        feature.setAttributes([feature["rank"]])
    assert higher.dataProvider().addFeatures(kept)[0]
    sheet = sheets.lay_out({"border": higher}, SLOTS, theme="review", **OPTIONS)
    assert {"省级界", "地级界", "成员单位"} <= set(sheet.result["legend"])
    assert "县级界" not in sheet.result["legend"]
