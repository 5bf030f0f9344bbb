# SPDX-License-Identifier: GPL-3.0-or-later
"""The encoding of attribute tables, from tables written byte by byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.dbf import encoding_of


def table(folder, names, rows, encoding, driver=0, cpg=None, width=20):
    """Write a dBASE table with text fields only; return the path of its shapefile (which need not exist)."""
    length = 1 + width * len(names)
    begin = 32 + 32 * len(names) + 1
    head = bytearray(32)
    head[0] = 3
    head[4:8] = len(rows).to_bytes(4, "little")
    head[8:10], head[10:12] = begin.to_bytes(2, "little"), length.to_bytes(2, "little")
    head[29] = driver
    body = bytes(head)
    for name in names:
        field = bytearray(32)
        raw = name.encode(encoding)[:10]
        field[: len(raw)] = raw
        field[11:12], field[16] = b"C", width
        body += bytes(field)
    body += b"\r"
    for row in rows:
        body += b" " + b"".join(value.encode(encoding)[:width].ljust(width) for value in row)
    (folder / "表.dbf").write_bytes(body + b"\x1a")
    if cpg is not None:
        (folder / "表.cpg").write_text(cpg, encoding="ascii")
    return folder / "表.shp"


TEXT = ["自然保护地核心保护区", "老山"]


@pytest.mark.parametrize(
    ("encoding", "driver", "cpg", "found"),
    [
        ("gbk", 0, None, "GB18030"),
        ("gbk", 0x4D, None, "GBK"),
        ("gbk", 0x57, None, "GB18030"),  # the driver says ANSI
        ("gbk", 0, "GBK", "GBK"),
        ("gbk", 0, "936", "cp936"),
        ("gbk", 0, "UTF-8", "GB18030"),  # a wrong .cpg
        ("gbk", 0, "ISO-8859-1", "GB18030"),
        ("gb18030", 0, None, "GB18030"),
        ("utf-8", 0, None, "UTF-8"),
        ("utf-8", 0x4D, None, "UTF-8"),  # a wrong driver
        ("utf-8", 0, "GBK", "UTF-8"),
        ("big5", 0x78, None, "Big5"),
    ],
)
def test_bytes_decide(tmp_path, encoding, driver, cpg, found):
    texts = ["自然保護地", "老山"] if encoding == "big5" else TEXT
    assert encoding_of(table(tmp_path, ["HXLX", "MC"], [texts], encoding, driver, cpg)) == found


def test_field_names_alone_are_enough(tmp_path):
    assert encoding_of(table(tmp_path, ["红线类型"], [["a"]], "gbk")) == "GB18030"


def test_characters_beyond_gbk(tmp_path):
    assert encoding_of(table(tmp_path, ["MC"], [["𠮷家㙍"]], "gb18030")) == "GB18030"


@pytest.mark.parametrize("encoding", ["gbk", "utf-8"])
def test_a_character_cut_off_at_the_end_of_its_field_is_forgiven(tmp_path, encoding):
    found = encoding_of(table(tmp_path, ["MC"], [["生态保护红线"]], encoding, width=7))
    assert found == {"gbk": "GB18030", "utf-8": "UTF-8"}[encoding]


def test_nothing_to_decide(tmp_path):
    assert encoding_of(table(tmp_path, ["MC"], [["abc"]], "ascii")) is None
    assert encoding_of(tmp_path / "none.shp") is None
    (tmp_path / "表.dbf").write_bytes(b"short")
    assert encoding_of(tmp_path / "表.shp") is None


@settings(deadline=None)
@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=4, max_size=10))
def test_utf8_is_never_taken_for_gbk(tmp_path_factory, text):
    folder = tmp_path_factory.mktemp("dbf")
    assert encoding_of(table(folder, ["MC"], [[text]], "utf-8", width=40)) == "UTF-8"
