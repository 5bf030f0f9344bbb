# SPDX-License-Identifier: GPL-3.0-or-later
"""Rows of the circle, member and group layers, and the figures that check a circle."""

import numpy as np
import shapely
from pyproj import Geod

_GEOD = Geod(ellps="GRS80")


def areas_km2(geometries):
    """Areas on the ellipsoid of CGCS2000, km², edges as geodesics."""
    turned = shapely.reverse(shapely.normalize(np.asarray(geometries)))
    return np.array([abs(_GEOD.geometry_area_perimeter(g)[0]) / 1e6 for g in turned])


def components(count, pairs):
    """Number of groups of units that hang together by shared borders."""
    root = list(range(count))

    def find(i):
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    for a, b in pairs:
        root[find(a)] = find(b)
    return len({find(i) for i in range(count)})


def enclaves(outline, at, shapes, names):
    """Land of other units inside a circle: "name area km²" each, largest first.

    Holes of the outline are real: another unit's land enclosed by the circle. Water or sea that no unit
    has is named 无单元.
    """
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(outline) for ring in part.interiors]
    if not holes:
        return []
    inside = set(at)
    tree = shapely.STRtree(shapes)
    found = []
    for hole in holes:
        left = hole
        for i in sorted(tree.query(hole, predicate="intersects").tolist()):
            if i in inside:
                continue
            piece = shapely.intersection(shapes[i], hole)
            if shapely.area(piece) > 0:
                found.append((names[i], float(areas_km2([piece])[0])))
                left = shapely.difference(left, shapes[i])
        if shapely.area(left) > 1e-8:
            found.append(("无单元", float(areas_km2([left])[0])))
    return sorted(found, key=lambda item: (-item[1], item[0]))


def circle_row(row, members, at, outline, units):
    """Attributes of one scope.

    Parameters
    ----------
    row : dict
        From circles.csv.
    members : list of dict
        Its rows of members.csv; ``at`` has their positions among the units.
    outline : polygon
    units : Units
        All counties at full detail (see build.py).
    """
    full = [i for i, member in zip(at, members, strict=True) if member["coverage"] == "full"]
    checked = float(units.km2[full].sum())
    official = float(row["official_km2"]) if row["official_km2"] else None
    place = {i: k for k, i in enumerate(at)}
    inner = [(place[a], place[b]) for a, b in units.pairs if a in place and b in place]
    pieces = enclaves(outline, at, units.shapes, units.names)
    return row | {
        "gk3_epsg": int(row["gk3_epsg"]),
        "official_km2": official,
        "units": len(at),
        "area_km2": round(float(areas_km2([outline])[0]), 3),
        "checked_km2": round(checked, 3),
        "ratio": round(checked / official, 4) if official else None,
        "parts": len(shapely.get_parts(outline)),
        "components": components(len(at), inner),
        "contiguous": "yes" if components(len(at), inner) == 1 else "no",
        "enclaves": len(pieces),
        "enclave_list": "；".join(f"{name} {km2:.3f} km²" for name, km2 in pieces),
        "scale": "full",
    }


def member_row(row, circle, county):
    """Attributes of one member: its own facts, its circle's document, its unit's names and area."""
    carried = {key: circle[key] for key in ("document", "issuer", "published", "status")}
    return (
        row
        | carried
        | {
            "name_en": county["name_en"],
            "official_km2": float(circle["official_km2"]) if circle["official_km2"] else None,
            "area_km2": county["area_km2"],
        }
    )


def groups(members, by_code, shapes):
    """Rows and outlines of the groups (组团) of every scope, in the order of the source table."""
    rows, outlines = {}, {}
    for member in members:
        key = (member["circle_id"], member["group_zh"])
        rows.setdefault(key, []).append(member)
    for key, of_group in rows.items():
        outlines[key] = shapely.coverage_union_all(shapes[[by_code[m["adcode"]] for m in of_group]])
    km2 = areas_km2(list(outlines.values()))
    found = [
        {
            "circle_id": circle_id,
            "group_zh": group,
            "role": "core" if all(m["role"] == "core" for m in of_group) else "member",
            "units": len(of_group),
            "adcodes": ";".join(m["adcode"] for m in of_group),
            "names": "、".join(m["name_zh"] for m in of_group),
            "area_km2": round(float(area), 3),
            "scale": "full",
        }
        for ((circle_id, group), of_group), area in zip(rows.items(), km2, strict=True)
    ]
    return found, list(outlines.values())
