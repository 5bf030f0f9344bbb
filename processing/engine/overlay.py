# SPDX-License-Identifier: GPL-3.0-or-later
"""Intersects many polygons with a few enormous ones, and accounts for every square metre.

Pieces are the areas that a feature of `a` shares with one of `b`. Their areas, and those of whole features,
come from one :class:`~.areas.AreaMeasure`, so that pieces and remainder add up to the whole.
"""

from dataclasses import dataclass
from operator import is_

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .common import common_area, overlapping_pairs
from .errors import CrsMismatchError, MissingCrsError, MissingFieldError
from .pairs import intersect_pairs
from .precision import united
from .prepared import prepared

# Corners of polygons that are cheaper to compare whole than by their pieces.
_SMALL = 64
_LOOK = 64  # unions between two looks at the cancel button


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
    # Held by nobody here: it is given up as soon as the pairs are known.
    geometry_b = np.asarray(b.geometry.array, dtype=object)
    return _intersect(a, b, prepared(geometry_b), a_key, b_key, category, remainder, progress or _quiet)


def intersect_chunks(chunks, b, a_key=None, b_key=None, category=None, remainder=False, progress=None):
    """Intersect a layer that comes in chunks, so that memory does not grow with it.

    Parameters
    ----------
    chunks : iterable of geopandas.GeoDataFrame
        Parts of the layer `a`, such as batches of a file; neighbours together are fastest.
    b, a_key, b_key, category, remainder
        As for :func:`intersect`; `b` is made ready once.
    progress : callable, optional
        Called with 0.0 before each chunk and during it; may raise :class:`.errors.Cancelled` to stop.

    Yields
    ------
    Overlay
        Of each chunk; ``a_row`` counts within the chunk.

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError
    """
    ready = prepared(np.asarray(b.geometry.array, dtype=object))
    for chunk in chunks:
        _check_inputs(chunk, b, a_key, b_key, category)
        yield _intersect(chunk, b, ready, a_key, b_key, category, remainder, progress or _quiet)


def _intersect(a, b, ready, a_key, b_key, category, remainder, report):
    report(0.0)
    geometry_a = np.asarray(a.geometry.array, dtype=object)
    measure = AreaMeasure(a.crs, _joint_bounds(a, b))
    geometry_b = ready.shapes
    pairs = intersect_pairs(geometry_a, ready, lambda fraction: report(0.9 * fraction), remainder)
    del ready
    whole = measure(geometry_a)
    report(0.92)
    row_a, row_b, shapes, area = _measured(pairs, geometry_a, whole, measure)
    report(0.94)

    name_a, name_b = a_key or "a_id", b_key or "b_id"
    if name_b == name_a:
        name_b += "_2"
    keys_a = _keys(a, a_key)
    columns = {name_a: keys_a[row_a], name_b: _keys(b, b_key)[row_b]}
    if category:
        columns["category" if category in (name_a, name_b) else category] = np.asarray(b[category])[row_b]
    columns |= {"area_m2": area, "a_row": row_a, "b_row": row_b}
    pieces = gpd.GeoDataFrame(columns, geometry=shapes, crs=a.crs)

    suspects = _owners_under_overlaps(row_a, row_b, geometry_b)
    inside = area_once(row_a, shapes, area, len(a), measure, suspects, lambda: report(0.95))
    features = pd.DataFrame(
        {name_a: keys_a, "area_m2": whole, "inside_m2": inside, "share_pct": _share(inside, whole)}
    )
    values = np.asarray(b[category]) if category else None
    by_category = _by_category(
        row_a, row_b, shapes, area, values, whole, measure, suspects, lambda: report(0.97)
    )
    by_category.insert(0, name_a, keys_a[by_category.pop("a_row")])
    by_category = by_category.rename(columns={"category": category or "category"})
    rest = closure = None
    if remainder:
        rest_area = _areas_unless_same(pairs.rest, geometry_a, whole, measure)
        closure = _closure(whole, inside, rest_area)
        rows = np.flatnonzero(rest_area > 0)
        rest = gpd.GeoDataFrame(
            {name_a: keys_a[rows], "area_m2": rest_area[rows], "a_row": rows},
            geometry=pairs.rest[rows],
            crs=a.crs,
        )
    report(1.0)
    return Overlay(pieces, features, by_category, rest, closure)


def self_overlaps(layer, key=None, progress=None):
    """Find who overlaps whom within one layer.

    Parameters
    ----------
    layer : geopandas.GeoDataFrame
        Valid polygons with a coordinate system.
    key : str, optional
        The field that names a feature; the index label without it.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    geopandas.GeoDataFrame
        One row for each pair of features that share area: ``first``, ``second`` (keys), ``area_m2``,
        ``first_pct``, ``second_pct`` (share of each feature), ``first_row``, ``second_row``, geometry.

    Raises
    ------
    MissingCrsError, MissingFieldError
    """
    _check_inputs(layer, layer, key, key, None)
    report = progress or _quiet
    shapes = np.asarray(layer.geometry.array, dtype=object)
    measure = AreaMeasure(layer.crs, layer.total_bounds)
    first, second = overlapping_pairs(shapes, lambda fraction: report(0.5 * fraction))
    common = common_area(shapes[first], shapes[second], lambda fraction: report(0.5 + 0.5 * fraction))
    area, whole, keys = measure(common), measure(shapes), _keys(layer, key)
    kept = np.flatnonzero(area > 0)
    first, second, area = first[kept], second[kept], area[kept]
    return gpd.GeoDataFrame(
        {
            "first": keys[first],
            "second": keys[second],
            "area_m2": area,
            "first_pct": _share(area, whole[first]),
            "second_pct": _share(area, whole[second]),
            "first_row": first,
            "second_row": second,
        },
        geometry=common[kept],
        crs=layer.crs,
    )


def _measured(pairs, geometry_a, whole, measure):
    """Rows, shapes and areas of the pairs that share any area."""
    area = _areas_unless_same(pairs.shapes, geometry_a[pairs.row_a], whole[pairs.row_a], measure)
    kept = area > 0
    return pairs.row_a[kept], pairs.row_b[kept], pairs.shapes[kept], area[kept]


def _areas_unless_same(shapes, wholes, whole_area, measure):
    """Areas of shapes; those that are the very object of the whole have its area."""
    area = whole_area.copy()
    other = ~np.fromiter(map(is_, shapes, wholes), bool, len(shapes))
    area[other] = measure(shapes[other])
    return area


def area_once(owner, shapes, area, count, measure, suspects=None, look=lambda: None):
    """Area of each owner's shapes, counted once where they overlap one another.

    Parameters
    ----------
    owner : numpy.ndarray of int
        Ascending.
    shapes, area : numpy.ndarray
        Of each shape, m².
    count : int
        Number of owners.
    measure : AreaMeasure
    suspects : numpy.ndarray of bool, optional
        Owners whose shapes may overlap; all of them where this is not known.
    look : callable
        Called now and then; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    numpy.ndarray
        m² of each owner.
    """
    total = np.bincount(owner, weights=area, minlength=count)
    rows = slice(None) if suspects is None else np.flatnonzero(suspects[owner])
    shared = _owners_of_overlaps(owner[rows], shapes[rows])
    if len(shared):
        low, high = np.searchsorted(owner, shared, "left"), np.searchsorted(owner, shared, "right")
        every = np.empty(len(shared), dtype=object)
        for number, (first, stop) in enumerate(zip(low, high, strict=True)):
            if number % _LOOK == 0:
                look()
            every[number] = united(shapes[first:stop])
        total[shared] = measure(every)
    return total


def _owners_under_overlaps(row_a, row_b, shapes):
    """Whether each feature of `a` may lie under polygons of `b` that overlap each other.

    Small polygons of `b` meet the same neighbours under many features: each pair is looked at once. A pair with
    a large polygon counts as overlapping, because to look at it costs more than to look at its pieces.
    """
    suspects = np.zeros(row_a.max(initial=-1) + 1, bool)
    first, second = _same_owner(row_a)
    if not len(first):
        return suspects
    low, high = np.sort([row_b[first], row_b[second]], axis=0)
    pair, number = np.unique(low * len(shapes) + high, return_inverse=True)
    low, high = np.divmod(pair, len(shapes))
    corners = shapely.get_num_coordinates(shapes)
    small = np.flatnonzero((corners[low] <= _SMALL) & (corners[high] <= _SMALL))
    over = np.ones(len(pair), bool)
    over[small] = shapely.relate_pattern(shapes[low[small]], shapes[high[small]], "T********")
    suspects[row_a[first[over[number]]]] = True
    return suspects


def _owners_of_overlaps(owner, shapes):
    """Owners with at least two shapes that overlap each other."""
    first, second = _same_owner(owner)
    near = shapely.intersects(shapes[first], shapes[second])
    first, second = first[near], second[near]
    over = ~shapely.touches(shapes[first], shapes[second])
    return np.unique(owner[first[over]])


def _same_owner(owner):
    """Positions of all pairs with the same owner; `owner` ascends."""
    first, second = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for step in range(1, len(owner)):
        same = np.flatnonzero(owner[step:] == owner[:-step])
        if not len(same):
            break
        first.append(same)
        second.append(same + step)
    return np.concatenate(first), np.concatenate(second)


def _by_category(row_a, row_b, shapes, area, values, whole, measure, suspects, look):
    """Area of each feature of `a` in each category, counted once within the category."""
    if values is None:
        return pd.DataFrame(columns=["a_row", "category", "area_m2", "share_pct"]).astype({"a_row": int})
    codes, labels = pd.factorize(values[row_b], use_na_sentinel=False)
    order = np.lexsort((codes, row_a))
    group = row_a[order] * max(len(labels), 1) + codes[order]
    groups, owner = np.unique(group, return_inverse=True)
    row, code = np.divmod(groups, max(len(labels), 1))
    once = area_once(owner, shapes[order], area[order], len(groups), measure, suspects[row], look)
    share = _share(once, whole[row])
    return pd.DataFrame({"a_row": row, "category": labels[code], "area_m2": once, "share_pct": share})


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
