# SPDX-License-Identifier: GPL-3.0-or-later
"""Which classes of a raster lie on the map: its legend lists these and no other."""

import math

import numpy as np
from osgeo import gdal, ogr, osr
from qgis.core import (
    QgsColorRampShader,
    QgsGeometry,
    QgsPalettedRasterRenderer,
    QgsSingleBandPseudoColorRenderer,
)

from . import placing

# Cells read at most along a side; of a finer raster the nearest cell of each is taken.
CELLS = 6000
PLANE = 'LOCAL_CS["map",UNIT["metre",1]]'


def classes(layer, shown, crs):
    """Return the numbers of a raster's classes with a cell in ``shown``; None where it has no classes.

    Parameters
    ----------
    layer : QgsRasterLayer
    shown : QgsGeometry
        What of the raster is seen, in ``crs``.
    crs : QgsCoordinateReferenceSystem
    """
    renderer = layer.renderer()
    if isinstance(renderer, QgsPalettedRasterRenderer):
        values = _values(layer, renderer.inputBand(), shown, crs)
        return [n for n, one in enumerate(renderer.classes()) if one.value in values]
    if not isinstance(renderer, QgsSingleBandPseudoColorRenderer):
        return None
    shader = renderer.shader().rasterShaderFunction()
    kinds = QgsColorRampShader.Type
    if not isinstance(shader, QgsColorRampShader) or shader.colorRampType() == kinds.Interpolated:
        return None
    values = np.array(sorted(_values(layer, renderer.inputBand(), shown, crs)), dtype="float64")
    tops = [item.value for item in shader.colorRampItemList()]
    if shader.colorRampType() == kinds.Exact:
        return [number for number, top in enumerate(tops) if np.isclose(values, top).any()]
    bottoms = [-math.inf, *tops[:-1]]
    return [
        number
        for number, (bottom, top) in enumerate(zip(bottoms, tops, strict=True))
        if ((values > bottom) & (values <= top)).any()
    ]


def _values(layer, band, shown, crs):
    """Return the values of a raster's cells whose middle lies in ``shown``."""
    there = placing.to_crs(shown, crs, layer.crs())
    box = there.boundingBox().intersect(layer.extent())
    if box.isEmpty() or not there.intersects(QgsGeometry.fromRect(layer.extent())):
        return set()
    columns = min(CELLS, max(1, math.ceil(box.width() / layer.rasterUnitsPerPixelX())))
    rows = min(CELLS, max(1, math.ceil(box.height() / layer.rasterUnitsPerPixelY())))
    cells = np.ma.asarray(layer.dataProvider().block(band, box, columns, rows).as_numpy())
    inside = cells[_mask(there, box, columns, rows)].compressed()
    return set(np.unique(inside[~np.isnan(inside)]).tolist())


def _mask(shape, box, columns, rows):
    """Return which cells of a grid over ``box`` have their middle in a polygon."""
    grid = gdal.GetDriverByName("MEM").Create("", columns, rows, 1, gdal.GDT_Byte)
    grid.SetGeoTransform((box.xMinimum(), box.width() / columns, 0, box.yMaximum(), 0, -box.height() / rows))
    driver = ogr.GetDriverByName("Memory") or ogr.GetDriverByName("MEM")  # one driver from GDAL 3.11 on
    source = driver.CreateDataSource("")
    place = osr.SpatialReference(PLANE)  # one for both, so that GDAL has nothing to ask or to turn round
    grid.SetProjection(PLANE)
    layer = source.CreateLayer("shape", place)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkb(bytes(shape.asWkb())))
    layer.CreateFeature(feature)
    gdal.RasterizeLayer(grid, [1], layer, burn_values=[1])
    return grid.ReadAsArray().astype(bool)
