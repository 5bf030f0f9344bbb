# SPDX-License-Identifier: GPL-3.0-or-later
"""Intersects many polygons with a few enormous ones, and accounts for every square metre.

Pieces are the areas that a feature of `a` shares with one of `b`. Their areas, and those of whole features,
come from one :class:`~.areas.AreaMeasure`, so that pieces and remainder add up to the whole.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .errors import CrsMismatchError, MissingCrsError, MissingFieldError
from .validity import polygonal


@dataclass
class Closure:
    """How far pieces and remainder are from adding up to the whole.

    Attributes
    ----------
    worst_m2 : float
        Largest absolute difference of any feature.
    worst_relative : float
        Largest difference as a share of the feature's area.
    total_m2 : float
        Area of all features of `a`.
    difference_m2 : float
        Sum of all absolute differences.
    """

    worst_m2: float
    worst_relative: float
    total_m2: float
    difference_m2: float


@dataclass
class Overlay:
    """Result of :func:`intersect`.

    Attributes
    ----------
    pieces : geopandas.GeoDataFrame
        One row for each pair of features that share area: `a_key`, `b_key`, the category if one was given,
        ``area_m2``, and ``a_row``, ``b_row``, the positions of both in the inputs.
    features : pandas.DataFrame
        One row for each feature of `a`, in its order: `a_key`, ``area_m2``, ``inside_m2`` (area within any
        feature of `b`, counted once where these overlap), ``share_pct``.
    categories : pandas.DataFrame
        One row for each feature of `a` and category of `b` that share area: `a_key`, `category`, ``area_m2``
        (counted once within the category), ``share_pct``. Empty unless a category was given.
    remainder : geopandas.GeoDataFrame or None
        What of each feature of `a` lies in no feature of `b`: `a_key`, ``area_m2``, ``a_row``.
    closure : Closure or None
        Present with the remainder.
    """

    pieces: gpd.GeoDataFrame
    features: pd.DataFrame
    categories: pd.DataFrame
    remainder: gpd.GeoDataFrame | None
    closure: Closure | None


def intersect(a, b, a_key=None, b_key=None, category=None, remainder=False, progress=None):
    """Intersect the polygons of `a` with those of `b`.

    Features that touch along a line or in a point share no area and make no piece.

    Parameters
    ----------
    a, b : geopandas.GeoDataFrame
        Valid polygons (see :func:`.validity.check`) in the same coordinate system.
    a_key, b_key : str, optional
        The fields that name a feature; without them a feature is named by its index label.
    category : str, optional
        A field of `b` by which areas are summed, too.
    remainder : bool
        Whether to compute what of `a` lies outside `b`, and with it the closure.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Overlay

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError
    """
    _check_inputs(a, b, a_key, b_key, category)
    report = progress or _quiet
    report(0.0)
    geometry_a = np.asarray(a.geometry.array, dtype=object)
    geometry_b = np.asarray(b.geometry.array, dtype=object)
    measure = AreaMeasure(a.crs, _joint_bounds(a, b))
    row_a, row_b, shapes = intersect_pairs(geometry_a, geometry_b, report)
    area = measure(shapes)
    keep = area > 0
    row_a, row_b, shapes, area = row_a[keep], row_b[keep], shapes[keep], area[keep]

    name_a, name_b = a_key or "a_id", b_key or "b_id"
    if name_b == name_a:
        name_b += "_2"
    keys_a = _keys(a, a_key)
    columns = {name_a: keys_a[row_a], name_b: _keys(b, b_key)[row_b]}
    if category:
        columns["category" if category in (name_a, name_b) else category] = np.asarray(b[category])[row_b]
    columns |= {"area_m2": area, "a_row": row_a, "b_row": row_b}
    pieces = gpd.GeoDataFrame(columns, geometry=shapes, crs=a.crs)

    whole = measure(geometry_a)
    inside = _area_once(row_a, shapes, area, len(a), measure)
    features = pd.DataFrame(
        {name_a: keys_a, "area_m2": whole, "inside_m2": inside, "share_pct": _share(inside, whole)}
    )
    by_category = _by_category(
        pieces, name_a, category, np.asarray(b[category]) if category else None, whole, measure, keys_a
    )
    rest = closure = None
    if remainder:
        rest_shapes = _outside(geometry_a, geometry_b, row_a, row_b)
        rest_area = measure(rest_shapes)
        closure = _closure(whole, inside, rest_area)
        rows = np.flatnonzero(rest_area > 0)
        rest = gpd.GeoDataFrame(
            {name_a: keys_a[rows], "area_m2": rest_area[rows], "a_row": rows},
            geometry=rest_shapes[rows],
            crs=a.crs,
        )
    report(1.0)
    return Overlay(pieces, features, by_category, rest, closure)


def intersect_pairs(a, b, report):
    """Polygonal intersections of all pairs that share area: rows of `a`, rows of `b`, geometries."""
    row_b, row_a = shapely.STRtree(a).query(b, predicate="intersects")
    order = np.lexsort((row_b, row_a))
    row_a, row_b = row_a[order], row_b[order]
    shapes = np.empty(len(row_a), dtype=object)
    for start in range(0, len(row_a), 1000):
        part = slice(start, start + 1000)
        shapes[part] = shapely.intersection(a[row_a[part]], b[row_b[part]])
        report(0.9 * min(1.0, (start + 1000) / len(row_a)))
    return row_a, row_b, polygonal(shapes)


def _area_once(owner, shapes, area, count, measure):
    """Area of the union of each owner's pieces."""
    total = np.bincount(owner, weights=area, minlength=count)
    order = np.argsort(owner, kind="stable")
    starts = np.flatnonzero(np.diff(owner[order], prepend=-1))
    for start, stop in zip(starts, np.append(starts[1:], len(owner)), strict=True):
        if stop - start > 1:
            rows = order[start:stop]
            total[owner[rows[0]]] = measure([shapely.union_all(shapes[rows])])[0]
    return total


def _by_category(pieces, name_a, category, values, whole, measure, keys_a):
    columns = [name_a, category or "category", "area_m2", "share_pct"]
    if category is None:
        return pd.DataFrame(columns=columns)
    codes, labels = pd.factorize(values[pieces["b_row"]], use_na_sentinel=False)
    group = pieces["a_row"].to_numpy() * max(len(labels), 1) + codes
    groups, number = np.unique(group, return_inverse=True)
    shapes = np.asarray(pieces.geometry.array, dtype=object)
    area = _area_once(number, shapes, pieces["area_m2"].to_numpy(), len(groups), measure)
    row = groups // max(len(labels), 1)
    label = labels[groups % max(len(labels), 1)] if len(labels) else []
    return pd.DataFrame(dict(zip(columns, (keys_a[row], label, area, _share(area, whole[row])), strict=True)))


def _outside(a, b, row_a, row_b):
    result = a.copy()
    starts = np.flatnonzero(np.diff(row_a, prepend=-1))
    for start, stop in zip(starts, np.append(starts[1:], len(row_a)), strict=True):
        row = row_a[start]
        result[row] = shapely.difference(a[row], shapely.union_all(b[row_b[start:stop]]))
    return polygonal(result)


def _closure(whole, inside, outside):
    difference = np.abs(inside + outside - whole)
    relative = np.divide(difference, whole, out=np.zeros_like(whole), where=whole > 0)
    return Closure(
        float(difference.max(initial=0)),
        float(relative.max(initial=0)),
        float(whole.sum()),
        float(difference.sum()),
    )


def _share(part, whole):
    return np.divide(100 * part, whole, out=np.zeros(len(part)), where=whole > 0)


def _keys(gdf, key):
    return np.asarray(gdf.index if key is None else gdf[key])


def _joint_bounds(a, b):
    """Extent of `a`: pieces lie within it."""
    return a.total_bounds if len(a) else b.total_bounds


def _check_inputs(a, b, a_key, b_key, category):
    for name, gdf in (("a", a), ("b", b)):
        if gdf.crs is None:
            raise MissingCrsError(name)
    if a.crs != b.crs:
        raise CrsMismatchError("a", a.crs.to_string(), "b", b.crs.to_string())
    for name, gdf, field in (("a", a, a_key), ("b", b, b_key), ("b", b, category)):
        if field is not None and field not in gdf.columns:
            raise MissingFieldError(name, field, gdf.columns.drop(gdf.geometry.name))


def _quiet(fraction):
    """Progress that nobody watches."""
