# SPDX-License-Identifier: GPL-3.0-or-later
"""The ways in which a layer's coordinates may be meant, whatever coordinate system it declares."""

from dataclasses import dataclass

import numpy as np
import pyproj

from .places import CHINA_LONLAT, ZONE_3, ZONE_6, meridian_code, misplaced, zone_code

MERIDIANS = range(75, 136, 3)  # central meridians of the 3° zones; those of the 6° zones are among them
WEB_MERCATOR_CHINA = (8.1e6, 3.0e5, 1.52e7, 7.3e6)


@dataclass(frozen=True)
class Reading:
    """One way to read x and y.

    Attributes
    ----------
    mistake : str
        What would be wrong with the declaration: '' (nothing), 'wrong_zone', 'zone_prefix' (missing, extra or
        another), 'degrees_in_metres', 'metres_in_degrees', 'wrong_projection', 'swapped_axes' (x and y exchanged),
        or one of these and '+swapped_axes'.
    crs : pyproj.CRS
        In which the coordinates would be right.
    swapped : bool
        Whether x is north and y is east.
    """

    mistake: str
    crs: pyproj.CRS
    swapped: bool = False

    @property
    def code(self):
        """'EPSG:4549', or the name of a CRS without a code."""
        return ":".join(self.crs.to_authority() or ()) or self.crs.name

    def degrees(self, xy):
        """Longitude and latitude on CGCS2000; not-a-number where the CRS cannot express a point."""
        x, y = (xy[:, 1], xy[:, 0]) if self.swapped else (xy[:, 0], xy[:, 1])
        lon, lat = pyproj.Transformer.from_crs(self.crs, "EPSG:4490", always_xy=True).transform(x, y)
        lonlat = np.column_stack([lon, lat])
        lonlat[~np.isfinite(lonlat).all(axis=1)] = np.nan
        return lonlat


def readings(xy, crs):
    """Every way to read coordinates that puts them into China.

    Parameters
    ----------
    xy : numpy.ndarray
        Points of the layer, x and y as they stand.
    crs : pyproj.CRS
        As declared.

    Returns
    -------
    list of Reading
        The declared one first, where it is possible.

    Examples
    --------
    >>> found = readings(np.array([[40_400_000.0, 3_540_000.0]]), pyproj.CRS("EPSG:4549"))
    >>> [(reading.mistake, reading.code) for reading in found]
    [('zone_prefix', 'EPSG:4528')]
    """
    crs = pyproj.CRS.from_user_input(crs)
    low, high = np.percentile(xy, [1, 99], axis=0)
    found = []
    if misplaced((*low, *high), crs) is None:
        found.append(Reading("", crs))
    for swapped in (False, True):
        (xmin, ymin), (xmax, ymax) = (low[::-1], high[::-1]) if swapped else (low, high)
        for mistake, code in _candidates(xmin, ymin, xmax, ymax, crs):
            other = pyproj.CRS.from_epsg(code)
            right = _same_plane(other, crs)
            if swapped:
                mistake = "swapped_axes" if right else f"{mistake}+swapped_axes"
            if swapped or not right:
                found.append(Reading(mistake, crs if right else other, swapped))
    return [reading for reading in found if _in_china(reading.degrees(xy))]


def _candidates(xmin, ymin, xmax, ymax, crs):
    """(mistake, EPSG code) of what bounds may be, x east."""
    if _within((xmin, ymin, xmax, ymax), CHINA_LONLAT):
        yield "" if crs.is_geographic else "degrees_in_metres", 4490
        return
    if not 3e5 <= ymin <= ymax <= 6.2e6:
        if _within((xmin, ymin, xmax, ymax), WEB_MERCATOR_CHINA):
            yield _metre_mistake(crs, "wrong_projection"), 3857
        return
    gauss = "Gauss" in crs.name
    prefix = int(xmin // 1e6)
    if prefix == int(xmax // 1e6) and xmin - prefix * 1e6 >= 1e5 and xmax - prefix * 1e6 <= 9e5:
        if prefix == 0:
            mistake = _metre_mistake(crs, "wrong_zone" if gauss and not has_prefix(crs) else "zone_prefix")
            yield from ((mistake, meridian_code(crs, meridian)) for meridian in MERIDIANS)
        elif prefix in ZONE_3 or prefix in ZONE_6:
            mistake = _metre_mistake(crs, "wrong_zone" if gauss and has_prefix(crs) else "zone_prefix")
            yield mistake, zone_code(crs, prefix)
    if _within((xmin, ymin, xmax, ymax), WEB_MERCATOR_CHINA):
        yield _metre_mistake(crs, "wrong_projection"), 3857


def _metre_mistake(crs, otherwise):
    if crs.is_geographic:
        return "metres_in_degrees"
    return otherwise if "Gauss" in crs.name else "wrong_projection"


def has_prefix(crs):
    """Whether the eastings of a projected CRS begin with a zone number."""
    operation = crs.coordinate_operation
    values = [p.value for p in operation.params if p.name in ("False easting", "Easting at false origin")]
    return bool(values) and values[0] >= 1e6


def _same_plane(crs, other):
    """Whether two CRS put the same numbers on the same place, the datum aside."""
    if crs.is_geographic or other.is_geographic:
        return crs.is_geographic and other.is_geographic
    return _plane(crs) == _plane(other)


def _plane(crs):
    operation = crs.coordinate_operation
    return operation.method_name, tuple(round(parameter.value, 3) for parameter in operation.params)


def _within(bounds, frame):
    return frame[0] <= bounds[0] and frame[1] <= bounds[1] and bounds[2] <= frame[2] and bounds[3] <= frame[3]


def _in_china(lonlat):
    west, south, east, north = CHINA_LONLAT
    inside = (lonlat >= [west, south]).all(axis=1) & (lonlat <= [east, north]).all(axis=1)
    return inside.mean() > 0.9
