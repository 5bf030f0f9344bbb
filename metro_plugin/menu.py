# SPDX-License-Identifier: GPL-3.0-or-later
"""Menu, toolbar button and layer action of the plugin."""

from qgis.core import Qgis
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

from ..processing.base import tr
from .paths import ICON

MENU = "Metro Circles 都市圈"


class PluginMenu:
    """What the plugin puts into the window's menus; ``remove`` takes all of it out again.

    Parameters
    ----------
    iface : QgisInterface
    actions : actions.CircleActions
    dock : gui.dock.CircleDock
    """

    def __init__(self, iface, actions, dock):
        self.iface = iface
        self.toggle = dock.toggleViewAction()
        self.toggle.setIcon(QIcon(str(ICON)))
        window = iface.mainWindow()
        self.entries = [self.toggle]
        for name, title, slot in (
            ("metroExample", tr("Open the Nanjing example 示例"), actions.open_example),
            ("metroAlgorithms", tr("Show the algorithms in the toolbox"), actions.show_toolbox),
        ):
            action = QAction(title, window)
            action.setObjectName(name)
            action.triggered.connect(slot)
            self.entries.append(action)
        for action in self.entries:
            iface.addPluginToMenu(MENU, action)
        iface.addToolBarIcon(self.toggle)
        self.check = QAction(QIcon(str(ICON)), tr("Check this layer against red lines…"), window)
        self.check.setObjectName("metroCheckLayer")
        self.check.triggered.connect(actions.check_layer)
        iface.addCustomActionForLayerType(self.check, "", Qgis.LayerType.Vector, True)

    def remove(self):
        """Leave no entry behind."""
        self.iface.removeCustomActionForLayerType(self.check)
        self.iface.removeToolBarIcon(self.toggle)
        for action in self.entries:
            self.iface.removePluginMenu(MENU, action)
        for action in (*self.entries[1:], self.check):
            action.deleteLater()
