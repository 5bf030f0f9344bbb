# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether coordinates can belong to the CRS that a layer declares."""

import pyproj

CHINA_LONLAT = (73.0, 3.0, 136.0, 54.0)  # west, south, east, north; the mainland, the islands and the sea


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
    """
    crs = pyproj.CRS.from_user_input(crs)
    xmin, ymin, xmax, ymax = map(float, bounds)
    place = f"({xmin:.4f}, {ymin:.4f} …)"
    label = ":".join(crs.to_authority() or ("", crs.name)).strip(":")
    if crs.is_geographic:
        if 3 <= xmin <= xmax <= 54 and 73 <= ymin <= ymax <= 136:
            return f"has x and y exchanged {place} in {label}: x is the longitude. Run 'Swap X and Y coordinates'."
        if xmin < -180.001 or xmax > 360.001 or ymin < -90.001 or ymax > 90.001:
            return (
                f"holds metres {place} but declares degrees, {label}. Assign the projected CRS that it was drawn in, "
                "for example a CGCS2000 3-degree zone."
            )
        return None
    west, south, east, north = CHINA_LONLAT
    if west <= xmin <= xmax <= east and south <= ymin <= ymax <= north:
        return f"holds degrees {place} but declares metres, {label}. Assign EPSG:4490 (or the CRS it was drawn in)."
    if "Gauss" in crs.name and crs.coordinate_operation is not None:
        easting = next(
            (
                p.value
                for p in crs.coordinate_operation.params
                if p.name in ("False easting", "Easting at false origin")
            ),
            500_000.0,
        )
        prefix_declared, prefix_found = easting >= 1e6, xmin >= 1e6
        if prefix_found and not prefix_declared:
            return (
                f"has eastings with a zone prefix ({int(xmin // 1e6)}) but {label} has none. Assign the CRS of the "
                f"zone with prefix (EPSG:4513–4533), here EPSG:{4513 + int(xmin // 1e6) - 25}."
            )
        if prefix_declared and not prefix_found:
            return (
                f"has eastings without a zone prefix {place} but {label} has one. Assign the CRS without prefix "
                "(EPSG:4534–4554)."
            )
        if prefix_declared and int(xmin // 1e6) != int(easting // 1e6):
            return (
                f"has eastings of zone {int(xmin // 1e6)} but {label} is zone {int(easting // 1e6)}. Assign "
                f"EPSG:{4513 + int(xmin // 1e6) - 25}."
            )
    return None
