# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines and points against polygons: what of each lies inside, by length or by count.

Polygons are closed sets here: what lies on a border counts as inside. A line without length is inside where its place
is, with a size of 0. Lengths are those of the lines as drawn in their coordinate system, measured in geodesic steps of
200 m: so the parts of a line make up the whole.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from shapely.errors import GEOSException

from .areas import lengths
from .closure import hold, open_rows, unit_m
from .moving import divided, step_in
from .precision import grid_of
from .validity import linear

_BATCH = 500
_LOOK = 50  # lines between two looks at the cancel button
_POLYGONS = 20  # polygons between two looks at the cancel button: they may be enormous


@dataclass(frozen=True)
class Inside:
    """What of lines or points lies inside polygons.

    Attributes
    ----------
    pieces : geopandas.GeoDataFrame
        ``a_row``, ``b_row``, ``size`` (metres of a line, 0 if it has no length; 1 for a point), geometry.
    whole : numpy.ndarray
        Size of each feature; of a line that runs over itself every place once.
    inside : numpy.ndarray
        Size inside any polygon, every place once.
    outside : numpy.ndarray
        Size outside all of them, computed on its own: it closes with the other two.
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

    Raises
    ------
    ClosureError
        What of a line lies inside and outside does not make it up.
    """
    report = progress or (lambda fraction: None)
    a = np.asarray(features.geometry.array, dtype=object)
    b = np.asarray(polygons.geometry.array, dtype=object)
    if not _is_linear(a):
        return _points_inside(a, b, features.crs, report)
    size = measure(features.crs)
    whole = size(a)
    row_b, row_a = shapely.STRtree(a).query(b, predicate="intersects")
    order = np.lexsort((row_b, row_a))
    row_a, row_b = row_a[order], row_b[order]
    shapes = np.empty(len(row_a), dtype=object)
    for start in range(0, len(row_a), _BATCH):
        part = slice(start, start + _BATCH)
        near = _windows(b[row_b[part]], a[row_a[part]])
        shapes[part] = linear(shapely.intersection(a[row_a[part]], near))
        report(0.7 * min(1.0, (start + _BATCH) / len(row_a)))
    inside, outside = np.zeros(len(a)), whole.copy()
    starts = np.flatnonzero(np.diff(row_a, prepend=-1))
    stops = np.append(starts, len(row_a))[1:]
    inner, outer = np.empty((2, len(starts)), dtype=object)
    for count, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        line = a[row_a[start]]
        near = shapely.union_all(_windows(b[row_b[start:stop]], np.repeat(line, stop - start)))
        inner[count], outer[count] = shapely.intersection(line, near), shapely.difference(line, near)
        if count % _LOOK == 0:
            report(0.7 + 0.2 * count / len(starts))
    met = row_a[starts]
    inside[met], outside[met] = size(linear(inner)), size(linear(outer))
    slack = np.zeros(len(a))
    again = met[open_rows(whole[met], inside[met], outside[met])]
    for row in again:
        report(0.9)
        some = slice(*np.searchsorted(row_a, (row, row + 1)))
        shapes[some], united, grid = _on_grid(a[row], b[row_b[some]])
        whole[row], inside[row], outside[row] = size(united)
        slack[row] = grid * unit_m(features.crs) * shapely.get_num_coordinates(a[row])
    name = features.attrs.get("name", "?")
    hold(name, features.index.to_numpy(), whole, inside, outside, slack, "m")
    measured = size(shapes)
    flat = whole[row_a] == 0
    shapes[flat] = a[row_a[flat]]
    keep = (measured > 0) | flat
    pieces = gpd.GeoDataFrame(
        {"a_row": row_a[keep], "b_row": row_b[keep], "size": measured[keep]},
        geometry=shapes[keep],
        crs=features.crs,
    )
    report(1.0)
    return Inside(pieces, whole, inside, outside)


def _on_grid(line, polygons):
    """What a line shares with each polygon; the line, its parts inside and outside, every place once; the grid.

    For lines that run over themselves, or within a hair of a border.
    """
    finest = grid_of(line.bounds)
    for grid in (finest, 10 * finest, 100 * finest):
        try:
            shapes = linear(shapely.intersection(line, polygons, grid_size=grid))
            near = shapely.union_all(polygons, grid_size=grid)
            united = [
                shapely.union_all([line], grid_size=grid),
                shapely.intersection(line, near, grid_size=grid),
                shapely.difference(line, near, grid_size=grid),
            ]
        except GEOSException:
            continue
        return shapes, linear(united), grid
    nothing = np.full(len(polygons), shapely.LineString(), dtype=object)
    return nothing, linear([line, nothing[0], nothing[0]]), finest


def _points_inside(a, b, crs, report):
    """Each point by itself, those at the same place among them."""
    parts, owner = shapely.get_parts(a, return_index=True)
    tree = shapely.STRtree(parts)
    found = [np.zeros((2, 0), np.int64)]
    for start in range(0, len(b), _POLYGONS):
        found.append(
            tree.query(b[start : start + _POLYGONS], predicate="intersects") + np.array([[start], [0]])
        )
        report(min(1.0, (start + _POLYGONS) / len(b)))
    row_b, part = np.hstack(found)
    order = np.lexsort((part, row_b, owner[part]))
    row_b, part = row_b[order], part[order]
    row_a = owner[part]
    pair = np.cumsum((np.diff(row_a, prepend=-1) != 0) | (np.diff(row_b, prepend=-1) != 0)) - 1
    first = np.flatnonzero(np.diff(pair, prepend=-1))
    pieces = gpd.GeoDataFrame(
        {"a_row": row_a[first], "b_row": row_b[first], "size": np.bincount(pair).astype(float)},
        geometry=shapely.multipoints(parts[part], indices=pair),
        crs=crs,
    )
    whole = np.bincount(owner, minlength=len(a)).astype(float)
    inside = np.bincount(owner[np.unique(part)], minlength=len(a)).astype(float)
    return Inside(pieces, whole, inside, whole - inside)


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
    size = measure(features.crs) if _is_linear(a) else None
    for i in np.flatnonzero(table["count"] > 1):
        row, code = int(table["a_row"][i]), int(table["code"][i])
        which = found.pieces["b_row"].to_numpy()[(pieces["a_row"] == row) & (pieces["code"] == code)]
        near = _windows(b[which], np.repeat(a[row], len(which)))
        if size:
            own = size(linear([shapely.intersection(a[row], shapely.union_all(near))]))[0]
        else:
            own = shapely.intersects(shapely.get_parts(a[row]), near[:, None]).any(axis=0).sum()
        table.loc[i, "size"] = own
    label = labels[table["code"]] if len(labels) else []
    return pd.DataFrame({"a_row": table["a_row"], "category": label, "size": table["size"]})


def _is_linear(shapes):
    return bool((shapely.get_dimensions(shapes) == 1).any())


def measure(crs):
    """Return a function that measures lines of a coordinate system: geodesic lengths, long edges in steps."""
    step = step_in(crs)
    return lambda shapes: lengths(divided(shapes, step), crs)


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
