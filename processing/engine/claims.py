# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the layers of two jurisdictions overlap, reach into each other's territory, or leave gaps between them."""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure, lengths
from .closure import overlaid
from .errors import CrsMismatchError, MissingCrsError, ParameterError
from .ground import connected, patiently, places, plane, widths
from .precision import grid_of, united_by
from .validity import polygonal

OVERLAP, GAP, A_BEYOND, B_BEYOND = "overlap", "gap", "a_beyond", "b_beyond"
KINDS = (OVERLAP, A_BEYOND, B_BEYOND, GAP)

_BATCH = 100
_TILE = 200  # shapes that are closed at once: the time grows faster than their number
_TOUCH_M = 0.01
_ENCLOSES = 0.1  # share of a hole's edge along each side
_ROUNDING_M = 0.001  # what moving between coordinate systems opens is far narrower, what is drawn is not
_FIELDS = ["kind", "a_fid", "b_fid", "area_m2", "width_m", "lon", "lat"]


@dataclass(frozen=True)
class Claims:
    """Disagreements of two layers, place by place.

    Attributes
    ----------
    findings : GeoDataFrame
        ``kind`` ('overlap', 'a_beyond', 'b_beyond', 'gap'), ``a_fid``, ``b_fid`` (features; empty where a place
        belongs to none, or a gap to several), ``area_m2``, ``width_m``, ``lon``, ``lat`` (EPSG:4490); the
        largest of each kind first.
    slivers : GeoDataFrame
        The same of places below the minimum area or width.
    overlap_m2 : float
        Area that both layers cover, every place once, slivers included.
    beyond_m2 : float
        Area of either layer in the other's territory, every place of a layer once, slivers included.
    """

    findings: geopandas.GeoDataFrame
    slivers: geopandas.GeoDataFrame
    overlap_m2: float
    beyond_m2: float


def claims(
    a, b, territory_a=None, territory_b=None, max_gap_m=50.0, min_area_m2=0.0, min_width_m=0.0, progress=None
):
    """List where two layers disagree.

    Parameters
    ----------
    a, b : GeoDataFrame
        Valid polygons in the same CRS, indexed by feature id.
    territory_a, territory_b : shapely.Geometry, optional
        What belongs to each side; with both, features that reach into the other's are listed.
    max_gap_m : float
        A gap is a place of neither layer, this near to both, that no circle of this diameter reaches from outside
        without touching one of them; or a hole of any width that both enclose, each along a tenth of its edge or
        more. What is narrower than a millimetre is rounding. 0 looks for no gaps.
    min_area_m2, min_width_m : float
        What is smaller or narrower is a sliver. The width is that of the rectangle with the same area and
        perimeter.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Claims

    Raises
    ------
    MissingCrsError, CrsMismatchError, ClosureError
    """
    for name, frame in (("a", a), ("b", b)):
        if frame.crs is None:
            raise MissingCrsError(frame.attrs.get("name", name))
    if a.crs != b.crs:
        raise CrsMismatchError("a", a.crs.to_string(), "b", b.crs.to_string())
    if (territory_a is None) != (territory_b is None):
        raise ParameterError("One side's territory is given, the other's is not. Give both, or neither.")
    report = progress or (lambda fraction: None)
    overlap = overlaid(a, b, progress=lambda done: report(0.4 * done)).pieces
    found = [_rows(OVERLAP, overlap.geometry.array, overlap["a_id"], overlap["b_id"])]
    if territory_a is not None:
        for kind, frame, other in ((A_BEYOND, a, territory_b), (B_BEYOND, b, territory_a)):
            there = geopandas.GeoDataFrame(geometry=[other], crs=a.crs)
            pieces = overlaid(frame, there, progress=lambda done: report(0.4)).pieces
            fids = {"a_fid" if kind == A_BEYOND else "b_fid": pieces["a_id"]}
            found.append(_rows(kind, pieces.geometry.array, **fids))
    report(0.5)
    if max_gap_m > 0:
        found.append(_rows(GAP, gaps(a, b, max_gap_m, progress=lambda done: report(0.5 + 0.45 * done))))
    table = pd.concat(found, ignore_index=True)
    measure = AreaMeasure(a.crs, _joint_bounds(a, b))
    listed = _measured(table, measure, a.crs)
    sliver = (listed["area_m2"] < min_area_m2) | (listed["width_m"] < min_width_m)
    kinds, shapes = listed["kind"].to_numpy(), np.asarray(listed.geometry.array, dtype=object)
    # On a grid: unions of pieces that lie a hair apart lose area without one.
    grid = grid_of(_joint_bounds(a, b))
    overlap_m2, *beyond_m2 = measure(
        [
            patiently(
                lambda kind=kind: shapely.union_all(shapes[kinds == kind], grid_size=grid),
                lambda done: report(0.95),
            )
            for kind in (OVERLAP, A_BEYOND, B_BEYOND)
        ]
    )
    report(1.0)
    return Claims(
        listed[~sliver].reset_index(drop=True),
        listed[sliver].reset_index(drop=True),
        float(overlap_m2),
        float(sum(beyond_m2)),
    )


def gaps(a, b, max_gap_m, progress=None):
    """Places of neither layer between the two; see :func:`claims`.

    Parameters
    ----------
    a, b : GeoDataFrame
    max_gap_m : float
        Metres on the ground.
    progress : callable, optional

    Returns
    -------
    numpy.ndarray of shapely.Polygon
        In the layers' CRS.
    """
    report = progress or (lambda fraction: None)
    shapes = np.concatenate([_parts(a), _parts(b)])
    side = np.repeat([0, 1], [len(_parts(a)), len(_parts(b))])
    if not len(shapes):
        return shapes
    flat = plane(a.crs, shapely.total_bounds(shapes))
    reach = max_gap_m * (1 + flat.stretch)
    drawn = flat.forth(shapes)
    # What lies within twice the width of the other side decides about every place within the width of both.
    left, right = shapely.STRtree(drawn[side == 0]).query(
        drawn[side == 1], predicate="dwithin", distance=2 * reach
    )
    near_a, near_b = np.flatnonzero(side == 0)[right], np.flatnonzero(side == 1)[left]
    groups = _groups(near_a, near_b, len(shapes))
    tasks = [(rows, tile) for rows in groups for tile in _tiles(drawn[rows], side[rows], reach)]
    found = []
    for number, (rows, tile) in enumerate(tasks):
        closed = patiently(
            lambda rows=rows, tile=tile: _closing(drawn[rows], side[rows], max_gap_m / 2, reach, tile),
            lambda done, number=number: report(0.6 * (number + done) / len(tasks)),
        )
        found.extend(shapely.get_parts(polygonal(flat.back([closed]))))
    found.extend(_holes(shapes, side, flat, lambda done: report(0.6 + 0.2 * done)))
    last = np.array([*found, None], dtype=object)[:-1]
    return _between(last, shapes, side, flat, lambda done: report(0.8 + 0.2 * done))


def _tiles(shapes, side, reach):
    """Boxes that together hold all that lies within reach of both sides, with not too many of the shapes in each."""
    bounds = shapely.bounds(shapes)
    boxes = [bounds[side == s] for s in (0, 1)]
    low = np.max([box[:, :2].min(axis=0) for box in boxes], axis=0) - reach
    high = np.min([box[:, 2:].max(axis=0) for box in boxes], axis=0) + reach
    return _halved(np.concatenate([low, high]), (bounds[:, :2] + bounds[:, 2:]) / 2)


def _halved(box, middles):
    """A box, or its halves and so on, until few middles lie in each."""
    low, high = box[:2], box[2:]
    middles = middles[((middles >= low) & (middles <= high)).all(axis=1)]
    axis = int(np.argmax(high - low))
    at = np.median(middles[:, axis]) if len(middles) > _TILE else low[axis]
    if not low[axis] < at < high[axis]:
        return [box]
    first, second = box.copy(), box.copy()
    first[2 + axis] = second[axis] = at
    return _halved(first, middles) + _halved(second, middles)


def _closing(shapes, side, radius, reach, tile):
    """What closing by a circle adds to shapes within reach of both sides, in a tile and a little beyond it."""
    margin = reach * np.array([-1, -1, 1, 1])
    window = shapely.box(*tile + 6 * margin)
    within = shapely.intersects(window, shapes)
    shapes, side = shapes[within], side[within]
    if len(np.unique(side)) < 2:
        return shapely.Polygon()
    inner = shapely.contains_properly(window, shapely.envelope(shapes))
    near = np.where(inner, shapes, shapely.intersection(shapes, window))
    united = shapely.union_all(near)
    closed = shapely.buffer(shapely.buffer(united, radius, quad_segs=16), -radius, quad_segs=16)
    added = shapely.difference(closed, united)
    for s in (0, 1):
        added = shapely.intersection(
            added, shapely.buffer(shapely.union_all(near[side == s]), reach, quad_segs=16)
        )
    return shapely.intersection(added, shapely.box(*tile + margin))


def _holes(shapes, side, flat, report):
    """Holes that both sides enclose, each along a share of the edge."""
    united = patiently(lambda: shapely.get_parts(polygonal([shapely.union_all(shapes)])), report)
    rings, owner = shapely.get_rings(united, return_index=True)
    rings = rings[np.r_[False, owner[1:] == owner[:-1]]] if len(rings) else rings
    trees = [shapely.STRtree(shapes[side == s]) for s in (0, 1)]
    rings = rings[_near_both(rings, trees, _TOUCH_M * flat.step / 1000.0)]
    kept = []
    for ring in rings:
        drawn = flat.forth([ring])[0]
        shares = []
        for s, tree in enumerate(trees):
            own = shapes[side == s][tree.query(ring)]
            edge = shapely.buffer(flat.forth(own), _TOUCH_M)
            shares.append(shapely.intersection(drawn, shapely.union_all(edge)).length / drawn.length)
        if min(shares) >= _ENCLOSES:
            kept.append(shapely.polygons(ring))
    return kept


def _between(candidates, shapes, side, flat, report):
    """Parts of the candidates outside all shapes that touch both sides, each place once."""
    reach = _TOUCH_M * flat.step / 1000.0  # metres in units of the CRS
    trees = [shapely.STRtree(shapes[side == s]) for s in (0, 1)]
    candidates = candidates[_near_both(candidates, trees, reach)]
    if not len(candidates):
        return candidates
    united = shapely.get_parts(polygonal([shapely.union_all(candidates)]))
    tree = shapely.STRtree(shapes)
    row, shape = tree.query(united, predicate="intersects")
    found = []
    for start in range(0, len(united), _BATCH):
        some = np.arange(start, min(start + _BATCH, len(united)))
        inner = (row >= some[0]) & (row <= some[-1])
        covers = united_by(shapes[shape[inner]], row[inner] - start, len(some))
        found.append(shapely.difference(united[some], covers))
        report(min(1.0, (start + _BATCH) / len(united)))
    parts = shapely.get_parts(shapely.get_parts(polygonal(np.concatenate(found))))
    parts = parts[~shapely.is_empty(parts)]
    parts = parts[_near_both(parts, trees, reach)]
    drawn = flat.forth(parts)
    return parts[widths(shapely.area(drawn), shapely.length(drawn)) > _ROUNDING_M]


def _near_both(parts, trees, reach):
    """Which parts come within a distance of either side."""
    near = np.zeros((2, len(parts)), bool)
    for s, tree in enumerate(trees):
        hit, _ = tree.query(parts, predicate="dwithin", distance=reach)
        near[s, hit] = True
    return near.all(axis=0)


def _groups(a, b, count):
    """Rows of shapes that hang together through pairs of either side."""
    label = connected(a, b, count)
    rows = np.unique(np.concatenate([a, b]))
    order = rows[np.argsort(label[rows], kind="stable")]
    return np.split(order, np.flatnonzero(np.diff(label[order])) + 1) if len(order) else []


def _parts(frame):
    return shapely.get_parts(np.asarray(frame.geometry.array, dtype=object))


def _rows(kind, shapes, a_fid=None, b_fid=None):
    """One row a place: the parts of each shape."""
    parts, owner = shapely.get_parts(np.asarray(shapes, dtype=object), return_index=True)
    none = np.full(len(parts), None, dtype=object)
    columns = {
        name: none if fids is None else np.asarray(fids, dtype=object)[owner]
        for name, fids in (("a_fid", a_fid), ("b_fid", b_fid))
    }
    return pd.DataFrame({"kind": np.full(len(parts), kind, dtype=object), **columns, "shape": parts})


def _measured(table, measure, crs):
    shapes = table.pop("shape").to_numpy(dtype=object)
    area = measure(shapes)
    lon, lat = places(shapes, crs)
    table = table.assign(area_m2=area, width_m=widths(area, lengths(shapes, crs)), lon=lon, lat=lat)
    for name in ("a_fid", "b_fid"):
        if all(value is None or isinstance(value, int | np.integer) for value in table[name]):
            table[name] = table[name].astype("Int64")
    rank = table["kind"].map({kind: i for i, kind in enumerate(KINDS)}).to_numpy(dtype=float)
    order = np.lexsort((-area, rank))
    order = order[area[order] > 0]
    return geopandas.GeoDataFrame(table[_FIELDS].iloc[order], geometry=shapes[order], crs=crs).reset_index(
        drop=True
    )


def _joint_bounds(a, b):
    bounds = np.array([a.total_bounds, b.total_bounds])
    return [*np.nanmin(bounds[:, :2], axis=0), *np.nanmax(bounds[:, 2:], axis=0)]
