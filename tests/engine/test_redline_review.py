# SPDX-License-Identifier: GPL-3.0-or-later
"""Red lines where a wrong answer would look like a right one: conflicts in many small pieces, odd fields, odd tables.

On the central meridian of EPSG:4549 the scale is 1, so drawn metres are ellipsoidal ones (to 1e-8 within 300 m);
expected numbers are those of the drawing.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import rules
from metro_circles.processing.engine.claims import claims
from metro_circles.processing.engine.compare import compare
from metro_circles.processing.engine.conflicts import conflicts, with_nearest
from metro_circles.processing.engine.errors import ClosureError, MissingFieldError, ParameterError
from metro_circles.processing.engine.nearest import nearest
from metro_circles.processing.engine.overlay import intersect
from metro_circles.processing.engine.riverside import riverside
from metro_circles.processing.engine.sprawl import sprawl
from metro_circles.processing.engine.summary import summarise
from metro_circles.processing.engine.threelines import three_lines
from metro_circles.processing.engine.zonematrix import zone_overlap
from shapely.geometry import LineString, Point, box

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_540_000.0
CLOSE = {"rel": 1e-6}
HEAD = ",".join(rules.COLUMNS)


def frame(*shapes, crs=CRS, **columns):
    placed = [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=placed, crs=crs)


def strips(count=10, width=10, height=100):
    return [box(i * width, 0, (i + 1) * width, height) for i in range(count)]


FAR = frame(box(5000, 0, 5100, 100))


# Conflicts in many small pieces


def test_small_plots_that_make_one_large_overlap_are_no_slivers():
    plots = [box(i * 20, j * 20, i * 20 + 20, j * 20 + 20) for i in range(10) for j in range(10)]
    result = three_lines(frame(box(0, 0, 200, 200)), frame(*plots), FAR, min_area_m2=500)
    row = result.totals.set_index("pair").loc["redline+farmland"]
    assert not result.clean
    assert (row["place_count"], row["sliver_count"]) == (1, 0)
    assert row["area_m2"] == pytest.approx(40_000, **CLOSE)
    assert not result.pieces["sliver"].any()


def test_a_strip_of_thin_plots_is_as_wide_as_the_whole_strip():
    # twenty plots of 1 m x 100 m are each thinner than 2 m; side by side they are 20 m wide
    result = three_lines(frame(box(0, 0, 100, 100)), frame(*strips(20, 1)), FAR, sliver_m=2)
    assert not result.clean


def test_a_wide_piece_does_not_become_a_sliver_by_what_hangs_on_it():
    # 10 m x 10 m, and a tail of 0.1 m x 900 m that touches it: together 2 * 190 / 1840 = 0.2 m wide on average
    red = frame(box(0, 0, 2000, 100))
    farm = frame(box(0, 0, 10, 10), box(10, 0, 910, 0.1))
    result = three_lines(red, farm, FAR, sliver_m=2)
    assert not result.clean
    assert result.totals.set_index("pair").loc["redline+farmland", "area_m2"] == pytest.approx(190, **CLOSE)


def test_a_parcel_under_many_small_red_lines_is_in_conflict():
    found = conflicts(frame(box(0, 0, 100, 100)), frame(*strips()), min_area_m2=1500)
    assert (found.count, len(found.pieces), len(found.small)) == (1, 10, 0)
    assert found.area_m2 == pytest.approx(10_000, **CLOSE)
    judged = rules.judge(found, rules.read_rules())
    assert judged.parcels["verdict"].to_list() == ["undetermined"]


def test_strips_of_a_line_under_many_small_red_lines_are_in_conflict():
    found = conflicts(frame(LineString([(0, 50), (100, 50)])), frame(*strips()), min_length_m=15)
    assert (found.count, len(found.small)) == (1, 0)


def test_small_pieces_of_a_parcel_that_stay_below_the_minimum_together_are_left_out():
    found = conflicts(frame(box(0, 0, 100, 100)), frame(*strips(10, 1, 1)), min_area_m2=15)
    assert (found.count, len(found.pieces), len(found.small)) == (0, 0, 10)
    assert found.small.sum() == pytest.approx(10, **CLOSE)


def test_a_sliver_of_a_graver_kind_does_not_change_the_verdict():
    red = frame(box(0, 0, 50, 100), box(99.99, 0, 150, 100), HXLX=["自然保护地以外", "自然保护地核心保护区"])
    found = conflicts(frame(box(0, 0, 100, 100)), red, category="HXLX", min_area_m2=10)
    assert found.pieces["kind"].to_list() == ["自然保护地以外"]
    assert found.small.to_list() == [pytest.approx(1, rel=1e-4)]


def test_kinds_that_reach_the_minimum_only_together_stay():
    red = frame(*strips(4, 25, 10), HXLX=["a", None, "b", "c"])
    found = conflicts(frame(box(0, 0, 100, 100)), red, category="HXLX", min_area_m2=600)
    assert (found.count, len(found.pieces), len(found.small)) == (1, 4, 0)


def test_a_kind_in_many_small_pieces_counts_by_its_sum():
    red = frame(*strips(10, 10, 10), HXLX=["a", "b"] * 5)
    found = conflicts(frame(box(0, 0, 100, 100)), red, category="HXLX", min_area_m2=450)
    assert (len(found.pieces), len(found.small)) == (10, 0)


def test_a_line_without_length_inside_a_red_line_is_in_conflict():
    x, y = 50, 50
    lines = frame(
        LineString([(x, y), (x, y)]), LineString([(-10, 50), (-5, 50)]), LineString([(-9, 0), (-9, 0)])
    )
    red = frame(box(0, 0, 100, 100), HXLX=["a"])
    found = with_nearest(conflicts(lines, red, category="HXLX"), red, 1000)
    assert found.parcels["in_conflict"].to_list() == [True, False, False]
    assert found.parcels["nearest_m"].to_list() == pytest.approx([0, 5, 9], rel=1e-5)
    assert found.length_m == 0
    assert rules.judge(found, rules.read_rules()).parcels["verdict"].to_list() == [
        "undetermined",
        "clear",
        "clear",
    ]


def test_sizes_are_numbers_with_fractions_where_nothing_conflicts():
    found = conflicts(frame(box(0, 0, 100, 100)), FAR)
    assert found.parcels["inside_m2"].dtype == float
    assert found.kinds["inside_m2"].dtype == float


# Fields


def test_outputs_can_be_checked_again_and_again():
    parcels, red = frame(box(0, 0, 100, 100), DKBH=["A"]), frame(box(50, 0, 200, 100))
    table = rules.read_rules()
    for _ in range(4):
        found = rules.judge(with_nearest(conflicts(parcels, red), red, 500), table, None, None, 10)
        parcels = found.parcels
        assert parcels.columns.is_unique
        assert parcels["inside_m2"].to_list() == [pytest.approx(5000, **CLOSE)]
    assert parcels["DKBH"].to_list() == ["A"]


@pytest.mark.parametrize(
    "name", ["size", "area_m2", "a_id", "b_id", "a_row", "share_pct", "kind", "category"]
)
def test_any_name_can_hold_the_kind(name):
    red = frame(box(0, 0, 50, 100), box(50, 0, 100, 100), **{name: ["a", "b"]})
    for shape in (box(0, 0, 100, 100), LineString([(0, 50), (100, 50)])):
        found = conflicts(frame(shape), red, category=name)
        assert found.pieces["kind"].to_list() == ["a", "b"]
        assert found.kinds["kind"].to_list() == ["a", "b"]


@pytest.mark.parametrize("name", ["in_conflict", "share_pct", "rule", "verdict", "nearest_m", "LX"])
def test_any_name_can_hold_the_activity(name):
    parcels = frame(box(0, 0, 100, 100), **{name: ["06"]})
    found = conflicts(parcels, frame(box(0, 0, 50, 100), HXLX=["其他"]), category="HXLX")
    judged = rules.judge(found, rules.read_rules(), pd.Series(["other"]), name)
    assert judged.pieces["activity"].to_list() == ["06"]
    assert judged.parcels["verdict"].to_list() == ["proof"]
    assert judged.parcels[judged.own(name)].to_list() == ["06"]


# Distances


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549"])
def test_nearest_is_right_over_wide_layers(crs):
    lines = gpd.GeoDataFrame(geometry=[box(80, 42, 80.1, 42.1), box(130, 45, 130.1, 45.1)], crs="EPSG:4490")
    east = [80.1 + d for d in (0.0080, 0.0100, 0.0117, 0.0122)]
    features = gpd.GeoDataFrame(geometry=[box(x, 42.05, x + 0.001, 42.051) for x in east], crs="EPSG:4490")
    geod = pyproj.Geod(ellps="GRS80")
    expected = np.array([geod.inv(80.1, 42.05, x, 42.05)[2] for x in east])
    # far outside its zone a plane bends what is straight in degrees
    features, lines = (one.set_geometry(one.segmentize(0.001)).to_crs(crs) for one in (features, lines))
    metres, row = nearest(features, lines, 1000)
    inside = expected <= 1000
    assert inside.tolist() == [True, True, True, False]
    assert metres[inside] == pytest.approx(expected[inside], rel=2e-5)
    assert row.tolist() == [0, 0, 0, -1]


def test_nearest_to_a_long_edge_in_degrees():
    # an edge along a parallel is straight in degrees: a point 0.0001 degrees north of its middle is that far
    lines = gpd.GeoDataFrame(geometry=[box(118, 31, 118.6, 32)], crs="EPSG:4490")
    points = gpd.GeoDataFrame(geometry=[Point(118.3, 32.0001)], crs="EPSG:4490")
    expected = pyproj.Geod(ellps="GRS80").inv(118.3, 32, 118.3, 32.0001)[2]
    assert nearest(points, lines, 1000)[0].tolist() == pytest.approx([expected], abs=1e-3)
    square = gpd.GeoDataFrame(geometry=[box(118, 32.0001, 118.6, 32.5)], crs="EPSG:4490")
    assert nearest(square, lines, 1000)[0].tolist() == pytest.approx([expected], abs=1e-3)


@given(st.integers(0, 10_000), st.sampled_from([None, 40.0, 300.0]))
@settings(max_examples=40, deadline=None)
def test_nearest_is_what_every_pair_says(seed, within):
    rng = np.random.default_rng(seed)
    place = rng.uniform(-500, 500, (24, 2))
    red = frame(*[Point(*xy).buffer(rng.uniform(1, 30)) for xy in place[:8]])
    shapes = [box(x, y, x + rng.uniform(1, 400), y + rng.uniform(1, 10)) for x, y in place[8:14]]
    shapes += [LineString([(x, y), (x + rng.uniform(-600, 600), y + 600)]) for x, y in place[14:18]]
    shapes += [Point(x, y) for x, y in place[18:]] + [shapely.Polygon(), None]
    features = frame(*shapes)
    metres, row = nearest(features, red, within)
    border = shapely.boundary(np.asarray(red.geometry.array))
    for shape, found, which in zip(features.geometry, metres, row, strict=True):
        if shape is None or shape.is_empty or (shapely.distance(shape, border).min() > (within or np.inf)):
            assert np.isnan(found) and which == -1
        else:
            away = shapely.distance(shape, border)
            assert found == pytest.approx(away.min(), rel=1e-6, abs=1e-5)
            assert away[which] == pytest.approx(away.min(), abs=1e-5)


# Sums and versions


def test_kinds_are_the_same_whatever_their_type():
    one = frame(*strips(4), HXLX=[1, 2, 6, 7])
    same = compare(one, one.assign(HXLX=["1", " 2", "06", "8"]), "HXLX", "HXLX")
    assert same.pieces.set_index("old_fid")["change"].to_dict() == {
        0: "kept",
        1: "kept",
        2: "changed",
        3: "changed",
    }
    empty = compare(
        one.assign(HXLX=[None, "", "a", None]), one.assign(HXLX=["", None, "a", "b"]), "HXLX", "HXLX"
    )
    assert empty.pieces.sort_values("old_fid")["change"].to_list() == ["kept", "kept", "kept", "changed"]


def test_units_that_overlap_are_told():
    old, new = frame(box(0, 0, 100, 100)), frame(box(0, 0, 90, 100))
    apart = frame(box(0, 0, 50, 100), box(50, 0, 100, 100), XZQDM=["1", "2"])
    assert compare(old, new, units=apart, key="XZQDM").overlap_units_m2 == pytest.approx(0, abs=1e-6)
    over = frame(box(0, 0, 60, 100), box(50, 0, 100, 100), XZQDM=["1", "2"])
    assert compare(old, new, units=over, key="XZQDM").overlap_units_m2 == pytest.approx(1000, **CLOSE)


def test_what_lies_in_no_unit_is_no_reduced_unit():
    old, new = frame(box(0, 0, 100, 100)), frame(box(0, 0, 80, 100))
    units = frame(box(0, 0, 50, 100), box(500, 0, 510, 10), XZQDM=["1", "2"])
    result = compare(old, new, units=units, key="XZQDM")
    # A row for every unit, also for the one that has nothing; then what lies in none, then the total.
    assert result.units["code"].to_list()[:2] == ["1", "2"]
    assert result.units["old_m2"].to_list() == pytest.approx([5000, 0, 5000, 10000], **CLOSE)
    assert result.units["not_reduced"].to_list() == [True, True, False, False]
    assert result.reduced_count == 0
    without_code = compare(old, new, units=frame(box(50, 0, 100, 100), XZQDM=[None]), key="XZQDM")
    assert without_code.reduced_count == 1


def test_a_unit_without_a_code_is_summed_up_and_told_from_no_unit():
    found = conflicts(frame(box(0, 0, 100, 100)), frame(box(0, 0, 100, 100)))
    table = summarise(found, frame(box(0, 0, 60, 100), 合作区=[None]), "合作区", None, "zone")
    assert table["name"].to_list() == ["（无名称）", "（其他）"]
    assert table["inside_m2"].to_list() == pytest.approx([6000, 4000], **CLOSE)


# Rule tables


@pytest.fixture
def table_of(tmp_path):
    """Return ``read(text, encoding=…)``: the rules of a table with this text."""

    def read(text, encoding="utf-8"):
        path = tmp_path / "rules.csv"
        path.write_bytes(text.encode(encoding))
        return rules.read_rules(path)

    return read


@pytest.mark.parametrize("pattern", ["06 | 07", "06｜07", " 06|| 07 "])
def test_patterns_may_have_space_and_a_wide_bar(table_of, pattern):
    table = table_of(f"{HEAD}\na,*,{pattern},,proof,,r,s,C\n")
    assert rules.verdicts(["other"] * 3, ["06", "07", "08"], table)["verdict"].to_list() == [
        "proof",
        "proof",
        "undetermined",
    ]


def test_a_comma_that_shifts_columns_is_named(table_of):
    with pytest.raises(ParameterError, match=r"line 2.*more values than columns.*quot"):
        table_of(f"{HEAD}\na,*,*,one, two,proof,,r,s,C\n")


def test_a_rule_twice_is_named(table_of):
    with pytest.raises(ParameterError, match="line 3: rule 'a' stands in line 2 already"):
        table_of(f"{HEAD}\na,*,06,,proof,,r,s,C\na,*,07,,proof,,r,s,C\n")


def test_lines_are_counted_as_an_editor_counts_them(table_of):
    with pytest.raises(ParameterError, match="line 5: verdict 'maybe'"):
        table_of(f'{HEAD}\n\na,*,06,"two\nlines",proof,,r,s,C\nb,*,07,,maybe,,r,s,C\n')


def test_rows_without_anything_are_passed_over(table_of):
    assert len(table_of(f"{HEAD}\n,,,,,,,,\na,*,06,,proof,,r,s,C\n  ,,,,,,,,\n")) == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_tables_as_spreadsheets_save_them(table_of, encoding, mark):
    rows = [HEAD, "a,*,06,线性工程,proof,,须论证,来源,C"]
    (rule,) = table_of("\r\n".join(row.replace(",", mark) for row in rows), encoding)
    assert (rule.activity_name, rule.reason) == ("线性工程", "须论证")


def test_a_file_that_is_no_text_is_refused(tmp_path):
    path = tmp_path / "rules.csv"
    path.write_bytes(b"\x81\xff\xff\x00PK")
    with pytest.raises(ParameterError, match=r"rules\.csv.*UTF-8"):
        rules.read_rules(path)


# Pieces and remainder


def test_pieces_that_do_not_add_up_stop_the_run():
    from metro_circles.processing.engine.closure import hold

    whole, inside = np.array([1e4, 2e9]), np.array([4e3, 1e9])
    hold("地块", [7, 8], whole, inside, whole - inside + np.array([5e-5, 1.0]))  # below 1e-4 m², below 1e-9
    with pytest.raises(ClosureError, match=r"'地块', feature 7: .* 0\.001"):
        hold("地块", [7, 8], whole, inside, whole - inside + np.array([1e-3, 0]))


def test_every_check_of_areas_holds_pieces_to_the_whole(monkeypatch):
    from metro_circles.processing.engine import closure

    def lossy(*args, **more):
        cut = intersect(*args, **more)
        cut.features["area_m2"] *= 1.001
        return cut

    one, other = frame(box(0, 0, 100, 100)), frame(box(50, 0, 150, 100))
    monkeypatch.setattr(closure, "intersect", lossy)
    for run in (
        lambda: conflicts(one, other),
        lambda: three_lines(one, other, FAR),
        lambda: compare(one, other),
        lambda: claims(one, other),
        lambda: riverside(one, other),
        lambda: sprawl(one, other.assign(adcode=["甲"]), 10.0),
        lambda: zone_overlap(one.assign(zone=["甲"]), [other]),
    ):
        with pytest.raises(ClosureError):
            run()


@pytest.fixture(scope="module")
def twice():
    """Nanjing's members, and the same by their corners in another coordinate system: borders a hair apart."""
    from metro_circles.layers import catalog
    from metro_circles.processing.engine.moving import moved

    one = catalog.read("member", "nanjing")[["adcode", "geometry"]]
    return one, moved(one.to_crs(CRS), one.crs)


def test_versions_through_two_coordinate_systems_close(twice):
    one, other = twice
    result = compare(one, other, "adcode", "adcode")
    whole = result.totals["old"]
    assert result.totals["new"] == pytest.approx(whole, rel=1e-6)
    assert result.closure_m2 < 1e-9 * whole
    assert result.totals["kept"] > 0.9999 * whole


def test_conflicts_between_borders_within_a_hair_close(twice):
    one, other = twice
    found = conflicts(one, other, category="adcode")
    parcels = found.parcels.set_index("parcel_fid")
    assert intersect(one, other, remainder=True).closure.worst_m2 > 1e-3  # what it takes to close them
    assert found.closure.worst_m2 < 1e-9 * found.parcels["area_m2"].max()
    assert found.closure.worst_relative < 1e-9
    sums = found.kinds.groupby("parcel_fid")["inside_m2"].sum()
    assert sums.to_numpy() == pytest.approx(parcels["inside_m2"].reindex(sums.index).to_numpy(), rel=1e-9)
    pieces = found.pieces.groupby("parcel_fid")["overlap_m2"].sum()
    assert pieces.to_numpy() == pytest.approx(sums.to_numpy(), rel=1e-9)
    assert found.pieces["parcel_fid"].dtype == np.dtype(int)


def test_missing_kinds_of_the_three_lines_are_named():
    with pytest.raises(MissingFieldError, match="nope"):
        three_lines(frame(box(0, 0, 1, 1)), FAR, FAR, kinds={"redline": "nope"})
