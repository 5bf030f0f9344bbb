# SPDX-License-Identifier: GPL-3.0-or-later
"""Every string in Chinese, and the Chinese where QGIS speaks it."""

import re
import string
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
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
