# SPDX-License-Identifier: GPL-3.0-or-later
"""Coverage shares against shapely's intersections, and areas of classes in units."""

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.errors import ParameterError
from metro_circles.processing.engine.raster.coverage import coverage
from metro_circles.processing.engine.raster.errors import NoOverlapError, ValueRangeError
from metro_circles.processing.engine.raster.grid import Grid
from metro_circles.processing.engine.raster.source import Layer, grid_of
from metro_circles.processing.engine.raster.statistics import unit_statistics
from rasterio.crs import CRS

GRID = Grid(CRS.from_epsg(4549), 10.0, 20.0, 0.5, 0.7, 6, 5)
WEST, SOUTH, EAST, NORTH = GRID.bounds


def dense(found, count):
    share = np.zeros((count, *GRID.shape))
    np.add.at(share, (found.polygon, found.row, found.column), found.share)
    for row, start, stop, polygon in zip(
        found.run_row, found.run_start, found.run_stop, found.run_polygon, strict=True
    ):
        share[polygon, row, start:stop] += 1
    return share


def by_shapely(polygon):
    x, y = np.meshgrid(WEST + GRID.dx * np.arange(6), NORTH - GRID.dy * np.arange(1, 6))
    cells = shapely.box(x, y, x + GRID.dx, y + GRID.dy)
    return shapely.area(shapely.intersection(polygon, cells)) / (GRID.dx * GRID.dy)


POINT = st.tuples(st.floats(WEST - 1, EAST + 1), st.floats(SOUTH - 1, NORTH + 1))
ON_LINES = st.tuples(
    st.integers(-1, 7).map(lambda i: WEST + GRID.dx * i),
    st.integers(-1, 6).map(lambda i: NORTH - GRID.dy * i),
)


@given(st.lists(st.lists(POINT | ON_LINES, min_size=3, max_size=8), min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_shares_are_those_of_intersections(rings):
    shapes = [shapely.make_valid(shapely.Polygon(ring)) for ring in rings]
    shapes = [
        shapely.unary_union([p for p in shapely.get_parts(s) if p.geom_type == "Polygon"]) for s in shapes
    ]
    shapes = [
        shape for shape in shapes if shape.area > 1e-6 and shape.geom_type in ("Polygon", "MultiPolygon")
    ]
    if not shapes:
        return
    found = dense(coverage(shapes, GRID), len(shapes))
    for shape, share in zip(shapes, found, strict=True):
        assert share == pytest.approx(by_shapely(shape), abs=1e-9)


def test_holes_and_direction_do_not_matter():
    ring = shapely.Polygon(
        [(10.1, 17), (12.9, 17), (12.9, 19.9), (10.1, 19.9)], [[(11, 18), (12, 18), (12, 19), (11, 19)]]
    )
    turned = shapely.Polygon(ring.exterior.coords[::-1], [ring.interiors[0].coords[::-1]])
    found = dense(coverage([ring, turned], GRID), 2)
    assert found[0] == pytest.approx(by_shapely(ring), abs=1e-12)
    assert np.array_equal(found[0], found[1])


def test_areas_of_grades_in_units(raster):
    """Two units part the second of three columns at a third; the plane's areas shrink by 1.000246 there."""
    path = raster("grade", np.array([[1, 2, 0], [1, 1, 3]], "uint8"), nodata=0)
    layer, grid = Layer(path, "grade"), grid_of(Layer(path, "grade"))
    left = shapely.box(400_000, 3_549_940, 400_040, 3_550_000)
    right = shapely.box(400_040, 3_549_940, 400_120, 3_550_000)
    found = unit_statistics(layer, [left, right], grid.crs, grid)
    cell = 900 / (1 + (100_000 / 6_372_400) ** 2)
    table = found.table.pivot(index="unit", columns="class", values="area_m2")
    assert table.loc[0].tolist() == pytest.approx([cell * (2 + 1 / 3), cell / 3, 0], rel=2e-6)
    assert table.loc[1].tolist() == pytest.approx([cell * 2 / 3, cell * 2 / 3, cell], rel=2e-6)
    assert found.units["nodata_m2"].tolist() == pytest.approx([0, cell], rel=2e-6)
    assert found.units["outside_m2"].tolist() == pytest.approx([0, 2 * cell], rel=2e-6, abs=1e-6)
    total = found.units[["classed_m2", "nodata_m2", "outside_m2"]].sum(axis=1)
    assert total.tolist() == pytest.approx(found.units["area_m2"].tolist(), rel=1e-7)


def test_splitting_a_unit_changes_no_sum(raster):
    rng = np.random.default_rng(3)
    path = raster(
        "grade", rng.integers(0, 4, (300, 200)).astype("uint8"), "EPSG:4490", 0.001, 118.0, 32.5, nodata=0
    )
    layer, grid = Layer(path, "grade"), grid_of(Layer(path, "grade"))
    whole = shapely.Point(118.1, 32.35).buffer(0.08)
    line = shapely.box(117, 32, 118.1037, 33)
    parts = [whole & line, whole - line]
    one = unit_statistics(layer, [whole], grid.crs, grid)
    two = unit_statistics(layer, parts, grid.crs, grid)
    both = two.table.groupby("class")["area_m2"].sum()
    assert both.tolist() == pytest.approx(one.table["area_m2"].tolist(), rel=1e-9)
    assert one.units["classed_m2"][0] + one.units["nodata_m2"][0] == pytest.approx(
        areas([whole], grid.crs)[0], rel=1e-7
    )


def test_overlapping_units_count_in_each(raster):
    path = raster("grade", np.array([[7, 7]], "uint8"))
    layer, grid = Layer(path, "grade"), grid_of(Layer(path, "grade"))
    box = shapely.box(*grid.bounds)
    found = unit_statistics(layer, [box, box], grid.crs, grid)
    assert found.table["area_m2"][0] == found.table["area_m2"][1]
    assert found.table["class"].tolist() == [7, 7]


def test_what_has_no_classes_is_named(raster):
    path = raster("npp", np.array([[0.5, 1.0]]))
    layer, grid = Layer(path, "npp"), grid_of(Layer(path, "npp"))
    box = shapely.box(*grid.bounds)
    with pytest.raises(ValueRangeError, match=r"'npp' holds 0\.5: amounts, no classes"):
        unit_statistics(layer, [box], grid.crs, grid)
    with pytest.raises(NoOverlapError, match="units"):
        unit_statistics(layer, [shapely.box(0, 0, 1, 1)], grid.crs, grid)
    many = raster("many", np.arange(1200, dtype="int16").reshape(30, 40))
    with pytest.raises(ParameterError, match="more than 1000 classes"):
        unit_statistics(Layer(many, "many"), [box], grid.crs, grid_of(Layer(many, "many")))


def test_few_polygons_at_a_time_cover_what_all_do(monkeypatch):
    shapes = [shapely.Point(11.5, 18).buffer(0.3 + 0.4 * number) for number in range(4)]
    whole = coverage(shapes, GRID)
    monkeypatch.setattr("metro_circles.processing.engine.raster.coverage._CROSSINGS", 1)
    assert np.array_equal(dense(coverage(shapes, GRID), 4), dense(whole, 4))
    assert (np.diff(coverage(shapes, GRID).row) >= 0).all()
