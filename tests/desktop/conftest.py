# SPDX-License-Identifier: GPL-3.0-or-later
"""The real QGIS desktop under Xvfb, driven by a script of its own and photographed."""

import json
import os
import re
import signal
import subprocess
from pathlib import Path

import pytest

# What QGIS says of itself at its start: no network, no GRASS, a font that its package lacks
OF_QGIS = re.compile("feed.qgis.org|github.com|GRASS|Open Sans")
ENTRY = re.compile(r"^\d{4}-\d\d-\d\dT[\d:]+\s+(\w+)\s+", re.MULTILINE)


def complaints(log):
    """Tag, level and text of every warning and error of QGIS's log panel that is not QGIS's own."""
    found = []
    for tag, text in log.items():
        _, *parts = ENTRY.split(text)
        entries = zip(parts[::2], parts[1::2], strict=True)
        found += [(tag, level, said.strip()) for level, said in entries if level in ("WARNING", "CRITICAL")]
    return [entry for entry in found if not OF_QGIS.search(entry[2])]


@pytest.fixture
def desktop(root, tmp_path):
    """Return ``drive(script, plugin=…, settings=…, NAME=value …)``: starts QGIS, runs the script, gives what it reports.

    The script sees ``iface`` and the functions of ``driver.py``; it ends with ``finish(report)``. Every session is
    held to QGIS's log panel: a warning there fails it.
    """
    screens = root / "build" / "screens"
    screens.mkdir(parents=True, exist_ok=True)

    def drive(script, plugin=root, settings="", timeout=180, **environment_of_test):
        profile = tmp_path / "profile"
        plugins = profile / "profiles" / "default" / "python" / "plugins"
        plugins.mkdir(parents=True)
        (plugins / "metro_circles").symlink_to(plugin)
        (profile / "profiles" / "default" / "QGIS").mkdir()
        (profile / "profiles" / "default" / "project_templates").mkdir()  # QGIS makes it at its first start
        (profile / "profiles" / "default" / "QGIS" / "QGIS3.ini").write_text(
            "[PythonPlugins]\nmetro_circles=true\nprocessing=true\n[qgis]\ncheckVersion=false\n"
            "showTips=false\n[app]\nprojections\\unknownCrsBehavior=NoAction\n" + settings,
            encoding="utf-8",
        )
        report = tmp_path / "report.json"
        code = tmp_path / "drive.py"
        code.write_text(
            Path(__file__).with_name("driver.py").read_text(encoding="utf-8") + "\n" + script,
            encoding="utf-8",
        )
        command = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24", "qgis", "--nologo", "--noversioncheck"]
        command += ["--profiles-path", str(profile), "--code", str(code)]
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": "xcb",
            "METRO_REPORT": str(report),
            "METRO_SCREENS": str(screens),
        }
        environment |= {"LC_ALL": "C.UTF-8", **environment_of_test}
        log = tmp_path / "qgis.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                command, env=environment, stdout=out, stderr=out, start_new_session=True
            )
            try:
                process.wait(timeout)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                pytest.fail(
                    f"QGIS did not finish within {timeout} s:\n{log.read_text(errors='replace')[-3000:]}"
                )
        assert report.exists(), f"QGIS ended without a report:\n{log.read_text(errors='replace')[-3000:]}"
        found = json.loads(report.read_text(encoding="utf-8"))
        assert "error" not in found, found["error"]
        assert "metro_circles" in found["log"].get("Plugins", found["log"].get("插件", ""))
        assert complaints(found["log"]) == []
        return found

    return drive
