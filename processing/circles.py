# SPDX-License-Identifier: GPL-3.0-or-later
"""A circle as two frames, circle and members: shipped, or put together from a planner's list."""

import geopandas
import pandas as pd
import shapely

from ..layers import catalog
from .engine.areas import areas


def circle_frames(circle):
    """Return the shipped circle and its members.

    Parameters
    ----------
    circle : catalog.Circle

    Returns
    -------
    circle, members : geopandas.GeoDataFrame
        In EPSG:4490. ``circle`` has one row with ``area_km2`` (ellipsoidal), ``official_km2`` and ``ratio``.
    """
    outline = catalog.read("circle", circle.circle_id)
    outline["ratio"] = outline["area_km2"] / outline["official_km2"]
    return outline, catalog.read("member", circle.circle_id)


def own_circle_frames(adcodes, name="自定义都市圈"):
    """Put a circle together from shipped units.

    Parameters
    ----------
    adcodes : list of str
        Codes of county-level units; order and repetition do not matter.

    Returns
    -------
    circle, members : geopandas.GeoDataFrame
        As ``circle_frames`` gives them, without what only a published circle has.

    Raises
    ------
    catalog.UnknownUnitError
        With the unknown codes and the nearest known ones.
    """
    members = catalog.units(sorted(set(adcodes)))
    members["area_km2"] = areas(members.geometry, members.crs) / 1e6
    outline = geopandas.GeoDataFrame(
        {
            "circle_id": ["own"],
            "name_zh": [name],
            "area_km2": [members["area_km2"].sum()],
            "official_km2": pd.array([float("nan")]),
            "ratio": [float("nan")],
        },
        geometry=[shapely.coverage_union_all(members.geometry.array)],
        crs=members.crs,
    )
    return outline, members
