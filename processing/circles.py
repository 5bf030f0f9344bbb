# SPDX-License-Identifier: GPL-3.0-or-later
"""A circle as two frames, circle and members: shipped, or put together from units."""

import geopandas
import numpy as np

from ..layers import catalog
from ..layers.own import STATUS, own_id
from .engine.areas import areas
from .engine.circlecheck import check_circle
from .engine.moving import moved
from .unitlist import memberships

_MEMBER_TEXTS = ("name_en", "prefecture", "province", "scale")


def circle_frames(circle):
    """Return a circle of the catalog and its members.

    Parameters
    ----------
    circle : catalog.Circle

    Returns
    -------
    circle, members : geopandas.GeoDataFrame
        In EPSG:4490. ``circle`` has one row with ``area_km2`` (ellipsoidal), ``checked_km2`` (of the members that
        the plan takes whole), ``official_km2`` and ``ratio`` (checked / official).
    """
    return catalog.read("circle", circle.circle_id), catalog.read("member", circle.circle_id)


def own_circle_frames(units, name="自定义都市圈", official_km2=None, source="自定义"):
    """Put a circle together from units.

    Parameters
    ----------
    units : geopandas.GeoDataFrame
        Valid polygons with a CRS, ``adcode`` and ``name_zh``; where they overlap a place counts once in the circle.
    name : str
        Of the circle; its id follows from it.
    official_km2 : float, optional
        A published area to compare with.
    source : str
        What the boundaries are, kept as ``document``.

    Returns
    -------
    circle, members : geopandas.GeoDataFrame
        With the fields of the shipped layers, in EPSG:4490; members also with ``also_in``, the circles of the
        catalog that they belong to.
    """
    circle_id, official = own_id(name), float(official_km2 or "nan")
    members = moved(units, "EPSG:4490")
    members["area_km2"] = areas(members.geometry.array, members.crs) / 1e6
    found = check_circle(members, official_km2, np.ones(len(members), bool), catalog.read("county"))
    elsewhere = memberships()
    shared = {
        "document": source,
        "issuer": "",
        "published": "",
        "status": STATUS,
        "official_km2": official,
    }
    members = members.assign(
        circle_id=circle_id,
        role="member",
        group_zh=_texts(members, "prefecture"),
        coverage="full",
        **{column: _texts(members, column) for column in _MEMBER_TEXTS},
        **shared,
        also_in=[";".join(c for c in elsewhere.get(a, ()) if c != circle_id) for a in members["adcode"]],
    )
    columns = [
        "circle_id",
        "adcode",
        "name_zh",
        "name_en",
        "prefecture",
        "province",
        "role",
        "group_zh",
        "coverage",
    ]
    columns += [*shared, "area_km2", "scale", "also_in"]
    circle = geopandas.GeoDataFrame(
        {
            "circle_id": [circle_id],
            "name_zh": [name],
            "name_en": [name],
            "centre_adcode": [""],
            "units": [len(members)],
            **{column: [value] for column, value in shared.items()},
            "official_covers": [""],
            "area_km2": [found.area_km2],
            "parts": [found.parts],
            "components": [found.components],
            "contiguous": ["yes" if found.components == 1 else "no"],
            "enclaves": [len(found.enclaves)],
            "enclave_list": [found.enclave_list],
            "checked_km2": [found.area_km2],
            "ratio": [found.area_km2 / official],
            "gk3_epsg": [zone_epsg(members.total_bounds)],
            "scale": ["、".join(sorted(set(members["scale"]) - {""}))],
            "note": [""],
        },
        geometry=[found.outline],
        crs=members.crs,
    )
    return circle, members[[*columns, members.geometry.name]].reset_index(drop=True)


def zone_epsg(bounds):
    """EPSG code of the CGCS2000 3° zone, without prefix, in whose middle an extent in degrees lies best.

    Examples
    --------
    >>> zone_epsg((118.2, 31.1, 119.2, 32.6))
    4549
    """
    meridian = 3 * round((bounds[0] + bounds[2]) / 6)
    return 4534 + (min(max(meridian, 75), 135) - 75) // 3


def _texts(frame, column):
    return frame[column].fillna("").astype(str) if column in frame.columns else ""
