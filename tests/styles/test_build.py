# SPDX-License-Identifier: GPL-3.0-or-later
"""The built styles: reproducible, complete, and loaded by QGIS without a complaint."""

import itertools
import re

import pytest
from metro_circles.styles import catalog

FIELDS = {
    "seat": "rank:string",
    "border": "rank:string",
    "belt": "rank:string",
    "border_result": "rank:string",
    "continuity": "status:string",
    "claim": "kind:string",
    "riverside": "distance_class:string",
    "parcel_result": "share_pct:double",
    "verdict": "verdict:string",
    "importance": "grade:integer",
}
LINES = {
    "border",
    "border_result",
    "continuity",
    "gapline",
    "river",
    "control_line",
    "transport_line",
    "heritage_line",
}
POINTS = {"seat", "transport_point", "heritage_point"}


def layer_for(kind):
    """Return an empty memory layer of the geometry and fields that a kind has."""
    from qgis.core import QgsVectorLayer

    geometry = "MultiLineString" if kind in LINES else "Point" if kind in POINTS else "MultiPolygon"
    field = FIELDS.get(kind, "role:string")
    source = f"{geometry}?crs=EPSG:4490&field=adcode:string&field=name_zh:string&field=prefecture:string&field={field}"
    return QgsVectorLayer(source, kind, "memory")


def layout_of(paper, orientation):
    """Return (project, layout) of a shipped sheet."""
    from qgis.core import QgsPrintLayout, QgsProject, QgsReadWriteContext
    from qgis.PyQt.QtXml import QDomDocument

    document = QDomDocument()
    document.setContent(catalog.sheet(paper, orientation).read_text(encoding="utf-8"))
    project = QgsProject()
    layout = QgsPrintLayout(project)
    _, loaded = layout.loadFromTemplate(document, QgsReadWriteContext())
    assert loaded
    return project, layout


def test_rebuild_gives_the_same_bytes(qgis, root, tmp_path):
    from qgis.core import Qgis

    if not Qgis.QGIS_VERSION.startswith("3.44"):
        pytest.skip("the checked-in styles are built with QGIS 3.44")
    from metro_circles.styles import build

    built = build.build(tmp_path)
    shipped = {
        path.relative_to(root / "styles")
        for part in ("symbology", "sld", "layouts")
        for path in (root / "styles" / part).iterdir()
    }
    assert {path.relative_to(tmp_path) for path in built} == shipped
    changed = [
        path.name
        for path in built
        if path.read_bytes() != (root / "styles" / path.relative_to(tmp_path)).read_bytes()
    ]
    assert changed == [], "run: dev/qgis python3 -m styles.build"


def test_nothing_of_the_machine_is_in_the_files(root):
    for path in [*(root / "styles" / "symbology").iterdir(), *(root / "styles" / "layouts").iterdir()]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"/(home|root|tmp|work|usr)/|[A-Z]:\\\\", text), path.name


VECTORS = [kind for kind in catalog.kinds() if kind != "importance_raster"]


def test_raster_style_loads(qgis, tmp_path):
    from osgeo import gdal
    from qgis.core import QgsRasterLayer

    raster = gdal.GetDriverByName("GTiff").Create(str(tmp_path / "grade.tif"), 1, 1, 1, gdal.GDT_Byte)
    raster.SetGeoTransform((118, 0.1, 0, 32, 0, -0.1))
    raster = None
    layer = QgsRasterLayer(str(tmp_path / "grade.tif"), "grade")
    _, loaded = layer.loadNamedStyle(str(catalog.style_for("importance_raster")))
    assert loaded
    classes = [(part.value, part.label, part.color.getRgb()[:3]) for part in layer.renderer().classes()]
    rows = [catalog.colour(f"importance_{grade}") for grade in (1, 2, 3)]
    assert classes == [(grade, row.name_zh, row.fill) for grade, row in enumerate(rows, 1)]


def test_sld_is_read_back_with_the_same_classes(qgis):
    layer = layer_for("landuse")
    message, loaded = layer.loadSldStyle(str(catalog.sld_for("landuse")))
    assert loaded, message
    labels = [rule.label() for rule in layer.renderer().rootRule().children()]
    assert labels == [name for appendix, name in catalog.palette() if appendix == "B 用地用海"]
    with pytest.raises(catalog.UnknownStyleError, match="SLD style 'zone'"):
        catalog.sld_for("zone")


DRAWN = {
    "belt": {"rank": {"province": "省际毗邻带", "other": "其他毗邻带"}},
    "border_result": {"rank": {"county": "县级界", "other": "其他界线"}},
    "continuity": {"status": {"matched": "两侧衔接", "right_only": "仅右侧有"}},
    "claim": {"kind": {"overlap": "重叠区域", "a_beyond": "甲方越界", "b_beyond": "乙方越界", "gap": "缝隙"}},
    "riverside": {
        "distance_class": {
            "river": "河流",
            "0-500": "最近一级",
            "500-1000": "更远各级",
            "1000-2000": "更远各级",
            ">1000": "范围以外",
        }
    },
    "riverstrip": {"distance_class": {"river": "河流", "0-1000": "最近一级", "1000-2000": "更远各级"}},
    "zonepiece": {
        "category": {
            "生态保护红线": "生态保护红线",
            "永久基本农田": "永久基本农田",
            "城镇开发边界": "城镇开发边界",
            "工业用地": "其他类别",
        },
        "layer": {"sample_redline": "生态保护红线", "parcels": "其他类别"},
    },
}


@pytest.mark.parametrize(
    ("kind", "field", "value", "label"),
    [
        (kind, field, *pair)
        for kind, fields in DRAWN.items()
        for field, pairs in fields.items()
        for pair in pairs.items()
    ],
)
def test_every_value_of_a_result_has_its_symbol(qgis, kind, field, value, label):
    from qgis.core import (
        QgsExpressionContext,
        QgsExpressionContextUtils,
        QgsFeature,
        QgsRenderContext,
        QgsVectorLayer,
    )

    geometry = "MultiLineString" if kind in LINES else "MultiPolygon"
    names = {"category", "layer"} if kind == "zonepiece" else {field}
    columns = "".join(f"&field={name}:string" for name in sorted(names))
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:4490{columns}", kind, "memory")
    layer.loadNamedStyle(str(catalog.style_for(kind)))
    feature = QgsFeature(layer.fields())
    feature[field] = value
    context = QgsRenderContext()
    scopes = QgsExpressionContext(QgsExpressionContextUtils.globalProjectLayerScopes(layer))
    scopes.setFeature(feature)
    context.setExpressionContext(scopes)
    renderer = layer.renderer().clone()
    renderer.startRender(context, layer.fields())
    (key,) = renderer.legendKeysForFeature(feature, context)
    labels = {item.ruleKey(): item.label() for item in renderer.legendSymbolItems()}
    renderer.stopRender(context)
    assert labels[key] == label


@pytest.mark.parametrize("kind", VECTORS)
def test_style_loads(qgis, kind):
    layer = layer_for(kind)
    message, loaded = layer.loadNamedStyle(str(catalog.style_for(kind)))
    assert loaded and message == ""
    assert layer.renderer().type() in {"singleSymbol", "categorizedSymbol", "graduatedSymbol"}


def test_every_row_of_the_standard_is_in_a_style(qgis):
    """Each row is a class with its name, drawn in the standard's own colours."""
    from qgis.core import QgsRenderContext

    drawn = {}
    for kind in VECTORS:
        layer = layer_for(kind)
        layer.loadNamedStyle(str(catalog.style_for(kind)))
        if (
            layer.renderer().type() != "categorizedSymbol"
            or "coalesce" not in layer.renderer().classAttribute()
        ):
            continue
        for category in layer.renderer().categories():
            part = category.symbol().symbolLayer(0)
            drawn[kind.split("_")[0], category.symbol().type().name, category.value()] = (
                category.label(),
                part.fillColor().getRgb()[:3],
                part.strokeColor().getRgb()[:3],
                part.color().getRgb()[:3],
            )
        assert layer.renderer().symbols(QgsRenderContext())
    rooms = {"B": "landuse", "C": "planning", "D": "control", "E.1": "transport", "E.10": "heritage"}
    for (appendix, name), row in catalog.palette().items():
        if appendix == "metro":
            continue
        symbol = {"fill": "Fill", "line": "Line", "point": "Marker"}[row.symbol]
        label, fill, stroke, colour = drawn[rooms[appendix.split()[0]], symbol, name]
        assert label == name
        if row.symbol == "line":
            assert colour == row.stroke
        else:
            assert fill == row.fill
        if row.symbol == "fill" and row.stroke:
            assert stroke == row.stroke


@pytest.mark.parametrize(("paper", "orientation"), itertools.product(catalog.PAPERS, catalog.ORIENTATIONS))
def test_sheet_slots_stand_clear_of_each_other_and_inside_the_page(qgis, paper, orientation):
    from metro_circles.metro_plugin.sheets import ITEMS
    from metro_circles.metro_plugin.sheets.lettering import SLOTS

    project, layout = layout_of(paper, orientation)
    page = layout.pageCollection().page(0).rect()
    boxes = {}
    for name in (*SLOTS, *ITEMS):
        item = layout.itemById(name)
        assert item is not None, name
        box = item.mapRectToScene(item.rect())
        assert page.contains(box.adjusted(0.1, 0.1, -0.1, -0.1)), name
        boxes[name] = box.adjusted(0.05, 0.05, -0.05, -0.05)
    # The bar is placed when its length is known; frames and the map lie behind the rest by design.
    behind = {"map", "frame_outer", "frame_inner", "scale_bar"}
    for one, other in itertools.combinations(set(boxes) - behind, 2):
        assert not boxes[one].intersects(boxes[other]), (one, other)
    size = {round(page.width()), round(page.height())}
    assert size == {"A4": {210, 297}, "A3": {297, 420}, "A1": {594, 841}, "A0": {841, 1189}}[paper]
    assert (page.height() > page.width()) == (orientation == "portrait")
    assert project


def test_sheet_follows_the_drafting_rules(qgis):
    project, layout = layout_of("A3", "portrait")
    item = layout.itemById
    plan, theme, frame = item("title_plan"), item("title_theme"), item("frame_outer")
    # 2.6.2: both above the frame, the theme lower
    assert plan.pagePos().y() < theme.pagePos().y() < frame.pagePos().y()
    assert theme.pagePos().y() + theme.rect().height() <= frame.pagePos().y()
    # 2.6.6: five columns along the bottom; one column on a landscape sheet
    assert item("legend").columnCount() == 5
    across = layout_of("A3", "landscape")
    assert across[1].itemById("legend").columnCount() == 1
    # 2.6.7: signatures below the frame
    for name in ("signature_left", "signature_right"):
        assert item(name).pagePos().y() >= frame.pagePos().y() + frame.rect().height()
    # 2.6.3: outer line thick, inner thin
    widths = [item(n).symbol().symbolLayer(0).strokeWidth() for n in ("frame_outer", "frame_inner")]
    assert widths[0] >= 3 * widths[1]
    assert project
