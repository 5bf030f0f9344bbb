# SPDX-License-Identifier: GPL-3.0-or-later
"""Names on the map: every unit's is there, none hides another, none stands where it would name another unit."""

import itertools

import pytest
from metro_circles.layers import catalog as world

SLOTS = {
    "signature_left": "",
    "signature_right": "",
    "source_note": "",
    "sheet_no": "",
    "title_theme": "",
}


def labelled(sheet, dpi=150):
    """Return the labels that QGIS places on a sheet's map, by the kind of their layer."""
    from qgis.core import QgsMapRendererSequentialJob

    main = sheet.layout.itemById("map")
    settings = main.mapSettings(main.extent(), main.rect().size() * dpi / 25.4, dpi, True)
    job = QgsMapRendererSequentialJob(settings)
    job.start()
    job.waitForFinished()
    kinds = {layer.id(): kind for kind, layer in sheet.pairs}
    placed = [label for label in job.takeLabelingResults().allLabels() if not label.isUnplaced]
    return [(kinds[label.layerID], label) for label in placed]


@pytest.mark.parametrize(("circle_id", "paper"), [("nanjing", "A3"), ("wuhan", "A4")])
def test_every_member_is_named_and_no_name_hides_another(qgis, circle_id, paper):
    from metro_circles.metro_plugin import sheets

    sheet = sheets.lay_out({}, SLOTS, circle=world.circle(circle_id), paper=paper)
    labels = labelled(sheet)
    named = {label.labelText for kind, label in labels if kind == "member"}
    assert named == {member.name_zh for member in world.members(circle_id)}
    assert not [note for note in sheet.result["notes"] if "no room" in note]
    overlaps = [
        (one.labelText, other.labelText)
        for (_, one), (_, other) in itertools.combinations(labels, 2)
        if one.labelGeometry.intersection(other.labelGeometry).area()
        > 0.02 * min(one.labelGeometry.area(), other.labelGeometry.area())
    ]
    assert overlaps == []


def test_name_outside_its_unit_has_a_line_to_it(qgis):
    """In the middle of Wuhan on A4 some districts are smaller than their names."""
    from metro_circles.metro_plugin import sheets

    sheet = sheets.lay_out({}, SLOTS, circle=world.circle("wuhan"), paper="A4", base=False)
    layer = next(layer for kind, layer in sheet.pairs if kind == "member")
    settings = layer.labeling().settings()
    led = settings.dataDefinedProperties().property(settings.Property.CalloutDraw).expressionString()
    led = {int(part) for part in led.partition("(")[2].strip(")").split(",")}
    outside = set()
    for kind, label in labelled(sheet):
        if kind == "member":
            unit = layer.getFeature(label.featureId)
            if not unit.geometry().intersects(label.labelGeometry):
                outside.add(label.featureId)
    assert outside and outside <= led
    assert settings.callout().enabled()


def test_name_without_room_anywhere_is_said(qgis, monkeypatch):
    from metro_circles.metro_plugin import sheets
    from metro_circles.metro_plugin.sheets import naming

    monkeypatch.setattr(naming, "_room", lambda *_: None)
    monkeypatch.setattr(naming, "ROUNDS", 1)
    sheet = sheets.lay_out({}, SLOTS, circle=world.circle("wuhan"), paper="A4", base=False)
    assert [note for note in sheet.result["notes"] if "The map has no room for" in note]


def test_zones_are_named_inside_or_with_a_line(qgis):
    from metro_circles.metro_plugin import sheets

    sheet = sheets.lay_out({}, SLOTS, circle=world.circle("nanjing"), theme="review", base=False)
    zones = {label.labelText.replace("\n", "") for kind, label in labelled(sheet) if kind == "zone"}
    assert zones == {f"{name}跨界一体化发展示范区" for name in ("江宁—博望", "顶山—汊河", "浦口—南谯")}
