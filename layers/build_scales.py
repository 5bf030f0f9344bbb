# SPDX-License-Identifier: GPL-3.0-or-later
"""Generalised boundaries, made as a coverage: neighbours stay neighbours, chosen units stay exact."""

import numpy as np
import shapely

TOLERANCE_DEGREES = {"250k": 0.001, "1m": 0.005}
"""Visvalingam tolerance of each scale: triangles smaller than its square go (0.4 mm on the map)."""

GRID_DEGREES = {"250k": 2.0**-16, "1m": 2.0**-14}
"""Coordinates of each scale are multiples of this (1.7 m, 7 m), which packs well."""

_FRAME = shapely.box(60.0, -5.0, 150.0, 60.0)


def _outside(geometries):
    """Everything around the country, so that coasts are edges of the coverage like any other."""
    return shapely.difference(_FRAME, shapely.coverage_union_all(geometries))


def generalise(geometries, scale, keep=None):
    """Simplify a coverage.

    Parameters
    ----------
    geometries : numpy.ndarray of polygons
        A valid coverage in degrees.
    scale : {"250k", "1m"}
    keep : numpy.ndarray of bool, optional
        Units whose own boundary must not move, neighbours included.

    Returns
    -------
    numpy.ndarray
        Polygons in the same order.

    Raises
    ------
    ValueError
        The result is not a clean coverage, or a unit vanished.
    """
    keep = np.zeros(len(geometries), bool) if keep is None else keep
    around = _outside(geometries)
    # Edges that only one member of the coverage has do not move: here those of the kept units.
    simpler = shapely.coverage_simplify(
        np.append(geometries[~keep], [around]), TOLERANCE_DEGREES[scale], simplify_boundary=False
    )
    found = np.append(geometries, [around])
    found[np.append(~keep, [True])] = simpler
    found = _rounded(found, GRID_DEGREES[scale], geometries[keep])
    if shapely.is_empty(found).any():
        raise ValueError("a unit vanished in the simplification")
    return found[:-1]


def _rounded(geometries, grid, fixed):
    """The coverage on a grid; the vertices of ``fixed``, and of units that would break, stay in place."""
    fixed = list(fixed)
    for _ in range(10):
        found = _on_grid(geometries, grid, shapely.get_coordinates(fixed))
        bad = ~shapely.is_valid(found)
        if not bad.any():
            # Without the last one, the land around: it is huge, and misfits show in the units themselves.
            bad = np.append(~shapely.is_empty(shapely.coverage_invalid_edges(found[:-1])), [False])
        if not bad.any():
            return found
        fixed += list(geometries[bad])
    raise ValueError("the simplified units do not fit together on the grid")


def _on_grid(geometries, grid, fixed):
    """Coordinates rounded to the grid, but for those that must not move."""
    fixed = np.unique(np.ascontiguousarray(fixed).view(np.complex128).ravel())

    def move(xy):
        moves = ~np.isin(np.ascontiguousarray(xy).view(np.complex128).ravel(), fixed)
        return np.where(moves[:, None], np.round(xy / grid) * grid, xy)

    return shapely.transform(geometries, move)
