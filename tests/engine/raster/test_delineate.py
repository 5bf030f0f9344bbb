# SPDX-License-Identifier: GPL-3.0-or-later
"""From grades to polygons, on cases drawn by hand."""

from types import SimpleNamespace

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.raster.delineate import Rules, candidate
from metro_circles.processing.engine.raster.errors import NoValueError, ValueRangeError
from metro_circles.processing.engine.raster.outlines import outlined, smoothed
from metro_circles.processing.engine.raster.shelf import Shelf
from metro_circles.processing.engine.raster.source import Layer, grid_of

CELL = 900 / (1 + (100_000 / 6_372_400) ** 2)
PLAIN = Rules(aggregation_m=0, max_hole_m2=0, min_patch_m2=0)


@pytest.fixture
def find(raster):
    def call(grades, rules=PLAIN, **more):
        layers = {}
        for name, cells in grades.items():
            path = raster(name, np.asarray(cells, "uint8"), nodata=0)
            layers[name] = Layer(path, name, "category")
        found = candidate(layers, grid_of(layers[name]), rules, **more)
        patches = pd.concat(found.batches(), ignore_index=True)
        return SimpleNamespace(patches=patches, counts=found.counts)

    return call


def test_highest_grade_over_all_and_the_dominant_reason(find):
    found = find({"water": [[1, 1, 1, 3, 2]], "slope": [[3, 1, 1, 3, 1]]})
    assert found.patches["area_m2"].tolist() == pytest.approx([3 * CELL, CELL], rel=1e-5)
    # first patch: three cells by water, two of them by slope, too; second: slope alone
    assert found.patches["reason"].tolist() == ["water", "slope"]
    assert found.patches["reason_pct"].tolist() == pytest.approx([100, 100], rel=1e-5)
    assert areas(found.patches.geometry, found.patches.crs) == pytest.approx(
        found.patches["area_m2"], rel=1e-8
    )
    assert find({"water": [[1, 2, 2, 3, 2]]}, Rules(2, 0, 0, 0)).patches["area_m2"].tolist() == pytest.approx(
        [3 * CELL, CELL], rel=1e-5
    )


def test_small_patches_are_dropped_and_counted(find):
    found = find({"g": [[1, 1, 1, 2, 1]]}, Rules(1, 0, 0, 2 * CELL))
    assert len(found.patches) == 1
    assert (found.counts["small_count"], found.counts["small_m2"]) == (1, pytest.approx(CELL, rel=1e-5))
    with pytest.raises(NoValueError, match="1 km² or more"):
        find({"g": [[1, 2]]}, Rules())


def test_aggregation_bridges_gaps_but_never_what_is_excluded(find):
    row = [1] * 5 + [2] * 2 + [1] * 5
    cells = [row] * 6
    assert len(find({"g": cells}, Rules(1, 0, 0, 0)).patches) == 2
    found = find({"g": cells}, Rules(1, 150, 0, 0))
    assert len(found.patches) == 1
    assert found.counts["aggregated_m2"] > 0
    wall = [shapely.box(400_150, 3_549_000, 400_180, 3_551_000)]
    found = find({"g": cells}, Rules(1, 150, 0, 0), excluded=wall)
    assert len(found.patches) == 2
    assert shapely.area(shapely.intersection(wall[0], found.patches.union_all())) == 0


def test_hole_policy(find):
    cells = np.ones((9, 9))
    cells[3, 3] = 3
    cells[5:7, 5:7] = 3
    assert len(find({"g": cells}).patches.geometry[0].interiors) == 2
    found = find({"g": cells}, Rules(1, 0, 1.5 * CELL, 0))
    assert len(found.patches.geometry[0].interiors) == 1
    assert (found.counts["hole_count"], found.counts["hole_m2"]) == (1, pytest.approx(CELL, rel=1e-5))
    assert len(find({"g": cells}, Rules(1, 0, np.inf, 0)).patches.geometry[0].interiors) == 0


def test_the_unit_of_the_greater_part(find):
    units = [
        shapely.box(400_000, 3_549_000, 400_060, 3_551_000),
        shapely.box(400_060, 3_549_000, 401_000, 3_551_000),
    ]
    found = find({"g": [[1, 1, 1, 1, 1]]}, units=units)
    assert found.patches["unit_row"].tolist() == [1]
    assert found.patches["unit_pct"].tolist() == pytest.approx([60], rel=1e-5)


@pytest.mark.parametrize("value", [0.5, 12, -1])
def test_rasters_that_hold_no_grades(raster, value):
    path = raster("npp", np.array([[1.0, value]]))
    with pytest.raises(ValueRangeError, match=r"'npp' holds .*grades are whole numbers"):
        candidate({"npp": Layer(path, "npp")}, grid_of(Layer(path, "npp")), PLAIN)


def test_no_grade_and_no_candidate_are_errors(find):
    with pytest.raises(NoValueError):
        find({"g": [[0, 0]]})
    with pytest.raises(NoValueError, match="grades 1 to 1"):
        find({"g": [[2, 3]]})


# Lines


@pytest.fixture
def draw(tmp_path):
    """Return ``draw(patches, …)``: the polygons and counts, the patches given one at a time."""

    def call(frame, *choices, **more):
        with Shelf(tmp_path) as shelf:
            counts = outlined((frame.iloc[[row]] for row in range(len(frame))), shelf, *choices, **more)
            shelf.sort("area_m2")
            polygons = pd.concat(shelf.frames(), ignore_index=True)
        return SimpleNamespace(polygons=polygons, counts=counts)

    return call


def patches(*shapes):
    frame = gpd.GeoDataFrame({"reason": ["g"] * len(shapes)}, geometry=list(shapes), crs="EPSG:4549")
    frame["area_m2"] = areas(frame.geometry, frame.crs)
    return frame


def square(x, y, side):
    return shapely.box(400_000 + x, 3_550_000 + y, 400_000 + x + side, 3_550_000 + y + side)


def test_smoothing_keeps_areas_within_one_percent(find):
    y, x = np.mgrid[-40:40, -40:40]
    disk = np.where(np.hypot(x, y) < 35, 1, 3)
    found = find({"g": disk}).patches
    shapes, rough = smoothed(np.asarray(found.geometry), 30)
    assert rough == 0
    before, after = found.geometry[0], shapes[0]
    assert abs(after.area / before.area - 1) < 0.01
    assert after.length < 0.9 * before.length  # the stairs are gone
    assert after.hausdorff_distance(before) <= 30


def test_a_polygon_that_smoothing_would_shrink_stays_as_it_was():
    one_cell = square(0, 0, 30)
    shapes, rough = smoothed(np.array([one_cell]), 30)
    assert rough == 1
    assert shapely.equals(shapes[0], one_cell)


def test_excluded_land_is_taken_out_exactly(draw):
    farm = gpd.GeoDataFrame(geometry=[square(17, 0, 40)], crs="EPSG:4549")
    found = draw(patches(square(0, 0, 100)), 30, 0, excluded=farm)
    assert found.polygons["area_m2"].tolist() == pytest.approx([8400 * CELL / 900], rel=1e-5)
    assert found.counts["subtracted_m2"] == pytest.approx(1600 * CELL / 900, rel=1e-5)
    assert shapely.area(shapely.intersection(found.polygons.geometry[0], farm.geometry[0])) == pytest.approx(
        0, abs=1e-6
    )


def test_parts_that_cutting_leaves_small_are_dropped_and_counted(draw):
    road = gpd.GeoDataFrame(geometry=[shapely.box(400_010, 3_549_000, 400_020, 3_551_000)], crs="EPSG:4549")
    found = draw(patches(square(0, 0, 100)), 30, 5000, excluded=road)
    assert found.counts["dropped_count"] == 1
    assert found.counts["dropped_m2"] == pytest.approx(1000 * CELL / 900, rel=1e-5)
    assert found.polygons["area_m2"].tolist() == pytest.approx([8000 * CELL / 900], rel=1e-5)
    with pytest.raises(NoValueError):
        draw(patches(square(0, 0, 100)), 30, 9000, excluded=road)


def test_a_gap_to_the_neighbours_line_is_closed_and_an_overlap_taken_out(draw):
    ours = patches(square(0, 0, 300))
    # 20 m beyond our east side over half its length, and 15 m into it over the other half
    theirs = gpd.GeoDataFrame(
        geometry=[
            shapely.box(400_320, 3_550_000, 400_600, 3_550_150),
            shapely.box(400_285, 3_550_150, 400_600, 3_550_300),
        ],
        crs="EPSG:4549",
    )
    found = draw(ours, 30, 0, neighbour=theirs, tolerance=60)
    line, other = found.polygons.geometry[0], theirs.union_all()
    assert shapely.intersection(line, other).area == pytest.approx(0, abs=1e-6)
    assert found.counts["gap_m2"] == pytest.approx(20 * 150 * CELL / 900, rel=0.1)
    # The two lines now share one border: 150 m + 35 m of step + 150 m
    assert shapely.intersection(line.boundary, other.boundary).length == pytest.approx(335, abs=5)
    far = draw(ours, 30, 0, neighbour=theirs.iloc[:1].translate(500).to_frame("geometry"), tolerance=60)
    assert far.counts["gap_m2"] == 0


def test_nothing_reaches_beyond_the_study_area(draw):
    study = square(0, 0, 150)
    found = draw(patches(square(100, 100, 100)), 30, 0, study=study)
    assert shapely.equals(found.polygons.geometry[0], square(100, 100, 50))


def test_the_largest_comes_first_whatever_the_batches(draw, tmp_path):
    found = draw(patches(square(0, 0, 30), square(100, 0, 90), square(300, 0, 60)), 30, 0)
    assert found.polygons.geometry.area.tolist() == pytest.approx([8100, 3600, 900])
    assert found.polygons["reason"].tolist() == ["g"] * 3
    assert not list(tmp_path.iterdir())
