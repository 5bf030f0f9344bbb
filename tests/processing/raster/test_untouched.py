# SPDX-License-Identifier: GPL-3.0-or-later
"""Nothing appears beside a raster that a run only reads, whoever opens it."""

import numpy as np
import pytest
import rasterio
from rasterio.transform import from_origin

BLANK = [f"{slot}=示例" for slot in ("SIGNATURE_LEFT", "SIGNATURE_RIGHT", "SOURCE_NOTE", "SHEET_NO")]


@pytest.fixture
def raster(tmp_path):
    """Grades around Nanjing, alone in a folder."""
    path = tmp_path / "planner" / "等级.tif"
    path.parent.mkdir()
    cells = np.random.default_rng(5).integers(1, 4, (60, 60), "uint8")
    shape = {"width": 60, "height": 60, "count": 1, "dtype": "uint8", "crs": "EPSG:4549"}
    with rasterio.open(
        path, "w", "GTiff", transform=from_origin(390_000, 3_560_000, 500, 500), **shape
    ) as out:
        out.write(cells, 1)
    return path


@pytest.mark.slow
@pytest.mark.parametrize(
    ("algorithm", "parameters", "output"),
    [
        ("cumulativegrade", ["INPUT={}"], "OUTPUT"),
        (
            "exportsheet",
            ["IMPORTANCE={}", "CIRCLE=nanjing", "THEME=importance", "DPI=40", *BLANK],
            "OUTPUT_PNG",
        ),
    ],
)
def test_no_statistics_are_left_behind(qgis_process, raster, tmp_path, algorithm, parameters, output):
    out = tmp_path / ("out.png" if output == "OUTPUT_PNG" else "out.tif")
    given = [parameter.format(raster) for parameter in parameters]
    done = qgis_process("run", f"metro:{algorithm}", "--", *given, f"{output}={out}")
    assert done.returncode == 0, done.stderr
    assert out.exists()
    assert [path.name for path in raster.parent.iterdir()] == [raster.name]
