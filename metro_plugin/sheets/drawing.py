# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet's layers: private copies, styled, in drawing order, in a project of their own.

The planner's project and layers stay as they are.
"""

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeature,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsProject,
    QgsPropertyCollection,
    QgsRasterLayer,
    QgsRenderContext,
    QgsRendererCategory,
    QgsSimpleFillSymbolLayer,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ...processing.rasterfiles import writing_nothing
from ...styles import catalog
from . import fonts, themes
from .errors import BadLayerError

# A base unit of which less than this share is left outside the circle is all inside it.
SLIVER = 0.01


def split_seats(layer, shape):
    """Take the seats outside ``shape`` out of a seat layer; return them as a layer in base-map grey.

    Returns None when there is none, and the names labelled on either side.
    """
    engine = QgsGeometry.createGeometryEngine(shape.constGet())
    engine.prepareGeometry()
    outside = [f.id() for f in layer.getFeatures() if not engine.contains(f.geometry().constGet())]
    grey = layer.materialize(QgsFeatureRequest().setFilterFids(outside))
    layer.dataProvider().deleteFeatures(outside)
    if not outside:
        return None
    renderer = layer.renderer().clone()
    for symbol in renderer.symbols(QgsRenderContext()):
        symbol.setOpacity(0.55)
    grey.setRenderer(renderer)
    labeling = layer.labeling().clone()
    settings = labeling.settings()
    form = settings.format()
    form.setColor(QColor(105, 105, 105))
    form.setSize(form.size() * 0.85)
    settings.setFormat(form)
    settings.priority = 6
    labeling.setSettings(settings)
    grey.setLabeling(labeling)
    grey.setLabelsEnabled(True)
    return grey


def label_once(prefectures, seats, provinces):
    """Leave the label of a prefecture away where its seat, or a municipality, carries the name already."""
    names = {f["name_zh"] for layer in seats for f in layer.getFeatures() if f["rank"] != "county"}
    names |= {f"{name}市" for name in names}
    names |= {f["name_zh"] for layer in provinces for f in layer.getFeatures()}
    if not names or prefectures.labeling() is None:
        return
    labeling = prefectures.labeling().clone()
    settings = labeling.settings()
    quoted = ", ".join("'" + str(name).replace("'", "''") + "'" for name in sorted(names))
    settings.fieldName = f'if("name_zh" in ({quoted}), \'\', "name_zh")'
    settings.isExpression = True
    labeling.setSettings(settings)
    prefectures.setLabeling(labeling)


def private_copy(kind, layer, area, crs, circle=None):
    """Return a styled copy of a layer that belongs to the sheet alone.

    Parameters
    ----------
    kind : str
        Unknown kinds keep the layer's own style.
    area : QgsRectangle
        The extent that the sheet shows, in ``crs``; vector features outside it are left out.
    circle : QgsGeometry, optional
        In ``crs``; base units inside it are left out, for the members are drawn there.
    """
    if isinstance(layer, QgsRasterLayer):
        with writing_nothing(layer.source()):
            copy = layer.clone()
        _load_style(f"{kind}_raster", copy)
        copy.setCustomProperty("metro/kind", kind)
        return copy
    context = QgsProject.instance().transformContext()
    request = QgsFeatureRequest().setDestinationCrs(crs, context)
    request.setFilterRect(area)
    copy = layer.materialize(request)
    if circle is not None and kind in themes.OUTSIDE:
        _keep_outside(copy, circle, whole=kind == "county")
    if not _load_style(kind, copy):
        if layer.renderer() is not None:
            copy.setRenderer(layer.renderer().clone())
        if layer.labeling() is not None:
            copy.setLabeling(layer.labeling().clone())
            copy.setLabelsEnabled(layer.labelsEnabled())
    own = (
        catalog.colour(themes.NAMES[kind]).name_zh.removesuffix(" 1")
        if kind in themes.NAMES
        else layer.name()
    )
    copy.setName(layer.customProperty("metro/name") or own)
    copy.setCustomProperty("metro/kind", kind)
    return copy


def _load_style(kind, layer):
    if kind not in catalog.kinds():
        return False
    message, loaded = layer.loadNamedStyle(str(catalog.style_for(kind)))
    if not loaded:
        raise BadLayerError(f"The style of '{kind}' cannot be loaded: {message}")
    return True


def _keep_outside(layer, circle, whole):
    """Cut the circle out of base units; ``whole`` drops a unit that mostly lies inside instead."""
    engine = QgsGeometry.createGeometryEngine(circle.constGet())
    engine.prepareGeometry()
    changed, dropped = {}, []
    for feature in layer.getFeatures():
        geometry = feature.geometry()
        if not engine.intersects(geometry.constGet()):
            continue
        if whole:
            inner = geometry.pointOnSurface()  # a temporary would be gone before its constGet() is read
            if engine.contains(inner.constGet()):
                dropped.append(feature.id())
            continue
        rest = geometry.makeValid().difference(circle)
        rest.convertGeometryCollectionToSubclass(layer.geometryType())
        rest.convertToMultiType()
        if rest.area() < SLIVER * geometry.area():
            dropped.append(feature.id())
        else:
            changed[feature.id()] = rest
    provider = layer.dataProvider()
    provider.changeGeometryValues(changed)
    provider.deleteFeatures(dropped)


def members_by_prefecture(layer, whole, plain=False):
    """Give each prefecture of a member layer a pastel of its own, with its name in the legend.

    ``whole`` is the layer with all members, so that a prefecture has one colour on all pages of a series;
    ``plain`` leaves all of them white.
    """
    if plain:
        symbol = QgsFillSymbol.createSimple({"color": "253,253,251", "outline_color": "170,160,150"})
        symbol.symbolLayer(0).setStrokeWidth(catalog.colour("member_1").stroke_mm)
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        return
    if "prefecture" not in layer.fields().names():
        return
    known = "adcode" in whole.fields().names()
    units = sorted(whole.getFeatures(), key=lambda unit: str(unit["adcode"]) if known else unit.id())
    names = list(dict.fromkeys(unit["prefecture"] for unit in units))
    renderer = QgsCategorizedSymbolRenderer("prefecture")
    symbol = layer.renderer().symbol() if isinstance(layer.renderer(), QgsSingleSymbolRenderer) else None
    if symbol is None:
        return
    for number, name in enumerate(names):
        pastel = symbol.clone()
        row = catalog.colour(f"member_{number % 9 + 1}")
        pastel.symbolLayer(0).setDataDefinedProperties(QgsPropertyCollection())
        pastel.symbolLayer(0).setFillColor(QColor(*row.fill))
        renderer.addCategory(QgsRendererCategory(name, pastel, str(name)))
    layer.setRenderer(renderer)


def shows_counties(pairs):
    """Return whether a layer of borders has some between counties."""
    return any(
        kind == "border"
        and "rank" in layer.fields().names()
        and next(layer.getFeatures("rank = 'county'"), None) is not None
        for kind, layer in pairs
    )


def focus_layer(shape, crs):
    """Return the outline of what a page of a series is about, black on white, as a layer."""
    layer = QgsVectorLayer(f"MultiPolygon?crs={crs.authid()}", "本图范围", "memory")
    feature = QgsFeature()
    area = QgsGeometry(shape)
    area.convertToMultiType()
    feature.setGeometry(area)
    layer.dataProvider().addFeatures([feature])
    line = {"style": "no", "joinstyle": "round"}
    halo = {**line, "outline_color": "255,255,255,200", "outline_width": "1.6"}
    ink = {**line, "outline_color": "25,25,25", "outline_width": "0.7"}
    symbol = QgsFillSymbol([QgsSimpleFillSymbolLayer.create(part) for part in (halo, ink)])
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    return layer


def in_part(layer):
    """Return the names of members that belong to the circle only in part, or perhaps."""
    if "coverage" not in layer.fields().names():
        return []
    return [unit["name_zh"] for unit in layer.getFeatures() if unit["coverage"] in {"partial", "uncertain"}]


def dress(layer, families, reference_scale=None):
    """Set the fonts that are really there, and the scale at which symbols have their nominal size."""
    if not isinstance(layer, QgsVectorLayer):
        return
    if layer.labeling() is not None:
        labeling = layer.labeling().clone()
        settings = labeling.settings()
        settings.setFormat(fonts.with_family(settings.format(), families))
        labeling.setSettings(settings)
        layer.setLabeling(labeling)
    if reference_scale and layer.renderer() is not None:
        layer.renderer().setReferenceScale(reference_scale)


def in_order(pairs, bounded):
    """Return ``(kind, layer)`` pairs in drawing order, uppermost first; ties keep their order.

    With a circle (``bounded``) the base map covers what a wide layer shows outside it.
    """
    place = {kind: number for number, kind in enumerate(themes.ORDER)}
    above_base = place["province"] - 0.5
    if not bounded:
        place["importance"] = above_base
    return sorted(pairs, key=lambda pair: place.get(pair[0], above_base))
