# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared borders of the units of a clean coverage, pair by pair."""

import numpy as np
import shapely
from pyproj import Geod

_GEOD = Geod(ellps="GRS80")


def _segments(geometries):
    """Unit, and the two end points as numbers into a table of vertices, of every edge."""
    rings, polygon = shapely.get_rings(shapely.get_parts(geometries), return_index=True)
    unit = shapely.get_parts(geometries, return_index=True)[1][polygon]
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    vertices, number = np.unique(xy.view(np.complex128).ravel(), return_inverse=True)
    inner = ring[1:] == ring[:-1]
    ends = np.sort(np.column_stack([number[:-1][inner], number[1:][inner]]), axis=1)
    return unit[ring[:-1][inner]], ends, np.column_stack([vertices.real, vertices.imag])


def shared_borders(geometries):
    """Borders between each two units that touch along a line.

    Parameters
    ----------
    geometries : numpy.ndarray of polygons
        A clean coverage: an edge is either of one unit or, vertex for vertex, of two.

    Returns
    -------
    numpy.ndarray, numpy.ndarray
        Positions of the two units (n × 2, first < second, sorted) and the multilines between them.

    Raises
    ------
    ValueError
        An edge belongs to more than two rings: the units overlap.
    """
    unit, ends, vertices = _segments(geometries)
    order = np.lexsort([unit, ends[:, 1], ends[:, 0]])
    unit, ends = unit[order], ends[order]
    same = (ends[1:] == ends[:-1]).all(axis=1)
    if (same[1:] & same[:-1]).any():
        raise ValueError("an edge belongs to more than two rings: the units overlap")
    first = np.flatnonzero(same)
    pairs, ends = np.column_stack([unit[first], unit[first + 1]]), ends[first]
    other = pairs[:, 0] != pairs[:, 1]
    pairs, ends = pairs[other], ends[other]
    order = np.lexsort([ends[:, 1], ends[:, 0], pairs[:, 1], pairs[:, 0]])
    pairs, ends = pairs[order], ends[order]
    found, start = np.unique(pairs, axis=0, return_index=True)
    segments = shapely.linestrings(vertices[ends])
    lines = [
        shapely.normalize(shapely.line_merge(shapely.multilinestrings(part)))
        for part in np.split(segments, start[1:])
    ]
    return found, np.array(lines, dtype=object)


def lengths_m(lines):
    """Ellipsoidal lengths on CGCS2000, m, edges as geodesics."""
    return np.array([_GEOD.geometry_length(line) for line in lines])
