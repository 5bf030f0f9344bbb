# SPDX-License-Identifier: GPL-3.0-or-later
"""Coordinates between WGS84/CGCS2000, GCJ-02 (Amap, Tencent, Google in China) and BD-09 (Baidu).

WGS84 and CGCS2000 agree to centimetres here and count as one.

Source of the formulas: no authority has published them. They are the reverse-engineered ones that circulate as
"eviltransform" and "coordtransform" (confidence mark P: public knowledge, no official text), GCJ-02 on the
Krasovsky ellipsoid (a = 6 378 245 m, e² = 0.006 693 421 622 966), with the rectangle outside which they leave
points alone. They reproduce maps to about a metre; the inverse here is exact for these formulas.
"""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import geopandas
import numpy as np
import pyproj
import shapely

from .areas import geod, to_degrees
from .errors import MissingCrsError, ParameterError

DATUMS = ("wgs84", "gcj02", "bd09")  # each is made from the one before it
CHINA_BOX = (72.004, 0.8293, 137.8347, 55.8271)  # west, south, east, north, of the public formulas

_A_M = 6378245.0
_E2 = 0.00669342162296594323
_BD_WAVE = np.pi * 3000 / 180
_CHUNK = 1 << 15  # points that stay in the processor's cache
_STEPS = 40
_SETTLED_DEG = 2e-11  # a last step of 2e-6 m leaves a fiftieth of it or less
_SAMPLE = 10_000


@dataclass(frozen=True)
class Shifted:
    """A layer after its shift.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        The same rows, attributes and CRS with shifted geometries; null and empty ones as they were.
    vertices : int
        Vertices seen.
    outside : int
        Vertices outside the formulas' rectangle around China, left alone.
    median_m : float
        Median distance by which vertices moved, metres on the ground; NaN without any.
    round_trip_m : float
        Worst distance after shifting back, over at most 10 000 vertices; NaN without any.
    """

    frame: geopandas.GeoDataFrame
    vertices: int
    outside: int
    median_m: float
    round_trip_m: float


def shift(lon, lat, source, target, progress=None):
    """Shift coordinates from one datum to another.

    Parameters
    ----------
    lon, lat : array_like of float
        Degrees in `source`.
    source, target : {'wgs84', 'gcj02', 'bd09'}
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    lon, lat : numpy.ndarray
        Degrees in `target`.
    inside : numpy.ndarray of bool
        Which points lie in the rectangle around China (judged by the datum nearer to WGS84); the others are
        left alone. Not-a-number stays what it is and counts as outside.

    Raises
    ------
    ParameterError
        If a datum is unknown.

    Notes
    -----
    A shift away from WGS84 is the formula; one towards it solves the formula for its argument by iteration until
    its last step is below 2e-6 m, so there and back again is closer than 1e-6 m. On the rectangle's own edge,
    far outside the country, two places of some hundred metres' width answer to the same coordinates; there a
    point that the formula can have made is taken to be so.

    Examples
    --------
    >>> lon, lat, _ = shift([121.5272106], [31.1774276], "wgs84", "gcj02")
    >>> round(float(lon[0]), 7), round(float(lat[0]), 7)
    (121.5315419, 31.175304)
    """
    for datum in (source, target):
        if datum not in DATUMS:
            raise ParameterError(f"'{datum}' is no datum known here; use {', '.join(DATUMS)}.")
    lon, lat = (np.array(part, dtype=float).ravel() for part in (lon, lat))
    inside = np.zeros(len(lon), bool)
    starts = range(0, len(lon), _CHUNK)
    report = progress or (lambda fraction: None)

    def work(start):
        part = slice(start, start + _CHUNK)
        lon[part], lat[part], inside[part] = _shift_part(lon[part], lat[part], source, target)

    with ThreadPoolExecutor() as pool:
        for done, _ in enumerate(pool.map(work, starts), 1):
            report(done / len(starts))
    return lon, lat, inside


def shift_frame(frame, source, target, progress=None):
    """Shift a layer of any geometry type.

    Coordinates of a projected CRS are brought to degrees on CGCS2000, shifted, and brought back. The layer's CRS
    stays as declared: GCJ-02 and BD-09 have none of their own and travel under EPSG:4326, EPSG:4490 or a zone.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame
        Two-dimensional, straight geometries with a CRS.
    source, target : {'wgs84', 'gcj02', 'bd09'}
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Shifted

    Raises
    ------
    MissingCrsError, CoordinateError, ParameterError
    """
    if frame.crs is None:
        raise MissingCrsError(frame.attrs.get("name", "?"))
    report = progress or (lambda fraction: None)
    shapes = np.array(frame.geometry.array, dtype=object)
    xy = shapely.get_coordinates(shapes)
    lon, lat = _degrees(xy, frame.crs)
    report(0.1)
    new_lon, new_lat, inside = shift(lon, lat, source, target, lambda done: report(0.1 + 0.8 * done))
    sample = np.flatnonzero(inside)[:: max(1, int(inside.sum()) // _SAMPLE + 1)]
    moved = _metres(lon[sample], lat[sample], new_lon[sample], new_lat[sample])
    back = shift(new_lon[sample], new_lat[sample], target, source)
    returned = _metres(lon[sample], lat[sample], back[0], back[1])
    new_xy = xy.copy()  # points left alone keep their coordinates to the last bit
    new_xy[inside] = _from_degrees(new_lon[inside], new_lat[inside], frame.crs)
    shapes = shapely.set_coordinates(shapes, new_xy)
    result = frame.set_geometry(geopandas.GeoSeries(shapes, index=frame.index, crs=frame.crs))
    result.attrs.update(frame.attrs)
    report(1.0)
    return Shifted(
        result,
        len(xy),
        int(len(xy) - inside.sum()),
        float(np.median(moved)) if len(sample) else np.nan,
        float(returned.max()) if len(sample) else np.nan,
    )


def _shift_part(lon, lat, source, target):
    first, last = DATUMS.index(source), DATUMS.index(target)
    outwards = DATUMS[first + 1 : last + 1]  # away from WGS84
    inwards = DATUMS[last + 1 : first + 1]
    x, y = lon, lat
    for datum in outwards:
        x, y = _FORWARD[datum](x, y)
    for datum in reversed(inwards):
        x, y = _inverse(_FORWARD[datum], x, y)
    origin = (lon, lat) if outwards else (x, y)
    inside = _in_china(*origin)
    return np.where(inside, x, lon), np.where(inside, y, lat), inside


def _in_china(lon, lat):
    west, south, east, north = CHINA_BOX
    return (lon >= west) & (lon <= east) & (lat >= south) & (lat <= north)


def _inverse(forward, lon, lat):
    """Solve forward(x, y) = (lon, lat) by x = x + lon - forward(x), for the points that still move.

    Both formulas contract: over the whole rectangle a step is at most a fiftieth of the one before it.
    """
    x, y = lon.copy(), lat.copy()
    moving = np.arange(len(lon))
    for _ in range(_STEPS):
        new_lon, new_lat = forward(x[moving], y[moving])
        step_x, step_y = lon[moving] - new_lon, lat[moving] - new_lat
        x[moving] += step_x
        y[moving] += step_y
        moving = moving[np.maximum(np.abs(step_x), np.abs(step_y)) > _SETTLED_DEG]
        if not len(moving):
            break
    return x, y


def _gcj02(lon, lat):
    """GCJ-02 from WGS84, without the rectangle."""
    x, y = lon - 105.0, lat - 35.0
    root = np.sqrt(np.abs(x))
    # sin 3a = 3 sin a - 4 sin³ a saves a third of the sines
    slow = np.sin(2 * np.pi * x)
    waves = 20 * (_triple(slow) + slow)
    third_y, third_x = np.sin(np.pi / 3 * y), np.sin(np.pi / 3 * x)
    north_m = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root
    north_m += (waves + 20 * _triple(third_y) + 40 * third_y) * (2 / 3)
    north_m += (160 * np.sin(np.pi / 12 * y) + 320 * np.sin(np.pi / 30 * y)) * (2 / 3)
    east_m = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root
    east_m += (waves + 20 * _triple(third_x) + 40 * third_x) * (2 / 3)
    east_m += (150 * np.sin(np.pi / 12 * x) + 300 * np.sin(np.pi / 30 * x)) * (2 / 3)
    phi = np.radians(lat)
    sine = np.sin(phi)
    curvature = 1 - _E2 * sine * sine
    across = np.sqrt(curvature)
    north = np.degrees(north_m) * curvature * across / (_A_M * (1 - _E2))
    east = np.degrees(east_m) * across / (_A_M * np.cos(phi))
    return lon + east, lat + north


def _triple(sine):
    """Sine of three times an angle from its sine."""
    return sine * (3 - 4 * sine * sine)


def _bd09(lon, lat):
    """BD-09 from GCJ-02, without the rectangle."""
    radius = np.hypot(lon, lat) + 0.00002 * np.sin(lat * _BD_WAVE)
    angle = np.arctan2(lat, lon) + 0.000003 * np.cos(lon * _BD_WAVE)
    return radius * np.cos(angle) + 0.0065, radius * np.sin(angle) + 0.006


_FORWARD = {"gcj02": _gcj02, "bd09": _bd09}


def _degrees(xy, crs):
    """Longitude and latitude; those of CGCS2000 and WGS84 as they are written, to the last bit."""
    if crs.to_authority() in (("EPSG", "4490"), ("EPSG", "4326")):
        return xy[:, 0].copy(), xy[:, 1].copy()
    return to_degrees(xy, crs)


def _from_degrees(lon, lat, crs):
    if crs.to_authority() in (("EPSG", "4490"), ("EPSG", "4326")):
        return np.column_stack([lon, lat])
    return np.column_stack(pyproj.Transformer.from_crs("EPSG:4490", crs, always_xy=True).transform(lon, lat))


def _metres(lon_a, lat_a, lon_b, lat_b):
    return geod().inv(lon_a, lat_a, lon_b, lat_b)[2]
