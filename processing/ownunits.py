# SPDX-License-Identifier: GPL-3.0-or-later
"""A planner's own unit layer as units of a circle: codes, names, choice by a list, overlaps, datum."""

import difflib
from dataclasses import dataclass, field

import geopandas
import numpy as np
import shapely

from ..layers import catalog
from ..layers.adcodes import normalise
from ..layers.resolve import short
from .engine.areas import areas
from .engine.datumcheck import check_datum, message
from .engine.errors import ParameterError
from .unitlist import CODE_HEADERS, NAME_HEADERS, listed

OVERLAP_M2 = 1.0  # smaller overlaps come from rounding
PAIRS_AT_ONCE = 50  # pairs between two looks at the cancel button


@dataclass
class OwnUnits:
    """Units of a layer.

    Attributes
    ----------
    frame : geopandas.GeoDataFrame
        ``adcode`` ('' where the layer has none and the name does not tell it), ``name_zh``, one row a unit.
    notes : list of str
    duplicates, renamed : int
    places : dict
        Adcode -> where it stands.
    """

    frame: geopandas.GeoDataFrame
    notes: list = field(default_factory=list)
    duplicates: int = 0
    renamed: int = 0
    places: dict = field(default_factory=dict)


def own_units(layer, code_field, name_field, entries):
    """Take units from a layer, all of them or those of a list.

    Parameters
    ----------
    layer : geopandas.GeoDataFrame
        Checked polygons; ``attrs["name"]``; the index holds feature ids.
    code_field, name_field : str or None
        Columns; found by their usual titles (adcode, 行政区划代码, XZQDM …; name, 名称, XZQMC …) where None.
    entries : list of unitlist.Entry
        Codes or names; none for all units.

    Returns
    -------
    OwnUnits

    Raises
    ------
    ParameterError
        Without such a field; or with every feature whose code is none, every entry that no feature answers.
    """
    title = layer.attrs.get("name", "units")
    code_field = code_field or _column(layer, CODE_HEADERS)
    name_field = name_field or _column(layer, NAME_HEADERS)
    if code_field is None and name_field is None:
        fields = ", ".join(map(str, layer.columns.drop(layer.geometry.name))) or "no field"
        raise ParameterError(
            f"Layer '{title}' has no field with codes or names of units; it has {fields}. Choose one, or add one."
        )
    names = layer[name_field].fillna("").astype(str).str.strip() if name_field else None
    codes = _codes(layer, code_field, title) if code_field else [_code_of(name) for name in names]
    frame = geopandas.GeoDataFrame(
        {
            "adcode": codes,
            "name_zh": list(names) if names is not None else [_name_of(code) for code in codes],
        },
        geometry=np.asarray(layer.geometry.array),
        index=layer.index,
        crs=layer.crs,
    )
    found = OwnUnits(frame, places={code: f"feature {fid}" for fid, code in frame["adcode"].items()})
    if entries:
        found.frame = frame.loc[_chosen(frame, entries, title, found)]
    found.frame = _described(_merged(found.frame, found))
    return found


def overlapping(units, title, progress=None):
    """Overlaps between units.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        With ``adcode`` and ``name_zh``.
    title : str
        Name of the layer.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise ``Cancelled``.

    Returns
    -------
    total_m2 : float
    notes : list of str
        One a pair, largest first: both units, area and a place inside.
    """
    shapes = np.asarray(units.geometry.array, dtype=object)
    if shapely.coverage_is_valid(shapes):
        return 0.0, []
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    once = left < right
    left, right = left[once], right[once]
    common = np.empty(len(left), dtype=object)
    for start in range(0, len(left), PAIRS_AT_ONCE):
        part = slice(start, start + PAIRS_AT_ONCE)
        common[part] = shapely.intersection(shapes[left[part]], shapes[right[part]])
        if progress:
            progress(min(1.0, (start + PAIRS_AT_ONCE) / len(left)))
    size = areas(common, units.crs) if len(left) else np.zeros(0)
    order = [i for i in np.argsort(-size) if size[i] > OVERLAP_M2]
    notes = []
    for i in order:
        a, b = (f"{units['adcode'].iloc[k]} {units['name_zh'].iloc[k]}".strip() for k in (left[i], right[i]))
        place = shapely.point_on_surface(common[i])
        notes.append(f"{a} and {b} overlap by {size[i]:.0f} m² about {place.x:.6g}, {place.y:.6g}")
    return float(size[order].sum()), [f"Layer '{title}': {note}" for note in notes]


def datum_note(units, progress=None):
    """What is wrong with the layer's datum or zone against the shipped counties, or None."""
    found = check_datum(units, catalog.read("county"), progress)
    wrong = found.verdict not in ("as_declared", "cannot_tell") and found.level in ("high", "medium")
    return message(found, units.attrs.get("name", "units")) if wrong else None


def _column(layer, titles):
    lower = {str(column).strip().lower(): column for column in layer.columns}
    return next((lower[title] for title in titles if title in lower), None)


def _codes(layer, column, title):
    codes = [normalise(value) for value in layer[column]]
    problems = [
        f"feature {fid}: {column} is '{value}'"
        for fid, value, code in zip(layer.index, layer[column], codes, strict=True)
        if code is None
    ]
    if problems:
        raise ParameterError(listed(f"Layer '{title}'", problems) + f" '{column}' must hold six-digit codes.")
    return codes


def _code_of(name):
    readings = catalog.resolve(name)
    one = len(readings) == 1 and len(readings[0].adcodes) == 1
    return readings[0].adcodes[0] if one else ""


def _described(frame):
    """Add what the catalog knows of a unit by its code."""
    known = [catalog.resolve(code) if code else [] for code in frame["adcode"]]
    known = [readings[0] if readings and readings[0].how == "code" else None for readings in known]
    english = catalog.english_names()
    return frame.assign(
        name_en=[english.get(code, "") for code in frame["adcode"]],
        prefecture=[reading.prefecture if reading else "" for reading in known],
        province=[reading.province if reading else "" for reading in known],
    )


def _name_of(code):
    readings = catalog.resolve(code)
    return readings[0].name_zh if len(readings) == 1 else code


def _chosen(frame, entries, title, found):
    """Index labels of the features that entries mean, in the layer's order."""
    by_code, by_name, shortened = {}, {}, {}
    for fid, code, name in frame[["adcode", "name_zh"]].itertuples(name=None):
        by_code.setdefault(code, []).append(fid)
        by_name.setdefault(name, []).append(fid)
        shortened.setdefault(short(name), []).append(fid)
    wanted, problems = {}, []
    for entry in entries:
        code = normalise(entry.text)
        direct = by_code.get(code) if code else by_name.get(entry.text) or shortened.get(entry.text)
        fids = direct or _old(entry, by_code, found)
        if not fids:
            near = difflib.get_close_matches(entry.text, [*by_code, *by_name], n=3, cutoff=0.6)
            hint = f" (nearest: {', '.join(near)})" if near else ""
            problems.append(f"{entry.place}: no feature has the code or name '{entry.text}'{hint}")
            continue
        for fid in fids:
            if fid in wanted:
                found.duplicates += 1
                found.notes.append(f"{entry.place}: {entry.text} repeats {wanted[fid]}; it counts once")
            wanted.setdefault(fid, entry.place)
    if problems:
        raise ParameterError(listed(f"The list for layer '{title}'", problems))
    return [fid for fid in frame.index if fid in wanted]


def _old(entry, by_code, found):
    """Features of the one reading that the catalog knows for an old code or name, where the layer has them all."""
    readings = catalog.resolve(entry.text)
    if len(readings) != 1 or readings[0].how == "split" or not set(readings[0].adcodes) <= set(by_code):
        return []
    if readings[0].how == "renamed":
        found.renamed += 1
        found.notes.append(f"{entry.place}: {entry.text} is now {readings[0].name_zh} ({readings[0].note})")
    return [fid for adcode in readings[0].adcodes for fid in by_code[adcode]]


def _merged(frame, found):
    """One row a code; features without a code stay for themselves."""
    keys = [code or f"feature {fid}" for fid, code in frame["adcode"].items()]
    if len(set(keys)) == len(keys):
        return frame
    rows = []
    for key, part in frame.groupby(keys, sort=False):
        if len(part) > 1:
            found.notes.append(f"Features {', '.join(map(str, part.index))} are parts of one unit, {key}")
        rows.append((*part.iloc[0][["adcode", "name_zh"]], shapely.union_all(part.geometry.array)))
    codes, names, shapes = zip(*rows, strict=True)
    return geopandas.GeoDataFrame({"adcode": codes, "name_zh": names}, geometry=list(shapes), crs=frame.crs)
