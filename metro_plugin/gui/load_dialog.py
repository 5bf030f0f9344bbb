# SPDX-License-Identifier: GPL-3.0-or-later
"""Which layers of a circle to load, in which detail, into which group."""

from qgis.core import QgsProject
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QListWidget,
    QListWidgetItem,
)

from ...processing.base import tr
from .. import project


class LoadDialog(QDialog):
    """Offers the layers of one circle; ``choices()`` is what ``project.load_circle`` takes."""

    def __init__(self, circle, parent=None):
        super().__init__(parent)
        self.setWindowTitle(tr("Load {name}").format(name=circle.name_zh))
        self.layers = QListWidget(self)
        self.layers.setAccessibleName(tr("Layers"))
        for kind in project.CIRCLE_LAYERS:
            item = QListWidgetItem(project.layer_title(kind))
            item.setData(Qt.ItemDataRole.UserRole, kind)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            wanted = kind in project.USUAL
            item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)
            self.layers.addItem(item)
        self.scale = QComboBox(self)
        for scale, title in (
            ("full", tr("Full detail")),
            ("250k", tr("Generalised for 1:250 000")),
            ("1m", tr("Generalised for 1:1 000 000")),
        ):
            self.scale.addItem(title, scale)
        self.group = QComboBox(self)
        self.group.setEditable(True)
        self.group.addItem(circle.name_zh)
        groups = QgsProject.instance().layerTreeRoot().findGroups(True)
        self.group.addItems([g.name() for g in groups if g.name() != circle.name_zh])
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(tr("&Layers"), self.layers)
        form.addRow(tr("&Boundaries"), self.scale)
        form.addRow(tr("Into &group"), self.group)
        form.addRow(buttons)

    def choices(self):
        """Return ``kinds``, ``scale`` and ``group`` as chosen."""
        items = [self.layers.item(row) for row in range(self.layers.count())]
        kinds = [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() == Qt.CheckState.Checked]
        return {"kinds": kinds, "scale": self.scale.currentData(), "group": self.group.currentText()}
