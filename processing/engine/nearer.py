# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives places that several belts claim to the one whose border is nearest."""

import numpy as np
import pyproj
import shapely

from .areas import to_degrees
from .validity import polygonal

_POINTS_PER_WIDTH = 50


def partitioned(shapes, unit, lines, crs, width_m, report):
    """Cut belts of the same unit so that each place stays with the belt whose border is nearest.

    The line between two belts is found from points on the borders, a fiftieth of the width apart: at half
    the width from both borders it is off by less than a two-hundredth of the width squared over it.

    Parameters
    ----------
    shapes, lines : numpy.ndarray of shapely geometries
        Each belt and its border.
    unit : numpy.ndarray of int
        The unit of each belt; belts of different units do not compete.
    crs : anything pyproj takes
    width_m : float
        The belts' width.
    report : callable
        Called with a fraction from 0 to 1.

    Returns
    -------
    numpy.ndarray of shapely geometries
        The belts; together they cover what they covered before.
    """
    result = shapes.copy()
    names = np.unique(unit)
    for number, name in enumerate(names):
        rows = np.flatnonzero((unit == name) & ~shapely.is_empty(shapes))
        if len(rows) > 1:
            result[rows] = _settled(shapes[rows], lines[rows], crs, width_m)
        report((number + 1) / len(names))
    return result


def _settled(shapes, lines, crs, width_m):
    one, other = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    one, other = one[one < other], other[one < other]
    contested = polygonal(shapely.intersection(shapes[one], shapes[other]))
    kept = ~shapely.is_empty(contested)
    one, other, contested = one[kept], other[kept], contested[kept]
    if not len(one):
        return shapes
    there, back = _plane(contested, crs)
    disputed = shapely.union_all(_move(contested, there))
    involved = np.unique(np.concatenate([one, other]))
    cells = _cells(_move(lines[involved], there), disputed, width_m)
    result = shapes.copy()
    for row, cell in zip(involved, cells, strict=True):
        # Slivers thinner than rounding may turn over on their way back.
        lost = shapely.make_valid(_move(shapely.difference(disputed, cell), back))
        result[row] = shapely.difference(shapes[row], polygonal([lost])[0])
    return polygonal(result)


def _cells(lines, disputed, width_m):
    """For each line the places of a region that are nearer to it than to the other lines."""
    reach = shapely.box(*(np.array(disputed.bounds) + np.array([-1, -1, 1, 1]) * 1.01 * width_m))
    close = shapely.segmentize(shapely.intersection(lines, reach), width_m / _POINTS_PER_WIDTH)
    xy, owner = shapely.get_coordinates(close, return_index=True)
    _, once = np.unique(xy, axis=0, return_index=True)
    xy, owner = xy[once], owner[once]
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(xy), extend_to=reach.buffer(width_m))
    )
    point, cell = shapely.STRtree(cells).query(shapely.points(xy), predicate="intersects")
    # A point within rounding of another one's cell is found in both.
    _, first = np.unique(cell, return_index=True)
    owner_of = np.full(len(cells), -1)
    owner_of[cell[first]] = owner[point[first]]
    return [
        shapely.intersection(shapely.coverage_union_all(cells[owner_of == k]), disputed)
        for k in range(len(lines))
    ]


def _plane(shapes, crs):
    """Transformers to a Gauss-Krüger zone about the shapes' middle and back."""
    west, south, east, north = shapely.total_bounds(shapes)
    lon, _ = to_degrees(np.array([[(west + east) / 2, (south + north) / 2]]), crs)
    zone = pyproj.CRS.from_proj4(
        f"+proj=tmerc +lat_0=0 +lon_0={lon[0]} +k=1 +x_0=500000 +ellps=GRS80 +units=m"
    )
    return (
        pyproj.Transformer.from_crs(crs, zone, always_xy=True),
        pyproj.Transformer.from_crs(zone, crs, always_xy=True),
    )


def _move(shapes, transformer):
    return shapely.transform(shapes, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1])))
