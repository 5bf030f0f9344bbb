# SPDX-License-Identifier: GPL-3.0-or-later
"""Parcels against red lines: pieces, every parcel's share, and what each kind of red line takes."""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd

from .overlay import Closure, intersect


@dataclass(frozen=True)
class Conflicts:
    """What of the parcels lies inside red lines.

    Attributes
    ----------
    pieces : GeoDataFrame
        ``parcel_fid``, ``parcel_id``, ``redline_fid``, ``kind``, ``overlap_m2``.
    parcels : GeoDataFrame
        Every parcel with its own attributes and ``parcel_fid``, ``area_m2``, ``inside_m2``, ``share_pct``,
        ``in_conflict``. An attribute of its own that has one of these names gets ``_orig`` behind it.
    kinds : DataFrame
        ``parcel_fid``, ``parcel_id``, ``kind``, ``inside_m2``, ``share_pct``: one row a parcel and kind.
    small : Series
        ``overlap_m2`` of the pieces left out as smaller than the minimum.
    closure : Closure
        How far pieces and remainder are from the whole.
    """

    pieces: geopandas.GeoDataFrame
    parcels: geopandas.GeoDataFrame
    kinds: pd.DataFrame
    small: pd.Series
    closure: Closure

    @property
    def count(self):
        """Parcels in conflict."""
        return int(self.parcels["in_conflict"].sum())

    @property
    def area_m2(self):
        """Area inside red lines, every place once a parcel, of the parcels in conflict."""
        return float(self.parcels.loc[self.parcels["in_conflict"], "inside_m2"].sum())


def conflicts(parcels, redlines, category=None, parcel_id=None, min_area_m2=0.0, progress=None):
    """Find what of each parcel lies inside red lines.

    Parameters
    ----------
    parcels, redlines : GeoDataFrame
        Valid polygons in the same CRS, indexed by feature id.
    category : str, optional
        Column of ``redlines`` with the kind of red line.
    parcel_id : str, optional
        Column of ``parcels`` that names a parcel.
    min_area_m2 : float
        Smaller pieces are left out and counted, and do not put a parcel in conflict; a parcel's
        ``inside_m2`` holds them all the same.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Conflicts

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError
    """
    result = intersect(parcels, redlines, category=category, remainder=True, progress=progress)
    names = parcels[parcel_id].to_numpy() if parcel_id else None
    pieces = result.pieces.rename(
        columns={"a_id": "parcel_fid", "b_id": "redline_fid", "area_m2": "overlap_m2"}
    )
    pieces["kind"] = pieces[category] if category else None
    pieces["parcel_id"] = names[pieces["a_row"]] if parcel_id else None
    pieces = pieces[["parcel_fid", "parcel_id", "redline_fid", "kind", "overlap_m2", pieces.geometry.name]]
    small = pieces["overlap_m2"] < min_area_m2

    table = result.features
    inside = table["inside_m2"].to_numpy()
    kept = np.isin(table["a_id"], pieces.loc[~small, "parcel_fid"])
    ours = {"parcel_fid", "area_m2", "inside_m2", "share_pct", "in_conflict"}
    taken = {column: f"{column}_orig" for column in parcels.columns if column.lower() in ours}
    checked = parcels.rename(columns=taken).assign(
        parcel_fid=table["a_id"].to_numpy(),
        area_m2=table["area_m2"].to_numpy(),
        inside_m2=inside,
        share_pct=table["share_pct"].to_numpy(),
        in_conflict=kept,
    )
    kinds = result.categories.rename(
        columns={"a_id": "parcel_fid", category or "category": "kind", "area_m2": "inside_m2"}
    )
    if parcel_id:
        kinds.insert(1, "parcel_id", kinds["parcel_fid"].map(dict(zip(table["a_id"], names, strict=True))))
    return Conflicts(
        pieces[~small].reset_index(drop=True), checked, kinds, pieces.loc[small, "overlap_m2"], result.closure
    )
