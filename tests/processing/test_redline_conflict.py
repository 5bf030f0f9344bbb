# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:redlineconflict`` on cases drawn by hand.

Near Nanjing, 100 km west of the central meridian of EPSG:4549, a projected square metre is
1.000247 ellipsoidal ones too large: k = 1 + x²/2R² with x = -100 km and R = 6 372.4 km gives k² = 1.000246.
"""

import geopandas
import pytest
import shapely
from qgis.core import QgsProcessingException, QgsVectorLayer

SCALE = 1 / (1 + (100_000 / 6_372_400) ** 2)


def frames(result, *names):
    return [
        geopandas.read_file(result[name]) if isinstance(result[name], str) else result[name] for name in names
    ]


@pytest.fixture
def conflict(run, layer_file, tmp_path):
    def call(parcels, redlines, **more):
        files = {
            name: str(tmp_path / f"{name}.gpkg")
            for name in ("OUTPUT_PIECES", "OUTPUT_PARCELS", "OUTPUT_KINDS")
        }
        return run("redlineconflict", PARCELS=parcels, REDLINES=redlines, **files, **more)

    return call


def test_half_a_parcel_inside(conflict, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0), square(300, 0)], DKBH=["A", "B"])
    redlines = layer_file("redlines", [square(50, 0, 200)], HXLX=["核心区"])
    result = conflict(parcels, redlines, CATEGORY_FIELD="HXLX", PARCEL_ID="DKBH")
    pieces, checked, kinds = frames(result, "OUTPUT_PIECES", "OUTPUT_PARCELS", "OUTPUT_KINDS")
    assert result["CONFLICT_COUNT"] == 1
    assert result["CONFLICT_AREA_M2"] == pytest.approx(5000 * SCALE, rel=2e-6)
    assert pieces[["parcel_id", "kind"]].to_numpy().tolist() == [["A", "核心区"]]
    assert checked["share_pct"].to_list() == pytest.approx([50, 0], abs=2e-5)
    assert checked["in_conflict"].to_list() == [True, False]
    assert kinds["inside_m2"].to_list() == pytest.approx([5000 * SCALE], rel=2e-6)
    assert result["CLOSURE_M2"] < 1e-4


def test_overlapping_red_lines_count_once(conflict, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0)])
    redlines = layer_file(
        "redlines", [square(0, 0, 60), square(0, 0, 60), square(30, 0, 60)], HXLX=["a", "a", "b"]
    )
    result = conflict(parcels, redlines, CATEGORY_FIELD="HXLX")
    # union of [0,60]x[0,60] and [30,90]x[0,60] = 90 x 60 = 5400 m²
    assert result["CONFLICT_AREA_M2"] == pytest.approx(5400 * SCALE, rel=2e-6)
    kinds = frames(result, "OUTPUT_KINDS")[0]
    assert dict(zip(kinds["kind"], kinds["inside_m2"], strict=True)) == pytest.approx(
        {"a": 3600 * SCALE, "b": 3600 * SCALE}, rel=2e-6
    )
    assert len(frames(result, "OUTPUT_PIECES")[0]) == 3


def test_crs_of_the_red_lines_does_not_matter(conflict, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0)])
    shape = geopandas.GeoSeries([square(50, 0, 200)], crs="EPSG:4549")
    same = conflict(parcels, layer_file("gk", shape))
    for code in ("EPSG:4490", "EPSG:4528", "EPSG:4548"):  # degrees; zone with prefix; neighbouring zone
        moved = conflict(parcels, layer_file(f"r{code[5:]}", shape.to_crs(code), crs=code))
        assert moved["CONFLICT_AREA_M2"] == pytest.approx(same["CONFLICT_AREA_M2"], abs=0.01)


def test_small_pieces_are_counted(conflict, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0), square(200, 0)])
    redlines = layer_file("redlines", [square(99, 0, 1), square(200, 0, 50)])
    result = conflict(parcels, redlines, MIN_AREA=10)
    assert (result["CONFLICT_COUNT"], result["SMALL_COUNT"]) == (1, 1)
    assert result["SMALL_AREA_M2"] == pytest.approx(1 * SCALE, rel=1e-5)


def test_self_crossing_red_line_stops_with_feature_and_place(conflict, layer_file, square, bowtie):
    parcels = layer_file("parcels", [square(0, 0)])
    redlines = layer_file("redlines", [square(500, 500), bowtie])
    with pytest.raises(QgsProcessingException, match=r"'redlines', feature 2: crosses itself at .*4000\d\d"):
        conflict(parcels, redlines)


def test_self_crossing_red_line_is_repaired_and_counted_on_request(conflict, layer_file, square, bowtie):
    parcels = layer_file("parcels", [square(0, 0)])
    result = conflict(parcels, layer_file("redlines", [bowtie]), INVALID="repair")
    # the two triangles of the bow-tie, 100 x 50 / 2 each
    assert result["CONFLICT_AREA_M2"] == pytest.approx(5000 * SCALE, rel=2e-6)
    assert result["REPAIRED_COUNT"] == 1


@pytest.mark.parametrize(
    ("case", "message"),
    [
        ("no crs", "has no coordinate system"),
        ("empty", "has no feature with a geometry"),
        ("degrees", "holds degrees"),
        ("prefix", "zone prefix"),
    ],
)
def test_bad_layers_are_named(conflict, layer_file, square, case, message):
    good = layer_file("parcels", [square(0, 0)])
    shape = square(0, 0)
    bad = {
        "no crs": lambda: layer_file("bad", [shape], crs=None),
        "empty": lambda: layer_file("bad", [shapely.Polygon()]),
        "degrees": lambda: layer_file("bad", [shapely.box(118, 31, 119, 32)]),
        "prefix": lambda: layer_file("bad", [shapely.affinity.translate(shape, 40e6)]),
    }[case]()
    with pytest.raises(QgsProcessingException, match=f"'bad'.*{message}"):
        conflict(good, bad)


def test_line_layer_is_refused(conflict, layer_file, square):
    lines = layer_file("lines", [shapely.LineString(square(0, 0).exterior)])
    with pytest.raises(QgsProcessingException, match=r"REDLINES|lines"):
        conflict(layer_file("parcels", [square(0, 0)]), lines)


def test_selection_and_memory_layers_give_the_same(run, layer_file, square, tmp_path):
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject

    layer = QgsVectorLayer(layer_file("parcels", [square(0, 0), square(10, 0), square(20, 0)]), "地块", "ogr")
    redlines = layer_file("redlines", [square(0, 0)])
    QgsProject.instance().addMapLayer(layer)
    layer.selectByIds([2])
    chosen = QgsProcessingFeatureSourceDefinition(layer.id(), selectedFeaturesOnly=True)
    result = run(
        "redlineconflict",
        PARCELS=chosen,
        REDLINES=redlines,
        OUTPUT_PIECES="memory:",
        OUTPUT_PARCELS="memory:",
    )
    assert result["PARCEL_COUNT"] == 1
    assert result["CONFLICT_AREA_M2"] == pytest.approx(9000 * SCALE, rel=2e-6)
    pieces = result["OUTPUT_PIECES"]
    assert pieces.featureCount() == 1
    assert next(pieces.getFeatures())["parcel_fid"] == 2
    QgsProject.instance().removeMapLayer(layer.id())


def test_style_is_stored_in_the_geopackage(conflict, layer_file, square):
    result = conflict(layer_file("parcels", [square(0, 0)]), layer_file("redlines", [square(50, 0)]))
    pieces = QgsVectorLayer(result["OUTPUT_PIECES"], "pieces", "ogr")
    assert pieces.listStylesInDatabase()[0] == 1
    assert "77,151,87" not in pieces.renderer().dump()  # a conflict is not drawn like the red line itself


def test_own_attributes_of_the_same_name_are_kept(conflict, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0)], area_m2=[123.0])
    result = conflict(parcels, layer_file("redlines", [square(50, 0)]))
    checked = frames(result, "OUTPUT_PARCELS")[0]
    assert checked["area_m2_orig"].to_list() == [123.0]


def test_nothing_is_written_when_it_stops(conflict, layer_file, square, bowtie, tmp_path):
    with pytest.raises(QgsProcessingException):
        conflict(layer_file("parcels", [square(0, 0)]), layer_file("redlines", [bowtie]))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["parcels.gpkg", "redlines.gpkg"]


@pytest.mark.slow
def test_batch_run(qgis_process, layer_file, square, tmp_path):
    done = qgis_process(
        "run",
        "metro:redlineconflict",
        "--",
        f"PARCELS={layer_file('parcels', [square(0, 0)])}",
        f"REDLINES={layer_file('redlines', [square(50, 0)])}",
        f"OUTPUT_PIECES={tmp_path / '冲突.gpkg'}",
        f"OUTPUT_PARCELS={tmp_path / 'parcels_out.shp'}",
    )
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["CONFLICT_COUNT"] == 1
    assert (tmp_path / "parcels_out.qml").exists()


KINDS = ["自然保护地核心保护区", "自然保护地以外"]


def test_verdicts_with_rule_and_output(conflict, layer_file, square):
    parcels = layer_file("parcels", [square(0, 0), square(300, 0), square(900, 0)], LXDM=["01", "06", "00"])
    redlines = layer_file("redlines", [square(50, 0), square(350, 0)], HXLX=KINDS)
    result = conflict(parcels, redlines, CATEGORY_FIELD="HXLX", ACTIVITY_FIELD="LXDM", AVOID_M=460)
    pieces, checked = frames(result, "OUTPUT_PIECES", "OUTPUT_PARCELS")
    assert pieces[["verdict", "rule"]].to_numpy().tolist() == [["forbidden", "C-0"], ["proof", "L-6"]]
    assert pieces["reason"].str.len().min() > 5
    # the third parcel begins at x = 900, the second red line ends at 450: 450 drawn metres, 450 / 1.000123 real ones
    assert checked["verdict"].to_list() == ["forbidden", "proof", "near"]
    assert checked["nearest_m"].to_list() == pytest.approx([0, 0, 450 / 1.000123], rel=1e-5)
    assert (result["VERDICT"], result["NEAR_COUNT"], result["UNDETERMINED_COUNT"]) == ("forbidden", 1, 0)


def test_without_kind_and_activity_nothing_is_guessed(conflict, layer_file, square):
    result = conflict(layer_file("parcels", [square(0, 0)]), layer_file("redlines", [square(50, 0)]))
    assert (result["VERDICT"], result["UNDETERMINED_COUNT"]) == ("undetermined", 1)


def test_own_rule_table(conflict, layer_file, square, root, tmp_path):
    text = (root / "processing" / "rules" / "redline_verdicts.csv").read_text(encoding="utf-8")
    own = tmp_path / "规则.csv"
    own.write_text(text.splitlines()[0] + "\n本地-1,*,*,,allowed,,试验,本地,C\n", encoding="utf-8")
    files = layer_file("parcels", [square(0, 0)]), layer_file("redlines", [square(50, 0)])
    result = conflict(*files, RULES=str(own))
    assert result["VERDICT"] == "allowed"
    assert frames(result, "OUTPUT_PIECES")[0]["rule"].to_list() == ["本地-1"]


def test_bad_rule_table_is_refused_before_running(conflict, layer_file, square, tmp_path):
    own = tmp_path / "bad.csv"
    own.write_text("rule,zone\n", encoding="utf-8")
    files = layer_file("parcels", [square(0, 0)]), layer_file("redlines", [square(50, 0)])
    with pytest.raises(QgsProcessingException, match="no column activity"):
        conflict(*files, RULES=str(own))


def test_lines_and_points(conflict, layer_file, square):
    redlines = layer_file("redlines", [square(0, 0)])
    x, y = square(0, 0).bounds[:2]
    road = layer_file("road", [shapely.LineString([(x - 50, y + 50), (x + 150, y + 50)])])
    result = conflict(road, redlines)
    assert (result["CONFLICT_COUNT"], result["CONFLICT_AREA_M2"]) == (1, 0)
    # 100 of 200 drawn metres, 1.000123 times too long there
    assert result["CONFLICT_LENGTH_M"] == pytest.approx(100 / 1.000123, rel=1e-5)
    wells = layer_file("wells", [shapely.Point(x + 1, y + 1), shapely.Point(x - 30, y)])
    result = conflict(wells, redlines)
    checked = frames(result, "OUTPUT_PARCELS")[0]
    assert checked["in_conflict"].to_list() == [True, False]
    assert checked["nearest_m"].to_list() == pytest.approx([0, 30], rel=2e-4)


def test_sums_by_own_units_and_zones(conflict, layer_file, square, tmp_path):
    parcels = layer_file("parcels", [square(0, 0), square(100, 0)])
    redlines = layer_file("redlines", [square(0, 0, 200)])
    units = layer_file("units", [square(0, 0), square(100, 0, 50)], XZQDM=["320111", "320112"])
    zones = layer_file("zones", [square(0, 0), square(150, 0)], 合作区=["顶山—汊河"] * 2)
    result = conflict(
        parcels,
        redlines,
        UNITS=units,
        UNIT_CODE="XZQDM",
        ZONES=zones,
        ZONE_NAME="合作区",
        OUTPUT_SUMMARY=str(tmp_path / "summary.gpkg"),
    )
    table = frames(result, "OUTPUT_SUMMARY")[0]
    assert table["layer"].to_list() == ["unit", "unit", "unit", "zone", "zone", "total"]
    expected = [10_000, 2500, 7500, 15_000, 5000, 20_000]
    assert table["inside_m2"].to_list() == pytest.approx([n * SCALE for n in expected], rel=2e-6)
    assert table["conflict_count"].to_list() == [1, 1, 1, 2, 1, 2]


def test_sums_need_the_code_of_a_unit(conflict, layer_file, square):
    files = layer_file("parcels", [square(0, 0)]), layer_file("redlines", [square(50, 0)])
    with pytest.raises(QgsProcessingException, match="field with the unit's code"):
        conflict(*files, UNITS=layer_file("units", [square(0, 0)]))


def test_sums_by_circle(conflict, layer_file, square, tmp_path):
    files = layer_file("parcels", [square(0, 0)]), layer_file("redlines", [square(50, 0)])
    result = conflict(*files, CIRCLE="nanjing", OUTPUT_SUMMARY=str(tmp_path / "summary.gpkg"))
    table = frames(result, "OUTPUT_SUMMARY")[0].set_index("layer")
    # the test area (118.95° E, 31.99° N) lies in 江宁区
    hit = table[table["conflict_count"] > 0]
    assert hit.loc["unit", "code"] == "320115"
    assert hit.loc["total", "inside_m2"] == pytest.approx(5000 * SCALE, rel=2e-6)
    assert "zone" in table.index


def test_dialog_starts_with_the_recognised_layers(qgis, layer_file, square):
    from qgis.core import QgsApplication, QgsProject

    red = QgsVectorLayer(layer_file("320100_STBHHX", [square(0, 0)], HXLX=["a"]), "320100_STBHHX", "ogr")
    plots = QgsVectorLayer(layer_file("x", [square(0, 0)], DKBH=["a"], LXDM=["01"]), "x", "ogr")
    QgsProject.instance().addMapLayers([red, plots])
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("metro:redlineconflict")
    offered = {p.name(): p.defaultValueForGui() for p in algorithm.parameterDefinitions()}
    assert (offered["REDLINES"], offered["PARCELS"]) == (red.id(), plots.id())
    assert [offered[n] for n in ("CATEGORY_FIELD", "PARCEL_ID", "ACTIVITY_FIELD")] == ["HXLX", "DKBH", "LXDM"]
    assert algorithm.parameterDefinition("CATEGORY_FIELD").defaultValue() is None
    QgsProject.instance().removeMapLayers([red.id(), plots.id()])


def test_cancelling_writes_nothing(qgis, layer_file, square, tmp_path):
    from qgis.core import QgsProcessingFeedback

    import processing

    class Impatient(QgsProcessingFeedback):
        def setProgress(self, progress):
            self.cancel()

    files = {"PARCELS": layer_file("p", [square(0, 0)]), "REDLINES": layer_file("r", [square(50, 0)])}
    outputs = {name: str(tmp_path / f"{name}.gpkg") for name in ("OUTPUT_PIECES", "OUTPUT_PARCELS")}
    with pytest.raises(QgsProcessingException, match="Cancelled"):
        processing.run("metro:redlineconflict", files | outputs, feedback=Impatient())
    assert not list(tmp_path.glob("OUTPUT*"))


def test_parcels_may_be_skipped(conflict, run, layer_file, square, tmp_path):
    parcels = layer_file(
        "parcels", [square(0, 0), square(300, 0)], DKBH=["A", "B"], LX=["x", "y"], NAME=["甲", "乙"]
    )
    redlines = layer_file("redlines", [square(50, 0, 200)], HXLX=["核心区"])
    fields = {"CATEGORY_FIELD": "HXLX", "PARCEL_ID": "DKBH", "ACTIVITY_FIELD": "LX"}
    pieces = str(tmp_path / "alone.gpkg")
    alone = run("redlineconflict", PARCELS=parcels, REDLINES=redlines, OUTPUT_PIECES=pieces, **fields)
    every = conflict(parcels, redlines, **fields)
    assert alone.get("OUTPUT_PARCELS") is None
    told = [name for name in every if not name.startswith("OUTPUT")]
    assert {name: alone[name] for name in told} == {name: every[name] for name in told}
    assert frames(alone, "OUTPUT_PIECES")[0].equals(frames(every, "OUTPUT_PIECES")[0])
