# SPDX-License-Identifier: GPL-3.0-or-later
"""Built-up patches that grow together across borders 城镇连片蔓延."""

from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
import shapely

from .adjacency import keyed, rank_of
from .areas import AreaMeasure, lengths, to_degrees
from .closure import overlaid
from .errors import CrsMismatchError, ParameterError
from .ground import connected, patiently, plane
from .precision import grid_of

_TOUCH_M = 0.01
_CORNER_M = 0.05  # what two patches share at a corner, seen with a tolerance of a centimetre
_BATCH = 500
_CORNERS = 50_000  # of patches whose shared edges are looked for at once


@dataclass(frozen=True)
class Sprawl:
    """Clusters of patches across borders.

    Attributes
    ----------
    clusters : GeoDataFrame
        One row a cluster and unit: ``cluster`` (1 is the largest), ``adcode``, ``name_zh``, ``units`` (all names of
        the cluster), ``unit_count``, ``patches``, ``area_m2`` (every place once), ``share_pct`` (of the cluster),
        ``cluster_m2``, ``links`` (gap lines of the cluster), ``least_gap_m``.
    gaps : GeoDataFrame
        One row a pair of patches of two units within the distance: ``cluster``, ``left``, ``left_name``,
        ``right``, ``right_name``, ``rank``, ``left_fid``, ``right_fid``, ``gap_m`` (geodesic, 0 where they touch),
        ``contact_m`` (length of the shared edge), ``lon``, ``lat``; the shortest line between them, or the edge
        they share; no geometry where they touch in a point.
    patches_m2 : float
        Area of all patches in the units, each counted by itself.
    single_count : int
        Patches in units that are in no cluster.
    small : Series
        ``area_m2`` of the parts of patches left out as smaller than the minimum.
    outside_m2 : float
        Area of patches in none of the units.
    """

    clusters: geopandas.GeoDataFrame
    gaps: geopandas.GeoDataFrame
    patches_m2: float
    single_count: int
    small: pd.Series
    outside_m2: float

    @property
    def count(self):
        """Number of clusters."""
        return int(self.clusters["cluster"].nunique())


def sprawl(
    patches,
    units,
    distance_m,
    chain_m=0.0,
    ranks=None,
    min_area_m2=0.0,
    code="adcode",
    name="name_zh",
    progress=None,
):
    """Find patches of two units that touch or come near each other.

    Parameters
    ----------
    patches : GeoDataFrame
        Built-up areas: valid polygons. Each connected part in each unit is a patch of its own.
    units : GeoDataFrame
        In the CRS of the patches.
    distance_m : float
        Patches of two units this near to each other, on the ground, are one cluster; 0 for touching ones.
    chain_m : float
        Patches of one unit this near to each other belong to the same cluster.
    ranks : sequence of str, optional
        Only across borders of these ranks ('province', 'prefecture', 'county', 'other').
    min_area_m2 : float
        Parts of patches smaller than this are left out and counted.
    code, name : str
        Columns of the units.
    progress : callable, optional
        Called with a fraction from 0 to 1; may raise :class:`.errors.Cancelled` to stop.

    Returns
    -------
    Sprawl

    Raises
    ------
    CrsMismatchError, MissingFieldError, ParameterError
    """
    if patches.crs != units.crs:
        raise CrsMismatchError("patches", str(patches.crs), "units", str(units.crs))
    if distance_m < 0 or chain_m < 0:
        raise ParameterError("Distances between patches cannot be negative. Give 0 for patches that touch.")
    report = progress or (lambda fraction: None)
    units, names = keyed(units, code, name)
    cut = overlaid(patches, units, progress=lambda done: report(0.5 * done))
    owner = units[code].to_numpy()[cut.pieces["b_row"]]
    parts = _connected_parts(cut.pieces.rename(columns={"a_id": "fid"}).assign(unit=owner), patches)
    small = parts["area_m2"] < min_area_m2
    little, parts = parts.loc[small, "area_m2"], parts[~small].reset_index(drop=True)
    links = _links(parts, distance_m, chain_m, ranks, lambda done: report(0.5 + 0.4 * done))
    across = links[links["across"]].reset_index(drop=True)
    label = connected(links["a"], links["b"], len(parts))
    number = _numbered(label, across, parts["area_m2"].to_numpy())
    report(0.92)
    gaps = _gap_lines(across, parts, names, number, lambda done: report(0.92 + 0.04 * done))
    clusters = _clusters(parts, number, names, gaps, lambda done: report(0.96 + 0.04 * done))
    report(1.0)
    return Sprawl(
        clusters,
        gaps,
        float(parts["area_m2"].sum()),
        int((number == 0).sum()),
        little,
        float(cut.remainder["area_m2"].sum()),
    )


def _connected_parts(pieces, patches):
    """Feature, unit and area of each connected part."""
    shapes, owner = shapely.get_parts(np.asarray(pieces.geometry.array, dtype=object), return_index=True)
    table = pieces[["fid", "unit"]].iloc[owner].reset_index(drop=True)
    table["area_m2"] = AreaMeasure(patches.crs, patches.total_bounds)(shapes)
    return geopandas.GeoDataFrame(table, geometry=shapes, crs=patches.crs)


def _links(parts, distance_m, chain_m, ranks, report):
    """Pairs of parts near enough: ``a``, ``b`` (rows), ``across`` a border, ``gap_m``, ``line`` in the CRS."""
    columns = ["a", "b", "across", "gap_m", "line"]
    if not len(parts):
        return pd.DataFrame({column: [] for column in columns}).astype({"a": int, "b": int, "across": bool})
    flat = plane(parts.crs, parts.total_bounds)
    shapes = patiently(lambda: flat.forth(parts.geometry.array), lambda done: report(0.0))
    reach = (max(distance_m, chain_m) + _TOUCH_M) * (1 + flat.stretch)
    a, b = _near_pairs(shapes, reach, report)
    unit = parts["unit"].to_numpy()
    across = unit[a] != unit[b]
    if ranks is not None:
        kept = {pair: rank_of(*pair) in ranks for pair in set(zip(unit[a], unit[b], strict=True))}
        wanted = np.array([kept[pair] for pair in zip(unit[a], unit[b], strict=True)], bool)
        a, b, across = a[~across | wanted], b[~across | wanted], across[~across | wanted]
    lines = np.full(len(a), None, dtype=object)
    for start in range(0, len(a), _BATCH):
        some = slice(start, start + _BATCH)
        lines[some] = flat.back(shapely.shortest_line(shapes[a[some]], shapes[b[some]]))
        report(1.0)
    gap = lengths(lines, parts.crs)
    gap[gap <= _TOUCH_M] = 0.0
    near = gap <= np.where(across, distance_m, chain_m)
    return pd.DataFrame(
        {"a": a[near], "b": b[near], "across": across[near], "gap_m": gap[near], "line": lines[near]}
    )


def _near_pairs(shapes, reach, report):
    """Pairs of rows within a distance, the lower row first."""
    tree = shapely.STRtree(shapes)
    found = []
    for start in range(0, len(shapes), _BATCH):
        some, other = tree.query(shapes[start : start + _BATCH], predicate="dwithin", distance=reach)
        some = some + start
        found.append(np.vstack([some[some < other], other[some < other]]))
        report(min(1.0, (start + _BATCH) / len(shapes)))
    return np.hstack(found)


def _numbered(label, across, area):
    """Number of each part's cluster, the largest first; 0 for parts whose group crosses no border."""
    size = np.bincount(label, area, minlength=len(label))
    groups = np.unique(label[across["a"].to_numpy(dtype=int)])
    order = groups[np.lexsort((groups, -size[groups]))]
    number = np.zeros(len(label), dtype=int)
    number[order] = np.arange(1, len(order) + 1)
    return number[label]


def _gap_lines(across, parts, names, number, report):
    unit, fid = parts["unit"].to_numpy(), parts["fid"].to_numpy()
    shapes = np.asarray(parts.geometry.array, dtype=object)
    a, b = across["a"].to_numpy(dtype=int), across["b"].to_numpy(dtype=int)
    turn = unit[a] > unit[b]
    a, b = np.where(turn, b, a), np.where(turn, a, b)
    lines = np.array([*across["line"], None], dtype=object)[:-1]
    touching = across["gap_m"].to_numpy(dtype=float) == 0
    lon, lat = _middles(lines, parts.crs)
    lines[touching] = _shared_edges(shapes[a[touching]], shapes[b[touching]], parts, report)
    contact_m = np.where(touching, lengths(lines, parts.crs), 0.0)
    table = {
        "cluster": number[a],
        "left": unit[a],
        "left_name": [names[key] for key in unit[a]],
        "right": unit[b],
        "right_name": [names[key] for key in unit[b]],
        "rank": [rank_of(*pair) for pair in zip(unit[a], unit[b], strict=True)],
        "left_fid": fid[a],
        "right_fid": fid[b],
        "gap_m": across["gap_m"].to_numpy(dtype=float),
        "contact_m": contact_m,
        "lon": lon,
        "lat": lat,
    }
    frame = geopandas.GeoDataFrame(table, geometry=lines, crs=parts.crs)
    return frame.sort_values(["cluster", "gap_m", "left_fid", "right_fid"], kind="stable").reset_index(
        drop=True
    )


def _middles(lines, crs):
    """Longitude and latitude halfway between the ends of lines, which may have no length."""
    ends = [shapely.get_coordinates(shapely.get_point(lines, i)) for i in (0, -1)]
    return to_degrees((ends[0] + ends[1]) / 2, crs) if len(lines) else (np.zeros(0), np.zeros(0))


def _shared_edges(a, b, parts, report):
    """The edge of each patch of ``a`` that touches its neighbour of ``b``; none where they meet in a point."""
    if not len(a):
        return a
    flat = plane(parts.crs, parts.total_bounds)
    found = np.full(len(a), None, dtype=object)
    work = np.cumsum(shapely.get_num_coordinates(a) + shapely.get_num_coordinates(b))
    for rows in np.split(np.arange(len(a)), np.flatnonzero(np.diff(work // _CORNERS)) + 1):
        met = patiently(
            lambda rows=rows: shapely.intersection(
                flat.forth(shapely.boundary(a[rows])), shapely.buffer(flat.forth(b[rows]), _TOUCH_M)
            ),
            lambda done, rows=rows: report(rows[0] / len(a)),
        )
        for row, shape in zip(rows, met, strict=True):
            lines = shapely.get_parts(shape)
            lines = lines[shapely.get_type_id(lines) == 1]
            if shapely.length(lines).sum() > _CORNER_M:
                found[row] = shapely.line_merge(shapely.multilinestrings(lines))
    return flat.back(found)


def _clusters(parts, number, names, gaps, report):
    links = gaps.groupby("cluster")["gap_m"].agg(["size", "min"])
    rows, shapes = [], []
    members = {}
    held = parts.assign(cluster=number)[number > 0]
    # On a grid: unions of patches that lie a hair apart lose area without one.
    grid = grid_of(parts.total_bounds) if len(parts) else None
    groups = held.groupby(["cluster", "unit"], sort=True)
    for done, ((cluster, unit), some) in enumerate(groups):
        members.setdefault(cluster, []).append(unit)
        own = np.asarray(some.geometry.array, dtype=object)
        shapes.append(
            patiently(
                lambda own=own: own[0] if len(own) == 1 else shapely.union_all(own, grid_size=grid),
                lambda part, done=done: report((done + part) / len(groups)),
            )
        )
        rows.append({"cluster": cluster, "adcode": unit, "name_zh": names[unit], "patches": len(some)})
    table = pd.DataFrame(rows, columns=["cluster", "adcode", "name_zh", "patches"])
    shapes = np.array([*shapes, None], dtype=object)[:-1]
    area = AreaMeasure(parts.crs, parts.total_bounds)(shapes)
    whole = pd.Series(area).groupby(table["cluster"].to_numpy()).transform("sum").to_numpy(dtype=float)
    table.insert(3, "units", ["、".join(names[unit] for unit in members[c]) for c in table["cluster"]])
    table.insert(4, "unit_count", [len(members[c]) for c in table["cluster"]])
    table["area_m2"] = area
    table["share_pct"] = 100 * area / whole
    table["cluster_m2"] = whole
    table["links"] = [int(links.loc[c, "size"]) for c in table["cluster"]]
    table["least_gap_m"] = [float(links.loc[c, "min"]) for c in table["cluster"]]
    return geopandas.GeoDataFrame(table, geometry=shapes, crs=parts.crs)
