# SPDX-License-Identifier: GPL-3.0-or-later
"""What a report says of the run itself: inputs with dates and CRS, parameters, versions; and files written whole."""

import configparser
import contextlib
import tempfile
from datetime import datetime
from pathlib import Path

from qgis.core import Qgis, QgsProcessingException, QgsProcessingParameterDefinition

PLUGIN = Path(__file__).resolve().parent.parent


def facts(algorithm, sources, checked, parameters, context):
    """Return the rows ``inputs``, ``parameters`` and ``versions``, ``made`` and whether a ``sample`` was checked."""
    frames = {"PARCELS": checked.parcels, "REDLINES": checked.redlines, "UNITS": checked.units}
    inputs = []
    for name, frame in frames.items():
        if frame is None:
            continue
        inputs.append(
            _input(name.lower(), frame.attrs.get("name", ""), len(frame), sources[name])
            | {"repaired": frame.attrs.get("repaired", 0), "rejected": frame.attrs.get("rejected", 0)}
        )
    zones = sources["ZONES"]
    if zones:
        inputs.append(
            _input("zones", zones.name, zones.features.featureCount(), zones)
            | {"repaired": "—", "rejected": "—"}
        )
    names = " ".join(row["name"] + row["path"] for row in inputs)
    return {
        "inputs": inputs,
        "parameters": _parameters(algorithm, parameters, context),
        "versions": versions(),
        "made": f"{datetime.now():%Y-%m-%d %H:%M}",
        "sample": "示例" in names or "sample_" in names,
    }


def _input(role, name, count, source):
    """What a report says of one layer; a circle's units have no source."""
    file = source.path if source else None
    return {
        "role": role,
        "name": name,
        "count": count,
        "crs": f"{source.crs.authid()} {source.crs.description()}".strip() if source else "EPSG:4490",
        "modified": _modified(file),
        "path": str(file) if file else "",
    }


def versions():
    """Return (name, version) of the plugin and of what computed with it."""
    import geopandas
    import openpyxl
    import pyproj
    import shapely

    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(PLUGIN / "metadata.txt", encoding="utf-8")
    geos = ".".join(map(str, shapely.geos_version))
    return [
        ("Metro Circles 都市圈", metadata["general"]["version"]),
        ("QGIS", Qgis.QGIS_VERSION),
        ("GEOS / PROJ", f"{geos} / {pyproj.proj_version_str}"),
        ("geopandas / shapely", f"{geopandas.__version__} / {shapely.__version__}"),
        ("openpyxl", openpyxl.__version__),
    ]


def write_whole(files):
    """Write files so that all of them appear whole, or none does and what was there stays.

    Parameters
    ----------
    files : list of (pathlib.Path, callable)
        The callable writes to the path that it gets.

    Raises
    ------
    QgsProcessingException
        Two of them are the same file, or one cannot be written.
    """
    with contextlib.ExitStack() as folders:
        made, moved = [], []
        try:
            for path, writer in files:
                if path.resolve() in [place.resolve() for place, _ in made]:
                    raise QgsProcessingException(f"Two outputs name the file '{path}'. Give each its own.")
                path.parent.mkdir(parents=True, exist_ok=True)
                folder = Path(
                    folders.enter_context(tempfile.TemporaryDirectory(prefix=".metro-", dir=path.parent))
                )
                writer(folder / path.name)
                made.append((path, folder))
            for path, folder in made:
                before = folder / "before"
                if path.exists():
                    path.replace(before)
                moved.append((path, before))
                (folder / path.name).replace(path)
        except OSError as error:
            for place, before in reversed(moved):
                place.unlink(missing_ok=True)
                if before.exists():
                    before.replace(place)
            raise QgsProcessingException(
                f"Cannot write '{path}': {error.strerror}. Close it where it is open, or choose another folder."
            ) from error


def _modified(file):
    if file is None or not Path(file).exists():
        return "—"
    return f"{datetime.fromtimestamp(Path(file).stat().st_mtime):%Y-%m-%d %H:%M}"


def _parameters(algorithm, parameters, context):
    """(description, name, value) of what is not a layer or an output."""
    rows = []
    for definition in algorithm.parameterDefinitions():
        if definition.isDestination() or definition.type() == "source":
            continue
        hidden = QgsProcessingParameterDefinition.Flag.FlagHidden
        if definition.flags() & hidden:
            continue
        value = parameters.get(definition.name(), definition.defaultValue())
        rows.append((definition.description(), definition.name(), "—" if value in (None, "") else str(value)))
    return rows
