# SPDX-License-Identifier: GPL-3.0-or-later
"""What all compared tools share: the plugin's modules, reading and writing."""

import importlib
import importlib.util
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def engine_module(name):
    """A module of the plugin's engine, registered as tests do it: the root must not hide QGIS's ``processing``."""
    if "metro_circles" not in sys.modules:
        sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != ROOT]
        spec = importlib.util.spec_from_file_location(
            "metro_circles", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
        )
        module = importlib.util.module_from_spec(spec)
        sys.modules["metro_circles"] = module
        spec.loader.exec_module(module)
    return importlib.import_module(f"metro_circles.processing.engine.{name}")


def read(path, **options):
    """A layer, column by column."""
    import geopandas as gpd

    return gpd.read_file(path, engine="pyogrio", **options)


def write(pieces, folder, append=False):
    """Write the result of a tool."""
    path = folder / "pieces.gpkg"
    if not append:
        path.unlink(missing_ok=True)
    pieces.to_file(path, layer="pieces", engine="pyogrio", mode="a" if append else "w", SPATIAL_INDEX="NO")
