# SPDX-License-Identifier: GPL-3.0-or-later
"""Default values that no standard gives: the plugin's conventions, each a parameter of its algorithm."""

BELT_WIDTH_M = 5000.0
"""Width of an adjacency belt on each side of a border, in metres."""
