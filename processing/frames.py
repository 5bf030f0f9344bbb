# SPDX-License-Identifier: GPL-3.0-or-later
"""QGIS sources and sinks <-> GeoDataFrames: the one adapter between Processing and the engine.

A frame's index holds the feature ids of the source, its ``attrs["name"]`` the layer's name, so that
messages can name both. Geometries are two-dimensional and straight: Z and M are dropped, curves are
segmented by QGIS's own tolerance. Attributes keep their names and values.
"""

import tempfile
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
    QgsFeature,
    QgsFeatureRequest,
    QgsFeatureSink,
    QgsField,
    QgsFields,
    QgsGeometry,
    QgsProcessingException,
    QgsProcessingFeatureSource,
    QgsProcessingLayerPostProcessorInterface,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingUtils,
    QgsProperty,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)
from qgis.PyQt.QtCore import QDate, QDateTime, QMetaType, QTime

from . import layerfiles

ARC_STEP = "1"  # degrees between the points of an arc, as QGIS itself draws them
BATCH = 20_000  # features between two looks at the cancel button
FILE_DRIVERS = {".gpkg": "GPKG", ".shp": "ESRI Shapefile", ".fgb": "FlatGeobuf", ".geojson": "GeoJSON"}


@dataclass(frozen=True)
class Source:
    """One input of an algorithm, taken in ``prepareAlgorithm`` and read once while running."""

    name: str
    features: QgsProcessingFeatureSource
    file: dict | None  # what pyogrio needs to read it column-wise; None where QGIS filters it
    path: Path | None = None  # where the layer is stored, for reports; None in memory or a database
    renamed: dict = field(
        default_factory=dict
    )  # fields as QGIS showed them before the encoding was put right

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
    return Source(name, features, plain, layerfiles.stored(layer), renamed)


def sources(algorithm, parameters, parameter, context):
    """Return the ``Source`` of each layer of a parameter that takes several, in their order."""
    open_layer = QgsProcessingUtils.variantToSource
    layers = algorithm.parameterAsLayerList(parameters, parameter, context)
    plain, stored = layerfiles.plain_file, layerfiles.stored
    return [Source(la.name(), open_layer(la, context), plain(None, la), stored(la)) for la in layers]


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
        feedback.pushInfo(
            f"Layer '{taken.name}': its texts are read in the encoding that its bytes show, not as QGIS took them."
        )
    frame = _read_columns(taken, columns) if taken.file else None
    frame = _read_features(taken, feedback, columns) if frame is None else frame
    frame.attrs["name"] = taken.name
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


def write(algorithm, parameters, parameter, context, frame, feedback, style=None):
    """Write a frame to an output parameter; a file appears whole or not at all.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame or pandas.DataFrame
        Its index is not written.
    style : pathlib.Path, optional
        A QML file: stored in a GeoPackage, laid beside other files, put on a layer in memory.

    Returns
    -------
    str or None
        The layer's id or path for the algorithm's results; None where the output is skipped.
    """
    destination = _destination(parameters.get(parameter), context)
    if not destination:
        return None
    path = Path(destination)
    if "://" not in destination and path.suffix.lower() in FILE_DRIVERS and "dbname=" not in destination:
        destination = algorithm.parameterAsOutputLayer(parameters, parameter, context)
        write_file(path, {path.stem: frame}, {path.stem: style})
        return destination
    identifier = _write_sink(algorithm, parameters, parameter, context, frame, feedback)
    if style and context.willLoadLayerOnCompletion(identifier):
        context.layerToLoadOnCompletionDetails(identifier).setPostProcessor(Styler.put(style))
    return identifier


def write_file(path, frames, styles=None):
    """Write frames as the layers of one file, which appears whole or not at all.

    Parameters
    ----------
    path : pathlib.Path
        Ends in ``.gpkg``, ``.shp``, ``.fgb`` or ``.geojson``; only the first holds several layers.
    frames : dict of str to geopandas.GeoDataFrame
        By layer name.
    styles : dict of str to pathlib.Path, optional
        The QML file of each layer.
    """
    path = Path(path)
    driver = FILE_DRIVERS[path.suffix.lower()]
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(prefix=".metro-", dir=path.parent)
    except OSError as error:
        raise QgsProcessingException(
            f"Cannot write in folder '{path.parent}': {error.strerror}. Choose another folder."
        ) from error
    with folder as partial:
        target = Path(partial) / path.name
        for name, frame in frames.items():
            pyogrio.write_dataframe(
                _writable(frame), target, layer=name, driver=driver, append=target.exists(), encoding="UTF-8"
            )
            style = (styles or {}).get(name)
            if style:
                _store_style(target, name, style)
        for piece in sorted(Path(partial).iterdir()):
            piece.replace(path.with_name(piece.name))


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


def _read_columns(taken, columns):
    """Read a file column-wise; None where it holds a text that breaks off within a character."""
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
    wanted = [i for i, name in enumerate(names) if columns is None or name in columns]
    request = QgsFeatureRequest().setSubsetOfAttributes(wanted)
    flags = QgsProcessingFeatureSource.Flag.FlagSkipGeometryValidityChecks
    ids, shapes, rows = [], [], []
    for count, feature in enumerate(taken.features.getFeatures(request, flags)):
        if count % BATCH == 0 and feedback.isCanceled():
            break
        ids.append(feature.id())
        shapes.append(_straight_wkb(feature.geometry()))
        values = feature.attributes()
        rows.append([_plain(values[i]) for i in wanted])
    geometries = shapely.force_2d(shapely.from_wkb(np.array(shapes, dtype=object)))
    table = pd.DataFrame(rows, columns=[names[i] for i in wanted], index=pd.Index(ids, name="fid"))
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
        return pd.Timestamp(value.toPyDateTime())
    if isinstance(value, QDate):
        return pd.Timestamp(value.toPyDate())
    if isinstance(value, QTime):
        return value.toString("HH:mm:ss")
    return value


def _attributes(frame):
    shape = frame.geometry.name if isinstance(frame, geopandas.GeoDataFrame) else None
    return [column for column in frame.columns if column != shape]


def _writable(frame):
    """Columns that a file can hold: lists as text, the index left out."""
    frame = frame.reset_index(drop=True)
    for column in _attributes(frame):
        if (
            frame[column].dtype == object
            and frame[column].map(lambda v: isinstance(v, list | tuple | set)).any()
        ):
            frame[column] = frame[column].map(
                lambda v: "、".join(map(str, v)) if isinstance(v, list | tuple | set) else v
            )
    return frame


def _store_style(path, name, style):
    """Store a QML in a GeoPackage as the layer's default style, or lay it beside the file."""
    if path.suffix.lower() != ".gpkg":
        path.with_suffix(".qml").write_bytes(Path(style).read_bytes())
        return
    qml = Path(style).read_text(encoding="utf-8")
    ogr = QgsProviderRegistry.instance().providerMetadata("ogr")
    if not ogr.saveStyle(f"{path}|layername={name}", qml, "", name, "", "", True, ""):
        raise QgsProcessingException(f"The style '{style}' was not stored with layer '{name}'.")


def _write_sink(algorithm, parameters, parameter, context, frame, feedback):
    columns = _attributes(frame)
    fields = QgsFields()
    for column in columns:
        fields.append(QgsField(column, _field_type(frame[column])))
    spatial = isinstance(frame, geopandas.GeoDataFrame)
    kind = _wkb_type(frame.geometry) if spatial else QgsWkbTypes.Type.NoGeometry
    crs = to_qgis(frame.crs if spatial else None)
    sink, identifier = algorithm.parameterAsSink(parameters, parameter, context, fields, kind, crs)
    if sink is None:
        raise QgsProcessingException(algorithm.invalidSinkError(parameters, parameter))
    plain = _writable(frame)
    wkb = shapely.to_wkb(np.asarray(plain.geometry)) if spatial else [None] * len(plain)
    table = plain[columns].astype(object).where(plain[columns].notna(), None)
    values = table.itertuples(index=False, name=None) if columns else [()] * len(plain)
    for count, (shape, row) in enumerate(zip(wkb, values, strict=True)):
        if count % BATCH == 0 and feedback.isCanceled():
            break
        feature = QgsFeature(fields)
        if shape is not None:
            geometry = QgsGeometry()
            geometry.fromWkb(shape)
            if QgsWkbTypes.isMultiType(kind):
                geometry.convertToMultiType()
            feature.setGeometry(geometry)
        feature.setAttributes([v.item() if isinstance(v, np.generic) else v for v in row])
        if not sink.addFeature(feature, QgsFeatureSink.Flag.FastInsert):
            raise QgsProcessingException(algorithm.writeFeatureError(sink, parameters, parameter))
    del sink
    return identifier


def _field_type(series):
    kind = series.dtype.kind
    if kind in "iu":
        return QMetaType.Type.LongLong
    return {"f": QMetaType.Type.Double, "b": QMetaType.Type.Bool, "M": QMetaType.Type.QDateTime}.get(
        kind, QMetaType.Type.QString
    )


def _wkb_type(geometry):
    kinds = set(shapely.get_type_id(np.asarray(geometry))) - {-1}
    if kinds <= {3, 6}:
        return QgsWkbTypes.Type.MultiPolygon
    if kinds <= {1, 2, 5}:
        return QgsWkbTypes.Type.MultiLineString
    return QgsWkbTypes.Type.MultiPoint if kinds <= {0, 4} else QgsWkbTypes.Type.Unknown
