# SPDX-License-Identifier: GPL-3.0-or-later
"""The sample planning layers of Nanjing: marked as samples, valid, in the circle, and alike when rebuilt."""

import hashlib
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from metro_circles.layers import catalog
from rasterio.features import geometry_mask
from shapely.geometry import box

NAMES = {
    "redline": "示例_生态保护红线_STBHHX",
    "farmland": "示例_永久基本农田_YJJBNTTB",
    "growth": "示例_城镇开发边界_CZKFBJ",
    "parcels": "示例_地块_parcels",
}
# As the databases of planners name them; DKBH and XMMC are common in parcel files.
FIELDS = {
    "redline": ["BSM", "YSDM", "XJXZQDM", "XJXZQMC", "LHLX", "HXLX", "MC", "MJ", "SLBZ", "note"],
    "farmland": [
        *("BSM", "YSDM", "YJJBNTTBBH", "XZQDM", "XZQMC", "DLBM", "YJJBNTMJ"),
        *("SLBZ", "note"),
    ],
    "growth": ["BSM", "YSDM", "XZQDM", "XZQMC", "GHFQDM", "GHFQMC", "MC", "MJ", "SLBZ", "note"],
    "parcels": [
        *("DKBH", "XMMC", "YDDM", "YDXZ", "LXDM", "LX", "XZQDM", "XZQMC", "MJ"),
        *("SLBZ", "note"),
    ],
}
METRIC = "EPSG:4549"


def content(file):
    """Bytes of a file; of a GeoPackage without the two counters that QGIS raises when it opens one for writing."""
    data = bytearray(file.read_bytes())
    if data.startswith(b"SQLite format 3"):
        data[24:28] = data[92:96] = bytes(4)
    return bytes(data)


@pytest.fixture(scope="module")
def file(root):
    """The shipped GeoPackage."""
    return root / "layers" / "sample_nanjing.gpkg"


@pytest.fixture(scope="module")
def frames(file):
    """Kind -> features in degrees."""
    return {kind: gpd.read_file(file, layer=name) for kind, name in NAMES.items()}


@pytest.fixture(scope="module")
def metric(frames):
    """Kind -> features in metres."""
    return {kind: frame.to_crs(METRIC) for kind, frame in frames.items()}


@pytest.fixture(scope="module")
def circle():
    """The circle's members, dissolved, in degrees."""
    members = catalog.read("member", "nanjing")
    return shapely.union_all(members.geometry.array)


def test_layers_and_fields_are_those_of_planning_databases(file, frames):
    assert sorted(pyogrio.list_layers(file)[:, 0]) == sorted(NAMES.values())
    for kind, frame in frames.items():
        assert [column for column in frame.columns if column != "geometry"] == FIELDS[kind]
        assert frame.crs.to_epsg() == 4490


def test_every_layer_and_feature_says_that_it_is_a_sample(frames):
    for kind, frame in frames.items():
        assert NAMES[kind].startswith("示例")
        assert (frame["SLBZ"] == "示例").all()
        assert frame["note"].str.startswith("示例").all()
    for kind, column in (("redline", "MC"), ("growth", "MC"), ("parcels", "XMMC")):
        assert frames[kind][column].str.startswith("示例·").all()


def test_geometries_are_valid_single_and_named_once(frames):
    for kind, frame in frames.items():
        assert frame.is_valid.all(), kind
        assert not frame.is_empty.any(), kind
        assert frame[FIELDS[kind][0]].is_unique, kind


def test_everything_lies_within_the_circle(frames, circle):
    # Edges are straight in metres and the circle's in degrees: up to 0.4 m apart, rounding (0.1 m) included.
    roomy = circle.buffer(6e-6)
    shapely.prepare(roomy)
    for kind, frame in frames.items():
        assert shapely.covers(roomy, frame.geometry.array).all(), kind


@pytest.mark.parametrize(
    ("kind", "least", "most"),
    [("redline", 0.15, 0.20), ("farmland", 0.28, 0.42), ("growth", 0.07, 0.14), ("parcels", 0.001, 0.02)],
)
def test_the_lines_take_a_likely_share_of_the_circle(metric, circle, kind, least, most):
    whole = gpd.GeoSeries([circle], crs="EPSG:4490").to_crs(METRIC).area.iloc[0]
    assert least < metric[kind].area.sum() / whole < most


def test_areas_are_square_metres(frames, metric):
    for kind, column in (("redline", "MJ"), ("farmland", "YJJBNTMJ"), ("growth", "MJ"), ("parcels", "MJ")):
        # Planar areas run high by x²/R², x = 207 km west of the zone's meridian at 117.8° E: up to 0.11 %.
        ratio = metric[kind].area / frames[kind][column]
        assert ratio.between(0.9999, 1.0012).all(), kind


def test_red_lines_wind_and_have_holes(frames, metric):
    red = frames["redline"]
    assert shapely.get_num_interior_rings(shapely.get_parts(red.geometry.array)).sum() > 50
    assert red.count_coordinates().max() > 800
    # A box has a compactness of 0.785; the median piece of a wound line is far from one.
    shapes = metric["redline"]
    compactness = 4 * np.pi * shapes.area / shapes.length**2
    assert compactness[shapes.area > 1e6].median() < 0.45
    assert set(red["HXLX"]) == {"自然保护地核心保护区", "自然保护地一般控制区", "自然保护地以外"}
    assert (red["HXLX"] == "自然保护地核心保护区").sum() >= 10


def test_red_lines_follow_the_relief(frames, root):
    """Hills, not plains: by area, half of the red line outside wetlands stands above three times the farmland."""
    red = frames["redline"]
    hills = red[~red["MC"].str.contains("湿地")]
    with rasterio.open(root / "layers" / "dem_nanjing.tif") as dem:
        heights = dem.read(1)

        def median_height(frame):
            inside = geometry_mask(frame.geometry, heights.shape, dem.transform, invert=True)
            return np.median(heights[inside])

        assert median_height(hills) > 3 * median_height(frames["farmland"])
        assert median_height(hills) > 80


def test_counts_are_those_of_a_county_database(frames):
    assert 200 < len(frames["redline"]) < 1000
    assert 2000 < len(frames["farmland"]) < 8000
    assert 3000 < len(frames["parcels"]) < 8000
    assert set(frames["growth"]["GHFQDM"]) == {"01", "02", "03"}
    assert set(frames["parcels"]["LXDM"]) == {"00", "01", "02", "03", "04", "05", "06", "07", "08"}


def test_parcels_have_4_to_30_vertices_and_a_tenth_to_50_hectares(frames):
    parcels = frames["parcels"]
    corners = parcels.count_coordinates() - 1
    assert corners.between(4, 30).all()
    assert (parcels["MJ"] / 1e4).between(0.099, 50.1).all()


def test_parcels_do_not_overlap_each_other(metric):
    parcels = metric["parcels"].geometry
    first, second = parcels.sindex.query(parcels.array, predicate="intersects")
    pairs = first < second
    overlap = shapely.area(shapely.intersection(parcels.array[first[pairs]], parcels.array[second[pairs]]))
    assert overlap.sum() < 1.0


def test_a_few_hundred_parcels_conflict_with_red_lines(metric):
    hit = metric["parcels"].sindex.query(metric["redline"].geometry.array, predicate="intersects")[1]
    assert 250 < len(np.unique(hit)) < 1200


def _overlaps(a, b):
    """Total overlap in m² of each feature of a with layer b."""
    first, second = b.sindex.query(a.geometry.array, predicate="intersects")
    area = shapely.area(shapely.intersection(a.geometry.array[first], b.geometry.array[second]))
    return np.bincount(first, weights=area, minlength=len(a))


@pytest.mark.parametrize(
    ("kind", "other", "said", "places"),
    [
        ("farmland", "redline", "有意与生态保护红线重叠", 5),
        ("growth", "redline", "有意与生态保护红线重叠", 4),
        ("growth", "farmland", "有意与永久基本农田重叠", 4),
    ],
)
def test_the_lines_overlap_only_where_the_note_says_so(metric, kind, other, said, places):
    overlap = _overlaps(metric[kind], metric[other])
    meant = metric[kind]["note"].str.contains(said).to_numpy()
    assert places <= meant.sum() <= 2 * places  # a place on a county border makes two features
    assert (overlap[meant] > 5e3).all()
    assert overlap[meant].sum() > places * 3e4
    # What the rounding of coordinates to 0.1 m leaves elsewhere.
    assert overlap[~meant].max() < 500


def test_red_lines_do_not_overlap_each_other(metric):
    red = metric["redline"].geometry
    first, second = red.sindex.query(red.array, predicate="intersects")
    pairs = first < second
    overlap = shapely.area(shapely.intersection(red.array[first[pairs]], red.array[second[pairs]]))
    assert overlap.max(initial=0) < 500


def test_known_hills_are_red_and_the_old_town_is_not(frames):
    red = shapely.union_all(frames["redline"].geometry.array)
    for lon, lat in ((118.8406, 32.0717), (118.53, 32.085)):  # 紫金山, 老山
        assert red.distance(shapely.Point(lon, lat)) == 0
    assert red.distance(shapely.Point(118.778, 32.042)) > 0.005  # 新街口


def test_the_file_stays_small(file):
    assert file.stat().st_size <= 5 * 2**20


@pytest.mark.slow
def test_rebuilding_gives_the_same_bytes(file, root, tmp_path):
    """Takes one to three minutes; needs the packages that dev/data fetches."""
    wanted = hashlib.sha256((root / "dev" / "requirements-data.txt").read_bytes()).hexdigest()[:12]
    data = Path(os.environ.get("METRO_CACHE", "")) / f"data-{wanted}"
    if not data.is_dir():
        pytest.skip("the pinned packages are not there; run dev/data first")
    if not os.environ.get("METRO_REBUILD"):
        pytest.skip("set METRO_REBUILD=1 to generate the samples again (one to three minutes)")
    from metro_circles.layers import build_samples

    build_samples.build(data, tmp_path / "again.gpkg")
    assert content(tmp_path / "again.gpkg") == content(file)


def test_sample_of_another_place_is_not_claimed(frames):
    """Nothing of the samples lies outside 117.8–120.0° E, 30.5–33.3° N."""
    for frame in frames.values():
        assert box(117.8, 30.5, 120.0, 33.3).contains(box(*frame.total_bounds))
