# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes a layout to files: whole or not at all, and looked at before it counts as written."""

import os
import struct
import uuid
import xml.etree.ElementTree as ET
from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal
from qgis.core import Qgis, QgsLayoutExporter

from . import pdf
from .errors import DpiTooHighError, OutputError

FORMATS = ("pdf", "png", "svg", "tif")
# Bytes a picture may take while it is drawn: QGIS holds it once, and once more while it is written.
PICTURE_BYTES = 900_000_000
PIXELS_A_SIDE = 32_767
_DONE = QgsLayoutExporter.ExportResult.Success
_WHY = {
    QgsLayoutExporter.ExportResult.Canceled: "it was cancelled",
    QgsLayoutExporter.ExportResult.MemoryError: "memory ran out; take fewer dots per inch",
    QgsLayoutExporter.ExportResult.FileError: "the file cannot be written; is the disk full?",
    QgsLayoutExporter.ExportResult.PrintError: "the printer device could not be opened",
    QgsLayoutExporter.ExportResult.SvgLayerError: "the SVG's layers could not be made",
    QgsLayoutExporter.ExportResult.IteratorError: "the atlas could not be read",
}


def check_outputs(outputs):
    """Raise :class:`OutputError` when there is nothing to write, or a file cannot be put where it should.

    Raises
    ------
    OutputError
    """
    if not outputs:
        raise OutputError(f"The sheet has no output. Give at least one of {', '.join(FORMATS)}.")
    for name, path in outputs.items():
        if name not in FORMATS:
            raise OutputError(f"Sheets are not written as '{name}'. Formats: {', '.join(FORMATS)}.")
        folder = Path(path).absolute().parent
        if not folder.is_dir():
            raise OutputError(f"The folder '{folder}' does not exist. Make it, or choose another.")
        probe = folder / f".{uuid.uuid4().hex}.part"
        try:
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise OutputError(
                f"Nothing can be written into '{folder}': {error.strerror}. Choose another."
            ) from error
    if len({Path(path).absolute() for path in outputs.values()}) < len(outputs):
        raise OutputError("Two outputs have the same file name. Give each its own.")


def largest_dpi(width_mm, height_mm):
    """Return the dots per inch at which a page of that size still fits in memory."""
    inches = width_mm / 25.4, height_mm / 25.4
    by_bytes = (PICTURE_BYTES / 4 / (inches[0] * inches[1])) ** 0.5
    return int(min(by_bytes, PIXELS_A_SIDE / max(inches)))


def check_dpi(layout, dpi, outputs):
    """Raise :class:`DpiTooHighError`, naming the largest, when a picture would not fit in memory."""
    page = layout.pageCollection().page(0).pageSize()
    largest = largest_dpi(page.width(), page.height())
    if dpi < 10 or (dpi > largest and {"png", "tif"} & set(outputs)):
        raise DpiTooHighError(
            f"{dpi} dpi cannot be drawn on {page.width():.0f} × {page.height():.0f} mm; take 10 to {largest} dpi, "
            "or write PDF only."
        )


def write(layout, outputs, dpi, geopdf, feedback):
    """Write a layout to its outputs, all or none; return format → file.

    Raises
    ------
    OutputError, DpiTooHighError
    """
    check_dpi(layout, dpi, outputs)
    drafts, beside = {}, {}
    try:
        for name, path in outputs.items():
            path = Path(path).absolute()
            draft = path.with_name(f".{uuid.uuid4().hex[:8]}.part.{name}")
            drafts[name] = draft
            _export(layout, name, draft, dpi, geopdf)
            if feedback.isCanceled():
                raise OutputError("The sheet was cancelled; nothing was written.")
            if name == "pdf":
                pdf.make_findable(draft)
            check_whole(name, draft, layout, dpi)
            if name == "tif":
                world = draft.with_suffix(".tfw")
                if not world.is_file():
                    raise OutputError(f"The world file of '{path}' was not written.")
                beside[world] = path.with_suffix(".tfw")
        for name, draft in drafts.items():
            draft.replace(Path(outputs[name]).absolute())
        for draft, path in beside.items():
            draft.replace(path)
    except OSError as error:
        raise OutputError(f"The sheet could not be written: {error}.") from error
    finally:
        for draft in [*drafts.values(), *beside]:
            for leftover in draft.parent.glob(draft.stem + "*"):
                leftover.unlink()
    return {name: Path(path) for name, path in outputs.items()}


def _export(layout, name, path, dpi, geopdf):
    exporter = QgsLayoutExporter(layout)
    if name == "pdf":
        settings = QgsLayoutExporter.PdfExportSettings()
        settings.dpi = dpi
        settings.forceVectorOutput = True
        settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
        settings.writeGeoPdf = geopdf
        settings.appendGeoreference = True
        # For a GeoPDF QGIS writes outlines into a layer of lines; GDAL does it, and warns.
        with _quiet():
            outcome = exporter.exportToPdf(str(path), settings)
    elif name == "svg":
        settings = QgsLayoutExporter.SvgExportSettings()
        settings.dpi = dpi
        settings.forceVectorOutput = True
        settings.textRenderFormat = Qgis.TextRenderFormat.AlwaysText
        outcome = exporter.exportToSvg(str(path), settings)
    else:
        settings = QgsLayoutExporter.ImageExportSettings()
        settings.dpi = dpi
        settings.generateWorldFile = name == "tif"
        # QGIS tries to write coordinates into a PNG, which GDAL cannot, and says so on the console.
        with _quiet():
            outcome = exporter.exportToImage(str(path), settings)
    if outcome != _DONE:
        detail = exporter.errorMessage()
        raise OutputError(
            f"The sheet's {name.upper()} was not written: {_WHY.get(outcome, outcome)}."
            + (f" {detail}" if detail else "")
        )


@contextmanager
def _quiet():
    """Keep what GDAL says of QGIS's own doings off the console."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


def check_whole(name, path, layout, dpi):
    """Raise :class:`OutputError` unless a written file is complete and of the page's size."""
    page = layout.pageCollection().page(0).pageSize()
    reason = None
    if not path.is_file() or path.stat().st_size == 0:
        reason = "it is not there, or empty"
    elif name == "pdf":
        with path.open("rb") as file:
            head = file.read(5)
            file.seek(-min(1024, path.stat().st_size), os.SEEK_END)
            if head != b"%PDF-" or b"%%EOF" not in file.read():
                reason = "it has no end"
    elif name == "svg":
        try:
            for _ in ET.iterparse(path):  # noqa: S314  # our own file of a moment ago
                pass
        except ET.ParseError as error:
            reason = str(error)
    else:
        width, height = _picture_size(name, path)
        wanted = page.width() / 25.4 * dpi, page.height() / 25.4 * dpi
        if abs(width - wanted[0]) > 2 or abs(height - wanted[1]) > 2:
            reason = f"it has {width} × {height} pixels instead of {wanted[0]:.0f} × {wanted[1]:.0f}"
    if reason:
        raise OutputError(f"The sheet's {name.upper()} is not whole: {reason}. Is the disk full?")


def _picture_size(name, path):
    """Return the pixels of a complete picture, (0, 0) of one that breaks off."""
    if name == "png":
        data = path.read_bytes()
        if data[:8] != b"\x89PNG\r\n\x1a\n" or data[-8:-4] != b"IEND":
            return 0, 0
        return struct.unpack(">II", data[16:24])
    try:
        picture = gdal.Open(str(path))
        if picture is None or picture.GetRasterBand(1).Checksum() < 0:
            return 0, 0
    except RuntimeError:  # where GDAL's exceptions are on
        return 0, 0
    return picture.RasterXSize, picture.RasterYSize
