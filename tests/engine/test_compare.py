# SPDX-License-Identifier: GPL-3.0-or-later
"""Two versions of a red line on cases drawn by hand, on the central meridian of EPSG:4549 (scale 1)."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.compare import CHANGES, compare
from metro_circles.processing.engine.errors import CrsMismatchError, MissingFieldError
from shapely.geometry import box

CRS = "EPSG:4549"
X, Y = 500_000.0, 3_540_000.0
CLOSE = {"rel": 1e-6, "abs": 1e-6}


def frame(*shapes, **columns):
    placed = [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]
    return gpd.GeoDataFrame(columns, geometry=placed, crs=CRS)


OLD = frame(box(0, 0, 100, 100), box(100, 0, 200, 100), HXLX=["a", "b"])
NEW = frame(box(20, 0, 150, 100), box(150, 0, 230, 100), HX=["a", "b"])


def test_kept_changed_removed_and_added():
    result = compare(OLD, NEW, "HXLX", "HX")
    totals = {change: result.totals[change] for change in CHANGES}
    # kept: 80 m of a and 50 m of b; 50 m turned from b to a; 20 m removed, 30 m added; all 100 m high
    assert totals == pytest.approx({"kept": 13_000, "changed": 5000, "removed": 2000, "added": 3000}, **CLOSE)
    assert (result.totals["old"], result.totals["new"]) == (pytest.approx(20_000), pytest.approx(21_000))
    assert result.closure_m2 < 1e-6
    changed = result.pieces[result.pieces["change"] == "changed"].iloc[0]
    assert (changed["old_kind"], changed["new_kind"], changed["old_fid"], changed["new_fid"]) == (
        "b",
        "a",
        1,
        0,
    )


def test_without_kinds_nothing_changes_its_kind():
    assert compare(OLD, NEW).totals["changed"] == 0


def test_same_version_keeps_everything():
    result = compare(OLD, OLD, "HXLX", "HXLX")
    assert set(result.pieces["change"]) == {"kept"}
    assert result.not_reduced
    assert result.units["difference_m2"].iloc[-1] == pytest.approx(0, abs=1e-6)


def test_missing_kinds_on_both_sides_are_no_change():
    nothing = OLD.assign(HXLX=[None, None])
    assert set(compare(nothing, nothing, "HXLX", "HXLX").pieces["change"]) == {"kept"}


def test_versions_apart():
    result = compare(frame(box(0, 0, 10, 10)), frame(box(50, 0, 60, 10)))
    assert result.pieces["change"].to_list() == ["removed", "added"]


def test_overlaps_within_a_version_count_once():
    double = frame(box(0, 0, 100, 100), box(50, 0, 150, 100), box(60, 0, 90, 10), HXLX=["a", "b", "c"])
    result = compare(double, double, "HXLX", "HXLX")
    assert result.totals["old"] == pytest.approx(15_000, **CLOSE)
    assert result.totals["overlap_old"] == pytest.approx(5000 + 300, **CLOSE)
    assert set(result.pieces["old_fid"]) == {0, 1}


def test_units_and_whether_the_area_is_reduced():
    units = frame(box(-10, -10, 100, 110), box(100, -10, 210, 110), XZQDM=["1", "2"], MC=["甲", "乙"])
    table = compare(OLD, NEW, units=units, key="XZQDM", name="MC").units
    # 甲 loses 20 m; 乙 gains 10 m; 20 m more lie in neither
    assert table["name"].to_list() == ["甲", "乙", "（其他）", "合计"]
    assert table["difference_m2"].to_list() == pytest.approx([-2000, 1000, 2000, 1000], rel=1e-6)
    assert table["not_reduced"].to_list() == [False, True, True, True]
    assert table["difference_pct"].iloc[0] == pytest.approx(-20)


@pytest.mark.parametrize(("tolerance", "holds"), [(0.0, False), (1.0, True)])
def test_tolerance(tolerance, holds):
    less = frame(box(0, 0, 100, 99.995))  # 0.5 m² less
    assert compare(frame(box(0, 0, 100, 100)), less, tolerance_m2=tolerance).not_reduced is holds


def test_bad_input_is_named():
    with pytest.raises(CrsMismatchError):
        compare(OLD, NEW.to_crs("EPSG:4490"))
    with pytest.raises(MissingFieldError, match="'XX'"):
        compare(OLD, NEW, "XX", "HX")


squares = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.integers(1, 40), st.sampled_from("ab")),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(squares, squares)
def test_changes_add_up_to_both_versions(old, new):
    versions = [
        frame(*[box(x, y, x + s, y + s) for x, y, s, _ in version], kind=[k for *_, k in version])
        for version in (old, new)
    ]
    result = compare(*versions, "kind", "kind")
    whole = [shapely.union_all(version.geometry.array) for version in versions]
    totals = result.totals
    assert totals["old"] == pytest.approx(whole[0].area, **CLOSE)
    assert totals["new"] == pytest.approx(whole[1].area, **CLOSE)
    assert totals["kept"] + totals["changed"] == pytest.approx(whole[0].intersection(whole[1]).area, **CLOSE)
    assert totals["removed"] == pytest.approx(whole[0].difference(whole[1]).area, **CLOSE)
    assert result.closure_m2 < 1e-4
    back = compare(*versions[::-1], "kind", "kind").totals
    assert (back["removed"], back["added"]) == pytest.approx((totals["added"], totals["removed"]), **CLOSE)
