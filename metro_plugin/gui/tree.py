# SPDX-License-Identifier: GPL-3.0-or-later
"""The tree of the dock: circles by status, below them groups with their members, and cooperation zones."""

from functools import cache

from qgis.PyQt.QtCore import QSortFilterProxyModel, Qt
from qgis.PyQt.QtGui import QStandardItem, QStandardItemModel

from ...layers import catalog
from ...processing.base import status_title, tr
from ..paths import icon
from .words import coverage_title

KIND = Qt.ItemDataRole.UserRole
CIRCLE = Qt.ItemDataRole.UserRole + 1
KEY = Qt.ItemDataRole.UserRole + 2
SEARCH = Qt.ItemDataRole.UserRole + 3

STATUSES = ("official", "announced", "provisional", "own")
ICONS = {"circle": "circles", "group": "group", "zone": "adjacency"}  # kind -> its icon


def circle_model(parent=None):
    """Return the tree as a model.

    Items carry ``KIND`` (status, circle, group, member, zone), ``CIRCLE`` (id of the scope), ``KEY``
    (status, circle id, group, adcode or zone id) and ``SEARCH`` (what a search looks at: Chinese,
    pinyin, English, code; see ``layers.pinyin``).
    """
    model = QStandardItemModel(parent)
    model.setHorizontalHeaderLabels([tr("Metropolitan circles")])
    english = catalog.english_names()
    for status in STATUSES:
        circles = [circle for circle in catalog.circles() if circle.status == status]
        if circles:
            branch = _item(status_title(status), "status", "", status, "")
            for circle in circles:
                branch.appendRow(_circle_item(circle, english))
            model.appendRow(branch)
    return model


def _circle_item(circle, english):
    found = _item(
        circle.name_zh, "circle", circle.circle_id, circle.circle_id, circle.name_en, circle.circle_id
    )
    found.setToolTip(f"{circle.document} · {circle.issuer} · {circle.published}")
    groups = {}
    for member in catalog.members(circle.circle_id):
        if member.group_zh not in groups:
            group = _item(member.group_zh, "group", circle.circle_id, member.group_zh, "")
            groups[member.group_zh] = group
            found.appendRow(group)
        title = (
            member.name_zh
            if member.coverage == "full"
            else f"{member.name_zh}（{coverage_title(member.coverage)}）"
        )
        name_en = english.get(member.adcode, "")
        leaf = _item(title, "member", circle.circle_id, member.adcode, name_en, member.adcode)
        leaf.setToolTip(f"{member.adcode} {member.prefecture} {name_en}")
        groups[member.group_zh].appendRow(leaf)
    zones = catalog.zones(circle.circle_id)
    if zones:
        branch = _item(tr("Cooperation zones 毗邻合作区"), "zones", circle.circle_id, "", "")
        for zone in zones:
            words = (zone.side_a_names, zone.side_b_names, *zone.side_a, *zone.side_b)
            leaf = _item(zone.name_zh, "zone", circle.circle_id, zone.zone_id, "", zone.zone_id, *words)
            leaf.setToolTip(f"{zone.side_a_names} — {zone.side_b_names}（{zone.basis}）\n{zone.source}")
            branch.appendRow(leaf)
        found.appendRow(branch)
    return found


def _item(title, kind, circle, key, name_en, *words):
    item = QStandardItem(title)
    if kind in ICONS:
        item.setIcon(_icon(ICONS[kind]))
    item.setEditable(False)
    item.setData(kind, KIND)
    item.setData(circle, CIRCLE)
    item.setData(key, KEY)
    item.setData(catalog.haystack(title, name_en, *words), SEARCH)
    return item


@cache
def _icon(name):
    return icon(name)


class SearchModel(QSortFilterProxyModel):
    """Shows what a search finds, with everything above it and below it."""

    def __init__(self, source, parent=None):
        super().__init__(parent)
        self.query = ""
        self.setSourceModel(source)
        self.setRecursiveFilteringEnabled(True)

    def search(self, text):
        self.query = text.strip()
        self.invalidateFilter()

    def is_hit(self, index):
        """Whether the search finds an item itself, not only what is above or below it."""
        return bool(self.query) and catalog.matches(self.query, index.data(SEARCH))

    def filterAcceptsRow(self, row, parent):
        index = self.sourceModel().index(row, 0, parent)
        while self.query and index.isValid():
            if self.is_hit(index):
                return True
            index = index.parent()
        return not self.query
