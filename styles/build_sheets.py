# SPDX-License-Identifier: GPL-3.0-or-later
"""Builds ``layouts/*.qpt``: plan sheets after the national drafting rules, with named slots.

Every measure is for A3 in millimetres (text in points) and grows with the paper.
Sections of 《市级国土空间总体规划制图规范（试行）》 2021-03 stand beside what follows them.
"""

import base64
import math
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFillSymbol,
    QgsLayoutItemLabel,
    QgsLayoutItemLegend,
    QgsLayoutItemMap,
    QgsLayoutItemMapGrid,
    QgsLayoutItemMapOverview,
    QgsLayoutItemPage,
    QgsLayoutItemPicture,
    QgsLayoutItemScaleBar,
    QgsLayoutItemShape,
    QgsLayoutMeasurement,
    QgsLayoutPoint,
    QgsLayoutSize,
    QgsLegendStyle,
    QgsLineSymbol,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
    QgsScaleBarSettings,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QColor
from qgis.PyQt.QtXml import QDomDocument

from . import build_xml, catalog
from .build_symbols import text_format

PAPER_MM = {"A4": (210, 297), "A3": (297, 420), "A1": (594, 841), "A0": (841, 1189)}
INK = (30, 30, 30)
LEFT = Qt.AlignmentFlag.AlignLeft
RIGHT = Qt.AlignmentFlag.AlignRight
CENTRE = Qt.AlignmentFlag.AlignHCenter
NOTES = (
    ("crs_note", "坐标系：2000国家大地坐标系，高斯—克吕格投影"),
    ("height_note", "高程基准：1985国家高程基准"),
    ("source_note", "资料来源："),
    ("sheet_no", "图号："),
)


class Sheet:
    """One sheet being laid out: its page, its measures and its items."""

    def __init__(self, paper, orientation):
        short, long = PAPER_MM[paper]
        self.width, self.height = (short, long) if orientation == "portrait" else (long, short)
        self.portrait = orientation == "portrait"
        self.grow = math.sqrt(short * long / (297 * 420))
        self.project = QgsProject()  # the layout does not keep it alive
        self.layout = QgsPrintLayout(self.project)
        self.layout.setName(f"{paper}_{orientation}")
        page = QgsLayoutItemPage(self.layout)
        page.setPageSize(QgsLayoutSize(self.width, self.height))
        self.layout.pageCollection().clear()
        self.layout.pageCollection().addPage(page)

    def mm(self, value):
        """Return a measure of A3 on this paper, in mm."""
        return round(value * self.grow, 2)

    def pt(self, value):
        """Return a text size of A3 on this paper: it grows more slowly than the paper."""
        return round(max(5.0, value * self.grow**0.8), 1)

    def add(self, item, name, box, z=0):
        """Put an item on the page under its slot's name; ``box`` is x, y, width, height in mm."""
        item.setId(name)
        self.layout.addLayoutItem(item)
        item.attemptMove(QgsLayoutPoint(box[0], box[1]))
        item.attemptResize(QgsLayoutSize(box[2], box[3]))
        item.setZValue(z)
        return item

    def label(self, name, text, box, role, size, align=LEFT, top=False):
        """Put a text slot on the page."""
        item = QgsLayoutItemLabel(self.layout)
        item.setTextFormat(text_format(role, self.pt(size), INK))
        item.setText(text)
        item.setMarginX(0)
        item.setMarginY(0)
        item.setHAlign(align)
        item.setVAlign(Qt.AlignmentFlag.AlignTop if top else Qt.AlignmentFlag.AlignVCenter)
        return self.add(item, name, box, 20)

    def frame(self, name, box, width, z=15):
        """Put an empty rectangle on the page, its line ``width`` mm wide on A3."""
        item = QgsLayoutItemShape(self.layout)
        item.setShapeType(QgsLayoutItemShape.Shape.Rectangle)
        pen = {"color": "0,0,0,0", "style": "no", "outline_color": "30,30,30", "joinstyle": "miter"}
        item.setSymbol(QgsFillSymbol.createSimple({**pen, "outline_width": f"{width * self.grow**0.5:.2f}"}))
        return self.add(item, name, box, z)


def graticule(sheet, main):
    """Draw meridians and parallels with degrees and minutes on the map's free sides."""
    grid = QgsLayoutItemMapGrid("graticule", main)
    grid.setCrs(QgsCoordinateReferenceSystem("EPSG:4490"))
    grid.setIntervalX(0.5)
    grid.setIntervalY(0.5)
    grid.setStyle(QgsLayoutItemMapGrid.GridStyle.Solid)
    grid.setLineSymbol(QgsLineSymbol.createSimple({"color": "120,150,175,110", "width": "0.1"}))
    grid.setAnnotationEnabled(True)
    grid.setAnnotationFormat(QgsLayoutItemMapGrid.AnnotationFormat.DegreeMinuteNoSuffix)
    grid.setAnnotationPrecision(0)
    grid.setAnnotationTextFormat(text_format("song", sheet.pt(6), INK))
    grid.setAnnotationFrameDistance(sheet.mm(0.8))
    side = QgsLayoutItemMapGrid.BorderSide
    show = QgsLayoutItemMapGrid.DisplayMode
    position = QgsLayoutItemMapGrid.AnnotationPosition
    direction = QgsLayoutItemMapGrid.AnnotationDirection
    for border, shown, turn in (
        (side.Left, show.LatitudeOnly, direction.Vertical),
        # On a landscape sheet the legend stands at the right.
        (side.Right, show.LatitudeOnly if sheet.portrait else show.HideAll, direction.VerticalDescending),
        (side.Top, show.LongitudeOnly, direction.Horizontal),
        (side.Bottom, show.HideAll, direction.Horizontal),
    ):
        grid.setAnnotationDisplay(shown, border)
        grid.setAnnotationPosition(position.OutsideMapFrame, border)
        grid.setAnnotationDirection(turn, border)
    main.grids().addGrid(grid)


def map_item(sheet, name, box, z, background):
    """Put a map with a thin frame on the page."""
    item = QgsLayoutItemMap(sheet.layout)
    sheet.add(item, name, box, z)
    item.setCrs(QgsCoordinateReferenceSystem("EPSG:4549"))
    item.setExtent(QgsRectangle(295000, 3380000, 295000 + box[2] * 1000, 3380000 + box[3] * 1000))
    item.setBackgroundColor(QColor(*background))
    item.setFrameEnabled(True)
    item.setFrameStrokeColor(QColor(*INK))
    item.setLabelMargin(QgsLayoutMeasurement(sheet.mm(1)))
    item.setFrameStrokeWidth(QgsLayoutMeasurement(0.2 * sheet.grow**0.5))
    return item


def index_map(sheet, main, box):
    """Put the index map on the page: the circle's place among the provinces."""
    index = map_item(sheet, "index", box, 6, (234, 243, 248))
    overview = QgsLayoutItemMapOverview("extent", index)
    overview.setLinkedMap(main)
    overview.setFrameSymbol(
        QgsFillSymbol.createSimple(
            {"color": "0,0,0,0", "style": "no", "outline_color": "200,0,0", "outline_width": "0.3"}
        )
    )
    index.overviews().addOverview(overview)
    return index


def north_and_scale(sheet, main, right, top):
    """Put north arrow, bar scale and scale text in a column that ends at ``right`` (2.6.4, 2.6.5)."""
    width, arrow = sheet.mm(34), sheet.mm(18)
    left = right - width
    picture = QgsLayoutItemPicture(sheet.layout)
    svg = (Path(__file__).resolve().parent / "svg" / "north_arrow.svg").read_bytes()
    picture.setMode(QgsLayoutItemPicture.Format.FormatSVG)
    picture.setPicturePath("base64:" + base64.b64encode(svg).decode())
    picture.setPictureAnchor(QgsLayoutItemPicture.ReferencePoint.UpperMiddle)
    sheet.add(picture, "north", (left, top, width, arrow), 12)
    bar = QgsLayoutItemScaleBar(sheet.layout)
    sheet.add(bar, "scale_bar", (left, top + arrow + sheet.mm(1), width, sheet.mm(8)), 12)
    bar.setStyle("Single Box")
    bar.setLinkedMap(main)
    bar.setUnits(QgsUnitTypes.DistanceUnit.DistanceKilometers)
    bar.setUnitLabel("km")
    bar.setMapUnitsPerScaleBarUnit(1)
    bar.setNumberOfSegments(2)
    bar.setNumberOfSegmentsLeft(0)
    bar.setUnitsPerSegment(10)
    bar.setHeight(sheet.mm(1.4))
    bar.setLabelBarSpace(sheet.mm(0.8))
    bar.setBoxContentSpace(0.5)
    bar.setAlignment(QgsScaleBarSettings.Alignment.AlignMiddle)
    bar.setTextFormat(text_format("song", sheet.pt(7), INK))
    box = (left, top + arrow + sheet.mm(9), width, sheet.mm(4))
    sheet.label("scale_text", "1:1 000 000", box, "song", 8, CENTRE)


def legend(sheet, main, box, columns):
    """Put the legend on the page; what it lists is decided when the map is known (2.6.6)."""
    item = QgsLayoutItemLegend(sheet.layout)
    sheet.add(item, "legend", box, 12)
    item.setLinkedMap(main)
    item.setAutoUpdateModel(False)
    item.setResizeToContents(False)
    item.setTitle("图　例")
    item.setTitleAlignment(CENTRE if columns == 1 else LEFT)
    item.setColumnCount(columns)
    item.setSplitLayer(True)
    item.setEqualColumnWidth(False)
    item.setSymbolWidth(sheet.mm(11))
    item.setSymbolHeight(sheet.mm(4))
    item.setBoxSpace(sheet.mm(1))
    item.setColumnSpace(sheet.mm(3))
    item.setBackgroundEnabled(False)
    sizes = {
        QgsLegendStyle.Style.Title: ("hei", 10),
        QgsLegendStyle.Style.Group: ("hei", 8),
        QgsLegendStyle.Style.Subgroup: ("hei", 8),
        QgsLegendStyle.Style.SymbolLabel: ("song", 8),
    }
    for style, (role, size) in sizes.items():
        item.rstyle(style).setTextFormat(text_format(role, sheet.pt(size), INK))
    item.rstyle(QgsLegendStyle.Style.Symbol).setMargin(QgsLegendStyle.Side.Top, sheet.mm(1.6))
    item.rstyle(QgsLegendStyle.Style.SymbolLabel).setMargin(QgsLegendStyle.Side.Left, sheet.mm(1.5))
    return item


def notes(sheet, box):
    """Put the notes in a block: reference systems, sources with dates, sheet number."""
    left, top, width, height = box
    share = {"crs_note": 0.34, "height_note": 0.14, "source_note": 0.38, "sheet_no": 0.14}
    for name, text in NOTES:
        part = height * share[name]
        sheet.label(name, text, (left, round(top, 2), width, round(part, 2)), "song", 8, top=True)
        top += part


def lay_out(paper, orientation):
    """Return one sheet, finished."""
    sheet = Sheet(paper, orientation)
    mm = sheet.mm
    edge, gap = mm(10), mm(5)
    inside = sheet.width - 2 * edge
    # 2.6.2: plan name left on one line, theme name right-aligned and lower, both above the frame.
    sheet.label("title_plan", "规划名称", (edge, mm(7), inside, mm(13)), "hei", 24)
    sheet.label("title_theme", "图名", (edge, mm(20), inside, mm(10)), "hei", 18, RIGHT)
    # 2.6.3: outer line thick, inner line thin; the graticule's labels stand between them.
    top, bottom = mm(32), sheet.height - mm(24)
    sheet.frame("frame_outer", (edge, top, inside, round(bottom - top, 2)), 1.0)
    box = (edge + gap, top + gap, inside - 2 * gap, bottom - top - 2 * gap)
    box = tuple(round(value, 2) for value in box)
    sheet.frame("frame_inner", box, 0.25, 16)
    left, top, width, height = box
    if sheet.portrait:
        strip = mm(44)
        main_box = (left, top, width, round(height - strip, 2))
        aside = (round(left + width - mm(78), 2), round(top + height - strip, 2), mm(78), strip)
        legend_box = (left + mm(2), aside[1] + mm(1), round(width - aside[2] - mm(4), 2), strip - mm(2))
        note_box = (aside[0] + mm(1), aside[1] + mm(3), aside[2] - mm(3), strip - mm(5))
        arrow_at = (left + width - mm(3), top + mm(4))
    else:
        strip = mm(66)
        main_box = (left, top, round(width - strip, 2), height)
        aside = (round(left + width - strip, 2), top, strip, height)
        arrow_at = (aside[0] + (strip + mm(34)) / 2, top + mm(4))
        legend_box = (aside[0] + mm(2), top + mm(40), strip - mm(4), round(height - mm(88), 2))
        note_box = (aside[0] + mm(3), round(top + height - mm(46), 2), strip - mm(5), mm(44))
    main = map_item(sheet, "map", main_box, 0, (234, 243, 248))
    graticule(sheet, main)
    index_size = (mm(50), mm(56))
    index_map(sheet, main, (left + mm(3), top + mm(3), *index_size))
    north_and_scale(sheet, main, *arrow_at)
    for name in ("index", "north", "scale_bar", "scale_text"):
        main.addLabelBlockingItem(sheet.layout.itemById(name))
    legend(sheet, main, legend_box, 5 if sheet.portrait else 1)
    notes(sheet, note_box)
    # 2.6.7: below the frame, who had it made and when at the left, who drew it at the right.
    foot, third = bottom + mm(3), inside / 3
    row = mm(13)
    sheet.label(
        "signature_left", "××人民政府 编制\n20××年××月", (edge, foot, third, row), "song", 10, top=True
    )
    sheet.label("review_no", "审图号：", (edge + third, foot, third, row), "song", 10, CENTRE, top=True)
    right = (edge + 2 * third, foot, third, row)
    sheet.label("signature_right", "××局\n××单位 制图", right, "song", 10, RIGHT, top=True)
    return sheet


def build(folder):
    """Write the sheets below ``folder/layouts``; return the files written."""
    folder = Path(folder) / "layouts"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for number, paper in enumerate(catalog.PAPERS):
        for turn, orientation in enumerate(catalog.ORIENTATIONS):
            sheet = lay_out(paper, orientation)
            document = QDomDocument()
            document.appendChild(sheet.layout.writeXml(document, QgsReadWriteContext()))
            path = folder / f"{paper}_{orientation}.qpt"
            build_xml.write(path, build_xml.normalise(document.toString(), 0xA000 + 2 * number + turn))
            written.append(path)
    return written
