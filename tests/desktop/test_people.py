# SPDX-License-Identifier: GPL-3.0-or-later
"""What people need of the desktop: their language, the keyboard, large type, dialogs, their own circles."""

import pytest

CHINESE = "[locale]\noverrideFlag=true\nuserLocale=zh-Hans\n"

DIALOG = """
from qgis.PyQt.QtGui import QDesktopServices
from qgis.PyQt.QtWidgets import QDialogButtonBox, QPushButton, QTextBrowser

class Reader(QTextBrowser):
    # stands for the planner's browser

    @pyqtSlot(QUrl)
    def open_page(self, url):
        self.asked = url.toLocalFile()
        self.setSource(url)
        self.resize(900, 700)
        self.show()

def work():
    iface.mainWindow().resize(1500, 950)
    plugin().menu.toggle.trigger()
    plugin().dock.select("chengdu")
    wait(0.5)
    language = "zh" if QgsApplication.instance().locale().startswith("zh") else "en"
    photograph({"zh": "dock_chinese", "en": "dock_english"}[language])
    import processing
    target = os.environ["METRO_REPORT"].replace("report.json", "成员.gpkg")
    values = {"CIRCLE": "chengdu", "OUTPUT_MEMBERS": target, "OUTPUT_CIRCLE": "TEMPORARY_OUTPUT"}
    dialog = processing.createAlgorithmDialog("metro:loadcircle", values)
    dialog.show()
    wait(1)
    photograph(f"algorithm_dialog_{language}", dialog)
    reader = Reader()
    QDesktopServices.setUrlHandler("file", reader.open_page)
    boxes = dialog.findChildren(QDialogButtonBox)
    button = next(b for b in (box.button(QDialogButtonBox.StandardButton.Help) for box in boxes) if b)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    wait(1)
    QDesktopServices.unsetUrlHandler("file")
    photograph(f"help_{language}", reader)
    run_button = next(b for b in dialog.findChildren(QPushButton) if b.isDefault() or b.text() in ("Run", "运行"))
    QTest.mouseClick(run_button, Qt.MouseButton.LeftButton)
    wait(40, until=lambda: Path(target).exists() and QgsProject.instance().count() >= 2)
    wait(1)
    layers = {layer.name(): layer.featureCount() for layer in QgsProject.instance().mapLayers().values()}
    algorithm = QgsApplication.processingRegistry().algorithmById("metro:redlineconflict")
    finish({
        "title": dialog.windowTitle(),
        "layers": layers,
        "group": algorithm.group(),
        "button": plugin().dock.actions_by_name["load"].text(),
        "page": [reader.asked, reader.document().toPlainText()],
    })

start(work)
"""


@pytest.mark.slow
@pytest.mark.parametrize(
    ("settings", "language", "words"),
    [
        (CHINESE, "zh", ("加载都市圈", "加载", "生态保护红线", "回答什么")),
        ("", "en", ("Load circle", "Load", "Ecological red lines", "What it answers")),
    ],
)
def test_algorithm_runs_from_its_dialog_in_both_languages(desktop, root, settings, language, words):
    report = desktop(DIALOG, settings=settings)
    title, button, group, heading = words
    assert title in report["title"]
    assert (report["button"], report["group"]) == (button, group)
    assert sorted(report["layers"].values()) == [1, 30]
    file, text = report["page"]
    assert file.endswith(f"/metro_plugin/help/{language}/loadcircle.html")
    assert title in text
    assert heading in text


KEYBOARD = """
from qgis.PyQt.QtGui import QContextMenuEvent
from qgis.PyQt.QtWidgets import QApplication

def press(key, times=1):
    for _ in range(times):
        QTest.keyClick(QApplication.focusWidget(), key)
        wait(0.1)

def menu_by_key():
    # the menu runs a loop of its own: look at it from a timer, and choose by its keys
    shown = []

    def look():
        menu = QApplication.activePopupWidget()
        shown.extend(action.text() for action in menu.actions())
        QTest.keyClick(menu, Qt.Key.Key_Escape)

    QTimer.singleShot(400, look)
    centre = dock.view.visualRect(dock.view.currentIndex()).center()
    QApplication.sendEvent(dock.view.viewport(), QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, centre))
    wait(0.6)
    return shown

def work():
    global dock
    iface.mainWindow().resize(1500, 950)
    plugin().menu.toggle.trigger()
    dock = plugin().dock
    iface.mainWindow().activateWindow()
    dock.search.setFocus()
    wait(0.5)
    QTest.keyClicks(dock.search, "nj")
    press(Qt.Key.Key_Return)  # into the tree, at the best hit
    first = dock.current()
    press(Qt.Key.Key_Right)  # unfold the circle
    press(Qt.Key.Key_Down)
    below = dock.current()
    press(Qt.Key.Key_Up)
    menu = menu_by_key()
    dock.view.setFocus()
    seen, names = [], []
    for _ in range(8):
        focus = QApplication.focusWidget()
        seen.append(focus.objectName())
        names.append(focus.accessibleName() or getattr(focus, "text", str)())
        press(Qt.Key.Key_Tab)
        if QApplication.focusWidget() is dock.search or not dock.isAncestorOf(QApplication.focusWidget()):
            break
    dock.view.setFocus()
    press(Qt.Key.Key_Tab, seen.index("metro_load_button"))
    press(Qt.Key.Key_Space)  # the button itself
    wait_for_map()
    photograph("dock_large")
    texts = {}
    for name in dock.actions_by_name:
        button = dock.findChild(QWidget, f"metro_{name}_button")
        texts[name] = [button.sizeHint().width(), button.width(), button.accessibleName() or button.text()]
    finish({"first": first, "below": below, "menu": menu, "seen": seen, "names": names, "texts": texts,
            "ratio": dock.devicePixelRatioF(), "layers": QgsProject.instance().count(),
            "card": [dock.card.text.sizeHint().width(), dock.card.width()]})

start(work)
"""


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1", "2"])
def test_keyboard_reaches_everything_at_every_size(desktop, scale):
    report = desktop(KEYBOARD, QT_SCALE_FACTOR=scale)
    assert report["ratio"] == float(scale)
    assert report["first"] == ["circle", "nanjing", "nanjing"]
    assert report["below"][:2] == ["group", "nanjing"]
    buttons = [f"metro_{name}_button" for name in ("load", "zoom", "review", "sheet")]
    assert report["seen"] == ["metroTree", "metroCard", "metroCardText", *buttons]
    assert all(report["names"])
    assert report["menu"][:5] == ["Load", "Zoom", "Review", "Sheet", "Compare"]
    assert report["menu"][5:] == ["Load with…", "Open in the layout designer"]
    assert report["layers"] == 4
    for name, (wanted, has, text) in report["texts"].items():
        assert has >= wanted, name
        assert text


OWN = """
from qgis.core import QgsVectorLayer

def work():
    from metro_circles.processing import preferences
    plugin().menu.toggle.trigger()
    wait(0.3)
    folder = preferences.folder("circles")
    target = os.environ["METRO_REPORT"].replace("report.json", "own_{}.gpkg")
    run("metro:customcircle", {
        "NAME": "江北都市圈", "LIST": "320111、320116", "SAVE": True,
        "OUTPUT_CIRCLE": target.format(1), "OUTPUT_MEMBERS": target.format(2),
    })
    dock = plugin().dock
    found = wait(10, until=lambda: dock.select(next((c for c in dock.known if c.startswith("own_")), "-")))
    photograph("own_circle")
    circle = dock.current()[1]
    entry = plugin().browser.createDataItem("", None)
    entries = {item.name(): item for item in entry.createChildren()}
    offered = {}
    for name, item in entries.items():
        for layer in item.createChildren() if item.type() == item.Type.Collection else [item]:
            opened = QgsVectorLayer(layer.uri(), layer.name(), layer.providerKey())
            offered[f"{name} / {layer.name()}"] = [opened.isValid(), opened.featureCount()]
    plugin().actions.load(circle)
    wait_for_map()
    layers = {n.layer().name(): n.layer().featureCount() for n in QgsProject.instance().layerTreeRoot().findLayers()}
    rows = __import__("metro_circles.metro_plugin.gui.compare_dialog", fromlist=["x"])
    from metro_circles.layers import catalog
    compared = rows.comparison(catalog.circle(circle), catalog.circle("nanjing"))
    from metro_circles.metro_plugin.gui.options import OptionsPage
    page = OptionsPage()
    page.width.setValue(3000)
    page.organisation.setText("江北新区管委会")
    page.policy.setCurrentIndex(page.policy.findData("repair"))
    families = [page.fonts["song"].itemData(row) for row in range(page.fonts["song"].count())]
    own = next(one for one in families if "Mono" in one)
    page.fonts["song"].setCurrentIndex(page.fonts["song"].findData(own))
    page.apply()
    from metro_circles.metro_plugin.sheets import fonts
    chosen = {use.role: (use.found, use.replaced) for use in fonts.preflight()}
    page.fonts["song"].setCurrentIndex(0)
    page.apply()
    page.resize(620, 520)
    photograph("options", page)
    again = OptionsPage()
    standard = {use.role: use.found for use in fonts.preflight()}
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("metro:adjacencyzones")
    finish({
        "found": found, "layers": layers, "compared": compared,
        "width": algorithm.parameterDefinition("WIDTH_M").defaultValue(),
        "policy": algorithm.parameterDefinition("INVALID").defaultValue(),
        "organisation": preferences.organisation(),
        "offered": offered, "own": own, "chosen": chosen, "standard": standard, "again": again.policy.currentData(),
    })

start(work)
"""


@pytest.mark.slow
def test_own_circle_and_options(desktop):
    report = desktop(OWN)
    assert report["found"]
    assert report["layers"]["Members 成员单位"] == 2
    offered = report["offered"]
    assert len(offered) == 10 + 4 + 2  # shipped layers, samples, the own circle's
    assert all(valid and count for valid, count in offered.values())
    assert offered["江北都市圈: my circle 自定义 / Members 成员单位"] == [True, 2]
    common = next(row for row in report["compared"] if row[2] is None)
    assert common[1].startswith("2：")
    assert (report["width"], report["policy"], report["organisation"]) == (3000, "repair", "江北新区管委会")
    assert report["chosen"]["song"] == [report["own"], False]
    assert report["standard"]["song"] != report["own"]
    assert report["again"] == "repair"


CANCEL = """
def work():
    task = plugin().actions.review("wuhan")
    said, finished = [], []
    task.refused.connect(said.append)
    task.reviewed.connect(lambda *found: finished.append(found))
    cancelled = []
    task.taskTerminated.connect(lambda: cancelled.append(True))
    task.progressChanged.connect(lambda value: task.cancel() if value > 5 else None)
    wait(60, until=lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    wait(0.5)
    finish({"cancelled": cancelled, "said": said, "finished": finished, "layers": QgsProject.instance().count(),
            "left": [str(f) for f in Path(QgsProcessingUtils.tempFolder()).glob("metro-review-*")]})

from qgis.core import QgsProcessingUtils
start(work)
"""


@pytest.mark.slow
def test_review_is_cancelled_and_leaves_nothing(desktop):
    report = desktop(CANCEL)
    assert report == {
        "cancelled": [True],
        "said": [],
        "finished": [],
        "layers": 0,
        "left": [],
        "log": report["log"],
    }
