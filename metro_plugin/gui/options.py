# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's page in QGIS's options dialog."""

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QFontDatabase, QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFontComboBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QVBoxLayout,
)

from ...processing import preferences
from ...processing.base import tr
from ..paths import ICON


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page when the dialog is opened."""

    def __init__(self):
        super().__init__()
        self.setTitle(tr("Metro Circles 都市圈"))

    def icon(self):
        return QIcon(str(ICON))

    def createWidget(self, parent):
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """Width of belts, units, invalid geometries; organisation and fonts of sheets; own folders."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.width = QDoubleSpinBox(self)
        self.width.setRange(1, 100_000)
        self.width.setDecimals(0)
        self.width.setSuffix(" m")
        self.width.setValue(preferences.belt_width_m())
        self.unit = _choice(self, _units(), preferences.unit())
        self.policy = _choice(self, _policies(), preferences.policy())
        self.organisation = QLineEdit(preferences.organisation(), self)
        self.fonts = {role: _font(self, role) for role in ("hei", "song", "latin")}
        self.circles = _folder(self, preferences.folder("circles"))
        self.templates = _folder(self, preferences.folder("templates"))
        page = QVBoxLayout(self)
        for title, rows in (
            (
                tr("Analysis"),
                (
                    (tr("Width of adjacency belts on each side"), self.width),
                    (tr("Areas in messages"), self.unit),
                    (tr("Invalid geometries"), self.policy),
                ),
            ),
            (
                tr("Map sheets"),
                (
                    (tr("Organisation on map sheets"), self.organisation),
                    (tr("Titles (黑体)"), self.fonts["hei"]),
                    (tr("Text (宋体)"), self.fonts["song"]),
                    (tr("Latin letters and figures"), self.fonts["latin"]),
                    (
                        _note(
                            tr("The standard's font that is not there is replaced by the next one that is.")
                        ),
                    ),
                ),
            ),
            (
                tr("Folders"),
                (
                    (tr("Folder of my circles"), self.circles),
                    (tr("Folder of my sheet templates"), self.templates),
                ),
            ),
        ):
            box = QGroupBox(title, self)
            form = QFormLayout(box)
            for row in rows:
                form.addRow(*row)
            page.addWidget(box)
        page.addStretch()

    def apply(self):
        preferences.store("belt_width_m", self.width.value())
        preferences.store("unit", self.unit.currentData())
        preferences.store("policy", self.policy.currentData())
        preferences.store("organisation", self.organisation.text().strip())
        for role, box in self.fonts.items():
            preferences.store(f"font_{role}", box.currentData())
        preferences.store("circles_folder", self.circles.filePath())
        preferences.store("templates_folder", self.templates.filePath())


def _units():
    return {"ha": tr("hectares (ha)"), "km2": tr("square kilometres (km²)"), "mu": tr("mu (亩)")}


def _policies():
    return {
        "stop": tr("stop, and name the feature and the place"),
        "repair": tr("repair, count and list them"),
    }


def _choice(parent, options, current):
    """A list of titles by their keys."""
    box = QComboBox(parent)
    for key, title in options.items():
        box.addItem(title, key)
    box.setCurrentIndex(max(box.findData(current), 0))
    return box


def _font(parent, role):
    """The families that can write a role's text; first of all what the standard asks for."""
    writing = QFontDatabase.WritingSystem
    known = QFontComboBox()
    known.setWritingSystem(writing.Latin if role == "latin" else writing.SimplifiedChinese)
    families = [known.itemText(row) for row in range(known.count())]
    current = preferences.font(role)
    if current and current not in families:
        families.insert(0, current)
    return _choice(parent, {"": tr("as the standard says"), **{one: one for one in families}}, current)


def _note(text):
    note = QLabel(text)
    note.setWordWrap(True)
    note.setEnabled(False)
    return note


def _folder(parent, path):
    widget = QgsFileWidget(parent)
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.setFilePath(str(path))
    return widget
