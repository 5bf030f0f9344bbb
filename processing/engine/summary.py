# SPDX-License-Identifier: GPL-3.0-or-later
"""Conflicts by member unit and by adjacency zone: how many, how much, how judged."""

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .closure import overlaid
from .errors import MissingFieldError
from .linear import inside_of
from .precision import united
from .rules import VERDICTS, plain

_SPECK_M2 = 1.0
ELSEWHERE = "（其他）"
NAMELESS = "（无名称）"
IN_CONFLICT = tuple(verdict for verdict in VERDICTS if verdict not in ("near", "clear"))


def summarise(found, units, key, name=None, layer="unit", progress=None):
    """Sum a conflict check up by units.

    Parameters
    ----------
    found : conflicts.Conflicts
    units : geopandas.GeoDataFrame
        Polygons in the same coordinate system; where they overlap, a place counts in each.
    key, name : str
        Columns with the code and the name of a unit; the code stands for a missing name, ``（无名称）`` for both.
    layer : str
        What the units are: ``unit`` or ``zone``.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    pandas.DataFrame
        A row a unit, in the order of ``units``, and one for what lies in none of them where there is such:
        ``layer``, ``code``, ``name``, ``conflict_count`` (features with a conflict in the unit: one that reaches
        into two units counts in both), ``inside_m2`` (or ``inside_m``, ``inside_count``), ``share_pct`` of the whole
        conflict, and a count for each verdict where there are verdicts.

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
    places.attrs["name"] = found.parcels.attrs.get("name", "parcels")
    row, unit, amount = _by_row(places, units, found.size_column, progress)
    hits = pd.DataFrame({"fid": places["parcel_fid"].to_numpy()[row], "unit": unit, "size": amount})
    hits["verdict"] = _verdict_of(found).reindex(hits["fid"]).to_numpy()
    labels = [
        (record[key], next((record[c] for c in (name, key) if c and plain(record[c])), NAMELESS))
        for _, record in units.drop(columns=units.geometry.name).iterrows()
    ]
    rows = [_row(layer, *label, hits[hits["unit"] == number], found) for number, label in enumerate(labels)]
    if (hits["unit"] == -1).any():
        rows.append(_row(layer, None, ELSEWHERE, hits[hits["unit"] == -1], found))
    return pd.DataFrame(rows, columns=_columns(found))


def total(found):
    """The row of :func:`summarise` for the whole check: every feature once."""
    places = found.parcels.loc[found.parcels["in_conflict"], ["parcel_fid", found.size_column]]
    hits = places.rename(columns={"parcel_fid": "fid", found.size_column: "size"})
    hits["verdict"] = _verdict_of(found).reindex(hits["fid"]).to_numpy()
    return pd.DataFrame([_row("total", None, "合计", hits, found)], columns=_columns(found))


def _columns(found):
    counts = [f"{v}_count" for v in IN_CONFLICT] if "verdict" in found.parcels.columns else []
    return ["layer", "code", "name", "conflict_count", found.size_column, "share_pct", *counts]


def _row(layer, code, name, hits, found):
    size, whole = float(hits["size"].sum()), found.size
    row = {
        "layer": layer,
        "code": code,
        "name": name,
        "conflict_count": int(hits["fid"].nunique()),
        found.size_column: size,
        "share_pct": 100 * size / whole if whole > 0 else 0.0,
    }
    said = hits.drop_duplicates("fid")["verdict"].value_counts()
    return row | {f"{v}_count": int(said.get(v, 0)) for v in IN_CONFLICT}


def _verdict_of(found):
    """Verdict of each feature in conflict, by feature id; None where nothing was judged."""
    hit = found.parcels[found.parcels["in_conflict"]]
    verdict = hit["verdict"].to_numpy() if "verdict" in hit.columns else None
    return pd.Series(verdict, index=hit["parcel_fid"].to_numpy(), dtype=object)


def _by_row(places, units, size, progress):
    """(row of the place, row of the unit or -1, size) of every part of the places."""
    if not len(places):
        return np.array([], int), np.array([], int), np.array([])
    if size == "inside_m2":
        cut = overlaid(places, units, progress=progress)
        rest = cut.remainder
        # Borders that went through two coordinate systems leave specks outside.
        specks = np.minimum(1e-6 * cut.features["area_m2"].to_numpy()[rest["a_row"]], _SPECK_M2)
        rest = rest[rest["area_m2"] > specks]
        parts = [cut.pieces["a_row"], rest["a_row"]]
        sizes = [cut.pieces["area_m2"], rest["area_m2"]]
        unit = [cut.pieces["b_row"], np.full(len(rest), -1)]
    else:
        cut = inside_of(places, units, progress)
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
        merged[code] = united(part) if dimension == 2 else shapely.union_all(part)
    size = np.full(len(fids), np.nan)
    if dimension == 2 and len(fids):
        size = AreaMeasure(crs, pieces.total_bounds)(merged)
    return geopandas.GeoDataFrame({"parcel_fid": fids, "size": size}, geometry=merged, crs=crs)
