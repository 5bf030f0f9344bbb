# SPDX-License-Identifier: GPL-3.0-or-later
"""The records that the catalog hands out."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Circle:
    """One published reading of a circle's membership (facts: sources/circles.csv)."""

    circle_id: str
    name_zh: str
    name_en: str
    centre_adcode: str
    official_km2: float | None
    """Published area, km²; None where none was published for this scope."""
    official_covers: str
    """What the published figure covers, in its own words."""
    document: str
    issuer: str
    published: str
    status: str
    """official, announced or provisional."""
    gk3_epsg: int
    """EPSG code of the CGCS2000 3° Gauss-Krüger zone that suits the circle."""
    note: str


@dataclass(frozen=True)
class Member:
    """A unit of a circle (facts: sources/members.csv)."""

    circle_id: str
    adcode: str
    name_zh: str
    prefecture: str
    province: str
    role: str
    """core or member."""
    group_zh: str
    coverage: str
    """full, partial (the plan takes a part of the unit) or uncertain."""


@dataclass(frozen=True)
class Zone:
    """A cooperation zone that a plan names (facts: sources/zones.csv)."""

    zone_id: str
    circle_id: str
    name_zh: str
    kind: str
    side_a: tuple[str, ...]
    side_a_names: str
    side_b: tuple[str, ...]
    side_b_names: str
    basis: str
    """How the sides are known: named, side_b_named, inferred, prefecture, geometry, general, unresolved."""
    source: str
    note: str
