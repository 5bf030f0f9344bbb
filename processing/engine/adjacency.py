# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders between units by rank, and the belts along them."""

from dataclasses import dataclass

import geopandas
import shapely

from ...layers.adcodes import RANKS, border_rank, normalise
from .areas import areas
from .belts import belts
from .borders import shared_borders
from .conventions import BELT_WIDTH_M
from .errors import MissingFieldError, ParameterError


@dataclass(frozen=True)
class Adjacency:
    """Borders and belts of one set of units.

    Attributes
    ----------
    borders : GeoDataFrame
        ``left``, ``left_name``, ``right``, ``right_name``, ``rank``, ``length_m``.
    belts : GeoDataFrame
        ``left``, ``right``, ``rank``, ``side``, ``side_name``, ``width_m``, ``area_m2``.
    covered_m2 : float
        Area within reach of any border, every place once.
    """

    borders: geopandas.GeoDataFrame
    belts: geopandas.GeoDataFrame
    covered_m2: float


def adjacency(
    units, ranks=RANKS, width_m=BELT_WIDTH_M, code="adcode", name="name_zh", partition=False, progress=None
):
    """Find the borders of the given ranks and lay a belt on each side of them.

    Parameters
    ----------
    units : GeoDataFrame
        Polygons with a CRS; neighbours share their borders.
    ranks : sequence of {'province', 'prefecture', 'county'}
        Which borders; the rank follows from the codes of both sides.
    width_m : float
        Width on each side in metres on the ground.
    code, name : str
        Columns with the six-digit code and the name of a unit.
    partition : bool
        Give every place to its nearest border; otherwise belts of different borders may overlap.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Adjacency

    Raises
    ------
    MissingFieldError
        If ``code`` is not a column.
    ParameterError
        If a code is not one, or appears twice.
    """
    if code not in units.columns:
        raise MissingFieldError(
            units.attrs.get("name", "units"), code, units.columns.drop(units.geometry.name)
        )
    units = units.assign(**{code: _codes(units, code)})
    names = dict(zip(units[code], units[name] if name in units.columns else units[code], strict=True))
    report = progress or (lambda fraction: None)
    borders = shared_borders(units, key=code, progress=lambda done: report(0.4 * done))
    borders["rank"] = [border_rank(a, b) for a, b in zip(borders["left"], borders["right"], strict=True)]
    borders = borders[borders["rank"].isin(list(ranks))].reset_index(drop=True)
    borders["left_name"] = borders["left"].map(names)
    borders["right_name"] = borders["right"].map(names)
    strips = belts(
        borders, units, width_m, key=code, partition=partition, progress=lambda done: report(0.4 + 0.6 * done)
    )
    strips["rank"] = [border_rank(a, b) for a, b in zip(strips["left"], strips["right"], strict=True)]
    strips["side_name"] = strips["side"].map(names)
    strips["width_m"] = float(width_m)
    covered = areas([shapely.union_all(strips.geometry.array)], strips.crs)[0] if len(strips) else 0.0
    line_columns = ["left", "left_name", "right", "right_name", "rank", "length_m"]
    belt_columns = ["left", "right", "rank", "side", "side_name", "width_m", "area_m2"]
    return Adjacency(
        borders[[*line_columns, borders.geometry.name]],
        strips[[*belt_columns, strips.geometry.name]],
        float(covered),
    )


def _codes(units, code):
    codes = [normalise(value) for value in units[code]]
    layer = units.attrs.get("name", "units")
    for index, (value, found) in enumerate(zip(units[code], codes, strict=True)):
        if found is None:
            raise ParameterError(
                f"Layer '{layer}', feature {units.index[index]}: {code} is '{value}', not a six-digit code. Correct it "
                "or choose another field."
            )
    seen = {}
    for index, found in zip(units.index, codes, strict=True):
        if found in seen:
            raise ParameterError(
                f"Layer '{layer}': features {seen[found]} and {index} both have the code {found}. Merge them, or "
                "correct one of the codes."
            )
        seen[found] = index
    return codes
