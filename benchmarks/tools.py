# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that the benchmark compares, each run in a process of its own.

``python3 tools.py TOOL PARCELS REDLINES FOLDER`` reads both files, intersects them, writes the pieces to
FOLDER and prints one line of JSON: how many pieces, their area in the plane of EPSG:4549, versions, and
seconds that do not count.
"""

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
CHUNK = 500_000


def engine_modules():
    """The plugin's engine, registered as tests do it: the root must not hide QGIS's own ``processing``."""
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "metro_circles", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["metro_circles"] = module
    spec.loader.exec_module(module)
    return importlib.import_module("metro_circles.processing.engine.overlay")


def read(path, **options):
    import geopandas as gpd

    return gpd.read_file(path, engine="pyogrio", **options)


def write(pieces, folder, append=False):
    path = folder / "pieces.gpkg"
    if not append:
        path.unlink(missing_ok=True)
    pieces.to_file(path, layer="pieces", engine="pyogrio", mode="a" if append else "w", SPATIAL_INDEX="NO")


def engine(parcels, redlines, folder):
    """The plugin's engine."""
    overlay = engine_modules()
    result = overlay.intersect(read(parcels), read(redlines), "parcel_id", "redline_id", "kind")
    write(result.pieces, folder)
    return {"pieces": len(result.pieces), "area_m2": result.pieces.geometry.area.sum()}


def engine_chunks(parcels, redlines, folder):
    """The plugin's engine on batches of half a million parcels."""
    import pyogrio

    overlay = engine_modules()
    count = pyogrio.read_info(parcels)["features"]
    starts = range(0, count, CHUNK)
    # By feature id: reading from the middle of a file is then no slower than from its start.
    chunks = (read(parcels, where=f"fid > {start} AND fid <= {start + CHUNK}") for start in starts)
    pieces, area = 0, 0.0
    for number, result in enumerate(
        overlay.intersect_chunks(chunks, read(redlines), "parcel_id", "redline_id", "kind")
    ):
        write(result.pieces, folder, append=number > 0)
        pieces += len(result.pieces)
        area += result.pieces.geometry.area.sum()
    return {"pieces": pieces, "area_m2": area}


def floor(parcels, redlines, folder):
    """Reading the inputs and writing the engine's result, and nothing else."""
    import geopandas as gpd
    import numpy as np
    import shapely

    started = time.perf_counter()
    stored = np.load(folder / "pieces.npz", allow_pickle=True)
    pieces = gpd.GeoDataFrame(
        {name: stored[name] for name in stored.files if name != "geometry"},
        geometry=shapely.from_wkb(stored["geometry"]),
        crs="EPSG:4549",
    )
    loading = time.perf_counter() - started
    read(parcels)
    read(redlines)
    write(pieces, folder)
    return {"pieces": len(pieces), "area_m2": pieces.geometry.area.sum(), "uncounted_s": loading}


def keep(parcels, redlines, folder):
    """Store the engine's pieces for the floor."""
    import numpy as np

    pieces = (
        engine_modules().intersect(read(parcels), read(redlines), "parcel_id", "redline_id", "kind").pieces
    )
    columns = {name: pieces[name].to_numpy() for name in pieces.columns if name != "geometry"}
    np.savez(folder / "pieces.npz", geometry=pieces.geometry.to_wkb().to_numpy(), **columns)
    return {"pieces": len(pieces)}


def geopandas_overlay(parcels, redlines, folder):
    """geopandas.overlay"""
    import geopandas as gpd

    pieces = gpd.overlay(read(parcels), read(redlines), how="intersection", keep_geom_type=True)
    write(pieces, folder)
    return {"pieces": len(pieces), "area_m2": pieces.geometry.area.sum()}


def qgis_native(parcels, redlines, folder):
    """native:intersection of QGIS, red lines as input"""
    out = folder / "pieces.gpkg"
    out.unlink(missing_ok=True)
    command = ["qgis_process", "--no-python", "run", "native:intersection", f"--INPUT={redlines}"]
    subprocess.run(
        [*command, f"--OVERLAY={parcels}", f"--OUTPUT={out}"], check=True, stdout=subprocess.DEVNULL
    )
    started = time.perf_counter()
    pieces = read(out)
    checking = time.perf_counter() - started
    return {"pieces": len(pieces), "area_m2": pieces.geometry.area.sum(), "uncounted_s": checking}


def plugin(parcels, redlines, folder):
    """metro:redlineconflict through qgis_process"""
    out, checked = folder / "plugin.gpkg", folder / "checked.gpkg"
    for path in (out, checked):
        path.unlink(missing_ok=True)
    started = time.perf_counter()
    subprocess.run([ROOT / "dev" / "profile", folder / "profile"], check=True, stdout=subprocess.DEVNULL)
    preparing = time.perf_counter() - started
    subprocess.run(
        ["qgis_process", "run", "metro:redlineconflict", f"--PARCELS={parcels}", f"--REDLINES={redlines}",
         f"--OUTPUT_PIECES={out}", f"--OUTPUT_PARCELS={checked}"],
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile")},
    )  # fmt: skip
    started = time.perf_counter()
    pieces = read(out)
    checking = time.perf_counter() - started
    return {"pieces": len(pieces), "area_m2": pieces.geometry.area.sum(), "uncounted_s": preparing + checking}


def postgis(parcels, redlines, folder):
    """PostGIS, the red lines as they are"""
    from postgis import run

    return run(parcels, redlines, folder, subdivide=False)


def postgis_subdivide(parcels, redlines, folder):
    """PostGIS with ST_Subdivide"""
    from postgis import run

    return run(parcels, redlines, folder, subdivide=True)


TOOLS = {
    name.__name__: name
    for name in (
        floor,
        engine,
        engine_chunks,
        keep,
        geopandas_overlay,
        qgis_native,
        plugin,
        postgis,
        postgis_subdivide,
    )
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("parcels", type=Path)
    parser.add_argument("redlines", type=Path)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(json.dumps(TOOLS[options.tool](options.parcels, options.redlines, options.folder)))
