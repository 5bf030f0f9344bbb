# SPDX-License-Identifier: GPL-3.0-or-later
"""Outlines cut at once: what they give is what GEOS gives, or they give the pair up."""

import numpy as np
import pytest
import shapely
import shapely.affinity
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import cutting as cutting_module
from metro_circles.processing.engine import pairs as pairs_module
from metro_circles.processing.engine.cutting import CUT, NOTHING, UNCLEAR, WHOLE, cut
from metro_circles.processing.engine.outlines import Outlines, outlines, plain

X, Y = CENTRE = np.array([380000.0, 3540000.0])


def star(rng, x, y, radius, corners, roughness):
    angle = 2 * np.pi * (np.arange(corners) + rng.uniform(0, 0.9, corners)) / corners
    reach = radius * (1 - roughness * rng.random(corners))
    return shapely.Polygon(np.column_stack([x + reach * np.cos(angle), y + reach * np.sin(angle)]))


def rings_of(polygons):
    """Outlines of polygons with holes, one a pair, shells anticlockwise."""
    rings, owner = shapely.get_rings(polygons, return_index=True)
    shell = np.diff(owner, prepend=-1) > 0
    rings = np.where(shapely.is_ccw(rings) == shell, rings, shapely.reverse(rings))
    xy = shapely.get_coordinates(rings)
    return Outlines(xy[:, 0].copy(), xy[:, 1].copy(), shapely.get_num_coordinates(rings), owner)


def checked(a, b):
    """Cut pairs; everything that is not given up must be what GEOS finds. Gives the states."""
    a, b = np.array(a, dtype=object), np.array(b, dtype=object)
    cuts = cut(outlines(a, np.arange(len(a))), rings_of(b))
    assert shapely.is_valid(cuts.shapes).all()
    expected = shapely.intersection(a, b)
    found = np.full(len(a), shapely.Polygon(), dtype=object)
    found[cuts.state == CUT] = cuts.shapes
    found[cuts.state == WHOLE] = a[cuts.state == WHOLE]
    sure = cuts.state != UNCLEAR
    scale = np.abs(shapely.bounds(a)).max() * shapely.length(a)
    off = np.abs(shapely.area(found) - shapely.area(expected))
    assert (off <= 1e-14 * scale)[sure].all()
    # Not only as large: the same places. On a grid, because without one GEOS is off by whole polygons here.
    grid = 1e-13 * np.abs(shapely.total_bounds(a)).max()
    apart = shapely.area(shapely.symmetric_difference(found[sure], expected[sure], grid_size=grid))
    assert (apart <= 1e-13 * scale[sure]).all()
    return cuts.state


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**9),
    roughness=st.floats(0, 0.95),
    where=st.sampled_from([(0, 0), (X, Y), (118, 32)]),
)
def test_winding_outlines(seed, roughness, where):
    rng = np.random.default_rng(seed)
    size = 1e-3 if where[0] == 118 else 100
    count = 200

    def stars():
        return [
            star(
                rng,
                *(where + rng.uniform(-size, size, 2)),
                size * rng.uniform(0.05, 2),
                rng.integers(3, 60),
                roughness,
            )
            for _ in range(count)
        ]

    a, b = stars(), stars()
    state = checked(a, b)
    assert np.count_nonzero(state == UNCLEAR) < 0.02 * count
    turned = checked(b, shapely.reverse(a))
    assert ((state == NOTHING) == (turned == NOTHING))[(state != UNCLEAR) & (turned != UNCLEAR)].all()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_holes_and_islands(seed):
    rng = np.random.default_rng(seed)
    a, b = [], []
    for _ in range(60):
        a.append(star(rng, X, Y, rng.uniform(5, 300), rng.integers(3, 30), 0.6))
        shape = star(rng, *(rng.uniform(-150, 150, 2) + CENTRE), rng.uniform(50, 300), 50, 0.5)
        for _ in range(rng.integers(0, 12)):
            shape -= star(rng, *(rng.uniform(-200, 200, 2) + CENTRE), rng.uniform(2, 60), 12, 0.3)
        b.append(max(shapely.get_parts(shape), key=lambda part: part.area))
    assert (checked(a, b) != UNCLEAR).mean() > 0.9


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 10**9), noise=st.integers(-11, 0))
def test_outlines_a_hair_apart(seed, noise):
    """The other polygon is the same one again, each corner moved by next to nothing, or cut off and moved."""
    rng = np.random.default_rng(seed)
    a, b = [], []
    for _ in range(60):
        shape = star(rng, X, Y, rng.uniform(5, 300), rng.integers(3, 30), 0.7)
        corners = shapely.get_coordinates(shapely.segmentize(shape, rng.uniform(5, 100)))[:-1]
        again = shapely.Polygon(corners + 10.0**noise * rng.uniform(-1, 1, corners.shape))
        if again.is_valid and rng.random() < 0.5:
            half = shapely.box(X, Y - 999, X + 999, Y + 999)
            again = max(shapely.get_parts(again & half), key=lambda part: part.area)
        if again.is_valid and not again.is_empty:
            a.append(shape)
            b.append(again)
    checked(a, b)
    checked(b, a)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_a_needle_pricks_an_edge(seed):
    """Two crossings closer to each other than any rounding: their order decides between next to nothing and all."""
    rng = np.random.default_rng(seed)
    a, b = [], []
    for depth in np.geomspace(1e-10, 1e-2, 60):
        wide = 10.0 ** rng.uniform(-6, 2)
        turn = shapely.affinity.rotate
        needle = shapely.Polygon([(X + 50 - wide, Y - 40), (X + 50, Y + depth), (X + 50 + wide, Y - 40)])
        angle = rng.uniform(0, 360)
        a.append(turn(shapely.box(X, Y, X + 100, Y + 100), angle, origin=(X, Y)))
        b.append(turn(needle, angle, origin=(X, Y)))
    checked(a, b)
    checked(b, a)


@pytest.mark.parametrize("step", [1.0, 1e-6])
def test_shapes_on_a_grid_are_given_up_or_right(step):
    rng = np.random.default_rng(4)
    low = rng.integers(0, 8, (400, 2)) * step
    high = low + rng.integers(1, 6, (400, 2)) * step
    shapes = shapely.box(*(low + CENTRE).T, *(high + CENTRE).T)
    state = checked(shapes[:200], shapes[200:])
    assert np.isin([UNCLEAR, NOTHING], state).all()


def test_neighbours_get_the_same_corner_on_their_common_edge():
    left, right = shapely.box(X, Y, X + 10, Y + 10), shapely.box(X + 10, Y, X + 20, Y + 10)
    left, right = (shapely.affinity.rotate(shape, 17, origin=(X, Y)) for shape in (left, right))
    across = shapely.Polygon([(X + 3, Y + 4.1), (X + 18, Y + 7.3), (X + 17, Y + 13.7)])
    one, other = cut(
        outlines(np.array([left, right]), np.arange(2)), outlines(np.array([across]), np.zeros(2, int))
    ).shapes
    common = set(shapely.get_coordinates(one).round(12).view("c16").ravel()) & set(
        shapely.get_coordinates(other).round(12).view("c16").ravel()
    )
    assert len(common) >= 2
    assert shapely.union_all([one, other]).geom_type == "Polygon"


def test_plain_polygons_have_no_holes():
    square = shapely.box(0, 0, 9, 9)
    shapes = [
        square,
        square - shapely.box(1, 1, 2, 2),
        shapely.MultiPolygon([square]),
        shapely.MultiPolygon([square, shapely.box(10, 0, 11, 1)]),
        shapely.MultiPolygon([square - shapely.box(1, 1, 2, 2)]),
        shapely.GeometryCollection([square.exterior]),
        shapely.Polygon(),
        shapely.MultiPolygon(),
        None,
    ]
    assert plain(np.array(shapes)).tolist() == [True, False, True] + 6 * [False]


def test_pairs_of_many_edges_are_left_to_geos(monkeypatch):
    rng = np.random.default_rng(2)
    a = np.array([star(rng, X, Y, 100, 400, 0.2), star(rng, X, Y, 100, 9, 0.2)])
    b = np.array([star(rng, X + 20, Y, 100, 1800, 0.2)])
    seen, meant = [], pairs_module.cut

    def noted(p, q):
        seen.append(len(p.count))
        return meant(p, q)

    monkeypatch.setattr(pairs_module, "cut", noted)
    found = pairs_module.intersect_pairs(a, b, lambda fraction: None)
    assert seen == [1]
    assert shapely.area(found.shapes) == pytest.approx(shapely.area(shapely.intersection(a, b)), rel=1e-12)


def test_many_pairs_are_cut_a_part_at_a_time(monkeypatch):
    rng = np.random.default_rng(3)
    a = np.array([star(rng, *(rng.uniform(-50, 50, 2) + CENTRE), 40, 12, 0.5) for _ in range(50)])
    b = np.array([star(rng, *(rng.uniform(-50, 50, 2) + CENTRE), 40, 12, 0.5) for _ in range(40)])
    whole = pairs_module.intersect_pairs(a, b, lambda fraction: None)
    monkeypatch.setattr(cutting_module, "_AT_ONCE", 2000)
    parts = pairs_module.intersect_pairs(a, b, lambda fraction: None)
    assert shapely.equals_exact(whole.shapes, parts.shapes).all()
