# SPDX-License-Identifier: GPL-3.0-or-later
"""QGIS sources as GeoDataFrames: how layers come to the engine; ``outputs`` is the way back.

A frame's index holds the feature ids of the source, its ``attrs["name"]`` the layer's name, so that
messages can name both. Geometries are two-dimensional and straight: Z and M are dropped, curves are
segmented by QGIS's own tolerance. Attributes keep their names, values and types; ``attrs["kinds"]`` has the
fields' kinds for whoever writes them again.
"""

from dataclasses import dataclass, field
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyogrio
import pyproj
import shapely
from osgeo import gdal
from qgis.core import (
    NULL,
    QgsCoordinateReferenceSystem,
    QgsFeatureRequest,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingUtils,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QTime

from . import layerfiles
from .columns import kinds_of, lossy, read_values, whole_numbers
from .engine.errors import Cancelled
from .messages import tell

ARC_STEP = "1"  # degrees between the points of an arc, as QGIS itself draws them
BATCH = 20_000  # features between two looks at the cancel button


@dataclass(frozen=True)
class Source:
    """One input of an algorithm, taken in ``prepareAlgorithm`` and read once while running."""

    name: str
    features: QgsProcessingFeatureSource
    file: dict | None  # what pyogrio needs to read it column-wise; None where QGIS filters it
    path: Path | None = None  # where the layer is stored, for reports; None in memory or a database
    renamed: dict = field(default_factory=dict)  # fields as QGIS showed them in a wrong encoding -> right
    hidden: frozenset = frozenset()  # fields that only show the feature id

    @property
    def crs(self):
        return self.features.sourceCrs()

    def field_named(self, name):
        """The right name of a field that a planner chose from what QGIS showed."""
        known = self.features.fields().names()
        return name if name in known else self.renamed.get(name, name)


def source(algorithm, parameters, parameter, context):
    """Return the ``Source`` of a parameter, or None where the parameter is empty.

    Raises
    ------
    QgsProcessingException
        If the layer cannot be opened.
    """
    if parameters.get(parameter) is None and algorithm.parameterDefinition(parameter).defaultValue() is None:
        return None
    layerfiles.keep_curves()
    layer = layerfiles.layer_of(algorithm, parameters, parameter, context)
    renamed = layerfiles.right_encoding(layer)
    features = algorithm.parameterAsSource(parameters, parameter, context)
    if features is None:
        if not parameters.get(parameter):
            return None
        raise QgsProcessingException(algorithm.invalidSourceError(parameters, parameter))
    name = layerfiles.shown_name(features.sourceName(), layer)
    plain = layerfiles.plain_file(parameters.get(parameter), layer)
    stored = layerfiles.stored(layer)
    if stored is not None:
        algorithm.read_from.add(stored.resolve())
    return Source(name, features, plain, stored, renamed, layerfiles.id_fields(layer))


def sources(algorithm, parameters, parameter, context):
    """Return the ``Source`` of each layer of a parameter that takes several, in their order."""
    open_layer = QgsProcessingUtils.variantToSource
    layers = algorithm.parameterAsLayerList(parameters, parameter, context)
    plain, stored = layerfiles.plain_file, layerfiles.stored
    algorithm.read_from.update(path.resolve() for path in map(stored, layers) if path is not None)
    return [
        Source(
            la.name(), open_layer(la, context), plain(None, la), stored(la), hidden=layerfiles.id_fields(la)
        )
        for la in layers
    ]


def read(taken, feedback, columns=None):
    """Read a ``Source`` into a GeoDataFrame.

    Parameters
    ----------
    taken : Source
    feedback : QgsProcessingFeedback
        Asked for cancellation between batches.
    columns : list of str, optional
        The attributes to keep; all of them by default.

    Returns
    -------
    geopandas.GeoDataFrame
        Indexed by feature id, in the layer's own CRS (None where it has none).
    """
    if taken.renamed:
        tell(
            feedback,
            f"Layer '{taken.name}': its texts are read in the encoding that its bytes show, not as QGIS took them.",
        )
    frame = _read_columns(taken, columns) if taken.file else None
    frame = _read_features(taken, feedback, columns) if frame is None else frame
    frame.attrs.update(name=taken.name, kinds=kinds_of(taken.features.fields()))
    return frame


def has_z_or_m(taken):
    """Whether a ``Source`` has Z or M values, which frames do not carry."""
    kind = taken.features.wkbType()
    return QgsWkbTypes.hasZ(kind) or QgsWkbTypes.hasM(kind)


def to_pyproj(crs):
    """Return QGIS's CRS as pyproj's, or None where it is not set."""
    if not crs.isValid():
        return None
    return pyproj.CRS.from_user_input(crs.authid() or crs.toWkt(QgsCoordinateReferenceSystem.WKT_PREFERRED))


def to_qgis(crs):
    """Return a pyproj CRS as QGIS's; invalid where it is None."""
    if crs is None:
        return QgsCoordinateReferenceSystem()
    code = pyproj.CRS.from_user_input(crs).to_authority(min_confidence=100)
    return QgsCoordinateReferenceSystem(":".join(code) if code else pyproj.CRS.from_user_input(crs).to_wkt())


def _read_columns(taken, columns):
    """Read a file column-wise; None where a text breaks off within a character, or long numbers have gaps."""
    gdal.SetThreadLocalConfigOption("OGR_ARC_STEPSIZE", ARC_STEP)
    try:
        frame = pyogrio.read_dataframe(
            taken.file["path"],
            layer=taken.file["layer"],
            encoding=taken.file["encoding"] or None,
            columns=columns,
            fid_as_index=True,
            force_2d=True,
        )
    except UnicodeDecodeError:
        return None
    finally:
        gdal.SetThreadLocalConfigOption("OGR_ARC_STEPSIZE", None)
        layerfiles.keep_curves()
    kinds = kinds_of(taken.features.fields())
    if lossy(frame, kinds):
        return None
    frame = whole_numbers(frame, kinds)
    # The CRS that QGIS shows counts, also where the planner has overridden the file's.
    if not taken.crs.isValid():
        return _without_crs(frame)
    return frame.set_crs(to_pyproj(taken.crs), allow_override=True)


def _without_crs(frame):
    plain = geopandas.GeoDataFrame(
        pd.DataFrame(frame.drop(columns=frame.geometry.name)), geometry=np.asarray(frame.geometry)
    )
    plain.index = frame.index
    return plain


def _read_features(taken, feedback, columns):
    layerfiles.keep_curves()
    names = taken.features.fields().names()
    wanted = [
        i for i, name in enumerate(names) if name not in taken.hidden and (columns is None or name in columns)
    ]
    request = QgsFeatureRequest().setSubsetOfAttributes(wanted)
    flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    ids, shapes, rows = [], [], []
    for count, feature in enumerate(taken.features.getFeatures(request, flags)):
        if count % BATCH == 0 and feedback.isCanceled():
            raise Cancelled
        ids.append(feature.id())
        shapes.append(_straight_wkb(feature.geometry()))
        values = feature.attributes()
        rows.append([_plain(values[i]) for i in wanted])
    geometries = shapely.force_2d(shapely.from_wkb(np.array(shapes, dtype=object)))
    kinds = kinds_of(taken.features.fields())
    values = zip(*rows, strict=True) if rows else [()] * len(wanted)
    table = pd.DataFrame(index=pd.Index(ids, name="fid", dtype="int64"))
    for i, column in zip(wanted, values, strict=True):
        table[names[i]] = read_values(list(column), kinds[names[i]])
    return geopandas.GeoDataFrame(table, geometry=geometries, crs=to_pyproj(taken.crs))


def _straight_wkb(geometry):
    if geometry.isNull():
        return None
    shape = geometry.constGet()
    if shape.hasCurvedSegments():
        geometry = QgsGeometry(shape.segmentize())
        shape = geometry.constGet()
    if shape.isMeasure():
        geometry = QgsGeometry(geometry)
        geometry.get().dropMValue()
    return bytes(geometry.asWkb())


def _plain(value):
    if value is None or value == NULL:
        return None
    if isinstance(value, QDateTime):
        return value.toPyDateTime()
    if isinstance(value, QDate):
        return value.toPyDate()
    if isinstance(value, QTime):
        return value.toString("HH:mm:ss")
    return value
