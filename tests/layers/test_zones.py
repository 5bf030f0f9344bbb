# SPDX-License-Identifier: GPL-3.0-or-later
"""Cooperation zones: where each one is, or why it is nowhere."""

import pytest
import shapely
from metro_circles.layers import catalog


@pytest.fixture(scope="module")
def zones():
    return catalog.read("zone").set_index("zone_id")


def test_every_zone_of_the_plans_is_there_once(zones):
    assert [z.zone_id for z in catalog.zones()] == zones.index.tolist()
    assert zones["basis"].value_counts().to_dict() == {
        "inferred": 68,
        "prefecture": 58,
        "named": 17,
        "geometry": 6,
        "side_b_named": 5,
        "general": 2,
        "unresolved": 1,
    }


def test_a_zone_has_a_shape_or_says_why_not(zones):
    without = zones.geometry.isna() | zones.geometry.is_empty
    assert (zones["geometry_kind"].isin(["none", "enclave"]) == without).all()
    assert zones["geometry_note"].str.len().gt(0).all()
    assert zones.geometry[~without].is_valid.all()


def test_a_belt_lies_five_kilometres_to_each_side_of_the_border(zones):
    row = zones.loc["nanjing-01"]
    county = catalog.read("county").set_index("adcode").geometry
    line = shapely.intersection(shapely.boundary(county["320115"]), shapely.boundary(county["340506"]))
    both = shapely.union(county["320115"], county["340506"])
    assert (row["geometry_kind"], row["width_m"], row["pairs"]) == ("belt", 5000.0, "320115-340506")
    assert shapely.area(shapely.difference(row.geometry, both)) < 1e-8  # 100 m²: vertices are on a 0.4 m grid
    # 5 km is 0.0449 to 0.0451 degrees of latitude here, and less in degrees of longitude than 0.054.
    assert shapely.area(shapely.difference(row.geometry, shapely.buffer(line, 0.054))) < 1e-9
    assert (
        shapely.area(
            shapely.difference(shapely.intersection(shapely.buffer(line, 0.0445), both), row.geometry)
        )
        < 1e-9
    )
    for code in ("320115", "340506"):
        assert shapely.area(shapely.intersection(row.geometry, county[code])) > 0


@pytest.mark.parametrize("zone_id", ["nanjing-33", "hangzhou-13"])
def test_enclave_zones_are_kept_and_said_to_be_so(zones, zone_id):
    assert zones.loc[zone_id, "geometry_kind"] == "enclave"
    assert "飞地" in zones.loc[zone_id, "geometry_note"]


def test_a_pair_that_no_longer_touches_is_named(zones):
    row = zones.loc["hangzhou-06"]
    assert "余杭区" in row["geometry_note"]
    assert row["pairs"] == "330114-330481"


def test_zones_between_cities_that_do_not_touch_say_so(zones):
    assert zones.loc["nanjing-55", "geometry_kind"] == "none"  # 南京 and 杭州
    assert "不相邻" in zones.loc["nanjing-55", "geometry_note"]


def test_one_sided_zones_show_their_unit(zones):
    shape = catalog.read("county").set_index("adcode").geometry["320113"]
    assert zones.loc["nanjing-30", "geometry_kind"] == "unit"
    assert shapely.equals(zones.geometry["nanjing-30"], shape)
