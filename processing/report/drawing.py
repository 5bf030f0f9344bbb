# SPDX-License-Identifier: GPL-3.0-or-later
"""Maps of the report as PNG in memory: an overview, and a detail of each of the largest conflicts.

Drawn in a local plane in metres, without pyplot: a report may be made in a background thread.
"""

import base64
import io

import numpy as np
import shapely
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties, fontManager
from matplotlib.path import Path as DrawnPath

from ...styles import catalog
from ..engine.nearest import metric_plane, mover

DPI = 160
_ROUND = (1, 2, 5)


def colour(key):
    """A colour of the palette as matplotlib takes it."""
    fill = catalog.colour(key).fill
    return tuple(part / 255 for part in fill)


def chinese_font():
    """The first installed family of the house's Chinese sans-serif fonts, or None."""
    installed = {font.name for font in fontManager.ttflist}
    wanted = [family for family in catalog.font_chains()["hei"] if family in installed]
    # A collection of fonts is listed under its first member only; its Han characters are there all the same.
    wanted += sorted(name for name in installed if name.startswith(("Noto Sans CJK", "Source Han Sans")))
    return wanted[0] if wanted else None


class Scene:
    """What the maps show, moved once into a plane in metres.

    Parameters
    ----------
    parcels, pieces, redlines : GeoDataFrame
        In one CRS.
    core : array_like of bool
        Which red lines are core zones.
    units : GeoDataFrame or None
    names : array_like of str, optional
        Names of the units.
    """

    def __init__(self, parcels, pieces, redlines, core, units=None, names=None):
        crs = redlines.crs
        bounds = np.array([frame.total_bounds for frame in (parcels, redlines)])
        west, south = bounds[:, :2].min(axis=0)
        east, north = bounds[:, 2:].max(axis=0)
        move = mover(crs, metric_plane(crs, (west, south, east, north)))
        self.parcels = move(np.asarray(parcels.geometry.array, dtype=object))
        self.pieces = move(np.asarray(pieces.geometry.array, dtype=object))
        self.redlines = move(np.asarray(redlines.geometry.array, dtype=object))
        self.core = np.asarray(core, dtype=bool)
        self.units = np.array([]) if units is None else move(np.asarray(units.geometry.array, dtype=object))
        self.names = [] if names is None else list(names)
        self.tree = shapely.STRtree(self.redlines)
        self.font = chinese_font()

    def overview(self, width=9.6):
        """The whole of parcels and units, as a PNG for a data URL."""
        extent = shapely.total_bounds(self.units if len(self.units) else self.parcels)
        extent = _widened(extent, 0.04, 1000.0)
        aspect = (extent[3] - extent[1]) / (extent[2] - extent[0])
        width = min(width, 8.2 / aspect) if aspect > 0.9 else width
        figure, axes = _axes(extent, width, width * aspect)
        fine = (extent[2] - extent[0]) / (width * DPI) / 2
        inside = self.tree.query(shapely.box(*extent))
        red = shapely.simplify(self.redlines[inside], fine, preserve_topology=False)
        core = self.core[inside]
        _fill(axes, red[~core], colour("redline"), 0.75, 1)
        _fill(axes, red[core], tuple(part * 0.6 for part in colour("redline")), 0.85, 2)
        if len(self.units):
            outline = shapely.simplify(shapely.boundary(self.units), fine)
            _lines(axes, outline, (0.45, 0.45, 0.5), 0.6, 3)
        self._mark(axes, extent)
        self._label_units(axes)
        _scale_bar(axes, extent, self.font)
        _north(axes, extent)
        return _png(figure)

    def detail(self, row, pieces, width=2.5, height=1.85):
        """One feature with its surroundings.

        Parameters
        ----------
        row : int
            Position of the feature in the parcels.
        pieces : array_like of int
            Positions of its pieces.
        """
        shape = self.parcels[row]
        focus = shape if shapely.get_dimensions(shape) == 2 else shapely.union_all(self.pieces[pieces])
        extent = _framed(_widened(focus.bounds, 0.35, 60.0), height / width)
        figure, axes = _axes(extent, width, height)
        near = self.tree.query(shapely.box(*extent))
        cut = shapely.clip_by_rect(self.redlines[near], *extent)
        core = self.core[near]
        _fill(axes, cut[~core], colour("redline"), 0.55, 1)
        _fill(axes, cut[core], tuple(part * 0.6 for part in colour("redline")), 0.65, 1)
        _lines(axes, shapely.boundary(cut), tuple(part * 0.5 for part in colour("redline")), 0.5, 2)
        if shapely.get_dimensions(shape) == 2:
            _fill(axes, [shape], (1, 1, 1), 0.75, 3)
        _fill(axes, self.pieces[pieces], colour("conflict"), 0.8, 4)
        _lines(axes, [_outline(shape)], (0.12, 0.12, 0.15), 1.1, 5)
        _lines(axes, self.pieces[pieces], colour("conflict"), 2.2, 6)
        _points(axes, [shape], (0.12, 0.12, 0.15), 14, 6)
        _points(axes, self.pieces[pieces], colour("conflict"), 26, 5)
        _scale_bar(axes, extent, self.font, small=True)
        return _png(figure)

    def _mark(self, axes, extent):
        """Parcels and conflicts: as they are, and as dots so that small ones are seen."""
        size = (extent[2] - extent[0]) / 250
        big = shapely.length(self.parcels) > 4 * size
        _fill(axes, self.parcels[big], (0.25, 0.3, 0.4), 0.35, 4)
        _lines(axes, self.parcels[big], (0.25, 0.3, 0.4), 0.8, 4)
        centres = shapely.get_coordinates(shapely.point_on_surface(self.parcels))
        axes.scatter(*centres.T, s=1.2, c=[(0.3, 0.34, 0.42)], linewidths=0, zorder=4, rasterized=True)
        if len(self.pieces):
            _fill(axes, self.pieces, colour("conflict"), 1, 6)
            _lines(axes, self.pieces, colour("conflict"), 1.4, 6)
            spots = shapely.get_coordinates(shapely.point_on_surface(self.pieces))
            axes.scatter(*spots.T, s=7, c=[colour("conflict")], linewidths=0.3, edgecolors="white", zorder=7)

    def _label_units(self, axes):
        if not self.font or not len(self.names):
            return
        font = FontProperties(family=self.font, size=6.2)
        taken = []
        for row in np.argsort(-shapely.area(self.units), kind="stable"):
            spot = shapely.point_on_surface(self.units[row])
            label = axes.annotate(
                str(self.names[row]), (spot.x, spot.y), (0, 0), textcoords="offset points", fontproperties=font,
                color="#333944", ha="center", va="center", zorder=8,
                bbox={"facecolor": "white", "alpha": 0.6, "edgecolor": "none", "pad": 0.6},
            )  # fmt: skip
            _place(label, taken)


def _place(label, taken):
    """Move a label aside where another one stands; leave it off where there is no room about its place."""
    renderer = label.figure.canvas.get_renderer()
    for offset in ((0, 0), (0, 9), (0, -9), (16, 0), (-16, 0), (16, 9), (-16, 9), (16, -9), (-16, -9)):
        label.set_position(offset)
        box = label.get_window_extent(renderer)
        if not any(box.overlaps(other) for other in taken):
            taken.append(box)
            return
    label.remove()


def _axes(extent, width, height):
    figure = Figure(figsize=(width, height), dpi=DPI)
    FigureCanvasAgg(figure)
    axes = figure.add_axes([0, 0, 1, 1])
    axes.set_xlim(extent[0], extent[2])
    axes.set_ylim(extent[1], extent[3])
    axes.set_axis_off()
    figure.patch.set_facecolor("#FBFBF9")
    return figure, axes


def _png(figure):
    with io.BytesIO() as stream:
        figure.savefig(stream, format="png", dpi=DPI, facecolor=figure.get_facecolor())
        return base64.b64encode(stream.getvalue()).decode("ascii")


def _widened(bounds, share, least):
    bounds = np.asarray(bounds, dtype=float)
    side = max(*(bounds[2:] - bounds[:2]), least)
    centre = (bounds[2:] + bounds[:2]) / 2
    half = np.maximum((bounds[2:] - bounds[:2]) / 2, least / 2) + share * side
    return np.concatenate([centre - half, centre + half])


def _framed(extent, aspect):
    """An extent grown to height : width = aspect."""
    centre, size = (extent[2:] + extent[:2]) / 2, extent[2:] - extent[:2]
    width = max(size[0], size[1] / aspect)
    half = np.array([width, width * aspect]) / 2
    return np.concatenate([centre - half, centre + half])


def _fill(axes, shapes, face, alpha, order):
    shapes = np.asarray(shapes, dtype=object)
    parts = shapely.get_parts(shapely.get_parts(shapes)) if len(shapes) else shapes
    paths = [_path(part) for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    axes.add_collection(PathCollection(paths, facecolor=face, edgecolor="none", alpha=alpha, zorder=order))


def _path(polygon):
    rings = [polygon.exterior, *polygon.interiors]
    vertices = np.concatenate([np.asarray(ring.coords)[:, :2] for ring in rings])
    codes = np.full(len(vertices), DrawnPath.LINETO)
    codes[np.cumsum([0, *(len(ring.coords) for ring in rings[:-1])])] = DrawnPath.MOVETO
    return DrawnPath(vertices, codes)


def _outline(shape):
    return shapely.boundary(shape) if shapely.get_dimensions(shape) == 2 else shape


def _lines(axes, shapes, stroke, width, order):
    """Only the lines among the shapes."""
    shapes = np.asarray(shapes, dtype=object)
    parts = shapely.get_parts(shapely.get_parts(shapes)) if len(shapes) else shapes
    drawn = [np.asarray(p.coords)[:, :2] for p in parts if p.geom_type in ("LineString", "LinearRing")]
    axes.add_collection(LineCollection(drawn, colors=[stroke], linewidths=width, zorder=order))


def _points(axes, shapes, face, size, order):
    shapes = np.asarray(shapes, dtype=object)
    spots = shapely.get_coordinates(shapes[shapely.get_dimensions(shapes) == 0])
    if len(spots):
        axes.scatter(*spots.T, s=size, c=[face], linewidths=0, zorder=order)


def _scale_bar(axes, extent, font, small=False):
    length = _round_below((extent[2] - extent[0]) * (0.32 if small else 0.2))
    x = extent[0] + (extent[2] - extent[0]) * 0.04
    y = extent[1] + (extent[3] - extent[1]) * (0.07 if small else 0.035)
    axes.plot([x, x + length], [y, y], color="white", linewidth=4, zorder=9, solid_capstyle="butt")
    axes.plot([x, x + length], [y, y], color="#1c2026", linewidth=1.8, zorder=10, solid_capstyle="butt")
    label = f"{length / 1000:g} km" if length >= 1000 else f"{length:g} m"
    axes.annotate(
        label, (x + length / 2, y), (0, 3), textcoords="offset points", ha="center", va="bottom",
        fontsize=6 if small else 8, color="#1c2026", zorder=10,
        bbox={"facecolor": "white", "alpha": 0.65, "edgecolor": "none", "pad": 0.5},
    )  # fmt: skip


def _round_below(metres):
    step = 10 ** np.floor(np.log10(metres))
    return float(max(n for n in _ROUND if n * step <= metres) * step)


def _north(axes, extent):
    x = extent[2] - (extent[2] - extent[0]) * 0.035
    y = extent[3] - (extent[3] - extent[1]) * 0.03
    axes.annotate(
        "N", (x, y), (0, -30), textcoords="offset points", ha="center", va="center", fontsize=9,
        fontweight="bold", color="#1c2026", zorder=10,
        arrowprops={"arrowstyle": "-|>", "color": "#1c2026", "lw": 1.4},
    )  # fmt: skip
