# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository root is the plugin package: tests import it as ``metro_circles``, as QGIS does."""

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _register_plugin_package():
    """Load the root as ``metro_circles`` whatever its folder is called.

    The root itself must not be on ``sys.path``: its ``processing`` would hide QGIS's own.
    """
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "metro_circles", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["metro_circles"] = module
    spec.loader.exec_module(module)


_register_plugin_package()


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT
