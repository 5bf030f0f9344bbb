# SPDX-License-Identifier: GPL-3.0-or-later
"""Plain English names of units: customary ones from a table, else pinyin and the kind of unit."""

import csv
import importlib
import re
import sys

# How these letters are read in place names, where the speller would choose another reading.
_READINGS = {
    "都": "du",
    "佛": "fo",
    "尾": "wei",
    "什": "shi",
    "长": "chang",
    "朝": "chao",
    "曲": "qu",
    "曾": "zeng",
}

# Ending of a name -> kind of unit, longest first.
_ENDINGS = (
    ("特别行政区", ""),
    ("行政委员会", "Administrative Committee"),
    ("自治区", ""),
    ("自治州", "Prefecture"),
    ("自治县", "Autonomous County"),
    ("自治旗", "Autonomous Banner"),
    ("回族区", "Hui District"),
    ("达斡尔族区", "Daur District"),
    ("左旗", "Left Banner"),
    ("右旗", "Right Banner"),
    ("中旗", "Middle Banner"),
    ("前旗", "Front Banner"),
    ("后旗", "Rear Banner"),
    ("矿区", "Mining District"),
    ("特区", "Special District"),
    ("地区", "Prefecture"),
    ("旗", "Banner"),
    ("盟", "League"),
    ("县", "County"),
    ("区", "District"),
    ("市", "City"),
    ("省", ""),
)
_PEOPLES = re.compile(
    "(?<=.)((蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇"
    "|柯尔克孜|土|达斡尔|仫佬|羌|布朗|撒拉|毛南|仡佬|锡伯|普米|塔吉克|怒|鄂温克|保安|裕固|独龙|各)族|(?<=.)"
    "(蒙古|哈萨克|柯尔克孜|塔吉克|锡伯))+$"
)


def customary(sources):
    """Table of customary names: Chinese -> English."""
    with (sources / "english_names.csv").open(encoding="utf-8", newline="") as lines:
        return {row["name_zh"]: row["english"] for row in csv.DictReader(lines)}


def _pinyin(data):
    """The speller of the pinned pypinyin, whichever the host has."""
    sys.path.insert(0, str(data))
    try:
        return importlib.import_module("pypinyin").lazy_pinyin
    finally:
        sys.path.remove(str(data))


def _spell(chinese, speller):
    """Pinyin in one word, with the apostrophe before a, e, o (GB/T 28039-2011): 西安 Xi'an."""
    spelled = speller(chinese)
    if len(spelled) == len(chinese):
        spelled = [_READINGS.get(letter, syllable) for letter, syllable in zip(chinese, spelled, strict=True)]
    return (
        "".join(("'" if i and s[:1] in "aeo" else "") + s for i, s in enumerate(spelled))
        .replace("v", "ü")
        .capitalize()
    )


def _stem(name):
    """A name without its ending and without the peoples that it names."""
    for ending, english in _ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            stem = name[: -len(ending)]
            if "自治" in ending:
                stem = _PEOPLES.sub("", stem)
            return stem, english
    return name, ""


def english_names(names, levels, data, sources):
    """English names of units.

    Parameters
    ----------
    names : iterable of str
        Chinese names, e.g. 玄武区.
    levels : {"county", "prefecture", "province"} for each; a prefecture-level 市 loses its "City".
    data, sources : pathlib.Path
        Folders of the pinned packages and of the source tables.

    Returns
    -------
    list of str
        E.g. Xuanwu District, Dangtu County, Jurong City, Nanjing.
    """
    table, speller = customary(sources), _pinyin(data)
    found = []
    for name, level in zip(names, levels, strict=True):
        if name in table:
            found.append(table[name])
            continue
        stem, english = _stem(name)
        if level != "county" and english == "City":
            english = ""
        found.append(" ".join(part for part in (_spell(stem, speller), english) if part))
    return found
