# SPDX-License-Identifier: GPL-3.0-or-later
"""The door to the layers: what it lists, what it refuses, and that it opens fast."""

import sqlite3
import subprocess
import sys
import textwrap

import pytest
from metro_circles.layers import catalog
from metro_circles.layers.errors import UnknownCircleError, UnknownLayerError, UnknownUnitError


def test_every_scope_is_listed_with_its_status():
    shipped = [c for c in catalog.circles() if c.gk3_epsg]
    assert len(shipped) >= 22
    assert {c.status for c in shipped} <= {"official", "announced", "provisional"}
    nanjing = catalog.circle("nanjing")
    assert (nanjing.name_zh, nanjing.official_km2, nanjing.gk3_epsg) == ("南京都市圈", 27000.0, 4549)
    assert catalog.circle("hangzhou").official_km2 is None


@pytest.mark.parametrize(
    ("asked", "first"),
    [("nanjng", "nanjing"), ("成都", "chengdu"), ("Wuhan Metropolitan", "wuhan"), ("xi'an", "xian")],
)
def test_an_unknown_circle_names_the_nearest(asked, first):
    with pytest.raises(UnknownCircleError) as error:
        catalog.circle(asked)
    assert error.value.nearest[0] == first
    assert first in str(error.value)


def test_a_circle_like_no_other_lists_all():
    with pytest.raises(UnknownCircleError, match="qingdao"):
        catalog.circle("#")


def test_members_keep_role_and_coverage():
    members = catalog.members("fuzhou")
    assert {m.adcode for m in members if m.coverage == "partial"} == {"350703", "350783"}
    assert len(catalog.members("nanjing")) == 33
    assert (
        sum(len(catalog.members(c)) for c in ("nanjing", "nanjing_districts", "nanjing_ext")) == 33 + 35 + 60
    )


def test_zones_of_a_scope_without_its_own_are_those_of_its_centre():
    assert len(catalog.zones()) == 157
    assert len(catalog.zones("nanjing")) == 68
    assert catalog.zones("nanjing_ext") == catalog.zones("nanjing")
    assert catalog.zones("zhengzhou") == ()
    fourth = next(z for z in catalog.zones("nanjing") if z.zone_id == "nanjing-04")
    assert (fourth.side_a, fourth.side_b, fourth.basis) == (("320111", "320116"), ("341122",), "inferred")


def test_units_come_in_the_order_asked_for():
    found = catalog.units(["341881", 320102, "341881"])
    assert found["adcode"].tolist() == ["341881", "320102"]
    assert found["scale"].tolist() == ["full", "full"]
    assert found.crs.to_epsg() == 4490


def test_unknown_units_are_all_named_with_the_nearest():
    with pytest.raises(UnknownUnitError) as error:
        catalog.units(["320102", "320199", "000000"])
    assert error.value.unknown == ["320199", "000000"]
    assert "320118" in str(error.value)


def test_layers_are_read_for_one_scope():
    assert len(catalog.read("member", "chengdu")) == 30
    assert catalog.read("circle", "chengdu")["name_zh"].tolist() == ["成都都市圈"]
    assert len(catalog.read("zone", "chengdu")) == 12
    assert catalog.read("group", "nanjing")["units"].sum() == 33
    borders = catalog.read("border", "chengdu")
    codes = {m.adcode for m in catalog.members("chengdu")}
    assert (borders["adcode_a"].isin(codes) | borders["adcode_b"].isin(codes)).all()
    assert len(catalog.read("county")) == 2878


def test_an_unknown_layer_is_refused():
    with pytest.raises(UnknownLayerError, match="county"):
        catalog.path("village")


def test_listing_circles_loads_neither_qgis_nor_geopandas(root):
    code = f"""
        import importlib.util, sys
        spec = importlib.util.spec_from_file_location(
            "metro_circles", r"{root / "__init__.py"}", submodule_search_locations=[r"{root}"])
        sys.modules["metro_circles"] = importlib.util.module_from_spec(spec)
        from metro_circles.layers import catalog
        assert len(catalog.circles()) >= 22 and catalog.resolve("玄武区")
        print([m for m in ("qgis", "geopandas", "pandas", "numpy", "shapely", "osgeo") if m in sys.modules])
    """
    run = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True
    )
    assert run.stdout.strip() == "[]"


def test_names_of_columns_are_ascii_with_chinese_aliases():
    file, _ = catalog.path("circle")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    rows = database.execute(
        "SELECT table_name, column_name, name, description FROM gpkg_data_columns"
    ).fetchall()
    listed = {
        row[0]
        for row in database.execute("SELECT table_name FROM gpkg_contents WHERE data_type = 'features'")
    }
    database.close()
    assert {row[0] for row in rows} == listed
    for _table, column, alias, description in rows:
        assert column.isascii()
        assert any("\u4e00" <= letter <= "\u9fff" for letter in alias)
        assert description


def test_every_coded_value_has_a_meaning():
    file, _ = catalog.path("circle")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    coded = database.execute(
        "SELECT table_name, column_name, constraint_name FROM gpkg_data_columns WHERE constraint_name IS NOT NULL"
    ).fetchall()
    assert ("zone", "basis", "basis") in coded
    for table, column, domain in coded:
        used = {row[0] for row in database.execute(f'SELECT DISTINCT "{column}" FROM "{table}"')}  # noqa: S608
        known = database.execute(
            "SELECT value FROM gpkg_data_column_constraints WHERE constraint_name = ?", [domain]
        )
        assert used - {row[0] for row in known} <= {None}, (table, column)
    database.close()
