# SPDX-License-Identifier: GPL-3.0-or-later
"""Rings of many polygons in flat arrays, for looking at all of them at once."""

from dataclasses import dataclass

import numpy as np
import shapely

from .arrays import ranges


@dataclass
class Outlines:
    """Rings with what they enclose on the left: shells anticlockwise, holes clockwise.

    Attributes
    ----------
    x, y : numpy.ndarray
        Coordinates of all rings, one ring after the other, each closed.
    count : numpy.ndarray of int
        Coordinates of each ring.
    owner : numpy.ndarray of int
        The polygon, or pair of polygons, that each ring belongs to: ascending, and the shell before its holes.
    start : numpy.ndarray of int
        Position of the first coordinate of each ring.
    """

    x: np.ndarray
    y: np.ndarray
    count: np.ndarray
    owner: np.ndarray

    def __post_init__(self):
        self.start = np.cumsum(self.count) - self.count

    def boxes(self):
        """xmin, ymin, xmax, ymax of each ring, a column each."""
        return np.stack(
            [
                take.reduceat(values, self.start)
                for take in (np.minimum, np.maximum)
                for values in (self.x, self.y)
            ]
        )

    def edge_boxes(self, edge):
        """The same of the edges that leave the coordinates at `edge`."""
        xa, xb, ya, yb = (values[edge + step] for values in (self.x, self.y) for step in (0, 1))
        return np.stack([np.minimum(xa, xb), np.minimum(ya, yb), np.maximum(xa, xb), np.maximum(ya, yb)])

    def rings(self, some):
        """Some rings as geometries."""
        count = self.count[some]
        place = ranges(self.start[some], count)
        return shapely.linearrings(
            self.x[place], self.y[place], indices=np.repeat(np.arange(len(some)), count)
        )

    def enclosing(self, rings, item, x, y):
        """Find the items whose point lies within an odd number of their rings.

        Parameters
        ----------
        rings, item : numpy.ndarray of int
            Rings to look at, and what each is looked at for.
        x, y : numpy.ndarray
            The item's point, once for each ring; on none of them.

        Returns
        -------
        numpy.ndarray of int
        """
        steps = self.count[rings] - 1
        edge = ranges(self.start[rings], steps)
        item, x, y = (np.repeat(values, steps) for values in (item, x, y))
        above = self.y[edge] > y
        at = np.flatnonzero(above != (self.y[edge + 1] > y))
        edge, x, y = edge[at], x[at], y[at]
        ax, bx, ay, by = (values[edge + step] for values in (self.x, self.y) for step in (0, 1))
        left = (ax - x) * (by - y) > (ay - y) * (bx - x)
        crossed = np.bincount(item[at][left != above[at]])
        return np.flatnonzero(crossed % 2 == 1)


def plain(shapes):
    """Whether each geometry is one polygon without holes, alone or the only one of a multipolygon."""
    one = shapely.get_num_geometries(shapes) == 1
    one[one] = shapely.get_dimensions(shapes[one]) == 2
    one[one] = shapely.get_num_interior_rings(shapely.get_geometry(shapes[one], 0)) == 0
    return one & ~shapely.is_empty(shapes)


def outlines(shapes, rows):
    """Rings of plain polygons, any of them as often as wanted.

    Parameters
    ----------
    shapes : numpy.ndarray of shapely geometries
    rows : numpy.ndarray of int
        Positions of polygons that are :func:`plain`.

    Returns
    -------
    Outlines
        Of ``shapes[rows]``, each its own owner.
    """
    used, row = np.unique(rows, return_inverse=True)
    shapes = shapes[used]
    count, xy = shapely.get_num_coordinates(shapes), shapely.get_coordinates(shapes)
    start = np.cumsum(count) - count
    turned = ~shapely.is_ccw(shapely.get_exterior_ring(shapely.get_geometry(shapes, 0)))[row]
    start, count = start[row], count[row]
    place = ranges(start, count)
    back = np.flatnonzero(np.repeat(turned, count))
    place[back] = np.repeat(2 * start + count - 1, count)[back] - place[back]
    return Outlines(xy[place, 0], xy[place, 1], count, np.arange(len(rows)))
