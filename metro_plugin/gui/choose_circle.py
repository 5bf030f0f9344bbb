# SPDX-License-Identifier: GPL-3.0-or-later
"""A dialog that offers the circles with their status."""

from qgis.PyQt.QtCore import QCoreApplication, Qt
from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QListWidget, QListWidgetItem, QVBoxLayout

from ...layers import catalog


class ChooseCircleDialog(QDialog):
    """Lists the circles; the one chosen is ``circle_id()`` once accepted."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.setWindowTitle(QCoreApplication.translate("MetroCircles", "Load a metropolitan circle"))
        self.list = QListWidget(self)
        for circle in catalog.circles():
            item = QListWidgetItem(f"{circle.name_zh}（{circle.status}）")
            item.setData(Qt.ItemDataRole.UserRole, circle.circle_id)
            item.setToolTip(f"{circle.document} · {circle.issuer} · {circle.published}")
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemDoubleClicked.connect(self.accept)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        self.resize(420, 480)

    def circle_id(self):
        return self.list.currentItem().data(Qt.ItemDataRole.UserRole)
