# SPDX-License-Identifier: GPL-3.0-or-later
"""Shipped layers, styled and grouped, in a QGIS project."""

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsPropertyCollection,
    QgsReferencedRectangle,
    QgsRendererCategory,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from ..layers import catalog
from ..processing.base import tr
from ..styles import catalog as styles

# What a circle can bring, from the top of the map downwards
CIRCLE_LAYERS = ("seat", "circle", "border", "zone", "group", "water", "member")
USUAL = ("seat", "circle", "member", "water")
SCALES = {"full": "member", "250k": "member_250k", "1m": "member_1m"}


def layer_title(kind):
    """How a shipped layer is called."""
    return {
        "seat": tr("Towns 城镇"),
        "circle": tr("Extent of circles 都市圈范围"),
        "border": tr("Borders 边界线段"),
        "zone": tr("Cooperation zones 毗邻合作区"),
        "group": tr("Groups 组团"),
        "member": tr("Members 成员单位"),
        "water": tr("Water 水系"),
        "county": tr("Counties 县级单元"),
        "prefecture": tr("Prefectures 地级单元"),
        "province": tr("Provinces 省级单元"),
    }[kind]


def load_circle(project, circle_id, kinds=USUAL, scale="full", group=None):
    """Add a circle's layers to a project, in a group at its top; those that the group has already stay as they are.

    Parameters
    ----------
    project : QgsProject
        An empty one also gets the circle's Gauss–Krüger CRS.
    circle_id : str
    kinds : collection of str
        Of ``CIRCLE_LAYERS``.
    scale : {'full', '250k', '1m'}
        How detailed the members' boundaries are.
    group : str, optional
        Name of the group; the circle's by default. One of that name is used where there is one.

    Returns
    -------
    QgsReferencedRectangle
        Where the circle lies.

    Raises
    ------
    layers.errors.UnknownCircleError
    """
    circle = catalog.circle(circle_id)
    was_empty = not project.mapLayers()
    root = project.layerTreeRoot()
    title = group or circle.name_zh
    node = root.findGroup(title) or root.insertGroup(0, title)
    there = {known.layer().source() for known in node.findLayers() if known.layer()}
    for kind in CIRCLE_LAYERS:
        if kind in kinds:
            layer = shipped_layer(
                kind, layer_title(kind), circle, SCALES[scale] if kind == "member" else kind
            )
            if layer.source() in there:
                continue
            if kind == "member":
                _colour_prefectures(layer)
            project.addMapLayer(layer, False)
            node.addLayer(layer)
    if was_empty:
        project.setCrs(QgsCoordinateReferenceSystem(f"EPSG:{circle.gk3_epsg}"))
    return extent_of("circle", circle_id, circle_id)


def _colour_prefectures(layer):
    """Give each prefecture the pastel that it has on sheets, with its name in the legend."""
    units = sorted(layer.getFeatures(), key=lambda unit: unit["adcode"])
    renderer = QgsCategorizedSymbolRenderer("prefecture")
    for number, name in enumerate(dict.fromkeys(unit["prefecture"] for unit in units)):
        symbol = layer.renderer().symbol().clone()
        symbol.symbolLayer(0).setDataDefinedProperties(QgsPropertyCollection())
        symbol.symbolLayer(0).setFillColor(QColor(*styles.colour(f"member_{number % 9 + 1}").fill))
        renderer.addCategory(QgsRendererCategory(name, symbol, name))
    layer.setRenderer(renderer)


def load_samples(project, circle_id):
    """Add the sample planning layers (示例) of a circle, in a group below all others; return how many there are."""
    shipped = catalog.samples(circle_id)
    if shipped:
        node = project.layerTreeRoot().addGroup(
            tr("{name}: samples 示例").format(name=catalog.circle(circle_id).name_zh)
        )
        for kind, (file, name) in shipped.items():
            layer = opened(file, name, name)
            layer.loadNamedStyle(str(styles.style_for(kind)))
            layer.setReadOnly(True)
            layer.setName(name)
            project.addMapLayer(layer, False)
            node.addLayer(layer)
    return len(shipped)


def shipped_layer(kind, title, circle, table=None):
    """Open a shipped layer in the style of its kind; of those that hold several circles only this one's features."""
    file, name = catalog.path(table or kind, circle.circle_id)
    layer = opened(file, name, title)
    condition = catalog.condition(table or kind, circle.circle_id)
    if condition:
        layer.setSubsetString(condition)
    layer.loadNamedStyle(str(styles.style_for(kind)))
    layer.setReadOnly(True)
    layer.setName(title)
    return layer


def opened(file, name, title):
    """Open a shipped layer; read-only, since QGIS changes a GeoPackage on disk that it opens for writing."""
    options = QgsVectorLayer.LayerOptions()
    options.forceReadOnly = True
    return QgsVectorLayer(f"{file}|layername={name}", title, "ogr", options)


def extent_of(kind, circle_id, key):
    """Return where a circle, group, member or zone lies, or None where a zone has no geometry."""
    layer_name = {"circle": "circle", "group": "member", "member": "member", "zone": "zone", "zones": "zone"}[
        kind
    ]
    field = {"group": "group_zh", "member": "adcode", "zone": "zone_id"}.get(kind)
    circle = catalog.circle(circle_id)
    file, name = catalog.path(layer_name, circle_id)
    layer = opened(file, name, name)
    condition = catalog.condition(layer_name, circle.circle_id)
    value = key.replace("'", "''")
    layer.setSubsetString(condition if field is None else f"({condition}) AND \"{field}\" = '{value}'")
    extent = layer.extent()
    return None if extent.isNull() or not extent.isFinite() else QgsReferencedRectangle(extent, layer.crs())


def to_project(extent, project=None):
    """Return a referenced rectangle in the project's CRS."""
    project = project or QgsProject.instance()
    return QgsCoordinateTransform(extent.crs(), project.crs(), project).transformBoundingBox(extent)
