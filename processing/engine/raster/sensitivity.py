# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensitivity of the land: the geometric mean of scores 1, 3 and 5, and its grade.

Source: the sensitivity indices of the red-line delineation guide as practice applies them (B; breaks B, P or
C, see the tables). All of them are conventions.
"""

from dataclasses import dataclass

import numpy as np

from ..errors import ParameterError
from .errors import MissingFactorError, ScoreTableError
from .factors import DROP, MEAN, NODATA_POLICIES, STOP, Stack, demand_between, parts, ranges
from .output import RasterWriter, together
from .scores import Codes, score

FACTORS = {
    "soil_erosion": ("rain_erosivity", "soil_erodibility", "relief", "cover"),
    "desertification": ("aridity", "wind_days", "soil_texture", "cover"),
    "rocky_desertification": ("carbonate", "slope", "cover"),
    "salinisation": ("evaporation", "salinity", "depth", "soil_texture"),
}
"""Factors of each kind; the index is the root of the product of their scores."""
FORMULAS = {
    "soil_erosion": "SS = (R * K * LS * C)^(1/4)",
    "desertification": "D = (I * W * K * C)^(1/4)",
    "rocky_desertification": "S = (D * P * C)^(1/3)",
    "salinisation": "S = (I * M * D * K)^(1/4)",
}
LIMITS = {
    "slope": (
        0,
        90,
        "a slope in degrees lies between 0 and 90. If it is in percent, set 'Slope unit' to 'percent'.",
    ),
    "cover": (0, 1, "cover is a share between 0 and 1. Divide percents by 100."),
    "carbonate": (0, 100, "the share of carbonate rock lies between 0 and 100 %."),
    "relief": (0, np.inf, "relief cannot be negative."),
    "rain_erosivity": (0, np.inf, "rain erosivity cannot be negative."),
    "wind_days": (0, 366, "a year has no more days."),
}


@dataclass
class Sensitivity:
    """What :func:`sensitivity` found.

    Attributes
    ----------
    reports : list of str
    ranges : dict of str to Range
    count : int
        Cells with a result.
    cells : dict of int to int
        Cells by grade.
    """

    reports: list
    ranges: dict
    count: int
    cells: dict


def sensitivity(
    kind,
    layers,
    scores,
    grid,
    path_index,
    path_grade,
    study=None,
    policy=DROP,
    cuts=(2.0, 4.0),
    colours=None,
    tags=None,
    staged=None,
    progress=None,
):
    """Compute a sensitivity's index and grade and write them as rasters.

    Parameters
    ----------
    kind : str
        One of ``FACTORS``.
    layers : dict of str to Layer or Derived
        By factor.
    scores : dict
        From :func:`.scores.read_scores`.
    grid : Grid
    path_index, path_grade : str
        The GeoTIFFs to write. Grades: 1 extremely sensitive, 2 sensitive, 3 general; 0 is nodata.
    study : StudyArea, optional
    policy : {"drop", "stop"}
    cuts : (float, float)
        Above the second an index is extremely sensitive, above the first sensitive (B).
    colours : dict, optional
        Colour table of the grades.
    tags : dict, optional
    staged : list, optional
        Gets the finished rasters, see :class:`.output.RasterWriter`.
    progress : callable, optional

    Returns
    -------
    Sensitivity

    Raises
    ------
    MissingFactorError, ScoreTableError, ParameterError, NoValueError, ValueRangeError, OutputError
    """
    if not 0 < cuts[0] < cuts[1]:
        raise ParameterError(f"The cuts {cuts[0]:g} and {cuts[1]:g} must rise above 0.")
    if policy == MEAN or policy not in NODATA_POLICIES:
        raise ParameterError("Scores have no mean to fill with; choose 'drop' or 'stop'.")
    demand_scored(kind, layers, scores)
    tags = {"FORMULA": FORMULAS[kind], "SOURCES": "; ".join(f"{k}={v.name}" for k, v in layers.items())} | (
        tags or {}
    )
    part = parts(progress)
    with Stack(layers, grid, study) as stack:
        found = ranges(stack, STOP if policy == STOP else DROP, part(0, 0.4))
        for key, limits in LIMITS.items():
            if key in found and not isinstance(scores[key][0][0], Codes):
                demand_between(found[key], *limits)
        index = RasterWriter(
            path_index,
            grid,
            "float32",
            float("nan"),
            f"{kind} index",
            "1",
            tags,
            None,
            staged,
            part(0.9, 0.98),
        )
        grade = RasterWriter(
            path_grade,
            grid,
            "uint8",
            0,
            f"{kind} grade",
            "",
            tags
            | {
                "CUTS": f"{cuts[0]:g}; {cuts[1]:g}",
                "GRADES": "1 extremely sensitive; 2 sensitive; 3 general",
            },
            colours,
            staged,
            part(0.98, 1),
        )
        with together(index, grade):
            for start, _, strip in stack.strips(part(0.4, 0.9)):
                product = _product(strip, scores, grid, start)
                index.write(product ** (1 / len(layers)))
                grade.write(_grades(product, cuts, len(layers)))
        told = grade.statistics
    counts = {code: int(told.histogram[code]) for code in (1, 2, 3)}
    return Sensitivity(stack.reports, found, told.count, counts)


def demand_scored(kind, layers, scores):
    """Refuse a run without a factor or its scores.

    Raises
    ------
    MissingFactorError, ScoreTableError
    """
    missing = [key for key in FACTORS[kind] if key not in layers]
    if missing:
        raise MissingFactorError(f"{FORMULAS[kind]} needs: {', '.join(missing)}. Give these rasters.")
    unscored = [key for key in layers if key not in scores]
    if unscored:
        raise ScoreTableError(
            f"The score table has no row for: {', '.join(unscored)}. It holds {', '.join(scores)}. Add the rows."
        )


def _product(strip, scores, grid, start):
    product = None
    for key, values in strip.items():

        def where(at):
            row, column = divmod(at, grid.width)
            return grid.place(start + row, column)

        points = score(values, scores[key], key, where)
        product = points if product is None else product * points
    return product


def _grades(product, cuts, count):
    """Grades by the product itself: comparing it with the powers of the cuts needs no root."""
    grade = np.full(product.shape, 3, np.uint8)
    grade[product > cuts[0] ** count] = 2
    grade[product > cuts[1] ** count] = 1
    grade[np.isnan(product)] = 0
    return grade
