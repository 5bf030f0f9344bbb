# SPDX-License-Identifier: GPL-3.0-or-later
"""What menu, dock, browser and locator do with a circle in the open project."""

from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import Qt, QTimer, QUrl
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QPushButton
from qgis.utils import OverrideCursor

from ..layers import catalog
from ..layers.errors import LayersError
from ..processing import messages, preferences
from ..processing.base import tr
from . import project
from .tasks import ReviewTask

REVIEW_LAYERS = ("conflict", "border", "belt", "parcel", "redline")  # from the top of the map downwards
SHEET_LAYERS = {
    "circle": "都市圈范围",
    "member": "成员单位",
}  # with their names in the legend of the Chinese sheet

EXAMPLE = "nanjing"  # the circle that samples are shipped for


class CircleActions:
    """Acts on circles for one QGIS window.

    Parameters
    ----------
    iface : QgisInterface
    """

    def __init__(self, iface):
        self.iface = iface
        self.task = None

    def load(self, circle_id, **choices):
        """Load a circle and zoom to it; ``choices`` as ``project.load_circle`` takes them."""
        # QGIS would give an empty project the CRS and the extent of its first layer, a moment later
        bridge = self.iface.layerTreeCanvasBridge()
        automatic = bridge.autoSetupOnFirstLayer()
        bridge.setAutoSetupOnFirstLayer(False)
        QTimer.singleShot(500, lambda: bridge.setAutoSetupOnFirstLayer(automatic))
        try:
            extent = project.load_circle(QgsProject.instance(), circle_id, **choices)
        except LayersError as error:
            self.say(str(error), Qgis.MessageLevel.Critical)
            return
        self._show(extent)

    def load_with(self, circle_id):
        """Ask which layers, which scale and which group, then load."""
        from .gui.load_dialog import LoadDialog

        dialog = LoadDialog(catalog.circle(circle_id), self.iface.mainWindow())
        if dialog.exec():
            self.load(circle_id, **dialog.choices())

    def zoom(self, kind, circle_id, key):
        """Zoom to a circle, group, member or zone, whether it is loaded or not."""
        extent = project.extent_of(kind, circle_id, key)
        if extent is None:
            self.say(tr("This zone has no place on the map: its sides are not known precisely."))
        else:
            self._show(extent)

    def review(self, circle_id):
        """Review a circle in the background, then show layers and a link to the figures."""
        task = ReviewTask(circle_id, preferences.belt_width_m())
        task.reviewed.connect(self._reviewed)
        task.refused.connect(lambda message: self.say(message, Qgis.MessageLevel.Critical))
        self.task = task  # the task manager holds only the C++ side
        QgsApplication.taskManager().addTask(task)
        return task

    def sheet(self, circle_id):
        """Open the dialog of the sheet for a circle."""
        import processing

        processing.execAlgorithmDialog("metro:exportsheet", {"CIRCLE": circle_id})

    def layout(self, circle_id):
        """Lay a sheet of the circle out in the open project and open it in the layout designer."""
        with OverrideCursor(Qt.CursorShape.WaitCursor):
            made = self._laid_out(catalog.circle(circle_id))
        return self.iface.openLayoutDesigner(made) if made else None

    def _laid_out(self, circle):
        from . import layouts, sheets

        layers = {kind: project.shipped_layer(kind, title, circle) for kind, title in SHEET_LAYERS.items()}
        slots = {
            "signature_left": preferences.organisation(),
            "signature_right": "",
            "source_note": f"成员单位依据《{circle.document}》；界线为分析级（约 ±100 m）",
            "sheet_no": "",
        }
        try:
            return layouts.add_sheet(
                QgsProject.instance(),
                f"{circle.name_zh} 范围图",
                layers,
                slots,
                circle=circle,
                theme="extent",
            )
        except sheets.SheetError as error:
            self.say(str(error), Qgis.MessageLevel.Critical)
            return None

    def compare(self, first, second):
        """Show what two circles share and what each has alone."""
        from .gui.compare_dialog import CompareDialog

        CompareDialog(catalog.circle(first), catalog.circle(second), self.iface.mainWindow()).exec()

    def check_layer(self):
        """Open the dialog of the red-line check with the selected layer as parcels."""
        import processing

        layer = self.iface.activeLayer()
        processing.execAlgorithmDialog("metro:redlineconflict", {"PARCELS": layer.id()} if layer else {})

    def show_toolbox(self):
        """Open the Processing toolbox with the plugin's algorithms."""
        from qgis.PyQt.QtWidgets import QDockWidget, QLineEdit

        toolbox = self.iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
        if toolbox is None:
            self.say(tr("The Processing plugin is switched off. Switch it on in the plugin manager."))
            return
        toolbox.show()
        toolbox.raise_()
        box = toolbox.findChild(QLineEdit)
        if box is not None:
            box.setText("metro")

    def open_example(self):
        """Start a new project with the Nanjing circle, its samples, its review and, when that is done, a sheet."""
        if not self.iface.newProject(True):
            return
        self.load(EXAMPLE)
        project.load_samples(QgsProject.instance(), EXAMPLE)
        self.review(EXAMPLE).reviewed.connect(lambda *_: self.layout(EXAMPLE))

    def say(self, text, level=Qgis.MessageLevel.Info):
        """Put a message into the message bar."""
        self.iface.messageBar().pushMessage("Metro Circles 都市圈", messages.shown(text), level, 12)

    def _reviewed(self, circle_id, package, summary):
        circle = catalog.circle(circle_id)
        title = tr("{name}: review 核查").format(name=circle.name_zh)
        group = QgsProject.instance().layerTreeRoot().insertGroup(0, title)
        for name in REVIEW_LAYERS:
            layer = QgsVectorLayer(f"{package}|layername={name}", _review_title(name), "ogr")
            if layer.isValid():
                QgsProject.instance().addMapLayer(layer, False)
                group.addLayer(layer)
        bar = self.iface.messageBar()
        text = tr("{name} is reviewed.").format(name=circle.name_zh)
        message = bar.createMessage("Metro Circles 都市圈", text)
        button = QPushButton(tr("Show the figures"), message)
        button.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(Path(summary)))))
        message.layout().addWidget(button)
        bar.pushWidget(message, Qgis.MessageLevel.Success, 0)

    def _show(self, extent):
        canvas = self.iface.mapCanvas()
        box = project.to_project(extent)
        box.scale(1.05)
        canvas.setExtent(box)
        canvas.refresh()


def _review_title(name):
    return {
        "conflict": tr("Conflicts 冲突"),
        "border": tr("Borders 边界线段"),
        "belt": tr("Belts 毗邻带"),
        "parcel": tr("Parcels checked 地块核查"),
        "redline": tr("Ecological red lines 生态保护红线"),
    }[name]
