# SPDX-License-Identifier: GPL-3.0-or-later
"""The card of the dock: what is known of the selected circle, member or zone, with a small map."""

from html import escape

from qgis.core import QgsFeatureRequest, QgsRectangle
from qgis.PyQt.QtCore import QPointF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QImage, QPainter, QPen, QPixmap, QPolygonF
from qgis.PyQt.QtWidgets import QLabel, QVBoxLayout, QWidget

from ...layers import catalog
from ...processing.base import status_title, tr
from ...styles import catalog as styles
from .. import project
from .words import basis_title, coverage_title, kind_title, muted, role_title

MAP_SIZE = QSize(260, 190)
MARKED = QColor(204, 90, 82)


class Card(QWidget):
    """Shows one item of the tree."""

    def __init__(self, parent=None):
        super().__init__(parent)
        self.map = QLabel(self)
        self.map.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.map.setAccessibleName(tr("Small map of the circle"))
        self.text = QLabel(self)
        self.text.setObjectName("metroCardText")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.RichText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.text.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.text.setAccessibleName(tr("What is known of the selection"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.text)
        layout.addWidget(self.map)
        layout.addStretch()

    def show_item(self, kind, circle_id, key):
        """Describe an item; members and groups are marked on the map of their circle."""
        if not circle_id:
            self.text.setText("")
            self.map.clear()
            return
        circle = catalog.circle(circle_id)
        members = catalog.members(circle_id)
        if kind == "zone":
            zone = next(z for z in catalog.zones(circle_id) if z.zone_id == key)
            marked = {*zone.side_a, *zone.side_b}
            self.text.setText(self._table(zone.name_zh, _zone_rows(zone)))
        elif kind in ("member", "group"):
            chosen = [m for m in members if key in (m.adcode if kind == "member" else m.group_zh,)]
            marked = {m.adcode for m in chosen}
            title = chosen[0].name_zh if kind == "member" else key
            self.text.setText(self._table(title, _member_rows(chosen, circle)))
        else:
            marked = set()
            self.text.setText(self._table(circle.name_zh, _circle_rows(circle, members)))
        ratio = self.devicePixelRatioF()
        self.map.setPixmap(_small_map(circle_id, marked, ratio))

    def _table(self, title, rows):
        label = f"color:{muted(self)};padding-right:8px"
        cells = "".join(
            f"<tr><td style='{label}'>{escape(name)}</td><td>{escape(str(value))}</td></tr>"
            for name, value in rows
            if value not in (None, "")
        )
        return f"<h3 style='margin:4px 0'>{escape(title)}</h3><table>{cells}</table>"


def _circle_rows(circle, members):
    area = catalog.circle_areas().get(circle.circle_id)
    published = f"{circle.official_km2:,.0f} km²" if circle.official_km2 else tr("none published")
    rows = [
        (tr("English"), circle.name_en if circle.name_en != circle.name_zh else ""),
        (tr("Status"), status_title(circle.status)),
        (tr("Area"), f"{area:,.0f} km²" if area else ""),
        (tr("Published"), f"{published}，{circle.official_covers}" if circle.official_covers else published),
    ]
    ratio = catalog.circle_ratios().get(circle.circle_id)
    if ratio:
        rows.append((tr("Ratio"), f"{ratio:.3f}"))
    partial = sum(m.coverage != "full" for m in members)
    count = f"{len(members)}" + (tr(" ({partial} in part)").format(partial=partial) if partial else "")
    return [
        *rows,
        (tr("Members"), count),
        (tr("Document"), circle.document),
        (tr("Issued by"), circle.issuer),
        (tr("Date"), circle.published),
    ]


def _member_rows(members, circle):
    if len(members) != 1:
        names = "、".join(m.name_zh for m in members)
        return [(tr("Circle"), circle.name_zh), (tr("Members"), f"{len(members)}：{names}")]
    member = members[0]
    return [
        (tr("Code"), member.adcode),
        (tr("English"), catalog.english_names().get(member.adcode, "")),
        (tr("Prefecture"), member.prefecture),
        (tr("Province"), member.province),
        (tr("Circle"), circle.name_zh),
        (tr("Group"), member.group_zh),
        (tr("Role"), role_title(member.role)),
        (tr("Coverage"), coverage_title(member.coverage)),
    ]


def _zone_rows(zone):
    return [
        (tr("Sides"), f"{zone.side_a_names} — {zone.side_b_names}"),
        (tr("Kind"), kind_title(zone.kind)),
        (tr("Basis"), basis_title(zone.basis)),
        (tr("Source"), zone.source),
        (tr("Note"), zone.note),
    ]


def _small_map(circle_id, marked, ratio):
    """Draw the members of a circle in its simplified outline."""
    file, name = catalog.path("member_1m", circle_id)
    layer = project.opened(file, name, name)
    request = QgsFeatureRequest().setFilterExpression(f"\"circle_id\" = '{circle_id}'")
    request.setSubsetOfAttributes(["adcode", "prefecture"], layer.fields())
    features = sorted(layer.getFeatures(request), key=lambda unit: str(unit["adcode"]))
    extent = QgsRectangle()
    for feature in features:
        extent.combineExtentWith(feature.geometry().boundingBox())
    image = QImage(MAP_SIZE * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    if not extent.isEmpty():
        _paint(image, features, extent, marked)
    return QPixmap.fromImage(image)


def _paint(image, features, extent, marked):
    squeeze = 0.85  # one degree of longitude against one of latitude, about 32° N
    scale = min(
        (MAP_SIZE.width() - 8) / (extent.width() * squeeze), (MAP_SIZE.height() - 8) / extent.height()
    )
    left = (MAP_SIZE.width() - extent.width() * squeeze * scale) / 2
    top = (MAP_SIZE.height() - extent.height() * scale) / 2
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(120, 120, 120), 0.6))
    prefectures = list(dict.fromkeys(feature["prefecture"] for feature in features))
    for feature in features:
        pastel = styles.colour(f"member_{prefectures.index(feature['prefecture']) % 9 + 1}").fill
        painter.setBrush(MARKED if feature["adcode"] in marked else QColor(*pastel))
        for part in feature.geometry().asGeometryCollection():
            ring = part.asPolygon()[0]
            points = (
                QPointF(
                    left + (p.x() - extent.xMinimum()) * squeeze * scale,
                    top + (extent.yMaximum() - p.y()) * scale,
                )
                for p in ring
            )
            painter.drawPolygon(QPolygonF(points))
    painter.end()
