# SPDX-License-Identifier: GPL-3.0-or-later
"""Formulas of the model method, cell by cell: water balance, RUSLE, and what factors come from.

Sources: the model method of the red-line delineation guide as practice applies it (B); runoff coefficients by
land cover are P. All of them are conventions.
"""

import numpy as np

from .errors import ValueRangeError


def water_balance(pre, et, landcover, area_m2, alpha):
    """Water conserved in each cell: TQ = (P - R - ET) A, with R = P alpha.

    Parameters
    ----------
    pre, et : numpy.ndarray
        Precipitation and evapotranspiration in mm.
    landcover : numpy.ndarray
        Codes.
    area_m2 : numpy.ndarray
        Cell areas.
    alpha : dict of int to float
        Runoff coefficient by code (P).

    Returns
    -------
    numpy.ndarray
        m³; negative where more evaporates than falls.

    Raises
    ------
    ValueRangeError
        A code without a coefficient.

    Examples
    --------
    1000 mm of rain, 600 mm evaporated and 2.67 % run off a hectare of evergreen broadleaf forest:

    >>> cell = water_balance(np.array([1000.0]), np.array([600.0]), np.array([1.0]), np.array([1e4]), {1: 0.0267})
    >>> round(float(cell[0]), 1)
    3733.0
    """
    run_off = np.full(pre.shape, np.nan, np.float32)
    for code, value in alpha.items():
        run_off[landcover == code] = value
    unknown = ~np.isnan(landcover) & np.isnan(run_off)
    if unknown.any():
        codes = ", ".join(f"{code:g}" for code in np.unique(landcover[unknown])[:5])
        raise ValueRangeError(
            f"Land cover {codes} has no runoff coefficient. Add it to the table (columns code, name_zh, alpha)."
        )
    return (pre * (1 - run_off) - et) * (area_m2 / 1000)


def soil_conservation(r, k, l, slope, c):  # noqa: E741 (the formula's own letter)
    """Soil kept by plant cover, A_c = R K L S (1 - C) (B), in t/(ha a) where R and K are in SI units."""
    return r * k * l * slope_factor(slope) * (1 - c)


def erodibility(k_epic, base=-0.01383, factor=0.51575, unit=0.1317):
    """Erodibility K = (base + factor K_EPIC) unit (B).

    Examples
    --------
    >>> round(erodibility(0.3), 6)
    0.018556
    """
    return (base + factor * k_epic) * unit


def slope_factor(slope):
    """RUSLE's S by slope in degrees (B).

    Examples
    --------
    >>> slope_factor(np.array([0.0, 5.0, 8.0, 20.0, 30.0])).round(4).tolist()
    [0.03, 0.9713, 1.8381, 6.5337, 9.5988]
    """
    sine = np.sin(np.radians(slope))
    result = np.where(slope < 5.14, 10.8 * sine + 0.03, 16.8 * sine - 0.5)
    result = np.where(slope >= 10.20, 21.91 * sine - 0.96, result)
    result = np.where(slope >= 28.81, 9.5988, result)
    return np.where(np.isnan(slope), np.nan, result).astype(np.asarray(slope).dtype)


def climate_erosivity(wind, etp, pre, days):
    """F_q = u³ (ETP - P) / ETP · d (B): wind speed in m/s, potential evapotranspiration and rain in mm, days.

    Where more rain falls than can evaporate the wind moves nothing, and the index is 0. Where nothing can
    evaporate there is no value.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        dry = np.where(etp > 0, np.maximum(etp - pre, 0) / etp, np.nan)
    dry = np.where(np.isnan(pre), np.nan, dry)
    return (wind**3 * dry * days).astype(np.float32)


def percent_to_degrees(slope):
    """Slope in percent as degrees.

    Examples
    --------
    >>> float(percent_to_degrees(np.array([100.0]))[0])
    45.0
    """
    return np.degrees(np.arctan(slope / 100))
