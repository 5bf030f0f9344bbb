# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas and lengths: against geodesics, against a projection that keeps areas, and under cutting."""

import doctest

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import areas as module
from metro_circles.processing.engine.areas import AreaMeasure, areas, lengths
from metro_circles.processing.engine.errors import CoordinateError, MissingCrsError

NANJING = shapely.Point(118.8, 32.0)


def moved(geometry, crs):
    to = pyproj.Transformer.from_crs(4490, crs, always_xy=True)
    return shapely.transform(geometry, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))


def ragged_blob(radius=0.3, seed=1):
    """A closed outline of short edges, so that straight edges and geodesics are the same to 1e-9."""
    angle = np.linspace(0, 2 * np.pi, 4000, endpoint=False)
    noise = 1 + 0.2 * np.sin(7 * angle) + 0.0003 * np.random.default_rng(seed).random(len(angle))
    return shapely.Polygon(
        np.column_stack([118.8 + radius * noise * np.cos(angle), 32 + radius * noise * np.sin(angle)])
    )


def test_examples_in_docstrings():
    result = doctest.testmod(module, extraglobs={"shapely": shapely})
    assert result.attempted >= 2
    assert result.failed == 0


def test_agrees_with_geodesic_area():
    blob = ragged_blob()
    geodesic = abs(pyproj.Geod(ellps="GRS80").geometry_area_perimeter(blob)[0])
    assert areas([blob], 4490)[0] == pytest.approx(geodesic, rel=1e-8)


@pytest.mark.parametrize("crs", [4549, 4508, 4528, 32650, 3857, 4326, 4610, 2383, "ESRI:102025"])
def test_does_not_depend_on_the_coordinate_system(crs):
    blob = ragged_blob()
    assert areas([moved(blob, crs)], crs)[0] == pytest.approx(areas([blob], 4490)[0], rel=2e-8)


def test_agrees_with_an_equal_area_projection():
    # Lambert's cylindrical equal-area projection on GRS80 keeps areas by construction.
    blob = ragged_blob()
    flat = moved(blob, "+proj=cea +lon_0=118 +lat_ts=32 +ellps=GRS80")
    assert areas([blob], 4490)[0] == pytest.approx(flat.area, rel=1e-8)


def test_quarter_of_the_ellipsoid():
    # The surface of GRS80 is 510 065 621.7 km²: Moritz, Geodetic Reference System 1980.
    lune = shapely.box(0, -90, 90, 90)
    assert areas([lune], 4490)[0] * 4 == pytest.approx(510_065_621.7e6, rel=1e-9)


def test_holes_parts_and_orientation():
    outer, hole = shapely.box(118, 31, 119, 32), shapely.box(118.2, 31.2, 118.4, 31.4)
    island = shapely.box(118.25, 31.25, 118.3, 31.3)
    shapes = [
        outer,
        hole,
        island,
        shapely.Polygon(outer.exterior.coords[::-1], [hole.exterior.coords]),
        shapely.MultiPolygon([outer.difference(hole), island]),
        shapely.GeometryCollection([hole, shapely.Point(118, 31), shapely.MultiPolygon([island])]),
        shapely.Polygon(),
        None,
        shapely.LineString([(118, 31), (119, 32)]),
    ]
    a, h, i, with_hole, multi, mixed, *nothing = areas(shapes, 4490)
    assert with_hole == pytest.approx(a - h, abs=1e-4)
    assert multi == pytest.approx(a - h + i, abs=1e-4)
    # A collection's polygons count one by one.
    assert mixed == pytest.approx(h + i, abs=1e-4)
    assert nothing == [0, 0, 0]


@settings(max_examples=20, deadline=None)
@given(
    cut=st.floats(0.05, 0.95),
    slope=st.floats(-2, 2),
    crs=st.sampled_from([4490, 4549, 32650, 3857]),
    seed=st.integers(0, 1000),
)
def test_pieces_sum_to_the_whole(cut, slope, crs, seed):
    blob = moved(ragged_blob(seed=seed), crs)
    west, south, east, north = blob.bounds
    wide, high = east - west, north - south
    x = west + cut * wide
    left = shapely.Polygon(
        [
            (west - 9 * wide, south - high),
            (x, south - high),
            (x + slope * wide, north + high),
            (west - 9 * wide, north + high),
        ]
    )
    measure = AreaMeasure(crs, blob.bounds)
    pieces = measure([blob.intersection(left), blob.difference(left)])
    assert pieces.sum() == pytest.approx(measure([blob])[0], abs=1e-4)


@settings(max_examples=60, deadline=None)
@given(
    crs=st.sampled_from([4549, 4508, 4528, 32650, 3857, 2383]),
    lon=st.floats(115, 122),
    lat=st.floats(18, 50),
    size=st.floats(1e-5, 2),
)
def test_every_extent_can_be_measured(crs, lon, lat, size):
    square = shapely.segmentize(shapely.box(lon, lat, lon + size, lat + size), size / 50)
    assert areas([moved(square, crs)], crs)[0] == pytest.approx(areas([square], 4490)[0], rel=1e-5)


def test_long_edges_are_integrated_exactly():
    # One edge or a thousand on the same straight line: the same polygon.
    box = shapely.box(100, 25, 120, 45)
    assert areas([box], 4490)[0] == pytest.approx(areas([shapely.segmentize(box, 0.01)], 4490)[0], rel=1e-12)
    flat = moved(shapely.box(117, 30, 120, 33), 4549)
    triangle = shapely.Polygon(shapely.get_coordinates(flat)[:3])
    fine = shapely.segmentize(triangle, 500)
    assert areas([triangle], 4549)[0] == pytest.approx(areas([fine], 4549)[0], rel=1e-12)


def test_lengths():
    line = shapely.LineString([(118, 32), (119, 32.5), (119, 33)])
    expected = pyproj.Geod(ellps="GRS80").geometry_length(line)
    found = lengths([line, shapely.MultiLineString([line, line]), shapely.Point(1, 1), None], 4490)
    assert found == pytest.approx([expected, 2 * expected, 0, 0], rel=1e-12)
    assert lengths([moved(line, 4549)], 4549)[0] == pytest.approx(expected, rel=1e-9)
    box = shapely.box(118, 31, 119, 32)
    assert lengths([box], 4490)[0] == pytest.approx(lengths([box.exterior], 4490)[0])


def test_missing_crs_and_foreign_coordinates():
    with pytest.raises(MissingCrsError):
        areas([NANJING.buffer(1)], None)
    with pytest.raises(CoordinateError, match=r"e\+30"):
        areas([shapely.box(1e30, 1e30, 2e30, 2e30)], 4549)
    with pytest.raises(CoordinateError):
        areas([shapely.box(500000, 3500000, 500100, 3500100)], 4490)
