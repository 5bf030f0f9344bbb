# SPDX-License-Identifier: GPL-3.0-or-later
"""Belts of a given width on each side of borders."""

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from .areas import AreaMeasure
from .arrays import batches
from .buffers import joined, stretches
from .common import common
from .errors import CrsMismatchError, MissingCrsError, MissingFieldError, MissingKeyError, ParameterError
from .jobs import in_turn
from .nearer import partitioned
from .precision import united_by

# Coordinates of the borders that are buffered at once, and clipped at once.
_ROLLED, _CLIPPED = 200_000, 10_000


def belts(borders, units, width_m, key="adcode", partition=False, progress=None):
    """Belts on both sides of each border, clipped to the unit of the side.

    Parameters
    ----------
    borders : geopandas.GeoDataFrame
        ``left``, ``right`` and lines, as :func:`.borders.shared_borders` gives them.
    units : geopandas.GeoDataFrame
        The units that the borders name, in the same coordinate system. Units with the same key are one.
    width_m : float
        Distance from the border in metres, greater than 0.
    key : str
        The field of `units` that holds what ``left`` and ``right`` name.
    partition : bool
        Whether each place belongs to the nearest border only, so that no two belts of a unit overlap.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    geopandas.GeoDataFrame
        Two rows a border, in the borders' order: ``left``, ``right``, ``side`` (the key of the unit it lies
        in), ``area_m2``, ``border_row``, geometry.

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError, MissingKeyError, ParameterError
    """
    _check_inputs(borders, units, width_m, key)
    report = progress or (lambda fraction: None)
    report(0.0)
    lines = np.asarray(borders.geometry.array, dtype=object)
    unit, keys = pd.factorize(units[key], use_na_sentinel=False)
    shape_of = united_by(np.asarray(units.geometry.array, dtype=object), unit, len(keys))
    side = borders[["left", "right"]].to_numpy()
    on_sides = shape_of[keys.get_indexer(side.ravel())].reshape(side.shape)
    shapes = _on_sides(lines, borders.crs, width_m, on_sides, lambda f: report(0.8 * f)).ravel()
    side, row = side.ravel(), np.repeat(np.arange(len(borders)), 2)
    if partition and len(shapes):
        shapes = partitioned(
            shapes, pd.factorize(side)[0], lines[row], borders.crs, width_m, lambda f: report(0.8 + 0.2 * f)
        )
    area = AreaMeasure(units.crs, units.total_bounds)(shapes)
    report(1.0)
    return gpd.GeoDataFrame(
        {
            "left": borders["left"].to_numpy()[row],
            "right": borders["right"].to_numpy()[row],
            "side": side,
            "area_m2": area,
            "border_row": row,
        },
        geometry=shapes,
        crs=units.crs,
    )


def _on_sides(lines, crs, width_m, on_sides, report):
    """Buffers of lines, as far as they are in the units on both sides: a row for each line, a column for each side."""
    shapes = np.empty_like(on_sides)
    size = shapely.get_num_coordinates(lines)

    def rolled():
        for many in batches(size, _ROLLED):
            found = stretches(lines[many], crs, width_m, lambda many=many: report(0.5 * many[0] / len(lines)))
            for few in batches(size[many], _CLIPPED):
                yield many[few], found.of(few[0], few[-1] + 1)

    def clipped(task):
        some, found = task
        buffers = joined(found, crs, len(some))
        return some, common(np.repeat(buffers, 2), on_sides[some].ravel()).reshape(-1, 2)

    for some, both in in_turn(clipped, rolled(), lambda fraction: report(0.5 + 0.5 * fraction)):
        shapes[some] = both
    return shapes


def _check_inputs(borders, units, width_m, key):
    for name, gdf in (("borders", borders), ("units", units)):
        if gdf.crs is None:
            raise MissingCrsError(name)
    if borders.crs != units.crs:
        raise CrsMismatchError("borders", borders.crs.to_string(), "units", units.crs.to_string())
    if key not in units.columns:
        raise MissingFieldError("units", key, units.columns.drop(units.geometry.name))
    if not width_m > 0:
        raise ParameterError(f"A belt of width {width_m} m has no area. Give a width greater than 0.")
    missing = (set(borders["left"]) | set(borders["right"])) - set(units[key])
    if missing:
        names = ", ".join(map(str, sorted(missing)))
        raise MissingKeyError(
            f"The borders name units that the units layer does not hold: {names}. "
            "Use the units layer that the borders were made from."
        )
