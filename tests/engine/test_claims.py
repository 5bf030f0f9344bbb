# SPDX-License-Identifier: GPL-3.0-or-later
"""Overlaps, trespasses and gaps of two layers, with sizes worked out by hand."""

import math

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import claims as module
from metro_circles.processing.engine.errors import Cancelled, CrsMismatchError, ParameterError
from metro_circles.processing.engine.ground import connected, widths
from shapely.geometry import box

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
K = 1 + (100_000 / 6_372_400) ** 2 / 2  # a metre on the ground as drawn
SCALE = 1 / K**2


def frame(*shapes, crs=GK):
    made = geopandas.GeoDataFrame(geometry=list(geopandas.GeoSeries(shapes).translate(EAST, NORTH)), crs=GK)
    return made.to_crs(crs)


def test_a_strip_of_overlap_with_area_width_and_place():
    result = module.claims(frame(box(0, 0, 100, 100)), frame(box(95, 0, 200, 100)), max_gap_m=0)
    (found,) = result.findings.itertuples()
    # 5 m x 100 m
    assert (found.kind, found.a_fid, found.b_fid) == ("overlap", 0, 0)
    assert found.area_m2 == pytest.approx(500 * SCALE, rel=5e-6)
    assert found.width_m == pytest.approx(5 / K, rel=1e-4)
    middle = geopandas.GeoSeries([shapely.Point(EAST + 97.5, NORTH + 50)], crs=GK).to_crs("EPSG:4490")[0]
    assert (found.lon, found.lat) == pytest.approx((middle.x, middle.y), abs=1e-5)
    assert result.overlap_m2 == pytest.approx(500 * SCALE, rel=5e-6)


def test_what_reaches_across_counts_once_where_features_overlap():
    # two features of A over the border at x = 1000: 100 x 100 each, 50 x 100 of it shared; one of B, 20 x 20
    a = frame(box(900, 0, 1100, 100), box(900, 50, 1100, 150))
    b = frame(box(980, 500, 1500, 520))
    sides = [
        geopandas.GeoSeries([s]).translate(EAST, NORTH)[0]
        for s in (box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000))
    ]
    result = module.claims(a, b, *sides, max_gap_m=0)
    assert result.findings["kind"].value_counts().to_dict() == {"a_beyond": 2, "b_beyond": 1}
    assert result.beyond_m2 == pytest.approx((100 * 150 + 20 * 20) * SCALE, rel=1e-4)


@pytest.mark.parametrize("crs", [GK, "EPSG:4490", "EPSG:4528"])
def test_a_gap_between_two_squares(crs):
    # 10 m x 100 m, less at either open end the segment of a circle of radius 10 m over a chord of 10 m:
    # r²/2 (θ - sin θ) with θ = 2 asin(1/2) = 60°: 50 (1.0472 - 0.8660) = 9.06 m² on each end
    result = module.claims(
        frame(box(0, 0, 100, 100), crs=crs), frame(box(110, 0, 210, 100), crs=crs), max_gap_m=20
    )
    (found,) = result.findings.itertuples()
    end = 50 * (math.pi / 3 - math.sin(math.pi / 3))
    assert found.kind == "gap"
    assert found.area_m2 == pytest.approx((1000 - 2 * end) * SCALE, rel=1e-3)
    assert found.width_m == pytest.approx(10, rel=0.03)


def test_a_gap_wider_than_asked_is_none():
    result = module.claims(frame(box(0, 0, 100, 100)), frame(box(110, 0, 210, 100)), max_gap_m=9.9)
    assert len(result.findings) == len(result.slivers) == 0


def test_a_hole_that_both_enclose_is_a_gap_of_any_width():
    a = frame(box(0, 0, 200, 100).difference(box(50, 50, 150, 100)))
    b = frame(box(0, 100, 200, 200).difference(box(50, 100, 150, 150)))
    (found,) = module.claims(a, b, max_gap_m=5).findings.itertuples()
    # 100 m x 50 m on each side
    assert found.area_m2 == pytest.approx(10_000 * SCALE, rel=5e-6)


def test_corners_and_holes_of_one_side_alone_are_no_gaps():
    notch = box(0, 0, 100, 100).difference(box(0, 45, 50, 55)).difference(box(60, 60, 65, 65))
    result = module.claims(frame(notch), frame(box(100, 0, 200, 100)), max_gap_m=20)
    assert len(result.findings) == len(result.slivers) == 0


def test_reaching_into_the_others_territory():
    a, b = box(0, 0, 120, 100), box(130, 0, 200, 100)
    west, east = (frame(shape).geometry[0] for shape in (box(0, 0, 100, 100), box(100, 0, 200, 100)))
    (found,) = module.claims(frame(a), frame(b), west, east, max_gap_m=0).findings.itertuples()
    assert (found.kind, found.a_fid) == ("a_beyond", 0)
    assert found.b_fid is pd.NA
    assert found.area_m2 == pytest.approx(20 * 100 * SCALE, rel=5e-6)


def test_slivers_by_area_and_by_width_are_set_aside():
    a = frame(box(0, 0, 100, 100), box(0, 200, 100, 300), box(0, 400, 100, 500))
    b = frame(box(99.5, 0, 200, 100), box(98, 298, 200, 400), box(90, 400, 200, 500))
    result = module.claims(a, b, max_gap_m=0, min_area_m2=10, min_width_m=1)
    # 0.5 m x 100 m is too narrow, 2 m x 2 m too small, 10 m x 100 m neither
    assert result.findings["area_m2"].to_list() == pytest.approx([1000 * SCALE], rel=5e-6)
    assert sorted(result.slivers["area_m2"]) == pytest.approx([4 * SCALE, 50 * SCALE], rel=1e-5)
    assert result.overlap_m2 == pytest.approx(1054 * SCALE, rel=5e-6)


def test_an_overlap_in_two_places_is_two_rows():
    comb = shapely.union_all([box(0, 0, 10, 100), box(10, 0, 20, 10), box(10, 90, 20, 100)])
    found = module.claims(frame(comb), frame(box(15, 0, 50, 100)), max_gap_m=0).findings
    assert found["area_m2"].to_list() == pytest.approx([50 * SCALE] * 2, rel=1e-5)


def test_bad_input_is_named():
    a = frame(box(0, 0, 1, 1))
    with pytest.raises(CrsMismatchError, match="EPSG:4549"):
        module.claims(a, frame(box(0, 0, 1, 1), crs="EPSG:4490"))
    with pytest.raises(ParameterError, match="One side's territory"):
        module.claims(a, a, territory_a=box(0, 0, 1, 1))


def test_it_stops_when_cancelled():
    def stop(fraction):
        if fraction > 0.5:
            raise Cancelled

    with pytest.raises(Cancelled):
        module.claims(frame(box(0, 0, 100, 100)), frame(box(110, 0, 210, 100)), max_gap_m=20, progress=stop)


def test_widths_of_strips_squares_and_circles():
    assert widths([1000, 2500, 100 * math.pi], [220, 200, 20 * math.pi]) == pytest.approx(
        [10, 50, math.sqrt(100 * math.pi)]
    )


@given(st.lists(st.tuples(st.integers(0, 19), st.integers(0, 19)), max_size=25))
def test_groups_agree_with_a_search(links):
    label = connected([a for a, _ in links], [b for _, b in links], 20)
    neighbours = {i: {i} for i in range(20)}
    for a, b in links:
        neighbours[a].add(b)
        neighbours[b].add(a)
    for start in range(20):
        seen, open_ends = {start}, [start]
        while open_ends:
            fresh = neighbours[open_ends.pop()] - seen
            seen |= fresh
            open_ends.extend(fresh)
        assert set(np.flatnonzero(label == label[start])) == seen


@settings(max_examples=20, deadline=None)
@given(st.integers(-30, 30), st.integers(2, 40), st.booleans())
def test_overlap_or_gap_of_two_squares_and_never_both(shift, reach, swap):
    """The second square begins `shift` metres after the first one's end."""
    a, b = frame(box(0, 0, 100, 100)), frame(box(100 + shift, 0, 250, 100))
    result = module.claims(*((b, a) if swap else (a, b)), max_gap_m=reach)
    kinds = result.findings["kind"].to_list()
    if shift == reach:
        return  # a gap of exactly the width asked for is decided by rounding
    assert kinds == (["overlap"] if shift < 0 else ["gap"] if 0 < shift < reach else [])
    if shift < 0:
        assert result.overlap_m2 == pytest.approx(-shift * 100 * SCALE, rel=1e-5)
    if kinds == ["gap"]:
        radius = reach / 2
        angle = 2 * math.asin(min(1, shift / reach))
        ends = radius**2 * (angle - math.sin(angle))
        assert result.findings["area_m2"][0] == pytest.approx((shift * 100 - ends) * SCALE, rel=5e-3, abs=1)


def test_lanes_of_one_side_count_no_farther_than_the_width():
    # a lane of 10 m between two fields of side A runs on for 100 m, with side B along its end
    a, b = frame(box(0, 0, 100, 95), box(0, 105, 100, 200)), frame(box(102, 0, 200, 200))
    found = module.claims(a, b, max_gap_m=20).findings
    assert found["kind"].to_list() == ["gap"]
    # 2 m x 200 m beside B and, within 20 m of it, 18 m x 10 m of the lane, less two open ends of the strip
    radius, angle = 10, 2 * math.asin(0.1)
    ends = radius**2 * (angle - math.sin(angle))
    assert found["area_m2"].sum() == pytest.approx((400 + 180 - ends) * SCALE, rel=1e-2)


def test_a_hole_that_one_side_barely_touches_is_none():
    ring = box(0, 0, 300, 300).difference(box(50, 50, 250, 250))
    a = frame(ring.difference(box(0, 0, 55, 55)))
    result = module.claims(a, frame(box(0, 0, 55, 55)), max_gap_m=5, min_area_m2=10)
    # B takes one corner of 55 m: 2 x 5 m of the hole's edge of 800 m; where its corner juts out, the closing rounds
    # two angles of 90° off: (1 - pi/4) x 2.5² = 1.3 m² each
    assert len(result.findings) == 0
    assert result.slivers["area_m2"].to_list() == pytest.approx([(1 - math.pi / 4) * 2.5**2] * 2, rel=0.02)


@pytest.mark.parametrize("tile", [1, 3, 20])
def test_gaps_are_the_same_in_tiles(monkeypatch, tile):
    # Two combs that reach into each other, 4 m apart: one gap that winds through all tiles, and holes of one side.
    rng = np.random.default_rng(5)
    a = [box(0, 0, 1000, 20), *(box(40 * i, 20, 40 * i + 16, 180 + rng.uniform(-9, 9)) for i in range(25))]
    b = [box(0, 200, 1000, 220), *(box(40 * i + 20, 40, 40 * i + 36, 200) for i in range(25))]
    a, b = frame(*a), frame(*b)
    whole = module.gaps(a, b, 30.0)
    monkeypatch.setattr(module, "_TILE", tile)
    found = module.gaps(a, b, 30.0)
    assert len(found) == len(whole) > 0
    assert shapely.area(shapely.union_all(found)) == pytest.approx(shapely.area(found).sum(), rel=1e-9)
    apart = shapely.symmetric_difference(shapely.union_all(found), shapely.union_all(whole))
    assert apart.area < 1e-4 * shapely.area(whole).sum()
