# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders of neighbours whose edges run a hair apart: found within a tolerance, or told of."""

from dataclasses import dataclass

from .borders import shared_borders
from .closure import unit_m

_APART_M = 1.0
_SEEN_M = 20.0  # side by side: neighbours' edges part at a sharp angle within less
_STUB = 4


@dataclass(frozen=True)
class Apart:
    """Pairs of units whose edges run side by side within a metre, but are not one: no border is found there."""

    count: int = 0
    length_m: float = 0.0


def borders_within(units, code, tolerance_m, look, report):
    """Find shared borders, and where edges run side by side without being one.

    Parameters
    ----------
    units : GeoDataFrame
    code : str
        Column with the key of a unit.
    tolerance_m : float
        How far apart the edges of neighbours may run and still be one border.
    look : bool
        Whether to look for edges within a metre that are none.
    report : callable
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    GeoDataFrame
        As :func:`.borders.shared_borders` gives it.
    Apart
    """
    metre = 1 / unit_m(units.crs)
    found = shared_borders(
        units, key=code, tolerance=tolerance_m * metre, progress=lambda done: report(0.6 * done)
    )
    # With a tolerance, units that meet in a point seem to share what is near it.
    found = found[found["exact"] | (found["length_m"] > _STUB * tolerance_m)].reset_index(drop=True)
    if not look or tolerance_m >= _APART_M:
        return found, Apart()
    near = shared_borders(
        units, key=code, tolerance=_APART_M * metre, progress=lambda done: report(0.6 + 0.4 * done)
    )
    known = found.set_index(["left", "right"])["length_m"]
    pairs = near.set_index(["left", "right"])["length_m"]
    more = pairs - known.reindex(pairs.index).fillna(0)
    more = more[more > _SEEN_M]
    return found, Apart(len(more), float(more.sum()))
