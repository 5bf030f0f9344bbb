# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the engine with its peers on the same data and writes ``docs/benchmarks.md``.

Every tool runs in a process of its own, one after the other. Wall time, the processor time of the process and
its children, and their largest resident memory are taken. Tools that take less than a minute run three times,
by turns, and the run of middle length counts. A tool that passes its limit is stopped and written as "> limit";
one that is not installed as "not here". Features and sizes of all finished tools must agree.

Each case keeps its results under ``build/bench/results``; the table is put together from all that are there.
"""

import argparse
import os
import platform
import sys
import time
from pathlib import Path

import data
from cases import CASES, NAMES
from measure import measure, store, stored
from tools_io import ROOT

BUILD = ROOT / "build" / "bench"
RESULTS = BUILD / "results"
_ROUNDS, _LONG_S = 3, 60


def run_case(name, tools, limit):
    """Run the tools of a case and keep the results after each."""
    case, folder = CASES[name], BUILD / "out" / name
    inputs = case.inputs(BUILD)
    facts = {"sizes": _sizes(case, inputs), "machine": machine(), "load": os.getloadavg()[0]}
    known = {run.tool: run for run in (stored(RESULTS / f"{name}.json") or (None, []))[1]}
    if case.prepare and not (folder / f"{case.prepare}.done").exists():
        prepared = measure(case.prepare, inputs, folder, 10 * limit)
        if prepared.seconds is None:
            raise RuntimeError(f"{case.prepare}: {prepared.note}")
        (folder / f"{case.prepare}.done").touch()
    rounds = {}
    for turn in range(_ROUNDS):
        for tool in tools or case.tools:
            if turn and (known[tool].seconds is None or known[tool].seconds > _LONG_S):
                continue
            own = tool.startswith(("engine", "plugin", "floor")) or tool == case.base
            run = measure(tool, inputs, folder, limit * (case.patience if own else 1.0))
            told = f"{run.seconds:.1f} s, {run.cpu_s:.1f} s CPU" if run.seconds is not None else run.note
            print(f"{name:10} {tool:20} {told}, {run.memory_mb:.0f} MB, {run.pieces} features", flush=True)
            known[tool] = _middle(rounds.setdefault(tool, []), run)
            store(
                RESULTS / f"{name}.json", name, [known[each] for each in case.tools if each in known], facts
            )


def _middle(runs, run):
    """Add a run; the one of middle length, of two the shorter one, or one that did not finish."""
    runs.append(run)
    return next(
        (each for each in runs if each.seconds is None), sorted(runs, key=_seconds)[(len(runs) - 1) // 2]
    )


def _seconds(run):
    return run.seconds or 0.0


def disagreements(case, runs):
    """Finished tools whose features or sizes differ from those of the plugin's own."""
    base = next((run for run in runs if run.tool == case.base and run.seconds is not None), None)
    found = []
    for run in runs if base else []:
        if run.seconds is None or run.tool in case.apart:
            continue
        off = abs(run.size - base.size) > case.within * base.size
        # Tools may keep or drop pieces that are nothing but rounding.
        if off or abs(run.pieces - base.pieces) > 1e-4 * base.pieces:
            found.append(f"{NAMES[run.tool]}: {run.pieces:,} features, size {run.size:.12g}")
    return found


def table(case, runs):
    """Markdown rows, each with its ratios to the plugin's own tool and to the floor."""
    done = {run.tool: run for run in runs if run.seconds is not None}
    floors = [each for each in ("floor", "floor_plugin") if each in case.tools]
    heads = ["tool", "seconds", "CPU seconds", "against the engine", *["against the floor"][: len(floors)]]
    heads += ["largest memory", "features"]
    lines = ["| " + " | ".join(heads) + " |", "|---|" + "--:|" * (len(heads) - 1)]
    for run in runs:
        if run.seconds is None:
            lines.append(f"| {NAMES[run.tool]} | {run.note} |" + " |" * (len(heads) - 2))
            continue
        cells = [
            NAMES[run.tool],
            f"{run.seconds:.1f}",
            f"{run.cpu_s:.1f}" if "postgis" not in run.tool else "",
        ]
        for base in (case.base, *floors[:1]):
            cells.append(f"{run.seconds / done[base].seconds:.2f}×" if base in done else "")
        cells += [f"{run.memory_mb:.0f} MB" if "postgis" not in run.tool else "", f"{run.pieces:,}"]
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def report():
    """The whole page, from the results of all cases that were ever run; and what disagrees."""
    lines = ["# Benchmarks", "", " ".join(__doc__.split("\n\n")[1].split()), ""]
    lines += ["PostgreSQL's server is a process apart: its processor time and memory are not taken.", ""]
    wrong, said = [], None
    for name, case in CASES.items():
        found = stored(RESULTS / f"{name}.json")
        if found is None:
            continue
        facts, runs = found
        if facts["machine"] != said:
            said = facts["machine"]
            lines += [said, ""]
        off = disagreements(case, runs)
        wrong += off
        finished = sum(run.seconds is not None for run in runs if run.tool not in case.apart)
        agreed = f"Features and sizes of the {finished} finished tools agree to {case.within:g} of the size."
        lines += [f"## {case.title}", "", f"{facts['sizes']} Load at the start: {facts['load']:.1f}.", ""]
        lines += [*table(case, runs), "", f"Results differ: {'; '.join(off)}." if off else agreed, ""]
    return "\n".join(lines).rstrip() + "\n", wrong


def machine():
    """What the numbers belong to."""
    import geopandas
    import pyogrio
    import shapely

    rows = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((row.split(":")[1].strip() for row in rows if "model name" in row), platform.processor())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return (
        f"Machine: {os.cpu_count()} × {model}, {memory:.0f} GB. Python {platform.python_version()}, geopandas "
        f"{geopandas.__version__}, shapely {shapely.__version__} (GEOS {shapely.geos_version_string}), pyogrio "
        f"{pyogrio.__version__} (GDAL {pyogrio.__gdal_version_string__})."
    )


def _sizes(case, inputs):
    """A sentence about each input."""
    said = []
    for name, path in zip(case.layers or ("counties",), inputs, strict=True):
        layer = None if case.layers else "county"
        facts = data.describe(data.gpd.read_file(path, layer=layer, engine="pyogrio"))
        said.append(
            "{name}: {features:,} polygons, {vertices:,} vertices (the largest {largest:,}), {holes:,} holes.".format(
                name=name, **facts
            )
        )
    return " ".join(said)


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--cases", nargs="*", choices=CASES, default=list(CASES), help="none: only the table")
    parser.add_argument("--tools", nargs="+", choices=NAMES, help="only these of each case")
    parser.add_argument("--limit", type=float, default=240, help="seconds that a tool may take")
    parser.add_argument("--output", type=Path, default=ROOT / "docs" / "benchmarks.md")
    options = parser.parse_args()
    for name in options.cases:
        tools = [tool for tool in CASES[name].tools if not options.tools or tool in options.tools]
        started = time.perf_counter()
        if tools:
            run_case(name, tools, options.limit)
        print(f"{name:10} took {time.perf_counter() - started:.0f} s", flush=True)
    text, wrong = report()
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(text, encoding="utf-8")
    for each in wrong:
        print("differs:", each)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
