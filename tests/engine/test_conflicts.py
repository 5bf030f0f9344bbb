# SPDX-License-Identifier: GPL-3.0-or-later
"""Parcels, lines and points against red lines; verdicts, distances and sums by unit.

On the central meridian of EPSG:4549 the scale is 1, so drawn metres are ellipsoidal ones (to 1e-8 within 300 m);
expected numbers are those of the drawing.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import rules
from metro_circles.processing.engine.conflicts import conflicts, with_nearest
from metro_circles.processing.engine.errors import CrsMismatchError, GeometryTypeError, MissingFieldError
from metro_circles.processing.engine.summary import summarise, total
from shapely.geometry import LineString, MultiPoint, Point, box

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_540_000.0
CLOSE = {"rel": 1e-6}


def frame(shapes, crs=CRS, **columns):
    placed = [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=placed, crs=crs)


RED = frame([box(0, 0, 100, 100), box(100, 0, 200, 100)], HXLX=["自然保护地核心保护区", "自然保护地以外"])


def test_line_through_two_red_lines():
    found = conflicts(frame([LineString([(-50, 50), (250, 50)])]), RED, category="HXLX")
    line = found.parcels.iloc[0]
    assert (line["length_m"], line["inside_m"]) == (pytest.approx(300, **CLOSE), pytest.approx(200, **CLOSE))
    assert line["share_pct"] == pytest.approx(200 / 3)
    assert found.kinds["inside_m"].to_list() == [pytest.approx(100, **CLOSE)] * 2
    assert (found.count, found.area_m2) == (1, 0.0)
    assert found.length_m == pytest.approx(200, **CLOSE)
    assert found.closure.worst_m2 < 1e-6


def test_line_under_two_red_lines_counts_once():
    red = frame([box(0, 0, 100, 100), box(50, 0, 150, 100)], HXLX=["a", "a"])
    found = conflicts(frame([LineString([(-10, 3), (300, 97)])]), red, category="HXLX")
    # x runs 310 m while y runs 94: 1 m of x is hypot(310, 94) / 310 m of line; inside are 150 m of x
    expected = 150 * np.hypot(310, 94) / 310
    assert found.length_m == pytest.approx(expected, **CLOSE)
    assert found.kinds["inside_m"].to_list() == [pytest.approx(expected, **CLOSE)]


def test_line_along_the_border_counts_as_inside():
    assert conflicts(frame([LineString([(20, 100), (80, 100)])]), RED).length_m == pytest.approx(60, **CLOSE)


def test_short_pieces_of_lines_are_left_out_and_counted():
    found = conflicts(frame([LineString([(-300, 50), (5, 50)])]), RED, min_length_m=10)
    assert (found.count, len(found.small)) == (0, 1)
    assert found.small.sum() == pytest.approx(5, **CLOSE)


def test_points_inside_outside_and_on_the_border():
    found = conflicts(frame([Point(50, 50), Point(0, 50), Point(-5, 50), MultiPoint([(5, 5), (-5, 5)])]), RED)
    assert found.parcels["in_conflict"].to_list() == [True, True, False, True]
    assert found.parcels["share_pct"].to_list() == [100, 100, 0, 50]
    assert found.closure.worst_m2 == 0


def test_mixed_geometries_are_refused():
    with pytest.raises(GeometryTypeError, match="feature 1, is a LineString"):
        conflicts(frame([box(0, 0, 1, 1), LineString([(0, 0), (1, 1)])]), RED)


def test_unknown_fields_and_other_crs_are_refused():
    line = frame([LineString([(0, 0), (1, 1)])])
    with pytest.raises(MissingFieldError, match="'DKBH'"):
        conflicts(line, RED, parcel_id="DKBH")
    with pytest.raises(MissingFieldError, match="'GKFQ'"):
        conflicts(line, RED, category="GKFQ")
    with pytest.raises(CrsMismatchError):
        conflicts(line, RED.to_crs("EPSG:4490"))


@pytest.mark.parametrize("crs", [CRS, "EPSG:4490", "EPSG:3857"])
def test_distance_to_the_nearest(crs):
    projects = frame([box(-60, 0, -40, 20), Point(240, 130), LineString([(0, 150), (9, 300)]), Point(9e3, 0)])
    for shape, metres, nearest in zip(projects.geometry, [40, 50, 50, None], [0, 1, 0, None], strict=True):
        one = gpd.GeoDataFrame(geometry=[shape], crs=CRS).to_crs(crs)
        found = with_nearest(conflicts(one, RED.to_crs(crs)), RED.to_crs(crs), within_m=1000)
        row = found.parcels.iloc[0]
        if metres is None:
            assert np.isnan(row["nearest_m"])
        else:
            assert row["nearest_m"] == pytest.approx(metres, rel=1e-4)
            assert row["nearest_fid"] == nearest


def test_distance_inside_is_zero_and_holes_count_as_outside():
    ring = frame([box(0, 0, 100, 100).difference(box(20, 20, 80, 80))])
    found = with_nearest(conflicts(frame([Point(50, 45), Point(10, 10)]), ring), ring)
    assert found.parcels["nearest_m"].to_list() == [pytest.approx(25, **CLOSE), 0]


def judged(projects, activity="LX", avoid=0.0):
    found = with_nearest(conflicts(projects, RED), RED)
    zone = pd.Series(rules.zones_of(RED["HXLX"]), index=RED.index)
    return rules.judge(found, rules.read_rules(), zone, activity, avoid)


def test_verdict_of_a_parcel_is_the_gravest_of_its_pieces():
    projects = frame([box(50, 0, 150, 10), box(150, 0, 160, 10), box(205, 0, 210, 9)], LX=["01", "01", "00"])
    found = judged(projects, avoid=10)
    assert found.pieces[["verdict", "rule"]].to_numpy().tolist() == [
        ["forbidden", "C-0"],
        ["limited", "L-1"],
        ["limited", "L-1"],
    ]
    assert found.parcels["verdict"].to_list() == ["forbidden", "limited", "near"]
    assert found.parcels["rule"].to_list() == ["C-0", "L-1", None]
    assert found.parcels["limited_no"].isna().to_list() == [True, False, True]


def test_a_parcel_with_small_pieces_only_is_clear():
    found = conflicts(frame([box(199, 0, 300, 1)], LX=["00"]), RED, min_area_m2=10)
    assert rules.judge(found, rules.read_rules(), activity="LX").parcels["verdict"].to_list() == ["clear"]


def test_unknown_activity_field_is_named():
    with pytest.raises(MissingFieldError, match="'XX'"):
        judged(frame([box(0, 0, 1, 1)], LX=["01"]), activity="XX")


UNITS = frame(
    [box(-50, -50, 60, 200), box(60, -50, 110, 200)], XZQDM=["320111", "320112"], XZQMC=["浦口", "六合"]
)


def summary(found, name=None, layer="unit"):
    return pd.concat([summarise(found, UNITS, "XZQDM", name, layer), total(found)], ignore_index=True)


def test_summary_by_unit_closes_with_the_total():
    projects = frame([box(50, 0, 150, 10), box(10, 10, 20, 20), box(300, 0, 310, 10)], LX=["00", "00", "00"])
    table = summary(judged(projects), "XZQMC")
    # the first parcel lies 10 m in 浦口, 50 m in 六合 and 40 m in neither, all 10 m high
    assert table["name"].to_list() == ["浦口", "六合", "（其他）", "合计"]
    assert table["inside_m2"].to_list() == pytest.approx([100 + 100, 500, 400, 1100], **CLOSE)
    assert table["conflict_count"].to_list() == [2, 1, 1, 2]
    assert table["forbidden_count"].to_list() == [2, 1, 1, 2]
    assert table["share_pct"].iloc[-1] == 100


def test_summary_of_lines_and_points():
    lines = conflicts(frame([LineString([(-50, 50), (250, 50)])]), RED)
    assert summary(lines, layer="zone")["inside_m"].to_list() == pytest.approx([60, 50, 90, 200], **CLOSE)
    points = conflicts(frame([Point(10, 10), Point(150, 50), Point(400, 9)]), RED)
    assert summary(points)["inside_count"].to_list() == [1, 0, 1, 2]


def test_summary_without_conflict_is_all_zero():
    table = summary(conflicts(frame([box(300, 0, 310, 10)]), RED))
    assert table["conflict_count"].to_list() == [0, 0, 0]


coordinates = st.tuples(st.integers(-60, 260), st.integers(-60, 160))


@settings(max_examples=40, deadline=None)
@given(st.lists(coordinates, min_size=2, max_size=5, unique=True), st.integers(1, 9))
def test_parts_of_a_line_sum_to_it(points, cut):
    line = LineString(points)
    edges = shapely.union_all(
        [shapely.boundary(box(0, 0, 100, 100)), shapely.boundary(box(100, 0, 200, 100))]
    )
    # what runs along a border may be moved off it by rounding; the case above holds that
    assume(shapely.length(shapely.intersection(line, edges)) == 0)
    part = shapely.ops.substring(line, 0, cut / 10, normalized=True)
    rest = shapely.ops.substring(line, cut / 10, 1, normalized=True)
    whole = conflicts(frame([line]), RED).parcels["inside_m"].sum()
    parts = conflicts(frame([part, rest]), RED).parcels["inside_m"].sum()
    assert parts == pytest.approx(whole, abs=1e-3)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(coordinates, st.integers(1, 80)), min_size=1, max_size=6), st.randoms())
def test_order_of_parcels_does_not_matter(squares, random):
    shapes = [box(x, y, x + side, y + side) for (x, y), side in squares]
    projects = frame(shapes, LX=["00"] * len(shapes))
    shuffled = projects.sample(frac=1, random_state=random.randint(0, 99))
    one, other = judged(projects).parcels, judged(shuffled).parcels.sort_index()
    assert one["inside_m2"].to_list() == pytest.approx(other["inside_m2"].to_list(), abs=1e-6)
    assert one["verdict"].to_list() == other["verdict"].to_list()
