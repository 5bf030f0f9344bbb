# SPDX-License-Identifier: GPL-3.0-or-later
"""The project template: offered by QGIS under *New from Template* while the plugin is on, gone when it is off.

It is written at every start, from the styles as they are and with the paths of this installation; opening no
layer for it, a start does not wait.
"""

import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

from qgis.core import Qgis, QgsApplication, QgsCoordinateReferenceSystem, QgsSettings
from qgis.PyQt.QtXml import QDomDocument

from ..layers import catalog
from ..processing.base import tr
from ..styles import catalog as styles
from .paths import HERE
from .project import layer_title

MARK = b"metro_circles"  # the comment of the file: only what carries it is ours to replace or remove
EXTENT = (117.2, 30.3, 120.8, 33.4)  # degrees: the circle of the example and its neighbours
CRS = "EPSG:4490"
SHAPES = {"seat": "Point"}
HIDDEN = ("zone",)  # until they are wanted


def contents():
    """Groups from the top of the map downwards: title and kinds of layers."""
    return (
        (tr("Results 成果"), ()),
        (tr("Control lines 控制线"), ()),
        (tr("Circles 都市圈"), ("circle", "zone")),
        (tr("Base map 底图"), ("seat", "water", "province", "prefecture", "county")),
    )


def place():
    """Where QGIS looks for a planner's templates."""
    folder = QgsSettings().value("qgis/projectTemplateDir", "", type=str)
    return Path(folder or Path(QgsApplication.qgisSettingsDirPath()) / "project_templates")


def install():
    """Write the template; return what `remove` takes away again, nothing where a planner's own has its name."""
    folder = place()
    file = folder / f"{tr('Metro Circles 都市圈')}.qgz"
    if file.exists() and not _is_ours(file):
        return ()
    made = () if folder.exists() else (folder,)
    folder.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.comment = MARK
        package.writestr(f"{file.stem}.qgs", project_text())
        package.write(HERE / "template.png", "preview.png")
    return (file, *made)


def remove(written):
    """Take away what `install` wrote, and the folder that it made where nothing else is in it."""
    for path in written:
        if path.is_dir():
            if not any(path.iterdir()):
                path.rmdir()
        elif path.exists() and _is_ours(path):
            path.unlink()


def _is_ours(file):
    try:
        with zipfile.ZipFile(file) as package:
            return package.comment == MARK
    except (OSError, zipfile.BadZipFile):
        return False


def project_text():
    """The project as QGIS reads it."""
    root = ET.Element("qgis", {"version": Qgis.version(), "projectname": ""})
    ET.SubElement(root, "projectCrs").append(_crs())
    tree = ET.SubElement(root, "layer-tree-group")
    layers = ET.SubElement(root, "projectlayers")
    for title, kinds in contents():
        branch = ET.SubElement(
            tree, "layer-tree-group", {"name": title, "checked": "Qt::Checked", "expanded": "1"}
        )
        for kind in kinds:
            name = layer_title(kind)
            checked = "Qt::Unchecked" if kind in HIDDEN else "Qt::Checked"
            leaf = {"id": f"metro_circles_{kind}", "name": name, "checked": checked, "expanded": "0"}
            ET.SubElement(branch, "layer-tree-layer", {**leaf, "providerKey": "ogr"})
            layers.append(_layer(kind, name))
    root.append(_canvas())
    properties = ET.SubElement(root, "properties")
    for group, name, form, text in (
        ("SpatialRefSys", "ProjectionsEnabled", "int", "1"),
        ("Measure", "Ellipsoid", "QString", "EPSG:1024"),  # CGCS2000
        ("Measurement", "AreaUnits", "QString", "ha"),
        ("Measurement", "DistanceUnits", "QString", "km"),
    ):
        found = properties.find(group)
        parent = ET.SubElement(properties, group) if found is None else found
        ET.SubElement(parent, name, {"type": form}).text = text
    return "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n" + ET.tostring(
        root, encoding="unicode"
    )


def _crs():
    """CGCS2000 as QGIS writes it."""
    document = QDomDocument()
    node = document.createElement("crs")
    document.appendChild(node)
    QgsCoordinateReferenceSystem(CRS).writeXml(node, document)
    return ET.fromstring(document.toString()).find("spatialrefsys")  # noqa: S314 (written above)


def _layer(kind, name):
    """A layer with the style of its kind: a QML holds what a project keeps of a layer."""
    style = ET.parse(styles.style_for(kind)).getroot()  # noqa: S314 (our own file)
    file, table = catalog.path(kind)
    layer = ET.Element("maplayer", {**style.attrib, "type": "vector", "readOnly": "1"})
    layer.set("geometry", SHAPES.get(kind, "Polygon"))
    for tag, text in (
        ("id", f"metro_circles_{kind}"),
        ("datasource", f"{file}|layername={table}"),
        ("layername", name),
    ):
        ET.SubElement(layer, tag).text = text
    ET.SubElement(layer, "srs").append(_crs())
    ET.SubElement(layer, "provider", {"encoding": "UTF-8"}).text = "ogr"
    layer.extend(style)
    return layer


def _canvas():
    canvas = ET.Element("mapcanvas", {"name": "theMapCanvas"})
    ET.SubElement(canvas, "units").text = "degrees"
    extent = ET.SubElement(canvas, "extent")
    for tag, degrees in zip(("xmin", "ymin", "xmax", "ymax"), EXTENT, strict=True):
        ET.SubElement(extent, tag).text = str(degrees)
    ET.SubElement(canvas, "destinationsrs").append(_crs())
    return canvas
