# SPDX-License-Identifier: GPL-3.0-or-later
"""The dock "都市圈": find a circle, see what is known of it, load it, review it, make its sheet."""

from itertools import pairwise

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QAction,
    QDockWidget,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QMenu,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QToolButton,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from ...layers import catalog
from ...processing.base import tr
from ..paths import icon
from . import tree
from .card import Card


class CircleDock(QDockWidget):
    """Tree, card and buttons. What a button does is the plugin's part: the dock only says it was wanted."""

    load_wanted = pyqtSignal(str)  # circle id
    load_with_wanted = pyqtSignal(str)
    zoom_wanted = pyqtSignal(str, str, str)  # kind, circle id, key
    review_wanted = pyqtSignal(str)
    sheet_wanted = pyqtSignal(str)
    layout_wanted = pyqtSignal(str)
    compare_wanted = pyqtSignal(str, str)

    def __init__(self, parent=None):
        super().__init__(tr("Metro Circles 都市圈"), parent)
        self.setObjectName("metroCirclesDock")
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self.search = QLineEdit(self)
        self.search.setObjectName("metroSearch")
        self.search.setPlaceholderText(tr("Search: Chinese, pinyin, English, code"))
        self.search.setClearButtonEnabled(True)
        self.search.setAccessibleName(tr("Search circles, members and zones"))
        self.known = [circle.circle_id for circle in catalog.circles()]
        self.model = tree.SearchModel(tree.circle_model(self), self)
        self.view = QTreeView(self)
        self.view.setObjectName("metroTree")
        self.view.setModel(self.model)
        self.view.setHeaderHidden(True)
        self.view.setMinimumHeight(6 * self.fontMetrics().lineSpacing())  # on a low screen the card gives way
        self.view.setUniformRowHeights(True)
        self.view.setSelectionMode(QTreeView.SelectionMode.ExtendedSelection)
        self.view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.view.setAccessibleName(tr("Metropolitan circles"))
        self.card = Card(self)
        self._build_actions()
        self._lay_out()
        self.search.textChanged.connect(self._search)
        self.search.returnPressed.connect(self._go_to_first)
        self.view.selectionModel().selectionChanged.connect(self._selected)
        self.view.customContextMenuRequested.connect(self._menu)
        self.view.activated.connect(self._activated)
        self.visibilityChanged.connect(lambda shown: self.refresh() if shown else None)
        self._unfold()
        self._selected()

    def refresh(self, *_):
        """Read the circles again where the planner's own ones have changed."""
        known = [circle.circle_id for circle in catalog.circles()]
        if known == self.known:
            return
        self.known = known
        self.model.setSourceModel(tree.circle_model(self))
        self._unfold()
        self._selected()

    def select(self, circle_id, key=None):
        """Select a circle, or a member or zone of it, in the tree."""
        for index in self._indexes():
            if index.data(tree.CIRCLE) == circle_id and index.data(tree.KEY) == (key or circle_id):
                self.view.setCurrentIndex(index)
                self.view.scrollTo(index)
                return True
        return False

    def current(self):
        """Kind, circle id and key of what is selected; empty strings where nothing is."""
        index = self.view.currentIndex()
        if not index.isValid():
            return "", "", ""
        return index.data(tree.KIND), index.data(tree.CIRCLE), index.data(tree.KEY)

    def _build_actions(self):
        self.actions_by_name = {}
        for name, title, tip, slot in (
            ("load", tr("Load"), tr("Load the circle into the project"), self._load),
            ("zoom", tr("Zoom"), tr("Zoom the map to the selection"), self._zoom),
            ("review", tr("Review"), tr("Check extent, adjacency zones and red lines"), self._review),
            ("sheet", tr("Sheet"), tr("Make a map sheet of the circle"), self._sheet),
            ("compare", tr("Compare"), tr("Compare two selected circles"), self._compare),
        ):
            action = QAction(icon({"sheet": "sheets"}.get(name, name)), title, self)
            action.setObjectName(f"metro_{name}")
            action.setToolTip(tip)
            action.triggered.connect(slot)
            self.actions_by_name[name] = action
        self.load_with = QAction(tr("Load with…"), self)
        self.load_with.setToolTip(tr("Choose layers, scale and group"))
        self.load_with.triggered.connect(lambda: self.load_with_wanted.emit(self.current()[1]))
        self.layout_action = QAction(tr("Open in the layout designer"), self)
        self.layout_action.setObjectName("metro_layout")
        self.layout_action.triggered.connect(lambda: self.layout_wanted.emit(self.current()[1]))

    def _lay_out(self):
        stops = []  # of the Tab key, in the order that the eye takes
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        for name, action in self.actions_by_name.items():
            button = QToolButton(self)
            button.setObjectName(f"metro_{name}_button")
            button.setDefaultAction(action)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            more = {"load": self.load_with, "sheet": self.layout_action}.get(name)
            if more is not None:
                menu = QMenu(button)
                menu.addAction(more)
                button.setMenu(menu)
                button.setPopupMode(QToolButton.ToolButtonPopupMode.MenuButtonPopup)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            buttons.addWidget(button)
            stops.append(button)
        splitter = QSplitter(Qt.Orientation.Vertical, self)
        splitter.addWidget(self.view)
        scroll = QScrollArea(self)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setObjectName("metroCard")
        scroll.setAccessibleName(tr("Card of the selection"))
        scroll.setWidget(self.card)
        splitter.addWidget(scroll)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([380, 420])
        splitter.setCollapsible(0, False)
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(4, 4, 4, 4)
        layout.addWidget(self.search)
        layout.addWidget(splitter, 1)
        layout.addLayout(buttons)
        self.setWidget(body)
        stops = [self.search, self.view, scroll, self.card.text, *stops]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)

    def _unfold(self):
        for row in range(self.model.rowCount()):
            self.view.setExpanded(self.model.index(row, 0), True)

    def _indexes(self, parent=None):
        parent = parent if parent is not None else self.view.rootIndex()
        for row in range(self.model.rowCount(parent)):
            index = self.model.index(row, 0, parent)
            yield index
            yield from self._indexes(index)

    def _search(self, text):
        self.model.search(text)
        self.view.collapseAll()
        self._unfold()
        for index in self._hits():
            above = index.parent()
            while above.isValid():
                self.view.setExpanded(above, True)
                above = above.parent()

    def _hits(self):
        return [index for index in self._indexes() if self.model.is_hit(index)]

    def _go_to_first(self):
        """Select the best of what the search itself found: circles first, and names that begin with it."""
        query = self.search.text()
        hits = sorted(
            self._hits(),
            key=lambda index: (index.data(tree.KIND) != "circle", not catalog.begins(query, index.data())),
        )
        if hits:
            self.view.setCurrentIndex(hits[0])
            self.view.scrollTo(hits[0])
            self.view.setFocus()

    def _selected(self, *_):
        kind, circle_id, key = self.current()
        self.card.show_item(kind, circle_id, key)
        circles = self._selected_circles()
        for name, action in self.actions_by_name.items():
            action.setEnabled(len(circles) == 2 if name == "compare" else bool(circle_id))
        self.load_with.setEnabled(bool(circle_id))
        self.layout_action.setEnabled(bool(circle_id))

    def _selected_circles(self):
        found = [index.data(tree.CIRCLE) for index in self.view.selectionModel().selectedIndexes()]
        return [circle for circle in dict.fromkeys(found) if circle]

    def _activated(self, index):
        if index.data(tree.KIND) == "circle":
            self._load()
        elif index.data(tree.CIRCLE):
            self._zoom()

    def _menu(self, place):
        menu = QMenu(self)
        menu.addActions([*self.actions_by_name.values(), self.load_with, self.layout_action])
        menu.exec(self.view.viewport().mapToGlobal(place))

    def _load(self):
        self.load_wanted.emit(self.current()[1])

    def _zoom(self):
        self.zoom_wanted.emit(*self.current())

    def _review(self):
        self.review_wanted.emit(self.current()[1])

    def _sheet(self):
        self.sheet_wanted.emit(self.current()[1])

    def _compare(self):
        self.compare_wanted.emit(*self._selected_circles())
