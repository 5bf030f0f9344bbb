# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders within a hair of each other, lines over themselves: what is inside and outside still makes up the whole.

Two layers of the same borders, one of which went through a 3-degree zone by its corners, are up to a millimetre apart;
floating overlays then lose up to 20 m² of a unit.
"""

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from metro_circles.layers import catalog
from metro_circles.processing.engine.areas import AreaMeasure
from metro_circles.processing.engine.claims import claims
from metro_circles.processing.engine.closure import closed, overlaid
from metro_circles.processing.engine.compare import compare, once
from metro_circles.processing.engine.conflicts import conflicts
from metro_circles.processing.engine.errors import ClosureError
from metro_circles.processing.engine.linear import by_category, inside_of
from metro_circles.processing.engine.moving import moved
from metro_circles.processing.engine.overlay import intersect
from metro_circles.processing.engine.riverside import riverside
from metro_circles.processing.engine.summary import summarise
from metro_circles.processing.engine.zonematrix import zone_overlap
from shapely.geometry import LineString, MultiLineString, MultiPoint, box

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_540_000.0


def frame(*shapes, crs=CRS, **columns):
    placed = [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=placed, crs=crs)


@pytest.fixture(scope="module")
def twice():
    """Nanjing's members, and the same by their corners in another coordinate system."""
    one = catalog.read("member", "nanjing")[["adcode", "name_zh", "geometry"]]
    return one, moved(one.to_crs(CRS), one.crs)


def test_zones_close_where_borders_run_a_hair_apart(twice):
    one, other = twice
    assert intersect(one, other, remainder=True).closure.worst_m2 > 1  # what it takes to close them
    result = zone_overlap(one.assign(zone=one["name_zh"]), [other])
    sums = result.table.pivot_table(index="zone", columns="what", values="area_m2", aggfunc="sum")
    whole = result.zones.set_index("zone")["area_m2"].reindex(sums.index)
    assert (sums["inside"] + sums["outside"]).to_numpy() == pytest.approx(whole.to_numpy(), rel=1e-9)
    assert sums["category"].to_numpy() == pytest.approx(sums["inside"].to_numpy(), rel=1e-9)
    assert result.closure_m2 < 1e-9 * whole.max()


def test_changes_by_unit_add_up_where_borders_run_a_hair_apart(twice):
    one, other = twice
    result = compare(one, other, units=other, key="adcode", name="name_zh")
    table = result.units
    assert table["name"].to_list()[-2:] == [
        "（其他）",
        "合计",
    ]  # 2077 m² that the old version had beyond all units
    assert table["removed_m2"].iloc[-2] == pytest.approx(result.totals["removed"], abs=0.1)
    assert table["old_m2"].iloc[:-1].sum() == pytest.approx(table["old_m2"].iloc[-1], rel=1e-9)
    assert len(table) == len(other) + 2


def test_ground_held_twice_adds_up_where_borders_run_a_hair_apart(twice):
    both = pd.concat(twice, ignore_index=True)
    measure = AreaMeasure(both.crs, both.total_bounds)
    flat, shared = once(both, measure)
    assert measure(flat.geometry).sum() + shared == pytest.approx(measure(both.geometry).sum(), rel=1e-12)
    pieces = intersect(*twice).pieces["area_m2"].sum()
    assert shared == pytest.approx(pieces, rel=1e-10)


def test_overlap_of_claims_is_that_of_its_places_where_borders_run_a_hair_apart(twice):
    one, other = (part[:4] for part in twice)
    found = claims(one, other, max_gap_m=0)
    # No layer overlaps itself: every place once is the sum of all.
    assert found.overlap_m2 == pytest.approx(found.findings["area_m2"].sum(), rel=1e-10)


def test_thin_pieces_in_degrees_are_no_error(twice):
    """A hair's width of a border, 20 km long: its area is known to the rounding of its corners, no better."""
    one, other = twice
    pieces = intersect(one, other).pieces
    thin = gpd.GeoDataFrame(geometry=pieces.geometry.array[pieces["area_m2"] < 1000], crs=one.crs)
    result = overlaid(thin, other)
    assert result.closure.worst_m2 < 0.05


def test_what_does_not_add_up_for_another_reason_is_an_error(twice):
    one, other = twice
    cut = intersect(one, other, remainder=True)
    cut.features["area_m2"] *= 1 + 1e-6
    with pytest.raises(ClosureError, match="'圈'"):
        closed("圈", cut, one, other)


def test_a_conflict_beyond_all_units_is_in_the_table():
    """5 m² of a place of 9 km²: less than a millionth, and no rounding."""
    found = conflicts(frame(box(0, 0, 3000, 3000)), frame(box(0, 0, 3000, 3000)))
    units = frame(box(0, 0, 3000, 3000) - box(0, 0, 5, 1), adcode=["甲"])
    table = summarise(found, units, "adcode")
    assert table["name"].to_list() == ["甲", "（其他）"]
    assert table["inside_m2"].iloc[1] == pytest.approx(5, rel=1e-5)


# Lines and points


def test_the_parts_of_a_long_edge_make_up_the_line():
    """One edge of a degree along a parallel: the geodesic between its ends is 0.34 m shorter than the edge as drawn."""
    road = gpd.GeoDataFrame(geometry=[LineString([(118, 32), (119, 32)])], crs="EPSG:4490")
    field = gpd.GeoDataFrame(geometry=[box(118.3, 31.9, 118.5, 32.1)], crs="EPSG:4490")
    found = inside_of(road, field)
    # Radius of the parallel: a cos(phi) / sqrt(1 - e² sin²(phi)).
    phi, e2 = np.radians(32), 0.00669438002290
    degree = np.radians(1) * 6378137 * np.cos(phi) / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    assert found.whole[0] == pytest.approx(degree, rel=1e-9)
    assert found.inside[0] == pytest.approx(degree / 5, rel=1e-9)
    assert found.inside[0] + found.outside[0] == pytest.approx(found.whole[0], rel=1e-12)
    assert conflicts(road, field).parcels["share_pct"].iloc[0] == pytest.approx(20, rel=1e-9)


@pytest.mark.parametrize(
    ("line", "whole", "inside"),
    [
        (LineString([(-100, 50), (100, 50), (-100, 50)]), 200, 100),
        (MultiLineString([[(0, 50), (200, 50)], [(0, 50), (200, 50)]]), 200, 150),
        (LineString([(0, 0), (100, 0)]), 100, 100),
        (LineString([(-10, -10), (160, 160)]), 170 * 2**0.5, 100 * 2**0.5),
    ],
)
def test_a_line_over_itself_counts_every_place_once(line, whole, inside):
    field = frame(box(0, 0, 100, 100), box(50, 0, 150, 100), kind=["a", "a"])
    road = frame(line)
    found = inside_of(road, field)
    assert found.whole[0] == pytest.approx(whole, rel=1e-7)
    assert found.inside[0] == pytest.approx(inside, rel=1e-7)
    assert found.outside[0] == pytest.approx(whole - inside, abs=1e-5)
    assert by_category(found, road, field, "kind")["size"].to_list() == pytest.approx([inside], rel=1e-7)


def test_points_at_one_place_count_each():
    field = frame(box(0, 0, 100, 100), box(50, 0, 150, 100), kind=["a", "a"])
    points = frame(MultiPoint([(60, 0), (60, 0), (300, 0)]), MultiPoint([(400, 0)]))
    found = inside_of(points, field)
    assert found.whole.tolist() == [3, 1]
    assert found.inside.tolist() == [2, 0]
    assert found.outside.tolist() == [1, 1]
    assert found.pieces["size"].to_list() == [2, 2]
    assert by_category(found, points, field, "kind")["size"].to_list() == [2]


def test_lines_that_do_not_add_up_stop_the_run(monkeypatch):
    monkeypatch.setattr(shapely, "difference", lambda *pair, **more: LineString())
    roads = frame(LineString([(500, 0), (600, 0)]), LineString([(-50, 50), (50, 50)]))
    roads.attrs["name"] = "道路"
    with pytest.raises(ClosureError, match=r"'道路', feature 1: .* from its 100\.0000 m by 50 m"):
        inside_of(roads, frame(box(0, 0, 100, 100)))


def test_a_dike_on_the_bank_lies_in_the_river_only():
    river = frame(box(-1000, 0, 3000, 100))
    dike = frame(LineString([(0, 100), (1000, 100)]), LineString([(0, 90), (0, 700)]))
    result = riverside(dike, river)
    along, across = (result.pieces[result.pieces["feature_fid"] == fid] for fid in (0, 1))
    assert along[["distance_class", "length_m"]].to_numpy().tolist() == [
        ["river", pytest.approx(1000, rel=1e-6)]
    ]
    assert across["length_m"].to_list() == pytest.approx([10, 500, 100], rel=1e-4)
    assert result.pieces["length_m"].sum() == pytest.approx(result.features["reach_length_m"].sum(), rel=1e-9)
