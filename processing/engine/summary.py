# SPDX-License-Identifier: GPL-3.0-or-later
"""Conflicts by member unit and by adjacency zone: how many, how much, how judged."""

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .errors import MissingFieldError
from .linear import inside_of
from .overlay import intersect
from .rules import VERDICTS

ELSEWHERE = "（其他）"


def summarise(found, units, key, name=None, layer="unit"):
    """Sum a conflict check up by units.

    Parameters
    ----------
    found : conflicts.Conflicts
    units : geopandas.GeoDataFrame
        Polygons in the same coordinate system; where they overlap, a place counts in each.
    key, name : str
        Columns with the code and the name of a unit; the code stands for a missing name.
    layer : str
        What the units are: ``unit`` or ``zone``.

    Returns
    -------
    pandas.DataFrame
        A row a unit, in the order of ``units``, one for what lies in none of them where there is such, and a
        total: ``layer``, ``code``, ``name``, ``conflict_count`` (features with a conflict in the unit: one that reaches
        into two units counts in both, once in the total), ``inside_m2`` or ``inside_m``, ``share_pct`` of the
        total, and a count for each verdict where there are verdicts.

    Raises
    ------
    MissingFieldError
    """
    for column in filter(None, (key, name)):
        if column not in units.columns:
            raise MissingFieldError(
                units.attrs.get("name", layer), column, units.columns.drop(units.geometry.name)
            )
    places = found.places()
    size = found.size_column
    row, unit, amount = _by_row(places, units, size)
    fid = places["parcel_fid"].to_numpy()[row]
    hits = pd.DataFrame({"fid": fid, "unit": unit, size: amount})
    verdict = None
    if "verdict" in found.parcels.columns:
        verdict = found.parcels.set_index("parcel_fid")["verdict"]
    total = float(amount.sum()) if not len(places) else float(places["size"].sum())
    rows = []
    for number in range(len(units)):
        mine = hits[hits["unit"] == number]
        record = units.iloc[number]
        label = record[name] if name else record[key]
        rows.append(_row(layer, record[key], label, mine, size, total, verdict))
    beyond = hits[hits["unit"] == -1]
    if len(beyond):
        rows.append(_row(layer, None, ELSEWHERE, beyond, size, total, verdict))
    whole = pd.DataFrame({"fid": places["parcel_fid"], size: places["size"]})
    rows.append(_row("total", None, "合计", whole, size, total, verdict))
    table = pd.DataFrame(rows)
    for column in table.columns[table.columns.str.endswith("_count")]:
        table[column] = table[column].astype("int64")
    return table


def _row(layer, code, name, hits, size, total, verdict):
    row = {
        "layer": layer,
        "code": code,
        "name": name,
        "conflict_count": hits["fid"].nunique(),
        size: float(hits[size].sum()),
    }
    row["share_pct"] = 100 * row[size] / total if total > 0 else 0.0
    if verdict is not None:
        said = verdict.reindex(hits["fid"].unique())
        row |= {f"{v}_count": int((said == v).sum()) for v in VERDICTS if v not in ("near", "clear")}
    return row


def _by_row(places, units, size):
    """(row of the place, row of the unit or -1, size) of every part of the places."""
    if not len(places):
        return np.array([], int), np.array([], int), np.array([])
    if size == "inside_m2":
        cut = intersect(places, units, remainder=True)
        rest = cut.remainder
        # Rounding leaves specks outside; a place that a unit covers whole has no remainder.
        rest = rest[rest["area_m2"] > 1e-6 * cut.features["area_m2"].to_numpy()[rest["a_row"]]]
        parts = [cut.pieces["a_row"], rest["a_row"]]
        sizes = [cut.pieces["area_m2"], rest["area_m2"]]
        unit = [cut.pieces["b_row"], np.full(len(rest), -1)]
    else:
        cut = inside_of(places, units)
        beyond = np.flatnonzero(cut.outside > 1e-6 * cut.whole)
        parts = [cut.pieces["a_row"], beyond]
        sizes = [cut.pieces["size"], cut.outside[beyond]]
        unit = [cut.pieces["b_row"], np.full(len(beyond), -1)]
    return np.concatenate(parts), np.concatenate(unit), np.concatenate(sizes)


def dissolve(pieces, dimension, crs):
    """One place a feature: the union of its pieces.

    Parameters
    ----------
    pieces : geopandas.GeoDataFrame
        With ``parcel_fid``.
    dimension : int
        2 for areas, 1 for lines, 0 for points.
    crs : anything pyproj takes

    Returns
    -------
    geopandas.GeoDataFrame
        ``parcel_fid``, ``size`` (m² of areas only; NaN otherwise), geometry.
    """
    codes, fids = pd.factorize(pieces["parcel_fid"])
    shapes = np.asarray(pieces.geometry.array, dtype=object)
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    merged = np.empty(len(fids), dtype=object)
    stops = np.append(starts, len(order))[1:]
    for code, (start, stop) in enumerate(zip(starts, stops, strict=True)):
        part = shapes[order[start:stop]]
        merged[code] = part[0] if len(part) == 1 else shapely.union_all(part)
    size = np.full(len(fids), np.nan)
    if dimension == 2 and len(fids):
        size = AreaMeasure(crs, pieces.total_bounds)(merged)
    return geopandas.GeoDataFrame({"parcel_fid": fids, "size": size}, geometry=merged, crs=crs)
