# SPDX-License-Identifier: GPL-3.0-or-later
"""The figures of a report: plain rows and numbers, rounded once, from one conflict check."""

import numpy as np
import pandas as pd

from ..engine.rules import VERDICTS, plain
from ..engine.units import ha, half_up, mu

SIZE_KEYS = {2: "size_area", 1: "size_length", 0: "size_points"}


def figures(checked, worst=12, avoid_m=0.0, activity=None, parcel_id=None):
    """Gather what a report tells.

    Parameters
    ----------
    checked : redlines.Examined
    worst : int
        How many conflicts are shown on their own, gravest and largest first.
    avoid_m : float
        The avoidance distance of the run.
    activity : str, optional
        Column with the kind of activity.
    parcel_id : str, optional
        Column that names a feature.

    Returns
    -------
    dict
    """
    found = checked.found
    hit = found.parcels[found.parcels["in_conflict"]]
    whole = found.parcels[{2: "area_m2", 1: "length_m", 0: "point_count"}[found.dimension]].sum()
    return {
        "dimension": found.dimension,
        "size_key": SIZE_KEYS[found.dimension],
        "total": len(found.parcels),
        "count": found.count,
        "count_pct": half_up(100 * found.count / max(len(found.parcels), 1)),
        "size": sizes(found.size, found.dimension),
        "size_text": size_text(found.size, found.dimension),
        "size_pct": half_up(100 * found.size / whole) if whole > 0 else 0.0,
        "verdict": min(found.parcels["verdict"].unique(), key=VERDICTS.index, default="clear"),
        "verdicts": _verdicts(found),
        "near_count": int((found.parcels["verdict"] == "near").sum()),
        "undetermined": int((found.parcels["verdict"] == "undetermined").sum()),
        "closure": _power(found.closure.worst_m2) + (" m²" if found.dimension == 2 else " m"),
        "kinds": _kinds(found),
        "units": _sums(checked.summary, "unit", found),
        "zones": _sums(checked.summary, "zone", found),
        "unit_total": _sums(checked.summary, "total", found),
        "worst": _worst(found, hit, worst, activity),
        "worst_left": max(0, found.count - worst),
        "near": _near(found, avoid_m, parcel_id),
        "rules": _rules(checked),
        "small": {"count": len(found.small), "text": size_text(found.small.sum(), found.dimension)},
    }


def sizes(size, dimension):
    """A size as the columns of a table: hectares and 亩, or metres, or a number of points."""
    if dimension == 2:
        return [ha(size), mu(size)]
    return [half_up(size)] if dimension == 1 else [int(size)]


def size_text(size, dimension):
    """A size in words, both languages."""
    if dimension == 2:
        return {"zh": f"共 {ha(size):,.2f} 公顷（{mu(size):,.2f} 亩）", "en": f"{ha(size):,.2f} ha"}
    if dimension == 1:
        return {"zh": f"共 {half_up(size):,.2f} 米", "en": f"{half_up(size):,.2f} m"}
    return {"zh": f"共 {int(size)} 个点", "en": f"{int(size)} points"}


def _verdicts(found):
    # What lies inside below the minimum is no conflict: see "small".
    size = found.parcels[found.size_column].where(found.parcels["in_conflict"], 0)
    table = size.groupby(found.parcels["verdict"]).agg(["size", "sum"])
    hit = [v for v in VERDICTS if v in table.index]
    whole = len(found.parcels)
    return [
        {
            "verdict": verdict,
            "count": int(table.loc[verdict, "size"]),
            "pct": half_up(100 * table.loc[verdict, "size"] / whole),
            "size": sizes(table.loc[verdict, "sum"], found.dimension),
        }
        for verdict in hit
    ]


def _kinds(found):
    in_conflict = found.parcels.loc[found.parcels["in_conflict"], "parcel_fid"]
    kinds = found.kinds[found.kinds["parcel_fid"].isin(in_conflict)]
    if not len(kinds):
        return []
    table = kinds.groupby("kind", dropna=False)[found.size_column].agg(["size", "sum"])
    table = table.sort_values("sum", ascending=False)
    whole = max(float(table["sum"].sum()), 1e-12)
    return [
        {
            "kind": plain(kind) or None,
            "count": int(row["size"]),
            "size": sizes(row["sum"], found.dimension),
            "pct": half_up(100 * row["sum"] / whole),
        }
        for kind, row in table.iterrows()
    ]


def _sums(summary, layer, found):
    part = summary[summary["layer"] == layer]
    if layer != "total":
        part = part.sort_values(found.size_column, ascending=False, kind="stable")
        part = part[(part["conflict_count"] > 0) | (layer == "unit")]
    placed = part[part["code"].notna()]
    part = pd.concat([placed, part[part["code"].isna()]])  # what lies in no unit comes last
    largest = max(float(placed[found.size_column].max()), 1e-12) if len(placed) else float("inf")
    return [
        {
            "code": plain(row["code"]),
            "name": row["name"],
            "count": int(row["conflict_count"]),
            "size": sizes(row[found.size_column], found.dimension),
            "pct": half_up(row["share_pct"]),
            "bar": half_up(100 * row[found.size_column] / largest, 1) if plain(row["code"]) else 0.0,
            "verdicts": {
                v: int(row[f"{v}_count"]) for v in VERDICTS if row.get(f"{v}_count", 0) and v != "clear"
            },
        }
        for _, row in part.iterrows()
    ]


def _worst(found, hit, worst, activity):
    """The gravest conflicts, the largest of them first, with the positions that their drawing needs."""
    grave = hit["verdict"].map(VERDICTS.index)
    order = np.lexsort((-hit[found.size_column].to_numpy(), grave.to_numpy()))[:worst]
    rows = pd.Index(found.parcels["parcel_fid"]).get_indexer(hit["parcel_fid"].iloc[order])
    pieces = found.pieces
    shown = []
    for position, row in zip(rows, hit.iloc[order].itertuples(index=False), strict=True):
        mine = np.flatnonzero((pieces["parcel_fid"] == row.parcel_fid).to_numpy())
        part = pieces.iloc[mine]
        gravest = part.iloc[int(np.argmin(part["verdict"].map(VERDICTS.index).to_numpy()))]
        fact = found.parcels.iloc[position]
        shown.append(
            {
                "row": int(position),
                "pieces": mine,
                "name": plain(gravest["parcel_id"]) or f"#{row.parcel_fid}",
                "kinds": sorted({plain(kind) for kind in part["kind"]} - {""}),
                "activity": plain(fact[found.own(activity)]) if activity else "",
                "verdict": fact["verdict"],
                "rule": plain(fact["rule"]),
                "reason": gravest["reason"],
                "size": sizes(fact[found.size_column], found.dimension),
                "pct": half_up(fact["share_pct"]),
            }
        )
    return shown


def _near(found, avoid_m, parcel_id, most=20):
    if avoid_m <= 0 or "nearest_m" not in found.parcels.columns:
        return []
    near = found.parcels[found.parcels["verdict"] == "near"].sort_values("nearest_m").head(most)
    # Some reach in by less than the minimum.
    reached = found.left_out.drop_duplicates("parcel_fid").set_index("parcel_fid")["redline_fid"]
    return [
        {
            "name": (plain(row[found.own(parcel_id)]) if parcel_id else "") or f"#{row['parcel_fid']}",
            "distance": half_up(row["nearest_m"]),
            "redline": plain(row["nearest_fid"]) or plain(reached.get(row["parcel_fid"])),
        }
        for _, row in near.drop(columns=near.geometry.name).iterrows()
    ]


def _power(value):
    """A tiny number as people write it.

    Examples
    --------
    >>> _power(2.6e-7), _power(0)
    ('2.6 × 10⁻⁷', '0')
    """
    if value == 0:
        return "0"
    digits, exponent = f"{value:.1e}".split("e")
    raised = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{digits} × 10{raised}"


def _rules(checked):
    applied = checked.found.pieces["rule"].value_counts()
    return [
        {
            "rule": rule.rule,
            "zone": rule.zone,
            "activity": rule.activity_name or rule.activity,
            "verdict": rule.verdict,
            "limited_no": rule.limited_no,
            "reason": rule.reason,
            "source": rule.source,
            "mark": rule.mark,
            "applied": int(applied.get(rule.rule, 0)),
        }
        for rule in checked.table
    ]
