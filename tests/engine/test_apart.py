# SPDX-License-Identifier: GPL-3.0-or-later
"""Neighbours whose borders are drawn twice, a hair apart: no border must go missing in silence."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from metro_circles.layers import catalog
from metro_circles.processing.engine.adjacency import adjacency, named_borders
from shapely.geometry import box

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_540_000.0


def units(*boxes, crs=CRS):
    shapes = [box(X + west, Y + south, X + east, Y + north) for west, south, east, north in boxes]
    return gpd.GeoDataFrame({"adcode": [str(i) for i in range(len(boxes))]}, geometry=shapes, crs=crs)


@pytest.mark.parametrize("hair", [1e-9, 1e-6, 1e-3])
def test_edges_a_hair_apart_are_told_of_and_found_with_a_tolerance(hair):
    pair = units((0, 0, 100, 100), (100 + hair, 0, 200, 100))
    found = named_borders(pair, look=True)
    assert len(found.borders) == 0
    assert (found.apart.count, found.apart.length_m) == (1, pytest.approx(100, abs=3))
    near = named_borders(pair, tolerance_m=0.01, look=True)
    assert near.borders["length_m"].to_list() == pytest.approx([100], abs=0.03)
    assert near.apart.count == 0
    belts = adjacency(pair, ranks=["other"], width_m=10, tolerance_m=0.01).belts
    assert belts["area_m2"].to_list() == pytest.approx([1000, 1000], rel=1e-3)


def test_edges_that_coincide_are_told_of_never():
    exact = named_borders(units((0, 0, 100, 100), (100, 0, 200, 100), (0, 100, 200, 200)), look=True)
    assert (len(exact.borders), exact.apart.count) == (3, 0)


def test_units_that_meet_in_a_point_share_nothing_with_a_tolerance_either():
    found = named_borders(units((0, 0, 100, 100), (100, 100, 200, 200)), tolerance_m=0.5, look=True)
    assert (len(found.borders), found.apart.count) == (0, 0)


def test_a_tolerance_is_in_metres_in_degrees_too():
    pair = units((0, 0, 1000, 1000), (1000.5, 0, 2000, 1000)).to_crs("EPSG:4490")
    assert len(named_borders(pair, tolerance_m=0.2).borders) == 0
    assert named_borders(pair, tolerance_m=0.8).borders["length_m"].to_list() == pytest.approx([1000], abs=3)


def test_members_rounded_to_a_millimetre_each_in_its_own_way():
    """Every unit's corners are moved by a millimetre: 60 of 75 borders of Nanjing's members would be missing."""
    members = catalog.read("member", "nanjing")[["adcode", "name_zh", "geometry"]].to_crs(CRS)
    exact = named_borders(members).borders.set_index(["left", "right"])["length_m"]

    def moved(shape, number):
        def move(xy):
            turn = 6.28 * np.modf(np.abs(np.sin(xy @ [12.9898, 78.233] + number) * 43758.5453))[0]
            return xy + 1e-3 * np.column_stack([np.cos(turn), np.sin(turn)])

        return shapely.transform(shape, move)

    shapes = [moved(shape, number) for number, shape in enumerate(members.geometry)]
    apart = members.set_geometry(gpd.GeoSeries(shapes, index=members.index, crs=CRS))
    plain = named_borders(apart, look=True)
    assert len(plain.borders) < 40
    assert plain.apart.count > 40
    assert plain.shared_m + plain.apart.length_m == pytest.approx(exact.sum(), rel=1e-3)
    found = named_borders(apart, tolerance_m=0.01).borders.set_index(["left", "right"])["length_m"]
    assert set(found.index) == set(exact.index)
    assert found.reindex(exact.index).to_numpy() == pytest.approx(exact.to_numpy(), rel=1e-6, abs=0.1)
