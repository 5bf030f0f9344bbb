# SPDX-License-Identifier: GPL-3.0-or-later
"""The raster chain with this plugin's algorithms, and with QGIS's native tools; one of them a process.

Run by ``raster.py``: ``raster_chains.py ours|lean|native FOLDER [CUTS]`` prints what each step took as JSON.
"""

import importlib.util
import json
import os
import resource
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

    layers = {
        name: Layer(
            str(next(file for file in data.glob(f"{name}.*") if file.suffix in (".tif", ".vrt"))), name
        )
        for name in FACTORS
    }
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


def main():
    which, data, cuts = sys.argv[1], Path(sys.argv[2]), json.loads(sys.argv[3])
    out = data / f"out-{which}"
    if which == "native":
        steps, result = native(data, out, cuts)
    else:
        steps, result = ours(data, out, index=which == "ours")
    print(json.dumps({"steps": steps, "result": result}), flush=True)
    os._exit(0)  # QGIS's own teardown is not measured


if __name__ == "__main__":
    main()
