# SPDX-License-Identifier: GPL-3.0-or-later
"""How closely the lines of a layer follow known boundaries, and what translation is left between them.

Distances are taken in the Mercator plane of the ellipsoid, where the nearest place is the nearest on the ground,
and scaled back to metres at each point.
"""

from dataclasses import dataclass

import numpy as np
import shapely

from .areas import FLATTENING, SEMI_MAJOR_M

NEAR_M = 200.0
"""A point this close to a boundary counts as on it: twice the accuracy of the shipped boundaries."""

_ECCENTRICITY = np.sqrt(FLATTENING * (2 - FLATTENING))
_WINDOW_DEG = 0.06  # around the points; wider than any shift looked for
_GRASP_M = 800.0  # points farther from a boundary say nothing about a translation
_ROUNDS = 12
_CHANCE_M = 3000.0
_LATITUDE_LIMIT = 85.0


@dataclass(frozen=True)
class Match:
    """Points against boundaries.

    Attributes
    ----------
    median_m : float
        Median distance to the nearest boundary; infinite where there is none about.
    near : float
        Share of the points within 200 m of a boundary, 0 to 1.
    """

    median_m: float
    near: float


class Boundaries:
    """Known boundary lines, ready to be matched.

    Parameters
    ----------
    units : array_like of shapely polygons
        In degrees on CGCS2000.
    """

    def __init__(self, units):
        self.units = np.asarray(units, dtype=object)
        self.tree = shapely.STRtree(self.units)

    def window(self, lonlat):
        """Boundaries about some points: a ``Window``."""
        west, south = lonlat.min(axis=0) - _WINDOW_DEG
        east, north = lonlat.max(axis=0) + _WINDOW_DEG
        frame = shapely.box(west, south, east, north)
        shapes = self.units[np.sort(self.tree.query(frame))]
        rings = shapely.get_rings(shapely.get_parts(shapes))
        xy, ring = shapely.get_coordinates(rings, return_index=True)
        a, b = xy[:-1], xy[1:]
        low, high = np.minimum(a, b), np.maximum(a, b)
        keep = (
            (ring[1:] == ring[:-1]) & (low <= [east, north]).all(axis=1) & (high >= [west, south]).all(axis=1)
        )
        return Window(to_mercator(a[keep]), to_mercator(b[keep]))


class Window:
    """Boundary segments near some points, in the Mercator plane."""

    def __init__(self, start, end):
        self.start, self.end = start, end
        self.tree = shapely.STRtree(shapely.linestrings(np.stack([start, end], axis=1)))

    def __len__(self):
        return len(self.start)

    def match(self, lonlat, east_m=0.0, north_m=0.0):
        """Match points, moved by some metres: a ``Match``."""
        if not len(self):
            return Match(np.inf, 0.0)
        scale = ground_scale(lonlat[:, 1])
        moved = to_mercator(lonlat) + np.array([east_m, north_m]) / scale[:, np.newaxis]
        offset, _ = self._offsets(moved)
        distance = np.hypot(*offset.T) * scale
        return Match(float(np.median(distance)), float((distance <= NEAR_M).mean()))

    def chance(self, lonlat):
        """Share of the points that lie near a boundary by chance: the mean over eight moves by 3 km."""
        angles = np.arange(8) * np.pi / 4
        shares = [self.match(lonlat, _CHANCE_M * np.cos(a), _CHANCE_M * np.sin(a)).near for a in angles]
        return float(np.mean(shares))

    def translation(self, lonlat, start=(0.0, 0.0)):
        """Metres east and north that bring the points best onto the boundaries, sought from a first guess.

        Each point pulls across its nearest boundary only (it may slide along it); far ones pull less (weights of
        Tukey's biweight, 800 m), a dozen rounds. Not-a-number where no boundary is in reach.
        """
        scale = ground_scale(lonlat[:, 1])
        plane = to_mercator(lonlat)
        total = np.array(start, dtype=float)
        if not len(self):
            return np.full(2, np.nan)
        for _ in range(_ROUNDS):
            offset, along = self._offsets(plane + total / scale[:, np.newaxis])
            across = np.column_stack([-along[:, 1], along[:, 0]])
            gap = (offset * across).sum(axis=1) * scale
            distance = np.hypot(*offset.T) * scale
            weight = np.clip(1 - (distance / _GRASP_M) ** 2, 0, None)
            if (weight > 0).sum() < 3:
                return np.full(2, np.nan)
            step = np.linalg.lstsq(across * weight[:, np.newaxis], gap * weight, rcond=1e-6)[0]
            total += step
            if np.hypot(*step) < 0.1:
                break
        return total

    def _offsets(self, plane):
        """Vectors from points to the nearest boundary, and the unit vectors along it there."""
        nearest = self.tree.nearest(shapely.points(plane))
        start, along = self.start[nearest], self.end[nearest] - self.start[nearest]
        length = np.hypot(*along.T)
        along = along / np.where(length > 0, length, 1)[:, np.newaxis]
        run = np.clip(((plane - start) * along).sum(axis=1), 0, length)
        return start + along * run[:, np.newaxis] - plane, along


def sample_lines(shapes, count):
    """Points at equal steps along the lines and outlines of geometries.

    Parameters
    ----------
    shapes : array_like of shapely geometries
        Points, empty and null ones are passed over.
    count : int
        About how many.

    Returns
    -------
    numpy.ndarray
        x, y; no row where there is no line.
    """
    parts = shapely.get_parts(shapely.get_parts(np.asarray(shapes, dtype=object)))
    kind = shapely.get_type_id(parts)
    lines = np.concatenate([shapely.get_rings(parts[kind == 3]), parts[np.isin(kind, (1, 2))]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    finite = np.isfinite(xy).all(axis=1)
    xy, line = xy[finite], line[finite]
    if len(xy) < 2:
        return np.empty((0, 2))
    step = np.hypot(*np.diff(xy, axis=0).T)
    step[line[1:] != line[:-1]] = 0  # the jump to the next line is no way
    along = np.concatenate([[0], np.cumsum(step)])
    if along[-1] == 0:
        return np.empty((0, 2))
    wanted = (np.arange(count) + 0.5) * along[-1] / count
    after = np.searchsorted(along, wanted)
    part = (wanted - along[after - 1]) / step[after - 1]
    return xy[after - 1] + (xy[after] - xy[after - 1]) * part[:, np.newaxis]


def to_mercator(lonlat):
    """Mercator plane of the CGCS2000 ellipsoid, metres at the equator (Snyder 1987, eq. 7-7)."""
    phi = np.radians(np.clip(lonlat[:, 1], -_LATITUDE_LIMIT, _LATITUDE_LIMIT))
    isometric = np.arctanh(np.sin(phi)) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * np.sin(phi))
    return SEMI_MAJOR_M * np.column_stack([np.radians(lonlat[:, 0]), isometric])


def ground_scale(lat):
    """Metres on the ground for one metre of that plane (Snyder 1987, eq. 7-8)."""
    phi = np.radians(np.clip(lat, -_LATITUDE_LIMIT, _LATITUDE_LIMIT))
    return np.cos(phi) / np.sqrt(1 - (_ECCENTRICITY * np.sin(phi)) ** 2)
