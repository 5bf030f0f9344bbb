# SPDX-License-Identifier: GPL-3.0-or-later
"""Features along a river: straight banks with hand numbers, random parcels against plain distances."""

import math

import geopandas
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import riverside as module
from metro_circles.processing.engine.errors import (
    Cancelled,
    CrsMismatchError,
    GeometryTypeError,
    ParameterError,
)
from metro_circles.processing.engine.ground import plane, within
from shapely.geometry import LineString, Point, box

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
K = 1 + (100_000 / 6_372_400) ** 2 / 2  # a metre on the ground as drawn
SCALE = 1 / K**2


def frame(shapes, crs=GK, **columns):
    made = geopandas.GeoDataFrame(
        columns, geometry=list(geopandas.GeoSeries(shapes).translate(EAST, NORTH)), crs=GK
    )
    made.index = made.index + 1
    # a long edge is straight in one coordinate system only: divided before it moves to another
    return made.set_geometry(made.segmentize(50)).to_crs(crs) if crs != GK else made


RIVER = [box(-5000, -400, 5000, 0)]  # flows along y = 0, its north bank


@pytest.mark.parametrize("crs", [GK, "EPSG:4490", "EPSG:4528"])
def test_a_park_in_both_classes_and_beyond(crs):
    # 100 m wide, from 300 m to 1 300 m off the bank as drawn: 200 m in the first class, 500 in the second
    park = frame([box(0, 300 * K, 100, 1300 * K)], crs, name=["园区"])
    result = module.riverside(park, frame(RIVER, crs))
    row = result.features.iloc[0]
    assert row["distance_m"] == pytest.approx(300, abs=0.01)
    assert (row["distance_class"], row["in_reach"]) == ("0-500", True)
    pieces = result.pieces.set_index("distance_class")["area_m2"]
    assert pieces.to_dict() == pytest.approx({"0-500": 200 * 100 / K, "500-1000": 500 * 100 / K}, rel=2e-4)
    assert row["share_pct"] == pytest.approx(70, abs=0.01)
    assert result.closure < 1e-3


def test_classes_of_points_in_the_river_near_and_far():
    points = frame([Point(0, -100), Point(0, 499), Point(0, 501), Point(0, 1001), Point(0, -400)])
    result = module.riverside(points, frame(RIVER))
    assert result.features["distance_class"].to_list() == ["river", "0-500", "500-1000", ">1000", "river"]
    assert result.features["distance_m"].to_list()[:3] == pytest.approx([0, 499 / K, 501 / K], abs=0.01)
    assert np.isnan(result.features["distance_m"].iloc[3])
    assert (result.count, result.features["reach_points"].sum()) == (4, 4)


def test_a_road_to_the_river_by_length():
    road = frame([LineString([(0, -100 * K), (0, 2000 * K)])])
    result = module.riverside(road, frame(RIVER), ends_m=[200, 1500])
    lengths = result.pieces.set_index("distance_class")["length_m"].to_dict()
    assert lengths == pytest.approx({"river": 100, "0-200": 200, "200-1500": 1300}, abs=0.05)
    assert result.features["share_pct"].iloc[0] == pytest.approx(100 * 1600 / 2100, abs=0.01)


def test_a_river_drawn_as_a_line_has_no_water():
    line = frame([LineString([(-5000, 0), (5000, 0)])])
    result = module.riverside(frame([box(0, -50, 100, 50), box(0, 600, 100, 700)]), line)
    assert result.features["distance_class"].to_list() == ["0-500", "500-1000"]
    assert result.features["distance_m"].to_list() == pytest.approx([0, 600 / K], abs=0.01)
    assert result.strips["distance_class"].to_list() == ["river", "0-500", "500-1000"]
    assert result.strips["area_m2"].iloc[0] == 0


def test_a_parcel_that_only_touches_the_bank_is_not_in_the_river():
    result = module.riverside(frame([box(0, 0, 100, 100)]), frame(RIVER))
    assert result.features["distance_m"].to_list() == [0]
    assert result.features["distance_class"].to_list() == ["0-500"]


def test_strips_about_a_pond_are_rings():
    pond = frame([Point(0, 0).buffer(1000 * K, 64)])
    far = frame([box(-3000, -3000, 3000, 3000)])
    strips = module.riverside(far, pond).strips.set_index("distance_class")["area_m2"]
    # rings of a disc of 1 000 m: pi (1500² - 1000²), pi (2000² - 1500²)
    assert strips["0-500"] == pytest.approx(math.pi * (1500**2 - 1000**2), rel=1e-3)
    assert strips["500-1000"] == pytest.approx(math.pi * (2000**2 - 1500**2), rel=1e-3)


def test_own_attributes_stay_and_a_river_far_away_reaches_nothing():
    parks = frame([box(0, 90_000, 100, 90_100)], distance_m=[7], name=["园区"])
    result = module.riverside(parks, frame(RIVER))
    assert result.features[["name", "distance_m_orig", "distance_class"]].to_numpy().tolist() == [
        ["园区", 7, ">1000"]
    ]
    assert (result.count, len(result.pieces)) == (0, 0)


def test_lists_of_classes():
    assert module.ends_of("200，500；1000 2000") == [200, 500, 1000, 2000]
    for text in ("", "0,500", "500,500", "1000,500", "nan", "-1"):
        with pytest.raises(ParameterError, match="must rise"):
            module.ends_of(text)
    with pytest.raises(ParameterError, match="'1km' is not a list"):
        module.ends_of("1km")


def test_bad_layers_are_named():
    parks = frame([box(0, 0, 1, 1)])
    with pytest.raises(CrsMismatchError, match="EPSG:4490"):
        module.riverside(parks, frame(RIVER, "EPSG:4490"))
    with pytest.raises(GeometryTypeError, match="lines or polygons belong here"):
        module.riverside(parks, frame([Point(0, 0)]))
    with pytest.raises(GeometryTypeError, match="feature 2, is a Point; polygons"):
        module.riverside(frame([box(0, 0, 1, 1), Point(0, 0)]), frame(RIVER))


def test_it_stops_when_cancelled():
    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        module.riverside(frame([box(0, 0, 1, 1)]), frame(RIVER), progress=stop)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(-4000, 4000), st.integers(-1500, 1500)), min_size=2, max_size=6, unique=True
    ),
    st.lists(st.tuples(st.integers(-3000, 3000), st.integers(-2500, 2500)), min_size=1, max_size=5),
)
def test_distances_agree_with_the_plane_and_pieces_close(bends, corners):
    """Within a few kilometres the Gauss–Krüger plane has one scale, so its own distances are a check."""
    river = frame([LineString(bends)])
    parcels = frame([box(x, y, x + 120, y + 80) for x, y in corners])
    result = module.riverside(parcels, river)
    flat = parcels.distance(river.geometry.iloc[0]).to_numpy() / K
    for found, expected in zip(result.features["distance_m"], flat, strict=True):
        if expected < 999.9:
            assert found == pytest.approx(expected, abs=0.05, rel=1e-5)
        elif expected > 1000.1:
            assert np.isnan(found)
    assert result.closure < 1e-3
    drawn = [river.geometry.iloc[0].buffer(end * K, 256) for end in (500, 1000)]
    for shape, reach in zip(parcels.geometry, result.features["reach_area_m2"], strict=True):
        assert reach == pytest.approx(shape.intersection(drawn[1]).area * SCALE, rel=2e-3, abs=40)


def test_within_is_true_on_the_ground_across_tiles():
    """A bank of 160 km along 32° N, in degrees: area of the strip is length x width on both sides, and two half discs."""
    line = shapely.LineString(np.column_stack([np.linspace(118, 119.7, 200), np.full(200, 32.0)]))
    from metro_circles.processing.engine.areas import areas, lengths

    strip = within([line], "EPSG:4490", 1000.0)
    expected = 2000 * lengths([line], "EPSG:4490")[0] + math.pi * 1e6
    assert areas([strip], "EPSG:4490")[0] == pytest.approx(expected, rel=1e-4)


def test_planes_keep_points_where_they_are():
    flat = plane("EPSG:4490", (118, 31, 120, 33))
    there = flat.forth([Point(118.3, 32.2), LineString([(118, 31), (118, 31)])])
    back = flat.back(there)
    assert back[0].distance(Point(118.3, 32.2)) < 1e-9
    assert shapely.get_num_coordinates(back[1]) == 2
