# SPDX-License-Identifier: GPL-3.0-or-later
"""What is measured: each case with its inputs, its tools in the order they run, and what they must agree in."""

from dataclasses import dataclass, field

import data
from tools_io import ROOT

CIRCLES = ROOT / "layers" / "circles.gpkg"
NAMES = {
    "floor": "floor: reading the inputs and writing the pieces",
    "floor_plugin": "floor with every parcel written, too, and spatial indexes",
    "engine": "the plugin's engine",
    "engine_chunks": "the plugin's engine, 250 000 parcels at a time",
    "engine_chunks_10": "the same with ten times the parcels, each time 7 m aside",
    "plugin": "`qgis_process run metro:redlineconflict`, QGIS's start included, pieces alone, `NEAREST_M=0`",
    "plugin_every": "the same with every parcel written, too",
    "plugin_nearest": "the same with its defaults: every parcel with the nearest red line within 1 km",
    "postgis": "PostGIS, loading included",
    "postgis_subdivide": "PostGIS with `ST_Subdivide`, loading included",
    "qgis_native": "QGIS `native:intersection`, red lines as input",
    "geopandas_overlay": "`geopandas.overlay`",
    "lines_engine": "the plugin's engine",
    "lines_postgis": "PostGIS with `ST_Subdivide` of the red lines, loading included",
    "coverages_engine": "the plugin's engine",
    "borders_engine": "the plugin's engine",
    "borders_geopandas": "geopandas: spatial index and intersection of outlines",
    "borders_qgis": "QGIS `native:polygonstolines` and `native:intersection`",
    "belts_engine": "the plugin's engine",
    "belts_geopandas": "geopandas: `buffer` by zone and `intersection` with both units",
    "belts_overlay": "geopandas: the same buffers, and `overlay` with all units",
}


@dataclass(frozen=True)
class Case:
    """One comparison.

    Attributes
    ----------
    title : str
    layers : tuple of str
        Names for :func:`data.ensure`; the shipped counties where there are none.
    tools : tuple of str
        The first of `base` that finished is what the others are compared with.
    base : str
        The plugin's own tool.
    prepare : str or None
        A tool to run first, unmeasured.
    within : float
        How far sizes may differ, as a share.
    patience : float
        Times the limit that the plugin's own tools may take.
    """

    title: str
    layers: tuple
    tools: tuple
    base: str
    prepare: str | None = None
    within: float = 1e-9
    patience: float = 1.0
    apart: tuple = field(default=())

    def inputs(self, folder):
        """Paths of the inputs, drawn unless they stand already."""
        return [data.ensure(folder, name) for name in self.layers] or [CIRCLES]


OVERLAY = (
    "floor",
    "engine",
    "engine_chunks",
    "plugin",
    "floor_plugin",
    "plugin_every",
    "plugin_nearest",
    "postgis_subdivide",
)
CASES = {
    "100k": Case(
        "100 000 parcels against red lines",
        ("parcels_100000", "redlines"),
        (*OVERLAY, "qgis_native", "geopandas_overlay", "postgis"),
        "engine",
        prepare="keep",
    ),
    "1m": Case(
        "1 000 000 parcels against red lines",
        ("parcels_1000000", "redlines"),
        OVERLAY,
        "engine",
        prepare="keep",
    ),
    "coverages": Case(
        "Two coverages of small polygons",
        ("coverage_100000", "coverage_50000"),
        ("coverages_engine", "geopandas_overlay"),
        "coverages_engine",
    ),
    "lines": Case(
        "Three control lines pairwise",
        ("parcels_100000", "growth_50000", "redlines"),
        ("lines_engine", "lines_postgis"),
        "lines_engine",
    ),
    "borders": Case(
        "Shared borders of all counties",
        (),
        ("borders_engine", "borders_geopandas", "borders_qgis"),
        "borders_engine",
    ),
    "belts": Case(
        "Belts of 5 km along the borders of all provinces and prefectures",
        (),
        ("belts_engine", "belts_geopandas", "belts_overlay"),
        "belts_engine",
        prepare="belts_keep",
        within=1e-3,
    ),
    "10m": Case(
        "10 000 000 parcels in chunks",
        ("parcels_1000000", "redlines"),
        ("engine_chunks", "engine_chunks_10"),
        "engine_chunks",
        patience=3.0,
        apart=("engine_chunks_10",),
    ),
}
