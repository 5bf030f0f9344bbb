# SPDX-License-Identifier: GPL-3.0-or-later
"""dev/data: one download, and never a half one. A stand-in plays the part of pip."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

STAND_IN = """#!/usr/bin/env bash
while [ "$1" != --target ]; do shift; done
mkdir -p "$2"
echo once >>"$COUNT"
ls -A "$2" >"$FOUND"
echo half >"$2/half"
[ ! -e "$BREAK" ] || exit 1
echo whole >"$2/whole"
"""


@pytest.fixture
def fetch(root, tmp_path):
    """Run dev/data in a repository of its own; returns the finished process."""
    dev = tmp_path / "repo" / "dev"
    dev.mkdir(parents=True)
    shutil.copy(root / "dev" / "data", dev / "data")
    (dev / "requirements-data.txt").write_text("one==1 --hash=sha256:00\n", encoding="utf-8")
    (dev / "qgis").write_text(STAND_IN, encoding="utf-8")
    (dev / "qgis").chmod(0o755)
    named = {name.upper(): str(tmp_path / name) for name in ("count", "found", "break")}
    environment = {**os.environ, "METRO_CACHE": str(tmp_path / "cache"), **named}

    def run():
        return subprocess.run([dev / "data"], env=environment, capture_output=True, text=True)

    return run


def test_the_packages_are_fetched_once(fetch, tmp_path):
    first, second = fetch(), fetch()
    assert first.stdout == second.stdout
    folder = Path(first.stdout.strip())
    assert folder.parent == tmp_path / "cache"
    assert (folder / "whole").exists()
    assert (tmp_path / "count").read_text().count("once") == 1


def test_an_interrupted_download_is_started_again(fetch, tmp_path):
    (tmp_path / "break").touch()
    broken = fetch()
    assert broken.returncode != 0
    assert broken.stdout == ""
    (tmp_path / "break").unlink()
    whole = fetch()
    assert whole.returncode == 0, whole.stderr
    assert (tmp_path / "found").read_text() == ""  # nothing of the first attempt was left
    assert not list((tmp_path / "cache").glob("*.partial"))


def test_other_packages_get_a_folder_of_their_own(fetch, tmp_path):
    first = fetch().stdout
    (tmp_path / "repo" / "dev" / "requirements-data.txt").write_text(
        "two==2 --hash=sha256:11\n", encoding="utf-8"
    )
    assert fetch().stdout != first
