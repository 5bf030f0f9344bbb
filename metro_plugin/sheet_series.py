# SPDX-License-Identifier: GPL-3.0-or-later
"""A series of sheets: one a member, a zone, a conflict, or one a row of a table of slots."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsExpression, QgsFeedback

from . import sheets
from .sheet_errors import EmptyMapError, OutputError

MOST_PAGES = 500
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def values(layers, kind, field, circle=None, theme="free"):
    """Return the different values of a field of the layers of ``kind``, in their order.

    Raises
    ------
    EmptyMapError
        There is no such layer, field or value.
    """
    pairs = sheets.given_layers(layers, circle, theme)
    found = [layer for other, layer in pairs if other == kind]
    if not found or field not in found[0].fields().names():
        known = ", ".join(found[0].fields().names()) if found else ", ".join(other for other, _ in pairs)
        raise EmptyMapError(f"A series over '{kind}.{field}' is not possible. There is: {known}.")
    seen = dict.fromkeys(unit[field] for layer in found for unit in layer.getFeatures())
    if not seen:
        raise EmptyMapError(f"The layer '{kind}' has no feature, so the series would have no page.")
    if len(seen) > MOST_PAGES:
        raise OutputError(
            f"The series would have {len(seen)} pages; {MOST_PAGES} is the most. Filter the layer."
        )
    return list(seen)


def export_series(layers, folder, formats, slots, *, over, title_field=None, feedback=None, **options):
    """Write one sheet a value of a field, all sheets or none; return the results in order.

    Parameters
    ----------
    layers, slots, options
        As :func:`sheets.export_sheet` takes them, without ``focus``.
    folder : path
        Where ``<number>_<value>.<format>`` are put; it must exist.
    formats : sequence of str
        pdf, png, svg, tif.
    over : (str, str)
        Kind and field: a page for each value, such as ``("member", "adcode")``.
    title_field : str, optional
        Field whose value becomes the page's theme name; the value itself when it is left out.

    Raises
    ------
    SheetError
        As :func:`sheets.export_sheet`; nothing is written then.
    """
    feedback = feedback or QgsFeedback()
    kind, key = over
    circle, theme = options.get("circle"), options.get("theme", "free")
    pages = values(layers, kind, key, circle, theme)
    titles = _titles(layers, kind, key, title_field or key, circle, theme)
    made = []
    try:
        drafts = tempfile.TemporaryDirectory(prefix=".metro-", dir=folder)
    except OSError as error:
        raise OutputError(
            f"Nothing can be written into '{folder}': {error.strerror}. Choose another."
        ) from error
    with drafts as name:
        for number, value in enumerate(pages, 1):
            if feedback.isCanceled():
                raise OutputError("The series was cancelled; nothing was written.")
            stem = f"{number:03d}_{_NOT_IN_NAMES.sub('_', str(titles[value]))[:60]}"
            outputs = {form: Path(name) / f"{stem}.{form}" for form in formats}
            focus = (kind, QgsExpression.createFieldEqualityExpression(key, value))
            page = {
                **slots,
                "title_theme": str(titles[value]),
                "sheet_no": slots.get("sheet_no") or f"{number}/{len(pages)}",
            }
            made.append(sheets.export_sheet(layers, outputs, page, focus=focus, feedback=feedback, **options))
            feedback.setProgress(100 * number / len(pages))
        for file in sorted(Path(name).iterdir()):
            file.replace(Path(folder) / file.name)
    return [
        replace(one, files={form: Path(folder) / path.name for form, path in one.files.items()})
        for one in made
    ]


def _titles(layers, kind, key, field, circle, theme):
    """Return value of the key → value of the title's field, of the first feature that has it."""
    titles = {}
    for other, layer in sheets.given_layers(layers, circle, theme):
        if other == kind:
            names = layer.fields().names()
            for unit in layer.getFeatures():
                titles.setdefault(unit[key], unit[field] if field in names else unit[key])
    return titles
