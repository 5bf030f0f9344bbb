# SPDX-License-Identifier: GPL-3.0-or-later
"""The workbook of a report: the same figures as the page, and every conflict, to sort and to sum."""

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from ...styles import catalog
from ..engine.rules import VERDICTS, plain
from ..engine.units import ha, half_up, mu
from .texts import both, texts

MOST_ROWS = 1_000_000  # a sheet of XLSX holds 1 048 576
_HEAD = PatternFill("solid", fgColor="E3ECE6")
_THIN = Border(bottom=Side(style="thin", color="D0D7D2"))


def workbook(content, found):
    """Make the workbook.

    Parameters
    ----------
    content : dict
        As :func:`.page.page` takes it.
    found : engine.conflicts.Conflicts

    Returns
    -------
    openpyxl.Workbook
    """
    figures = content["figures"]
    book = Workbook()
    book.remove(book.active)
    size = {2: ["area_ha", "area_mu"], 1: ["length_m"], 0: ["points"]}[figures["dimension"]]
    _findings(book, content, size)
    rows = [[_verdict(r["verdict"]), r["count"], r["pct"], *r["size"]] for r in figures["verdicts"]]
    _sheet(book, "判定 Verdicts", ["verdict", "count", "share", *size], rows)
    if figures["kinds"]:
        rows = [[r["kind"] or "未分类", r["count"], *r["size"], r["pct"]] for r in figures["kinds"]]
        _sheet(book, "红线类型 Kinds", ["kind", "conflicts", *size, "share"], rows)
    for title, name, label in (("行政单元 Units", "units", "unit"), ("毗邻带 Zones", "zones", "zone")):
        if not figures[name]:
            continue
        shown = [v for v in VERDICTS if v not in ("near", "clear")]
        table = figures[name] + (figures["unit_total"] if name == "units" else [])
        rows = [
            [
                r["code"],
                r["name"],
                r["count"],
                *r["size"],
                r["pct"],
                *[r["verdicts"].get(v, 0) for v in shown],
            ]
            for r in table
        ]
        _sheet(book, title, ["code", label, "conflicts", *size, "share", *[f"v_{v}" for v in shown]], rows)
    _conflicts(book, found, size)
    rows = [
        [r["rule"], r["zone"], r["activity"], _verdict(r["verdict"]), r["limited_no"], r["reason"], r["source"],
         r["mark"], r["applied"]]
        for r in figures["rules"]
    ]  # fmt: skip
    heads = ["rule", "kind", "activity", "verdict", "limited_no", "reason", "source", "mark", "applied"]
    _sheet(book, "规则 Rules", heads, rows)
    _inputs(book, content)
    return book


def _findings(book, content, size):
    figures = content["figures"]
    sheet = book.create_sheet("结论 Findings")
    _add(sheet, [texts()["title"]["zh"]])
    _add(sheet, [texts()["title"]["en"]])
    _add(sheet, [])
    if content["sample"]:
        _add(sheet, [both("sample_note")])
    rows = [
        (both("made"), content["made"]),
        (both("checked"), figures["total"]),
        (both("in_conflict"), figures["count"]),
        *zip((both(key) for key in size), figures["size"], strict=True),
        (both("verdict_overall"), _verdict(figures["verdict"])),
        (both("near_count"), figures["near_count"]),
        (both("undetermined"), figures["undetermined"]),
        (both("small"), figures["small"]["count"]),
        (both("closure"), figures["closure"]),
    ]
    for row in rows:
        _add(sheet, row)
    sheet["A1"].font = Font(bold=True, size=16)
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 30
    for row in sheet.iter_rows(min_row=4):
        row[0].alignment = Alignment(wrap_text=True, vertical="center")
        if len(row) > 1:
            row[1].alignment = Alignment(horizontal="left", vertical="center")
            row[1].number_format = "#,##0.00" if isinstance(row[1].value, float) else "General"


def _conflicts(book, found, size):
    """Every piece of every conflict, gravest and largest first."""
    overlap = {2: "overlap_m2", 1: "overlap_m", 0: "overlap_count"}[found.dimension]
    pieces = found.pieces.drop(columns=found.pieces.geometry.name)
    pieces = pieces.assign(grade=pieces["verdict"].map(VERDICTS.index))
    pieces = pieces.sort_values(["grade", overlap], ascending=[True, False], kind="stable")
    rows = []
    for row in pieces.head(MOST_ROWS).itertuples(index=False):
        amount = getattr(row, overlap)
        parts = {2: lambda a: [ha(a), mu(a)], 1: lambda a: [half_up(a)], 0: lambda a: [int(a)]}[
            found.dimension
        ]
        number = None if plain(row.limited_no) in ("", "<NA>") else int(row.limited_no)
        rows.append(
            [plain(row.parcel_id) or f"#{row.parcel_fid}", int(row.redline_fid), plain(row.kind), row.activity,
             *parts(amount), _verdict(row.verdict), row.rule, number, row.reason]
        )  # fmt: skip
    heads = ["feature", "legend_red", "kind", "activity", *size, "verdict", "rule", "limited_no", "reason"]
    sheet = _sheet(book, "冲突 Conflicts", heads, rows)
    if len(pieces) > MOST_ROWS:
        _add(sheet, [both("more").format(n=len(pieces) - MOST_ROWS)])


def _inputs(book, content):
    rows = [
        [both(f"role_{r['role']}").replace("\n", " "), r["name"], r["count"], r["crs"], r["modified"], r["repaired"],
         r["rejected"], r["path"]]
        for r in content["inputs"]
    ]  # fmt: skip
    heads = ["role", "layer", "features", "crs", "modified", "repaired_count", "rejected_count", "path"]
    sheet = _sheet(book, "数据与参数 Inputs", heads, rows)
    for title, pairs in (("parameter", content["parameters"]), ("software", content["versions"])):
        _add(sheet, [])
        _add(sheet, [both(title).replace("\n", " ")])
        sheet.cell(sheet.max_row, 1).font = Font(bold=True)
        for name, *values in pairs:
            _add(sheet, [name, *map(str, values)])


def _sheet(book, title, heads, rows):
    sheet = book.create_sheet(title)
    _add(sheet, [both(key) for key in heads])
    for row in rows:
        _add(sheet, row)
    for cell in sheet[1]:
        cell.fill, cell.font, cell.border = _HEAD, Font(bold=True), _THIN
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "A2"
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"
    for number, key in enumerate(heads, start=1):
        longest = max([_width(both(key).split("\n")[0]), *[_width(row[number - 1]) for row in rows[:2000]]])
        sheet.column_dimensions[get_column_letter(number)].width = min(max(longest + 3, 11), 60)
        if key in ("area_ha", "area_mu", "length_m", "share"):
            for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
                cell.number_format = "#,##0.00"
    _paint_verdicts(sheet, heads)
    return sheet


def _paint_verdicts(sheet, heads):
    if "verdict" not in heads:
        return
    fills = {
        _verdict(v): PatternFill(
            "solid", fgColor="{:02X}{:02X}{:02X}".format(*catalog.colour(f"verdict_{v}").fill)
        )
        for v in VERDICTS
    }
    dark = {_verdict("forbidden"), _verdict("undetermined")}
    number = heads.index("verdict") + 1
    for (cell,) in sheet.iter_rows(min_row=2, min_col=number, max_col=number):
        if cell.value in fills:
            cell.fill = fills[cell.value]
            cell.font = Font(color="FFFFFF" if cell.value in dark else "1C2026")


def _add(sheet, values):
    """Append a row of values as they are: text that begins with = is no formula.

    Control characters, which XLSX cannot hold, show as the sign for what cannot be read.
    """
    sheet.append([_text(sheet, v) if isinstance(v, str) else v for v in values])


def _text(sheet, value):
    value = ILLEGAL_CHARACTERS_RE.sub("\ufffd", value)
    if not value.startswith("="):
        return value
    cell = Cell(sheet, value=value)
    cell.data_type = "s"
    return cell


def _verdict(verdict):
    return texts()[f"v_{verdict}"]["zh"]


def _width(value):
    """Width of a value in characters; a Chinese one takes two."""
    return sum(2 if ord(c) > 0x2E7F else 1 for c in str("" if value is None else value))
