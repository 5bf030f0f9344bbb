# SPDX-License-Identifier: GPL-3.0-or-later
"""The examples in the docstrings of the raster engine run, and say what they say."""

import doctest
import importlib
import pkgutil

import numpy as np
import pytest
import shapely
from metro_circles.processing.engine import raster

MODULES = [each.name for each in pkgutil.iter_modules(raster.__path__)]


@pytest.mark.parametrize("name", MODULES)
def test_examples(name):
    module = importlib.import_module(f"{raster.__name__}.{name}")
    names = {"np": np, "shapely": shapely, "__package__": raster.__name__}
    done = doctest.testmod(module, extraglobs=names)
    assert done.failed == 0


def test_there_are_examples():
    assert {"grade", "trace", "runs", "shelf", "coverage", "formulas"} <= set(MODULES)
    finder = doctest.DocTestFinder()
    counts = {
        name: sum(
            len(test.examples) for test in finder.find(importlib.import_module(f"{raster.__name__}.{name}"))
        )
        for name in MODULES
    }
    assert sum(count > 0 for count in counts.values()) >= 10
