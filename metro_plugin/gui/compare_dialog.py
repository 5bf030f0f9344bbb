# SPDX-License-Identifier: GPL-3.0-or-later
"""Two circles side by side: figures, members in common, members of one alone."""

from html import escape

from qgis.PyQt.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout

from ...layers import catalog
from ...processing.base import status_title, tr
from .words import muted


class CompareDialog(QDialog):
    """A table with a column for each of two circles."""

    def __init__(self, first, second, parent=None):
        super().__init__(parent)
        self.setWindowTitle(tr("Compare two circles"))
        self.page = QTextBrowser(self)
        self.page.setAccessibleName(self.windowTitle())
        self.page.setHtml(_table(first, second, muted(self)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.page)
        layout.addWidget(buttons)
        self.resize(820, 520)


def _table(first, second, colour):
    """The comparison as rich text; a text that serves both goes across."""
    heads = (f"<th align='left'>{escape(circle.name_zh)}</th>" for circle in (first, second))
    rows = [f"<tr><th></th>{''.join(heads)}</tr>"]
    for title, left, right in comparison(first, second):
        name = f"<td style='color:{colour}' width='14%'>{escape(title)}</td>"
        if right is None:
            rows.append(f"<tr>{name}<td colspan='2'>{escape(left)}</td></tr>")
        else:
            rows.append(f"<tr>{name}<td width='43%'>{escape(left)}</td><td>{escape(right)}</td></tr>")
    return f"<table width='100%' cellpadding='5' cellspacing='0' border='1'>{''.join(rows)}</table>"


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
