# SPDX-License-Identifier: GPL-3.0-or-later
"""The entry in QGIS's Browser panel, unfolded as a planner does."""

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
