# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a user's rasters: one exception class per situation."""

from ..errors import MetroError


class RasterReadError(MetroError):
    """A raster that cannot be opened, or not read to its end."""

    def __init__(self, name, cause):
        super().__init__(
            f"Raster '{name}' cannot be read: {cause}. The file may be cut short or damaged; copy it again."
        )


class RasterCrsError(MetroError):
    """A raster without a coordinate system."""

    def __init__(self, name):
        super().__init__(
            f"Raster '{name}' has no coordinate system, so it can be laid over nothing. "
            "Set it (for China often EPSG:4490 or EPSG:4326) and run again."
        )


class RotatedRasterError(MetroError):
    """A raster whose rows do not run east."""

    def __init__(self, name):
        super().__init__(
            f"Raster '{name}' is rotated or sheared: its rows do not run from west to east. "
            "Warp it to a north-up grid first (Raster > Projections > Warp)."
        )


class NoOverlapError(MetroError):
    """A raster, or a study area, that lies elsewhere."""

    def __init__(self, name, other):
        super().__init__(
            f"'{name}' does not overlap {other}. Check its coordinate system and extent, or choose another layer."
        )


class NoValueError(MetroError):
    """A raster without any value where one is needed."""

    def __init__(self, name, where="the study area"):
        super().__init__(
            f"Raster '{name}' has no value in {where}: every cell is nodata. Check its nodata value and extent."
        )


class NothingLeftError(NoValueError):
    """A candidate red line of which everything was taken out."""

    def __init__(self, min_patch_m2):
        MetroError.__init__(
            self,
            f"Nothing is left of the candidate red line in patches of {min_patch_m2 / 1e6:g} km² or more, once the "
            "study area is kept to and construction land, farmland and the neighbour's line are taken out. Lower the "
            "minimum patch, take more grades, or check those layers.",
        )


class ConstantFactorError(MetroError):
    """A factor that cannot be normalised."""

    def __init__(self, name, value):
        super().__init__(
            f"Raster '{name}' is {value:g} everywhere in the study area, so it cannot be normalised to 0-1. "
            "A factor that is the same everywhere changes no grade: leave it out where the method allows it, "
            "or give factors that are normalised already."
        )


class ValueRangeError(MetroError):
    """A value that the quantity cannot have."""


class MissingFactorError(MetroError):
    """A method without a factor that it needs."""


class ScoreTableError(MetroError):
    """A score table that does not say what every value is worth."""


class OutputError(MetroError):
    """A raster that could not be written; nothing of it is left."""
