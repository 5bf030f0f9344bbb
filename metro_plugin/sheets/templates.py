# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet's template: shipped, or the planner's own with the same slots. Templates are data."""

from pathlib import Path

from qgis.core import (
    QgsLayoutFrame,
    QgsLayoutItem,
    QgsLayoutItemAttributeTable,
    QgsLayoutItemHtml,
    QgsLayoutItemLabel,
    QgsPrintLayout,
    QgsReadWriteContext,
)
from qgis.PyQt.QtXml import QDomDocument

from ...processing.sheettemplates import own_templates
from ...styles import catalog
from .errors import SheetError, TemplateError
from .lettering import SLOTS

__all__ = ["ITEMS", "load_template", "own_templates", "shipped"]

ITEMS = ("map", "index", "legend", "scale_bar", "north", "frame_outer", "frame_inner")


def shipped(paper, orientation):
    try:
        return catalog.sheet(paper, orientation)
    except catalog.UnknownStyleError as error:
        raise SheetError(str(error)) from error


def load_template(project, path):
    """Return a layout of ``project`` made from a template that has every slot and item.

    Templates are data: text is shown as it stands, and items that could run code are refused.

    Raises
    ------
    TemplateError
        The file cannot be read, or a slot is missing; the message names it.
    """
    document = QDomDocument()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"The template '{path}' cannot be read: {error}") from error
    if not document.setContent(text):
        raise TemplateError(f"The template '{path}' is not a QGIS layout template.")
    layout = QgsPrintLayout(project)
    _, loaded = layout.loadFromTemplate(document, QgsReadWriteContext())
    if not loaded:
        raise TemplateError(f"The template '{path}' is not a QGIS layout template.")
    check_template(layout, path)
    return layout


def check_template(layout, path):
    """Raise :class:`TemplateError` when a layout lacks a slot or an item, or holds what could run code."""
    missing = [name for name in (*SLOTS, *ITEMS) if layout.itemById(name) is None]
    if missing:
        raise TemplateError(
            f"The template '{path}' lacks {', '.join(missing)}. Give the items these ids in the layout designer."
        )
    labels = [name for name in SLOTS if not isinstance(layout.itemById(name), QgsLayoutItemLabel)]
    if labels:
        raise TemplateError(f"In the template '{path}' {', '.join(labels)} must be labels.")
    for frame in layout.multiFrames():
        if isinstance(frame, QgsLayoutItemHtml | QgsLayoutItemAttributeTable):
            raise TemplateError(f"The template '{path}' holds an HTML frame or a table; sheets take neither.")
    for item in layout.items():
        if not isinstance(item, QgsLayoutItem) or isinstance(item, QgsLayoutFrame):
            continue
        properties = item.dataDefinedProperties()
        if properties.hasActiveProperties():
            raise TemplateError(
                f"In the template '{path}' the item '{item.id() or item.displayName()}' has expressions. "
                "Templates are data: remove its data-defined overrides."
            )
        if _may_run(item):
            raise TemplateError(
                f"In the template '{path}' the label '{item.id() or item.text()[:20]}' holds HTML or an expression. "
                "Write its text plainly."
            )


def _may_run(item):
    if not isinstance(item, QgsLayoutItemLabel) or item.id() in SLOTS:
        return False
    return item.mode() == QgsLayoutItemLabel.Mode.ModeHtml or "[%" in item.text()
