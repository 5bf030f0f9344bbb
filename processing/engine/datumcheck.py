# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether a layer lies where it says: its datum, its zone and its units against known boundaries."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyproj
import shapely

from .areas import geod, lengths
from .boundarymatch import NEAR_M, Boundaries, sample_lines
from .datum import DATUMS, shift
from .errors import EmptyLayerError, MissingCrsError
from .places import misplaced_features
from .readings import Reading, readings

POINTS = 1500
SHIFT_M = 150.0
"""Positions closer together than this are one answer; a translation larger than this is a shift."""
FULL_LENGTH_KM = 20.0
"""Length of line on known boundaries from which chance no longer matters."""
CONFIDENCES = (("high", 0.75), ("medium", 0.4), ("low", 0.15))
_REACH_DEG, _REACH_M = 20.0, 2.0e6  # how far from the layer's middle its lines may lie
UNKNOWN = "cannot_tell"
OTHER = "other_shift"


@dataclass(frozen=True)
class Finding:
    """What a layer's coordinates are.

    Attributes
    ----------
    verdict : str
        'as_declared'; or 'gcj02', 'bd09', 'wrong_zone', 'zone_prefix', 'degrees_in_metres', 'metres_in_degrees',
        'wrong_projection', 'swapped_axes', several joined by '+'; or 'other_shift', 'cannot_tell'.
    confidence : float
        0 to 1; ``level`` says it in a word.
    crs : pyproj.CRS or None
        In which the coordinates are; None where nobody can tell.
    datum : str or None
        'wgs84', 'gcj02' or 'bd09'.
    east_m, north_m : float
        Translation that brings the layer, as declared, onto the boundaries; NaN where it has no place as declared.
    before_m, after_m : float
        Median distance of its lines from the boundaries, as declared and as found.
    chance_pct : float
        Share of its lines that would lie near a boundary by chance.
    table : pandas.DataFrame
        One row a reading that was tried, best first.
    reason : str
        Why; begins in lower case.
    """

    verdict: str
    confidence: float
    crs: pyproj.CRS | None
    datum: str | None
    east_m: float
    north_m: float
    before_m: float
    after_m: float
    chance_pct: float
    table: pd.DataFrame
    reason: str

    @property
    def level(self):
        """'high', 'medium', 'low' or 'none'."""
        return next((word for word, least in CONFIDENCES if self.confidence >= least), "none")


@dataclass(frozen=True)
class _Trial:
    reading: Reading
    datum: str
    lonlat: np.ndarray
    window: object
    median_m: float
    near: float

    @property
    def verdict(self):
        parts = [self.reading.mistake, self.datum if self.datum != "wgs84" else ""]
        return "+".join(filter(None, parts)) or "as_declared"


def check_datum(frame, units, progress=None):
    """Compare a layer's lines with known boundaries under every way to read its coordinates.

    The layer's outlines are sampled at 1 500 equal steps. Each reading (as declared; another zone, prefix, unit or
    axis order; each of them as WGS84, GCJ-02 and BD-09) puts the points somewhere; the one that puts most of them
    within 200 m of a boundary is the best. Its confidence is the product of four numbers, each at most 1: the share
    near / 0.6; that share over the share by chance (the points moved by 3 km in eight directions) / 4; its lead over
    the best reading elsewhere, (ratio - 1) / 0.5; the length of line near boundaries / 20 km. The thresholds are
    this plugin's convention.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Lines or polygons with a declared CRS. Points and layers that follow no boundary give 'cannot_tell', unless
        their coordinates alone contradict the declaration.
    units : geopandas.GeoDataFrame
        Units whose boundaries are known, EPSG:4490.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Finding

    Raises
    ------
    MissingCrsError, EmptyLayerError
    """
    name = frame.attrs.get("name", "?")
    if frame.crs is None:
        raise MissingCrsError(name)
    if not np.isfinite(frame.total_bounds).all():
        raise EmptyLayerError(name)
    report = progress or (lambda fraction: None)
    contradiction = misplaced_features(frame.geometry, frame.crs)
    lines = sample_lines(frame.geometry, POINTS)
    if not len(lines):
        vertices = frame.geometry.get_coordinates().to_numpy()
        return _by_coordinates_alone(
            contradiction, readings(vertices, frame.crs), frame, "it holds points only"
        )
    possible = readings(lines, frame.crs)
    lines = lines[_placed_by_all(lines, possible)]
    boundaries = Boundaries(units.geometry.array)
    report(0.1)
    trials = _trials(lines, possible, boundaries, lambda done: report(0.1 + 0.7 * done))
    if not trials:
        return _by_coordinates_alone(contradiction, possible, frame, "no reading of it lies in China")
    return _decided(frame, trials, contradiction, report)


def _placed_by_all(points, possible):
    """Which points every reading can express: a stray vertex must not spoil the comparison."""
    placed = [np.isfinite(reading.degrees(points)).all(axis=1) for reading in possible]
    return np.all(placed, axis=0) if placed else np.ones(len(points), bool)


def _trials(points, possible, boundaries, report):
    """Every reading in every datum, best first; of equals, the nearest to the declaration."""
    trials = []
    for count, reading in enumerate(possible, 1):
        lonlat = reading.degrees(points)
        window = boundaries.window(lonlat)
        for datum in DATUMS:
            placed = np.column_stack(shift(*lonlat.T, datum, "wgs84")[:2])
            match = window.match(placed)
            trials.append(_Trial(reading, datum, placed, window, match.median_m, match.near))
        report(count / len(possible))
    return sorted(trials, key=lambda trial: -trial.near)


def _decided(frame, trials, contradiction, report):
    best = _plainest(trials)
    chance = best.window.chance(best.lonlat) if len(best.window) else 0.0
    report(0.9)
    rival = max((t.near for t in trials[1:] if _apart(t, best)), default=0.0)
    left = best.window.translation(best.lonlat)
    closer = best.window.match(best.lonlat, *left) if np.isfinite(left).all() else None
    near, median, verdict = best.near, best.median_m, best.verdict
    if closer and np.hypot(*left) > SHIFT_M and closer.near > 1.5 * near:
        near, median, verdict, rival = closer.near, closer.median_m, OTHER, max(rival, near)
    length_km = near * _length_km(frame, best)
    confidence = _confidence(near, chance, rival, length_km)
    declared = next((t for t in trials if not t.reading.mistake and t.datum == "wgs84"), None)
    table = _table(trials, declared)
    if confidence < CONFIDENCES[-1][1]:
        why = (
            f"at best {near:.0%} of its lines, {length_km:.1f} km, lie within {NEAR_M:.0f} m of a boundary; "
            f"{chance:.0%} would by chance, {rival:.0%} in another reading"
        )
        return _by_coordinates_alone(contradiction, [t.reading for t in trials], frame, why, table, chance)
    moved = _moved_m(declared, best) + np.where(np.isfinite(left), left, 0) if declared else (np.nan, np.nan)
    if declared and verdict == OTHER:
        moved = best.window.translation(
            declared.lonlat, moved
        )  # as one shift, without the datum's own bending
    before = declared.median_m if declared else np.nan
    reason = (
        f"{near:.0%} of its lines lie within {NEAR_M:.0f} m of a boundary; {chance:.0%} would by chance, {rival:.0%} in "
        "the next best reading"
    )
    report(1.0)
    return Finding(
        verdict,
        confidence,
        best.reading.crs,
        best.datum if verdict != OTHER else None,
        float(moved[0]),
        float(moved[1]),
        before,
        median,
        100 * chance,
        table,
        reason,
    )


def _plainest(trials):
    """The best trial; of those on about the same place, the one that finds least fault.

    In a twentieth of the country (Qinghai, Tibet) GCJ-02 moves by less than these boundaries can show.
    """
    best = trials[0]
    equal = [t for t in trials if not _apart(t, best)]
    return min(equal, key=lambda t: (bool(t.reading.mistake), DATUMS.index(t.datum)))


def _confidence(near, chance, rival, length_km):
    over_chance = near / max(chance, 1 / POINTS)
    lead = near / max(rival, 1 / POINTS)
    parts = (near / 0.6, over_chance / 4, (lead - 1) / 0.5, length_km / FULL_LENGTH_KM)
    return float(np.prod(np.clip(parts, 0, 1)))


def _by_coordinates_alone(contradiction, possible, frame, why, table=None, chance=np.nan):
    """What can be said without boundaries: only what the numbers themselves contradict."""
    nan = float("nan")
    table = _table([], None) if table is None else table
    mistakes = {reading.mistake for reading in possible if reading.mistake}
    if contradiction is None or len(mistakes) != 1:
        reason = f"{why}. Only layers that follow administrative boundaries can be compared."
        return Finding(UNKNOWN, 0.0, None, None, nan, nan, nan, nan, 100 * chance, table, reason)
    fitting = [reading for reading in possible if reading.mistake]
    fitting = [r for r in fitting if _meridian(r.crs) == _meridian(frame.crs)] or fitting
    crs = fitting[0].crs if len({reading.code for reading in fitting}) == 1 else None
    reason = f"it {contradiction} Its datum cannot be told: {why}."
    return Finding(mistakes.pop(), 0.5, crs, None, nan, nan, nan, nan, 100 * chance, table, reason)


def _meridian(crs):
    """Central meridian of a projected CRS; None of others."""
    operation = None if crs.is_geographic else crs.coordinate_operation
    names = ("Longitude of natural origin", "Longitude of false origin")
    return next((p.value for p in operation.params if p.name in names), None) if operation else None


def _apart(trial, other):
    """Whether two trials put the points on different places."""
    return bool(np.hypot(*_moved_m(trial, other)) > SHIFT_M)


def _moved_m(trial, other):
    """Median metres east and north from one trial's points to another's."""
    step = max(1, len(trial.lonlat) // 100)
    a, b = trial.lonlat[::step], other.lonlat[::step]
    azimuth, _, distance = geod().inv(*a.T, *b.T)
    angle = np.radians(azimuth)
    return np.array([np.median(distance * np.sin(angle)), np.median(distance * np.cos(angle))])


def _length_km(frame, trial):
    """Length of the layer's lines in km on the ground, as a trial reads them; stray features left out."""
    reading = trial.reading
    shapes = np.asarray(frame.geometry.array, dtype=object)
    if reading.swapped:
        shapes = shapely.transform(shapes, lambda xy: xy[:, ::-1])
    west, south, east, north = shapely.bounds(shapes).T
    middle_x, middle_y = np.nanmedian((west + east) / 2), np.nanmedian((south + north) / 2)
    reach = _REACH_DEG if reading.crs.is_geographic else _REACH_M
    stray = (np.abs(west - middle_x) > reach) | (np.abs(east - middle_x) > reach)
    stray |= (np.abs(south - middle_y) > reach) | (np.abs(north - middle_y) > reach)
    return float(lengths(shapes[~stray], reading.crs).sum()) / 1000


def _table(trials, declared):
    rows = []
    for trial in trials:
        east, north = _moved_m(declared, trial) if declared else (np.nan, np.nan)
        rows.append(
            {
                "verdict": trial.verdict,
                "crs": trial.reading.code,
                "datum": trial.datum,
                "east_m": float(east),
                "north_m": float(north),
                "median_m": trial.median_m if np.isfinite(trial.median_m) else np.nan,
                "near_pct": 100 * trial.near,
            }
        )
    columns = ["verdict", "crs", "datum", "east_m", "north_m", "median_m", "near_pct"]
    return pd.DataFrame(rows, columns=columns)


_REMEDIES = {
    "as_declared": "It needs no change",
    "gcj02": "Run 'Shift datum' from gcj02 to wgs84",
    "bd09": "Run 'Shift datum' from bd09 to wgs84",
    OTHER: "It is neither GCJ-02 nor BD-09: find the local or older coordinate system that it was drawn in",
}


def message(finding, name):
    """What a planner should know and do, in a few sentences.

    Parameters
    ----------
    finding : Finding
    name : str
        Of the layer.

    Returns
    -------
    str
    """
    if finding.verdict == UNKNOWN:
        return f"Layer '{name}': cannot tell, {finding.reason}"
    head = f"Layer '{name}': {finding.verdict}, confidence {finding.confidence:.2f} ({finding.level}); "
    if np.isnan(finding.after_m):
        return head + finding.reason
    parts = [head + finding.reason + "."]
    if np.isfinite(finding.before_m):
        parts.append(
            f"Median distance {finding.before_m:.0f} m as declared, {finding.after_m:.0f} m as found; moving it "
            f"{round(finding.east_m)} m east and {round(finding.north_m)} m north brings it onto the boundaries."
        )
    else:
        parts.append(f"Median distance {finding.after_m:.0f} m as found.")
    return " ".join([*parts, *(f"{remedy}." for remedy in _remedies(finding))])


def _remedies(finding):
    for part in finding.verdict.split("+"):
        if part == "swapped_axes":
            yield "Exchange x and y ('Swap X and Y coordinates')"
        elif part in _REMEDIES:
            yield _REMEDIES[part]
        else:
            yield f"Assign {':'.join(finding.crs.to_authority())} ('Assign projection', not 'Reproject')"
