# SPDX-License-Identifier: GPL-3.0-or-later
"""Gaps between control lines whose edges are long."""

import geopandas
import pytest
from metro_circles.processing.engine.gaps import gaps_between
from shapely.geometry import box


def frame(*shapes):
    return geopandas.GeoDataFrame(geometry=list(shapes), crs="EPSG:4490")


FAR = frame(box(118.5, 32.5, 118.51, 32.51))


@pytest.mark.parametrize("south", [31.99, 32.01])
def test_a_long_edge_meets_its_neighbours_halves(south):
    # 14 km along a parallel, which lies 2.4 m south of the straight line in a plane: one red line, two farmlands
    redline = frame(box(118, 32, 118.15, 32.01))
    halves = [(118, 118.075), (118.075, 118.15)]
    farmland = frame(*(box(west, south, east, south + 0.01) for west, east in halves))
    found = gaps_between({"redline": redline, "farmland": farmland, "growth": FAR}, 5.0)
    assert len(found) == 0


def test_a_real_gap_along_a_long_edge_keeps_its_width():
    # 1e-5 degrees of latitude are 1.11 m at 32° N (1848.1 m a minute)
    redline = frame(box(118, 32, 118.15, 32.01))
    farmland = frame(box(118, 31.99, 118.075, 32 - 1e-5), box(118.075, 31.99, 118.15, 32 - 1e-5))
    found = gaps_between({"redline": redline, "farmland": farmland, "growth": FAR}, 5.0)
    assert found["width_m"].to_list() == pytest.approx([1.1089], rel=0.01)
