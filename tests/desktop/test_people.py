# SPDX-License-Identifier: GPL-3.0-or-later
"""What people need of the desktop: their language, the keyboard, large type, dialogs, their own circles."""

import pytest

CHINESE = "[locale]\noverrideFlag=true\nuserLocale=zh-Hans\n"

DIALOG = """
from qgis.PyQt.QtWidgets import QDialog, QPushButton

def work():
    iface.mainWindow().resize(1500, 950)
    plugin().menu.toggle.trigger()
    plugin().dock.select("chengdu")
    wait(0.5)
    photograph("dock_chinese")
    import processing
    target = os.environ["METRO_REPORT"].replace("report.json", "成员.gpkg")
    values = {"CIRCLE": "chengdu", "OUTPUT_MEMBERS": target, "OUTPUT_CIRCLE": "TEMPORARY_OUTPUT"}
    dialog = processing.createAlgorithmDialog("metro:loadcircle", values)
    dialog.show()
    wait(1)
    photograph("algorithm_dialog", dialog)
    run = next(b for b in dialog.findChildren(QPushButton) if b.isDefault() or b.text() in ("Run", "运行"))
    QTest.mouseClick(run, Qt.MouseButton.LeftButton)
    wait(40, until=lambda: Path(target).exists() and QgsProject.instance().count() >= 2)
    wait(1)
    layers = {layer.name(): layer.featureCount() for layer in QgsProject.instance().mapLayers().values()}
    algorithm = QgsApplication.processingRegistry().algorithmById("metro:redlineconflict")
    finish({
        "title": dialog.windowTitle(),
        "layers": layers,
        "locale": QgsApplication.instance().locale(),
        "group": algorithm.group(),
        "button": plugin().dock.actions_by_name["load"].text(),
    })

start(work)
"""


@pytest.mark.slow
def test_algorithm_runs_from_its_dialog_in_chinese(desktop):
    report = desktop(DIALOG, settings=CHINESE)
    assert report["locale"].startswith("zh")
    assert any("\u4e00" <= letter <= "\u9fff" for letter in report["title"])
    assert report["button"] == "加载"
    assert sorted(report["layers"].values()) == [1, 30]


KEYBOARD = """
from qgis.PyQt.QtWidgets import QApplication

def work():
    iface.mainWindow().resize(1500, 950)
    plugin().menu.toggle.trigger()
    dock = plugin().dock
    dock.select("nanjing")
    iface.mainWindow().activateWindow()
    dock.search.setFocus()
    wait(0.5)
    seen = []
    for _ in range(9):
        focus = QApplication.focusWidget()
        seen.append(focus.objectName() if focus is not None else "")
        QTest.keyClick(focus or dock, Qt.Key.Key_Tab)
        wait(0.1)
    photograph("dock_large")
    texts = {}
    for name in dock.actions_by_name:
        button = dock.findChild(QWidget, f"metro_{name}_button")
        texts[name] = [button.sizeHint().width(), button.width(), button.accessibleName() or button.text()]
    finish({"seen": seen, "texts": texts, "ratio": dock.devicePixelRatioF(), "width": dock.width(),
            "unnamed": [w.objectName() for w in (dock.search, dock.view, dock.card.text) if not w.accessibleName()]})

start(work)
"""


@pytest.mark.slow
@pytest.mark.parametrize("scale", ["1", "2"])
def test_keyboard_reaches_everything_at_every_size(desktop, scale):
    report = desktop(KEYBOARD, QT_SCALE_FACTOR=scale)
    assert report["ratio"] == float(scale)
    seen = [name for name in report["seen"] if name]
    order = ["metroSearch", "metroTree", "metro_load_button", "metro_zoom_button", "metro_review_button"]
    assert [name for name in seen if name in order] == order
    assert not report["unnamed"]
    for name, (wanted, has, text) in report["texts"].items():
        assert has >= wanted, name
        assert text


OWN = """
from qgis.PyQt.QtWidgets import QDialog

def work():
    import processing
    from metro_circles.processing import preferences
    plugin().menu.toggle.trigger()
    wait(0.3)
    folder = preferences.folder("circles")
    target = os.environ["METRO_REPORT"].replace("report.json", "own_{}.gpkg")
    processing.run("metro:customcircle", {
        "NAME": "江北都市圈", "LIST": "320111、320116", "SAVE": True,
        "OUTPUT_CIRCLE": target.format(1), "OUTPUT_MEMBERS": target.format(2),
    })
    dock = plugin().dock
    found = wait(10, until=lambda: dock.select(next((c for c in dock.known if c.startswith("own_")), "-")))
    photograph("own_circle")
    circle = dock.current()[1]
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
        "own": own, "chosen": chosen, "standard": standard, "again": again.policy.currentData(),
    })

start(work)
"""


@pytest.mark.slow
def test_own_circle_and_options(desktop):
    report = desktop(OWN)
    assert report["found"]
    assert report["layers"]["成员单位"] == 2
    common = next(row for row in report["compared"] if row[2] is None)
    assert common[1].startswith("2：")
    assert (report["width"], report["policy"], report["organisation"]) == (3000, "repair", "江北新区管委会")
    assert report["chosen"]["song"] == [report["own"], False]
    assert report["standard"]["song"] != report["own"]
    assert report["again"] == "repair"
