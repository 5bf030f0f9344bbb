# SPDX-License-Identifier: GPL-3.0-or-later
"""The raster chain, normalise -> multiply -> grade -> areas by unit -> patches of 1 km² and more.

Ours against QGIS's native tools, which are given the cuts that ours has to find. Each chain runs in a process
of its own, in turns, and every step through ``processing.run``; peak memory is the process's and its
children's. Run inside ``dev/qgis``:

    python3 benchmarks/raster.py FOLDER [ROUNDS] [--four FOLDER]
"""

import argparse
import importlib.util
import json
import os
import resource
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
FACTORS = [f"f{number}" for number in range(6)]
PATCH_M2 = 1e6
ALIVE = []  # what QGIS keeps no reference to


def start_qgis():
    """QGIS without a window, Processing and the plugin; return ``run(name, parameters)``."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    sys.path[:] = [each for each in sys.path if Path(each or ".").resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "metro_circles", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    plugin = importlib.util.module_from_spec(spec)
    sys.modules["metro_circles"] = plugin
    spec.loader.exec_module(plugin)
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append(str(Path(application.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    import processing

    Processing.initialize()
    shipped = plugin.classFactory(None)
    shipped.initProcessing()
    ALIVE.extend([application, shipped])
    return processing.run


class Clock:
    """Seconds and processor seconds of each step, and the peak memory up to it."""

    def __init__(self):
        self.steps = {}

    def __call__(self, step, call, *arguments, **options):
        began, busy = time.perf_counter(), processor()
        result = call(*arguments, **options)
        self.steps[step] = {
            "s": time.perf_counter() - began,
            "cpu": processor() - busy,
            "peak_gb": peak_gb(),
        }
        return result


def processor():
    """Processor seconds of this process and its children."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in used)


def peak_gb():
    """Peak memory of this process or of its largest child, in GB."""
    return (
        max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        / 1e6
    )


def ours(data, out, index):
    """The chain with this plugin's algorithms; with or without writing the index, too."""
    run, clock = start_qgis(), Clock()
    with_six_factors()
    from metro_circles.processing.engine.raster.importance import importance
    from metro_circles.processing.engine.raster.source import Layer, grid_of

    layers = {name: Layer(str(data / f"{name}.tif"), name) for name in FACTORS}
    found = clock(
        "normalise, multiply, grade",
        lambda: importance(
            "six",
            layers,
            grid_of(layers["f0"]),
            str(out / "index.tif") if index else None,
            grade_path=str(out / "grade.tif"),
        ),
    )
    grade = str(out / "grade.tif")
    statistics = {"INPUT": grade, "UNITS": str(data / "units.gpkg"), "OUTPUT": str(out / "table.gpkg")}
    clock("areas by unit", run, "metro:unitstatistics", statistics)
    clock(
        "patches",
        run,
        "metro:delineateredline",
        {
            "GRADES": [grade],
            "AGGREGATION_M": 0,
            "HOLES": "none",
            "MIN_PATCH_KM2": PATCH_M2 / 1e6,
            "OUTPUT": str(out / "patches.gpkg"),
        },
    )
    return clock.steps, {
        "cuts": found.graded.table["cut"].tolist()[:2],
        **result_of(out, "patches", "area_m2"),
    }


def with_six_factors():
    """A service of six factors, so that both chains multiply the same."""
    from metro_circles.processing.engine.raster import importance

    importance.INDICES["six"] = tuple(importance.Factor(name) for name in FACTORS)
    importance.FORMULAS["six", "npp"] = " * ".join(FACTORS)


def native(data, out, cuts):
    """The chain with QGIS's native tools."""
    run, clock = start_qgis(), Clock()
    files = [str(data / f"{name}.tif") for name in FACTORS]

    def normalise_and_multiply():
        terms = []
        for name, file in zip(FACTORS, files, strict=True):
            found = run("native:rasterlayerstatistics", {"INPUT": file, "BAND": 1})
            terms.append(f'(("{name}@1" - {found["MIN"]!r}) / {found["MAX"] - found["MIN"]!r})')
        run(
            "native:rastercalc",
            {"EXPRESSION": " * ".join(terms), "LAYERS": files, "OUTPUT": str(out / "index.tif")},
        )

    clock("normalise, multiply", normalise_and_multiply)
    low = -1e-6
    rows = [cuts[0], 1e9, 1, cuts[1], cuts[0], 2, low, cuts[1], 3]
    clock(
        "grade",
        run,
        "native:reclassifybytable",
        {
            "INPUT_RASTER": str(out / "index.tif"),
            "RASTER_BAND": 1,
            "TABLE": rows,
            "RANGE_BOUNDARIES": 1,  # min <= value < max
            "NODATA_FOR_MISSING": True,
            "DATA_TYPE": 0,
            "NO_DATA": 0,
            "OUTPUT": str(out / "grade.tif"),
        },
    )
    clock(
        "areas by unit",
        run,
        "native:zonalhistogram",
        {
            "INPUT_RASTER": str(out / "grade.tif"),
            "RASTER_BAND": 1,
            "INPUT_VECTOR": str(data / "units.gpkg"),
            "OUTPUT": str(out / "table.gpkg"),
        },
    )

    def patches():
        run(
            "native:reclassifybytable",
            {
                "INPUT_RASTER": str(out / "grade.tif"),
                "RASTER_BAND": 1,
                "TABLE": [1, 1, 1],
                "RANGE_BOUNDARIES": 2,  # min <= value <= max
                "NODATA_FOR_MISSING": True,
                "DATA_TYPE": 0,
                "NO_DATA": 0,
                "OUTPUT": str(out / "one.tif"),
            },
        )
        run("gdal:polygonize", {"INPUT": str(out / "one.tif"), "BAND": 1, "OUTPUT": str(out / "all.gpkg")})
        run(
            "native:extractbyexpression",
            {
                "INPUT": str(out / "all.gpkg"),
                "EXPRESSION": f"area(@geometry) >= {PATCH_M2}",
                "OUTPUT": str(out / "patches.gpkg"),
            },
        )

    clock("patches", patches)
    return clock.steps, {"cuts": cuts, **result_of(out, "patches", None)}


def result_of(out, layer, area):
    """Number and area of the patches, to compare."""
    import geopandas

    frame = geopandas.read_file(out / f"{layer}.gpkg", layer=layer)
    return {
        "patches": len(frame),
        "plane_km2": float(frame.area.sum() / 1e6),
        "vertices": int(frame.geometry.count_coordinates().sum()),
        "km2": float(frame[area].sum() / 1e6) if area else None,
    }


def child(which, data, cuts=None):
    """Run one chain in a process of its own."""
    out = data / f"out-{which}"
    out.mkdir(exist_ok=True)
    for file in out.iterdir():
        file.unlink()
    command = [sys.executable, __file__, str(data), "--chain", which, "--cuts", json.dumps(cuts)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{which}: {done.stderr[-3000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def seconds(steps, without=(), what="s"):
    """Seconds, or processor seconds, of a chain."""
    return sum(step[what] for name, step in steps.items() if name not in without)


def report(name, result):
    """Print one chain."""
    steps = result["steps"]
    parts = ", ".join(f"{step} {found['s']:.1f} s, cpu {found['cpu']:.1f}" for step, found in steps.items())
    partly = max(step["peak_gb"] for each, step in steps.items() if each != "patches")
    print(
        f"{name}: whole {seconds(steps):.1f} s, {max(step['peak_gb'] for step in steps.values()):.2f} GB; "
        f"without patches {seconds(steps, ('patches',)):.1f} s, {partly:.2f} GB ({parts}); {result['result']}",
        flush=True,
    )


def compare(data, rounds):
    """Both chains in turns."""
    for number in range(rounds):
        mine = child("ours", data)
        lean = child("lean", data)
        theirs = child("native", data, mine["result"]["cuts"])
        for name, result in (("ours, index written", mine), ("ours, grades alone", lean), ("native", theirs)):
            report(f"round {number + 1} {name}", result)
        for name, result in (("index written", mine), ("grades alone", lean)):
            ratios = [
                seconds(theirs["steps"], without, what) / seconds(result["steps"], without, what)
                for what in ("s", "cpu")
                for without in ((), ("patches",))
            ]
            print(
                f"round {number + 1} native / ours, {name}: whole {ratios[0]:.2f}, without patches {ratios[1]:.2f}; "
                f"processor time {ratios[2]:.2f}, {ratios[3]:.2f}",
                flush=True,
            )


def scale(small, large):
    """Four times the area."""
    one, four = child("ours", small), child("ours", large)
    report("1 x", one)
    report("4 x", four)
    times, busy = (seconds(four["steps"], (), w) / seconds(one["steps"], (), w) for w in ("s", "cpu"))
    print(f"4 x / 1 x: whole {times:.2f}; processor time {busy:.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("rounds", type=int, nargs="?", default=1)
    parser.add_argument("--chain")
    parser.add_argument("--cuts")
    parser.add_argument("--four", type=Path)
    options = parser.parse_args()
    out = options.data / f"out-{options.chain}"
    if options.chain:
        chains = {
            "ours": lambda: ours(options.data, out, True),
            "lean": lambda: ours(options.data, out, False),
            "native": lambda: native(options.data, out, json.loads(options.cuts)),
        }
        steps, result = chains[options.chain]()
        print(json.dumps({"steps": steps, "result": result}), flush=True)
        os._exit(0)  # QGIS's own teardown is not measured
    if options.rounds:
        compare(options.data, options.rounds)
    if options.four:
        scale(options.data, options.four)


if __name__ == "__main__":
    main()
