# SPDX-License-Identifier: GPL-3.0-or-later
"""What every input layer must pass before the engine sees it."""

import numpy as np
import shapely
from qgis.core import QgsWkbTypes

from . import frames
from .engine import validity
from .engine.errors import (
    Cancelled,
    CollectionError,
    CoordinateError,
    EmptyLayerError,
    MissingCrsError,
    MissingFieldError,
)
from .engine.ground import patiently
from .engine.moving import moved
from .engine.places import misplaced_features
from .messages import tell, warn


def polygons(source, policy, feedback, columns=None):
    """Read a polygon layer and hold it to what areas need.

    Parameters
    ----------
    source : frames.Source
    policy : {'stop', 'repair'}
        What happens to invalid features.
    feedback : QgsProcessingFeedback
        Hears what was repaired or set aside.
    columns : list of str, optional
        The attributes to keep.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``attrs``: ``name``, ``repaired`` and ``rejected`` (counts).

    Raises
    ------
    MissingCrsError, EmptyLayerError, CoordinateError, GeometryTypeError, InvalidGeometryError
    """
    _need_crs(source)
    return checked(frames.read(source, feedback, columns), policy, feedback)


def features(source, feedback, columns=None, placed=True):
    """Read a layer of any geometry type; null and empty geometries stay in it.

    Parameters
    ----------
    source : frames.Source
    feedback : QgsProcessingFeedback
        Hears that Z and M values are not read.
    columns : list of str, optional
        The attributes to keep.
    placed : bool
        Whether coordinates that cannot belong to the declared CRS are an error.

    Returns
    -------
    geopandas.GeoDataFrame
        With ``attrs["name"]``.

    Raises
    ------
    MissingCrsError, EmptyLayerError, CoordinateError
    """
    _need_crs(source)
    frame = frames.read(source, feedback, columns)
    if (frame.geometry.isna() | frame.geometry.is_empty).all():
        raise EmptyLayerError(source.name)
    reason = misplaced_features(frame.geometry, frame.crs) if placed else None
    if reason:
        raise CoordinateError(f"Layer '{source.name}' {reason}")
    if frames.has_z_or_m(source):
        warn(feedback, f"Layer '{source.name}' has Z or M values; they are not in the result.")
    return frame


def checked(frame, policy, feedback):
    """Hold a polygon frame to what areas need; see :func:`polygons`."""
    name = frame.attrs["name"]
    reason = misplaced_features(frame.geometry, frame.crs)
    if reason:
        raise CoordinateError(f"Layer '{name}' {reason}")
    frame, report = patiently(lambda: validity.check(frame, name, policy), cancelling(feedback))
    frame.attrs.update(name=name, repaired=len(report.repaired), rejected=len(report.rejected))
    if report.summary():
        warn(feedback, report.summary())
    return frame


def same_crs(frame, other, feedback):
    """Return ``frame`` in the CRS of ``other``, and say so where it had to be moved; straight edges stay straight."""
    if frame.crs == other.crs:
        return frame
    tell(
        feedback,
        f"Layer '{frame.attrs['name']}' is brought from {frame.crs.to_string()} to {other.crs.to_string()}, "
        f"the coordinate system of '{other.attrs['name']}'.",
    )
    return patiently(lambda: moved(frame, other.crs), cancelling(feedback))


def cancelling(feedback):
    """Return a callback for long work whose share is not known: it raises ``Cancelled`` when asked to."""

    def look(fraction):
        if feedback.isCanceled():
            raise Cancelled

    return look


def _need_crs(source):
    """Refuse a layer without a CRS, and one of geometry collections, for which QGIS knows none."""
    if source.crs.isValid():
        return
    if QgsWkbTypes.flatType(source.features.wkbType()) == QgsWkbTypes.Type.GeometryCollection:
        raise CollectionError(source.name)
    raise MissingCrsError(source.name)


def column(frame, source, name):
    """The column of a field that a planner chose from what QGIS showed of a source; None where none is chosen.

    Raises
    ------
    MissingFieldError
        The frame has no such column.
    """
    if not name or source is None:
        return name or None
    right = source.field_named(name)
    if right not in frame.columns:
        raise MissingFieldError(source.name, name, frame.columns.drop(frame.geometry.name))
    return right


def projects(source, policy, feedback, columns=None):
    """Read a layer of polygons, lines or points, whichever it is, and hold it to what the engine needs.

    Polygons pass :func:`checked`. Lines and points cannot be invalid; those without a geometry are left out and
    counted.

    Returns
    -------
    geopandas.GeoDataFrame
        As :func:`polygons` gives it.

    Raises
    ------
    MissingCrsError, EmptyLayerError, CoordinateError, InvalidGeometryError
    """
    _need_crs(source)
    frame = frames.read(source, feedback, columns)
    geometry = frame.geometry
    usable = ~(geometry.isna() | geometry.is_empty)
    if not usable.any():
        raise EmptyLayerError(source.name)
    kind = shapely.get_type_id(np.asarray(geometry.array, dtype=object))
    if (np.isin(kind, (3, 6)) & usable).any():
        return checked(frame, policy, feedback)
    reason = misplaced_features(frame.geometry, frame.crs)
    if reason:
        raise CoordinateError(f"Layer '{source.name}' {reason}")
    lost = int((~usable).sum())
    if lost:
        warn(feedback, f"Layer '{source.name}': {lost} features without a usable geometry left out.")
    frame = frame[usable] if lost else frame
    frame.attrs.update(name=source.name, repaired=0, rejected=lost)
    return frame
