# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin in the real desktop."""

import pytest

LOAD = """
def work():
    iface.mainWindow().resize(1500, 950)
    begin = time.perf_counter()
    plugin().menu.toggle.trigger()
    wait(0.05)
    opened = time.perf_counter() - begin
    dock = plugin().dock
    dock.select("nanjing")
    begin = time.perf_counter()
    QTest.mouseClick(dock.findChild(QWidget, "metro_load_button"), Qt.MouseButton.LeftButton)
    loaded = time.perf_counter() - begin
    wait_for_map()
    photograph("circle_loaded")
    found = {}
    for typed in ("xuanwu", "wh", "njdsq", "jnbw"):
        dock.search.clear()
        QTest.keyClicks(dock.search, typed)
        QTest.keyClick(dock.search, Qt.Key.Key_Return)
        found[typed] = dock.current()
    wait(0.3)
    photograph("dock_search")
    dock.search.clear()
    plugin().actions.load("nanjing")
    root = QgsProject.instance().layerTreeRoot()
    group = root.children()[0]
    layers = [node.layer() for node in group.findLayers()]
    finish({
        "opened_s": opened,
        "loaded_s": loaded,
        "found": found,
        "group": group.name(),
        "layers": [layer.name() for layer in layers],
        "valid": [layer.isValid() for layer in layers],
        "crs": QgsProject.instance().crs().authid(),
        "members": next(layer.featureCount() for layer in layers if layer.name() == "Members 成员单位"),
        "algorithms": sorted(a.id() for a in QgsApplication.processingRegistry().providerById("metro").algorithms()),
    })

start(work)
"""


@pytest.mark.slow
def test_circle_is_loaded_from_the_dock_and_photographed(desktop, root):
    report = desktop(LOAD)
    assert report["group"] == "南京都市圈"
    assert all(report["valid"])
    assert report["members"] == 33
    assert report["crs"] == "EPSG:4549"
    assert report["found"] == {
        "xuanwu": ["member", "nanjing", "320102"],
        "wh": ["circle", "wuhan", "wuhan"],
        "njdsq": ["circle", "nanjing", "nanjing"],
        "jnbw": ["zone", "nanjing", "nanjing-01"],
    }
    assert len(report["layers"]) == len(set(report["layers"])) == 4  # loaded twice, there once
    assert "metro:reviewcircle" in report["algorithms"]
    assert (root / "build" / "screens" / "circle_loaded.png").stat().st_size > 50_000


PARTS = """
from qgis.PyQt.QtCore import QEvent
from qgis.PyQt.QtWidgets import QAction
from qgis.core import QgsExpression, QgsExpressionContext, QgsFeature, QgsGeometry

def evaluate(text):
    expression = QgsExpression(text)
    value = expression.evaluate(QgsExpressionContext())
    return str(expression.evalErrorString()) or value

from metro_circles.metro_plugin import template

def traces():
    return {
        "provider": QgsApplication.processingRegistry().providerById("metro") is not None,
        "function": QgsExpression.isFunctionName("metro_circle"),
        "browser": "metro_circles" in [p.name() for p in QgsApplication.dataItemProviderRegistry().providers()],
        "docks": len([w for w in iface.mainWindow().findChildren(QWidget, "metroCirclesDock") if w.parent()]),
        "menu": [a.text() for a in iface.pluginMenu().actions() if "Metro" in a.text()],
        "template": sorted(file.name for file in template.place().glob("*")),
        "folder": (Path(QgsApplication.qgisSettingsDirPath()) / "metro_circles").exists(),
        "actions": sorted(a.objectName() for a in iface.mainWindow().findChildren(QAction) if "metro" in a.objectName()),
    }

def work():
    from metro_circles.metro_plugin import locator
    found = [m[0] for m in locator.matches("南京")][:3]
    values = [
        evaluate("metro_circle('320102')"),
        evaluate("metro_member_name('320102', 'en')"),
        evaluate("metro_member_name('320102', 'zh')"),
        evaluate("metro_area_mu(make_rectangle_3points(make_point(400000, 3540000), make_point(401000, 3540000), "
                 "make_point(401000, 3541000)), 'EPSG:4549')"),
        evaluate("metro_member_name('320102', 'fr')"),
    ]
    with_plugin = traces()
    for _ in range(2):
        qgis.utils.unloadPlugin("metro_circles")
        wait(0.5)
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)  # a loop of its own does not
        gone = traces()
        qgis.utils.loadPlugin("metro_circles")
        qgis.utils.startPlugin("metro_circles")
        wait(0.5)
        back = traces()
    finish({"found": found, "values": values, "with": with_plugin, "gone": gone, "back": back})

start(work)
"""


@pytest.mark.slow
def test_locator_expressions_and_two_reloads(desktop):
    report = desktop(PARTS)
    assert report["found"][0] == "南京都市圈"
    circles, english, chinese, mu, error = report["values"]
    assert "nanjing" in circles.split(",")
    assert (english, chinese) == ("Xuanwu District", "玄武区")
    # 1 km² of the plane near 118.93° E: 1e6 / (1 + x²/R²) m² with x = -99.5 km, in 亩
    assert mu == pytest.approx(1e6 / (1 + (99_500 / 6_372_400) ** 2) / (2000 / 3), rel=1e-5)
    assert "'zh' or 'en'" in error
    present = {
        "provider": True,
        "function": True,
        "browser": True,
        "docks": 1,
        "menu": ["Metro Circles 都市圈"],
        "template": ["Metro Circles 都市圈.qgz"],
        "folder": True,
        "actions": report["with"]["actions"],
    }
    assert len(report["with"]["actions"]) > 5
    assert report["with"] == present
    assert report["gone"] == {
        "provider": False,
        "function": False,
        "browser": False,
        "docks": 0,
        "menu": [],
        "template": [],
        "folder": False,
        "actions": [],
    }
    assert report["back"] == present


EXAMPLE = """
from qgis.core import QgsProcessingUtils

def work():
    iface.mainWindow().resize(1500, 950)
    plugin().actions.open_example()
    task = plugin().actions.task
    moved = []
    task.progressChanged.connect(moved.append)
    wait(90, until=lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    wait(1)
    wait_for_map()
    photograph("example")
    root = QgsProject.instance().layerTreeRoot()
    groups = [g.name() for g in root.children()]
    conflicts = [n.layer().featureCount() for n in root.findLayers() if n.layer().name() == "Conflicts 冲突"]
    wait(20, until=iface.openLayoutDesigners)
    designer = iface.openLayoutDesigners()[0]
    window = designer.window()
    window.resize(1200, 900)
    wait(2)
    designer.view().zoomFull()
    wait(6)
    photograph("layout_designer", window)
    window.close()
    pictures = os.environ["METRO_REPORT"].replace("report.json", "")
    sample = plugin_folder() + "/layers/sample_nanjing.gpkg|layername=示例_"
    for name, inputs in (
        ("sharedborders", {"CIRCLE": "nanjing", "OUTPUT": "memory:"}),
        ("redlinereport", {"PARCELS": sample + "地块_parcels", "REDLINES": sample + "生态保护红线_STBHHX",
                           "OUTPUT_HTML": pictures + "report.html"}),
        ("exportsheet", {"CIRCLE": "nanjing", "SIGNATURE_LEFT": "示例", "BLANK": True,
                         "OUTPUT_PNG": pictures + "sheet.png"}),
    ):
        run(f"metro:{name}", inputs)
    layouts = [layout.name() for layout in QgsProject.instance().layoutManager().layouts()]
    items = [i.id() for i in QgsProject.instance().layoutManager().layouts()[0].items() if hasattr(i, "id")]
    finish({"groups": groups, "conflicts": conflicts, "layouts": layouts, "items": items, "moved": len(moved),
            "crs": QgsProject.instance().crs().authid()})

start(work)
"""


@pytest.mark.slow
def test_example_project_and_the_layout_designer(desktop, root):
    report = desktop(EXAMPLE)
    assert report["groups"][:3] == ["南京都市圈: review 核查", "南京都市圈", "南京都市圈: samples 示例"]
    assert report["conflicts"] and report["conflicts"][0] > 100
    assert report["layouts"] == ["南京都市圈 范围图"]
    assert {"map", "legend", "title_plan", "scale_bar"} <= set(report["items"])
    assert report["moved"] > 2
    assert report["crs"] == "EPSG:4549"
    assert (root / "build" / "screens" / "layout_designer.png").stat().st_size > 50_000


TEMPLATE = """
from qgis.PyQt.QtWidgets import QListView
import hashlib
from metro_circles.metro_plugin import template

def hashes():
    files = sorted(Path(plugin_folder(), "layers").glob("*.gpkg"))
    return [hashlib.sha256(file.read_bytes()).hexdigest() for file in files]

def work():
    iface.mainWindow().resize(1500, 950)
    before = hashes()
    offered = sorted(file.name for file in template.place().glob("*"))
    photograph("template_offered")
    views = [view for view in iface.mainWindow().findChildren(QListView) if view.isVisible()]
    welcome = [view.model().index(row, 0).data() for view in views for row in range(view.model().rowCount())]
    menu = iface.mainWindow().findChild(QMenu, "mProjectFromTemplateMenu").actions()
    next(entry for entry in menu if "都市圈" in entry.text()).trigger()
    wait_for_map()
    photograph("template")
    project = QgsProject.instance()
    layers = list(project.mapLayers().values())
    root = project.layerTreeRoot()
    report = {
        "offered": offered, "welcome": welcome, "file": project.fileName(),
        "crs": project.crs().authid(), "ellipsoid": project.ellipsoid(),
        "groups": [group.name() for group in root.children()],
        "layers": {layer.id(): [layer.isValid(), layer.readOnly(), layer.crs().isValid(), layer.featureCount()]
                   for layer in layers},
        "shown": [node.layerId() for node in root.findLayers() if node.layer() and node.isVisible()],
    }
    iface.newProject(False)
    wait(0.5)
    mine = template.place() / offered[0]
    mine.write_bytes(b"a planner's own project")
    template.remove((mine,))
    report |= {"same": hashes() == before, "own_kept": mine.exists(), "own_not_replaced": template.install() == ()}
    mine.unlink()
    finish(report)

start(work)
"""


@pytest.mark.slow
def test_project_template_is_offered_by_qgis_and_opens(desktop):
    report = desktop(TEMPLATE)
    assert report["offered"] == ["Metro Circles 都市圈.qgz"]
    assert "Metro Circles 都市圈.qgz" in report["welcome"]
    assert report["file"] == ""  # a new project, not the template itself
    assert (report["crs"], report["ellipsoid"]) == ("EPSG:4490", "EPSG:1024")
    assert len(report["groups"]) == 4
    assert {layer.removeprefix("metro_circles_") for layer in report["layers"]} == {
        "circle",
        "zone",
        "seat",
        "water",
        "province",
        "prefecture",
        "county",
    }
    assert all(
        valid and locked and placed and count for valid, locked, placed, count in report["layers"].values()
    )
    assert "metro_circles_zone" not in report["shown"]
    assert len(report["shown"]) == 6
    assert report["same"]
    assert report["own_kept"]
    assert report["own_not_replaced"]


DIALOGS = """
from qgis.PyQt.QtWidgets import QDialog
from qgis.core import QgsVectorLayer

seen = {}

def at_dialog(name, look, press):
    # dialogs run loops of their own: a timer looks at the one that is open, and closes it
    def visit():
        shown = (one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog) and one.isVisible())
        dialog = next(shown, None)
        if dialog is None:
            QTimer.singleShot(300, visit)
            return
        try:
            photograph(name, dialog)
            seen[name] = [dialog.windowTitle(), look(dialog)]
        except Exception as error:
            seen[name] = repr(error)
        press(dialog)

    QTimer.singleShot(800, visit)

def red_lines_of(dialog):
    values = dialog.createProcessingParameters()
    names = {key: QgsProject.instance().mapLayer(str(values[key])).name() for key in ("PARCELS", "REDLINES")}
    return names | {"ACTIVITY": values["ACTIVITY_FIELD"]}

def work():
    iface.mainWindow().resize(1500, 950)
    plugin().menu.toggle.trigger()
    dock = plugin().dock
    dock.select("wuhan")
    at_dialog("load_dialog", lambda d: d.choices(), QDialog.accept)
    dock.load_with.trigger()
    wait(0.5)
    loaded = QgsProject.instance().count()
    source = plugin_folder() + "/layers/sample_nanjing.gpkg|layername=示例_"
    for name in ("生态保护红线_STBHHX", "地块_parcels"):
        QgsProject.instance().addMapLayer(QgsVectorLayer(source + name, name, "ogr"))
    iface.setActiveLayer(QgsProject.instance().mapLayersByName("地块_parcels")[0])
    at_dialog("check_layer", red_lines_of, QDialog.reject)
    plugin().menu.check.trigger()
    at_dialog("sheet_dialog", lambda d: d.createProcessingParameters()["CIRCLE"], QDialog.reject)
    QTest.mouseClick(dock.findChild(QWidget, "metro_sheet_button"), Qt.MouseButton.LeftButton)
    dock.select("nanjing")
    at_dialog("compare_dialog", lambda d: d.page.toPlainText(), QDialog.reject)
    plugin().actions.compare("nanjing", "nanjing_ext")
    finish({"seen": seen, "loaded": loaded})

start(work)
"""


@pytest.mark.slow
def test_dialogs_of_the_dock_and_of_the_layer_action(desktop):
    report = desktop(DIALOGS)
    seen = report["seen"]
    assert seen["load_dialog"][1] == {
        "kinds": ["seat", "circle", "water", "member"],
        "scale": "full",
        "group": "武汉都市圈(1+8)",
    }
    assert report["loaded"] == 4
    title, filled = seen["check_layer"]
    assert "Red line conflicts" in title
    assert filled == {"PARCELS": "地块_parcels", "REDLINES": "生态保护红线_STBHHX", "ACTIVITY": "LXDM"}
    assert seen["sheet_dialog"] == ["Map sheets - Export sheet", "wuhan"]
    compared = seen["compare_dialog"][1]
    assert "南京都市圈(规划拓展范围)" in compared
    assert "33：玄武区" in compared
    assert "丹阳市" in compared
