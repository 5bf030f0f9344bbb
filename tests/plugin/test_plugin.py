# SPDX-License-Identifier: GPL-3.0-or-later
"""The plugin without a window; with one it is driven in tests/desktop."""

from qgis.core import QgsApplication


def test_provider_and_algorithms(qgis):
    provider = QgsApplication.processingRegistry().providerById("metro")
    assert provider.name() == "Metro Circles 都市圈"
    assert {a.name() for a in provider.algorithms()} >= {
        "loadcircle",
        "adjacencyzones",
        "redlineconflict",
        "reviewcircle",
    }


def test_every_algorithm_explains_itself(qgis):
    for algorithm in QgsApplication.processingRegistry().providerById("metro").algorithms():
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
