# SPDX-License-Identifier: GPL-3.0-or-later
"""A matrix as a table for spreadsheets and as a picture; files take their places with the run's layers, or not."""

import tempfile
from pathlib import Path

import numpy as np
from qgis.core import QgsProcessingException

from ..styles import catalog as styles
from .engine.errors import ParameterError
from .engine.units import half_up
from .outputs import Staged

MAX_CELLS = 400  # rows or columns of a picture that can still be read

_CELL_IN = 0.34
_DPI = 150
_SHOWN = 0.005  # per cent: what a table with two digits shows as zero stays white
_ANNOTATED = 40  # rows and columns up to which a cell shows its number


def write_csv(algorithm, path, table):
    """Stage a table as CSV, UTF-8 with the mark by which spreadsheets know it.

    Parameters
    ----------
    algorithm : base.MetroAlgorithm
    path : str or pathlib.Path
    table : pandas.DataFrame
        Numbers are rounded half up to two digits.
    """
    rounded = table.copy()
    for column in rounded.columns[[dtype.kind == "f" for dtype in rounded.dtypes]]:
        rounded[column] = [None if np.isnan(value) else f"{half_up(value):.2f}" for value in rounded[column]]
    stage(
        algorithm,
        path,
        lambda partial: rounded.to_csv(partial, index=False, encoding="utf-8-sig", lineterminator="\r\n"),
    )


def chinese_font(text="都圈"):
    """The first family of the plan sheets' 黑体 chain that is installed and has the characters of a text.

    Raises
    ------
    QgsProcessingException
        None is installed: the picture would show boxes.
    """
    try:
        from matplotlib import font_manager
    except ImportError as error:
        raise QgsProcessingException(
            "The picture needs the Python package matplotlib: on Debian and Ubuntu install python3-matplotlib, on "
            "Windows choose it in the OSGeo4W setup. Or leave the picture out."
        ) from error

    installed = {}
    for font in font_manager.fontManager.ttflist:
        installed.setdefault(font.name, font.fname)
    wanted = styles.font_chains()["hei"]
    # Of a font collection matplotlib knows the first face only; "JP" holds the same Chinese characters.
    wanted = [*wanted, *(family.replace(" SC", " JP") for family in wanted)]
    wanted += sorted(name for name in installed if "CJK" in name)
    for family in wanted:
        if family in installed:
            face = font_manager.get_font(installed[family])
            if all(face.get_char_index(ord(letter)) for letter in text):
                return family
    raise QgsProcessingException(
        f"No font with Chinese characters is installed, so the picture would show boxes. Install one of "
        f"{', '.join(wanted[:4])}, or leave the picture out."
    )


def check_size(matrix):
    """Refuse a matrix that no picture can show.

    Raises
    ------
    engine.errors.ParameterError
    """
    if max(matrix.shape) > MAX_CELLS:
        raise ParameterError(
            f"A picture of {matrix.shape[0]} by {matrix.shape[1]} cells cannot be read. Choose fewer zones, or leave the "
            "picture out; the table holds all of them."
        )


def write_picture(algorithm, path, matrix, title, label):
    """Stage a matrix of percentages as a heat map.

    Parameters
    ----------
    algorithm : base.MetroAlgorithm
    path : str or pathlib.Path
        Ends in ``.png``, ``.svg`` or ``.pdf``.
    matrix : pandas.DataFrame
        Per cent; index and columns are the labels, a column of several levels shows them joined by ·.
    title, label : str
        Of the picture and of the colour bar.

    Raises
    ------
    engine.errors.ParameterError, QgsProcessingException
    """
    check_size(matrix)
    figure = _figure(matrix, title, label, chinese_font())
    kind = Path(path).suffix[1:].lower() or "png"
    stage(
        algorithm,
        path,
        lambda partial: figure.savefig(partial, format=kind, dpi=_DPI, metadata=_plain_metadata(kind)),
    )


def _figure(matrix, title, label, family):
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    rows, columns = matrix.shape
    columns_of = [c if isinstance(c, tuple) else (c,) for c in matrix.columns]
    names = [" · ".join(dict.fromkeys(str(part) for part in c if part)) for c in columns_of]
    longest = max((len(str(name)) for name in matrix.index), default=1), max(map(len, names), default=1)
    size = (
        0.17 * longest[0] + _CELL_IN * max(columns, 3) * 1.5 + 1.6,
        0.17 * longest[1] + _CELL_IN * max(rows, 3) + 1.2,
    )
    with rc_context(
        {"font.family": [family, "DejaVu Sans"], "axes.unicode_minus": False, "svg.fonttype": "path"}
    ):
        figure = Figure(figsize=size, layout="constrained")
        axes = figure.add_subplot()
        values = matrix.to_numpy(float)
        top = max(float(values.max(initial=0.0)), 1e-9)
        image = axes.imshow(np.ma.masked_less(values, _SHOWN), cmap="YlOrRd", vmin=0, vmax=top, aspect="auto")
        axes.set_title(title, fontsize=12)
        axes.set_xticks(range(columns), names, rotation=90, fontsize=8)
        axes.set_yticks(range(rows), [str(name) for name in matrix.index], fontsize=8)
        axes.set_xticks(np.arange(columns + 1) - 0.5, minor=True)
        axes.set_yticks(np.arange(rows + 1) - 0.5, minor=True)
        axes.grid(which="minor", color="#d9d9d9", linewidth=0.5)
        axes.tick_params(which="both", length=0)
        if columns <= _ANNOTATED and rows <= _ANNOTATED * 4:
            _annotate(axes, values, top)
        bar = figure.colorbar(image, ax=axes, fraction=0.05, pad=0.02)
        bar.set_label(label, fontsize=9)
        figure.canvas.draw()  # within the context: text takes its font now
    return figure


def _annotate(axes, values, top):
    for row, column in zip(*np.nonzero(values >= _SHOWN), strict=True):
        value = values[row, column]
        text = f"{half_up(value, 1):.1f}" if value >= 0.05 else "<0.1"
        dark = value > 0.6 * top
        axes.text(column, row, text, ha="center", va="center", fontsize=7, color="white" if dark else "black")


def _plain_metadata(kind):
    """No dates or program names: the same matrix gives the same file."""
    return {
        "png": {"Software": None},
        "svg": {"Date": None, "Creator": None},
        "pdf": {"CreationDate": None},
    }.get(kind)


def stage(algorithm, path, write):
    """Let ``write(partial)`` write beside a path; the file takes its place once the run has succeeded.

    Raises
    ------
    QgsProcessingException
        The folder cannot be written, or the place is an input's or another output's.
    """
    path = Path(path)
    place = path.resolve()
    if place in algorithm.read_from or place in [staged.path.resolve() for staged in algorithm.staged]:
        raise QgsProcessingException(
            f"Output '{path}' is one of the inputs, or another output. Choose another file."
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        made = Staged(tempfile.TemporaryDirectory(prefix=".metro-", dir=path.parent), path)
        algorithm.staged.append(made)
        write(Path(made.folder.name) / path.name)
    except OSError as error:
        raise QgsProcessingException(
            f"Cannot write '{path}': {error.strerror}. Choose another folder, or close the file where it is open."
        ) from error
