# SPDX-License-Identifier: GPL-3.0-or-later
"""Lines within polygons: by hand, and against plain intersections."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.errors import CrsMismatchError, GeometryTypeError
from metro_circles.processing.engine.lines import lines_in_polygons

CRS = 4549
X, Y = 500000.0, 3540000.0


def frame(shapes):
    moved = shapely.transform(np.array(shapes, dtype=object), lambda xy: xy + np.array([X, Y]))
    return gpd.GeoDataFrame({"id": range(1, len(shapes) + 1)}, geometry=moved, crs=CRS)


def test_a_road_by_hand():
    # 100 m of road: 30 m in the first polygon, 40 m in the second, 10 m of them in both.
    roads = frame([shapely.LineString([(0, 5), (100, 5)]), shapely.LineString([(0, 50), (100, 50)])])
    red = frame([shapely.box(10, 0, 40, 10), shapely.box(30, 0, 70, 10)])
    found = lines_in_polygons(roads, red, "id", "id")
    assert found.pieces[["id", "id_2"]].to_numpy().tolist() == [[1, 1], [1, 2]]
    assert found.pieces["length_m"].to_numpy() == pytest.approx([30, 40], rel=1e-5)
    assert found.features["inside_m"].to_numpy() == pytest.approx([60, 0], rel=1e-5)
    assert found.features["share_pct"].to_numpy() == pytest.approx([60, 0], rel=1e-5)


def test_along_the_edge_counts_and_a_touch_does_not():
    red = frame([shapely.box(0, 0, 10, 10)])
    roads = frame([shapely.LineString([(0, -5), (0, 15)]), shapely.LineString([(-5, 5), (0, 5)])])
    found = lines_in_polygons(roads, red)
    assert found.pieces["line_row"].tolist() == [0]
    assert found.features["inside_m"].to_numpy() == pytest.approx([10, 0], rel=1e-5)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_random_lines_equal_plain_intersections(seed):
    rng = np.random.default_rng(seed)
    roads = [
        shapely.LineString(np.cumsum(rng.normal(0, 30, (rng.integers(2, 30), 2)), axis=0)) for _ in range(30)
    ]
    angle = 2 * np.pi * (np.arange(400) + rng.uniform(0, 0.9, 400)) / 400
    reach = rng.uniform(60, 120, 400)
    red = shapely.Polygon(np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]))
    red = red.difference(shapely.box(-20, -20, 10, 10))
    lines, polygons = frame(roads), frame([red])
    found = lines_in_polygons(lines, polygons)
    expected = shapely.length(shapely.intersection(lines.geometry.values, polygons.geometry.values[0]))
    inside = np.zeros(len(roads))
    inside[found.pieces["line_row"]] = found.pieces.geometry.length
    assert inside == pytest.approx(expected, abs=1e-6)


def test_bad_inputs_are_named():
    roads, red = frame([shapely.LineString([(0, 0), (1, 1)])]), frame([shapely.box(0, 0, 1, 1)])
    with pytest.raises(GeometryTypeError, match="lines belong here"):
        lines_in_polygons(red, red)
    with pytest.raises(CrsMismatchError):
        lines_in_polygons(roads, red.to_crs(4490))
