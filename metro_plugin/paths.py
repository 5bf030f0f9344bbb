# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the plugin's own files lie."""

from pathlib import Path

from qgis.PyQt.QtGui import QIcon

HERE = Path(__file__).parent
ICON = HERE / "icon.svg"
ICONS = HERE / "icons"
TRANSLATIONS = HERE / "i18n"


def icon(name):
    """Return a picture of ``icons/``; their colours stand out from light and dark themes alike."""
    return QIcon(str(ICONS / f"{name}.svg"))
