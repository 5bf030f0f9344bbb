# SPDX-License-Identifier: GPL-3.0-or-later
"""Belts of a given width on each side of borders."""

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from .areas import AreaMeasure, to_degrees
from .errors import CrsMismatchError, MissingCrsError, MissingFieldError, MissingKeyError, ParameterError
from .validity import polygonal

_STEP_M = 1000.0


def belts(borders, units, width_m, key="adcode", partition=False, progress=None):
    """Belts on both sides of each border, clipped to the unit of the side.

    Parameters
    ----------
    borders : geopandas.GeoDataFrame
        ``left``, ``right`` and lines, as :func:`.borders.shared_borders` gives them.
    units : geopandas.GeoDataFrame
        The units that the borders name, in the same coordinate system.
    width_m : float
        Distance from the border in metres, greater than 0.
    key : str
        The field of `units` that holds what ``left`` and ``right`` name.
    partition : bool
        Whether each place belongs to the nearest border only, so that no two belts of a unit overlap.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    geopandas.GeoDataFrame
        Two rows a border: ``left``, ``right``, ``side`` (the key of the unit it lies in), ``area_m2``,
        geometry.

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError, MissingKeyError, ParameterError
    """
    _check_inputs(borders, units, width_m, key)
    report = progress or (lambda fraction: None)
    unit_of = dict(zip(units[key], units.geometry, strict=True))
    rows = []
    for number, (left, right, line) in enumerate(
        zip(borders["left"], borders["right"], borders.geometry, strict=True)
    ):
        buffer = _buffer(line, borders.crs, width_m)
        for side in (left, right):
            rows.append((left, right, side, shapely.intersection(buffer, unit_of[side])))
        report(0.9 * (number + 1) / len(borders))
    shapes = polygonal(np.array([row[3] for row in rows] + [None], dtype=object)[:-1])
    measure = AreaMeasure(units.crs, units.total_bounds)
    result = gpd.GeoDataFrame(
        {
            "left": [row[0] for row in rows],
            "right": [row[1] for row in rows],
            "side": [row[2] for row in rows],
            "area_m2": measure(shapes),
        },
        geometry=shapes,
        crs=units.crs,
    )
    if partition:
        result = _partition(result, borders, measure)
    report(1.0)
    return result


def _buffer(line, crs, width_m):
    """Buffer of a line in its own coordinate system, with distances true on the ground."""
    degrees = shapely.transform(line, lambda xy: np.column_stack(to_degrees(xy, crs)))
    west, south, east, north = degrees.bounds
    local = pyproj.CRS.from_proj4(
        f"+proj=aeqd +lat_0={(south + north) / 2} +lon_0={(west + east) / 2} +ellps=GRS80 +units=m"
    )
    there = pyproj.Transformer.from_crs(crs, local, always_xy=True)
    back = pyproj.Transformer.from_crs(local, crs, always_xy=True)
    plane = shapely.transform(line, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    buffer = shapely.segmentize(shapely.buffer(plane, width_m, quad_segs=16), _STEP_M)
    return shapely.transform(buffer, lambda xy: np.column_stack(back.transform(xy[:, 0], xy[:, 1])))


def _partition(result, borders, measure):
    """Give each place that several belts of a unit claim to the nearest of their borders."""
    shapes = np.asarray(result.geometry.array, dtype=object).copy()
    for rows in result.groupby("side").indices.values():
        if len(rows) < 2:
            continue
        lines = np.asarray(borders.geometry.array, dtype=object)[rows // 2]
        cells = _nearest_cells(lines, shapely.union_all(shapes[rows]))
        shapes[rows] = shapely.intersection(shapes[rows], cells)
    shapes = polygonal(shapes)
    return result.assign(area_m2=measure(shapes)).set_geometry(gpd.GeoSeries(shapes, crs=result.crs))


def _nearest_cells(lines, extent):
    """The places nearer to each line than to the others, within an extent."""
    west, south, east, north = extent.bounds
    step = max(east - west, north - south) / 1000
    points, owner = shapely.get_coordinates(shapely.segmentize(lines, step), return_index=True)
    _, first = np.unique(points, axis=0, return_index=True)
    points, owner = shapely.points(points[first]), owner[first]
    cells = shapely.get_parts(shapely.voronoi_polygons(shapely.multipoints(points), extend_to=extent))
    cell, point = shapely.STRtree(points).query(cells, predicate="contains")[:2]
    return np.array(
        [shapely.union_all(cells[cell[owner[point] == i]]) for i in range(len(lines))], dtype=object
    )


def _check_inputs(borders, units, width_m, key):
    for name, gdf in (("borders", borders), ("units", units)):
        if gdf.crs is None:
            raise MissingCrsError(name)
    if borders.crs != units.crs:
        raise CrsMismatchError("borders", borders.crs.to_string(), "units", units.crs.to_string())
    if key not in units.columns:
        raise MissingFieldError("units", key, units.columns.drop(units.geometry.name))
    if not width_m > 0:
        raise ParameterError(f"A belt of width {width_m} m has no area. Give a width greater than 0.")
    missing = (set(borders["left"]) | set(borders["right"])) - set(units[key])
    if missing:
        names = ", ".join(map(str, sorted(missing)))
        raise MissingKeyError(
            f"The borders name units that the units layer does not hold: {names}. "
            "Use the units layer that the borders were made from."
        )
