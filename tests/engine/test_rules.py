# SPDX-License-Identifier: GPL-3.0-or-later
"""Rule tables and the verdicts that they give."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import rules
from metro_circles.processing.engine.errors import ParameterError

HEAD = ",".join(rules.COLUMNS)


@pytest.fixture
def table_of(tmp_path):
    """Return ``read(*lines, encoding=…)``: the rules of a table with these rows."""

    def read(*lines, encoding="utf-8"):
        path = tmp_path / "rules.csv"
        path.write_bytes("\n".join([HEAD, *lines]).encode(encoding))
        return rules.read_rules(path)

    return read


# What the default table must say, from the 2019 opinion and the ten kinds of 自然资发〔2022〕142号.
@pytest.mark.parametrize(
    ("zone", "activity", "verdict", "rule", "number"),
    [
        ("core", "01", "forbidden", "C-0", None),
        ("core", None, "forbidden", "C-0", None),
        ("other", "01", "limited", "L-1", 1),
        ("other", 1.0, "limited", "L-1", 1),
        ("other", "原住居民生产生活", "limited", "L-2", 2),
        ("other", "10", "limited", "L-10", 10),
        ("other", "06", "proof", "L-6", 6),
        ("other", "线性基础设施、防洪供水、航道", "proof", "L-6", 6),
        ("other", "国家重大战略项目", "proof", "N-1", None),
        ("other", "00", "forbidden", "D-1", None),
        ("other", "其他开发建设", "forbidden", "D-1", None),
        ("other", None, "undetermined", "-", None),
        ("other", "月球旅行", "undetermined", "-", None),
        ("unknown", "01", "undetermined", "-", None),
        ("unknown", "00", "forbidden", "D-1", None),
    ],
)
def test_default_table(zone, activity, verdict, rule, number):
    said = rules.verdicts([zone], [activity], rules.read_rules()).iloc[0]
    assert (said["verdict"], said["rule"]) == (verdict, rule)
    assert (said["limited_no"] == number) if number else said.isna()["limited_no"]
    assert said["reason"]


def test_every_default_rule_names_source_and_mark():
    table = rules.read_rules()
    assert {rule.limited_no for rule in table} - {None} == set(range(1, 11))
    assert all(rule.source and rule.mark in "ABPC" and len(rule.mark) == 1 for rule in table)


def test_first_rule_that_fits_wins(table_of):
    table = table_of("a,other,路*,,proof,,r,s,C", "b,*,*,,allowed,,r,s,C")
    said = rules.verdicts(["other", "core"], ["路网", "路网"], table)
    assert said["rule"].to_list() == ["a", "b"]


def test_table_in_gb18030_is_read(table_of):
    assert table_of("a,*,*,任何,forbidden,,原则上禁止,来源,A", encoding="gb18030")[0].reason == "原则上禁止"


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("a,other,*,,maybe,,r,s,C", "line 2: verdict 'maybe'"),
        ("a,middle,*,,forbidden,,r,s,C", "line 2: zone 'middle'"),
        ("a,other,*,,limited,11,r,s,C", "line 2: limited_no '11'"),
        ("a,other,,,limited,1,r,s,C", "line 2: a rule needs a name and an activity"),
    ],
)
def test_bad_rows_are_named_with_their_line(table_of, line, message):
    with pytest.raises(ParameterError, match=message):
        table_of(line)


def test_missing_column_and_file_are_named(tmp_path):
    path = tmp_path / "short.csv"
    path.write_text("rule,zone\na,core\n", encoding="utf-8")
    with pytest.raises(ParameterError, match="no column activity"):
        rules.read_rules(path)
    with pytest.raises(ParameterError, match="cannot be read"):
        rules.read_rules(tmp_path / "none.csv")


@pytest.mark.parametrize(
    ("value", "zone"),
    [
        ("自然保护地核心保护区", "core"),
        ("核心区", "core"),
        ("自然保护地一般控制区", "other"),
        ("自然保护地以外", "other"),
        ("非核心保护区", "other"),
        ("核心保护区以外", "other"),
        (None, "unknown"),
        (" ", "unknown"),
    ],
)
def test_zones(value, zone):
    assert rules.zones_of([value])[0] == zone


def test_zones_by_own_code():
    assert rules.zones_of([11, 12, 11.0], "11").tolist() == ["core", "other", "core"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(rules.VERDICTS)))
def test_worst_is_the_gravest_whatever_the_order(found):
    assert rules.worst(found) == rules.worst(found[::-1])
    assert all(rules.VERDICTS.index(rules.worst(found)) <= rules.VERDICTS.index(v) for v in found)


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["core", "other", "unknown"]), st.sampled_from(["01", "06", "00", None, "别的"])
        ),
        min_size=1,
        max_size=20,
    )
)
def test_each_verdict_is_that_of_its_own_row(rows):
    table = rules.read_rules()
    together = rules.verdicts([r[0] for r in rows], [r[1] for r in rows], table)["rule"].to_list()
    alone = [rules.verdicts([zone], [activity], table)["rule"][0] for zone, activity in rows]
    assert together == alone
