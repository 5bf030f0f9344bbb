# SPDX-License-Identifier: GPL-3.0-or-later
"""Belts: by hand, against plain buffers, and shared out by nearness."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from metro_circles.processing.engine.belts import belts
from metro_circles.processing.engine.borders import shared_borders
from metro_circles.processing.engine.errors import MissingKeyError, ParameterError

CRS = 4549
X, Y = 500000.0, 3540000.0


def units(shapes, crs=CRS):
    return gpd.GeoDataFrame(
        {"adcode": [str(320101 + i) for i in range(len(shapes))]}, geometry=shapes, crs=crs
    )


def box(x0, y0, x1, y1):
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def test_two_squares_by_hand():
    # Two squares of 10 km with a common side on the central meridian, where the scale is 1: each side has
    # a belt of 2 km by 10 km. The belt's round ends lie outside the units.
    layer = units([box(-10000, 0, 0, 10000), box(0, 0, 10000, 10000)])
    found = belts(shared_borders(layer), layer, 2000)
    assert found["side"].tolist() == ["320101", "320102"]
    assert found["area_m2"].to_numpy() == pytest.approx(20e6, rel=1e-5)
    west, east = found.geometry
    assert west.bounds == pytest.approx((X - 2000, Y, X, Y + 10000), abs=0.5)
    assert east.bounds == pytest.approx((X, Y, X + 2000, Y + 10000), abs=0.5)


def test_partition_gives_each_place_to_the_nearest_border():
    # A square between two neighbours, west and north: its belts overlap in the corner of 2 km by 2 km, which
    # its diagonal halves: 18 km² each (20 km² less half of 4 km²).
    layer = units([box(0, 0, 10000, 10000), box(-10000, 0, 0, 10000), box(0, 10000, 10000, 20000)])
    borders = shared_borders(layer)
    plain, shared = belts(borders, layer, 2000), belts(borders, layer, 2000, partition=True)
    inner = shared[shared["side"] == "320101"]
    # The round end of each belt reaches round the corner where both borders meet: nothing but the square.
    assert plain[plain["side"] == "320101"]["area_m2"].to_numpy() == pytest.approx(20e6, rel=1e-4)
    assert inner["area_m2"].to_numpy() == pytest.approx(18e6, rel=1e-3)
    assert shapely.intersection(*inner.geometry).area < 1
    west, north = (inner[inner["right"] == key].geometry.iloc[0] for key in ("320102", "320103"))
    assert west.contains(shapely.Point(X + 500, Y + 9000))
    assert north.contains(shapely.Point(X + 1000, Y + 9500))
    for side in layer["adcode"]:
        before, after = (shapely.union_all(f[f["side"] == side].geometry.values) for f in (plain, shared))
        assert shapely.symmetric_difference(before, after).area < 1e-3


def test_partition_goes_by_the_border_not_by_its_vertices():
    """Borders at 30°: what lies within 2 km of both is halved, and the half of a sector of 2 km and 30° is 523 599 m²."""
    at = np.array([X, Y])
    far = 10000 * np.array([np.cos(np.radians(30)), np.sin(np.radians(30))])
    corners = [
        [(0, 0), (10000, 0), far],
        [(0, 0), (0, -10000), (10000, -10000), (10000, 0)],
        [(0, 0), far, (0, 10000)],
    ]
    layer = units([shapely.Polygon(np.array(ring) + at) for ring in corners])
    inner = belts(shared_borders(layer), layer, 2000, partition=True)
    inner = inner[inner["side"] == "320101"]
    turn = np.radians(np.arange(31))
    sector = shapely.Polygon([at, *(2000 * np.column_stack([np.cos(turn), np.sin(turn)]) + at)])
    assert len(inner) == 2
    for shape in inner.geometry:
        assert shapely.intersection(shape, sector).area == pytest.approx(2000**2 * np.pi / 24, rel=1e-3)


def test_no_place_goes_to_a_border_much_farther_than_the_nearest():
    from metro_circles.layers import catalog

    members = catalog.read("member", "nanjing").to_crs(CRS)
    borders = shared_borders(members)
    shared = belts(borders, members, 5000, partition=True)
    points = np.random.default_rng(0).uniform(*np.array(members.total_bounds).reshape(2, 2), (40000, 2))
    place, belt = shapely.STRtree(shared.geometry.array).query(shapely.points(points), predicate="within")
    lines = borders.geometry.to_numpy()
    mine = shapely.distance(lines[shared["border_row"].to_numpy()[belt]], shapely.points(points[place]))
    least = np.full(len(mine), np.inf)
    side, left, right = shared["side"].to_numpy()[belt], *borders[["left", "right"]].to_numpy().T
    for number, line in enumerate(lines):
        of = np.flatnonzero((side == left[number]) | (side == right[number]))
        least[of] = np.minimum(least[of], shapely.distance(line, shapely.points(points[place[of]])))
    assert len(place) > 5000
    assert len(np.unique(place)) == len(place)  # no place is in two belts
    assert (mine - least).max() < 5000 / 2000


def test_bad_inputs_are_named():
    layer = units([box(0, 0, 100, 100), box(100, 0, 200, 100)])
    borders = shared_borders(layer)
    with pytest.raises(ParameterError, match="greater than 0"):
        belts(borders, layer, 0)
    with pytest.raises(MissingKeyError, match="320102"):
        belts(borders, layer[:1], 100)
    assert len(belts(borders[:0], layer, 100)) == 0


def test_units_without_a_key_or_a_shape_do_not_matter():
    layer = units([box(-10000, 0, 0, 10000), box(0, 0, 10000, 10000), box(0, 20000, 1, 20001), None])
    layer.loc[2:, "adcode"] = None
    found = belts(shared_borders(layer.iloc[:2]), layer, 2000)
    assert found["area_m2"].to_numpy() == pytest.approx([20e6, 20e6], rel=1e-5)


def test_no_borders_have_no_belts():
    layer = units([box(-10000, 0, 0, 10000), box(0, 0, 10000, 10000)])
    borders = shared_borders(layer)
    assert len(belts(borders.iloc[:0], layer, 2000)) == 0
    borders.geometry = [shapely.MultiLineString()]
    assert belts(borders, layer, 2000).geometry.is_empty.all()
