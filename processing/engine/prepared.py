# SPDX-License-Identifier: GPL-3.0-or-later
"""Polygons made ready once to be intersected with many layers: the large ones as linework, the others in a tree."""

from dataclasses import dataclass

import numpy as np
import shapely

from .linework import Linework
from .outlines import plain

TINY = 64
"""Corners of polygons that are not worth thinning."""


@dataclass
class Prepared:
    """Polygons made ready once for many layers to be intersected with: see :func:`prepared`.

    Attributes
    ----------
    shapes : numpy.ndarray of shapely geometries
        As they were given.
    owner, part : numpy.ndarray of int
        The shape and the part of it that each polygon of the linework is.
    linework : Linework or None
        Of the polygons that are worth thinning.
    tiny : numpy.ndarray of int
        The other polygons.
    tiny_plain : numpy.ndarray of bool
        Which of those are :func:`~.outlines.plain`.
    tree : shapely.STRtree or None
        Of those.
    """

    shapes: np.ndarray
    owner: np.ndarray
    part: np.ndarray
    linework: Linework | None = None
    tiny: np.ndarray | None = None
    tiny_plain: np.ndarray | None = None
    tree: shapely.STRtree | None = None

    def polygons(self, numbers):
        """Whole polygons of the linework."""
        polygons = self.shapes[self.owner[numbers]]
        # A polygon is its own only part, and a part is a copy.
        multi = np.flatnonzero(shapely.get_type_id(polygons) != 3)
        polygons[multi] = shapely.get_geometry(polygons[multi], self.part[numbers[multi]])
        return polygons


def prepared(shapes):
    """Make an array of polygons and multipolygons ready to be thinned."""
    parts = np.where(shapely.is_empty(shapes), 0, shapely.get_num_geometries(shapes))
    owner = np.repeat(np.arange(len(shapes)), parts)
    part = np.arange(len(owner)) - np.repeat(np.cumsum(parts) - parts, parts)
    sound = ~shapely.is_empty(shapely.get_geometry(shapes[owner], part)) if (parts > 1).any() else slice(None)
    ready = Prepared(shapes, owner[sound], part[sound])
    corners = shapely.get_num_coordinates(shapes)[ready.owner]
    large, ready.tiny = np.flatnonzero(corners > TINY), np.flatnonzero(corners <= TINY)
    if len(large):
        ready.linework = Linework.of(ready.polygons, large, corners[large])
    if len(ready.tiny):
        ready.tree = shapely.STRtree(ready.polygons(ready.tiny))
        ready.tiny_plain = plain(ready.tree.geometries)
    return ready
