# SPDX-License-Identifier: GPL-3.0-or-later
"""Parcels and projects against red lines: pieces, every feature's share, and what each kind of red line takes."""

from dataclasses import dataclass, field, replace

import geopandas
import numpy as np
import pandas as pd
import shapely

from .closure import overlaid
from .errors import CrsMismatchError, GeometryTypeError, MissingCrsError, MissingFieldError
from .linear import by_category, inside_of
from .names import aside
from .nearest import nearest
from .overlay import Closure
from .summary import dissolve

AREA = {"whole": "area_m2", "inside": "inside_m2", "overlap": "overlap_m2"}
LENGTH = {"whole": "length_m", "inside": "inside_m", "overlap": "overlap_m"}
POINTS = {"whole": "point_count", "inside": "inside_count", "overlap": "overlap_count"}
NAMES = (POINTS, LENGTH, AREA)
"""Names of the sizes by dimension: numbers of points, metres of lines, square metres of areas."""
CHECKED = ("share_pct", "in_conflict", "nearest_m", "nearest_fid")
"""What a check adds to a parcel beside its id and sizes."""


@dataclass(frozen=True)
class Conflicts:
    """What of the parcels or projects lies inside red lines.

    Attributes
    ----------
    pieces : GeoDataFrame
        ``parcel_fid``, ``parcel_id``, ``redline_fid``, ``kind``, ``overlap_m2``; lines have ``overlap_m`` instead,
        points ``overlap_count``.
    parcels : GeoDataFrame
        Every feature with its own attributes and ``parcel_fid``, ``area_m2``, ``inside_m2``, ``share_pct``,
        ``in_conflict``; lines have ``length_m`` and ``inside_m`` instead, points ``point_count`` and
        ``inside_count``. An attribute of its own that has one of these names steps aside: see ``renamed``.
    kinds : DataFrame
        ``parcel_fid``, ``parcel_id``, ``kind``, ``inside_m2`` (or ``inside_m``, ``inside_count``), ``share_pct``: one
        row a feature and kind.
    left_out : GeoDataFrame
        The pieces that the minimum leaves out, in the form of ``pieces``.
    closure : Closure
        How far pieces and remainder are from the whole; in m² also in the names where lines are metres.
    dimension : int
        2 for areas, 1 for lines, 0 for points.
    renamed : dict of str to str
        Attributes of the parcels that stepped aside, and what they are called in ``parcels``.
    """

    pieces: geopandas.GeoDataFrame
    parcels: geopandas.GeoDataFrame
    kinds: pd.DataFrame
    left_out: geopandas.GeoDataFrame
    closure: Closure
    dimension: int = 2
    renamed: dict = field(default_factory=dict)

    def own(self, column):
        """What an attribute of the parcels is called in ``parcels``."""
        return self.renamed.get(column, column)

    @property
    def small(self):
        """Sizes of the pieces that the minimum leaves out."""
        return self.left_out[NAMES[self.dimension]["overlap"]]

    @property
    def size_column(self):
        """The column of ``parcels`` with the size inside."""
        return NAMES[self.dimension]["inside"]

    @property
    def count(self):
        """Features in conflict."""
        return int(self.parcels["in_conflict"].sum())

    @property
    def area_m2(self):
        """Area inside red lines, every place once a parcel, of the parcels in conflict; 0 for lines and points."""
        return self.size if self.dimension == 2 else 0.0

    @property
    def length_m(self):
        """Length inside red lines, every place once a line, of the lines in conflict; 0 for others."""
        return self.size if self.dimension == 1 else 0.0

    @property
    def size(self):
        """m², metres or number of points inside, of the features in conflict."""
        return float(self.parcels.loc[self.parcels["in_conflict"], self.size_column].sum())

    def places(self):
        """One place a feature in conflict, with ``parcel_fid`` and ``size``: its pieces as one."""
        fids = self.parcels.loc[self.parcels["in_conflict"], "parcel_fid"]
        every = self.pieces[["parcel_fid", self.pieces.geometry.name]]
        if len(self.left_out):
            small = self.left_out[["parcel_fid", self.left_out.geometry.name]]
            every = pd.concat([every, small[small["parcel_fid"].isin(fids)]], ignore_index=True)
        places = dissolve(every, self.dimension, self.parcels.crs)
        inside = self.parcels.set_index("parcel_fid")[self.size_column]
        return places.assign(size=inside.reindex(places["parcel_fid"]).to_numpy(dtype=float))


def conflicts(
    parcels, redlines, category=None, parcel_id=None, min_area_m2=0.0, min_length_m=0.0, progress=None
):
    """Find what of each parcel or project lies inside red lines.

    Parameters
    ----------
    parcels : GeoDataFrame
        Valid polygons, or lines, or points, indexed by feature id. A line or point on a red line's border counts
        as inside; polygons that only touch it share no area.
    redlines : GeoDataFrame
        Valid polygons in the same CRS, indexed by feature id.
    category : str, optional
        Column of ``redlines`` with the kind of red line.
    parcel_id : str, optional
        Column of ``parcels`` that names a parcel.
    min_area_m2, min_length_m : float
        A feature with less inside is not in conflict, and its pieces are left out and counted. What counts is all
        that it has inside, however many red lines share it. Of a feature in conflict, a kind with less is left out
        unless every kind has less. A feature's size inside holds everything all the same. The area is for polygons,
        the length for lines.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Conflicts

    Raises
    ------
    MissingCrsError, CrsMismatchError, MissingFieldError
    GeometryTypeError
        ``parcels`` mixes polygons, lines and points.
    ClosureError
        Pieces and remainder do not make up a parcel.
    """
    for frame, column in ((parcels, parcel_id), (redlines, category)):
        if column is not None and column not in frame.columns:
            name = frame.attrs.get("name", "parcels" if frame is parcels else "redlines")
            raise MissingFieldError(name, column, frame.columns.drop(frame.geometry.name))
    if parcels.crs is None or redlines.crs is None:
        raise MissingCrsError("parcels" if parcels.crs is None else "redlines")
    if parcels.crs != redlines.crs:
        raise CrsMismatchError("parcels", parcels.crs.to_string(), "redlines", redlines.crs.to_string())
    dimension = _dimension(parcels)
    if dimension == 2:
        # The overlay has columns of its own, any of which a kind may be called.
        kind = redlines[[category] if category else []].set_axis(["kind"] if category else [], axis=1)
        kind = geopandas.GeoDataFrame(kind, geometry=redlines.geometry.array, crs=redlines.crs)
        result = overlaid(parcels, kind, "kind" if category else None, progress)
        whole, inside = (result.features[name].to_numpy() for name in ("area_m2", "inside_m2"))
        pieces = result.pieces.rename(columns={"area_m2": "size"})
        kinds = result.categories.rename(
            columns={"a_id": "parcel_fid", "category": "kind", "area_m2": "size"}
        )
        closure, smallest = result.closure, min_area_m2
    else:
        result = inside_of(parcels, redlines, progress)
        whole, inside, pieces = result.whole, result.inside, result.pieces
        kinds = _linear_kinds(result, parcels, redlines, category)
        closure, smallest = _linear_closure(result), min_length_m if dimension == 1 else 0.0
    pieces = _named(pieces, parcels, redlines, category, parcel_id)
    small = _small(pieces, inside, kinds if category else None, parcels.index, smallest)
    kept = np.zeros(len(parcels), bool)
    kept[pieces.loc[~small, "a_row"]] = True
    if parcel_id:
        row = pd.Index(parcels.index).get_indexer(kinds["parcel_fid"])
        kinds.insert(1, "parcel_id", parcels[parcel_id].to_numpy()[row])
    names = NAMES[dimension]
    pieces = pieces.drop(columns="a_row").rename(columns={"size": names["overlap"]})
    renamed = aside(parcels.columns, {"parcel_fid", names["whole"], names["inside"], *CHECKED})
    return Conflicts(
        pieces[~small].reset_index(drop=True) if small.any() else pieces,
        _checked(parcels.rename(columns=renamed), whole, inside, kept, names),
        kinds.astype({"size": float, "share_pct": float}).rename(columns={"size": names["inside"]}),
        pieces[small],
        closure,
        dimension,
        renamed,
    )


def with_nearest(found, redlines, within_m=None, progress=None):
    """Add to each feature outside the distance to the nearest red line.

    Parameters
    ----------
    found : Conflicts
    redlines : GeoDataFrame
        Indexed by feature id, in the CRS of the parcels.
    within_m : float, optional
        Look no farther than this.
    progress : callable, optional

    Returns
    -------
    Conflicts
        ``parcels`` with ``nearest_m`` (0 where something lies inside; None beyond reach) and ``nearest_fid``.
    """
    parcels = found.parcels
    reaching = pd.concat([found.pieces["parcel_fid"], found.left_out["parcel_fid"]])
    outside = np.flatnonzero(~parcels["parcel_fid"].isin(reaching).to_numpy())
    metres, row = nearest(parcels.iloc[outside], redlines, within_m, progress)
    distance = np.zeros(len(parcels))
    distance[outside] = metres
    fid = pd.Series(pd.NA, index=range(len(parcels)), dtype="Int64")
    reached = row >= 0
    fid.iloc[outside[reached]] = redlines.index.to_numpy()[row[reached]]
    return replace(found, parcels=parcels.assign(nearest_m=distance, nearest_fid=fid.array))


def _small(pieces, inside, kinds, fids, smallest):
    """Which pieces the minimum leaves out."""
    if smallest <= 0:
        return np.zeros(len(pieces), bool)
    row = pieces["a_row"].to_numpy()
    whole = inside[row]
    mine = whole if kinds is None else _size_of_kind(pieces, kinds, fids)
    heavy = np.zeros(len(inside), bool)
    heavy[row[mine >= smallest]] = True
    return ~heavy[row] & (whole < smallest) | heavy[row] & (mine < smallest)


def _size_of_kind(pieces, kinds, fids):
    """Of each piece, what its feature has inside its kind of red line."""
    both = np.concatenate([pieces["kind"].to_numpy(dtype=object), kinds["kind"].to_numpy(dtype=object)])
    codes, labels = pd.factorize(both, use_na_sentinel=False)
    ours, theirs = codes[: len(pieces)], codes[len(pieces) :]
    row = pd.Index(fids).get_indexer(kinds["parcel_fid"])
    sizes = pd.Series(kinds["size"].to_numpy(), index=row * len(labels) + theirs)
    return sizes.reindex(pieces["a_row"].to_numpy() * len(labels) + ours).to_numpy()


def _dimension(parcels):
    dimensions = shapely.get_dimensions(np.asarray(parcels.geometry.array, dtype=object))
    found = int(dimensions.max(initial=-1))
    other = (dimensions != found) & (dimensions >= 0)
    if other.any():
        row = int(np.argmax(other))
        wanted = ("points", "lines", "polygons")[found]
        name = parcels.attrs.get("name", "parcels")
        raise GeometryTypeError(name, parcels.index[row], parcels.geometry.iloc[row].geom_type, wanted)
    return 2 if found < 0 else found


def _named(pieces, parcels, redlines, category, parcel_id):
    """Pieces with the ids of both sides, in the columns' final order."""
    row_a, row_b = pieces["a_row"].to_numpy(), pieces["b_row"].to_numpy()
    names = parcels[parcel_id].to_numpy()[row_a] if parcel_id else None
    kind = redlines[category].to_numpy()[row_b] if category else None
    return geopandas.GeoDataFrame(
        {
            "parcel_fid": parcels.index.to_numpy()[row_a],
            "parcel_id": names,
            "redline_fid": redlines.index.to_numpy()[row_b],
            "kind": kind,
            "size": pieces["size"].to_numpy(),
            "a_row": row_a,
        },
        geometry=np.asarray(pieces.geometry.array, dtype=object),
        crs=parcels.crs,
    )


def _checked(parcels, whole, inside, in_conflict, names):
    """Every feature with its sizes; a line without length counts as a whole."""
    share = np.divide(100 * inside, whole, out=np.where(in_conflict, 100.0, 0.0), where=whole > 0)
    return parcels.assign(
        parcel_fid=parcels.index.to_numpy(),
        **{names["whole"]: whole, names["inside"]: inside.astype(float)},
        share_pct=share,
        in_conflict=in_conflict,
    )


def _linear_kinds(result, parcels, redlines, category):
    if category is None:
        return pd.DataFrame(columns=["parcel_fid", "kind", "size", "share_pct"])
    table = by_category(result, parcels, redlines, category)
    row = table["a_row"].to_numpy()
    whole = result.whole[row]
    return pd.DataFrame(
        {
            "parcel_fid": parcels.index.to_numpy()[row],
            "kind": table["category"].to_numpy(),
            "size": table["size"].to_numpy(),
            "share_pct": np.divide(100 * table["size"], whole, out=np.zeros(len(row)), where=whole > 0),
        }
    )


def _linear_closure(result):
    difference = np.abs(result.inside + result.outside - result.whole)
    relative = np.divide(difference, result.whole, out=np.zeros(len(difference)), where=result.whole > 0)
    return Closure(
        float(difference.max(initial=0.0)),
        float(relative.max(initial=0.0)),
        float(result.whole.sum()),
        float(difference.sum()),
    )
