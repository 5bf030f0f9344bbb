# SPDX-License-Identifier: GPL-3.0-or-later
"""The engine's first import says nothing that a planner cannot act on, and silences nobody else."""

import subprocess
import sys

import pytest

CODE = """
import importlib.util, sys, warnings
root = sys.argv[1]
spec = importlib.util.spec_from_file_location("metro_circles", root + "/__init__.py", submodule_search_locations=[root])
sys.modules["metro_circles"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(sys.modules["metro_circles"])
from metro_circles.processing import quiet

with warnings.catch_warnings(record=True) as said:
    warnings.simplefilter("always")
    filters = list(warnings.filters)
    if "prepared" in sys.argv:
        quiet.prepare()
    kept = warnings.filters == filters
    import geopandas
    warnings.warn("The 'shapely.geos' module is deprecated, says somebody else", DeprecationWarning)
    warnings.warn("anything", DeprecationWarning)
print(kept, sum("shapely.geos" in str(one.message) for one in said), sum(str(one.message) == "anything" for one in said))
"""


def said(root, *words):
    done = subprocess.run([sys.executable, "-c", CODE, str(root), *words], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def test_one_warning_of_one_import_is_left_out_and_the_filters_stay(root):
    kept, of_shapely, others = said(root, "prepared")
    assert (kept, of_shapely, others) == ("True", "1", "1")  # the one that somebody else says


def test_without_it_geopandas_would_be_heard(root):
    from importlib.metadata import version

    if tuple(int(part) for part in version("geopandas").split(".")[:2]) > (1, 0):
        pytest.skip("this geopandas no longer imports shapely.geos")
    assert said(root)[1] == "2"


@pytest.mark.slow
def test_batch_says_nothing_on_its_error_stream(qgis_process, tmp_path):
    outputs = [f"OUTPUT_{name}={tmp_path / name}.gpkg" for name in ("CIRCLE", "MEMBERS")]
    done = qgis_process("run", "metro:loadcircle", "--", "CIRCLE=nanjing", *outputs)
    assert done.returncode == 0
    assert "Warning" not in done.stderr
