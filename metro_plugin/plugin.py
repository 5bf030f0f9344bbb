# SPDX-License-Identifier: GPL-3.0-or-later
"""Wires provider, dock, menu and toolbar into QGIS, and takes them out again."""

from qgis.core import QgsApplication, QgsProcessingException
from qgis.PyQt.QtCore import QCoreApplication, QFileSystemWatcher, Qt, QTranslator

from .paths import TRANSLATIONS


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
        self.made = ()  # folders that were made to be watched; they go again where nothing was kept in them
        self.menu = None
        self.locator = self.browser = self.options = self.functions = self.template = None

    def initProcessing(self):
        """Register the provider; all that qgis_process asks for."""
        from ..processing.provider import MetroProvider

        self._translate()
        self.provider = MetroProvider(export_sheet)
        QgsApplication.processingRegistry().addProvider(self.provider)
        self.provider.refreshAlgorithms()  # with the models, now that what they call is there

    def initGui(self):
        """Register the provider, and put the dock, the menu and the toolbar button into the window."""
        from ..processing import preferences
        from . import expressions, template
        from .actions import CircleActions
        from .browser import CircleBrowserProvider
        from .gui.dock import CircleDock
        from .gui.options import OptionsFactory
        from .locator import CircleLocatorFilter
        from .menu import PluginMenu

        self.initProcessing()
        self.actions = CircleActions(self.iface)
        self.dock = CircleDock(self.iface.mainWindow())
        for signal, slot in (
            (self.dock.load_wanted, self.actions.load),
            (self.dock.load_with_wanted, self.actions.load_with),
            (self.dock.zoom_wanted, self.actions.zoom),
            (self.dock.review_wanted, self.actions.review),
            (self.dock.sheet_wanted, self.actions.sheet),
            (self.dock.layout_wanted, self.actions.layout),
            (self.dock.compare_wanted, self.actions.compare),
        ):
            signal.connect(slot)
        self.iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, self.dock)
        self.dock.hide()
        own = preferences.folder("circles")
        self.made = [folder for folder in (own, own.parent) if not folder.exists()]
        own.mkdir(parents=True, exist_ok=True)
        self.watcher = QFileSystemWatcher([str(own)], self.dock)
        self.watcher.directoryChanged.connect(self.dock.refresh)
        self.menu = PluginMenu(self.iface, self.actions, self.dock)
        self.locator = CircleLocatorFilter(self.actions)
        self.iface.registerLocatorFilter(self.locator)
        self.browser = CircleBrowserProvider()
        self.watcher.directoryChanged.connect(self.browser.refresh)
        QgsApplication.dataItemProviderRegistry().addProvider(self.browser)
        self.options = OptionsFactory()
        self.iface.registerOptionsWidgetFactory(self.options)
        self.functions = expressions.register()
        self.template = template.install()

    def unload(self):
        """Leave nothing behind."""
        if self.dock is not None:
            from . import expressions, template

            template.remove(self.template)
            expressions.unregister(self.functions)
            self.iface.unregisterOptionsWidgetFactory(self.options)
            QgsApplication.dataItemProviderRegistry().removeProvider(self.browser)
            self.iface.deregisterLocatorFilter(self.locator)
            self.menu.remove()
            self.iface.removeDockWidget(self.dock)
            self.dock.setParent(None)
            self.dock.deleteLater()
            self.dock = self.menu = self.actions = None
            for folder in self.made:
                if not any(folder.iterdir()):
                    folder.rmdir()
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
