# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of the report, Chinese and English side by side."""

import csv
from functools import cache
from pathlib import Path

LANGUAGES = ("zh", "en")


@cache
def texts():
    """Return {key: {"zh": …, "en": …}}."""
    with (Path(__file__).parent / "texts.csv").open(encoding="utf-8", newline="") as lines:
        return {
            row["key"]: {language: row[language] for language in LANGUAGES} for row in csv.DictReader(lines)
        }


@cache
def values():
    """Return {Chinese: English} of what the plugin's own rules and sums say."""
    with (Path(__file__).parent / "values.csv").open(encoding="utf-8", newline="") as lines:
        return {row["zh"]: row["en"] for row in csv.DictReader(lines)}


def both(key):
    """Chinese and English of a key, as a workbook's headings show them."""
    words = texts()[key]
    return f"{words['zh']}\n{words['en']}"
