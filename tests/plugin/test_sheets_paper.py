# SPDX-License-Identifier: GPL-3.0-or-later
"""Every paper and orientation: texts in their boxes and clear of each other; the largest sheet in memory."""

import itertools
import subprocess
import sys

import pytest
from metro_circles.layers import catalog as world
from metro_circles.styles import catalog as styles

SLOTS = {
    "title_plan": "南京都市圈国土空间协同规划（2021—2035年）",
    "title_theme": "毗邻区域与生态保护红线冲突分布图（示例数据）",
    "signature_left": "江苏省人民政府、安徽省人民政府 编制\n2021年4月",
    "signature_right": "江苏省自然资源厅\n规划编制单位 制图",
    "source_note": "行政区划边界为分析级数据；红线与地块为示例，2024年。" * 3,
    "sheet_no": "01",
}


@pytest.mark.parametrize(("paper", "orientation"), itertools.product(styles.PAPERS, styles.ORIENTATIONS))
def test_texts_stay_in_their_boxes_and_clear_of_each_other(qgis, paper, orientation):
    """On every sheet: texts as long as planners write them, and a legend of all prefectures."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import legend as listing
    from metro_circles.metro_plugin.sheets import lettering
    from qgis.PyQt.QtCore import QRectF

    options = {"circle": world.circle("nanjing"), "paper": paper, "orientation": orientation, "base": False}
    sheet = sheets.lay_out({}, SLOTS, **options)
    layout = sheet.layout
    taken = {}
    for name in (*lettering.SLOTS, "north", "scale_bar", "index"):
        item = layout.itemById(name)
        box = item.mapRectToScene(item.rect())
        if name in lettering.SLOTS:
            width, height = lettering.text_size(item, item.text().split("\n"))
            assert width <= box.width() + 0.01, name
            assert height <= box.height() + 0.01, name
        if item.isVisible():
            taken[name] = box
    legend = layout.itemById("legend")
    size = listing.measured(legend)
    at = legend.mapRectToScene(legend.rect())
    assert size.width() <= at.width() + 0.01 and size.height() <= at.height() + 0.01
    taken["legend"] = QRectF(at.x(), at.y(), size.width(), size.height())
    page = layout.pageCollection().page(0).rect()
    boxes = {name: box.adjusted(0.02, 0.02, -0.02, -0.02) for name, box in taken.items()}
    assert [name for name, box in boxes.items() if not page.contains(box)] == []
    touching = [
        pair for pair in itertools.combinations(boxes, 2) if boxes[pair[0]].intersects(boxes[pair[1]])
    ]
    assert touching == []


@pytest.mark.parametrize(
    ("east", "shown", "words"),
    [(113, True, None), (117, True, None), (132, False, "no index map"), (134, False, "China as a whole")],
)
def test_no_map_shows_the_whole_country_without_a_word(qgis, east, shown, words):
    """Areas from 105° E on, 8° to 29° wide: the index map grows no wider than half the country, then is left out."""
    from metro_circles.metro_plugin import sheets
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    west, south, north = (105, 28, 34) if east < 120 else (80, 20, 50)
    layer = QgsVectorLayer("Polygon?crs=EPSG:4490&field=name_zh:string", "m", "memory")
    feature = QgsFeature(layer.fields())
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, south, east, north)))
    layer.dataProvider().addFeatures([feature])
    sheet = sheets.lay_out({"member": [layer]}, SLOTS)
    item = sheet.layout.itemById("index")
    assert item.isVisible() == shown
    if shown:
        assert max(item.extent().width(), item.extent().height()) <= 2_500_000 * 1.001
    said = " ".join(sheet.result["notes"])
    assert ("China" in said) == bool(words)
    assert not words or words in said


@pytest.mark.slow
def test_a0_at_300_dpi_takes_less_than_two_gigabytes(root, tmp_path):
    """In a process of its own, whose memory is read when the sheet is written."""
    code = """
import importlib.util, resource, sys
from pathlib import Path
root, path = map(Path, sys.argv[1:])
spec = importlib.util.spec_from_file_location(
    "metro_circles", root / "__init__.py", submodule_search_locations=[str(root)]
)
sys.modules["metro_circles"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["metro_circles"])
from qgis.core import QgsApplication
application = QgsApplication([], True)
application.initQgis()
from metro_circles.layers import catalog
from metro_circles.metro_plugin import sheets
slots = dict.fromkeys(("signature_left", "signature_right", "source_note", "sheet_no"), "")
made = sheets.export_sheet(
    {}, {"tif": path}, slots, circle=catalog.circle("nanjing"), theme="extent", paper="A0", dpi=300
)
print(made.scale, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, flush=True)
import os
os._exit(0)
"""
    path = tmp_path / "a0.tif"
    done = subprocess.run(
        [sys.executable, "-c", code, root, path], capture_output=True, text=True, cwd=tmp_path, check=True
    )
    scale, kilobytes = map(int, done.stdout.split()[-2:])
    assert scale == 400_000
    assert kilobytes < 2_000_000
    assert path.stat().st_size > 1_000_000
