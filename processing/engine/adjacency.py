# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders between units with rank and both names, and the belts along them."""

import difflib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from os import cpu_count

import geopandas
import numpy as np
import pandas as pd
import shapely

from ...layers.adcodes import RANKS, border_rank, normalise
from .apart import Apart, borders_within
from .areas import AreaMeasure, lengths
from .belts import belts
from .conventions import BELT_WIDTH_M
from .errors import MissingFieldError, MissingKeyError, ParameterError

_BATCH = 64  # sides between two looks at the cancel button

OTHER = "other"
"""Rank of a border whose sides the codes do not tell apart: below the county, or units without adcodes."""

BORDER_FIELDS = ["left", "left_name", "right", "right_name", "rank", "length_m"]
BELT_FIELDS = ["left", "left_name", "right", "right_name", "rank", "side", "side_name", "width_m", "area_m2"]


@dataclass(frozen=True)
class Borders:
    """Borders of one set of units, pair by pair.

    Attributes
    ----------
    borders : GeoDataFrame
        ``left``, ``left_name``, ``right``, ``right_name``, ``rank``, ``length_m`` (geodesic).
    short : Series
        ``length_m`` of the borders left out as shorter than the minimum.
    perimeter_m : float
        Of all units together.
    shared_m : float
        Length of all borders, of every rank and length.
    apart : Apart
        Where neighbours' edges run side by side without being one.
    """

    borders: geopandas.GeoDataFrame
    short: pd.Series
    perimeter_m: float
    shared_m: float
    apart: Apart

    @property
    def outer_m(self):
        """Length of the perimeters that no second unit shares: outer edges, and edges that do not coincide."""
        return self.perimeter_m - 2 * self.shared_m


@dataclass(frozen=True)
class Adjacency:
    """Borders and belts of one set of units.

    Attributes
    ----------
    borders : GeoDataFrame
        ``left``, ``left_name``, ``right``, ``right_name``, ``rank``, ``length_m``.
    belts : GeoDataFrame
        As `borders`, and ``side``, ``side_name``, ``width_m``, ``area_m2``.
    covered_m2 : float
        Area within reach of any border, every place once.
    unmet : list of (str, str)
        Pairs that were asked for and share no border.
    apart : Apart
        Where neighbours' edges run side by side without being one.
    """

    borders: geopandas.GeoDataFrame
    belts: geopandas.GeoDataFrame
    covered_m2: float
    unmet: list
    apart: Apart


def named_borders(
    units,
    code="adcode",
    name="name_zh",
    ranks=None,
    min_length_m=0.0,
    tolerance_m=0.0,
    look=False,
    progress=None,
):
    """Find the borders between the units of any layer, with rank and both names.

    Parameters
    ----------
    units : GeoDataFrame
        Valid polygons with a CRS; neighbours share their borders.
    code, name : str
        Columns with the key and the name of a unit; without the second the key is the name.
    ranks : sequence of {'province', 'prefecture', 'county', 'other'}, optional
        Which borders; all of them by default. The rank follows from the adcodes of both sides.
    min_length_m : float
        Shorter borders are left out and counted.
    tolerance_m : float
        How far apart the edges of neighbours may run and still be one border; at its ends a border may be longer by
        as much.
    look : bool
        Whether to look for edges that run side by side within a metre without being one.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Borders

    Raises
    ------
    MissingFieldError
        If ``code`` is not a column.
    ParameterError
        If a key is missing or appears twice.
    """
    units, names = keyed(units, code, name)
    found, apart = borders_within(units, code, tolerance_m, look, progress or (lambda fraction: None))
    found = _described(found, names)
    shared = float(found["length_m"].sum())
    if ranks is not None:
        found = found[found["rank"].isin(list(ranks))]
    short = found["length_m"] < min_length_m
    return Borders(
        found[~short].reset_index(drop=True),
        found.loc[short, "length_m"],
        float(lengths(units.geometry, units.crs).sum()),
        shared,
        apart,
    )


def adjacency(
    units,
    ranks=RANKS,
    width_m=BELT_WIDTH_M,
    code="adcode",
    name="name_zh",
    partition=False,
    pairs=None,
    tolerance_m=0.0,
    look=False,
    progress=None,
):
    """Find borders and lay a belt on each side of them.

    Parameters
    ----------
    units : GeoDataFrame
        Valid polygons with a CRS; neighbours share their borders.
    ranks : sequence of {'province', 'prefecture', 'county', 'other'}
        Which borders; the rank follows from the codes of both sides. Not asked where `pairs` are given.
    width_m : float
        Width on each side in metres on the ground.
    code, name : str
        Columns with the key and the name of a unit.
    partition : bool
        Give every place to its nearest border; otherwise belts of different borders may overlap.
    pairs : sequence of (str, str), optional
        Only the borders of these pairs of keys, in either order.
    tolerance_m, look
        As for :func:`named_borders`.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Adjacency

    Raises
    ------
    MissingFieldError
        If ``code`` is not a column.
    ParameterError
        If a key is missing or appears twice.
    MissingKeyError
        If a pair names a unit that the layer does not hold.
    """
    units, names = keyed(units, code, name)
    report = progress or (lambda fraction: None)
    near, unmet = units, []
    if pairs is not None:
        pairs = {tuple(sorted(map(str, pair))) for pair in pairs}
        near = units[units[code].isin(_known(pairs, names, units))]
    borders, apart = borders_within(near, code, tolerance_m, look, lambda done: report(0.4 * done))
    borders = _described(borders, names)
    if pairs is None:
        borders = borders[borders["rank"].isin(list(ranks))]
    else:
        met = [tuple(sorted(pair)) for pair in zip(borders["left"], borders["right"], strict=True)]
        unmet = sorted(pairs - set(met))
        borders = borders[np.array([pair in pairs for pair in met], dtype=bool)]
    borders = borders.reset_index(drop=True)
    strips = belts(
        borders, near, width_m, key=code, partition=partition, progress=lambda done: report(0.4 + 0.5 * done)
    )
    strips = _described(strips, names)
    strips["side_name"] = strips["side"].map(names)
    strips["width_m"] = float(width_m)
    covered = _covered(strips, partition, lambda done: report(0.9 + 0.1 * done))
    report(1.0)
    return Adjacency(borders, strips[[*BELT_FIELDS, strips.geometry.name]], covered, unmet, apart)


def keyed(units, code, name):
    """Units with their keys as text, and key -> name.

    Adcodes are brought to six digits where that leaves them distinct; other keys stay as they are.

    Raises
    ------
    MissingFieldError, ParameterError
    """
    layer = units.attrs.get("name", "units")
    if code not in units.columns:
        raise MissingFieldError(layer, code, units.columns.drop(units.geometry.name))
    texts = ["" if pd.isna(value) else str(value).strip().removesuffix(".0") for value in units[code]]
    codes = [normalise(text) for text in texts]
    keys = codes if None not in codes and len(set(codes)) == len(codes) else texts
    seen = {}
    for index, key in zip(units.index, keys, strict=True):
        if not key:
            raise ParameterError(
                f"Layer '{layer}', feature {index}: {code} is empty, so its borders have no side to name. Fill it, or "
                "choose another field."
            )
        if key in seen:
            raise ParameterError(
                f"Layer '{layer}': features {seen[key]} and {index} both have the code {key}. Merge them, or "
                "correct one of the codes."
            )
        seen[key] = index
    labels = units[name] if name in units.columns else pd.Series(keys, index=units.index)
    labels = [key if pd.isna(label) else str(label) for key, label in zip(keys, labels, strict=True)]
    result = units.assign(**{code: np.array(keys, dtype=object)})
    result.attrs.update(units.attrs)
    return result, dict(zip(keys, labels, strict=True))


def rank_of(left, right):
    """Rank of the border between two keys; 'other' where adcodes do not tell the sides apart.

    Examples
    --------
    >>> rank_of("320115", "340506"), rank_of("320115001", "320115002"), rank_of("甲", "乙")
    ('province', 'other', 'other')
    """
    a, b = normalise(left), normalise(right)
    return OTHER if a is None or b is None or a == b else border_rank(a, b)


def unit_of(text, names):
    """Key of a unit that a planner named by code or name.

    Raises
    ------
    MissingKeyError
        No unit, or several, of that name; the message names the nearest.
    """
    text = text.strip()
    code = normalise(text)
    for key in (text, code):
        if key in names:
            return key
    found = [key for key, name in names.items() if name == text]
    if len(found) == 1:
        return found[0]
    if found:
        raise MissingKeyError(f"{len(found)} units are called '{text}': {', '.join(found)}. Give the code.")
    near = difflib.get_close_matches(text, [*names, *names.values()], n=3, cutoff=0.5)
    hint = f" Nearest: {', '.join(near)}." if near else ""
    raise MissingKeyError(
        f"No unit has the code or name '{text}'.{hint} Give one that the units layer holds."
    )


def _described(frame, names):
    """The frame of pairs with both names and the rank of each pair."""
    pairs = list(zip(frame["left"], frame["right"], strict=True))
    frame = frame.assign(
        left_name=frame["left"].map(names).astype(object),
        right_name=frame["right"].map(names).astype(object),
        rank=np.array([rank_of(*pair) for pair in pairs], dtype=object),
    )
    rest = [column for column in frame.columns if column not in BORDER_FIELDS]
    first = [column for column in BORDER_FIELDS if column in frame.columns]
    return frame[[*first, *rest]]


def _known(pairs, names, units):
    wanted = {key for pair in pairs for key in pair}
    missing = sorted(wanted - set(names))
    if missing:
        raise MissingKeyError(
            f"Layer '{units.attrs.get('name', 'units')}' does not hold the units {', '.join(missing)}, which the list "
            "of pairs names. Correct the list, or choose the layer that holds them."
        )
    return wanted


def _covered(strips, partition, report):
    """Area of all belts, every place once: sides do not overlap, so the belts of each are united alone."""
    if partition or not len(strips):
        return float(strips["area_m2"].sum())
    sides = list(strips.groupby("side").indices.values())
    total = sum(strips["area_m2"].to_numpy()[rows[0]] for rows in sides if len(rows) == 1)
    sides = [rows for rows in sides if len(rows) > 1]
    shapes = np.asarray(strips.geometry.array, dtype=object)
    measure = AreaMeasure(strips.crs, strips.total_bounds)
    with ThreadPoolExecutor(cpu_count()) as pool:
        for start in range(0, len(sides), _BATCH):
            some = sides[start : start + _BATCH]
            total += measure(list(pool.map(lambda rows: shapely.union_all(shapes[rows]), some))).sum()
            report(min(1.0, (start + _BATCH) / len(sides)))
    return float(total)


def pairs_between(side_a, side_b, codes):
    """Pairs of units with one unit on each side.

    Parameters
    ----------
    side_a, side_b : sequence of str
        Six-digit codes; one that ends in 00 stands for all units of its prefecture, in 0000 of its province.
    codes : iterable of str
        The units there are.

    Returns
    -------
    set of (str, str)
        Ordered within a pair. Empty where a side names no unit.

    Examples
    --------
    >>> sorted(pairs_between(["320100"], ["340506"], ["320115", "320117", "340506", "340521"]))
    [('320115', '340506'), ('320117', '340506')]
    """
    first, second = (_expanded(side, codes) for side in (side_a, side_b))
    return {tuple(sorted((a, b))) for a in first for b in second if a != b}


def _expanded(side, codes):
    found = set()
    for code in side:
        stem = code[:2] if code.endswith("0000") else code[:4] if code.endswith("00") else code
        found |= {unit for unit in codes if unit.startswith(stem)}
    return found


def territory(units, code, names, wanted):
    """Join the units that a planner listed.

    Parameters
    ----------
    units : GeoDataFrame
    code : str
        Column with the key of a unit.
    names : dict of str to str
        Key -> name, as :func:`keyed` gives it.
    wanted : sequence of str
        Codes or names; a code that ends in 00 takes the units of its prefecture, in 0000 of its province.

    Returns
    -------
    shape : shapely.Geometry
    keys : list of str
        Of the units taken.

    Raises
    ------
    MissingKeyError
        No unit has one of the codes or names.
    """
    keys = set()
    for text in wanted:
        found = _expanded([text], names) if text.endswith("00") else set()
        keys |= found or {unit_of(text, names)}
    taken = units[code].isin(keys).to_numpy()
    return shapely.union_all(np.asarray(units.geometry.array[taken], dtype=object)), sorted(keys)
