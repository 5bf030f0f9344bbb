# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes the text of an exported PDF findable.

A Chinese font draws a radical and the character of the same shape with one glyph, and Qt's PDF names
the glyph after the radical: 山东 is found in the file as ⼭东. The names stand in the file's ToUnicode
tables as four hexadecimal digits, so they are replaced where they stand and nothing moves.
"""

import re
import unicodedata
from pathlib import Path

# Unicode's EquivalentUnifiedIdeograph for the radicals without a compatibility decomposition.
_RADICALS = dict(
    zip(
        "⺁⺅⺉⺊⺒⺔⺕⺖⺘⺝⺟⺠⺡⺣⺨⺩⺮⺼⺾⻁⻄⻅⻆⻉⻋⻌⻏⻑⻓⻔⻖⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰⻳",
        "厂亻刂卜巳彑彐忄扌月母民氵灬犭王竹肉艹虎西见角贝车辶阝長长门阝青韦页风飞食马骨鬼鱼鸟卤麦黄齐齿龙龟",
        strict=True,
    )
)
_TABLE = re.compile(rb"beginbf(?:range|char)\n.*?endbf(?:range|char)", re.DOTALL)
_PAGE = re.compile(rb"/Type\s*/Page\b(?!s)")
_CODE = re.compile(rb"<(2[EeFf][0-9A-Fa-f]{2})>")


def ideograph(character):
    """Return the ideograph of a radical's shape, any other character as it is.

    Examples
    --------
    >>> ideograph("⼭"), ideograph("⻓"), ideograph("江")
    ('山', '长', '江')
    """
    plain = _RADICALS.get(character) or unicodedata.normalize("NFKC", character)
    return plain if len(plain) == 1 and ord(plain) < 0x10000 else character


def make_findable(path):
    """Name glyphs after ideographs in the ToUnicode tables of the PDF ``path``; return how many."""
    path = Path(path)
    data = path.read_bytes()
    changed = 0

    def code(match):
        nonlocal changed
        plain = b"<%04X>" % ord(ideograph(chr(int(match.group(1), 16))))
        changed += plain != match.group(0).upper()
        return plain

    # The first column of a table holds glyph numbers: only what stands in brackets or last is text.
    def table(match):
        lines = match.group(0).split(b"\n")
        return b"\n".join(_texts(line, code) for line in lines)

    fixed = _TABLE.sub(table, data)
    if changed:
        path.write_bytes(fixed)
    return changed


def page_count(path):
    """Return how many pages a PDF has, 0 where it breaks off."""
    data = Path(path).read_bytes()
    if data[:5] != b"%PDF-" or b"%%EOF" not in data[-1024:]:
        return 0
    return len(_PAGE.findall(data))


def _texts(line, code):
    if b"[" in line:
        head, bracket, tail = line.partition(b"[")
        return head + bracket + _CODE.sub(code, tail)
    head, angle, tail = line.rpartition(b"<")
    return head + _CODE.sub(code, angle + tail) if angle else line
