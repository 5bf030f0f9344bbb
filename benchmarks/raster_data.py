# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the raster benchmark's data, the same for every run: six factors at 30 m about Nanjing, and units.

A factor is a fractal surface with noise of single cells, float32, tiled and not compressed; a tenth of a
percent of the cells have no value. The rasters of four times the area are virtual and show the same files four
times, so that they take no room and their patches are as ragged.
"""

import os

import geopandas as gpd
import numpy as np
import rasterio
import shapely
from rasterio.crs import CRS
from rasterio.transform import Affine
from scipy.sparse import csr_matrix

CRS_CODE = 4549
WEST, NORTH, CELL, SIDE = 250_000.0, 3_650_000.0, 30.0, 9000
FACTORS = 6
SEED = 320100
UNITS_A_SIDE = 8


def fractal(rng, side):
    """A surface from 0 to 1 with detail from the whole width down to single cells."""
    surface = np.zeros((side, side), np.float32)
    for level, cells in enumerate((6, 24, 96, 384, 1536)):
        coarse = rng.standard_normal((cells + 1, cells + 1), dtype=np.float32)
        between = interpolation(side, cells)
        surface += (between @ (between @ coarse).T).T / 2**level
    surface += 0.03 * rng.standard_normal((side, side), dtype=np.float32)
    low, high = surface.min(), surface.max()
    return (surface - low) / (high - low)


def interpolation(side, cells):
    """The matrix (side x cells + 1) that interpolates linearly between coarse values."""
    at = np.arange(side) * np.float32(cells / side)
    low = at.astype(int)
    share = at - low
    row = np.arange(side)
    values = np.concatenate([1 - share, share]).astype(np.float32)
    return csr_matrix((values, (np.tile(row, 2), np.concatenate([low, low + 1]))), shape=(side, cells + 1))


def write_factors(folder, side=SIDE):
    """Write the factors as GeoTIFFs."""
    rng = np.random.default_rng(SEED)
    for number in range(FACTORS):
        cells = fractal(rng, side) * 100
        cells[rng.random((side, side), dtype=np.float32) < 0.001] = np.nan
        with rasterio.open(
            folder / f"f{number}.tif",
            "w",
            driver="GTiff",
            width=side,
            height=side,
            count=1,
            dtype="float32",
            crs=CRS.from_epsg(CRS_CODE),
            transform=Affine(CELL, 0, WEST, 0, -CELL, NORTH),
            nodata=float("nan"),
            tiled=True,
            blockxsize=256,
            blockysize=256,
        ) as dataset:
            dataset.write(cells, 1)


def write_repeated(folder, source, side=SIDE):
    """Write virtual rasters that show each factor of another folder twice across and twice down."""
    for number in range(FACTORS):
        file = os.path.relpath(source / f"f{number}.tif", folder)
        shown = "".join(
            f'<SimpleSource><SourceFilename relativeToVRT="1">{file}</SourceFilename><SourceBand>1</SourceBand>'
            f'<SrcRect xOff="0" yOff="0" xSize="{side}" ySize="{side}"/>'
            f'<DstRect xOff="{column * side}" yOff="{row * side}" xSize="{side}" ySize="{side}"/></SimpleSource>'
            for row in (0, 1)
            for column in (0, 1)
        )
        (folder / f"f{number}.vrt").write_text(
            f'<VRTDataset rasterXSize="{2 * side}" rasterYSize="{2 * side}"><SRS>EPSG:{CRS_CODE}</SRS>'
            f"<GeoTransform>{WEST}, {CELL}, 0, {NORTH}, 0, {-CELL}</GeoTransform>"
            f'<VRTRasterBand dataType="Float32" band="1"><NoDataValue>nan</NoDataValue>{shown}</VRTRasterBand>'
            "</VRTDataset>",
            encoding="utf-8",
        )


def write_units(path, side=SIDE * CELL):
    """Units: Voronoi cells of jittered points with fractal borders, 64 of them, cut to the raster and beyond."""
    rng = np.random.default_rng(SEED + 1)
    step = side / UNITS_A_SIDE
    grid = np.stack(
        np.meshgrid(np.arange(-1, UNITS_A_SIDE + 1), np.arange(-1, UNITS_A_SIDE + 1)), -1
    ).reshape(-1, 2)
    points = (grid + 0.5 + 0.35 * rng.uniform(-1, 1, grid.shape)) * step
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points)))
    frame = shapely.box(-200, -200, side + 200, side + 200)
    cells = shapely.intersection(cells, frame)
    edges = shapely.get_parts(shapely.node(shapely.union_all(shapely.boundary(cells))))
    ragged = [_ragged(edge, rng, frame) for edge in edges]
    units = shapely.get_parts(shapely.polygonize(ragged))
    units = shapely.transform(units, lambda xy: xy + np.array([WEST, NORTH - side]))
    frame = gpd.GeoDataFrame(
        {"adcode": [f"{n:06d}" for n in range(len(units))]}, geometry=units, crs=CRS_CODE
    )
    frame["name_zh"] = frame["adcode"]
    frame.to_file(path)
    return len(frame)


def _ragged(edge, rng, frame):
    """An edge as a random walk between its ends, a vertex every 60 m; the frame's own edges stay straight."""
    if shapely.within(edge, shapely.buffer(frame.boundary, 1)):
        return edge
    count = max(int(edge.length // 60), 2)
    walk = np.cumsum(rng.standard_normal((count + 1, 2)) * 12, axis=0)
    walk -= np.linspace(0, 1, count + 1)[:, None] * (walk[-1] - walk[0]) + walk[0]
    xy = shapely.get_coordinates(
        shapely.line_interpolate_point(edge, np.linspace(0, 1, count + 1), normalized=True)
    )
    ends = shapely.get_coordinates(edge)
    xy += walk
    xy[0], xy[-1] = ends[0], ends[-1]
    return shapely.LineString(xy)


def prepare(folder):
    """The data in folders ``1`` and ``4`` of a folder, unless they are there; return these folders."""
    one, four = folder / "1", folder / "4"
    for target in (one, four):
        target.mkdir(parents=True, exist_ok=True)
    if not (one / "units.gpkg").exists():
        write_factors(one)
        write_units(one / "units.gpkg")
    if not (four / "f5.vrt").exists():
        write_repeated(four, one)
    if not (four / "units.gpkg").exists():
        write_units(four / "units.gpkg", 2 * SIDE * CELL)
    return one, four
