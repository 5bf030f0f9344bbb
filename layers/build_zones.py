# SPDX-License-Identifier: GPL-3.0-or-later
"""Geometry of the cooperation zones: belts along shared borders, strips around named waters."""

from dataclasses import dataclass, replace

import numpy as np
import pyproj
import shapely

from .build_units import GRID_DEGREES

BELT_M = 5000.0
"""Width of a zone's belt on each side of the shared border. Plans name no width; this one is indicative."""


@dataclass(frozen=True)
class Country:
    """Units and their borders, looked up by code."""

    codes: list
    names: dict
    prefectures: dict
    """County code -> code of its prefecture-level unit."""
    shapes: dict
    borders: dict
    """(code, code), smaller first -> shared border."""
    lengths_m: dict


@dataclass(frozen=True)
class Found:
    """What became of a zone."""

    geometry: object
    kind: str
    note: str
    width_m: float | None = None
    border_m: float | None = None
    pairs: str = ""


def _local(geometry):
    """Transverse Mercator on the ellipsoid of CGCS2000 through the middle of a geometry, and back."""
    middle = shapely.get_coordinates(shapely.centroid(shapely.envelope(geometry)))[0, 0]
    flat = pyproj.CRS.from_proj4(f"+proj=tmerc +lon_0={middle} +ellps=GRS80 +units=m")
    there = pyproj.Transformer.from_crs("EPSG:4490", flat, always_xy=True)

    def forth(xy):
        return np.column_stack(there.transform(xy[:, 0], xy[:, 1]))

    def back(xy):
        return np.column_stack(there.transform(xy[:, 0], xy[:, 1], direction="INVERSE"))

    return forth, back


def strip(geometry, width_m, within=None):
    """Everything within a distance of a geometry in degrees, cut to ``within``; back on the grid."""
    forth, back = _local(geometry)
    wide = shapely.buffer(shapely.transform(geometry, forth), width_m, quad_segs=16)
    wide = shapely.transform(shapely.simplify(wide, width_m / 500), back)
    if within is not None:
        wide = shapely.intersection(wide, within)
    wide = shapely.set_precision(wide, GRID_DEGREES)
    parts = shapely.get_parts(wide)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])


def expand(country, codes):
    """County codes of a side: itself, or every county of a prefecture (…00)."""
    found = []
    for code in codes:
        if code in country.shapes:
            found.append(code)
        else:
            found += [c for c in country.codes if country.prefectures[c] == code]
    return found


def _belt(country, side_a, side_b, named):
    left, right = set(side_a), set(side_b)
    touching = [pair for pair in country.borders if _between(pair, left, right)]
    if not touching:
        return Found(None, "none", "双方不相邻，无共同边界")
    line = shapely.union_all([country.borders[pair] for pair in touching])
    at_border = {code for pair in touching for code in pair}
    around = shapely.buffer(shapely.box(*line.bounds), 2 * BELT_M / 1e5)
    near = [country.shapes[code] for code in country.codes if code in left or code in right]
    units = [shape for shape in near if shapely.intersects(shape, around)]
    note = f"共同边界两侧各{BELT_M / 1000:g}公里，宽度为示意"
    apart = [country.names[code] for code in named if code in country.names and code not in at_border]
    if apart:
        note += f"；不在共同边界上：{'、'.join(apart)}"
    return Found(
        strip(line, BELT_M, shapely.coverage_union_all(units)),
        "belt",
        note,
        BELT_M,
        round(sum(country.lengths_m[pair] for pair in touching), 1),
        ";".join(f"{a}-{b}" for a, b in touching),
    )


def _between(pair, side_a, side_b):
    return (pair[0] in side_a and pair[1] in side_b) or (pair[1] in side_a and pair[0] in side_b)


def around_water(place, water, within):
    """The waters that a zone is tied to, with a strip along their shores.

    Parameters
    ----------
    place : dict
        A row of zone_places.csv; its ``water`` names one or, with a semicolon between, more.
    water : dict
        Chinese name -> polygons of the shipped waters.
    within : polygon
        The circle, to which rivers are cut.

    Raises
    ------
    KeyError
        A water is in no shipped layer.
    """
    names = place["water"].split(";")
    shape = shapely.union_all([water[name] for name in names])
    width = float(place["width_m"])
    given = "宽度为规划所定" if place["confidence"] == "A" else "宽度为示意"
    note = f"{'、'.join(names)}及岸线外{width / 1000:g}公里，{given}"
    kind = "river" if place["clip"] else "lake"
    return Found(strip(shape, width, within if place["clip"] else None), kind, note, width)


def locate(zone, country, members, water, place=None):
    """Geometry of one zone and how it came about.

    Parameters
    ----------
    zone : dict
        A row of zones.csv.
    country : Country
    members : polygon
        The circle of the zone, to which river strips are cut.
    water : dict
        Chinese name -> polygons of the shipped waters.
    place : dict, optional
        The row of zone_places.csv that ties the zone to a water, or says that it is an enclave. A zone tied
        to a water under another licence (water_odbl) keeps its belt here.

    Returns
    -------
    Found
        Geometry None where there is nothing to draw; the note says why.
    """
    if place is not None and place["how"] == "enclave":
        return Found(None, "enclave", place["note"])
    if place is not None and place["how"] == "water":
        return around_water(place, water, members)
    side_a = expand(country, _codes(zone["side_a"]))
    side_b = expand(country, _codes(zone["side_b"]))
    if not side_a:
        return Found(None, "none", "规划未指明行政单元")
    if zone["side_b"] == "*":
        side_b = [code for code in country.codes if code not in set(side_a)]
    if side_b:
        found = _belt(country, side_a, side_b, _codes(zone["side_a"]) + _codes(zone["side_b"]))
        if place is not None and place["how"] == "water_odbl":
            return replace(found, note=f"{found.note}；{place['water']}湖面及沿岸另见图层 zone_lake")
        return found
    shape = shapely.coverage_union_all([country.shapes[code] for code in side_a])
    return Found(shapely.multipolygons(shapely.get_parts(shape)), "unit", "规划只指明一方，图形为该单元全域")


def _codes(text):
    return [code for code in text.split(";") if code.isdigit()]
