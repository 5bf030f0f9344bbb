# SPDX-License-Identifier: GPL-3.0-or-later
"""The tools that the benchmark compares, each run in a process of its own.

``python3 tools.py TOOL FOLDER INPUT...`` reads its inputs, works, writes its result to FOLDER and prints one
line of JSON: how many features came out, their size in the plane, and seconds that do not count.
"""

import argparse
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import tools_units
from tools_io import ROOT, engine_module, read, write

CHUNK = 250_000


def _told(pieces, **more):
    return {"pieces": len(pieces), "size": float(pieces.geometry.area.sum()), **more}


def engine(folder, parcels, redlines):
    """The plugin's engine."""
    intersect = engine_module("overlay").intersect
    result = intersect(read(parcels), read(redlines), "parcel_id", "redline_id", "kind")
    write(result.pieces, folder)
    return _told(result.pieces)


def engine_chunks(folder, parcels, redlines, times=1):
    """The plugin's engine on chunks; `times` over, each time a little aside, for a layer that large."""
    import pyogrio
    import shapely

    overlay = engine_module("overlay")
    count = pyogrio.read_info(parcels)["features"]

    def chunks():
        for turn in range(times):
            for start in range(0, count, CHUNK):
                # By feature id: reading from the middle of a file is then no slower than from its start.
                chunk = read(parcels, where=f"fid > {start} AND fid <= {start + CHUNK}")
                if turn:
                    chunk = chunk.set_geometry(
                        shapely.transform(chunk.geometry, lambda xy, by=turn: xy + 7.0 * by)
                    )
                yield chunk

    pieces, area = 0, 0.0
    results = overlay.intersect_chunks(chunks(), read(redlines), "parcel_id", "redline_id", "kind")
    for number, result in enumerate(results):
        write(result.pieces, folder, append=number > 0)
        pieces += len(result.pieces)
        area += result.pieces.geometry.area.sum()
        # Else this chunk's pieces are kept while the next one is worked on.
        del result
    return {"pieces": pieces, "size": float(area)}


def engine_chunks_10(folder, parcels, redlines):
    """Ten times as many parcels as the file holds."""
    return engine_chunks(folder, parcels, redlines, times=10)


def _kept(folder):
    """The engine's pieces, as :func:`keep` stored them, and the seconds that loading them took.

    The imports are not among them: every other tool needs them, too.
    """
    import geopandas as gpd
    import numpy as np
    import pyogrio  # noqa: F401
    import shapely

    started, cpu = time.perf_counter(), time.process_time()
    with np.load(folder / "kept.npz", allow_pickle=True) as kept:
        columns = {name: kept[name] for name in kept.files if name != "geometry"}
        pieces = gpd.GeoDataFrame(columns, geometry=shapely.from_wkb(kept["geometry"]), crs="EPSG:4549")
    spent = {"uncounted_s": time.perf_counter() - started, "uncounted_cpu_s": time.process_time() - cpu}
    return pieces, spent


def floor(folder, parcels, redlines):
    """Reading the inputs and writing the engine's result, and nothing else."""
    pieces, loading = _kept(folder)
    read(parcels)
    read(redlines)
    write(pieces, folder)
    return _told(pieces, **loading)


def floor_plugin(folder, parcels, redlines):
    """The same with both layers that ``metro:redlineconflict`` writes: pieces, and every parcel."""
    pieces, loading = _kept(folder)
    every = read(parcels)
    read(redlines)
    pieces.to_file(folder / "pieces.gpkg", layer="pieces", engine="pyogrio")
    every.to_file(folder / "every.gpkg", layer="every", engine="pyogrio")
    return _told(pieces, **loading)


def keep(folder, parcels, redlines):
    """Store the engine's pieces for the floor."""
    import numpy as np

    intersect = engine_module("overlay").intersect
    pieces = intersect(read(parcels), read(redlines), "parcel_id", "redline_id", "kind").pieces
    columns = {name: pieces[name].to_numpy() for name in pieces.columns if name != "geometry"}
    np.savez(folder / "kept.npz", geometry=pieces.geometry.to_wkb().to_numpy(), **columns)
    return _told(pieces)


def geopandas_overlay(folder, a, b):
    """geopandas.overlay"""
    import geopandas as gpd

    pieces = gpd.overlay(read(a), read(b), how="intersection", keep_geom_type=True)
    write(pieces, folder)
    return _told(pieces)


def qgis_native(folder, parcels, redlines):
    """native:intersection of QGIS, red lines as input"""
    out = folder / "pieces.gpkg"
    out.unlink(missing_ok=True)
    command = ["qgis_process", "--no-python", "run", "native:intersection", f"--INPUT={redlines}"]
    subprocess.run(
        [*command, f"--OVERLAY={parcels}", f"--OUTPUT={out}"], check=True, stdout=subprocess.DEVNULL
    )
    started, cpu = time.perf_counter(), time.process_time()
    told = _told(read(out))
    return told | {
        "uncounted_s": time.perf_counter() - started,
        "uncounted_cpu_s": time.process_time() - cpu,
    }


def plugin(folder, parcels, redlines, nearest_m="0", every=False):
    """metro:redlineconflict through qgis_process, pieces alone, without the search for the nearest red line"""
    out, checked = folder / "plugin.gpkg", folder / "checked.gpkg"
    for path in (out, checked):
        path.unlink(missing_ok=True)
    started = time.perf_counter()
    subprocess.run([ROOT / "dev" / "profile", folder / "profile"], check=True, stdout=subprocess.DEVNULL)
    preparing = time.perf_counter() - started
    command = [
        "qgis_process",
        "run",
        "metro:redlineconflict",
        f"--PARCELS={parcels}",
        f"--REDLINES={redlines}",
    ]
    command += [f"--OUTPUT_PIECES={out}"]
    command += [f"--OUTPUT_PARCELS={checked}"] if every else []
    command += [f"--NEAREST_M={nearest_m}"] if nearest_m else []
    subprocess.run(
        command,
        check=True,
        stdout=subprocess.DEVNULL,
        env=os.environ | {"QGIS_CUSTOM_CONFIG_PATH": str(folder / "profile")},
    )
    started, cpu = time.perf_counter(), time.process_time()
    told = _told(read(out))
    checking = time.perf_counter() - started
    return told | {"uncounted_s": preparing + checking, "uncounted_cpu_s": time.process_time() - cpu}


def plugin_every(folder, parcels, redlines):
    """The same with every parcel written, too."""
    return plugin(folder, parcels, redlines, every=True)


def plugin_nearest(folder, parcels, redlines):
    """metro:redlineconflict with its defaults: every parcel written, with the nearest red line within 1 km"""
    return plugin(folder, parcels, redlines, nearest_m=None, every=True)


def postgis(folder, parcels, redlines):
    """PostGIS, the red lines as they are"""
    from postgis import pairwise

    return pairwise({"a": parcels, "b": redlines}, [("a", "b")])


def postgis_subdivide(folder, parcels, redlines):
    """PostGIS with ST_Subdivide"""
    from postgis import pairwise

    return pairwise({"a": parcels, "b": redlines}, [("a", "b")], subdivide=["b"])


def lines_engine(folder, farmland, growth, redlines):
    """The plugin's engine, three layers pairwise."""
    overlay = engine_module("overlay")
    farmland, growth, redlines = read(farmland), read(growth), read(redlines)
    pieces, area = 0, 0.0
    both = overlay.intersect_chunks((farmland, growth), redlines)
    for number, result in enumerate((*both, overlay.intersect(farmland, growth))):
        write(result.pieces, folder, append=number > 0)
        pieces += len(result.pieces)
        area += result.pieces.geometry.area.sum()
    return {"pieces": pieces, "size": area}


def lines_postgis(folder, farmland, growth, redlines):
    """PostGIS, three layers pairwise, the red lines subdivided."""
    from postgis import pairwise

    layers = {"a": farmland, "b": growth, "c": redlines}
    return pairwise(layers, [("a", "c"), ("b", "c"), ("a", "b")], subdivide=["c"])


def coverages_engine(folder, a, b):
    """The plugin's engine on two layers of small polygons."""
    pieces = engine_module("overlay").intersect(read(a), read(b)).pieces
    write(pieces, folder)
    return _told(pieces)


TOOLS = {
    each.__name__: each
    for each in (
        *(floor, floor_plugin, engine, engine_chunks, engine_chunks_10, keep, geopandas_overlay, qgis_native),
        *(
            plugin,
            plugin_every,
            plugin_nearest,
            postgis,
            postgis_subdivide,
            lines_engine,
            lines_postgis,
            coverages_engine,
        ),
        *(tools_units.borders_engine, tools_units.borders_geopandas, tools_units.borders_qgis),
        *(tools_units.belts_keep, tools_units.belts_engine, tools_units.belts_geopandas),
        tools_units.belts_overlay,
    )
}


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tool", choices=TOOLS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("inputs", type=Path, nargs="+")
    options = parser.parse_args()
    # A tool that is stopped leaves its "with" blocks, and so stops what it started.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit("stopped"))
    print(json.dumps(TOOLS[options.tool](options.folder, *options.inputs)))


if __name__ == "__main__":
    main()
