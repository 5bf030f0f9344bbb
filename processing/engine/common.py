# SPDX-License-Identifier: GPL-3.0-or-later
"""What the polygons of one layer, or of given pairs, have in common."""

import numpy as np
import shapely

from .arrays import batches
from .cutting import NOTHING, UNCLEAR, WHOLE, cut, cut_plainly
from .jobs import in_turn
from .outlines import outlines, plain
from .precision import overlay

_SLICE = 500
_CORNERS = 100_000  # of the pairs that GEOS works on between two looks at the cancel button


def overlapping_pairs(shapes, report):
    """Positions of all pairs within an array of polygons that share area, the lower position first."""
    tree = shapely.STRtree(shapes)
    found = []
    for start in range(0, len(shapes), _SLICE):
        second, first = tree.query(shapes[start : start + _SLICE], predicate="intersects")
        second += start
        once = first < second
        first, second = first[once], second[once]
        apart = shapely.touches(shapes[first], shapes[second])
        found.append(np.vstack([first, second])[:, ~apart])
        report(min(1.0, (start + _SLICE) / len(shapes)))
    if not found:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    first, second = np.hstack(found)
    order = np.lexsort((second, first))
    return first[order], second[order]


def common_area(left, right, report):
    """The same as :func:`common`, on all processors; `report` is as :func:`.jobs.in_turn` takes it."""
    shapes = np.empty(len(left), dtype=object)
    tasks = batches(shapely.get_num_coordinates(left) + shapely.get_num_coordinates(right), _CORNERS)
    for some, found in zip(
        tasks, in_turn(lambda some: common(left[some], right[some]), tasks, report), strict=True
    ):
        shapes[some] = found
    return shapes


def common(left, right):
    """What the polygons of pairs share, pair by pair.

    Parameters
    ----------
    left, right : numpy.ndarray of shapely geometries
        Valid polygons and multipolygons.

    Returns
    -------
    numpy.ndarray of shapely geometries
        Polygons and multipolygons, empty ones among them.

    Raises
    ------
    OverlayError
        GEOS fails on a pair.
    """
    state, shapes = cut_plainly(
        plain(left) & plain(right),
        shapely.get_num_coordinates(left),
        shapely.get_num_coordinates(right),
        lambda some: cut(outlines(left, some), outlines(right, some)),
    )
    shapes[state == NOTHING] = shapely.Polygon()
    shapes[state == WHOLE] = left[state == WHOLE]
    unclear = state == UNCLEAR
    shapes[unclear] = overlay(shapely.intersection, left[unclear], right[unclear])
    return shapes
