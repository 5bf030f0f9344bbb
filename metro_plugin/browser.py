# SPDX-License-Identifier: GPL-3.0-or-later
"""Browser panel: shipped layers and samples, and the planner's own circles, ready to drag into a project."""

from qgis.core import (
    Qgis,
    QgsDataCollectionItem,
    QgsDataItemProvider,
    QgsDataProvider,
    QgsLayerItem,
)
from qgis.PyQt import sip
from qgis.PyQt.QtGui import QIcon

from ..layers import catalog
from ..layers.errors import MissingLayerError
from ..layers.own import STATUS as OWN
from ..processing.base import tr
from .paths import ICON, icon
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

    def __init__(self):
        super().__init__()
        self.root = None  # belongs to the browser

    def name(self):
        return "metro_circles"

    def dataProviderKey(self):
        return "metro_circles"

    def capabilities(self):
        return QgsDataProvider.DataCapability.File

    def createDataItem(self, path, parent):
        if path:
            return None
        self.root = RootItem(parent)
        return self.root

    def refresh(self, *_):
        """Read the planner's own circles again."""
        if self.root is not None and not sip.isdeleted(self.root):
            self.root.refresh()


class RootItem(QgsDataCollectionItem):
    """The plugin's entry: shipped layers first, samples and own circles below."""

    def __init__(self, parent=None):
        super().__init__(parent, ROOT, "/metro_circles", "metro_circles")
        self.setIcon(QIcon(str(ICON)))

    def createChildren(self):
        children = [self._layer(kind, layer_title(kind)) for kind in SHIPPED]
        for circle in catalog.circles():
            if circle.status == OWN:
                children.append(OwnItem(self, circle))
            elif shipped := catalog.samples(circle.circle_id):
                children.append(SampleItem(self, circle, shipped))
        return [child for child in children if child is not None]

    def _layer(self, kind, title):
        try:
            file, name = catalog.path(kind)
        except MissingLayerError:
            return None
        lines = kind == "border"
        browser = Qgis.BrowserLayerType
        form = browser.Line if lines else browser.Point if kind == "seat" else browser.Polygon
        return layer_item(self, title, file, name, form)


class SampleItem(QgsDataCollectionItem):
    """Sample planning layers of one circle."""

    def __init__(self, parent, circle, shipped):
        title = tr("{name}: samples 示例").format(name=circle.name_zh)
        super().__init__(parent, title, f"/metro_circles/{circle.circle_id}", "metro_circles")
        self.shipped = shipped

    def createChildren(self):
        polygon = Qgis.BrowserLayerType.Polygon
        return [
            layer_item(self, sample_title(kind), file, name, polygon)
            for kind, (file, name) in self.shipped.items()
        ]


class OwnItem(QgsDataCollectionItem):
    """One of the planner's own circles: its outline and its members."""

    def __init__(self, parent, circle):
        title = tr("{name}: my circle 自定义").format(name=circle.name_zh)
        super().__init__(parent, title, f"/metro_circles/{circle.circle_id}", "metro_circles")
        self.setIcon(icon("circles"))
        self.circle_id = circle.circle_id

    def createChildren(self):
        polygon = Qgis.BrowserLayerType.Polygon
        return [
            layer_item(self, layer_title(kind), *catalog.path(kind, self.circle_id), polygon)
            for kind in ("circle", "member")
        ]


def layer_item(parent, title, file, name, form):
    """A layer of the browser that can be dragged into a project."""
    uri = f"{file}|layername={name}"
    item = QgsLayerItem(parent, title, f"{parent.path()}/{name}", uri, form, "ogr")
    item.setState(item.State.Populated)
    return item
