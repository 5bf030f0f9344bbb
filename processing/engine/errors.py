# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong with a user's data: one exception class per situation.

Every message names the thing, the place and the remedy, and may be shown to the user as it stands.
"""


class MetroError(Exception):
    """Base of every error that a user's data or choice can cause.

    Attributes
    ----------
    message : str
        Text for the user.
    """

    def __init__(self, message):
        super().__init__(message)
        self.message = message


class Cancelled(MetroError):  # noqa: N818 (a choice of the user, no error)
    """The user stopped the run; nothing was written."""

    def __init__(self, message="Cancelled; no output was written."):
        super().__init__(message)


class MissingCrsError(MetroError):
    """A layer has no coordinate system."""

    def __init__(self, name):
        super().__init__(
            f"Layer '{name}' has no coordinate system, so neither places nor areas can be computed. "
            "Set it (for China usually EPSG:4490 or a CGCS2000 3-degree zone) and run again."
        )


class CrsMismatchError(MetroError):
    """Two layers that must share a coordinate system do not."""

    def __init__(self, name_a, crs_a, name_b, crs_b):
        super().__init__(
            f"Layer '{name_a}' is in {crs_a} and layer '{name_b}' in {crs_b}. "
            "Reproject one of them to the other's coordinate system and run again."
        )


class CoordinateError(MetroError):
    """Coordinates that cannot belong to the coordinate system the layer declares."""


class GeometryTypeError(MetroError):
    """A layer holds points or lines where polygons belong, or the other way round."""

    def __init__(self, name, feature, found, wanted):
        super().__init__(
            f"Layer '{name}', feature {feature}, is a {found}; {wanted} belong here. Choose another layer."
        )


class CollectionError(MetroError):
    """A layer of geometry collections."""

    def __init__(self, name):
        super().__init__(
            f"Layer '{name}' holds geometry collections. Export it with the geometry type Polygon, Line or Point, and "
            "choose that layer."
        )


class EmptyLayerError(MetroError):
    """A layer without any usable feature."""

    def __init__(self, name):
        super().__init__(
            f"Layer '{name}' has no feature with a geometry. Choose another layer, or clear its filter."
        )


class InvalidGeometryError(MetroError):
    """A feature whose area cannot be computed as it stands."""

    def __init__(self, name, feature, reason, place, others=0):
        more = f" {others} more features are invalid, too." if others else ""
        super().__init__(
            f"Layer '{name}', feature {feature}: {reason} at {place}; its area cannot be computed.{more} "
            "Set 'Invalid geometries' to 'repair', or fix it first."
        )


class MissingFieldError(MetroError):
    """A field that the run needs is not in the layer."""

    def __init__(self, name, field, fields):
        super().__init__(
            f"Layer '{name}' has no field '{field}'. It has: {', '.join(map(str, fields))}. "
            "Choose one of these."
        )


class MissingKeyError(MetroError):
    """Borders name a unit that the units layer does not hold."""


class ParameterError(MetroError):
    """A number or choice that cannot work, such as a belt of width zero."""


class OverlayError(MetroError):
    """An overlay operation failed even on its slow, exact path."""


class ClosureError(MetroError):
    """Pieces and remainder do not add up to the whole."""
