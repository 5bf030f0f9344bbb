# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives places that several belts claim to the one whose border is nearest."""

import numpy as np
import pyproj
import shapely

from .areas import to_degrees
from .ground import cut
from .jobs import in_turn
from .validity import polygonal

_POINTS_PER_WIDTH = 50
_POINTS_PER_DISTANCE = 10
_FINEST_M = 0.5


def partitioned(shapes, unit, lines, crs, width_m, report):
    """Cut belts of the same unit so that each place stays with the belt whose border is nearest.

    The line between two belts is found from points on the borders, which are as far apart as a tenth of the
    distance to the next border, and a fiftieth of the width at most. A point is farther than its border by s² / 8h at
    most, where s is the step and h, at least half the distance between the borders, the height above it: so no place
    goes to a border that is farther than the nearest by more than 1/2000 of the width (2.5 m of 5 km).

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
    belts = [np.flatnonzero((unit == name) & ~shapely.is_empty(shapes)) for name in names]
    settled = in_turn(lambda rows: _settled(shapes[rows], lines[rows], crs, width_m), belts, report)
    for rows, shape in zip(belts, settled, strict=True):
        result[rows] = shape
    return result


def _settled(shapes, lines, crs, width_m):
    if len(shapes) < 2:
        return shapes
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
    xy, owner = _points(shapely.intersection(lines, reach), width_m / _POINTS_PER_WIDTH)
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


def _points(lines, step):
    """Points on lines, close together where another line is near: coordinates, and the line of each."""
    xy, owner = shapely.get_coordinates(shapely.segmentize(lines, step), return_index=True)
    parts, own = shapely.get_parts(lines, return_index=True)
    _, part = shapely.get_coordinates(shapely.segmentize(parts, step), return_index=True)
    joined = np.flatnonzero(np.diff(part) == 0)
    start, end, line = xy[joined], xy[joined + 1], owner[joined]
    pieces = [cut(each, np.inf) for each in parts]
    of = np.repeat(own, [len(some) for some in pieces])
    pieces = np.concatenate([*pieces, np.zeros(0, object)])
    trees = {k: (shapely.STRtree(pieces[of != k]) if (of != k).any() else None) for k in np.unique(line)}
    found, owners = [xy], [owner]
    while len(start):
        length = np.hypot(*(end - start).T)
        edges = shapely.linestrings(np.stack([start, end], axis=1))
        away = np.full(len(edges), np.inf)
        for k, tree in trees.items():
            mine = np.flatnonzero(line == k)
            if tree is not None and len(mine):
                # What is farther halves no edge.
                reach = _POINTS_PER_DISTANCE * length[mine].max()
                row, distance = tree.query_nearest(
                    edges[mine], max_distance=reach, return_distance=True, all_matches=False
                )
                away[mine[row[0]]] = distance
        halved = length > np.maximum(_FINEST_M, away / _POINTS_PER_DISTANCE)
        start, end, line = start[halved], end[halved], line[halved]
        middle = (start + end) / 2
        found.append(middle)
        owners.append(line)
        start, end, line = np.concatenate([start, middle]), np.concatenate([middle, end]), np.tile(line, 2)
    return np.concatenate(found), np.concatenate(owners)


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
