# SPDX-License-Identifier: GPL-3.0-or-later
"""Templates of the planner's own: saved by QGIS, offered by name, refused when a slot is missing."""

import shutil

import pytest
from metro_circles.layers import catalog as world
from metro_circles.styles import catalog as styles

SLOTS = {
    "signature_left": "示例人民政府 编制\n2026年11月",
    "signature_right": "示例规划局",
    "source_note": "行政区划边界为分析级数据；红线与地块为示例，2024年。",
    "sheet_no": "01",
}
ASKED = {
    "CIRCLE": "chengdu",
    "DPI": 40,
    "BASE_MAP": False,
    **{slot.upper(): text for slot, text in SLOTS.items()},
}


@pytest.fixture
def profile(qgis, tmp_path, monkeypatch):
    """A profile of the test's own; returns its folder of templates."""
    from qgis.core import QgsApplication

    monkeypatch.setattr(QgsApplication, "qgisSettingsDirPath", lambda: str(tmp_path / "profile"))
    monkeypatch.setattr(QgsApplication, "layoutTemplatePaths", lambda: [])
    folder = tmp_path / "profile" / "composer_templates"
    folder.mkdir(parents=True)
    return folder


def saved_by_qgis(path, circle_id, paper, slots, **options):
    """Put a sheet into a project, and save it from there as a template, as the layout designer does."""
    from metro_circles.metro_plugin import layouts
    from qgis.core import QgsProject, QgsReadWriteContext

    project = QgsProject()
    layout = layouts.add_sheet(
        project, "图", {}, slots, circle=world.circle(circle_id), paper=paper, theme="extent", **options
    )
    assert layout.saveAsTemplate(str(path), QgsReadWriteContext())
    return project


def test_sheet_changed_in_qgis_comes_back_as_a_template(profile):
    """A long title and note, and no index map, in what was saved: the next sheet has none of their marks."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import legend as listing
    from metro_circles.metro_plugin.sheets import lettering

    long = {**SLOTS, "title_plan": "南京" * 25, "source_note": "资料" * 60}
    kept = saved_by_qgis(profile / "院标.qpt", "chengdu", "A3", long, base=False)
    template = sheets.own_templates()["院标"]
    options = {"circle": world.circle("chengdu"), "theme": "extent", "base": True}
    plain = sheets.lay_out({}, SLOTS, paper="A3", **options)
    sheet = sheets.lay_out({}, SLOTS, template=template, **options)
    for name in ("scale", "legend", "orientation", "crs"):
        assert sheet.result[name] == plain.result[name], name
    assert sheet.result["paper"] == "院标"
    for name in styles.SLOTS:
        one, other = plain.layout.itemById(name), sheet.layout.itemById(name)
        assert one.text() == other.text(), name
        assert other.textFormat().size() == pytest.approx(one.textFormat().size(), abs=0.01), name
        width, height = lettering.text_size(other, other.text().split("\n"))
        assert width <= other.rect().width() + 0.01 and height <= other.rect().height() + 0.01, name
    for name in ("index", "legend", "map"):
        one, other = plain.layout.itemById(name), sheet.layout.itemById(name)
        assert other.isVisible()
        assert other.pagePos().x() == pytest.approx(one.pagePos().x(), abs=0.1), name
        assert other.pagePos().y() == pytest.approx(one.pagePos().y(), abs=0.1), name
    sizes = [listing.measured(one.layout.itemById("legend")).height() for one in (plain, sheet)]
    assert sizes[0] == pytest.approx(sizes[1], abs=0.5)
    assert kept


def test_what_a_cartographer_changed_stays(profile):
    """A smaller title and a label of his own are on the next sheet."""
    from metro_circles.metro_plugin import layouts, sheets
    from qgis.core import QgsLayoutItemLabel, QgsProject, QgsReadWriteContext

    project = QgsProject()
    slots = {**SLOTS, "title_theme": ""}
    layout = layouts.add_sheet(project, "图", {}, slots, circle=world.circle("chengdu"), base=False)
    title = layout.itemById("title_plan")
    form = title.textFormat()
    form.setSize(20)
    title.setTextFormat(form)
    own = QgsLayoutItemLabel(layout)
    own.setText("内部使用")
    layout.addLayoutItem(own)
    layout.saveAsTemplate(str(profile / "内部.qpt"), QgsReadWriteContext())
    sheet = sheets.lay_out(
        {},
        slots,
        circle=world.circle("nanjing"),
        base=False,
        template=sheets.own_templates()["内部"],
    )
    assert sheet.layout.itemById("title_plan").textFormat().size() == 20
    texts = [item.text() for item in sheet.layout.items() if isinstance(item, QgsLayoutItemLabel)]
    assert "内部使用" in texts


def test_templates_are_found_in_profile_and_options(profile, tmp_path, monkeypatch):
    from metro_circles.processing import preferences, sheettemplates

    other = tmp_path / "院里"
    other.mkdir()
    monkeypatch.setattr(preferences, "folder", lambda name: other)
    for folder, name in ((profile, "甲"), (other, "乙"), (other, "甲")):
        shutil.copy(styles.sheet("A4", "landscape"), folder / f"{name}.qpt")
    assert sheettemplates.own_templates() == {
        "甲": profile / "甲.qpt",
        "乙": other / "乙.qpt",
        "甲 (院里)": other / "甲.qpt",
    }


def test_algorithm_takes_a_template_by_name_or_file(profile, tmp_path):
    import processing

    shutil.copy(styles.sheet("A4", "landscape"), profile / "院标.qpt")
    out = {"OUTPUT_PNG": str(tmp_path / "a.png")}
    sizes = []
    for template in ("院标", str(styles.sheet("A4", "landscape"))):
        processing.run("metro:exportsheet", {**ASKED, **out, "TEMPLATE": template})
        from qgis.PyQt.QtGui import QImage

        sizes.append(QImage(str(tmp_path / "a.png")).width())
    assert sizes == [int(297 / 25.4 * 40)] * 2


@pytest.mark.parametrize(
    ("template", "message"),
    [
        ("院表", "no sheet template '院表'. Nearest: 院标. Own templates: 缺, 院标"),
        ("缺", "lacks review_no"),
        ("no/such/file.qpt", "cannot be read"),
    ],
)
def test_bad_templates_are_named(profile, tmp_path, template, message):
    from qgis.core import QgsProcessingException

    import processing

    text = styles.sheet("A4", "landscape").read_text(encoding="utf-8")
    (profile / "院标.qpt").write_text(text, encoding="utf-8")
    (profile / "缺.qpt").write_text(text.replace('id="review_no"', 'id="other"'), encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(QgsProcessingException, match=message):
        processing.run("metro:exportsheet", {**ASKED, "OUTPUT_PNG": str(out / "a.png"), "TEMPLATE": template})
    assert list(out.iterdir()) == []


def test_dialog_offers_templates_by_name(profile):
    """The parameter's box: the shipped sheet first, the planner's own after it, or any file."""
    from metro_circles.processing.template_choice import TemplateChoice
    from qgis.core import QgsApplication
    from qgis.PyQt.QtWidgets import QWidget

    shutil.copy(styles.sheet("A4", "landscape"), profile / "院标.qpt")
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("metro:exportsheet")
    dialog = QWidget()
    choice = TemplateChoice(algorithm.parameterDefinition("TEMPLATE"), dialog)
    assert [choice.box.itemText(row) for row in range(choice.box.count())] == ["Shipped sheet", "院标"]
    assert choice.value() == ""
    for value in ("院标", "/some/where.qpt", ""):
        choice.setValue(value)
        assert choice.value() == value


def test_templates_hold_no_code(profile):
    """An expression in a label, a data-defined size, an HTML frame: each is refused with the item's name."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import TemplateError
    from qgis.core import (
        QgsLayoutFrame,
        QgsLayoutItemHtml,
        QgsLayoutItemLabel,
        QgsLayoutObject,
        QgsProject,
        QgsProperty,
        QgsReadWriteContext,
    )

    def label(layout):
        item = QgsLayoutItemLabel(layout)
        item.setId("own")
        item.setText("[% 1 + 1 %]")
        layout.addLayoutItem(item)

    def size(layout):
        layout.itemById("map").dataDefinedProperties().setProperty(
            QgsLayoutObject.DataDefinedProperty.MapScale, QgsProperty.fromExpression("1 + 1")
        )

    def html(layout):
        frame = QgsLayoutItemHtml(layout)
        layout.addMultiFrame(frame)
        frame.addFrame(QgsLayoutFrame(layout, frame))

    for change, message in ((label, "label 'own' holds"), (size, "item 'map' has"), (html, "HTML frame")):
        layout = sheets.load_template(QgsProject.instance(), styles.sheet("A4", "portrait"))
        change(layout)
        layout.saveAsTemplate(str(profile / "a.qpt"), QgsReadWriteContext())
        with pytest.raises(TemplateError, match=message):
            sheets.load_template(QgsProject.instance(), profile / "a.qpt")
