# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the plugin's own files lie."""

from pathlib import Path

HERE = Path(__file__).parent
ICON = HERE / "icon.svg"
TRANSLATIONS = HERE / "i18n"
