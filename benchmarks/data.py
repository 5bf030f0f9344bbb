# SPDX-License-Identifier: GPL-3.0-or-later
"""Draws the benchmarks' data, the same for every run: parcels and red lines about Nanjing, in EPSG:4549.

Parcels: star-shaped polygons of 4 to 30 vertices, 0.1 to 50 ha, one in each cell of an irregular grid, so
that they do not overlap. Red lines: the high ground of a fractal surface, 20 % of the area, with holes;
a handful of polygons hold most of the vertices, as in a published red line.
"""

import argparse
from pathlib import Path

import contourpy
import geopandas as gpd
import numpy as np
import shapely

CRS = "EPSG:4549"
# About Nanjing: 56 km by 117.6 km, 6 600 km².
XMIN, YMIN, WIDTH, HEIGHT = 342000.0, 3460000.0, 56000.0, 117600.0
RED_LINES = 2000
SEED = 320100
SHARE = 0.205
ROUGHNESS = 0.2
CELL = 22.4
STEP = 3.2


def parcels(count, seed=SEED):
    """`count` parcels in cells of three sizes."""
    rng = np.random.default_rng(seed)
    # A cell stays whole, or becomes 4 or 16: 4.6 parcels a cell on average.
    depth_of = np.array([0, 1, 2])
    side = np.sqrt(WIDTH * HEIGHT / count * (0.4 + 0.4 * 4 + 0.2 * 16)) * 0.995
    columns, rows = int(WIDTH // side), int(HEIGHT // side) + 1
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(columns) * side, np.arange(rows) * side))
    depth = rng.choice(depth_of, size=len(x), p=[0.4, 0.4, 0.2])
    centres, sides = [], []
    for level in depth_of:
        per_side = 2**level
        cell = side / per_side
        step = (np.arange(per_side) + 0.5) * cell
        dx, dy = (grid.ravel() for grid in np.meshgrid(step, step))
        here = depth == level
        centres.append(
            np.column_stack([(XMIN + x[here, None] + dx).ravel(), (YMIN + y[here, None] + dy).ravel()])
        )
        sides.append(np.full(here.sum() * per_side**2, cell))
    centres, sides = np.concatenate(centres), np.concatenate(sides)
    # In the order of the grid, as a cadastre numbers its parcels block by block.
    order = np.lexsort((centres[:, 0], centres[:, 1] // (4 * side)))[:count]
    if len(order) < count:
        raise ValueError(f"the grid has {len(order)} cells for {count} parcels")
    return _stars(centres[order], sides[order], rng)


def _stars(centres, sides, rng):
    """A star-shaped polygon about each centre, within its cell, of at least 0.1 ha and at most 50 ha."""
    count = len(centres)
    corners = rng.integers(4, 31, size=count)
    owner = np.repeat(np.arange(count), corners)
    first = np.cumsum(corners) - corners
    position = np.arange(len(owner)) - first[owner]
    turn = rng.uniform(0, 2 * np.pi, size=count)
    angle = turn[owner] + 2 * np.pi * (position + rng.uniform(-0.25, 0.25, len(owner))) / corners[owner]
    largest = np.minimum(0.499 * sides, 395.0)
    radius = (
        rng.uniform(0.75, 1.0, len(owner)) * np.maximum(largest * rng.uniform(0.6, 1, count), 24.0)[owner]
    )
    xy = centres[owner] + np.column_stack([radius * np.cos(angle), radius * np.sin(angle)])
    closed = np.insert(xy, first[1:], xy[first[:-1]], axis=0)
    closed = np.vstack([closed, xy[first[-1]]])
    rings = shapely.linearrings(closed, indices=np.repeat(np.arange(count), corners + 1))
    return gpd.GeoDataFrame({"parcel_id": np.arange(1, count + 1)}, geometry=shapely.polygons(rings), crs=CRS)


def red_lines(seed=SEED, cell=CELL):
    """The red lines: the highest fifth of a fractal surface on a grid of `cell` metres."""
    rng = np.random.default_rng(seed)
    columns, rows = int(WIDTH // cell), int(HEIGHT // cell)
    fx = np.fft.rfftfreq(columns, d=cell)
    fy = np.fft.fftfreq(rows, d=cell)
    frequency = np.hypot(fx[None, :], fy[:, None])
    surface = 0.0
    for longest, smoothness, share in ((9000.0, 2.6, 1.0), (1500.0, 1.1, ROUGHNESS)):
        weight = (1 / longest**2 + frequency**2) ** (-smoothness / 2)
        layer = np.fft.irfft2(np.fft.rfft2(rng.standard_normal((rows, columns))) * weight, s=(rows, columns))
        surface = surface + share * layer / layer.std()
    surface[[0, -1]] = surface[:, [0, -1]] = surface.min()
    level = np.quantile(surface, 1 - SHARE)
    x = XMIN + (np.arange(columns) + 0.5) * cell
    y = YMIN + (np.arange(rows) + 0.5) * cell
    generator = contourpy.contour_generator(x, y, surface, fill_type=contourpy.FillType.OuterOffset)
    outlines, offsets = generator.filled(level, np.inf)
    order = sorted(range(len(outlines)), key=lambda i: -len(outlines[i]))[:RED_LINES]
    shapes = []
    for i in order:
        rings = [outlines[i][a:b] for a, b in zip(offsets[i][:-1], offsets[i][1:], strict=True)]
        shapes.append(shapely.Polygon(rings[0], rings[1:]))
    shapes = _digitised(np.array(shapes), rng)
    kinds = np.array(["水源涵养", "生物多样性维护", "水土保持"])[rng.integers(0, 3, len(shapes))]
    return gpd.GeoDataFrame(
        {"redline_id": np.arange(1, len(shapes) + 1), "kind": kinds}, geometry=shapes, crs=CRS
    )


def _digitised(shapes, rng, spacing=STEP, jitter=0.15):
    """Outlines with a vertex every `spacing` metres, each off by up to `jitter` metres."""
    dense = shapely.segmentize(shapes, spacing)
    rings, polygon = shapely.get_rings(dense, return_index=True)
    count = shapely.get_num_coordinates(rings)
    xy = shapely.get_coordinates(rings)
    xy += rng.uniform(-jitter, jitter, xy.shape)
    end = np.cumsum(count)
    xy[end - 1] = xy[end - count]
    rings = shapely.linearrings(xy, indices=np.repeat(np.arange(len(count)), count))
    moved = shapely.polygons(rings, indices=polygon)
    bad = ~shapely.is_valid(moved)
    moved[bad] = shapely.make_valid(dense[bad])
    return moved


def coverage(count, seed, between=3):
    """`count` polygons and a few more without gaps or overlaps: the wavy meshes of a net, `between` vertices a side."""
    rng = np.random.default_rng(seed)
    cell = np.sqrt(WIDTH * HEIGHT / count)
    columns, rows = int(np.ceil(WIDTH / cell)), int(np.ceil(HEIGHT / cell))
    x, y = np.meshgrid(XMIN + np.arange(columns + 1) * cell, YMIN + np.arange(rows + 1) * cell)
    nodes = np.stack([x, y], axis=-1) + rng.uniform(-0.2 * cell, 0.2 * cell, (rows + 1, columns + 1, 2))

    def sides(start, end):
        share = np.arange(1, between + 1)[:, None] / (between + 1)
        points = start[:, :, None] + share * (end - start)[:, :, None]
        return points + rng.uniform(-0.04 * cell, 0.04 * cell, points.shape)

    across = sides(nodes[:, :-1], nodes[:, 1:])
    along = sides(nodes[:-1], nodes[1:])
    rings = np.concatenate(
        [
            nodes[:-1, :-1, None],
            across[:-1],
            nodes[:-1, 1:, None],
            along[:, 1:],
            nodes[1:, 1:, None],
            across[1:, :, ::-1],
            nodes[1:, :-1, None],
            along[:, :-1, ::-1],
            nodes[:-1, :-1, None],
        ],
        axis=2,
    )
    shapes = shapely.polygons(rings.reshape(rows * columns, -1, 2))
    return gpd.GeoDataFrame({f"id_{seed}": np.arange(1, len(shapes) + 1)}, geometry=shapes, crs=CRS)


DRAWN = {
    "redlines": red_lines,
    "growth_50000": lambda: parcels(50_000, SEED + 1),
    "coverage_100000": lambda: coverage(100_000, 1),
    "coverage_50000": lambda: coverage(50_000, 2),
}


def ensure(folder, name):
    """Path of one layer, drawn unless it stands already: ``parcels_COUNT``, or one of `DRAWN`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{name}.gpkg"
    if not path.exists():
        draw = DRAWN.get(name) or (lambda: parcels(int(name.removeprefix("parcels_"))))
        partial = folder / f"{name}.partial.gpkg"
        partial.unlink(missing_ok=True)
        draw().to_file(partial, layer=name, engine="pyogrio")
        partial.rename(path)
    return path


def describe(gdf):
    """Sizes of a layer for the table."""
    corners = shapely.get_num_coordinates(gdf.geometry.array)
    return {
        "features": len(gdf),
        "vertices": int(corners.sum()),
        "largest": int(corners.max()),
        "over_50000": int((corners >= 50000).sum()),
        "holes": int(shapely.get_num_interior_rings(shapely.get_parts(gdf.geometry.array)).sum()),
        "area_km2": float(shapely.area(gdf.geometry.array).sum() / 1e6) if gdf.crs.is_projected else None,
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="+", help=f"parcels_COUNT, {', '.join(DRAWN)}")
    options = parser.parse_args()
    for each in options.names:
        made = ensure(options.folder, each)
        print(made, describe(gpd.read_file(made, engine="pyogrio")))
