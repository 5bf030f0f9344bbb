# SPDX-License-Identifier: GPL-3.0-or-later
"""Shared borders: counted by hand on a grid, against boundary intersections, and on dirty input."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.borders import shared_borders
from metro_circles.processing.engine.errors import MissingCrsError, MissingFieldError, ParameterError

CRS = 4549
X, Y = 380000.0, 3540000.0


def box(x0, y0, x1, y1):
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def units(shapes):
    return gpd.GeoDataFrame(
        {"adcode": [str(320101 + i) for i in range(len(shapes))]}, geometry=shapes, crs=CRS
    )


def by_pair(borders):
    return {
        (int(left[-2:]), int(right[-2:])): geometry.length
        for left, right, geometry in zip(borders["left"], borders["right"], borders.geometry, strict=True)
    }


def test_a_grid_by_hand():
    # 2 by 2 units of 100 m: four borders of 100 m; the diagonal neighbours meet in one point.
    grid = units([box(0, 0, 100, 100), box(100, 0, 200, 100), box(0, 100, 100, 200), box(100, 100, 200, 200)])
    found = shared_borders(grid)
    assert by_pair(found) == pytest.approx({(1, 2): 100, (1, 3): 100, (2, 4): 100, (3, 4): 100})
    assert found["exact"].all()
    assert found["length_m"].to_numpy() == pytest.approx(100, rel=3e-4)
    assert found.crs == CRS


def test_enclave_and_island_unit():
    outer = box(0, 0, 100, 100) - box(40, 40, 60, 60)
    found = shared_borders(units([outer, box(40, 40, 60, 60), box(500, 500, 600, 600)]))
    assert by_pair(found) == pytest.approx({(1, 2): 80})


def test_a_border_of_two_stretches():
    # An enclosed third unit interrupts the border at its middle: 30 m and 40 m are left of it.
    left = box(0, 0, 100, 100) - box(90, 30, 110, 60)
    right = box(100, 0, 200, 100) - box(90, 30, 110, 60)
    found = shared_borders(units([left, right, box(90, 30, 110, 60)]))
    assert by_pair(found) == pytest.approx({(1, 2): 70, (1, 3): 50, (2, 3): 50})
    assert shapely.get_num_geometries(found.geometry.iloc[0]) == 2


def test_the_left_unit_lies_on_the_left():
    shapes = [box(0, 0, 100, 100) - box(20, 20, 40, 40), box(20, 20, 40, 40), box(100, 0, 150, 100)]
    layer = units([shapely.reverse(shapes[0]), *shapes[1:]])
    for row in shared_borders(layer).itertuples():
        for line in shapely.get_parts(row.geometry):
            aside = shapely.offset_curve(line, 0.5)
            assert layer.set_index("adcode").geometry[row.left].buffer(0.01).covers(aside)


def test_missing_vertices_take_the_slower_way():
    # The right unit has a vertex at mid-height that the left one lacks.
    right = shapely.Polygon(
        [(X + x, Y + y) for x, y in ((100, 0), (200, 0), (200, 100), (100, 100), (100, 37))]
    )
    found = shared_borders(units([box(0, 0, 100, 100), right]))
    assert by_pair(found) == pytest.approx({(1, 2): 100})
    assert not found["exact"].any()


def test_gaps_and_overlaps_within_a_tolerance():
    layer = units([box(0, 0, 100, 100), box(100.4, 0, 200, 100), box(1, 99.7, 99, 200)])
    assert len(shared_borders(layer)) == 0
    found = by_pair(shared_borders(layer, tolerance=0.5))
    # The tolerance also reaches round the corners.
    assert found[1, 2] == pytest.approx(100, abs=1.1)
    assert found[1, 3] == pytest.approx(98, abs=1.1)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9), count=st.integers(3, 40))
def test_voronoi_units_equal_boundary_intersections(seed, count):
    points = shapely.multipoints(np.random.default_rng(seed).uniform(0, 1000, (count, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    layer = gpd.GeoDataFrame({"adcode": np.arange(len(cells))}, geometry=cells, crs=CRS)
    found = shared_borders(layer)
    expected = {}
    for i in range(len(cells)):
        for j in range(i + 1, len(cells)):
            length = shapely.intersection(cells[i].boundary, cells[j].boundary).length
            if length > 0:
                expected[i, j] = length
    lines = zip(found["left"], found["right"], found.geometry, strict=True)
    assert {(i, j): line.length for i, j, line in lines} == pytest.approx(expected)


def test_every_outline_edge_is_counted_twice_or_once():
    """Borders twice and the outer outline once make up all outlines."""
    points = shapely.multipoints(np.random.default_rng(1).uniform(0, 1000, (60, 2)))
    cells = shapely.get_parts(shapely.voronoi_polygons(points))
    layer = gpd.GeoDataFrame({"adcode": np.arange(len(cells))}, geometry=cells, crs=CRS)
    outline = shapely.union_all(cells).length
    assert 2 * shared_borders(layer).geometry.length.sum() + outline == pytest.approx(
        shapely.length(cells).sum()
    )


def test_bad_inputs_are_named():
    layer = units([box(0, 0, 1, 1)])
    assert len(shared_borders(layer)) == 0
    with pytest.raises(MissingCrsError):
        shared_borders(layer.set_crs(None, allow_override=True))
    with pytest.raises(MissingFieldError, match="'code'"):
        shared_borders(layer, key="code")
    with pytest.raises(ParameterError):
        shared_borders(layer, tolerance=-1)


def test_edges_of_units_that_overlap_are_no_border():
    # They overlap by 10 m: above and below, 10 m of both edges coincide, with both units on the same side.
    assert len(shared_borders(units([box(0, 0, 100, 100), box(90, 0, 190, 100)]))) == 0
    # a third one beside the first shares a true border with vertices that the other lacks
    found = shared_borders(units([box(0, 0, 100, 100), box(90, 0, 190, 100), box(-50, -20, 0, 120)]))
    assert by_pair(found) == pytest.approx({(1, 3): 100})
    # and one below both of them borders on either, all along
    found = shared_borders(units([box(0, 0, 100, 100), box(90, 0, 190, 100), box(0, -50, 190, 0)]))
    assert by_pair(found) == pytest.approx({(1, 3): 100, (2, 3): 100})
