# SPDX-License-Identifier: GPL-3.0-or-later
"""What sheets refuse, how they say so, and that nothing is left behind then."""

import pytest
from metro_circles.layers import catalog as world
from metro_circles.styles import catalog as styles

SLOTS = {
    "signature_left": "江苏省人民政府、安徽省人民政府 编制\n2021年4月",
    "signature_right": "江苏省自然资源厅\n规划编制单位 制图",
    "source_note": "行政区划边界为分析级数据；红线与地块为示例，2024年。",
    "sheet_no": "01",
}


def test_long_titles_shrink_and_too_long_ones_are_refused(qgis):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import SlotOverflowError

    circle = world.circle("nanjing")

    def size_of(title):
        slots = {**SLOTS, "title_plan": title, "title_theme": ""}
        sheet = sheets.lay_out({}, slots, circle=circle, base=False)
        return sheet.layout.itemById("title_plan").textFormat().size()

    assert size_of("南京都市圈") == 24
    assert 12 <= size_of("南" * 60) < 24
    with pytest.raises(SlotOverflowError, match="'title_plan' has 120 characters"):
        size_of("南" * 120)


def test_slots_must_be_known_and_filled(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import EmptySlotError, UnknownSlotError

    circle, png = world.circle("nanjing"), {"png": tmp_path / "a.png"}
    with pytest.raises(UnknownSlotError, match="Did you mean 'sheet_no'"):
        sheets.export_sheet({}, png, {**SLOTS, "sheet_nr": "1"}, circle=circle, theme="extent")
    with pytest.raises(
        EmptySlotError, match="no text for signature_left, signature_right, source_note, sheet_no"
    ):
        sheets.export_sheet({}, png, {}, circle=circle, theme="extent", base=False)
    assert list(tmp_path.iterdir()) == []


def test_theme_without_its_layer_is_refused(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import MissingThemeLayerError

    with pytest.raises(
        MissingThemeLayerError, match=r"'conflict' .冲突分布图. shows conflict or parcel_result"
    ):
        sheets.export_sheet(
            {}, {"png": tmp_path / "a.png"}, SLOTS, circle=world.circle("nanjing"), theme="conflict"
        )


def test_missing_font_is_named_and_strict_refuses_it(qgis, tmp_path):
    from metro_circles.metro_plugin.sheets import fonts

    chains = {"hei": ("No Such Hei", "Noto Sans CJK SC"), "song": ("No Such Song",)}
    uses = {use.role: use for use in fonts.preflight(("hei", "song"), chains)}
    assert uses["hei"].replaced and uses["hei"].wanted == "No Such Hei"
    assert uses["song"].found is None
    assert fonts.require([uses["hei"]]) == {"hei": uses["hei"].found}
    with pytest.raises(fonts.MissingFontError, match=r"No Such Hei.*replaced by"):
        fonts.require([uses["hei"]], strict=True)
    with pytest.raises(fonts.MissingFontError, match="no replacement"):
        fonts.require([uses["song"]])


@pytest.mark.parametrize(
    ("outputs", "message"),
    [
        ({}, "no output"),
        ({"jpg": "a.jpg"}, "not written as 'jpg'"),
        ({"png": "missing/a.png"}, "does not exist"),
        ({"png": "a", "pdf": "a"}, "same file name"),
    ],
)
def test_bad_outputs_are_named(qgis, tmp_path, outputs, message):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import OutputError

    with pytest.raises(OutputError, match=message):
        sheets.export_sheet(
            {}, {n: tmp_path / p for n, p in outputs.items()}, SLOTS, circle=world.circle("nanjing")
        )
    assert list(tmp_path.iterdir()) == []


def test_all_files_or_none(qgis, tmp_path, monkeypatch):
    """The second of three files fails: an older first file stays as it was, nothing else is left."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import files
    from metro_circles.metro_plugin.sheets.errors import OutputError

    older = tmp_path / "a.png"
    older.write_bytes(b"older")
    real = files._export

    def export(layout, name, path, dpi, geopdf):
        if name == "svg":
            path.write_text("<svg>")  # breaks off
            return
        real(layout, name, path, dpi, geopdf)

    monkeypatch.setattr(files, "_export", export)
    outputs = {"png": older, "svg": tmp_path / "a.svg", "pdf": tmp_path / "a.pdf"}
    slots = {**SLOTS, "title_theme": ""}
    with pytest.raises(OutputError, match="SVG is not whole"):
        sheets.export_sheet({}, outputs, slots, circle=world.circle("nanjing"), base=False, dpi=40)
    assert older.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_dpi_that_cannot_be_drawn_names_the_largest(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import files
    from metro_circles.metro_plugin.sheets.errors import DpiTooHighError

    # 0.9 GB at 4 bytes over 33.11 × 46.81 inches: 381 dpi
    assert files.largest_dpi(841, 1189) == 381
    with pytest.raises(DpiTooHighError, match="take 10 to 381 dpi"):
        sheets.export_sheet(
            {}, {"png": tmp_path / "a.png"}, {**SLOTS, "title_theme": ""}, circle=world.circle("nanjing"),
            paper="A0", dpi=600, base=False,
        )  # fmt: skip


def test_two_hundred_classes_are_refused_with_their_number(qgis):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import LegendOverflowError
    from qgis.core import (
        QgsCategorizedSymbolRenderer,
        QgsFeature,
        QgsFillSymbol,
        QgsGeometry,
        QgsRectangle,
        QgsRendererCategory,
        QgsVectorLayer,
    )

    layer = QgsVectorLayer("Polygon?crs=EPSG:4490&field=n:integer", "many", "memory")
    renderer = QgsCategorizedSymbolRenderer("n")
    features = []
    for number in range(200):
        feature = QgsFeature(layer.fields())
        feature.setAttributes([number])
        west = 118.6 + 0.001 * number
        feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, 32.0, west + 0.001, 32.1)))
        features.append(feature)
        renderer.addCategory(QgsRendererCategory(number, QgsFillSymbol.createSimple({}), f"第{number}类用地"))
    layer.dataProvider().addFeatures(features)
    layer.setRenderer(renderer)
    with pytest.raises(LegendOverflowError, match=r"2[01][0-9] classes"):
        sheets.lay_out(
            {"many": layer}, {**SLOTS, "title_theme": ""}, circle=world.circle("nanjing"), base=False
        )


def test_own_template_needs_every_slot_and_no_code(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import TemplateError

    shipped = styles.sheet("A3", "portrait").read_text(encoding="utf-8")
    own = tmp_path / "own.qpt"
    circle, slots = world.circle("nanjing"), {**SLOTS, "title_theme": ""}

    def lay_out(text):
        own.write_text(text, encoding="utf-8")
        return sheets.lay_out({}, slots, circle=circle, base=False, template=own)

    assert lay_out(shipped.replace('labelText="规划名称"', 'labelText="名"')).result["scale"] == 1_000_000
    with pytest.raises(TemplateError, match="lacks review_no"):
        lay_out(shipped.replace('id="review_no"', 'id="other"'))
    with pytest.raises(TemplateError, match="not a QGIS layout"):
        lay_out("no xml")
    with pytest.raises(TemplateError, match="cannot be read"):
        sheets.lay_out({}, slots, circle=circle, base=False, template=tmp_path / "missing.qpt")


def test_partial_members_are_said(qgis):
    from metro_circles.metro_plugin import sheets

    sheet = sheets.lay_out({}, {**SLOTS, "title_theme": ""}, circle=world.circle("fuzhou"), base=False)
    assert [note for note in sheet.result["notes"] if "建阳区" in note and "建瓯市" in note]


def test_no_layers_at_all(qgis, tmp_path):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import EmptyMapError
    from qgis.core import QgsProject

    for layers in ({}, QgsProject()):
        with pytest.raises(EmptyMapError, match=r"no layers\. Give at least the circle's members"):
            sheets.export_sheet(layers, {"png": tmp_path / "a.png"}, {**SLOTS, "title_theme": ""})
    assert list(tmp_path.iterdir()) == []


def test_folder_that_takes_no_files(qgis, tmp_path):
    """/proc is read-only for everybody, root included."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import OutputError

    with pytest.raises(OutputError, match=r"Nothing can be written into '/proc': .*\. Choose another"):
        sheets.export_sheet({}, {"png": "/proc/a.png"}, SLOTS, circle=world.circle("nanjing"))


@pytest.mark.parametrize("form", ["pdf", "png", "svg", "tif"])
def test_disk_that_is_full(qgis, tmp_path, form):
    """No file may grow beyond 20 kB, as on a full disk: the older sheet stays, and nothing else."""
    import resource
    import signal

    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets.errors import OutputError

    older = tmp_path / f"a.{form}"
    older.write_bytes(b"older")
    slots = {**SLOTS, "title_theme": ""}
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(OutputError, match="full"):
            sheets.export_sheet({}, {form: older}, slots, circle=world.circle("nanjing"), base=False, dpi=60)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert older.read_bytes() == b"older"
    assert [path.name for path in tmp_path.iterdir()] == [older.name]


@pytest.mark.parametrize("orientation", ["portrait", "landscape"])
def test_class_with_a_name_of_sixty_characters(qgis, orientation):
    """It is wrapped in the legend, which stays legible and in its place."""
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import legend as listing
    from qgis.core import QgsFeature, QgsGeometry, QgsLegendStyle, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4490", "长" * 60, "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(118.6, 32.0, 118.9, 32.3)))
    layer.dataProvider().addFeatures([feature])
    slots = {**SLOTS, "title_theme": ""}
    options = {"circle": world.circle("nanjing"), "base": False, "orientation": orientation}
    sheet = sheets.lay_out({"own": [layer]}, slots, **options)
    assert "长" * 60 in sheet.result["legend"]
    legend = sheet.layout.itemById("legend")
    size = listing.measured(legend)
    assert size.width() <= legend.rect().width() + 0.01 and size.height() <= legend.rect().height() + 0.01
    assert legend.rstyle(QgsLegendStyle.Style.SymbolLabel).textFormat().size() >= 7


def test_unit_with_a_name_of_sixty_characters(qgis):
    """On the map it stands on several lines."""
    from metro_circles.metro_plugin import sheets
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer(
        "Polygon?crs=EPSG:4490&field=name_zh:string&field=prefecture:string", "m", "memory"
    )
    layer.dataProvider().addAttributes([])
    feature = QgsFeature(layer.fields())
    feature.setAttributes(["都市圈共同建设的开发区" * 5 + "甲乙丙丁戊", "甲"])
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(118.0, 31.5, 119.0, 32.5)))
    layer.dataProvider().addFeatures([feature])
    sheet = sheets.lay_out({"member": [layer]}, {**SLOTS, "title_theme": "", "title_plan": "甲"}, base=False)
    assert not [note for note in sheet.result["notes"] if "no room" in note]
    settings = next(kept.labeling().settings() for kind, kept in sheet.pairs if kind == "member")
    assert "regexp_replace" in settings.fieldName
