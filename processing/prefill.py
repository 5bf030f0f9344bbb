# SPDX-License-Identifier: GPL-3.0-or-later
"""Fills dialogs in with the project's planning layers and their fields, where their names say what they are.

Only what a dialog offers first changes; a run without a dialog keeps the parameters' own defaults.
"""

from qgis.core import QgsProject, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QThread

from .engine.databases import recognise


def recognised_layers():
    """Return {kind: (layer, Recognised)} of the open project: the first by name, else the first by fields."""
    application = QCoreApplication.instance()
    if application is None or QThread.currentThread() != application.thread():
        return {}  # the project belongs to the main thread
    found = {}
    for layer in QgsProject.instance().mapLayers().values():
        if not isinstance(layer, QgsVectorLayer) or not layer.isSpatial():
            continue
        known = recognise(layer.name(), layer.fields().names())
        if known and (known.kind not in found or (known.by, found[known.kind][1].by) == ("name", "fields")):
            found[known.kind] = (layer, known)
    return found


def prefill(algorithm, layers, fields=()):
    """Let an algorithm's dialog start with the layers that are recognised.

    Parameters
    ----------
    algorithm : QgsProcessingAlgorithm
        With its parameters already added.
    layers : dict of str to str
        Parameter of a layer, to the kind of layer that belongs there.
    fields : sequence of (str, str, str)
        Parameter of a field, kind of its layer, role of the field.
    """
    found = recognised_layers()
    for parameter, kind in layers.items():
        if kind in found:
            algorithm.parameterDefinition(parameter).setGuiDefaultValueOverride(found[kind][0].id())
    for parameter, kind, role in fields:
        field = found[kind][1].fields.get(role) if kind in found else None
        if field:
            algorithm.parameterDefinition(parameter).setGuiDefaultValueOverride(field)
