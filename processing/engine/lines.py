# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines within polygons: how much of a road or pipeline runs through which red line."""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .areas import lengths
from .errors import CrsMismatchError, GeometryTypeError, MissingCrsError, MissingFieldError
from .pairs import lines_within


@dataclass
class LinesWithin:
    """Result of :func:`lines_in_polygons`.

    Attributes
    ----------
    pieces : geopandas.GeoDataFrame
        One row for each line and polygon that meet along a stretch: both keys, ``length_m``, ``line_row``,
        ``polygon_row``, geometry.
    features : pandas.DataFrame
        One row for each line, in its order: its key, ``length_m``, ``inside_m`` (counted once where polygons
        overlap), ``share_pct``.
    """

    pieces: gpd.GeoDataFrame
    features: pd.DataFrame


def lines_in_polygons(lines, polygons, line_key=None, polygon_key=None, progress=None):
    """Find the stretches of lines that run within polygons or along their edges.

    Parameters
    ----------
    lines : geopandas.GeoDataFrame
        Lines and multilines.
    polygons : geopandas.GeoDataFrame
        Valid polygons in the same coordinate system.
    line_key, polygon_key : str, optional
        The fields that name a feature; the index labels without them.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    LinesWithin
        Lengths are geodesic, in metres.

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError, GeometryTypeError
    """
    _check_inputs(lines, polygons, line_key, polygon_key)
    line_shapes = np.asarray(lines.geometry.array, dtype=object)
    polygon_shapes = np.asarray(polygons.geometry.array, dtype=object)
    pairs = lines_within(line_shapes, polygon_shapes, progress or (lambda fraction: None))
    length = lengths(pairs.shapes, lines.crs)
    kept = np.flatnonzero(length > 0)
    row, polygon, shapes, length = pairs.row_a[kept], pairs.row_b[kept], pairs.shapes[kept], length[kept]
    line_name, polygon_name = line_key or "line_id", polygon_key or "polygon_id"
    if polygon_name == line_name:
        polygon_name += "_2"
    line_names = np.asarray(lines.index if line_key is None else lines[line_key])
    polygon_names = np.asarray(polygons.index if polygon_key is None else polygons[polygon_key])
    pieces = gpd.GeoDataFrame(
        {
            line_name: line_names[row],
            polygon_name: polygon_names[polygon],
            "length_m": length,
            "line_row": row,
            "polygon_row": polygon,
        },
        geometry=shapes,
        crs=lines.crs,
    )
    whole = lengths(line_shapes, lines.crs)
    inside = _length_once(row, shapes, length, len(lines), lines.crs)
    share = np.divide(100 * inside, whole, out=np.zeros(len(whole)), where=whole > 0)
    features = pd.DataFrame(
        {line_name: line_names, "length_m": whole, "inside_m": inside, "share_pct": share}
    )
    return LinesWithin(pieces, features)


def _length_once(owner, shapes, length, count, crs):
    """Length of each line's pieces, counted once where several polygons claim it."""
    total = np.bincount(owner, weights=length, minlength=count)
    several = np.flatnonzero(np.bincount(owner, minlength=count) > 1)
    low, high = np.searchsorted(owner, several, "left"), np.searchsorted(owner, several, "right")
    united = [shapely.union_all(shapes[i:j]) for i, j in zip(low, high, strict=True)]
    total[several] = lengths(np.array(united, dtype=object), crs)
    return total


def _check_inputs(lines, polygons, line_key, polygon_key):
    for name, gdf in (("lines", lines), ("polygons", polygons)):
        if gdf.crs is None:
            raise MissingCrsError(name)
    if lines.crs != polygons.crs:
        raise CrsMismatchError("lines", lines.crs.to_string(), "polygons", polygons.crs.to_string())
    for name, gdf, field in (("lines", lines, line_key), ("polygons", polygons, polygon_key)):
        if field is not None and field not in gdf.columns:
            raise MissingFieldError(name, field, gdf.columns.drop(gdf.geometry.name))
    kind = shapely.get_type_id(np.asarray(lines.geometry.array, dtype=object))
    wrong = ~np.isin(kind, (-1, 1, 2, 5))
    if wrong.any():
        row = int(np.argmax(wrong))
        raise GeometryTypeError("lines", lines.index[row], lines.geometry.iloc[row].geom_type, "lines")
