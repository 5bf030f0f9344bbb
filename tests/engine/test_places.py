# SPDX-License-Identifier: GPL-3.0-or-later
"""Coordinates that cannot belong to their CRS: the remedy names the right one, the message the feature."""

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from metro_circles.processing.engine.places import misplaced, misplaced_features
from metro_circles.processing.engine.readings import readings

EAST, NORTH = 400_000.0, 3_540_000.0

CASES = {
    # 3° zone 40 and 6° zone 20 on each datum, looked up in the EPSG registry
    "3-degree prefix on CGCS2000": (40, 4549, "EPSG:4528"),
    "6-degree prefix on CGCS2000": (20, 4549, "EPSG:4498"),
    "3-degree prefix on Xian 1980": (40, 2385, "EPSG:2364"),
    "6-degree prefix on Xian 1980": (20, 2345, "EPSG:2334"),
    "3-degree prefix on Beijing 1954": (40, 2437, "EPSG:2416"),
    "6-degree prefix on Beijing 1954": (20, 21460, "EPSG:21420"),
    "another zone's prefix": (39, 4528, "EPSG:4527"),
    "another zone's prefix on Xian 1980": (39, 2364, "EPSG:2363"),
    "prefix missing": (0, 4528, "EPSG:4549"),
    "prefix of 6 degrees missing": (0, 4498, "EPSG:4509"),
    "prefix missing on Beijing 1954": (0, 2416, "EPSG:2437"),
}


@pytest.mark.parametrize(("prefix", "declared", "right"), CASES.values(), ids=CASES)
def test_the_remedy_names_the_zone_of_the_same_datum_and_width(prefix, declared, right):
    east = prefix * 1e6 + EAST
    told = misplaced((east, NORTH, east + 100, NORTH + 100), pyproj.CRS.from_epsg(declared))
    assert told.endswith(f"here {right}.")


@pytest.mark.parametrize("declared", [4549, 4528])
def test_exchanged_eastings_and_northings_are_no_zone(declared):
    easting = EAST if declared == 4549 else 40e6 + EAST
    told = misplaced((NORTH, easting, NORTH + 100, easting + 100), pyproj.CRS.from_epsg(declared))
    assert "x and y exchanged" in told
    assert "EPSG:44" not in told


def test_a_prefix_that_no_zone_has():
    told = misplaced((24.4e6, NORTH, 24.5e6, NORTH + 1), pyproj.CRS("EPSG:4549"))
    assert "no zone of China has the number 24" in told


def layer(*boxes, crs="EPSG:4549"):
    return geopandas.GeoSeries([shapely.box(*b) for b in boxes], crs=crs, index=range(1, len(boxes) + 1))


HERE = (EAST, NORTH, EAST + 100, NORTH + 100)


@pytest.mark.parametrize(
    ("stray", "message"),
    [
        ((118.7, 31.9, 118.8, 32.0), "feature 2 of 3 holds degrees (118.7000, 31.9000 …)"),
        ((31.9, 118.7, 32.0, 118.8), "feature 2 of 3 holds degrees with x and y exchanged"),
        (
            (40e6 + EAST, NORTH, 40e6 + EAST + 9, NORTH + 9),
            "feature 2 of 3 has eastings with a zone prefix (40)",
        ),
        ((NORTH, EAST, NORTH + 9, EAST + 9), "feature 2 of 3 has x and y exchanged"),
    ],
)
def test_a_stray_feature_is_named(stray, message):
    assert message in misplaced_features(layer(HERE, stray, HERE), "EPSG:4549")


def test_a_stray_feature_in_degrees_is_named():
    there = (118.7, 31.9, 118.8, 32.0)
    told = misplaced_features(layer(there, HERE, HERE, crs="EPSG:4490"), "EPSG:4490")
    assert told.startswith("is mixed: feature 2 and 1 more of 3 holds metres (400000.0000, 3540000.0000 …)")
    swapped = layer(there, (31.9, 118.7, 32.0, 118.8), (31.9, 118.7, 32.0, 118.8), crs="EPSG:4490")
    assert "feature 2 and 1 more of 3 has x and y exchanged" in misplaced_features(swapped, "EPSG:4490")


def test_features_of_a_country_in_one_zone_are_right():
    wide = layer(HERE, (-3.4e6, 4e6, -3.3e6, 4.1e6), (1.2e6, 4e6, 1.3e6, 4.1e6))
    assert misplaced_features(wide, "EPSG:4549") is None
    assert misplaced_features(geopandas.GeoSeries([None, shapely.Point()], crs=4549), "EPSG:4549") is None


def test_readings_stay_on_the_declared_datum():
    found = readings(np.array([[40_400_000.0, 3_540_000.0]]), pyproj.CRS("EPSG:2385"))
    assert [(reading.mistake, reading.code) for reading in found] == [("zone_prefix", "EPSG:2364")]
