# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet's layers: private copies, styled, in drawing order, in a project of their own.

The planner's project and layers stay as they are.
"""

from pathlib import Path

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsFeatureRequest,
    QgsFillSymbol,
    QgsGeometry,
    QgsProject,
    QgsPropertyCollection,
    QgsRasterLayer,
    QgsRenderContext,
    QgsRendererCategory,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..layers import catalog as world
from ..layers.errors import LayersError
from ..styles import catalog
from . import fonts
from .sheet_errors import BadLayerError, MissingThemeLayerError

# What lies on what, uppermost first. Kinds that are not named lie above the base map.
ORDER = (
    "seat",
    "seat_outside",
    "conflict",
    "overlap",
    "gap",
    "circle",
    "border",
    "group",
    "zone",
    "verdict",
    "parcel_result",
    "parcels",
    "control_line",
    "growth",
    "redline",
    "farmland",
    "river",
    "water",
    "belt",
    "province",
    "prefecture",
    "county",
    "importance",
    "member",
)
BASE = ("seat", "water", "province", "prefecture", "county")
OUTSIDE = ("province", "prefecture", "county")
# Kind → name in the legend, where one symbol stands for the whole layer.
NAMES = {
    "circle": "circle",
    "member": "member_1",
    "group": "group",
    "zone": "zone",
    "redline": "redline",
    "farmland": "farmland",
    "growth": "growth",
    "parcels": "parcels",
    "conflict": "conflict",
    "overlap": "overlap",
    "gap": "gap",
    "water": "water",
    "river": "river",
    "county": "base_county",
    "prefecture": "base_prefecture",
    "province": "base_province",
}

# Theme → (title, kinds of which at least one must be there, kinds shown; None shows all).
THEMES = {
    "extent": (catalog.THEMES["extent"], ("member",), ("circle", "member", "group", "border")),
    "adjacency": (
        catalog.THEMES["adjacency"],
        ("belt", "zone"),
        ("circle", "member", "border", "belt", "zone"),
    ),
    "control": (
        catalog.THEMES["control"],
        ("redline", "farmland", "growth"),
        ("circle", "member", "border", "redline", "farmland", "growth", "control_line"),
    ),
    "conflict": (
        catalog.THEMES["conflict"],
        ("conflict", "parcel_result"),
        ("circle", "member", "border", "redline", "parcels", "parcel_result", "conflict"),
    ),
    "review": (
        catalog.THEMES["review"],
        ("member",),
        ("circle", "member", "border", "belt", "zone", "redline", "conflict"),
    ),
    "importance": (
        catalog.THEMES["importance"],
        ("importance",),
        ("circle", "member", "border", "importance"),
    ),
    "free": (catalog.THEMES["free"], (), None),
}

# A base unit of which less than this share is left outside the circle is all inside it.
SLIVER = 0.01

# Themes that lay wide colours over the members: these stay white there, with their names.
PLAIN = ("control", "importance")

# Kinds of shipped zones that a theme shows.
ZONES = {
    "adjacency": ("demo_zone", "enclave"),
    "review": ("demo_zone",),
}


def opened(kind, given):
    """Return ``given`` as a layer: a layer as it is, a path, or a pair of file and layer name.

    Raises
    ------
    BadLayerError
        When it cannot be opened, or has no CRS.
    """
    if isinstance(given, QgsVectorLayer | QgsRasterLayer):
        layer = given
    else:
        source = f"{given[0]}|layername={given[1]}" if isinstance(given, tuple) else str(given)
        raster = Path(source).suffix.lower() in {".tif", ".tiff", ".vrt", ".img"}
        layer = QgsRasterLayer(source, kind) if raster else _read_only(source, kind)
    if not layer.isValid():
        raise BadLayerError(
            f"Layer '{kind}' ({given}) cannot be opened. Check that the file is there and whole."
        )
    if not layer.crs().isValid():
        raise BadLayerError(f"Layer '{kind}' ({given}) has no CRS. Give it one, then export again.")
    return layer


def _read_only(source, kind):
    """Open a vector file for reading: for writing, QGIS would change a GeoPackage's journal mode on disk."""
    options = QgsVectorLayer.LayerOptions()
    options.forceReadOnly = True
    return QgsVectorLayer(source, kind, "ogr", options)


def of_project(project):
    """Return ``(kind, layer)`` of a project's visible layers, uppermost first.

    A layer's kind is its custom property ``metro/kind``; other layers keep their own style.
    """
    visible = project.layerTreeRoot().checkedLayers()
    ordered = [layer for layer in project.layerTreeRoot().layerOrder() if layer in visible]
    return [(layer.customProperty("metro/kind") or layer.name(), layer) for layer in ordered]


def base_map(without, notes):
    """Return ``(kind, layer)`` of the shipped base map, ``without`` some kinds.

    A base layer that this installation does not have is named in ``notes``.
    """
    found = []
    for kind in BASE:
        if kind in without:
            continue
        try:
            found.append((kind, opened(kind, world.path(kind))))
        except (LayersError, BadLayerError) as error:
            notes.append(f"The base map has no '{kind}': {error}")
    return found


def of_circle(circle, theme, without):
    """Return ``(kind, layer)`` of what a theme shows of a shipped circle, ``without`` some kinds."""
    named = ("circle", "member", "border", "zone") if THEMES[theme][2] else ("circle", "member", "border")
    pairs = []
    for kind in named:
        if kind in without or not shown(theme, kind):
            continue
        layer = opened(kind, world.path(kind))
        condition = world.condition(kind, circle.circle_id)
        if kind == "border":  # both sides inside, for the outer ones are the circle's own outline
            condition = condition.replace(" OR ", " AND ")
        if kind == "zone":  # the plans' corridors and basins would cover the sheet
            condition += f" AND kind IN ({', '.join(map(repr, ZONES[theme]))})"
            layer.setCustomProperty("metro/name", "毗邻合作区（示意范围）")
        layer.setSubsetString(condition)
        if layer.featureCount():
            pairs.append((kind, layer))
    return pairs


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


def check_theme(theme):
    """Raise when a theme is unknown."""
    if theme not in THEMES:
        raise MissingThemeLayerError(f"Unknown theme '{theme}'. Themes: {', '.join(THEMES)}.")


def check_needed(theme, given):
    """Raise when none of the layers that a theme is about is among the kinds ``given``."""
    title, needed, _ = THEMES[theme]
    if needed and not set(needed) & set(given):
        raise MissingThemeLayerError(
            f"The theme '{theme}' ({title}) shows {' or '.join(needed)}; none was given. "
            "Add one, or choose another theme."
        )


def shown(theme, kind):
    """Return whether a theme shows layers of ``kind``; the base map is always shown."""
    kinds = THEMES[theme][2]
    return kinds is None or kind in kinds or kind in BASE


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
        copy = layer.clone()
        _load_style(f"{kind}_raster", copy)
        copy.setCustomProperty("metro/kind", kind)
        return copy
    context = QgsProject.instance().transformContext()
    request = QgsFeatureRequest().setDestinationCrs(crs, context)
    request.setFilterRect(area)
    copy = layer.materialize(request)
    if circle is not None and kind in OUTSIDE:
        _keep_outside(copy, circle, whole=kind == "county")
    if not _load_style(kind, copy):
        if layer.renderer() is not None:
            copy.setRenderer(layer.renderer().clone())
        if layer.labeling() is not None:
            copy.setLabeling(layer.labeling().clone())
            copy.setLabelsEnabled(layer.labelsEnabled())
    own = catalog.colour(NAMES[kind]).name_zh.removesuffix(" 1") if kind in NAMES else layer.name()
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


def members_by_prefecture(layer, plain=False):
    """Give each prefecture of a member layer a pastel of its own, with its name in the legend.

    ``plain`` leaves all of them white.
    """
    if plain:
        symbol = QgsFillSymbol.createSimple({"color": "253,253,251", "outline_color": "170,160,150"})
        symbol.symbolLayer(0).setStrokeWidth(catalog.colour("member_1").stroke_mm)
        layer.setRenderer(QgsSingleSymbolRenderer(symbol))
        return
    if "prefecture" not in layer.fields().names():
        return
    units = sorted(layer.getFeatures(), key=lambda unit: str(unit["adcode"]))
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
    place = {kind: number for number, kind in enumerate(ORDER)}
    above_base = place["province"] - 0.5
    if not bounded:
        place["importance"] = above_base
    return sorted(pairs, key=lambda pair: place.get(pair[0], above_base))
