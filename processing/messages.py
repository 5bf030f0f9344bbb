# SPDX-License-Identifier: GPL-3.0-or-later
"""What the engine, the catalogs and the sheets say of errors, in QGIS's language.

They speak English and know no QGIS. ``messages.csv`` holds their sentences with ``{}`` where a name or a number
stands, and the same in Chinese; ``dev/translations`` gathers the sentences and tells which lack the Chinese.
"""

import csv
import functools
import re
from pathlib import Path

from qgis.core import QgsApplication

TABLE = Path(__file__).with_name("messages.csv")
GAP = re.compile(r"\{\}")
NEXT = re.compile(r"; |(?<=\)), ")  # what parts the entries of a list


def chinese():
    """Whether QGIS speaks Chinese."""
    return QgsApplication.locale().startswith("zh")


def shown(text):
    """Return a message as the planner reads it: as it is, or in Chinese where the table has its sentence."""
    return in_chinese(str(text)) if chinese() else str(text)


def in_chinese(text):
    """Return a message in Chinese; what the table does not know stays as it is.

    Examples
    --------
    >>> in_chinese("Layer 'a' has no field 'MJ'. It has: BSM, MC. Choose one of these.")
    '图层“a”没有字段“MJ”，有：BSM, MC。请从中选择。'
    """
    found = _sentence(text.strip())
    if found is not None:
        return found
    parts = NEXT.split(text)
    turned = [_sentence(part.strip()) for part in parts]
    return "；".join(turned) if all(turned) else text


def _sentence(text):
    """One sentence of the table, with what stands in its gaps in Chinese, too; None where it has none such."""
    for pattern, translation in _table():
        match = pattern.fullmatch(text)
        if match:
            return translation.format(*(in_chinese(part) for part in match.groups()))
    return None


@functools.cache
def _table():
    """Pattern and translation of each sentence, those with the longest fixed text first."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        rows = [(row["english"], row["chinese"]) for row in csv.DictReader(lines) if row["chinese"]]
    rows.sort(key=lambda row: -len(GAP.sub("", row[0])))
    return [(_pattern(english), chinese) for english, chinese in rows]


def _pattern(english):
    """What fits a sentence: a gap holds a list of several entries only where it ends the sentence."""
    first, *rest = GAP.split(english)
    gaps = ["(.*?)" if part.startswith(".") else r"((?:(?!; |\), ).)*?)" for part in rest]
    return re.compile(
        re.escape(first) + "".join(gap + re.escape(part) for gap, part in zip(gaps, rest, strict=True)),
        re.DOTALL,
    )


def tell(feedback, text):
    """Put a note of the engine's or the adapters' into the log, in QGIS's language."""
    feedback.pushInfo(shown(text))


def warn(feedback, text):
    """Put a warning of theirs into the log, in QGIS's language."""
    feedback.pushWarning(shown(text))
