# SPDX-License-Identifier: GPL-3.0-or-later
"""Red lines through Processing where a wrong answer would look like a right one, or a message said nothing."""

import pathlib

import openpyxl
import pytest
from qgis.core import QgsProcessingException, QgsProcessingFeedback


class Heard(QgsProcessingFeedback):
    """Keeps what an algorithm says."""

    def __init__(self):
        super().__init__(False)
        self.infos, self.warnings = [], []

    def pushInfo(self, text):
        self.infos.append(text)

    def pushWarning(self, text):
        self.warnings.append(text)


@pytest.fixture
def told(qgis):
    """Return ``told(name, **parameters)``: (results, what was said) of an algorithm."""
    import processing

    def call(name, **parameters):
        heard = Heard()
        return processing.run(f"metro:{name}", parameters, feedback=heard), heard

    return call


@pytest.fixture
def message(told):
    """Return ``message(name, **parameters)``: the message with which an algorithm stops."""

    def call(name, **parameters):
        with pytest.raises(QgsProcessingException) as caught:
            told(name, **parameters)
        text = str(caught.value)
        assert "Traceback" not in text
        return text

    return call


@pytest.fixture
def three(layer_file, square):
    """Three lines of which the first two share a strip of 0.5 m x 100 m."""
    return {
        "REDLINES": layer_file("redlines", [square(0, 0)], HXLX=["a"]),
        "FARMLAND": layer_file("farmland", [square(99.5, 0)]),
        "GROWTH": layer_file("growth", [square(1000, 0)]),
        "OUTPUT_PLACES": "memory:",
    }


@pytest.fixture
def pair(layer_file, square):
    """Parcels and red lines, half of the first parcel in conflict."""
    return {
        "PARCELS": layer_file("parcels", [square(0, 0), square(500, 0)], DKBH=["A", "B"]),
        "REDLINES": layer_file("redlines", [square(50, 0)], HXLX=["a"]),
    }


MEMORY = {"OUTPUT_PIECES": "memory:", "OUTPUT_PARCELS": "memory:"}


def test_slivers_are_told_where_the_lines_are_clean(told, three):
    result, heard = told("threelines", **three)
    assert result["CLEAN"]
    assert any("1 slivers" in text for text in heard.warnings)
    assert not any("share no ground" in text for text in heard.infos)


def test_many_plots_are_one_overlap(told, three, layer_file, square):
    plots = [square(20 * i, 20 * j, 20) for i in range(5) for j in range(5)]
    result, _ = told("threelines", **three | {"FARMLAND": layer_file("plots", plots)}, MIN_AREA=500)
    assert (result["CLEAN"], result["PLACE_COUNT"], result["SLIVER_COUNT"]) == (False, 1, 0)
    assert result["OVERLAP_AREA_M2"] == pytest.approx(10_000, rel=1e-3)


@pytest.mark.parametrize("name", ["REDLINES", "FARMLAND", "GROWTH"])
def test_three_lines_name_a_missing_field(message, three, name):
    text = message("threelines", **three, **{f"{name}_KIND": "nope"})
    assert f"'{name.lower()}' has no field 'nope'" in text


@pytest.mark.parametrize("name", ["CATEGORY_FIELD", "PARCEL_ID", "ACTIVITY_FIELD"])
def test_conflicts_name_a_missing_field_and_those_that_are_there(message, pair, name):
    text = message("redlineconflict", **pair, **MEMORY, **{name: "nope"})
    assert "has no field 'nope'" in text
    assert ("HXLX" if name == "CATEGORY_FIELD" else "DKBH") in text


def test_a_zone_without_a_name_is_summed_up(told, pair, layer_file, square):
    zones = layer_file("zones", [square(0, 0, 75), square(75, 0, 25)], 合作区=[None, "B"])
    result, _ = told(
        "redlineconflict", **pair, **MEMORY, ZONES=zones, ZONE_NAME="合作区", OUTPUT_SUMMARY="memory:"
    )
    rows = {f["name"]: f["inside_m2"] for f in result["OUTPUT_SUMMARY"].getFeatures() if f["layer"] == "zone"}
    # of the 50 m x 100 m in conflict 25 m x 75 m lie in the first zone and 25 m x 25 m in the second
    expected = {"B": 625, "（无名称）": 1875, "（其他）": 2500}
    assert rows == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize("name", ["redlineconflict", "redlinereport", "compareredlines"])
def test_an_unknown_circle_is_refused_before_anything_is_read(message, pair, name, tmp_path):
    inputs = pair | MEMORY
    if name == "redlinereport":
        inputs = pair | {"OUTPUT_HTML": str(tmp_path / "report.html")}
    if name == "compareredlines":
        inputs = {"OLD": pair["REDLINES"], "NEW": pair["REDLINES"], "OUTPUT_CHANGES": "memory:",
                  "OUTPUT_UNITS": "memory:"}  # fmt: skip
    text = message(name, **inputs, CIRCLE="nanjin")
    assert "nanjing" in text
    assert "Unable to execute algorithm" in text


def test_overlapping_units_of_a_comparison_are_told(told, layer_file, square):
    versions = {"OLD": layer_file("old", [square(0, 0)]), "NEW": layer_file("new", [square(0, 0, 90)])}
    units = layer_file("units", [square(0, 0), square(50, 0)], XZQDM=["1", "2"])
    sinks = {"OUTPUT_CHANGES": "memory:", "OUTPUT_UNITS": "memory:"}
    result, heard = told("compareredlines", **versions, **sinks, UNITS=units, UNIT_CODE="XZQDM")
    assert any("'units' overlap: 499" in text for text in heard.warnings)
    assert result["REDUCED_COUNT"] == 2
    text = told("compareredlines", **versions, **sinks, UNITS=layer_file("far", [square(9000, 0)], XZQDM=["1"]),
                UNIT_CODE="XZQDM")  # fmt: skip
    assert (text[0]["REDUCED_COUNT"], text[0]["NOT_REDUCED"]) == (0, False)


def report_to(folder, pair, **more):
    files = {"OUTPUT_HTML": str(folder / "r.html"), "OUTPUT_XLSX": str(folder / "r.xlsx")}
    return pair | {"PARCEL_ID": "DKBH"} | files | more


def test_a_report_is_written_whole_or_what_was_there_stays(message, told, pair, tmp_path):
    folder = tmp_path / "reports"
    folder.mkdir()
    locked = folder / "r.xlsx"
    (folder / "r.html").write_text("before", encoding="utf-8")
    locked.write_bytes(b"before")

    def refuse(self, target, real=pathlib.Path.replace):
        if pathlib.Path(target) == locked and self.name == "r.xlsx":
            raise PermissionError(13, "Permission denied")
        return real(self, target)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pathlib.Path, "replace", refuse)
        text = message("redlinereport", **report_to(folder, pair))
    assert "Cannot write" in text
    assert "r.xlsx" in text
    assert (folder / "r.html").read_text(encoding="utf-8") == "before"
    assert locked.read_bytes() == b"before"
    assert sorted(file.name for file in folder.iterdir()) == ["r.html", "r.xlsx"]
    told("redlinereport", **report_to(folder, pair))
    assert "<html" in (folder / "r.html").read_text(encoding="utf-8")
    assert locked.read_bytes()[:2] == b"PK"


def test_two_reports_in_one_file_are_refused(message, pair, tmp_path):
    same = {"OUTPUT_HTML": str(tmp_path / "r.html"), "OUTPUT_XLSX": str(tmp_path / "r.html")}
    assert "Two outputs name the file" in message("redlinereport", **report_to(tmp_path, pair, **same))
    assert not (tmp_path / "r.html").exists()


def test_the_workbook_takes_names_as_they_are(told, pair, layer_file, square, tmp_path):
    parcels = layer_file("odd", [square(0, 0), square(0, 0)], DKBH=["A\x0b1", "=1+1"])
    told("redlinereport", **report_to(tmp_path, pair, PARCELS=parcels))
    sheet = openpyxl.load_workbook(tmp_path / "r.xlsx")["冲突 Conflicts"]
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert "A\ufffd1" in [cell.value for cell in cells]
    assert [cell.data_type for cell in cells if cell.value == "=1+1"] == ["s"]


def test_a_parcel_may_be_named_by_its_feature_id(told, pair, tmp_path):
    result, _ = told("redlineconflict", **pair, **MEMORY, PARCEL_ID="fid")
    assert [feature["parcel_fid"] for feature in result["OUTPUT_PIECES"].getFeatures()] == [1]
    told("redlinereport", **report_to(tmp_path, pair, PARCEL_ID="fid", AVOID_M=600))
    assert "#2<" in (tmp_path / "r.html").read_text(encoding="utf-8")


def test_counts_of_places_are_whole_numbers(told, three):
    _, heard = told("threelines", **three)
    assert any(text.startswith("redline+farmland: 0, 0.00 m² (+1 slivers)") for text in heard.infos)
