# SPDX-License-Identifier: GPL-3.0-or-later
"""Two versions of a red line: what was kept, added, removed, and what changed its kind."""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .closure import ABSOLUTE_M2, hold, overlaid
from .conventions import REDUCED_M2
from .errors import CrsMismatchError, MissingFieldError
from .ground import patiently
from .precision import grid_of
from .rules import plain
from .summary import ELSEWHERE
from .validity import polygonal

CHANGES = ("kept", "changed", "removed", "added")
_SPLIT = (shapely.difference, shapely.intersection)
SIDES = {"old": ("kept", "changed", "removed"), "new": ("kept", "changed", "added")}


@dataclass(frozen=True)
class Comparison:
    """How a red line changed.

    Attributes
    ----------
    pieces : GeoDataFrame
        ``change`` (kept, changed, removed, added), ``old_fid``, ``new_fid``, ``old_kind``, ``new_kind``, ``area_m2``.
    totals : dict of str to float
        ``old``, ``new`` and each change, in m²; ``overlap_old`` and ``overlap_new``: ground that a version held
        twice, counted once.
    units : DataFrame
        By unit: ``code``, ``name``, ``old_m2``, ``new_m2``, each change in m², ``difference_m2``, ``difference_pct``,
        ``not_reduced``; a row for every unit, also where nothing lies in it; before the last what lies in no unit,
        where that is more than a square metre; last the total.
    closure_m2 : float
        How far the changes are from adding up to the totals of either version, the worse of both.
    reduced_count : int
        Units whose area is reduced; what lies in no unit is none.
    overlap_units_m2 : float
        Changed or kept area that lies in more than one unit, and counts in each.
    """

    pieces: geopandas.GeoDataFrame
    totals: dict
    units: pd.DataFrame
    closure_m2: float
    reduced_count: int = 0
    overlap_units_m2: float = 0.0

    @property
    def not_reduced(self):
        """Whether the whole area was not reduced."""
        return bool(self.units["not_reduced"].iloc[-1])


def compare(
    old, new, old_kind=None, new_kind=None, units=None, key=None, name=None, tolerance_m2=1.0, progress=None
):
    """Compare two versions of a red line.

    Parameters
    ----------
    old, new : GeoDataFrame
        Valid polygons in one CRS, indexed by feature id. Ground that features of one version share goes to the
        first of them.
    old_kind, new_kind : str, optional
        Columns with the kind of red line; without both nothing changes its kind. The number 1 and the text 1 are
        the same kind, and so are nothing and an empty text.
    units : GeoDataFrame, optional
        Polygons in the same CRS; where they overlap, a place counts in each.
    key, name : str, optional
        Columns of ``units`` with code and name.
    tolerance_m2 : float
        Up to this much less still counts as not reduced: rounding of coordinates. A convention.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Comparison

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError
    ClosureError
        What was kept and what was not do not make up a feature.
    """
    report = progress or (lambda fraction: None)
    _check(old, new, old_kind, new_kind, units, key, name)
    bounds = np.array([old.total_bounds, new.total_bounds])
    measure = AreaMeasure(old.crs, [*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)])
    flat_old, twice_old = once(old, measure, lambda done: report(0.1 * done))
    flat_new, twice_new = once(new, measure, lambda done: report(0.1 + 0.1 * done))
    there = overlaid(flat_old, flat_new, progress=lambda done: report(0.2 + 0.3 * done))
    back = overlaid(flat_new, flat_old, progress=lambda done: report(0.5 + 0.3 * done))
    pieces = _pieces(there, back, old, new, old_kind, new_kind)
    pieces["area_m2"] = measure(np.asarray(pieces.geometry.array, dtype=object))
    by_change = pieces.groupby("change")["area_m2"].sum()
    totals = {change: float(by_change.get(change, 0.0)) for change in CHANGES}
    totals |= {
        "old": float(measure(np.asarray(flat_old.geometry.array, dtype=object)).sum()),
        "new": float(measure(np.asarray(flat_new.geometry.array, dtype=object)).sum()),
        "overlap_old": twice_old,
        "overlap_new": twice_new,
    }
    closure = max(abs(sum(totals[c] for c in changes) - totals[side]) for side, changes in SIDES.items())
    rows, beyond, twice = _by_unit(
        pieces, units, key, name, tolerance_m2, lambda done: report(0.8 + 0.2 * done)
    )
    whole = _unit_row(None, "合计", {c: totals[c] for c in CHANGES}, tolerance_m2)
    reduced = sum(not row["not_reduced"] for row in rows)
    report(1.0)
    return Comparison(pieces, totals, pd.DataFrame([*rows, *beyond, whole]), closure, reduced, twice)


def once(frame, measure, progress=None):
    """Give ground that several features share to the first of them.

    Parameters
    ----------
    frame : GeoDataFrame
        Valid polygons.
    measure : AreaMeasure
    progress : callable, optional

    Returns
    -------
    GeoDataFrame
        The same features without what an earlier one holds; those that hold nothing of their own are left out.
    float
        Square metres that were held more than once.

    Raises
    ------
    ClosureError
        What a feature keeps and what it gives up do not make it up.
    """
    report = progress or (lambda fraction: None)
    shapes = np.asarray(frame.geometry.array, dtype=object).copy()
    first, second = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    earlier = first < second
    first, second = first[earlier], second[earlier]
    shared = patiently(
        lambda: polygonal(shapely.intersection(shapes[first], shapes[second])), lambda done: report(0.0)
    )
    real = shapely.area(shared) > 0
    if not real.any():
        return frame, 0.0
    original, first, second = shapes.copy(), first[real], second[real]
    before, name = measure(original), frame.attrs.get("name", "?")
    rows = np.unique(second)
    for done, row in enumerate(rows):
        report(done / len(rows))
        shapes[row] = _less(original[row], original[first[second == row]], frame.index[row], name, measure)
    flat = frame.set_geometry(geopandas.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    flat = flat[~flat.geometry.is_empty]
    return flat, float(before.sum() - measure(shapes).sum())


def _less(shape, others, label, name, measure):
    """A polygon without others; where borders run a hair apart, on a grid."""
    whole = measure([shape])
    for grid in (None, grid_of(shape.bounds)):
        taken = shapely.union_all(others, grid_size=grid)
        parts = polygonal([operation(shape, taken, grid_size=grid) for operation in _SPLIT])
        kept, given = measure(parts)
        if abs(kept + given - whole[0]) <= ABSOLUTE_M2:
            break
    hold(name, [label], whole, np.array([given]), np.array([kept]))
    return parts[0]


def _check(old, new, old_kind, new_kind, units, key, name):
    for label, frame, fields in (
        ("old", old, [old_kind]),
        ("new", new, [new_kind]),
        ("units", units, [key, name]),
    ):
        if frame is None:
            continue
        if frame.crs != old.crs:
            raise CrsMismatchError("old", old.crs, label, frame.crs)
        for field in filter(None, fields):
            if field not in frame.columns:
                raise MissingFieldError(
                    frame.attrs.get("name", label), field, frame.columns.drop(frame.geometry.name)
                )


def _pieces(there, back, old, new, old_kind, new_kind):
    """Every piece with its change: what both hold, and what only one of them holds."""
    both = pd.DataFrame({"old_fid": there.pieces["a_id"], "new_fid": there.pieces["b_id"]})
    gone = pd.DataFrame({"old_fid": there.remainder["a_id"], "change": "removed"})
    come = pd.DataFrame({"new_fid": back.remainder["a_id"], "change": "added"})
    table = pd.concat([both, gone, come], ignore_index=True)
    for side, frame, field in (("old", old, old_kind), ("new", new, new_kind)):
        fid = f"{side}_fid"
        kind = table[fid].map(frame[field]) if field else None
        table[f"{side}_kind"] = pd.Series(kind, index=table.index, dtype=object)
        table[fid] = table[fid].astype("Int64")
    same = table["old_kind"].map(plain) == table["new_kind"].map(plain)
    if not (old_kind and new_kind):
        same[:] = True
    table["change"] = table["change"].where(table["change"].notna(), np.where(same, "kept", "changed"))
    shapes = np.concatenate(
        [
            np.asarray(part.geometry.array, dtype=object)
            for part in (there.pieces, there.remainder, back.remainder)
        ]
    )
    order = ["change", "old_fid", "new_fid", "old_kind", "new_kind"]
    return geopandas.GeoDataFrame(table[order], geometry=shapes, crs=old.crs)


def _by_unit(pieces, units, key, name, tolerance_m2, report):
    """(rows of the units, row of what lies in none of them, m² that lie in several of them)."""
    rows, beyond, twice = [], [], 0.0
    if units is not None and len(pieces):
        changes = pieces.reset_index(drop=True)
        changes.attrs["name"] = "changes"
        cut = overlaid(changes, units, progress=report)
        twice = max(0.0, float(cut.pieces["area_m2"].sum() - cut.features["inside_m2"].sum()))
        change = pieces["change"].to_numpy()
        parts = pd.DataFrame(
            {
                "unit": np.concatenate([cut.pieces["b_row"], np.full(len(cut.remainder), -1)]),
                "change": np.concatenate([change[cut.pieces["a_row"]], change[cut.remainder["a_row"]]]),
                "area_m2": np.concatenate([cut.pieces["area_m2"], cut.remainder["area_m2"]]),
            }
        )
        table = parts.pivot_table(
            index="unit", columns="change", values="area_m2", aggfunc="sum", fill_value=0.0
        )
        table = table.reindex(index=range(-1, len(units)), columns=CHANGES, fill_value=0.0)
        *sums, rest = [
            dict(zip(CHANGES, map(float, areas), strict=True)) for areas in np.roll(table, -1, axis=0)
        ]
        for row, areas in enumerate(sums):
            code = units[key].iloc[row]
            label = units[name].iloc[row] if name and plain(units[name].iloc[row]) else code
            rows.append(_unit_row(code, label, areas, tolerance_m2))
        # Less is what moving borders between coordinate systems leaves between them.
        if sum(rest.values()) > REDUCED_M2:
            beyond.append(_unit_row(None, ELSEWHERE, rest, tolerance_m2))
    return rows, beyond, twice


def _unit_row(code, name, areas, tolerance_m2):
    before, after = (sum(areas[c] for c in SIDES[side]) for side in ("old", "new"))
    return {
        "code": code,
        "name": name,
        "old_m2": before,
        "new_m2": after,
        **{f"{change}_m2": area for change, area in areas.items()},
        "difference_m2": after - before,
        "difference_pct": 100 * (after - before) / before if before > 0 else np.nan,
        "not_reduced": bool(after >= before - tolerance_m2),
    }
