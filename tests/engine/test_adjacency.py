# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders with rank and names, and belts by pairs, on cases drawn by hand and on a shipped circle.

Near Nanjing, 100 km west of the central meridian of EPSG:4549, a metre on the ground is drawn
1 + x²/2R² = 1.000123 m long (x = -100 km, R = 6 372.4 km).
"""

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.layers import catalog
from metro_circles.processing.engine import adjacency as module
from metro_circles.processing.engine.errors import (
    Cancelled,
    MissingFieldError,
    MissingKeyError,
    ParameterError,
)
from shapely.geometry import box

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
SCALE = 1.000123


def units(shapes, codes, names=None, crs=GK):
    moved = [shapely.affinity.translate(shape, EAST, NORTH) for shape in shapes]
    return geopandas.GeoDataFrame({"adcode": codes, "name_zh": names or codes}, geometry=moved, crs=crs)


FOUR = units(
    [box(0, 0, 1000, 1000), box(1000, 0, 2000, 1000), box(0, 1000, 1000, 2000), box(1000, 1000, 2000, 2000)],
    ["320115", "340506", "320117", "321183"],
    ["江宁区", "博望区", "溧水区", "句容市"],
)


def test_four_squares_share_four_borders_and_no_corner():
    found = module.named_borders(FOUR).borders
    # diagonals (江宁–句容, 博望–溧水) meet in a point only
    assert found[["left_name", "right_name", "rank"]].to_numpy().tolist() == [
        ["江宁区", "溧水区", "county"],
        ["江宁区", "博望区", "province"],
        ["溧水区", "句容市", "prefecture"],
        ["句容市", "博望区", "province"],
    ]
    assert found["length_m"].to_list() == pytest.approx([1000 / SCALE] * 4, rel=4e-6)


def test_perimeter_shared_and_outer_close():
    result = module.named_borders(FOUR)
    # four squares of 4 000 m perimeter; 8 000 m of outer edge
    assert result.perimeter_m == pytest.approx(16_000 / SCALE, rel=4e-6)
    assert result.outer_m == pytest.approx(8_000 / SCALE, rel=4e-6)


def test_ranks_and_short_borders_are_told_apart():
    wide = FOUR.assign(
        geometry=[box(0, 0, 10, 1000), box(10, 0, 20, 1000), box(0, 1000, 10, 2000), box(10, 1000, 20, 2000)]
    )
    wide = wide.set_geometry(wide.translate(EAST, NORTH)).set_crs(GK, allow_override=True)
    result = module.named_borders(wide, ranks=["province", "county"], min_length_m=50)
    # 江宁–博望 is 1000 m of province border; 江宁–溧水 (county) and 博望–句容 (province) are 10 m each
    assert result.borders[["left_name", "right_name"]].to_numpy().tolist() == [["江宁区", "博望区"]]
    assert result.short.to_list() == pytest.approx([10 / SCALE] * 2, rel=4e-6)


def test_an_island_within_a_unit_has_its_whole_ring_as_border():
    outer = box(0, 0, 1000, 1000).difference(box(400, 400, 500, 500))
    found = module.named_borders(units([outer, box(400, 400, 500, 500)], ["甲", "乙"])).borders
    assert found["length_m"].to_list() == pytest.approx([400 / SCALE], rel=4e-6)
    assert found["rank"].to_list() == ["other"]


def test_codes_of_townships_stay_whole():
    found = module.named_borders(units([box(0, 0, 9, 9), box(9, 0, 18, 9)], ["320115001000", "320115002000"]))
    assert found.borders[["left", "right", "rank"]].to_numpy().tolist() == [
        ["320115001000", "320115002000", "other"]
    ]


@pytest.mark.parametrize("codes", [[320115, 340506], [320115.0, 340506.0], ["３２０１１５", " 340506"]])
def test_codes_in_any_dress(codes):
    found = module.named_borders(units([box(0, 0, 9, 9), box(9, 0, 18, 9)], codes)).borders
    assert found[["left", "right", "rank"]].to_numpy().tolist() == [["320115", "340506", "province"]]


def test_bad_keys_are_named():
    two = [box(0, 0, 9, 9), box(9, 0, 18, 9)]
    with pytest.raises(ParameterError, match="feature 1: adcode is empty"):
        module.named_borders(units(two, ["320115", None], ["甲", "乙"]))
    with pytest.raises(ParameterError, match="features 0 and 1 both have the code 320115"):
        module.named_borders(units(two, ["320115", "320115"]))
    with pytest.raises(MissingFieldError, match="no field 'code'"):
        module.named_borders(units(two, ["320115", "320116"]), code="code")


def test_a_unit_is_found_by_code_or_name():
    names = {"320115": "江宁区", "340506": "博望区", "110105": "朝阳区", "220104": "朝阳区"}
    assert [module.unit_of(text, names) for text in ("320115", " 博望区", "３２０１１５")] == [
        "320115",
        "340506",
        "320115",
    ]
    with pytest.raises(MissingKeyError, match="2 units are called '朝阳区': 110105, 220104"):
        module.unit_of("朝阳区", names)
    with pytest.raises(MissingKeyError, match=r"'江宁'.*Nearest: 江宁区"):
        module.unit_of("江宁", names)


def test_pairs_choose_borders_and_missing_ones_are_listed():
    result = module.adjacency(FOUR, width_m=100, pairs=[("340506", "320115"), ("320115", "321183")])
    assert result.borders[["left", "right"]].to_numpy().tolist() == [["320115", "340506"]]
    assert result.unmet == [("320115", "321183")]
    assert result.belts["side_name"].to_list() == ["江宁区", "博望区"]
    # 1000 m x 100 m on each side; the round ends lie outside the two squares
    assert result.belts["area_m2"].to_list() == pytest.approx([100_000] * 2, rel=3e-4)
    with pytest.raises(MissingKeyError, match="999999"):
        module.adjacency(FOUR, pairs=[("999999", "320115")])


def test_shipped_circle_agrees_with_pairwise_intersections():
    members = catalog.read("member", "nanjing")
    found = module.named_borders(members).borders
    geod = pyproj.Geod(a=6378137.0, rf=298.257222101)
    expected = {}
    for i, a in enumerate(members.geometry):
        for j in range(i):
            shared = shapely.intersection(a.boundary, members.geometry.iloc[j].boundary)
            length = geod.geometry_length(shared) if shared.length else 0.0
            if length > 0:
                expected[tuple(sorted(members["adcode"].iloc[[i, j]]))] = length
    ours = {(row.left, row.right): row.length_m for row in found.itertuples()}
    assert ours == pytest.approx(expected, rel=1e-9)
    assert len(ours) > 40


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.integers(1, 50), min_size=1, max_size=4),
    st.lists(st.integers(1, 50), min_size=1, max_size=4),
    st.randoms(use_true_random=False),
)
def test_borders_of_a_grid_close_in_any_order(columns, rows, random):
    x, y = np.cumsum([0, *columns]) * 10.0, np.cumsum([0, *rows]) * 10.0
    cells = [box(x[i], y[j], x[i + 1], y[j + 1]) for i in range(len(columns)) for j in range(len(rows))]
    order = list(range(len(cells)))
    random.shuffle(order)
    codes = [f"c{i:02d}" for i in range(len(cells))]
    result = module.named_borders(units([cells[i] for i in order], [codes[i] for i in order]))
    inner = (len(rows) - 1) * x[-1] + (len(columns) - 1) * y[-1]
    assert result.shared_m == pytest.approx(inner / SCALE, rel=1e-5)
    assert result.outer_m == pytest.approx(2 * (x[-1] + y[-1]) / SCALE, rel=1e-5)
    assert len(result.borders) == (len(rows) - 1) * len(columns) + (len(columns) - 1) * len(rows)


def test_it_stops_when_cancelled():
    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        module.adjacency(FOUR, progress=stop)
