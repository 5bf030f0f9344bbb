# SPDX-License-Identifier: GPL-3.0-or-later
"""Shipped waters by name, for the zones that plans tie to a lake or a river."""

from pathlib import Path

import pyogrio
import shapely

HERE = Path(__file__).resolve().parent


def named_waters(name):
    """Waters of one of the files that build_base.py writes.

    The lakes under the ODbL are in a file of their own, and what is derived from them must be too: ask for
    each file by itself.

    Parameters
    ----------
    name : {"base.gpkg", "lakes_odbl.gpkg"}

    Returns
    -------
    dict
        Chinese name -> polygons in EPSG:4490.

    Raises
    ------
    FileNotFoundError
        The file is not built yet.
    """
    file = HERE / name
    if not file.is_file():
        raise FileNotFoundError(f"'{file}' is missing: build the base layers before the circles")
    _, _, geometries, (names,) = pyogrio.raw.read(file, layer="water", columns=["name_zh"])
    found = {}
    for water, wkb in zip(names, geometries, strict=True):
        if water:
            found.setdefault(water, []).append(shapely.make_valid(shapely.from_wkb(wkb)))
    return {water: shapely.union_all(shapes) for water, shapes in found.items()}
