# SPDX-License-Identifier: GPL-3.0-or-later
"""Planning layers in zones: hand-drawn squares, and random rectangles against a count of cells."""

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import zonematrix as module
from metro_circles.processing.engine.errors import Cancelled, EmptyLayerError
from shapely.geometry import box

GK = "EPSG:4549"
EAST, NORTH = 400_000.0, 3_540_000.0
SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)  # m² on the ground of a m² as drawn, see test_redline_conflict


def frame(shapes, name="layer", **columns):
    made = geopandas.GeoDataFrame(
        columns, geometry=list(geopandas.GeoSeries(shapes).translate(EAST, NORTH)), crs=GK
    )
    made.attrs["name"] = name
    return made


ZONES = frame([box(0, 0, 100, 100), box(80, 0, 180, 100), box(500, 0, 600, 100)], zone=["甲", "乙", "丙"])
LAND = frame(
    [box(0, 0, 50, 100), box(40, 0, 90, 100), box(0, 0, 10, 10), box(900, 0, 950, 100)],
    "用地",
    kind=["红线", "红线", "农田", None],
)


def test_areas_shares_and_the_rest_of_a_zone():
    result = module.zone_overlap(ZONES, [LAND], category="kind")
    table = result.table.set_index(["zone", "what", "category"])
    # 甲 [0,100]²: 红线 covers x 0-90 once = 9 000 m²; 农田 100 m² within it
    assert table.loc[("甲", "category", "红线"), "area_m2"] == pytest.approx(9000 * SCALE, rel=5e-6)
    assert table.loc[("甲", "category", "红线"), "zone_pct"] == pytest.approx(90, rel=5e-6)
    # of the two red features, 5 000 + 5 000 of 10 000 m² lie in 甲
    assert table.loc[("甲", "category", "红线"), "category_pct"] == pytest.approx(100, rel=5e-6)
    assert table.loc[("甲", "category", "农田"), "zone_pct"] == pytest.approx(1, rel=5e-6)
    whole = result.table[result.table["what"] != "category"].pivot(
        index="zone", columns="what", values="zone_pct"
    )
    assert whole.loc["甲"].to_dict() == pytest.approx({"inside": 90, "outside": 10}, rel=5e-6)
    # 乙 [80,180]: x 80-90 of the second red feature
    assert table.loc[("乙", "category", "红线"), "area_m2"] == pytest.approx(1000 * SCALE, rel=5e-6)
    assert table.loc[("乙", "category", "红线"), "category_pct"] == pytest.approx(10, rel=5e-6)
    assert whole.loc["丙"].to_dict() == {"inside": 0, "outside": pytest.approx(100)}
    assert result.untouched == {"用地": 1}
    assert result.closure_m2 < 1e-4


def test_pieces_name_feature_and_both_shares():
    pieces = module.zone_overlap(ZONES, [LAND], category="kind").pieces
    rows = {(row.zone, row.feature_fid): (row.zone_pct, row.feature_pct) for row in pieces.itertuples()}
    assert rows == {
        ("甲", 0): pytest.approx((50, 100), rel=5e-6),
        ("甲", 1): pytest.approx((50, 100), rel=5e-6),
        ("甲", 2): pytest.approx((1, 100), rel=5e-6),
        ("乙", 1): pytest.approx((10, 20), rel=5e-6),
    }


def test_zones_over_zones_hold_both_percentages():
    small = frame([box(0, 0, 100, 100), box(90, 0, 110, 100)], zone=["大", "小"])
    result = module.zone_overlap(small, [LAND])
    assert result.zone_pairs[["zone_a", "zone_b"]].to_numpy().tolist() == [["大", "小"]]
    assert result.zone_pairs[["a_pct", "b_pct"]].to_numpy() == pytest.approx(np.array([[10, 50]]), rel=5e-6)
    assert module.zone_matrix(result).to_numpy() == pytest.approx(np.array([[100, 10], [50, 100]]), rel=5e-6)


def test_matrix_has_every_zone_and_every_category():
    result = module.zone_overlap(ZONES, [LAND, LAND.copy()], category="kind")
    matrix = module.category_matrix(result)
    assert matrix.index.to_list() == ["甲", "乙", "丙"]
    assert matrix.columns.to_list() == [
        ("用地", "红线"),
        ("用地", "农田"),
        ("用地 #2", "红线"),
        ("用地 #2", "农田"),
    ]
    assert matrix["用地", "红线"].to_list() == pytest.approx([90, 10, 0], rel=5e-6)
    sheet = module.category_sheet(result)
    assert sheet["用地 农田 area_m2"].to_list() == pytest.approx([100 * SCALE, 0, 0], rel=5e-6)


def test_a_layer_without_the_field_is_one_category():
    result = module.zone_overlap(ZONES, [LAND], category="nothing")
    assert module.category_matrix(result).columns.to_list() == [("用地", "用地")]
    assert module.category_sheet(result).columns.to_list() == [
        "zone", "area_m2", "用地 area_m2", "用地 zone_pct", "用地 category_pct",
    ]  # fmt: skip


def test_small_pieces_are_set_aside_and_counted():
    result = module.zone_overlap(ZONES, [LAND], category="kind", min_area_m2=500)
    assert "农田" not in set(result.pieces["category"])
    assert result.small[["zone", "layer"]].to_numpy().tolist() == [["甲", "用地"]]
    assert result.small["area_m2"].to_list() == pytest.approx([100 * SCALE], rel=5e-6)
    assert "农田" in set(result.table["category"])


def test_labels_of_belts_fields_and_ids_are_distinct():
    belts = pd.DataFrame(
        {"left_name": ["江宁区"] * 2, "right_name": ["博望区"] * 2, "side_name": ["江宁区", "博望区"]}
    )
    assert module.zone_labels(belts) == ["江宁区—博望区 · 江宁区", "江宁区—博望区 · 博望区"]
    assert module.zone_labels(pd.DataFrame({"mc": ["a", "a", None]}), "mc") == ["a #0", "a #1", "#2"]
    assert module.zone_labels(pd.DataFrame({"mc": ["a"]}, index=[7])) == ["7"]


def test_no_zone_is_an_error_and_cancel_stops():
    with pytest.raises(EmptyLayerError):
        module.zone_overlap(ZONES.iloc[:0], [LAND])

    def stop(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        module.zone_overlap(ZONES, [LAND], progress=stop)


rectangles = st.lists(
    st.tuples(
        st.integers(0, 9), st.integers(0, 9), st.integers(1, 6), st.integers(1, 6), st.sampled_from("ab")
    ),
    min_size=1,
    max_size=6,
)


@settings(max_examples=20, deadline=None)
@given(rectangles, rectangles)
def test_rectangles_agree_with_counted_cells(zones, land):
    """Each rectangle is a set of cells of 100 m²; areas are numbers of cells."""
    cells = [{(x, y) for x in range(a, a + w) for y in range(b, b + h)} for a, b, w, h, _ in zones]
    used = [{(x, y) for x in range(a, a + w) for y in range(b, b + h)} for a, b, w, h, _ in land]
    boxes = [
        [box(10 * a, 10 * b, 10 * (a + w), 10 * (b + h)) for a, b, w, h, _ in some] for some in (zones, land)
    ]
    names = [f"z{i}" for i in range(len(zones))]
    result = module.zone_overlap(
        frame(boxes[0], zone=names), [frame(boxes[1], kind=[k for *_, k in land])], category="kind"
    )
    table = result.table.set_index(["zone", "what", "category"])["area_m2"] / SCALE / 100
    for name, own in zip(names, cells, strict=True):
        inside = own & set().union(*used)
        assert table[name, "inside"].iloc[0] == pytest.approx(len(inside), abs=1e-3)
        assert table[name, "outside"].iloc[0] == pytest.approx(len(own - inside), abs=1e-3)
        for kind in {k for *_, k in land}:
            of_kind = own & set().union(*(u for u, (*_, k) in zip(used, land, strict=True) if k == kind))
            assert table.get((name, "category", kind), 0) == pytest.approx(len(of_kind), abs=1e-3)
    pairs = {(row.zone_a, row.zone_b): row.a_pct for row in result.zone_pairs.itertuples()}
    for i, a in enumerate(cells):
        for j in range(i + 1, len(cells)):
            assert pairs.get((names[i], names[j]), 0) == pytest.approx(
                100 * len(a & cells[j]) / len(a), abs=1e-3
            )
