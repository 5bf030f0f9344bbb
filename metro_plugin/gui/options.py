# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin's page in QGIS's options dialog."""

from qgis.gui import QgsFileWidget, QgsOptionsPageWidget, QgsOptionsWidgetFactory
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QComboBox, QDoubleSpinBox, QFormLayout, QLineEdit

from ...processing import preferences
from ...processing.base import tr
from ..paths import ICON


class OptionsFactory(QgsOptionsWidgetFactory):
    """Makes the page when the dialog is opened."""

    def __init__(self):
        super().__init__()
        self.setTitle("Metro Circles 都市圈")

    def icon(self):
        return QIcon(str(ICON))

    def createWidget(self, parent):
        return OptionsPage(parent)


class OptionsPage(QgsOptionsPageWidget):
    """Width of belts, units, invalid geometries, organisation, own folders."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.width = QDoubleSpinBox(self)
        self.width.setRange(1, 100_000)
        self.width.setDecimals(0)
        self.width.setSuffix(" m")
        self.width.setValue(preferences.belt_width_m())
        self.unit = _choice(self, preferences.UNITS, preferences.unit())
        self.policy = _choice(self, preferences.POLICIES, preferences.policy())
        self.organisation = QLineEdit(preferences.organisation(), self)
        self.circles = _folder(self, preferences.folder("circles"))
        self.templates = _folder(self, preferences.folder("templates"))
        form = QFormLayout(self)
        form.addRow(tr("Width of adjacency belts on each side"), self.width)
        form.addRow(tr("Areas in messages"), self.unit)
        form.addRow(tr("Invalid geometries"), self.policy)
        form.addRow(tr("Organisation on map sheets"), self.organisation)
        form.addRow(tr("Folder of my circles"), self.circles)
        form.addRow(tr("Folder of my sheet templates"), self.templates)

    def apply(self):
        preferences.store("belt_width_m", self.width.value())
        preferences.store("unit", self.unit.currentText())
        preferences.store("policy", self.policy.currentText())
        preferences.store("organisation", self.organisation.text().strip())
        preferences.store("circles_folder", self.circles.filePath())
        preferences.store("templates_folder", self.templates.filePath())


def _choice(parent, options, current):
    box = QComboBox(parent)
    box.addItems(list(options))
    box.setCurrentText(current)
    return box


def _folder(parent, path):
    widget = QgsFileWidget(parent)
    widget.setStorageMode(QgsFileWidget.StorageMode.GetDirectory)
    widget.setFilePath(str(path))
    return widget
