# SPDX-License-Identifier: GPL-3.0-or-later
"""Zones of the shipped plans placed on units."""

import pytest
from metro_circles.layers import catalog
from metro_circles.processing.engine.adjacency import pairs_between
from metro_circles.processing.engine.zones import zone_pairs

CODES = ["320111", "320116", "341122", "341103", "340506"]


def test_prefectures_and_provinces_stand_for_their_units():
    assert pairs_between(["320100"], ["340000"], CODES) == {
        (a, b) for a in ("320111", "320116") for b in ("341122", "341103", "340506")
    }
    assert pairs_between(["320111"], ["320111"], CODES) == set()


@pytest.mark.parametrize(
    ("zone_id", "count"),
    [("nanjing-02", 1), ("nanjing-04", 2), ("nanjing-19", 0), ("nanjing-34", 0), ("nanjing-37", 4)],
)
def test_zones_of_the_table(zone_id, count):
    # -02: 浦口–来安; -04: 浦口, 六合–来安; -19: a river; -34: one side only; -37: 南京–滁州, 2 x 2 of CODES
    zone = next(zone for zone in catalog.zones("nanjing") if zone.zone_id == zone_id)
    assert len(zone_pairs(zone, CODES)) == count
