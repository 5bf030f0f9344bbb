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
# Notes that stand below one another and share their place.
NOTES = ("crs_note", "height_note", "source_note", "sheet_no")
REQUIRED = ("signature_left", "signature_right", "source_note", "sheet_no")
# The only slot that keeps its prefix when it is blank: the number is written in by hand.
FIELD = "review_no"
SMALLEST = 0.5
PDF_DPI = 1200
# Property of a layout item: the text's size in the template, and the size that the sheet gave it.
RESIZED = "metro/resized"
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


def fill(layout, filled, families, gap):
    """Write the texts into a layout's slots, in fonts that are there, wrapped and shrunk until they fit.

    The notes stand directly below one another, ``gap`` mm apart, unless the template has them in no common column.

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
        form.setSize(first_size(item, form.size()))
        item.setTextFormat(fonts.heavier(form) if name.startswith("title_") else form)
        item.setText(text)
    notes = [layout.itemById(name) for name in NOTES]
    block = len({round(item.pagePos().x(), 1) for item in notes}) == 1
    for name in filled:
        if not (block and name in NOTES):
            _fit([layout.itemById(name)], 0)
    if block:
        _fit(notes, gap)
    for name in ("title_plan", "title_theme"):
        _latin_letters(layout.itemById(name), families)
    for item in layout.items():
        if isinstance(item, QgsLayoutItemLabel) and item.id() not in SLOTS:
            item.setTextFormat(fonts.with_family(item.textFormat(), families))


def first_size(item, size, kept=RESIZED):
    """Return the size that something of an item had before a sheet resized it; what a person chose since stays.

    A sheet that was saved as a template keeps the resized text: without this it would shrink or grow every time.
    """
    full, _, fitted = (item.customProperty(kept) or "").partition(":")
    return float(full) if fitted and abs(float(fitted) - size) < 0.01 else size


def keep_first_size(item, first, size, kept=RESIZED):
    """Write down what :func:`first_size` reads."""
    item.setCustomProperty(kept, f"{first:.4f}:{size:.4f}")


def contexts(layout):
    """Return the contexts to measure text in: as pictures draw it, and as a PDF does.

    Pictures of few dots per inch round a font to whole pixels, which widens text by up to a tenth.
    """
    dots = {layout.renderContext().dpi(), PDF_DPI}
    return [QgsLayoutUtils.createRenderContextForLayout(layout, None, dpi) for dpi in sorted(dots)]


def text_size(item, lines, form=None):
    """Return width and height in mm that lines of text take in a label's own font, or in another."""
    form = form or item.textFormat()
    width = height = 0
    for context in contexts(item.layout()):
        per_mm = context.scaleFactor()
        widest = max((QgsTextRenderer.textWidth(context, form, [line]) for line in lines), default=0)
        width = max(width, widest / per_mm)
        height = max(height, QgsTextRenderer.textHeight(context, form, lines) / per_mm)
    return width, height


def wrapped(item, text, width, form=None):
    """Return the lines of a text at most ``width`` mm wide, after the rules of Chinese setting.

    The text is measured in the font of the layout item, or in that of a text format.

    Words of Latin letters stay whole; closing marks never begin a line, opening ones never end it.
    """
    lines = []
    for paragraph in text.split("\n"):
        line = ""
        for token in _TOKEN.findall(paragraph):
            if not line or text_size(item, [line + token], form)[0] <= width:
                line += token
                continue
            carry = ""
            while len(line) > 1 and (token[0] in NO_START or line[-1] in NO_END):
                carry, line, token = carry, line[:-1], line[-1] + token
            lines.append(line)
            line = token.lstrip()
        lines.append(line)
    return lines


def _fit(items, gap):
    """Wrap and shrink the texts of slots that stand below one another until they fit the place of all of them."""
    top = items[0].pagePos().y()
    height = max(item.pagePos().y() + item.rect().height() for item in items) - top
    full = [item.textFormat().size() for item in items]
    texts = [item.text() for item in items]
    for percent in range(100, int(SMALLEST * 100) - 1, -4):
        heights, wide = [], []
        for item, text, size in zip(items, texts, full, strict=True):
            form = item.textFormat()
            form.setSize(size * percent / 100)
            item.setTextFormat(form)
            single = item.id().startswith("title_") or item.id() in {"scale_text", "sheet_no"}
            lines = text.split("\n") if single else wrapped(item, text, item.rect().width())
            width, tall = text_size(item, lines) if text else (0, 0)
            heights.append(tall)
            wide.append(width - item.rect().width())
            item.setText("\n".join(lines))
        if max(wide) <= 0 and sum(heights) + gap * (sum(map(bool, texts)) - 1) <= height:
            break
    else:
        longest = max(zip(texts, items, strict=True), key=lambda pair: len(pair[0]))
        raise SlotOverflowError(
            f"The text of '{longest[1].id()}' has {len(longest[0])} characters and does not fit its "
            f"{longest[1].rect().width():.0f} × {height:.0f} mm even at {longest[1].textFormat().size():.1f} pt. "
            f"Shorten it, or take a larger paper: “{longest[0][:24]}…”"
        )
    for item, size in zip(items, full, strict=True):
        keep_first_size(item, size, item.textFormat().size())
    if len(items) > 1:
        _stack(items, heights, gap, top + height)


def _stack(items, heights, gap, bottom):
    """Put slots below one another, each as high as its text; the last takes what is left."""
    y = items[0].pagePos().y()
    for item, height in zip(items, heights, strict=True):
        tall = bottom - y if item is items[-1] else height
        item.attemptMove(QgsLayoutPoint(item.pagePos().x(), y))
        item.attemptResize(QgsLayoutSize(item.rect().width(), tall))
        y += height + (gap if height else 0)


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
