# SPDX-License-Identifier: GPL-3.0-or-later
"""The overlay: hand-computed cases, the fast way against the plain one, and properties."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import cutting as cutting_module
from metro_circles.processing.engine import pairs as pairs_module
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.errors import (
    Cancelled,
    CrsMismatchError,
    MissingCrsError,
    MissingFieldError,
)
from metro_circles.processing.engine.overlay import intersect, intersect_chunks, self_overlaps
from metro_circles.processing.engine.pairs import intersect_pairs, intersect_plainly

CRS = 4549
X, Y = 380000.0, 3540000.0


def box(x0, y0, x1, y1):
    return shapely.box(X + x0, Y + y0, X + x1, Y + y1)


def frame(shapes, **columns):
    return gpd.GeoDataFrame({"id": np.arange(1, len(shapes) + 1), **columns}, geometry=shapes, crs=CRS)


def blob(rng, x, y, radius, corners, roughness=0.3):
    """A star-shaped polygon."""
    angle = 2 * np.pi * (np.arange(corners) + rng.uniform(0, 0.9, corners)) / corners
    reach = radius * (1 - roughness * rng.random(corners))
    return shapely.Polygon(np.column_stack([X + x + reach * np.cos(angle), Y + y + reach * np.sin(angle)]))


def red_line(rng, x, y, radius, corners, holes):
    shape = blob(rng, x, y, radius, corners)
    for _ in range(holes):
        around = rng.uniform(-0.6, 0.6, 2) * radius
        shape = shape.difference(blob(rng, x + around[0], y + around[1], radius * rng.uniform(0.01, 0.2), 40))
    return shape


def same(fast, plain):
    """Pairs and geometries agree; where a pair is in one only, it is a sliver of rounding."""
    found = {(i, j): s for i, j, s in zip(fast.row_a, fast.row_b, fast.shapes, strict=True)}
    expected = {(i, j): s for i, j, s in zip(plain.row_a, plain.row_b, plain.shapes, strict=True)}
    for key in found.keys() | expected.keys():
        one, other = found.get(key, shapely.Polygon()), expected.get(key, shapely.Polygon())
        assert shapely.symmetric_difference(one, other).area < 1e-5, key


def both(a, b):
    a, b = np.array(a, dtype=object), np.array(b, dtype=object)
    same(intersect_pairs(a, b, lambda fraction: None), intersect_plainly(a, b))


def test_areas_by_hand():
    # A 10 by 10 m parcel; red lines take its left 4 m (40 m²) and its lower 5 m (50 m²), 20 m² of them twice.
    parcels = frame([box(0, 0, 10, 10), box(20, 0, 30, 10), box(50, 50, 60, 60)])
    red = frame([box(-5, -5, 4, 15), box(-5, -5, 12, 5), box(19, -1, 31, 11)], kind=["水源", "水土", "水源"])
    # One plane square metre here is 1 / k² of the ellipsoid's: k² from PROJ's own scale factors.
    unit = areas([parcels.geometry[0]], CRS)[0] / 100
    result = intersect(parcels, red, "id", "id", "kind", remainder=True)
    assert result.pieces["area_m2"].to_numpy() / unit == pytest.approx([40, 50, 100], rel=1e-6)
    assert result.pieces[["id", "id_2"]].to_numpy().tolist() == [[1, 1], [1, 2], [2, 3]]
    assert result.features["inside_m2"].to_numpy() / unit == pytest.approx([70, 100, 0], rel=1e-6)
    assert result.features["share_pct"].to_numpy() == pytest.approx([70, 100, 0], rel=1e-6)
    by_kind = {(row.id, row.kind): row.area_m2 / unit for row in result.categories.itertuples()}
    assert by_kind == pytest.approx({(1, "水源"): 40, (1, "水土"): 50, (2, "水源"): 100}, rel=1e-6)
    assert result.remainder["id"].tolist() == [1, 3]
    assert result.remainder["area_m2"].to_numpy() / unit == pytest.approx([30, 100], rel=1e-6)
    assert result.closure.worst_m2 < 1e-4


def test_the_same_category_twice_counts_once():
    parcels = frame([box(0, 0, 10, 10)])
    red = frame([box(0, 0, 6, 10), box(4, 0, 10, 10)], kind=["水源", "水源"])
    result = intersect(parcels, red, "id", "id", "kind")
    assert len(result.pieces) == 2
    assert result.categories["share_pct"].tolist() == pytest.approx([100])
    assert result.features["share_pct"].tolist() == pytest.approx([100])
    assert result.remainder is None
    assert result.closure is None


@pytest.mark.parametrize(
    "wrong",
    [
        lambda shape, *box: shapely.Polygon(),
        lambda shape, *box: shapely.box(*box),
        lambda shape, *box: shapely.clip_by_rect(shape, *box[:3], (box[1] + box[3]) / 2),
        lambda shape, *box: shapely.MultiPolygon([shapely.box(*box), shapely.box(*box)]),
    ],
)
def test_a_wrong_clip_is_noticed(wrong, monkeypatch):
    rng = np.random.default_rng(8)
    red = [red_line(rng, 0, 0, 3000, 4000, 30)]
    parcels = [blob(rng, *rng.uniform(-3200, 3200, 2), 60, 12) for _ in range(600)]
    meant, calls = pairs_module._clip, []

    def clip(shape, *box):
        calls.append(box)
        return wrong(shape, *box) if len(calls) % 3 == 0 else meant(shape, *box)

    monkeypatch.setattr(pairs_module, "_clip", clip)
    # Clipped polygons are taken away from parcels, and are what pairs share that cannot be cut plainly.
    found = intersect_pairs(np.array(parcels), np.array(red), lambda fraction: None, remainder=True)
    assert shapely.area(found.rest) == pytest.approx(
        shapely.area(shapely.difference(parcels, red[0])), abs=1e-4
    )
    assert len(calls) > 30
    calls.clear()
    monkeypatch.setattr(cutting_module, "_EDGE_PAIRS", 0)
    both(parcels, red)
    assert len(calls) > 30


NASTY = {
    "touching along a side": ([box(0, 0, 10, 10)], [box(10, 0, 20, 10)]),
    "touching in a corner": ([box(0, 0, 10, 10)], [box(10, 10, 20, 20)]),
    "equal": ([box(0, 0, 10, 10)], [box(0, 0, 10, 10)]),
    "sharing a side, inside": ([box(0, 0, 10, 10)], [box(0, 0, 10, 5)]),
    "parcel in a hole": ([box(4, 4, 6, 6)], [box(0, 0, 10, 10) - box(3, 3, 7, 7)]),
    "parcel equal to a hole": ([box(3, 3, 7, 7)], [box(0, 0, 10, 10) - box(3, 3, 7, 7)]),
    "parcel over a hole": ([box(2, 2, 8, 8)], [box(0, 0, 10, 10) - box(3, 3, 7, 7)]),
    "island in the hole": (
        [box(2, 2, 8, 8)],
        [shapely.MultiPolygon([box(0, 0, 10, 10) - box(3, 3, 7, 7), box(4, 4, 5, 5)])],
    ),
    "two parts of one polygon": (
        [box(0, 0, 10, 10)],
        [shapely.MultiPolygon([box(1, 1, 2, 2), box(4, 4, 5, 5)])],
    ),
    "parcel of two parts": (
        [shapely.MultiPolygon([box(0, 0, 1, 1), box(9, 9, 10, 10)])],
        [box(0.5, 0, 9.5, 10)],
    ),
    "sliver": ([box(0, 0, 1000, 0.001)], [box(500, -1, 600, 1)]),
    "red line within the parcel": ([box(0, 0, 10, 10)], [box(4, 4, 5, 5)]),
    "comb": (
        [box(0, 4, 100, 5)],
        [shapely.unary_union([box(0, 0, 100, 1), *(box(i, 0, i + 0.5, 10) for i in range(0, 100, 2))])],
    ),
    "ring round the parcel": ([box(40, 40, 60, 60)], [box(0, 0, 100, 100) - box(10, 10, 90, 90)]),
    "null and empty": (
        [None, shapely.Polygon(), box(0, 0, 1, 1)],
        [shapely.Polygon(), box(0, 0, 2, 2), None],
    ),
}


@pytest.mark.parametrize("name", NASTY)
def test_nasty_cases_equal_the_plain_way(name):
    a, b = NASTY[name]
    both(a, b)
    both(b, a)


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9), holes=st.integers(0, 6), corners=st.integers(20, 3000))
def test_random_layers_equal_the_plain_way(seed, holes, corners):
    rng = np.random.default_rng(seed)
    parcels = [
        blob(rng, *rng.uniform(-900, 900, 2), rng.uniform(5, 60), rng.integers(3, 30)) for _ in range(60)
    ]
    red = [red_line(rng, *rng.uniform(-600, 600, 2), rng.uniform(50, 800), corners, holes) for _ in range(4)]
    both(parcels, red)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_shapes_on_a_coarse_grid_equal_the_plain_way(seed):
    """Shared vertices, collinear edges and corners on the windows' edges everywhere."""
    rng = np.random.default_rng(seed)
    parcels = [box(x, y, x + w, y + h) for x, y, w, h in rng.integers(1, 12, (40, 4))]
    cells = [box(x, y, x + 1, y + 1) for x, y in rng.integers(0, 24, (200, 2))]
    red = shapely.get_parts(shapely.union_all(cells))
    both(parcels, red)


def test_thousands_of_parcels_pass_every_level_of_windows():
    rng = np.random.default_rng(7)
    parcels = [blob(rng, *rng.uniform(-5000, 5000, 2), 40, 8) for _ in range(5000)]
    red = [red_line(rng, 0, 0, 4500, 3000, 30), red_line(rng, 3000, 3000, 2500, 1000, 5)]
    both(parcels, red)


def test_two_enormous_polygons():
    rng = np.random.default_rng(11)
    a = [red_line(rng, 0, 0, 3000, 2300, 6), blob(rng, 500, 500, 100, 9)]
    b = [red_line(rng, 1500, 0, 3000, 2300, 6), blob(rng, 0, 0, 50, 9)]
    both(a, b)
    result = intersect(frame(a), frame(b), remainder=True)
    assert result.closure.worst_m2 < 1e-4


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**9))
def test_pieces_and_remainder_are_the_whole(seed):
    rng = np.random.default_rng(seed)
    parcels = [blob(rng, *rng.uniform(-600, 600, 2), rng.uniform(5, 90), 12) for _ in range(40)]
    red = [red_line(rng, *rng.uniform(-400, 400, 2), rng.uniform(100, 500), 300, 3) for _ in range(3)]
    result = intersect(frame(parcels), frame(red), "id", "id", remainder=True)
    assert result.closure.worst_m2 < 1e-4
    # The remainder lies outside every red line.
    outside = shapely.intersection(result.remainder.union_all(), shapely.union_all(red)).area
    assert outside < 1e-4


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10**9), cut=st.floats(-300, 300))
def test_splitting_a_red_line_changes_no_area(seed, cut):
    rng = np.random.default_rng(seed)
    parcels = frame([blob(rng, *rng.uniform(-500, 500, 2), rng.uniform(20, 90), 12) for _ in range(30)])
    whole = red_line(rng, 0, 0, 450, 400, 4)
    halves = [whole & box(-9999, -9999, cut, 9999), whole & box(cut, -9999, 9999, 9999)]
    one = intersect(parcels, frame([whole])).features["inside_m2"]
    two = intersect(parcels, frame([half for half in halves if not half.is_empty])).features["inside_m2"]
    assert np.abs(one - two).max() < 1e-4


def test_order_of_the_inputs_does_not_matter():
    rng = np.random.default_rng(5)
    parcels = frame([blob(rng, *rng.uniform(-500, 500, 2), 60, 12) for _ in range(50)])
    red = frame([red_line(rng, *rng.uniform(-300, 300, 2), 250, 400, 2) for _ in range(5)])
    one = intersect(parcels, red, "id", "id").pieces.set_index(["id", "id_2"])["area_m2"]
    two = (
        intersect(parcels[::-1], red[::-1], "id", "id")
        .pieces.set_index(["id", "id_2"])["area_m2"]
        .sort_index()
    )
    assert (one.index == two.index).all()
    assert np.abs(one - two).max() < 1e-6


def test_chunks_give_what_the_whole_gives():
    rng = np.random.default_rng(9)
    parcels = frame([blob(rng, *rng.uniform(-500, 500, 2), 60, 12) for _ in range(50)])
    red = frame([red_line(rng, *rng.uniform(-300, 300, 2), 250, 400, 2) for _ in range(5)])
    whole = intersect(parcels, red, "id", "id").features
    chunks = [parcels[i : i + 17] for i in range(0, 50, 17)]
    parts = [part.features for part in intersect_chunks(chunks, red, "id", "id")]
    together = np.concatenate([part["inside_m2"] for part in parts])
    assert together == pytest.approx(whole["inside_m2"].to_numpy(), abs=1e-4)


def test_agrees_with_geopandas():
    rng = np.random.default_rng(3)
    parcels = frame([blob(rng, *rng.uniform(-500, 500, 2), 60, 12) for _ in range(80)])
    red = frame([red_line(rng, *rng.uniform(-300, 300, 2), 250, 400, 2) for _ in range(5)])
    ours = intersect(parcels, red, "id", "id").pieces
    theirs = gpd.overlay(parcels, red, keep_geom_type=True)
    assert len(ours) == len(theirs)
    assert ours.geometry.area.sum() == pytest.approx(theirs.geometry.area.sum(), rel=1e-12)


def test_self_overlaps():
    layer = frame([box(0, 0, 10, 10), box(5, 0, 15, 10), box(10, 0, 12, 10), box(30, 0, 31, 1)])
    found = self_overlaps(layer, "id")
    unit = areas([layer.geometry[0]], CRS)[0] / 100
    assert found[["first", "second"]].to_numpy().tolist() == [[1, 2], [2, 3]]
    assert found["area_m2"].to_numpy() / unit == pytest.approx([50, 20], rel=1e-6)
    assert found["first_pct"].tolist() == pytest.approx([50, 20])
    assert found["second_pct"].tolist() == pytest.approx([50, 100])


def test_bad_inputs_are_named():
    parcels, red = frame([box(0, 0, 1, 1)]), frame([box(0, 0, 1, 1)])
    with pytest.raises(MissingCrsError):
        intersect(parcels.set_crs(None, allow_override=True), red)
    with pytest.raises(CrsMismatchError, match=r"EPSG:4549.*EPSG:4490"):
        intersect(parcels, red.to_crs(4490))
    with pytest.raises(MissingFieldError, match="'kind'"):
        intersect(parcels, red, category="kind")


def test_no_pairs_give_empty_tables():
    result = intersect(
        frame([box(0, 0, 1, 1)]), frame([box(5, 5, 6, 6)], kind=["水源"]), category="kind", remainder=True
    )
    assert len(result.pieces) == len(result.categories) == 0
    assert result.pieces.crs == CRS
    assert result.features["inside_m2"].tolist() == [0]
    assert len(result.remainder) == 1
    empty = frame([])
    assert len(intersect(empty, frame([box(0, 0, 1, 1)])).features) == 0


def test_cancel_stops_the_run(monkeypatch):
    monkeypatch.setattr(pairs_module, "_GROUPS", (64, 8))
    rng = np.random.default_rng(7)
    parcels = frame([blob(rng, *rng.uniform(-900, 900, 2), 40, 8) for _ in range(3000)])
    seen = []

    def progress(fraction):
        seen.append(fraction)
        if fraction > 0.2:
            raise Cancelled

    with pytest.raises(Cancelled):
        intersect(parcels, frame([red_line(rng, 0, 0, 900, 2000, 5)]), progress=progress)
    assert seen == sorted(seen)
    assert max(seen) < 0.9
