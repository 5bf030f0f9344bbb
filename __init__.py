# SPDX-License-Identifier: GPL-3.0-or-later
"""Metro Circles 都市圈: QGIS finds the plugin here. Importing it needs no QGIS."""


def classFactory(iface):
    """Return the plugin; QGIS calls this once, with ``iface`` None in qgis_process."""
    from .metro_plugin.plugin import MetroCirclesPlugin

    return MetroCirclesPlugin(iface)
