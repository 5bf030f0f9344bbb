# SPDX-License-Identifier: GPL-3.0-or-later
"""The planner's own sheet templates: found by name, where QGIS and the plugin's options keep them."""

from difflib import get_close_matches
from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingException

from . import preferences
from .base import tr


def folders():
    """Return the folders that may hold templates, the profile's own first."""
    profile = Path(QgsApplication.qgisSettingsDirPath()) / "composer_templates"
    searched = map(Path, QgsApplication.layoutTemplatePaths())
    return list(dict.fromkeys([profile, preferences.folder("templates"), *searched]))


def own_templates():
    """Return name → path of the templates that the planner saved from the layout designer.

    A name that two folders have carries the folder's. Templates are checked when a sheet is made with one.
    """
    found = {}
    for folder in folders():
        for path in sorted(folder.glob("*.qpt")):
            name = path.stem if path.stem not in found else f"{path.stem} ({folder.name})"
            found.setdefault(name, path)
    return found


def template_of(text):
    """Return the path of a template that is given by its name or as a file; None without one.

    Raises
    ------
    QgsProcessingException
        When it is neither; the message names the planner's own.
    """
    text = (text or "").strip()
    if not text:
        return None
    own = own_templates()
    if text in own:
        return own[text]
    if Path(text).suffix.casefold() == ".qpt":
        return Path(text)
    raise QgsProcessingException(
        tr(
            "There is no sheet template '{name}'. Nearest: {nearest}. Own templates: {own}; or give a file."
        ).format(
            name=text,
            nearest=", ".join(get_close_matches(text, own, n=3, cutoff=0.3)) or "-",
            own=", ".join(own) or "-",
        )
    )
