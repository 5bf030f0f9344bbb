# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads tables that planners edit: CSV as text editors and spreadsheets save it, with the lines of its rows."""

import codecs
import csv
import io
from pathlib import Path

from .errors import ParameterError

MARKS = (",", ";", "\t")
_ENCODINGS = (
    ("utf-8-sig", codecs.BOM_UTF8),
    ("utf-16", codecs.BOM_UTF16_LE),
    ("utf-16", codecs.BOM_UTF16_BE),
)


def read_table(path, columns):
    """Read a table.

    Parameters
    ----------
    path : str or pathlib.Path
        Text in UTF-8, UTF-16 with its mark, or GB18030; values parted by commas, semicolons or tabs, whichever the
        first line has most of.
    columns : sequence of str
        The columns that it must have.

    Returns
    -------
    list of (int, dict of str to str)
        The line on which a row begins, as an editor counts, and its values without space around. Rows without any
        value are passed over.

    Raises
    ------
    ParameterError
        The file cannot be read, lacks a column, or has a row with more values than columns.
    """
    path = Path(path)
    try:
        text = _text(path.read_bytes())
    except OSError as cause:
        raise ParameterError(f"Table '{path.name}' cannot be read: {cause.strerror}.") from cause
    except UnicodeDecodeError as cause:
        raise ParameterError(
            f"Table '{path.name}' is no text in UTF-8, UTF-16 or GB18030. Save it as CSV."
        ) from cause
    head = next((line for line in text.splitlines() if line.strip()), "")
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(MARKS, key=head.count))
    names, rows, begin = None, [], 1
    for row in reader:
        line, begin = begin, reader.line_num + 1
        values = [value.strip() for value in row]
        if not any(values):
            continue
        if names is None:
            names = values
            missing = [column for column in columns if column not in names]
            if missing:
                break
        elif any(values[len(names) :]):
            raise ParameterError(
                f"Table '{path.name}', line {line}, has more values than columns. "
                "Put a value that holds a comma in double quotes."
            )
        else:
            rows.append((line, dict.fromkeys(names, "") | dict(zip(names, values, strict=False))))
    if names is None or missing:
        lost = ", ".join(missing if names else columns)
        raise ParameterError(f"Table '{path.name}' has no column {lost}; it needs {', '.join(columns)}.")
    return rows


def _text(content):
    encoding = next((name for name, mark in _ENCODINGS if content.startswith(mark)), None)
    if encoding:
        return content.decode(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030")
