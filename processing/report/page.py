# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTML page of a report: everything within one file, Chinese first, English at a click."""

from pathlib import Path

import jinja2
from markupsafe import Markup, escape

from ...styles import catalog
from ..engine.rules import VERDICTS
from .texts import LANGUAGES, texts, values

HERE = Path(__file__).parent


def page(content, language="zh"):
    """Render the page.

    Parameters
    ----------
    content : dict
        ``figures`` from :func:`.figures.figures`, ``overview`` and ``details`` (PNG in base64), ``inputs``,
        ``parameters``, ``versions`` (rows), ``made``, ``sample``, ``avoid_m``.
    language : {'zh', 'en'}
        What shows first.

    Returns
    -------
    str
    """
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["number"] = lambda value, digits=2: f"{value:,.{digits}f}"
    environment.filters["size"] = lambda value: f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    environment.globals |= {
        "t": _spans,
        "v": _value,
        "numerals": "一二三四五六七八九十",
        "colours": {v: _hex(f"verdict_{v}") for v in VERDICTS},
        "inks": {v: _ink(f"verdict_{v}") for v in VERDICTS},
        "conflict_colour": _hex("conflict"),
        "redline_colour": _hex("redline"),
        "core_colour": "#{:02X}{:02X}{:02X}".format(*(int(p * 0.6) for p in catalog.colour("redline").fill)),
    }
    template = environment.get_template("page.html.j2")
    return template.render(**content, language=language, css=Markup((HERE / "page.css").read_text("utf-8")))  # noqa: S704 (our own file)


def _spans(key, **values):
    """A text in both languages; the page shows one of them."""
    words = texts()[key]
    parts = []
    for language in LANGUAGES:
        given = {name: v[language] if isinstance(v, dict) else v for name, v in values.items()}
        parts.append(f'<span class="{language}">{escape(words[language].format(**given))}</span>')
    return Markup("".join(parts))  # noqa: S704 (escaped above)


def _value(text):
    """What the plugin's own tables and sums say, in both languages; anything else as it is."""
    english = values().get(text)
    if english is None:
        return escape(text)
    return Markup('<span class="zh">{}</span><span class="en">{}</span>').format(text, english)


def _hex(key):
    return "#{:02X}{:02X}{:02X}".format(*catalog.colour(key).fill)


def _ink(key):
    """Black or white, whichever is read better on a colour."""
    red, green, blue = catalog.colour(key).fill
    return "#1c2026" if 0.299 * red + 0.587 * green + 0.114 * blue > 140 else "#ffffff"
