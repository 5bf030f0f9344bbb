# SPDX-License-Identifier: GPL-3.0-or-later
"""The same overlays by PostGIS: pairs, and totals to 1e-9, on the sample layers, a drawn landscape and nasty cases.

The server is the tests' own; see ``postgis`` in conftest.
"""

import geopandas as gpd
import numpy as np
import pytest
import shapely
from metro_circles.processing.engine.areas import areas
from metro_circles.processing.engine.compare import compare
from metro_circles.processing.engine.conflicts import conflicts
from metro_circles.processing.engine.linear import inside_of
from metro_circles.processing.engine.threelines import three_lines
from metro_circles.processing.engine.validity import check
from shapely.geometry import LineString, Polygon, box

CRS = 4549
X, Y = 400_000.0, 3_540_000.0
CLOSE = 1e-9


@pytest.fixture(scope="module")
def server(postgis):
    """A cursor with PostGIS in a transaction that is rolled back."""
    psycopg2 = pytest.importorskip("psycopg2")
    connection = psycopg2.connect(postgis)
    cursor = connection.cursor()
    cursor.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    yield cursor
    connection.rollback()
    connection.close()


def load(server, name, frame):
    """Put a frame's geometries into a temporary table; its index is ``fid``."""
    server.execute(f"DROP TABLE IF EXISTS {name}")
    server.execute(f"CREATE TEMP TABLE {name} (fid bigint, geom geometry)")
    rows = zip(frame.index.tolist(), shapely.to_wkb(frame.geometry.array, hex=True), strict=True)
    text = b",".join(server.mogrify("(%s, ST_SetSRID(%s::geometry, 4549))", row) for row in rows)
    server.execute(f"INSERT INTO {name} VALUES {text.decode()}")  # noqa: S608 (our own names)
    server.execute(f"CREATE INDEX ON {name} USING gist (geom)")
    server.execute(f"ANALYZE {name}")


OVERLAY = """
CREATE TEMP TABLE found AS
SELECT a.fid AS a, b.fid AS b, ST_CollectionExtract(ST_Intersection(a.geom, b.geom), {kind}) AS geom
FROM a JOIN b ON ST_Intersects(a.geom, b.geom)
"""


def theirs(server, a, b, kind=3):
    """{(a, b): size in the plane} and the total with every place of an `a` once, by PostGIS."""
    load(server, "a", a)
    load(server, "b", b)
    server.execute("DROP TABLE IF EXISTS found")
    server.execute(OVERLAY.format(kind=kind))
    measure = "ST_Area" if kind == 3 else "ST_Length"
    server.execute(f"SELECT a, b, {measure}(geom) FROM found WHERE {measure}(geom) > 0")  # noqa: S608
    pairs = {(x, y): size for x, y, size in server.fetchall()}
    server.execute(
        f"SELECT coalesce(sum(size), 0) FROM (SELECT {measure}(ST_Union(geom)) AS size FROM found GROUP BY a) t"  # noqa: S608
    )
    return pairs, server.fetchone()[0]


def same(found, b, server):
    """Hold a conflict check to PostGIS: the pairs, each pair's area, and the totals."""
    pairs, once = theirs(server, found.parcels, b)
    # Specks of a hair's width around touching borders are rounding on either side.
    pairs = {key: area for key, area in pairs.items() if area > 1e-4}
    plane = dict(
        zip(
            zip(found.pieces["parcel_fid"], found.pieces["redline_fid"], strict=True),
            shapely.area(found.pieces.geometry.array),
            strict=True,
        )
    )
    plane = {key: area for key, area in plane.items() if area > 1e-4}
    assert plane.keys() == pairs.keys()
    assert sum(plane.values()) == pytest.approx(sum(pairs.values()), rel=CLOSE)
    assert list(plane.values()) == pytest.approx([pairs[key] for key in plane], rel=1e-6, abs=1e-3)
    places = found.places()
    assert shapely.area(places.geometry.array).sum() == pytest.approx(once, rel=CLOSE)
    ratio = areas(found.pieces.geometry.array, found.pieces.crs) / shapely.area(found.pieces.geometry.array)
    assert np.ptp(ratio[shapely.area(found.pieces.geometry.array) > 1]) < 2e-3  # one scale over one region
    return len(plane)


@pytest.fixture(scope="module")
def sample(root):
    path = root / "layers" / "sample_nanjing.gpkg"
    if not path.exists():
        pytest.skip("the sample layers are not built here (layers/build_samples.py)")

    def read(name):
        return gpd.read_file(path, layer=name).to_crs(CRS)

    return {
        "redline": read("示例_生态保护红线_STBHHX"),
        "farmland": read("示例_永久基本农田_YJJBNTTB"),
        "growth": read("示例_城镇开发边界_CZKFBJ"),
        "parcels": read("示例_地块_parcels"),
    }


def test_sample_parcels(sample, server):
    assert same(conflicts(sample["parcels"], sample["redline"]), sample["redline"], server) > 500


def test_sample_three_lines(sample, server):
    """The sample's own lines, the growth boundary grown by 300 m so that there is much to find."""
    sample = {line: check(frame, line, "repair")[0] for line, frame in sample.items() if line != "parcels"}
    sample["growth"] = sample["growth"].set_geometry(sample["growth"].geometry.buffer(300, resolution=2))
    result = three_lines(**sample, sliver_m=0)
    for pair in ("redline+farmland", "redline+growth", "farmland+growth"):
        a, b = pair.split("+")
        pairs, _ = theirs(server, sample[a], sample[b])
        pieces = result.pieces[result.pieces["pair"] == pair]
        assert len(pieces) == len(pairs)
        total = shapely.area(pieces.geometry.array).sum()
        assert total == pytest.approx(sum(pairs.values()), rel=CLOSE)


def test_sample_versions(sample, server):
    """The red line against itself, moved by 150 m."""
    old = sample["redline"]
    new = old.set_geometry(old.geometry.translate(150, 80))
    result = compare(old, new)
    load(server, "a", old)
    load(server, "b", new)
    server.execute(
        "WITH o AS (SELECT ST_Union(geom) AS g FROM a), n AS (SELECT ST_Union(geom) AS g FROM b) "
        "SELECT ST_Area(ST_Intersection(o.g, n.g)), ST_Area(ST_Difference(o.g, n.g)), ST_Area(ST_Difference(n.g, o.g)) "
        "FROM o, n"
    )
    pieces = result.pieces.assign(plane=shapely.area(result.pieces.geometry.array))
    ours = pieces.groupby("change")["plane"].sum()
    expected = dict(zip(("kept", "removed", "added"), server.fetchone(), strict=True))
    for change, area in expected.items():
        assert ours[change] == pytest.approx(area, rel=CLOSE)


def test_drawn_landscape(server):
    """2 000 parcels on a grid, against 60 winding polygons of 800 vertices with a hole each."""
    rng = np.random.default_rng(320100)
    spots = rng.uniform(0, 20_000, (2000, 2))
    angle = np.sort(rng.uniform(0, 2 * np.pi, (2000, 9)), axis=1)
    radius = rng.uniform(60, 320, (2000, 9))
    corners = spots[:, None] + np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=2) + [X, Y]
    parcels = check(gpd.GeoDataFrame(geometry=list(shapely.polygons(corners)), crs=CRS), "parcels", "repair")[
        0
    ]
    turn = np.linspace(0, 2 * np.pi, 800, endpoint=False)
    shapes = []
    for x, y in rng.uniform(0, 20_000, (60, 2)):
        waves = sum(rng.uniform(0, 0.2) * np.sin(n * turn + rng.uniform(0, 6)) for n in range(2, 9))
        ring = np.column_stack([np.cos(turn), np.sin(turn)]) * (900 * (1.4 + waves))[:, None] + [X + x, Y + y]
        hole = np.column_stack([np.cos(turn[::8]), np.sin(turn[::8])]) * 260 + [X + x, Y + y]
        shapes.append(Polygon(ring, [hole]))
    redlines = check(gpd.GeoDataFrame(geometry=shapes, crs=CRS), "redlines", "repair")[0]
    assert same(conflicts(parcels, redlines), redlines, server) > 500


NASTY = {
    "near-coincident edges": (box(0, 0, 100, 100), box(100 - 1e-7, 0, 200, 100 + 1e-9)),
    "near-coincident edges that overlap": (
        box(0, 0, 100, 100),
        Polygon([(0, 1e-8), (100, -1e-8), (100, 50), (0, 50)]),
    ),
    "shared border with other vertices": (
        Polygon([(0, 0), (100, 0), (100, 33), (100, 67), (100, 100), (0, 100)]),
        Polygon([(90, 0), (200, 0), (200, 100), (90, 100), (90, 50.000001)]),
    ),
    "spike": (
        box(0, 0, 100, 100),
        Polygon([(50, 50), (50.0000001, 400), (50.0000002, 50), (80, 20), (50, 20)]),
    ),
    "sliver": (box(0, 0, 100, 100), Polygon([(0, 0), (100, 0.01), (100, 0.0100001), (0, 1e-7)])),
    "nested holes": (
        box(0, 0, 100, 100),
        shapely.union_all(
            [
                box(10, 10, 90, 90).difference(box(20, 20, 80, 80)),
                box(30, 30, 70, 70).difference(box(40, 40, 60, 60)),
            ]
        ),
    ),
    "island in a hole": (box(45, 45, 55, 55), box(0, 0, 100, 100).difference(box(40, 40, 60, 60))),
    "touching in points": (
        box(0, 0, 100, 100),
        Polygon([(20, 20), (50, 50), (80, 20), (80, 80), (50, 50.0000001), (20, 80)]),
    ),
}


def moved(*shapes):
    return [shapely.transform(shape, lambda xy: xy + np.array([X, Y])) for shape in shapes]


@pytest.mark.parametrize("case", NASTY)
def test_nasty_cases(case, server):
    a, b = moved(*NASTY[case])
    parcels, redlines = gpd.GeoDataFrame(geometry=[a], crs=CRS), gpd.GeoDataFrame(geometry=[b], crs=CRS)
    redlines = check(redlines, "redlines", "repair")[0]
    found = conflicts(parcels, redlines)
    _, once = theirs(server, parcels, redlines)
    assert shapely.area(found.pieces.geometry.array).sum() == pytest.approx(once, rel=CLOSE, abs=1e-6)
    assert found.closure.worst_m2 < 1e-4


def test_a_bow_tie_is_repaired_to_the_same_area(server):
    tie = moved(Polygon([(0, 0), (100, 100), (100, 0), (0, 100)]))
    redlines, report = check(gpd.GeoDataFrame(geometry=tie, crs=CRS), "redlines", "repair")
    parcels = gpd.GeoDataFrame(geometry=moved(box(10, 0, 100, 100)), crs=CRS)
    found = conflicts(parcels, redlines)
    load(server, "a", parcels)
    load(server, "b", gpd.GeoDataFrame(geometry=tie, crs=CRS))
    server.execute("SELECT ST_Area(ST_Intersection(a.geom, ST_MakeValid(b.geom))) FROM a, b")
    area = server.fetchone()[0]
    assert area > 4000
    assert shapely.area(found.pieces.geometry.array).sum() == pytest.approx(area, rel=CLOSE)
    assert len(report.repaired) == 1


def test_ellipsoidal_areas(sample, server):
    """Areas on the spheroid: PostGIS follows geodesics between vertices, we the drawn lines of degrees."""
    frame = sample["parcels"].to_crs(4490)
    load(server, "a", frame)
    server.execute("SELECT fid, ST_Area(ST_SetSRID(geom, 4490)::geography) FROM a ORDER BY fid")
    measured = np.array([area for _, area in server.fetchall()])
    ours = areas(frame.geometry.array, frame.crs)
    assert ours.sum() == pytest.approx(measured.sum(), rel=1e-6)
    # an edge of 500 m lies 3 mm off its geodesic: strips of 20 m feel it
    assert np.abs(ours / measured - 1).max() < 1e-5


def test_lines(sample, server):
    rng = np.random.default_rng(7)
    west, south, east, north = sample["redline"].total_bounds
    ends = np.column_stack([rng.uniform(west, east, 400), rng.uniform(south, north, 400)])
    roads = gpd.GeoDataFrame(geometry=[LineString(ends[i : i + 4]) for i in range(0, 400, 4)], crs=CRS)
    found = inside_of(roads, sample["redline"])
    pairs, _ = theirs(server, roads, sample["redline"], kind=2)
    assert len(found.pieces) == len(pairs)
    assert shapely.length(found.pieces.geometry.array).sum() == pytest.approx(sum(pairs.values()), rel=CLOSE)
    # straight lines of 100 km in the plane are no geodesics: cutting them changes their length by a few 1e-8
    assert np.abs((found.inside + found.outside) / found.whole - 1).max() < 1e-7
