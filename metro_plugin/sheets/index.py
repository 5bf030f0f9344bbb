# SPDX-License-Identifier: GPL-3.0-or-later
"""The index map: where the circle lies among the surrounding provinces."""

from qgis.core import (
    Qgis,
    QgsFeature,
    QgsFillSymbol,
    QgsLabelObstacleSettings,
    QgsLayoutPoint,
    QgsPalLayerSettings,
    QgsRectangle,
    QgsSingleSymbolRenderer,
    QgsVectorLayer,
    QgsVectorLayerSimpleLabeling,
)

from ...styles import catalog
from ...styles.catalog import colour
from . import drawing, fonts, placing

# The index map reaches this many times as far as the circle.
REACH = 3.6
# It never shows more than this of the country along a side, in metres, and always this part more than the circle.
WIDEST_M = 2_500_000
NARROWEST = 1.2


def draw(layout, project, crs, shape, about, families, given, grow, notes):
    """Fill the index map, and put it into the corner where it hides least of what the map is ``about``.

    Without a province layer there is nothing to show it in: the index map is then left out. So it is where it
    would show most of China, which takes the inset of the South China Sea 南海诸岛; ``notes`` says so then.
    """
    item = layout.itemById("index")
    main = layout.itemById("map")
    provinces = given.get("province")
    box = shape.boundingBox()
    size = item.rect()
    fits = 1000 * max(box.width() / size.width(), box.height() / size.height())
    reach = min(REACH, WIDEST_M / (fits * max(size.width(), size.height()) / 1000))
    wanted = provinces is not None and reach >= NARROWEST
    item.setVisibility(wanted)  # a template may have been saved without
    for overview in item.overviews().asList():
        overview.setEnabled(wanted)
    if not wanted:
        if provinces is not None:
            notes.append(
                "There is no index map: it would show most of China, which takes the inset 南海诸岛 and every part of "
                "the national boundary."
            )
        return
    _into_corner(layout, item, main, about)
    scale = fits * reach
    item.setCrs(crs)
    item.setExtent(placing.frame(box, scale, size.width(), size.height()))
    item.setScale(scale)
    surroundings = drawing.private_copy("province", provinces, item.extent(), crs)
    _style(surroundings, families, 6 * grow**0.8)
    circle = QgsVectorLayer(f"MultiPolygon?crs={crs.authid()}", colour("circle").name_zh, "memory")
    feature = QgsFeature()
    area = shape.simplify(scale / 5000)
    area.convertToMultiType()
    feature.setGeometry(area)
    circle.dataProvider().addFeatures([feature])
    line = ",".join(map(str, colour("circle").stroke))
    fill = ",".join(map(str, colour("circle_band").fill))
    circle.setRenderer(
        QgsSingleSymbolRenderer(
            QgsFillSymbol.createSimple({"color": fill, "outline_color": line, "outline_width": "0.3"})
        )
    )
    _keep_clear(circle)
    for layer in (circle, surroundings):
        project.addMapLayer(layer, False)
    item.setLayers([circle, surroundings])


def _into_corner(layout, item, main, shape):
    size = item.rect()
    left = item.pagePos().x() - main.pagePos().x()
    gap = max(0, min(left, main.rect().width() - left - size.width()))
    taken = []
    for name in ("north", "scale_bar", "scale_text"):
        other = layout.itemById(name)
        at = other.pagePos()
        taken.append(
            QgsRectangle(at.x(), at.y(), at.x() + other.rect().width(), at.y() + other.rect().height())
        )
    (x, y), _ = placing.corner_for(main, size.width(), size.height(), gap, shape, taken)
    item.attemptMove(QgsLayoutPoint(x, y))


def _keep_clear(layer):
    """Make names keep clear of a layer that has none itself."""
    settings = QgsPalLayerSettings()
    settings.fieldName = "''"
    settings.isExpression = True
    settings.drawLabels = False
    obstacle = QgsLabelObstacleSettings()
    obstacle.setIsObstacle(True)
    obstacle.setType(QgsLabelObstacleSettings.ObstacleType.PolygonInterior)
    obstacle.setFactor(2)
    settings.setObstacleSettings(obstacle)
    layer.setLabeling(QgsVectorLayerSimpleLabeling(settings))
    layer.setLabelsEnabled(True)


def _style(layer, families, size):
    fill = ",".join(map(str, colour("base_county").fill))
    line = ",".join(map(str, colour("base_province").stroke))
    symbol = QgsFillSymbol.createSimple({"color": fill, "outline_color": line, "outline_width": "0.2"})
    layer.setRenderer(QgsSingleSymbolRenderer(symbol))
    template = layer.labeling().settings() if layer.labeling() else QgsPalLayerSettings()
    form = fonts.with_family(template.format(), families)
    form.setSize(size)
    halo = form.buffer()
    halo.setEnabled(True)
    halo.setSize(0.5)
    form.setBuffer(halo)
    template.setFormat(form)
    template.fieldName = '"name_zh"'
    template.isExpression = True
    template.placement = Qgis.LabelPlacement.Horizontal
    layer.setLabeling(QgsVectorLayerSimpleLabeling(template))
    layer.setLabelsEnabled("name_zh" in layer.fields().names() and "province" in catalog.kinds())
