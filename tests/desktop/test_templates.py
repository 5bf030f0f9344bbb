# SPDX-License-Identifier: GPL-3.0-or-later
"""A sheet changed in the layout designer and saved as a template: the export dialog offers it by its name."""

import pytest

TEMPLATE = """
from qgis.PyQt.QtWidgets import QComboBox, QDialogButtonBox, QPushButton, QToolButton
from qgis.PyQt.QtGui import QImage
from qgis.core import QgsReadWriteContext

def work():
    iface.mainWindow().resize(1500, 950)
    designer = plugin().actions.layout("chengdu")
    wait(1)
    layout = designer.layout()
    folder = Path(QgsApplication.qgisSettingsDirPath()) / "composer_templates"
    folder.mkdir(exist_ok=True)
    form = layout.itemById("title_plan").textFormat()
    form.setSize(18)
    layout.itemById("title_plan").setTextFormat(form)
    saved = layout.saveAsTemplate(str(folder / "院标.qpt"), QgsReadWriteContext())
    designer.close()
    import processing
    target = os.environ["METRO_REPORT"].replace("report.json", "图.png")
    values = {"CIRCLE": "nanjing", "BLANK": True, "DPI": 60, "OUTPUT_PNG": target}
    dialog = processing.createAlgorithmDialog("metro:exportsheet", values)
    dialog.show()
    wait(1)
    box = next(b for b in dialog.findChildren(QComboBox) if b.findText("院标") >= 0)
    box.setCurrentIndex(box.findText("院标"))
    offered = [box.itemText(row) for row in range(box.count())]
    shown = box.isVisible()
    photograph("sheet_dialog", dialog)
    run_button = next(b for b in dialog.findChildren(QPushButton) if b.isDefault() or b.text() == "Run")
    QTest.mouseClick(run_button, Qt.MouseButton.LeftButton)
    wait(60, until=lambda: Path(target).exists())
    wait(1)
    image = QImage(target)
    finish({"saved": saved, "offered": offered, "shown": shown, "wide": image.width() > image.height()})

start(work)
"""


@pytest.mark.slow
def test_template_saved_from_the_layout_is_chosen_by_name_in_the_dialog(desktop):
    """Chengdu's sheet is wide: so is Nanjing's when it is made with what was saved from it."""
    report = desktop(TEMPLATE)
    assert report["saved"] and report["shown"]
    assert report["offered"] == ["Shipped sheet", "院标"]
    assert report["wide"]
