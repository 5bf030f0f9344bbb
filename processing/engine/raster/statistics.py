# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas of the classes of a raster within units, by the exact share of each cell."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from ..areas import areas
from ..errors import ParameterError
from .coverage import coverage
from .errors import NoOverlapError, ValueRangeError
from .factors import Stack
from .runs import Runs, crossed

MAX_CLASSES = 1000


@dataclass
class UnitStatistics:
    """Areas of classes in units.

    Attributes
    ----------
    table : pandas.DataFrame
        One row for each unit and class: ``unit`` (position), ``class``, ``area_m2``, ``share_pct`` (of the
        unit's cells with a class).
    units : pandas.DataFrame
        One row a unit: ``area_m2`` (of the polygon), ``classed_m2``, ``nodata_m2`` (on the grid, without a
        class), ``outside_m2`` (beyond the grid).
    reports : list of str
    """

    table: pd.DataFrame
    units: pd.DataFrame
    reports: list


def unit_statistics(layer, geometries, crs, grid, study=None, progress=None):
    """Area of each class of a raster in each unit.

    A cell that a unit covers in part counts with that part of its ellipsoidal area.

    Parameters
    ----------
    layer : Layer
        A raster of whole numbers.
    geometries : array_like of shapely polygons
        In the grid's coordinate system; where they overlap a place counts in each.
    crs : anything pyproj takes
        The grid's coordinate system.
    grid : Grid
    study : StudyArea, optional
        Cells outside it have no class.
    progress : callable, optional

    Returns
    -------
    UnitStatistics

    Raises
    ------
    NoOverlapError
        No unit reaches the grid.
    ValueRangeError
        Values that are no classes: fractions, or more than a thousand of them.
    """
    geometries = np.asarray(geometries, dtype=object)
    covered = coverage(geometries, grid)
    if not len(covered.row) and not len(covered.run_row):
        raise NoOverlapError("The units", f"raster '{layer.name}'")
    tally = _Tally(layer.name, len(geometries))
    with Stack({"class": layer}, grid, study) as stack:
        for start, stop, strip in stack.strips(progress):
            tally.add(covered, grid, start, stop, strip["class"])
        reports = stack.reports
    codes, sums = tally.result()
    whole = areas(geometries, crs)
    classed = sums[:, :-1].sum(axis=1)
    units = pd.DataFrame(
        {
            "area_m2": whole,
            "classed_m2": classed,
            "nodata_m2": sums[:, -1],
            "outside_m2": np.maximum(whole - classed - sums[:, -1], 0.0),
        }
    )
    unit, column = np.divmod(np.arange(len(geometries) * len(codes)), max(len(codes), 1))
    area = sums[unit, column]
    with np.errstate(invalid="ignore"):
        share = 100 * area / classed[unit]
    table = pd.DataFrame({"unit": unit, "class": codes[column], "area_m2": area, "share_pct": share})
    return UnitStatistics(table, units, reports)


class _Tally:
    """Sums by unit and class; the last column is for cells without a class."""

    def __init__(self, name, units):
        self.name, self.units = name, units
        self.codes = np.zeros(0, np.int64)
        self.sums = np.zeros((units, 1))

    def add(self, covered, grid, start, stop, values):
        runs = Runs.equal(values)
        column = self._classes(runs.code)
        size = len(self.codes) + 1
        pitch = grid.width + 1
        low, high = np.searchsorted(covered.run_row, (start, stop))
        line = (covered.run_row[low:high] - start) * pitch
        first, last = line + covered.run_start[low:high], line + covered.run_stop[low:high]
        whole = Runs(runs.height, runs.width, first, last, covered.run_polygon[low:high])
        shared, met = crossed(whole, runs)
        self._sum(shared.code * size + column[met], shared.areas(grid, start))
        low, high = np.searchsorted(covered.row, (start, stop))
        row, place = covered.row[low:high], covered.column[low:high]
        met = np.searchsorted(runs.start, (row - start) * pitch + place, "right") - 1
        area = grid.cell_areas.of_runs(row, place, place + 1) * covered.share[low:high]
        self._sum(covered.polygon[low:high] * size + column[met], area)

    def _sum(self, key, area):
        self.sums += np.bincount(key, area, self.sums.size).reshape(self.sums.shape)

    def _classes(self, values):
        """Column of each run's class; new classes get columns of their own."""
        empty = np.isnan(values)
        held = values[~empty]
        wrong = np.flatnonzero((held != np.floor(held)) | ~np.isfinite(held))
        if len(wrong):
            raise self._no_classes(held[wrong[0]])
        self._extend(np.unique(held).astype(np.int64))
        column = np.full(len(values), len(self.codes))
        column[~empty] = np.searchsorted(self.codes, held)
        return column

    def _extend(self, found):
        codes = np.union1d(self.codes, found)
        if len(codes) > MAX_CLASSES:
            raise ParameterError(
                f"Raster '{self.name}' holds more than {MAX_CLASSES} classes. Reclassify it, or grade it first "
                "with metro:cumulativegrade."
            )
        if len(codes) > len(self.codes):
            sums = np.zeros((self.units, len(codes) + 1))
            sums[:, np.searchsorted(codes, self.codes)] = self.sums[:, :-1]
            sums[:, -1] = self.sums[:, -1]
            self.codes, self.sums = codes.astype(np.int64), sums

    def _no_classes(self, value):
        return ValueRangeError(
            f"Raster '{self.name}' holds {value:g}: amounts, no classes. Grade it first, for example with "
            "metro:cumulativegrade."
        )

    def result(self):
        return self.codes, self.sums
