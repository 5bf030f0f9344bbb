# SPDX-License-Identifier: GPL-3.0-or-later
"""Grades a raster of values by their cumulative sum and writes the grades."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from ..errors import ParameterError
from .errors import NoValueError, ValueRangeError
from .factors import Stack, ahead, demand_between, parts, ranges
from .grade import Cuts, Cutter, grades
from .output import RasterWriter, Spool
from .runs import Runs
from .study import Zones

NEGATIVE_STOP, NEGATIVE_LOWEST = "stop", "lowest"
NEGATIVES = (NEGATIVE_STOP, NEGATIVE_LOWEST)
ZONES_AT_A_TIME = 64
SCALE = 100
"""Values are scaled to Int(value / max * 100) by some practice (P)."""


@dataclass
class Graded:
    """What :func:`cumulative_grade` found.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each unit and grade: ``unit`` (position; 0 where there are none), ``grade``, ``cut`` (the
        lowest value of the grade; 0 for the last), ``cells``, ``area_m2``, ``value_pct`` (share of the unit's
        total value).
    negative : int
        Cells below 0 that count as 0.
    empty : list of int
        Units without a value above 0; all their cells have the last grade.
    reports : list of str
    count : int
        Cells graded.
    """

    table: pd.DataFrame
    negative: int
    empty: list
    reports: list
    count: int


def cumulative_grade(
    layer,
    grid,
    path,
    shares=(0.5, 0.8),
    study=None,
    units=None,
    negative=NEGATIVE_STOP,
    scaled=False,
    by_area=False,
    colours=None,
    tags=None,
    staged=None,
    progress=None,
):
    """Grade a raster by cumulative value and write the grades.

    Parameters
    ----------
    layer : Layer
        Values of 0 and more, read as 32-bit floats.
    grid : Grid
    path : str
        The GeoTIFF to write: 1 for the cells that hold the first share of the total, 2 … ; 0 is nodata.
    shares : sequence of float
    study : StudyArea, optional
    units : array_like of shapely polygons, optional
        Each is graded on its own; cells in none of them have no grade.
    negative : {"stop", "lowest"}
        Whether a negative value is an error or counts as 0.
    scaled : bool
        Scale the values to whole numbers of a hundredth of the greatest first (P).
    by_area : bool
        Add up value times cell area: for densities on a geographic grid.
    colours, tags : dict, optional
    staged : list, optional
        Gets the finished raster, see :class:`.output.RasterWriter`.
    progress : callable, optional

    Returns
    -------
    Graded

    Raises
    ------
    ParameterError, NoValueError, ValueRangeError, NoOverlapError, RasterReadError, OutputError
    """
    if negative not in NEGATIVES:
        raise ParameterError(
            f"Negative values cannot be treated as '{negative}'; use {' or '.join(NEGATIVES)}."
        )
    report = progress or (lambda share: None)
    with Stack({"value": layer}, grid, study) as stack, Spool(Path(path).parent, grid) as spool:
        found = ranges(stack, progress=lambda share: report(0.4 * share), spool=spool)["value"]
        if negative == NEGATIVE_STOP:
            demand_between(
                found,
                0,
                np.inf,
                "negative values cannot be added up to a total. Declare them as nodata, or set 'Negative values' to "
                "'lowest' to count them as 0.",
            )
        writer = grade_writer(
            path, grid, shares, layer.name, colours, tags, staged, lambda share: report(0.9 + 0.1 * share)
        )
        with writer:
            result = grade_spool(
                spool, layer.name, writer, shares, units, scaled, by_area, lambda s: report(0.4 + s / 2)
            )
        result.reports = stack.reports
        return result


def grade_writer(path, grid, shares, source, colours=None, tags=None, staged=None, progress=None):
    """The writer of grades."""
    told = {"FORMULA": f"grades by cumulative value at {', '.join(f'{share:.6g}' for share in shares)}"}
    tags = told | {"SOURCES": source} | (tags or {})
    return RasterWriter(
        path, grid, "uint8", 0, "grade by cumulative value", "", tags, colours, staged, progress
    )


def grade_spool(
    spool,
    name,
    writer,
    shares=(0.5, 0.8),
    units=None,
    scaled=False,
    by_area=False,
    progress=None,
    cutter=None,
):
    """Grade values that were spooled; negative ones count as 0.

    Parameters
    ----------
    spool : Spool
        All rows of float32 values.
    name : str
        What messages call the values.
    writer : RasterWriter
        From :func:`grade_writer`, open.
    shares, units, scaled, by_area, progress
        See :func:`cumulative_grade`.
    cutter : Cutter, optional
        Has seen the values once.

    Returns
    -------
    Graded
    """
    report = progress or (lambda share: None)
    grid = spool.grid
    high = spool.statistics.high
    if not high > 0:
        raise ValueRangeError(f"Raster '{name}' has no value above 0 in the study area; nothing to grade.")
    zones = Zones(units, grid, "The units") if units is not None else None
    reader = _Reader(spool, zones, high if scaled else None, by_area)
    part = parts(report)
    if cutter is not None:
        cuts = _narrowed(cutter, reader, 0, part(0, 0.6))
    else:
        cuts = _cuts(reader, shares, len(zones) if zones else 1, part(0, 0.6))
    if np.isnan(cuts.values).all():
        raise NoValueError(name, "any of the units")
    tally = _Tally(cuts, len(shares) + 1)
    for start, _, values, zone in reader.rows(lambda share: report(0.6 + 0.4 * share)):
        grade = grades(values, cuts.values, zone)
        tally.add(grade, zone, values, grid, start)
        writer.write(grade)
    empty = [int(each) for each in np.flatnonzero(np.isnan(cuts.values[:, 0]))]
    return Graded(tally.table(), tally.negative, empty, [], int(tally.cells[:, 1:].sum()))


def _cuts(reader, shares, zones, progress):
    """Cuts of all zones, some zones at a time: each takes memory for its counts."""
    found, part = [], parts(progress)
    for first in range(0, zones, ZONES_AT_A_TIME):
        cutter = Cutter(shares, min(ZONES_AT_A_TIME, zones - first))
        middle, end = (first + cutter.zones / 2) / zones, (first + cutter.zones) / zones
        for values, zone, weights in reader.flat(part(first / zones, middle)):
            cutter.first(*_of_zones(values, zone, weights, first, cutter.zones))
        found.append(_narrowed(cutter, reader, first, part(middle, end)))
    values, reached = (
        np.concatenate([getattr(each, name) for each in found]) for name in ("values", "reached")
    )
    return Cuts(values, [total for each in found for total in each.totals], reached)


def _narrowed(cutter, reader, first, progress):
    """The cuts, once all values have come a first time."""
    cutter.narrow()
    for values, zone, weights in reader.flat(progress):
        cutter.second(*_of_zones(values, zone, weights, first, cutter.zones))
    return cutter.cuts()


def _of_zones(values, zone, weights, first, count):
    """Values of some zones, which count from 0 here."""
    if zone is None:
        return values, zone, weights
    here = (zone >= first) & (zone < first + count)
    return values[here], zone[here] - first, None if weights is None else weights[here]


class _Reader:
    """Spooled values with their zones."""

    def __init__(self, spool, zones, high, by_area):
        self.spool, self.zones, self.high, self.by_area = spool, zones, high, by_area

    def rows(self, progress):
        """Yield (start, stop, values, zone of each cell from 0 or None)."""
        for start, stop, values in ahead(self.spool.rows, self.spool.grid.strips(), progress):
            if self.high is not None:
                values = np.floor(values.astype(np.float64) / self.high * SCALE).astype(np.float32)
            yield start, stop, values, self.zones.rows(start, stop) - 1 if self.zones else None

    def flat(self, progress):
        """Yield (values, zone, weights) for the sums: no value, and a value below 0, add nothing."""
        for start, stop, values, zone in self.rows(progress):
            values = np.fmax(values, np.float32(0), out=values)
            weights = None
            if self.by_area:
                weights = np.broadcast_to(self.spool.grid.cell_areas.rows(start, stop), values.shape)
            flat = (each if each is None else each.ravel() for each in (values, zone, weights))
            yield tuple(flat)


class _Tally:
    """Cells and area by unit and grade."""

    def __init__(self, cuts, count):
        self.cuts, self.count = cuts, count
        self.zones = len(cuts.values)
        self.cells = np.zeros((self.zones, count + 1), np.int64)
        self.areas = np.zeros(self.cells.shape)
        self.negative = 0

    def add(self, grade, zone, values, grid, start):
        key, size = grade, self.cells.size
        if zone is not None:
            key = grade + np.maximum(zone, 0) * (self.count + 1)
        runs = Runs.equal(key)
        self.negative += int(np.count_nonzero(values < 0))
        cells = np.bincount(runs.code, runs.stop - runs.start, size)
        self.cells += cells.astype(np.int64).reshape(self.cells.shape)
        self.areas += np.bincount(runs.code, runs.areas(grid, start), size).reshape(self.cells.shape)

    def table(self):
        unit, grade = np.divmod(np.arange(self.zones * self.count), self.count)
        grade = grade + 1
        cuts = np.concatenate([self.cuts.values, np.zeros((self.zones, 1), np.float32)], axis=1)
        total = np.array(self.cuts.totals)
        reached = np.concatenate([np.zeros((self.zones, 1)), self.cuts.reached, total[:, None]], axis=1)
        share = np.divide(
            100 * np.diff(reached)[unit, grade - 1],
            total[unit],
            out=np.zeros(len(unit)),
            where=total[unit] > 0,
        )
        return pd.DataFrame(
            {
                "unit": unit,
                "grade": grade,
                "cut": cuts[unit, grade - 1].astype(float),
                "cells": self.cells[unit, grade],
                "area_m2": self.areas[unit, grade],
                "value_pct": share,
            }
        )
