# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string in Chinese, and the Chinese where QGIS speaks it."""

import csv
import re
import string
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from qgis.core import QgsApplication, QgsProcessingContext, QgsProcessingException
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

TS = "metro_plugin/i18n/metro_circles_zh_CN.ts"


@pytest.fixture(scope="module")
def pairs(root):
    """Source and translation of every message."""
    return [
        (m.findtext("source"), m.findtext("translation") or "")
        for m in ET.parse(root / TS).iter("message")  # noqa: S314 (our own file)
    ]


@pytest.mark.slow
def test_files_hold_what_the_code_says_today_and_nothing_is_untranslated(root):
    done = subprocess.run(
        [sys.executable, root / "dev" / "translations", "--check"], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr


def fields(text):
    """The placeholders of a text, with their formats."""
    return sorted(f"{name}:{form}" for _, name, form, _ in string.Formatter().parse(text) if name is not None)


def test_placeholders_are_the_same_in_both(pairs):
    assert len(pairs) > 500
    assert [source for source, done in pairs if fields(source) != fields(done)] == []


def test_translations_are_chinese(pairs):
    plain = [source for source, done in pairs if not re.search("[\u4e00-\u9fff]", done)]
    assert plain == []


def test_titles_do_not_say_everything_twice(pairs):
    pair = re.compile(r"[A-Za-z)] [\u4e00-\u9fff]+$")
    assert [
        source
        for source, done in pairs
        if pair.search(source) and re.search(r"[A-Za-z]{4}", re.sub(r"{.*?}", "", done))
    ] == []


def test_compiled_file_translates(root, pairs, qgis):
    translator = QTranslator()
    assert translator.load(str(root / TS.replace(".ts", ".qm")))
    QCoreApplication.installTranslator(translator)
    try:
        wrong = [
            source for source, done in pairs if QCoreApplication.translate("MetroCircles", source) != done
        ]
    finally:
        QCoreApplication.removeTranslator(translator)
    assert wrong == []


@pytest.mark.slow
def test_toolbox_speaks_chinese_where_qgis_does(root, qgis_process_in, tmp_path, qgis):
    profile = tmp_path / "profile"
    subprocess.run([root / "dev" / "profile", profile], check=True)
    with (profile / "profiles" / "default" / "QGIS" / "QGIS3.ini").open("a", encoding="utf-8") as settings:
        settings.write("[locale]\noverrideFlag=true\nuserLocale=zh-Hans\n")
    done = qgis_process_in(profile, "list")
    assert done.returncode == 0, done.stderr
    shown = done.json["providers"]["metro"]["algorithms"]
    assert shown["metro:loadcircle"]["name"] == "加载都市圈"
    assert shown["metro:redlineconflict"]["group"] == "生态保护红线"
    english = [key for key, value in shown.items() if not re.search("[\u4e00-\u9fff]", value["name"])]
    assert english == []


@pytest.fixture
def chinese(monkeypatch):
    """QGIS as it says of itself in China."""
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: "zh-Hans"))


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        (
            "Layer 'a', feature 1: crosses itself at 118.71, 31.91; its area cannot be computed. 3 more features are "
            "invalid, too. Set 'Invalid geometries' to 'repair', or fix it first.",
            "图层“a”，要素 1：自相交，位置 118.71, 31.91；无法计算面积。另有 3 个要素无效。"
            "请将“无效几何”设为 repair，或先修复。",
        ),
        (
            "The list of units must be corrected in 2 places: item 2: no unit has the code or name 'X' (nearest: "
            "340506 博望区); item 3: '鼓楼区' may be 320106 南京市鼓楼区: write the code.",
            "单元清单有 2 处须改正：第 2 项：没有代码或名称为“X”的单元（最接近的：340506 博望区）；"
            "第 3 项：“鼓楼区”可能是 320106 南京市鼓楼区，请写代码。",
        ),
        ("A sentence of nobody's.", "A sentence of nobody's."),
    ],
)
def test_messages_are_turned_whole_with_what_they_carry(qgis, english, expected):
    from metro_circles.processing import messages

    assert messages.in_chinese(english) == expected


def test_refusals_and_errors_are_chinese_where_qgis_is(qgis, chinese, tmp_path):
    import geopandas
    import shapely

    import processing

    algorithm = QgsApplication.processingRegistry().algorithmById("metro:loadcircle")
    good, message = algorithm.checkParameterValues({"CIRCLE": "nanjin"}, QgsProcessingContext())
    assert not good
    assert message.startswith("没有都市圈“nanjin”。您是否要找 nanjing")
    bowtie = shapely.Polygon([(118.70, 31.90), (118.72, 31.92), (118.72, 31.90), (118.70, 31.92)])
    path = tmp_path / "bowtie.gpkg"
    geopandas.GeoDataFrame(geometry=[bowtie], crs="EPSG:4490").to_file(path)
    outputs = {"OUTPUT_PIECES": str(tmp_path / "a.gpkg"), "OUTPUT_PARCELS": str(tmp_path / "b.gpkg")}
    with pytest.raises(QgsProcessingException, match=r"自相交，位置 118\.71, 31\.91"):
        processing.run("metro:redlineconflict", {"PARCELS": str(path), "REDLINES": str(path), **outputs})


def test_messages_stay_english_elsewhere(qgis):
    algorithm = QgsApplication.processingRegistry().algorithmById("metro:loadcircle")
    _, message = algorithm.checkParameterValues({"CIRCLE": "nanjin"}, QgsProcessingContext())
    assert message.startswith("There is no circle 'nanjin'.")


def test_every_gap_of_a_message_is_filled_in_chinese(root):
    with (root / "processing" / "messages.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) > 150
    for row in rows:
        numbers = sorted(int(number) for number in re.findall(r"\{(\d+)\}", row["chinese"]))
        assert numbers == list(range(row["english"].count("{}"))), row["english"]
