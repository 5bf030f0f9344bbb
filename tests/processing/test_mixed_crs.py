# SPDX-License-Identifier: GPL-3.0-or-later
"""Layers in two coordinate systems give what they give in one, also along edges of many kilometres."""

import geopandas
import pytest
from shapely.geometry import box

GK, EAST, NORTH = "EPSG:4549", 400_000.0, 3_540_000.0
K = 1 + (100_000 / 6_372_400) ** 2 / 2  # a metre on the ground as drawn, 100 km west of the central meridian


@pytest.fixture
def strip(layer_file):
    """50 km by 1 km: its edges are straight in EPSG:4549, and bent by 30 m in degrees."""
    return layer_file("strip", [box(EAST - 25_000, NORTH, EAST + 25_000, NORTH + 1000)])


@pytest.fixture
def beside(layer_file):
    """Return a square of 10 m at a distance from the strip's long edge, in the middle, in degrees."""

    def make(y):
        square = geopandas.GeoSeries([box(EAST, NORTH + y, EAST + 10, NORTH + y + 10)], crs=GK)
        return layer_file("parcel", square.to_crs("EPSG:4490"), crs="EPSG:4490")

    return make


def test_a_parcel_beside_a_long_red_line_is_beside_it(run, strip, beside):
    out = dict.fromkeys(("OUTPUT_PIECES", "OUTPUT_PARCELS"), "memory:")
    result = run("redlineconflict", PARCELS=beside(-30), REDLINES=strip, AVOID_M=50, **out)
    assert (result["VERDICT"], result["CONFLICT_COUNT"], result["CONFLICT_AREA_M2"]) == ("near", 0, 0)
    parcel = next(result["OUTPUT_PARCELS"].getFeatures())
    assert parcel["nearest_m"] == pytest.approx(20 / K, abs=0.01)


def test_the_distance_from_a_long_bank(run, strip, beside):
    result = run(
        "riverside",
        FEATURES=beside(1010),
        RIVER=strip,
        CLASSES_M="5,50",
        OUTPUT_FEATURES="memory:",
    )
    feature = next(result["OUTPUT_FEATURES"].getFeatures())
    assert feature["distance_m"] == pytest.approx(10 / K, abs=0.005)
    assert feature["share_pct"] == pytest.approx(100)


def test_the_same_red_line_in_two_systems_is_unchanged(run, layer_file, strip):
    fine = geopandas.read_file(strip).segmentize(100).to_crs("EPSG:4490")
    out = dict.fromkeys(("OUTPUT_CHANGES", "OUTPUT_UNITS"), "memory:")
    result = run("compareredlines", OLD=layer_file("fine", fine, crs="EPSG:4490"), NEW=strip, **out)
    # 1 mm along 100 km of edge at most, of 50 million m²
    assert result["REMOVED_AREA_M2"] + result["ADDED_AREA_M2"] < 100
