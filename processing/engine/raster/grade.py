# SPDX-License-Identifier: GPL-3.0-or-later
"""Grades by cumulative value, exact over rasters that do not fit in memory.

The bits of non-negative float32 values sort as the values do. A first pass counts and sums the values by
their upper 16 bits; a second counts, in the one bucket that holds a cut, each single value by its lower 16
bits. All sums are integers (multiples of the smallest float32), so the cuts do not depend on the order or
the strips in which cells are read.

Source: cells are sorted from high to low and their values added up; the values at 50 % and 80 % of the total
are the cuts (B: the practice of red-line delineation, a convention).
"""

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from ..errors import ParameterError
from .errors import ValueRangeError

HIGH, LOW = 1 << 15, 1 << 16
_INFINITE = 0x7F800000
_PIECE = 1 << 18


@dataclass
class Cuts:
    """Where the grades part.

    Attributes
    ----------
    values : numpy.ndarray of float32, zones x cuts
        A cell at or above cut 0 has grade 1, below it and at or above cut 1 grade 2, and so on. NaN in zones
        without a value above 0.
    totals : list of float
        Sum of the values of each zone.
    reached : numpy.ndarray, zones x cuts
        Sum of the values at or above each cut.
    """

    values: np.ndarray
    totals: list
    reached: np.ndarray


class Cutter:
    """Finds the values at which the cells, from high to low, reach shares of the total value.

    All strips go through :meth:`first`, then :meth:`narrow` is called, then all strips go through :meth:`second`.

    Parameters
    ----------
    shares : sequence of float
        Rising, between 0 and 1.
    zones : int

    Raises
    ------
    ParameterError
        Shares that do not rise between 0 and 1.

    Examples
    --------
    10 + 8 of 30 is the first sum to reach half, and 10 + 8 + 6 reaches 80 %:

    >>> values, cutter = np.array([1, 2, 10, 3, 8, 6], "float32"), Cutter()
    >>> cutter.first(values), cutter.narrow(), cutter.second(values)
    (None, None, None)
    >>> cutter.cuts().values.tolist()
    [[8.0, 6.0]]
    """

    def __init__(self, shares=(0.5, 0.8), zones=1):
        self.wanted = [Fraction(str(share)) for share in shares]
        rising = zip([Fraction(1, 10**9), *self.wanted], self.wanted, strict=False)
        if not self.wanted or not all(0 < a < b for a, b in rising):
            raise ParameterError(f"The shares {shares} must rise, between 0 and 1.")
        if self.wanted[-1] >= 1:
            raise ParameterError(f"The shares {shares} must lie below 1.")
        self.zones = zones
        self.buckets = _Buckets(zones)

    def first(self, values, zone=None, weights=None):
        """Take a strip the first time.

        Parameters
        ----------
        values : numpy.ndarray of float32
            1-D, none of them NaN or negative.
        zone : numpy.ndarray of int, optional
            Their zones from 0.
        weights : numpy.ndarray, optional
            Their weights, m² of the cells.

        Raises
        ------
        ValueRangeError
            A negative or infinite value.
        """
        for part in _parts(len(values), self.zones):
            self.buckets.add(values[part], _of(zone, part), _of(weights, part))

    def narrow(self):
        """All strips have come: find the buckets in which the cuts lie."""
        self.found = [self.buckets.find(zone, self.wanted) for zone in range(self.zones)]
        self.lows = _Lows(self.zones, np.array([[bucket for bucket, _, _ in cuts] for cuts in self.found]))

    def second(self, values, zone=None, weights=None):
        """Take the same strip the second time."""
        for part in _parts(len(values), self.zones):
            self.lows.add(values[part], _of(zone, part), _of(weights, part))

    def cuts(self):
        """What was found."""
        values = np.full((self.zones, len(self.wanted)), np.nan, np.float32)
        reached = np.zeros(values.shape)
        for zone, cuts in enumerate(self.found):
            for k, (bucket, missing, before) in enumerate(cuts):
                if bucket >= 0:
                    values[zone, k], within = self.lows.find(zone, k, missing)
                    reached[zone, k] = self.buckets.amount(before + within)
        totals = [float(self.buckets.total(zone)) for zone in range(self.zones)]
        return Cuts(values, totals, reached)


def _parts(count, zones):
    """Slices that stay in the processor's cache, unless there are many zones to count in."""
    size = max(_PIECE, zones * HIGH if zones > 1 else 0)
    return [slice(start, start + size) for start in range(0, count, size)]


def _of(values, part):
    return None if values is None else values[part]


def grades(values, cuts, zone=None):
    """Grade of each value: 1 at or above the first cut, 2 at or above the second …; 0 for NaN.

    Parameters
    ----------
    values : numpy.ndarray of float32
    cuts : numpy.ndarray, zones x cuts
    zone : numpy.ndarray of int, optional
        Zone of each cell, from 0; cells of no zone hold -1 and get grade 0.

    Returns
    -------
    numpy.ndarray of uint8
    """
    grade = (values == values).astype(np.uint8)
    cuts = np.asarray(cuts, np.float32)
    cuts = np.where(
        np.isnan(cuts), np.float32(np.inf), cuts
    )  # a zone without a value above 0 has the last grade
    for k in range(cuts.shape[1]):
        grade += values < (cuts[0, k] if zone is None else cuts[:, k][zone])
    if zone is not None:
        grade[zone < 0] = 0
    return grade


class _Buckets:
    """Counts and sums by the upper 16 bits (the sign bit is never set)."""

    def __init__(self, zones):
        self.zones = zones
        self.counts = np.zeros((zones, HIGH), np.int64)
        self.lows = np.zeros((zones, HIGH), np.int64)
        self.weighted = None

    def add(self, values, zone, weights):
        if not len(values):
            return
        bits = values.view(np.uint32)
        if int(bits.max()) > _INFINITE:
            bits = (values + np.float32(0)).view(np.uint32)  # zeros lose their minus sign
        if int(bits.max()) >= _INFINITE:
            bad = values[bits >= _INFINITE][0]
            raise ValueRangeError(
                f"The value {bad:g} cannot be added up; values must be finite and not negative. "
                "Set 'Negative values' to 'lowest' to count them as 0, or mask them out."
            )
        key = (bits >> 16).astype(np.intp)
        if zone is not None:
            key += zone.astype(np.intp) * HIGH
        size = self.zones * HIGH
        self.counts += np.bincount(key, minlength=size).reshape(self.counts.shape)
        if weights is None:
            lows = np.bincount(key, weights=bits & np.uint32(0xFFFF), minlength=size)
            self.lows += lows.reshape(self.lows.shape).astype(np.int64)
        else:
            sums = np.bincount(key, weights=values.astype(np.float64) * weights, minlength=size)
            self.weighted = sums if self.weighted is None else self.weighted + sums

    def sums(self, zone):
        """Buckets of a zone that hold values above 0, from high to low, with their exact sums."""
        held = np.flatnonzero(self.counts[zone])[::-1]
        if self.weighted is not None:
            sums = self.weighted.reshape(self.counts.shape)[zone]
            return [(int(bucket), Fraction(float(sums[bucket]))) for bucket in held]
        return [
            (
                int(bucket),
                _bucket_sum(int(bucket), int(self.counts[zone, bucket]), int(self.lows[zone, bucket])),
            )
            for bucket in held
        ]

    def total(self, zone):
        """Sum of the values of a zone."""
        return self.amount(sum(value for _, value in self.sums(zone)))

    def amount(self, total):
        """A sum in the values' own units."""
        return Fraction(total) if self.weighted is not None else Fraction(total, 1 << 149)

    def find(self, zone, shares):
        """For each share: the bucket in which the sum reaches it, what is missing when it begins, and what is not."""
        sums = self.sums(zone)
        total = sum(value for _, value in sums)
        found, reached = [], 0
        targets = [share * total for share in shares]
        if not total:
            return [(-1, 0, 0)] * len(shares)
        for bucket, value in sums:
            while len(found) < len(shares) and reached + value >= targets[len(found)]:
                found.append((bucket, targets[len(found)] - reached, reached))
            reached += value
        return found


class _Lows:
    """Counts, or weighted sums, of single values within the buckets that hold the cuts."""

    def __init__(self, zones, buckets):
        self.buckets = buckets
        self.held = np.zeros((buckets.shape[1], zones, LOW))

    def add(self, values, zone, weights):
        bits = values.view(np.uint32)
        high = (bits >> 16).astype(np.int32)
        for k in range(self.buckets.shape[1]):
            bucket = self.buckets[0, k] if zone is None else self.buckets[:, k][zone]
            here = np.flatnonzero(high == bucket)
            if not len(here):
                continue
            key = (bits[here] & np.uint32(0xFFFF)).astype(np.intp)
            if zone is not None:
                key += zone[here].astype(np.intp) * LOW
            weight = None if weights is None else weights[here]
            self.held[k] += np.bincount(key, weight, minlength=self.held[k].size).reshape(self.held[k].shape)
        self.exact = weights is None

    def find(self, zone, k, missing):
        """The value at which the sum, from the top of the bucket, reaches what is missing; and that sum."""
        bucket = int(self.buckets[zone, k])
        lows = np.flatnonzero(self.held[k, zone])[::-1]
        held = self.held[k, zone, lows]
        if not self.exact:
            values = (np.uint32(bucket << 16) | lows.astype(np.uint32)).view(np.float32)
            reached = np.cumsum(held * values)
            at = min(int(np.searchsorted(reached, float(missing))), len(lows) - 1)
            return values[at], Fraction(float(reached[at]))
        # In units of the bucket's own last digit; whole numbers below 2^63 as long as there are fewer than 2^39 cells.
        exponent, upper = max((bucket >> 7) - 1, 0), bucket & 127 | (128 if bucket >> 7 else 0)
        counts = held.astype(np.int64)
        reached = np.cumsum(counts) * (upper << 16) + np.cumsum(counts * lows)
        at = min(int(np.searchsorted(reached, math.ceil(missing / (1 << exponent)))), len(lows) - 1)
        value = np.uint32(bucket << 16 | int(lows[at])).view(np.float32)
        return value, int(reached[at]) << exponent


def _bucket_sum(bucket, count, lows):
    """Sum of `count` float32 values of a bucket whose lower 16 bits sum to `lows`, in units of 2^-149."""
    exponent, upper = bucket >> 7, bucket & 127
    if exponent == 0:
        return count * (upper << 16) + lows
    return (count * ((128 | upper) << 16) + lows) << (exponent - 1)
