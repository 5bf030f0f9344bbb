# SPDX-License-Identifier: GPL-3.0-or-later
"""The Processing provider ``metro``."""

from pathlib import Path

from qgis.core import QgsApplication, QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..layers import catalog
from . import preferences
from .algorithms import ALGORITHMS
from .example_models import MODELS, ExampleModel


class MetroProvider(QgsProcessingProvider):
    """Offers the plugin's algorithms.

    Parameters
    ----------
    export_sheet : callable
        ``metro_plugin.sheets.export_sheet``: handed in, since processing imports nothing of the plugin.
    """

    def __init__(self, export_sheet):
        super().__init__()
        self.export_sheet = export_sheet
        catalog.register_folder(preferences.folder("circles"))

    def id(self):
        return "metro"

    def name(self):
        return "Metro Circles 都市圈"

    def longName(self):
        return self.name()

    def icon(self):
        return QIcon(str(Path(__file__).parent.parent / "metro_plugin" / "icon.svg"))

    def loadAlgorithms(self):
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm())
        if QgsApplication.processingRegistry().providerById(self.id()) is not None:
            # models look up what they call: they come with the refresh after the provider is registered
            for name in MODELS:
                self.addAlgorithm(ExampleModel(name))
