# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders that units share, pair by pair."""

import geopandas as gpd
import numpy as np
import shapely

from .areas import lengths
from .errors import MissingCrsError, MissingFieldError


def shared_borders(units, key="adcode", progress=None):
    """Lines along which units border on each other.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        Valid polygons with a coordinate system.
    key : str
        The field that names a unit.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a pair: ``left``, ``right`` (keys, left before right in order), ``length_m`` (geodesic),
        geometry (line or multiline). Pairs that meet in points only have no border.

    Raises
    ------
    MissingCrsError, MissingFieldError
    """
    if units.crs is None:
        raise MissingCrsError("units")
    if key not in units.columns:
        raise MissingFieldError("units", key, units.columns.drop(units.geometry.name))
    report = progress or (lambda fraction: None)
    order = np.argsort(units[key].to_numpy(), kind="stable")
    units = units.iloc[order]
    shapes = np.asarray(units.geometry.array, dtype=object)
    keys = units[key].to_numpy()
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    pair = np.lexsort((right, left))
    left, right = left[pair], right[pair]
    boundary = shapely.boundary(shapes)
    lines = np.empty(len(left), dtype=object)
    for start in range(0, len(left), 50):
        part = slice(start, start + 50)
        lines[part] = shapely.intersection(boundary[left[part]], boundary[right[part]])
        report(min(1.0, (start + 50) / len(left)))
    lines = np.array([_linework(line) for line in lines], dtype=object)
    keep = ~shapely.is_empty(lines) if len(lines) else np.zeros(0, bool)
    left, right, lines = left[keep], right[keep], lines[keep]
    return gpd.GeoDataFrame(
        {"left": keys[left], "right": keys[right], "length_m": lengths(lines, units.crs)},
        geometry=lines,
        crs=units.crs,
    )


def _linework(geometry):
    """The merged lines of a geometry."""
    parts = shapely.get_parts(geometry)
    parts = parts[shapely.get_type_id(parts) == 1]
    return shapely.line_merge(shapely.multilinestrings(parts)) if len(parts) else shapely.LineString()
