# SPDX-License-Identifier: GPL-3.0-or-later
"""Codes and names as planners write them."""

import csv

import pytest
from metro_circles.layers import catalog


def codes(text):
    return [candidate.adcodes for candidate in catalog.resolve(text)]


@pytest.mark.parametrize(
    "text",
    [
        "320102",
        320102,
        "３２０１０２",
        " 320102 ",
        "320102001001",
        "玄武区",
        "玄武",
        "南京市玄武区",
        "江苏/南京/玄武区",
    ],
)
def test_one_unit_in_many_spellings(text):
    assert codes(text) == [("320102",)]


def test_a_name_that_four_cities_have_gives_four_readings():
    assert [c.prefecture for c in catalog.resolve("鼓楼区")] == ["南京市", "徐州市", "福州市", "开封市"]
    assert codes("福州鼓楼区") == [("350102",)]


@pytest.mark.parametrize(
    ("old", "new"), [("繁昌县", "340212"), ("340222", "340212"), ("下关区", "320106"), ("绍兴县", "330603")]
)
def test_old_names_and_codes_lead_to_the_unit_that_holds_them(old, new):
    (found,) = catalog.resolve(old)
    assert (found.adcodes, found.how) == ((new,), "renamed")
    assert found.note


def test_an_old_name_that_a_unit_still_has_elsewhere_gives_both():
    found = catalog.resolve("桥东区")
    assert [(c.prefecture, c.how) for c in found] == [
        ("张家口市", "name"),
        ("石家庄市", "split"),
        ("邢台市", "renamed"),
    ]


def test_a_split_unit_gives_its_successors_together():
    (found,) = catalog.resolve("江干区")
    assert (found.adcodes, found.how) == (("330102", "330114"), "split")


def test_prefectures_and_provinces_stand_for_their_counties():
    (nanjing,) = catalog.resolve("南京市")
    assert nanjing.how == "prefecture"
    assert set(nanjing.adcodes) == {m.adcode for m in catalog.members("nanjing") if m.role == "core"}
    assert catalog.resolve("320100")[0].adcodes == nanjing.adcodes
    assert len(catalog.resolve("320000")[0].adcodes) == 95


def test_a_city_that_is_its_own_county_comes_once():
    assert codes("仙桃市") == [("429004",)]
    assert codes("东莞") == [("441900",)]


@pytest.mark.parametrize("text", ["", "市", "999999", "Nanjing", "不存在的县"])
def test_nothing_fits(text):
    assert catalog.resolve(text) == []


def test_the_table_of_old_units_is_sound(root):
    with (root / "layers" / "sources" / "renamed_units.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert len(rows) >= 200
    current = catalog.read("county").set_index("adcode")
    for row in rows:
        new = row["new_codes"].split(";")
        assert row["new_names"] == "、".join(current.loc[new, "name_zh"]), row
        assert set(current.loc[new, "prefecture"]) == {row["prefecture"]}, row
        assert row["confidence"] in "ABC", row
        assert row["kind"] in ("renamed", "upgraded", "merged", "split", "successor"), row
        if row["kind"] not in ("renamed", "merged"):
            assert row["old_code"] not in current.index, row
