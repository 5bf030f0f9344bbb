# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders that units share, pair by pair.

Where neighbours share their vertices, a border is the run of edges that both have: found by sorting all
edges once. The other edges of neighbouring units are compared as lines, which is slower, and finds borders
along which one side has vertices that the other lacks, or, with a tolerance, narrow gaps and overlaps.
"""

import geopandas as gpd
import numpy as np
import shapely

from .areas import lengths
from .errors import MissingCrsError, MissingFieldError, ParameterError
from .validity import linear

_SLICE = 8  # pairs between two looks at the cancel button
_ASIDE = 1e-3  # how far beside an edge to look, as a share of its length


def shared_borders(units, key="adcode", progress=None, tolerance=0.0):
    """Lines along which units border on each other.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        Valid polygons with a coordinate system.
    key : str
        The field that names a unit.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.
    tolerance : float
        How far apart, in units of the coordinate system, two outlines may run and still be one border. The
        border then is the outline of the left unit.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a pair: ``left``, ``right`` (keys; the lower one is left), ``length_m`` (geodesic), ``exact``
        (whether all of it is edges that both units have), geometry (line or multiline with the left unit on
        its left). Pairs that meet in points only have no border, nor do they where both lie on one side of a line.

    Raises
    ------
    MissingCrsError, MissingFieldError, ParameterError
    """
    if units.crs is None:
        raise MissingCrsError("units")
    if key not in units.columns:
        raise MissingFieldError("units", key, units.columns.drop(units.geometry.name))
    if not tolerance >= 0:
        raise ParameterError(f"A tolerance of {tolerance} is no distance. Give 0 or more.")
    report = progress or (lambda fraction: None)
    report(0.0)
    order = np.argsort(units[key].to_numpy(), kind="stable")
    keys = units[key].to_numpy()[order]
    shapes = np.asarray(units.geometry.array, dtype=object)[order]
    edges = _Edges(shapes)
    report(0.2)
    partner = edges.partners()
    report(0.4)
    first = np.flatnonzero(partner > edges.unit)
    pair, lines = edges.lines(first, edges.unit[first] * len(keys) + partner[first])
    exact = np.ones(len(lines), bool)
    loose_pair, loose_lines = _loose_borders(edges, partner < 0, len(keys), tolerance, report)
    if not tolerance:
        beside = _beside(loose_lines, shapes[loose_pair % max(len(keys), 1)])
        loose_pair, loose_lines = loose_pair[~shapely.is_empty(beside)], beside[~shapely.is_empty(beside)]
    pair, exact = np.concatenate([pair, loose_pair]), np.concatenate([exact, np.zeros(len(loose_pair), bool)])
    pair, lines, exact = _merged(pair, np.concatenate([lines, loose_lines]), exact)
    left, right = np.divmod(pair, max(len(keys), 1))
    report(1.0)
    return gpd.GeoDataFrame(
        {
            "left": keys[left],
            "right": keys[right],
            "length_m": lengths(lines, units.crs),
            "exact": exact,
        },
        geometry=lines,
        crs=units.crs,
    )


class _Edges:
    """All edges of all units, each with its unit on its left."""

    def __init__(self, shapes):
        polygons, owner = shapely.get_parts(shapes, return_index=True)
        rings, polygon = shapely.get_rings(polygons, return_index=True)
        is_shell = np.ones(len(rings), bool)
        is_shell[1:] = polygon[1:] != polygon[:-1]
        turn = shapely.is_ccw(rings) != is_shell
        rings[turn] = shapely.reverse(rings[turn])
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        self.xy = xy
        # One number a point: to compare both coordinates at once takes a fraction of the time.
        self.point = np.ascontiguousarray(xy).view(np.complex128).ravel()
        same = ring[1:] == ring[:-1]
        # An edge of no length is no border.
        same &= self.point[1:] != self.point[:-1]
        self.start = np.flatnonzero(same)
        self.ring = ring[self.start]
        self.unit = owner[polygon[self.ring]]

    def partners(self):
        """The unit on the right of each edge; -1 where there is none, or more than one claims it."""
        partner = np.full(len(self.start), -1)
        if not len(partner):
            return partner
        codes = _point_codes(self.xy)
        tail, head = codes[self.start], codes[self.start + 1]
        code = np.minimum(tail, head) * np.uint64(0x9E3779B97F4A7C15) ^ np.maximum(tail, head)
        order = np.argsort(code)
        code = code[order]
        begins = np.flatnonzero(np.append(True, code[1:] != code[:-1]))
        twice = begins[np.diff(np.append(begins, len(code))) == 2]
        one, other = order[twice], order[twice + 1]
        # Codes may coincide by chance, coordinates do not.
        meets = self.point[self.start[one]] == self.point[self.start[other] + 1]
        meets &= self.point[self.start[one] + 1] == self.point[self.start[other]]
        meets &= self.unit[one] != self.unit[other]
        one, other = one[meets], other[meets]
        partner[one], partner[other] = self.unit[other], self.unit[one]
        return partner

    def lines(self, chosen, label):
        """Runs of consecutive chosen edges with the same label, as lines: labels, lines."""
        if not len(chosen):
            return np.zeros(0, np.int64), np.zeros(0, object)
        breaks = np.ones(len(chosen), bool)
        breaks[1:] = (
            (self.start[chosen[1:]] != self.start[chosen[:-1]] + 1)
            | (self.ring[chosen[1:]] != self.ring[chosen[:-1]])
            | (label[1:] != label[:-1])
        )
        begin = np.flatnonzero(breaks)
        count = np.diff(np.append(begin, len(chosen))) + 1
        vertex = np.repeat(self.start[chosen[begin]], count)
        vertex += np.arange(len(vertex)) - np.repeat(np.cumsum(count) - count, count)
        lines = shapely.linestrings(self.xy[vertex], indices=np.repeat(np.arange(len(begin)), count))
        return label[begin], lines


def _point_codes(xy):
    """A number for each point, the same for the same coordinates."""
    bits = (xy + 0.0).view(np.uint64)
    mixed = bits[:, 0] * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(29)
    mixed += bits[:, 1] * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(32)
    return mixed


def _loose_borders(edges, loose, count, tolerance, report):
    """Borders among edges without a partner: pair numbers and lines."""
    chosen = np.flatnonzero(loose)
    unit, lines = edges.lines(chosen, edges.unit[chosen])
    reach = shapely.bounds(lines) + np.array([-tolerance, -tolerance, tolerance, tolerance])
    near, other = (
        shapely.STRtree(lines).query(shapely.box(*reach.T)) if len(lines) else (np.zeros(0, int),) * 2
    )
    once = unit[near] < unit[other]
    near, other = near[once], other[once]
    pair = unit[near] * count + unit[other]
    pairs, number = np.unique(pair, return_inverse=True)
    left, right = (_of_pairs(number, rows, lines) for rows in (near, other))
    found = np.empty(len(pairs), dtype=object)
    for start in range(0, len(pairs), _SLICE):
        some = slice(start, start + _SLICE)
        found[some] = _common_lines(left[some], right[some], tolerance)
        report(0.4 + 0.5 * min(1.0, (start + _SLICE) / len(pairs)))
    found = linear(found)
    kept = ~shapely.is_empty(found) if len(found) else np.zeros(0, bool)
    return pairs[kept], found[kept]


def _beside(lines, right):
    """The parts of lines on whose left the right unit does not lie: where units overlap, edges of both run alike."""
    parts, owner = shapely.get_parts(lines, return_index=True)
    if not len(parts):
        return lines
    start, end = (shapely.get_coordinates(shapely.get_point(parts, place)) for place in (0, 1))
    along = end - start
    step = along[:, ::-1] * [-1, 1] * _ASIDE
    shapely.prepare(right)
    inside = shapely.contains(right[owner], shapely.points((start + end) / 2 + step))
    result = np.full(len(lines), shapely.MultiLineString(), dtype=object)
    if not inside.all():
        rows, number = np.unique(owner[~inside], return_inverse=True)
        result[rows] = shapely.multilinestrings(parts[~inside], indices=number)
    return result


def _of_pairs(number, rows, lines):
    """The lines at `rows` of each pair, each line once."""
    number, rows = np.divmod(np.unique(number * len(lines) + rows), max(len(lines), 1))
    return shapely.multilinestrings(lines[rows], indices=number)


def _common_lines(left, right, tolerance):
    """The stretches of the left lines that run along the right ones, in the direction of the left ones."""
    return shapely.intersection(left, shapely.buffer(right, tolerance) if tolerance else right)


def _merged(pair, lines, exact):
    """One merged line a pair: pairs, lines, whether all parts are exact."""
    pairs, number = np.unique(pair, return_inverse=True)
    if not len(pairs):
        return pairs.astype(np.int64), np.zeros(0, object), np.zeros(0, bool)
    parts, piece = shapely.get_parts(lines, return_index=True)
    owner = number[piece]
    order = np.argsort(owner, kind="stable")
    joined = shapely.multilinestrings(parts[order], indices=owner[order])
    merged = shapely.line_merge(joined, directed=True)
    all_exact = np.bincount(number, weights=~exact, minlength=len(pairs)) == 0
    return pairs, merged, all_exact
