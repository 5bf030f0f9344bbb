# SPDX-License-Identifier: GPL-3.0-or-later
"""The zip that planners install."""

import configparser
import re
import subprocess
import zipfile
from pathlib import PurePosixPath

import pytest

REQUIRED = ("name", "qgisMinimumVersion", "description", "about", "version", "author", "email", "repository")


@pytest.fixture(scope="module")
def package(root, tmp_path_factory):
    if not (root / ".git").exists():
        pytest.skip("not a git checkout, so there is no commit to package")
    folder = tmp_path_factory.mktemp("package")
    subprocess.run([root / "dev" / "package", folder], check=True, capture_output=True)
    return folder / "metro_circles.zip"


def test_one_folder_with_what_the_plugin_needs_and_nothing_else(package):
    names = [PurePosixPath(name) for name in zipfile.ZipFile(package).namelist()]
    assert {name.parts[0] for name in names} == {"metro_circles"}
    tops = {name.parts[1] for name in names if len(name.parts) > 1}
    assert {
        "__init__.py",
        "metadata.txt",
        "LICENSE",
        "README.md",
        "layers",
        "styles",
        "processing",
        "metro_plugin",
    } <= tops
    assert not tops & {"tests", "benchmarks", "docs", "dev", ".ci", "Makefile"}
    assert not [name for name in names if name.suffix in (".pyc", ".pyo") or name.name.startswith("build")]
    assert package.stat().st_size <= 20 * 1024 * 1024


def test_metadata_is_complete(root):
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.optionxform = str
    metadata.read(root / "metadata.txt", encoding="utf-8")
    general = metadata["general"]
    assert not [key for key in REQUIRED if not general.get(key)]
    assert general["name"] == "Metro Circles 都市圈"
    assert (root / general["icon"]).is_file()
    assert re.fullmatch(r"\d+\.\d+\.\d+", general["version"])
    assert f'version = "{general["version"]}"' in (root / "pyproject.toml").read_text(encoding="utf-8")
    assert general["version"] in (root / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.slow
def test_zip_runs_in_an_empty_profile(package, qgis_process_in, tmp_path):
    profile = tmp_path / "profile"
    plugins = profile / "profiles" / "default" / "python" / "plugins"
    plugins.mkdir(parents=True)
    zipfile.ZipFile(package).extractall(plugins)
    enabled = qgis_process_in(profile, "plugins", "enable", "metro_circles")
    assert enabled.returncode == 0, enabled.stderr
    out = {name: tmp_path / f"{name}.gpkg" for name in ("OUTPUT_CIRCLE", "OUTPUT_MEMBERS")}
    done = qgis_process_in(
        profile, "run", "metro:loadcircle", "--", "CIRCLE=nanjing", *(f"{k}={v}" for k, v in out.items())
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["MEMBER_COUNT"] == 33
    assert out["OUTPUT_MEMBERS"].is_file()
