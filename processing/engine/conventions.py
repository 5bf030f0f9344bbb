# SPDX-License-Identifier: GPL-3.0-or-later
"""Default values that no standard gives: the plugin's conventions, each a parameter of its algorithm."""

BELT_WIDTH_M = 5000.0
"""Width of an adjacency belt on each side of a border, in metres."""

CORE_VALUES = "*核心保护区*;*核心区*;!*非核心*;!*核心*以外*"
"""Kinds of red line that mean the core zone of a nature reserve; ``!`` in front of a pattern takes back."""

GAP_M = 50.0
"""Width up to which a place between two claims is a gap, in metres."""

SLIVER_M2 = 10.0
"""Area below which a disagreement is a sliver, in square metres."""

SLIVER_M = 1.0
"""Width below which a disagreement is a sliver, in metres."""
