# SPDX-License-Identifier: GPL-3.0-or-later
"""Sensitivity by score tables that planners may edit."""

import numpy as np
import pytest
from metro_circles.processing.engine.errors import ParameterError
from metro_circles.processing.engine.raster.errors import MissingFactorError, ScoreTableError, ValueRangeError
from metro_circles.processing.engine.raster.scores import read_alpha, read_scores
from metro_circles.processing.engine.raster.sensitivity import FACTORS, sensitivity
from metro_circles.processing.engine.raster.source import Layer, grid_of

KINDS = {"soil_erodibility": "category", "soil_texture": "category"}


@pytest.fixture
def run(raster, cells, tmp_path, root):
    def call(kind, rasters, table=None, **more):
        layers = {key: Layer(raster(key, v), key, KINDS.get(key, "amount")) for key, v in rasters.items()}
        scores = read_scores(table or root / "processing" / "tables" / f"sensitivity_{kind}.csv")
        grid = grid_of(next(iter(layers.values())))
        result = sensitivity(
            kind, layers, scores, grid, str(tmp_path / "i.tif"), str(tmp_path / "g.tif"), **more
        )
        return cells(tmp_path / "i.tif").filled(np.nan), cells(tmp_path / "g.tif").filled(0), result

    return call


@pytest.fixture
def table(tmp_path):
    def save(text, encoding="utf-8"):
        path = tmp_path / "table.csv"
        path.write_text(text, encoding=encoding)
        return path

    return save


def test_soil_erosion_by_hand(run):
    # scores 5, 5, 5, 5; 1, 1, 1, 1; 3, 3, 3, 1 (cover 0.6 is the good side); 5, 5, 3, 3
    found, grade, result = run(
        "soil_erosion",
        {
            "rain_erosivity": [[601.0, 99, 600, 700, np.nan]],
            "soil_erodibility": [[3.0, 1, 2, 3, 1]],
            "relief": [[301.0, 50, 300, 51, 1]],
            "cover": [[0.2, 0.9, 0.6, 0.59, 1]],
        },
    )
    assert found[0, :4].tolist() == pytest.approx([5, 1, 27**0.25, 225**0.25], rel=1e-6)
    # 27^¼ = 2.28 is sensitive; 225^¼ = 3.87 is sensitive
    assert grade.tolist() == [[1, 3, 2, 2, 0]]
    assert result.cells == {1: 1, 2: 2, 3: 1}


def test_rocky_desertification_by_hand(run):
    _, grade, _ = run(
        "rocky_desertification",
        {"carbonate": [[70.0, 69, 30]], "slope": [[25.0, 8, 8]], "cover": [[0.1, 0.3, 0.7]]},
    )
    # 5·5·5; 3·1·3 = 9 -> 2.08; 1
    assert grade.tolist() == [[1, 2, 3]]


def test_practice_cuts_can_be_given(run):
    rasters = {"carbonate": [[70.0, 69]], "slope": [[25.0, 8]], "cover": [[0.3, 0.3]]}
    # 75^⅓ = 4.22 and 9^⅓ = 2.08
    assert run("rocky_desertification", rasters)[1].tolist() == [[1, 2]]
    assert run("rocky_desertification", rasters, cuts=(2.33, 3.66))[1].tolist() == [[1, 3]]
    with pytest.raises(ParameterError, match="must rise"):
        run("rocky_desertification", rasters, cuts=(4, 2))


def test_desertification_against_numpy(run):
    rng = np.random.default_rng(2)
    rasters = {
        "aridity": rng.random((20, 20)) * 20,
        "wind_days": rng.random((20, 20)) * 40,
        "soil_texture": rng.integers(1, 4, (20, 20)).astype("float32"),
        "cover": rng.random((20, 20)),
    }
    found, _, _ = run("desertification", rasters)
    points = [
        np.select([rasters["aridity"] <= 1.5, rasters["aridity"] < 16], [1, 3], 5),
        np.select([rasters["wind_days"] <= 10, rasters["wind_days"] < 30], [1, 3], 5),
        rasters["soil_texture"] * 2 - 1,
        np.select([rasters["cover"] >= 0.6, rasters["cover"] > 0.2], [1, 3], 5),
    ]
    assert found == pytest.approx(np.prod(points, axis=0) ** 0.25, rel=1e-6)


def test_salinisation_needs_the_planners_breaks(run, table, root):
    rasters = {"evaporation": [[5.0]], "salinity": [[2.0]], "depth": [[1.0]], "soil_texture": [[3.0]]}
    with pytest.raises(ScoreTableError, match=r"'sensitivity_salinisation\.csv' is empty"):
        run("salinisation", rasters)
    own = table(
        'factor,values,score\nevaporation,"[0,inf)",3\nsalinity,"[0,inf)",5\ndepth,"[0,inf)",1\nsoil_texture,3,5\n'
    )
    # (3 · 5 · 1 · 5)^¼
    assert run("salinisation", rasters, own)[0][0, 0] == pytest.approx(75**0.25, rel=1e-6)


def test_shipped_tables_score_every_factor(root):
    for kind, factors in FACTORS.items():
        if kind != "salinisation":
            scores = read_scores(root / "processing" / "tables" / f"sensitivity_{kind}.csv")
            assert tuple(scores) == factors
            assert all({points for _, points in rules} == {1, 3, 5} for rules in scores.values())
    assert read_alpha(root / "processing" / "tables" / "runoff_coefficients.csv")[6] == 0.192


def test_tables_saved_by_a_chinese_spreadsheet_are_read(table):
    assert read_scores(table("factor,values,score,说明\ncover,1;2,3,植被\n", "gb18030"))["cover"][0][1] == 3
    assert read_scores(table("factor,values,score\ncover,1,3\n", "utf-8-sig"))["cover"][0][1] == 3


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("factor,score\ncover,1\n", "no column values"),
        ("factor,values,score\n", "is empty"),
        ('factor,values,score\ncover,"[1,2]",x\n', "line 2: 'x' is no score"),
        ('factor,values,score\ncover,"[2,1]",3\n', "turned round"),
        ('factor,values,score\ncover,"[1,2]",3\ncover,"[2,3]",5\n', "line 3.*share a value"),
        ('factor,values,score\ncover,"[1,2]",3\ncover,4,5\n', "one kind"),
        ('factor,values,score\ncover,"[1,2]",0\n', "above 0"),
        ("factor,values,score\ncover,sand,3\n", "'sand' is no code"),
    ],
)
def test_bad_tables_are_named(table, text, message):
    with pytest.raises(ScoreTableError, match=message):
        read_scores(table(text))


def test_bad_rasters_are_named_and_nothing_written(run, table, tmp_path):
    good = {"carbonate": [[70.0]], "slope": [[25.0]], "cover": [[0.3]]}
    for key, value, message in (
        ("slope", 120.0, "percent"),
        ("cover", 40.0, "Divide percents"),
        ("carbonate", -1.0, "0 and 100"),
    ):
        with pytest.raises(ValueRangeError, match=message):
            run("rocky_desertification", good | {key: [[value]]})
    with pytest.raises(MissingFactorError, match="needs: carbonate"):
        run("rocky_desertification", {"slope": [[1.0]], "cover": [[1.0]]})
    gap = table('factor,values,score\ncarbonate,"[0,50]",1\nslope,"[0,90]",1\ncover,"[0,1]",1\n')
    with pytest.raises(ScoreTableError, match=r"'carbonate' is 70 at 400015, 3549985"):
        run("rocky_desertification", good, gap)
    assert not {"i.tif", "g.tif"} & {p.name for p in tmp_path.iterdir()}
