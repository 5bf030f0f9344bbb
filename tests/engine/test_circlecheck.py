# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures of a circle on squares drawn by hand."""

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.circlecheck import NO_UNIT, check_circle, components, enclaves
from shapely.geometry import box

CRS = "EPSG:4490"


def units(shapes, first=1):
    codes = [f"{first + i:06d}" for i in range(len(shapes))]
    return geopandas.GeoDataFrame(
        {"adcode": codes, "name_zh": [f"县{code}" for code in codes]}, geometry=list(shapes), crs=CRS
    )


def ring(width=3):
    """Eight squares of one degree around a ninth, which is missing."""
    return [
        box(115 + i, 30 + j, 116 + i, 31 + j) for i in range(width) for j in range(width) if (i, j) != (1, 1)
    ]


def test_ring_encloses_its_middle():
    middle = units([box(116, 31, 117, 32)], first=900)
    found = check_circle(units(ring()), None, np.ones(8, bool), middle)
    assert (found.parts, found.components) == (1, 1)
    assert found.enclaves[["adcode", "name_zh"]].to_numpy().tolist() == [["000900", "县000900"]]
    # one degree square from 31° to 32° N: 10 546 km² (111.3 km x cos 31.5° x 110.9 km)
    assert found.enclaves["area_km2"].tolist() == pytest.approx(
        [111.32 * np.cos(np.radians(31.5)) * 110.87], rel=2e-3
    )
    assert np.isnan(found.ratio)
    assert not found.flagged
    assert found.enclave_list.startswith("县000900 105")


def test_hole_shared_by_two_units_and_nobody():
    halves = units([box(116, 31, 116.5, 31.5), box(116.5, 31, 117, 31.5)], first=900)
    found = enclaves(shapely.union_all(ring()), halves)
    assert found["name_zh"].tolist()[0] == NO_UNIT  # the northern half
    assert sorted(found["name_zh"]) == sorted([NO_UNIT, "县000900", "县000901"])
    assert found["area_km2"].is_monotonic_decreasing
    assert found["area_km2"].sum() * 1e6 == pytest.approx(areas([box(116, 31, 117, 32)], CRS)[0], rel=1e-9)
    assert set(found.geom_type) == {"MultiPolygon"}


def test_members_are_no_enclaves_of_themselves():
    everything = units([*ring(), box(116, 31, 117, 32)])
    found = check_circle(everything, None, np.ones(9, bool), everything)
    assert len(found.enclaves) == 0
    assert found.enclave_list == ""


@pytest.mark.parametrize(
    ("official", "tolerance", "flagged"),
    [(0.96, 0.05, False), (0.94, 0.05, True), (1.06, 0.05, True), (1.06, 0.06, False)],
)
def test_ratio_and_flag(official, tolerance, flagged):
    shapes = [box(118, 0, 119, 1)]
    one = areas(shapes, CRS)[0] / 1e6
    found = check_circle(units(shapes), one * official, [True], units([]), tolerance)
    assert found.ratio == pytest.approx(1 / official)
    assert found.flagged is flagged


def test_partial_members_are_left_out_of_the_ratio_only():
    shapes = [box(118, 30, 119, 31), box(119, 30, 120, 31)]
    found = check_circle(units(shapes), 1000, [True, False], units([]))
    assert found.checked_km2 == pytest.approx(found.area_km2 / 2)


def test_overlap_counts_once_in_the_area():
    found = check_circle(units([box(118, 30, 119, 31)] * 2), None, [True, True], units([]))
    assert found.area_km2 == pytest.approx(found.checked_km2 / 2)


@pytest.mark.parametrize(
    ("shapes", "count"),
    [
        ([box(0, 0, 1, 1)], 1),
        ([box(0, 0, 1, 1), box(1, 0, 2, 1)], 1),
        ([box(0, 0, 1, 1), box(1, 1, 2, 2)], 2),  # a corner joins nothing
        ([box(0, 0, 1, 1), box(5, 0, 6, 1), box(1, 0, 5, 1)], 1),  # joined by the last
        ([box(0, 0, 1, 1), box(5, 0, 6, 1), box(5, 1, 6, 2)], 2),
        ([box(0, 0, 4, 4), box(1, 1, 2, 2)], 1),  # overlap joins, too
    ],
)
def test_components(shapes, count):
    assert components(shapes) == count


@settings(max_examples=40, deadline=None)
@given(order=st.permutations(range(9)), left_out=st.sets(st.integers(0, 8), max_size=7))
def test_order_does_not_matter(order, left_out):
    squares = [box(i, j, i + 1, j + 1) for i in range(3) for j in range(3)]
    kept = [squares[i] for i in order if i not in left_out]
    merged = shapely.union_all(kept).buffer(-0.01)  # corners no longer join
    assert components(kept) == len(shapely.get_parts(merged))
