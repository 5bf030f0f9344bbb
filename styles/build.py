# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds ``symbology/*.qml`` and ``layouts/*.qpt`` from the palette: ``python3 -m styles.build``.

Two builds with one QGIS give the same bytes.
"""

import tempfile
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    Qgis,
    QgsApplication,
    QgsGraduatedSymbolRenderer,
    QgsMapLayer,
    QgsPalettedRasterRenderer,
    QgsProperty,
    QgsRasterLayer,
    QgsReadWriteContext,
    QgsRendererRange,
    QgsSingleSymbolRenderer,
    QgsSldExportContext,
    QgsSymbolLayer,
    QgsVectorLayer,
)
from qgis.PyQt.QtXml import QDomDocument

from . import build_sheets, build_xml, catalog
from .build_symbols import (
    band,
    categories,
    fill,
    hatched,
    labels,
    line,
    marker,
    qcolor,
    ringed,
    text_format,
)

# Shares of a parcel that lie inside a red line, in per cent; a class holds its upper bound.
SHARE_CLASSES = ((0, 0), (0, 5), (5, 20), (20, 50), (50, 100))

VERDICTS = ("forbidden", "undetermined", "proof", "limited", "near", "allowed", "clear")

# The standard's tables: kind → (appendix, symbol, the national databases' field for the class).
TABLES = {
    "landuse": ("B 用地用海", "fill", "YDYHFLMC"),
    "planning_zone": ("C 规划分区", "fill", "GHFQMC"),
    "control_area": ("D 控制线", "fill", "KZXMC"),
    "control_line": ("D 控制线", "line", "KZXMC"),
    "transport_line": ("E.1 综合交通", "line", "LX"),
    "transport_point": ("E.1 综合交通", "point", "LX"),
    "heritage_area": ("E.10 历史文化", "fill", "LX"),
    "heritage_line": ("E.10 历史文化", "line", "LX"),
    "heritage_point": ("E.10 历史文化", "point", "LX"),
}
# Bands, hatching and expressions have no counterpart in SLD.
NOT_IN_SLD = ("circle", "member", "riverside", "riverstrip", "verdict", "zone", "zonepiece")

# What the texts of a piece's category and layer say of it; the control lines' colours are the standard's.
PIECES = (
    ("redline", "红线|redline|生态保护"),
    ("farmland", "基本农田|farmland"),
    ("growth", "开发边界|growth"),
)
GEOMETRY = {"fill": "MultiPolygon", "line": "MultiLineString", "point": "Point"}
SYMBOL = {"fill": fill, "line": line, "point": marker}


def single(symbol):
    """Return a renderer with one symbol."""
    return QgsSingleSymbolRenderer(symbol)


def by_palette(expression, keys, draw=fill, levels=False, values=None):
    """Return categories of palette keys; values are the part of the key after its first ``_``."""
    rows = [catalog.colour(key) for key in keys]
    values = values or [key.split("_", 1)[1] for key in keys]
    return categories(
        expression, [(v, draw(row), row.name_zh) for v, row in zip(values, rows, strict=True)], levels
    )


def shares():
    """Return the graduated renderer of a parcel's share inside red lines."""
    ranges = []
    for number, (low, high) in enumerate(SHARE_CLASSES):
        row = catalog.colour(f"share_{number}")
        ranges.append(QgsRendererRange(low, high, fill(row), row.name_zh))
    return QgsGraduatedSymbolRenderer("share_pct", ranges)


def member_renderer():
    """Return one pastel a prefecture, taken in the order of the prefectures' smallest codes."""
    symbol = fill(catalog.colour("member_1"))
    pastels = [catalog.colour(f"member_{number}").fill for number in range(1, 10)]
    colours = ",".join("color_rgb({},{},{})".format(*pastel) for pastel in pastels)
    order = 'array_distinct(array_agg("prefecture", order_by:="adcode"))'
    expression = f'array_get(array({colours}), array_find({order}, "prefecture") % {len(pastels)})'
    layer = symbol.symbolLayer(0)
    layer.setDataDefinedProperty(QgsSymbolLayer.Property.FillColor, QgsProperty.fromExpression(expression))
    return single(symbol)


def verdicts():
    """Return the verdicts from the gravest to the lightest; the undetermined stands out by its hatching."""
    rows = [(name, catalog.colour(f"verdict_{name}")) for name in VERDICTS]
    drawn = {name: hatched(row, 0.9) if name == "undetermined" else fill(row) for name, row in rows}
    return categories("verdict", [(name, drawn[name], row.name_zh) for name, row in rows])


def claims():
    """Return the kinds of disagreement between two sides; overlaps lie above what reaches across."""
    rows = {"overlap": "overlap", "a_beyond": "claim_a_beyond", "b_beyond": "claim_b_beyond", "gap": "gap"}
    found = [(kind, catalog.colour(key)) for kind, key in rows.items()]
    return categories("kind", [(kind, fill(row), row.name_zh) for kind, row in found], levels=True)


def riverside_renderer(opacity=1.0):
    """Return the river, the first distance class, all others, and what lies beyond, whatever the distances are."""
    label = '"distance_class"'
    expression = (
        f"CASE WHEN {label} = 'river' THEN 'river' WHEN left({label}, 1) = '>' THEN 'beyond' "
        f"WHEN left({label}, 2) = '0-' THEN 'near' ELSE 'far' END"
    )

    def draw(row):
        symbol = fill(row)
        symbol.setOpacity(1.0 if row.key == "riverside_river" else opacity)
        return symbol

    return by_palette(expression, [f"riverside_{key}" for key in ("river", "near", "far", "beyond")], draw)


def piece_renderer():
    """Return the three control lines by what category and layer are called, and all else."""
    text = """concat("category", ' ', "layer")"""
    tests = " ".join(f"WHEN regexp_match({text}, '{pattern}') THEN '{key}'" for key, pattern in PIECES)
    keys = [*(key for key, _ in PIECES), "piece_other"]
    values = [*(key for key, _ in PIECES), "other"]
    return by_palette(f"CASE {tests} ELSE 'other' END", keys, values=values)


def seat_renderer():
    """Return the government seats by rank."""
    star = Qgis.MarkerShape.Star
    drawn = {
        "province": ringed(catalog.colour("seat_province"), 3.4, 2.6, star),
        "prefecture": ringed(catalog.colour("seat_prefecture"), 2.6, 1.3),
        "county": ringed(catalog.colour("seat_county"), 1.5, 0.5),
    }
    names = {rank: catalog.colour(f"seat_{rank}").name_zh for rank in drawn}
    return categories("rank", [(rank, symbol, names[rank]) for rank, symbol in drawn.items()], levels=True)


def styles():
    """Return kind → (geometry, fields, renderer, labelling or None) of every style."""
    name = '"name_zh"'
    around = Qgis.LabelPlacement.OrderedPositionsAroundPoint
    c = catalog.colour
    rank = ["province", "prefecture", "county"]
    area, path, point = GEOMETRY["fill"], GEOMETRY["line"], GEOMETRY["point"]
    made = {
        "circle": (area, "name_zh", single(band(c("circle_band"), c("circle"))), None),
        "member": (
            area,
            "name_zh,role,prefecture,adcode",
            member_renderer(),
            labels(name, text_format("hei", 6.5, (45, 45, 45), 0.5), 8, outside=True),
        ),
        "group": (
            area,
            "group_zh",
            single(fill(c("group"))),
            labels('"group_zh"', text_format("hei", 9, c("group").stroke, 0.7), 6),
        ),
        "zone": (
            area,
            "name_zh,kind,basis",
            single(hatched(c("zone"))),
            labels(
                r"""regexp_replace("name_zh", '^(.{4,10}?)(跨界|一体化|示范|合作|产业|共建)', '\\1\n\\2')""",
                text_format("hei", 6.5, c("zone").stroke, 0.7),
                9,
                outside=True,
            ),
        ),
        "border": (path, "rank", by_palette("rank", [f"border_{r}" for r in rank], line, True), None),
        "belt": (
            area,
            "rank,side_name",
            by_palette("rank", [f"belt_{r}" for r in (*rank, "other")]),
            None,
        ),
        "border_result": (
            path,
            "rank",
            by_palette("rank", [f"border_{r}" for r in (*rank, "other")], line, True),
            None,
        ),
        "continuity": (
            path,
            "status",
            by_palette(
                "status", [f"status_{s}" for s in ("matched", "different", "left_only", "right_only")], line
            ),
            None,
        ),
        "claim": (area, "kind", claims(), None),
        "cluster": (area, "cluster:integer", single(fill(c("cluster"))), None),
        "gapline": (path, "gap_m:double", single(line(c("gapline"))), None),
        "enclave": (area, "name_zh", single(fill(c("enclave"))), None),
        "riverside": (area, "distance_class", riverside_renderer(), None),
        "riverstrip": (area, "distance_class", riverside_renderer(0.35), None),
        "zonepiece": (area, "category,layer", piece_renderer(), None),
        "redline": (area, "HXLX,LHLX", single(fill(c("redline"))), None),
        "farmland": (area, "YJJBNTLX", single(fill(c("farmland"))), None),
        "growth": (area, "GHFQDM", single(fill(c("growth"))), None),
        "parcels": (area, "name_zh", single(fill(c("parcels"))), None),
        "conflict": (area, "overlap_m2", single(fill(c("conflict"))), None),
        "overlap": (area, "area_m2", single(fill(c("overlap"))), None),
        "gap": (area, "area_m2", single(fill(c("gap"))), None),
        "parcel_result": (area, "share_pct:double,inside_m2:double,grade", shares(), None),
        "verdict": (
            area,
            "verdict",
            verdicts(),
            None,
        ),
        "importance": (
            area,
            "grade:integer",
            by_palette("grade", [f"importance_{g}" for g in (1, 2, 3)], values=[1, 2, 3]),
            None,
        ),
        "seat": (
            point,
            "name_zh,rank",
            seat_renderer(),
            labels(
                f"if(\"rank\" in ('province', 'prefecture'), {name}, '')",
                text_format("hei", 9, (20, 20, 20), 0.7),
                10,
                around,
            ),
        ),
        "water": (area, "name_zh", single(fill(c("water"))), None),
        "river": (path, "name_zh", single(line(c("river"))), None),
        "county": (
            area,
            "name_zh",
            single(fill(c("base_county"))),
            labels(name, text_format("song", 5.5, (125, 125, 125)), 2),
        ),
        "prefecture": (
            area,
            "name_zh",
            single(fill(c("base_prefecture"))),
            labels(name, text_format("song", 7.5, (105, 105, 105), 0.5), 4),
        ),
        "province": (
            area,
            "name_zh",
            single(fill(c("base_province"))),
            labels(name, text_format("song", 12, (120, 120, 120), 0.6), 5),
        ),
    }
    for kind, (appendix, symbol, field) in TABLES.items():
        rows = [row for row in catalog.palette().values() if (row.appendix, row.symbol) == (appendix, symbol)]
        expression = f"coalesce(attribute(@feature, '{field}'), attribute(@feature, 'name_zh'))"
        entries = [(row.name_zh, SYMBOL[symbol](row), row.name_zh) for row in rows]
        made[kind] = (GEOMETRY[symbol], f"{field},name_zh", categories(expression, entries), None)
    return made


def qml(kind, geometry, fields, renderer, labelling):
    """Return the QML text of one style."""
    columns = "".join(f"&field={f}" if ":" in f else f"&field={f}:string" for f in fields.split(","))
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:4490{columns}", kind, "memory")
    layer.setRenderer(renderer.clone())
    if labelling is not None:
        layer.setLabeling(labelling)
    layer.setLabelsEnabled(labelling is not None)
    document = QDomDocument()
    wanted = (
        QgsMapLayer.StyleCategory.Symbology
        | QgsMapLayer.StyleCategory.Labeling
        | QgsMapLayer.StyleCategory.Rendering
    )
    error = layer.exportNamedStyle(document, QgsReadWriteContext(), wanted)
    if error:
        raise RuntimeError(f"Style '{kind}' could not be written: {error}")
    return build_xml.normalise(document.toString(), sum(kind.encode()))


def importance_raster():
    """Return the QML text of the importance grades as a raster: values 1, 2 and 3."""
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "grade.tif")
        raster = gdal.GetDriverByName("GTiff").Create(path, 1, 1, 1, gdal.GDT_Byte)
        raster.SetGeoTransform((118, 0.1, 0, 32, 0, -0.1))
        raster = None  # closes the file
        layer = QgsRasterLayer(path, "importance_raster")
        rows = [(grade, catalog.colour(f"importance_{grade}")) for grade in (1, 2, 3)]
        classes = [
            QgsPalettedRasterRenderer.Class(grade, qcolor(row.fill), row.name_zh) for grade, row in rows
        ]
        layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
        document = QDomDocument()
        wanted = QgsMapLayer.StyleCategories(QgsMapLayer.StyleCategory.Symbology)
        error = layer.exportNamedStyle(document, QgsReadWriteContext(), wanted)
        if error:
            raise RuntimeError(f"The raster style could not be written: {error}")
        return build_xml.normalise(document.toString(), sum(b"importance_raster"))


def sld(kind, geometry, fields, renderer):
    """Return the SLD text of one style, for GeoServer; None where SLD has no such symbol.

    SLD knows fields only, so the standard's tables take the national databases' field.
    """
    if kind in NOT_IN_SLD:
        return None
    columns = "".join(f"&field={f}" if ":" in f else f"&field={f}:string" for f in fields.split(","))
    layer = QgsVectorLayer(f"{geometry}?crs=EPSG:4490{columns}", kind, "memory")
    if kind in TABLES:
        renderer.setClassAttribute(TABLES[kind][2])
    layer.setRenderer(renderer.clone())
    layer.setLabelsEnabled(False)
    context = QgsSldExportContext()
    document = layer.exportSldStyleV3(context)
    if context.errors():
        raise RuntimeError(f"Style '{kind}' could not be written as SLD: {context.errors()}")
    return build_xml.normalise(document.toString(), 0)


def build(folder):
    """Write every style and every sheet below ``folder``; return the files written."""
    folder = Path(folder)
    for part in ("symbology", "sld"):
        (folder / part).mkdir(parents=True, exist_ok=True)
    written = []
    for kind, style in sorted(styles().items()):
        path = folder / "symbology" / f"{kind}.qml"
        build_xml.write(path, qml(kind, *style), "qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'")
        written.append(path)
        text = sld(kind, *style[:3])
        if text:
            path = folder / "sld" / f"{kind}.sld"
            build_xml.write(path, text)
            written.append(path)
    path = folder / "symbology" / "importance_raster.qml"
    build_xml.write(path, importance_raster(), "qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'")
    written.append(path)
    return written + build_sheets.build(folder)


if __name__ == "__main__":
    application = QgsApplication([], False)
    application.initQgis()
    for file in build(Path(__file__).resolve().parent):
        print(file.name)
    application.exitQgis()
