# SPDX-License-Identifier: GPL-3.0-or-later
"""How dialogs offer sheet templates: the shipped sheet, the planner's own by name, or a file."""

from qgis.PyQt.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QToolButton, QWidget

from .base import tr
from .circle_choice import CircleChoice
from .sheettemplates import own_templates


class TemplateChoice(CircleChoice):
    """A box with the templates' names, into which a file can be typed or chosen."""

    def createWidget(self):
        panel = QWidget()
        self.box = QComboBox(panel)
        self.box.setEditable(True)
        self.box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.box.addItem(tr("Shipped sheet"), "")
        for name, path in own_templates().items():
            self.box.addItem(name, name)
            self.box.setItemData(self.box.count() - 1, str(path), 3)  # tool tip
        self.box.currentTextChanged.connect(lambda text: self.widgetValueHasChanged.emit(self))
        button = QToolButton(panel)
        button.setText("…")
        button.clicked.connect(self._browse)
        row = QHBoxLayout(panel)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.box, 1)
        row.addWidget(button)
        return panel

    def _browse(self):
        file, _ = QFileDialog.getOpenFileName(
            self.box, tr("Own sheet template"), "", tr("Layout templates") + " (*.qpt)"
        )
        if file:
            self.box.setEditText(file)

    def setValue(self, value):
        row = self.box.findData("" if value is None else str(value))
        if row >= 0:
            self.box.setCurrentIndex(row)
        else:
            self.box.setEditText(str(value))

    def value(self):
        row = self.box.findText(self.box.currentText())
        return self.box.itemData(row) if row >= 0 else self.box.currentText().strip()
