# SPDX-License-Identifier: GPL-3.0-or-later
"""From the outlines of cells to lines on a map: smoothed, clipped, cleared, and fitted to the neighbour's."""

import geopandas as gpd
import numpy as np
import shapely

from ..areas import areas
from ..closure import closed
from ..overlay import intersect
from ..validity import polygonal
from .errors import NothingLeftError

MAX_CHANGE = 0.01
"""Smoothing that changes a polygon's area by more than this share is taken back."""


def outlined(
    batches,
    shelf,
    cell,
    min_patch_m2,
    smooth=False,
    study=None,
    excluded=None,
    neighbour=None,
    tolerance=None,
    progress=None,
):
    """Turn patches of cells into the polygons of a red line.

    Parameters
    ----------
    batches : iterable of geopandas.GeoDataFrame
        Patches, some at a time, from :meth:`.delineate.Candidate.batches`.
    shelf : Shelf
        Gets the polygons, with the patches' columns and ``area_m2`` of the polygons.
    cell : float
        Size of a cell in units of the CRS.
    min_patch_m2 : float
        Parts that cutting leaves smaller are dropped, and counted.
    smooth : bool
        Cut corners by at most half a cell; each polygon keeps its area within 1 %.
    study : shapely polygon, optional
        Nothing reaches beyond it.
    excluded : geopandas.GeoDataFrame, optional
        Polygons that are taken out exactly.
    neighbour : geopandas.GeoDataFrame, optional
        The neighbour's red line: ours does not overlap it, and gaps up to `tolerance` are closed.
    tolerance : float, optional
        Units of the CRS; two cells by default.
    progress : callable, optional
        Called with the number of patches done; may raise ``Cancelled``.

    Returns
    -------
    dict of str to float
        ``rough_count`` (left unsmoothed), ``subtracted_m2``, ``dropped_count`` and ``dropped_m2`` (parts that
        became too small), ``gap_m2`` (filled towards the neighbour), ``closure_m2``.

    Raises
    ------
    NothingLeftError
        Nothing is left.
    ClosureError
        What was taken out and what was left do not make up a patch.
    """
    counts = dict.fromkeys(("rough_count", "dropped_count"), 0) | dict.fromkeys(
        ("subtracted_m2", "dropped_m2", "gap_m2", "closure_m2"), 0.0
    )
    barriers = _stacked(excluded, neighbour)
    done = 0
    for frame in batches:
        count = len(frame)
        if smooth:
            shapes, rough = smoothed(np.asarray(frame.geometry), cell)
            frame = frame.set_geometry(shapes, crs=frame.crs)
            counts["rough_count"] += rough
        if study is not None:
            frame = frame.set_geometry(_within(np.asarray(frame.geometry), study), crs=frame.crs)
        if neighbour is not None and len(neighbour):
            frame, gained = _fitted(frame, neighbour, tolerance or 2 * cell, study)
            counts["gap_m2"] += gained
        if barriers is not None and len(barriers):
            frame = _cleared(frame, barriers, counts)
        if len(frame):
            # What smoothing alone took from a patch that was large enough does not drop it.
            shelf.add(_large_enough(frame, min_patch_m2 * (1 - (MAX_CHANGE if smooth else 1e-9)), counts))
        done += count
        if progress:
            progress(done)
    if not len(shelf):
        raise NothingLeftError(min_patch_m2)
    return counts


def _cleared(frame, barriers, counts):
    """Take polygons out of a frame's, exactly."""
    before = areas(frame.geometry, frame.crs).sum()
    frame = frame.reset_index(drop=True)
    cut = closed("candidate red line", intersect(frame, barriers, remainder=True), frame, barriers)
    rest = cut.remainder
    counts["closure_m2"] = max(counts["closure_m2"], cut.closure.worst_m2)
    counts["subtracted_m2"] += float(before - rest["area_m2"].sum())
    return frame.iloc[rest["a_row"].to_numpy()].set_geometry(np.asarray(rest.geometry), crs=frame.crs)


def _large_enough(frame, least_m2, counts):
    """The parts of a frame that are not too small, with their areas."""
    if (frame.geometry.geom_type != "Polygon").any():
        frame = frame.explode(ignore_index=True)
    frame = frame.assign(area_m2=areas(frame.geometry, frame.crs))
    kept = (frame["area_m2"] >= least_m2) & (frame["area_m2"] > 0)
    counts["dropped_count"] += int((~kept).sum())
    counts["dropped_m2"] += float(frame.loc[~kept, "area_m2"].sum())
    return frame[kept]


def smoothed(polygons, cell, rounds=2):
    """Cut the corners of polygons that follow cells.

    Each corner is cut by at most half a cell in the first round, a quarter in the second, and a third of the
    side at most. A polygon whose area changes by more than 1 %, or that is no longer valid, stays as it was.

    Parameters
    ----------
    polygons : numpy.ndarray of shapely polygons
    cell : float
    rounds : int

    Returns
    -------
    numpy.ndarray, int
        The polygons, and how many stayed as they were.

    Examples
    --------
    >>> square = shapely.box(0, 0, 100, 100)
    >>> shapes, kept = smoothed(np.array([square]), 10)
    >>> round(shapes[0].area), kept
    (9933, 0)
    """
    polygons = np.asarray(polygons, dtype=object)
    rings, owner = shapely.get_rings(polygons, return_index=True)
    for turn in range(rounds):
        rings = _cut_corners(rings, cell / 2 ** (turn + 1))
    result = shapely.polygons(rings, indices=owner)
    change = np.abs(shapely.area(result) / shapely.area(polygons) - 1)
    rough = (change > MAX_CHANGE) | ~shapely.is_valid(result)
    result[rough] = polygons[rough]
    return result, int(rough.sum())


def _cut_corners(rings, most):
    """Replace each corner of closed rings by two points on its sides."""
    xy, ring = shapely.get_coordinates(rings, return_index=True)
    side = np.flatnonzero(ring[1:] == ring[:-1])
    start, end, number = xy[side], xy[side + 1], ring[side]
    step = end - start
    length = np.hypot(step[:, 0], step[:, 1])
    share = np.minimum(most / length, 1 / 3)[:, None]
    points = np.stack([start + share * step, end - share * step], axis=1).reshape(-1, 2)
    return shapely.linearrings(points, indices=np.repeat(number, 2))


def _within(shapes, study):
    """The parts of polygons inside the study area."""
    shapely.prepare(study)
    over = ~shapely.contains_properly(study, shapes)
    shapes = shapes.copy()
    shapes[over] = polygonal(shapely.intersection(shapes[over], study))
    return shapes


def _fitted(frame, neighbour, tolerance, study):
    """Close the gaps between polygons and the neighbour's that are narrower than `tolerance`."""
    ours = np.asarray(frame.geometry, dtype=object).copy()
    theirs = np.asarray(neighbour.geometry, dtype=object)
    tree = shapely.STRtree(theirs)
    row, other = tree.query(ours, predicate="dwithin", distance=tolerance)
    gained = 0.0
    for each in np.unique(row):
        near = shapely.union_all(theirs[other[row == each]])
        here = shapely.intersection(shapely.buffer(near, 3 * tolerance, quad_segs=2), ours[each])
        there = shapely.intersection(shapely.buffer(here, 3 * tolerance, quad_segs=2), near)
        both = shapely.union(here, there)
        grown = shapely.buffer(both, tolerance / 2, join_style="mitre", mitre_limit=2)
        closing = shapely.buffer(grown, -tolerance / 2, join_style="mitre", mitre_limit=2)
        gaps = shapely.get_parts(polygonal([shapely.difference(closing, shapely.union(ours[each], near))])[0])
        gaps = gaps[shapely.intersects(gaps, here) & shapely.intersects(gaps, there)]
        if study is not None and len(gaps):
            gaps = polygonal(shapely.intersection(gaps, study))
        if len(gaps):
            gained += float(areas(gaps, frame.crs).sum())
            ours[each] = polygonal([shapely.union_all([ours[each], *gaps])])[0]
    return frame.set_geometry(ours, crs=frame.crs), gained


def _stacked(excluded, neighbour):
    """The polygons of both frames in one; None without any."""
    frames = [frame for frame in (excluded, neighbour) if frame is not None]
    if not frames:
        return None
    shapes = np.concatenate([np.asarray(frame.geometry) for frame in frames])
    return gpd.GeoDataFrame(geometry=shapes, crs=frames[0].crs)
