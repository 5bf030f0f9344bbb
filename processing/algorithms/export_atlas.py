# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:exportatlas``: a series of sheets, one a member, a zone, a conflict or a row of a table."""

import csv
from pathlib import Path

from qgis.core import (
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingOutputFile,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFile,
    QgsProcessingParameterFolderDestination,
    QgsProcessingParameterString,
)

from ...styles import catalog as styles
from ..base import MetroAlgorithm, reported, tr
from ..series import BOOK, export_series, pages_over
from ..sheetoptions import KINDS, add_sheet_parameters, refusal, sheet_arguments
from .export_sheet import FORMATS


class ExportAtlasAlgorithm(MetroAlgorithm):
    NAME = "exportatlas"
    GROUP = "sheets"
    TITLE = "Export series of sheets"
    TAGS = "图集 批量出图 系列图 atlas series sheets batch layout print"
    ANSWERS = "What the plan sheets of all members, zones, parcels or conflicts of a circle look like, one page each."
    ASSUMES = (
        "As 'Export sheet'. Each page shows one value of a field, at the largest round scale that fits; or, with a table "
        "of slots (CSV, UTF-8 or GBK), each row is a page: its columns are slots, 'file' names the page."
    )
    WRITES = (
        "Numbered files in the folder, in each format chosen, the PDF on wish as one file with all pages: all of them, "
        "whole, or none."
    )

    def flags(self):
        # A layout is exported on the main thread
        return super().flags() | QgsProcessingAlgorithm.Flag.FlagNoThreading

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterEnum(
                "OVER",
                tr("A page for each"),
                ["member", *KINDS],
                defaultValue="member",
                usesStaticStrings=True,
            )
        )
        self.addParameter(QgsProcessingParameterString("KEY", tr("Field that tells pages apart"), "adcode"))
        self.addParameter(QgsProcessingParameterString("NAME", tr("Field with the page's name"), "name_zh"))
        self.addParameter(
            QgsProcessingParameterFile(
                "SLOTS_CSV", tr("Table of slots instead"), extension="csv", optional=True
            )
        )
        add_sheet_parameters(self)
        self.addParameter(
            QgsProcessingParameterEnum(
                "FORMATS",
                tr("Formats"),
                list(FORMATS),
                allowMultiple=True,
                defaultValue=["pdf"],
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterBoolean("ONE_PDF", tr("All pages in one PDF"), defaultValue=False)
        )
        self.addParameter(QgsProcessingParameterFolderDestination("OUTPUT_FOLDER", tr("Folder")))
        self.addOutput(QgsProcessingOutputNumber("PAGE_COUNT", tr("Number of pages")))
        self.addOutput(QgsProcessingOutputFile("OUTPUT_PDF", tr("All pages in one PDF")))

    def checkParameterValues(self, parameters, context):
        refused = refusal(self, parameters, context)
        if refused:
            return False, refused
        formats = self.parameterAsEnumStrings(parameters, "FORMATS", context)
        if self.parameterAsBool(parameters, "ONE_PDF", context):
            if "pdf" not in formats:
                return False, tr("All pages in one PDF need PDF among the formats.")
            if self.parameterAsBool(parameters, "GEOPDF", context):
                return False, tr("Coordinates go into PDFs of one page. Choose either them or one PDF.")
        return super().checkParameterValues(parameters, context)

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        layers, slots, options = sheet_arguments(self, parameters, context)
        table = self.parameterAsFile(parameters, "SLOTS_CSV", context)
        if table:
            pages = read_slots(table)
        else:
            over, key, name = (
                self.parameterAsString(parameters, p, context) for p in ("OVER", "KEY", "NAME")
            )
            pages = pages_over(over, key, name, layers, options["circle"], feedback)
        folder = Path(self.parameterAsString(parameters, "OUTPUT_FOLDER", context))
        formats = self.parameterAsEnumStrings(parameters, "FORMATS", context)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise QgsProcessingException(
                tr("Cannot write in folder '{folder}': {reason}. Choose another folder.").format(
                    folder=folder, reason=error.strerror
                )
            ) from error
        export = self.provider().export_sheet
        one_pdf = self.parameterAsBool(parameters, "ONE_PDF", context)
        made = export_series(export, pages, folder, formats, layers, slots, feedback, one_pdf, **options)
        outputs = {"OUTPUT_FOLDER": str(folder), "PAGE_COUNT": len(made)}
        return {**outputs, "OUTPUT_PDF": str(folder / BOOK)} if one_pdf else outputs


def read_slots(path):
    """Return the rows of a table of slots, one dict a page; UTF-8 or GBK."""
    data = Path(path).read_bytes()
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    rows = list(csv.DictReader(text.splitlines()))
    unknown = [name for name in (rows[0] if rows else {}) if name not in (*styles.SLOTS, "file")]
    if unknown or not rows:
        raise QgsProcessingException(
            tr(
                "The table '{path}' has no slot {unknown}. Columns: file, {slots}; a row for each page."
            ).format(path=path, unknown=", ".join(map(str, unknown)) or "-", slots=", ".join(styles.SLOTS))
        )
    return rows
