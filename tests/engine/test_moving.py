# SPDX-License-Identifier: GPL-3.0-or-later
"""Long straight edges between coordinate systems."""

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from metro_circles.processing.engine.moving import divided, moved

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
box = shapely.box


def frame(*shapes, crs=GK, **columns):
    return geopandas.GeoDataFrame(columns, geometry=list(shapes), crs=crs)


def dense(shape, crs, step=20.0):
    """The same place in another coordinate system, by brute force."""
    to = pyproj.Transformer.from_crs(GK, crs, always_xy=True)
    return shapely.transform(shapely.segmentize(shape, step), to.transform, interleaved=False)


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4548", "EPSG:4528", "EPSG:3857"])
def test_a_strip_of_50_km_stays_in_place(crs):
    strip = box(EAST - 25_000, NORTH, EAST + 25_000, NORTH + 1000)
    there = moved(frame(strip), crs).geometry.iloc[0]
    back = pyproj.Transformer.from_crs(crs, GK, always_xy=True)
    edge = shapely.segmentize(there, 20 if crs != "EPSG:4490" else 20 / 111_000)
    xy = shapely.get_coordinates(shapely.transform(edge, back.transform, interleaved=False))
    off = shapely.distance(shapely.points(xy), strip.exterior)
    assert off.max() < 1e-3  # metres; bare, the middle of an edge is 30 m off in degrees


def test_only_long_edges_are_divided():
    parcel, long = box(0, 0, 100, 190), box(0, 0, 100, 900)
    short, cut = divided([parcel, long], 200.0)
    assert short is parcel
    assert shapely.get_coordinates(cut).tolist() == [
        *([100, y] for y in range(0, 901, 180)),
        *([0, y] for y in range(900, -1, -180)),
        [100, 0],
    ]


def test_every_kind_of_geometry_keeps_its_kind():
    hole = box(0, 0, 1000, 1000).difference(box(100, 100, 900, 900))
    shapes = [
        shapely.Point(0, 0),
        shapely.MultiPoint([(0, 0), (900, 0)]),
        shapely.LineString([(0, 0), (900, 0)]),
        shapely.MultiLineString([[(0, 0), (900, 0)], [(0, 9), (9, 9)]]),
        shapely.MultiLineString([[(0, 0), (900, 0)]]),
        hole,
        shapely.MultiPolygon([hole]),
        shapely.MultiPolygon([box(0, 0, 1, 1), hole.buffer(0), box(5000, 0, 5001, 900)]),
        shapely.GeometryCollection([shapely.Point(0, 0), shapely.LineString([(0, 0), (900, 0)])]),
        shapely.from_wkt("MULTIPOLYGON (EMPTY, ((0 0, 900 0, 900 900, 0 0)))"),
        shapely.Polygon(),
        None,
    ]
    result = divided(shapes, 200.0)
    for before, after in zip(shapes[:-1], result[:-1], strict=True):
        assert after.geom_type == before.geom_type
        assert shapely.equals(before, after)
        assert after.length == pytest.approx(before.length)
    assert result[-1] is None
    assert shapely.get_num_geometries(result[7]) == 3
    assert shapely.get_num_interior_rings(result[5]) == 1


@given(
    st.lists(st.tuples(st.floats(-1e5, 1e5), st.floats(-1e5, 1e5)), min_size=2, max_size=6, unique=True),
    st.floats(50, 5000),
)
def test_neighbours_get_the_same_vertices(points, step):
    line = shapely.LineString(points)
    one, other = divided([line, shapely.reverse(line)], step)
    assert shapely.get_coordinates(one).tolist() == shapely.get_coordinates(other)[::-1].tolist()
    assert np.hypot(*np.diff(shapely.get_coordinates(one), axis=0).T).max() <= step * (1 + 1e-9)


def test_a_coverage_stays_one():
    rows = frame(
        box(EAST, NORTH, EAST + 5000, NORTH + 3000), box(EAST + 5000, NORTH, EAST + 9000, NORTH + 3000)
    )
    there = moved(rows, "EPSG:4490").geometry.to_numpy()
    assert shapely.coverage_is_valid(there)


def test_attributes_index_and_name_stay():
    before = frame(
        box(EAST, NORTH, EAST + 5000, NORTH + 10), None, box(EAST, NORTH, EAST + 1, NORTH + 1), a=[1, 2, 3]
    )
    before.index = [7, 9, 4]
    before = before.rename_geometry("shape")
    before.attrs["name"] = "红线"
    after = moved(before, "EPSG:4490")
    assert after.index.to_list() == [7, 9, 4]
    assert after["a"].to_list() == [1, 2, 3]
    assert (after.geometry.name, after.crs.to_epsg(), after.attrs) == ("shape", 4490, {"name": "红线"})
    assert after.geometry.isna().to_list() == [False, True, False]


def test_a_ring_that_touches_a_long_edge_stays_valid():
    shell = [(0, 0), (50_000, 0), (50_000, 1000), (0, 1000)]
    hole = [(25_037, 0), (25_137, 100), (24_937, 100)]  # touches the lower edge between two vertices
    polygon = shapely.Polygon(shell, [hole])
    offset = np.array([EAST - 25_000, NORTH])
    polygon = shapely.transform(polygon, lambda xy: xy + offset)
    assert polygon.is_valid
    there = moved(frame(polygon), "EPSG:4490").geometry.iloc[0]
    assert there.is_valid
    # 0.5 mm along 100 km of edge at most
    assert there.symmetric_difference(dense(polygon, "EPSG:4490").buffer(0)).area < 1e-6 * there.area
