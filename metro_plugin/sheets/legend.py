# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet's legend: exactly the classes that the map shows, made to fit its place."""

from qgis.core import (
    Qgis,
    QgsFeatureRequest,
    QgsGeometry,
    QgsLayerTree,
    QgsLegendRenderer,
    QgsLegendStyle,
    QgsMapLayerLegendUtils,
    QgsRenderContext,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLegendNode,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsSymbolLegendNode,
    QgsVectorLayer,
)

from . import fonts, grades, lettering
from .errors import LegendOverflowError

# The legend's order, by kind; other kinds follow the circle's own.
ORDER = (
    "circle",
    "focus",
    "conflict",
    "verdict",
    "parcel_result",
    "parcels",
    "redline",
    "farmland",
    "growth",
    "control_line",
    "zone",
    "belt",
    "importance",
    "group",
    "border",
    "seat",
    "member",
    "river",
    "water",
)
# The base map outside the circle explains itself.
UNLISTED = ("seat_outside", "county", "prefecture", "province")
# Kinds of which the map shows the outline alone: inside it nothing is seen of them.
OUTLINED = ("circle", "focus", "group")
SMALLEST_PT = 4.5
SHRINK = 0.93
# Of a legend with several columns, the part of its width (one of so many) that a class may take.
WIDEST = 2.5
# A legend with few classes is drawn larger, by the first of these that fits.
GROWN = (1.4, 1.3, 1.2, 1.1)
# Property of a legend: the distance of its lines in the template, and the one that the sheet gave it.
SPREAD = "metro/spread"
_LETTERED = (
    QgsLegendStyle.Style.Title,
    QgsLegendStyle.Style.Group,
    QgsLegendStyle.Style.Subgroup,
    QgsLegendStyle.Style.SymbolLabel,
)


def classes(layer, area, scale):
    """Return the numbers of a layer's legend entries that have a feature in ``area`` (the layer's CRS)."""
    renderer = layer.renderer().clone()
    items = renderer.legendSymbolItems()
    keys = [item.ruleKey() for item in items]
    if len(keys) <= 1:
        present = next(layer.getFeatures(_within(area).setLimit(1)), None)
        return list(range(len(keys))) if present is not None else []
    context = QgsRenderContext()
    context.setRendererScale(scale)
    context.expressionContext().setFields(layer.fields())
    renderer.startRender(context, layer.fields())
    seen = set()
    for feature in layer.getFeatures(_within(area)):
        context.expressionContext().setFeature(feature)
        seen |= set(renderer.legendKeysForFeature(feature, context))
        if len(seen) == len(keys):
            break
    renderer.stopRender(context)
    return [number for number, key in enumerate(keys) if key in seen]


def _within(area):
    return QgsFeatureRequest().setFilterRect(area).setFlags(Qgis.FeatureRequestFlag.ExactIntersect)


def _outline_within(layer, area):
    """Return whether the outline of a feature crosses ``area``, not only the ground that it surrounds."""
    box = QgsGeometry.fromRect(area)
    for feature in layer.getFeatures(_within(area)):
        lines = feature.geometry().convertToType(Qgis.GeometryType.Line, True)
        if lines.intersects(box):
            return True
    return False


def fill(item, pairs, area, scale, crs, seen, enlarged=1.0):
    """Fill a layout legend with the classes in ``area``; return their names in order.

    Parameters
    ----------
    pairs : list of (str, QgsMapLayer)
        Vector layers share the map's CRS, ``crs``.
    area : QgsRectangle
        What the map shows.
    scale : int
        Denominator.
    seen : QgsGeometry
        What of the area rasters are seen in: the base map covers them outside the circle.
    enlarged : float
        How much larger than nominal the map draws its symbols; the legend draws them likewise.
    """
    place = {kind: number for number, kind in enumerate(ORDER)}
    listed = [pair for pair in pairs if pair[0] not in UNLISTED]
    listed.sort(key=lambda pair: place.get(pair[0], place["importance"] + 0.5))
    root = item.model().rootGroup()
    root.clear()
    names = []
    for kind, layer in listed:
        raster = not isinstance(layer, QgsVectorLayer)
        if kind in OUTLINED and not raster and not _outline_within(layer, area):
            continue
        numbers = grades.classes(layer, seen, crs) if raster else classes(layer, area, scale)
        if numbers == []:
            continue
        node = root.addLayer(layer)
        QgsLegendRenderer.setNodeLegendStyle(node, QgsLegendStyle.Style.Hidden)
        if raster:  # its first entry may be the name of its band
            parts = item.model().layerOriginalLegendNodes(node)
            symbols = [n for n, part in enumerate(parts) if not isinstance(part, QgsSimpleLegendNode)]
            numbers = symbols if numbers is None else [symbols[number] for number in numbers]
        if numbers:
            QgsMapLayerLegendUtils.setLegendNodeOrder(node, numbers)
            _enlarge(item.model(), node, enlarged)
            item.model().refreshLayerLegend(node)
        names += entries(item, node)
    return names


def _enlarge(model, node, factor):
    """Give a layer's classes symbols that are larger or smaller by a factor."""
    if factor == 1:
        return
    for number, part in enumerate(model.layerOriginalLegendNodes(node)):
        if isinstance(part, QgsSymbolLegendNode) and part.symbol() is not None:
            symbol = part.symbol().clone()
            for layer in symbol.symbolLayers():
                _enlarge_layer(layer, factor)
            QgsMapLayerLegendUtils.setLegendNodeCustomSymbol(node, number, symbol)


def _enlarge_layer(layer, factor):
    if isinstance(layer, QgsSimpleMarkerSymbolLayer):
        layer.setSize(layer.size() * factor)
        layer.setStrokeWidth(layer.strokeWidth() * factor)
    elif isinstance(layer, QgsSimpleLineSymbolLayer):
        layer.setWidth(layer.width() * factor)
        layer.setCustomDashVector([length * factor for length in layer.customDashVector()])
    elif isinstance(layer, QgsSimpleFillSymbolLayer):
        layer.setStrokeWidth(layer.strokeWidth() * factor)


def entries(item, node):
    """Return the texts of a layer's legend entries as the sheet prints them."""
    texts = []
    for part in item.model().layerLegendNodes(node):
        if part.isEmbeddedInParent():
            texts.append(node.name())
        else:
            texts.append(str(part.data(0)))
    return texts


def printed(item):
    """Return every text of a layout legend, in order."""
    root = item.model().rootGroup()
    return [text for node in root.children() if QgsLayerTree.isLayer(node) for text in entries(item, node)]


def fit(item, box, families):
    """Set the legend's fonts, and its size so that it fills ``box`` (width, height in mm) without leaving it.

    Raises
    ------
    LegendOverflowError
        When even the smallest legible size does not fit.
    """
    for style in _LETTERED:
        item.rstyle(style).setTextFormat(fonts.with_family(item.rstyle(style).textFormat(), families))
    label = item.rstyle(QgsLegendStyle.Style.SymbolLabel)
    size = label.textFormat().size()
    first = lettering.first_size(item, size)
    symbol, side = item.rstyle(QgsLegendStyle.Style.Symbol), QgsLegendStyle.Side.Top
    margin = lettering.first_size(item, symbol.margin(side), SPREAD)
    _scale(item, first / size)
    symbol.setMargin(side, margin)
    _wrap(item, box)
    for factor in GROWN:
        _scale(item, factor)
        if _fits(item, box):
            break
        _scale(item, 1 / factor)
    _spread(item, box)
    while not _fits(item, box):
        if item.rstyle(QgsLegendStyle.Style.SymbolLabel).textFormat().size() * SHRINK < SMALLEST_PT:
            size = measured(item)
            raise LegendOverflowError(
                f"The legend has {len(printed(item))} classes and needs {size.width():.0f} × {size.height():.0f} mm; "
                f"the sheet has {box[0]:.0f} × {box[1]:.0f} mm. Take a larger paper, or show fewer classes."
            )
        _scale(item, SHRINK)
    lettering.keep_first_size(item, first, label.textFormat().size())
    lettering.keep_first_size(item, margin, symbol.margin(side), SPREAD)


def _wrap(item, box):
    """Set the names of classes that are wider than a column on several lines."""
    form = item.rstyle(QgsLegendStyle.Style.SymbolLabel).textFormat()
    column = box[0] / (1 if item.columnCount() == 1 else WIDEST)
    width = column - item.symbolWidth() - 3 * item.boxSpace() - item.columnSpace()
    model = item.model()
    for node in model.rootGroup().children():
        originals = model.layerOriginalLegendNodes(node)
        for number, part in enumerate(originals):
            text = node.name() if part.isEmbeddedInParent() else str(part.data(0))
            lines = lettering.wrapped(item, text, width, form)
            if len(lines) == 1:
                continue
            if part.isEmbeddedInParent():
                node.setCustomProperty("legend/title-label", "\n".join(lines))
            else:
                QgsMapLayerLegendUtils.setLegendNodeUserLabel(node, number, "\n".join(lines))
        model.refreshLayerLegend(node)


def _fits(item, box):
    size = measured(item)
    return size.width() <= box[0] + 0.01 and size.height() <= box[1] + 0.01


def _scale(item, factor):
    """Make a legend's texts, symbols and distances larger or smaller by a factor."""
    for style in _LETTERED:
        form = item.rstyle(style).textFormat()
        form.setSize(form.size() * factor)
        item.rstyle(style).setTextFormat(form)
    item.setSymbolWidth(item.symbolWidth() * factor)
    item.setSymbolHeight(item.symbolHeight() * factor)
    item.setColumnSpace(item.columnSpace() * factor)
    for style in (QgsLegendStyle.Style.Symbol, QgsLegendStyle.Style.SymbolLabel):
        for side in (QgsLegendStyle.Side.Top, QgsLegendStyle.Side.Left):
            item.rstyle(style).setMargin(side, item.rstyle(style).margin(side) * factor)


def _spread(item, box):
    """Open the lines of a legend that leaves much of its place empty, to at most twice their distance."""
    symbol, side = item.rstyle(QgsLegendStyle.Style.Symbol), QgsLegendStyle.Side.Top
    margin = symbol.margin(side)
    for percent in (200, 180, 160, 140, 120):
        symbol.setMargin(side, margin * percent / 100)
        if _fits(item, box):
            return
    symbol.setMargin(side, margin)


def measured(item):
    """Return the size in mm that a legend takes."""
    renderer = QgsLegendRenderer(item.model(), item.legendSettings())
    sizes = [renderer.minimumSize(context) for context in lettering.contexts(item.layout())]
    return sizes[0].expandedTo(sizes[-1])
