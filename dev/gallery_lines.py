# SPDX-License-Identifier: GPL-3.0-or-later
"""Demonstration data (演示数据) for circles without sample layers, so that every theme can be drawn.

Made from the shipped members, seats and waters alone, by a rule that gives the same data every time: a field of
noise whose seed is the circle's first adcode, higher far from seats and along waters. It shows symbols, nothing else.
"""

import geopandas as gpd
import numpy as np
import shapely
from osgeo import gdal, osr
from scipy import ndimage

CELL = 200.0
RED_SHARE, FARM_SHARE = 0.13, 0.26
# m of a town's radius, by the rank of its seat.
RADIUS = {"province": 11_000, "prefecture": 6_500, "county": 2_600, "town": 1_300}
FIELD_M, PARCELS = 2_400.0, 420
NOTE = "演示数据"


def demonstration(circle, world, shapes, folder):
    """Return kind → (file, layer name) of red lines, farmland, growth boundaries, parcels; and a grade raster.

    Parameters
    ----------
    circle : Circle
    world : module
        ``layers.catalog``.
    shapes : module
        ``layers.build_sample_shapes``.
    folder : Path
    """
    crs = f"EPSG:{circle.gk3_epsg}"
    members = world.read("member", circle.circle_id).to_crs(crs)
    outline = shapely.union_all(members.geometry.array)
    west, south, east, north = outline.bounds
    grid = shapes.Grid(np.arange(west, east + CELL, CELL), np.arange(south, north + CELL, CELL))
    inside = grid.mask(outline)
    rng = np.random.default_rng(int(min(members["adcode"])))
    seats = _within(world.read("seat"), crs, outline)
    seats = seats[seats["rank"].isin(RADIUS)]
    water = _within(world.read("water"), crs, outline)
    towns = _towns(grid, seats, rng)
    wet = grid.mask(shapely.union_all(water.geometry.array)) if len(water) else np.zeros(grid.shape, bool)
    shore = np.exp(-ndimage.distance_transform_edt(~wet, sampling=CELL) / 2500) if wet.any() else 0
    remote = np.minimum(ndimage.distance_transform_edt(towns < 0, sampling=CELL) / 30_000, 1)
    score = (
        0.9 * _noise(grid, rng, 26_000, 9_000, 2_600, 900) + 1.1 * remote + 1.6 * shore - 3 * (towns > -0.4)
    )
    low = np.where(wet, -9, 0.8 * _noise(grid, rng, 14_000, 4_000, 1_200) - score)

    red = _drawn(shapes, grid, score, inside, RED_SHARE, outline, 90, 1.2e6)
    growth = shapes.tidy(shapes.above(grid, np.where(inside, towns, -9), 0.0), 80, 1e6, 4e5)
    growth = shapes.minus(_clipped(growth, outline), red, 150)
    blocks = shapes.fields(outline, FIELD_M, rng)
    farm = _drawn(shapes, grid, low, inside, FARM_SHARE, outline, 120, 8e5)
    farm = shapes.minus(shapes.minus(farm, red, 120), growth, 150)
    _, farm = shapes.pieces(shapely.get_parts(farm), blocks[rng.random(len(blocks)) < 0.8])
    farm = farm[shapely.area(farm) > 4e5]
    parcels = _parcels(shapely.union_all(growth).buffer(7_000).intersection(outline), rng)
    package = folder / f"demonstration_{circle.circle_id}.gpkg"
    made = {"redline": red, "farmland": farm, "growth": growth, "parcels": parcels}
    for kind, polygons in made.items():
        parts = shapely.get_parts(polygons)
        parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) > 1000)]
        gpd.GeoDataFrame({"note": [NOTE] * len(parts)}, geometry=parts, crs=crs).to_file(package, layer=kind)
    return {kind: (package, kind) for kind in made}, _grades(
        folder / f"grade_{circle.circle_id}.tif", grid, score, inside, circle.gk3_epsg
    )


def _within(frame, crs, outline):
    frame = frame.to_crs(crs)
    return frame[frame.intersects(outline)]


def _noise(grid, rng, *wavelengths):
    """Return a field of mean 0 and deviation 1; each wavelength in m has half the weight of the one before."""
    total = np.zeros(grid.shape)
    for octave, wavelength in enumerate(wavelengths):
        part = ndimage.gaussian_filter(rng.standard_normal(grid.shape), wavelength / CELL / 4)
        total += part / part.std() * 0.5**octave
    return (total - total.mean()) / total.std()


def _towns(grid, seats, rng):
    """Return a field that is positive in towns: 1 in the middle, 0 at the ragged edge."""
    ragged = 0.5 * _noise(grid, rng, 6_000, 2_000, 900)
    score = np.full(grid.shape, -9.0)
    for rank, place in zip(seats["rank"], seats.geometry.array, strict=True):
        away = np.hypot(grid.x[None, :] - place.x, grid.y[:, None] - place.y) / RADIUS[rank]
        np.maximum(score, 1 - away, out=score)
    return np.where(score > -2, score + ragged, score)


def _drawn(shapes, grid, field, inside, share, outline, tolerance, smallest):
    """Return the polygons above the level that leaves ``share`` of the circle, without specks."""
    level = float(np.quantile(field[inside], 1 - share))
    found = shapes.above(grid, np.where(inside, field, field.min()), level)
    return _clipped(shapes.tidy(found, tolerance, smallest, 6e5), outline)


def _clipped(polygons, outline):
    shapely.prepare(outline)
    whole = shapely.contains_properly(outline, polygons)
    return np.where(whole, polygons, shapely.intersection(polygons, outline))


def _parcels(ground, rng):
    """Return blocks of 0.2 to 1.2 km², turned at random, their middles inside ``ground``."""
    west, south, east, north = ground.bounds
    shapely.prepare(ground)
    made = []
    while len(made) < PARCELS:
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        wide, high = rng.uniform(450, 1100, 2)
        turn = rng.uniform(0, np.pi / 2)
        if shapely.contains_xy(ground, x, y):
            across = np.array([np.cos(turn), np.sin(turn)]) * wide / 2
            along = np.array([-np.sin(turn), np.cos(turn)]) * high / 2
            corners = [across + along, along - across, -across - along, across - along]
            made.append(shapely.Polygon(np.array(corners) + np.array([x, y])))
    return np.array(made)


def _grades(path, grid, score, inside, epsg):
    """Write grades 1 (the highest quarter), 2 and 3 of the score as a raster; return its file."""
    cuts = np.quantile(score[inside], (0.4, 0.75))
    grades = np.where(inside, 3 - np.digitize(ndimage.gaussian_filter(score, 2), cuts), 0).astype("uint8")
    high, wide = grades.shape
    made = gdal.GetDriverByName("GTiff").Create(str(path), wide, high, 1, gdal.GDT_Byte, ["COMPRESS=DEFLATE"])
    place = osr.SpatialReference()
    place.ImportFromEPSG(epsg)
    made.SetProjection(place.ExportToWkt())
    made.SetGeoTransform((grid.x[0] - CELL / 2, CELL, 0, grid.y[-1] + CELL / 2, 0, -CELL))
    made.GetRasterBand(1).SetNoDataValue(0)
    made.GetRasterBand(1).WriteArray(grades[::-1])
    return path
