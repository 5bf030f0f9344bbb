# SPDX-License-Identifier: GPL-3.0-or-later
"""Palette rows to QGIS symbols, renderers and labels."""

from qgis.core import (
    Qgis,
    QgsCategorizedSymbolRenderer,
    QgsFillSymbol,
    QgsGeometryGeneratorSymbolLayer,
    QgsLabelObstacleSettings,
    QgsLabelPlacementSettings,
    QgsLinePatternFillSymbolLayer,
    QgsLineSymbol,
    QgsMarkerSymbol,
    QgsPalLayerSettings,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSimpleLineSymbolLayer,
    QgsSimpleMarkerSymbolLayer,
    QgsTextBufferSettings,
    QgsTextFormat,
    QgsUnitTypes,
    QgsVectorLayerSimpleLabeling,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor, QFont

from . import catalog


def qcolor(rgb, opacity=1.0):
    """Return a QColor of an (r, g, b) tuple."""
    colour = QColor(*rgb)
    colour.setAlphaF(opacity)
    return colour


def line_layer(row):
    """Return the simple line of a palette row: colour, width and dashes."""
    layer = QgsSimpleLineSymbolLayer(qcolor(row.stroke), row.stroke_mm or 0.2)
    layer.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    layer.setPenCapStyle(Qt.PenCapStyle.FlatCap)
    if row.dash_mm:
        layer.setUseCustomDashPattern(True)
        layer.setCustomDashVector(list(row.dash_mm))
        layer.setCustomDashPatternUnit(QgsUnitTypes.RenderUnit.RenderMillimeters)
    return layer


def fill(row):
    """Return the fill symbol of a palette row; a dashed outline becomes a line of its own."""
    plain = QgsSimpleFillSymbolLayer()
    plain.setStrokeStyle(Qt.PenStyle.NoPen)
    if row.fill is None:
        plain.setBrushStyle(Qt.BrushStyle.NoBrush)
    else:
        plain.setFillColor(qcolor(row.fill, row.opacity))
    layers = [plain]
    if row.stroke and row.dash_mm:
        layers.append(line_layer(row))
    elif row.stroke:
        plain.setStrokeStyle(Qt.PenStyle.SolidLine)
        plain.setStrokeColor(qcolor(row.stroke))
        plain.setStrokeWidth(row.stroke_mm or 0.2)
        plain.setPenJoinStyle(Qt.PenJoinStyle.RoundJoin)
    return QgsFillSymbol(layers)


def line(row):
    """Return the line symbol of a palette row."""
    layers = [line_layer(row)]
    if row.name_zh == "铁路":  # black line under white dashes
        base = line_layer(row)
        base.setUseCustomDashPattern(False)
        dashes = line_layer(row)
        dashes.setColor(QColor(255, 255, 255))
        dashes.setWidth(row.stroke_mm * 0.6)
        layers = [base, dashes]
    return QgsLineSymbol(layers)


def marker(row, size=2.4, shape=Qgis.MarkerShape.Circle):
    """Return a plain marker of a palette row, ``size`` in millimetres."""
    layer = QgsSimpleMarkerSymbolLayer(shape, size)
    layer.setColor(qcolor(row.fill, row.opacity))
    layer.setStrokeColor(qcolor(row.stroke or row.fill))
    layer.setStrokeWidth(0.2)
    return QgsMarkerSymbol([layer])


def ringed(row, size, inner, inner_shape=Qgis.MarkerShape.Circle):
    """Return the marker of a government seat: a ring of ``size`` mm around a mark of ``inner`` mm."""
    ring = QgsSimpleMarkerSymbolLayer(Qgis.MarkerShape.Circle, size)
    ring.setColor(QColor(255, 255, 255))
    ring.setStrokeColor(qcolor(row.stroke))
    ring.setStrokeWidth(0.25)
    mark = QgsSimpleMarkerSymbolLayer(inner_shape, inner)
    mark.setColor(qcolor(row.fill if row.fill != (255, 255, 255) else row.stroke))
    mark.setStrokeStyle(Qt.PenStyle.NoPen)
    return QgsMarkerSymbol([ring, mark])


def hatched(row, distance=1.3, angle=45, width=0.22):
    """Return hatching of ``distance`` mm in a solid outline, nothing between the lines."""
    hatch = QgsLinePatternFillSymbolLayer()
    hatch.setLineAngle(angle)
    hatch.setDistance(distance)
    hatch.setSubSymbol(QgsLineSymbol([QgsSimpleLineSymbolLayer(qcolor(row.fill), width)]))
    return QgsFillSymbol([hatch, line_layer(row)])


def band(row, outline):
    """Return an outline with a hachure band 晕线 outside it, ``row.stroke_mm`` mm wide.

    The band lies outside the polygon only, and in two steps, so that the inner half is stronger. It is made of
    ``$geometry``: in QGIS 3.40 ``@geometry`` is not yet in millimetres, and nothing would be drawn.
    """
    layers = []
    for width in (row.stroke_mm, row.stroke_mm / 2):
        outside = QgsGeometryGeneratorSymbolLayer.create(
            {
                "SymbolType": "Fill",
                "geometryModifier": f"difference(buffer($geometry, {width:g}), $geometry)",
                "units": "MM",
            }
        )
        inner = QgsSimpleFillSymbolLayer(qcolor(row.fill, row.opacity))
        inner.setStrokeStyle(Qt.PenStyle.NoPen)
        outside.setSubSymbol(QgsFillSymbol([inner]))
        layers.append(outside)
    layers.append(line_layer(outline))
    return QgsFillSymbol(layers)


def categories(expression, entries, levels=False):
    """Return a categorised renderer of ``(value, symbol, label)`` entries.

    With ``levels`` the first entries are drawn over the later ones.
    """
    renderer = QgsCategorizedSymbolRenderer(expression)
    for number, (value, symbol, label) in enumerate(entries):
        if levels:
            for part in symbol.symbolLayers():
                part.setRenderingPass(len(entries) - number)
        renderer.addCategory(QgsRendererCategory(value, symbol, label))
    renderer.setUsingSymbolLevels(levels)
    return renderer


def text_format(role, size, rgb, buffer_mm=0.0):
    """Return a text format in the first family of a role, the others of its chain behind it.

    ``size`` is in points; with ``buffer_mm`` the text has a white halo of that width.
    """
    families = list(catalog.font_chains()[role])
    form = QgsTextFormat()
    font = QFont(families[0])
    form.setFont(font)
    form.setFamilies(families)
    form.setSize(size)
    form.setSizeUnit(Qgis.RenderUnit.Points)
    form.setColor(qcolor(rgb))
    halo = QgsTextBufferSettings()
    halo.setEnabled(buffer_mm > 0)
    halo.setSize(buffer_mm)
    halo.setColor(qcolor((255, 255, 255), 0.85))
    form.setBuffer(halo)
    return form


def labels(expression, form, priority, placement=Qgis.LabelPlacement.Horizontal, outside=False):
    """Return labelling that never overlaps: priorities of 0 (least) to 10 decide who stays."""
    settings = QgsPalLayerSettings()
    settings.fieldName = expression
    settings.isExpression = True
    settings.setFormat(form)
    settings.placement = placement
    settings.priority = priority
    settings.dist = 0.6
    settings.centroidInside = True
    settings.multilineAlign = Qgis.LabelMultiLineAlignment.Center
    rules = QgsLabelPlacementSettings()
    rules.setOverlapHandling(Qgis.LabelOverlapHandling.PreventOverlap)
    settings.setPlacementSettings(rules)
    if placement == Qgis.LabelPlacement.OrderedPositionsAroundPoint:
        settings.offsetType = Qgis.LabelOffsetType.FromSymbolBounds
    obstacle = QgsLabelObstacleSettings()
    obstacle.setIsObstacle(placement == Qgis.LabelPlacement.OrderedPositionsAroundPoint)
    settings.setObstacleSettings(obstacle)
    if outside:
        inside_or_out = Qgis.LabelPolygonPlacementFlags(
            Qgis.LabelPolygonPlacementFlag.AllowPlacementInsideOfPolygon
        )
        inside_or_out |= Qgis.LabelPolygonPlacementFlag.AllowPlacementOutsideOfPolygon
        settings.setPolygonPlacementFlags(inside_or_out)
    return QgsVectorLayerSimpleLabeling(settings)
