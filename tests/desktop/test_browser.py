# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry in QGIS's Browser panel and the search bar, used as a planner does."""

import pytest

BROWSER = """
from qgis.core import QgsMimeDataUtils
from qgis.PyQt.QtWidgets import QTreeView

def keep(name, members):
    run("metro:customcircle", {"NAME": name, "LIST": members, "SAVE": True,
                               "OUTPUT_CIRCLE": "memory:", "OUTPUT_MEMBERS": "memory:"})

def names(index):
    return [model.index(row, 0, index).data() for row in range(model.rowCount(index))]

def work():
    global model
    iface.mainWindow().resize(1500, 950)
    keep("江北都市圈", "320111、320116")
    view = iface.mainWindow().findChild(QDockWidget, "Browser").findChild(QTreeView)
    model = view.model()
    root = next(model.index(row, 0) for row in range(model.rowCount()) if "都市圈" in model.index(row, 0).data())
    view.expand(root)
    wait(10, until=lambda: len(names(root)) > 10)
    first = names(root)
    own = model.index(first.index("江北都市圈: my circle 自定义"), 0, root)
    view.expand(own)
    wait(10, until=lambda: names(own))
    of_own = names(own)
    view.scrollTo(own)
    photograph("browser")
    layer = model.index(of_own.index("Members 成员单位"), 0, own)
    dragged = QgsMimeDataUtils.decodeUriList(model.mimeData([layer]))[0]
    opened, good = dragged.vectorLayer("")
    keep("江南试点", "320115、320117")
    wait(10, until=lambda: "江南试点: my circle 自定义" in names(root))
    finish({"first": first, "of_own": of_own, "then": names(root), "dragged": opened.featureCount()})

start(work)
"""


@pytest.mark.slow
def test_browser_lists_what_is_shipped_and_own_circles_as_they_are_kept(desktop):
    report = desktop(BROWSER)
    assert {"Members 成员单位", "Water 水系", "南京都市圈: samples 示例"} <= set(report["first"])
    assert len(report["first"]) == 12
    assert report["of_own"] == ["Extent of circles 都市圈范围", "Members 成员单位"]
    assert report["dragged"] == 2
    assert "江南试点: my circle 自定义" in report["then"]
    assert len(report["then"]) == 13


LOCATOR = """
from qgis.PyQt.QtWidgets import QLineEdit, QTreeView

def ask(text):
    box.setFocus()
    box.setText(text)
    wait(2)  # QGIS waits for more to be typed, then asks every filter
    return shown()

def shown():
    model = results.model()
    return [str(model.index(row, 0).data()) for row in range(model.rowCount())]

def work():
    global box, results
    iface.mainWindow().resize(1500, 950)
    widgets = iface.mainWindow().findChildren(QWidget)
    bar = next(widget for widget in widgets if widget.metaObject().className() == "QgsLocatorWidget")
    box = bar.findChild(QLineEdit)
    trees = [widget for widget in QApplication.allWidgets() if isinstance(widget, QTreeView) and widget.model()]
    results = next(tree for tree in trees if "Locator" in tree.model().metaObject().className())
    circle = ask("dsq nj")
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait(10, until=QgsProject.instance().count)
    wait_for_map()
    loaded, width = QgsProject.instance().count(), iface.mapCanvas().extent().width()
    member = ask("dsq 玄武")
    QTest.keyClick(box, Qt.Key.Key_Return)
    wait(10, until=lambda: iface.mapCanvas().extent().width() < width / 4)
    report = {"circle": circle, "member": member, "loaded": loaded, "wide": width}
    report |= {"near": iface.mapCanvas().extent().width(), "without_prefix": ask("玄武区")}
    plugin().actions.show_toolbox()
    wait(1)
    photograph("toolbox")
    toolbox = iface.mainWindow().findChild(QDockWidget, "ProcessingToolbox")
    finish(report | {"toolbox": [toolbox.isVisible(), toolbox.findChild(QLineEdit).text()]})

start(work)
"""


@pytest.mark.slow
def test_search_bar_loads_a_circle_and_zooms_to_a_member(desktop):
    report = desktop(LOCATOR)
    headings = ["Metropolitan circles 都市圈", "  Circles 都市圈"]  # of the filter and of the group
    assert report["circle"][:3] == [*headings, "南京都市圈"]
    assert report["loaded"] == 4
    assert report["member"][2] == "玄武区"
    assert 0 < report["near"] < report["wide"] / 4
    assert "玄武区" in report["without_prefix"]
    assert report["toolbox"] == [True, "metro"]
