# SPDX-License-Identifier: GPL-3.0-or-later
"""Whether what is planned on one side of a border goes on on the other.

A border is cut into its edges. On each side of an edge lies a strip as deep as the reach; what of the features lies
in it is projected on the edge. Along the border the projections of both sides make stretches.
"""

from dataclasses import dataclass
from itertools import pairwise

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import lengths
from .errors import CrsMismatchError, MissingFieldError, ParameterError
from .ground import cut, patiently, plane
from .rules import plain

MATCHED, DIFFERENT, LEFT_ONLY, RIGHT_ONLY, NONE = "matched", "different", "left_only", "right_only", "none"
STATUSES = (MATCHED, DIFFERENT, LEFT_ONLY, RIGHT_ONLY)

_PAIR = ["left", "left_name", "right", "right_name", "rank"]
_JOIN = "、"
_NOTHING = frozenset()
_ROUNDING_M = 0.001
_LARGE = 500  # corners of polygons that are cut to the surroundings of a border
_LARGE_EXTENT = 5e-4  # stretch of a plane above which each border gets its own


@dataclass(frozen=True)
class Continuity:
    """What meets at borders.

    Attributes
    ----------
    stretches : GeoDataFrame
        Lines: pair fields, ``status`` ('matched', 'different', 'left_only', 'right_only'), ``left_category``,
        ``right_category`` (several joined by 、), ``length_m``. Matched: a category is on both sides; features
        without a category match nothing.
    borders : GeoDataFrame
        Every border: pair fields, ``length_m``, ``matched_m``, ``different_m``, ``left_only_m``,
        ``right_only_m``, ``none_m`` (nothing on either side), ``short_m`` (stretches left out as short),
        ``continuity_pct`` (matched of matched, different and one-sided; empty where there is none of them).
    categories : DataFrame
        Every border and category: pair fields, ``category``, ``left_m``, ``right_m``, ``both_m``,
        ``continuity_pct`` (both sides of either side). Without a category nothing goes on.
    short_count : int
        Stretches left out as shorter than the minimum.
    closure_m : float
        Worst difference of a border's length from that of its stretches.
    nameless : int
        Features whose category is empty, where categories are compared.
    """

    stretches: geopandas.GeoDataFrame
    borders: geopandas.GeoDataFrame
    categories: pd.DataFrame
    short_count: int
    closure_m: float
    nameless: int

    @property
    def continuity_pct(self):
        """Share of matched length in what has something on either side, of all borders; NaN where nothing has."""
        return _share(self.borders["matched_m"].sum(), self.borders[[f"{s}_m" for s in STATUSES]].sum().sum())


def continuity(
    borders,
    units,
    layers,
    category=None,
    reach_m=20.0,
    slack_m=1.0,
    min_length_m=0.0,
    code="adcode",
    progress=None,
):
    """Follow borders and compare what lies at them on either side.

    Parameters
    ----------
    borders : GeoDataFrame
        As :func:`.adjacency.named_borders` gives them.
    units : GeoDataFrame
        The units that the borders name, in the same CRS, with `code`.
    layers : sequence of GeoDataFrame
        Valid polygons in the same CRS: of both sides together, or a layer a side.
    category : str, optional
        Column of all layers by which features are compared; without it everything is of one kind.
    reach_m : float
        A feature reaches the border if it comes this near to it on its own side, in metres on the ground.
    slack_m : float
        What lies nearer to the border than this does not tell its side: features that overshoot the border by
        less are not on the other side. Greater than 0, less than the reach.
    min_length_m : float
        Shorter stretches are left out and counted.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Continuity

    Raises
    ------
    CrsMismatchError, MissingFieldError, ParameterError
    """
    _check(borders, layers, category, reach_m, slack_m)
    report = progress or (lambda fraction: None)
    shapes, kinds, names = _features(layers, category)
    nameless = names.index("") if category is not None and "" in names else None
    unit_of = dict(zip(units[code], units.geometry, strict=True))
    whole = plane(borders.crs, borders.total_bounds) if len(borders) else None
    shared = whole if whole is not None and whole.stretch < _LARGE_EXTENT else None
    tree = shapely.STRtree(shapes)
    found = []
    for number, row in enumerate(borders.itertuples()):
        line = borders.geometry.iloc[number]
        near = shared or plane(borders.crs, line.bounds)
        pair = [unit_of[row.left], unit_of[row.right]]
        found.append(
            patiently(
                lambda line=line, near=near, pair=pair: _followed(
                    line, pair, near, (reach_m, slack_m), tree, shapes, kinds
                ),
                lambda done, number=number: report((number + done) / len(borders)),
            )
        )
    count = int((kinds == nameless).sum()) if nameless is not None else 0
    return _assembled(borders, found, names, min_length_m, _Nameless(nameless, count))


@dataclass(frozen=True)
class _Nameless:
    """Number of the kind of features without a category, None where there are none, and how many they are."""

    kind: int | None
    count: int

    def among(self, kinds):
        return kinds - {self.kind}


def _followed(line, units, near, depths, tree, shapes, kinds):
    """Stretches of one border; see :func:`_stretches`."""
    pieces, part = _pieces(line, near)
    strips = shapely.difference(*(shapely.buffer(pieces, depth, cap_style="flat") for depth in depths))
    sides = [
        _intervals(pieces, shapely.intersection(strips, unit), near, tree, shapes, kinds)
        for unit in near.forth(units)
    ]
    return _stretches(pieces, part, sides, near)


def _pieces(line, near):
    """Edges of a border in the plane, in order, and the part of the border each is of."""
    parts = shapely.get_parts(line)
    pieces = [cut(part, near.step, edges=1) for part in parts]
    owner = np.repeat(np.arange(len(parts)), [len(some) for some in pieces])
    return near.forth(np.concatenate(pieces)), owner


def _intervals(pieces, strips, near, tree, shapes, kinds):
    """Where features of one side meet each edge: rows (edge, kind, from, to), distances along the edge."""
    boxes = near.back(shapely.envelope(strips))
    row, feature = tree.query(boxes, predicate="intersects")
    used, which = np.unique(feature, return_inverse=True)
    met = shapely.intersection(near.forth(_about(shapes[used], boxes))[which], strips[row])
    parts, owner = shapely.get_parts(met, return_index=True)
    nested, inner = shapely.get_parts(parts, return_index=True)
    flat = (shapely.get_type_id(nested) == 3) & ~shapely.is_empty(nested)
    parts, owner = nested[flat], owner[inner[flat]]
    if not len(parts):
        return np.zeros((0, 4))
    xy, part = shapely.get_coordinates(parts, return_index=True)
    at = shapely.line_locate_point(pieces[row[owner[part]]], shapely.points(xy))
    first = np.flatnonzero(np.diff(part, prepend=-1))
    low, high = np.minimum.reduceat(at, first), np.maximum.reduceat(at, first)
    return np.column_stack([row[owner], kinds[feature[owner]], low, high])[high > low]


def _about(shapes, boxes):
    """What of large polygons lies about some boxes: the same answer, sooner."""
    west, south, east, north = shapely.total_bounds(boxes)
    margin = 0.01 * max(east - west, north - south)
    result = shapes.copy()
    large = np.flatnonzero(shapely.get_num_coordinates(shapes) > _LARGE)
    clipped = shapely.clip_by_rect(
        shapes[large], west - margin, south - margin, east + margin, north + margin
    )
    sound = shapely.is_valid(clipped)
    result[large[sound]] = clipped[sound]
    return result


def _stretches(pieces, part, sides, near):
    """Stretches of one border: (kinds of both sides, line in the layers' CRS), neighbours alike joined."""
    runs, last = [], None
    own = [_by_piece(side, len(pieces)) for side in sides]
    measured = shapely.length(pieces)
    bits = []  # run, edge, from, to
    for number, length in enumerate(measured):
        met = [side[number] for side in own]
        for start, stop in pairwise(_ends(length, met)):
            middle = (start + stop) / 2
            kinds = tuple(
                frozenset(side[(side[:, 2] < middle) & (side[:, 3] > middle), 1].astype(int))
                if len(side)
                else _NOTHING
                for side in met
            )
            if last != (kinds, part[number]):
                runs.append(kinds)
                last = (kinds, part[number])
            bits.append((len(runs) - 1, number, start, stop))
    run, edge, *ends = np.array(bits).T
    xy = shapely.get_coordinates(pieces).reshape(-1, 2, 2)[edge.astype(int)]
    share = np.stack(ends, axis=1)[:, :, None] / measured[edge.astype(int)][:, None, None]
    points = xy[:, :1] + share * (xy[:, 1:] - xy[:, :1])
    lines = shapely.multilinestrings(shapely.linestrings(points), indices=run.astype(int))
    return list(zip(runs, near.back(shapely.line_merge(lines)), strict=True))


def _by_piece(side, count):
    order = side[np.argsort(side[:, 0], kind="stable")]
    return np.split(order, np.searchsorted(order[:, 0], np.arange(1, count)))


def _ends(length, met):
    """Where something begins or ends along an edge; ends nearer to each other than rounding are one."""
    if not any(len(side) for side in met):
        return np.array([0.0, length])
    ends = np.unique(np.concatenate([[0.0, length], *(side[:, 2:].ravel() for side in met)]))
    ends = ends[np.r_[True, np.diff(ends) > _ROUNDING_M]]
    ends[-1] = length
    return ends if len(ends) > 1 else np.array([0.0, length])


def _assembled(borders, found, names, min_length_m, nameless):
    owner = np.repeat(np.arange(len(borders)), [len(some) for some in found])
    kinds = [kinds for some in found for kinds, _ in some]
    lines = np.array([line for some in found for _, line in some] + [None], dtype=object)[:-1]
    measured = lengths(lines, borders.crs)
    status = np.array([_status(*pair, nameless) for pair in kinds], dtype=object)
    short = (measured < min_length_m) & (status != NONE)
    pair_fields = [field for field in _PAIR if field in borders.columns]
    table = borders[pair_fields].iloc[owner].reset_index(drop=True)
    for side, field in enumerate(("left_category", "right_category")):
        table[field] = np.array(
            [_JOIN.join(names[k] for k in sorted(pair[side])) for pair in kinds], dtype=object
        )
    table.insert(len(pair_fields), "status", status)
    table["length_m"] = measured
    listed = ~short & (status != NONE)
    stretches = geopandas.GeoDataFrame(table, geometry=lines, crs=borders.crs)[listed].reset_index(drop=True)
    sums = borders[[*pair_fields, "length_m"]].copy()
    for name in (*STATUSES, NONE):
        chosen = (status == name) & ~short
        sums[f"{name}_m"] = np.bincount(owner[chosen], measured[chosen], len(borders)).astype(float)
    sums["short_m"] = np.bincount(owner[short], measured[short], len(borders)).astype(float)
    sums["continuity_pct"] = _share(sums["matched_m"], sums[[f"{s}_m" for s in STATUSES]].sum(axis=1))
    total = np.bincount(owner, measured, minlength=len(borders))
    return Continuity(
        stretches,
        geopandas.GeoDataFrame(sums, geometry=borders.geometry.array, crs=borders.crs),
        _by_category(borders[pair_fields], owner, kinds, measured, names, nameless),
        int(short.sum()),
        float(np.abs(total - borders["length_m"].to_numpy()).max(initial=0.0)),
        nameless.count,
    )


def _by_category(pairs, owner, kinds, measured, names, nameless):
    rows = []
    for border, (left, right), length in zip(owner, kinds, measured, strict=True):
        rows.extend((border, kind, kind in left, kind in right, length) for kind in left | right)
    table = pd.DataFrame(rows, columns=["border", "kind", "at_left", "at_right", "length"])
    for field, chosen in (
        ("left_m", table["at_left"]),
        ("right_m", table["at_right"]),
        ("both_m", table["at_left"] & table["at_right"] & (table["kind"] != nameless.kind)),
    ):
        table[field] = table["length"].where(chosen.astype(bool), 0.0).astype(float)
    sums = table.groupby(["border", "kind"])[["left_m", "right_m", "both_m", "length"]].sum().reset_index()
    result = pairs.iloc[sums["border"].to_numpy(dtype=int)].reset_index(drop=True)
    result["category"] = np.array([names[kind] for kind in sums["kind"]], dtype=object)
    for field in ("left_m", "right_m", "both_m"):
        result[field] = sums[field].to_numpy(float)
    result["continuity_pct"] = _share(result["both_m"], sums["length"].to_numpy(float))
    return result


def _status(left, right, nameless):
    if left and right:
        return MATCHED if nameless.among(left & right) else DIFFERENT
    return LEFT_ONLY if left else RIGHT_ONLY if right else NONE


def _share(part, whole):
    part, whole = np.asarray(part, float), np.asarray(whole, float)
    share = np.divide(100 * part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return share if share.ndim else float(share)


def _features(layers, category):
    """Shapes of all layers, the number of each one's kind, and the kinds' names."""
    shapes = np.concatenate([np.asarray(layer.geometry.array, dtype=object) for layer in layers])
    if category is None:
        return shapes, np.zeros(len(shapes), int), [""]
    values = [plain(value) for layer in layers for value in layer[category]]
    names, kinds = np.unique(np.array(values, dtype=object), return_inverse=True)
    return shapes, kinds, list(names)


def _check(borders, layers, category, reach_m, slack_m):
    if not layers:
        raise ParameterError(
            "No planning layer is given, so there is nothing to compare. Choose one or more."
        )
    if not 0 < slack_m < reach_m:
        raise ParameterError(
            f"With a reach of {reach_m} m and a slack of {slack_m} m no feature is at a border. Give a slack greater "
            "than 0 and less than the reach."
        )
    for layer in layers:
        name = layer.attrs.get("name", "layer")
        if layer.crs != borders.crs:
            raise CrsMismatchError(name, str(layer.crs), "borders", str(borders.crs))
        if category is not None and category not in layer.columns:
            raise MissingFieldError(name, category, layer.columns.drop(layer.geometry.name))
