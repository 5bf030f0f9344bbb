# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies within given distances of a river, measured from its bank."""

import re
from dataclasses import dataclass, replace

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import areas, lengths
from .closure import overlaid
from .errors import CrsMismatchError, GeometryTypeError, ParameterError
from .ground import cut, plane, within
from .linear import inside_of, measure
from .names import aside
from .validity import linear, polygonal

RIVER = "river"
"""Class of what lies in the river itself."""

AREA, LENGTH, COUNT = "area_m2", "length_m", "points"
"""Name of a feature's size: of polygons, of lines, of points."""

_DRAWN = 48  # edges of a quarter circle: a strip of 1 km is 0.13 m short at worst
_BATCH = 2000


@dataclass(frozen=True)
class Riverside:
    """Features by their distance from a river.

    Attributes
    ----------
    features : GeoDataFrame
        Every feature with its own attributes and ``feature_fid``, ``distance_m`` (least distance from the bank, 0 in
        the river; empty beyond the last class), ``distance_class``, ``in_reach``, its size (``area_m2``,
        ``length_m`` or ``points``), ``reach_`` and the same (the part in the river or within the last class) and
        ``share_pct``. An attribute of its own that has one of these names gets ``_orig`` behind it, and a number
        where that is taken.
    pieces : GeoDataFrame
        One row a feature and class: ``feature_fid``, ``distance_class``, ``from_m``, ``to_m``, size.
    strips : GeoDataFrame
        The river and each distance class, about the features: ``distance_class``, ``from_m``, ``to_m``,
        ``area_m2``.
    closure : float
        Worst difference of pieces and what lies beyond from a whole feature, in the unit of the size.
    """

    features: geopandas.GeoDataFrame
    pieces: geopandas.GeoDataFrame
    strips: geopandas.GeoDataFrame
    closure: float

    @property
    def count(self):
        """Features within the last class."""
        return int(self.features["in_reach"].sum())


def riverside(features, river, ends_m=(500.0, 1000.0), progress=None):
    """Sort features into distance classes along a river.

    Parameters
    ----------
    features : GeoDataFrame
        Valid polygons, or lines, or points, indexed by feature id.
    river : GeoDataFrame
        Valid polygons, whose edges are the banks, or lines, in the same CRS.
    ends_m : sequence of float
        Where the classes end, metres on the ground from the bank, rising; nothing is looked for beyond the last.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Riverside

    Raises
    ------
    CrsMismatchError, GeometryTypeError, ParameterError
    """
    ends = _checked_ends(ends_m)
    if features.crs != river.crs:
        raise CrsMismatchError("features", str(features.crs), "river", str(river.crs))
    size = _size_of(features)
    if _size_of(river) == COUNT:
        raise GeometryTypeError(
            river.attrs.get("name", "river"), river.index[0], "Point", "lines or polygons"
        )
    report = progress or (lambda fraction: None)
    near = _about(river, features, ends[-1])
    strips = _strips(near, features.crs, ends, lambda done: report(0.5 * done))
    distance = _distances(features, near, ends[-1], lambda done: report(0.5 + 0.2 * done))

    def last(done):
        report(0.7 + 0.3 * done)

    points = size == COUNT
    found = _sorted_points(features, near, ends, last) if points else _overlay(features, strips, size, last)
    labels = np.array([*strips["distance_class"], f">{ends[-1]:g}"], dtype=object)
    pieces = geopandas.GeoDataFrame(
        {
            "feature_fid": features.index.to_numpy()[found.row],
            "distance_class": labels[found.strip],
            "from_m": strips["from_m"].to_numpy()[found.strip],
            "to_m": strips["to_m"].to_numpy()[found.strip],
            size: found.measured,
        },
        geometry=found.shapes,
        crs=features.crs,
    )
    ours = {
        "feature_fid": features.index.to_numpy(),
        "distance_m": distance,
        "distance_class": _classes(distance, ends, labels, found.row[found.strip == 0]),
        "in_reach": ~np.isnan(distance),
        size: found.whole,
        f"reach_{size}": found.reach,
        "share_pct": np.divide(
            100 * found.reach, found.whole, out=np.zeros(len(features)), where=found.whole > 0
        ),
    }
    taken = aside(features.columns, ours)
    worst = float(np.abs(found.reach + found.beyond - found.whole).max(initial=0.0))
    report(1.0)
    return Riverside(features.rename(columns=taken).assign(**ours), pieces, strips, worst)


def ends_of(text):
    """Ends of distance classes from a planner's list.

    Raises
    ------
    ParameterError

    Examples
    --------
    >>> ends_of("500, 1000")
    [500.0, 1000.0]
    """
    parts = [part for part in re.split(r"[\s,;，；、]+", text) if part]
    try:
        return _checked_ends(map(float, parts))
    except ValueError as error:
        raise ParameterError(
            f"'{text}' is not a list of distances. Write metres, such as 500,1000."
        ) from error


def _checked_ends(ends):
    ends = [float(end) for end in ends]
    if not ends or not np.isfinite(ends).all() or not (np.diff([0.0, *ends]) > 0).all():
        raise ParameterError("Distance classes must rise from above 0, such as 500,1000. Correct the list.")
    return ends


def _size_of(frame):
    """What the size of the features is called."""
    kinds = shapely.get_dimensions(np.asarray(frame.geometry.array, dtype=object))
    wanted = int(kinds.max()) if len(kinds) else 2
    if (kinds != wanted).any():
        row = int(np.argmax(kinds != wanted))
        name = frame.attrs.get("name", "features")
        found = frame.geometry.iloc[row].geom_type
        raise GeometryTypeError(name, frame.index[row], found, ("points", "lines", "polygons")[wanted])
    return (COUNT, LENGTH, AREA)[wanted]


def _about(river, features, reach_m):
    """The river's lines or polygons where they can matter to the features."""
    step = plane(features.crs, features.total_bounds).step / 1000.0
    west, south, east, north = features.total_bounds
    margin = 4 * reach_m * step  # a degree of longitude is shorter than one of latitude
    window = shapely.box(west - margin, south - margin, east + margin, north + margin)
    parts = shapely.get_parts(np.asarray(river.geometry.array, dtype=object))
    parts = parts[shapely.intersects(parts, window)]
    inner = shapely.contains_properly(window, parts)
    parts[~inner] = shapely.intersection(parts[~inner], window)
    parts = shapely.get_parts(shapely.get_parts(parts))
    wanted = {AREA: 2, LENGTH: 1, COUNT: 0}[_size_of(river)]
    return parts[shapely.get_dimensions(parts) == wanted]


def _strips(near, crs, ends, report):
    """The river and the distance classes as polygons that do not overlap."""
    water = polygonal([shapely.union_all(near)])[0] if len(near) else shapely.Polygon()
    shapes, taken = [water], water
    for number, end in enumerate(ends):

        def part(done, number=number):
            report((number + done) / len(ends))

        reached = within(near, crs, end, part, _DRAWN) if len(near) else shapely.Polygon()
        shapes.append(polygonal([shapely.difference(reached, taken)])[0])
        taken = shapely.union(taken, reached)
    starts = [0.0, 0.0, *ends[:-1]]
    return geopandas.GeoDataFrame(
        {
            "distance_class": [RIVER, *(f"{a:g}-{b:g}" for a, b in zip(starts[1:], ends, strict=True))],
            "from_m": starts,
            "to_m": [0.0, *ends],
            "area_m2": areas(shapes, crs),
        },
        geometry=shapes,
        crs=crs,
    )


def _distances(features, near, reach_m, report):
    """Least distance of each feature from the river, metres; NaN beyond the reach."""
    result = np.full(len(features), np.nan)
    if not len(near):
        return result
    bounds = np.vstack([features.total_bounds, shapely.total_bounds(near)])
    flat = plane(features.crs, [*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)])
    rings = shapely.get_parts(shapely.boundary(near[shapely.get_dimensions(near) == 2]))
    lines = np.concatenate([rings, near[shapely.get_dimensions(near) == 1]])
    pieces = flat.forth(np.concatenate([cut(line, flat.step) for line in lines]))
    tree, water = shapely.STRtree(pieces), shapely.STRtree(near)
    shapes = np.asarray(features.geometry.array, dtype=object)
    for start in range(0, len(shapes), _BATCH):
        some = flat.forth(shapes[start : start + _BATCH])
        row, piece = tree.query_nearest(
            some, max_distance=reach_m * (1 + flat.stretch) + 1, all_matches=False
        )
        shortest = flat.back(shapely.shortest_line(some[row], pieces[piece]))
        result[start + row] = lengths(shortest, features.crs)
        wet, _ = water.query(shapes[start : start + _BATCH], predicate="intersects")
        result[start + wet] = 0.0
        report(min(1.0, (start + _BATCH) / len(shapes)))
    result[result > reach_m] = np.nan
    return result


@dataclass(frozen=True)
class _Pieces:
    """Rows of features and strips with shape and size; sizes of each feature, within reach and beyond."""

    row: np.ndarray
    strip: np.ndarray
    shapes: np.ndarray
    measured: np.ndarray
    whole: np.ndarray
    reach: np.ndarray
    beyond: np.ndarray


def _overlay(features, strips, size, report):
    """Polygons or lines cut by the strips."""
    if size == AREA:
        found = overlaid(features, strips, progress=report)
        beyond = np.zeros(len(features))
        beyond[found.remainder["a_row"].to_numpy()] = found.remainder["area_m2"].to_numpy()
        measured = found.pieces["area_m2"].to_numpy()
        whole, reach = found.features["area_m2"].to_numpy(), found.features["inside_m2"].to_numpy()
    else:
        found = inside_of(features, strips, progress=report)
        found = replace(found, pieces=_nearest_strip(found.pieces, features.crs))
        measured = found.pieces["size"].to_numpy()
        whole, reach, beyond = found.whole, found.inside, found.outside
    row, strip = found.pieces["a_row"].to_numpy(), found.pieces["b_row"].to_numpy()
    shapes = np.asarray(found.pieces.geometry.array, dtype=object)
    return _Pieces(row, strip, shapes, measured, whole, reach, beyond)


def _nearest_strip(pieces, crs):
    """Pieces of lines without what a nearer strip has, too: a line along the bank lies in the river."""
    shapes = np.asarray(pieces.geometry.array, dtype=object).copy()
    row, strip = pieces["a_row"].to_numpy(), pieces["b_row"].to_numpy()
    shared = np.zeros(len(shapes), bool)
    for step in range(1, int(strip.max(initial=0)) + 1):
        same = np.flatnonzero(row[step:] == row[:-step]) + step
        common = shapely.intersection(shapes[same], shapes[same - step])
        twice = same[shapely.length(common) > 0]
        shapes[twice] = linear(shapely.difference(shapes[twice], shapes[twice - step]))
        shared[twice] = True
    size = pieces["size"].to_numpy().copy()
    size[shared] = measure(crs)(shapes[shared])
    kept = ~shared | (size > 0)
    return pieces.assign(size=size).set_geometry(shapes, crs=crs)[kept].reset_index(drop=True)


def _sorted_points(features, near, ends, report):
    """Points sorted by their distance: one on the line between two strips is in the nearer."""
    parts, owner = shapely.get_parts(np.asarray(features.geometry.array, dtype=object), return_index=True)
    single = geopandas.GeoDataFrame(geometry=parts, crs=features.crs)
    distance = _distances(single, near, ends[-1], report)
    strip = 1 + np.searchsorted(ends, np.nan_to_num(distance, nan=np.inf), side="left")
    if len(near) and shapely.get_dimensions(near[0]) == 2:
        strip[distance == 0] = 0
    count = len(features)
    whole = np.bincount(owner, minlength=count).astype(float)
    beyond = np.bincount(owner[np.isnan(distance)], minlength=count).astype(float)
    groups = pd.DataFrame({"row": owner, "strip": strip})[~np.isnan(distance)].groupby(["row", "strip"])
    keys = np.array(list(groups.groups), dtype=int).reshape(-1, 2)
    own = [parts[rows.to_numpy()] for rows in groups.groups.values()]
    shapes = np.array([*(shapely.multipoints(some) for some in own), None], dtype=object)[:-1]
    measured = np.array([len(some) for some in own], dtype=float)
    return _Pieces(keys[:, 0], keys[:, 1], shapes, measured, whole, whole - beyond, beyond)


def _classes(distance, ends, labels, wet):
    """Class of each least distance; the river's own for features with a part in it."""
    number = 1 + np.searchsorted(ends, np.nan_to_num(distance, nan=np.inf), side="left")
    number[wet] = 0
    return labels[number]
