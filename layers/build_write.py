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
    """A layer that joins attributes with the geometries of another layer, so that these are kept once."""

    name: str
    title: str
    description: str
    fields: tuple
    rows: list
    of: str
    key: str


def write(file, layers, views=(), domains=(), styles=()):
    """Write a GeoPackage whole: beside its place first, then over it.

    Parameters
    ----------
    file : pathlib.Path
    layers, views : sequences of Layer and View, in the order in which they are to be listed
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
    _finish(partial, views, styles)
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


def _finish(file, views, styles):
    with sqlite3.connect(file) as database:
        for view in views:
            _write_view(database, view)
        if styles:
            _write_styles(database, styles)
        _seal(database)
    database.close()


def _write_view(database, view):
    """A table of attributes <name>_row and the spatial view <name> over it and the layer it draws on."""
    columns = ", ".join(f'"{f.name}" {"TEXT" if f.kind == "text" else "REAL"}' for f in view.fields)
    names = ", ".join(f'"{f.name}"' for f in view.fields)
    database.execute(f'CREATE TABLE "{view.name}_row" (fid INTEGER PRIMARY KEY, {columns})')
    marks = ", ".join("?" for _ in view.fields)
    database.executemany(
        f'INSERT INTO "{view.name}_row" ({names}) VALUES ({marks})',  # noqa: S608 - names are constants of the build
        [[row[f.name] for f in view.fields] for row in view.rows],
    )
    chosen = ", ".join(f'r."{f.name}"' for f in view.fields)
    database.execute(
        f'CREATE VIEW "{view.name}" AS SELECT r.fid AS OGC_FID, u.geom, {chosen} '  # noqa: S608
        f'FROM "{view.name}_row" r JOIN "{view.of}" u ON u."{view.key}" = r."{view.key}"'
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
