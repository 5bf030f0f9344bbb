# SPDX-License-Identifier: GPL-3.0-or-later
"""Compares the raster chain with QGIS's native tools, and with four times the area, and writes the document.

The chain: normalise -> multiply -> grade -> areas by unit -> patches of 1 km² and more. QGIS's native tools are
given the cuts that ours has to find. Each chain runs in a process of its own, in turns; peak memory is the
process's and its children's. The measured part of ``docs/benchmarks_raster.md`` is written anew. Run inside
``dev/qgis``; data and results, some 5 GB, stay under ``build/bench/raster``:

    python3 benchmarks/raster.py [ROUNDS] [--keep-document]
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

from raster_data import prepare

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / "build" / "bench" / "raster"
DOCUMENT = ROOT / "docs" / "benchmarks_raster.md"
BEGIN, END = "<!-- measured -->", "<!-- end of what was measured -->"
NAMES = {"native": "native", "lean": "ours, grades alone", "ours": "ours, index written"}
PATCHES = "patches"


def chain(which, data, cuts=None):
    """Run one chain in a process of its own; what it took, with the load before it."""
    out = data / f"out-{which}"
    out.mkdir(exist_ok=True)
    # Statistics that QGIS keeps beside the factors would spare it work the next time.
    for file in [*out.iterdir(), *data.glob("*.aux.xml")]:
        file.unlink()
    command = [sys.executable, Path(__file__).with_name("raster_chains.py"), which, data, json.dumps(cuts)]
    load = os.getloadavg()[0]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"{which}: {done.stderr[-3000:]}")
    found = json.loads(done.stdout.strip().splitlines()[-1]) | {"load": load}
    parts = ", ".join(
        f"{step} {took['s']:.1f} s ({took['cpu']:.1f} cpu)" for step, took in found["steps"].items()
    )
    print(
        f"{data.name} x {which}: {peak(found):.2f} GB, load {load:.1f}, {parts}, {found['result']}",
        flush=True,
    )
    for file in out.glob("index.tif"):
        file.unlink()
    return found


def spent(run, what, without=()):
    """Seconds (``s``) or processor seconds (``cpu``) of a chain."""
    return sum(took[what] for step, took in run["steps"].items() if step not in without)


def peak(run, without=()):
    """Peak memory in GB up to the last step that counts."""
    return max(took["peak_gb"] for step, took in run["steps"].items() if step not in without)


def table(rounds):
    """Medians of all rounds, and the ratios within each."""
    lines = [
        "| | whole, s | processor, s | peak, GB | without patches, s | processor, s | peak, GB |",
        "|---|---|---|---|---|---|---|",
    ]
    for which, name in NAMES.items():
        cells = []
        for without in ((), (PATCHES,)):
            cells += [
                f"{median(spent(each[which], what, without) for each in rounds):.1f}" for what in ("s", "cpu")
            ]
            cells.append(f"{max(peak(each[which], without) for each in rounds):.2f}")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    for which in ("lean", "ours"):
        cells = []
        for without in ((), (PATCHES,)):
            for what in ("s", "cpu"):
                ratios = [
                    spent(each["native"], what, without) / spent(each[which], what, without)
                    for each in rounds
                ]
                low, high = min(ratios), max(ratios)
                cells.append(
                    f"**{median(ratios):.2f}**" + (f" ({low:.2f}–{high:.2f})" if len(ratios) > 1 else "")
                )
            cells.append("")
        lines.append(f"| native / {NAMES[which]} | {' | '.join(cells)} |")
    return "\n".join(lines)


def agreement(rounds):
    """One sentence on what both chains found."""
    mine, theirs = (rounds[-1][which]["result"] for which in ("ours", "native"))
    return (
        f"Both find patches: ours {mine['patches']}, QGIS {theirs['patches']}; their planar areas are "
        f"{mine['plane_km2']:.3f} and {theirs['plane_km2']:.3f} km². A cell whose value lies at the cut falls either "
        "way, because QGIS's raster calculator computes in other arithmetic."
    )


def scaling(pairs):
    """Four times the area: medians of all rounds."""
    lines = [
        "| | whole, s | processor, s | peak, GB | without patches, peak, GB | vertices of the patches |",
        "|---|---|---|---|---|---|",
    ]
    for which, name in ((0, "9 000 × 9 000"), (1, "18 000 × 18 000")):
        runs = [pair[which] for pair in pairs]
        times = " | ".join(f"{median(spent(run, what) for run in runs):.1f}" for what in ("s", "cpu"))
        lines.append(
            f"| {name} | {times} | {max(map(peak, runs)):.2f} | {max(peak(run, (PATCHES,)) for run in runs):.2f} "
            f"| {runs[-1]['result']['vertices']:,} |"
        )
    ratios = [
        median(spent(four, what) / spent(one, what) for one, four in pairs) for what in ("s", "cpu")
    ] + [
        max(peak(four, without) for _, four in pairs) / max(peak(one, without) for one, _ in pairs)
        for without in ((), (PATCHES,))
    ]
    lines.append(f"| ratio | {' | '.join(f'**{ratio:.2f}**' for ratio in ratios)} | |")
    return "\n".join(lines)


def document(rounds, pairs):
    """Write the measured part of the document anew."""
    loads = [run["load"] for each in rounds for run in each.values()] + [
        run["load"] for p in pairs for run in p
    ]
    text = DOCUMENT.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN)
    after = rest.split(END)[1]
    told = (
        f"{len(rounds)} rounds on {time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores; load before a chain "
        f"{min(loads):.1f} to {max(loads):.1f}. Medians; in brackets the lowest and the highest ratio of a round."
    )
    parts = [told, table(rounds), agreement(rounds), "### Four times the area", scaling(pairs)]
    DOCUMENT.write_text(f"{before}{BEGIN}\n" + "\n\n".join(parts) + f"\n{END}{after}", encoding="utf-8")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rounds", type=int, nargs="?", default=3)
    parser.add_argument("--keep-document", action="store_true", help="print the tables alone")
    options = parser.parse_args()
    one, four = prepare(BUILD)
    rounds, pairs = [], []
    for _ in range(options.rounds):
        lean = chain("lean", one)
        native = chain("native", one, lean["result"]["cuts"])
        pairs.append((chain("ours", one), chain("ours", four)))
        rounds.append({"native": native, "ours": pairs[-1][0], "lean": lean})
    print(table(rounds), agreement(rounds), scaling(pairs), sep="\n\n")
    if not options.keep_document:
        document(rounds, pairs)


if __name__ == "__main__":
    main()
