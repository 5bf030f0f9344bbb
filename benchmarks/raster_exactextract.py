# SPDX-License-Identifier: GPL-3.0-or-later
"""Areas of grades by unit with exactextract, outside QGIS: python raster_exactextract.py FOLDER.

Run benchmarks/raster.py first; compares the areas that it left in its folder ``1``.

exactextract gives each unit's cells with their coverage share. The cells' ellipsoidal areas come from pyproj
here, for a lattice of cells, interpolated between: independent of the plugin's own.
"""

import sys
import time
from pathlib import Path

import exactextract
import geopandas
import numpy as np
import pyproj
import rasterio
from scipy.interpolate import RectBivariateSpline

LATTICE = 60


def cell_areas(dataset):
    """A function of column and row that gives the area of the cell there in m²."""
    geod = pyproj.Geod(ellps="GRS80")
    to_degrees = pyproj.Transformer.from_crs(dataset.crs, 4490, always_xy=True)
    columns, rows = np.linspace(0, dataset.width, LATTICE), np.linspace(0, dataset.height, LATTICE)
    west, north, cell = dataset.transform.c, dataset.transform.f, dataset.transform.a
    areas = np.empty((LATTICE, LATTICE))
    # Squares of a kilometre about each point, with ten points a side: geodesic sides make no difference.
    half, side = 500.0, np.linspace(-1, 1, 11)[:-1]
    ring_x = np.concatenate([side, np.ones(10), -side, -np.ones(10)]) * half
    ring_y = np.concatenate([-np.ones(10), side, np.ones(10), -side]) * half
    for i, row in enumerate(rows):
        for j, column in enumerate(columns):
            lon, lat = to_degrees.transform(west + cell * column + ring_x, north - cell * row + ring_y)
            areas[i, j] = abs(geod.polygon_area_perimeter(lon, lat)[0]) * cell**2 / (4 * half**2)
    return RectBivariateSpline(rows, columns, areas)


def main(folder):
    grade, units, ours = (
        Path(folder, name) for name in ("out-ours/grade.tif", "units.gpkg", "out-ours/table.gpkg")
    )
    frame = geopandas.read_file(units)
    began = time.perf_counter()
    with rasterio.open(grade) as dataset:
        area = cell_areas(dataset)
        west, north, cell = dataset.transform.c, dataset.transform.f, dataset.transform.a
        found = {}
        for code, shape in zip(frame["adcode"], frame.geometry, strict=True):
            one = geopandas.GeoDataFrame({"adcode": [code]}, geometry=[shape], crs=frame.crs)
            table = exactextract.exact_extract(
                dataset,
                one,
                ["values", "coverage", "center_x", "center_y"],
                output="pandas",
            ).iloc[0]
            values = np.asarray(table["values"])
            row = (north - np.asarray(table["center_y"])) / cell
            column = (np.asarray(table["center_x"]) - west) / cell
            weight = np.asarray(table["coverage"]) * area.ev(row, column)
            use = np.isin(values, (1, 2, 3))
            sums = np.bincount(values[use].astype(int), weight[use], 4)
            found[code] = {str(each): sums[each] for each in (1, 2, 3)}
    seconds = time.perf_counter() - began
    table = geopandas.read_file(ours)
    worst = 0.0
    for row in table.itertuples():
        theirs = found[row.unit_code][str(row.grade)]
        worst = max(worst, abs(row.area_m2 - theirs) / max(sum(found[row.unit_code].values()), 1.0))
    print(
        f"exactextract {exactextract.__version__}: {len(table)} areas of {len(frame)} units, worst difference "
        f"{worst:.1e} of its unit; {seconds:.1f} s"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
