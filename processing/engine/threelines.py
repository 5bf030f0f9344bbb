# SPDX-License-Identifier: GPL-3.0-or-later
"""The three control lines against each other: red line, permanent farmland, growth boundary.

They must not cross, overlap or conflict (2019 opinion on the three control lines; mark A). Every overlap of two or
three of them is a piece here, with the side that the opinion lets give way; pieces that touch make a place.
"""

import csv
from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from .areas import AreaMeasure, lengths
from .closure import overlaid
from .conventions import SLIVER_M
from .errors import CrsMismatchError, MissingFieldError, ParameterError
from .gaps import gaps_between
from .precision import united
from .rules import TABLES, zones_of

LINES = ("redline", "farmland", "growth")
PAIRS = (("redline", "farmland"), ("redline", "growth"), ("farmland", "growth"))
TRIPLE = "redline+farmland+growth"
PRIORITY_TABLE = TABLES / "three_lines.csv"


@dataclass(frozen=True)
class ThreeLines:
    """What the three lines share.

    Attributes
    ----------
    pieces : GeoDataFrame
        One row for each pair of features that overlap, and for each three: ``pair`` (such as ``redline+growth``),
        ``redline_fid``, ``farmland_fid``, ``growth_fid``, ``redline_kind``, ``farmland_kind``, ``growth_kind``,
        ``area_m2``, ``width_m`` (mean), ``sliver`` (its place is one), ``place``, ``keep``, ``gives_way``, ``rule``,
        ``suggestion``, ``mark``.
    places : GeoDataFrame
        Pieces of one pair that touch, as one: ``place``, ``pair``, ``piece_count``, ``area_m2`` (every place once),
        ``sliver`` (it is one as a whole, and so is each of its pieces), ``gives_way``, ``rule``, ``suggestion``.
    gaps : GeoDataFrame
        ``line_a``, ``line_b``, ``area_m2``, ``width_m``: ground between two lines that is in none of the three.
    totals : DataFrame
        A row for each pair and the three: ``pair``, ``piece_count``, ``place_count``, ``area_m2`` (every place
        once, slivers not counted), ``sliver_count``, ``sliver_m2``; and ``checked_a``, ``checked_b``, the numbers of
        features that were compared.
    closure_m2 : float
        Worst difference of pieces and remainder from the whole, over all features and pairs.
    """

    pieces: geopandas.GeoDataFrame
    places: geopandas.GeoDataFrame
    gaps: geopandas.GeoDataFrame
    totals: pd.DataFrame
    closure_m2: float

    @property
    def clean(self):
        """Whether no two lines overlap, slivers aside, and no gaps were found."""
        return not len(self.gaps) and not (~self.places["sliver"]).any()


def three_lines(
    redline,
    farmland,
    growth,
    kinds=None,
    min_area_m2=0.0,
    sliver_m=SLIVER_M,
    gap_m=0.0,
    progress=None,
):
    """Find where the three lines overlap, and where they leave gaps.

    Parameters
    ----------
    redline, farmland, growth : GeoDataFrame
        Valid polygons in one CRS, indexed by feature id.
    kinds : dict of str to str, optional
        Column with the kind of feature, by line.
    min_area_m2, sliver_m : float
        A place with less area, or thinner on average, is a sliver: listed and summed up on its own. Many small
        pieces side by side are one large place.
    gap_m : float
        Look for gaps up to this wide between two lines; 0 does not look.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    ThreeLines

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError, ParameterError
    ClosureError
        Pieces and remainder do not make up a feature.
    """
    report = progress or (lambda fraction: None)
    frames = dict(zip(LINES, (redline, farmland, growth), strict=True))
    kinds = kinds or {}
    _check(frames, kinds)
    rules = read_priorities()
    found, closures = [], []
    for number, (a, b) in enumerate(PAIRS):
        # The fewer, larger polygons go second: the overlay is made for that.
        first, second = sorted((a, b), key=lambda line: len(frames[line]), reverse=True)
        cut = overlaid(
            frames[first],
            frames[second],
            progress=lambda done, start=number: report(0.8 * (start + done) / 3),
        )
        rows = {first: cut.pieces["a_row"].to_numpy(), second: cut.pieces["b_row"].to_numpy()}
        found.append(
            _pieces(f"{a}+{b}", rows, np.asarray(cut.pieces.geometry.array, dtype=object), frames, kinds)
        )
        closures.append(cut.closure.worst_m2)
    triple, worst = _triple(found[0], frames, kinds, lambda done: report(0.8 + 0.05 * done))
    found.append(triple)
    closures.append(worst)
    pieces = pd.concat(found, ignore_index=True)
    pieces = _measured(pieces, frames, min_area_m2, sliver_m)
    pieces = _advised(pieces, rules)
    places = _places(pieces, min_area_m2, sliver_m)
    pieces["sliver"] = pieces["place"].map(places.set_index("place")["sliver"]).astype(bool)
    report(0.9)
    gaps = gaps_between(frames, gap_m, lambda done: report(0.9 + 0.1 * done))
    pieces = pieces.drop(columns=[f"{line}_row" for line in LINES])
    return ThreeLines(pieces, places, gaps, _totals(pieces, places, frames), max(closures))


def read_priorities(path=PRIORITY_TABLE):
    """Rows of the table that says which line keeps its ground: ``rule``, ``line_a``, ``line_b``, ``zone`` …"""
    with path.open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def _check(frames, kinds):
    crs = frames["redline"].crs
    for line, frame in frames.items():
        if frame.crs != crs:
            raise CrsMismatchError("redline", crs, line, frame.crs)
        if not frame.index.is_unique:
            raise ParameterError(f"The features of {line} have ids that appear twice.")
        if kinds.get(line) and kinds[line] not in frame.columns:
            fields = frame.columns.drop(frame.geometry.name)
            raise MissingFieldError(frame.attrs.get("name", line), kinds[line], fields)


def _pieces(pair, rows, shapes, frames, kinds):
    """A frame of pieces with ids and kinds of the lines that take part."""
    columns = {"pair": np.full(len(shapes), pair, dtype=object)}
    for line in LINES:
        row = rows.get(line)
        columns[f"{line}_row"] = np.full(len(shapes), -1) if row is None else row
    for line in LINES:
        fid = pd.array(np.full(len(shapes), pd.NA, dtype=object), dtype="Int64")
        if line in rows:
            fid = pd.array(frames[line].index.to_numpy()[rows[line]], dtype="Int64")
        columns[f"{line}_fid"] = fid
    for line in LINES:
        kind = None
        if line in rows and kinds.get(line):
            kind = frames[line][kinds[line]].to_numpy(dtype=object)[rows[line]]
        columns[f"{line}_kind"] = np.full(len(shapes), None) if kind is None else kind
    return geopandas.GeoDataFrame(columns, geometry=shapes, crs=frames["redline"].crs)


def _triple(farm_in_red, frames, kinds, report):
    """What red line and farmland share, inside the growth boundary; and the worst closure."""
    cut = overlaid(farm_in_red, frames["growth"], progress=report)
    hit = cut.pieces["a_row"].to_numpy()
    rows = {line: farm_in_red[f"{line}_row"].to_numpy()[hit] for line in ("redline", "farmland")}
    rows["growth"] = cut.pieces["b_row"].to_numpy()
    shapes = np.asarray(cut.pieces.geometry.array, dtype=object)
    return _pieces(TRIPLE, rows, shapes, frames, kinds), cut.closure.worst_m2


def _measured(pieces, frames, min_area_m2, sliver_m):
    shapes = np.asarray(pieces.geometry.array, dtype=object)
    bounds = np.array([frame.total_bounds for frame in frames.values()])
    measure = AreaMeasure(pieces.crs, [*bounds[:, :2].min(axis=0), *bounds[:, 2:].max(axis=0)])
    area = measure(shapes)
    width = _widths(shapes, area, pieces.crs)
    return pieces.assign(area_m2=area, width_m=width, sliver=(area < min_area_m2) | (width < sliver_m))


def _widths(shapes, area, crs):
    """Mean widths in metres: twice the area by the perimeter."""
    around = _perimeters(shapes, area, crs)
    return np.divide(2 * area, around, out=np.zeros(len(area)), where=around > 0)


def _perimeters(shapes, area, crs):
    """Perimeters in metres; in a plane by its mean scale at each piece, which is all that a mean width needs."""
    if not crs.is_projected:
        return lengths(shapes, crs)
    plane = shapely.area(shapes)
    scale = np.sqrt(np.divide(area, plane, out=np.zeros(len(area)), where=plane > 0))
    return shapely.length(shapes) * scale


def _advised(pieces, rules):
    """Pieces with the side that gives way, from the table of priorities."""
    zone = zones_of(pieces["redline_kind"]) if len(pieces) else np.array([], dtype=object)
    codes, labels = pd.factorize(pieces["pair"] + "|" + pd.Series(zone, index=pieces.index, dtype=object))
    chosen = [_rule_for(*label.split("|"), rules) for label in labels]
    said = {
        name: np.array([rule[name] for rule in chosen], dtype=object)[codes]
        for name in ("keep", "gives_way", "rule", "suggestion", "mark")
    }
    return pieces.assign(place=_touching(pieces), **said)


def _rule_for(pair, zone, rules):
    *first, last = pair.split("+")
    sides = ("+".join(first), last)
    return next(r for r in rules if (r["line_a"], r["line_b"]) == sides and r["zone"] in ("*", zone))


def _touching(pieces):
    """Number of the place of each piece: pieces of one pair that touch have the same, from 1."""
    if not len(pieces):
        return np.array([], dtype=int)
    shapes = np.asarray(pieces.geometry.array, dtype=object)
    a, b = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    pair = pd.factorize(pieces["pair"])[0]
    same = pair[a] == pair[b]
    links = coo_array((np.ones(same.sum()), (a[same], b[same])), shape=(len(shapes), len(shapes)))
    return connected_components(links, directed=False)[1] + 1


def _places(pieces, min_area_m2, sliver_m):
    """Pieces that touch as one, each with what its largest piece says; in the order of their numbers."""
    order = np.lexsort((-pieces["area_m2"].to_numpy(), pieces["place"].to_numpy()))
    ordered = pieces.iloc[order]
    starts = np.flatnonzero(np.diff(ordered["place"].to_numpy(), prepend=0))
    stops = np.append(starts, len(ordered))[1:]
    shapes = np.asarray(ordered.geometry.array, dtype=object)
    merged, area = shapes[starts], ordered["area_m2"].to_numpy()[starts]
    measure = AreaMeasure(pieces.crs, pieces.total_bounds)
    for row in np.flatnonzero(stops - starts > 1):
        merged[row] = united(shapes[starts[row] : stops[row]])
        area[row] = measure(merged[row : row + 1])[0]
    thin = ordered["sliver"].to_numpy(dtype=bool)
    thin = np.logical_and.reduceat(thin, starts) if len(starts) else thin
    # Pieces that are slivers each need not be one together.
    thin &= (area < min_area_m2) | (_widths(merged, area, pieces.crs) < sliver_m)
    largest = ordered.iloc[starts].reset_index(drop=True)
    return geopandas.GeoDataFrame(
        {
            "place": largest["place"],
            "pair": largest["pair"],
            "piece_count": stops - starts,
            "area_m2": area,
            "sliver": thin,
            **{name: largest[name] for name in ("gives_way", "rule", "suggestion", "mark")},
        },
        geometry=merged,
        crs=pieces.crs,
    )


def _totals(pieces, places, frames):
    rows = []
    for pair in ["+".join(sides) for sides in PAIRS] + [TRIPLE]:
        sides = pair.split("+")
        real = places[(places["pair"] == pair) & ~places["sliver"]]
        thin = places[(places["pair"] == pair) & places["sliver"]]
        rows.append(
            {
                "pair": pair,
                "checked_a": len(frames[sides[0]]),
                "checked_b": len(frames[sides[-1]]),
                "piece_count": int((pieces["pair"] == pair).sum()),
                "place_count": len(real),
                "area_m2": float(real["area_m2"].sum()),
                "sliver_count": len(thin),
                "sliver_m2": float(thin["area_m2"].sum()),
            }
        )
    return pd.DataFrame(rows)
