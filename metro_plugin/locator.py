# SPDX-License-Identifier: GPL-3.0-or-later
"""Locator filter: ``dsq 南京`` finds circles, members and zones from QGIS's search bar."""

from qgis.core import QgsLocatorFilter, QgsLocatorResult

from ..layers import catalog
from ..processing.base import status_title, tr

LIMIT = 20
GROUPS = ("zone", "member", "circle")  # the last comes first


class CircleLocatorFilter(QgsLocatorFilter):
    """Offers what the dock's tree holds; choosing a circle loads it, a member or zone is zoomed to."""

    def __init__(self, actions):
        super().__init__()
        self.actions = actions
        self.groups = {
            "circle": tr("Circles 都市圈"),
            "member": tr("Members 成员单位"),
            "zone": tr("Cooperation zones 毗邻合作区"),
        }

    def clone(self):
        return CircleLocatorFilter(self.actions)

    def name(self):
        return "metro_circles"

    def displayName(self):
        return tr("Metropolitan circles 都市圈")

    def prefix(self):
        return "dsq"

    def fetchResults(self, text, context, feedback):
        wanted = text.strip()
        if not wanted or (not context.usingPrefix and len(wanted) < 2):
            return
        for count, (title, description, data) in enumerate(matches(wanted)):
            if feedback.isCanceled() or count >= LIMIT:
                return
            result = QgsLocatorResult(self, title, data)
            result.description = description
            result.score = 1.0 if catalog.begins(wanted, title) else 0.5
            result.groupScore = GROUPS.index(data[0])
            result.group = self.groups[data[0]]
            self.resultFetched.emit(result)

    def triggerResult(self, result):
        data = result.userData() if callable(result.userData) else result.userData
        kind, circle_id, key = data
        if kind == "circle":
            self.actions.load(circle_id)
        else:
            self.actions.zoom(kind, circle_id, key)


def matches(wanted):
    """Yield title, description and (kind, circle id, key) of what a text finds: Chinese, pinyin, English, code."""
    english = catalog.english_names()
    for circle in catalog.circles():
        if _means(wanted, circle.name_zh, circle.name_en, circle.circle_id):
            yield circle.name_zh, status_title(circle.status), ("circle", circle.circle_id, circle.circle_id)
    seen = set()
    for circle in catalog.circles():
        for member in catalog.members(circle.circle_id):
            if member.adcode not in seen and _means(
                wanted, member.name_zh, english.get(member.adcode, ""), member.adcode
            ):
                seen.add(member.adcode)
                yield (
                    member.name_zh,
                    f"{member.adcode} · {circle.name_zh}",
                    ("member", circle.circle_id, member.adcode),
                )
    for zone in catalog.zones():
        if _means(wanted, zone.name_zh, zone.side_a_names, zone.side_b_names, zone.zone_id):
            yield zone.name_zh, catalog.circle(zone.circle_id).name_zh, ("zone", zone.circle_id, zone.zone_id)


def _means(wanted, *names):
    return catalog.matches(wanted, catalog.haystack(*names))
