# SPDX-License-Identifier: GPL-3.0-or-later
"""What meets at a border: hand-drawn sides, random intervals counted by the ten metres, a sampled real border."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.layers import catalog
from metro_circles.processing.engine import continuity as module
from metro_circles.processing.engine.adjacency import named_borders
from metro_circles.processing.engine.errors import (
    Cancelled,
    CrsMismatchError,
    MissingFieldError,
    ParameterError,
)
from shapely.geometry import box

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
K = 1 + (99_000 / 6_372_400) ** 2 / 2  # a metre on the ground as drawn, 99 km west of the central meridian


def frame(shapes, **columns):
    return geopandas.GeoDataFrame(
        columns, geometry=list(geopandas.GeoSeries(shapes).translate(EAST, NORTH)), crs=GK
    )


UNITS = frame(
    [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000)],
    adcode=["320115", "340506"],
    name_zh=["江宁区", "博望区"],
)
BORDERS = named_borders(UNITS).borders


def left(low, high, away=0):
    return box(800, low, 1000 - away, high)


def right(low, high, away=0):
    return box(1000 + away, low, 1200, high)


def lengths_by_status(result):
    return {
        status: result.borders[f"{status}_m"][0] * K
        for status in ("matched", "different", "left_only", "right_only", "none")
    }


def test_features_without_a_category_match_nothing():
    shapes = [left(100, 400), right(100, 300), left(600, 800), right(600, 900)]
    layer = frame(shapes, kind=[None, None, "红线", "红线"])
    result = module.continuity(BORDERS, UNITS, [layer], category="kind")
    # nothing against nothing 100-300, left only 300-400, matched 600-800, right only 800-900
    assert lengths_by_status(result) == pytest.approx(
        {"matched": 200, "different": 200, "left_only": 100, "right_only": 100, "none": 400}, abs=0.01
    )
    assert result.nameless == 2
    assert result.categories[["category", "continuity_pct"]].to_numpy().tolist() == [
        ["", 0.0],
        ["红线", pytest.approx(200 / 3, abs=0.01)],
    ]


def test_a_code_is_the_same_as_number_and_as_text():
    west, east = frame([left(100, 400)], kind=[1.0]), frame([right(100, 400)], kind=["1"])
    result = module.continuity(BORDERS, UNITS, [west, east], category="kind")
    assert lengths_by_status(result)["matched"] == pytest.approx(300, abs=0.01)


def test_each_status_with_its_length():
    shapes = [left(100, 400), left(600, 900), right(200, 500), right(700, 800)]
    layer = frame(shapes, kind=["红线", "农田", "红线", "城镇"])
    result = module.continuity(BORDERS, UNITS, [layer], category="kind")
    # matched 200-400; different 700-800; left 100-200, 600-700, 800-900; right 400-500
    assert lengths_by_status(result) == pytest.approx(
        {"matched": 200, "different": 100, "left_only": 300, "right_only": 100, "none": 300}, abs=0.01
    )
    assert result.continuity_pct == pytest.approx(100 * 200 / 700, abs=1e-3)
    assert result.closure_m < 1e-4
    rows = result.stretches.iloc[np.argsort(result.stretches.geometry.centroid.y)]
    assert rows[["status", "left_category", "right_category"]].to_numpy().tolist() == [
        ["left_only", "红线", ""],
        ["matched", "红线", "红线"],
        ["right_only", "", "红线"],
        ["left_only", "农田", ""],
        ["different", "农田", "城镇"],
        ["left_only", "农田", ""],
    ]
    assert rows["left_name"].unique().tolist() == ["江宁区"]
    table = result.categories.set_index("category")[["left_m", "right_m", "both_m", "continuity_pct"]]
    assert table.loc["红线"].to_list() == pytest.approx([300 / K, 300 / K, 200 / K, 50], abs=0.01)
    assert table.loc["农田"].to_list() == pytest.approx([300 / K, 0, 0, 0], abs=0.01)


def test_the_reach_decides_what_is_at_the_border():
    layer = frame([left(100, 200, away=15), left(300, 400, away=25), right(0, 1000, away=19)])
    found = lengths_by_status(module.continuity(BORDERS, UNITS, [layer], reach_m=20))
    assert (found["matched"], found["right_only"]) == pytest.approx((100, 900), abs=0.01)


def test_a_feature_across_the_border_is_on_both_sides_and_layers_add_up():
    across = frame([box(900, 100, 1100, 300)])
    whole = module.continuity(BORDERS, UNITS, [across])
    halves = module.continuity(BORDERS, UNITS, [frame([left(100, 300)]), frame([right(100, 300)])])
    assert whole.borders["matched_m"][0] == pytest.approx(200 / K, abs=0.01)
    assert halves.borders["matched_m"][0] == pytest.approx(whole.borders["matched_m"][0], abs=1e-6)


def test_a_feature_that_overshoots_the_border_a_little_is_not_on_the_other_side():
    layer = frame([box(900, 0, 1000.8, 500), box(900, 600, 1005, 700)])
    found = lengths_by_status(module.continuity(BORDERS, UNITS, [layer], slack_m=1))
    assert (found["left_only"], found["matched"]) == pytest.approx((500, 100), abs=0.01)


def test_what_lies_on_the_wrong_side_counts_where_it_lies():
    result = module.continuity(BORDERS, UNITS, [frame([box(1001, 0, 1100, 100)])])
    assert result.stretches["status"].to_list() == ["right_only"]


def test_short_stretches_are_counted_and_everything_still_adds_up():
    layer = frame([left(0, 500), right(0, 497), right(499, 500)])
    result = module.continuity(BORDERS, UNITS, [layer], min_length_m=5)
    assert result.stretches["status"].to_list() == ["matched"]
    assert result.short_count == 2
    assert result.borders["short_m"][0] == pytest.approx(3 / K, abs=0.01)
    columns = ["matched_m", "different_m", "left_only_m", "right_only_m", "none_m", "short_m"]
    assert result.borders[columns].sum(axis=1)[0] == pytest.approx(result.borders["length_m"][0], abs=1e-3)


def test_a_border_round_an_island_has_no_seam():
    island = box(400, 400, 500, 500)
    units = frame([box(0, 0, 1000, 1000).difference(island), island], adcode=["甲", "乙"])
    layer = frame([box(300, 300, 600, 600).difference(box(450, 0, 1000, 1000))])
    result = module.continuity(named_borders(units).borders, units, [layer], reach_m=10)
    # x 400-450 of the island: half of the top and bottom, the whole left side
    assert result.borders["matched_m"][0] == pytest.approx(200 / K, abs=0.05)
    assert result.borders["none_m"][0] == pytest.approx(200 / K, abs=0.05)


def test_nothing_at_all_has_no_share():
    result = module.continuity(BORDERS, UNITS, [frame([box(0, 0, 10, 10)])])
    assert np.isnan(result.continuity_pct)
    assert len(result.stretches) == 0
    none = module.continuity(BORDERS.iloc[:0], UNITS, [frame([left(0, 10)])])
    assert len(none.borders) == len(none.stretches) == 0


def test_bad_input_is_named():
    layer = frame([left(0, 10)])
    layer.attrs["name"] = "红线"
    with pytest.raises(MissingFieldError, match="'红线' has no field 'HXLX'"):
        module.continuity(BORDERS, UNITS, [layer], category="HXLX")
    with pytest.raises(CrsMismatchError, match="'红线'"):
        wrong = layer.to_crs("EPSG:4490")
        wrong.attrs["name"] = "红线"
        module.continuity(BORDERS, UNITS, [wrong])
    with pytest.raises(ParameterError, match="No planning layer"):
        module.continuity(BORDERS, UNITS, [])
    with pytest.raises(ParameterError, match=r"reach of 1 m and a slack of 1\.0 m"):
        module.continuity(BORDERS, UNITS, [layer], reach_m=1)


def test_it_stops_when_cancelled():
    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        module.continuity(BORDERS, UNITS, [frame([left(0, 10)])], progress=stop)


intervals = st.lists(
    st.tuples(st.integers(0, 99), st.integers(1, 30), st.sampled_from("ab"), st.booleans()),
    min_size=1,
    max_size=6,
)


@settings(max_examples=20, deadline=None)
@given(intervals)
def test_random_intervals_agree_with_a_count(drawn):
    """Each feature takes cells of ten metres of the border on its side."""
    shapes, sides = [], ({}, {})
    for start, length, kind, is_left in drawn:
        stop = min(start + length, 100)
        shapes.append((left if is_left else right)(10 * start, 10 * stop))
        for cell in range(start, stop):
            sides[0 if is_left else 1].setdefault(cell, set()).add(kind)
    result = module.continuity(
        BORDERS, UNITS, [frame(shapes, kind=[k for _, _, k, _ in drawn])], category="kind"
    )
    counted = dict.fromkeys((*module.STATUSES, module.NONE), 0)
    for cell in range(100):
        a, b = (side.get(cell, set()) for side in sides)
        status = module.NONE
        if a or b:
            status = "left_only" if not b else "right_only" if not a else "matched" if a & b else "different"
        counted[status] += 10
    assert lengths_by_status(result) == pytest.approx(counted, abs=0.05)


def test_a_real_border_agrees_with_samples():
    """Every 20 m of the border between 栖霞 and 句容, a probe of 50 m to either side, in a Gauss–Krüger zone."""
    members = catalog.read("member", "nanjing").to_crs("EPSG:4509")
    members = members[members["adcode"].isin(["320113", "321183"])]
    borders = named_borders(members).borders
    shapes = [
        shapely.Point(x, y).buffer(1500, 32) for x, y in shapely.get_coordinates(borders.geometry[0])[::40]
    ]
    layer = geopandas.GeoDataFrame(geometry=shapes, crs=members.crs).overlay(
        geopandas.GeoDataFrame(geometry=[members.geometry.iloc[0]], crs=members.crs)
    )
    result = module.continuity(borders, members, [layer], reach_m=50)
    met = [0, 0]
    for part in shapely.get_parts(borders.geometry[0]):
        for at in np.arange(10, part.length, 20):
            (x, y), (u, v) = (part.interpolate(at + step).coords[0] for step in (-0.1, 0.1))
            nx, ny = (v - y) / 0.2, (x - u) / 0.2
            middle = part.interpolate(at)
            probe = shapely.LineString(
                [(middle.x - 50 * nx, middle.y - 50 * ny), (middle.x + 50 * nx, middle.y + 50 * ny)]
            )
            met[0] += 1
            met[1] += any(probe.intersection(shape).length > 1e-6 for shape in layer.geometry)
    measured = (
        result.borders["left_only_m"][0] + result.borders["right_only_m"][0] + result.borders["matched_m"][0]
    )
    assert measured / result.borders["length_m"][0] == pytest.approx(met[1] / met[0], abs=0.02)
    assert 0.1 < met[1] / met[0] < 0.9


def test_large_features_count_the_same_as_small_ones(monkeypatch):
    """A comb of 300 teeth on the left, a ragged hole on the right: cut to the border's surroundings, or whole."""
    teeth = [left(low, low + 2) for low in range(100, 700, 4)] + [box(700, 100, 850, 700)]
    comb = shapely.union_all(teeth)
    ragged = shapely.Polygon(
        [(1000 + 30 * (i % 2), 100 + 2 * i) for i in range(300)] + [(1200, 700), (1200, 100)]
    )
    layer = frame([comb, ragged - box(1100, 200, 1150, 300)], kind=["a", "a"])
    assert (shapely.get_num_coordinates(layer.geometry) > 200).all()
    found = []
    for large in (10, 10**9):
        monkeypatch.setattr(module, "_LARGE", large)
        found.append(lengths_by_status(module.continuity(BORDERS, UNITS, [layer], category="kind")))
    assert found[0] == pytest.approx(found[1], rel=1e-7, abs=1e-5)
    assert found[0]["left_only"] + found[0]["matched"] == pytest.approx(300, abs=0.1)  # 150 teeth of 2 m
