# SPDX-License-Identifier: GPL-3.0-or-later
"""Planes in metres: needles stay sound, pieces of lines join up again."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from metro_circles.processing.engine.areas import lengths
from metro_circles.processing.engine.ground import cut, plane

FLAT = plane("EPSG:4490", (118, 31, 120, 33))


def test_needles_that_rounding_lets_cross_are_made_valid():
    rng = np.random.default_rng(1)
    shapes = []
    for _ in range(400):
        x = np.sort(rng.uniform(0, 3000, 6))
        y = rng.uniform(0, 1e-9, 6)
        ring = np.r_[np.c_[x, x / 3 + y], np.c_[x[::-1], x[::-1] / 3 + y[::-1] + 2e-9]]
        shapes.append(shapely.Polygon(ring))
    shapes = np.array(shapes, dtype=object)
    shapes = shapes[shapely.is_valid(shapes)]
    assert len(shapes) > 20
    there = FLAT.back(shapes)
    assert shapely.is_valid(there).all()
    assert shapely.is_valid(FLAT.forth(there)).all()


@given(st.integers(1, 20), st.integers(2, 60))
def test_pieces_of_a_line_join_up_again(edges, vertices):
    line = shapely.LineString(np.c_[np.arange(vertices), np.arange(vertices) ** 2 % 7])
    pieces = cut(line, 1e9, edges)
    assert len(pieces) == -(-(vertices - 1) // edges)
    assert max(shapely.get_num_coordinates(pieces)) <= edges + 1
    merged = shapely.line_merge(shapely.multilinestrings(pieces))
    assert shapely.equals(merged, line)
    assert shapely.length(pieces).sum() == pytest.approx(line.length)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4549", "EPSG:4528"])
def test_distances_in_the_plane_are_those_on_the_ground(crs):
    import geopandas

    line = geopandas.GeoSeries(
        [shapely.LineString([(118.5, 31.5), (118.51, 31.52)])], crs="EPSG:4490"
    ).to_crs(crs)
    flat = plane(crs, line.total_bounds)
    assert flat.forth(line.array)[0].length == pytest.approx(lengths(line, crs)[0], rel=1e-7)
    assert flat.stretch < 1e-5
