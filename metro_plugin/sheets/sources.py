# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a sheet's layers come from: the caller, the open project, the shipped circle and base map."""

from pathlib import Path

from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer

from ...layers import catalog as world
from ...layers.errors import LayersError
from . import themes
from .errors import BadLayerError, EmptyMapError

# Kinds of which a shipped circle has features, and a page of a series may be about one.
OF_CIRCLE = ("member", "zone")


def given_layers(layers, circle, theme):
    """Return ``(kind, layer)`` pairs of what the caller gave, with the circle's own extent and members."""
    if isinstance(layers, QgsProject):
        pairs = of_project(layers)
    else:
        pairs = []
        for kind, value in layers.items():
            several = value if isinstance(value, list) else [value]
            pairs += [(kind, opened(kind, one)) for one in several]
    if circle is not None:
        pairs += of_circle(circle, theme, {kind for kind, _ in pairs})
    if not pairs:
        raise EmptyMapError(
            "The sheet has no layers. Give at least the circle's members, or a project that shows some."
        )
    return pairs


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
    for kind in themes.BASE:
        if kind in without:
            continue
        try:
            found.append((kind, opened(kind, world.path(kind))))
        except (LayersError, BadLayerError) as error:
            notes.append(f"The base map has no '{kind}': {error}")
    return found


def of_kind(kind, circle):
    """Return all features of a kind of :data:`OF_CIRCLE` that a shipped circle has, as a layer."""
    layer = opened(kind, world.path(kind))
    layer.setSubsetString(world.condition(kind, circle.circle_id))
    return layer


def of_circle(circle, theme, without):
    """Return ``(kind, layer)`` of what a theme shows of a shipped circle, ``without`` some kinds."""
    named = (
        ("circle", "member", "border", "zone") if themes.THEMES[theme][2] else ("circle", "member", "border")
    )
    pairs = []
    for kind in named:
        if kind in without or not themes.shown(theme, kind):
            continue
        layer = opened(kind, world.path(kind))
        condition = world.condition(kind, circle.circle_id)
        if kind == "border":  # both sides inside, for the outer ones are the circle's own outline
            condition = condition.replace(" OR ", " AND ")
        if kind == "zone":  # the plans' corridors and basins would cover the sheet
            condition += f" AND kind IN ({', '.join(map(repr, themes.ZONES[theme]))})"
            layer.setCustomProperty("metro/name", "毗邻合作区（示意范围）")
        layer.setSubsetString(condition)
        if layer.featureCount():
            pairs.append((kind, layer))
    return pairs
