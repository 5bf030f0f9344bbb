# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies behind a QGIS layer: its file, its name there, and the encoding of its texts."""

from pathlib import Path

from osgeo import ogr
from qgis.core import (
    QgsFields,
    QgsProcessingFeatureSourceDefinition,
    QgsProcessingUtils,
    QgsProviderRegistry,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .engine.dbf import encoding_of

SHAPEFILE = (".shp", ".dbf")


def keep_curves():
    """Let GDAL hand out arcs as arcs again.

    Whenever pyogrio (and so geopandas) reads a file it turns curves off for the whole process, and QGIS would show,
    and save, the arcs of layers as straight lines from then on.
    """
    ogr.SetNonLinearGeometriesEnabledFlag(True)


def layer_of(algorithm, parameters, parameter, context):
    """The layer of an input, also where only its selection is asked for; None where it cannot be opened."""
    value = parameters.get(parameter)
    if isinstance(value, QgsProcessingFeatureSourceDefinition):
        name, _ = value.source.valueAsString(context.expressionContext())
        layer = QgsProcessingUtils.mapLayerFromString(name, context)
        return layer if isinstance(layer, QgsVectorLayer) else None
    return algorithm.parameterAsVectorLayer(parameters, parameter, context)


def parts(layer):
    """Path, layer name and more of a layer in a file, as QGIS's provider decodes them; empty for other layers."""
    if layer is None or layer.providerType() != "ogr":
        return {}
    return QgsProviderRegistry.instance().decodeUri("ogr", layer.source())


def shown_name(name, layer):
    """What the planner calls the layer: of a file with several, the layer's name rather than the file's."""
    uri = parts(layer)
    return uri["layerName"] if uri.get("layerName") and name == Path(uri.get("path", "")).stem else name


def stored(layer):
    """The file or folder that holds a layer, or None."""
    path = parts(layer).get("path")
    return Path(path) if path and Path(path).exists() else None


def id_fields(layer):
    """Names of the fields in which QGIS only shows the feature id of a file's layer."""
    if layer is None or layer.providerType() != "ogr" or Path(parts(layer).get("path", "")).suffix != ".gpkg":
        return frozenset()
    return frozenset(layer.fields().names()[i] for i in layer.primaryKeyAttributes())


def right_encoding(layer):
    """Let a shapefile's texts be read in the encoding that they are written in.

    Planners' shapefiles often come without a ``.cpg``, or with a wrong one, and QGIS then shows 绾㈢嚎 for 红线. The
    layer is told the encoding that its bytes show; nothing is written.

    Returns
    -------
    dict of str to str
        Field names as QGIS showed them to the right ones; empty where nothing changed.
    """
    path = stored(layer)
    if path is None or path.suffix.lower() not in SHAPEFILE:
        return {}
    encoding = encoding_of(path)
    if encoding is None or _same(encoding, layer.dataProvider().encoding()):
        return {}
    before = layer.fields().names()
    layer.setProviderEncoding(encoding)
    after = layer.fields().names()
    # A join or a virtual field keeps its place behind the file's own fields.
    return dict(zip(before, after, strict=False))


def plain_file(value, layer):
    """What pyogrio needs to read a layer that nothing in QGIS filters, edits or extends; None where something does."""
    if isinstance(value, QgsProcessingFeatureSourceDefinition) and (
        value.selectedFeaturesOnly or value.filterExpression or value.featureLimit >= 0
    ):
        return None
    uri = parts(layer)
    if not uri or layer.subsetString() or layer.isEditable():
        return None
    fields = layer.fields()
    if any(fields.fieldOrigin(i) != QgsFields.FieldOrigin.OriginProvider for i in range(len(fields))):
        return None
    flat = QgsWkbTypes.flatType(layer.wkbType())
    if QgsWkbTypes.isCurvedType(layer.wkbType()) or flat in (
        QgsWkbTypes.Type.Unknown,
        QgsWkbTypes.Type.GeometryCollection,
    ):
        return None
    if stored(layer) is None or uri.get("vsiPrefix") or uri.get("openOptions") or uri.get("geometryType"):
        return None
    shapefile = uri["path"].lower().endswith(SHAPEFILE)
    return {
        "path": uri["path"],
        "layer": uri.get("layerName") or uri.get("layerId") or 0,
        "encoding": layer.dataProvider().encoding() if shapefile else None,
    }


def _same(one, other):
    chinese = {"GB18030", "GBK", "GB2312", "CP936", "936"}
    one, other = one.upper(), other.upper()
    return one == other or (one in chinese and other in chinese - {"GB2312"} and one != "GB18030")
