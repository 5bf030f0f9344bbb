# SPDX-License-Identifier: GPL-3.0-or-later
"""What planning layers take of zones, and which zones lie over which, as tables and as matrices."""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .closure import hold, open_rows, overlaid, unit_m
from .errors import EmptyLayerError
from .ground import patiently
from .overlay import intersect
from .precision import grid_of

INSIDE, OUTSIDE = "inside", "outside"
PAIR_FIELDS = ["left", "left_name", "right", "right_name", "side", "side_name"]
"""Fields of belts that results carry on."""


@dataclass(frozen=True)
class ZoneOverlap:
    """Planning layers within zones.

    Attributes
    ----------
    pieces : GeoDataFrame
        ``zone``, the zone's pair fields, ``layer``, ``feature_fid``, ``category``, ``area_m2``, ``zone_pct``
        (share of the zone), ``feature_pct`` (share of the feature).
    table : DataFrame
        For each zone and layer one row a category, one ``inside`` (any category, every place once) and one
        ``outside`` (no feature): ``zone``, pair fields, ``layer``, ``what`` ('category', 'inside', 'outside'),
        ``category``, ``area_m2``, ``zone_pct``, ``category_pct`` (share of what all features of the category
        have; empty for inside and outside).
    zone_pairs : GeoDataFrame
        Zones that overlap each other: ``zone_a``, ``zone_b``, ``area_m2``, ``a_pct``, ``b_pct``.
    zones : DataFrame
        ``zone``, pair fields and ``area_m2`` of every zone, in their order.
    small : DataFrame
        ``zone``, ``layer``, ``area_m2`` of the pieces below the minimum: not among `pieces`, but in `table`.
        For zones over zones ``layer`` is empty.
    untouched : dict of str to int
        By layer, the features that lie in no zone.
    closure_m2 : float
        Worst difference of inside and outside from the whole of a zone.
    """

    pieces: geopandas.GeoDataFrame
    table: pd.DataFrame
    zone_pairs: geopandas.GeoDataFrame
    zones: pd.DataFrame
    small: pd.DataFrame
    untouched: dict
    closure_m2: float


def zone_overlap(zones, layers, zone="zone", category=None, min_area_m2=0.0, progress=None):
    """Overlay planning layers with zones.

    Parameters
    ----------
    zones : GeoDataFrame
        Valid polygons; they may overlap each other.
    layers : sequence of GeoDataFrame
        Valid polygons in the CRS of the zones; ``attrs['name']`` is the layer's name.
    zone : str
        Column that names a zone, distinct.
    category : str, optional
        Column by which areas are told apart; a layer without it is one category, its name.
    min_area_m2 : float
        Smaller pieces are set aside and counted; the table keeps their area.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    ZoneOverlap

    Raises
    ------
    EmptyLayerError, MissingCrsError, CrsMismatchError, MissingFieldError
    ClosureError
        What lies inside and outside a layer does not make up a zone.
    """
    if not len(zones):
        raise EmptyLayerError(zones.attrs.get("name", "zones"))
    report = progress or (lambda fraction: None)
    steps = len(layers) + 1
    kept = [field for field in PAIR_FIELDS if field in zones.columns]
    about = zones[[zone, *kept]].rename(columns={zone: "zone"}).reset_index(drop=True)
    # By position: names of zones are for people.
    plain_zones = geopandas.GeoDataFrame(geometry=zones.geometry.array, crs=zones.crs)
    plain_zones.attrs["name"] = zones.attrs.get("name", "zones")
    pairs, whole = _zone_pairs(zones, zone, lambda done: report(done / steps))
    about["area_m2"] = whole
    pieces, tables, untouched, worst = [], [], {}, 0.0
    for number, (name, layer) in enumerate(zip(_distinct(layers), layers, strict=True), start=1):
        plain = _categorised(layer, category, name)
        result = _within(plain_zones, plain, lambda done, number=number: report((number + done) / steps))
        found, own = _pieces(result.pieces, layer, about, kept, name)
        pieces.append(found)
        tables.append(_table(result, found, own, about, kept, name, plain["category"]))
        untouched[name] = len(layer) - found["feature_fid"].nunique()
        worst = max(worst, float(np.abs(result.inside + result.outside - whole).max()))
    report(1.0)
    every = pd.concat(pieces, ignore_index=True)
    overlaps = pairs.assign(layer="").rename(columns={"zone_a": "zone"})
    both = pd.concat([pd.DataFrame(frame[["zone", "layer", "area_m2"]]) for frame in (every, overlaps)])
    return ZoneOverlap(
        every[every["area_m2"] >= min_area_m2].reset_index(drop=True),
        pd.concat(tables, ignore_index=True),
        pairs[pairs["area_m2"] >= min_area_m2].reset_index(drop=True),
        about,
        both[both["area_m2"] < min_area_m2].reset_index(drop=True),
        untouched,
        worst,
    )


def category_matrix(result, value="zone_pct"):
    """Zones by layers and categories.

    Parameters
    ----------
    result : ZoneOverlap
    value : {'zone_pct', 'category_pct', 'area_m2'}

    Returns
    -------
    DataFrame
        Indexed by zone, in their order; columns (layer, category); 0 where they share no area.
    """
    rows = result.table[result.table["what"] == "category"]
    columns = list(dict.fromkeys(zip(rows["layer"], rows["category"], strict=True)))
    names = result.zones["zone"].to_numpy()
    header = pd.MultiIndex.from_tuples(columns, names=["layer", "category"]) if columns else None
    matrix = pd.DataFrame(0.0, index=names, columns=header if columns else [])
    for row in rows.itertuples():
        matrix.loc[row.zone, (row.layer, row.category)] = getattr(row, value)
    return matrix


def zone_matrix(result):
    """Zones by zones: the share in per cent of the row's zone that the column's zone covers.

    Each pair stands in two cells, one for either zone's percentage; the diagonal is 100.
    """
    names = result.zones["zone"].to_numpy()
    matrix = pd.DataFrame(100 * np.eye(len(names)), index=names, columns=names)
    for row in result.zone_pairs.itertuples():
        matrix.loc[row.zone_a, row.zone_b] = row.a_pct
        matrix.loc[row.zone_b, row.zone_a] = row.b_pct
    return matrix


def zone_labels(zones, field=None):
    """Distinct names of zones: a field's, or those of the belt's pair and side, or the feature ids.

    Examples
    --------
    >>> zone_labels(pd.DataFrame({"left_name": ["江宁区"], "right_name": ["博望区"], "side_name": ["江宁区"]}))
    ['江宁区—博望区 · 江宁区']
    """
    pair = ["left_name", "right_name", "side_name"]
    if field is not None:
        labels = ["" if pd.isna(value) else str(value) for value in zones[field]]
    elif set(pair) <= set(zones.columns):
        labels = [f"{a}—{b} · {side}" for a, b, side in zip(*(zones[f] for f in pair), strict=True)]
    else:
        labels = [str(index) for index in zones.index]
    counts = pd.Series(labels).value_counts()
    return [
        label if label and counts[label] == 1 else f"{label} #{index}".strip()
        for label, index in zip(labels, zones.index, strict=True)
    ]


def _zone_pairs(zones, zone, report):
    result = intersect(zones, zones, a_key=zone, b_key=zone, progress=report)
    whole = result.features["area_m2"].to_numpy()
    pieces = result.pieces[result.pieces["a_row"] < result.pieces["b_row"]].reset_index(drop=True)
    names = np.asarray(zones[zone])
    a, b = pieces["a_row"].to_numpy(), pieces["b_row"].to_numpy()
    area = pieces["area_m2"].to_numpy()
    columns = {
        "zone_a": names[a],
        "zone_b": names[b],
        "area_m2": area,
        "a_pct": 100 * area / whole[a],
        "b_pct": 100 * area / whole[b],
    }
    return geopandas.GeoDataFrame(columns, geometry=pieces.geometry.array, crs=zones.crs), whole


def _distinct(layers):
    """Names of layers; the second of a name is told from the first by its number."""
    names = [str(layer.attrs.get("name", "layer")) for layer in layers]
    return [name if names[:i].count(name) == 0 else f"{name} #{i + 1}" for i, name in enumerate(names)]


def _categorised(layer, category, name):
    """Geometry and category of a layer; features without a category are of the empty one."""
    if category is None or category not in layer.columns:
        values = np.full(len(layer), name, dtype=object)
    else:
        values = np.array(["" if pd.isna(v) else str(v) for v in layer[category]], dtype=object)
    return geopandas.GeoDataFrame(
        {"category": values}, geometry=layer.geometry.array, crs=layer.crs, index=layer.index
    )


@dataclass(frozen=True)
class _Within:
    """A layer within zones: pieces by ``zone_row`` and ``row``; a table of categories; areas inside and outside."""

    pieces: geopandas.GeoDataFrame
    categories: pd.DataFrame
    inside: np.ndarray
    outside: np.ndarray


def _within(zones, layer, report):
    """Lay a layer over zones; in a zone every place counts once, all in all and in each category."""
    cut = overlaid(layer, zones, progress=lambda done: report(0.5 * done)).pieces
    pieces = cut.rename(columns={"b_row": "zone_row", "a_row": "row"}).sort_values(["zone_row", "row"])
    pieces = pieces.assign(category=layer["category"].to_numpy()[pieces["row"]]).reset_index(drop=True)
    measure, shapes = (
        AreaMeasure(zones.crs, zones.total_bounds),
        np.asarray(zones.geometry.array, dtype=object),
    )
    grid, metres = grid_of(zones.total_bounds), unit_m(zones.crs)
    whole = measure(shapes)
    inside, outside, rows = np.zeros(len(zones)), whole.copy(), []
    groups = pieces.groupby("zone_row").indices
    for done, (row, places) in enumerate(groups.items()):
        own = np.asarray(pieces.geometry.array[places], dtype=object)
        codes, labels = pd.factorize(pieces["category"].to_numpy()[places])
        kinds = [own] if len(labels) == 1 else [own[codes == code] for code in range(len(labels))]

        # On a grid only where the plain way loses area, between pieces a hair apart: it takes three times as long.
        for step in (None, grid):
            found = patiently(
                lambda kinds=kinds, row=row, step=step: _united(kinds, shapes[row], step),
                lambda part, done=done: report(0.5 + 0.5 * done / len(groups)),
            )
            *sums, inside[row], outside[row] = measure(found)
            if not len(open_rows(whole[[row]], inside[[row]], outside[[row]])):
                break
        rows += [(row, label, size) for label, size in zip(labels, sums, strict=True)]
    slack = 2 * shapely.length(shapes) * grid * metres**2
    hold(zones.attrs["name"], zones.index.to_numpy(), whole, inside, outside, slack)
    categories = pd.DataFrame(rows, columns=["zone_row", "category", "area_m2"])
    return _Within(pieces, categories, inside, outside)


def _united(kinds, zone, grid):
    """Each kind's pieces as one, those of all kinds as one, and what of the zone these leave."""
    parts = [shapely.union_all(kind, grid_size=grid) for kind in kinds]
    every = parts[0] if len(parts) == 1 else shapely.union_all(parts, grid_size=grid)
    return [*parts, every, shapely.difference(zone, every, grid_size=grid)]


def _pieces(pieces, layer, about, kept, name):
    """Pieces with both shares, and the areas of the layer's features."""
    own = AreaMeasure(layer.crs, layer.total_bounds)(layer.geometry)
    a, b = pieces["zone_row"].to_numpy(), pieces["row"].to_numpy()
    area = pieces["area_m2"].to_numpy()
    columns = {field: about[field].to_numpy()[a] for field in ["zone", *kept]}
    columns |= {
        "layer": np.full(len(a), name, dtype=object),
        "feature_fid": layer.index.to_numpy()[b],
        "category": pieces["category"].to_numpy(),
        "area_m2": area,
        "zone_pct": 100 * area / about["area_m2"].to_numpy()[a],
        "feature_pct": 100 * area / own[b],
    }
    frame = geopandas.GeoDataFrame(columns, geometry=pieces.geometry.array, crs=layer.crs)
    return frame, own


def _table(result, pieces, own, about, kept, name, categories):
    """Long table of one layer: categories, inside and outside of every zone."""
    zone = about[["zone", *kept]].set_index("zone", drop=False)
    rows = result.categories
    of = rows["zone_row"].to_numpy(int)
    share = 100 * rows["area_m2"] / about["area_m2"].to_numpy()[of]
    rows = rows.drop(columns="zone_row").assign(zone=about["zone"].to_numpy()[of], zone_pct=share)
    counted = pieces.groupby(["zone", "category"], sort=False)["area_m2"].sum()
    total = pd.Series(own).groupby(np.asarray(categories)).sum()
    held = np.array([counted[pair] for pair in zip(rows["zone"], rows["category"], strict=True)], dtype=float)
    rows = rows.assign(what="category", category_pct=100 * held / rows["category"].map(total).to_numpy(float))
    whole = about["area_m2"].to_numpy()
    sums = [
        pd.DataFrame(
            {
                "zone": about["zone"],
                "what": what,
                "category": None,
                "area_m2": area,
                "zone_pct": 100 * area / whole,
            }
        )
        for what, area in ((INSIDE, result.inside), (OUTSIDE, result.outside))
    ]
    table = pd.concat([rows, *sums], ignore_index=True)
    order = table["zone"].map({key: row for row, key in enumerate(about["zone"])})
    table = table.iloc[np.argsort(order.to_numpy(), kind="stable")].reset_index(drop=True)
    for field in kept:
        table[field] = zone.loc[table["zone"], field].to_numpy()
    table["layer"] = name
    fields = ["zone", *kept, "layer", "what", "category", "area_m2", "zone_pct", "category_pct"]
    return table[fields]


def category_sheet(result):
    """The matrix of categories for a spreadsheet: each zone's area, and three columns a layer and category.

    Columns end in ``area_m2``, ``zone_pct`` and ``category_pct``.
    """
    sheet = result.zones.copy()
    values = ("area_m2", "zone_pct", "category_pct")
    wide = {value: category_matrix(result, value) for value in values}
    for layer, category in wide["area_m2"].columns:
        for value in values:
            name = layer if category == layer else f"{layer} {category}".strip()
            sheet[f"{name} {value}"] = wide[value][layer, category].to_numpy()
    return sheet


def zone_sheet(result):
    """The matrix of zones for a spreadsheet: a row a zone, the share in per cent that each other zone covers."""
    matrix = zone_matrix(result).add_suffix(" zone_pct")
    return pd.concat([result.zones, matrix.reset_index(drop=True)], axis=1)
