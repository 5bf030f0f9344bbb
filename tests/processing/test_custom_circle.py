# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:customcircle``: lists, files and unit layers as planners have them, good and bad."""

import geopandas
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.layers import catalog
from metro_circles.layers.errors import UnknownCircleError
from metro_circles.processing import unitlist
from metro_circles.processing.circles import own_circle_frames, zone_epsg
from metro_circles.processing.engine.datum import shift_frame
from metro_circles.processing.engine.errors import ParameterError
from qgis.core import QgsProcessingException, QgsVectorLayer
from shapely.geometry import box

CODES = ["320111", "320116", "341122"]  # 浦口区, 六合区, 来安县


@pytest.fixture(autouse=True)
def profile(tmp_path_factory):
    """A folder of own circles that is this test's alone."""
    folder = tmp_path_factory.mktemp("profile") / "circles"
    yield folder
    catalog.register_folder(None)


@pytest.fixture
def custom(qgis, tmp_path, profile):
    def call(feedback=None, **more):
        import processing

        catalog.register_folder(profile)
        files = {key: str(tmp_path / f"{key}.gpkg") for key in ("OUTPUT_CIRCLE", "OUTPUT_MEMBERS")}
        return processing.run("metro:customcircle", files | more, feedback=feedback)

    return call


@pytest.fixture
def heard(qgis):
    """A feedback that remembers what was said: ``infos`` and ``warnings``."""
    from qgis.core import QgsProcessingFeedback

    class Heard(QgsProcessingFeedback):
        def __init__(self):
            super().__init__()
            self.infos, self.warnings = [], []

        def pushInfo(self, info):
            self.infos.append(info)

        def pushWarning(self, warning):
            self.warnings.append(warning)

    return Heard()


@pytest.fixture
def table(tmp_path):
    def save(data, name="名单.csv"):
        path = tmp_path / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return str(path)

    return save


def codes_in(path):
    return sorted(geopandas.read_file(path)["adcode"])


# Lists and files


@pytest.mark.parametrize(
    "text",
    [
        "320111 320116 341122",
        "320111,320116、341122",
        "３２０１１１；浦口区\n六合区\n来安县",
        "南京市浦口区 江苏六合 来安",
    ],
)
def test_typed_codes_and_names(text):
    assert sorted(unitlist.resolved(unitlist.typed(text)).adcodes) == CODES


CSV = "序号,行政区划代码,名称\n1,320111,浦口区\n2,320116,六合区\n3,341122,来安县\n"
FILES = {
    "UTF-8": CSV.encode(),
    "UTF-8 with BOM": b"\xef\xbb\xbf" + CSV.encode(),
    "GBK": CSV.encode("gbk"),
    "UTF-16": CSV.encode("utf-16"),
    "semicolons": CSV.replace(",", ";").encode(),
    "tabs": CSV.replace(",", "\t").encode(),
    "full-width commas": CSV.replace(",", "，").encode(),
    "full-width digits": CSV.translate(str.maketrans("0123456789", "０１２３４５６７８９")).encode(),
    "Windows line ends": CSV.replace("\n", "\r\n").encode(),
    "quoted": b'"adcode"\n"320111"\n"320116"\n"341122"\n',
    "no header": b"320111\n320116\n341122\n",
    "no header, name first": "浦口区,320111\n六合区,320116\n来安县,341122\n".encode(),
    "names only": "名称\n浦口区\n六合区\n来安县\n".encode(),
    "unknown header": "单位,备注\n浦口区,甲\n六合区,乙\n来安县,丙\n".encode(),
    "twelve digits": "代码\n320111000000\n320116000000\n341122000000\n".encode(),
    "as a spreadsheet writes numbers": "代码\n320111.0\n320116.0\n341122.0\n".encode(),
    "empty lines": b"adcode\n\n320111\n,\n\n320116\n341122\n\n",
}


@pytest.mark.parametrize("kind", FILES)
def test_files_as_planners_have_them(table, kind):
    entries, note = unitlist.from_file(table(FILES[kind]))
    assert sorted(unitlist.resolved(entries).adcodes) == CODES
    assert "3 units" in note


def test_rows_are_counted_as_the_file_shows_them(table):
    entries, _ = unitlist.from_file(table("adcode,name\n320111,浦口区\n\n999999,某县\n"))
    assert [entry.place for entry in entries] == ["row 2", "row 4"]
    with pytest.raises(ParameterError, match="row 4: no unit has the code or name '999999'"):
        unitlist.resolved(entries)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("320111 320199", ["item 2: no unit has the code or name '320199'", "320118 高淳区"]),
        ("浦口区 江宁县 江宁村", ["in 1 place", "item 3: no unit", "'江宁村' (nearest: 320115 江宁区"]),
        ("鼓楼区", ["item 1: '鼓楼区' may be 320106 南京市鼓楼区", "410204 开封市鼓楼区", "write the code"]),
        ("桥东区", ["item 1: '桥东区' may be 130702 张家口市桥东区", "130502 邢台市襄都区"]),
        ("99 320111", ["item 1: no unit has the code or name '99'"]),
        ("999999 888888", ["in 2 places", "item 1:", "item 2:"]),
    ],
)
def test_what_has_no_one_answer_is_named_all_at_once(text, parts):
    with pytest.raises(ParameterError) as caught:
        unitlist.resolved(unitlist.typed(text))
    for part in parts:
        assert part in caught.value.message


def test_what_was_divided_is_listed():
    """下城区 went to 拱墅区 and others in 2021, or whichever the table of old names divides."""
    divided = next(
        row["old_code"]
        for row in catalog._rows("renamed_units.csv")
        if ";" in row["new_codes"] and row["old_code"] and catalog.resolve(row["old_code"])[0].how != "code"
    )
    with pytest.raises(
        ParameterError, match=f"'{divided}' was divided .*: write those you mean of \\d{{6}} "
    ):
        unitlist.resolved(unitlist.typed(divided))


def test_many_problems_are_counted():
    with pytest.raises(ParameterError, match=r"in 40 places.*item 30.*and 10 more\."):
        unitlist.resolved(unitlist.typed(" ".join(str(999900 + i) for i in range(40))))


@pytest.mark.parametrize(
    ("text", "codes", "counts", "note"),
    [
        ("繁昌县", ["340212"], (0, 1), "item 1: 繁昌县 is now 340212 繁昌区"),
        ("320111 浦口区", ["320111"], (1, 0), "item 2: 浦口区 repeats 320111 of item 1; it counts once"),
        (
            "320111001000",
            ["320111"],
            (0, 0),
            "is the code of a part of 320111 浦口区; the whole unit is taken",
        ),
        ("镇江市", None, (0, 0), "item 1: 镇江市 stands for 6 units of 镇江市"),
    ],
)
def test_what_is_odd_is_said(text, codes, counts, note):
    found = unitlist.resolved(unitlist.typed(text))
    assert codes is None or found.adcodes == codes
    assert (found.duplicates, found.renamed) == counts
    assert any(note in line for line in found.notes)


def test_a_name_that_does_not_fit_its_code_is_named(table):
    entries, _ = unitlist.from_file(table("代码,名称\n320111,浦口区\n320116,来安县\n"))
    assert unitlist.resolved(entries).notes == [
        "row 3: 320116 is 六合区, not 来安县 as the row says; the code is taken"
    ]


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "'名单.csv' holds no row"),
        (b"adcode,name\n", "has a header but no unit"),
        (b"\xff\x00\xc3\x28\xa0\xff", "neither UTF-8 nor GBK"),
    ],
)
def test_files_that_hold_nothing(table, data, message):
    with pytest.raises(ParameterError, match=message):
        unitlist.from_file(table(data))


def test_file_of_several_circles(table, custom):
    file = table("都市圈,代码\n江北,320111\n江南,320115\n江北,341122\n江南,320111\n")
    with pytest.raises(ParameterError, match=r"'名单\.csv' lists 2 circles: 江北, 江南"):
        unitlist.from_file(file, "江东")
    result = custom(FILE=file, NAME="江南")
    assert codes_in(result["OUTPUT_MEMBERS"]) == ["320111", "320115"]


def test_a_column_of_cities_tells_units_of_one_name_apart(table):
    entries, _ = unitlist.from_file(table("市,县\n南京市,鼓楼区\n福州市,鼓楼区\n滁州市,来安县\n"))
    assert unitlist.resolved(entries).adcodes == ["320106", "350102", "341122"]


def test_missing_file(tmp_path):
    with pytest.raises(ParameterError, match="cannot be read"):
        unitlist.from_file(tmp_path / "none.csv")


@settings(max_examples=25, deadline=None)
@given(codes=st.lists(st.sampled_from(CODES), min_size=1, max_size=8))
def test_order_and_repetition_do_not_matter(codes):
    found = unitlist.resolved(unitlist.typed(" ".join(codes)))
    assert sorted(found.adcodes) == sorted(set(codes))
    assert found.duplicates == len(codes) - len(set(codes))


# From the shipped counties


def test_circle_of_shipped_counties(custom, table):
    result = custom(NAME="江北", FILE=table(FILES["GBK"]), OFFICIAL_KM2=4000)
    assert codes_in(result["OUTPUT_MEMBERS"]) == CODES
    members = geopandas.read_file(result["OUTPUT_MEMBERS"])
    assert (result["MEMBER_COUNT"], result["DUPLICATE_COUNT"], result["SHARED_COUNT"]) == (3, 0, 3)
    # published: 浦口 913, 六合 1 471, 来安 1 499 km²
    assert result["AREA_KM2"] == pytest.approx(913 + 1471 + 1499, rel=0.02)
    assert result["RATIO"] == pytest.approx(result["AREA_KM2"] / 4000)
    assert members["area_km2"].sum() == pytest.approx(result["AREA_KM2"], rel=1e-9)
    assert members["also_in"].str.contains("nanjing_ext").all()
    circle = geopandas.read_file(result["OUTPUT_CIRCLE"]).iloc[0]
    assert (circle["name_zh"], circle["status"], circle["gk3_epsg"]) == ("江北", "own", 4549)
    assert catalog.own_circles() == {}


def test_the_fields_are_those_of_a_shipped_circle(custom):
    result = custom(LIST="320111")
    for key, layer in (("OUTPUT_CIRCLE", "circle"), ("OUTPUT_MEMBERS", "member")):
        shipped = set(catalog.read(layer, "nanjing").columns)
        assert shipped - set(geopandas.read_file(result[key]).columns) == set()


def test_kept_in_the_profile_and_offered_everywhere(custom, run, profile, tmp_path):
    saved = custom(NAME="江北都市圈", LIST=" ".join(CODES), SAVE=True, OFFICIAL_KM2=4000)
    circle = catalog.circles()[-1]
    assert (circle.circle_id, circle.name_zh, circle.status) == (saved["CIRCLE_ID"], "江北都市圈", "own")
    assert [m.adcode for m in catalog.members(circle.circle_id)] == CODES
    assert saved["SAVED_FILE"] == str(profile / f"{circle.circle_id}.gpkg")
    from metro_circles.processing.base import circle_hint, circle_of

    assert circle_of("江北都市圈") == circle
    assert circle_hint(circle) == f"{circle.circle_id} | 江北都市圈 | My circles 自定义"
    with pytest.raises(UnknownCircleError):
        circle_of("")
    loaded = run("loadcircle", CIRCLE=circle_hint(circle), OUTPUT_CIRCLE="memory:", OUTPUT_MEMBERS="memory:")
    assert loaded["AREA_KM2"] == pytest.approx(saved["AREA_KM2"])
    assert loaded["RATIO"] == pytest.approx(saved["RATIO"])
    assert catalog.circle_areas()[circle.circle_id] == pytest.approx(saved["AREA_KM2"])
    again = custom(NAME="江北都市圈", LIST="320111", SAVE=True)
    assert again["CIRCLE_ID"] == circle.circle_id
    assert len(catalog.members(circle.circle_id)) == 1


def test_a_broken_own_circle_spoils_no_list(profile):
    profile.mkdir(parents=True)
    (profile / "own_00000000.gpkg").write_bytes(b"no database")
    catalog.register_folder(profile)
    with pytest.warns(UserWarning, match=r"own_00000000\.gpkg' cannot be read"):
        assert catalog.circles()[0].circle_id == "nanjing"


def test_enclaves_stay_holes(custom):
    """Nanjing's circle holds pieces of 无为 and 宁国 as enclaves."""
    codes = " ".join(m.adcode for m in catalog.members("nanjing"))
    result = custom(LIST=codes)
    shape = geopandas.read_file(result["OUTPUT_CIRCLE"]).geometry[0]
    shipped = catalog.read("circle", "nanjing").geometry[0]
    assert shape.symmetric_difference(shipped).area < 1e-9
    assert sum(len(part.interiors) for part in shape.geoms) > 0


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({}, "Give codes or names, a file with them, or a layer"),
        ({"LIST": "320111", "FILE": "x.csv"}, "a list or a file, not both"),
        ({"LIST": "320111", "NAME": " "}, "Give the circle a name"),
        ({"LIST": "320111", "NAME": "a|b"}, "without '\\|'"),
        ({"LIST": "320111", "NAME": "南京都市圈", "SAVE": True}, "the name of a published circle"),
        ({"LIST": "320111 999999"}, "item 2: no unit has"),
        ({"FILE": "/none/x.csv"}, "cannot be read"),
    ],
)
def test_bad_input_is_named_and_nothing_written(custom, tmp_path, profile, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        custom(**more)
    assert list(tmp_path.iterdir()) == []
    assert not profile.exists()


# From the planner's own layer: four squares of 0.1°, side by side near Nanjing

SQUARES = [box(118 + 0.1 * i, 32, 118.1 + 0.1 * i, 32.1) for i in range(4)]


def own_layer(layer_file, shapes=SQUARES, **columns):
    columns = columns or {
        "XZQDM": ["320111", "320116", "341122", "341124"],
        "XZQMC": ["甲", "乙", "丙", "丁"],
    }
    return layer_file("区划", shapes, crs="EPSG:4490", **columns)


def test_whole_layer(custom, layer_file):
    result = custom(UNITS=own_layer(layer_file))
    assert result["MEMBER_COUNT"] == 4
    # a square of 0.1° at 32.05° N: 104.9 km² (111.32 km × cos 32.05° × 110.88 km / 100)
    assert result["AREA_KM2"] == pytest.approx(4 * 104.62, rel=2e-3)
    members = geopandas.read_file(result["OUTPUT_MEMBERS"])
    assert members["name_zh"].tolist() == ["甲", "乙", "丙", "丁"]
    assert members["prefecture"].tolist() == ["南京市", "南京市", "滁州市", "滁州市"]


@pytest.mark.parametrize(
    "text", ["甲 丙", "320111 341122", "３２０１１１ 丙", "320122 丙"]
)  # 江浦县 became 浦口区
def test_chosen_by_code_name_or_old_code(custom, layer_file, text):
    result = custom(UNITS=own_layer(layer_file), LIST=text)
    assert codes_in(result["OUTPUT_MEMBERS"]) == ["320111", "341122"]
    assert result["RENAMED_COUNT"] == ("320122" in text)


def test_parts_of_one_unit_are_one_member(custom, layer_file):
    layer = own_layer(layer_file, code=["320111", "320111", "341122", "341124"])
    result = custom(UNITS=layer)
    assert (result["MEMBER_COUNT"], result["OVERLAP_M2"]) == (3, 0)


def test_layer_with_names_only(custom, layer_file):
    layer = own_layer(layer_file, 名称=["浦口区", "六合区", "来安县", "某开发区"])
    result = custom(UNITS=layer, LIST="浦口区 某开发区")
    assert codes_in(result["OUTPUT_MEMBERS"]) == ["", "320111"]


@pytest.mark.parametrize(
    ("columns", "more", "message"),
    [
        ({"面积": [1.0, 2, 3, 4]}, {}, "'区划' has no field with codes or names of units; it has 面积"),
        ({"code": ["320111", "3201", None, "x"]}, {}, "feature 2: code is '3201'; feature 3: code is 'None'"),
        ({}, {"LIST": "甲 戊"}, "item 2: no feature has the code or name '戊'"),
    ],
)
def test_bad_layers_are_named(custom, layer_file, tmp_path, columns, more, message):
    with pytest.raises(QgsProcessingException, match=message):
        custom(UNITS=own_layer(layer_file, **columns), **more)
    assert [p.name for p in tmp_path.iterdir()] == ["区划.gpkg"]


def test_overlapping_units_are_named_or_count_once(custom, layer_file):
    wide = box(118.05, 32, 118.2, 32.1)  # covers half of 甲
    layer = own_layer(layer_file, shapes=[SQUARES[0], wide, *SQUARES[2:]])
    with pytest.raises(
        QgsProcessingException, match=r"320111 甲 and 320116 乙 overlap by 5\d{7} m² about 118\.0"
    ):
        custom(UNITS=layer)
    result = custom(UNITS=layer, INVALID="repair")
    assert result["OVERLAP_M2"] == pytest.approx(104.62e6 / 2, rel=2e-3)
    assert result["AREA_KM2"] == pytest.approx(4 * 104.62, rel=2e-3)


def test_an_adcode_of_two_circles_is_named_with_its_row(custom, table, heard):
    custom(NAME="甲圈", LIST="320111 341122", SAVE=True)
    result = custom(NAME="乙圈", FILE=table("代码,名称\n430102,芙蓉区\n320111,浦口区\n"), feedback=heard)
    assert result["SHARED_COUNT"] == 2
    first = catalog.circles()[-1].circle_id
    assert (
        f"row 3: 320111 浦口区 also belongs to nanjing, nanjing_districts, nanjing_ext, {first}"
        in heard.infos
    )
    assert "row 2: 430102 芙蓉区 also belongs to changzhutan" in heard.infos


def test_layer_in_gcj02_is_said(custom, heard, tmp_path):
    members = catalog.read("member", "nanjing")[["adcode", "geometry"]].iloc[5:12]
    path = tmp_path / "高德.gpkg"
    shift_frame(members, "wgs84", "gcj02").frame.to_file(path)
    custom(UNITS=str(path), feedback=heard)
    assert any(
        "'高德': gcj02, conf" in line and "'Shift datum' from gcj02" in line for line in heard.warnings
    )


def test_projected_layer(custom, layer_file):
    frame = geopandas.GeoSeries(SQUARES, crs=4490).to_crs(4549)
    layer = layer_file("高斯", frame, crs="EPSG:4549", adcode=["320111", "320116", "341122", "341124"])
    result = custom(UNITS=layer)
    assert result["AREA_KM2"] == pytest.approx(4 * 104.62, rel=2e-3)
    assert geopandas.read_file(result["OUTPUT_CIRCLE"]).crs == "EPSG:4490"


def test_zone_of_a_circle():
    assert zone_epsg((103.0, 30, 105.0, 31)) == 4544  # 105° E, as the Chengdu circle has it
    assert zone_epsg((73.5, 38, 73.9, 39)) == 4534


def test_circle_of_one_unit_without_any_other_field():
    units = geopandas.GeoDataFrame(
        {"adcode": ["320111"], "name_zh": ["甲"]}, geometry=[SQUARES[0]], crs="EPSG:4490"
    )
    circle, members = own_circle_frames(units, "一")
    assert circle["units"].tolist() == [1]
    assert circle["ratio"].isna().all()
    assert members["prefecture"].tolist() == [""]
    assert shapely.get_type_id(circle.geometry.iloc[0]) == 6


@pytest.mark.slow
def test_batch_run(qgis_process, table, tmp_path):
    done = qgis_process(
        "run",
        "metro:customcircle",
        "--",
        "NAME=江北",
        f"FILE={table(FILES['GBK'])}",
        "SAVE=true",
        f"OUTPUT_CIRCLE={tmp_path / 'circle.gpkg'}",
        f"OUTPUT_MEMBERS={tmp_path / 'members.gpkg'}",
    )
    assert done.returncode == 0, done.stderr
    results = done.json["results"]
    assert results["MEMBER_COUNT"] == 3
    assert QgsVectorLayer(results["SAVED_FILE"] + "|layername=circle", "", "ogr").featureCount() == 1
    loaded = qgis_process(
        "run",
        "metro:loadcircle",
        "--",
        "CIRCLE=江北",
        f"OUTPUT_CIRCLE={tmp_path / 'again.gpkg'}",
        f"OUTPUT_MEMBERS={tmp_path / 'm.gpkg'}",
    )
    assert loaded.json["results"]["AREA_KM2"] == pytest.approx(results["AREA_KM2"])
