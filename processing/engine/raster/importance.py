# SPDX-License-Identifier: GPL-3.0-or-later
"""Importance of ecosystem services: indices from NPP, and the water balance and RUSLE models.

Sources: the NPP index method and the model method of the red-line delineation guide as practice applies them
(B; water conservation from NPP and slope A). The constants of runoff by land cover are P. All of them are
conventions.
"""

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from ..errors import ParameterError
from .errors import MissingFactorError
from .factors import DROP, MEAN, Stack, demand_between, demand_range, fill, normalised, parts, ranges
from .formulas import erodibility, soil_conservation, water_balance
from .grade import Cutter
from .graded import Graded, grade_spool, grade_writer
from .output import RasterWriter, Spool, together

MINMAX, GIVEN = "minmax", "given"


@dataclass(frozen=True)
class Factor:
    """One factor of an index.

    Attributes
    ----------
    key : str
    complement : bool
        Whether one minus the normalised factor counts.
    required : bool
        A factor that may be left out is taken as the same everywhere, which changes no grade.
    """

    key: str
    complement: bool = False
    required: bool = True


INDICES = {
    "water": (
        Factor("npp"),
        Factor("sic", required=False),
        Factor("pre", required=False),
        Factor("slope", True),
    ),
    "soil": (Factor("npp"), Factor("k", True, required=False), Factor("slope", True)),
    "sand": (Factor("npp"), Factor("k", required=False), Factor("fq"), Factor("d", required=False)),
    "biodiversity": (
        Factor("npp"),
        Factor("pre", required=False),
        Factor("tem", required=False),
        Factor("alt", True),
    ),
}
"""Factors of each service's index; it is their product."""

FORMULAS = {
    ("water", "npp"): "WR = NPP * F_sic * F_pre * (1 - F_slo)",
    ("soil", "npp"): "S_pro = NPP * (1 - K) * (1 - F_slo)",
    ("sand", "npp"): "S_ws = NPP * K * F_q * D",
    ("biodiversity", "npp"): "S_bio = NPP * F_pre * F_tem * (1 - F_alt)",
    ("water", "model"): "TQ = (P - R - ET) * A * 1000, R = P * alpha",
    ("soil", "model"): "A_c = R * K * L * S * (1 - C)",
}
MODELS = {"water": ("pre", "et", "landcover"), "soil": ("r", "k", "l", "slope", "c")}
"""Rasters that each model needs, all of them."""
UNITS = {("water", "model"): "m3", ("soil", "model"): "t/(ha a)"}


@dataclass
class Importance:
    """What :func:`importance` found.

    Attributes
    ----------
    reports : list of str
        Alignment of each raster.
    ranges : dict of str to Range
    left_out : list of str
        Factors that were not given.
    filled : dict of str to int
        Cells that took a factor's mean.
    count : int
        Cells with a result.
    low, high, total : float
    graded : Graded or None
        Where grades were asked for.
    hidden : int
        Cells of the NPP raster below 0 that count as no value.
    """

    reports: list
    ranges: dict
    left_out: list = field(default_factory=list)
    filled: dict = field(default_factory=dict)
    count: int = 0
    low: float = 0.0
    high: float = 0.0
    total: float = 0.0
    graded: Graded | None = None
    hidden: int = 0


def importance(
    service,
    layers,
    grid,
    path,
    method="npp",
    study=None,
    policy=DROP,
    normalise=MINMAX,
    alpha=None,
    k_epic=None,
    tags=None,
    grade_path=None,
    shares=(0.5, 0.8),
    colours=None,
    staged=None,
    progress=None,
):
    """Compute a service's importance and write it as a raster.

    Parameters
    ----------
    service : {"water", "soil", "sand", "biodiversity"}
    layers : dict of str to Layer or Derived
        By factor; see ``INDICES`` and ``MODELS``. ``slope`` in degrees; ``d`` is slope in degrees, too.
    grid : Grid
    path : str or None
        The GeoTIFF to write.
    method : {"npp", "model"}
    study : StudyArea, optional
    policy : {"drop", "stop", "mean"}
        What becomes of a cell without a value in one factor.
    normalise : {"minmax", "given"}
        Factors are scaled to their range in the study area, or lie between 0 and 1 already (index method).
    alpha : dict of int to float
        Runoff coefficient by land cover code (water balance).
    k_epic : (float, float, float), optional
        Corrects an EPIC erodibility: K = (a + b K_EPIC) c; without it K is taken as given (RUSLE).
    tags : dict of str to str, optional
        Added to the file's own.
    grade_path : str, optional
        The GeoTIFF of grades by cumulative value to write; negative values count as 0.
    shares : sequence of float
        Of those grades, see :func:`.graded.cumulative_grade`.
    colours : dict, optional
        Their colour table.
    staged : list, optional
        Gets the finished rasters, see :class:`.output.RasterWriter`.
    progress : callable, optional

    Returns
    -------
    Importance

    Raises
    ------
    MissingFactorError, NoValueError, ValueRangeError, ConstantFactorError, RasterReadError, OutputError
    """
    if (service, method) not in FORMULAS:
        raise ParameterError(f"Service '{service}' has no method '{method}'; use 'npp'.")
    if not path and not grade_path:
        raise ParameterError("Nothing is asked for: choose the index, the grades or both.")
    index = method == "npp"
    left_out = demand_factors(service, method, layers)
    part = parts(progress)
    with Stack(layers, grid, study) as stack:
        found = ranges(stack, policy, part(0, 0.4))
        hidden = getattr(stack.rasters.get("npp"), "hidden", 0)
        _demand_values(found, service, index)
        if index:
            for key, each in found.items():
                if key != "d" or normalise == GIVEN:
                    demand_range(each, normalise == GIVEN)
        compute = _index(service, found, normalise) if index else _model(service, grid, alpha, k_epic)
        result = Importance(stack.reports, found, left_out, hidden=hidden)
        tags = {"FORMULA": FORMULAS[service, method], "SOURCES": _sources(layers), **(tags or {})}
        values = (
            RasterWriter(
                path,
                grid,
                "float32",
                float("nan"),
                f"{service} {method}",
                UNITS.get((service, method), "1"),
                tags,
                staged=staged,
                progress=part(0.9, 0.98),
            )
            if path
            else Spool(Path(grade_path).parent, grid)
        )
        outputs = [values]
        if grade_path:
            outputs.append(
                grade_writer(grade_path, grid, shares, tags["SOURCES"], colours, tags, staged, part(0.98, 1))
            )
        cutter = Cutter(shares) if grade_path else None
        with together(*outputs):
            for start, stop, strip in stack.strips(part(0.4, 0.7)):
                if policy == MEAN:
                    fill(strip, found, study.outside(start, stop) if study else None, result.filled)
                index = compute(strip, start, stop)
                values.write(index)
                if cutter:
                    cutter.first(np.fmax(index, np.float32(0), out=index).ravel())
            if grade_path:
                result.graded = grade_spool(
                    values, service, outputs[1], shares, progress=part(0.7, 0.9), cutter=cutter
                )
    told = values.statistics
    result.count, result.low, result.high, result.total = told.count, told.low, told.high, told.total
    return result


def demand_factors(service, method, layers):
    """Refuse a run without a factor that it needs; return those that may be and are left out.

    Raises
    ------
    MissingFactorError

    Examples
    --------
    >>> demand_factors("water", "npp", {"npp": 1, "slope": 1})
    ['sic', 'pre']
    """
    factors = INDICES[service] if method == "npp" else tuple(Factor(key) for key in MODELS.get(service, ()))
    missing = [factor.key for factor in factors if factor.required and factor.key not in layers]
    if missing:
        raise MissingFactorError(
            f"{FORMULAS[service, method]} needs: {', '.join(missing)}. Give these rasters, or choose another method."
        )
    return [factor.key for factor in factors if factor.key not in layers]


def _demand_values(found, service, index):
    for key, each in found.items():
        if key in ("slope", "d") and not (key == "d" and each.high <= 1 and index):
            demand_between(
                each,
                0,
                90,
                "a slope in degrees lies between 0 and 90. If this raster is in percent, set 'Slope unit' to 'percent'.",
            )
        elif key == "npp":
            demand_between(
                each, 0, np.inf, "NPP cannot be negative. Set 'NPP below 0' to 'nodata', or correct it."
            )
        elif not index and key == "c":
            demand_between(
                each, 0, 1, "the cover factor C lies between 0 (all covered) and 1 (bare). Rescale it."
            )
        elif not index and key in ("pre", "et", "r", "k", "l"):
            demand_between(each, 0, np.inf, f"{key.upper()} cannot be negative. Declare the value as nodata.")


def _index(service, found, normalise):
    factors = [factor for factor in INDICES[service] if factor.key in found]

    def compute(strip, start, stop):
        product = None
        for factor in factors:
            values = strip[factor.key]
            low, high = found[factor.key].low, found[factor.key].high
            if normalise == GIVEN:
                values = 1 - values if factor.complement else values
            else:
                if factor.key == "d":
                    values, low, high = (1 / np.cos(np.radians(each)) for each in (values, low, high))
                values = normalised(values, np.float32(low), np.float32(high), factor.complement)
            product = values if product is None else np.multiply(product, values, out=product)
        return product

    return compute


def _model(service, grid, alpha, k_epic):
    if service == "water":
        if not alpha:
            raise MissingFactorError("The water balance needs a table of runoff coefficients by land cover.")
        return lambda strip, start, stop: water_balance(
            strip["pre"], strip["et"], strip["landcover"], grid.cell_areas.rows(start, stop), alpha
        )
    return lambda strip, start, stop: soil_conservation(
        strip["r"],
        erodibility(strip["k"], *k_epic) if k_epic else strip["k"],
        strip["l"],
        strip["slope"],
        strip["c"],
    )


def _sources(layers):
    return "; ".join(f"{key}={each.name}" for key, each in layers.items())
