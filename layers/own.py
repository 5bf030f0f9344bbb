# SPDX-License-Identifier: GPL-3.0-or-later
"""A planner's own circles: one GeoPackage a circle in a folder, with the shipped layers' tables and fields."""

import sqlite3
import warnings
import zlib
from contextlib import closing
from dataclasses import fields
from functools import lru_cache
from pathlib import Path

from .errors import MissingLayerError
from .records import Circle, Member

STATUS = "own"
TABLES = ("circle", "member")
_MEMBER_LAYERS = {"member_250k": "member", "member_1m": "member"}
_FOLDER = []  # where they are kept, once the plugin has said so


def register_folder(folder):
    """Say where the planner's own circles are kept; the plugin calls it once at its start.

    Parameters
    ----------
    folder : path-like or None
        Need not exist yet; None forgets it.
    """
    _FOLDER[:] = [] if folder is None else [Path(folder)]


def own_file(circle_id):
    """Where an own circle of this id is, or would be, kept.

    Raises
    ------
    MissingLayerError
        No folder is registered.
    """
    if not _FOLDER:
        raise MissingLayerError(f"{circle_id}.gpkg")
    return _FOLDER[0] / f"{circle_id}.gpkg"


def own_id(name):
    """The id of an own circle, ASCII and the same whenever it is made again.

    Examples
    --------
    >>> own_id("江北都市圈")
    'own_4bcece57'
    """
    return f"own_{zlib.crc32(name.strip().encode()):08x}"


def table_of(layer):
    """Table of an own circle's file that stands for a shipped layer; None where it has none of its kind."""
    table = _MEMBER_LAYERS.get(layer, layer)
    return table if table in TABLES else None


def own_circles():
    """Own circles by name, as the folder is now: id -> (Circle, members, file). Unreadable files are warned of."""
    found = {}
    for file in sorted(_FOLDER[0].glob("own_*.gpkg") if _FOLDER else ()):
        try:
            circle, members = _read(file, file.stat().st_mtime_ns)
        except (sqlite3.Error, OSError, ValueError, TypeError) as error:
            warnings.warn(f"The own circle '{file}' cannot be read and is left out: {error}", stacklevel=2)
            continue
        found[circle.circle_id] = (circle, members, file)
    return dict(sorted(found.items(), key=lambda item: item[1][0].name_zh))


@lru_cache(maxsize=256)
def _read(file, _changed):
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as database:
        rows = _rows(database, "circle", Circle)
        if len(rows) != 1:
            raise ValueError(f"it holds {len(rows)} circles instead of one")
        return Circle(**rows[0]), tuple(Member(**row) for row in _rows(database, "member", Member))


def _rows(database, table, record):
    names = [field.name for field in fields(record)]
    columns = ", ".join(f'"{name}"' for name in names)
    rows = database.execute(f'SELECT {columns} FROM "{table}"').fetchall()  # noqa: S608 (own table)
    return [dict(zip(names, row, strict=True)) for row in rows]
