# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning layers of a parameter that takes several: read, checked, brought to one CRS, and told apart by name."""

from dataclasses import replace
from pathlib import Path

from . import frames, layerfiles
from .inputs import polygons, same_crs


def sources(algorithm, parameters, parameter, context):
    """Return the ``Source`` of each layer of a parameter, shapefiles' texts in the encoding that they are written in."""
    layers = algorithm.parameterAsLayerList(parameters, parameter, context)
    renamed = [layerfiles.right_encoding(layer) for layer in layers]
    found = frames.sources(algorithm, parameters, parameter, context)
    return [replace(source, renamed=names) for source, names in zip(found, renamed, strict=True)]


def category_of(taken, name):
    """The right name of a field that a planner chose from what QGIS showed of any of the layers; None for none."""
    return next((right for source in taken if (right := source.field_named(name)) != name), name) or None


def read_layers(sources, policy, like, feedback):
    """Read polygon layers in the CRS of another.

    Parameters
    ----------
    sources : list of frames.Source
    policy : {'stop', 'repair'}
    like : geopandas.GeoDataFrame
        Whose CRS they are brought to.
    feedback : QgsProcessingFeedback

    Returns
    -------
    list of geopandas.GeoDataFrame
        As ``inputs.polygons`` gives them.
    """
    layers = []
    for source in sources:
        layer = same_crs(polygons(source, policy, feedback), like, feedback)
        layer.attrs["name"] = _name(source)
        layers.append(layer)
    return layers


def _name(source):
    """The layer's name in its file where QGIS shows the file's: a file may hold several."""
    inner = (source.file or {}).get("layer")
    if inner and isinstance(inner, str) and source.name == Path(source.file["path"]).stem:
        return inner
    return source.name
