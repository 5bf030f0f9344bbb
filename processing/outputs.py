# SPDX-License-Identifier: GPL-3.0-or-later
"""Frames to files and sinks: types kept, styles along, and all outputs of a run or none.

Files are made in a folder beside their place and moved there together once everything else has succeeded.
"""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import geopandas
import numpy as np
import pandas
import pyogrio
import shapely
from qgis.core import (
    QgsFeature,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputLayerDefinition,
    QgsProperty,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .columns import attributes, columns_of
from .engine.errors import Cancelled
from .frames import BATCH, to_qgis
from .messages import warn

FILE_DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON"}
SHAPEFILE_NAME_BYTES = 10
KINDS = {  # of an output parameter -> what an empty layer of it is
    QgsProcessing.SourceType.TypeVectorPoint: "MultiPoint",
    QgsProcessing.SourceType.TypeVectorLine: "MultiLineString",
}


@dataclass(frozen=True)
class Staged:
    """One file that is made but not yet in its place."""

    folder: tempfile.TemporaryDirectory
    path: Path

    def commit(self):
        """Move it, and what belongs to it, into its place."""
        for piece in sorted(Path(self.folder.name).iterdir()):
            piece.replace(self.path.with_name(piece.name))
        self.folder.cleanup()

    def discard(self):
        """Leave nothing of it."""
        self.folder.cleanup()


def write(algorithm, parameters, parameter, context, frame, feedback, style=None):
    """Write a frame to an output parameter; a file is staged on the algorithm until the run has succeeded.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame, pandas.DataFrame, or an iterator of them
        Its index is not written. An iterator gives the rows some at a time, with the same columns every time.
    style : pathlib.Path, optional
        A QML file: stored in a GeoPackage, laid beside other files, put on a layer in memory.

    Returns
    -------
    str or None
        The layer's id or path for the algorithm's results; None where the output is skipped.

    Raises
    ------
    QgsProcessingException
        The place cannot be written, is an input's, or is another output's.
    """
    destination = _destination(parameters.get(parameter), context)
    if not destination:
        return None
    if isinstance(frame, Iterator) and _file_of(destination).suffix.lower() != ".gpkg":
        frame = pandas.concat(frame, ignore_index=True)
    definition = algorithm.parameterDefinition(parameter)
    empty = KINDS.get(definition.dataType() if hasattr(definition, "dataType") else None, "MultiPolygon")
    path = _file_of(destination)
    if path.suffix.lower() in FILE_DRIVERS:
        destination = algorithm.parameterAsOutputLayer(parameters, parameter, context)
        check_place(algorithm, path)
        if path.suffix.lower() == ".shp":
            _tell_cut_names(path, frame, feedback)
        name = path.stem
        algorithm.staged.append(stage_file(path, {name: frame}, {name: style}, {name: empty}))
        return destination
    identifier = _write_sink(algorithm, parameters, parameter, context, frame, feedback, empty)
    if style and context.willLoadLayerOnCompletion(identifier):
        context.layerToLoadOnCompletionDetails(identifier).setPostProcessor(Styler.put(style))
    return identifier


def write_file(path, frames, styles=None, empty=None):
    """Write frames as the layers of one file, which appears whole or not at all; see :func:`stage_file`."""
    stage_file(path, frames, styles, empty).commit()


def stage_file(path, frames, styles=None, empty=None):
    """Make a file beside its place.

    Parameters
    ----------
    path : pathlib.Path
        Ends in ``.gpkg``, ``.shp``, ``.fgb`` or ``.geojson``; only the first holds several layers.
    frames : dict of str to geopandas.GeoDataFrame, pandas.DataFrame, or an iterator of them
        By layer name.
    styles : dict of str to pathlib.Path, optional
        The QML file of each layer.
    empty : dict of str to str, optional
        The geometry type of a layer that may be without features; MultiPolygon by default.

    Returns
    -------
    Staged
    """
    path = Path(path)
    folder = _folder_beside(path)
    target = Path(folder.name) / path.name
    try:
        for name, frame in frames.items():
            for part in frame if isinstance(frame, Iterator) else (frame,):
                _write_layer(target, name, part, (empty or {}).get(name, "MultiPolygon"))
            style = (styles or {}).get(name)
            if style:
                _store_style(target, name, style)
    except BaseException:
        folder.cleanup()
        raise
    return Staged(folder, path)


class Styler(QgsProcessingLayerPostProcessorInterface):
    """Puts a QML style on a layer once QGIS has loaded it."""

    alive = []  # QGIS keeps no reference of its own to a Python post processor

    def __init__(self, style):
        super().__init__()
        self.style = style

    @classmethod
    def put(cls, style):
        styler = cls(style)
        cls.alive.append(styler)
        return styler

    def postProcessLayer(self, layer, context, feedback):
        if isinstance(layer, QgsVectorLayer):
            layer.loadNamedStyle(str(self.style))
            layer.triggerRepaint()
        if self in self.alive:
            self.alive.remove(self)


def _destination(value, context):
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        value = value.sink
    if isinstance(value, QgsProperty):
        value, _ = value.valueAsString(context.expressionContext())
    return value


def folder_of(parameters, parameter, context):
    """The folder of an output's file, for scratch files; the temporary one where it is no file."""
    destination = _destination(parameters.get(parameter), context)
    path = _file_of(destination) if destination else Path()
    return path.parent if path.suffix.lower() in FILE_DRIVERS else Path(tempfile.gettempdir())


def _file_of(destination):
    """The path of a destination that is a file; an empty one for a database or a service."""
    return Path() if "://" in destination or "dbname=" in destination else Path(destination)


def _folder_beside(path):
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return tempfile.TemporaryDirectory(prefix=".metro-", dir=path.parent)
    except OSError as error:
        raise QgsProcessingException(
            f"Cannot write in folder '{path.parent}': {error.strerror}. Choose another folder."
        ) from error


def check_place(algorithm, path):
    """Refuse a file that is an input of the run, or another of its outputs.

    Raises
    ------
    QgsProcessingException
    """
    place = path.resolve()
    if place in algorithm.read_from:
        raise QgsProcessingException(f"Output '{path}' is one of the inputs. Choose another file.")
    if place in [staged.path.resolve() for staged in algorithm.staged]:
        raise QgsProcessingException(f"Two outputs name the file '{path}'. Give each its own.")


def _tell_cut_names(path, frame, feedback):
    long = [name for name in attributes(frame) if len(str(name).encode()) > SHAPEFILE_NAME_BYTES]
    if long:
        warn(
            feedback,
            f"Shapefile '{path.name}' cuts the names of {', '.join(long)} to {SHAPEFILE_NAME_BYTES} bytes; "
            "a GeoPackage keeps them.",
        )


def _write_layer(target, name, frame, empty):
    spatial = isinstance(frame, geopandas.GeoDataFrame)
    driver = FILE_DRIVERS[target.suffix.lower()]
    columns = columns_of(frame, taken=("fid", "geom") if driver == "GPKG" else ())
    shapes = np.asarray(frame.geometry.array, dtype=object) if spatial else None
    pyogrio.raw.write(
        target,
        geometry=shapely.to_wkb(shapes) if spatial else None,
        field_data=[column.data for column in columns],
        fields=np.array([column.name for column in columns], dtype=object),
        field_mask=[column.missing for column in columns],
        layer=name,
        driver=driver,
        geometry_type=geometry_type(shapes, empty) if spatial else None,
        crs=frame.crs.to_wkt() if spatial and frame.crs else None,
        promote_to_multi=True if spatial else None,
        encoding="UTF-8",
        append=target.exists(),
    )


def geometry_type(shapes, empty):
    """Return the type of a layer that holds the shapes: a multi type, Unknown where they are mixed."""
    kinds = set(np.unique(shapely.get_type_id(shapes)).tolist()) - {-1}
    if not kinds:
        return empty
    if kinds <= {3, 6}:
        return "MultiPolygon"
    if kinds <= {1, 2, 5}:
        return "MultiLineString"
    return "MultiPoint" if kinds <= {0, 4} else "Unknown"


def _store_style(path, name, style):
    """Store a QML in a GeoPackage as the layer's default style, or lay it beside the file."""
    if path.suffix.lower() != ".gpkg":
        path.with_suffix(".qml").write_bytes(Path(style).read_bytes())
        return
    qml = Path(style).read_text(encoding="utf-8")
    ogr = QgsProviderRegistry.instance().providerMetadata("ogr")
    if not ogr.saveStyle(f"{path}|layername={name}", qml, "", name, "", "", True, ""):
        raise QgsProcessingException(f"The style '{style}' was not stored with layer '{name}'.")


def _write_sink(algorithm, parameters, parameter, context, frame, feedback, empty):
    columns = columns_of(frame)
    fields = QgsFields()
    for column in columns:
        fields.append(QgsField(column.name, column.qgis_type))
    spatial = isinstance(frame, geopandas.GeoDataFrame)
    shapes = np.asarray(frame.geometry.array, dtype=object) if spatial else None
    kind = getattr(QgsWkbTypes.Type, geometry_type(shapes, empty) if spatial else "NoGeometry")
    crs = to_qgis(frame.crs if spatial else None)
    sink, identifier = algorithm.parameterAsSink(parameters, parameter, context, fields, kind, crs)
    if sink is None:
        raise QgsProcessingException(algorithm.invalidSinkError(parameters, parameter))
    wkb = shapely.to_wkb(shapes) if spatial else [None] * len(frame)
    rows = zip(*(column.qgis_values() for column in columns), strict=True) if columns else [()] * len(frame)
    for count, (shape, row) in enumerate(zip(wkb, rows, strict=True)):
        if count % BATCH == 0 and feedback.isCanceled():
            raise Cancelled
        feature = QgsFeature(fields)
        if shape is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(shape)
            if QgsWkbTypes.isMultiType(kind):
                geometry.convertToMultiType()
            feature.setGeometry(geometry)
        feature.setAttributes(list(row))
        if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(algorithm.writeFeatureError(sink, parameters, parameter))
    del sink
    return identifier
