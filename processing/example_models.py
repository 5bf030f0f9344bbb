# SPDX-License-Identifier: GPL-3.0-or-later
"""The example models in the toolbox: ``metro:circlebelts`` and ``metro:parcelreport``.

They are models like a planner's own, read from ``models/``, and shown by the provider with a permanent id and
a title in QGIS's language.
"""

from pathlib import Path

from qgis.core import QgsProcessingModelAlgorithm

from .base import group_icon, help_page, tr

FOLDER = Path(__file__).parent / "models"
MODELS = {  # id -> its file
    "circlebelts": "circle_belts_overlap.model3",
    "parcelreport": "parcels_redline_report.model3",
}


def titles():
    """Id -> title, in QGIS's language."""
    return {
        "circlebelts": tr("Planning layers in the belts of a circle"),
        "parcelreport": tr("Parcels against red lines, with report"),
    }


class ExampleModel(QgsProcessingModelAlgorithm):
    """A shipped model under a name of its own.

    Parameters
    ----------
    name : str
        Of ``MODELS``. The algorithms that it calls must be registered already.
    """

    def __init__(self, name):
        super().__init__()
        self.fromFile(str(FOLDER / MODELS[name]))
        self._name = name

    def name(self):
        return self._name

    def displayName(self):
        return titles()[self._name]

    def group(self):
        return tr("Example models")

    def groupId(self):
        return "models"

    def icon(self):
        return group_icon("models")

    def helpUrl(self):
        return help_page("index")

    def createInstance(self):
        return ExampleModel(self._name)
