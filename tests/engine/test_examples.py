# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the engine's docstrings hold; those of rasters have a test of their own beside them."""

import doctest
import importlib
from pathlib import Path

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from metro_circles.processing import engine

NAMES = {"np": np, "shapely": shapely, "pyproj": pyproj, "geopandas": geopandas}
MODULES = sorted(
    path.stem for path in Path(engine.__path__[0]).glob("*.py") if ">>> " in path.read_text("utf-8")
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_hold(name):
    done = doctest.testmod(
        importlib.import_module(f"metro_circles.processing.engine.{name}"), extraglobs=NAMES
    )
    assert done.attempted > 0
    assert done.failed == 0


def test_there_are_examples():
    assert {"areas", "jobs", "places", "precision"} <= set(MODULES)
