# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan sheets: a template, a circle and layers become a layout, then PDF, PNG, SVG or TIFF.

The door: what other rooms use. Runs on the main thread, with or without a window.
"""

from .errors import SheetError
from .export import SheetResult, export_sheet
from .layout import lay_out
from .templates import ITEMS, load_template, own_templates
from .themes import THEMES

__all__ = [
    "ITEMS",
    "THEMES",
    "SheetError",
    "SheetResult",
    "export_sheet",
    "lay_out",
    "load_template",
    "own_templates",
]
