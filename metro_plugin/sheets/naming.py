# SPDX-License-Identifier: GPL-3.0-or-later
"""Names that the labelling engine finds no room for: beside their unit, with a line that leads to it.

QGIS leaves such a name out. Here it is set smaller where that is enough, else at the nearest free place.
"""

import math

from qgis.core import (
    Qgis,
    QgsCallout,
    QgsExpression,
    QgsGeometry,
    QgsLineSymbol,
    QgsMapRendererSequentialJob,
    QgsPalLayerSettings,
    QgsPointXY,
    QgsProperty,
    QgsRectangle,
    QgsSimpleLineCallout,
)

# Kinds of which every name must be on the sheet.
KINDS = ("member", "zone", "group")
SMALLER = 0.85
ROUNDS = 4
# Share of a name's box that may lie beyond its unit's outline while it still counts as inside.
BEYOND = 0.35
REACH_MM = 60
# Characters of a name on one line at most, and of each of its lines where it has more.
LONGEST, LINE = 14, 12
# Share of a city's symbol that a name may hide.
HIDDEN = 0.3
# Half the side of the square that a seat's symbol takes on A3, in mm, by its rank.
SEAT_MM = {"province": 1.8, "prefecture": 1.4, "county": 0.85}
# Dots per inch of the trial: text is measured as on the sheet, and the picture stays small.
TRIAL_DPI = 150


def place(main, pairs, grow):
    """Set every name of :data:`KINDS` that has no room on the map; return the names that have none anywhere.

    Parameters
    ----------
    main : QgsLayoutItemMap
        Its layers and extent are set.
    pairs : list of (str, QgsVectorLayer)
        Kind and layer as drawn.
    grow : float
        Size of symbols and text in comparison with A3.
    """
    named = {layer.id(): (kind, layer) for kind, layer in pairs if kind in KINDS and layer.labelsEnabled()}
    for _, layer in named.values():
        _prepare(layer)
    pinned, missing = {}, []
    symbols = _symbols(pairs, main, grow)
    for _ in range(ROUNDS):
        placed, missing = _trial(main, named, grow)
        covering = [
            label
            for label in placed
            if label.layerID in named
            and label.featureId not in pinned.get(label.layerID, {})
            and _covers(label, symbols)
        ]
        if not missing and not covering:
            return []
        names = [label.labelGeometry.boundingBox() for label in placed if label not in covering]
        page = main.mapSettings(main.extent(), main.rect().size(), 25.4, False)
        marks = [box for _, box in symbols]
        marks += [region.geometry.boundingBox() for region in page.labelBlockingRegions()]
        for label in missing + covering:
            layer = named[label.layerID][1]
            unit = layer.getFeature(label.featureId).geometry()
            found = _room(label, unit, names, marks, main)
            if found:
                names.append(found[0])
                pinned.setdefault(label.layerID, {})[label.featureId] = found
        for key, places in pinned.items():
            _pin(named[key][1], places, grow)
    missing = _trial(main, named, grow)[1]
    return [label.labelText.replace("\n", "") for label in missing]


def _prepare(layer):
    """Let names stand inside their unit only, and long ones on several lines."""
    labeling = layer.labeling().clone()
    settings = labeling.settings()
    settings.setPolygonPlacementFlags(
        Qgis.LabelPolygonPlacementFlags(Qgis.LabelPolygonPlacementFlag.AllowPlacementInsideOfPolygon)
    )
    name = settings.fieldName if settings.isExpression else QgsExpression.quotedColumnRef(settings.fieldName)
    lines = rf"regexp_replace({name}, '([^\n]{{{LINE}}})(?=[^\n])', '\\1\n')"
    settings.fieldName = f"if(length({name}) > {LONGEST}, {lines}, {name})"
    settings.isExpression = True
    labeling.setSettings(settings)
    layer.setLabeling(labeling)


def _trial(main, named, grow):
    """Label the map without drawing it; return the labels that were placed, and those of ``named`` that were not."""
    dpi = TRIAL_DPI / max(1, grow) ** 0.5
    settings = main.mapSettings(main.extent(), main.rect().size() * dpi / 25.4, dpi, True)
    settings.setFlag(Qgis.MapSettingsFlag.SkipSymbolRendering, True)
    settings.setLayers([layer for layer in settings.layers() if getattr(layer, "labelsEnabled", bool)()])
    engine = settings.labelingEngineSettings()
    engine.setFlag(Qgis.LabelingFlag.CollectUnplacedLabels, True)
    settings.setLabelingEngineSettings(engine)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    labels = job.takeLabelingResults().allLabels()
    placed = [label for label in labels if not label.isUnplaced]
    have = {(label.layerID, label.featureId) for label in placed}
    missing = {
        (label.layerID, label.featureId): label
        for label in labels
        if label.isUnplaced and label.layerID in named and label.labelText.strip()
    }
    return placed, [label for key, label in missing.items() if key not in have]


def _covers(label, symbols):
    """Return whether a name hides much of the symbol of a city."""
    box = label.labelGeometry.boundingBox()
    return any(
        rank != "county" and box.intersects(square) and box.intersect(square).area() > HIDDEN * square.area()
        for rank, square in symbols
    )


def _symbols(pairs, main, grow):
    """Return (rank, square) of the places that the seats' symbols take, in map units."""
    millimetre = grow**0.6 * main.extent().width() / main.rect().width()
    squares = []
    for kind, layer in pairs:
        if kind in {"seat", "seat_outside"}:
            for feature in layer.getFeatures():
                at = feature.geometry().asPoint()
                half = SEAT_MM.get(feature["rank"], 0) * millimetre
                squares.append((feature["rank"], _around(at.x(), at.y(), 2 * half, 2 * half)))
    return squares


def _room(label, unit, names, marks, main):
    """Return (box, share of the full size, end of a line or None) of a free place for a name, or None."""
    extent = main.extent()
    millimetre = extent.width() / main.rect().width()
    unit = unit.intersection(QgsGeometry.fromRect(extent))
    if unit.isEmpty():
        return None
    width, height = label.labelRect.width(), label.labelRect.height()
    names = [box.buffered(0.3 * millimetre) for box in names]
    taken = names + [box.buffered(0.3 * millimetre) for box in marks]
    for share in (1.0, SMALLER):
        box = _within(unit, width * share, height * share, taken, extent)
        if box:
            return box, share, None
    bare = unit.difference(QgsGeometry.unaryUnion([QgsGeometry.fromRect(box) for box in taken]))
    at = (unit if bare.isEmpty() else bare).poleOfInaccessibility(millimetre / 4)[0].asPoint()
    box = _beside(at, (width * SMALLER, height * SMALLER), names, taken, extent, millimetre)
    return (box, SMALLER, at) if box else None


def _around(x, y, width, height):
    return QgsRectangle(x - width / 2, y - height / 2, x + width / 2, y + height / 2)


def _free(box, taken, extent):
    return extent.contains(box) and not any(box.intersects(other) for other in taken)


def _within(unit, width, height, taken, extent):
    """Return the free box in a unit that reaches least beyond its outline, or None."""
    bounds = unit.boundingBox()
    step = height / 3
    best = None
    columns = min(60, int(bounds.width() / step) + 1)
    rows = min(60, int(bounds.height() / step) + 1)
    for column in range(columns + 1):
        for row in range(rows + 1):
            x = bounds.xMinimum() + bounds.width() * column / columns
            y = bounds.yMinimum() + bounds.height() * row / rows
            box = _around(x, y, width, height)
            if not _free(box, taken, extent) or not unit.contains(QgsPointXY(x, y)):
                continue
            shape = QgsGeometry.fromRect(box)
            beyond = 1 - shape.intersection(unit).area() / shape.area()
            if beyond <= BEYOND and (best is None or beyond < best[0]):
                best = (beyond, box)
    return best and best[1]


def _beside(at, size, names, taken, extent, millimetre):
    """Return the free box nearest to a point whose line back to it crosses no other name, or None."""
    for distance in range(3, REACH_MM):
        for turn in range(24):
            angle = math.tau * turn / 24
            x = at.x() + (distance * millimetre + size[0] / 2) * math.cos(angle)
            y = at.y() + (distance * millimetre + size[1] / 2) * math.sin(angle)
            box = _around(x, y, *size)
            if not _free(box, taken, extent):
                continue
            line = QgsGeometry.fromPolylineXY([at, QgsPointXY(x, y)])
            if not any(line.intersects(other) for other in names if not other.contains(at)):
                return box
    return None


def _pin(layer, places, grow):
    """Fix names of a layer at their places: feature id → (box, share of the size, end of its line or None)."""
    labeling = layer.labeling().clone()
    settings = labeling.settings()
    form = settings.format()

    def by_feature(values):
        cases = " ".join(f"WHEN @id = {key} THEN {value!r}" for key, value in values.items())
        return QgsProperty.fromExpression(f"CASE {cases} END")

    properties = settings.dataDefinedProperties()
    known = QgsPalLayerSettings.Property
    properties.setProperty(known.PositionX, by_feature({k: v[0].xMinimum() for k, v in places.items()}))
    properties.setProperty(known.PositionY, by_feature({k: v[0].yMinimum() for k, v in places.items()}))
    properties.setProperty(known.Size, by_feature({k: form.size() * v[1] for k, v in places.items()}))
    ends = {key: value[2] for key, value in places.items() if value[2]}
    if ends:
        keys = ", ".join(map(str, ends))
        properties.setProperty(known.CalloutDraw, QgsProperty.fromExpression(f"@id IN ({keys})"))
        callout = QgsSimpleLineCallout()
        callout.setEnabled(True)
        callout.setLineSymbol(
            QgsLineSymbol.createSimple({"color": "60,60,60", "width": f"{0.18 * grow**0.6:.3f}"})
        )
        there = callout.dataDefinedProperties()
        there.setProperty(QgsCallout.Property.DestinationX, by_feature({k: p.x() for k, p in ends.items()}))
        there.setProperty(QgsCallout.Property.DestinationY, by_feature({k: p.y() for k, p in ends.items()}))
        callout.setDataDefinedProperties(there)
        settings.setCallout(callout)
    settings.setDataDefinedProperties(properties)
    labeling.setSettings(settings)
    layer.setLabeling(labeling)
