# SPDX-License-Identifier: GPL-3.0-or-later
"""Units at the edge: m² inside, ha, km² and 亩 for people, rounded once and half up."""

from decimal import ROUND_HALF_UP, Decimal

from .areas import MU_M2

HA_M2 = 10_000.0
KM2_M2 = 1_000_000.0


def half_up(value, digits=2):
    """Round half up, as planning tables do, not half to even.

    Examples
    --------
    >>> half_up(0.125), half_up(2.5, 0)
    (0.13, 3.0)
    """
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP))


def ha(area_m2):
    """Hectares, two digits."""
    return half_up(area_m2 / HA_M2)


def mu(area_m2):
    """亩 (2000/3 m²), two digits.

    Examples
    --------
    >>> mu(10_000)
    15.0
    """
    return half_up(area_m2 / MU_M2)


def km2(area_m2):
    """Square kilometres, two digits."""
    return half_up(area_m2 / KM2_M2)


def readable_area(area_m2, unit="ha"):
    """One area as planners say it, in the unit of their choice.

    Parameters
    ----------
    area_m2 : float
    unit : {'ha', 'km2', 'mu'}

    Examples
    --------
    >>> readable_area(123_456), readable_area(123_456, "mu"), readable_area(26_521_748_000, "km2")
    ('12.35 ha (185.18 亩)', '185.18 亩 (12.35 ha)', '26521.75 km²')
    """
    if unit == "km2":
        return f"{km2(area_m2):.2f} km²"
    texts = [f"{ha(area_m2):.2f} ha", f"{mu(area_m2):.2f} 亩"]
    first, second = texts if unit == "ha" else texts[::-1]
    return f"{first} ({second})"
