# SPDX-License-Identifier: GPL-3.0-or-later
"""Several rasters on one grid: their strips, their ranges, and their factors from 0 to 1."""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from .errors import ConstantFactorError, NoValueError, ValueRangeError
from .source import CATEGORY, ELEVATION, EXACT_FLOAT, Aligned, Derived, Formula, environment
from .terrain import Slope

DROP, STOP, MEAN = "drop", "stop", "mean"
NODATA_POLICIES = (DROP, STOP, MEAN)
"""A cell without a value in one factor: has none in the result; is an error; takes the factor's mean."""


class Stack(contextlib.ExitStack):
    """Rasters on one grid within a study area; a context manager.

    Parameters
    ----------
    layers : dict of str to Layer or Derived
    grid : Grid
    study : StudyArea, optional
    """

    def __init__(self, layers, grid, study=None):
        super().__init__()
        self.grid, self.study = grid, study
        self.rasters = {}
        try:
            self.enter_context(environment())
            for key, layer in layers.items():
                self.rasters[key] = self._open(layer)
        except BaseException:
            self.close()
            raise

    def _open(self, layer):
        if isinstance(layer, Derived):
            return Formula(layer, {key: self._open(each) for key, each in layer.layers.items()})
        raster = self.enter_context(Aligned(layer, self.grid))
        return Slope(raster, self.grid) if layer.kind == ELEVATION else raster

    @property
    def reports(self):
        """What was done to each raster."""
        return [raster.report for raster in self.rasters.values()]

    def strip(self, start, stop):
        """Some rows of every raster: dict of float32 arrays, NaN for no value and outside the study area."""
        outside = self.study.outside(start, stop) if self.study else None
        values = {}
        for key, raster in self.rasters.items():
            values[key] = raster.read(start, stop)
            if outside is not None:
                values[key][outside] = np.nan
        return values

    def strips(self, progress=None):
        """Yield (start, stop, strip), the next one being read while one is used."""
        yield from ahead(self.strip, self.grid.strips(), progress)


def ahead(read, ranges, progress=None):
    """Yield (start, stop, read(start, stop)); the next range is read in a thread meanwhile.

    Parameters
    ----------
    read : callable
    ranges : list of (int, int)
        Row ranges.
    progress : callable, optional
        Called with the share of rows done; may raise ``Cancelled``.
    """
    with ThreadPoolExecutor(1, initializer=lambda: environment().__enter__()) as pool:
        following = pool.submit(read, *ranges[0])
        for index, (start, stop) in enumerate(ranges):
            values = following.result()
            if index + 1 < len(ranges):
                following = pool.submit(read, *ranges[index + 1])
            yield start, stop, values
            del values
            if progress:
                progress(stop / ranges[-1][1])


def parts(progress):
    """Split a progress callback into parts: ``parts(progress)(start, end)`` reports from 0 to 1 within them.

    Examples
    --------
    >>> parts(print)(0.5, 1)(0.5)
    0.75
    """

    def part(start, end):
        return (lambda share: progress(start + (end - start) * share)) if progress else (lambda share: None)

    return part


@dataclass
class Range:
    """What a factor holds within the study area.

    Attributes
    ----------
    name : str
    count : int
        Cells with a value; 0 under the policy "drop", which needs no count.
    low, high : float
    low_at, high_at : str
        Coordinates of one such cell.
    mean : float
        NaN unless the policy asks for it.
    """

    name: str
    count: int
    low: float
    high: float
    low_at: str
    high_at: str
    mean: float


def ranges(stack, policy=DROP, progress=None, spool=None):
    """Range of each raster of a stack within its study area.

    Parameters
    ----------
    stack : Stack
    policy : {"drop", "stop", "mean"}
        Whether a cell without a value is an error.
    progress : callable, optional
    spool : Spool, optional
        Gets the rows of a stack of one raster while they are read.

    Returns
    -------
    dict of str to Range

    Raises
    ------
    NoValueError
        A raster has no value in the study area, or lacks some under "stop".
    ValueRangeError
        A raster holds an infinite value or an extreme of its type: overflow, or undeclared nodata.
    """
    tally = {key: _Tally(raster, stack.grid, policy) for key, raster in stack.rasters.items()}
    for start, _, strip in stack.strips(progress):
        for key, values in strip.items():
            tally[key].add(start, values)
            if spool:
                spool.write(values)
    found = {key: each.result() for key, each in tally.items()}
    if policy == STOP:
        wanted = stack.study.count() if stack.study else stack.grid.width * stack.grid.height
        for each in found.values():
            if each.count < wanted:
                raise NoValueError(
                    each.name, f"{wanted - each.count} of {wanted} cells of the study area, and 'stop' is set"
                )
    return found


class _Tally:
    """Range of one raster, strip by strip."""

    def __init__(self, raster, grid, policy):
        self.raster, self.grid = raster, grid
        self.counting, self.summing = policy != DROP, policy == MEAN
        self.name = raster.layer.name
        self.count, self.total = 0, 0.0
        self.low, self.high = np.inf, -np.inf
        self.low_at = self.high_at = (0, 0)

    def add(self, start, values):
        low, high = np.fmin.reduce(values, axis=None), np.fmax.reduce(values, axis=None)
        if np.isnan(low):
            return
        if self.counting:
            self.count += values.size - int(np.count_nonzero(np.isnan(values)))
        if self.summing:
            self.total += float(np.nansum(values, dtype=np.float64))
        if low < self.low:
            self.low, self.low_at = float(low), self._where(start, values, low)
        if high > self.high:
            self.high, self.high_at = float(high), self._where(start, values, high)

    def _where(self, start, values, value):
        row, column = divmod(int(np.argmax(values == value)), self.grid.width)
        return start + row, column

    def result(self):
        if self.low > self.high:
            raise NoValueError(self.name)
        scale, shift = self.raster.scaling or (1, 0)
        limits = sorted(limit * scale + shift for limit in self.raster.suspects)
        for value, place, beyond in (
            (self.low, self.low_at, self.low < limits[0]),
            (self.high, self.high_at, self.high > limits[1]),
        ):
            if beyond or not np.isfinite(value):
                raise ValueRangeError(
                    f"Raster '{self.name}' holds {value:g} at {self.grid.place(*place)}, an extreme of its data "
                    "type: an overflow, or a nodata value that the file does not declare. Declare it (Raster > "
                    "Conversion > Translate, 'Assign a nodata value') or compute the raster in a wider type."
                )
        if self.raster.layer.kind == CATEGORY and max(abs(self.low), abs(self.high)) > EXACT_FLOAT:
            raise ValueRangeError(
                f"Raster '{self.name}' holds the category {self.high:.0f}; codes above {EXACT_FLOAT} "
                "are not kept apart. Reclassify it to smaller codes."
            )
        return Range(
            self.name,
            self.count,
            self.low,
            self.high,
            self.grid.place(*self.low_at),
            self.grid.place(*self.high_at),
            self.total / self.count if self.summing else np.nan,
        )


def fill(strip, found, study_outside, filled):
    """Put the factor's mean where a cell of the study area has no value; count them in `filled`."""
    for key, values in strip.items():
        empty = np.isnan(values)
        if study_outside is not None:
            empty &= ~study_outside
        filled[key] = filled.get(key, 0) + int(np.count_nonzero(empty))
        values[empty] = found[key].mean


def normalised(values, low, high, complement=False):
    """Scale values to 0-1 over their range, or one minus that.

    Parameters
    ----------
    values : numpy.ndarray
        Is overwritten.
    low, high : float
        The range over the study area; see :func:`demand_range`. No value lies outside it, so the result is
        never negative, and above 1 by rounding at most.
    complement : bool
        Whether the greatest value becomes 0.

    Returns
    -------
    numpy.ndarray
        `values`.

    Examples
    --------
    >>> normalised(np.array([2.0, 3.0, 6.0]), 2.0, 6.0, complement=True).tolist()
    [1.0, 0.75, 0.0]
    """
    if complement:
        np.subtract(high, values, out=values)
    else:
        values -= low
    values *= 1 / (high - low)
    return values


def demand_range(found, given=False):
    """Hold a factor's range to what normalising needs.

    Parameters
    ----------
    found : Range
    given : bool
        Whether the planner says that the factor is 0-1 already.

    Raises
    ------
    ConstantFactorError, ValueRangeError
    """
    if given:
        if found.low < 0 or found.high > 1:
            at = found.low_at if found.low < 0 else found.high_at
            value = found.low if found.low < 0 else found.high
            raise ValueRangeError(
                f"Raster '{found.name}' is {value:g} at {at}, but normalised factors lie between 0 and 1. "
                "Set 'Normalise' to 'minmax', or normalise the raster first."
            )
    elif not found.high > found.low:
        raise ConstantFactorError(found.name, found.low)


def demand_between(found, low, high, meaning):
    """Refuse a value that a quantity cannot have.

    Parameters
    ----------
    found : Range
    low, high : float
    meaning : str
        What the quantity is and what to do, the end of the message.

    Raises
    ------
    ValueRangeError

    Examples
    --------
    >>> demand_between(Range("npp", 1, -3, 5, "118, 32", "", 1), 0, np.inf, "NPP cannot be negative.")
    Traceback (most recent call last):
    metro_circles.processing.engine.raster.errors.ValueRangeError: Raster 'npp' is -3 at 118, 32: NPP cannot be negative.
    """
    for value, place, wrong in (
        (found.low, found.low_at, found.low < low),
        (found.high, found.high_at, found.high > high),
    ):
        if wrong:
            raise ValueRangeError(f"Raster '{found.name}' is {value:g} at {place}: {meaning}")
