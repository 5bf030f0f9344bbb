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
        index = self._classes(values)
        area = grid.cell_areas.rows(start, stop)
        size = len(self.codes) + 1
        width = grid.width
        low, high = np.searchsorted(covered.run_row, (start, stop))
        length = covered.run_stop[low:high] - covered.run_start[low:high]
        first = (covered.run_row[low:high] - start) * width + covered.run_start[low:high]
        cell = np.arange(length.sum()) + np.repeat(first - np.cumsum(length) + length, length)
        unit = np.repeat((covered.run_polygon[low:high] * size).astype(np.int32), length)
        self._sum(unit + index.ravel()[cell], area, cell, width)
        low, high = np.searchsorted(covered.row, (start, stop))
        cell = (covered.row[low:high] - start) * width + covered.column[low:high]
        key = covered.polygon[low:high] * size + index.ravel()[cell]
        self._sum(key, area, cell, width, covered.share[low:high])

    def _sum(self, key, area, cell, width, share=None):
        weight = area.ravel()[cell] if area.shape[1] == width else area[:, 0][cell // width]
        if share is not None:
            weight = weight * share
        self.sums += np.bincount(key, weight, self.sums.size).reshape(self.sums.shape)

    def _classes(self, values):
        """Column of each cell's class; new classes get columns of their own."""
        low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
        if np.isnan(low):
            return np.full(values.shape, len(self.codes), np.int32)
        if high - low > 1 << 20 or not np.isfinite(high - low):
            raise self._no_classes(high)
        # Classes count from 1 here; 0 stands for no value.
        base = np.floor(low) - np.float32(1)
        shifted = np.fmax(values - base, np.float32(0))
        whole = shifted.astype(np.int32)
        if (whole != shifted).any():
            raise self._no_classes(values[whole != shifted][0])
        counts = np.bincount(whole.ravel())
        self._extend(np.flatnonzero(counts[1:]) + 1 + int(base))
        lookup = np.full(len(counts), len(self.codes), np.int32)
        known = (self.codes > base) & (self.codes < base + len(counts))
        lookup[self.codes[known] - int(base)] = np.flatnonzero(known)
        return lookup[whole]

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
