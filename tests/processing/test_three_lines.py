# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:threelines`` on cases drawn by hand and on the shipped sample.

The test area lies 100 km west of the central meridian: a drawn square metre is 1.000247 real ones too large.
"""

import geopandas
import pytest
from qgis.core import QgsProcessingException
from shapely.geometry import box

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)
OUTPUTS = ("OUTPUT_PLACES", "OUTPUT_PIECES", "OUTPUT_GAPS", "OUTPUT_TOTALS")


@pytest.fixture
def lines(run, layer_file, tmp_path):
    """Return ``call(red, farm, growth, **parameters)``."""

    def call(red, farm, growth, **more):
        files = {
            name: more.pop(name, None) or layer_file(name, shapes)
            for name, shapes in (("REDLINES", red), ("FARMLAND", farm), ("GROWTH", growth))
            if not isinstance(shapes, str)
        }
        files |= {
            name: path
            for name, path in (("REDLINES", red), ("FARMLAND", farm), ("GROWTH", growth))
            if isinstance(path, str)
        }
        outputs = {name: str(tmp_path / f"{name}.gpkg") for name in OUTPUTS}
        return run("threelines", **files, **outputs, **more)

    return call


def test_overlaps_and_priority(lines, layer_file, square):
    red = layer_file("red", [square(0, 0)], HXLX=["自然保护地核心保护区"])
    result = lines(red, [square(50, 0)], [square(80, 50)], REDLINES_KIND="HXLX")
    # farmland takes 50 x 100 of the red line, growth 20 x 50 of it and 70 x 50 of the farmland; all three 20 x 50
    assert result["PLACE_COUNT"] == 4
    assert result["OVERLAP_AREA_M2"] == pytest.approx((5000 + 1000 + 3500) * SCALE, rel=2e-6)
    assert result["TRIPLE_AREA_M2"] == pytest.approx(1000 * SCALE, rel=2e-6)
    assert (result["CLEAN"], result["CHECKED_COUNT"]) == (False, 3)
    places = geopandas.read_file(result["OUTPUT_PLACES"]).set_index("pair")
    assert places["rule"].to_dict() == {
        "redline+farmland": "T-3",
        "redline+growth": "T-1",
        "farmland+growth": "T-2",
        "redline+farmland+growth": "T-5",
    }
    assert len(geopandas.read_file(result["OUTPUT_PIECES"])) == 4


def test_clean_lines(lines, square):
    result = lines([square(0, 0)], [square(100, 0)], [square(200, 0)])
    assert (result["CLEAN"], result["PLACE_COUNT"], result["OVERLAP_AREA_M2"]) == (True, 0, 0)
    totals = geopandas.read_file(result["OUTPUT_TOTALS"])
    assert totals["checked_a"].to_list() == [1, 1, 1, 1]


def test_gaps_and_slivers(lines, square):
    x, y, *_ = square(0, 0).bounds
    slit = box(x + 101, y, x + 200, y + 100)  # 1 m from the red line
    thin = box(x - 50, y, x + 0.5, y + 100)  # 0.5 m inside it
    result = lines([square(0, 0)], [slit], [thin], GAP_M=5)
    assert (result["PLACE_COUNT"], result["SLIVER_COUNT"], result["GAP_COUNT"]) == (0, 1, 1)
    assert result["SLIVER_AREA_M2"] == pytest.approx(50 * SCALE, rel=1e-4)
    assert result["GAP_AREA_M2"] == pytest.approx(100 * SCALE, rel=1e-3)
    assert not result["CLEAN"]


def test_crs_does_not_matter(lines, layer_file, square):
    moved = geopandas.GeoSeries([square(50, 0)], crs="EPSG:4549").to_crs("EPSG:4490")
    result = lines([square(0, 0)], layer_file("farm", moved, crs="EPSG:4490"), [square(500, 0)])
    assert result["OVERLAP_AREA_M2"] == pytest.approx(5000 * SCALE, rel=2e-6)


def test_self_crossing_line_stops_and_writes_nothing(lines, square, bowtie, tmp_path):
    with pytest.raises(QgsProcessingException, match=r"'FARMLAND', feature 1: crosses itself"):
        lines([square(0, 0)], [bowtie], [square(500, 0)])
    assert not list(tmp_path.glob("OUTPUT*"))


def test_self_crossing_line_is_repaired_on_request(lines, square, bowtie):
    result = lines([square(0, 0)], [bowtie], [square(500, 0)], INVALID="repair")
    assert result["REPAIRED_COUNT"] == 1
    assert result["OVERLAP_AREA_M2"] == pytest.approx(5000 * SCALE, rel=2e-6)


def test_shipped_sample_holds_its_deliberate_conflicts(lines, root):
    sample = root / "layers" / "sample_nanjing.gpkg"
    if not sample.exists():
        pytest.skip("the sample layers are not built here (layers/build_samples.py)")
    names = ("示例_生态保护红线_STBHHX", "示例_永久基本农田_YJJBNTTB", "示例_城镇开发边界_CZKFBJ")
    files = [f"{sample}|layername={name}" for name in names]
    result = lines(*files, REDLINES_KIND="HXLX")
    pieces = geopandas.read_file(result["OUTPUT_PIECES"])
    # the features whose note says that they reach over another line are the ones found, and no others
    noted, found = [], []
    for name, pair, side in (
        (names[1], "redline+farmland", "farmland_fid"),
        (names[2], "redline+growth", "growth_fid"),
        (names[2], "farmland+growth", "growth_fid"),
    ):
        layer = geopandas.read_file(sample, layer=name, fid_as_index=True)
        other = "永久基本农田重叠" if pair == "farmland+growth" else "生态保护红线重叠"
        noted.append(set(layer.index[layer["note"].str.contains(other)]))
        found.append(set(pieces.loc[pieces["pair"] == pair, side]))
    assert found == noted
    assert result["TRIPLE_AREA_M2"] == 0


@pytest.mark.slow
def test_batch_run(qgis_process, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:threelines",
        "--",
        f"REDLINES={layer_file('r', [square(0, 0)])}",
        f"FARMLAND={layer_file('f', [square(50, 0)])}",
        f"GROWTH={layer_file('g', [square(500, 0)])}",
        f"OUTPUT_PLACES={tmp_path / '冲突图斑.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    assert (done.json["results"]["PLACE_COUNT"], done.json["results"]["CLEAN"]) == (1, False)
