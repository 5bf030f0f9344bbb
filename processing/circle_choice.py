# SPDX-License-Identifier: GPL-3.0-or-later
"""How dialogs offer circles: by name and status, while the parameter's value stays the id."""

from processing.gui.wrappers import WidgetWrapper
from qgis.gui import QgsGui
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QCompleter

from ..layers import catalog
from .base import circle_hint, tr


class CircleChoice(WidgetWrapper):
    """A box to choose from or to type into; in the modeler QGIS's own widget, which can take a model's input."""

    def __new__(cls, param, dialog, row=0, col=0):
        if type(dialog).__name__ != "ModelerParametersDialog":
            return super().__new__(cls, param, dialog, row, col)
        widget = QgsGui.processingGuiRegistry().createModelerParameterWidget(
            dialog.model, dialog.childId, param, dialog.context
        )
        widget.setDialog(dialog)
        return widget

    def createLabel(self):
        label = super().createLabel()  # none in a table of runs
        parameter = self.parameterDefinition()
        if label is not None and parameter.flags() & parameter.Flag.FlagOptional:
            label.setText(tr("{title} [optional]").format(title=parameter.description()))
        return label

    def createWidget(self):
        box = QComboBox()
        box.setEditable(True)
        box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        if self.parameterDefinition().flags() & self.parameterDefinition().Flag.FlagOptional:
            box.addItem("", "")
        for circle in catalog.circles():
            box.addItem(circle_hint(circle), circle.circle_id)
        box.completer().setFilterMode(Qt.MatchFlag.MatchContains)
        box.completer().setCompletionMode(QCompleter.CompletionMode.PopupCompletion)
        box.currentTextChanged.connect(lambda text: self.widgetValueHasChanged.emit(self))
        return box

    def setValue(self, value):
        row = self.widget.findData("" if value is None else str(value))
        if row >= 0:
            self.widget.setCurrentIndex(row)
        else:
            self.widget.setEditText(str(value))

    def value(self):
        row = self.widget.findText(self.widget.currentText())
        return self.widget.itemData(row) if row >= 0 else self.widget.currentText().strip()
