# SPDX-License-Identifier: GPL-3.0-or-later
"""Patches across borders: hand-drawn towns, and random towns against a plain search."""

import geopandas
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import sprawl as module
from metro_circles.processing.engine.errors import Cancelled, CrsMismatchError, ParameterError
from shapely.geometry import MultiPolygon, box

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
K = 1 + (99_000 / 6_372_400) ** 2 / 2  # a metre on the ground as drawn, 99 km west of the central meridian
SCALE = 1 / K**2


def frame(shapes, **columns):
    made = geopandas.GeoDataFrame(
        columns, geometry=list(geopandas.GeoSeries(shapes).translate(EAST, NORTH)), crs=GK
    )
    made.index = made.index + 1
    return made


UNITS = frame(
    [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(0, 1000, 1000, 2000)],
    adcode=["320115", "340506", "320117"],
    name_zh=["江宁区", "博望区", "溧水区"],
)


def test_two_towns_across_a_border_with_their_gap():
    result = module.sprawl(
        frame([box(800, 0, 950, 100), box(1080, 0, 1180, 100), box(100, 0, 200, 100)]), UNITS, 150
    )
    # 50 m to the border on one side, 80 m on the other
    (gap,) = result.gaps.itertuples()
    assert (gap.left_name, gap.right_name, gap.rank, gap.left_fid, gap.right_fid) == (
        "江宁区",
        "博望区",
        "province",
        1,
        2,
    )
    assert gap.gap_m == pytest.approx(130 / K, abs=1e-3)
    assert gap.geometry.length == pytest.approx(130, abs=1e-3)
    assert result.clusters[["cluster", "adcode", "units", "patches"]].to_numpy().tolist() == [
        [1, "320115", "江宁区、博望区", 1],
        [1, "340506", "江宁区、博望区", 1],
    ]
    assert result.clusters["area_m2"].to_list() == pytest.approx([15_000 * SCALE, 10_000 * SCALE], rel=1e-5)
    assert result.clusters["share_pct"].to_list() == pytest.approx([60, 40], abs=1e-3)
    assert result.single_count == 1


def test_the_distance_decides():
    towns = frame([box(800, 0, 950, 100), box(1080, 0, 1180, 100)])
    assert [module.sprawl(towns, UNITS, d).count for d in (129.9, 130.1)] == [0, 1]


def test_one_town_across_the_border_touches_itself_there():
    result = module.sprawl(frame([box(900, 100, 1100, 400)]), UNITS, 0)
    (gap,) = result.gaps.itertuples()
    assert (gap.gap_m, gap.left_fid, gap.right_fid) == (0, 1, 1)
    assert gap.contact_m == pytest.approx(300 / K, abs=0.05)
    assert result.clusters["area_m2"].sum() == pytest.approx(60_000 * SCALE, rel=1e-5)


def test_towns_that_meet_in_a_corner_have_no_line_but_a_place():
    result = module.sprawl(frame([box(900, 0, 1000, 100), box(1000, 100, 1100, 200)]), UNITS, 0)
    (gap,) = result.gaps.itertuples()
    assert (gap.gap_m, gap.contact_m, gap.geometry) == (0, 0, None)
    corner = geopandas.GeoSeries.from_xy([EAST + 1000], [NORTH + 100], crs=GK).to_crs("EPSG:4490")[0]
    assert (gap.lon, gap.lat) == pytest.approx((corner.x, corner.y), abs=1e-7)


def test_neighbours_on_the_same_side_join_by_the_second_distance():
    towns = frame(
        [box(900, 0, 1000, 100), box(1000, 0, 1100, 100), box(800, 0, 900, 100), box(700, 0, 780, 100)]
    )
    touching = module.sprawl(towns, UNITS, 0).clusters
    assert touching["patches"].to_list() == [2, 1]
    assert module.sprawl(towns, UNITS, 0, chain_m=25).clusters["patches"].to_list() == [3, 1]


def test_parts_of_one_feature_are_towns_of_their_own():
    spread = MultiPolygon([box(900, 0, 1000, 100), box(100, 0, 200, 100)])
    result = module.sprawl(frame([spread, box(1000, 0, 1100, 100)]), UNITS, 0)
    assert result.clusters["area_m2"].to_list() == pytest.approx([10_000 * SCALE] * 2, rel=1e-5)
    assert result.single_count == 1


def test_ranks_choose_borders_and_the_largest_cluster_is_first():
    towns = frame(
        [box(900, 0, 1000, 50), box(1000, 0, 1100, 50), box(0, 800, 500, 1000), box(0, 1000, 500, 1200)]
    )
    every = module.sprawl(towns, UNITS, 0)
    assert every.gaps["rank"].to_list() == ["county", "province"]
    assert every.clusters["cluster"].to_list() == [1, 1, 2, 2]
    assert module.sprawl(towns, UNITS, 0, ranks=["province"]).gaps["rank"].to_list() == ["province"]


def test_small_patches_and_land_outside_are_counted():
    towns = frame([box(999, 0, 1001, 1), box(1900, 0, 2100, 100)])
    result = module.sprawl(towns, UNITS, 500, min_area_m2=10)
    assert result.small.to_list() == pytest.approx([SCALE, SCALE], rel=1e-4)
    assert result.outside_m2 == pytest.approx(10_000 * SCALE, rel=1e-4)
    assert (result.count, len(result.gaps), result.single_count) == (0, 0, 1)


def test_no_patch_in_any_unit():
    result = module.sprawl(frame([box(5000, 0, 5100, 100)]), UNITS, 500)
    assert (result.count, len(result.gaps), len(result.clusters)) == (0, 0, 0)


def test_bad_input_is_named():
    towns = frame([box(0, 0, 1, 1)])
    with pytest.raises(CrsMismatchError, match="EPSG:4490"):
        module.sprawl(towns.to_crs("EPSG:4490"), UNITS, 1)
    with pytest.raises(ParameterError, match="negative"):
        module.sprawl(towns, UNITS, -1)


def test_it_stops_when_cancelled():
    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        module.sprawl(frame([box(0, 0, 1, 1)]), UNITS, 1, progress=stop)


town = st.tuples(st.integers(0, 99), st.integers(0, 99), st.integers(1, 6), st.integers(1, 6))


@settings(max_examples=20, deadline=None)
@given(st.lists(town, min_size=1, max_size=8), st.integers(0, 12))
@example([(0, 0, 1, 1)] * 3, 2)
def test_random_towns_agree_with_a_plain_search(towns, reach):
    """Towns of whole ten metres left and right of x = 1000, away from it; rectangle distances by hand."""
    sides = [[], []]
    for i, (x, y, w, h) in enumerate(towns):
        x = x % 40
        low = 990 - 10 * (x + w) if i % 2 == 0 else 1010 + 10 * x
        sides[i % 2].append((low, 5 * y, low + 10 * w, 5 * y + 10 * h))
    distance = 10 * reach + 5  # never exactly a distance between two corners on the grid of 5 and 10 m
    expected = []  # towns may be drawn twice
    for a in sides[0]:
        for b in sides[1]:
            dx, dy = max(0, b[0] - a[2]), max(0, b[1] - a[3], a[1] - b[3])
            if np.hypot(dx, dy) <= distance * K:
                expected.append(np.hypot(dx, dy))
    shapes = [box(*some) for side in sides for some in side]
    result = module.sprawl(frame(shapes), UNITS.iloc[:2], distance)
    near_limit = any(abs(d / K - distance) < 0.01 for d in expected)
    if not near_limit:
        assert sorted(result.gaps["gap_m"]) == pytest.approx(sorted(d / K for d in expected), abs=0.01)
    assert result.count <= len(result.gaps)
