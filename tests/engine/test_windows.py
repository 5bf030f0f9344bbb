# SPDX-License-Identifier: GPL-3.0-or-later
"""A thinned shell may be farther from a window than the hole within it: polygons with one large hole."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from metro_circles.processing.engine.overlay import intersect

X, Y = 500_000.0, 3_540_000.0


def test_a_strip_around_a_large_hole_meets_small_features():
    rng = np.random.default_rng(72)
    n = int(rng.integers(60, 400))
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    waves = np.sin(rng.integers(2, 6) * turn + rng.uniform(0, 6))
    radius = 20000 * (1 + 0.5 * waves + 0.1 * rng.normal(size=n))
    bank = shapely.Polygon(np.column_stack([X + radius * np.cos(turn), Y + radius * np.sin(turn)])).buffer(0)
    strip = max(shapely.get_parts(shapely.boundary(bank).buffer(300)), key=shapely.area)
    count = int(rng.integers(10, 1500))
    west, south = (rng.uniform(-45000, 45000, (count, 2)) + np.array([X, Y])).T
    features = shapely.box(west, south, west + rng.uniform(10, 200, count), south + 100)
    a, b = (gpd.GeoDataFrame(geometry=shapes, crs="EPSG:4549") for shapes in (features, [strip]))
    found = intersect(a, b).pieces
    expected = shapely.intersection(features, strip)
    assert len(found) == (shapely.area(expected) > 0).sum()
    assert shapely.area(found.geometry).sum() == pytest.approx(shapely.area(expected).sum(), rel=1e-9)
