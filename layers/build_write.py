# SPDX-License-Identifier: GPL-3.0-or-later
"""GeoPackages with described fields, domains, views and styles, the same bytes every time."""

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import shapely
from osgeo import gdal, ogr, osr

DATE = "2026-11-01T00:00:00.000Z"
"""Date of the contents as written into every GeoPackage; fixed, so that a rebuild gives the same bytes."""

_TYPES = {"text": ogr.OFTString, "int": ogr.OFTInteger, "real": ogr.OFTReal}
_SQL_TYPES = {"text": "TEXT", "int": "INTEGER", "real": "REAL"}
_GEOMETRIES = {"polygon": ogr.wkbMultiPolygon, "line": ogr.wkbMultiLineString}


@dataclass(frozen=True)
class Field:
    """A column: ASCII name, Chinese alias, what it means, and the domain that its values come from."""

    name: str
    alias: str
    comment: str
    kind: str = "text"
    domain: str = ""


@dataclass(frozen=True)
class Domain:
    """Coded values of a column: code -> Chinese meaning."""

    name: str
    description: str
    values: dict


@dataclass(frozen=True)
class Layer:
    """A table of features to write; rows are dicts by column name, geometries shapely or None."""

    name: str
    title: str
    description: str
    fields: tuple
    rows: list
    geometries: list
    shape: str = "polygon"


@dataclass(frozen=True)
class View:
    """A layer that joins a table of attributes with the geometries of another layer, kept once.

    Columns that the other layer has under the names in ``taken`` come from there.
    """

    name: str
    title: str
    description: str
    fields: tuple
    table: str
    of: str
    key: str
    taken: tuple = ()


@dataclass(frozen=True)
class Table:
    """Attributes without geometry, for views."""

    name: str
    fields: tuple
    rows: list
    key: str


def write(file, layers, tables=(), views=(), domains=(), styles=()):
    """Write a GeoPackage whole: beside its place first, then over it.

    Parameters
    ----------
    file : pathlib.Path
    layers, tables, views : sequences of Layer, Table and View
    domains : sequence of Domain
    styles : sequence of (layer name, QML text), stored as QGIS default styles

    Raises
    ------
    RuntimeError
        GDAL could not write.
    """
    partial = Path(file).with_suffix(".partial.gpkg")
    partial.unlink(missing_ok=True)
    with (
        gdal.ExceptionMgr(),
        ogr.ExceptionMgr(),
        osr.ExceptionMgr(),
        gdal.config_option("OGR_CURRENT_DATE", DATE),
    ):
        source = gdal.GetDriverByName("GPKG").Create(str(partial), 0, 0, 0, gdal.GDT_Unknown, ["VERSION=1.3"])
        for domain in domains:
            source.AddFieldDomain(
                ogr.CreateCodedFieldDomain(
                    domain.name, domain.description, ogr.OFTString, ogr.OFSTNone, dict(domain.values)
                )
            )
        for layer in layers:
            _write_layer(source, layer)
        source.Close()
    _finish(partial, tables, views, styles)
    partial.replace(file)


def _write_layer(source, layer):
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(4490)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    options = [f"IDENTIFIER={layer.title}", f"DESCRIPTION={layer.description}", "GEOMETRY_NAME=geom"]
    table = source.CreateLayer(layer.name, reference, _GEOMETRIES[layer.shape], options)
    for field in layer.fields:
        definition = ogr.FieldDefn(field.name, _TYPES[field.kind])
        definition.SetAlternativeName(field.alias)
        definition.SetComment(field.comment)
        if field.domain:
            definition.SetDomainName(field.domain)
        table.CreateField(definition)
    collect = shapely.multipolygons if layer.shape == "polygon" else shapely.multilinestrings
    table.StartTransaction()
    for row, geometry in zip(layer.rows, layer.geometries, strict=True):
        feature = ogr.Feature(table.GetLayerDefn())
        for field in layer.fields:
            if row[field.name] is not None:
                feature.SetField(field.name, row[field.name])
        if geometry is not None:
            wkb = shapely.to_wkb(collect(shapely.get_parts(geometry)))
            feature.SetGeometryDirectly(ogr.CreateGeometryFromWkb(wkb))
        table.CreateFeature(feature)
    table.CommitTransaction()


def _finish(file, tables, views, styles):
    with sqlite3.connect(file) as database:
        for table in tables:
            _write_table(database, table)
        for view in views:
            _write_view(database, view)
        if styles:
            _write_styles(database, styles)
        _seal(database)
    database.close()


def _write_table(database, table):
    """Attributes that views draw on; not listed among the contents."""
    columns = ", ".join(f'"{f.name}" {_SQL_TYPES[f.kind]}' for f in table.fields)
    database.execute(f'CREATE TABLE "{table.name}" (fid INTEGER PRIMARY KEY, {columns})')
    names = ", ".join(f'"{f.name}"' for f in table.fields)
    marks = ", ".join("?" for _ in table.fields)
    database.executemany(
        f'INSERT INTO "{table.name}" ({names}) VALUES ({marks})',  # noqa: S608 - names are constants of the build
        [[row[f.name] for f in table.fields] for row in table.rows],
    )
    database.execute(f'CREATE INDEX "{table.name}_{table.key}" ON "{table.name}" ("{table.key}")')


def _write_view(database, view):
    """A spatial view; OGC_FID is the name by which GDAL knows the key of a view."""
    chosen = ", ".join(f'{"u" if f.name in view.taken else "r"}."{f.name}"' for f in view.fields)
    database.execute(
        f'CREATE VIEW "{view.name}" AS SELECT r.fid AS OGC_FID, u.geom, {chosen} '  # noqa: S608
        f'FROM "{view.table}" r JOIN "{view.of}" u ON u."{view.key}" = r."{view.key}"'
    )
    database.execute(f'CREATE INDEX "{view.of}_{view.key}" ON "{view.of}" ("{view.key}")')
    database.execute(
        "INSERT INTO gpkg_contents SELECT ?, data_type, ?, ?, ?, min_x, min_y, max_x, max_y, srs_id "
        "FROM gpkg_contents WHERE table_name = ?",
        [view.name, view.title, view.description, DATE, view.of],
    )
    database.execute(
        "INSERT INTO gpkg_geometry_columns SELECT ?, column_name, geometry_type_name, srs_id, z, m "
        "FROM gpkg_geometry_columns WHERE table_name = ?",
        [view.name, view.of],
    )
    database.executemany(
        "INSERT INTO gpkg_data_columns (table_name, column_name, name, title, description, constraint_name) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [[view.name, f.name, f.alias, None, f.comment, f.domain or None] for f in view.fields],
    )


def _write_styles(database, styles):
    """Default styles as QGIS stores and looks for them: the table layer_styles."""
    database.execute(
        "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, "
        "f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256), "
        "f_geometry_column TEXT(256), styleName TEXT(30), "
        "styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30), "
        "update_time DATETIME DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')))"
    )
    database.execute(
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id) "
        "VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
        [DATE],
    )
    database.executemany(
        "INSERT INTO layer_styles (f_table_catalog, f_table_schema, f_table_name, f_geometry_column, "
        "styleName, styleQML, styleSLD, useAsDefault, description, owner, update_time) "
        "VALUES ('', '', ?, 'geom', ?, ?, '', 1, '', '', ?)",
        [[name, name, qml, DATE] for name, qml in styles],
    )


def _seal(database):
    """Rows of the schema tables in a fixed order, dates fixed, no free pages."""
    for table in ("gpkg_data_columns", "gpkg_data_column_constraints"):
        rows = database.execute(f"SELECT * FROM {table}").fetchall()  # noqa: S608 - two constants
        database.execute(f"DELETE FROM {table}")  # noqa: S608
        marks = ", ".join("?" for _ in rows[0]) if rows else ""
        ordered = sorted(rows, key=lambda row: [str(value) for value in row])
        database.executemany(f"INSERT INTO {table} VALUES ({marks})", ordered)  # noqa: S608
    database.execute("UPDATE gpkg_contents SET last_change = ?", [DATE])
    database.commit()
    database.execute("VACUUM")
