# SPDX-License-Identifier: GPL-3.0-or-later
"""Figures that check a circle: area against the published one, whether it hangs together, what it encloses."""

from dataclasses import dataclass

import geopandas
import numpy as np
import shapely

from .areas import areas
from .units import half_up

NO_UNIT = "无单元"
_SLIVER_M2 = 1.0


@dataclass(frozen=True)
class CircleFigures:
    """What a check of a circle found.

    Attributes
    ----------
    outline : shapely.MultiPolygon
    area_km2 : float
        Ellipsoidal area of all members; where they overlap a place counts once.
    checked_km2 : float
        Sum of the members that the plan takes whole.
    ratio : float
        ``checked_km2`` over the published area; NaN without one.
    flagged : bool
        Whether the ratio is farther from 1 than the tolerance.
    parts : int
        Polygons of the outline; islands count.
    components : int
        Groups of members that hang together by shared borders; 1 where the circle is contiguous.
    enclaves : geopandas.GeoDataFrame
        Land of others inside the circle: ``adcode``, ``name_zh`` (无单元 where no known unit lies), ``area_km2``.
    """

    outline: shapely.MultiPolygon
    area_km2: float
    checked_km2: float
    ratio: float
    flagged: bool
    parts: int
    components: int
    enclaves: geopandas.GeoDataFrame

    @property
    def enclave_list(self):
        """'name area km²' of each enclave."""
        pieces = self.enclaves[["name_zh", "area_km2"]].itertuples(index=False)
        return "；".join(f"{name} {half_up(size, 3):.3f} km²" for name, size in pieces)


def check_circle(members, official_km2, whole, others, tolerance=0.05):
    """Check a circle.

    Parameters
    ----------
    members : geopandas.GeoDataFrame
        Valid polygons with a CRS and ``adcode``.
    official_km2 : float or None
        Published area.
    whole : array_like of bool
        Which members the plan takes whole; only these count against the published area.
    others : geopandas.GeoDataFrame
        Units around, in the same CRS, with ``adcode`` and ``name_zh``; members among them are passed over.
    tolerance : float
        Largest distance of the ratio from 1 that passes; 0.05 is this plugin's convention.

    Returns
    -------
    CircleFigures

    Examples
    --------
    >>> square = geopandas.GeoDataFrame({"adcode": ["1"]}, geometry=[shapely.box(118, 0, 119, 1)], crs="EPSG:4490")
    >>> none = geopandas.GeoDataFrame({"adcode": [], "name_zh": []}, geometry=[], crs="EPSG:4490")
    >>> figures = check_circle(square, 12000.0, [True], none)
    >>> round(figures.ratio, 4), figures.flagged, figures.components
    (1.0257, False, 1)
    """
    shapes = np.asarray(members.geometry.array, dtype=object)
    outline = union(shapes)
    outline = shapely.multipolygons(shapely.get_parts(outline))
    size = areas(shapes, members.crs) / 1e6
    checked = float(size[np.asarray(whole, dtype=bool)].sum())
    ratio = checked / official_km2 if official_km2 else np.nan
    return CircleFigures(
        outline,
        float(areas([outline], members.crs)[0]) / 1e6,
        checked,
        ratio,
        bool(abs(ratio - 1) > tolerance),
        len(shapely.get_parts(outline)),
        components(shapes),
        enclaves(outline, others[~others["adcode"].isin(members["adcode"])]),
    )


def union(shapes):
    """Union of polygons: along shared edges where they are a coverage, the slower general one elsewhere."""
    return (
        shapely.coverage_union_all(shapes) if shapely.coverage_is_valid(shapes) else shapely.union_all(shapes)
    )


def components(shapes):
    """Number of groups of polygons that share borders (or overlap); touching in points does not join.

    Examples
    --------
    >>> components([shapely.box(0, 0, 1, 1), shapely.box(1, 0, 2, 1), shapely.box(2, 1, 3, 2)])
    2
    """
    shapes = np.asarray(shapes, dtype=object)
    group = np.arange(len(shapes))
    left, right = shapely.STRtree(shapes).query(shapes, predicate="intersects")
    shapely.prepare(shapes)
    for a, b in zip(left, right, strict=True):
        if a < b and group[a] != group[b] and shapely.length(shapely.intersection(shapes[a], shapes[b])) > 0:
            group[group == group[b]] = group[a]
    return len(set(group.tolist()))


def enclaves(outline, others):
    """What lies in the holes of an outline.

    Parameters
    ----------
    outline : shapely geometry
    others : geopandas.GeoDataFrame
        Units that are no members, with ``adcode`` and ``name_zh``.

    Returns
    -------
    geopandas.GeoDataFrame
        One row a piece, largest first: ``adcode``, ``name_zh``, ``area_km2``; pieces below 1 m² come from rounding
        and are left out.
    """
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(outline) for ring in part.interiors]
    shapes = np.asarray(others.geometry.array, dtype=object)
    tree = shapely.STRtree(shapes)
    rows = []
    for hole in holes:
        rest = hole
        for i in np.sort(tree.query(hole, predicate="intersects")):
            rows.append(
                (others["adcode"].iloc[i], others["name_zh"].iloc[i], shapely.intersection(shapes[i], hole))
            )
            rest = shapely.difference(rest, shapes[i])
        rows.append(("", NO_UNIT, rest))
    pieces = np.array([piece for _, _, piece in rows], dtype=object)
    size = areas(pieces, others.crs) if len(rows) else np.zeros(0)
    keep = [i for i in np.argsort(-size, kind="stable") if size[i] > _SLIVER_M2]
    return geopandas.GeoDataFrame(
        {
            "adcode": [rows[i][0] for i in keep],
            "name_zh": [rows[i][1] for i in keep],
            "area_km2": size[keep] / 1e6 if keep else np.zeros(0),
        },
        geometry=[_polygons(pieces[i]) for i in keep],
        crs=others.crs,
    )


def _polygons(shape):
    """The polygons of a geometry: a neighbour's line along the hole is no land."""
    parts = shapely.get_parts(shape)
    return shapely.multipolygons(parts[shapely.get_type_id(parts) == 3])
