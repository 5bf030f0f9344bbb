# SPDX-License-Identifier: GPL-3.0-or-later
"""One sheet from the call to its files, all of them or none."""

from dataclasses import dataclass, field

from qgis.core import QgsFeedback

from ...processing import messages
from . import book, files
from .errors import OutputError
from .layout import lay_out


@dataclass(frozen=True)
class SheetResult:
    """What was made.

    Attributes
    ----------
    files : dict of str to Path
        Format → file.
    scale : int
        Denominator.
    crs : str
        Authority id of the map's CRS.
    legend : tuple of str
        The classes listed, in order.
    fonts : tuple of FontUse
        What each role of text got.
    notes : tuple of str
        What the planner should know: replaced fonts, a circle over two zones, …
    """

    files: dict
    paper: str
    orientation: str
    theme: str
    scale: int
    crs: str
    legend: tuple
    fonts: tuple
    notes: tuple = field(default=())


def export_sheet(
    layers,
    outputs,
    slots,
    *,
    circle=None,
    paper="A3",
    orientation=None,
    theme="free",
    scale=None,
    dpi=300,
    base=True,
    strict_fonts=False,
    template=None,
    focus=None,
    geopdf=False,
    pages=None,
    feedback=None,
):
    """Make one sheet and write it, all files or none.

    Parameters
    ----------
    layers : dict or QgsProject
        Kind → layer, path, or (file, layer name); several layers of one kind as a list. A project gives
        its visible layers. ``circle`` or ``member`` decides where the map lies; without both, all layers.
    outputs : dict
        Format (``pdf``, ``png``, ``svg``, ``tif``) → file. Folders must exist.
    slots : dict
        Slot → text; see :data:`lettering.SLOTS`. ``""`` leaves a slot blank on purpose.
    circle : layers.catalog.Circle, optional
        Gives names, the known scale, and the Gauss–Krüger zone.
    paper : str
        A4, A3, A1 or A0.
    orientation : str, optional
        portrait or landscape; the circle's shape decides when it is left out.
    theme : str
        One of :data:`THEMES`.
    scale : int, optional
        Denominator; the largest round one that fits when it is left out.
    dpi : int
        Dots per inch of pictures, and of what a PDF holds as pictures.
    base : bool
        Whether the shipped base map is added where its kinds were not given.
    strict_fonts : bool
        Whether a replaced font is an error.
    template : path, optional
        A template of the planner's own with the same slots.
    focus : (str, str), optional
        Kind and expression of the features that the map is about, such as ``("member", "adcode = '320115'")``
        for a page of a series; the whole circle when it is left out.
    geopdf : bool
        Whether the PDF carries coordinates.
    pages : list of dict, optional
        Makes several sheets, the pages of one PDF: a page's own slots, and its ``focus``. The only output is ``pdf``.
    feedback : QgsFeedback, optional

    Returns
    -------
    SheetResult, or a list of them with ``pages``

    Raises
    ------
    SheetError
        One class a situation; the message says what to do. Nothing is written then.
    """
    feedback = feedback or QgsFeedback()
    files.check_outputs(outputs)
    options = {
        "circle": circle,
        "paper": paper,
        "orientation": orientation,
        "theme": theme,
        "scale": scale,
        "base": base,
        "strict_fonts": strict_fonts,
        "template": template,
        "dpi": dpi,
    }
    if pages is not None:
        return _book(layers, outputs, slots, pages, geopdf, feedback, options)
    sheet = lay_out(layers, slots, focus=focus, **options)
    written = files.write(sheet.layout, outputs, dpi, geopdf, feedback)
    result = SheetResult(files=written, **sheet.result)
    _say(result.notes, feedback)
    return result


def _book(layers, outputs, slots, pages, geopdf, feedback, options):
    if set(outputs) != {"pdf"} or geopdf:
        raise OutputError(
            "Several pages go into one PDF without coordinates. Export single files for others."
        )
    made = []

    def layouts():
        for number, page in enumerate(pages, 1):
            own = {name: text for name, text in page.items() if name != "focus"}
            sheet = lay_out(layers, {**slots, **own}, focus=page.get("focus"), **options)
            made.append(SheetResult(files=dict(outputs), **sheet.result))
            yield sheet.layout
            feedback.setProgress(100 * number / len(pages))

    book.write(layouts(), outputs["pdf"], options["dpi"], feedback)
    _say(dict.fromkeys(note for result in made for note in result.notes), feedback)
    return made


def _say(notes, feedback):
    for note in notes:
        if hasattr(feedback, "pushWarning"):
            feedback.pushWarning(messages.shown(note))
