# SPDX-License-Identifier: GPL-3.0-or-later
"""Browser panel: shipped layers and samples, and the planner's own circles, ready to drag into a project."""

from qgis.core import (
    QgsDataCollectionItem,
    QgsDataItemProvider,
    QgsDataProvider,
    QgsLayerItem,
)
from qgis.PyQt.QtGui import QIcon

from ..layers import catalog
from ..layers.errors import MissingLayerError
from ..processing.base import tr
from .paths import ICON
from .project import layer_title

ROOT = "Metro Circles 都市圈"
SHIPPED = ("circle", "member", "group", "zone", "border", "county", "prefecture", "province", "seat", "water")


def sample_title(kind):
    """How a sample layer is called."""
    return {
        "redline": tr("Sample: ecological red lines 示例 生态保护红线"),
        "farmland": tr("Sample: permanent farmland 示例 永久基本农田"),
        "growth": tr("Sample: growth boundary 示例 城镇开发边界"),
        "parcels": tr("Sample: parcels 示例 地块"),
    }[kind]


class CircleBrowserProvider(QgsDataItemProvider):
    """Adds one entry to the browser."""

    def name(self):
        return "metro_circles"

    def dataProviderKey(self):
        return "metro_circles"

    def capabilities(self):
        return QgsDataProvider.DataCapability.File

    def createDataItem(self, path, parent):
        return None if path else RootItem(parent)


class RootItem(QgsDataCollectionItem):
    """The plugin's entry: shipped layers first, samples by circle below."""

    def __init__(self, parent=None):
        super().__init__(parent, ROOT, "/metro_circles", "metro_circles")
        self.setIcon(QIcon(str(ICON)))

    def createChildren(self):
        children = [self._layer(kind, layer_title(kind)) for kind in SHIPPED]
        for circle in catalog.circles():
            shipped = catalog.samples(circle.circle_id)
            if shipped:
                children.append(SampleItem(self, circle, shipped))
        return [child for child in children if child is not None]

    def _layer(self, kind, title):
        try:
            file, name = catalog.path(kind)
        except MissingLayerError:
            return None
        lines = kind == "border"
        browser = QgsLayerItem.BrowserLayerType
        form = browser.Line if lines else browser.Point if kind == "seat" else browser.Polygon
        return layer_item(self, title, file, name, form)


class SampleItem(QgsDataCollectionItem):
    """Sample planning layers of one circle."""

    def __init__(self, parent, circle, shipped):
        title = tr("{name}: samples 示例").format(name=circle.name_zh)
        super().__init__(parent, title, f"/metro_circles/{circle.circle_id}", "metro_circles")
        self.shipped = shipped

    def createChildren(self):
        polygon = QgsLayerItem.BrowserLayerType.Polygon
        return [
            layer_item(self, sample_title(kind), file, name, polygon)
            for kind, (file, name) in self.shipped.items()
        ]


def layer_item(parent, title, file, name, form):
    """A layer of the browser that can be dragged into a project."""
    uri = f"{file}|layername={name}"
    item = QgsLayerItem(parent, title, f"{parent.path()}/{name}", uri, form, "ogr")
    item.setState(item.State.Populated)
    return item
