# SPDX-License-Identifier: GPL-3.0-or-later
# Runs inside the QGIS desktop, before the script of a test. The test sees what finish() is given.
# ruff: noqa: F401 (the scripts of the tests use these names)
import json
import os
import sys
import time
import traceback
from pathlib import Path

import qgis.utils
from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QEventLoop, Qt, QTimer, QUrl, pyqtSlot
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QApplication, QDockWidget, QMenu, QTabWidget, QWidget
from qgis.utils import iface


def plugin():
    """The plugin as the desktop holds it."""
    return qgis.utils.plugins["metro_circles"]


def plugin_folder():
    """Where the plugin's files are, as it sees itself."""
    return str(Path(sys.modules["metro_circles"].__file__).parent)


def wait(seconds=0.2, until=None):
    """Let the desktop work for some seconds, or until something is true (then at most so long)."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        QCoreApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 50)
        if until is not None and until():
            return True
        time.sleep(0.02)
    return until is None


def wait_for_map(seconds=30):
    """Wait until the map is drawn."""
    canvas = iface.mapCanvas()
    wait(0.5)
    canvas.waitWhileRendering()
    wait(seconds, until=lambda: not canvas.isDrawing())
    wait(0.5)


def photograph(name, widget=None):
    """Keep a picture of a window under build/screens."""
    wait(0.3)
    (widget or iface.mainWindow()).grab().save(str(Path(os.environ["METRO_SCREENS"]) / f"{name}.png"))


def log():
    """What QGIS's log panel shows, from the start of QGIS on: texts by their tag."""
    tabs = iface.mainWindow().findChild(QDockWidget, "MessageLog").findChild(QTabWidget)
    return {tabs.tabText(row): tabs.widget(row).toPlainText() for row in range(tabs.count())}


def finish(report):
    """Write the report and leave QGIS without questions."""
    report["log"] = log()
    Path(os.environ["METRO_REPORT"]).write_text(json.dumps(report, ensure_ascii=False), encoding="utf-8")
    QgsProject.instance().setDirty(False)
    os._exit(0)


def run(name, inputs):
    """Run an algorithm; what it tells the planner goes to him, not to the log panel."""
    from qgis.core import QgsProcessingFeedback

    import processing

    return processing.run(name, inputs, feedback=QgsProcessingFeedback(False))


def start(work):
    """Run ``work`` once the desktop stands; what it raises becomes the report."""

    def guarded():
        try:
            iface.messageBar().clearWidgets()  # what QGIS itself complains of at its start
            work()
        except BaseException:  # noqa: BLE001 (the report carries it to the test)
            finish({"error": traceback.format_exc()})

    QTimer.singleShot(1500, guarded)
