# SPDX-License-Identifier: GPL-3.0-or-later
"""Generate the sample planning layers of Nanjing.

Run at the root of the repository: ``dev/qgis python3 -m layers.build_samples DATA_FOLDER [OUTPUT]``

No real red line is published as a file, so the plugin ships none. What this makes looks
and behaves like one, follows the real relief, water and towns, and says 示例 (sample) in
every layer name and every feature. None of it is anybody's plan. The three control lines
keep clear of each other except at a dozen places, made on purpose and named in ``note``.
"""

import sys
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from scipy import ndimage

from . import build_inputs as inputs
from . import build_sample_parcels as parcels
from . import build_sample_shapes as shapes
from .build_sample_fields import (
    CORE_PLACES,
    DOMAINS,
    FARMLAND,
    GROWTH,
    KINDS_OF_ACTIVITY,
    KINDS_OF_GROWTH,
    NOTE,
    OVERLAPS,
    PARCELS,
    PLACES,
    REDLINE,
    SAMPLE,
)  # fmt: skip
from .build_units import snap
from .build_write import Layer, write

SEED = 320100
_GEOD = pyproj.Geod(a=6378137, rf=298.257222101)  # CGCS2000
HILL_SHARE, FARMLAND_SHARE = 0.128, 0.40
SHORE_LEVEL = 0.35  # of a noise of deviation 1: about a third of the Yangtze's banks
RADIUS = 11.3, 0.46  # m of a town's radius: 11.3 · population ^ 0.46 (16 km at 7 million)
QUARTERS = 130
UNKNOWN_POPULATION, COUNTY_SEAT_POPULATION = 6000, 180_000


class Scene:
    """What everything is drawn over: circle, counties, heights, water and towns on one grid, in m."""

    def __init__(self, data):
        members = inputs.read_members(data, "nanjing")
        west, south, east, north = members.total_bounds
        heights, dem_west, dem_north = inputs.read_dem(data, west - 0.3, south - 0.3, east + 0.3, north + 0.3)
        self.counties = members.to_crs(shapes.METRIC)
        self.circle = shapely.union_all(self.counties.geometry.array)
        self.grid = shapes.grid_over(self.circle)
        self.inside = self.grid.mask(self.circle)
        self.near = ndimage.distance_transform_edt(~self.inside, sampling=shapes.CELL) < 1500
        self.height = shapes.from_dem(self.grid, heights, dem_west, dem_north)
        self.rise = shapes.from_dem(self.grid, shapes.relief(heights), dem_west, dem_north)
        self.slope = np.degrees(np.arctan(np.hypot(*np.gradient(self.height, shapes.CELL)))).astype("f4")
        water = inputs.read_water(data, 2).to_crs(shapes.METRIC)
        water = water[
            water["GBCODE"].isin(inputs.LAKES + inputs.RIVERS) & water.intersects(self.circle.buffer(3000))
        ]
        rivers = water["GBCODE"].isin(inputs.RIVERS)
        self.river = shapely.union_all(water.geometry.array[rivers]).intersection(self.circle.buffer(3000))
        self.lake = shapely.union_all(water.geometry.array[~rivers]).intersection(self.circle.buffer(3000))
        towns = inputs.read_towns(data, (west, south, east, north)).to_crs(shapes.METRIC)
        towns = towns[towns.within(self.circle)]
        self.towns, self.people = self._with_seats(towns.geometry.array, towns["population"].to_numpy())

    def _with_seats(self, towns, people):
        """Points and people of the towns, and of the county seats that no populous town stands for."""
        seats = gpd.GeoSeries(self.counties["seat"], crs=inputs.GEOGRAPHIC).to_crs(shapes.METRIC).array
        populous = shapely.union_all(towns[people > COUNTY_SEAT_POPULATION / 3])
        seats = seats[shapely.within(seats, self.circle) & ~shapely.dwithin(seats, populous, 9000)]
        people = np.where(people > 0, people, UNKNOWN_POPULATION)
        points = np.concatenate([np.asarray(towns), np.asarray(seats)])
        return points, np.concatenate([people, np.full(len(seats), COUNTY_SEAT_POPULATION)])

    def only(self, field):
        """The field in the circle and just around it, and far below every level elsewhere."""
        return np.where(self.near, field, np.float32(-999))

    def by_county(self, drawn, smallest):
        """(county row, polygon) of every part of the polygons in every county, specks left out."""
        county, parts = shapes.pieces(drawn, self.counties.geometry.array)
        big = shapely.area(parts) >= smallest
        return county[big], parts[big]

    def unit(self, index):
        """Code and name of a county."""
        return {"XZQDM": self.counties["adcode"][index], "XZQMC": self.counties["name_zh"][index]}


def red_lines(scene, rng):
    """Polygons of the red line in m, the kind of zone of each, and whether it is water; three arrays."""
    grid = scene.grid
    score = scene.only(shapes.hill_score(grid, scene.rise, rng))
    level = shapes.level_for(score, scene.inside, HILL_SHARE)
    deep = shapes.level_for(score, scene.inside, HILL_SHARE * 0.30)
    hills = shapes.tidy(shapes.above(grid, score, level), 20, 6e5, 4e4)
    heart = shapes.tidy(shapes.above(grid, score, deep), 16, 1.5e6, 1e12)
    places = np.array([place[1:] for place in PLACES if place[0] in CORE_PLACES])
    near = shapely.points(
        *pyproj.Transformer.from_crs(4490, shapes.METRIC, always_xy=True).transform(*places.T)
    )
    core = heart[shapely.dwithin(heart, shapely.union_all(near), 7000)]
    # A nature reserve: the core and the hills within 1.2 km of it; the rest of the hills is no reserve.
    core = shapely.get_parts(shapely.intersection(core, shapely.union_all(hills)))
    around = shapely.buffer(core, 1200, quad_segs=4)
    reserve = shapes.minus(
        shapely.get_parts(shapely.intersection(shapely.union_all(hills), shapely.union_all(around))), core
    )
    other = shapes.minus(hills, np.concatenate([core, reserve]))
    river = grid.mask(scene.river)
    banks = np.minimum(
        shapes.shore_score(grid, river, 330, rng), 1500 * (shapes.noise(grid, rng, 16000, 7000) - SHORE_LEVEL)
    )
    lakes = grid.mask(scene.lake)
    shores = shapes.shore_score(grid, lakes, 220, rng)
    flats = _flats(scene, rng)
    wet = shapes.tidy(
        shapes.above(grid, scene.only(np.maximum(np.maximum(banks, shores), flats)), 0), 12, 4e5, 5e4
    )
    wet = shapes.minus(wet, hills, 1.0)
    drawn, kinds, watery = [], [], []
    for parts, kind, is_wet in (
        (core, "自然保护地核心保护区", False),
        (reserve, "自然保护地一般控制区", False),
        (other, "自然保护地以外", False),
        (wet, "自然保护地以外", True),
    ):
        parts = shapes.tidy(parts, 0, 2e4, 0)
        drawn.append(parts)
        kinds += [kind] * len(parts)
        watery += [is_wet] * len(parts)
    return np.concatenate(drawn), np.array(kinds), np.array(watery)


def _flats(scene, rng):
    """Shallow lakes that only the model of heights shows: its lowest flats near 石臼湖 and 固城湖."""
    score = np.full(scene.grid.shape, -999.0, "f4")
    smooth = ndimage.gaussian_filter(scene.height, 3)
    ragged = 0.35 * shapes.noise(scene.grid, rng, 2600, 1100, 450)
    for name, ground, reach in (("石臼湖", 5.0, 12000), ("固城湖", 5.6, 6000)):
        place = next(p for p in PLACES if p[0] == name)
        x, y = pyproj.Transformer.from_crs(4490, shapes.METRIC, always_xy=True).transform(*place[1:])
        away = np.hypot(scene.grid.x[None, :] - x, scene.grid.y[:, None] - y)
        score = np.maximum(score, np.minimum(ground - smooth + ragged, (reach - away) / 1000))
    return 100 * score


def growth_zones(scene, red, rng):
    """(codes, polygons) of the growth boundary in m: 01 concentrated, 02 flexible, 03 special use."""
    x, y = shapely.get_coordinates(scene.towns).T
    radius = RADIUS[0] * scene.people ** RADIUS[1] * rng.uniform(0.85, 1.35, len(x))
    score = shapes.town_score(scene.grid, x, y, radius, scene.slope, rng)
    blocked = np.concatenate([red, shapely.get_parts(scene.river), shapely.get_parts(scene.lake)])
    score = np.minimum(score, shapes.away_from(scene.grid, blocked) / 1000 - 0.08)
    flexible = np.minimum(0.11 - score, 0.5 * shapes.noise(scene.grid, rng, 4000, 1500) - 0.12)
    special = np.minimum(score - 0.05, 0.5 * shapes.noise(scene.grid, rng, 5000, 2200) - 0.72)
    whole = shapes.tidy(shapes.above(scene.grid, scene.only(score), 0), 45, 4e5, 1.2e5)
    whole = shapes.tidy(shapes.minus(whole, blocked, 5), 0, 2e5, 0)
    kept, codes = [], []
    taken = []
    for code, field in (("03", special), ("02", flexible)):
        mask = shapes.tidy(shapes.above(scene.grid, scene.only(field), 0), 45, 1e5, 1e12)
        mask = shapes.minus(mask, taken[0]) if taken else mask
        part = shapes.tidy(shapely.intersection(shapely.union_all(whole), shapely.union_all(mask)), 0, 5e4, 0)
        taken.append(part)
        kept.append(part)
        codes += [code] * len(part)
    rest = shapes.tidy(shapes.minus(whole, np.concatenate(taken)), 0, 8e4, 0)
    return np.array(codes + ["01"] * len(rest)), np.concatenate([*kept, rest])


def farmland(scene, red, growth, rng):
    """Polygons in m of farmland blocks on low, flat ground that the other two lines leave."""
    ground = 1.9 - scene.slope - np.maximum(scene.rise - 18, 0) / 14
    score = ground + 0.55 * shapes.noise(scene.grid, rng, 5000, 2200, 1000, 500)
    villages = shapes.noise(scene.grid, rng, 1100, 500)
    score -= 3 * np.maximum(villages - 1.75, 0)
    water = np.concatenate([shapely.get_parts(scene.river), shapely.get_parts(scene.lake)])
    blocked = np.concatenate([red, growth, water])
    level = shapes.level_for(score, scene.inside, FARMLAND_SHARE + 0.16)
    score = np.minimum(score, level + shapes.away_from(scene.grid, blocked) / 100 - 0.8)
    country = shapes.tidy(shapes.above(scene.grid, scene.only(score), level), 70, 8e4, 1.2e5)
    blocks = shapes.fields(scene.circle, 3300, rng)
    blocks = blocks[rng.random(len(blocks)) < 0.87]
    _, parts = shapes.pieces(
        country, shapely.buffer(blocks, -rng.uniform(12, 45, len(blocks)), join_style="mitre")
    )
    parts = parts[shapely.area(parts) > 1.2e5]
    return shapes.tidy(shapes.minus(parts, blocked, 5), 0, 1.2e5, 3e4)


def _overlap(mine, theirs, third, count, rng):
    """Let some polygons reach over a neighbour's line: (polygons, where they do, as polygons in m).

    A patch of 10 to 30 ha is added where the two come within 150 m, clear of the third line and
    of other polygons of the same layer, at least 12 km from the other such places.
    """
    first, second = shapely.STRtree(theirs).query(mine, predicate="dwithin", distance=150)
    order = rng.permutation(len(first))
    mine, places, free = mine.copy(), [], shapely.STRtree(third)
    own = shapely.STRtree(mine)
    for i, j in zip(first[order], second[order], strict=True):
        if len(places) == count:
            break
        spot = shapely.get_point(shapely.shortest_line(theirs[j], mine[i]), 0)
        patch = parcels.plot_of(spot.x, spot.y, rng.uniform(1e5, 3e5), rng).buffer(0)
        alone = list(own.query(patch, predicate="dwithin", distance=20)) == [i]
        clear = len(free.query(patch, predicate="dwithin", distance=20)) == 0
        apart = all(spot.distance(place) > 12000 for place in places)
        grown = mine[i].union(patch)
        over = patch.intersection(theirs[j]).area
        if over > 4e4 and alone and clear and apart and grown.geom_type == "Polygon":
            mine[i] = grown
            places.append(patch)
    if len(places) < count:
        raise ValueError(f"only {len(places)} of {count} places for a deliberate conflict were found")
    return mine, np.array(places)


def _geographic(polygons):
    """Polygons in m as polygons in degrees, on the grid of the shipped layers (0.1 m).

    Rounding makes a polygon here and there touch itself; it is repaired, and what that leaves
    besides polygons, or below 1 m², is left out.
    """
    turn = pyproj.Transformer.from_crs(shapes.METRIC, inputs.GEOGRAPHIC, always_xy=True)
    degrees = snap(shapely.transform(polygons, turn.transform, interleaved=False))
    bad = ~shapely.is_valid(degrees)
    degrees[bad] = [_polygonal(shape) for shape in shapely.make_valid(degrees[bad])]
    return shapely.normalize(degrees)


def _polygonal(shape):
    parts = shapely.get_parts(shapely.get_parts(shape))
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1e-10)]
    return shapely.multipolygons(parts)


def ellipsoidal_m2(polygons):
    """Areas in m² on the CGCS2000 ellipsoid of normalised polygons in degrees, borders as geodesics."""
    # Normal form turns shells one way and holes the other, which the sum of signed areas needs.
    return np.array([abs(_GEOD.geometry_area_perimeter(shape)[0]) for shape in polygons])


def _table(name, title, columns, polygons, rows):
    """A layer sorted by county and place, with identifiers, areas and the marks of a sample."""
    degrees = _geographic(polygons)
    if shapely.is_empty(degrees).any() or not shapely.is_valid(degrees).all():
        raise ValueError(f"{name}: a polygon is lost or not valid on the grid")
    middle = shapely.get_coordinates(shapely.centroid(degrees)).round(5)
    unit = np.array([row.get("XZQDM", row.get("XJXZQDM")) for row in rows])
    order = np.lexsort([middle[:, 0], -middle[:, 1], unit])
    area = ellipsoidal_m2(degrees).round(2)
    key = columns[0].name
    filled = []
    for number, index in enumerate(order, start=1):
        row = {"SLBZ": SAMPLE, "YSDM": SAMPLE, "note": SAMPLE, **rows[index]}
        row[key] = f"SL{unit[index]}{number:06d}"
        row["YJJBNTTBBH"] = f"{SAMPLE}{number:06d}"
        row["MJ"] = row["YJJBNTMJ"] = float(area[index])
        filled.append({column.name: row[column.name] for column in columns})
    return Layer(name, title, NOTE, columns, filled, degrees[order])


def _note(polygon, places):
    """The remark of a feature: whether it reaches over another line on purpose."""
    met = [said for said, spots in places if shapely.area(shapely.intersection(spots, polygon)).sum() > 5e3]
    return "，".join([SAMPLE, *met])


def _red_line_layer(scene, red, kinds, watery):
    name = "示例_生态保护红线_STBHHX"
    places = shapely.points([place[1:] for place in PLACES])
    turn = pyproj.Transformer.from_crs(inputs.GEOGRAPHIC, shapes.METRIC, always_xy=True)
    places = shapely.transform(places, turn.transform, interleaved=False)
    polygons, rows = [], []
    for shape, kind, wet in zip(red, kinds, watery, strict=True):
        away = shapely.distance(places, shape)
        known = PLACES[int(away.argmin())][0] if away.min() < 4000 else None
        for county, part in zip(*scene.by_county(np.array([shape]), 5000), strict=True):
            unit = scene.unit(county)
            height = scene.grid.at(scene.height, *np.transpose(part.representative_point().coords))[0]
            duty = "湿地生物多样性维护" if wet else "水源涵养" if height > 150 else "水土保持"
            place = known or unit["XZQMC"] + ("沿江" if wet else "丘陵")
            polygons.append(part)
            rows.append(
                {
                    "XJXZQDM": unit["XZQDM"],
                    "XJXZQMC": unit["XZQMC"],
                    "LHLX": "陆域",
                    "HXLX": kind,
                    "MC": f"{SAMPLE}·{place}{duty}生态保护红线",
                }
            )
    return _table(name, "示例 生态保护红线", REDLINE, np.array(polygons), rows)


def _farmland_layer(scene, polygons, places, rng):
    county, parts = scene.by_county(polygons, 5e4)
    paddy = scene.grid.at(scene.rise, *shapely.get_coordinates(shapely.point_on_surface(parts)).T)
    chance = rng.random(len(parts))
    rows = [
        {**scene.unit(c), "DLBM": "0101" if low < 12 or r < 0.5 else "0103", "note": _note(part, places)}
        for c, part, low, r in zip(county, parts, paddy, chance, strict=True)
    ]
    return _table("示例_永久基本农田_YJJBNTTB", "示例 永久基本农田图斑", FARMLAND, parts, rows)


def _growth_layer(scene, codes, polygons, places):
    drawn, rows = [], []
    for code in KINDS_OF_GROWTH:
        for county, part in zip(*scene.by_county(polygons[codes == code], 3e4), strict=True):
            unit = scene.unit(county)
            kind = KINDS_OF_GROWTH[code]
            drawn.append(part)
            name = f"{SAMPLE}·{unit['XZQMC']}{kind}"
            rows.append({**unit, "GHFQDM": code, "GHFQMC": kind, "MC": name, "note": _note(part, places)})
    return _table("示例_城镇开发边界_CZKFBJ", "示例 城镇开发边界", GROWTH, np.array(drawn), rows)


def _parcel_layer(scene, drawn):
    plots = np.array([plot for plot, _ in drawn])
    tree = shapely.STRtree(scene.counties.geometry.array)
    where, county = tree.query(shapely.point_on_surface(plots), predicate="within")
    unit_of = dict(zip(where, county, strict=True))
    rows = []
    for number, (_, kind) in enumerate(drawn):
        unit = scene.unit(unit_of[number])
        if isinstance(kind, parcels.Work):
            use, use_name, activity = kind.use, kind.use_name, kind.activity
            title = kind.title
        else:
            use, use_name, activity = kind[0], kind[1], parcels.DEVELOPMENT
            title = kind[1].removesuffix("用地") + "项目"
        rows.append(
            {
                **unit,
                "XMMC": f"{SAMPLE}·{unit['XZQMC']}{title}{number + 1}号",
                "YDDM": use,
                "YDXZ": use_name,
                "LXDM": activity,
                "LX": KINDS_OF_ACTIVITY[activity],
            }
        )
    return _table("示例_地块_parcels", "示例 项目地块", PARCELS, plots, rows)


def build(data, output):
    """Write the sample layers of Nanjing.

    Parameters
    ----------
    data : str or pathlib.Path
        The folder of the pinned packages.
    output : pathlib.Path
        The GeoPackage to write.
    """
    scene = Scene(data)
    draws = [np.random.default_rng([SEED, layer]) for layer in range(6)]
    red, kinds, watery = red_lines(scene, draws[0])
    codes, growth = growth_zones(scene, red, draws[1])
    country = farmland(scene, red, growth, draws[2])
    country, farm_red = _overlap(country, red, growth, OVERLAPS["farmland_redline"], draws[3])
    growth, growth_red = _overlap(growth, red, country, OVERLAPS["growth_redline"], draws[3])
    growth, growth_farm = _overlap(growth, country, red, OVERLAPS["growth_farmland"], draws[3])
    water = shapely.union(scene.river, scene.lake)
    drawn = parcels.draw(
        scene.circle, water, red[shapely.intersects(red, scene.circle)], growth, QUARTERS, draws[4]
    )
    with_red = "有意与生态保护红线重叠"
    with_farm = "有意与永久基本农田重叠"
    layers = [
        _red_line_layer(scene, red, kinds, watery),
        _farmland_layer(scene, country, [(with_red, farm_red)], draws[5]),
        _growth_layer(scene, codes, growth, [(with_red, growth_red), (with_farm, growth_farm)]),
        _parcel_layer(scene, drawn),
    ]
    write(output, layers, domains=DOMAINS)
    return layers


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    build(sys.argv[1], Path(sys.argv[2]) if len(sys.argv) > 2 else here / "sample_nanjing.gpkg")
