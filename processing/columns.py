# SPDX-License-Identifier: GPL-3.0-or-later
"""Attributes of a frame as arrays that keep their type: whole numbers with gaps, dates, truth values.

A frame that was read from QGIS carries its fields' kinds in ``attrs["kinds"]``; a column that still has its
name and fits is written as what it was.
"""

import datetime
from dataclasses import dataclass

import geopandas
import numpy as np
import pandas as pd
from qgis.PyQt.QtCore import QDate, QDateTime, QMetaType

TYPES = {
    "int": QMetaType.Type.Int,
    "int64": QMetaType.Type.LongLong,
    "float": QMetaType.Type.Double,
    "bool": QMetaType.Type.Bool,
    "date": QMetaType.Type.QDate,
    "datetime": QMetaType.Type.QDateTime,
    "text": QMetaType.Type.QString,
}
BY_QGIS = {code: kind for kind, code in TYPES.items()} | {
    QMetaType.Type.UInt: "int64",
    QMetaType.Type.ULongLong: "int64",
}
DTYPES = {
    "int": "int32",
    "int64": "int64",
    "float": "float64",
    "bool": "bool",
    "date": "datetime64[D]",
    "datetime": "datetime64[ms]",
    "text": "object",
}


@dataclass(frozen=True)
class Column:
    """One attribute, ready to be written.

    Attributes
    ----------
    name : str
    kind : str
        One of ``TYPES``.
    data : numpy.ndarray
        Of the kind's dtype; anything where ``missing``.
    missing : numpy.ndarray of bool or None
        Where there is no value; None where every value is there, or the data say so themselves.
    """

    name: str
    kind: str
    data: np.ndarray
    missing: np.ndarray | None

    @property
    def qgis_type(self):
        return TYPES[self.kind]

    def qgis_values(self):
        """The values as QGIS takes them, None where there is none."""
        if self.kind in ("date", "datetime"):
            return [_qt(value) for value in self.data.tolist()]
        values = self.data.tolist()
        if self.kind == "float":
            return [None if value != value else value for value in values]
        if self.missing is None:
            return values
        return [None if gone else value for value, gone in zip(values, self.missing, strict=True)]


def attributes(frame):
    """Names of a frame's columns but for its geometry."""
    shape = frame.geometry.name if isinstance(frame, geopandas.GeoDataFrame) else None
    return [column for column in frame.columns if column != shape]


def kinds_of(fields):
    """Return name -> kind of QGIS's fields, text where there is no better."""
    return {field.name(): BY_QGIS.get(QMetaType.Type(field.type()), "text") for field in fields}


def columns_of(frame, taken=()):
    """Return a frame's attributes as columns.

    Parameters
    ----------
    frame : geopandas.GeoDataFrame or pandas.DataFrame
    taken : collection of str
        Names that the file keeps for itself, in lower case: a column of that name gets ``_orig`` behind it.
    """
    kinds = frame.attrs.get("kinds", {})
    names = attributes(frame)
    used = {str(name).lower() for name in names}
    found = []
    for name in names:
        title = str(name)
        while title.lower() in taken or (title != name and title.lower() in used):
            title += "_orig"
        found.append(_column(title, frame[name], kinds.get(name)))
    return found


def read_values(values, kind):
    """Return values of one QGIS field, None where there is none, as a column that loses nothing."""
    if kind in ("int", "int64"):
        gaps = any(value is None for value in values)
        return pd.array(values, dtype="Int64") if gaps else np.array(values, dtype="int64")
    if kind == "bool":
        gaps = any(value is None for value in values)
        return pd.array(values, dtype="boolean") if gaps else np.array(values, dtype=bool)
    if kind == "float":
        return np.array([np.nan if value is None else value for value in values], dtype="float64")
    if kind in ("date", "datetime"):
        return pd.to_datetime(pd.Series(values, dtype=object), errors="coerce").to_numpy()
    return np.array(values, dtype=object)


def whole_numbers(frame, kinds):
    """Give back the whole numbers and truth values that gaps had turned into fractions; see ``lossy``."""
    for name, kind in kinds.items():
        if name in frame.columns and kind in ("int", "int64", "bool") and frame[name].dtype.kind in "fO":
            frame[name] = frame[name].astype("boolean" if kind == "bool" else "Int64")
    return frame


def lossy(frame, kinds):
    """Whether numbers of more than 53 bits may have lost digits because their column has gaps."""
    return any(
        kind == "int64"
        and name in frame.columns
        and frame[name].dtype.kind == "f"
        and (frame[name].abs() >= 2**53).any()
        for name, kind in kinds.items()
    )


def _column(title, series, hint):
    missing = np.asarray(pd.isna(series))
    kind = _kind(series, missing, hint)
    gaps = missing if missing.any() else None
    if kind in ("date", "datetime"):
        stamps = pd.to_datetime(pd.Series(np.asarray(series, dtype=object)), errors="coerce", utc=True)
        return Column(title, kind, stamps.dt.tz_localize(None).to_numpy().astype(DTYPES[kind]), None)
    if kind == "text":
        values = np.array(series, dtype=object)
        values[missing] = None
        there = np.flatnonzero(~missing)
        # Most columns hold nothing but texts: to go through a million of them takes seconds.
        if set(map(type, values[there])) - {str}:
            values[there] = [_text(value) for value in values[there]]
        return Column(title, kind, values, None)
    if kind == "float":
        return Column(title, kind, series.to_numpy(dtype="float64", na_value=np.nan), None)
    return Column(
        title,
        kind,
        series.to_numpy(dtype=DTYPES[kind], na_value=0)
        if gaps is not None
        else np.asarray(series).astype(DTYPES[kind]),
        gaps,
    )


def _kind(series, missing, hint):
    """The kind of a column: the hint where the values fit it, else what the values are."""
    dtype = series.dtype
    if missing.all():
        return hint or {"f": "float", "i": "int64", "b": "bool", "M": "datetime"}.get(dtype.kind, "text")
    if dtype.kind == "M":
        return "date" if hint == "date" else "datetime"
    if dtype.kind == "b" or pd.api.types.is_bool_dtype(dtype):
        return "bool"
    if dtype.kind in "iu":
        return "int" if hint == "int" and _fits_32(series, missing) else "int64"
    if dtype.kind == "f":
        whole = hint in ("int", "int64") and (series[~missing] % 1 == 0).all()
        return ("int" if hint == "int" and _fits_32(series, missing) else "int64") if whole else "float"
    types = set(map(type, np.asarray(series[~missing], dtype=object)))
    for kind, fit in (
        ("bool", {bool, np.bool_}),
        ("int64", {int}),
        ("float", {float}),
        ("date", {datetime.date}),
    ):
        if types <= fit:
            return kind
    return "text"


def _fits_32(series, missing):
    return series[~missing].abs().max() < 2**31


def _text(value):
    return "、".join(map(str, value)) if isinstance(value, list | tuple | set) else str(value)


def _qt(value):
    if value is None:
        return None
    if isinstance(value, datetime.datetime):
        return QDateTime(
            value.year,
            value.month,
            value.day,
            value.hour,
            value.minute,
            value.second,
            value.microsecond // 1000,
        )
    return QDate(value.year, value.month, value.day)
