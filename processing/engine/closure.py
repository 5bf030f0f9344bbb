# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds pieces and remainder to the whole: a run whose areas do not add up gives no result."""

from dataclasses import replace

import geopandas
import numpy as np
import pandas as pd
import shapely
from shapely.errors import GEOSException

from .areas import AreaMeasure
from .errors import ClosureError, OverlayError
from .moving import DEGREE_M
from .overlay import intersect
from .precision import grid_of
from .validity import polygonal

_ALL = object()  # in the place of a category: all of them
ABSOLUTE_M2 = 1e-4
RELATIVE = 1e-9
"""Rounding of coordinates stays below one of the two: the first in small features, the second in enormous ones."""


def hold(name, ids, whole, inside, outside, slack=0.0, unit="m²"):
    """Stop where what is inside and what is outside do not make up a feature.

    Parameters
    ----------
    name : str
        The layer's name, for the message.
    ids : sequence
        What names a feature, one each.
    whole, inside, outside : numpy.ndarray of float64
        Square metres of each feature, or metres.
    slack : array_like of float
        A difference of each feature that is known to be rounding, in the same unit.
    unit : {'m²', 'm'}

    Raises
    ------
    ClosureError
        The difference of a feature is greater than 1e-4 m² (or m), greater than 1e-9 of it, and no rounding.

    Examples
    --------
    >>> hold("parcels", [7], np.array([100.0]), np.array([40.0]), np.array([60.00005]))
    """
    difference = np.abs(inside + outside - whole)
    wrong = open_rows(whole, inside, outside)
    wrong = wrong[~(difference <= slack)[wrong]]
    if len(wrong):
        row = wrong[np.argmax(np.nan_to_num(difference[wrong], nan=np.inf))]
        raise ClosureError(
            f"Layer '{name}', feature {ids[row]}: the parts inside and outside differ from its {whole[row]:.4f} {unit} "
            f"by {difference[row]:.3g} {unit} ({len(wrong)} such features), so no result is written. "
            "Check its geometry, set 'Invalid geometries' to 'repair', or bring the layers to one coordinate system."
        )


def overlaid(a, b, category=None, progress=None):
    """Lay polygons over others and hold pieces and remainder to the whole.

    Parameters
    ----------
    a, b : GeoDataFrame
        As :func:`.overlay.intersect` takes them; ``a.attrs["name"]`` stands in the message.
    category : str, optional
        A field of `b` by which areas are summed, too.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    overlay.Overlay
        With the remainder; features are named by index labels.

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError, ClosureError
    """
    cut = intersect(a, b, category=category, remainder=True, progress=progress)
    return closed(a.attrs.get("name", "?"), cut, a, b, category, progress)


def closed(name, cut, a, b, category=None, progress=None):
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
    progress : callable, optional
        Called with 1 for every feature that is laid over again; may raise :class:`.errors.Cancelled` to stop.

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
    rows = open_rows(whole, cut.features["inside_m2"].to_numpy(), _outside(cut))
    slack = np.zeros(len(whole))
    if len(rows):
        cut, slack[rows] = _again(cut, rows, a, b, category, progress or (lambda fraction: None))
    hold(name, ids, whole, cut.features["inside_m2"].to_numpy(), _outside(cut), slack)
    return cut


def open_rows(whole, inside, outside):
    """Rows that do not close; what is no number does not."""
    difference = np.abs(inside + outside - whole)
    return np.flatnonzero(~((difference <= ABSOLUTE_M2) | (difference <= RELATIVE * np.abs(whole))))


def _outside(cut):
    outside = np.zeros(len(cut.features))
    outside[cut.remainder["a_row"].to_numpy()] = cut.remainder["area_m2"].to_numpy()
    return outside


def _again(cut, rows, a, b, category, report):
    """An overlay with some features computed on a grid; and how far each of these may be off by rounding, in m²."""
    ours, theirs = (np.asarray(frame.geometry.array, dtype=object) for frame in (a, b))
    measure, tree = AreaMeasure(a.crs, a.total_bounds), shapely.STRtree(theirs)
    finest, metres = grid_of(a.total_bounds), unit_m(a.crs)
    ids, features = cut.features.iloc[:, 0].to_numpy(), cut.features.copy()
    pieces, kinds, rests, slack = [], [], [], np.zeros(len(rows))
    for number, row in enumerate(rows):
        report(1.0)
        near = np.sort(tree.query(ours[row], predicate="intersects"))
        kind = b[category].to_numpy(dtype=object)[near] if category else np.full(len(near), None)
        shapes, united, rest, grid = _on_grid(ours[row], theirs[near], kind, finest)
        # A corner moves by less than a step: an area by less than a step all along its edge.
        slack[number] = ours[row].length * grid * metres**2
        area, whole = measure(shapes), features["area_m2"].iloc[row]
        near, kind, shapes, area = (column[area > 0] for column in (near, kind, shapes, area))
        labels, sums = list(united), measure(list(united.values()))
        inside = sums[labels.index(_ALL)]
        features.loc[features.index[row], ["inside_m2", "share_pct"]] = inside, 100 * inside / whole
        named = {"a_id": ids[row], "b_id": b.index.to_numpy()[near]} | ({category: kind} if category else {})
        pieces.append(
            pd.DataFrame(named | {"area_m2": area, "a_row": row, "b_row": near, "geometry": shapes})
        )
        kinds += [
            {"a_id": ids[row], category: label, "area_m2": size, "share_pct": 100 * size / whole}
            for label, size in zip(labels, sums, strict=True)
            if category and label is not _ALL and size > 0
        ]
        rests.append({"a_id": ids[row], "area_m2": measure([rest])[0], "a_row": row, "geometry": rest})
    rests = [rest for rest in rests if rest["area_m2"] > 0]
    cut = replace(
        cut,
        pieces=_swapped(cut.pieces, cut.pieces["a_row"].isin(rows), pd.concat(pieces), ["a_row", "b_row"]),
        features=features,
        categories=_swapped(cut.categories, cut.categories["a_id"].isin(ids[rows]), pd.DataFrame(kinds)),
        remainder=_swapped(cut.remainder, cut.remainder["a_row"].isin(rows), pd.DataFrame(rests), ["a_row"]),
        closure=_worst(features, rests, cut, rows),
    )
    return cut, slack


def _on_grid(shape, others, kind, finest):
    """What a polygon shares with each of the others, with each kind and with all of them, and the rest; the grid."""
    for grid in (finest, 10 * finest, 100 * finest):
        try:
            shapes = polygonal(shapely.intersection(shape, others, grid_size=grid))
            codes, labels = pd.factorize(kind, use_na_sentinel=False)
            united = {
                label: shapely.union_all(shapes[codes == code], grid_size=grid)
                for code, label in enumerate(labels)
            }
            united[_ALL] = shapely.union_all(shapes, grid_size=grid)
            rest = shapely.difference(shape, shapely.union_all(others, grid_size=grid), grid_size=grid)
        except GEOSException as error:
            failed = error
        else:
            return shapes, united, rest, grid
    x, y = shape.bounds[:2]
    raise OverlayError(
        f"Two features near {x:.10g}, {y:.10g} cannot be overlaid ({failed}). "
        "Repair the layers' geometries there and run again."
    ) from failed


def unit_m(crs):
    """Metres in a unit of a coordinate system, at most."""
    return DEGREE_M if crs.is_geographic else crs.axis_info[0].unit_conversion_factor


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
