# SPDX-License-Identifier: GPL-3.0-or-later
"""Two circles side by side: figures, members in common, members of one alone."""

from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
)

from ...layers import catalog
from ...processing.base import status_title, tr


class CompareDialog(QDialog):
    """A table with a column for each of two circles."""

    def __init__(self, first, second, parent=None):
        super().__init__(parent)
        self.setWindowTitle(tr("Compare two circles"))
        rows = comparison(first, second)
        self.table = QTableWidget(len(rows), 2, self)
        self.table.setHorizontalHeaderLabels([first.name_zh, second.name_zh])
        self.table.setVerticalHeaderLabels([title for title, *_ in rows])
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setWordWrap(True)
        for row, (_, left, right) in enumerate(rows):
            self.table.setItem(row, 0, QTableWidgetItem(left))
            if right is None:
                self.table.setSpan(row, 0, 1, 2)
            else:
                self.table.setItem(row, 1, QTableWidgetItem(right))
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setColumnWidth(0, 340)
        self.table.resizeRowsToContents()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.table)
        layout.addWidget(buttons)
        self.resize(820, 520)


def comparison(first, second):
    """Return rows of title, left text and right text; the right is None where one text serves both."""
    members = [{m.adcode: m.name_zh for m in catalog.members(c.circle_id)} for c in (first, second)]
    areas = catalog.circle_areas()
    common = [name for code, name in members[0].items() if code in members[1]]
    alone = [
        [name for code, name in own.items() if code not in other] for own, other in (members, members[::-1])
    ]
    return [
        (tr("Status"), *(status_title(c.status) for c in (first, second))),
        (tr("Document"), first.document, second.document),
        (tr("Date"), first.published, second.published),
        (tr("Area"), *(f"{areas[c.circle_id]:,.0f} km²" for c in (first, second))),
        (
            tr("Published"),
            *(f"{c.official_km2:,.0f} km²" if c.official_km2 else "—" for c in (first, second)),
        ),
        (tr("Members"), *(str(len(own)) for own in members)),
        (tr("In common"), f"{len(common)}：{'、'.join(common)}" if common else "0", None),
        (tr("Only here"), *("、".join(names) or "—" for names in alone)),
    ]
