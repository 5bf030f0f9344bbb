# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning layers of a parameter that takes several: read, checked, brought to one CRS, and told apart by name."""

from pathlib import Path

from .inputs import polygons, same_crs


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
