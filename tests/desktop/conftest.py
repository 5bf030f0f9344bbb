# SPDX-License-Identifier: GPL-3.0-or-later
"""The real QGIS desktop under Xvfb, driven by a script of its own and photographed."""

import json
import os
import signal
import subprocess
from pathlib import Path

import pytest


@pytest.fixture
def desktop(root, tmp_path):
    """Return ``drive(script, plugin=…, settings=…, NAME=value …)``: starts QGIS, runs the script, gives what it reports.

    The script sees ``iface`` and the functions of ``driver.py``; it ends with ``finish(report)``.
    """
    screens = root / "build" / "screens"
    screens.mkdir(parents=True, exist_ok=True)

    def drive(script, plugin=root, settings="", timeout=180, **environment_of_test):
        profile = tmp_path / "profile"
        plugins = profile / "profiles" / "default" / "python" / "plugins"
        plugins.mkdir(parents=True)
        (plugins / "metro_circles").symlink_to(plugin)
        (profile / "profiles" / "default" / "QGIS").mkdir()
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
        return found

    return drive
