# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs one tool in a process of its own, and tells its wall time, processor time and largest memory."""

import contextlib
import json
import os
import resource
import signal
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
GRACE_S = 20


@dataclass
class Run:
    """One tool's run.

    Attributes
    ----------
    seconds : float or None
        Wall time; None unless it finished.
    cpu_s : float
        Processor time of the process and its children; servers of their own are not in it.
    memory_mb : float
        Largest resident memory of the process or one of its children.
    pieces, size : int, float
        How many features came out, and their area or length in the units of the plane.
    note : str
        Why it did not finish.
    """

    tool: str
    seconds: float | None = None
    cpu_s: float = 0.0
    memory_mb: float = 0.0
    pieces: int = 0
    size: float = 0.0
    note: str = ""


def measure(tool, inputs, folder, limit):
    """Run one tool on its input files; a tool that takes longer than `limit` seconds is stopped."""
    folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, str(HERE / "tools.py"), tool, str(folder), *map(str, inputs)]
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
    result = Run(tool, memory_mb=answer.get("memory_mb", 0.0), cpu_s=answer.get("cpu_s", 0.0))
    if answer.get("stopped"):
        result.note = f"> {limit:.0f} s"
    elif answer.get("code") != 0:
        lines = answer.get("error", "").strip().splitlines() or ["no message"]
        result.note = "not here" if "NotHere" in lines[-1] else f"failed: {lines[-1]}"
    else:
        found = json.loads(answer["output"].strip().splitlines()[-1])
        result.seconds = seconds - found.get("uncounted_s", 0.0)
        result.cpu_s -= found.get("uncounted_cpu_s", 0.0)
        result.pieces, result.size = found.get("pieces", 0), found.get("size", 0.0)
    return result


def store(path, case, runs, facts):
    """Keep the results of a case, so that the table can be put together from what finished."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    content = {"case": case, "facts": facts, "runs": [asdict(run) for run in runs]}
    partial.write_text(json.dumps(content, ensure_ascii=False, indent=1), encoding="utf-8")
    partial.replace(path)


def stored(path):
    """Facts and runs of a case, or None where it was never run."""
    if not path.exists():
        return None
    content = json.loads(path.read_text(encoding="utf-8"))
    return content["facts"], [Run(**run) for run in content["runs"]]


def _in_child(command, limit, writer):
    tool = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    stopped = False
    try:
        output, error = tool.communicate(timeout=limit)
    except subprocess.TimeoutExpired:
        stopped = True
        # First the tool itself, so that it can stop the server it started.
        tool.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            tool.wait(GRACE_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(tool.pid, signal.SIGKILL)
        output, error = tool.communicate()
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    answer = {
        "code": tool.returncode,
        "output": output,
        "error": error,
        "stopped": stopped,
        "memory_mb": usage.ru_maxrss / 1024,
        "cpu_s": usage.ru_utime + usage.ru_stime,
    }
    with os.fdopen(writer, "w") as stream:
        json.dump(answer, stream)
    return 0
