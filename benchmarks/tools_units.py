# SPDX-License-Identifier: GPL-3.0-or-later
"""Borders and belts of all counties by the tools that the benchmark compares; see ``tools.py``."""

import subprocess
import time

from tools_io import engine_module, read, write

WIDTH_M = 5000
RANKS = ("province", "prefecture")


def borders_engine(folder, circles):
    """The plugin's engine."""
    found = engine_module("borders").shared_borders(read(circles, layer="county"))
    write(found, folder)
    return {"pieces": len(found), "size": float(found.geometry.length.sum())}


def borders_geopandas(folder, circles):
    """Neighbours from the spatial index, then the intersection of their outlines."""
    import geopandas as gpd

    units = read(circles, layer="county")
    first, second = units.sindex.query(units.geometry, predicate="intersects")
    once = first < second
    outline = units.boundary
    left, right = (outline.iloc[rows[once]].reset_index(drop=True) for rows in (first, second))
    lines = left.intersection(right)
    lines = lines[lines.length > 0].line_merge()
    codes = {name: units["adcode"].iloc[rows[once]].to_numpy()[lines.index] for name, rows in
             (("left", first), ("right", second))}  # fmt: skip
    found = gpd.GeoDataFrame(codes, geometry=lines.to_numpy(), crs=units.crs)
    write(found, folder)
    return {"pieces": len(found), "size": float(lines.length.sum())}


def borders_qgis(folder, circles):
    """native:polygonstolines, then native:intersection of the outlines with the units; each border comes twice."""
    units, outlines, out = f"{circles}|layername=county", folder / "outlines.gpkg", folder / "pieces.gpkg"
    for path in (outlines, out):
        path.unlink(missing_ok=True)
    run = ["qgis_process", "--no-python", "run"]
    for command in (
        ["native:polygonstolines", f"--INPUT={units}", f"--OUTPUT={outlines}"],
        ["native:intersection", f"--INPUT={outlines}", f"--OVERLAY={units}", "--INPUT_FIELDS=adcode",
         "--OVERLAY_FIELDS=adcode", f"--OUTPUT={out}"],
    ):  # fmt: skip
        subprocess.run([*run, *command], check=True, stdout=subprocess.DEVNULL)
    started, cpu = time.perf_counter(), time.process_time()
    found = read(out)
    once = found[(found["adcode"] < found["adcode_2"]) & (found.length > 0)]
    told = {"pieces": len(once.groupby(["adcode", "adcode_2"])), "size": float(once.length.sum())}
    return told | {
        "uncounted_s": time.perf_counter() - started,
        "uncounted_cpu_s": time.process_time() - cpu,
    }


def belts_keep(folder, circles):
    """Store the borders of provinces and prefectures for both tools."""
    named = engine_module("adjacency").named_borders(read(circles, layer="county"), ranks=RANKS).borders
    named[["left", "right", "geometry"]].to_file(folder / "borders.gpkg", layer="borders", engine="pyogrio")
    return {"pieces": len(named)}


def belts_engine(folder, circles):
    """The plugin's engine."""
    found = engine_module("belts").belts(
        read(folder / "borders.gpkg"), read(circles, layer="county"), WIDTH_M
    )
    write(found, folder)
    return {"pieces": len(found), "size": _area(found)}


def belts_geopandas(folder, circles):
    """Buffers in the 3-degree zone of each border, then intersections with the units of both sides."""
    import geopandas as gpd
    import pandas as pd

    borders, units = read(folder / "borders.gpkg"), read(circles, layer="county").set_index("adcode")
    buffers = _buffers(borders)
    sides = []
    for side in ("left", "right"):
        of = units.geometry.loc[borders[side]].reset_index(drop=True)
        sides.append(
            gpd.GeoDataFrame(
                borders[["left", "right"]].assign(side=borders[side]), geometry=buffers.intersection(of)
            )
        )
    found = pd.concat(sides, ignore_index=True)
    write(found, folder)
    return {"pieces": len(found), "size": _area(found)}


def belts_overlay(folder, circles):
    """The same buffers, then ``geopandas.overlay`` with all units, of which both sides are kept."""
    import geopandas as gpd

    borders, units = read(folder / "borders.gpkg"), read(circles, layer="county")[["adcode", "geometry"]]
    buffers = gpd.GeoDataFrame(borders[["left", "right"]], geometry=_buffers(borders))
    found = gpd.overlay(buffers, units, how="intersection")
    found = found[(found["adcode"] == found["left"]) | (found["adcode"] == found["right"])]
    write(found, folder)
    return {"pieces": len(found), "size": _area(found)}


def _buffers(borders):
    """Buffers of borders, each in the 3-degree zone of its middle."""
    import numpy as np
    import pandas as pd

    middle = borders.geometry.bounds[["minx", "maxx"]].mean(axis=1)
    meridian = 3 * np.round(middle / 3)
    parts = []
    for value, group in borders.groupby(meridian):
        plane = group.to_crs(f"+proj=tmerc +lon_0={value} +x_0=500000 +ellps=GRS80 +units=m")
        parts.append(plane.buffer(WIDTH_M, resolution=16).segmentize(1000).to_crs(borders.crs))
    return pd.concat(parts).sort_index()


def _area(belts):
    return float(belts.to_crs("+proj=aea +lat_1=25 +lat_2=47 +lon_0=105 +ellps=GRS80").area.sum())
