# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a sheet, one exception a situation of the planner."""


class SheetError(Exception):
    """A sheet could not be made; the message says which thing, where, and what to do."""


class MissingFontError(SheetError):
    """A sheet's font is missing, and either nothing can replace it or no replacement is wanted."""


class UnknownSlotError(SheetError):
    """A text was given for a slot that no sheet has."""


class EmptySlotError(SheetError):
    """A slot has no text and was not left blank on purpose."""


class SlotOverflowError(SheetError):
    """A text does not fit its slot even at the smallest legible size."""


class TemplateError(SheetError):
    """A template cannot be read or lacks a slot."""


class MissingThemeLayerError(SheetError):
    """A theme was asked for without the layer that it shows."""


class BadLayerError(SheetError):
    """A layer of the sheet cannot be opened or has no CRS."""


class EmptyMapError(SheetError):
    """No feature of any layer lies on the sheet."""


class LegendOverflowError(SheetError):
    """The legend has more classes than its place holds."""


class DpiTooHighError(SheetError):
    """The picture would not fit in memory."""


class OutputError(SheetError):
    """A file could not be written, or what was written is not whole."""
