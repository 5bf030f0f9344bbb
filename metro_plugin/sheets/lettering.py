# SPDX-License-Identifier: GPL-3.0-or-later
"""The texts of a sheet: which slots there are, what stands in them, and that it fits."""

import re
from difflib import get_close_matches
from html import escape

from qgis.core import (
    QgsLayoutItemLabel,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLayoutUtils,
    QgsTextRenderer,
)

from . import fonts, placing
from .errors import EmptySlotError, SlotOverflowError, UnknownSlotError

# Slot → what it is, and the prefix that the sheet prints before the text. Slots of which nobody but the
# planner knows the text are required; "" leaves them blank on purpose.
SLOTS = {
    "title_plan": ("plan name, left above the frame", ""),
    "title_theme": ("theme of the sheet, right and lower", ""),
    "signature_left": ("who had it made, and when: two lines", ""),
    "signature_right": ("who is responsible and who drew it: two lines", ""),
    "crs_note": ("coordinate system", "坐标系："),
    "height_note": ("height datum", "高程基准："),
    "source_note": ("sources with their dates", "资料来源："),
    "sheet_no": ("number of the sheet", "图号："),
    "review_no": ("审图号, given by the authority that reviewed the map; never invented", "审图号："),
    "scale_text": ("scale as a ratio", ""),
}
REQUIRED = ("signature_left", "signature_right", "source_note", "sheet_no")
# The only slot that keeps its prefix when it is blank: the number is written in by hand.
FIELD = "review_no"
SMALLEST = 0.5
PDF_DPI = 1200
# No line of Chinese begins with these, none ends with those.
NO_START = "°，。、；：？！）》」』”’％%·—…,.;:?!)]}"
NO_END = "（《「『“‘([{"
_TOKEN = re.compile(r"[A-Za-z0-9][A-Za-z0-9.,:/()_%+-]*|\s|.", re.DOTALL)
_LATIN = re.compile(r"[!-~]+(?: +[!-~]+)*")


def check_names(slots):
    """Raise :class:`UnknownSlotError` when a slot is none of :data:`SLOTS`."""
    for name in slots:
        if name not in SLOTS:
            near = get_close_matches(name, SLOTS, n=1)
            hint = f" Did you mean '{near[0]}'?" if near else ""
            raise UnknownSlotError(f"There is no slot '{name}'.{hint} Slots: {', '.join(SLOTS)}.")


def texts(slots, circle, crs, scale, theme_title):
    """Return slot → text of a sheet: what was given, else what the circle, CRS and scale say.

    Raises
    ------
    EmptySlotError
        When a slot that only the planner can fill was not given.
    """
    known = {
        "title_plan": circle.name_zh if circle else None,
        "title_theme": theme_title or None,
        "crs_note": f"2000国家大地坐标系，高斯—克吕格投影，3°带，中央经线{placing.central_meridian(crs)}°E",
        "height_note": "1985国家高程基准",
        "scale_text": placing.scale_text(scale),
        FIELD: "",
    }
    filled = {name: slots.get(name, known.get(name)) for name in SLOTS}
    empty = [name for name, text in filled.items() if text is None]
    if empty:
        raise EmptySlotError(
            f"The sheet has no text for {', '.join(empty)}. Give one, or '' to leave it blank on purpose."
        )
    return filled


def fill(layout, filled, families):
    """Write the texts into a layout's slots, in fonts that are there, wrapped and shrunk until they fit.

    Raises
    ------
    SlotOverflowError
    """
    for name, text in filled.items():
        item = layout.itemById(name)
        prefix = SLOTS[name][1]
        if prefix and (text or name == FIELD) and not text.startswith(prefix):
            text = prefix + text
        item.setMode(QgsLayoutItemLabel.Mode.ModeFont)
        form = fonts.with_family(item.textFormat(), families)
        item.setTextFormat(fonts.heavier(form) if name.startswith("title_") else form)
        item.setText(_fitted(item, name, text))
        if name.startswith("title_"):
            _latin_letters(item, families)
    for item in layout.items():
        if isinstance(item, QgsLayoutItemLabel) and item.id() not in SLOTS:
            item.setTextFormat(fonts.with_family(item.textFormat(), families))


def stack(layout, names, gap):
    """Put slots directly below one another, ``gap`` mm apart, each as high as its text.

    Slots that stand in no common column are left where the template has them.
    """
    items = [layout.itemById(name) for name in names]
    if len({round(item.pagePos().x(), 1) for item in items}) > 1:
        return
    y = items[0].pagePos().y()
    for item in items:
        height = text_size(item, item.text().split("\n"))[1] if item.text() else -gap
        item.attemptMove(QgsLayoutPoint(item.pagePos().x(), y))
        item.attemptResize(QgsLayoutSize(item.rect().width(), max(height, 0)))
        y += height + gap


def contexts(layout):
    """Return the contexts to measure text in: as pictures draw it, and as a PDF does.

    Pictures of few dots per inch round a font to whole pixels, which widens text by up to a tenth.
    """
    dots = {layout.renderContext().dpi(), PDF_DPI}
    return [QgsLayoutUtils.createRenderContextForLayout(layout, None, dpi) for dpi in sorted(dots)]


def text_size(item, lines):
    """Return width and height in mm that lines of text take in a label's own font."""
    form = item.textFormat()
    width = height = 0
    for context in contexts(item.layout()):
        per_mm = context.scaleFactor()
        widest = max((QgsTextRenderer.textWidth(context, form, [line]) for line in lines), default=0)
        width = max(width, widest / per_mm)
        height = max(height, QgsTextRenderer.textHeight(context, form, lines) / per_mm)
    return width, height


def wrapped(item, text, width):
    """Return the lines of a text at most ``width`` mm wide, after the rules of Chinese setting.

    Words of Latin letters stay whole; closing marks never begin a line, opening ones never end it.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for token in _TOKEN.findall(paragraph):
            if not line or text_size(item, [line + token])[0] <= width:
                line += token
                continue
            carry = ""
            while len(line) > 1 and (token[0] in NO_START or line[-1] in NO_END):
                carry, line, token = carry, line[:-1], line[-1] + token
            lines.append(line)
            line = token.lstrip()
        lines.append(line)
    return lines


def _fitted(item, name, text):
    box = item.rect()
    form = item.textFormat()
    full = form.size()
    for percent in range(100, int(SMALLEST * 100) - 1, -4):
        form.setSize(full * percent / 100)
        item.setTextFormat(form)
        single = name.startswith("title_") or name in {"scale_text", "sheet_no"}
        lines = text.split("\n") if single else wrapped(item, text, box.width())
        width, height = text_size(item, lines)
        if width <= box.width() and height <= box.height():
            return "\n".join(lines)
    raise SlotOverflowError(
        f"The text of '{name}' has {len(text)} characters and does not fit its {box.width():.0f} × {box.height():.0f} mm "
        f"even at {form.size():.1f} pt. Shorten it, or take a larger paper: “{text[:24]}…”"
    )


def _latin_letters(item, families):
    """Set a title's Latin letters and digits in the Latin font, as the rules want (2.6.2)."""
    text = item.text()
    if families["latin"] == families["hei"] or not _LATIN.search(text):
        return
    form = item.textFormat()
    form.setAllowHtmlFormatting(True)
    item.setTextFormat(form)
    parts, end = [], 0
    for match in _LATIN.finditer(text):
        parts.append(escape(text[end : match.start()], quote=False))
        parts.append(
            f"<span style=\"font-family:'{families['latin']}'\">{escape(match.group(), quote=False)}</span>"
        )
        end = match.end()
    item.setText("".join(parts) + escape(text[end:], quote=False))
