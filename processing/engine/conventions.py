# SPDX-License-Identifier: GPL-3.0-or-later
"""Default values that no standard gives: the plugin's conventions, each a parameter of its algorithm."""

BELT_WIDTH_M = 5000.0
"""Width of an adjacency belt on each side of a border, in metres."""

CORE_VALUES = "*核心保护区*;*核心区*;!*非核心*;!*核心*以外*"
"""Kinds of red line that mean the core zone of a nature reserve; ``!`` in front of a pattern takes back."""

GAP_M = 50.0
"""Width up to which a place between two claims is a gap, in metres."""

CLAIM_SLIVER_M2 = 10.0
"""Area below which a disagreement is a sliver, in square metres."""

CLAIM_SLIVER_M = 1.0
"""Width below which a disagreement is a sliver, in metres."""

SLIVER_M = 2.0
"""Overlaps thinner than this on average (2 × area / perimeter), in metres, are slivers of drawing."""

REDUCED_M2 = 1.0
"""A red line that lost up to this, in m², is not reduced: coordinates are rounded."""

BORDER_REACH_M = 20.0
"""Distance within which a feature is at a border, in metres."""

BORDER_SLACK_M = 1.0
"""Overshoot up to which a feature is not on the other side of a border, in metres."""

SPRAWL_M = 500.0
"""Distance up to which built-up patches of two sides grow together, in metres."""

RIVERSIDE_M = (500.0, 1000.0)
"""Ends of the distance classes along a river, in metres; the last is how far the plugin looks."""

NEAREST_M = 1000.0
"""How far a feature outside looks for the nearest red line, in metres."""
