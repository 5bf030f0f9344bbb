# SPDX-License-Identifier: GPL-3.0-or-later
"""Shipped layers, styled and grouped, in a QGIS project."""

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsProject,
    QgsReferencedRectangle,
    QgsVectorLayer,
)

from ..layers import catalog
from ..styles import catalog as styles

# What a circle brings, from the top of the map downwards
CIRCLE_LAYERS = [("seat", "城镇"), ("circle", "都市圈范围"), ("member", "成员单位"), ("water", "水系")]


def load_circle(project, circle_id):
    """Add a circle's layers to a project, in a group of their own at its top.

    Parameters
    ----------
    project : QgsProject
        An empty one also gets the circle's Gauss–Krüger CRS.
    circle_id : str

    Returns
    -------
    QgsReferencedRectangle
        Where the circle lies.

    Raises
    ------
    catalog.UnknownCircleError
    """
    circle = catalog.circle(circle_id)
    was_empty = not project.mapLayers()
    group = project.layerTreeRoot().insertGroup(0, circle.name_zh)
    for kind, title in CIRCLE_LAYERS:
        layer = shipped_layer(kind, title, circle)
        project.addMapLayer(layer, False)
        group.addLayer(layer)
        if kind == "circle":
            extent = QgsReferencedRectangle(layer.extent(), layer.crs())
    if was_empty:
        project.setCrs(QgsCoordinateReferenceSystem(f"EPSG:{circle.gk3_epsg}"))
    return extent


def shipped_layer(kind, title, circle):
    """Open a shipped layer in its style; those that hold several circles show the given one."""
    file, name = catalog.path(kind)
    layer = QgsVectorLayer(f"{file}|layername={name}", title, "ogr")
    if "circle_id" in layer.fields().names():
        layer.setSubsetString(f"\"circle_id\" = '{circle.circle_id}'")
    layer.loadNamedStyle(str(styles.style_for(kind)))
    layer.setReadOnly(True)
    layer.setName(title)
    return layer


def to_project(extent, project=None):
    """Return a referenced rectangle in the project's CRS."""
    project = project or QgsProject.instance()
    return QgsCoordinateTransform(extent.crs(), project.crs(), project).transformBoundingBox(extent)
