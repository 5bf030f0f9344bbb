# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds pieces and remainder to the whole: a run whose areas do not add up gives no result."""

from dataclasses import replace

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .errors import ClosureError
from .validity import polygonal

ABSOLUTE_M2 = 1e-4
RELATIVE = 1e-9
"""Rounding of coordinates stays below one of the two: the first in small features, the second in enormous ones."""


def hold(name, ids, whole, inside, outside):
    """Stop where what is inside and what is outside do not make up a feature.

    Parameters
    ----------
    name : str
        The layer's name, for the message.
    ids : sequence
        What names a feature, one each.
    whole, inside, outside : numpy.ndarray of float64
        Square metres of each feature.

    Raises
    ------
    ClosureError
        The difference of a feature is greater than 1e-4 m² and greater than 1e-9 of its area.

    Examples
    --------
    >>> hold("parcels", [7], np.array([100.0]), np.array([40.0]), np.array([60.00005]))
    """
    wrong = _open(whole, inside, outside)
    if len(wrong):
        difference = np.abs(inside + outside - whole)
        row = wrong[np.argmax(np.nan_to_num(difference[wrong], nan=np.inf))]
        raise ClosureError(
            f"Layer '{name}', feature {ids[row]}: the parts inside and outside differ from its {whole[row]:.4f} m² "
            f"by {difference[row]:.3g} m² ({len(wrong)} such features), so no result is written. "
            "Check its geometry, set 'Invalid geometries' to 'repair', or bring the layers to one coordinate system."
        )


def closed(name, cut, a, b, category=None):
    """Return an overlay whose pieces and remainder make up each feature.

    Where borders run within a hair of each other, such as those of one layer that went through two coordinate
    systems, floating overlays of GEOS move vertices to get by, and lose up to 1e-7 of a feature. Such features are
    laid over once more, on the grid of the last digit but one that the coordinates have.

    Parameters
    ----------
    name : str
        The layer's name, for the message.
    cut : overlay.Overlay
        What :func:`.overlay.intersect` gave for `a` and `b` with their remainder, features named by index labels.
    a, b : GeoDataFrame
    category : str, optional
        The field of `b` by which areas were summed.

    Returns
    -------
    overlay.Overlay
        The same where everything added up.

    Raises
    ------
    ClosureError
    """
    whole = cut.features["area_m2"].to_numpy()
    ids = cut.features.iloc[:, 0].to_numpy()
    open_rows = _open(whole, cut.features["inside_m2"].to_numpy(), _outside(cut))
    if len(open_rows):
        cut = _again(cut, open_rows, a, b, category)
    hold(name, ids, whole, cut.features["inside_m2"].to_numpy(), _outside(cut))
    return cut


def _open(whole, inside, outside):
    """Rows that do not close; what is no number does not."""
    difference = np.abs(inside + outside - whole)
    return np.flatnonzero(~((difference <= ABSOLUTE_M2) | (difference <= RELATIVE * np.abs(whole))))


def _outside(cut):
    outside = np.zeros(len(cut.features))
    outside[cut.remainder["a_row"].to_numpy()] = cut.remainder["area_m2"].to_numpy()
    return outside


def _again(cut, rows, a, b, category):
    """An overlay with the pieces, sums and remainders of some features computed on a grid."""
    ours, theirs = (np.asarray(frame.geometry.array, dtype=object) for frame in (a, b))
    grid = 10.0 ** (np.floor(np.log10(np.abs(a.total_bounds).max())) - 14)
    measure, tree = AreaMeasure(a.crs, a.total_bounds), shapely.STRtree(theirs)
    ids = cut.features.iloc[:, 0].to_numpy()
    features = cut.features.copy()
    pieces, kinds, rests = [], [], []
    for row in rows:
        near = np.sort(tree.query(ours[row], predicate="intersects"))
        shapes = polygonal(shapely.intersection(ours[row], theirs[near], grid_size=grid))
        area = measure(shapes)
        near, shapes, area = near[area > 0], shapes[area > 0], area[area > 0]
        inside = measure([shapely.union_all(shapes, grid_size=grid)])[0]
        whole = features["area_m2"].iloc[row]
        features.loc[features.index[row], ["inside_m2", "share_pct"]] = inside, 100 * inside / whole
        mine = {"area_m2": area, "a_row": row, "b_row": near, "geometry": shapes}
        kind = b[category].to_numpy(dtype=object)[near] if category else None
        named = {"a_id": ids[row], "b_id": b.index.to_numpy()[near]}
        pieces.append(pd.DataFrame(named | ({category: kind} if category else {}) | mine))
        codes, labels = pd.factorize(kind, use_na_sentinel=False) if category else ([], [])
        for code, label in enumerate(labels):
            area = measure([shapely.union_all(shapes[codes == code], grid_size=grid)])[0]
            kinds.append(
                {"a_id": ids[row], category: label, "area_m2": area, "share_pct": 100 * area / whole}
            )
        rest = shapely.difference(ours[row], shapely.union_all(theirs[near], grid_size=grid), grid_size=grid)
        rests.append({"a_id": ids[row], "area_m2": measure([rest])[0], "a_row": row, "geometry": rest})
    rests = [rest for rest in rests if rest["area_m2"] > 0]
    return replace(
        cut,
        pieces=_swapped(cut.pieces, cut.pieces["a_row"].isin(rows), pd.concat(pieces), ["a_row", "b_row"]),
        features=features,
        categories=_swapped(cut.categories, cut.categories["a_id"].isin(ids[rows]), pd.DataFrame(kinds)),
        remainder=_swapped(cut.remainder, cut.remainder["a_row"].isin(rows), pd.DataFrame(rests), ["a_row"]),
        closure=_worst(features, rests, cut, rows),
    )


def _swapped(table, old, new, order=None):
    """A table with some rows in the place of others."""
    kept = pd.DataFrame(table[~old])
    both = pd.concat([kept, new], ignore_index=True) if len(new) else kept
    both = both.sort_values(order, kind="stable", ignore_index=True) if order else both
    both = both[list(table.columns)]
    if not isinstance(table, geopandas.GeoDataFrame):
        return both
    return geopandas.GeoDataFrame(both.astype(table.drop(columns="geometry").dtypes), crs=table.crs)


def _worst(features, rests, cut, rows):
    """The closure after some features were laid over once more."""
    outside = _outside(cut)
    outside[rows] = 0.0
    for rest in rests:
        outside[rest["a_row"]] = rest["area_m2"]
    whole = features["area_m2"].to_numpy()
    difference = np.abs(features["inside_m2"].to_numpy() + outside - whole)
    relative = np.divide(difference, whole, out=np.zeros_like(whole), where=whole > 0)
    return replace(
        cut.closure,
        worst_m2=float(difference.max(initial=0.0)),
        worst_relative=float(relative.max(initial=0.0)),
        difference_m2=float(difference.sum()),
    )
