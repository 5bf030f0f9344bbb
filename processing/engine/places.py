# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether coordinates can belong to the CRS that a layer declares."""

import functools

import numpy as np
import pyproj
import shapely
from pyproj.database import query_crs_info
from pyproj.enums import PJType

CHINA_LONLAT = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north; the mainland, the islands and the sea
ZONE_3 = range(25, 46)  # numbers of the 3° zones as prefixes of eastings
ZONE_6 = range(13, 24)  # and of the 6° zones

_SWAP = "Run 'Swap X and Y coordinates'."


def misplaced(bounds, crs):
    """Say why coordinates cannot belong to the CRS they are declared in.

    Parameters
    ----------
    bounds : sequence of float
        xmin, ymin, xmax, ymax in the units of the CRS, x east.
    crs : pyproj.CRS

    Returns
    -------
    str or None
        What is wrong and the remedy, to follow the layer's name; None where nothing is.

    Examples
    --------
    >>> misplaced((118.2, 31.1, 119.2, 32.6), pyproj.CRS("EPSG:4490")) is None
    True
    >>> misplaced((118.2, 31.1, 119.2, 32.6), pyproj.CRS("EPSG:4549"))[:40]
    'holds degrees (118.2000, 31.1000 …) but '
    >>> misplaced((20_400_000, 3_540_000, 20_401_000, 3_541_000), pyproj.CRS("EPSG:2385"))[-15:]
    'here EPSG:2334.'
    """
    crs = pyproj.CRS.from_user_input(crs)
    bounds = np.array(bounds, dtype=float)
    mistakes = _mistakes(bounds[None], crs)
    return _explained(next((m for m, rows in mistakes.items() if rows[0]), None), bounds, crs)


def misplaced_features(geometries, crs):
    """The same for every feature: of a layer that is right on the whole, a few may be elsewhere.

    Parameters
    ----------
    geometries : GeoSeries
        Indexed by feature id; null and empty geometries are overlooked.
    crs : pyproj.CRS

    Returns
    -------
    str or None
        As :func:`misplaced`; where only some features are wrong, with the first of them and their number.
    """
    crs = pyproj.CRS.from_user_input(crs)
    bounds = shapely.bounds(np.asarray(geometries.array, dtype=object))
    placed = np.isfinite(bounds).all(axis=1)
    if not placed.any():
        return None
    count = int(placed.sum())
    for mistake, rows in _mistakes(bounds, crs).items():
        wrong = np.flatnonzero(rows & placed)
        if mistake == "prefix_other" or not 0 < len(wrong) < count:
            continue  # of a layer that reaches far beyond its own zone a feature may seem to be in another
        others = f" and {len(wrong) - 1} more" if len(wrong) > 1 else ""
        told = _explained(mistake, bounds[wrong[0]], crs)
        return f"is mixed: feature {geometries.index[wrong[0]]}{others} of {count} {told}"
    return misplaced([*bounds[placed, :2].min(axis=0), *bounds[placed, 2:].max(axis=0)], crs)


def _mistakes(bounds, crs):
    """Mistake -> which rows of bounds show it; the first that fits counts."""
    xmin, ymin, xmax, ymax = bounds.T
    if crs.is_geographic:
        return {
            "swapped": (xmin >= 3) & (xmax <= 54) & (ymin >= 73) & (ymax <= 136),
            "metres": (xmin < -180.001) | (xmax > 360.001) | (ymin < -90.001) | (ymax > 90.001),
        }
    west, south, east, north = CHINA_LONLAT
    found = {
        "degrees": (xmin >= west) & (ymin >= south) & (xmax <= east) & (ymax <= north),
        "degrees_swapped": (ymin >= west) & (xmin >= south) & (ymax <= east) & (xmax <= north),
    }
    if not _is_gauss(crs):
        return found
    easting = _parameter(crs, "False easting", "Easting at false origin")
    eastings = (ymin >= 13e6) & (ymax < 46e6) | (ymin >= 1e5) & (ymax <= 9e5)
    found["gauss_swapped"] = (xmin >= 1e6) & (xmax <= 6.2e6) & eastings
    if easting < 1e6:
        found["prefix_extra"] = xmin >= 13e6
    else:
        found["prefix_missing"] = xmax < 1e6
        found["prefix_other"] = xmin // 1e6 != easting // 1e6
    return found


def _explained(mistake, bounds, crs):
    xmin, ymin = bounds[:2]
    place = f"({xmin:.4f}, {ymin:.4f} …)"
    label = ":".join(crs.to_authority() or ("", crs.name)).strip(":")
    if mistake is None:
        return None
    if mistake == "swapped":
        return f"has x and y exchanged {place} in {label}: x is the longitude. {_SWAP}"
    if mistake == "gauss_swapped":
        return f"has x and y exchanged {place} in {label}: x is the easting. {_SWAP}"
    if mistake == "metres":
        return (
            f"holds metres {place} but declares degrees, {label}. Assign the projected CRS that it was drawn in, "
            "for example a CGCS2000 3-degree zone."
        )
    if mistake == "degrees":
        return f"holds degrees {place} but declares metres, {label}. Assign EPSG:4490 (or the CRS it was drawn in)."
    if mistake == "degrees_swapped":
        return (
            f"holds degrees with x and y exchanged {place} but declares metres, {label}. Assign EPSG:4490 (or the CRS "
            f"it was drawn in). {_SWAP}"
        )
    prefix = int(xmin // 1e6)
    right = zone_code(crs, prefix)
    remedy = (
        f"here EPSG:{right}" if right else f"but no zone of China has the number {prefix}: look at the layer"
    )
    if mistake == "prefix_extra":
        return (
            f"has eastings with a zone prefix ({prefix}) but {label} has none. Assign the CRS of the zone with prefix, "
            f"{remedy}."
        )
    if mistake == "prefix_missing":
        own = int(_parameter(crs, "False easting", "Easting at false origin") // 1e6)
        meridian = int(_parameter(crs, "Longitude of natural origin", "Longitude of false origin"))
        right = meridian_code(crs, meridian, 6 if own in ZONE_6 else 3)
        return (
            f"has eastings without a zone prefix {place} but {label} has one. Assign the CRS without prefix, here "
            f"EPSG:{right}."
        )
    own = int(_parameter(crs, "False easting", "Easting at false origin") // 1e6)
    return f"has eastings of zone {prefix} but {label} is zone {own}. Assign the CRS of that zone, {remedy}."


def zone_code(crs, prefix):
    """EPSG code of the zone with a prefix on the datum of a CRS, or None.

    Examples
    --------
    >>> zone_code("EPSG:4490", 40), zone_code("EPSG:4610", 20), zone_code("EPSG:4214", 40), zone_code("EPSG:4490", 3)
    (4528, 2334, 2416, None)
    """
    width = "3-degree " if prefix in ZONE_3 else "" if prefix in ZONE_6 else None
    return None if width is None else _codes().get(f"{_datum(crs)} / {width}Gauss-Kruger zone {prefix}")


def meridian_code(crs, meridian, width=3):
    """EPSG code of the zone about a central meridian, without prefix, on the datum of a CRS, or None.

    Examples
    --------
    >>> meridian_code("EPSG:4490", 120), meridian_code("EPSG:4610", 117, 6)
    (4549, 2345)
    """
    title = "3-degree " if width == 3 else ""
    return _codes().get(f"{_datum(crs)} / {title}Gauss-Kruger CM {meridian}E")


def _datum(crs):
    """How EPSG calls the datum of China that a CRS is on; CGCS2000 for any other."""
    name = pyproj.CRS.from_user_input(crs).geodetic_crs.name.replace("_", " ")
    known = (("New Beijing", "New Beijing"), ("Beijing", "Beijing 1954"), ("Xian", "Xian 1980"))
    return next((title for part, title in known if part in name), "CGCS2000")


@functools.cache
def _codes():
    found = query_crs_info("EPSG", [PJType.PROJECTED_CRS], allow_deprecated=False)
    return {info.name: int(info.code) for info in found if "Gauss-Kruger" in info.name}


def _is_gauss(crs):
    operation = crs.coordinate_operation
    return operation is not None and ("Gauss" in crs.name or operation.method_name == "Transverse Mercator")


def _parameter(crs, *names):
    values = [p.value for p in crs.coordinate_operation.params if p.name in names]
    return values[0] if values else 500_000.0
