# SPDX-License-Identifier: GPL-3.0-or-later
"""Long work of the dock, in the background with progress and cancel."""

import tempfile
from pathlib import Path

from qgis.core import QgsProcessingFeedback, QgsProcessingUtils, QgsTask
from qgis.PyQt.QtCore import pyqtSignal

from ..layers import catalog
from ..processing import quiet
from ..processing.base import SAMPLE_CATEGORY, progress, tr


class TaskFeedback(QgsProcessingFeedback):
    """Hands progress to a task, and the task's cancel to the engine; keeps the warnings."""

    def __init__(self, task):
        super().__init__(False)
        self.task = task
        self.warnings = []
        self.progressChanged.connect(task.setProgress)

    def isCanceled(self):
        return self.task.isCanceled()

    def pushWarning(self, warning):
        self.warnings.append(warning)


class ReviewTask(QgsTask):
    """Reviews a circle; ``reviewed`` says where the layers and the summary are, ``refused`` why not."""

    reviewed = pyqtSignal(str, str, str)  # circle id, GeoPackage, summary text file
    refused = pyqtSignal(str)

    def __init__(self, circle_id, width_m):
        super().__init__(tr("Review of {name}").format(name=catalog.circle(circle_id).name_zh))
        self.circle = catalog.circle(circle_id)
        self.width_m = width_m
        self.files = None
        self.message = None

    def run(self):
        quiet.prepare()
        from ..layers.errors import LayersError
        from ..processing.engine.errors import MetroError

        try:
            self.files = self._review()
        except (MetroError, LayersError, OSError) as error:
            self.message = str(error)
        return self.files is not None

    def finished(self, good):
        if good:
            self.reviewed.emit(self.circle.circle_id, *map(str, self.files))
        elif not self.isCanceled():
            self.refused.emit(self.message)

    def _review(self):
        from ..processing import outputs
        from ..processing.inputs import checked
        from ..processing.review import LAYER_KINDS, review, summary_text
        from ..styles import catalog as styles

        feedback = TaskFeedback(self)
        inputs = {"sample": bool(catalog.samples(self.circle.circle_id))}
        if inputs["sample"]:
            for name, kind in (("parcels", "parcels"), ("redlines", "redline")):
                inputs[name] = checked(catalog.read_sample(self.circle.circle_id, kind), "stop", feedback)
            inputs["category"] = SAMPLE_CATEGORY
        found = review(self.circle, self.width_m, **inputs, progress=progress(feedback, 0.05, 0.9))
        folder = Path(tempfile.mkdtemp(prefix="metro-review-", dir=QgsProcessingUtils.tempFolder()))
        package = folder / f"{self.circle.circle_id}_review.gpkg"
        kinds = {layer: styles.style_for(LAYER_KINDS.get(layer, layer)) for layer in found.frames}
        outputs.write_file(package, found.frames, kinds)
        text = folder / f"{self.circle.circle_id}_summary.txt"
        text.write_text(summary_text(found.summary), encoding="utf-8")
        return package, text
