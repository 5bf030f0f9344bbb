# SPDX-License-Identifier: GPL-3.0-or-later
"""A series of sheets: one a member, a zone, a conflict, or one a row of a table of slots."""

import re
import tempfile
from dataclasses import replace
from pathlib import Path

from qgis.core import QgsExpression, QgsProcessingException, QgsVectorLayer

from ..layers import catalog
from .base import tr

MOST_PAGES = 500
# The file of a series in one PDF.
BOOK = "atlas.pdf"
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def export_series(export, pages, folder, formats, layers, slots, feedback, one_pdf=False, **options):
    """Write a sheet for each page, all sheets or none; return the results in order.

    Parameters
    ----------
    export : callable
        ``metro_plugin.sheets.export_sheet``.
    pages : list of dict
        Slots of each page; ``file`` names its file, ``focus`` is what it is about (both optional).
    folder : path
        Where ``<number>_<file>.<format>`` are put; it must exist.
    formats : sequence of str
        pdf, png, svg, tif.
    one_pdf : bool
        Whether ``pdf`` is one file, :data:`BOOK`, with a page for each sheet.
    layers, slots, options
        As ``export`` takes them; a page's own slots come before ``slots``.
    """
    if len(pages) > MOST_PAGES:
        raise QgsProcessingException(
            tr("The series would have {count} pages; {most} is the most. Filter the layer.").format(
                count=len(pages), most=MOST_PAGES
            )
        )
    try:
        drafts = tempfile.TemporaryDirectory(prefix=".metro-", dir=folder)
    except OSError as error:
        raise QgsProcessingException(
            tr("Cannot write in folder '{folder}': {reason}. Choose another folder.").format(
                folder=folder, reason=error.strerror
            )
        ) from error
    single = [form for form in formats if not (one_pdf and form == "pdf")]
    own = [_slots_of(page, number, len(pages), slots) for number, page in enumerate(pages, 1)]
    made = []
    with drafts as name:
        for number, (page, texts) in enumerate(zip(pages, own, strict=True), 1):
            if feedback.isCanceled():
                raise QgsProcessingException(tr("The series was cancelled; nothing was written."))
            if not single:
                break
            file = page.get("file") or texts.get("title_theme") or ""
            stem = f"{number:03d}_{_NOT_IN_NAMES.sub('_', file)[:60]}".rstrip("_")
            outputs = {form: Path(name) / f"{stem}.{form}" for form in single}
            made.append(export(layers, outputs, texts, focus=page.get("focus"), feedback=feedback, **options))
            feedback.setProgress(100 * number / len(pages))
        if len(single) < len(formats):
            book = {"pdf": Path(name) / BOOK}
            sheets = [{**texts, "focus": page.get("focus")} for page, texts in zip(pages, own, strict=True)]
            bound = export(layers, book, {}, pages=sheets, feedback=feedback, **options)
            made = made or bound
        for file in sorted(Path(name).iterdir()):
            file.replace(Path(folder) / file.name)
    return [
        replace(one, files={form: Path(folder) / path.name for form, path in one.files.items()})
        for one in made
    ]


def _slots_of(page, number, count, slots):
    """Return the texts of a page: its own before those of the series; its number where there is none."""
    own = {key: text for key, text in page.items() if key not in {"file", "focus"}}
    return {**slots, "sheet_no": slots.get("sheet_no") or f"{number}/{count}", **own}


def pages_over(kind, key, title, layers, circle, feedback):
    """Return a page for each value of a field of the layers of ``kind``; what has no place on a map is said.

    Parameters
    ----------
    kind : str
        A kind among ``layers``, or ``member`` or ``zone`` of a shipped circle.
    key, title : str
        Field that tells the pages apart, and field with the page's name.
    """
    given = layers.get(kind, []) if isinstance(layers, dict) else []
    found = (given if isinstance(given, list) else [given]) or _shipped(kind, circle)
    if not found:
        raise QgsProcessingException(
            tr("There is no layer '{kind}' for a series. Give one, or a circle with members.").format(
                kind=kind
            )
        )
    for layer in found:
        missing = [field for field in (key, title) if field not in layer.fields().names()]
        if missing:
            raise QgsProcessingException(
                tr("The layer '{layer}' has no field {missing}; it has {fields}.").format(
                    layer=layer.name(), missing=", ".join(missing), fields=", ".join(layer.fields().names())
                )
            )
    names, nowhere = {}, {}
    for layer in found:
        for unit in layer.getFeatures():
            kept = nowhere if unit.geometry().isEmpty() else names
            kept.setdefault(unit[key], str(unit[title]))
    without = [name for value, name in nowhere.items() if value not in names]
    if without:
        feedback.pushWarning(
            tr("No page for what has no place on the map ({count}): {names}.").format(
                count=len(without), names="、".join(without)
            )
        )
    if not names:
        raise QgsProcessingException(tr("The layer '{kind}' has no feature for a page.").format(kind=kind))
    return [
        {"title_theme": name, "focus": (kind, QgsExpression.createFieldEqualityExpression(key, value))}
        for value, name in names.items()
    ]


def _shipped(kind, circle):
    if kind not in {"member", "zone"} or circle is None:
        return []
    file, name = catalog.path(kind)
    options = QgsVectorLayer.LayerOptions()
    options.forceReadOnly = True  # for writing, QGIS would change the file on disk
    layer = QgsVectorLayer(f"{file}|layername={name}", kind, "ogr", options)
    layer.setSubsetString(catalog.condition(kind, circle.circle_id))
    return [layer]
