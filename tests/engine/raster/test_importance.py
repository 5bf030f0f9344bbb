# SPDX-License-Identifier: GPL-3.0-or-later
"""Importance of services against numbers worked out by hand and an independent run in numpy."""

import numpy as np
import pytest
import rasterio
from metro_circles.processing.engine.errors import ParameterError
from metro_circles.processing.engine.raster.errors import (
    ConstantFactorError,
    MissingFactorError,
    NoValueError,
    ValueRangeError,
)
from metro_circles.processing.engine.raster.formulas import (
    climate_erosivity,
    erodibility,
    percent_to_degrees,
    slope_factor,
)
from metro_circles.processing.engine.raster.importance import INDICES, MODELS, importance
from metro_circles.processing.engine.raster.source import Derived, Layer, grid_of

RNG = np.random.default_rng(5)


@pytest.fixture
def run(raster, cells, tmp_path):
    """Return ``run(service, rasters, …)``: the result's cells and report."""

    def call(service, rasters, kinds=None, **more):
        layers = {
            key: Layer(raster(key, values), key, (kinds or {}).get(key, "amount"))
            for key, values in rasters.items()
        }
        out = tmp_path / "out.tif"
        result = importance(service, layers, grid_of(next(iter(layers.values()))), str(out), **more)
        return cells(out).filled(np.nan), result

    return call


def scaled(values):
    return (values - np.nanmin(values)) / (np.nanmax(values) - np.nanmin(values))


def test_water_by_hand(run):
    # NPP 0, 500, 1000 -> 0, 0.5, 1; slope 30, 15, 0 -> 1 - F = 0, 0.5, 1
    found, _ = run("water", {"npp": [[0.0, 500, 1000]], "slope": [[30.0, 15, 0]]})
    assert found.tolist() == [[0, 0.25, 1]]


@pytest.mark.parametrize("service", sorted(INDICES))
def test_each_index_against_numpy(run, service):
    rasters = {factor.key: RNG.random((40, 30)).astype("float32") * 80 for factor in INDICES[service]}
    rasters["npp"][3, 4] = np.nan
    found, result = run(service, rasters)
    expected = 1.0
    for factor in INDICES[service]:
        values = rasters[factor.key].astype("float64")
        if factor.key == "d":
            values = 1 / np.cos(np.radians(values))
        values = scaled(values)
        expected = expected * (1 - values if factor.complement else values)
    assert found == pytest.approx(expected, abs=3e-6, nan_ok=True)
    assert np.isnan(found[3, 4])
    assert (result.count, result.left_out) == (1199, [])


def test_a_factor_left_out_is_named_and_changes_no_order(run):
    rasters = {"npp": RNG.random((9, 9)) * 100, "slope": RNG.random((9, 9)) * 40}
    found, result = run("water", rasters)
    assert result.left_out == ["sic", "pre"]
    assert found == pytest.approx(scaled(rasters["npp"]) * (1 - scaled(rasters["slope"])), abs=1e-6)


def test_factors_that_are_normalised_already(run):
    rasters = {"npp": np.array([[0.2, 0.4]]), "slope": np.array([[0.5, 0.25]])}
    found, _ = run("water", rasters, normalise="given")
    assert found.tolist() == [[pytest.approx(0.1), pytest.approx(0.3)]]
    with pytest.raises(ValueRangeError, match=r"'npp' is 1\.5 at 400045, 3549985.*between 0 and 1"):
        run("water", rasters | {"npp": np.array([[0.2, 1.5]])}, normalise="given")


def test_water_balance_by_hand(run, tmp_path):
    """(1000 - 26.7 - 600) mm on 900 m² of the plane, 1.000246 times less on the ellipsoid, is 335.9 m³."""
    rasters = {"pre": [[1000.0, 500]], "et": [[600.0, 600]], "landcover": [[1.0, 13]]}
    alpha = {1: 0.0267, 13: 0.0}
    found, result = run("water", rasters, {"landcover": "category"}, method="model", alpha=alpha)
    cell = 900 / (1 + (100_000 / 6_372_400) ** 2)
    assert found[0].tolist() == pytest.approx([373.3e-3 * cell, -100e-3 * cell], rel=1e-5)
    assert result.total == pytest.approx(273.3e-3 * cell, rel=1e-5)
    with rasterio.open(tmp_path / "out.tif") as dataset:
        assert dataset.units == ("m3",)
        assert dataset.tags()["FORMULA"].startswith("TQ = (P - R - ET)")


def test_soil_conservation_by_hand(run):
    # R K L = 300 x 0.02 x 2 = 12; S(20°) = 21.91 x 0.342020 - 0.96 = 6.533662; 1 - C = 0.9
    rasters = {"r": [[300.0]], "k": [[0.02]], "l": [[2.0]], "slope": [[20.0]], "c": [[0.1]]}
    found, _ = run("soil", rasters, method="model")
    assert found[0, 0] == pytest.approx(12 * 6.533662 * 0.9, rel=1e-6)
    # K_EPIC 0.3: (-0.01383 + 0.51575 x 0.3) x 0.1317 = 0.0185559
    found, _ = run("soil", rasters | {"k": [[0.3]]}, method="model", k_epic=(-0.01383, 0.51575, 0.1317))
    assert found[0, 0] == pytest.approx(600 * 0.0185559 * 6.533662 * 0.9, rel=1e-5)


def test_slope_factor_at_its_breaks():
    assert slope_factor(np.array([5.139, 5.14])).tolist() == pytest.approx([0.997368, 1.005134], abs=2e-4)
    assert slope_factor(np.array([10.2, 28.81, 80])).tolist() == pytest.approx(
        [2.919955, 9.5988, 9.5988], abs=1e-4
    )
    assert np.isnan(slope_factor(np.array([np.nan]))[0])
    assert erodibility(0.2) == pytest.approx(0.0117634, abs=1e-6)


def test_climate_erosivity_by_hand():
    # 4³ x (1200 - 300) / 1200 x 60 = 64 x 0.75 x 60; more rain than evaporation gives 0
    found = climate_erosivity(
        np.array([4.0, 4, 4, 4]),
        np.array([1200.0, 500, 0, 500]),
        np.array([300.0, 800, 10, np.nan]),
        np.array([60.0] * 4),
    )
    assert found[:2].tolist() == [2880, 0]
    assert np.isnan(found[2:]).all()


def test_slopes_in_percent_are_turned(raster, cells, tmp_path):
    path = raster("p", [[0.0, 100]])
    slope = Derived("slope", {"slope": Layer(path, "p")}, percent_to_degrees)
    layers = {"npp": Layer(raster("npp", [[1.0, 2]]), "npp"), "slope": slope}
    result = importance("water", layers, grid_of(layers["npp"]), str(tmp_path / "o.tif"))
    assert result.ranges["slope"].high == pytest.approx(45)


def test_cells_without_a_value_take_the_mean_on_request(run):
    rasters = {"npp": [[0.0, np.nan, 4]], "slope": [[0.0, 0, 10]]}
    found, result = run("water", rasters, policy="mean")
    # mean of 0 and 4 is 2 -> 0.5; slope 0 -> 1
    assert found.tolist() == [[0, 0.5, 0]]
    assert result.filled == {"npp": 1, "slope": 0}
    with pytest.raises(NoValueError, match="1 of 3 cells"):
        run("water", rasters, policy="stop")


GOOD = {"npp": np.array([[1.0, 2.0]]), "slope": np.array([[3.0, 4.0]])}


@pytest.mark.parametrize(
    ("change", "more", "error", "message"),
    [
        (
            {"npp": [[1.0, -2.0]]},
            {},
            ValueRangeError,
            r"'npp' is -2 at 400045, 3549985: NPP cannot be negative",
        ),
        ({"slope": [[3.0, 120.0]]}, {}, ValueRangeError, r"'slope' is 120 .*percent"),
        ({"slope": [[3.0, 3.0]]}, {}, ConstantFactorError, "'slope' is 3 everywhere"),
        ({"npp": [[np.nan, np.nan]]}, {}, NoValueError, "'npp' has no value"),
        ({"npp": [[1.0, np.inf]]}, {}, ValueRangeError, "'npp' holds inf"),
        ({"npp": np.array([[1, -32768]], "int16")}, {}, ValueRangeError, "extreme of its data type"),
        ({}, {"method": "model"}, MissingFactorError, "needs: pre, et, landcover"),
        ({}, {"method": "rule"}, ParameterError, "no method 'rule'"),
    ],
)
def test_bad_input_is_named_and_nothing_written(run, tmp_path, change, more, error, message):
    with pytest.raises(error, match=message):
        run("water", GOOD | {key: np.asarray(value) for key, value in change.items()}, **more)
    assert not (tmp_path / "out.tif").exists()


def test_unknown_land_cover_is_named(run, tmp_path):
    rasters = {"pre": [[1.0, 2]], "et": [[0.0, 0]], "landcover": [[1.0, 7]]}
    with pytest.raises(ValueRangeError, match="Land cover 7 has no runoff"):
        run("water", rasters, {"landcover": "category"}, method="model", alpha={1: 0.1})
    assert not (tmp_path / "out.tif").exists()


def test_every_method_says_what_it_needs():
    assert MODELS.keys() == {"water", "soil"}
    assert all(INDICES[service][0].key == "npp" for service in INDICES)


def test_each_model_against_numpy(run):
    """The formulas once more, in 64 bits and written out, on random rasters with holes."""
    shape = (50, 40)
    pre, et = 600 + 900 * RNG.random(shape), 300 + 700 * RNG.random(shape)
    cover = RNG.integers(1, 4, shape)
    pre[7, 8] = np.nan
    alpha = {1: 0.0267, 2: 0.0937, 3: 0.0}
    found, result = run(
        "water",
        {"pre": pre, "et": et, "landcover": cover.astype("uint8")},
        {"landcover": "category"},
        method="model",
        alpha=alpha,
    )
    cell = 900 / (1 + ((400_000 + 30 * (np.arange(40) + 0.5) - 500_000) / 6_372_400) ** 2)
    expected = (pre - pre * np.choose(cover - 1, [0.0267, 0.0937, 0.0]) - et) / 1000 * cell
    assert found == pytest.approx(expected, rel=2e-5, abs=1e-3, nan_ok=True)
    assert result.count == 1999

    r, k, length, c = (
        5000 * RNG.random(shape),
        0.05 * RNG.random(shape),
        1 + RNG.random(shape),
        RNG.random(shape),
    )
    slope = 40 * RNG.random(shape)
    sine = np.sin(slope * np.pi / 180)
    s = np.select(
        [slope < 5.14, slope < 10.2, slope < 28.81],
        [10.8 * sine + 0.03, 16.8 * sine - 0.5, 21.91 * sine - 0.96],
        9.5988,
    )
    found, _ = run("soil", {"r": r, "k": k, "l": length, "slope": slope, "c": c}, method="model")
    assert found == pytest.approx(r * k * length * s * (1 - c), rel=2e-4, abs=1e-3)
