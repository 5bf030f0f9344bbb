# SPDX-License-Identifier: GPL-3.0-or-later
"""The last digits of coordinates: overlays on them are robust where floating ones lose area.

Where borders run within a hair of each other, floating unions and intersections of GEOS move vertices to get
by, and lose up to 1e-7 of an area. On a grid of the last digit but one that coordinates have they do not.
"""

import numpy as np
import shapely
from shapely.errors import GEOSException

from .arrays import ranges
from .errors import OverlayError
from .validity import polygonal


def grid_of(bounds):
    """The last digit but one of coordinates within an extent, on which overlays are exact and robust.

    Examples
    --------
    >>> print(grid_of([500000, 3540000, 501000, 3541000]))
    1e-08
    """
    return 10.0 ** (np.floor(np.log10(np.abs(bounds).max())) - 14)


def united(shapes):
    """Union of polygons that loses no area.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
        Valid polygons and multipolygons, one at least.

    Returns
    -------
    shapely.Geometry

    Raises
    ------
    OverlayError
        GEOS fails on a hundred times the grid, too.

    Examples
    --------
    >>> united(np.array([shapely.box(0, 0, 2, 1), shapely.box(1, 0, 3, 1)])).area
    3.0
    """
    if len(shapes) == 1:
        return shapes[0]
    grid = grid_of(shapely.total_bounds(shapes))
    for coarser in (1, 10, 100):
        try:
            return shapely.union_all(shapes, grid_size=coarser * grid)
        except GEOSException as error:
            failed = error
    x, y = shapely.total_bounds(shapes)[:2]
    raise OverlayError(
        f"{len(shapes)} features near {x:.10g}, {y:.10g} cannot be united ({failed}). "
        "Repair the layers' geometries there and run again."
    )


def united_by(shapes, number, total):
    """Floating unions of the geometries with the same number, for many numbers at once.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
    number : numpy.ndarray of int
        Of each geometry, from 0 to `total` - 1.
    total : int

    Returns
    -------
    numpy.ndarray of shapely geometries
        One for each number; the geometry itself where there is but one, an empty one where there is none.
    """
    count = np.bincount(number, minlength=total)
    found = np.full(total, shapely.GeometryCollection(), dtype=object)
    one = count[number] == 1
    found[number[one]] = shapes[one]
    several = np.flatnonzero(~one)
    if len(several):
        several = several[np.argsort(number[several], kind="stable")]
        numbers, row, count = np.unique(number[several], return_inverse=True, return_counts=True)
        # One row for each: to call GEOS once for all takes a fraction of the time of one call each.
        table = np.full((len(numbers), count.max()), None, dtype=object)
        table[row, ranges(np.zeros_like(count), count)] = shapes[several]
        found[numbers] = shapely.union_all(table, axis=1)
    return found


def overlay(operation, left, right, keep=polygonal):
    """What an operation of GEOS leaves of pairs.

    Parameters
    ----------
    operation : callable
        Of shapely, with two geometries or arrays of them.
    left, right : numpy.ndarray of shapely geometries
    keep : callable
        What of a result counts: :func:`.validity.polygonal` or :func:`.validity.linear`.

    Returns
    -------
    numpy.ndarray of shapely geometries

    Raises
    ------
    OverlayError
        GEOS fails on a pair; the message names its place.
    """
    try:
        return keep(operation(left, right))
    except GEOSException:
        return keep([_overlay_one(operation, *pair) for pair in zip(left, right, strict=True)])


def _overlay_one(operation, left, right):
    try:
        return operation(left, right)
    except GEOSException as error:
        x, y = left.bounds[:2]
        raise OverlayError(
            f"Two features near {x:.10g}, {y:.10g} cannot be overlaid ({error}). "
            "Repair the layers' geometries there and run again."
        ) from error
