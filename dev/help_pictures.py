# SPDX-License-Identifier: GPL-3.0-or-later
"""Pictures of what an algorithm's example wrote: maps in the plugin's styles, tables, sheets, reports (dev/help)."""

import base64
import html
import io
import itertools
import re

from PIL import Image
from qgis.core import (
    NULL,
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFillSymbol,
    QgsMapRendererSequentialJob,
    QgsMapSettings,
    QgsProject,
    QgsRasterBandStats,
    QgsRasterLayer,
    QgsRasterShader,
    QgsRectangle,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
    QgsSingleSymbolRenderer,
    QgsSymbol,
    QgsSymbolLayerUtils,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QFont, QImage, QPainter, QTextDocument
from qgis.PyQt.QtXml import QDomDocument

WIDTH, HEIGHT, LEGEND = 640, 420, 176
CRS = "EPSG:4549"
FONT = "Noto Sans CJK SC"
RAMP = ("#fffbd6", "#a6d7a0", "#2e8b6a", "#14405c")
COLOURS = ("#2e8b57", "#c8102e", "#e8a33d", "#3b6fb6", "#8e5aa8", "#777777")
COLUMNS = 7


def draw(plugin, example, results, folder, target):
    """Draw an example's picture.

    Parameters
    ----------
    plugin : callable
        Name of a module of the plugin -> the module.
    example : dict
        ``draw``: pairs of an output (or a file) and a style kind, a colour or
        ``by:`` and a field, the upper first; ``extent``: an output to zoom
        to, or west, south, east, north in degrees; ``table``: an output and its columns; ``picture``: an output
        that is a picture, a folder of pictures or a report.
    results : dict
        What the run returned.
    folder : pathlib.Path
        Where its files lie.
    target : pathlib.Path
    """
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    try:
        if "picture" in example:
            file = folder / results[example["picture"]]
            if file.is_dir():
                _sheets(painter, sorted(file.glob("*.png")))
            elif file.suffix == ".html":
                _report(painter, file)
            else:
                _fit(painter, QImage(str(file)), QRect(4, 4, WIDTH - 8, HEIGHT - 8))
        if "draw" in example:
            _map(painter, plugin, example, results, folder)
        if "table" in example:
            top = 0 if "draw" not in example else HEIGHT - 150
            end = _table(painter, folder / results[example["table"][0]], example["table"][1:], top)
            image_end = end if top == 0 else HEIGHT
        else:
            image_end = HEIGHT
    finally:
        painter.end()
    _save(image.copy(0, 0, WIDTH, image_end), target)


def _save(image, target):
    """Write a picture with few colours, fewer where it is large."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    with Image.open(io.BytesIO(bytes(buffer.data()))) as whole:
        for colours in (192, 96, 48, 24):
            whole.convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(target, optimize=True)
            if target.stat().st_size <= 60_000:
                return


def _font(size, bold=False):
    font = QFont(FONT)
    font.setPixelSize(size)
    font.setBold(bold)
    return font


def _fit(painter, image, box):
    """Draw a picture as large as a box allows, in its middle."""
    size = image.size().scaled(box.size(), Qt.AspectRatioMode.KeepAspectRatio)
    small = image.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    left = box.x() + (box.width() - size.width()) // 2
    top = box.y() + (box.height() - size.height()) // 2
    painter.drawImage(left, top, small)
    painter.setPen(QColor("#bbbbbb"))
    painter.drawRect(QRect(left, top, size.width(), size.height()))


def _sheets(painter, files):
    """The first sheets of a folder beside each other."""
    some = files[:3]
    width = (WIDTH - 8) // max(1, len(some))
    for number, file in enumerate(some):
        _fit(painter, QImage(str(file)), QRect(4 + number * width, 4, width - 8, HEIGHT - 8))


def _layer(plugin, name, kind, results, folder):
    """Open an output or a file as a styled layer; its name is the style's."""
    shipped = str(plugin("layers.catalog").HERE.parent)
    file = results.get(name, name)
    source = file.replace("$PLUGIN", shipped) if "$PLUGIN" in file else str(folder / file)
    layer = QgsRasterLayer(source) if source.endswith(".tif") else QgsVectorLayer(source, "", "ogr")
    if not layer.isValid():
        raise ValueError(f"{source} cannot be opened")
    if kind.startswith("#"):
        _outlined(layer, kind, "0.5")
    elif kind.startswith("by:"):
        _coloured(layer, kind.removeprefix("by:"))
    elif kind and isinstance(layer, QgsVectorLayer):
        _styled(layer, plugin("styles.catalog").style_for(kind))
    elif kind:
        layer.loadNamedStyle(str(plugin("styles.catalog").style_for(kind)))
    elif isinstance(layer, QgsRasterLayer):
        layer.setRenderer(_shades(layer))
    return layer


def _styled(layer, file):
    """Put a QML file on a layer; ``loadNamedStyle`` would take the style that lies in its GeoPackage."""
    document = QDomDocument()
    document.setContent(file.read_text(encoding="utf-8"))
    layer.importNamedStyle(document)


def _coloured(layer, wanted):
    """A colour for each value of a field, after a colon the colours themselves."""
    name, _, colours = wanted.partition(":")
    known = itertools.cycle(colours.split(",") if colours else COLOURS)
    values = sorted(layer.uniqueValues(layer.fields().lookupField(name)), key=str)
    categories = []
    for value, colour in zip(values, known, strict=False):
        symbol = QgsSymbol.defaultSymbol(layer.geometryType())
        symbol.setColor(QColor(colour))
        if layer.geometryType() == Qgis.GeometryType.Line:
            symbol.setWidth(0.9)
        else:
            symbol.symbolLayer(0).setStrokeColor(QColor(colour))
        categories.append(QgsRendererCategory(value, symbol, str(value)))
    layer.setRenderer(QgsCategorizedSymbolRenderer(name, categories))


def _shades(layer):
    """A renderer from light to dark over a raster's values."""
    data = layer.dataProvider()
    found = data.bandStatistics(1, QgsRasterBandStats.Stats.Min | QgsRasterBandStats.Stats.Max)
    low, high = found.minimumValue, found.maximumValue
    shader = QgsColorRampShader(low, high)
    step = (high - low) / (len(RAMP) - 1)
    shader.setColorRampItemList(
        [
            QgsColorRampShader.ColorRampItem(low + step * n, QColor(colour), f"{low + step * n:.2f}")
            for n, colour in enumerate(RAMP)
        ]
    )
    raster = QgsRasterShader()
    raster.setRasterShaderFunction(shader)
    return QgsSingleBandPseudoColorRenderer(data, 1, raster)


def _outline(plugin):
    """The members of Nanjing as thin lines to find one's way."""
    file, table = plugin("layers.catalog").path("member")
    layer = QgsVectorLayer(f"{file}|layername={table}|subset=circle_id = 'nanjing'", "", "ogr")
    _outlined(layer, "#828282", "0.2")
    return layer


def _outlined(layer, colour, width):
    """Draw polygons as lines, without labels."""
    symbol = QgsFillSymbol.createSimple({"style": "no", "outline_color": colour, "outline_width": width})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    layer.setLabelsEnabled(False)


def _map(painter, plugin, example, results, folder):
    drawn = [_layer(plugin, name, kind, results, folder) for name, kind in example["draw"]]
    layers = list(drawn)
    if example.get("under", "members") == "members":
        layers.insert(0 if drawn[0].type() else 1, _outline(plugin))
    layers.append(_water(plugin))
    settings = QgsMapSettings()
    settings.setLayers(layers)
    settings.setDestinationCrs(QgsCoordinateReferenceSystem(CRS))
    high = HEIGHT - 150 if "table" in example else HEIGHT
    settings.setOutputSize(QSize(WIDTH - LEGEND, high))
    settings.setBackgroundColor(QColor("#fdfcf8"))
    settings.setExtent(_extent(plugin, example, drawn, results, folder))
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    painter.drawImage(0, 0, job.renderedImage())
    painter.setPen(QColor("#bbbbbb"))
    painter.drawRect(0, 0, WIDTH - LEGEND, high - 1)
    _legend(painter, plugin, example, drawn)


def _water(plugin):
    file, table = plugin("layers.catalog").path("water")
    layer = QgsVectorLayer(f"{file}|layername={table}", "", "ogr")
    _styled(layer, plugin("styles.catalog").style_for("water"))
    return layer


def _extent(plugin, example, drawn, results, folder):
    """The part to show, in the map's coordinates, with a margin."""
    wanted = example.get("extent")
    crs = QgsCoordinateReferenceSystem(CRS)
    if isinstance(wanted, list):
        box, source = QgsRectangle(*wanted), QgsCoordinateReferenceSystem("EPSG:4490")
    else:
        layer = _layer(plugin, wanted, "", results, folder) if wanted else drawn[0]
        box, source = layer.extent(), layer.crs()
    box = QgsCoordinateTransform(source, crs, QgsProject.instance()).transformBoundingBox(box)
    box.scale(1.05)
    return box


def _legend(painter, plugin, example, drawn):
    """What each colour means, beside the map."""
    left, top = WIDTH - LEGEND + 8, 10
    for layer, (name, _) in zip(drawn, example["draw"], strict=True):
        title = example.get("titles", {}).get(name, "")
        items = _items(layer)
        if title and len(items) != 1:
            painter.setFont(_font(12, bold=True))
            painter.setPen(QColor("#222222"))
            painter.drawText(left, top + 11, title)
            top += 18
        painter.setFont(_font(11))
        for label, picture in items:
            if top > HEIGHT - 20:
                return
            text = title if len(items) == 1 and title else label
            if isinstance(picture, QColor):
                painter.fillRect(QRect(left, top, 22, 12), picture)
            else:
                painter.drawPixmap(left, top, picture)
            painter.setPen(QColor("#222222"))
            painter.drawText(QRectF(left + 28, top - 3, LEGEND - 40, 18), Qt.AlignmentFlag.AlignVCenter, text)
            top += 17
        top += 6


def _items(layer):
    """Label and picture of each symbol of a layer, those in use where classes tell."""
    if isinstance(layer, QgsRasterLayer):
        return list(layer.renderer().legendSymbologyItems())
    found = []
    for item in layer.renderer().legendSymbolItems():
        if item.symbol() is not None:
            pixmap = QgsSymbolLayerUtils.symbolPreviewPixmap(item.symbol(), QSize(22, 12))
            found.append((item.label(), pixmap))
    return found[:12]


def _text(value):
    if value is None or value == NULL:
        return ""
    return f"{value:,.2f}" if isinstance(value, float) else str(value)


def _table(painter, file, columns, top):
    """Draw the first rows of a table; return where it ends."""
    layer = QgsVectorLayer(str(file), "", "ogr")
    fields = layer.fields().names()
    shown = columns or [name for name in fields if name != "fid"][:COLUMNS]
    rows = [[_text(feature[name]) for name in shown] for feature in layer.getFeatures()]
    painter.setFont(_font(11))
    metrics = painter.fontMetrics()
    widths = [
        min(190, max(metrics.horizontalAdvance(text) for text in (name, *(row[n] for row in rows))) + 14)
        for n, name in enumerate(shown)
    ]
    scale = min(1.0, (WIDTH - 16) / sum(widths))
    high = 20
    space = HEIGHT - top - 16
    rows = rows[: space // high - 1]
    painter.fillRect(QRect(0, top, WIDTH, HEIGHT - top), QColor("white"))
    for number, row in enumerate([shown, *rows]):
        left, y = 8.0, top + 8 + number * high
        for text, width in zip(row, widths, strict=True):
            box = QRectF(left, y, width * scale, high)
            if number == 0:
                painter.fillRect(box, QColor("#e6ede4"))
            painter.setPen(QColor("#c8c8c8"))
            painter.drawRect(box)
            painter.setPen(QColor("#222222"))
            inner = box.adjusted(5, 0, -3, 0)
            elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(inner.width()))
            painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, elided)
            left += width * scale
    return top + 16 + (len(rows) + 1) * high


def _report(painter, file):
    """The head of a report: its first sections, Chinese, with the map beside them."""
    page = file.read_text(encoding="utf-8")
    page = re.sub(r'<span class="en">.*?</span>', "", page, flags=re.DOTALL)
    page = re.sub(r"<button.*?</button>|<style.*?</style>", "", page, flags=re.DOTALL)
    image = re.search(r'src="data:image/png;base64,([^"]+)"', page)
    title = re.search(r"<h1>(.*?)</h1>", page, re.DOTALL)
    lead = re.search(r'<p class="lead">(.*?)</p>', page, re.DOTALL)
    table = re.search(r"<table>.*?</table>", page, re.DOTALL)
    document = QTextDocument()
    document.setDefaultFont(_font(12))
    document.setDefaultStyleSheet(
        "h1 { font-size: 17px; } th { background: #e6ede4; } td, th { padding: 2px; }"
    )
    rows = re.sub(r"<table>", '<table border="1" cellspacing="0" width="100%">', table.group())
    text = f"<h1>{html.unescape(title.group(1))}</h1><p>{lead.group(1)}</p>{rows}"
    document.setHtml(re.sub(r'style="[^"]*"', "", text))
    half = 300
    document.setTextWidth(half)
    painter.save()
    painter.translate(8, 4)
    document.drawContents(painter, QRectF(0, 0, half, HEIGHT - 8))
    painter.restore()
    picture = QImage.fromData(base64.b64decode(image.group(1)))
    _fit(painter, picture, QRect(half + 16, 8, WIDTH - half - 24, HEIGHT - 16))
