# SPDX-License-Identifier: GPL-3.0-or-later
"""The first import of the engine, without the warning that QGIS would log for it."""

import importlib
import warnings

WARNING = "The 'shapely.geos' module is deprecated"


def prepare():
    """Load ``shapely.geos``, which geopandas 1.0 imports and shapely 2.1 warns of, before geopandas does.

    Only this warning of this import is left out; the filters of everything else stay as they are. Without
    shapely, or with one that has no such module, there is nothing to do.
    """
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", WARNING, DeprecationWarning)
        try:
            importlib.import_module("shapely.geos")
        except ImportError:
            return
