# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a sheet's map lies: its CRS, orientation, scale and extent, and the index map's corner."""

import math

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsFeatureRequest,
    QgsGeometry,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsProject,
    QgsRectangle,
)

from ...styles import catalog
from . import fonts

# Round scale denominators, within each power of ten.
ROUND = (1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 7.5)
# Kilometres of a segment of the bar, within each power of ten.
BAR = (1, 1.5, 2, 2.5, 3, 4, 5, 7.5, 10)
# White space around the circle, in mm on the sheet: the hachure band needs 2.4 of it.
MARGIN_MM = 3.0
# Between bar and frame at least, in mm.
GAP_MM = 1.5
# Degrees: a map that shows all of this shows China as a whole.
MOST_OF_CHINA = (85, 22, 122, 45)


def gauss_kruger(longitude):
    """Return the CGCS2000 3° Gauss–Krüger CRS whose meridian is nearest to ``longitude`` (degrees).

    EPSG:4534 (75° E) to EPSG:4554 (135° E), in steps of 3°.
    """
    zone = min(max(round(longitude / 3), 25), 45)
    return QgsCoordinateReferenceSystem(f"EPSG:{4534 + zone - 25}")


def central_meridian(crs):
    """Return the central meridian of one of the CRS that :func:`gauss_kruger` gives, in degrees."""
    return 75 + 3 * (int(crs.authid().split(":")[1]) - 4534)


def outline(layer, crs, expression=None):
    """Return the union of a polygon layer's features, or of those that an expression finds, in ``crs``."""
    transform = QgsCoordinateTransform(layer.crs(), crs, QgsProject.instance().transformContext())
    parts = []
    request = QgsFeatureRequest().setFilterExpression(expression) if expression else QgsFeatureRequest()
    for feature in layer.getFeatures(request):
        geometry = QgsGeometry(feature.geometry())
        if geometry.isEmpty():
            continue
        geometry.transform(transform)
        parts.append(geometry)
    return QgsGeometry.unaryUnion(parts) if len(parts) > 1 else (parts[0] if parts else QgsGeometry())


def to_crs(geometry, source, target):
    """Return a copy of a geometry in another CRS."""
    moved = QgsGeometry(geometry)
    moved.transform(QgsCoordinateTransform(source, target, QgsProject.instance().transformContext()))
    return moved


def shows_china(area, crs):
    """Return whether an extent holds most of China: the middle of the country and all but its margins."""
    wide = to_crs(QgsGeometry.fromRect(area), crs, QgsCoordinateReferenceSystem("EPSG:4490")).boundingBox()
    return wide.contains(QgsRectangle(*MOST_OF_CHINA))


def orientation_of(box):
    """Return ``portrait`` for an extent that is taller than wide, else ``landscape``."""
    return "portrait" if box.height() > box.width() else "landscape"


def round_scales(smallest=1000, largest=50_000_000):
    """Return the round scale denominators from ``smallest`` to ``largest``."""
    powers = range(int(math.log10(smallest)), int(math.log10(largest)) + 1)
    scales = [int(step * 10**power) for power in powers for step in ROUND]
    return [scale for scale in scales if smallest <= scale <= largest]


def fits(box, scale, width_mm, height_mm):
    """Return whether an extent in metres fits a map of that size at 1:``scale``, margins included."""
    millimetres = 1000 / scale
    return (
        box.width() * millimetres <= width_mm - 2 * MARGIN_MM
        and box.height() * millimetres <= height_mm - 2 * MARGIN_MM
    )


def scale_for(box, width_mm, height_mm, circle_id=None, paper=None):
    """Return the scale denominator: the circle's known one when it fits, else the largest round scale.

    Parameters
    ----------
    box : QgsRectangle
        Extent to show, in metres.
    width_mm, height_mm : float
        Size of the map on the sheet.
    circle_id, paper : str, optional
        Looked up in ``styles/sheet_scales.csv``.
    """
    known = catalog.sheet_scales().get(circle_id, {}).get(paper)
    if known and fits(box, known, width_mm, height_mm):
        return known
    return next(scale for scale in round_scales() if fits(box, scale, width_mm, height_mm))


def frame(box, scale, width_mm, height_mm):
    """Return the extent of a map of that size at 1:``scale`` around the middle of ``box``."""
    half_width, half_height = width_mm * scale / 2000, height_mm * scale / 2000
    middle = box.center()
    return QgsRectangle(
        middle.x() - half_width, middle.y() - half_height, middle.x() + half_width, middle.y() + half_height
    )


def _on_map(map_item, left, top, width, height):
    """Return a rectangle of the page, in mm, as a rectangle of the map's CRS."""
    extent = map_item.extent()
    unit = extent.width() / map_item.rect().width()
    x = extent.xMinimum() + (left - map_item.pagePos().x()) * unit
    y = extent.yMaximum() - (top - map_item.pagePos().y()) * unit
    return QgsRectangle(x, y - height * unit, x + width * unit, y)


def corner_for(map_item, width, height, gap, shape, taken):
    """Return (x, y) in mm of the map corner where a box hides least of ``shape``, clear of ``taken``.

    ``taken`` holds rectangles of the page that the box must not touch.
    """
    at, size = map_item.pagePos(), map_item.rect()
    left, right = at.x() + gap, at.x() + size.width() - gap - width
    top, bottom = at.y() + gap, at.y() + size.height() - gap - height
    best = None
    for x, y in ((left, top), (left, bottom), (right, bottom), (right, top)):
        box = QgsRectangle(x, y, x + width, y + height)
        if any(box.intersects(other) for other in taken):
            continue
        hidden = shape.intersection(QgsGeometry.fromRect(_on_map(map_item, x, y, width, height))).area()
        if best is None or hidden < best[0] * 0.999:
            best = (hidden, x, y)
    return best[1:], best[0]


def bar_segment(scale, frame_width_mm, segments=2):
    """Return the kilometres of one segment so that the bar is nearest a tenth of the frame (2.6.5)."""
    ideal = frame_width_mm / 10 * scale / 1_000_000 / segments
    power = 10.0 ** math.floor(math.log10(ideal))
    return min((step * power for step in BAR), key=lambda length: abs(length - ideal))


def scale_text(scale):
    """Return a scale as sheets print it.

    Examples
    --------
    >>> scale_text(1000000)
    '1:1 000 000'
    """
    return "1:" + f"{scale:,}".replace(",", " ")


def set_scale_bar(layout, scale, families):
    """Set a layout's bar to its scale and fonts, above the middle of the scale text."""
    bar = layout.itemById("scale_bar")
    bar.setUnitsPerSegment(bar_segment(scale, layout.itemById("frame_outer").rect().width()))
    bar.setTextFormat(fonts.with_family(bar.textFormat(), families))
    bar.update()
    bar.attemptResize(QgsLayoutSize(1, 1))  # as small as what it shows
    above = layout.itemById("scale_text")
    middle = above.pagePos().x() + above.rect().width() / 2
    frame = layout.itemById("frame_inner")
    furthest = frame.pagePos().x() + frame.rect().width() - GAP_MM - bar.rect().width()
    bar.attemptMove(QgsLayoutPoint(min(middle - bar.rect().width() / 2, furthest), bar.pagePos().y()))


def set_graticule(main, scale, families):
    """Set meridians and parallels at least 40 mm apart, in twelfths, sixths, halves or whole degrees."""
    for grid in main.grids().asList():
        degrees = next(
            (step for step in (1 / 12, 1 / 6, 0.5, 1, 2, 5) if step * 111_000_000 / scale >= 40), 10
        )
        grid.setIntervalX(degrees)
        grid.setIntervalY(degrees)
        grid.setAnnotationTextFormat(fonts.with_family(grid.annotationTextFormat(), families))
