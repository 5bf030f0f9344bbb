# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin without a window; with one it is driven in tests/desktop."""

import re
from itertools import product

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QSize


def test_provider_and_algorithms(qgis):
    provider = QgsApplication.processingRegistry().providerById("metro")
    assert provider.name() == "Metro Circles 都市圈"
    assert {a.name() for a in provider.algorithms()} >= {
        "loadcircle",
        "adjacencyzones",
        "redlineconflict",
        "reviewcircle",
    }


def ours():
    """The plugin's algorithms without the example models, which are like a planner's own."""
    shown = QgsApplication.processingRegistry().providerById("metro").algorithms()
    return [algorithm for algorithm in shown if algorithm.groupId() != "models"]


def test_every_algorithm_explains_itself(qgis):
    assert len(ours()) > 20
    for algorithm in ours():
        help_text = algorithm.shortHelpString()
        assert help_text.count("<h3>") == 3, algorithm.id()
        assert "<p></p>" not in help_text, algorithm.id()
        tags = algorithm.tags()
        assert any("\u4e00" <= tag[0] <= "\u9fff" for tag in tags), algorithm.id()
        assert any(tag.isascii() for tag in tags), algorithm.id()
        assert algorithm.name().isascii(), algorithm.id()
        assert not algorithm.icon().isNull(), algorithm.id()
        for parameter in algorithm.parameterDefinitions():
            assert parameter.name().isascii(), algorithm.id()
            assert parameter.name() == parameter.name().upper(), algorithm.id()
            assert parameter.description(), algorithm.id()


def test_unload_takes_the_provider_out_and_loading_again_works(qgis):
    registry = QgsApplication.processingRegistry()
    for _ in range(2):
        qgis.metro.unload()
        assert registry.providerById("metro") is None
        qgis.metro.initProcessing()
        assert registry.algorithmById("metro:loadcircle") is not None


def test_missing_package_is_named(qgis, monkeypatch):
    from importlib import util

    algorithm = QgsApplication.processingRegistry().algorithmById("metro:redlineconflict")
    found = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "geopandas" else found(name))
    good, message = algorithm.canExecute()
    assert not good
    assert "geopandas" in message and "python3-geopandas" in message


def test_models_are_in_the_toolbox_and_whole(qgis):
    shown = QgsApplication.processingRegistry().providerById("metro").algorithms()
    models = {algorithm.id(): algorithm for algorithm in shown if algorithm.groupId() == "models"}
    assert set(models) == {"metro:circlebelts", "metro:parcelreport"}
    for model in models.values():
        assert model.displayName() and model.displayName() != model.name()
        made = model.create()
        assert (made.id(), made.canExecute()[0]) == (model.id(), True)
        children = made.childAlgorithms()
        assert len(children) >= 2
        for child in children.values():
            assert child.algorithm().id() == child.algorithmId()
        outputs = {one.name() for one in made.destinationParameterDefinitions()}
        assert outputs in ({"belts", "pieces", "table"}, {"conflicts", "checked", "report"})
        assert made.helpUrl().endswith("/index.html")


def luminance(colour):
    """WCAG 2.1, relative luminance."""
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("background", ["#f0f0f0", "#ffffff", "#323232"])  # windows and lists, light and dark
def test_icons_stand_out_from_light_and_dark_themes(root, background):
    files = sorted((root / "metro_plugin" / "icons").glob("*.svg"))
    assert len(files) > 8
    for file, place in product(files, ("stroke", "fill")):
        for colour in re.findall(rf'{place}="(#[0-9a-f]{{6}})"', file.read_text(encoding="utf-8")):
            light, dark = sorted((luminance(colour), luminance(background)), reverse=True)
            assert (light + 0.05) / (dark + 0.05) >= 3, (file.name, colour)


def test_every_group_of_algorithms_has_an_icon_of_its_own(qgis):
    pictures = {}
    for algorithm in QgsApplication.processingRegistry().providerById("metro").algorithms():
        assert algorithm.icon().availableSizes() or not algorithm.icon().pixmap(QSize(24, 24)).isNull()
        image = algorithm.icon().pixmap(QSize(24, 24)).toImage()
        assert any(image.pixelColor(x, y).alpha() for x, y in product(range(24), range(24))), algorithm.id()
        pictures.setdefault(algorithm.groupId(), image)
    groups = list(pictures)
    assert len(groups) >= 7
    same = [(a, b) for a in groups for b in groups if a < b and pictures[a] == pictures[b]]
    assert same == []
