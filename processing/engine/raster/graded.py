# SPDX-License-Identifier: GPL-3.0-or-later
"""Grades a raster of values by their cumulative sum and writes the grades."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..errors import ParameterError
from .errors import NoValueError, ValueRangeError
from .factors import Stack, demand_between, ranges
from .grade import cumulative_cuts, grades
from .output import RasterWriter
from .study import Zones

NEGATIVE_STOP, NEGATIVE_LOWEST = "stop", "lowest"
NEGATIVES = (NEGATIVE_STOP, NEGATIVE_LOWEST)
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
    zones = Zones(units, grid, "The units") if units is not None else None
    with Stack({"value": layer}, grid, study) as stack:
        high = _demand_values(stack, negative, lambda share: report(0.15 * share))
        reader = _Reader(stack, zones, high if scaled else None, by_area)
        passes = iter([(0.15, 0.35), (0.35, 0.55)])

        def strips():
            start, end = next(passes)
            return reader.flat(lambda share: report(start + (end - start) * share))

        cuts = cumulative_cuts(strips, shares, len(zones) if zones else 1)
        tags = {
            "FORMULA": f"grades by cumulative value at {', '.join(f'{share:.6g}' for share in shares)}",
            "SOURCES": layer.name,
        } | (tags or {})
        tally = _Tally(cuts, len(shares) + 1)
        reader.negative = 0
        with RasterWriter(path, grid, "uint8", 0, "grade by cumulative value", "", tags, colours) as writer:
            for start, stop, values, zone in reader.rows(lambda share: report(0.55 + 0.35 * share)):
                grade = grades(values, cuts.values, zone)
                tally.add(grade, zone, values, grid.cell_areas.rows(start, stop), by_area)
                writer.write(grade)
        empty = [int(each) for each in np.flatnonzero(np.isnan(cuts.values[:, 0]))]
        return Graded(tally.table(), reader.negative, empty, stack.reports, writer.count)


def _demand_values(stack, negative, progress):
    found = ranges(stack, progress=progress)["value"]
    if negative == NEGATIVE_STOP:
        demand_between(
            found,
            0,
            np.inf,
            "negative values cannot be added up to a total. Declare them as nodata, or set 'Negative values' to "
            "'lowest' to count them as 0.",
        )
    if not found.high > 0:
        raise ValueRangeError(
            f"Raster '{found.name}' has no value above 0 in the study area; nothing to grade."
        )
    return found.high


class _Reader:
    """Values of a raster with their zones, negatives as 0."""

    def __init__(self, stack, zones, high, by_area):
        self.stack, self.zones, self.high, self.by_area = stack, zones, high, by_area
        self.negative = 0

    def rows(self, progress):
        for start, stop, strip in self.stack.strips(progress):
            values = strip["value"]
            below = values < 0
            if below.any():
                self.negative += int(np.count_nonzero(below))
                values[below] = 0
            if self.high is not None:
                values = np.floor(values.astype(np.float64) / self.high * SCALE).astype(np.float32)
            yield start, stop, values, self.zones.rows(start, stop) - 1 if self.zones else None

    def flat(self, progress):
        grid = self.stack.grid
        any_value = False
        for start, stop, values, zone in self.rows(progress):
            use = ~np.isnan(values)
            if zone is not None:
                use &= zone >= 0
            weights = None
            if self.by_area:
                weights = np.broadcast_to(grid.cell_areas.rows(start, stop), values.shape)[use]
            chosen = values.ravel() if use.all() else values[use]
            any_value = any_value or len(chosen) > 0
            yield chosen, None if zone is None else zone[use], weights
        if not any_value:
            raise NoValueError(self.stack.rasters["value"].layer.name, "any of the units")


class _Tally:
    """Cells, area and value by unit and grade."""

    def __init__(self, cuts, count):
        self.cuts, self.count = cuts, count
        self.zones = len(cuts.values)
        self.cells = np.zeros((self.zones, count + 1), np.int64)
        self.areas = np.zeros(self.cells.shape)
        self.values = np.zeros(self.cells.shape)

    def add(self, grade, zone, values, area, by_area):
        width = self.count + 1
        key = grade.astype(np.int32)
        if zone is not None:
            key += np.maximum(zone, 0).astype(np.int32) * width
        key, size = key.ravel(), self.cells.size
        area = np.broadcast_to(area, grade.shape).ravel()
        amount = np.nan_to_num(values.ravel(), nan=0.0)
        self.cells += np.bincount(key, minlength=size).reshape(self.cells.shape)
        self.areas += np.bincount(key, area, size).reshape(self.cells.shape)
        amount = amount * area if by_area else amount
        self.values += np.bincount(key, amount, size).reshape(self.cells.shape)

    def table(self):
        unit, grade = np.divmod(np.arange(self.zones * self.count), self.count)
        grade = grade + 1
        cuts = np.concatenate([self.cuts.values, np.zeros((self.zones, 1), np.float32)], axis=1)
        total = self.values[:, 1:].sum(axis=1)
        share = np.divide(
            100 * self.values[unit, grade], total[unit], out=np.zeros(len(unit)), where=total[unit] > 0
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
