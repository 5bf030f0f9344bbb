# SPDX-License-Identifier: GPL-3.0-or-later
"""Wires provider, dock, menu and toolbar into QGIS, and takes them out again."""

from qgis.core import QgsApplication, QgsProcessingException
from qgis.PyQt.QtCore import QCoreApplication, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon

from .paths import ICON, TRANSLATIONS

MENU = "Metro Circles 都市圈"


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
        self.translator = None
        self.actions = None
        self.dock = None
        self.toggle = None
        self.locator = self.browser = self.options = self.functions = None

    def initProcessing(self):
        """Register the provider; all that qgis_process asks for."""
        from ..processing.provider import MetroProvider

        self._translate()
        self.provider = MetroProvider(export_sheet)
        QgsApplication.processingRegistry().addProvider(self.provider)

    def initGui(self):
        """Register the provider, and put the dock, the menu and the toolbar button into the window."""
        from . import expressions
        from .actions import CircleActions
        from .browser import CircleBrowserProvider
        from .gui.dock import CircleDock
        from .gui.options import OptionsFactory
        from .locator import CircleLocatorFilter

        self.initProcessing()
        self.actions = CircleActions(self.iface)
        self.dock = CircleDock(self.iface.mainWindow())
        for signal, slot in (
            (self.dock.load_wanted, self.actions.load),
            (self.dock.load_with_wanted, self.actions.load_with),
            (self.dock.zoom_wanted, self.actions.zoom),
            (self.dock.review_wanted, self.actions.review),
            (self.dock.sheet_wanted, self.actions.sheet),
            (self.dock.compare_wanted, self.actions.compare),
        ):
            signal.connect(slot)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        self.toggle = self.dock.toggleViewAction()
        self.toggle.setIcon(QIcon(str(ICON)))
        self.iface.addPluginToMenu(MENU, self.toggle)
        self.iface.addToolBarIcon(self.toggle)
        self.locator = CircleLocatorFilter(self.actions)
        self.iface.registerLocatorFilter(self.locator)
        self.browser = CircleBrowserProvider()
        QgsApplication.dataItemProviderRegistry().addProvider(self.browser)
        self.options = OptionsFactory()
        self.iface.registerOptionsWidgetFactory(self.options)
        self.functions = expressions.register()

    def unload(self):
        """Leave nothing behind."""
        if self.dock is not None:
            from . import expressions

            expressions.unregister(self.functions)
            self.iface.unregisterOptionsWidgetFactory(self.options)
            QgsApplication.dataItemProviderRegistry().removeProvider(self.browser)
            self.iface.deregisterLocatorFilter(self.locator)
            self.iface.removePluginMenu(MENU, self.toggle)
            self.iface.removeToolBarIcon(self.toggle)
            self.iface.removeDockWidget(self.dock)
            self.dock.setParent(None)
            self.dock.deleteLater()
            self.dock = self.toggle = self.actions = None
            self.locator = self.browser = self.options = self.functions = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self.translator is not None:
            QCoreApplication.removeTranslator(self.translator)
            self.translator = None

    def _translate(self):
        # QGIS names its Chinese zh-Hans, older profiles zh_CN
        if not QgsApplication.instance().locale().startswith("zh"):
            return
        translator = QTranslator()
        if translator.load("metro_circles_zh_CN", str(TRANSLATIONS)):
            QCoreApplication.installTranslator(translator)
            self.translator = translator
