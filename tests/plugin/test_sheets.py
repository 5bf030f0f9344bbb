# SPDX-License-Identifier: GPL-3.0-or-later
"""Sheets from the first call to the file: what they show, what they refuse, what they leave behind."""

import shutil
import subprocess
import xml.etree.ElementTree as ET

import pytest
from metro_circles.layers import catalog as world
from metro_circles.styles import catalog as styles

SLOTS = {
    "signature_left": "江苏省人民政府、安徽省人民政府 编制\n2021年4月",
    "signature_right": "江苏省自然资源厅\n规划编制单位 制图",
    "source_note": "行政区划边界为分析级数据；红线与地块为示例，2024年。",
    "sheet_no": "01",
}
# (kind, west, south, east, north): squares well inside Pukou, Liuhe and Gaochun, apart from each other.
SQUARES = (
    ("redline", 118.70, 32.36, 118.80, 32.44),
    ("farmland", 118.84, 32.36, 118.94, 32.44),
    ("growth", 118.78, 32.26, 118.88, 32.34),
    ("conflict", 118.92, 31.34, 118.98, 31.40),
)


def square(kind, west, south, east, north):
    """Return a memory layer in EPSG:4490 with one square."""
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4490&field=name_zh:string", kind, "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, south, east, north)))
    layer.dataProvider().addFeatures([feature])
    return layer


def squares():
    return {row[0]: square(*row) for row in SQUARES}


@pytest.fixture(scope="module")
def nanjing(qgis, tmp_path_factory):
    """One sheet of Nanjing, laid out and exported: (sheet, result, folder)."""
    from metro_circles.metro_plugin import sheets

    folder = tmp_path_factory.mktemp("sheet")
    outputs = {name: folder / f"nanjing.{name}" for name in ("pdf", "png", "svg", "tif")}
    circle = world.circle("nanjing")
    result = sheets.export_sheet(
        squares(), outputs, {**SLOTS, "title_theme": "冲突分布图"}, circle=circle, base=False, dpi=150
    )
    sheet = sheets.lay_out(squares(), {**SLOTS, "title_theme": "冲突分布图"}, circle=circle, base=False)
    return sheet, result, folder


def pixel(sheet, image, longitude, latitude):
    """Return the colour of a picture of the sheet at a place."""
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsPointXY

    main = sheet.layout.itemById("map")
    place = QgsCoordinateTransform(
        QgsCoordinateReferenceSystem("EPSG:4490"), main.crs(), sheet.project
    ).transform(QgsPointXY(longitude, latitude))
    extent, box = main.extent(), main.mapRectToScene(main.rect())
    x = box.x() + (place.x() - extent.xMinimum()) / extent.width() * box.width()
    y = box.y() + (extent.yMaximum() - place.y()) / extent.height() * box.height()
    page = sheet.layout.pageCollection().page(0).rect()
    return image.pixelColor(
        round(x / page.width() * image.width()), round(y / page.height() * image.height())
    )


def text_of(pdf):
    """Return the text of a PDF without white space."""
    done = subprocess.run(["pdftotext", "-raw", pdf, "-"], capture_output=True, text=True, check=True)
    return "".join(done.stdout.split())


needs_pdftotext = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed"
)


def test_shape_decides_the_orientation_and_the_known_scale_is_taken(nanjing, qgis):
    from metro_circles.metro_plugin import sheets

    _, result, _ = nanjing
    assert (result.orientation, result.scale, result.crs) == ("portrait", 1_000_000, "EPSG:4549")
    chengdu = sheets.lay_out(
        {}, {**SLOTS, "title_theme": "范围图"}, circle=world.circle("chengdu"), base=False
    )
    assert (chengdu.result["orientation"], chengdu.result["scale"]) == ("landscape", 1_000_000)
    assert chengdu.result["crs"] == "EPSG:4544"


@pytest.mark.parametrize("paper", styles.PAPERS)
def test_circle_lies_whole_on_every_paper(qgis, paper):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import placing

    sheet = sheets.lay_out(
        {}, {**SLOTS, "title_theme": ""}, circle=world.circle("nanjing"), paper=paper, base=False
    )
    main = sheet.layout.itemById("map")
    circle = next(layer for kind, layer in sheet.pairs if kind == "circle")
    assert main.extent().contains(circle.extent())
    assert sheet.result["scale"] in placing.round_scales()
    known = {"A3": 1_000_000, "A1": 500_000, "A0": 400_000}
    assert sheet.result["scale"] == known.get(paper, sheet.result["scale"])


def test_largest_round_scale_that_fits(qgis):
    from metro_circles.metro_plugin.sheets import placing
    from qgis.core import QgsRectangle

    # 200 km in 206 mm less 6 mm of margins: exactly 1:1 000 000; in 205 mm the next smaller, 1:1 250 000
    box = QgsRectangle(0, 0, 200_000, 100_000)
    assert placing.scale_for(box, 206, 300) == 1_000_000
    assert placing.scale_for(box, 205, 300) == 1_250_000


def test_bar_is_about_a_tenth_of_the_frame(nanjing):
    from metro_circles.metro_plugin.sheets import placing

    # 277 mm of frame at 1:1 000 000: 27.7 km, two segments of 15 km come nearest
    assert placing.bar_segment(1_000_000, 277) == 15
    assert placing.bar_segment(500_000, 554) == 15
    # 784 mm at 1:400 000: 31.4 km; at 1:1 000 000 and 400 mm: 40 km
    assert placing.bar_segment(400_000, 784) == 15
    assert placing.bar_segment(1_000_000, 400) == 20
    assert nanjing[0].layout.itemById("scale_bar").unitsPerSegment() == 15


def test_control_lines_have_the_standards_colours_in_the_picture(nanjing):
    from qgis.PyQt.QtGui import QImage

    sheet, result, _ = nanjing
    image = QImage(str(result.files["png"]))
    for kind, west, south, east, north in SQUARES:
        colour = pixel(sheet, image, (west + east) / 2, (south + north) / 2)
        assert colour.getRgb()[:3] == styles.colour(kind).fill, kind


def test_legend_names_exactly_the_classes_on_the_map(nanjing, qgis):
    from metro_circles.metro_plugin import sheets

    prefectures = {member.prefecture for member in world.members("nanjing")}
    borders = {"省级界", "地级界", "县级界"}
    kinds = {"都市圈范围", "生态保护红线", "永久基本农田", "城镇开发边界", "与生态保护红线冲突"}
    assert set(nanjing[1].legend) == kinds | prefectures | borders
    assert len(nanjing[1].legend) == len(set(nanjing[1].legend))
    # A layer that lies outside the sheet is not in the legend.
    far = {**squares(), "farmland": square("farmland", 104.0, 30.0, 104.1, 30.1)}
    sheet = sheets.lay_out(far, {**SLOTS, "title_theme": ""}, circle=world.circle("nanjing"), base=False)
    assert set(sheet.result["legend"]) == (kinds | prefectures | borders) - {"永久基本农田"}


@needs_pdftotext
def test_pdf_text_is_found(nanjing):
    text = text_of(nanjing[1].files["pdf"])
    for wanted in (
        "南京都市圈",
        "冲突分布图",
        "马鞍山市",
        "生态保护红线",
        "1985国家高程基准",
        "审图号：",
        "江苏省自然资源厅",
    ):
        assert wanted in text, wanted
    radicals = [character for character in text if "\u2e80" <= character <= "\u2fdf"]
    assert radicals == []


def test_files_are_what_they_say(nanjing):
    from osgeo import gdal
    from qgis.PyQt.QtGui import QImage

    _, result, folder = nanjing
    image = QImage(str(result.files["png"]))
    assert abs(image.width() - 297 / 25.4 * 150) <= 1 and abs(image.height() - 420 / 25.4 * 150) <= 1
    assert ET.parse(result.files["svg"]).getroot().tag.endswith("svg")  # noqa: S314  # our own file
    assert result.files["tif"].with_suffix(".tfw").is_file()
    gdal.UseExceptions()
    pixel_size = gdal.Open(str(result.files["tif"])).GetGeoTransform()[1]
    assert pixel_size == pytest.approx(25.4 / 150 / 1000 * 1_000_000, rel=1e-3)
    assert {path.name for path in folder.iterdir()} == {
        "nanjing.pdf", "nanjing.png", "nanjing.svg", "nanjing.tif", "nanjing.tfw",
    }  # fmt: skip


def test_chinese_lines_never_begin_with_a_closing_mark(nanjing):
    from metro_circles.metro_plugin.sheets import lettering

    item = nanjing[0].layout.itemById("source_note")
    text = "甲，乙。丙、丁；（戊）己：庚。" * 12
    for width in range(20, 60, 3):
        lines = lettering.wrapped(item, text, width)
        assert "".join(lines) == text
        assert [line for line in lines if line[0] in lettering.NO_START or line[-1] in lettering.NO_END] == []


def test_review_number_is_never_invented(nanjing):
    assert nanjing[0].layout.itemById("review_no").text() == "审图号："


def test_labels_are_laid_out_in_the_font_that_is_there(nanjing):
    families = {use.role: use.found for use in nanjing[1].fonts}
    layout = nanjing[0].layout
    assert layout.itemById("title_plan").textFormat().font().family() == families["hei"]
    assert layout.itemById("source_note").textFormat().font().family() == families["song"]
    member = next(layer for kind, layer in nanjing[0].pairs if kind == "member")
    assert member.labeling().settings().format().font().family() == families["hei"]


def test_shipped_layers_are_only_read(qgis, root):
    """QGIS changes a GeoPackage that it opens for writing and filters."""
    from metro_circles.metro_plugin import sheets

    files = {
        path: (path.stat().st_mtime_ns, path.stat().st_size) for path in (root / "layers").glob("*.gpkg")
    }
    assert files
    sheets.lay_out({}, {**SLOTS, "title_theme": ""}, circle=world.circle("chengdu"))
    assert {path: (path.stat().st_mtime_ns, path.stat().st_size) for path in files} == files
    assert not list((root / "layers").glob("*.gpkg-*"))


def test_layers_of_the_planner_stay_as_they_are(qgis):
    from metro_circles.metro_plugin import sheets

    layers = squares()
    before = {kind: layer.renderer().dump() for kind, layer in layers.items()}
    sheets.lay_out(layers, {**SLOTS, "title_theme": ""}, circle=world.circle("nanjing"), base=False)
    assert {kind: layer.renderer().dump() for kind, layer in layers.items()} == before
    assert all(layer.featureCount() == 1 and layer.name() == kind for kind, layer in layers.items())


def test_page_of_a_series_is_about_one_member(qgis):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import EmptyMapError

    circle, slots = world.circle("nanjing"), {**SLOTS, "title_theme": "江宁区"}
    page = sheets.lay_out({}, slots, circle=circle, base=False, focus=("member", "adcode = '320115'"))
    member = next(layer for kind, layer in page.pairs if kind == "member")
    jiangning = (
        next(unit for unit in member.getFeatures() if unit["adcode"] == "320115").geometry().boundingBox()
    )
    area = page.layout.itemById("map").extent()
    assert area.contains(jiangning)
    assert page.result["scale"] < 1_000_000
    assert area.center().distance(jiangning.center()) < 1
    with pytest.raises(EmptyMapError, match="No 'member' is adcode = '1'"):
        sheets.lay_out({}, slots, circle=circle, base=False, focus=("member", "adcode = '1'"))


def test_index_map_keeps_clear_of_the_page_s_unit(qgis):
    """Lianhu fills most of its page and leaves one corner nearly free; all of the page lies inside the circle."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import placing
    from qgis.core import QgsGeometry

    options = {"circle": world.circle("xian"), "theme": "extent", "paper": "A4"}
    sheet = sheets.lay_out({}, SLOTS, focus=("member", "name_zh = '莲湖区'"), **options)
    main, index = (sheet.layout.itemById(name) for name in ("map", "index"))
    unit = next(layer for kind, layer in sheet.pairs if kind == "focus").getFeature(1).geometry()
    at, size = index.pagePos(), index.rect()

    def hidden(x, y):
        box = placing._on_map(main, x, y, size.width(), size.height())
        return unit.intersection(QgsGeometry.fromRect(box)).area()

    left, top = main.pagePos().x(), main.pagePos().y()
    right, bottom = left + main.rect().width() - size.width(), top + main.rect().height() - size.height()
    corners = [hidden(x, y) for x in (left, right) for y in (top, bottom)]
    assert hidden(at.x(), at.y()) <= min(corners) + 0.1 * unit.area()
    assert max(corners) > hidden(at.x(), at.y())


def test_circle_beyond_one_zone_is_said(nanjing):
    # Nanjing's circle reaches from 117.8 to 119.9 E: the zone of 120 E ends at 118.5
    assert [note for note in nanjing[1].notes if "meridian 120° E (EPSG:4549)" in note]


@needs_pdftotext
def test_geopdf_has_coordinates_and_text(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from osgeo import gdal

    path = tmp_path / "a.pdf"
    slots = {**SLOTS, "title_theme": ""}
    sheets.export_sheet(
        {}, {"pdf": path}, slots, circle=world.circle("nanjing"), base=False, dpi=96, geopdf=True
    )
    assert "马鞍山市" in text_of(path)
    assert "120E" in gdal.Open(str(path)).GetProjection()


def test_planners_project_can_be_exported(qgis, tmp_path):
    """Visible layers only; a layer of no known kind keeps its own style and its name in the legend."""
    from metro_circles.metro_plugin import sheets
    from qgis.core import QgsFillSymbol, QgsProject, QgsSingleSymbolRenderer

    project = QgsProject()
    site, hidden = square("拟建园区", *SQUARES[0][1:]), square("隐藏图层", *SQUARES[1][1:])
    site.setRenderer(QgsSingleSymbolRenderer(QgsFillSymbol.createSimple({"color": "12,34,56"})))
    project.addMapLayers([site, hidden])
    project.layerTreeRoot().findLayer(hidden.id()).setItemVisibilityChecked(False)
    sheet = sheets.lay_out(project, {**SLOTS, "title_theme": ""}, circle=world.circle("nanjing"), base=False)
    assert "拟建园区" in sheet.result["legend"] and "隐藏图层" not in sheet.result["legend"]
    copy = next(layer for kind, layer in sheet.pairs if kind == "拟建园区")
    assert copy.renderer().symbol().color().getRgb()[:3] == (12, 34, 56)


def different(one, other):
    """Return the share of a sheet's map in which two pictures differ, blurred against shifted lines and names."""
    from PIL import Image, ImageChops, ImageFilter

    # what the gallery's slots say is not compared: only what stands inside the map
    box = (one.width // 20, one.height // 8, one.width * 3 // 4, one.height * 4 // 5)
    other = other.resize(one.size, Image.Resampling.LANCZOS)
    parts = [image.convert("RGB").crop(box).filter(ImageFilter.BoxBlur(5)) for image in (one, other)]
    red, green, blue = ImageChops.difference(*parts).split()
    strongest = ImageChops.lighter(ImageChops.lighter(red, green), blue).histogram()
    return sum(strongest[16:]) / sum(strongest)


@pytest.mark.parametrize("name", ["nanjing_extent_A3", "chengdu_extent_A3"])
def test_sheet_looks_as_in_the_gallery(qgis, root, tmp_path, name):
    """Tolerant: the picture of the gallery is reduced and has few colours. Another theme differs in a third of it."""
    from metro_circles.metro_plugin import sheets
    from PIL import Image

    circle = world.circle(name.split("_")[0])
    slots = {**SLOTS, "source_note": "", "sheet_no": "", "signature_left": "", "signature_right": ""}
    path = tmp_path / "a.png"
    sheets.export_sheet({}, {"png": path}, slots, circle=circle, theme="extent", dpi=144)
    pictures = root / "docs" / "gallery"
    with Image.open(path) as made, Image.open(pictures / f"{name}.png") as kept:
        assert different(kept, made) < 0.01
        with Image.open(pictures / f"{name.replace('extent', 'control')}.png") as other:
            assert different(other, made) > 0.2


def test_importance_raster_is_drawn_in_its_grades(qgis, tmp_path):
    """Grades 1 to 3 in three stripes over Liuhe and Lishui; 0 is no grade."""
    import numpy as np
    from metro_circles.metro_plugin import sheets
    from osgeo import gdal, osr
    from qgis.PyQt.QtGui import QImage

    path = tmp_path / "grade.tif"
    raster = gdal.GetDriverByName("GTiff").Create(str(path), 30, 10, 1, gdal.GDT_Byte)
    raster.SetGeoTransform((118.7, 0.01, 0, 32.4, 0, -0.01))
    place = osr.SpatialReference()
    place.ImportFromEPSG(4490)
    raster.SetProjection(place.ExportToWkt())
    raster.GetRasterBand(1).SetNoDataValue(0)
    raster.GetRasterBand(1).WriteArray(np.repeat([1, 2, 3], 10)[None, :].repeat(10, 0).astype("uint8"))
    raster = None
    png = tmp_path / "a.png"
    options = {"circle": world.circle("nanjing"), "theme": "importance", "base": False}
    sheets.export_sheet({"importance": path}, {"png": png}, SLOTS, dpi=96, **options)
    sheet = sheets.lay_out({"importance": path}, SLOTS, **options)
    rows = [styles.colour(f"importance_{grade}") for grade in (1, 2, 3)]
    image = QImage(str(png))
    drawn = [pixel(sheet, image, 118.75 + 0.1 * number, 32.37).getRgb()[:3] for number in range(3)]
    assert drawn == [row.fill for row in rows]
    # With the base map nothing of it shows outside the circle: 119.3 E, 31.2 N lies east of Xuanzhou.
    raster = gdal.Open(str(path), gdal.GA_Update)
    raster.SetGeoTransform((117.0, 0.2, 0, 33.5, 0, -0.3))
    raster = None
    sheets.export_sheet({"importance": path}, {"png": png}, SLOTS, dpi=96, **{**options, "base": True})
    image = QImage(str(png))
    assert pixel(sheet, image, 119.42, 31.22).getRgb()[:3] not in {row.fill for row in rows}
    assert pixel(sheet, image, 118.95, 31.75).getRgb()[:3] in {row.fill for row in rows}
