# SPDX-License-Identifier: GPL-3.0-or-later
"""What a planner sets once, in QGIS's options dialog; algorithms take their default values from here."""

from pathlib import Path

from qgis.core import QgsApplication, QgsSettings

from .engine.conventions import BELT_WIDTH_M

PREFIX = "metro_circles"
POLICIES = ("stop", "repair")
UNITS = ("ha", "km2", "mu")


def store(name, setting):
    """Keep a setting of the plugin."""
    QgsSettings().setValue(f"{PREFIX}/{name}", setting)


def belt_width_m():
    """Width of adjacency belts on each side, in metres."""
    width = _value("belt_width_m", BELT_WIDTH_M, float)
    return width if 0 < width <= 100_000 else BELT_WIDTH_M


def policy():
    """What happens to invalid geometries: stop or repair."""
    chosen = _value("policy", POLICIES[0])
    return chosen if chosen in POLICIES else POLICIES[0]


def unit():
    """The unit of areas in messages: ha, km2 or mu."""
    chosen = _value("unit", UNITS[0])
    return chosen if chosen in UNITS else UNITS[0]


def organisation():
    """Who makes the sheets; empty where it was not said."""
    return _value("organisation", "")


def font(role):
    """The planner's own font family for a role of text on sheets (hei, song, latin); empty where the standard's."""
    return _value(f"font_{role}", "")


def folder(name):
    """Return the planner's own folder of ``circles`` or ``templates``; it may not exist yet."""
    own = _value(f"{name}_folder", "")
    return Path(own) if own else Path(QgsApplication.qgisSettingsDirPath()) / PREFIX / name


def _value(name, default, kind=str):
    return QgsSettings().value(f"{PREFIX}/{name}", default, type=kind)
