# SPDX-License-Identifier: GPL-3.0-or-later
"""Build circles.gpkg from the source tables and the pinned packages.

Run at the root of the repository: ``dev/qgis python3 -m layers.build``
"""

import csv
import subprocess
import sys
from pathlib import Path

import numpy as np
import shapely
from pyproj import Geod

from . import build_names, build_units, build_write
from .build_fields import DOMAINS, FIELDS

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "sources"
_GEOD = Geod(ellps="GRS80")


def data_folder():
    """The folder of the pinned packages, fetched where it is not there yet."""
    run = subprocess.run([HERE.parent / "dev" / "data"], check=True, stdout=subprocess.PIPE, text=True)  # noqa: S603
    return Path(run.stdout.strip())


def table(name):
    """Rows of a source table."""
    with (SOURCES / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def areas_km2(geometries):
    """Areas on the ellipsoid of CGCS2000, km², edges as geodesics."""
    oriented = shapely.reverse(shapely.normalize(np.asarray(geometries)))
    return np.array([abs(_GEOD.geometry_area_perimeter(g)[0]) / 1e6 for g in oriented])


def build(file, data):
    """Write every boundary layer into one GeoPackage."""
    counties, shapes = build_units.counties(data)
    names = counties["name_zh"].tolist()
    counties["name_en"] = build_names.english_names(names, ["county"] * len(names), data, SOURCES)
    counties["adcode"] = counties["adcode"].astype(str)
    area = areas_km2(shapes)
    by_code = {code: i for i, code in enumerate(counties["adcode"])}

    circles, members = table("circles.csv"), table("members.csv")
    in_circle = {row["adcode"] for row in members}
    county_rows = [
        row | {"area_km2": round(km2, 3), "scale": "full"}
        for row, km2 in zip(counties.to_dict("records"), area, strict=True)
    ]
    keep = [i for i, row in enumerate(county_rows) if row["adcode"] in in_circle]
    facts = {row["circle_id"]: row for row in circles}
    member_rows = [
        _member(row, facts[row["circle_id"]], county_rows[by_code[row["adcode"]]]) for row in members
    ]
    circle_rows, circle_shapes = [], []
    for row in circles:
        at = [by_code[m["adcode"]] for m in members if m["circle_id"] == row["circle_id"]]
        outline = shapely.coverage_union_all(shapes[at])
        circle_shapes.append(outline)
        km2 = areas_km2([outline])[0]
        circle_rows.append(_circle(row, at, km2, members, area, by_code))
    build_write.write(
        file,
        layers=[
            _layer("circle", circle_rows, circle_shapes),
            _layer("county", [county_rows[i] for i in keep], shapes[keep]),
        ],
        views=[
            build_write.View(
                "member",
                "成员单位",
                "都市圈成员单位（按范围重复）",
                FIELDS["member"],
                member_rows,
                "county",
                "adcode",
            )
        ],
        domains=DOMAINS,
    )


def _layer(name, rows, shapes):
    titles = {"circle": ("都市圈", "都市圈范围"), "county": ("县级单元", "县级行政单元")}
    return build_write.Layer(name, *titles[name], FIELDS[name], rows, list(shapes))


def _member(row, circle, county):
    carried = {k: circle[k] for k in ("document", "issuer", "published", "status")}
    return (
        row
        | carried
        | {
            "name_en": county["name_en"],
            "official_km2": float(circle["official_km2"]) if circle["official_km2"] else None,
            "area_km2": county["area_km2"],
            "scale": county["scale"],
        }
    )


def _circle(row, at, km2, members, area, by_code):
    full = [
        by_code[m["adcode"]]
        for m in members
        if m["circle_id"] == row["circle_id"] and m["coverage"] == "full"
    ]
    checked = float(area[full].sum())
    official = float(row["official_km2"]) if row["official_km2"] else None
    return row | {
        "gk3_epsg": int(row["gk3_epsg"]),
        "official_km2": official,
        "units": len(at),
        "area_km2": round(float(km2), 3),
        "checked_km2": round(checked, 3),
        "ratio": round(checked / official, 4) if official else None,
        "scale": "full",
    }


if __name__ == "__main__":
    build(HERE / "circles.gpkg", data_folder())
    sys.stdout.write(f"{HERE / 'circles.gpkg'}\n")
