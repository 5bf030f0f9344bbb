# SPDX-License-Identifier: GPL-3.0-or-later
"""From grades to the polygons of a candidate red line.

Order (B; minimum patch and aggregation distance C): highest grade over all inputs, aggregation, small holes
filled, small patches dropped, outlines. What may not be in a red line is kept out of what is joined and
filled; :mod:`.outlines` takes it out of the polygons exactly, and drops what becomes too small.
"""

import contextlib
from dataclasses import dataclass

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .errors import NoValueError, ValueRangeError
from .factors import Stack, parts
from .output import RasterWriter
from .patches import Mask, Patches, closed, filled
from .runs import Runs, crossed
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
    table : pandas.DataFrame
        One row a patch: ``area_m2`` (of the cells), ``reason``, ``reason_pct``, ``unit_row``, ``unit_pct``.
    tracer : Tracer
        Holds their outlines.
    counts : dict of str to float
        ``candidate_m2``, ``aggregated_m2``, ``excluded_m2``, ``hole_count``, ``hole_m2``, ``small_count``,
        ``small_m2``.
    reports : list of str
    """

    table: pd.DataFrame
    tracer: Tracer
    counts: dict
    reports: list

    def batches(self):
        """Yield the patches as GeoDataFrames, some at a time: few outlines are in memory at once."""
        for numbers, shapes in self.tracer.polygons():
            yield gpd.GeoDataFrame(self.table.iloc[numbers - 1], geometry=shapes, crs=self.tracer.grid.crs)


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
    part = parts(progress)
    with Stack(layers, grid, study) as stack:
        growing = rules.aggregation_m > 0 or rules.max_hole_m2 > 0
        marked, blocked, counts = _composite(stack, rules.grade, excluded, growing, writer, part(0, 0.3))
        joined = closed(marked, rules.aggregation_m, part(0.3, 0.4))
        if joined is not marked:
            counts["aggregated_m2"] = _keep_out(joined, marked, blocked)
        if rules.max_hole_m2:
            joined, counts["hole_count"], counts["hole_m2"] = filled(
                joined, blocked, rules.max_hole_m2, part(0.4, 0.55)
            )
        del marked, blocked
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
        table, tracer = _outlines(stack, found, keep, rules.grade, units, part(0.65, 1))
        return Candidate(table, tracer, counts, stack.reports)


def _composite(stack, limit, excluded, growing, writer, progress):
    """Mask of the cells whose highest grade is a candidate; of those that may never be one; and counts.

    The second is None where nothing grows.
    """
    grid = stack.grid
    marked, blocked = Mask(grid), Mask(grid) if growing else None
    zones = _zones(excluded, grid)
    counts = dict.fromkeys(("candidate_m2", "excluded_m2", "aggregated_m2", "hole_m2"), 0.0) | {
        "hole_count": 0
    }
    graded = 0
    for start, stop, strip in stack.strips(progress):
        best = None
        for key, values in strip.items():
            codes = grade_codes(values, stack.rasters[key].layer.name)
            best = codes if best is None else np.minimum(best - 1, codes - 1) + 1  # none, 0, is the last
        graded += int(np.count_nonzero(best))
        if writer:
            writer.write(best)
        wanted = (best > 0) & (best <= limit)
        taken = None if zones is None else zones.rows(start, stop) > 0
        if taken is not None:
            counts["excluded_m2"] += _area(grid, start, wanted & taken)
        if growing:
            blocked.set(start, best == 0 if taken is None else (best == 0) | taken)
        counts["candidate_m2"] += _area(grid, start, wanted)
        marked.set(start, wanted)
    if not graded:
        raise NoValueError(", ".join(strip))
    if not marked.any():
        raise NoValueError(", ".join(strip), f"grades 1 to {limit}; the study area")
    return marked, blocked, counts


def _keep_out(joined, marked, blocked):
    """Take what may not grow out of what was joined; return the square metres gained."""
    gained_m2 = 0.0
    for start, stop in joined.grid.strips():
        own = marked.rows(start, stop)
        gained = joined.rows(start, stop) & ~blocked.rows(start, stop) & ~own
        gained_m2 += _area(joined.grid, start, gained)
        joined.set(start, own | gained)
    return gained_m2


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
    """The kept patches with their dominant reason and unit, and their outlines."""
    grid = stack.grid
    count = int(keep.sum())
    zones = _zones(units, grid)
    tracer = Tracer(grid)
    reasons = np.zeros((len(stack.rasters), count + 1))
    shares = np.zeros((count + 1, len(zones) + 1 if zones is not None else 1))
    for start, stop, runs in found.runs(keep, progress and (lambda share: progress(0.8 * share))):
        tracer.add(runs)
        for row, values in enumerate(stack.strip(start, stop).values()):
            mine, _ = crossed(runs, Runs.marked((values > 0) & (values <= limit)))
            reasons[row] += np.bincount(mine.code, mine.areas(grid, start), count + 1)
        if zones is not None:
            numbers = Runs.equal(zones.rows(start, stop))
            mine, unit = crossed(runs, numbers)
            key = mine.code * shares.shape[1] + numbers.code[unit]
            shares += np.bincount(key, mine.areas(grid, start), shares.size).reshape(shares.shape)
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
    return frame, tracer


def _zones(geometries, grid):
    """Zones of those polygons that reach the grid; None where none does."""
    if geometries is None or not len(geometries):
        return None
    near = shapely.intersects(np.asarray(geometries, dtype=object), shapely.box(*grid.bounds))
    return Zones(geometries, grid) if near.any() else None


def _area(grid, start, cells):
    """Square metres of the marked cells of rows from `start` on."""
    return float(Runs.marked(cells).areas(grid, start).sum())


def composite_writer(path, grid, colours=None, tags=None, staged=None, progress=None):
    """The writer of the highest grade over all inputs; None within ``with`` where there is no path."""
    if not path:
        return contextlib.nullcontext()
    return RasterWriter(path, grid, "uint8", 0, "highest grade", "", tags, colours, staged, progress)
