# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes of administrative units (GB/T 2260): six digits, province, prefecture, county."""

import re
import unicodedata

RANKS = ("province", "prefecture", "county")  # of a border, highest first
MUNICIPALITIES = frozenset({"11", "12", "31", "50"})  # 北京, 天津, 上海, 重庆: province and city in one
PROVINCE_RUN = "90"  # 省直辖县级行政区划, e.g. 429004 仙桃市: no prefecture above them


def normalise(code):
    """Return a code as six ASCII digits, or None where it is not one.

    Full-width digits and spaces are understood, and the 9- and 12-digit statistical codes are cut
    to their county part.

    Examples
    --------
    >>> normalise(" ３２０１０２ "), normalise("320102001001"), normalise("3201")
    ('320102', '320102', None)
    """
    text = unicodedata.normalize("NFKC", str(code)).strip().removesuffix(".0")
    if not (text.isascii() and text.isdigit()) or len(text) not in (6, 9, 12):
        return None
    return text[:6]


def split(text):
    """Split a list of codes or names as planners paste it: by commas, spaces, lines, 、 or ；.

    Examples
    --------
    >>> split("320102、320104；\\n320105")
    ['320102', '320104', '320105']
    """
    return [part for part in re.split(r"[\s,;，；、]+", text) if part]


def prefecture_of(code):
    """Return the code that stands for the prefecture level above a county.

    Districts of a municipality share their province's code; a county run by the province stands for itself.

    Examples
    --------
    >>> prefecture_of("320102"), prefecture_of("500112"), prefecture_of("429004")
    ('320100', '500000', '429004')
    """
    if code[:2] in MUNICIPALITIES:
        return code[:2] + "0000"
    return code if code[2:4] == PROVINCE_RUN else code[:4] + "00"


def border_rank(code_a, code_b):
    """Return the rank of the border between two units: the highest level at which they differ.

    Examples
    --------
    >>> border_rank("320115", "340506"), border_rank("320115", "321183"), border_rank("320115", "320117")
    ('province', 'prefecture', 'county')
    """
    if code_a[:2] != code_b[:2]:
        return "province"
    return "prefecture" if prefecture_of(code_a) != prefecture_of(code_b) else "county"
