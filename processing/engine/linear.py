# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines and points against polygons: what of each lies inside, by length or by count.

Polygons are closed sets here: what lies on a border counts as inside. A line without length is inside where its place
is, with a size of 0.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .areas import lengths

_BATCH = 500


@dataclass(frozen=True)
class Inside:
    """What of lines or points lies inside polygons.

    Attributes
    ----------
    pieces : geopandas.GeoDataFrame
        ``a_row``, ``b_row``, ``size`` (metres of a line, 0 if it has no length; 1 for a point), geometry.
    whole : numpy.ndarray
        Size of each feature.
    inside : numpy.ndarray
        Size inside any polygon, every place once.
    outside : numpy.ndarray
        Size outside all of them, computed on its own: it must close with the other two.
    """

    pieces: gpd.GeoDataFrame
    whole: np.ndarray
    inside: np.ndarray
    outside: np.ndarray


def inside_of(features, polygons, progress=None):
    """Find what of lines or points lies inside polygons.

    Parameters
    ----------
    features : geopandas.GeoDataFrame
        Lines, or points; multipart allowed.
    polygons : geopandas.GeoDataFrame
        Valid polygons in the same coordinate system.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Inside
        Sizes are geodesic metres on CGCS2000 for lines, numbers of points for points.
    """
    report = progress or (lambda fraction: None)
    a = np.asarray(features.geometry.array, dtype=object)
    b = np.asarray(polygons.geometry.array, dtype=object)
    linear, size = _is_linear(a), _size(features)
    whole = size(a)
    row_b, row_a = shapely.STRtree(a).query(b, predicate="intersects")
    order = np.lexsort((row_b, row_a))
    row_a, row_b = row_a[order], row_b[order]
    shapes = np.empty(len(row_a), dtype=object)
    for start in range(0, len(row_a), _BATCH):
        part = slice(start, start + _BATCH)
        near = _windows(b[row_b[part]], a[row_a[part]])
        shapes[part] = _linear(shapely.intersection(a[row_a[part]], near), linear)
        report(0.7 * min(1.0, (start + _BATCH) / len(row_a)))
    measured = size(shapes)
    flat = (whole[row_a] == 0) if linear else np.zeros(len(row_a), bool)
    shapes[flat] = a[row_a[flat]]
    keep = (measured > 0) | flat
    row_a, row_b, shapes, measured = row_a[keep], row_b[keep], shapes[keep], measured[keep]
    inside, outside = np.zeros(len(a)), whole.copy()
    starts = np.flatnonzero(np.diff(row_a, prepend=-1))
    stops = np.append(starts, len(row_a))[1:]
    for count, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        row = row_a[start]
        near = shapely.union_all(_windows(b[row_b[start:stop]], np.repeat(a[row], stop - start)))
        if stop - start == 1:
            inside[row] = measured[start]
        else:
            inside[row] = size(_linear([shapely.intersection(a[row], near)], linear))[0]
        outside[row] = size(_linear([shapely.difference(a[row], near)], linear))[0]
        if count % _BATCH == 0:
            report(0.7 + 0.3 * count / len(starts))
    pieces = gpd.GeoDataFrame(
        {"a_row": row_a, "b_row": row_b, "size": measured}, geometry=shapes, crs=features.crs
    )
    report(1.0)
    return Inside(pieces, whole, inside, outside)


def by_category(found, features, polygons, category):
    """Size of each feature inside each category of polygons, every place once within the category.

    Parameters
    ----------
    found : Inside
        What :func:`inside_of` gave for ``features`` and ``polygons``.
    features, polygons : geopandas.GeoDataFrame
    category : str
        Column of ``polygons``.

    Returns
    -------
    pandas.DataFrame
        ``a_row``, ``category``, ``size``.
    """
    codes, labels = pd.factorize(
        polygons[category].to_numpy(dtype=object)[found.pieces["b_row"]], use_na_sentinel=False
    )
    pieces = pd.DataFrame({"a_row": found.pieces["a_row"], "code": codes, "size": found.pieces["size"]})
    table = pieces.groupby(["a_row", "code"], as_index=False).agg(
        size=("size", "sum"), count=("size", "size")
    )
    a, b = (np.asarray(frame.geometry.array, dtype=object) for frame in (features, polygons))
    size = _size(features)
    for i in np.flatnonzero(table["count"] > 1):
        row, code = int(table["a_row"][i]), int(table["code"][i])
        which = found.pieces["b_row"].to_numpy()[(pieces["a_row"] == row) & (pieces["code"] == code)]
        near = shapely.union_all(_windows(b[which], np.repeat(a[row], len(which))))
        table.loc[i, "size"] = size(_linear([shapely.intersection(a[row], near)], _is_linear(a)))[0]
    label = labels[table["code"]] if len(labels) else []
    return pd.DataFrame({"a_row": table["a_row"], "category": label, "size": table["size"]})


def _is_linear(shapes):
    return bool((shapely.get_dimensions(shapes) == 1).any())


def _size(features):
    """How a frame's features are measured: geodesic length of lines, number of points."""
    if _is_linear(np.asarray(features.geometry.array, dtype=object)):
        return lambda shapes: lengths(shapes, features.crs)
    return lambda shapes: shapely.get_num_coordinates(shapes).astype(float)


def _windows(polygons, features):
    """Polygons cut to the surroundings of the feature that each is asked about: the same answer, sooner."""
    bounds = shapely.bounds(features)
    margin = np.maximum(bounds[:, 2] - bounds[:, 0], bounds[:, 3] - bounds[:, 1]) * 0.01 + 1e-6
    big = shapely.get_num_coordinates(polygons) > 500
    result = np.array(polygons, dtype=object)
    for i in np.flatnonzero(big):
        west, south, east, north = bounds[i] + margin[i] * np.array([-1, -1, 1, 1])
        result[i] = shapely.clip_by_rect(polygons[i], west, south, east, north)
    broken = big & ~shapely.is_valid(result)
    result[broken] = polygons[broken]
    return result


def _linear(shapes, linear):
    """Only the lines of what an intersection gave, or only its points."""
    shapes = np.asarray(shapes, dtype=object)
    wanted = (1, 5) if linear else (0, 4)
    mixed = np.flatnonzero(~np.isin(shapely.get_type_id(shapes), wanted))
    for i in mixed:
        parts = shapely.get_parts(shapely.get_parts(shapes[i]))
        parts = parts[shapely.get_dimensions(parts) == (1 if linear else 0)]
        shapes[i] = shapely.multilinestrings(parts) if linear else shapely.multipoints(parts)
    return shapes
