# SPDX-License-Identifier: GPL-3.0-or-later
"""A plan sheet as a layout of the open project, to be changed by hand in the layout designer."""

from qgis.core import QgsPrintLayout, QgsReadWriteContext
from qgis.PyQt.QtXml import QDomDocument

from . import sheets


def add_sheet(project, name, layers, slots, **options):
    """Lay a sheet out and add it, with its layers, to a project.

    Parameters
    ----------
    project : QgsProject
    name : str
        Of the layout; a number is added where it is taken.
    layers, slots, **options
        As :func:`sheets.lay_out` takes them.

    Returns
    -------
    QgsPrintLayout
        Owned by the project's layout manager. Its layers are in a group of the same name, switched off in
        the map.

    Raises
    ------
    sheets.SheetError
    """
    sheet = sheets.lay_out(layers, slots, **options)
    document = QDomDocument()
    document.appendChild(sheet.layout.writeXml(document, QgsReadWriteContext()))
    group = project.layerTreeRoot().addGroup(_free_name(project, name))
    drawn = [layer for _, layer in sheet.pairs]
    of_index = [layer for layer in sheet.project.mapLayers().values() if layer not in drawn]
    for layer in (*drawn, *of_index):
        group.addLayer(project.addMapLayer(sheet.project.takeMapLayer(layer), False))
    group.setItemVisibilityChecked(False)
    group.setExpanded(False)
    layout = QgsPrintLayout(project)
    layout.readXml(document.documentElement(), document, QgsReadWriteContext())
    layout.setName(group.name())
    project.layoutManager().addLayout(layout)
    return layout


def _free_name(project, name):
    taken = {layout.name() for layout in project.layoutManager().layouts()}
    number = 1
    found = name
    while found in taken:
        number += 1
        found = f"{name} {number}"
    return found
