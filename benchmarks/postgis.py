# SPDX-License-Identifier: GPL-3.0-or-later
"""Intersects layers in a PostgreSQL server of its own, started on loopback and thrown away.

Needs the packages postgresql and postgresql-NN-postgis-3. The server runs as the user "nobody" when started
by root, because initdb refuses root. Loading the layers and building their indexes counts.
"""

import os
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

import geopandas as gpd
import shapely

NOBODY = 65534
SUBDIVIDE = """
CREATE TABLE cut_{table} AS SELECT id, ST_Subdivide(geom, 128) AS geom FROM {table};
CREATE INDEX ON cut_{table} USING gist (geom);
ANALYZE cut_{table}
"""
INTERSECT = """
CREATE TABLE pieces_{a}_{b} AS
SELECT a, b, ST_Collect(geom) AS geom
FROM (
    SELECT x.id AS a, y.id AS b, ST_CollectionExtract(ST_Intersection(x.geom, y.geom), 3) AS geom
    FROM {a} x JOIN {target} y ON ST_Intersects(x.geom, y.geom)
) AS each
WHERE NOT ST_IsEmpty(geom)
GROUP BY a, b
"""


class NotHere(RuntimeError):  # noqa: N818 (no error: the tool is absent)
    """PostgreSQL or PostGIS is not installed."""


def binaries():
    """The folder of PostgreSQL's programs; PostGIS must belong to the same version."""
    for initdb in sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True):
        version = initdb.parents[1].name
        if Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists():
            return initdb.parent
    raise NotHere("PostgreSQL with PostGIS is not here")


def pairwise(layers, pairs, subdivide=()):
    """Pieces of pairs of layers and their area; loading, indexes and subdividing count.

    Parameters
    ----------
    layers : dict of str to pathlib.Path
        Files by the name of their table.
    pairs : list of (str, str)
        Which tables are intersected with each other.
    subdivide : list of str
        Tables to be cut by ``ST_Subdivide`` first; in pairs they come second.
    """
    with tempfile.TemporaryDirectory(prefix="metro-bench-") as place, Server(Path(place)) as server:
        for table, path in layers.items():
            server.load(table, path)
        for table in subdivide:
            server.sql(SUBDIVIDE.format(table=table))
        pieces, area = 0, 0.0
        for a, b in pairs:
            target = f"cut_{b}" if b in subdivide else b
            server.sql(INTERSECT.format(a=a, b=b, target=target))
            count, size = server.sql(f"SELECT count(*), sum(ST_Area(geom)) FROM pieces_{a}_{b}").split("|")  # noqa: S608
            pieces, area = pieces + int(count), area + float(size)
        return {"pieces": pieces, "size": area, "version": server.sql("SELECT postgis_lib_version()")}


class Server:
    """A PostgreSQL server in a folder of its own."""

    def __init__(self, place):
        self.place, self.bin = place, binaries()
        self.data = place / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = str(probe.getsockname()[1])
        self.user = {}
        if os.geteuid() == 0:
            os.chown(place, NOBODY, NOBODY)
            self.user = {"user": NOBODY, "group": NOBODY, "extra_groups": []}

    def __enter__(self):
        self._program("initdb", "-D", self.data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--no-sync")
        options = (
            f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.place} -c fsync=off "
            "-c shared_buffers=1GB -c work_mem=256MB -c maintenance_work_mem=512MB -c max_wal_size=8GB "
            "-c jit=off -c full_page_writes=off -c synchronous_commit=off"
        )
        self._program("pg_ctl", "-D", self.data, "-w", "-l", self.place / "log", "-o", options, "start")
        self.sql("CREATE EXTENSION postgis")
        return self

    def __exit__(self, *failure):
        self._program("pg_ctl", "-D", self.data, "-m", "immediate", "stop")
        shutil.rmtree(self.data, ignore_errors=True)

    def sql(self, statement):
        return self._psql("-c", statement)

    def load(self, table, path):
        gdf = gpd.read_file(path, engine="pyogrio")
        wkb = shapely.to_wkb(gdf.geometry.array, hex=True, include_srid=False)
        text = "".join(f"{number}\t{shape}\n" for number, shape in enumerate(wkb))
        self.sql(f"CREATE TABLE {table} (id int, geom geometry)")
        self._psql("-c", f"COPY {table} FROM STDIN", text=text)
        self.sql(f"CREATE INDEX ON {table} USING gist (geom); ANALYZE {table}")

    def _psql(self, *arguments, text=None):
        command = [self.bin / "psql", "-h", "127.0.0.1", "-p", self.port, "-U", "bench", "-d", "postgres"]
        done = subprocess.run(
            [*command, "-v", "ON_ERROR_STOP=1", "-qAt", *arguments],
            input=text,
            capture_output=True,
            text=True,
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return done.stdout.strip()

    def _program(self, name, *arguments):
        # The server keeps what it inherits open: no pipe may go to it.
        errors = self.place / f"{name}.errors"
        with errors.open("w") as stream:
            done = subprocess.run(
                [self.bin / name, *arguments],
                cwd=self.place,
                stdout=subprocess.DEVNULL,
                stderr=stream,
                **self.user,
            )
        if done.returncode:
            raise RuntimeError(f"{name} failed: {errors.read_text(errors='replace')}")
