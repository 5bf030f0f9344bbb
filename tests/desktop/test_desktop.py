# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin in the real desktop."""

import pytest

LOAD = """
def work():
    iface.mainWindow().resize(1500, 950)
    plugin().load_circle("nanjing")
    wait_for_map()
    photograph("circle_loaded")
    root = QgsProject.instance().layerTreeRoot()
    group = root.children()[0]
    finish({
        "group": group.name(),
        "layers": [node.layer().name() for node in group.findLayers()],
        "valid": [node.layer().isValid() for node in group.findLayers()],
        "crs": QgsProject.instance().crs().authid(),
        "members": next(n.layer().featureCount() for n in group.findLayers() if n.layer().name() == "成员单位"),
        "algorithms": sorted(a.id() for a in QgsApplication.processingRegistry().providerById("metro").algorithms()),
    })

start(work)
"""


@pytest.mark.slow
def test_circle_is_loaded_and_photographed(desktop, root):
    report = desktop(LOAD)
    assert report["group"] == "南京都市圈"
    assert all(report["valid"])
    assert report["members"] == 33
    assert report["crs"] == "EPSG:4549"
    assert "metro:reviewcircle" in report["algorithms"]
    ours = [m for m in report["messages"] if "metro" in m[2].lower() and m[1] > 0]
    assert not ours
    assert (root / "build" / "screens" / "circle_loaded.png").stat().st_size > 50_000
