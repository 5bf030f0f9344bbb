# SPDX-License-Identifier: GPL-3.0-or-later
"""Expression functions: ``metro_circle``, ``metro_member_name``, ``metro_area_mu``.

They are written as ``QgsExpressionFunction`` so that loading and unloading them leaves no trace.
"""

from functools import cache

from qgis.core import QgsCoordinateReferenceSystem, QgsExpression, QgsExpressionFunction

from ..layers import catalog
from ..layers.adcodes import normalise
from ..processing import quiet
from ..processing.base import tr

GROUP = "Metro Circles 都市圈"


@cache
def _circles_of_units():
    found = {}
    for circle in catalog.circles():
        for member in catalog.members(circle.circle_id):
            found.setdefault(member.adcode, []).append(circle.circle_id)
    return found


@cache
def _names():
    return {m.adcode: m.name_zh for c in catalog.circles() for m in catalog.members(c.circle_id)}


class CircleFunction(QgsExpressionFunction):
    """``metro_circle(adcode)``: ids of the circles that a unit belongs to, separated by commas."""

    def __init__(self):
        text = tr(
            "metro_circle(adcode)<br>Ids of the circles that a unit belongs to, separated by commas; NULL where it "
            "belongs to none.<br>metro_circle('320102') → 'nanjing,nanjing_districts,nanjing_ext'"
        )
        super().__init__("metro_circle", 1, GROUP, text)

    def func(self, values, context, parent, node):
        circles = _circles_of_units().get(normalise(values[0]))
        return ",".join(circles) if circles else None


class MemberNameFunction(QgsExpressionFunction):
    """``metro_member_name(adcode, lang)``: the Chinese ('zh') or English ('en') name of a member."""

    def __init__(self):
        text = tr(
            "metro_member_name(adcode, lang)<br>The name of a member, in Chinese ('zh') or English ('en'); NULL where "
            "the code belongs to no circle.<br>metro_member_name('320102', 'en') → 'Xuanwu District'"
        )
        super().__init__("metro_member_name", 2, GROUP, text)

    def func(self, values, context, parent, node):
        code, language = normalise(values[0]), str(values[1]).lower()
        if language not in ("zh", "en"):
            parent.setEvalErrorString(
                tr("The language must be 'zh' or 'en', not '{value}'.").format(value=values[1])
            )
            return None
        return (_names() if language == "zh" else catalog.english_names()).get(code)


class AreaMuFunction(QgsExpressionFunction):
    """``metro_area_mu(geometry, crs)``: ellipsoidal area on CGCS2000 in 亩."""

    def __init__(self):
        text = tr(
            "metro_area_mu(geometry, crs)<br>Area on the CGCS2000 ellipsoid in 亩 (2000/3 m²). The second value is "
            "the coordinate system of the geometry.<br>metro_area_mu($geometry, 'EPSG:4549')"
        )
        super().__init__("metro_area_mu", 2, GROUP, text)

    def func(self, values, context, parent, node):
        quiet.prepare()
        import shapely

        from ..processing.engine.areas import MU_M2, areas

        geometry, crs = values
        if geometry is None or geometry.isNull():
            return None
        system = QgsCoordinateReferenceSystem(str(crs))
        if not system.isValid():
            parent.setEvalErrorString(tr("'{value}' is not a coordinate system.").format(value=crs))
            return None
        return float(areas([shapely.from_wkb(bytes(geometry.asWkb()))], system.toWkt())[0] / MU_M2)


def register():
    """Make the functions known to expressions; return them, since QGIS does not own them."""
    functions = [CircleFunction(), MemberNameFunction(), AreaMuFunction()]
    for function in functions:
        QgsExpression.registerFunction(function)
    return functions


def unregister(functions):
    """Take the functions out again."""
    for function in functions:
        QgsExpression.unregisterFunction(function.name())
