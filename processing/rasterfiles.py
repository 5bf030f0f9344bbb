# SPDX-License-Identifier: GPL-3.0-or-later
"""Raster files that parameters name, opened so that nothing is written beside them."""

from contextlib import contextmanager
from pathlib import Path

from osgeo import gdal
from qgis.core import QgsApplication, QgsProcessingUtils, QgsRasterLayer

_SWITCH = "GDAL_PAM_ENABLED"
_TYPES = ("raster", "layer", "multilayer")


def open_quietly(algorithm, parameters, context):
    """Open the raster files of an algorithm's inputs before QGIS does.

    QGIS looks for the range of values when it opens a raster, and GDAL keeps what it found in a file
    ``*.aux.xml`` beside it. Layers of the project are left alone, and so are files that have such a file already:
    there GDAL must read it, for it may hold the coordinate system.
    """
    for definition in algorithm.parameterDefinitions():
        if definition.type() not in _TYPES:
            continue
        values = parameters.get(definition.name())
        for value in values if isinstance(values, list) else [values]:
            if isinstance(value, str) and _is_bare_file(value, definition.type() == "raster"):
                _open(value, context)


@contextmanager
def writing_nothing(path):
    """Let GDAL write no ``.aux.xml`` beside a raster that is opened meanwhile, unless it has one already."""
    before = gdal.GetThreadLocalConfigOption(_SWITCH, None)
    if not Path(path + ".aux.xml").exists():
        gdal.SetThreadLocalConfigOption(_SWITCH, "NO")
    try:
        yield
    finally:
        gdal.SetThreadLocalConfigOption(_SWITCH, before)


def _is_bare_file(value, raster):
    """Whether a text is the path of a raster file without an ``.aux.xml``."""
    try:
        bare = Path(value).is_file() and not Path(value + ".aux.xml").exists()
    except OSError:  # a text that is no path: too long, or with a character that paths have not
        return False
    return bare and (raster or gdal.IdentifyDriverEx(value, gdal.OF_VECTOR) is None)


def _open(path, context):
    layer = QgsProcessingUtils.mapLayerFromString(path, context, False)
    if layer is not None and not _closed(layer, path, context):
        return
    options = QgsRasterLayer.LayerOptions()
    options.transformContext = context.transformContext()
    options.loadDefaultStyle = False
    options.skipCrsValidation = True
    with writing_nothing(path):
        layer = QgsRasterLayer(path, Path(path).stem, "gdal", options)
    if layer.isValid():
        context.temporaryLayerStore().addMapLayer(layer)


def _closed(layer, path, context):
    """Close a layer that qgis_process has just opened for this run; what GDAL writes then is taken away again.

    qgis_process opens the layers of a sheet before it asks the algorithm anything.
    """
    store = context.temporaryLayerStore()
    alone = QgsApplication.platform() == "qgis_process" and not context.layersToLoadOnCompletion()
    if not alone or store.mapLayer(layer.id()) is None:
        return False
    store.removeMapLayer(layer.id())
    Path(path + ".aux.xml").unlink(missing_ok=True)
    return True
