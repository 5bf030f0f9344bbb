# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's areas against an independent geodesic computation on every shipped unit."""

import geopandas
import numpy as np
import pyproj
import shapely
from metro_circles.layers import catalog
from metro_circles.processing.engine.areas import areas
from shapely.geometry.polygon import orient


def geodesic(geometries):
    """Areas by geodesics between the vertices, as pyproj's Geod computes them on CGCS2000."""
    geod = pyproj.Geod(a=6378137.0, rf=298.257222101)
    found = []
    for geometry in geometries:
        parts = [orient(part) for part in shapely.get_parts(geometry)]
        found.append(sum(geod.geometry_area_perimeter(part)[0] for part in parts))
    return np.array(found)


def test_areas_of_all_counties_agree_with_geodesics_along_their_edges():
    """Some edges are kilometres long, and straight in degrees is not straight on the ellipsoid.

    With a vertex every 100 m both mean the same outline; without, the two readings of an edge part by up to
    4e-5 of a unit at full detail and 4e-4 of a generalised one.
    """
    counties = catalog.read("county")
    assert len(counties) > 2800
    dense = shapely.segmentize(counties.geometry.array, 0.001)
    ours, theirs = areas(counties.geometry.array, counties.crs), geodesic(dense)
    assert np.abs(ours / theirs - 1).max() < 1e-6


def test_areas_of_all_circles_agree_with_geodesics_and_with_their_attribute():
    circles = catalog.read("circle")
    ours = areas(circles.geometry.array, circles.crs)
    theirs = geodesic(shapely.segmentize(circles.geometry.array, 0.001))
    assert np.abs(ours / theirs - 1).max() < 1e-6
    assert np.abs(ours / 1e6 / circles["area_km2"] - 1).max() < 1e-5


def test_areas_of_members_do_not_depend_on_the_crs():
    members = catalog.read("member", "nanjing")
    ours = areas(members.geometry.array, members.crs)
    for code in ("EPSG:4549", "EPSG:4528", "EPSG:3857", "EPSG:4508"):
        moved = geopandas.GeoSeries(members.geometry.segmentize(0.002)).to_crs(code)
        assert np.abs(areas(moved.array, code) / ours - 1).max() < 1e-6
