# SPDX-License-Identifier: GPL-3.0-or-later
"""The repository root is the plugin package: tests import it as ``metro_circles``, as QGIS does."""

import importlib.util
import json
import os
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def _register_plugin_package():
    """Load the root as ``metro_circles`` whatever its folder is called.

    The root itself must not be on ``sys.path``: its ``processing`` would hide QGIS's own.
    """
    sys.path[:] = [p for p in sys.path if Path(p or ".").resolve() != ROOT]
    spec = importlib.util.spec_from_file_location(
        "metro_circles", ROOT / "__init__.py", submodule_search_locations=[str(ROOT)]
    )
    module = importlib.util.module_from_spec(spec)
    sys.modules["metro_circles"] = module
    spec.loader.exec_module(module)


_register_plugin_package()


@pytest.fixture(scope="session")
def root():
    """The repository's root folder."""
    return ROOT


@pytest.fixture(scope="session")
def qgis():
    """QGIS with Processing and the plugin's provider, loaded through ``classFactory`` without ``iface``."""
    from qgis.core import QgsApplication

    application = QgsApplication([], True)
    application.initQgis()
    sys.path.append(str(Path(application.pkgDataPath()) / "python" / "plugins"))
    from processing.core.Processing import Processing

    Processing.initialize()
    application.metro = sys.modules["metro_circles"].classFactory(None)
    application.metro.initProcessing()
    yield application
    application.metro.unload()


@pytest.fixture(scope="session")
def qgis_process(root, tmp_path_factory):
    """Return a function that runs ``qgis_process --json`` in a profile of its own.

    ``run(*arguments, **environment)`` gives the finished process; its ``json`` is what it printed.
    """
    profile = tmp_path_factory.mktemp("profile")
    subprocess.run([root / "dev" / "profile", profile], check=True)
    return partial(_qgis_process, profile)


@pytest.fixture(scope="session")
def qgis_process_in():
    """Return ``run(profile, *arguments, **environment)``: the same in a profile that the test made."""
    return _qgis_process


def _qgis_process(profile, *arguments, stdin=None, **environment):
    """Run ``qgis_process --json`` in a profile and read what it prints."""
    done = subprocess.run(
        ["qgis_process", "--json", *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=300,
        env={
            **os.environ,
            "QGIS_CUSTOM_CONFIG_PATH": str(profile),
            "QT_QPA_PLATFORM": "offscreen",
            **environment,
        },
    )
    done.json = json.loads(done.stdout) if done.stdout.strip().startswith("{") else None
    return done


@pytest.fixture(scope="session")
def postgis(tmp_path_factory):
    """A PostgreSQL server of its own on loopback, with PostGIS; gives its connection string."""
    servers = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not servers or os.geteuid() == 0:
        pytest.skip("no PostgreSQL server is installed, or root may not start one")
    programs = servers[-1].parent
    folder = tmp_path_factory.mktemp("pg")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    quiet = {"check": True, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([programs / "initdb", "-D", folder / "data", "-U", "planner", "-E", "UTF8"], **quiet)
    options = f"-k {folder} -h 127.0.0.1 -p {port}"
    control = [programs / "pg_ctl", "-D", folder / "data", "-o", options, "-l", folder / "log", "-w"]
    subprocess.run([*control, "start"], **quiet)
    try:
        psql = [programs / "psql", "-h", "127.0.0.1", "-p", port, "-U", "planner", "-d", "postgres"]
        subprocess.run([*psql, "-c", "CREATE EXTENSION postgis"], **quiet)
        yield f"host=127.0.0.1 port={port} user=planner dbname=postgres"
    finally:
        subprocess.run([programs / "pg_ctl", "-D", folder / "data", "-m", "immediate", "stop"], **quiet)
