# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the plugin's own files lie."""

from pathlib import Path

from qgis.PyQt.QtCore import QSize
from qgis.PyQt.QtGui import QIcon

HERE = Path(__file__).parent
ICON = HERE / "icon.svg"
ICONS = HERE / "icons"
TRANSLATIONS = HERE / "i18n"


def icon(name):
    """Return a picture of ``icons/``; their colours stand out from light and dark themes alike."""
    file = str(ICONS / f"{name}.svg")
    found = QIcon(file)
    found.addFile(
        file, QSize(), QIcon.Mode.Selected
    )  # else Qt paints it over with the colour of the selection
    return found
