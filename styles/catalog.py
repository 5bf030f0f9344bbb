# SPDX-License-Identifier: GPL-3.0-or-later
"""The only door to the plugin's styles: which file draws a layer, which file is a sheet.

Needs the standard library only.
"""

import csv
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path

HERE = Path(__file__).resolve().parent

PAPERS = ("A4", "A3", "A1", "A0")
ORIENTATIONS = ("portrait", "landscape")
# Theme of a sheet → its title, 图名.
THEMES = {
    "extent": "范围图",
    "adjacency": "毗邻区域图",
    "control": "三条控制线图",
    "conflict": "冲突分布图",
    "review": "毗邻区域与冲突分布图",
    "importance": "生态重要性图",
    "free": "",
}
# The texts of a sheet, by the ids that the layout's items have.
SLOTS = (
    "title_plan",
    "title_theme",
    "signature_left",
    "signature_right",
    "crs_note",
    "height_note",
    "source_note",
    "sheet_no",
    "review_no",
    "scale_text",
)


class UnknownStyleError(KeyError):
    """No style or sheet of that name; the message names the nearest ones."""

    def __init__(self, what, name, known):
        self.name = name
        self.nearest = get_close_matches(str(name), known, n=3, cutoff=0.4)
        hint = "; nearest: " + ", ".join(self.nearest) if self.nearest else ""
        super().__init__(f"Unknown {what} '{name}'{hint}. Known: {', '.join(known)}.")

    def __str__(self):
        return self.args[0]


@dataclass(frozen=True)
class Colour:
    """One row of the palette: how one symbol of the standard, or of the plugin, is drawn.

    Colours are (red, green, blue) of 0–255 or None; widths and dashes are in millimetres;
    ``page`` is where the standard gives them, or says that the symbol is the plugin's own.
    """

    appendix: str
    key: str
    name_zh: str
    symbol: str
    fill: tuple | None
    stroke: tuple | None
    stroke_mm: float | None
    dash_mm: tuple
    opacity: float
    note: str
    page: str


def _rgb(text):
    return tuple(int(part) for part in text.split(",")) if text else None


@cache
def _colours():
    with (HERE / "palette.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Colour(
                appendix=row["appendix"],
                key=row["key"],
                name_zh=row["name_zh"],
                symbol=row["symbol"],
                fill=_rgb(row["fill_rgb"]),
                stroke=_rgb(row["stroke_rgb"]),
                stroke_mm=float(row["stroke_mm"]) if row["stroke_mm"] else None,
                dash_mm=tuple(float(part) for part in row["dash_mm"].split()),
                opacity=float(row["opacity"] or 1),
                note=row["style_note"],
                page=row["page"],
            )
            for row in csv.DictReader(file)
        )


def palette():
    """Return every colour row by ``(appendix, name_zh)``, in the palette's order.

    Examples
    --------
    >>> palette()["D 控制线", "生态保护红线"].fill
    (77, 151, 87)
    """
    return {(colour.appendix, colour.name_zh): colour for colour in _colours()}


def colour(key):
    """Return the colour row with the ASCII key ``key``, e.g. ``redline`` or ``border_province``.

    Raises
    ------
    UnknownStyleError
        When no row has that key.
    """
    found = {row.key: row for row in _colours() if row.key}
    if key not in found:
        raise UnknownStyleError("colour key", key, list(found))
    return found[key]


def kinds():
    """Return the layer kinds that have a style, sorted."""
    return sorted(path.stem for path in (HERE / "symbology").glob("*.qml"))


def style_for(kind):
    """Return the QML file that draws layers of ``kind``.

    Raises
    ------
    UnknownStyleError
        When there is no such kind; the message names the nearest.
    """
    path = HERE / "symbology" / f"{kind}.qml"
    if kind not in kinds():
        raise UnknownStyleError("layer kind", kind, kinds())
    return path


def sld_for(kind):
    """Return the SLD file of ``kind``, for GeoServer.

    Raises
    ------
    UnknownStyleError
        When SLD cannot draw that kind (bands, hatching, expressions), or there is no such kind.
    """
    known = sorted(path.stem for path in (HERE / "sld").glob("*.sld"))
    if kind not in known:
        raise UnknownStyleError("SLD style", kind, known)
    return HERE / "sld" / f"{kind}.sld"


def sheet(paper, orientation):
    """Return the QPT file of a sheet, e.g. ``sheet("A3", "portrait")``.

    Raises
    ------
    UnknownStyleError
        When the paper is not A4, A3, A1 or A0, or the orientation neither portrait nor landscape.
    """
    if paper not in PAPERS:
        raise UnknownStyleError("paper", paper, list(PAPERS))
    if orientation not in ORIENTATIONS:
        raise UnknownStyleError("orientation", orientation, list(ORIENTATIONS))
    return HERE / "layouts" / f"{paper}_{orientation}.qpt"


@cache
def font_chains():
    """Return role → families in order of preference, from ``fonts.csv``.

    Roles are ``hei`` 黑体, ``song`` 宋体 and ``latin`` (Latin letters and digits of titles).
    """
    chains = {}
    for row in _fonts():
        chains.setdefault(row["role"], []).append(row["family"])
    return {role: tuple(families) for role, families in chains.items()}


def standard_fonts():
    """Return role → families that are the standard's own typeface; any other is a replacement."""
    own = {role: [] for role in font_chains()}
    for row in _fonts():
        if row["standard"] == "yes":
            own[row["role"]].append(row["family"])
    return {role: tuple(families) for role, families in own.items()}


@cache
def _fonts():
    with (HERE / "fonts.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


@cache
def sheet_scales():
    """Return circle id → paper → scale denominator that is known to fit, from ``sheet_scales.csv``."""
    with (HERE / "sheet_scales.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["circle"]: {paper: int(row[paper].split(":")[1]) for paper in ("A0", "A1", "A3")}
            for row in csv.DictReader(file)
        }
