# SPDX-License-Identifier: GPL-3.0-or-later
"""Grades by cumulative value: exact, whatever the order, the strips and the ties."""

from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.errors import Cancelled, ParameterError
from metro_circles.processing.engine.raster.errors import ValueRangeError
from metro_circles.processing.engine.raster.grade import Cutter, grades
from metro_circles.processing.engine.raster.graded import cumulative_grade
from metro_circles.processing.engine.raster.source import Layer, grid_of

FLOATS = st.floats(0, 2.0**100, width=32)


def cumulative_cuts(strips, shares=(0.5, 0.8), zones=1):
    """What the cutter finds in strips of (values, zone, weights)."""
    cutter = Cutter(shares, zones)
    for strip in strips():
        cutter.first(*strip)
    cutter.narrow()
    for strip in strips():
        cutter.second(*strip)
    return cutter.cuts()


def one(values):
    values = np.asarray(values, np.float32)
    return lambda: iter([(values, None, None)])


def slow_cuts(values, shares):
    """The definition, with exact fractions: sort, add up, stop where the share is reached."""
    ordered = sorted((Fraction(float(v)) for v in values), reverse=True)
    total, cuts = sum(ordered), []
    for share in shares:
        reached = Fraction(0)
        for value in ordered:
            reached += value
            if reached >= Fraction(str(share)) * total:
                cuts.append(float(value))
                break
    return cuts


@given(st.lists(FLOATS | st.sampled_from([1.0, 2.0, 0.1]), min_size=1, max_size=60), st.randoms())
@settings(max_examples=80, deadline=None)
def test_cuts_are_those_of_the_definition(values, random):
    values = np.array(values, np.float32)
    if not values.any():
        return
    assert cumulative_cuts(one(values)).values[0].tolist() == slow_cuts(values, (0.5, 0.8))
    order = list(values)
    random.shuffle(order)
    middle = len(order) // 3
    parts = [np.array(order[:middle], np.float32), np.array(order[middle:], np.float32)]
    shuffled = cumulative_cuts(lambda: iter([(part, None, None) for part in parts]))
    assert shuffled.values[0].tolist() == slow_cuts(values, (0.5, 0.8))


@given(st.lists(st.tuples(FLOATS, st.integers(0, 3)), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_each_unit_is_graded_as_if_alone(pairs):
    values = np.array([v for v, _ in pairs], np.float32)
    zone = np.array([z for _, z in pairs])
    cuts = cumulative_cuts(lambda: iter([(values, zone, None)]), zones=4)
    for number in range(4):
        own = values[zone == number]
        if own.any():
            assert cuts.values[number].tolist() == slow_cuts(own, (0.5, 0.8))
        else:
            assert np.isnan(cuts.values[number]).all()


def test_equal_values_share_a_grade():
    # 4 + 4 of 20 is below half, 4 + 4 + 4 above it: all three are in. 12 + 3 is below 80 %, 12 + 3 + 2 above.
    values = np.array([4, 2, 4, 3, 2, 4, 1], np.float32)
    cuts = cumulative_cuts(one(values)).values
    assert cuts.tolist() == [[4, 2]]
    assert grades(values, cuts).tolist() == [1, 2, 1, 2, 2, 1, 3]


def test_sums_do_not_drown_in_rounding():
    """One cell of 2^24 and 2^24 + 1 cells of 1: float32 sums would stop counting the ones."""
    ones = np.ones((1 << 24) + 1, np.float32)
    big = np.array([1 << 24], np.float32)
    # Half of 2^25 + 1 is 2^24 + 0.5: the big cell alone does not reach it.
    cuts = cumulative_cuts(lambda: iter([(big, None, None), (ones, None, None)]), (0.5,))
    assert cuts.values[0, 0] == 1
    cuts = cumulative_cuts(lambda: iter([(big, None, None), (ones[1:], None, None)]), (0.5,))
    assert cuts.values[0, 0] == 1 << 24


def test_weights_add_value_times_area():
    values, area = np.array([3, 2, 1], np.float32), np.array([1.0, 2.0, 3.0])
    # 3, 4, 3 of 10: half is reached by the second value.
    assert cumulative_cuts(lambda: iter([(values, None, area)]), (0.5, 0.8)).values[0].tolist() == [2, 1]


@pytest.mark.parametrize("shares", [(), (0.8, 0.5), (0.5, 1.0), (0.0,), (0.5, 0.5)])
def test_shares_must_rise_between_0_and_1(shares):
    with pytest.raises(ParameterError, match="shares"):
        cumulative_cuts(one([1, 2]), shares)


def test_negative_values_cannot_be_added_up():
    with pytest.raises(ValueRangeError, match="-1 cannot be added up"):
        cumulative_cuts(one([1, -1]))
    assert cumulative_cuts(one([-0.0, 1.0])).values[0].tolist() == [1, 1]


def test_a_raster_whose_answer_is_known(raster, cells, tmp_path):
    """1 … 100: total 5050; 100 + … + 72 = 2494 < 2525 ≤ … + 71; … + 46 = 4015 < 4040 ≤ … + 45 = 4060."""
    values = np.random.default_rng(0).permutation(np.arange(1, 101)).reshape(10, 10).astype("float32")
    path = raster("known", values)
    out = str(tmp_path / "grade.tif")
    result = cumulative_grade(Layer(path, "known"), grid_of(Layer(path, "known")), out)
    assert result.table["cut"].tolist() == [71, 45, 0]
    assert result.table["cells"].tolist() == [30, 26, 44]
    # 71 + … + 100 = 2565, 45 + … + 70 = 1495, 1 + … + 44 = 990
    assert result.table["value_pct"].tolist() == pytest.approx([2565 / 50.5, 1495 / 50.5, 990 / 50.5])
    grade = cells(out)
    assert (grade == np.where(values >= 71, 1, np.where(values >= 45, 2, 3))).all()


def test_units_nodata_and_negative_values(raster, cells, tmp_path):
    values = np.array([[8.0, 4, 2, 1], [np.nan, -3, 0, 0]])
    path = raster("units", values)
    layer = Layer(path, "units")
    grid = grid_of(layer)
    west, south, east, north = grid.bounds
    half = (west + east) / 2
    units = [shapely.box(west, south, half, north), shapely.box(half, south, east, north)]
    with pytest.raises(ValueRangeError, match=r"'units' is -3 at .*Negative values"):
        cumulative_grade(layer, grid, str(tmp_path / "a.tif"), units=units)
    assert not (tmp_path / "a.tif").exists()
    result = cumulative_grade(layer, grid, str(tmp_path / "a.tif"), units=units, negative="lowest")
    # left: 8 of 12 reaches half, 8 + 4 reaches 80 %; right: 2 of 3 and 2 + 1.
    assert cells(tmp_path / "a.tif").filled(0).tolist() == [[1, 2, 1, 2], [0, 3, 3, 3]]
    assert result.negative == 1
    assert result.empty == []


def test_scaling_to_hundredths_makes_ties(raster, cells, tmp_path):
    path = raster("scaled", [[100.0, 50.9, 50.1, 1.0]])
    layer = Layer(path, "scaled")
    cumulative_grade(layer, grid_of(layer), str(tmp_path / "a.tif"), scaled=True)
    # 100, 50, 50, 1 of 201: half of it needs the 50s, both of them.
    assert cells(tmp_path / "a.tif").tolist() == [[1, 1, 1, 3]]


def test_cancel_leaves_nothing(raster, tmp_path):
    path = raster("x", np.ones((4, 4)))

    def stop(share):
        raise Cancelled

    with pytest.raises(Cancelled):
        cumulative_grade(Layer(path, "x"), grid_of(Layer(path, "x")), str(tmp_path / "a.tif"), progress=stop)
    assert [p.name for p in tmp_path.iterdir()] == ["x.tif"]


def test_units_are_graded_alike_however_many_at_a_time(raster, cells, tmp_path, monkeypatch):
    values = np.random.default_rng(7).random((40, 60))
    path = raster("many", values)
    layer, grid = Layer(path, "many"), grid_of(Layer(path, "many"))
    west, south, east, north = grid.bounds
    edges = np.linspace(west, east, 8)
    units = [shapely.box(a, south, b, north) for a, b in pairwise(edges)]
    tables, grids = [], []
    for count in (64, 3, 1):
        monkeypatch.setattr("metro_circles.processing.engine.raster.graded.ZONES_AT_A_TIME", count)
        found = cumulative_grade(layer, grid, str(tmp_path / "a.tif"), units=units)
        tables.append(found.table)
        grids.append(cells(tmp_path / "a.tif").filled(0))
    assert tables[0].equals(tables[1])
    assert tables[0].equals(tables[2])
    assert (grids[0] == grids[1]).all()
    column = np.searchsorted(edges, west + 30 * (np.arange(60) + 0.5)) - 1
    for number in range(7):
        own = values[:, column == number].astype("float32").ravel()
        assert tables[0]["cut"][3 * number : 3 * number + 2].tolist() == slow_cuts(own, (0.5, 0.8))
