# SPDX-License-Identifier: GPL-3.0-or-later
"""Which shipped units a planner means by a code or a name, old ones included."""

import unicodedata
from dataclasses import dataclass

from .adcodes import normalise

_ENDINGS = (
    "自治县",
    "自治州",
    "自治旗",
    "自治区",
    "特别行政区",
    "地区",
    "新区",
    "林区",
    "市",
    "县",
    "区",
    "旗",
    "盟",
    "省",
)
_SEPARATORS = str.maketrans("", "", " \t\u3000/\\-—–·,，、>|")


@dataclass(frozen=True)
class Candidate:
    """One reading of a code or name."""

    name_zh: str
    """Name of the unit found, or the name that was asked for where several units follow it."""
    adcodes: tuple[str, ...]
    """County-level units of this reading; several for a prefecture, a province or a unit that was split."""
    prefecture: str
    province: str
    how: str
    """code, name, short, prefecture, province, renamed (one unit now holds it whole) or split."""
    note: str = ""


@dataclass(frozen=True)
class Index:
    """What names are looked up in; built once by the catalog."""

    units: dict
    """Adcode -> (name, prefecture, province)."""
    by_name: dict
    old: list
    """Rows of renamed_units.csv."""
    prefectures: dict
    """(name, province) -> adcodes."""
    provinces: dict
    """Name -> adcodes."""


def short(name):
    """A name without the ending of its rank, where two letters or more remain: 玄武区 -> 玄武."""
    for ending in _ENDINGS:
        if name.endswith(ending) and len(name) - len(ending) >= 2:
            return name[: -len(ending)]
    return name


def index(units, old):
    """Build the index from rows (adcode, name, prefecture, province) and the rows of renamed_units.csv."""
    by_name, prefectures, provinces = {}, {}, {}
    for adcode, name, prefecture, province in units:
        for key in {name, short(name)}:
            by_name.setdefault(key, []).append(adcode)
        prefectures.setdefault((prefecture, province), []).append(adcode)
        provinces.setdefault(province, []).append(adcode)
    return Index({row[0]: tuple(row[1:]) for row in units}, by_name, list(old), prefectures, provinces)


def resolve_in(text, known):
    """Readings of a code or name, best first.

    Parameters
    ----------
    text : str or int
        A code (six, nine or twelve digits, full-width too; of a county, prefecture or province, current or
        old) or a name (玄武区, 玄武, 南京市鼓楼区, 繁昌县, 南京市). Spaces and separators do not matter.
    known : Index

    Returns
    -------
    list of Candidate
        Empty where nothing fits; more than one where the planner must choose. Exact names come before
        short ones; old names come after current units of the same name, for both may be meant.
    """
    code = normalise(text)
    if code is not None:
        return _by_code(code, known)
    name = unicodedata.normalize("NFKC", str(text)).translate(_SEPARATORS)
    if not name:
        return []
    found = _by_name(name, known)
    exact = [c for c in found if c.how != "short"]
    return exact or found


def _unit(adcode, known, how, note=""):
    name, prefecture, province = known.units[adcode]
    return Candidate(name, (adcode,), prefecture, province, how, note)


def _by_code(code, known):
    if code in known.units:
        return [_unit(code, known, "code")]
    if code.endswith("0000"):
        groups = [(name, "", name, codes) for name, codes in known.provinces.items()]
        of_level, how = code[:2], "province"
    elif code.endswith("00"):
        groups = [(p, p, province, codes) for (p, province), codes in known.prefectures.items()]
        of_level, how = code[:4], "prefecture"
    else:
        return [_renamed(row, known) for row in known.old if row["old_code"] == code]
    return [
        Candidate(name, tuple(codes), prefecture, province, how)
        for name, prefecture, province, codes in groups
        if codes[0].startswith(of_level) and not (how == "prefecture" and codes[0][2:4] == "90")
    ]


def _by_name(name, known):
    """Readings of a name; what stands before the unit's own name must be its province and prefecture."""
    found = []
    for at in range(len(name)):
        before, own = name[:at], name[at:]
        for adcode in known.by_name.get(own, ()):
            unit, prefecture, province = known.units[adcode]
            if _fits(before, prefecture, province):
                found.append(_unit(adcode, known, "name" if unit == own else "short"))
        for row in known.old:
            if row["old_name"] == own and _fits(before, row["prefecture"], _province(row, known)):
                found.append(_renamed(row, known))
    found += _higher(name, known)
    return list(dict.fromkeys(found))


def _higher(name, known):
    """Prefectures and provinces of that name; not those that are a unit themselves."""
    found = []
    for (prefecture, province), codes in known.prefectures.items():
        itself = len(codes) == 1 and known.units[codes[0]][0] == prefecture
        for at in range(len(name)):
            if name[at:] in (prefecture, short(prefecture)) and _fits(name[:at], "", province) and not itself:
                how = "prefecture" if name[at:] == prefecture else "short"
                found.append(Candidate(prefecture, tuple(codes), prefecture, province, how))
    for province, codes in known.provinces.items():
        if name in (province, short(province)) and (province, province) not in known.prefectures:
            how = "province" if name == province else "short"
            found.append(Candidate(province, tuple(codes), "", province, how))
    return found


def _fits(before, prefecture, province):
    """Whether the text before a name is its province and prefecture, in full or short, or nothing."""
    return before in {
        first + second
        for first in ("", province, short(province))
        for second in ("", prefecture, short(prefecture))
    }


def _province(row, known):
    return known.units[row["new_codes"].split(";")[0]][2]


def _renamed(row, known):
    codes = tuple(row["new_codes"].split(";"))
    old = f"{row['old_name']}（{row['old_code']}）" if row["old_code"] else row["old_name"]
    note = f"{old}{row['year']}年{_VERBS[row['kind']]}{row['new_names']}"
    if len(codes) == 1:
        return _unit(codes[0], known, "renamed", note)
    return Candidate(row["old_name"], codes, row["prefecture"], _province(row, known), "split", note)


_VERBS = {
    "upgraded": "改设",
    "renamed": "更名为",
    "merged": "并入",
    "split": "分入",
    "successor": "设立，大致相当于",
}
