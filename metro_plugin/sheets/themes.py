# SPDX-License-Identifier: GPL-3.0-or-later
"""What each theme of a sheet shows, what it needs, and what lies on what."""

from ...styles import catalog
from .errors import MissingThemeLayerError

# What lies on what, uppermost first. Kinds that are not named lie above the base map.
ORDER = (
    "seat",
    "seat_outside",
    "conflict",
    "overlap",
    "gap",
    "focus",
    "circle",
    "border",
    "group",
    "zone",
    "verdict",
    "parcel_result",
    "parcels",
    "control_line",
    "growth",
    "redline",
    "farmland",
    "river",
    "water",
    "belt",
    "province",
    "prefecture",
    "county",
    "importance",
    "member",
)
BASE = ("seat", "water", "province", "prefecture", "county")
OUTSIDE = ("province", "prefecture", "county")
# Kind → name in the legend, where one symbol stands for the whole layer.
NAMES = {
    "circle": "circle",
    "member": "member_1",
    "group": "group",
    "zone": "zone",
    "redline": "redline",
    "farmland": "farmland",
    "growth": "growth",
    "parcels": "parcels",
    "conflict": "conflict",
    "overlap": "overlap",
    "gap": "gap",
    "water": "water",
    "river": "river",
    "county": "base_county",
    "prefecture": "base_prefecture",
    "province": "base_province",
}

# Theme → (title, kinds of which at least one must be there, kinds shown; None shows all).
THEMES = {
    "extent": (catalog.THEMES["extent"], ("member",), ("circle", "member", "group", "border")),
    "adjacency": (
        catalog.THEMES["adjacency"],
        ("belt", "zone"),
        ("circle", "member", "border", "belt", "zone"),
    ),
    "control": (
        catalog.THEMES["control"],
        ("redline", "farmland", "growth"),
        ("circle", "member", "border", "redline", "farmland", "growth", "control_line"),
    ),
    "conflict": (
        catalog.THEMES["conflict"],
        ("conflict", "parcel_result"),
        ("circle", "member", "border", "redline", "parcels", "parcel_result", "conflict"),
    ),
    "review": (
        catalog.THEMES["review"],
        ("member",),
        ("circle", "member", "border", "belt", "zone", "redline", "conflict"),
    ),
    "importance": (
        catalog.THEMES["importance"],
        ("importance",),
        ("circle", "member", "border", "importance"),
    ),
    "free": (catalog.THEMES["free"], (), None),
}

# Themes that lay colours of their own over the members: these stay white there, with their names.
PLAIN = ("adjacency", "control", "conflict", "review", "importance")

# Kinds of shipped zones that a theme shows.
ZONES = {
    "adjacency": ("demo_zone", "enclave"),
    "review": ("demo_zone",),
}


def check_theme(theme):
    """Raise when a theme is unknown."""
    if theme not in THEMES:
        raise MissingThemeLayerError(f"Unknown theme '{theme}'. Themes: {', '.join(THEMES)}.")


def check_needed(theme, given):
    """Raise when none of the layers that a theme is about is among the kinds ``given``."""
    title, needed, _ = THEMES[theme]
    if needed and not set(needed) & set(given):
        raise MissingThemeLayerError(
            f"The theme '{theme}' ({title}) shows {' or '.join(needed)}; none was given. "
            "Add one, or choose another theme."
        )


def shown(theme, kind):
    """Return whether a theme shows layers of ``kind``; the base map is always shown."""
    kinds = THEMES[theme][2]
    return kinds is None or kind in kinds or kind in BASE
