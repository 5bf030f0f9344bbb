# SPDX-License-Identifier: GPL-3.0-or-later
"""Verdicts with reasons: a table of rules says what an activity in a red line is, and names the rule.

The table is plain text that a planner may copy and change. Rules are tried from top to bottom; the first whose
zone and activity fit gives the verdict. What no rule speaks of stays undetermined: nothing is guessed.
"""

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from pathlib import Path

import numpy as np
import pandas as pd

from .conventions import CORE_VALUES
from .errors import MissingFieldError, ParameterError
from .names import aside
from .tables import read_table

TABLES = Path(__file__).resolve().parent.parent / "rules"
DEFAULT_TABLE = TABLES / "redline_verdicts.csv"
VERDICTS = ("forbidden", "undetermined", "proof", "limited", "near", "allowed", "clear")
"""From the gravest to the lightest. ``undetermined``: no rule speaks of it. ``near``: outside, but closer than the
avoidance distance. ``clear``: outside every red line."""
FROM_TABLE = ("forbidden", "proof", "limited", "allowed")
ZONES = ("core", "other", "*")
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
        A CSV with the columns of :data:`COLUMNS`, as :func:`.tables.read_table` reads it; the plugin's own table by
        default.

    Returns
    -------
    tuple of Rule

    Raises
    ------
    ParameterError
        The file cannot be read, lacks a column, holds a rule twice, or a verdict, zone or number that does not exist;
        names the line.

    Examples
    --------
    >>> [rule.rule for rule in read_rules() if rule.verdict == "proof"]
    ['L-6', 'N-1']
    """
    path = Path(path or DEFAULT_TABLE)
    table, lines = [], {}
    for line, row in read_table(path, COLUMNS):
        rule = _rule(row, path.name, line)
        if rule.rule in lines:
            raise ParameterError(
                f"The rule table '{path.name}', line {line}: rule '{rule.rule}' stands in line {lines[rule.rule]} "
                "already. Give each rule a name of its own."
            )
        lines[rule.rule] = line
        table.append(rule)
    if not table:
        raise ParameterError(f"The rule table '{path.name}' has no rules.")
    return tuple(table)


def zones_of(values, patterns=CORE_VALUES):
    """Say which kinds of red line are core zones of nature reserves.

    Parameters
    ----------
    values : array_like
        The kind of each red line; None where it is not known.
    patterns : str
        What means a core zone, separated by ``;``, with ``*`` and ``?``; a pattern after ``!`` takes back.

    Returns
    -------
    numpy.ndarray of object
        ``core``, ``other``, or ``unknown`` where there is no kind.

    Examples
    --------
    >>> zones_of(["自然保护地核心保护区", "自然保护地以外", None, "非核心区"]).tolist()
    ['core', 'other', 'unknown', 'other']
    """
    listed = [pattern.strip() for pattern in patterns.replace("；", ";").split(";") if pattern.strip()]
    yes = [pattern for pattern in listed if not pattern.startswith("!")]
    no = [pattern[1:] for pattern in listed if pattern.startswith("!")]

    def zone(text):
        if not text:
            return "unknown"
        core = any(fnmatchcase(text, p) for p in yes) and not any(fnmatchcase(text, p) for p in no)
        return "core" if core else "other"

    codes, labels = pd.factorize(np.asarray(values, dtype=object), use_na_sentinel=False)
    return np.array([zone(plain(label)) for label in labels], dtype=object)[codes]


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


def verdicts(zone, activity, table):
    """The verdict on each conflict.

    Parameters
    ----------
    zone : array_like of str
        ``core``, ``other`` or ``unknown``, as :func:`zones_of` gives it. Where it is unknown a verdict stands only
        if it is the same in both zones.
    activity : array_like
        Code or name of the activity; None where it is not known.
    table : sequence of Rule

    Returns
    -------
    pandas.DataFrame
        ``zone``, ``activity``, ``verdict``, ``rule``, ``limited_no``, ``reason``, ``source``, ``mark``, one row each.

    Examples
    --------
    >>> zones = ["other", "core", "other", "unknown", "unknown"]
    >>> verdicts(zones, ["06", "06", None, "06", "00"], read_rules())["verdict"].tolist()
    ['proof', 'forbidden', 'undetermined', 'undetermined', 'forbidden']
    """
    zone_codes, zones = pd.factorize(np.asarray(zone, dtype=object))
    codes, labels = pd.factorize(np.asarray(activity, dtype=object), use_na_sentinel=False)
    texts = [plain(label) for label in labels]
    found, back = np.unique(codes * max(len(zones), 1) + zone_codes, return_inverse=True)
    columns = ["zone", "activity", "verdict", "rule", "limited_no", "reason", "source", "mark"]
    rows = []
    for value in found:
        text, where = texts[value // len(zones)], zones[value % len(zones)]
        rows.append((where, text, *_said(_rule_for(where, text, table), where, text)))
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


def judge(found, table, zone=None, activity=None, avoid_m=0.0):
    """Put verdicts on the pieces and features of a conflict check.

    Parameters
    ----------
    found : conflicts.Conflicts
    table : sequence of Rule
    zone : pandas.Series of str, optional
        As :func:`zones_of` gives it, by red line's feature id; without it no zone is known.
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
    activity = found.own(activity)
    if activity is not None and activity not in parcels.columns:
        raise MissingFieldError("parcels", activity, parcels.columns.drop(parcels.geometry.name))
    row = pd.Index(parcels["parcel_fid"]).get_indexer(pieces["parcel_fid"])
    acts = parcels[activity].to_numpy(dtype=object)[row] if activity else np.full(len(pieces), None)
    where = np.full(len(pieces), "unknown", dtype=object)
    if zone is not None:
        where = zone.reindex(pieces["redline_fid"]).to_numpy(dtype=object)
    said = verdicts(where, acts, table).set_index(pieces.index)
    columns = [column for column in said.columns if column not in ("source", "mark")]
    pieces = pieces.assign(**{column: said[column] for column in columns})
    moved = aside(parcels.columns, {"verdict", "rule", "limited_no"})
    parcels = _parcel_verdicts(parcels.rename(columns=moved), row, said, avoid_m)
    renamed = moved | {old: moved.get(new, new) for old, new in found.renamed.items()}
    return replace(found, pieces=pieces, parcels=parcels, renamed=renamed)


def _parcel_verdicts(parcels, row, said, avoid_m):
    """Each feature with the gravest verdict of its pieces."""
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


def _rule_for(zone, activity, table):
    """The first rule that fits, or None; in an unknown zone only where both zones give the same verdict."""
    if zone != "unknown":
        return next((rule for rule in table if rule.fits(zone, activity)), None)
    core, other = (_rule_for(where, activity, table) for where in ("core", "other"))
    return other if core and other and core.verdict == other.verdict else None


def _said(rule, zone, activity):
    if rule is None:
        if not activity:
            why = "活动类型未知，规则表无法判定"
        else:
            why = "红线类型未知，规则表无法判定" if zone == "unknown" else "规则表未规定此类活动"
        return ("undetermined", NO_RULE, pd.NA, why, "", "")
    number = pd.NA if rule.limited_no is None else rule.limited_no
    return (rule.verdict, rule.rule, number, rule.reason, rule.source, rule.mark)


def _rule(row, name, line):
    values = {column: row[column] for column in COLUMNS}
    patterns = (pattern.strip() for pattern in values["activity"].replace("｜", "|").split("|"))
    values["activity"] = "|".join(filter(None, patterns))
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
