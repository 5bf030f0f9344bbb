# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes QGIS's XML so that two builds give the same bytes: fixed ids, sorted attributes, no version."""

import re
import xml.etree.ElementTree as ET
from pathlib import Path

for prefix, name in (
    ("sld", "http://www.opengis.net/sld"),
    ("se", "http://www.opengis.net/se"),
    ("ogc", "http://www.opengis.net/ogc"),
    ("xlink", "http://www.w3.org/1999/xlink"),
):
    ET.register_namespace(prefix, name)

STAMP = "3.40.0-Bratislava"
_UUID = re.compile(r"\{?[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\}?")
# What QGIS writes of the machine or the moment rather than of the style.
_DROPPED = {"saveUserId", "autoRefreshTime"}


def _sorted(text):
    root = ET.fromstring(text)  # noqa: S314  # written by QGIS a moment ago
    for element in root.iter():
        for name in sorted(element.attrib):
            element.attrib[name] = element.attrib.pop(name)
    return root


def normalise(text, seed):
    """Return QGIS's XML ``text`` as reproducible text.

    Ids are numbered in the order they appear, under ``seed``; equal ids stay equal.
    """
    body = text[text.index("<", text.index("<!DOCTYPE") + 1) :] if "<!DOCTYPE" in text else text
    root = ET.fromstring(body)  # noqa: S314  # written by QGIS a moment ago
    numbers = {}

    def renumber(match):
        number = numbers.setdefault(match.group(0).strip("{}"), len(numbers))
        return f"{{00000000-0000-4000-{seed & 0xFFFF:04x}-{number:012x}}}"

    for element in root.iter():
        for name in _DROPPED & set(element.attrib):
            del element.attrib[name]
        if element.tag in {"qgis", "Layout"} and "version" in element.attrib:
            element.set("version", STAMP)
        for name in sorted(element.attrib):
            value = element.attrib.pop(name)
            if value.startswith("<symbol"):  # a symbol kept as text in an attribute
                value = ET.tostring(_sorted(value), encoding="unicode")
            element.attrib[name] = _UUID.sub(renumber, value)
        if element.text and _UUID.search(element.text):
            element.text = _UUID.sub(renumber, element.text)
    ET.indent(root, " ")
    return ET.tostring(root, encoding="unicode") + "\n"


def write(path, text, doctype=None):
    """Write ``text`` to ``path`` with Unix line ends, after an optional document type."""
    head = f"<!DOCTYPE {doctype}>\n" if doctype else ""
    Path(path).write_bytes((head + text).encode("utf-8"))
