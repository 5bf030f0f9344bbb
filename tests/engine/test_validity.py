# SPDX-License-Identifier: GPL-3.0-or-later
"""Invalid features: named with reason and place, or repaired, counted and listed."""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine.errors import (
    EmptyLayerError,
    GeometryTypeError,
    InvalidGeometryError,
    MissingCrsError,
    ParameterError,
)
from metro_circles.processing.engine.validity import are_valid, check, polygonal, reason_and_place

BOW_TIE = shapely.Polygon([(118, 31), (118.02, 31.02), (118.02, 31), (118, 31.02)])
SQUARE = shapely.box(118, 31, 118.01, 31.01)
LINE_LIKE = shapely.Polygon([(118, 31), (118.01, 31), (118.02, 31)])


def layer(*shapes, crs=4490):
    return gpd.GeoDataFrame({"BSM": [f"P{i}" for i in range(len(shapes))]}, geometry=list(shapes), crs=crs)


def test_valid_layers_pass_untouched():
    gdf = layer(SQUARE, shapely.MultiPolygon([SQUARE]))
    usable, report = check(gdf, "A")
    assert usable is gdf
    assert report.summary() == ""


def test_stop_names_layer_feature_reason_place_and_remedy():
    with pytest.raises(InvalidGeometryError) as caught:
        check(layer(SQUARE, BOW_TIE, BOW_TIE), "A", fid="BSM")
    assert caught.value.message == (
        "Layer 'A', feature P1: crosses itself at 118.01, 31.01; its area cannot be computed. 1 more features "
        "are invalid, too. Set 'Invalid geometries' to 'repair', or fix it first."
    )


def test_repair_counts_and_lists():
    usable, report = check(layer(SQUARE, BOW_TIE, LINE_LIKE, None, shapely.Polygon()), "A", "repair")
    assert usable.index.tolist() == [0, 1]
    assert usable.is_valid.all()
    assert report.repaired["feature"].tolist() == [1]
    assert report.repaired["reason"].tolist() == ["crosses itself"]
    assert report.repaired[["x", "y"]].to_numpy()[0] == pytest.approx([118.01, 31.01])
    # The bow-tie's halves cancel as drawn; repaired they are two triangles, half of the box about them.
    assert abs(report.repaired["area_before_m2"].iloc[0]) < 1000
    box_area = 2 * report.repaired["area_after_m2"].iloc[0]
    assert box_area == pytest.approx(0.02 * 95450 * 0.02 * 110860, rel=2e-3)
    assert sorted(report.rejected["feature"]) == [2, 3, 4]
    assert set(report.rejected["reason"]) == {"encloses no area", "has no geometry", "has an empty geometry"}
    assert "1 invalid features repaired" in report.summary()
    assert "3 features without a usable geometry left out" in report.summary()


@pytest.mark.parametrize(
    ("shape", "reason"),
    [
        (BOW_TIE, "crosses itself"),
        (
            shapely.Polygon(SQUARE.exterior.coords, [shapely.box(119, 31, 119.1, 31.1).exterior.coords]),
            "has a hole outside its shell",
        ),
        (
            shapely.MultiPolygon([SQUARE, shapely.box(118.001, 31.001, 118.002, 31.002)]),
            "has a part within a part",
        ),
    ],
)
def test_reasons_in_words(shape, reason):
    assert reason_and_place(shape)[0] == reason


def test_nothing_usable_wrong_type_and_no_crs():
    with pytest.raises(EmptyLayerError):
        check(layer(None, shapely.Polygon()), "A")
    with pytest.raises(EmptyLayerError):
        check(layer(LINE_LIKE), "A", "repair")
    with pytest.raises(GeometryTypeError, match="feature 1, is a LineString; polygons"):
        check(layer(SQUARE, shapely.LineString([(0, 0), (1, 1)])), "A")
    with pytest.raises(MissingCrsError, match="'A'"):
        check(layer(SQUARE, crs=None), "A")
    with pytest.raises(ParameterError, match="'ignore'"):
        check(layer(SQUARE), "A", "ignore")


def test_polygonal_keeps_polygons_only():
    mixed = shapely.GeometryCollection([SQUARE, shapely.Point(0, 0), shapely.LineString([(0, 0), (1, 1)])])
    found = polygonal(
        [mixed, shapely.Point(0, 0), shapely.GeometryCollection([shapely.Point(1, 1)]), SQUARE, None]
    )
    assert found[0].equals(SQUARE)
    assert shapely.is_empty(found[[1, 2, 4]]).all()
    assert found[3] is SQUARE


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**9), jitter=st.sampled_from([0.0, 0.3, 0.6, 1.0]))
def test_the_quick_judgement_is_geos_judgement(seed, jitter):
    """Polygons of many holes that may cross, touch, nest, or leave their shell."""
    rng = np.random.default_rng(seed)
    x, y = (grid.ravel().astype(float) for grid in np.meshgrid(np.arange(1, 9) * 10, np.arange(1, 9) * 10))
    x, y = x + jitter * rng.normal(0, 4, x.shape), y + jitter * rng.normal(0, 4, y.shape)
    size = rng.choice([1.0, 2.0, 4.5, 5.0], len(x))
    holes = shapely.get_exterior_ring(shapely.box(x - size, y - size, x + size, y + size))
    polygon = shapely.polygons(shapely.box(0, 0, 90, 90).exterior, holes=holes)
    assert are_valid(np.array([polygon]))[0] == polygon.is_valid
