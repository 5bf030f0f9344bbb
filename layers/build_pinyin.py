# SPDX-License-Identifier: GPL-3.0-or-later
"""python3 -m layers.build_pinyin DATA   write pinyin.csv: how Chinese characters are read, for searching.

The characters are those of GB/T 2312 and of the shipped names; the readings are the first that the pinned
pypinyin gives. What place names read otherwise stands in sources/pinyin_readings.csv, which goes before.
"""

import importlib
import sqlite3
import sys
from collections import defaultdict
from contextlib import closing

from . import catalog


def characters():
    """The characters of GB/T 2312 (levels 1 and 2) and of the shipped names."""
    rows = (bytes((high, low)) for high in range(0xB0, 0xF8) for low in range(0xA1, 0xFF))
    found = {code.decode("gb2312", "ignore") for code in rows}
    found.update(*names())
    return sorted(one for one in found if "\u4e00" <= one <= "\u9fff")


def names():
    """Chinese names of the shipped units, circles and zones."""
    file, table = catalog.path("county")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        rows = database.execute(f'SELECT name_zh, prefecture, province FROM "{table}"').fetchall()  # noqa: S608
    units = {name for row in rows for name in row if name}
    return units | {one.name_zh for one in (*catalog.circles(), *catalog.zones())}


def readings(speller):
    """Reading -> its characters, both in order; ``ü`` is written v, as it is typed."""
    found = defaultdict(str)
    for one in characters():
        reading = speller(one)[0]
        if reading.isascii() and reading.isalpha():
            found[reading] += one
    return dict(sorted(found.items()))


def table(data):
    """The text of pinyin.csv, with the pypinyin of a folder of packages."""
    sys.path.insert(0, str(data))
    try:
        speller = importlib.import_module("pypinyin").lazy_pinyin
    finally:
        sys.path.remove(str(data))
    lines = (f"{reading},{letters}\n" for reading, letters in readings(speller).items())
    return "".join(("pinyin,characters\n", *lines))


if __name__ == "__main__":
    (catalog.HERE / "pinyin.csv").write_text(table(sys.argv[1]), encoding="utf-8", newline="\n")
