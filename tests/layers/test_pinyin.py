# SPDX-License-Identifier: GPL-3.0-or-later
"""How names are read, and what a search in pinyin or initials finds."""

import sqlite3
import subprocess
from contextlib import closing

import pytest
from metro_circles.layers import catalog

READ = {  # read by hand, from dictionaries of place names
    "重庆都市圈": "chong qing du shi quan",
    "六安市": "lu an shi",
    "六盘水市": "liu pan shui shi",
    "六合区": "lu he qu",
    "蚌埠市": "beng bu shi",
    "厦门市": "xia men shi",
    "长沙县": "chang sha xian",
    "长子县": "zhang zi xian",
    "朝阳区": "chao yang qu",
    "乐山市": "le shan shi",
    "乐清市": "yue qing shi",
    "乐亭县": "lao ting xian",
    "漯河市": "luo he shi",
    "番禺区": "pan yu qu",
    "吐鲁番市": "tu lu fan shi",
    "大埔县": "da bu xian",
    "黄埔区": "huang pu qu",
    "中牟县": "zhong mu xian",
    "牟定县": "mou ding xian",
    "西藏自治区": "xi zang zi zhi qu",
    "库尔勒市": "ku er le shi",
    "绿园区": "lv yuan qu",
    "盱眙县": "xu yi xian",
    "歙县": "she xian",
    "亳州市": "bo zhou shi",
    "鄠邑区": "hu yi qu",
    "东莞市": "dong guan shi",
    "句容市": "ju rong shi",
    "藁城区": "gao cheng qu",
    "井陉县": "jing xing xian",
    "洪洞县": "hong tong xian",
    "洞头区": "dong tou qu",
}


@pytest.mark.parametrize(("name", "reading"), READ.items())
def test_names_are_read_as_people_there_say_them(name, reading):
    assert " ".join(catalog.syllables(name)) == reading


def test_every_shipped_name_is_read_to_the_last_character():
    file, table = catalog.path("county")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        units = [row[0] for row in database.execute(f"SELECT DISTINCT name_zh FROM {table}")]  # noqa: S608
    names = units + [one.name_zh for one in (*catalog.circles(), *catalog.zones())]
    chinese = {name: sum("\u4e00" <= letter <= "\u9fff" for letter in name) for name in names}
    assert len(chinese) > 2800
    short = [
        name
        for name, letters in chinese.items()
        if sum(one.isascii() and one.isalpha() for one in catalog.syllables(name)) < letters
    ]
    assert short == []


def test_members_are_read_as_their_english_names_are_spelled():
    """The two were made apart: the names with pypinyin's phrases, the readings letter by letter."""
    english = catalog.english_names()
    members = {m.adcode: m.name_zh for c in catalog.circles() for m in catalog.members(c.circle_id)}
    assert len(members) > 450
    wrong = {
        name: english[code]
        for code, name in members.items()
        if not "".join(catalog.syllables(name)).startswith(
            english[code].split(" ")[0].lower().replace("'", "").replace("ü", "v")
        )
    }
    assert wrong == {}


@pytest.mark.parametrize(
    ("query", "name", "expected"),
    [
        ("nj", "南京都市圈", True),
        ("njdsq", "南京都市圈", True),
        ("nanjing", "南京都市圈", True),
        ("NanJing", "南京都市圈", True),
        ("njing dushi", "南京都市圈", True),
        ("京都", "南京都市圈", True),
        ("jdsq", "南京都市圈", True),  # from any syllable on
        ("nsq", "南京都市圈", False),  # but none is left out
        ("anjing", "南京都市圈", False),
        ("nj", "新疆维吾尔自治区", False),  # xi-n j-iang
        ("xian", "西安都市圈", True),
        ("xi'an", "西安都市圈", True),
        ("xa", "西安都市圈", True),
        ("cq", "重庆都市圈", True),
        ("zq", "重庆都市圈", False),
        ("la", "六安市", True),
        ("lvyuan", "绿园区", True),
        ("lüyuan", "绿园区", True),
        ("南京 都市", "南京都市圈", True),
        ("南京 区", "南京都市圈", False),
        ("?", "南京都市圈", False),
    ],
)
def test_search_in_chinese_pinyin_and_initials(query, name, expected):
    assert catalog.matches(query, catalog.haystack(name)) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [("wh", True), ("wuhan", True), ("武", True), ("hdsq", False), ("汉", False), ("420100", False)],
)
def test_names_that_begin_with_what_was_typed(query, expected):
    assert catalog.begins(query, "武汉都市圈") is expected


def test_english_and_codes_are_found_too():
    hay = catalog.haystack("玄武区", "Xuanwu District", "320102")
    assert all(
        catalog.matches(query, hay) for query in ("xuanwu", "district", "xuanwu d", "3201", "xwq 320102")
    )
    assert not catalog.matches("320103", hay)
    assert not catalog.matches("q 320102 x玄", catalog.haystack("玄武", "320102"))


def test_table_of_characters_is_what_its_build_writes(root):
    run = subprocess.run([root / "dev" / "data"], capture_output=True, text=True)
    if run.returncode:
        pytest.skip(f"dev/data could not fetch the pinned packages: {run.stderr.strip()[-300:]}")
    from metro_circles.layers import build_pinyin

    assert build_pinyin.table(run.stdout.strip()) == (root / "layers" / "pinyin.csv").read_text(
        encoding="utf-8"
    )
