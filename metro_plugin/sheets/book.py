# SPDX-License-Identifier: GPL-3.0-or-later
"""Several sheets as the pages of one PDF: vector, text as text, each page in its own size."""

import uuid
from pathlib import Path

from qgis.core import Qgis, QgsLayoutExporter, QgsLayoutRenderContext
from qgis.PyQt.QtCore import QMarginsF, QSizeF
from qgis.PyQt.QtGui import QPageLayout, QPageSize, QPainter, QPdfWriter

from . import pdf
from .errors import OutputError


def write(layouts, path, dpi, feedback):
    """Draw each layout on a page of the PDF ``path``, whole or not at all.

    Parameters
    ----------
    layouts : iterable of QgsPrintLayout
        Made one by one, as they are drawn: only one is in memory.
    path : Path
    dpi : int
        Of what the PDF holds as pictures.
    feedback : QgsFeedback

    Raises
    ------
    OutputError
    """
    path = Path(path).absolute()
    draft = path.with_name(f".{uuid.uuid4().hex[:8]}.part.pdf")
    try:
        count = _draw(layouts, draft, dpi, feedback)
        pdf.make_findable(draft)
        found = pdf.page_count(draft)
        if found != count:
            raise OutputError(
                f"The series' PDF is not whole: it has {found} pages instead of {count}. Is the disk full?"
            )
        draft.replace(path)
    except OSError as error:
        raise OutputError(f"The sheet could not be written: {error}.") from error
    finally:
        draft.unlink(missing_ok=True)


def _draw(layouts, path, dpi, feedback):
    writer = QPdfWriter(str(path))
    writer.setResolution(dpi)
    writer.setCreator("QGIS")
    painter = QPainter()
    count = 0
    try:
        for layout in layouts:
            if feedback.isCanceled():
                raise OutputError("The sheet was cancelled; nothing was written.")
            size = layout.pageCollection().page(0).pageSize()
            page = QPageSize(QSizeF(size.width(), size.height()), QPageSize.Unit.Millimeter, "", _EXACT)
            writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
            if count:
                writer.newPage()
            elif not painter.begin(writer):
                raise OutputError(
                    "The sheet's PDF was not written: the file cannot be written; is the disk full?"
                )
            _as_vectors(layout, dpi)
            QgsLayoutExporter(layout).renderPage(painter, 0)
            count += 1
    finally:
        painter.end()
    return count


_EXACT = QPageSize.SizeMatchPolicy.ExactMatch


def _as_vectors(layout, dpi):
    """Make a layout draw lines as lines and text as text, as QGIS's own PDF export does."""
    context = layout.renderContext()
    context.setDpi(dpi)
    context.setTextRenderFormat(Qgis.TextRenderFormat.AlwaysText)
    context.setFlag(QgsLayoutRenderContext.FlagForceVectorOutput, True)
    context.setFlag(QgsLayoutRenderContext.FlagUseAdvancedEffects, False)
    if hasattr(context, "setRasterizedRenderingPolicy"):  # from QGIS 3.44 on
        context.setRasterizedRenderingPolicy(Qgis.RasterizedRenderingPolicy.ForceVector)
