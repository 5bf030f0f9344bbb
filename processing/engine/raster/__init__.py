# SPDX-License-Identifier: GPL-3.0-or-later
"""Red lines from rasters: alignment, indices, grades, patches and their areas, strip by strip."""
