# SPDX-License-Identifier: GPL-3.0-or-later
"""Shapes of the sample red line, farmland and growth boundary, from relief, water and towns.

All of it happens on a grid of 100 m in metres (EPSG:4549). A line is the contour of a
field, so it winds with the relief as drawn red lines do; noise of several wavelengths
gives it the detail that a 30-arc-second model of heights lacks.
"""

from dataclasses import dataclass
from itertools import pairwise

import contourpy
import numpy as np
import pyproj
import shapely
from scipy import ndimage

METRIC = "EPSG:4549"
CELL = 100.0
_FAR = 1e9


@dataclass(frozen=True)
class Grid:
    """Cell centres in metres, north up: ``x`` along columns, ``y`` along rows (rising)."""

    x: np.ndarray
    y: np.ndarray

    @property
    def shape(self):
        """(rows, columns)."""
        return len(self.y), len(self.x)

    def mask(self, shape):
        """Cells whose centre lies in a polygon."""
        shapely.prepare(shape)
        columns, rows = np.meshgrid(self.x, self.y)
        return shapely.contains_xy(shape, columns, rows)

    def at(self, field, x, y):
        """Values of a field at points, linear between the cells."""
        places = [(y - self.y[0]) / CELL, (x - self.x[0]) / CELL]
        return ndimage.map_coordinates(field, places, order=1, mode="nearest")


def grid_over(shape, margin=2000.0):
    """The grid that covers a polygon and a margin in m."""
    west, south, east, north = shape.bounds
    west, south = np.floor((west - margin) / CELL) * CELL, np.floor((south - margin) / CELL) * CELL
    return Grid(np.arange(west, east + margin, CELL), np.arange(south, north + margin, CELL))


def noise(grid, rng, *wavelengths):
    """A field of mean 0 and deviation 1; each wavelength in m adds half of the one before."""
    total = np.zeros(grid.shape, "f4")
    for octave, wavelength in enumerate(wavelengths):
        step = wavelength / CELL / 2
        knots = rng.standard_normal([int(n / step) + 4 for n in grid.shape])
        thin = 4 if step >= 8 else 1  # long waves are computed at every fourth cell
        rows, columns = np.mgrid[: grid.shape[0] : thin, : grid.shape[1] : thin].astype("f4")
        part = ndimage.map_coordinates(knots, [rows / step + 1, columns / step + 1], order=3, output="f4")
        if thin > 1:
            part = np.repeat(np.repeat(part, thin, axis=0), thin, axis=1)
            part = ndimage.uniform_filter(part[: grid.shape[0], : grid.shape[1]], thin + 1)
        total += part / part.std() * 0.5**octave
    return (total - total.mean()) / total.std()


def from_dem(grid, field, west, north):
    """A field of the 30-arc-second model on the grid, smooth between its cells."""
    back = pyproj.Transformer.from_crs(METRIC, "EPSG:4490", always_xy=True)
    lon, lat = back.transform(*np.meshgrid(grid.x, grid.y))
    places = [(north - lat) * 120, (lon - west) * 120]
    return ndimage.map_coordinates(field, places, order=3, mode="nearest", output="f4")


def above(grid, field, level, upper=_FAR):
    """Polygons, with holes, where a field lies between two levels."""
    generator = contourpy.contour_generator(
        grid.x, grid.y, field, name="serial", fill_type=contourpy.FillType.OuterOffset
    )
    shapes = [
        shapely.Polygon(
            points[offsets[0] : offsets[1]],
            [points[a:b] for a, b in pairwise(offsets[1:])],
        )
        for points, offsets in zip(*generator.filled(level, upper), strict=True)
        if len(points) > 3
    ]
    return shapely.make_valid(np.array(shapes))


def tidy(shapes, tolerance, smallest, smallest_hole):
    """Single polygons, simplified by m, without specks and pinholes below areas in m²."""
    parts = shapely.get_parts(shapely.make_valid(shapely.simplify(shapes, tolerance)))
    parts = parts[(shapely.get_type_id(parts) == 3) & (shapely.area(parts) >= smallest)]
    kept = []
    for part in parts:
        holes = [hole for hole in part.interiors if shapely.Polygon(hole).area >= smallest_hole]
        kept.append(shapely.Polygon(part.exterior, holes))
    return np.array(kept)


def relief(heights):
    """Height in m above the lowest ground within about 10 km, from 30-arc-second cells."""
    return heights - ndimage.gaussian_filter(ndimage.minimum_filter(heights, 25), 8)


def hill_score(grid, rise, rng):
    """How much a place is hill among its surroundings, with ragged edges."""
    plain = np.log1p(np.maximum(rise, 0) / 25)
    score = plain - 0.42 * ndimage.gaussian_filter(plain, 18000 / CELL)
    steep = np.hypot(*np.gradient(rise, CELL)).astype("f4")
    score += 2.0 * np.minimum(steep, 0.12)
    score += 0.10 * noise(grid, rng, 3200, 1300, 600, 300) + 0.10 * noise(grid, rng, 800, 450, 260)
    # Tilled valleys and villages inside the hills: they become holes.
    return score - 1.2 * np.maximum(noise(grid, rng, 1800, 700, 300) - 2.0, 0)


def level_for(score, inside, share):
    """The level above which a share of the cells inside lies."""
    return float(np.quantile(score[inside], 1 - share))


def shore_score(grid, wet, reach, rng):
    """m that a place lies within a belt of winding width along water; the water is inside."""
    outside = ndimage.distance_transform_edt(~wet, sampling=CELL).astype("f4")
    inside = ndimage.distance_transform_edt(wet, sampling=CELL).astype("f4")
    return reach * (1 + 0.55 * noise(grid, rng, 2600, 1100, 450)) - outside + np.minimum(inside, 300)


def town_score(grid, x, y, radius, slope, rng):
    """Positive inside towns: 1 in the middle, 0 at the edge, cut back by slopes in degrees."""
    score = np.full(grid.shape, -9.0, "f4")
    ragged = 0.30 * noise(grid, rng, 9000, 4000, 1800, 800) + 0.10 * noise(grid, rng, 900, 450)
    for centre_x, centre_y, size in zip(x, y, radius, strict=True):
        reach = 2.2 * size
        columns = slice(*np.searchsorted(grid.x, [centre_x - reach, centre_x + reach]))
        rows = slice(*np.searchsorted(grid.y, [centre_y - reach, centre_y + reach]))
        away = np.hypot(grid.x[None, columns] - centre_x, grid.y[rows, None] - centre_y) / size
        part = 1 - away + ragged[rows, columns]
        np.maximum(score[rows, columns], part, out=score[rows, columns])
    return score - 0.10 * np.maximum(slope - 2.5, 0)


def _clip(shape, window):
    """The part of a polygon in a window; not necessarily valid."""
    try:
        return shapely.clip_by_rect(shape, *window)
    except shapely.GEOSException:  # where it leaves a ring of three points
        return shapely.intersection(shape, shapely.box(*window))


def away_from(grid, shapes):
    """Distance in m of every cell from polygons, 0 inside."""
    mask = grid.mask(shapely.union_all(shapes))
    return ndimage.distance_transform_edt(~mask, sampling=CELL).astype("f4")


def minus(shapes, others, gap=0.0):
    """Shapes less everything within a gap in m of others."""
    tree = shapely.STRtree(others)
    mine, theirs = tree.query(shapes, predicate="dwithin", distance=max(gap, 1e-6))
    result = shapes.copy()
    for index in np.unique(mine):
        near = others[np.sort(theirs[mine == index])]
        window = shapely.bounds(shapes[index]) + np.array([-1, -1, 1, 1]) * (gap + 50)
        near = shapely.make_valid(np.array([_clip(other, window) for other in near]))
        result[index] = shapes[index].difference(shapely.union_all(near).buffer(gap, quad_segs=2))
    return result


def fields(area, spacing, rng):
    """Blocks of a countryside cut by roads and canals: cells of scattered points, in m."""
    west, south, east, north = area.bounds
    columns, rows = np.meshgrid(np.arange(west, east, spacing), np.arange(south, north, spacing))
    jitter = rng.uniform(-0.46, 0.46, (2, *columns.shape)) * spacing
    points = shapely.MultiPoint(np.column_stack([(columns + jitter[0]).ravel(), (rows + jitter[1]).ravel()]))
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    middles = shapely.get_coordinates(shapely.centroid(cells))
    cells = cells[np.lexsort(middles.round(1).T)]
    return cells[shapely.intersects(cells, area)]


def pieces(shapes, cells):
    """(index of the cell, piece) for every polygon of a shape in a cell, cells in order."""
    tree = shapely.STRtree(shapes)
    which, theirs = tree.query(cells, predicate="intersects")
    order = np.lexsort([theirs, which])
    which, theirs = which[order], theirs[order]
    clipped = [
        _clip(shape, window)
        for shape, window in zip(shapes[theirs], shapely.bounds(cells[which]), strict=True)
    ]
    cut = shapely.intersection(shapely.make_valid(np.array(clipped)), cells[which])
    parts, source = shapely.get_parts(cut, return_index=True)
    flat = shapely.get_type_id(parts) == 3
    return which[source[flat]], parts[flat]
