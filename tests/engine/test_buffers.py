# SPDX-License-Identifier: GPL-3.0-or-later
"""Buffers of lines: every corner where it should be, every place on the right side, distances true on the ground."""

import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import buffers as module
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.buffers import buffers, joined, stretches
from metro_circles.processing.engine.errors import Cancelled

X, Y = HERE = np.array([500000.0, 3540000.0])
# Chords of arcs of 1/16 of a quarter of a circle come that near.
CHORD = np.cos(np.pi / 64)


def winding(crs, seed=3, edges=700):
    """A winding line of about 50 km about 119° E, 32° N."""
    rng = np.random.default_rng(seed)
    step = np.cumsum(rng.normal((0.0008, 0.0003), 0.001, (edges, 2)), axis=0)
    line = shapely.LineString(step + np.array([118.6, 31.8]))
    to = pyproj.Transformer.from_crs(4490, crs, always_xy=True)
    return shapely.transform(line, lambda xy: np.column_stack(to.transform(xy[:, 0], xy[:, 1])))


def buffer_of(line, crs, width_m):
    return joined(stretches(np.array([line]), crs, width_m), crs, 1)[0]


def walk(rng, edges, turns, length):
    """A line that goes its own way, straight on or anywhere."""
    angle = np.cumsum(rng.normal(0, turns, edges))
    step = length * rng.uniform(0.02, 1, edges)
    return np.cumsum(
        np.vstack([[0, 0], np.column_stack([step * np.cos(angle), step * np.sin(angle)])]), axis=0
    )


def coast(rng, edges, roughness, length):
    """A part of a rough ring: it never crosses itself."""
    angle = 2 * np.pi * (np.arange(edges + 3) + rng.uniform(0, 0.9, edges + 3)) / (edges + 3)
    reach = length * edges / 6 * (1 - roughness * rng.random(edges + 3))
    return np.column_stack([reach * np.cos(angle), reach * np.sin(angle)])[: edges + 1]


def checked(lines, width):
    """Buffers of coordinates; held against distances, which have nothing to do with how the buffers are made."""
    lines = [line + HERE for line in lines]
    xy, count = np.concatenate(lines), np.array([len(line) for line in lines])
    rolled = ~shapely.is_missing(module._outlined(xy, count, width, lambda: None))
    found = buffers(xy, count, width)
    assert shapely.is_valid(found).all()
    rng = np.random.default_rng(1)
    for number, (line, shape) in enumerate(zip(lines, found, strict=True)):
        line = shapely.LineString(line)
        assert shape.geom_type == "Polygon"
        # GEOS, which has pieces that cannot be rolled around, leaves out corners up to a hundredth of the width deep.
        short = CHORD - 1e-6 if rolled[number] else 0.98
        far = shapely.distance(shapely.points(shapely.get_coordinates(shape)), line)
        assert far.max() <= width * (1 + 1e-6)
        assert far.min() >= width * short
        west, south, east, north = shape.bounds
        x, y = rng.uniform((west, south), (east, north), (200, 2)).T
        far, within = shapely.distance(shapely.points(x, y), line), shapely.contains_xy(shape, x, y)
        assert within[far < width * short].all()
        assert not within[far > width * (1 + 1e-6)].any()
    return found


def test_a_corner_by_hand():
    # An edge of 3 and one of 4 that meets it at a right angle, buffered by 1: two strips of 6 and 8 square metres, which
    # share a square of 1, a quarter of a circle around the outside, and half a circle at both ends.
    (found,) = checked([np.array([[0.0, 0], [3, 0], [3, 4]])], 1.0)
    assert found.area == pytest.approx(6 + 8 - 1 + 5 / 4 * np.pi, rel=6e-4)
    assert shapely.Point(X + 2, Y + 1).distance(found.exterior) < 1e-9


def test_a_bay_that_is_too_narrow_is_filled():
    # 30 m deep and 8 m wide, buffered by 5 m: beyond its mouth the ball sinks in by 5 - 3 = 2 m.
    bay = np.array([[-50.0, 0], [-4, 0], [-4, -30], [4, -30], [4, 0], [50, 0]])
    (found,) = checked([bay], 5.0)
    assert len(found.interiors) == 0
    assert found.exterior.intersects(shapely.Point(X, Y + 3).buffer(1e-6))
    assert not found.exterior.intersects(shapely.box(X - 3, Y - 30, X + 3, Y + 2.9))


def test_a_bay_with_a_narrow_mouth_leaves_a_lake():
    # 40 m by 40 m behind a mouth of 6 m, buffered by 5 m: a lake of 30 m by 30 m is left.
    bay = np.array([[-50.0, 0], [-3, 0], [-20, -1], [-20, -41], [20, -41], [20, -1], [3, 0], [50, 0]])
    (found,) = buffers(bay + HERE, np.array([len(bay)]), 5.0)
    assert len(found.interiors) == 1
    assert shapely.Polygon(found.interiors[0]).area == pytest.approx(30 * 30, rel=0.05)
    plain = shapely.LineString(bay + HERE).buffer(5, quad_segs=16)
    assert found.area == pytest.approx(plain.area, rel=1e-4)


@pytest.mark.parametrize(
    "line",
    [
        [[0, 0], [100, 0]],
        [[0, 0], [100, 0], [0, 0.001]],
        [[0, 0], [100, 0], [200, 0], [300, 0]],
        [[0, 0], [100, 0], [0, 0]],
        [[0, 0], [100, 0], [100, 100], [0, 100], [0, 0]],
        [[0, 0], [100, 100], [100, 0], [0, 100]],
        [[0, 0], [1e-6, 1], [0, 2], [1e-6, 3], [0, 4], [50, 4]],
        [[0, 100], [0, 0], [0, -100], [1, -100], [1, 0], [1, 100]],
    ],
)
@pytest.mark.parametrize("turned", [0, 0.3, np.pi / 2, 2])
@pytest.mark.parametrize("width", [0.5, 30.0, 5000.0])
def test_lines_that_are_hard(line, turned, width):
    turn = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    line = np.array(line, dtype=float) @ turn
    (found,) = buffers(line + HERE, np.array([len(line)]), width)
    plain = shapely.LineString(line + HERE).buffer(width, quad_segs=16)
    assert found.is_valid
    assert found.symmetric_difference(plain).area < 1.5e-3 * plain.area


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**9),
    edges=st.integers(1, 100),
    turns=st.sampled_from([0.05, 0.3, 1, 3]),
    length=st.sampled_from([0.02, 0.2, 1, 4]),
)
def test_winding_lines(seed, edges, turns, length):
    rng = np.random.default_rng(seed)
    for make, how in ((walk, turns), (coast, min(turns, 0.95))):
        lines = [make(rng, edges, how, 500 * length) for _ in range(3)]
        # Those with holes are held against GEOS below.
        lines = [line for line in lines if not shapely.LineString(line).buffer(500).interiors]
        if lines:
            checked(lines, 500.0)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), edges=st.integers(1, 200), length=st.sampled_from([0.1, 0.5, 2]))
def test_winding_lines_equal_the_plain_buffer(seed, edges, length):
    rng = np.random.default_rng(seed)
    lines = [walk(rng, edges, turns, 500 * length) + HERE for turns in (0.2, 0.8, 3)]
    found = buffers(np.concatenate(lines), np.array([len(line) for line in lines]), 500.0)
    plain = shapely.buffer([shapely.LineString(line) for line in lines], 500, quad_segs=16)
    # Arcs of both have chords, in other places, that take up to 1.6e-3 off a circle.
    assert (shapely.area(shapely.symmetric_difference(found, plain)) < 2e-3 * shapely.area(plain)).all()


@pytest.mark.parametrize("crs", [4490, 4549, 4508])
def test_area_equals_the_plain_buffer(crs):
    line = winding(crs)
    found = buffer_of(line, crs, 5000)
    # The plain way: one buffer of the whole line, in the zone of 119° E to which it does not quite belong.
    local = pyproj.CRS.from_proj4("+proj=tmerc +lon_0=119 +k=1 +ellps=GRS80")
    plain = shapely.buffer(winding(local), 5000, quad_segs=16)
    assert areas([found], crs)[0] == pytest.approx(areas([plain], local)[0], rel=3e-4)


def test_stretches_equal_the_plain_buffer_in_the_same_plane():
    zone = pyproj.CRS.from_proj4("+proj=tmerc +lat_0=0 +lon_0=120 +k=1 +x_0=500000 +ellps=GRS80 +units=m")
    steps = np.random.default_rng(1).normal((100, 40), 150, (500, 2))
    line = shapely.LineString(np.cumsum(steps, axis=0) + HERE)
    found = buffer_of(line, zone, 5000)
    plain = shapely.buffer(line, 5000, quad_segs=16)
    assert found.area == pytest.approx(plain.area, rel=1e-4)
    # Chords of arcs lie in other places: still both are as near to each other as to the true outline.
    true = shapely.buffer(line, 5000, quad_segs=256)
    assert found.symmetric_difference(plain).area < true.symmetric_difference(plain).area
    assert found.symmetric_difference(true).area < true.symmetric_difference(plain).area


def test_distances_are_true_on_the_ground():
    # Across three zones, and far from the central meridian of the layer's own: geodesic distances.
    line = shapely.segmentize(shapely.LineString([(112, 30), (121, 33)]), 0.01)
    found = buffer_of(line, 4490, 5000)
    geod = pyproj.Geod(ellps="GRS80")
    for x in (112.7, 114.4, 116.6, 119.2, 120.5):
        crossing = shapely.intersection(shapely.LineString([(x, 20), (x, 40)]), found)
        low, high = crossing.bounds[1], crossing.bounds[3]
        near = [
            min(geod.inv(x, lat, *point)[2] for point in line.coords if abs(point[0] - x) < 0.3)
            for lat in (low, high)
        ]
        # Vertices are 1 km apart, so the nearest one is up to 25 m farther than the line.
        assert near == pytest.approx([5000, 5000], rel=6e-3)


def test_width_is_true_to_a_thousandth():
    line = shapely.LineString([(119.4, 31), (119.4, 33)])
    found = buffer_of(line, 4490, 5000)
    cut = shapely.intersection(shapely.LineString([(118, 32), (121, 32)]), found)
    geod = pyproj.Geod(ellps="GRS80")
    assert geod.inv(cut.bounds[0], 32, 119.4, 32)[2] == pytest.approx(5000, rel=1e-3)
    assert geod.inv(cut.bounds[2], 32, 119.4, 32)[2] == pytest.approx(5000, rel=1e-3)


def test_it_stops_when_cancelled():
    rng = np.random.default_rng(4)
    lines = np.array([shapely.LineString(walk(rng, 300, 0.3, 500) + HERE) for _ in range(20)])
    looks = []

    def look():
        looks.append(None)
        if len(looks) == 3:
            raise Cancelled

    with pytest.raises(Cancelled):
        stretches(lines, 4549, 5000, look)
    assert len(looks) == 3
