# SPDX-License-Identifier: GPL-3.0-or-later
"""Narrow ground between two control lines that is in none of them: slits and holes where they should meet."""

import geopandas
import numpy as np
import shapely
from shapely.errors import GEOSException

from .areas import AreaMeasure, lengths
from .errors import OverlayError
from .moving import STEP_M, divided, step_in
from .nearest import metric_plane, mover
from .validity import polygonal

_GRID_M = 1e-6
PAIRS = (("redline", "farmland"), ("redline", "growth"), ("farmland", "growth"))


def gaps_between(frames, gap_m, progress=None):
    """Find the ground between two lines that is narrower than a width.

    What closing the two features (growing them by half the width, and shrinking what results) adds to them, and
    that lies in no feature of any line. Ends of gaps are rounded off by that, to less than half the width.

    Parameters
    ----------
    frames : dict of str to GeoDataFrame
        ``redline``, ``farmland``, ``growth``: valid polygons in one CRS.
    gap_m : float
        The widest gap in metres; 0 looks for none.
    progress : callable, optional

    Returns
    -------
    GeoDataFrame
        ``line_a``, ``line_b``, ``area_m2``, ``width_m`` (mean: 2 × area / perimeter), in the CRS of the lines. Gaps of
        less than a square metre, or thinner than 1 cm, are drawing precision and left out.
    """
    report = progress or (lambda fraction: None)
    crs = frames["redline"].crs
    empty = {"line_a": [], "line_b": [], "area_m2": np.array([]), "width_m": np.array([])}
    if gap_m <= 0:
        return geopandas.GeoDataFrame(empty, geometry=[], crs=crs)
    bounds = np.array([frame.total_bounds for frame in frames.values()])
    extent = np.concatenate([bounds[:, :2].min(axis=0), bounds[:, 2:].max(axis=0)])
    plane = metric_plane(crs, extent)
    there, back = mover(crs, plane), mover(plane, crs)
    step = np.inf if plane == crs else step_in(crs)
    shapes = {line: there(divided(f.geometry.array, step)) for line, f in frames.items()}
    trees = {line: shapely.STRtree(polygons) for line, polygons in shapes.items()}
    found = {"line_a": [], "line_b": [], "geometry": []}
    for number, (a, b) in enumerate(PAIRS):
        few, many = sorted((a, b), key=lambda line: len(shapes[line]))
        mine, theirs = trees[many].query(shapes[few], predicate="dwithin", distance=gap_m)
        filled = []
        for count, (i, j) in enumerate(zip(mine, theirs, strict=True)):
            filled.append(_closed(shapes[few][i], shapes[many][j], gap_m))
            if count % 10 == 0:
                report((number + 0.6 * count / len(mine)) / 3)
        filled = np.array([*filled, shapely.Polygon()], dtype=object)
        merged = shapely.get_parts(_overlay(shapely.union_all, filled))
        for count, shape in enumerate(merged):
            if count % 10 == 0:
                report((number + 0.6 + 0.4 * count / len(merged)) / 3)
            for polygons, tree in ((shapes[line], trees[line]) for line in shapes):
                near = polygons[tree.query(shape, predicate="intersects")]
                if len(near):
                    near = _within(near, np.array(shape.bounds) + gap_m * np.array([-1, -1, 1, 1]))
                    shape = _overlay(shapely.difference, shape, _overlay(shapely.union_all, near))
            parts = shapely.get_parts(polygonal(np.array([shape, None], dtype=object)[:1]))
            found["geometry"] += list(parts)
            found["line_a"] += [a] * len(parts)
            found["line_b"] += [b] * len(parts)
        report((number + 1) / 3)
    drawn = divided(found["geometry"], np.inf if plane == crs else STEP_M)
    turned = back(drawn)
    area, around = AreaMeasure(crs, extent)(turned), lengths(turned, crs)
    width = np.divide(2 * area, around, out=np.zeros(len(area)), where=around > 0)
    gaps = geopandas.GeoDataFrame(
        {"line_a": found["line_a"], "line_b": found["line_b"], "area_m2": area, "width_m": width},
        geometry=turned,
        crs=crs,
    )
    return gaps[(gaps["area_m2"] >= 1) & (gaps["width_m"] >= 0.01)].reset_index(drop=True)


def _within(shapes, window):
    """What of polygons lies in a window; of one that cannot be clipped soundly, its repaired clip."""
    near = shapely.clip_by_rect(shapes, *window)
    crossed = ~shapely.is_valid(near)
    near[crossed] = shapely.make_valid(near[crossed])
    return near


def _overlay(operation, *shapes):
    """An operation of GEOS, on a fine grid where it fails without."""
    try:
        return operation(*shapes)
    except GEOSException:
        pass
    try:
        return operation(*shapes, grid_size=_GRID_M)
    except GEOSException as error:
        x, y = shapely.total_bounds(shapes[0])[:2]
        raise OverlayError(
            f"Two features near {x:.10g}, {y:.10g} cannot be overlaid ({error}). "
            "Repair the layers' geometries there and run again."
        ) from error


def _closing(shape, radius):
    """A shape grown and shrunk; with round corners where sharp ones cross each other."""
    for join in ("mitre", "round"):
        grown = shape.buffer(radius, quad_segs=4, join_style=join)
        shrunk = grown.buffer(-radius, quad_segs=4, join_style=join)
        if grown.is_valid and shrunk.is_valid:
            break
    return shrunk


def _closed(one, other, gap_m):
    """What closing two polygons adds, looked for where they come near each other only."""
    reach = 3 * gap_m
    west, south, east, north = np.concatenate(
        [np.maximum(one.bounds[:2], other.bounds[:2]), np.minimum(one.bounds[2:], other.bounds[2:])]
    )
    window = west - reach, south - reach, east + reach, north + reach
    near = _within(np.array([one, other]), window)
    both = _overlay(shapely.union_all, near)
    added = _overlay(shapely.difference, _closing(both, gap_m / 2), both)
    # The window's own corners are no gaps, and neither is ground that only one of the two surrounds.
    parts = shapely.get_parts(added)
    kept = [p for p in parts if all(shape.distance(p) <= gap_m * 1e-3 for shape in near)]
    return shapely.union_all(np.array([*kept, shapely.Polygon()], dtype=object))
