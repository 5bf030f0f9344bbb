# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts with reasons: a table of rules says what an activity in a red line is, and names the rule.

The table is plain text that a planner may copy and change. Rules are tried from top to bottom; the first whose
zone and activity fit gives the verdict. What no rule speaks of stays undetermined: nothing is guessed.
"""

import csv
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pandas as pd

from .errors import MissingFieldError, ParameterError

TABLES = Path(__file__).resolve().parent.parent / "rules"
DEFAULT_TABLE = TABLES / "redline_verdicts.csv"
VERDICTS = ("forbidden", "undetermined", "proof", "limited", "near", "allowed", "clear")
"""From the gravest to the lightest. ``undetermined``: no rule speaks of it. ``near``: outside, but closer than the
avoidance distance. ``clear``: outside every red line."""
FROM_TABLE = ("forbidden", "proof", "limited", "allowed")
ZONES = ("core", "other", "*")
CORE_VALUES = "*核心保护区*;*核心区*;!*非核心*;!*核心*以外*"
"""Patterns of the values that mean a core zone; ``!`` in front takes back. A convention."""
NO_RULE = "-"
COLUMNS = ("rule", "zone", "activity", "activity_name", "verdict", "limited_no", "reason", "source", "mark")


@dataclass(frozen=True)
class Rule:
    """One row of a rule table."""

    rule: str
    zone: str
    activity: str
    """Patterns of the activity's code or name, separated by ``|``."""
    activity_name: str
    verdict: str
    limited_no: int | None
    """Number among the ten kinds of limited human activity."""
    reason: str
    source: str
    mark: str
    """How well the source is known: A read in the text, B recalled, P practice, C convention."""

    def fits(self, zone, activity):
        """Whether the rule speaks of an activity in a zone."""
        if self.zone not in ("*", zone):
            return False
        return any(fnmatchcase(activity, pattern) for pattern in self.activity.split("|"))


def read_rules(path=None):
    """Read a rule table.

    Parameters
    ----------
    path : str or pathlib.Path, optional
        A CSV in UTF-8 or GB18030 with the columns of :data:`COLUMNS`; the plugin's own table by default.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    ParameterError
        The file cannot be read, lacks a column, or holds a verdict, zone or number that does not exist; names
        the line.

    Examples
    --------
    >>> [rule.rule for rule in read_rules() if rule.verdict == "proof"]
    ['L-6', 'N-1']
    """
    path = Path(path or DEFAULT_TABLE)
    try:
        text = _text(path.read_bytes())
    except OSError as error:
        raise ParameterError(f"The rule table '{path}' cannot be read: {error.strerror}.") from error
    rows = csv.DictReader(text.splitlines())
    missing = [column for column in COLUMNS if column not in (rows.fieldnames or ())]
    if missing:
        raise ParameterError(
            f"The rule table '{path.name}' has no column {', '.join(missing)}. "
            f"Copy the plugin's table and change its rows; the columns are {', '.join(COLUMNS)}."
        )
    table = tuple(_rule(row, path.name, number) for number, row in enumerate(rows, start=2))
    if not table:
        raise ParameterError(f"The rule table '{path.name}' has no rules.")
    return table


def core_zones(values, patterns=CORE_VALUES):
    """Say which kinds of red line are core zones of nature reserves.

    Parameters
    ----------
    values : array_like
        The kind of each red line.
    patterns : str
        What means a core zone, separated by ``;``, with ``*`` and ``?``; a pattern after ``!`` takes back.

    Returns
    -------
    numpy.ndarray of bool

    Examples
    --------
    >>> core_zones(["自然保护地核心保护区", "自然保护地以外", None, "非核心区"]).tolist()
    [True, False, False, False]
    """
    listed = [pattern.strip() for pattern in patterns.replace("；", ";").split(";") if pattern.strip()]
    yes = [pattern for pattern in listed if not pattern.startswith("!")]
    no = [pattern[1:] for pattern in listed if pattern.startswith("!")]
    codes, labels = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=False)
    core = np.array(
        [
            any(fnmatchcase(label, p) for p in yes) and not any(fnmatchcase(label, p) for p in no)
            for label in map(plain, labels)
        ],
        dtype=bool,
    )
    return core[codes]


def plain(value):
    """An attribute as the text that patterns are compared with; nothing becomes an empty text.

    Examples
    --------
    >>> plain(1.0), plain(" 06 "), plain(None)
    ('1', '06', '')
    """
    if value is None or (isinstance(value, float) and np.isnan(value)) or value is pd.NA:
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip()


def verdicts(core, activity, table):
    """The verdict on each conflict.

    Parameters
    ----------
    core : array_like of bool
        Whether the red line is a core zone.
    activity : array_like
        Code or name of the activity; None where it is not known.
    table : sequence of Rule

    Returns
    -------
    pandas.DataFrame
        ``zone``, ``activity``, ``verdict``, ``rule``, ``limited_no``, ``reason``, ``source``, ``mark``, one row each.

    Examples
    --------
    >>> verdicts([False, True, False], ["06", "06", None], read_rules())["verdict"].tolist()
    ['proof', 'forbidden', 'undetermined']
    """
    zone = np.where(np.asarray(core, dtype=bool), "core", "other")
    codes, labels = pd.factorize(np.asarray(activity, dtype=object), use_na_sentinel=False)
    texts = np.array([plain(label) for label in labels], dtype=object)
    number = codes * 2 + (zone == "core")
    found, back = np.unique(number, return_inverse=True)
    rows = []
    for value in found:
        text, where = texts[value // 2], ("other", "core")[value % 2]
        rule = next((rule for rule in table if rule.fits(where, text)), None)
        rows.append((where, text, *_said(rule, text)))
    columns = ["zone", "activity", "verdict", "rule", "limited_no", "reason", "source", "mark"]
    every = pd.DataFrame(rows, columns=columns)
    every["limited_no"] = every["limited_no"].astype("Int64")
    return every.iloc[back].reset_index(drop=True)


def worst(found):
    """The gravest of some verdicts; ``clear`` where there are none.

    Examples
    --------
    >>> worst(["limited", "proof"]), worst([])
    ('proof', 'clear')
    """
    return min(found, key=VERDICTS.index, default="clear")


def judge(found, table, core=None, activity=None, avoid_m=0.0):
    """Put verdicts on the pieces and features of a conflict check.

    Parameters
    ----------
    found : conflicts.Conflicts
    table : sequence of Rule
    core : pandas.Series of bool, optional
        By red line's feature id; without it no red line counts as core zone.
    activity : str, optional
        Column of ``found.parcels`` with the activity's code or name.
    avoid_m : float
        A feature outside but nearer than this is ``near``; needs ``nearest_m``.

    Returns
    -------
    conflicts.Conflicts
        ``pieces`` with the columns of :func:`verdicts`; ``parcels`` with ``verdict``, ``rule``, ``limited_no``, those of
        the gravest of its pieces.

    Raises
    ------
    MissingFieldError
    """
    pieces, parcels = found.pieces, found.parcels
    if activity is not None and activity not in parcels.columns:
        raise MissingFieldError("parcels", activity, parcels.columns.drop(parcels.geometry.name))
    row = pd.Index(parcels["parcel_fid"]).get_indexer(pieces["parcel_fid"])
    acts = parcels[activity].to_numpy(dtype=object)[row] if activity else np.full(len(pieces), None)
    inner = (
        np.zeros(len(pieces), bool) if core is None else core.reindex(pieces["redline_fid"]).to_numpy(bool)
    )
    said = verdicts(inner, acts, table).set_index(pieces.index)
    columns = [column for column in said.columns if column not in ("source", "mark")]
    pieces = pieces.assign(**{column: said[column] for column in columns})
    return replace(found, pieces=pieces, parcels=_parcel_verdicts(parcels, row, said, avoid_m))


def _parcel_verdicts(parcels, row, said, avoid_m):
    """Each feature with the gravest verdict of its pieces."""
    ours = {"verdict", "rule", "limited_no"}
    parcels = parcels.rename(columns={c: f"{c}_orig" for c in parcels.columns if c.lower() in ours})
    rank = said["verdict"].map(VERDICTS.index).to_numpy(dtype=int)
    order = np.lexsort((rank, row))
    first = order[np.unique(row[order], return_index=True)[1]]
    verdict = np.full(len(parcels), "clear", dtype=object)
    if avoid_m > 0 and "nearest_m" in parcels.columns:
        verdict[(parcels["nearest_m"] < avoid_m).to_numpy() & ~parcels["in_conflict"].to_numpy()] = "near"
    rule = np.full(len(parcels), None, dtype=object)
    number = pd.array([pd.NA] * len(parcels), dtype="Int64")
    verdict[row[first]] = said["verdict"].to_numpy()[first]
    rule[row[first]] = said["rule"].to_numpy()[first]
    number[row[first]] = said["limited_no"].array[first]
    return parcels.assign(verdict=verdict, rule=rule, limited_no=number)


def _said(rule, activity):
    if rule is None:
        why = "规则表未规定此类活动" if activity else "活动类型未知，规则表无法判定"
        return ("undetermined", NO_RULE, pd.NA, why, "", "")
    number = pd.NA if rule.limited_no is None else rule.limited_no
    return (rule.verdict, rule.rule, number, rule.reason, rule.source, rule.mark)


def _text(content):
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("gb18030", errors="replace")


def _rule(row, name, line):
    values = {column: (row[column] or "").strip() for column in COLUMNS}
    where = f"The rule table '{name}', line {line}"
    if values["verdict"] not in FROM_TABLE:
        raise ParameterError(
            f"{where}: verdict '{values['verdict']}' must be one of {', '.join(FROM_TABLE)}."
        )
    if values["zone"] not in ZONES:
        raise ParameterError(f"{where}: zone '{values['zone']}' must be one of {', '.join(ZONES)}.")
    if not values["rule"] or not values["activity"]:
        raise ParameterError(f"{where}: a rule needs a name and an activity (* for any).")
    number = values["limited_no"]
    if number and not (number.isascii() and number.isdigit() and 1 <= int(number) <= 10):
        raise ParameterError(f"{where}: limited_no '{number}' must be empty or 1 to 10.")
    return Rule(**values | {"limited_no": int(number) if number else None})
