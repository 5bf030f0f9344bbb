# SPDX-License-Identifier: GPL-3.0-or-later
"""A layer against known boundaries, in every way in which its coordinates may be wrong.

The boundaries are a made-up country: nine units of about 30 km near 118.5° E, 32° N with wavy borders.
"""

import geopandas
import numpy as np
import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from metro_circles.processing.engine import datum
from metro_circles.processing.engine.areas import geod
from metro_circles.processing.engine.boundarymatch import Boundaries, ground_scale, sample_lines, to_mercator
from metro_circles.processing.engine.datumcheck import check_datum, message
from metro_circles.processing.engine.errors import Cancelled, EmptyLayerError, MissingCrsError
from metro_circles.processing.engine.places import misplaced
from metro_circles.processing.engine.readings import readings

WEST, SOUTH, STEP = 118.0, 31.5, 0.3


def wavy(x, y):
    """Bend a plane a little, borders with it: nothing in it is straight or repeats."""
    return (
        x + 0.02 * np.sin(23 * y) + 0.006 * np.sin(97 * y + 3 * x),
        y + 0.02 * np.sin(19 * x) + 0.006 * np.sin(89 * x + 5 * y),
    )


@pytest.fixture(scope="module")
def units():
    shapes = [
        shapely.box(WEST + i * STEP, SOUTH + j * STEP, WEST + (i + 1) * STEP, SOUTH + (j + 1) * STEP)
        for i in range(3)
        for j in range(3)
    ]
    dense = shapely.segmentize(np.array(shapes, dtype=object), STEP / 100)
    bent = shapely.transform(dense, lambda xy: np.column_stack(wavy(*xy.T)))
    frame = geopandas.GeoDataFrame(geometry=bent, crs="EPSG:4490")
    frame.attrs["name"] = "单元"
    return frame


def declared(frame, crs):
    other = frame.set_crs(crs, allow_override=True)
    other.attrs["name"] = "图层"
    return other


def turned(frame):
    return frame.set_geometry(shapely.transform(frame.geometry.array, lambda xy: xy[:, ::-1]))


CASES = {
    "right": (lambda u: u, "as_declared", "EPSG:4490", "wgs84"),
    "right in a zone": (lambda u: u.to_crs(4549), "as_declared", "EPSG:4549", "wgs84"),
    "right in a zone with prefix": (lambda u: u.to_crs(4528), "as_declared", "EPSG:4528", "wgs84"),
    "right in WGS84": (lambda u: u.to_crs(4326), "as_declared", "EPSG:4326", "wgs84"),
    "Amap": (lambda u: datum.shift_frame(u, "wgs84", "gcj02").frame, "gcj02", "EPSG:4490", "gcj02"),
    "Baidu": (lambda u: datum.shift_frame(u, "wgs84", "bd09").frame, "bd09", "EPSG:4490", "bd09"),
    "Amap in a zone": (
        lambda u: datum.shift_frame(u, "wgs84", "gcj02").frame.to_crs(4549),
        "gcj02",
        "EPSG:4549",
        "gcj02",
    ),
    "zone off by one": (lambda u: declared(u.to_crs(4549), 4548), "wrong_zone", "EPSG:4549", "wgs84"),
    "zone off by one, with prefix": (
        lambda u: declared(u.to_crs(4528), 4527),
        "wrong_zone",
        "EPSG:4528",
        "wgs84",
    ),
    "zone off by one and Amap": (
        lambda u: declared(datum.shift_frame(u, "wgs84", "gcj02").frame.to_crs(4549), 4548),
        "wrong_zone+gcj02",
        "EPSG:4549",
        "gcj02",
    ),
    "prefix the declaration lacks": (
        lambda u: declared(u.to_crs(4528), 4549),
        "zone_prefix",
        "EPSG:4528",
        "wgs84",
    ),
    "prefix missing": (lambda u: declared(u.to_crs(4549), 4528), "zone_prefix", "EPSG:4549", "wgs84"),
    "degrees as metres": (lambda u: declared(u, 4549), "degrees_in_metres", "EPSG:4490", "wgs84"),
    "metres as degrees": (
        lambda u: declared(u.to_crs(4549), 4490),
        "metres_in_degrees",
        "EPSG:4549",
        "wgs84",
    ),
    "web map as a zone": (lambda u: declared(u.to_crs(3857), 4549), "wrong_projection", "EPSG:3857", "wgs84"),
    "latitude first": (lambda u: turned(u), "swapped_axes", "EPSG:4490", "wgs84"),
    "north first": (lambda u: turned(u.to_crs(4528)), "swapped_axes", "EPSG:4528", "wgs84"),
}


@pytest.mark.parametrize("case", CASES)
def test_what_is_wrong_is_found(units, case):
    make, verdict, crs, found_datum = CASES[case]
    found = check_datum(make(units), units)
    assert (found.verdict, ":".join(found.crs.to_authority()), found.datum) == (verdict, crs, found_datum)
    assert found.level == "high"
    assert found.after_m < 1
    assert found.table.iloc[0]["verdict"] == verdict
    assert found.table["near_pct"].is_monotonic_decreasing


@pytest.mark.parametrize("target", ["gcj02", "bd09"])
def test_translation_is_that_of_the_datum(units, target):
    moved = datum.shift_frame(units, "wgs84", target).frame
    found = check_datum(moved, units)
    before, after = (shapely.get_coordinates(f.geometry) for f in (moved, units))
    azimuth, _, metres = geod().inv(*before.T, *after.T)
    assert found.east_m == pytest.approx(np.median(metres * np.sin(np.radians(azimuth))), abs=20)
    assert found.north_m == pytest.approx(np.median(metres * np.cos(np.radians(azimuth))), abs=20)
    assert found.before_m > 100


@settings(max_examples=15, deadline=None)
@given(east=st.floats(-450, 450), north=st.floats(-450, 450))
def test_a_translation_is_measured(units, east, north):
    plane = units.to_crs(4549)
    window = Boundaries(units.geometry.array).window(sample_lines(units.geometry, 800))
    points = sample_lines(plane.translate(east, north), 800)
    lonlat = np.column_stack(pyproj.Transformer.from_crs(4549, 4490, always_xy=True).transform(*points.T))
    back = window.translation(lonlat)
    # Grid north leans by 0.8° here, 6 m in 450
    assert back == pytest.approx([-east, -north], abs=10)


def test_another_shift_is_named_with_its_metres(units):
    found = check_datum(declared(units.to_crs(4549).translate(300, -400).to_frame("geometry"), 4549), units)
    assert (found.verdict, found.datum) == ("other_shift", None)
    assert (found.east_m, found.north_m) == pytest.approx((-300, 400), abs=15)
    assert "neither GCJ-02 nor BD-09" in message(found, "图层")


def test_where_gcj02_hardly_moves_nobody_is_blamed(units):
    """In parts of Qinghai GCJ-02 and WGS84 are closer than the boundaries are exact.

    The layer lies 210 m east of the boundaries. Read as GCJ-02, which moves it 53 m west there, all of its lines
    come within 200 m, not three quarters; that proves nothing.
    """
    east, north = 96.6 - WEST - 1.5 * STEP, 37.0 - SOUTH - 1.5 * STEP
    there = units.set_geometry(units.geometry.translate(east, north))
    layer = there.set_geometry(there.geometry.translate(210 / 89_000, 0))
    moved = datum.shift_frame(layer, "gcj02", "wgs84")
    assert 0 < moved.median_m < 150
    assert check_datum(layer, there).verdict == "as_declared"


def test_a_shift_within_the_accuracy_of_the_boundaries_is_no_fault(units):
    moved = units.to_crs(4549).translate(60, -50).to_frame("geometry")
    found = check_datum(declared(moved, 4549), units)
    assert found.verdict == "as_declared"
    assert (found.east_m, found.north_m) == pytest.approx((-60, 50), abs=5)


def parcels(count=400, side=0.003):
    rng = np.random.default_rng(7)
    x, y = rng.uniform(WEST, WEST + 3 * STEP, count), rng.uniform(SOUTH, SOUTH + 3 * STEP, count)
    return geopandas.GeoDataFrame(geometry=shapely.box(x, y, x + side, y + side), crs="EPSG:4490")


def test_parcels_follow_no_boundary(units):
    for layer in (parcels(), datum.shift_frame(parcels(), "wgs84", "gcj02").frame):
        found = check_datum(layer, units)
        assert (found.verdict, found.level, found.crs, found.datum) == ("cannot_tell", "none", None, None)
        assert np.isnan([found.east_m, found.north_m, found.after_m]).all()
        assert len(found.table) >= 3
    assert "cannot tell" in message(found, "地块")


def test_one_parcel_on_a_border_proves_nothing(units):
    place = shapely.Point(shapely.get_coordinates(units.geometry.iloc[4])[30])
    layer = geopandas.GeoDataFrame(geometry=[place.buffer(0.0008)], crs="EPSG:4490")
    assert check_datum(layer, units).verdict == "cannot_tell"


@pytest.mark.parametrize(
    ("layer", "verdict", "crs"),
    [
        (lambda: declared(parcels(), 4549), "degrees_in_metres", "EPSG:4490"),
        (lambda: declared(parcels().to_crs(4528), 4549), "zone_prefix", "EPSG:4528"),
        (lambda: declared(parcels().to_crs(4549), 4528), "zone_prefix", "EPSG:4549"),
        (lambda: turned(parcels()), "swapped_axes", "EPSG:4490"),
    ],
)
def test_contradictions_are_named_where_boundaries_cannot_help(units, layer, verdict, crs):
    found = check_datum(layer(), units)
    assert (found.verdict, ":".join(found.crs.to_authority()), found.datum) == (verdict, crs, None)
    assert found.confidence == 0.5
    assert "datum cannot be told" in message(found, "地块")


def test_points_cannot_be_compared(units):
    layer = geopandas.GeoDataFrame(geometry=[shapely.Point(118.2, 31.8)], crs="EPSG:4490")
    found = check_datum(layer, units)
    assert (found.verdict, found.confidence) == ("cannot_tell", 0)
    assert "points only" in found.reason


def test_a_layer_elsewhere(units):
    layer = geopandas.GeoDataFrame(geometry=[shapely.box(-100, 40, -99, 41)], crs="EPSG:4490")
    assert "no reading of it lies in China" in check_datum(layer, units).reason


def test_a_stray_vertex_spoils_nothing(units):
    stray = geopandas.GeoDataFrame(geometry=[shapely.LineString([(0, 0), (1e-9, 0)])], crs="EPSG:4490")
    layer = geopandas.GeoDataFrame(geometry=[*units.geometry, *stray.geometry, None], crs="EPSG:4490")
    assert check_datum(layer, units).verdict == "as_declared"


def test_no_crs_and_no_geometry(units):
    with pytest.raises(MissingCrsError):
        check_datum(geopandas.GeoDataFrame(geometry=[shapely.Point(0, 0)]), units)
    with pytest.raises(EmptyLayerError):
        check_datum(geopandas.GeoDataFrame(geometry=[None], crs=4490), units)


def test_cancel(units):
    def cancel(fraction):
        raise Cancelled

    with pytest.raises(Cancelled):
        check_datum(units, units, cancel)


def test_message_says_what_to_do(units):
    layer = declared(datum.shift_frame(units, "wgs84", "gcj02").frame.to_crs(4549), 4548)
    text = message(check_datum(layer, units), "某县")
    assert "Layer '某县': wrong_zone+gcj02, confidence 1.00 (high)" in text
    assert (
        "Assign EPSG:4549 ('Assign projection', not 'Reproject'). Run 'Shift datum' from gcj02 to wgs84."
        in text
    )


def test_every_zone_is_a_reading_of_plain_eastings():
    found = readings(np.array([[500_000.0, 3_500_000.0]]), pyproj.CRS("EPSG:4549"))
    # 21 zones of 75° to 135° E, 31.6° N: all in China's frame; the declared one first
    assert [reading.mistake for reading in found[:2]] == ["", "wrong_zone"]
    assert len({reading.code for reading in found if not reading.swapped}) == 21


def test_exchanged_degrees_are_named_by_every_input_check():
    assert "x and y exchanged" in misplaced((31.1, 118.2, 32.6, 119.2), "EPSG:4490")
    assert misplaced((118.2, 31.1, 119.2, 32.6), "EPSG:4490") is None


def test_samples_are_equal_steps_along_lines():
    lines = [
        shapely.LineString([(0, 0), (4, 0)]),
        shapely.LineString([(10, 0), (10, 4)]),
        shapely.Point(5, 5),
        None,
    ]
    assert sample_lines(lines, 4).tolist() == [[1, 0], [3, 0], [10, 1], [10, 3]]
    assert sample_lines([shapely.Point(0, 0)], 4).shape == (0, 2)


def test_mercator_keeps_small_distances():
    lonlat = np.array([[118.0, 32.0], [118.001, 32.001]])
    plane = to_mercator(lonlat)
    length = np.hypot(*(plane[1] - plane[0])) * ground_scale(32.0005)
    assert length == pytest.approx(geod().inv(*lonlat.ravel())[2], rel=1e-6)
