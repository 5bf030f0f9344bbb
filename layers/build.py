# SPDX-License-Identifier: GPL-3.0-or-later
"""Build circles.gpkg and zone_lakes_odbl.gpkg from the source tables and the pinned packages.

Run at the root of the repository: ``dev/qgis python3 -m layers.build``
"""

import csv
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import shapely

from . import build_borders, build_circles, build_names, build_scales, build_units, build_write, build_zones
from .adcodes import border_rank
from .build_fields import DOMAINS, FIELDS, TITLES
from .build_waters import named_waters

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
STYLES = HERE.parent / "styles" / "symbology"
ODBL = "ODbL 1.0, © OpenStreetMap contributors"


@dataclass(frozen=True)
class Units:
    """Every county of the country at full detail."""

    rows: list
    codes: list
    names: list
    shapes: np.ndarray
    km2: np.ndarray
    pairs: list
    """Positions of units that share a border."""
    by_code: dict


def data_folder():
    """The folder of the pinned packages, fetched where it is not there yet."""
    run = subprocess.run([HERE.parent / "dev" / "data"], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return Path(run.stdout.strip())


def table(name):
    """Rows of a source table."""
    with (SOURCES / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def load_units(data):
    """Counties of the pinned packages with names, areas and neighbours."""
    counties, shapes = build_units.counties(data)
    for column in ("adcode", "prefecture_code", "province_code"):
        counties[column] = counties[column].astype(str)
    names = counties["name_zh"].tolist()
    counties["name_en"] = build_names.english_names(names, ["county"] * len(names), data, SOURCES)
    km2 = build_circles.areas_km2(shapes)
    counties["area_km2"] = km2.round(3)
    codes = counties["adcode"].tolist()
    pairs, _ = build_borders.shared_borders(shapes)
    return Units(
        counties.to_dict("records"),
        codes,
        names,
        shapes,
        km2,
        [tuple(pair) for pair in pairs.tolist()],
        {code: i for i, code in enumerate(codes)},
    )


def circle_layers(units, circles, members):
    """The circle and group layers, and the table of members."""
    facts = {row["circle_id"]: row for row in circles}
    rows, outlines = [], []
    for row in circles:
        own = [member for member in members if member["circle_id"] == row["circle_id"]]
        at = [units.by_code[member["adcode"]] for member in own]
        outlines.append(shapely.coverage_union_all(units.shapes[at]))
        rows.append(build_circles.circle_row(row, own, at, outlines[-1], units))
    member_rows = [
        build_circles.member_row(row, facts[row["circle_id"]], units.rows[units.by_code[row["adcode"]]])
        for row in members
    ]
    group_rows, group_shapes = build_circles.groups(members, units.by_code, units.shapes)
    return (
        layer("circle", rows, outlines),
        layer("group", group_rows, group_shapes),
        build_write.Table("member_row", FIELDS["member"][:-1], member_rows, "adcode"),
    )


def unit_layers(units, coarse, inside, data):
    """County and border layers, circles in full detail; prefecture and province layers generalised."""
    shapes = build_scales.generalise(units.shapes, "1m", keep=inside)
    counties = [row | {"scale": "full" if k else "1m"} for row, k in zip(units.rows, inside, strict=True)]
    return [
        layer("county", counties, shapes),
        _dissolved("prefecture", "prefecture_code", units, coarse, data),
        _dissolved("province", "province_code", units, coarse, data),
        _borders(units, shapes, inside),
    ]


def _dissolved(level, code, units, shapes, data):
    positions = {}
    for i, row in enumerate(units.rows):
        positions.setdefault(row[code], []).append(i)
    first = [units.rows[at[0]] for at in positions.values()]
    names = [row[level] for row in first]
    english = build_names.english_names(names, [level] * len(names), data, SOURCES)
    outlines = [shapely.coverage_union_all(shapes[at]) for at in positions.values()]
    rows = [
        {
            "adcode": key,
            "name_zh": row[level],
            "name_en": name_en,
            "province": row["province"],
            "province_code": row["province_code"],
            "units": len(at),
            "area_km2": round(float(units.km2[at].sum()), 3),
            "scale": "1m",
        }
        for (key, at), row, name_en in zip(positions.items(), first, english, strict=True)
    ]
    order = sorted(range(len(rows)), key=lambda i: rows[i]["adcode"])
    return layer(level, [rows[i] for i in order], [outlines[i] for i in order])


def _borders(units, shapes, inside):
    pairs, lines = build_borders.shared_borders(shapes)
    lengths = build_borders.lengths_m(lines)
    rows = []
    for (a, b), length in zip(pairs.tolist(), lengths, strict=True):
        one, two = units.rows[a], units.rows[b]
        sides = {
            f"{key}_{side}": row[key]
            for side, row in (("a", one), ("b", two))
            for key in ("adcode", "name_zh", "prefecture", "province")
        }
        rows.append(
            sides
            | {
                "rank": border_rank(one["adcode"], two["adcode"]),
                "length_m": round(float(length), 1),
                "scale": "full" if inside[a] or inside[b] else "1m",
            }
        )
    return layer("border", rows, lines, "line")


def zone_layers(units, zones, members):
    """Every cooperation zone of the plans, located where it can be; lakes under the ODbL by themselves."""
    pairs, lines = build_borders.shared_borders(units.shapes)
    keys = [(units.codes[a], units.codes[b]) for a, b in pairs.tolist()]
    country = build_zones.Country(
        units.codes,
        dict(zip(units.codes, units.names, strict=True)),
        {row["adcode"]: row["prefecture_code"] for row in units.rows},
        dict(zip(units.codes, units.shapes, strict=True)),
        dict(zip(keys, lines, strict=True)),
        dict(zip(keys, build_borders.lengths_m(lines), strict=True)),
    )
    water, open_water = named_waters("base.gpkg"), named_waters("lakes_odbl.gpkg")
    tied = {row["zone_id"]: row for row in table("zone_places.csv")}
    found, lakes = [], []
    for zone in zones:
        own = [units.by_code[m["adcode"]] for m in members if m["circle_id"] == zone["circle_id"]]
        outline = shapely.coverage_union_all(units.shapes[own])
        place = tied.get(zone["zone_id"])
        found.append((zone, build_zones.locate(zone, country, outline, water, place)))
        if place is not None and place["how"] == "water_odbl":
            lakes.append((zone, build_zones.around_water(place, open_water, outline)))
    return _zones("zone", found), _zones("zone_lake", lakes)


def _zones(name, found):
    rows = []
    for zone, located in found:
        km2 = [] if located.geometry is None else build_circles.areas_km2([located.geometry])
        rows.append(
            zone
            | {
                "geometry_kind": located.kind,
                "geometry_note": located.note,
                "width_m": located.width_m,
                "border_m": located.border_m,
                "pairs": located.pairs,
                "area_km2": round(float(km2[0]), 3) if len(km2) else None,
                "licence": ODBL,
            }
        )
    return layer(name, rows, [located.geometry for _, located in found])


def styles(names):
    """Default style of each layer that has one among the styles of the plugin."""
    found = []
    for name in names:
        file = STYLES / f"{name.split('_')[0]}.qml"
        if file.is_file():
            found.append((name, file.read_text(encoding="utf-8")))
    return found


def layer(name, rows, shapes, shape="polygon"):
    """A layer of the package with its title, description and columns."""
    return build_write.Layer(name, *TITLES[name], FIELDS[name], rows, list(shapes), shape)


def build(folder, data):
    """Write the boundary layers into ``folder``: circles.gpkg, and zone_lakes_odbl.gpkg."""
    units = load_units(data)
    circles, members, zones = table("circles.csv"), table("members.csv"), table("zones.csv")
    in_circle = {row["adcode"] for row in members}
    inside = np.array([code in in_circle for code in units.codes])
    circle, group, member = circle_layers(units, circles, members)
    zone, lake = zone_layers(units, zones, members)
    scales = {scale: build_scales.generalise(units.shapes, scale) for scale in build_scales.TOLERANCE_DEGREES}
    layers = [circle, group, zone, *unit_layers(units, scales["1m"], inside, data)]
    views = [_member_view("member", "county")]
    for scale, shapes in scales.items():
        rows = [row | {"scale": scale} for row, kept in zip(units.rows, inside, strict=True) if kept]
        layers.append(layer(f"unit_{scale}", rows, shapes[inside]))
        views.append(_member_view(f"member_{scale}", f"unit_{scale}"))
    shown = [*(item.name for item in layers), *(view.name for view in views)]
    build_write.write(folder / "circles.gpkg", layers, [member], views, DOMAINS, styles(shown))
    build_write.write(
        folder / "zone_lakes_odbl.gpkg",
        [lake],
        domains=DOMAINS,
        styles=styles(["zone_lake"]),
    )


def _member_view(name, of):
    return build_write.View(name, *TITLES[name], FIELDS["member"], "member_row", of, "adcode", ("scale",))


if __name__ == "__main__":
    build(HERE, data_folder())
    sys.stdout.write(f"{HERE / 'circles.gpkg'}\n{HERE / 'zone_lakes_odbl.gpkg'}\n")
