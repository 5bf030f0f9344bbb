# SPDX-License-Identifier: GPL-3.0-or-later
"""Score tables: what each value of a factor is worth, from a CSV file that planners can edit.

Columns: ``factor``; ``values``, an interval such as ``[0.6,inf)``, ``(0.2,0.6)`` or ``(-inf,0.2]``, or codes
such as ``1;2;5``; ``score``; anything else is for people.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from ..errors import ParameterError
from ..tables import read_table
from .errors import ScoreTableError

_INTERVAL = re.compile(r"^([\[(])\s*([^,\s]+)\s*,\s*([^,\s]+)\s*([\])])$")


@dataclass(frozen=True)
class Interval:
    """Values between two ends, each part of it or not."""

    low: float
    high: float
    low_in: bool
    high_in: bool

    def holds(self, values):
        """Which values lie in it."""
        above = values >= self.low if self.low_in else values > self.low
        return above & (values <= self.high if self.high_in else values < self.high)

    def overlaps(self, other):
        """Whether a value lies in both."""
        low, high = (self, other) if self.low <= other.low else (other, self)
        if low.high == high.low:
            return low.high_in and high.low_in
        return low.high > high.low

    def __str__(self):
        return f"{'[' if self.low_in else '('}{self.low:g},{self.high:g}{']' if self.high_in else ')'}"


@dataclass(frozen=True)
class Codes:
    """Single codes."""

    codes: frozenset

    def holds(self, values):
        """Which values are one of them."""
        return np.isin(values, list(self.codes))

    def overlaps(self, other):
        """Whether a code is in both."""
        return isinstance(other, Codes) and bool(self.codes & other.codes)

    def __str__(self):
        return ";".join(f"{code:g}" for code in sorted(self.codes))


def read_scores(path):
    """Read a score table.

    Parameters
    ----------
    path : str or pathlib.Path

    Returns
    -------
    dict of str to list of (Interval or Codes, float)

    Raises
    ------
    ScoreTableError
        A column is missing, a row cannot be read, or a value has two scores.
    """
    name = Path(path).name
    scores = {}
    for number, row in _rows(path, name, ("factor", "values", "score")):
        where = f"Score table '{name}', line {number}"
        values = _values(row["values"], where)
        score = _number(row["score"], where, "score")
        if not 0 < score < np.inf:
            raise ScoreTableError(f"{where}: the score {score:g} must be above 0.")
        own = scores.setdefault(row["factor"].strip(), [])
        for other, _ in own:
            if type(other) is not type(values):
                raise ScoreTableError(f"{where}: '{row['factor']}' has intervals and codes; use one kind.")
            if other.overlaps(values):
                raise ScoreTableError(
                    f"{where}: {values} and {other} share a value, which has two scores then."
                )
        own.append((values, score))
    return scores


def read_alpha(path):
    """Read runoff coefficients by land cover code (columns ``code`` and ``alpha``).

    Raises
    ------
    ScoreTableError
    """
    name = Path(path).name
    alpha = {}
    for number, row in _rows(path, name, ("code", "alpha")):
        where = f"Table '{name}', line {number}"
        code = _number(row["code"], where, "code")
        value = _number(row["alpha"], where, "alpha")
        if code in alpha:
            raise ScoreTableError(f"{where}: code {code:g} is there twice.")
        if not 0 <= value <= 1:
            raise ScoreTableError(
                f"{where}: a runoff coefficient of {value:g} is impossible; 0 to 1 belong here."
            )
        alpha[code] = value
    return alpha


def score(values, rules, factor, where):
    """Score of each value; NaN stays.

    Parameters
    ----------
    values : numpy.ndarray of float32
    rules : list of (Interval or Codes, float)
    factor : str
    where : callable
        Gives the place of a flat index, for the message.

    Returns
    -------
    numpy.ndarray of float32

    Raises
    ------
    ScoreTableError
        A value that the table does not hold.

    Examples
    --------
    >>> rules = [(Interval(-np.inf, 0.2, False, True), 5.0), (Interval(0.2, np.inf, False, False), 1.0)]
    >>> score(np.array([0.1, 0.3, np.nan]), rules, "cover", str).tolist()
    [5.0, 1.0, nan]
    """
    result = np.full(values.shape, np.nan, np.float32)
    for rule, points in rules:
        result[rule.holds(values)] = points
    lost = np.isnan(result) & ~np.isnan(values)
    if lost.any():
        at = int(np.argmax(lost))
        raise ScoreTableError(
            f"Factor '{factor}' is {values.ravel()[at]:g} at {where(at)}, which has no score in the table. Add it."
        )
    return result


def _rows(path, name, needed):
    try:
        table = read_table(path, needed)
    except ParameterError as error:
        raise ScoreTableError(str(error)) from error
    rows = [
        (line, {key: row[key] for key in needed}) for line, row in table if any(row[key] for key in needed)
    ]
    if not rows:
        raise ScoreTableError(f"Table '{name}' is empty: it gives no {needed[-1]}. Fill it in.")
    return rows


def _values(text, where):
    found = _INTERVAL.match(text.strip())
    if not found:
        return Codes(frozenset(_number(code, where, "code") for code in text.split(";")))
    low, high = _number(found[2], where, "limit"), _number(found[3], where, "limit")
    # Limits are compared with 32-bit values, so they are 32-bit values themselves.
    low, high = float(np.float32(low)), float(np.float32(high))
    if not low <= high:
        raise ScoreTableError(f"{where}: the interval {text} is turned round.")
    return Interval(low, high, found[1] == "[", found[4] == "]")


def _number(text, where, what):
    try:
        return float(text)
    except ValueError:
        raise ScoreTableError(f"{where}: '{text}' is no {what}. Write a number.") from None
