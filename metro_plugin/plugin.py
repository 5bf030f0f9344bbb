# SPDX-License-Identifier: GPL-3.0-or-later
"""Wires the provider, the menu and the toolbar into QGIS, and takes them out again."""

from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingException
from qgis.PyQt.QtCore import QCoreApplication, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction

HERE = Path(__file__).parent


def export_sheet(*arguments, **options):
    """Call ``sheets.export_sheet``, loaded with the first sheet that is wanted, for an algorithm."""
    from . import sheets

    try:
        return sheets.export_sheet(*arguments, **options)
    except sheets.SheetError as error:
        raise QgsProcessingException(str(error)) from error


class MetroCirclesPlugin:
    """The plugin as QGIS holds it.

    Parameters
    ----------
    iface : QgisInterface or None
        None in qgis_process, where only the provider is wanted.
    """

    def __init__(self, iface):
        self.iface = iface
        self.provider = None
        self.action = None
        self.translator = None

    def initProcessing(self):
        """Register the provider; all that qgis_process asks for."""
        from ..processing.provider import MetroProvider

        self._translate()
        self.provider = MetroProvider(export_sheet)
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Register the provider, and put the plugin into menu and toolbar."""
        self.initProcessing()
        self.action = QAction(
            QIcon(str(HERE / "icon.svg")), self.tr("Load a metropolitan circle…"), self.iface.mainWindow()
        )
        self.action.setObjectName("metroLoadCircle")
        self.action.triggered.connect(self.choose_circle)
        self.iface.addPluginToMenu("Metro Circles 都市圈", self.action)
        self.iface.addToolBarIcon(self.action)

    def unload(self):
        """Leave nothing behind."""
        if self.action is not None:
            self.iface.removePluginMenu("Metro Circles 都市圈", self.action)
            self.iface.removeToolBarIcon(self.action)
            self.action.deleteLater()
            self.action = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None

    def choose_circle(self):
        """Ask for a circle and load it, styled and grouped, into the project."""
        from .gui.choose_circle import ChooseCircleDialog

        dialog = ChooseCircleDialog(self.iface.mainWindow())
        if dialog.exec():
            self.load_circle(dialog.circle_id())

    def load_circle(self, circle_id):
        """Load a circle into the open project and zoom to it."""
        from qgis.core import QgsProject

        from . import project

        extent = project.load_circle(QgsProject.instance(), circle_id)
        canvas = self.iface.mapCanvas()
        canvas.setExtent(project.to_project(extent, QgsProject.instance()))
        canvas.refresh()

    def tr(self, text):
        return QCoreApplication.translate("MetroCircles", text)

    def _translate(self):
        translator = QTranslator()
        if translator.load(f"metro_circles_{QgsApplication.instance().locale()}", str(HERE / "i18n")):
            QCoreApplication.installTranslator(translator)
            self.translator = translator
