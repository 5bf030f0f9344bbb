# SPDX-License-Identifier: GPL-3.0-or-later
"""Plan sheets: a template, a circle and layers become a layout, then PDF, PNG, SVG or TIFF.

Runs on the main thread, with or without a window.
"""

from dataclasses import dataclass, field
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeedback,
    QgsGeometry,
    QgsLabelingEngineSettings,
    QgsPrintLayout,
    QgsProject,
    QgsReadWriteContext,
    QgsRectangle,
)
from qgis.PyQt.QtXml import QDomDocument

from ..processing import messages
from ..styles import catalog
from . import fonts, sheet_files, sheet_index, sheet_layers, sheet_legend, sheet_map, sheet_slots
from .sheet_errors import EmptyMapError, SheetError, TemplateError

THEMES = tuple(sheet_layers.THEMES)
ITEMS = ("map", "index", "legend", "scale_bar", "north", "frame_outer", "frame_inner")


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


@dataclass
class Sheet:
    """A laid-out sheet: the layout, and the project that keeps its layers alive."""

    project: QgsProject
    layout: QgsPrintLayout
    pairs: list
    result: dict


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
        Slot → text; see :data:`sheet_slots.SLOTS`. ``""`` leaves a slot blank on purpose.
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
    feedback : QgsFeedback, optional

    Returns
    -------
    SheetResult

    Raises
    ------
    SheetError
        One class a situation; the message says what to do. Nothing is written then.
    """
    feedback = feedback or QgsFeedback()
    sheet_files.check_outputs(outputs)
    sheet = lay_out(
        layers,
        slots,
        circle=circle,
        paper=paper,
        orientation=orientation,
        theme=theme,
        scale=scale,
        base=base,
        strict_fonts=strict_fonts,
        template=template,
        focus=focus,
        dpi=dpi,
    )
    files = sheet_files.write(sheet.layout, outputs, dpi, geopdf, feedback)
    result = SheetResult(files=files, **sheet.result)
    for note in result.notes:
        if hasattr(feedback, "pushWarning"):
            feedback.pushWarning(messages.shown(note))
    return result


def lay_out(
    layers,
    slots,
    *,
    circle=None,
    paper="A3",
    orientation=None,
    theme="free",
    scale=None,
    base=True,
    strict_fonts=False,
    template=None,
    focus=None,
    dpi=300,
):
    """Return the :class:`Sheet` that :func:`export_sheet` writes; parameters as there."""
    uses = fonts.preflight()
    families = fonts.require(uses, strict_fonts)
    notes = [str(use) for use in uses if use.replaced]
    sheet_layers.check_theme(theme)
    given = given_layers(layers, circle, theme)
    sheet_layers.check_needed(theme, [kind for kind, _ in given])
    sheet_slots.check_names(slots)
    given = [(kind, layer) for kind, layer in given if sheet_layers.shown(theme, kind)]
    bounded = circle is not None or _bounded(given)
    crs, shape = _place(given, circle, notes)
    box = (_focused(given, focus, crs) if focus else shape).boundingBox()
    orientation = orientation or sheet_map.orientation_of(box)

    project = QgsProject()
    project.setCrs(crs)
    layout = load_template(project, template or _shipped(paper, orientation))
    layout.renderContext().setDpi(dpi)
    page = layout.pageCollection().page(0).pageSize()
    grow = (page.width() * page.height() / (297 * 420)) ** 0.5
    engine = QgsLabelingEngineSettings()
    engine.setFlag(QgsLabelingEngineSettings.Flag.UsePartialCandidates, False)
    # More than QGIS tries, or narrow zones lose their names; fewer on large paper, where there is room.
    engine.setMaximumPolygonCandidatesPerCmSquared(max(1.0, 8 / grow**2))
    project.setLabelingEngineSettings(engine)

    main = layout.itemById("map")
    size = main.rect()
    scale = scale or sheet_map.scale_for(
        box, size.width(), size.height(), circle.circle_id if circle and not focus else None, paper
    )
    main.setCrs(crs)
    main.setExtent(sheet_map.frame(box, scale, size.width(), size.height()))
    main.setScale(scale)
    area = main.extent()

    if base:
        given += sheet_layers.base_map({kind for kind, _ in given}, notes)
    reference = None if abs(grow - 1) < 0.05 else scale * grow**0.6
    pairs = _copies(
        given, area, crs, shape if bounded else None, families, reference, theme in sheet_layers.PLAIN
    )
    partial = [name for kind, layer in pairs if kind == "member" for name in sheet_layers.in_part(layer)]
    if partial:
        notes.append(
            f"Drawn whole, though the plan takes a part of them or is not clear: {'、'.join(partial)}."
        )
    project.addMapLayers([layer for _, layer in pairs], False)
    for name in ("index", "north", "scale_bar", "scale_text"):
        main.addLabelBlockingItem(layout.itemById(name))
    main.setLayers([layer for _, layer in pairs])

    listed = [pair for pair in pairs if pair[0] != "member" or theme not in sheet_layers.PLAIN]
    names = sheet_legend.fill(layout.itemById("legend"), listed, area, scale)
    if not names:
        raise EmptyMapError(
            "No feature of the given layers lies on the sheet. Check that the layers belong to this circle."
        )
    legend = layout.itemById("legend")
    sheet_legend.fit(legend, (legend.rect().width(), legend.rect().height()), families)
    sheet_map.set_scale_bar(layout, scale, families)
    sheet_map.set_graticule(main, scale, families)
    sheet_index.draw(layout, project, crs, shape, families, dict(given), grow)
    texts = sheet_slots.texts(slots, circle, crs, scale, sheet_layers.THEMES[theme][0])
    sheet_slots.fill(layout, texts, families)
    sheet_slots.stack(layout, ("crs_note", "height_note", "source_note", "sheet_no"), 1.5 * grow)
    layout.refresh()
    result = {
        "paper": paper,
        "orientation": orientation,
        "theme": theme,
        "scale": round(main.scale()),
        "crs": crs.authid(),
        "legend": tuple(names),
        "fonts": tuple(uses),
        "notes": tuple(notes),
    }
    return Sheet(project, layout, pairs, result)


def _shipped(paper, orientation):
    try:
        return catalog.sheet(paper, orientation)
    except catalog.UnknownStyleError as error:
        raise SheetError(str(error)) from error


def _copies(given, area, crs, shape, families, reference_scale, plain):
    """Return the sheet's own ``(kind, layer)`` pairs, styled, uppermost first."""
    pairs = []
    for kind, layer in given:
        copy = sheet_layers.private_copy(kind, layer, area, crs, shape)
        if kind == "member":
            sheet_layers.members_by_prefecture(copy, plain)
        if kind == "seat" and shape is not None:
            grey = sheet_layers.split_seats(copy, shape)
            pairs += [("seat_outside", grey)] if grey else []
        pairs.append((kind, copy))
    seats = [layer for kind, layer in pairs if kind in {"seat", "seat_outside"}]
    provinces = [layer for kind, layer in pairs if kind == "province"]
    for kind, layer in pairs:
        if kind == "prefecture":
            sheet_layers.label_once(layer, seats, provinces)
        sheet_layers.dress(layer, families, reference_scale)
    return sheet_layers.in_order(pairs, shape is not None)


def own_templates():
    """Return name → path of the templates that the planner saved in the profile from the layout designer.

    They are checked when a sheet is made with one.
    """
    folder = Path(QgsApplication.qgisSettingsDirPath()) / "composer_templates"
    return {path.stem: path for path in sorted(folder.glob("*.qpt"))}


def load_template(project, path):
    """Return a layout of ``project`` made from a template that has every slot and item.

    Templates are data: text is shown as it stands, and items that could run code are refused.

    Raises
    ------
    TemplateError
        The file cannot be read, or a slot is missing; the message names it.
    """
    document = QDomDocument()
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise TemplateError(f"The template '{path}' cannot be read: {error}") from error
    if not document.setContent(text):
        raise TemplateError(f"The template '{path}' is not a QGIS layout template.")
    layout = QgsPrintLayout(project)
    _, loaded = layout.loadFromTemplate(document, QgsReadWriteContext())
    if not loaded:
        raise TemplateError(f"The template '{path}' is not a QGIS layout template.")
    sheet_slots.check_template(layout, path, ITEMS)
    return layout


def given_layers(layers, circle, theme):
    """Return ``(kind, layer)`` pairs of what the caller gave, with the circle's own extent and members."""
    if isinstance(layers, QgsProject):
        pairs = sheet_layers.of_project(layers)
    else:
        pairs = []
        for kind, value in layers.items():
            several = value if isinstance(value, list) else [value]
            pairs += [(kind, sheet_layers.opened(kind, one)) for one in several]
    if circle is not None:
        pairs += sheet_layers.of_circle(circle, theme, {kind for kind, _ in pairs})
    if not pairs:
        raise EmptyMapError(
            "The sheet has no layers. Give at least the circle's members, or a project that shows some."
        )
    return pairs


def _bounded(given):
    return any(kind in {"circle", "member"} for kind, _ in given)


def _place(given, circle, notes):
    """Return the map's CRS, and the outline of what it shows in that CRS."""
    by_kind = dict(reversed(given))
    bounding = by_kind.get("circle") or by_kind.get("member")
    wgs = QgsCoordinateReferenceSystem("EPSG:4490")
    if bounding is not None:
        shape = sheet_map.outline(bounding, wgs)
    else:
        extent = QgsRectangle()
        for _, layer in given:
            if not layer.extent().isEmpty():
                corners = QgsGeometry.fromRect(layer.extent())
                extent.combineExtentWith(sheet_map.to_crs(corners, layer.crs(), wgs).boundingBox())
        shape = QgsGeometry.fromRect(extent)
    if shape.isEmpty():
        raise EmptyMapError("The circle's layer has no polygon. Check the layer and its filter.")
    box = shape.boundingBox()
    if circle is not None:
        crs = QgsCoordinateReferenceSystem(f"EPSG:{circle.gk3_epsg}")
    else:
        crs = sheet_map.gauss_kruger(box.center().x())
    meridian = sheet_map.central_meridian(crs)
    if box.xMinimum() < meridian - 1.5 or box.xMaximum() > meridian + 1.5:
        notes.append(
            f"The circle reaches from {box.xMinimum():.2f}° to {box.xMaximum():.2f}° E, beyond one 3° zone; "
            f"the sheet takes the meridian {meridian}° E ({crs.authid()})."
        )
    return crs, sheet_map.to_crs(shape, wgs, crs)


def _focused(given, focus, crs):
    """Return the union of the features that a page of a series is about, in the map's CRS."""
    kind, expression = focus
    found = [sheet_map.outline(layer, crs, expression) for other, layer in given if other == kind]
    shape = QgsGeometry.unaryUnion([part for part in found if not part.isEmpty()])
    if shape.isEmpty():
        raise EmptyMapError(
            f"No '{kind}' is {expression}. Give the layer, and an expression that finds a feature in it."
        )
    return shape


__all__ = ["THEMES", "SheetError", "SheetResult", "export_sheet", "lay_out", "load_template", "own_templates"]
