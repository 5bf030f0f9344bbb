# SPDX-License-Identifier: GPL-3.0-or-later
"""Cooperation zones as the belts along the borders between their two sides."""

import geopandas
import numpy as np
import shapely

from .adjacency import pairs_between
from .areas import areas

_JOIN = "、"


def zone_pairs(zone, codes):
    """Pairs of units across a zone; empty where its plan names no unit on one of its sides.

    Parameters
    ----------
    zone : layers.catalog.Zone
    codes : iterable of str
        The units there are.
    """
    sides = [[code for code in side if code.isdigit()] for side in (zone.side_a, zone.side_b)]
    return pairs_between(*sides, list(codes))


def with_zones(borders, belts, zones):
    """Write the zones on borders and belts, and join the belts of each zone.

    Parameters
    ----------
    borders, belts : GeoDataFrame
        As :func:`.adjacency.adjacency` gives them.
    zones : dict of layers.catalog.Zone to set of (str, str)
        The pairs of each zone.

    Returns
    -------
    borders, belts : GeoDataFrame
        With ``zones``, the names of all zones of the pair; unchanged where `zones` is empty.
    placed : GeoDataFrame
        ``zone_id``, ``name_zh``, ``kind``, ``side_a``, ``side_b``, ``borders`` (number), ``length_m``,
        ``width_m``, ``area_m2`` (every place once).
    unplaced : list of str
        Names of the zones without a border, with the reason.
    """
    rows, shapes, unplaced = [], [], []
    border_pairs, belt_pairs = _pairs(borders), _pairs(belts)
    measured = dict(zip(border_pairs, borders["length_m"], strict=True))
    for zone, pairs in zones.items():
        met = pairs & set(border_pairs)
        if not met:
            reason = "sides share no border" if pairs else "one side names no unit"
            unplaced.append(f"{zone.name_zh} ({zone.zone_id}: {reason})")
            continue
        own = np.array([pair in met for pair in belt_pairs])
        shapes.append(shapely.union_all(np.asarray(belts.geometry.array[own], dtype=object)))
        rows.append(
            {
                "zone_id": zone.zone_id,
                "name_zh": zone.name_zh,
                "kind": zone.kind,
                "side_a": zone.side_a_names,
                "side_b": zone.side_b_names,
                "borders": len(met),
                "length_m": float(sum(measured[pair] for pair in met)),
                "width_m": float(belts["width_m"].iloc[0]),
            }
        )
    fields = ["zone_id", "name_zh", "kind", "side_a", "side_b", "borders", "length_m", "width_m"]
    placed = geopandas.GeoDataFrame(rows, columns=fields, geometry=shapes, crs=belts.crs)
    placed.insert(len(fields), "area_m2", areas(placed.geometry, belts.crs) if rows else np.zeros(0))
    if zones:
        borders, belts = (_labelled(frame, _pairs(frame), zones) for frame in (borders, belts))
    return borders, belts, placed, unplaced


def _pairs(frame):
    return [tuple(sorted(pair)) for pair in zip(frame["left"], frame["right"], strict=True)]


def _labelled(frame, pairs, zones):
    labels = [_JOIN.join(zone.name_zh for zone, own in zones.items() if pair in own) for pair in pairs]
    position = frame.columns.get_loc(frame.geometry.name)
    result = frame.copy()
    result.insert(position, "zones", np.array(labels, dtype=object))
    return result
