# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the overlay engine with its peers on the same data and writes ``docs/benchmarks.md``.

Every tool runs in a process of its own, one after the other; wall time and the largest resident memory of the
process and its children are taken. A tool that passes its limit is stopped and written as "> limit"; one that
is not installed as "not here". Pieces and areas of all finished tools must agree.
"""

import argparse
import json
import os
import platform
import resource
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import data

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
BUILD = ROOT / "build" / "bench"
ORDER = (
    "floor",
    "engine",
    "engine_chunks",
    "plugin",
    "postgis_subdivide",
    "postgis",
    "qgis_native",
    "geopandas_overlay",
)
NAMES = {
    "floor": "floor: reading the inputs and writing the result",
    "engine": "the plugin's engine",
    "engine_chunks": "the plugin's engine, half a million parcels at a time",
    "plugin": "`qgis_process run metro:redlineconflict`, QGIS's start included",
    "postgis": "PostGIS, loading included",
    "postgis_subdivide": "PostGIS with `ST_Subdivide`, loading included",
    "qgis_native": "QGIS `native:intersection`, red lines as input",
    "geopandas_overlay": "`geopandas.overlay`",
}


@dataclass
class Run:
    """One tool's run: `seconds` is None unless it finished."""

    tool: str
    seconds: float | None = None
    memory_mb: float = 0.0
    pieces: int = 0
    area_m2: float = 0.0
    note: str = ""


def measure(tool, parcels, redlines, limit):
    """Run one tool in a process of its own."""
    folder = BUILD / "out"
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(HERE / "tools.py"), tool, str(parcels), str(redlines), str(folder)]
    # The measuring child has no other children, so that its resource use is the tool's.
    reader, writer = os.pipe()
    started = time.perf_counter()
    child = os.fork()
    if child == 0:
        os.close(reader)
        os._exit(_in_child(command, limit, writer))
    os.close(writer)
    with os.fdopen(reader) as stream:
        answer = json.loads(stream.read() or "{}")
    os.waitpid(child, 0)
    seconds = time.perf_counter() - started
    result = Run(tool, memory_mb=answer.get("memory_mb", 0.0))
    if answer.get("stopped"):
        result.note = f"> {limit:.0f} s"
    elif answer.get("code") != 0:
        text = answer.get("error", "")
        result.note = "not here" if "NotHere" in text else "failed: " + text.strip().splitlines()[-1]
    else:
        found = json.loads(answer["output"].strip().splitlines()[-1])
        result.seconds = seconds - found.get("uncounted_s", 0.0)
        result.pieces, result.area_m2 = found.get("pieces", 0), found.get("area_m2", 0.0)
    return result


def _in_child(command, limit, writer):
    tool = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    stopped = False
    try:
        output, error = tool.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        stopped = True
        os.killpg(tool.pid, signal.SIGKILL)
        output, error = tool.communicate()
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    answer = {
        "code": tool.returncode,
        "output": output,
        "error": error,
        "stopped": stopped,
        "memory_mb": memory,
    }
    with os.fdopen(writer, "w") as stream:
        json.dump(answer, stream)
    return 0


def disagreements(runs):
    """Finished tools whose pieces or areas differ from the engine's."""
    engine = next((run for run in runs if run.tool == "engine" and run.seconds is not None), None)
    if engine is None:
        return []
    found = []
    for run in runs:
        if run.seconds is None or run.tool == "plugin":
            continue
        area_off = abs(run.area_m2 - engine.area_m2) > 1e-9 * engine.area_m2
        # Tools may keep or drop pieces that are nothing but rounding.
        if area_off or abs(run.pieces - engine.pieces) > 1e-4 * engine.pieces:
            found.append(f"{run.tool}: {run.pieces} pieces, {run.area_m2:.3f} m²")
    return found


def table(runs):
    """Markdown rows, each with its ratio to the engine and to the floor."""
    seconds = {run.tool: run.seconds for run in runs if run.seconds is not None}
    lines = [
        "| tool | seconds | against the engine | against the floor | largest memory | pieces |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    for run in runs:
        if run.seconds is None:
            lines.append(f"| {NAMES[run.tool]} | {run.note} | | | | |")
            continue
        ratios = [
            f"{run.seconds / seconds[base]:.2f}×" if base in seconds else "" for base in ("engine", "floor")
        ]
        lines.append(
            f"| {NAMES[run.tool]} | {run.seconds:.1f} | {ratios[0]} | {ratios[1]} | {run.memory_mb:.0f} MB "
            f"| {run.pieces:,} |"
        )
    return lines


def machine():
    """What the numbers belong to."""
    import geopandas
    import pyogrio
    import shapely

    model = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    return [
        f"Machine: {os.cpu_count()} × {model}, {memory:.0f} GB; load at the start {load:.1f}. "
        f"Python {platform.python_version()}, geopandas {geopandas.__version__}, shapely {shapely.__version__} "
        f"(GEOS {shapely.geos_version_string}), pyogrio {pyogrio.__version__} (GDAL {pyogrio.__gdal_version_string__}).",
    ]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--sizes", type=int, nargs="+", default=[100_000, 1_000_000], help="numbers of parcels"
    )
    parser.add_argument("--tools", nargs="+", choices=ORDER, default=list(ORDER))
    parser.add_argument("--limit", type=float, default=600, help="seconds that a tool may take")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    options = parser.parse_args()
    lines = ["# Benchmarks", "", __doc__.split("\n\n")[1].replace("\n", " "), "", *machine(), ""]
    wrong = []
    for size in options.sizes:
        parcels, redlines = data.ensure(BUILD, size)
        described = [
            data.describe(data.gpd.read_file(path, engine="pyogrio")) for path in (parcels, redlines)
        ]
        runs = []
        if "floor" in options.tools:
            measure("keep", parcels, redlines, options.limit)
        for tool in options.tools:
            run = measure(tool, parcels, redlines, options.limit)
            print(
                f"{size:>9,} {tool:20} {run.note or f'{run.seconds:.1f} s, {run.memory_mb:.0f} MB, {run.pieces} pieces'}"
            )
            runs.append(run)
        off = disagreements(runs)
        wrong += off
        sizes = (
            "{0[features]:,} parcels with {0[vertices]:,} vertices against {1[features]:,} red lines with "
            "{1[vertices]:,} vertices (the largest {1[largest]:,}; {1[over_50000]} above 50,000; {1[holes]:,} "
            "holes), EPSG:4549."
        ).format(*described)
        agreed = (
            "Results of all finished tools agree." if not off else "Results differ: " + "; ".join(off) + "."
        )
        lines += [f"## {size:,} parcels", "", sizes, "", *table(runs), "", agreed, ""]
    options.output.write_text("\n".join(lines).rstrip() + "\n", encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
