# SPDX-License-Identifier: GPL-3.0-or-later
"""Holds pieces and remainder to the whole: a run whose areas do not add up gives no result."""

import numpy as np

from .errors import ClosureError

ABSOLUTE_M2 = 1e-4
RELATIVE = 1e-9
"""Rounding of coordinates stays below one of the two: the first in small features, the second in enormous ones."""


def hold(name, ids, whole, inside, outside):
    """Stop where what is inside and what is outside do not make up a feature.

    Parameters
    ----------
    name : str
        The layer's name, for the message.
    ids : sequence
        What names a feature, one each.
    whole, inside, outside : numpy.ndarray of float64
        Square metres of each feature.

    Raises
    ------
    ClosureError
        The difference of a feature is greater than 1e-4 m² and greater than 1e-9 of its area.

    Examples
    --------
    >>> hold("parcels", [7], np.array([100.0]), np.array([40.0]), np.array([60.00005]))
    """
    difference = np.abs(inside + outside - whole)
    # Not a number is no closure either.
    wrong = np.flatnonzero(~((difference <= ABSOLUTE_M2) | (difference <= RELATIVE * np.abs(whole))))
    if len(wrong):
        row = wrong[np.argmax(np.nan_to_num(difference[wrong], nan=np.inf))]
        raise ClosureError(
            f"Layer '{name}', feature {ids[row]}: the parts inside and outside differ from its {whole[row]:.4f} m² "
            f"by {difference[row]:.3g} m² ({len(wrong)} such features), so no result is written. "
            "Check its geometry, set 'Invalid geometries' to 'repair', or bring the layers to one coordinate system."
        )


def hold_overlay(name, cut):
    """Stop where an overlay's pieces and remainder do not make up a feature; see :func:`hold`.

    Parameters
    ----------
    name : str
    cut : overlay.Overlay
        With its remainder.
    """
    outside = np.zeros(len(cut.features))
    outside[cut.remainder["a_row"].to_numpy()] = cut.remainder["area_m2"].to_numpy()
    ids = cut.features.iloc[:, 0].to_numpy()
    hold(name, ids, *(cut.features[column].to_numpy() for column in ("area_m2", "inside_m2")), outside)
