# SPDX-License-Identifier: GPL-3.0-or-later
"""Gaps between control lines whose edges are long."""

import geopandas
import pytest
import shapely
from metro_circles.processing.engine import gaps
from metro_circles.processing.engine.errors import OverlayError
from metro_circles.processing.engine.gaps import gaps_between
from shapely.errors import GEOSException
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


def test_sharp_corners_that_cross_each_other_are_closed_with_round_ones():
    """Two polygons 5.8 m apart, of a generated red line and parcel: closed by 2.5 m with sharp corners, they cross."""
    below = [
        (360246.626265811, 3517486.39436595),
        (360246.626265811, 3517519.735552475),
        (360262.93197124696, 3517525.358573012),
    ]
    below += [(360326.626265811, 3517528.1429606355), (360326.626265811, 3517486.39436595)]
    above = [(360292.7812516064, 3517542.8000000003), (360292.0751140492, 3517540)]
    above += [
        (360291.36897649197, 3517537.2),
        (360290.6628389348, 3517534.4000000004),
        (360289.6, 3517532.292098247),
    ]
    above += [(360287.5509113825, 3517533.3460491234), (360285.501822765, 3517534.4)]
    above += [(360284.616733895, 3517537.1999999997), (360283.73164502496, 3517540)]
    above += [(360282.84655615495, 3517542.8), (360282.70000323094, 3517543.2636237117)]
    above += [(360292.89817379037, 3517543.2636237117)]
    both = shapely.MultiPolygon([shapely.Polygon(ring) for ring in (below, above)])
    grown = both.buffer(2.5, quad_segs=4, join_style="mitre")
    assert not grown.buffer(-2.5, quad_segs=4, join_style="mitre").is_valid  # what GEOS makes of them
    closed = gaps._closing(both, 2.5)
    assert closed.is_valid
    assert closed.area == pytest.approx(both.area, rel=1e-3)


def test_an_operation_that_fails_is_tried_on_a_grid_and_then_named():
    def failing(*shapes, grid_size=None):
        if grid_size is None or shapes[0].area > 50:
            raise GEOSException("TopologyException: side location conflict")
        return shapely.difference(*shapes, grid_size=grid_size)

    assert gaps._overlay(failing, box(0, 0, 2, 1), box(1, 0, 2, 1)).area == pytest.approx(1)
    with pytest.raises(OverlayError, match=r"near 3, 4 cannot be overlaid.*side location"):
        gaps._overlay(failing, box(3, 4, 13, 14), box(1, 0, 2, 1))
