# SPDX-License-Identifier: GPL-3.0-or-later
"""Ellipsoidal areas and lengths on CGCS2000, additive when polygons are cut.

A coordinate system has an area density: how many square metres of the ellipsoid lie under one square unit
of its plane. The area of a polygon is the integral of that density over the polygon as drawn, with straight
edges in the plane of its own coordinate system. Green's theorem turns it into an integral along the edges,
done here with Gauss's rule. Cutting a polygon adds and removes edges but not area, so the pieces sum to the
whole up to rounding.

Sources: area between the equator and latitude phi on the ellipsoid, Snyder, Map Projections: A Working
Manual (USGS PP 1395, 1987), eq. 3-12; the CGCS2000 ellipsoid, a = 6 378 137 m, f = 1/298.257222101
(GB/T 22021-2008, as EPSG:4490 has it).
"""

from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from os import cpu_count

import numpy as np
import pyproj
import shapely
from numpy.polynomial import chebyshev

from .arrays import batches
from .errors import CoordinateError, MissingCrsError

SEMI_MAJOR_M = 6378137.0
FLATTENING = 1 / 298.257222101
MU_M2 = 2000 / 3
"""Square metres of one 亩."""

_E2 = FLATTENING * (2 - FLATTENING)
_CHUNK = 1 << 16
_CORNERS = 100_000
_LONG_EDGE_M = 2000.0
_FIT_TOLERANCE = 1e-11
_FIT_ACCEPTED = 1e-9
_FIT_DEGREES = (6, 10, 16, 24)
_SHORT_RULE = np.polynomial.legendre.leggauss(2)
_LONG_RULE = np.polynomial.legendre.leggauss(8)


def areas(geometries, crs):
    """Areas of polygons on the CGCS2000 ellipsoid.

    Parameters
    ----------
    geometries : array_like of shapely geometries
        Valid polygons and multipolygons; lines, points, empty and null geometries have area 0.
    crs : anything pyproj takes
        The coordinate system of `geometries`, x before y.

    Returns
    -------
    numpy.ndarray of float64
        Square metres.

    Raises
    ------
    MissingCrsError
        `crs` is None.
    CoordinateError
        The coordinates lie outside what `crs` can express.

    Examples
    --------
    One degree square at the equator, 12 308.46 km²:

    >>> print(round(areas([shapely.box(118, 0, 119, 1)], "EPSG:4490")[0] / 1e6, 2))
    12308.46
    """
    geometries = np.asarray(geometries, dtype=object)
    return AreaMeasure(crs, shapely.total_bounds(geometries))(geometries)


def lengths(geometries, crs):
    """Geodesic lengths of lines, and perimeters of polygons, on CGCS2000.

    Parameters
    ----------
    geometries : array_like of shapely geometries
    crs : anything pyproj takes
        The coordinate system of `geometries`, x before y.

    Returns
    -------
    numpy.ndarray of float64
        Metres; 0 for points, empty and null geometries.

    Raises
    ------
    MissingCrsError
        `crs` is None.

    Examples
    --------
    >>> print(round(lengths([shapely.LineString([(118, 0), (119, 0)])], "EPSG:4490")[0], 2))
    111319.49
    """
    geometries = np.asarray(geometries, dtype=object).ravel()
    parts, owner = shapely.get_parts(geometries, return_index=True)
    polygonal = shapely.get_type_id(parts) == 3
    rings, ring_owner = shapely.get_rings(parts[polygonal], return_index=True)
    linear = np.isin(shapely.get_type_id(parts), (1, 2))
    lines = np.concatenate([rings, parts[linear]])
    owner = np.concatenate([owner[polygonal][ring_owner], owner[linear]])
    xy, line = shapely.get_coordinates(lines, return_index=True)
    total = np.zeros(len(geometries))
    if len(xy) < 2:
        return total
    lon, lat = to_degrees(xy, crs)
    same = line[1:] == line[:-1]
    edges = lon[:-1][same], lat[:-1][same], lon[1:][same], lat[1:][same]
    slices = [slice(start, start + _CHUNK) for start in range(0, len(edges[0]), _CHUNK)]
    with ThreadPoolExecutor(cpu_count()) as pool:
        metres = list(pool.map(lambda some: geod().inv(*(values[some] for values in edges))[2], slices))
    return np.bincount(owner[line[1:][same]], np.concatenate([total[:0], *metres]), minlength=len(total))


def geod():
    """Return pyproj's geodesics on the CGCS2000 ellipsoid."""
    return pyproj.Geod(a=SEMI_MAJOR_M, f=FLATTENING)


def to_degrees(xy, crs):
    """Longitude and latitude (EPSG:4490, degrees) of plane coordinates of `crs`.

    Raises
    ------
    CoordinateError
        A coordinate lies outside what `crs` can express.
    """
    lon, lat = _to_cgcs2000(_user_crs(crs)).transform(xy[:, 0], xy[:, 1])
    bad = ~(np.isfinite(lon) & np.isfinite(lat) & (np.abs(lat) <= 90))
    if bad.any():
        x, y = xy[np.argmax(bad)]
        raise CoordinateError(
            f"The coordinate {x:.10g}, {y:.10g} does not lie within {_user_crs(crs).name}. "
            "Check the layer's coordinate system: its zone, and whether it is in degrees or metres."
        )
    return lon, lat


class AreaMeasure:
    """Measures areas of polygons of one coordinate system within one extent.

    Whole polygons and their pieces must be measured by the same object: only then do they add up exactly.

    Parameters
    ----------
    crs : anything pyproj takes
    bounds : sequence of four floats
        Extent (xmin, ymin, xmax, ymax) of everything to be measured, in units of `crs`.

    Raises
    ------
    MissingCrsError, CoordinateError
    """

    def __init__(self, crs, bounds):
        self.crs = _user_crs(crs)
        bounds = np.asarray(bounds, dtype=float)
        self.empty = not np.isfinite(bounds).all()
        if self.empty:
            return
        half = np.maximum((bounds[2:] - bounds[:2]) / 2, _smallest_half(self.crs)) * (1 + 1e-9)
        self.centre = (bounds[2:] + bounds[:2]) / 2
        self.scale = half
        if _is_plain_geographic(self.crs):
            to_degrees(np.array([bounds[:2], bounds[2:]]), self.crs)
            density = _latitude_density(self.centre[1], half[1])
            unit_m = np.pi / 180 * SEMI_MAJOR_M
        else:
            density = _plane_density(self.crs, self.centre, half)
            unit_m = self.crs.axis_info[0].unit_conversion_factor
            if self.crs.is_geographic:
                unit_m *= SEMI_MAJOR_M
        self.rows = _antiderivative(density * half[0] * half[1])
        self.long_edge = _LONG_EDGE_M / unit_m

    def __call__(self, geometries):
        """Square metres of each geometry; see :func:`areas`."""
        geometries = np.asarray(geometries, dtype=object).ravel()
        total = np.zeros(len(geometries))
        if self.empty or not len(geometries):
            return total
        tasks = batches(shapely.get_num_coordinates(geometries), _CORNERS)
        with ThreadPoolExecutor(cpu_count()) as pool:
            for some, area in zip(
                tasks, pool.map(lambda some: self._areas(geometries[some]), tasks), strict=True
            ):
                total[some] = area
        return total

    def _areas(self, geometries):
        single = shapely.get_type_id(geometries) == 3
        if not single.all():
            area = np.zeros(len(geometries))
            area[single] = self._areas(geometries[single])
            rows = np.flatnonzero(~single)
            polygons, owner = _polygons(geometries[rows])
            area[rows] = np.bincount(owner, weights=self._areas(polygons), minlength=len(rows))
            return area
        count = shapely.get_num_coordinates(geometries)
        holed = shapely.get_num_interior_rings(geometries) > 0
        plain = ~holed & (count > 0)
        area = np.zeros(len(geometries))
        # A polygon without holes is its one ring: no need to copy it out.
        area[plain] = np.abs(self._rings(geometries[plain], count[plain]))
        rings, polygon = shapely.get_rings(geometries[holed], return_index=True)
        first = np.ones(len(rings), bool)
        first[1:] = polygon[1:] != polygon[:-1]
        ring_area = np.abs(self._rings(rings, shapely.get_num_coordinates(rings)))
        np.negative(ring_area, out=ring_area, where=~first)
        area[holed] = np.bincount(polygon, weights=ring_area, minlength=np.count_nonzero(holed))
        return area

    def _rings(self, rings, count):
        """Signed areas of closed rings of `count` coordinates."""
        if not len(rings):
            return np.zeros(0)
        xy = shapely.get_coordinates(rings)
        end = np.cumsum(count)
        edge = np.empty(len(xy))
        for start in range(0, len(xy) - 1, _CHUNK):
            stop = min(start + _CHUNK, len(xy) - 1)
            edge[start:stop] = self._edges(xy[start : stop + 1, 0], xy[start : stop + 1, 1])
        # The step from one ring's last point to the next ring's first is no edge.
        edge[end - 1] = 0.0
        return np.add.reduceat(edge, end - count)

    def _edges(self, x, y):
        """Integral of the density's antiderivative in x along each edge."""
        u = (x - self.centre[0]) * (1 / self.scale[0])
        v = (y - self.centre[1]) * (1 / self.scale[1])
        du, dv = np.diff(u), np.diff(v)
        value = self._mean(u[:-1], v[:-1], du, dv, _SHORT_RULE)
        far_u, far_v = self.long_edge / self.scale
        if max(du.max(), -du.min()) > far_u or max(dv.max(), -dv.min()) > far_v:
            long = (np.abs(du) > far_u) | (np.abs(dv) > far_v)
            value[long] = self._mean(u[:-1][long], v[:-1][long], du[long], dv[long], _LONG_RULE)
        value *= dv
        return value

    def _mean(self, u, v, du, dv, rule):
        """Mean of the antiderivative along edges from u, v on, by Gauss's rule."""
        total = 0.0
        for node, weight in zip(*rule, strict=True):
            share = (1 + node) / 2
            value = _horner(self.rows, u + share * du, v + share * dv)
            value *= weight / 2
            total += value
        return total


def _horner(rows, u, v):
    """Value of sum over i, j of rows[i][j] u^i v^j; each row ends where it stops to matter."""
    total = None
    for row in reversed(rows):
        # Numbers until a coordinate comes in: then arrays, and these are worked on in place.
        inner = row[-1] if len(row) else 0.0
        for value in row[-2::-1]:
            inner *= v
            inner += value
        if total is None:
            total = inner
        else:
            total *= u
            total += inner
    return total


def _polygons(geometries):
    """Polygons within geometries, collections included, each with the number of its owner."""
    owner = np.arange(len(geometries))
    parts = geometries
    for _ in range(2):
        parts, index = shapely.get_parts(parts, return_index=True)
        owner = owner[index]
    polygonal = shapely.get_type_id(parts) == 3
    return parts[polygonal], owner[polygonal]


def _user_crs(crs, name="?"):
    if crs is None:
        raise MissingCrsError(name)
    return _parse_crs(crs) if isinstance(crs, str) else pyproj.CRS.from_user_input(crs)


@lru_cache(maxsize=64)
def _parse_crs(text):
    return pyproj.CRS.from_user_input(text)


@lru_cache(maxsize=16)
def _to_cgcs2000(crs):
    return pyproj.Transformer.from_crs(crs, "EPSG:4490", always_xy=True)


def _is_plain_geographic(crs):
    """Whether x, y are degrees on an ellipsoid that is CGCS2000's to better than 1e-9 of any area."""
    ellipsoid = crs.ellipsoid
    return (
        crs.is_geographic
        and ellipsoid is not None
        and abs(ellipsoid.semi_major_metre - SEMI_MAJOR_M) < 1e-3
        and abs(1 / ellipsoid.inverse_flattening - FLATTENING) < 1e-10
        and all(axis.unit_name == "degree" for axis in crs.axis_info[:2])
        and crs.prime_meridian.longitude == 0
    )


def _smallest_half(crs):
    """Half the least extent to fit within, in units of the plane: smaller ones drown in rounding."""
    return 0.5 if crs.is_geographic else 50000.0 / crs.axis_info[0].unit_conversion_factor


def _latitude_density(middle, half):
    """Chebyshev series (1 x n) of the density where it depends on latitude alone, in m² per square degree."""

    def density(v):
        return _surface_element(middle + half * v) * (np.pi / 180) ** 2

    for degree in _FIT_DEGREES:
        series = chebyshev.chebinterpolate(density, degree)
        if np.abs(series[-2:]).sum() <= _FIT_TOLERANCE * abs(series[0]):
            return series[np.newaxis, :]
    raise CoordinateError(f"Latitudes from {middle - half:.3f} to {middle + half:.3f} cannot be measured.")


def _plane_density(crs, centre, half):
    """Chebyshev series (n x n) of the density over an extent, in m² per square unit of the plane.

    The density is the surface element of the ellipsoid times the Jacobian of the inverse projection, which
    is differentiated as a series: PROJ's own scale factors are numerical derivatives good to 1e-9 only.
    """
    best, least = None, np.inf
    for degree in _FIT_DEGREES:
        series = _density_series(crs, centre, half, degree)
        tail = (np.abs(series[-2:]).sum() + np.abs(series[:, -2:]).sum()) / abs(series[0, 0])
        if tail < least:
            best, least = series, tail
        if tail <= _FIT_TOLERANCE:
            break
    if least <= _FIT_ACCEPTED:
        return best
    west, south, east, north = *(centre - half), *(centre + half)
    raise CoordinateError(
        f"The extent {west:.8g}, {south:.8g} to {east:.8g}, {north:.8g} is too large or too distorted in "
        f"{crs.name} to measure areas in it. Check that the coordinates belong to this coordinate system, "
        "or reproject the layer to EPSG:4490."
    )


def _density_series(crs, centre, half, degree):
    nodes = chebyshev.chebpts1(degree + 1)
    u, v = (grid.ravel() for grid in np.meshgrid(nodes, nodes, indexing="ij"))
    lon, lat = to_degrees(np.column_stack([centre[0] + half[0] * u, centre[1] + half[1] * v]), crs)
    basis = np.linalg.inv(chebyshev.chebvander(nodes, degree))
    lon_series = basis @ (lon - lon.mean()).reshape(degree + 1, -1) @ basis.T
    lat_series = basis @ (lat - lat.mean()).reshape(degree + 1, -1) @ basis.T
    lon_u, lat_u = (_value(chebyshev.chebder(s, axis=0), nodes) / half[0] for s in (lon_series, lat_series))
    lon_v, lat_v = (_value(chebyshev.chebder(s, axis=1), nodes) / half[1] for s in (lon_series, lat_series))
    jacobian = np.abs(lon_u * lat_v - lon_v * lat_u) * (np.pi / 180) ** 2
    density = jacobian * _surface_element(lat).reshape(degree + 1, -1)
    return basis @ density @ basis.T


def _value(series, nodes):
    return chebyshev.chebgrid2d(nodes, nodes, series)


def _surface_element(lat):
    """Square metres of the ellipsoid per square radian at a latitude in degrees: M N cos(phi)."""
    phi = np.radians(lat)
    return SEMI_MAJOR_M**2 * (1 - _E2) * np.cos(phi) / (1 - _E2 * np.sin(phi) ** 2) ** 2


def _antiderivative(series):
    """Power series in u and v of the integral in u of a Chebyshev series, without what does not matter."""
    # What is left out is rounding of the fit, and the same for pieces and wholes.
    series = np.where(np.abs(series) > _FIT_TOLERANCE * np.abs(series[0, 0]), series, 0.0)
    power = _to_powers(_to_powers(series.T).T)
    matters = power != 0
    rows = [np.zeros(1)]
    for i, row in enumerate(power):
        last = np.flatnonzero(matters[i])
        rows.append(row[: last[-1] + 1] / (i + 1) if len(last) else np.zeros(0))
    while not len(rows[-1]):
        rows.pop()
    return rows


def _to_powers(series):
    """Power coefficients of Chebyshev series, one in each row."""
    powers = np.zeros_like(series)
    for row, coefficients in zip(powers, series, strict=True):
        converted = chebyshev.cheb2poly(coefficients)
        row[: len(converted)] = converted
    return powers
