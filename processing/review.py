# SPDX-License-Identifier: GPL-3.0-or-later
"""The review of a circle: extent, borders, adjacency zones and red-line conflicts, with their figures."""

from dataclasses import dataclass
from pathlib import Path

import jinja2
import pandas as pd

from .circles import circle_frames
from .engine.adjacency import adjacency
from .engine.conflicts import conflicts
from .engine.units import ha, half_up, km2, mu

TEMPLATES = Path(__file__).parent / "templates"
LAYER_KINDS = {"parcel": "parcel_result"}  # layers of a review whose kind of style has another name
RANK_ZH = {"province": "省界", "prefecture": "市界", "county": "县界"}


@dataclass(frozen=True)
class Review:
    """Layers by name, and the figures that a summary gives.

    Attributes
    ----------
    frames : dict of str to GeoDataFrame
        ``circle``, ``member``, ``border``, ``belt``, and with red lines ``conflict``, ``parcel`` and ``redline``.
    summary : dict
        Ready for JSON; areas and lengths rounded once, units in the names.
    """

    frames: dict
    summary: dict


def review(
    circle, width_m, parcels=None, redlines=None, category=None, parcel_id=None, sample=False, progress=None
):
    """Review a circle.

    Parameters
    ----------
    circle : catalog.Circle
    width_m : float
        Width of the belts on each side of a border, in metres.
    parcels, redlines : GeoDataFrame, optional
        Checked polygons in one CRS; without both, conflicts are not looked for.
    category, parcel_id : str, optional
        As :func:`.engine.conflicts.conflicts` takes them.
    sample : bool
        Whether parcels and red lines are the shipped samples; the summary says so.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise ``Cancelled``.

    Returns
    -------
    Review
    """
    report = progress or (lambda fraction: None)
    outline, members = circle_frames(circle)
    belts = adjacency(
        members, ranks=("province", "prefecture"), width_m=width_m, progress=lambda done: report(0.4 * done)
    )
    frames = {"circle": outline, "member": members, "border": belts.borders, "belt": belts.belts}
    summary = {
        "circle": _circle_figures(circle, outline.iloc[0], members),
        "borders": _border_figures(belts.borders),
        "adjacency_zones": _belt_figures(belts, width_m),
    }
    if parcels is not None and redlines is not None:
        found = conflicts(
            parcels, redlines, category, parcel_id, progress=lambda done: report(0.4 + 0.6 * done)
        )
        frames |= {"conflict": found.pieces, "parcel": found.parcels, "redline": redlines}
        summary["conflicts"] = _conflict_figures(found, parcels, redlines, sample)
    return Review(frames, summary)


def summary_text(summary):
    """The summary as planners read it, in Chinese."""
    environment = jinja2.Environment(  # noqa: S701 (plain text, nothing to escape)
        loader=jinja2.FileSystemLoader(TEMPLATES),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    environment.filters["number"] = lambda value, digits=2: f"{value:,.{digits}f}"
    return environment.get_template("summary.txt.j2").render(
        circle=summary["circle"],
        borders=summary["borders"],
        zones=summary["adjacency_zones"],
        conflicts=summary.get("conflicts"),
        ranks=RANK_ZH,
    )


def _circle_figures(circle, row, members):
    official = circle.official_km2
    return {
        "circle_id": circle.circle_id,
        "name_zh": circle.name_zh,
        "name_en": circle.name_en,
        "status": circle.status,
        "document": circle.document,
        "issuer": circle.issuer,
        "published": circle.published,
        "member_count": len(members),
        "area_km2": half_up(row["area_km2"]),
        "official_km2": official,
        "official_covers": circle.official_covers,
        "ratio": half_up(row["ratio"], 4) if official else None,
    }


def _border_figures(borders):
    by_rank = {
        rank: {"count": len(part), "length_km": half_up(part["length_m"].sum() / 1000)}
        for rank, part in borders.groupby("rank", sort=False)
    }
    order = [rank for rank in RANK_ZH if rank in by_rank]
    return {
        "count": len(borders),
        "length_km": half_up(borders["length_m"].sum() / 1000),
        "by_rank": {rank: by_rank[rank] for rank in order},
    }


def _belt_figures(result, width_m):
    areas = result.belts.groupby(["left", "right"])["area_m2"].sum()
    pairs = [
        {
            "left": row.left,
            "left_name": row.left_name,
            "right": row.right,
            "right_name": row.right_name,
            "rank": row.rank,
            "length_km": half_up(row.length_m / 1000),
            "area_km2": km2(areas[row.left, row.right]),
        }
        for row in result.borders.sort_values("length_m", ascending=False).itertuples()
    ]
    return {"width_m": float(width_m), "covered_km2": km2(result.covered_m2), "pairs": pairs}


def _conflict_figures(found, parcels, redlines, sample):
    by_kind = found.kinds.groupby("kind", dropna=False)["inside_m2"].sum()
    return {
        "sample": sample,
        "parcels": parcels.attrs.get("name"),
        "redlines": redlines.attrs.get("name"),
        "parcel_count": len(parcels),
        "redline_count": len(redlines),
        "conflict_count": found.count,
        "area_m2": half_up(found.area_m2),
        "area_ha": ha(found.area_m2),
        "area_mu": mu(found.area_m2),
        "by_kind": [
            {"kind": None if pd.isna(kind) else str(kind), "area_ha": ha(area), "area_mu": mu(area)}
            for kind, area in by_kind.items()
        ],
        "repaired_count": parcels.attrs.get("repaired", 0) + redlines.attrs.get("repaired", 0),
        "closure_m2": found.closure.worst_m2,
    }
