# SPDX-License-Identifier: GPL-3.0-or-later
"""Lists of units as planners write them: codes or names, typed or in a table file, old names included.

Everything that is wrong is named with its row, all of it at once.
"""

import csv
import io
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from ..layers import catalog
from ..layers.adcodes import normalise, split
from .engine.errors import ParameterError

CODE_HEADERS = ("adcode", "code", "行政区划代码", "区划代码", "行政代码", "代码", "编码", "xzqdm", "pac")
NAME_HEADERS = (
    "name_zh",
    "name",
    "名称",
    "行政区划名称",
    "区划名称",
    "单元名称",
    "县区",
    "区县",
    "县",
    "单位",
    "xzqmc",
)
CITY_HEADERS = ("prefecture", "市", "地市", "地级市", "城市", "所在市", "所属市")
CIRCLE_HEADERS = ("circle_id", "circle", "都市圈", "都市圈名称", "都市圈代号")
MOST_NAMED = 30  # problems spelt out in one message


@dataclass(frozen=True)
class Entry:
    """One unit that was asked for.

    Attributes
    ----------
    place : str
        Where it stands: 'row 3', 'item 3'.
    text : str
        A code or a name.
    name : str
        The name beside a code, '' without one.
    """

    place: str
    text: str
    name: str = ""


@dataclass
class UnitList:
    """The units that a list means.

    Attributes
    ----------
    adcodes : list of str
        Each once, in the order asked for.
    notes : list of str
        What a planner should know: duplicates, cut codes, renamed units, names that do not fit their code.
    duplicates, renamed : int
    places : dict
        Adcode -> where it stands first.
    """

    adcodes: list = field(default_factory=list)
    notes: list = field(default_factory=list)
    duplicates: int = 0
    renamed: int = 0
    places: dict = field(default_factory=dict)


def typed(text):
    """Entries of a typed list."""
    return [Entry(f"item {number}", part) for number, part in enumerate(split(text), 1)]


def from_file(path, circle=""):
    """Entries of a CSV or text file.

    UTF-8 (with or without BOM), UTF-16 with BOM and GB18030 (GBK) are understood; columns by comma, semicolon or
    tab, full-width ones too. The column of codes is found by its header (adcode, 行政区划代码, 代码 …), else the one
    with most codes; without codes that of names, with the city before them where there is a column for it.

    Parameters
    ----------
    path : path-like
    circle : str
        Id or name of the circle whose rows are wanted, where the file lists several (circle_id, 都市圈 …).

    Returns
    -------
    entries : list of Entry
    note : str
        Encoding and columns that were used.

    Raises
    ------
    ParameterError
        If the file cannot be read, holds nothing, or lists several circles and none of them is wanted.
    """
    file = Path(path)
    text, encoding = _decoded(file)
    rows = _rows(text)
    if not rows:
        raise ParameterError(f"File '{file.name}' holds no row. Give one code or name a line.")
    header = _header(rows[0][1])
    rows = _of_circle(header, rows[bool(header) :], circle.strip(), file.name)
    codes, names = _columns(header, [cells for _, cells in rows])
    city = next((header.index(title) for title in CITY_HEADERS if title in header), None)
    city = None if city in (codes, names) else city
    entries = []
    for number, cells in rows:
        code, name = (cells[i].strip() if i is not None and i < len(cells) else "" for i in (codes, names))
        above = cells[city].strip() if city is not None and city < len(cells) else ""
        if name and not code and not name.startswith(above):
            name = above + name  # 鼓楼区 alone is one of four
        if code or name:
            entries.append(Entry(f"row {number}", code or name, name if code else ""))
    if not entries:
        raise ParameterError(
            f"File '{file.name}' has a header but no unit below it. Add one code or name a line."
        )
    column = names if codes is None else codes
    title = header[column] if header else f"column {column + 1}"
    return entries, f"File '{file.name}': {encoding}, {len(entries)} units from '{title}'."


def resolved(entries):
    """Find the shipped units that entries mean.

    Parameters
    ----------
    entries : list of Entry

    Returns
    -------
    UnitList

    Raises
    ------
    ParameterError
        Lists every entry that is unknown, or has several answers, with its place and the nearest or the choices.
    """
    found, problems = UnitList(), []
    for entry in entries:
        readings = catalog.resolve(entry.text)
        # What was abolished and split has no one answer, even where no current unit has its name
        if len(readings) != 1 or readings[0].how == "split":
            problems.append(_problem(entry, readings))
            continue
        _take(found, entry, readings[0])
    if problems:
        raise ParameterError(listed("The list of units", problems))
    return found


def listed(what, problems):
    """One message of many problems."""
    count, shown = len(problems), problems[:MOST_NAMED]
    if count > len(shown):
        shown.append(f"and {count - len(shown)} more")
    return f"{what} must be corrected in {count} place{'s' if count > 1 else ''}: " + "; ".join(shown) + "."


def memberships():
    """Adcode -> ids of the circles that the unit belongs to."""
    found = {}
    for circle in catalog.circles():
        for member in catalog.members(circle.circle_id):
            found.setdefault(member.adcode, []).append(circle.circle_id)
    return found


def _take(found, entry, reading):
    """Add a reading's units, and say what is odd about the entry."""
    code = normalise(entry.text)
    digits = unicodedata.normalize("NFKC", entry.text).strip()
    title = f"{entry.place}: {entry.text}"
    if reading.how == "renamed":
        found.renamed += 1
        found.notes.append(f"{title} is now {reading.adcodes[0]} {reading.name_zh} ({reading.note})")
    elif reading.how in ("prefecture", "province") or len(reading.adcodes) > 1:
        found.notes.append(f"{title} stands for {len(reading.adcodes)} units of {reading.name_zh}")
    elif code and len(digits) in (9, 12) and digits[6:].strip("0"):
        found.notes.append(
            f"{title} is the code of a part of {code} {reading.name_zh}; the whole unit is taken"
        )
    if entry.name and not any(set(r.adcodes) & set(reading.adcodes) for r in catalog.resolve(entry.name)):
        found.notes.append(
            f"{title} is {reading.name_zh}, not {entry.name} as the row says; the code is taken"
        )
    for adcode in reading.adcodes:
        if adcode in found.places:
            found.duplicates += 1
            found.notes.append(f"{title} repeats {adcode} of {found.places[adcode]}; it counts once")
        else:
            found.places[adcode] = entry.place
            found.adcodes.append(adcode)


def _problem(entry, readings):
    if not readings:
        near = catalog.nearest_units(normalise(entry.text) or entry.text)
        hint = f" (nearest: {', '.join(near)})" if near else ""
        return f"{entry.place}: no unit has the code or name '{entry.text}'{hint}"
    if len(readings) == 1:
        parts = ", ".join(_named(adcode) for adcode in readings[0].adcodes)
        return (
            f"{entry.place}: '{entry.text}' was divided ({readings[0].note}): write those you mean of {parts}"
        )
    choices = ", ".join(
        f"{'/'.join(r.adcodes[:3])} {r.prefecture or r.province}{r.name_zh}" for r in readings
    )
    return f"{entry.place}: '{entry.text}' may be {choices}: write the code"


def _named(adcode):
    return f"{adcode} {catalog.resolve(adcode)[0].name_zh}"


def _decoded(file):
    try:
        data = file.read_bytes()
    except OSError as error:
        raise ParameterError(f"File '{file}' cannot be read: {error.strerror}.") from error
    wide = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ["utf-16"] if wide else ["utf-8-sig", "gb18030"]:
        try:
            return data.decode(encoding), encoding
        except UnicodeDecodeError:
            continue
    raise ParameterError(
        f"File '{file.name}' is neither UTF-8 nor GBK text. Save it as CSV UTF-8 in your table program."
    )


def _rows(text):
    """(line number, cells) of the lines that hold anything."""
    text = text.translate(str.maketrans("，；\x00", ",; "))
    lines = [line for line in text.splitlines() if line.strip()]
    mark = max(",;\t", key=(lines[0] if lines else "").count)
    reader = csv.reader(io.StringIO(text), delimiter=mark)
    return [(reader.line_num, cells) for cells in reader if any(cell.strip() for cell in cells)]


def _header(cells):
    """Titles of the columns, or an empty list where the first row is a unit already."""
    titles = [unicodedata.normalize("NFKC", cell).strip().lower() for cell in cells]
    if any(title in CODE_HEADERS + NAME_HEADERS for title in titles):
        return titles
    words = len(titles) > 1 and not any(catalog.resolve(cell) or re.search(r"\d", cell) for cell in cells)
    return titles if words else []


def _of_circle(header, rows, circle, file):
    """The rows of one circle, where a file lists several."""
    column = next((header.index(title) for title in CIRCLE_HEADERS if title in header), None)
    if column is None:
        return rows
    found = {cells[column].strip(): None for _, cells in rows if column < len(cells)}
    if len(found) < 2:
        return rows
    if circle not in found:
        raise ParameterError(
            f"File '{file}' lists {len(found)} circles: {', '.join(found)}. Give the name of the one that is wanted."
        )
    return [
        (number, cells) for number, cells in rows if column < len(cells) and cells[column].strip() == circle
    ]


def _columns(header, rows):
    """Columns of codes and of names; None where there is none."""
    codes = next((header.index(title) for title in CODE_HEADERS if title in header), None)
    names = next((header.index(title) for title in NAME_HEADERS if title in header), None)
    width = max((len(cells) for cells in rows), default=1)
    if codes is None and names is None:
        share = [sum(normalise(c[i]) is not None for c in rows if i < len(c)) for i in range(width)]
        codes = share.index(max(share)) if max(share) else None
        if codes is None:
            words = [len({c[i] for c in rows if i < len(c) and catalog.resolve(c[i])}) for i in range(width)]
            names = words.index(max(words))
    return codes, names
