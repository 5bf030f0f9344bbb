# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:redlinereport``: one page that needs no network, one workbook, the same figures in both."""

import re

import pytest
import shapely
from qgis.core import QgsProcessingException

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)  # see test_redline_conflict.py
KINDS = ["自然保护地核心保护区", "自然保护地以外"]


@pytest.fixture
def report(run, layer_file, square, tmp_path):
    """Return ``call(**parameters)``: the report on two parcels in conflict and one outside."""

    def call(**more):
        parcels = layer_file(
            "地块",
            [square(0, 0), square(300, 0), square(600, 0)],
            DKBH=["甲-1", "<乙>", "丙"],
            LX=["01", "06", "00"],
        )
        redlines = layer_file("红线", [square(50, 0), square(350, 0)], HXLX=KINDS)
        given = {"PARCELS": parcels, "REDLINES": redlines} | more
        fields = {"CATEGORY_FIELD": "HXLX", "PARCEL_ID": "DKBH", "ACTIVITY_FIELD": "LX"}
        return run(
            "redlinereport",
            **{**fields, **given},
            OUTPUT_HTML=str(tmp_path / "报告.html"),
            OUTPUT_XLSX=str(tmp_path / "报告.xlsx"),
        )

    return call


def words(text):
    """The Chinese words that a reader sees."""
    text = re.sub(r"<style>.*?</style>", "", text, flags=re.S)
    text = re.sub(r'<span class="en">.*?</span>', "", text, flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", text))


def test_page_tells_the_figures(report, tmp_path):
    result = report(AVOID_M=200)
    text = (tmp_path / "报告.html").read_text(encoding="utf-8")
    seen = words(text)
    assert (result["CONFLICT_COUNT"], result["VERDICT"]) == (2, "forbidden")
    # 2 x 50 x 100 m² of drawing are 0.99975 ha, 15.00 亩
    assert result["CONFLICT_AREA_M2"] == pytest.approx(10_000 * SCALE, rel=2e-6)
    assert "共核查 3 个对象，其中 2 个占压生态保护红线，共 1.00 公顷（15.00 亩）" in seen
    for word in (
        "禁止",
        "须论证不可避让",
        "临近红线",
        "甲-1",
        "规则 C-0",
        "EPSG:4549",
        "地块",
        "红线",
        "QGIS",
    ):
        assert word in seen
    assert "&lt;乙&gt;" in text
    assert "<乙>" not in text
    assert "示例数据" not in seen


def test_page_needs_nothing_from_outside(report, tmp_path):
    report()
    text = (tmp_path / "报告.html").read_text(encoding="utf-8")
    assert not re.findall(r"""(?:src|href)\s*=\s*["'](?!data:)|https?://|url\(""", text)
    # an overview and a detail of each of two conflicts
    assert len(re.findall(r'src="data:image/png;base64,[A-Za-z0-9+/=]{500,}"', text)) == 3


def test_both_languages_and_which_is_first(report, tmp_path):
    report(LANGUAGE="en")
    text = (tmp_path / "报告.html").read_text(encoding="utf-8")
    assert 'data-language="en"' in text
    assert text.count('<span class="zh">') >= text.count('<span class="en">') > 40


def test_workbook_has_the_same_figures(report, tmp_path):
    from openpyxl import load_workbook

    report()
    book = load_workbook(tmp_path / "报告.xlsx")
    assert book.sheetnames[:2] == ["结论 Findings", "判定 Verdicts"]
    findings = {
        row[0].value.split("\n")[0]: row[1].value for row in book["结论 Findings"].iter_rows(min_row=4)
    }
    assert (findings["核查对象"], findings["占压红线"], findings["总体判定（最严）"]) == (3, 2, "禁止")
    rows = list(book["冲突 Conflicts"].iter_rows(min_row=2, values_only=True))
    assert [(row[0], row[2], row[6], row[7]) for row in rows] == [
        ("甲-1", KINDS[0], "禁止", "C-0"),
        ("<乙>", KINDS[1], "须论证不可避让", "L-6"),
    ]
    assert [row[4] for row in rows] == [0.5, 0.5]


def test_sums_by_circle(report, tmp_path):
    report(CIRCLE="nanjing")
    seen = words((tmp_path / "报告.html").read_text(encoding="utf-8"))
    assert "按行政单元" in seen
    assert "江宁区" in seen


def test_no_conflict_is_said(report, layer_file, square, tmp_path):
    report(PARCELS=layer_file("远处", [square(9000, 9000)], DKBH=["丁"], LX=["00"]))
    assert "未发现占压生态保护红线的对象" in words((tmp_path / "报告.html").read_text(encoding="utf-8"))


@pytest.mark.parametrize("shape", ["line", "point"])
def test_lines_and_points(report, layer_file, square, tmp_path, shape):
    x, y = square(0, 0).bounds[:2]
    drawn = {
        "line": shapely.LineString([(x - 50, y + 50), (x + 150, y + 50)]),
        "point": shapely.Point(x + 60, y + 50),
    }[shape]
    result = report(PARCELS=layer_file("工程", [drawn], DKBH=["道路"], LX=["06"]))
    assert result["CONFLICT_COUNT"] == 1
    seen = words((tmp_path / "报告.html").read_text(encoding="utf-8"))
    assert {"line": "共 99.99 米", "point": "共 1 个点"}[shape] in seen


def test_nothing_is_written_when_it_stops(report, layer_file, bowtie, tmp_path):
    with pytest.raises(QgsProcessingException, match="crosses itself"):
        report(PARCELS=layer_file("坏", [bowtie], DKBH=["a"], LX=["00"]))
    assert not (tmp_path / "报告.html").exists()
    assert not (tmp_path / "报告.xlsx").exists()


def test_every_text_is_there_in_both_languages():
    from metro_circles.processing.report.texts import texts

    assert all(words["zh"] and words["en"] for words in texts().values())


def test_what_is_below_the_minimum_is_in_no_table_and_told(report, layer_file, square, tmp_path):
    """Kinds, verdicts and the total speak of the same features: 1 of 5000 m², not the one of 500 m²."""
    from openpyxl import load_workbook

    parcels = layer_file("块", [square(0, 0), square(300, 0)], DKBH=["大", "小"], LX=["01", "06"])
    redlines = layer_file("线", [square(50, 0), square(395, 0)], HXLX=KINDS)
    result = report(PARCELS=parcels, REDLINES=redlines, MIN_AREA=1000, AVOID_M=50)
    assert result["CONFLICT_COUNT"] == 1
    seen = words((tmp_path / "报告.html").read_text(encoding="utf-8"))
    assert "另有 1 个图斑小于下限，共 0.05 公顷（0.75 亩）" in seen
    book = load_workbook(tmp_path / "报告.xlsx")

    def rows(sheet):
        return list(book[sheet].iter_rows(min_row=2, values_only=True))

    assert rows("红线类型 Kinds") == [(KINDS[0], 1, 0.5, 7.5, 100)]
    assert rows("判定 Verdicts") == [("禁止", 1, 50, 0.5, 7.5), ("临近红线", 1, 50, 0, 0)]
    near = re.search(r"对象 最近红线距离（米） 红线要素号 (\S+) (\S+) (\S+)", seen)
    assert near.groups() == ("小", "0.00", "#2")


def test_every_layer_is_among_the_inputs(report, layer_file, square, tmp_path):
    zones = layer_file("合作区", [square(0, 0, 500)], 名称=["甲区"])
    units = layer_file("片区", [square(0, 0, 500)], 编码=["1"])
    report(ZONES=zones, ZONE_NAME="名称", UNITS=units, UNIT_CODE="编码")
    seen = words((tmp_path / "报告.html").read_text(encoding="utf-8"))
    inputs = seen[seen.index("用途 图层") :]
    for name in ("地块", "红线", "片区", "合作区"):
        assert re.search(rf" {name} \S+{name}\.gpkg \d EPSG:4549", inputs), name


def test_english_says_what_the_plugin_itself_says(report, layer_file, square, tmp_path):
    from metro_circles.processing.engine.rules import read_rules, verdicts
    from metro_circles.processing.report.texts import values

    table = read_rules()
    said = {text for rule in table for text in (rule.activity_name, rule.reason, rule.source)}
    said |= set(verdicts(["other", "unknown", "other"], [None, "06", "某活动"], table)["reason"])
    assert {"合计", "（其他）", "（无名称）"} | said <= set(values())
    units = layer_file("片区", [square(0, 0, 60)], 编码=["1"])
    report(UNITS=units, UNIT_CODE="编码", LANGUAGE="en")
    text = (tmp_path / "报告.html").read_text(encoding="utf-8")
    english = re.sub(r'<span class="zh">.*?</span>', "", text, flags=re.S)
    english = re.sub(r"<style>.*?</style>|<h3>Parameter.*", "", english, flags=re.S)
    given = ("地块", "红线", "片区", "甲-1", "乙", "丙", *KINDS, "中文", "生态保护红线冲突核查报告", "报告")
    left = re.sub("|".join(sorted(given, key=len, reverse=True)), "", re.sub(r"<[^>]+>", " ", english))
    left = left.split("Data; parameters")[0]  # then come the parameters, in QGIS's language
    assert not re.findall(r"[\u4e00-\u9fff]+", left)


@pytest.mark.slow
def test_batch_run(qgis_process, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:redlinereport",
        "--",
        f"PARCELS={layer_file('p', [square(0, 0)])}",
        f"REDLINES={layer_file('r', [square(50, 0)])}",
        f"OUTPUT_HTML={tmp_path / '报告.html'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["CONFLICT_COUNT"] == 1
    assert (tmp_path / "报告.html").stat().st_size > 20_000
