# SPDX-License-Identifier: GPL-3.0-or-later
"""The three control lines on cases drawn by hand, on the central meridian of EPSG:4549 (scale 1)."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.layers import catalog
from metro_circles.processing.engine.errors import Cancelled, CrsMismatchError
from metro_circles.processing.engine.moving import moved
from metro_circles.processing.engine.threelines import three_lines
from shapely.geometry import box

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_540_000.0
CLOSE = {"rel": 1e-6}


def frame(*shapes, crs=CRS, **columns):
    placed = [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=placed, crs=crs)


RED = frame(box(0, 0, 100, 100), box(100, 0, 200, 100), HXLX=["自然保护地核心保护区", "自然保护地以外"])
FARM = frame(box(-50, 0, 20, 50), box(150, 0, 250, 50))
GROWTH = frame(box(180, 20, 300, 90))
KINDS = {"redline": "HXLX"}


def by_pair(result):
    return result.totals.set_index("pair")


def test_overlaps_of_two_and_three():
    result = three_lines(RED, FARM, GROWTH, KINDS)
    totals = by_pair(result)
    # farm 1 takes 20 x 50 of the core, farm 2 50 x 50 of the rest
    assert totals.loc["redline+farmland", "area_m2"] == pytest.approx(1000 + 2500, **CLOSE)
    assert totals.loc["redline+growth", "area_m2"] == pytest.approx(20 * 70, **CLOSE)
    assert totals.loc["farmland+growth", "area_m2"] == pytest.approx(70 * 30, **CLOSE)
    assert totals.loc["redline+farmland+growth", "area_m2"] == pytest.approx(20 * 30, **CLOSE)
    assert totals["place_count"].to_list() == [2, 1, 1, 1]
    assert totals["checked_a"].to_list() == [2, 2, 2, 2]
    assert not result.clean
    assert result.closure_m2 < 1e-6


def test_who_gives_way_by_the_2019_rule():
    pieces = three_lines(RED, FARM, GROWTH, KINDS).pieces
    said = {(p.pair, p.redline_kind): (p.gives_way, p.rule) for p in pieces.itertuples()}
    assert said["redline+farmland", "自然保护地核心保护区"] == ("farmland", "T-3")
    assert said["redline+farmland", "自然保护地以外"] == ("farmland", "T-4")
    assert said["redline+growth", "自然保护地以外"] == ("growth", "T-1")
    assert said["farmland+growth", None] == ("growth", "T-2")
    assert said["redline+farmland+growth", "自然保护地以外"] == ("growth", "T-5")


def test_clean_lines_say_what_was_checked():
    result = three_lines(frame(box(0, 0, 10, 10)), frame(box(10, 0, 20, 10)), frame(box(20, 0, 30, 10)))
    assert result.clean
    assert len(result.pieces) == len(result.places) == 0
    assert result.totals["checked_b"].to_list() == [1, 1, 1, 1]
    assert result.totals["area_m2"].sum() == 0


def test_pieces_that_touch_are_one_place():
    farm = frame(box(0, 0, 20, 10), box(20, 0, 40, 10), box(60, 0, 70, 10))
    result = three_lines(frame(box(0, 0, 100, 100)), farm, frame(box(500, 0, 510, 10)))
    assert result.places["piece_count"].to_list() == [2, 1]
    assert result.places["area_m2"].to_list() == pytest.approx([400, 100], **CLOSE)


def test_slivers_are_counted_on_their_own():
    # 0.4 m x 100 m, mean width 2 x 40 / 200.8 = 0.398 m
    growth = frame(box(99.6, 0, 150, 100))
    result = three_lines(frame(box(0, 0, 100, 100)), frame(box(500, 0, 510, 10)), growth)
    row = by_pair(result).loc["redline+growth"]
    assert (row["place_count"], row["sliver_count"]) == (0, 1)
    assert row["sliver_m2"] == pytest.approx(40, **CLOSE)
    assert result.pieces["width_m"].to_list() == pytest.approx([80 / 200.8], rel=1e-5)
    assert result.clean
    kept = three_lines(frame(box(0, 0, 100, 100)), frame(box(500, 0, 510, 10)), growth, sliver_m=0.1)
    assert not kept.clean


def test_a_slit_between_two_lines_is_a_gap():
    result = three_lines(
        frame(box(0, 0, 100, 100)), frame(box(102, 0, 200, 100)), frame(box(500, 0, 510, 10)), gap_m=5
    )
    assert result.gaps[["line_a", "line_b"]].to_numpy().tolist() == [["redline", "farmland"]]
    # the slit is 2 m wide and 100 m long, square at its ends since growing keeps corners
    assert result.gaps["area_m2"].to_list() == pytest.approx([200], rel=1e-3)
    assert not result.clean


def test_no_gap_where_lines_meet_are_far_or_a_third_fills_it():
    one, other, far = box(0, 0, 100, 100), box(100, 0, 200, 100), box(500, 0, 510, 10)
    assert not len(three_lines(frame(one), frame(other), frame(far), gap_m=5).gaps)
    filled = three_lines(frame(one), frame(box(102, 0, 200, 100)), frame(box(100, 0, 102, 100)), gap_m=5)
    assert not len(filled.gaps)
    assert not len(three_lines(frame(one), frame(box(108, 0, 200, 100)), frame(far), gap_m=5).gaps)


def test_a_hole_that_two_lines_leave_between_them_is_a_gap():
    left = box(0, 0, 100, 100).difference(box(98, 40, 100, 50))
    result = three_lines(frame(left), frame(box(100, 0, 200, 100)), frame(box(500, 0, 510, 10)), gap_m=5)
    assert result.gaps["area_m2"].to_list() == pytest.approx([20], rel=1e-3)


def test_gaps_in_degrees_are_the_same():
    lines = [frame(box(0, 0, 100, 100)), frame(box(102, 0, 200, 100)), frame(box(500, 0, 510, 10))]
    result = three_lines(*(line.to_crs("EPSG:4490") for line in lines), gap_m=5)
    assert result.gaps["area_m2"].to_list() == pytest.approx([200], rel=1e-3)


def test_different_crs_are_refused():
    with pytest.raises(CrsMismatchError):
        three_lines(RED, FARM.to_crs("EPSG:4490"), GROWTH)


squares = st.lists(
    st.builds(
        lambda x, y, w, h: box(x, y, x + w, y + h), *[st.integers(0, 60)] * 2, *[st.integers(1, 40)] * 2
    ),
    min_size=1,
    max_size=4,
)


@settings(max_examples=25, deadline=None)
@given(squares, squares, squares)
def test_totals_are_those_of_the_dissolved_lines(red, farm, growth):
    totals = by_pair(three_lines(frame(*red), frame(*farm), frame(*growth), sliver_m=0))
    whole = {"redline": red, "farmland": farm, "growth": growth}
    whole = {line: shapely.union_all(shapes) for line, shapes in whole.items()}
    for pair in totals.index:
        common = shapely.intersection_all([whole[line] for line in pair.split("+")])
        assert totals.loc[pair, "area_m2"] == pytest.approx(common.area, rel=1e-6, abs=1e-6)


def test_cancelling_stops_the_search_for_gaps():
    def cancel(done):
        if done > 0.9:
            raise Cancelled

    lines = [frame(*[box(x + dx, y, x + dx + 9, y + 9) for x in range(0, 200, 20) for y in range(0, 200, 10)])
             for dx in (0, 10, 500)]  # fmt: skip
    with pytest.raises(Cancelled):
        three_lines(*lines, gap_m=3, progress=cancel)


# Borders a hair apart: a layer against itself, brought to another coordinate system and back.


def test_places_hold_the_area_of_their_pieces():
    one = catalog.read("member", "nanjing")[["adcode", "geometry"]]
    other = moved(one.to_crs("EPSG:4549"), one.crs)
    far = gpd.GeoDataFrame(geometry=[box(100, 30, 100.1, 30.1)], crs=one.crs)
    result = three_lines(one, other, far, sliver_m=0)
    # Neither layer overlaps itself: every place once is the sum of its pieces.
    assert result.places["area_m2"].sum() == pytest.approx(result.pieces["area_m2"].sum(), rel=1e-9)
