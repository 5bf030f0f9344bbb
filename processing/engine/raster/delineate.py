# SPDX-License-Identifier: GPL-3.0-or-later
"""From grades to the polygons of a candidate red line.

Order (B; minimum patch and aggregation distance C): highest grade over all inputs, aggregation, small holes
filled, small patches dropped, outlines. What may not be in a red line is kept out of what is joined and
filled; :mod:`.outlines` takes it out of the polygons exactly, and drops what becomes too small.
"""

from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .errors import NoValueError, ValueRangeError
from .factors import Stack
from .output import RasterWriter
from .patches import Mask, Patches, closed, filled, label_areas
from .study import Zones
from .trace import Tracer

MAX_GRADE = 9


@dataclass(frozen=True)
class Rules:
    """The planner's choices; every one of them is a convention.

    Attributes
    ----------
    grade : int
        Grades up to this one are candidates: 1 takes the highest alone.
    aggregation_m : float
        Patches closer than this are joined; 0 joins none.
    max_hole_m2 : float
        Holes up to this are filled; 0 fills none, ``inf`` all.
    min_patch_m2 : float
        Smaller patches are dropped, and counted.
    """

    grade: int = 1
    aggregation_m: float = 250.0
    max_hole_m2: float = 1e5
    min_patch_m2: float = 1e6


@dataclass
class Candidate:
    """Patches on the grid.

    Attributes
    ----------
    patches : geopandas.GeoDataFrame
        ``area_m2`` (of the cells), ``reason``, ``reason_pct``, ``unit_row``, ``unit_pct``.
    counts : dict of str to float
        ``candidate_m2``, ``aggregated_m2``, ``excluded_m2``, ``hole_count``, ``hole_m2``, ``small_count``,
        ``small_m2``.
    reports : list of str
    """

    patches: gpd.GeoDataFrame
    counts: dict
    reports: list


def candidate(layers, grid, rules, study=None, excluded=None, units=None, writer=None, progress=None):
    """Find the patches that the grades make a red line of.

    Parameters
    ----------
    layers : dict of str to Layer
        Grades by the name of what they grade: 1 is the highest; 0 and nodata have none.
    grid : Grid
    rules : Rules
    study : StudyArea, optional
    excluded : array_like of shapely polygons, optional
        Construction land and farmland: no aggregation and no filled hole enters the cells whose centre lies
        there. They are taken out of the polygons, exactly, by :func:`.outlines.outlined`.
    units : array_like of shapely polygons, optional
        To tell in which unit the greater part of a patch lies.
    writer : RasterWriter, optional
        An open writer that gets the highest grade of each cell.
    progress : callable, optional

    Returns
    -------
    Candidate

    Raises
    ------
    ValueRangeError
        A raster that holds no grades.
    NoValueError
        No grade in the study area, or no candidate left.
    """
    report = progress or (lambda share: None)
    part = lambda start, end: lambda share: report(start + (end - start) * share)  # noqa: E731
    counts = {}
    with Stack(layers, grid, study) as stack:
        marked, blocked = _composite(stack, rules.grade, excluded, writer, part(0, 0.3), counts)
        joined = closed(marked, rules.aggregation_m, part(0.3, 0.4))
        for start, stop in grid.strips():
            own = marked.rows(start, stop)
            gained = joined.rows(start, stop) & ~blocked.rows(start, stop) & ~own
            counts["aggregated_m2"] = counts.get("aggregated_m2", 0.0) + _area(grid, start, stop, gained)
            joined.set(start, own | gained)
        counts["hole_count"], counts["hole_m2"] = 0, 0.0
        if rules.max_hole_m2:
            joined, counts["hole_count"], counts["hole_m2"] = filled(
                joined, blocked, rules.max_hole_m2, part(0.4, 0.55)
            )
        found = Patches(joined.rows, grid, part(0.55, 0.65))
        keep = found.areas >= rules.min_patch_m2
        keep[0] = False
        counts["small_count"] = int(len(found) - keep.sum())
        counts["small_m2"] = float(found.areas[1:][~keep[1:]].sum())
        if not keep.any():
            raise NoValueError(
                ", ".join(layers),
                f"patches of {rules.min_patch_m2 / 1e6:g} km² or more ({len(found)} patches are smaller); "
                "lower the minimum patch or take more grades. The study area",
            )
        patches = _outlines(stack, found, keep, rules.grade, units, part(0.65, 1))
        return Candidate(patches, counts, stack.reports)


def _composite(stack, limit, excluded, writer, progress, counts):
    """Mask of the cells whose highest grade is a candidate, and of those that may never be one."""
    grid = stack.grid
    marked, blocked = Mask(grid), Mask(grid)
    zones = _zones(excluded, grid)
    counts["candidate_m2"] = counts["excluded_m2"] = 0.0
    graded = 0
    for start, stop, strip in stack.strips(progress):
        best = np.zeros((stop - start, grid.width), np.uint8)
        for key, values in strip.items():
            codes = grade_codes(values, stack.rasters[key].layer.name)
            best = np.where((codes > 0) & ((best == 0) | (codes < best)), codes, best)
        graded += int(np.count_nonzero(best))
        if writer:
            writer.write(best)
        wanted = (best > 0) & (best <= limit)
        closed_to_growth = best == 0
        if zones is not None:
            taken = zones.rows(start, stop) > 0
            counts["excluded_m2"] += _area(grid, start, stop, wanted & taken)
            closed_to_growth |= taken
        counts["candidate_m2"] += _area(grid, start, stop, wanted)
        marked.set(start, wanted)
        blocked.set(start, closed_to_growth)
    if not graded:
        raise NoValueError(", ".join(strip))
    if not marked.any():
        raise NoValueError(", ".join(strip), f"grades 1 to {limit}; the study area")
    return marked, blocked


def grade_codes(values, name):
    """Grades of a strip as uint8, 0 for none.

    Raises
    ------
    ValueRangeError
        Amounts, or codes that are no grades.
    """
    low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
    filled = np.fmax(values, np.float32(0))
    codes = np.fmin(filled, np.float32(MAX_GRADE)).astype(np.uint8)
    wrong = low < 0 or high > MAX_GRADE or (codes != filled).any()
    if wrong:
        bad = values[(values < 0) | (values > MAX_GRADE) | (values != np.floor(values)) & ~np.isnan(values)]
        raise ValueRangeError(
            f"Raster '{name}' holds {bad[0]:g}, but grades are whole numbers from 1, the highest, to "
            f"{MAX_GRADE}. Grade it first with metro:cumulativegrade."
        )
    return codes


def _outlines(stack, found, keep, limit, units, progress):
    """Polygons of the kept patches with their dominant reason and unit."""
    grid = stack.grid
    count = int(keep.sum())
    zones = _zones(units, grid)
    tracer = Tracer(grid)
    reasons = np.zeros((len(stack.rasters), count + 1))
    shares = np.zeros((count + 1, len(zones) + 1 if zones is not None else 1))
    for start, stop, labels in found.labels(keep, progress and (lambda share: progress(0.8 * share))):
        tracer.add(start, labels)
        area = grid.cell_areas.rows(start, stop)
        for row, values in enumerate(stack.strip(start, stop).values()):
            mine = np.where((values > 0) & (values <= limit), labels, 0)
            reasons[row] += label_areas(mine, count, area)
        if zones is not None:
            key = labels * shares.shape[1] + zones.rows(start, stop)
            shares += label_areas(key, shares.size - 1, area).reshape(shares.shape)
    shapes = tracer.polygons()
    area = found.areas[keep]
    names = np.array(list(stack.rasters))
    top = reasons[:, 1:].argmax(axis=0)
    frame = pd.DataFrame(
        {
            "area_m2": area,
            "reason": names[top],
            "reason_pct": 100 * reasons[top, np.arange(1, count + 1)] / area,
        }
    )
    if zones is not None:
        in_unit = shares[1:, 1:]
        frame["unit_row"] = np.where(in_unit.any(axis=1), in_unit.argmax(axis=1), -1)
        frame["unit_pct"] = 100 * in_unit.max(axis=1) / area
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=grid.crs)


def _zones(geometries, grid):
    """Zones of those polygons that reach the grid; None where none does."""
    if geometries is None or not len(geometries):
        return None
    near = shapely.intersects(np.asarray(geometries, dtype=object), shapely.box(*grid.bounds))
    return Zones(geometries, grid) if near.any() else None


def _area(grid, start, stop, cells):
    """Square metres of the marked cells of some rows."""
    area = grid.cell_areas.rows(start, stop)
    if area.shape[1] == 1:
        return float(np.count_nonzero(cells, axis=1) @ area[:, 0])
    return float(area[cells].sum())


def composite_writer(path, grid, colours=None, tags=None):
    """The writer of the highest grade over all inputs."""
    return RasterWriter(path, grid, "uint8", 0, "highest grade", "", tags, colours)
