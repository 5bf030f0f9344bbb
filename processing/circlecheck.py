# SPDX-License-Identifier: GPL-3.0-or-later
"""The check of circles as layers and as a page: one row a circle, its members, its enclaves."""

from dataclasses import dataclass
from pathlib import Path

import geopandas
import jinja2
import numpy as np
import pandas as pd

from ..layers import catalog
from .engine.circlecheck import check_circle
from .engine.moving import moved
from .engine.units import half_up
from .ownunits import own_units
from .unitlist import Entry

TEMPLATES = Path(__file__).parent / "templates"
STATUSES = {"official": "正式印发", "announced": "已公布范围", "provisional": "暂定", "own": "自定义"}
VERDICTS = {"ok": "相符", "flagged": "相差超过容差", "no_figure": "无公布面积"}


@dataclass(frozen=True)
class Checks:
    """Figures of the circles that were checked.

    Attributes
    ----------
    circles, members, enclaves : geopandas.GeoDataFrame
        EPSG:4490; see :func:`check_circles`.
    """

    circles: geopandas.GeoDataFrame
    members: geopandas.GeoDataFrame
    enclaves: geopandas.GeoDataFrame


def check_circles(circles, layer=None, code_field=None, tolerance=0.05, progress=None):
    """Check circles of the catalog.

    Parameters
    ----------
    circles : list of catalog.Circle
    layer : geopandas.GeoDataFrame, optional
        The planner's own units, checked polygons in any CRS; the shipped ones without.
    code_field : str, optional
        Its field with six-digit codes.
    tolerance : float
        Largest distance of the ratio from 1 that passes.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise ``Cancelled``.

    Returns
    -------
    Checks
        ``circles``: ``circle_id``, ``name_zh``, ``status``, ``units``, ``checked_units``, ``left_out`` (members that
        the plan takes in part or not for certain), ``area_km2``, ``checked_km2``, ``official_km2``, ``ratio``,
        ``verdict`` ('ok', 'flagged', 'no_figure'), ``contiguous``, ``components``, ``parts``, ``enclaves``,
        ``enclave_list``, ``official_covers``, ``document``, ``note``. ``members``: those of the circle with
        ``checked``. ``enclaves``: ``circle_id``, ``adcode``, ``name_zh``, ``area_km2``.

    Raises
    ------
    ParameterError
        If the planner's layer lacks members, each named.
    """
    report = progress or (lambda fraction: None)
    counties = catalog.read("county")
    rows, members, enclaves = [], [], []
    for done, circle in enumerate(circles, 1):
        units = _members(circle, layer, code_field)
        found = check_circle(units, circle.official_km2, units["coverage"] == "full", counties, tolerance)
        rows.append(_row(circle, units, found))
        units["checked"] = units["coverage"] == "full"
        members.append(units)
        enclaves.append(found.enclaves.assign(circle_id=circle.circle_id))
        report(done / len(circles))
    outlines = [row.pop("outline") for row in rows]
    columns = ["circle_id", "adcode", "name_zh", "area_km2", "geometry"]
    return Checks(
        geopandas.GeoDataFrame(rows, geometry=outlines, crs=counties.crs),
        pd.concat(members, ignore_index=True),
        pd.concat(enclaves, ignore_index=True)[columns],
    )


def page(checks, tolerance):
    """The check as an HTML page in Chinese."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), undefined=jinja2.StrictUndefined, autoescape=True
    )
    environment.filters["number"] = lambda value, digits=0: f"{half_up(value, digits):,.{digits}f}"
    table = pd.DataFrame(checks.circles.drop(columns="geometry"))
    return environment.get_template("check_circle.html.j2").render(
        rows=table.astype(object).where(table.notna(), None).to_dict("records"),
        verdicts=VERDICTS,
        statuses=STATUSES,
        tolerance=tolerance,
    )


def _members(circle, layer, code_field):
    """Members of a circle in EPSG:4490 with ``coverage``: shipped, or from the planner's layer."""
    if layer is None:
        return catalog.read("member", circle.circle_id)
    facts = catalog.members(circle.circle_id)
    entries = [Entry(f"member {m.name_zh}", m.adcode) for m in facts]
    units = moved(own_units(layer, code_field, None, entries).frame, "EPSG:4490").reset_index(drop=True)
    coverage = {m.adcode: m.coverage for m in facts}
    return units.assign(circle_id=circle.circle_id, coverage=units["adcode"].map(coverage))


def _row(circle, units, found):
    left_out = units[units["coverage"] != "full"]
    verdict = "no_figure" if np.isnan(found.ratio) else "flagged" if found.flagged else "ok"
    return {
        "circle_id": circle.circle_id,
        "name_zh": circle.name_zh,
        "name_en": circle.name_en,
        "status": circle.status,
        "units": len(units),
        "checked_units": len(units) - len(left_out),
        "left_out": "、".join(left_out["name_zh"]),
        "area_km2": found.area_km2,
        "checked_km2": found.checked_km2,
        "official_km2": np.nan if circle.official_km2 is None else circle.official_km2,
        "ratio": found.ratio,
        "verdict": verdict,
        "contiguous": "yes" if found.components == 1 else "no",
        "components": found.components,
        "parts": found.parts,
        "enclaves": len(found.enclaves),
        "enclave_list": found.enclave_list,
        "official_covers": circle.official_covers,
        "document": circle.document,
        "note": circle.note,
        "outline": found.outline,
    }
