# SPDX-License-Identifier: GPL-3.0-or-later
"""Lays a sheet out: a template, a circle and layers become a layout.

Runs on the main thread, with or without a window.
"""

from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsGeometry,
    QgsLabelingEngineSettings,
    QgsPrintLayout,
    QgsProject,
    QgsRectangle,
)

from . import drawing, fonts, index, legend, lettering, naming, placing, sources, templates, themes
from .errors import EmptyMapError


@dataclass
class Sheet:
    """A laid-out sheet: the layout, and the project that keeps its layers alive."""

    project: QgsProject
    layout: QgsPrintLayout
    pairs: list
    result: dict


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
    themes.check_theme(theme)
    given = sources.given_layers(layers, circle, theme)
    themes.check_needed(theme, [kind for kind, _ in given])
    lettering.check_names(slots)
    everything = given
    given = [(kind, layer) for kind, layer in given if themes.shown(theme, kind)]
    bounded = circle is not None or _bounded(given)
    crs, shape = _place(given, circle, notes)
    about = _focused(everything, circle, focus, crs) if focus else shape
    box = about.boundingBox()
    orientation = orientation or placing.orientation_of(box)

    project = QgsProject()
    project.setCrs(crs)
    layout = templates.load_template(project, template or templates.shipped(paper, orientation))
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
    scale = scale or placing.scale_for(
        box,
        size.width(),
        size.height(),
        circle.circle_id if circle and not focus and not template else None,
        paper,
    )
    main.setCrs(crs)
    main.setExtent(placing.frame(box, scale, size.width(), size.height()))
    main.setScale(scale)
    area = main.extent()

    if base:
        given += sources.base_map({kind for kind, _ in given}, notes)
    enlarged = 1 if abs(grow - 1) < 0.05 else grow**0.6
    reference = None if enlarged == 1 else scale * enlarged
    pairs = _copies(given, area, crs, shape if bounded else None, families, reference, theme in themes.PLAIN)
    if focus:
        frame = drawing.focus_layer(about, crs)
        drawing.dress(frame, families, reference)
        pairs = drawing.in_order([*pairs, ("focus", frame)], bounded)
    partial = [name for kind, layer in pairs if kind == "member" for name in drawing.in_part(layer)]
    if partial:
        notes.append(
            f"Drawn whole, though the plan takes a part of them or is not clear: {'、'.join(partial)}."
        )
    project.addMapLayers([layer for _, layer in pairs], False)
    for name in ("index", "north", "scale_bar", "scale_text"):
        main.addLabelBlockingItem(layout.itemById(name))
    main.setLayers([layer for _, layer in pairs])

    # White members are seen by their outlines alone: under borders of counties not even by these.
    hidden = theme in themes.PLAIN and drawing.shows_counties(pairs)
    listed = [pair for pair in pairs if pair[0] != "member" or not hidden]
    seen = QgsGeometry.fromRect(area)
    if base and bounded:
        seen = seen.intersection(shape)
    names = legend.fill(layout.itemById("legend"), listed, area, scale, crs, seen, enlarged)
    if not names:
        raise EmptyMapError(
            "No feature of the given layers lies on the sheet. Check that the layers belong to this circle."
        )
    listing = layout.itemById("legend")
    legend.fit(listing, (listing.rect().width(), listing.rect().height()), families)
    placing.set_scale_bar(layout, scale, families)
    placing.set_graticule(main, scale, families)
    index.draw(layout, project, crs, shape, about, families, dict(given), grow, notes)
    if placing.shows_china(area, crs):
        notes.append(
            "The map shows China as a whole: to be published it needs the inset 南海诸岛 and every part of the national "
            "boundary, which this sheet does not draw."
        )
    filled = lettering.texts(slots, circle, crs, scale, themes.THEMES[theme][0])
    lettering.fill(layout, filled, families, 1.5 * grow)
    homeless = naming.place(main, pairs, grow)
    if homeless:
        notes.append(f"The map has no room for {'、'.join(homeless)}. Take a larger paper.")
    layout.refresh()
    result = {
        "paper": Path(template).stem if template else paper,
        "orientation": "portrait" if page.height() > page.width() else "landscape",
        "theme": theme,
        "scale": round(main.scale()),
        "crs": crs.authid(),
        "legend": tuple(names),
        "fonts": tuple(uses),
        "notes": tuple(notes),
    }
    return Sheet(project, layout, pairs, result)


def _copies(given, area, crs, shape, families, reference_scale, plain):
    """Return the sheet's own ``(kind, layer)`` pairs, styled, uppermost first."""
    pairs = []
    for kind, layer in given:
        copy = drawing.private_copy(kind, layer, area, crs, shape)
        if kind == "member":
            drawing.members_by_prefecture(copy, layer, plain)
        if kind == "seat" and shape is not None:
            grey = drawing.split_seats(copy, shape)
            pairs += [("seat_outside", grey)] if grey else []
        pairs.append((kind, copy))
    seats = [layer for kind, layer in pairs if kind in {"seat", "seat_outside"}]
    provinces = [layer for kind, layer in pairs if kind == "province"]
    for kind, layer in pairs:
        if kind == "prefecture":
            drawing.label_once(layer, seats, provinces)
        drawing.dress(layer, families, reference_scale)
    return drawing.in_order(pairs, shape is not None)


def _bounded(given):
    return any(kind in {"circle", "member"} for kind, _ in given)


def _place(given, circle, notes):
    """Return the map's CRS, and the outline of what it shows in that CRS."""
    by_kind = dict(reversed(given))
    bounding = by_kind.get("circle") or by_kind.get("member")
    wgs = QgsCoordinateReferenceSystem("EPSG:4490")
    if bounding is not None:
        shape = placing.outline(bounding, wgs)
    else:
        extent = QgsRectangle()
        for _, layer in given:
            if not layer.extent().isEmpty():
                corners = QgsGeometry.fromRect(layer.extent())
                extent.combineExtentWith(placing.to_crs(corners, layer.crs(), wgs).boundingBox())
        shape = QgsGeometry.fromRect(extent)
    if shape.isEmpty():
        raise EmptyMapError("The circle's layer has no polygon. Check the layer and its filter.")
    box = shape.boundingBox()
    if circle is not None:
        crs = QgsCoordinateReferenceSystem(f"EPSG:{circle.gk3_epsg}")
    else:
        crs = placing.gauss_kruger(box.center().x())
    meridian = placing.central_meridian(crs)
    if box.xMinimum() < meridian - 1.5 or box.xMaximum() > meridian + 1.5:
        notes.append(
            f"The circle reaches from {box.xMinimum():.2f}° to {box.xMaximum():.2f}° E, beyond one 3° zone; "
            f"the sheet takes the meridian {meridian}° E ({crs.authid()})."
        )
    return crs, placing.to_crs(shape, wgs, crs)


def _focused(given, circle, focus, crs):
    """Return the union of the features that a page of a series is about, in the map's CRS.

    They may be of a kind that the theme does not show, and zones of the circle that the theme leaves out.
    """
    kind, expression = focus
    found = [placing.outline(layer, crs, expression) for other, layer in given if other == kind]
    shape = QgsGeometry.unaryUnion([part for part in found if not part.isEmpty()])
    if shape.isEmpty() and circle is not None and kind in sources.OF_CIRCLE:
        shape = placing.outline(sources.of_kind(kind, circle), crs, expression)
    if shape.isEmpty():
        raise EmptyMapError(
            f"No '{kind}' is {expression}. Give the layer, and an expression that finds a feature in it."
        )
    return shape
