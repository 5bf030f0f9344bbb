# SPDX-License-Identifier: GPL-3.0-or-later
"""What can go wrong when the shipped layers are asked for something: one class per situation."""


class LayersError(Exception):
    """Base of every error of this room."""


class UnknownCircleError(LayersError):
    """A circle id that no scope has; the message names the nearest ids.

    Attributes
    ----------
    circle_id : str
        What was asked for.
    nearest : list of str
        Ids of the nearest scopes, best first; may be empty.
    """

    def __init__(self, circle_id, nearest, known):
        self.circle_id = circle_id
        self.nearest = list(nearest)
        hint = (
            f"Did you mean {', '.join(self.nearest)}?" if self.nearest else f"Known ids: {', '.join(known)}."
        )
        super().__init__(f"There is no circle '{circle_id}'. {hint}")


class UnknownUnitError(LayersError):
    """Adcodes or names that no shipped unit has; the message names the nearest of each.

    Attributes
    ----------
    unknown : list of str
        What was asked for and not found.
    nearest : dict
        Unknown -> list of "adcode name" of the nearest units; may be empty.
    """

    def __init__(self, unknown, nearest):
        self.unknown = list(unknown)
        self.nearest = dict(nearest)
        parts = []
        for item in self.unknown:
            near = self.nearest.get(item) or []
            parts.append(f"{item} (nearest: {', '.join(near)})" if near else f"{item}")
        super().__init__(f"No shipped unit has the code or name {'; '.join(parts)}.")


class UnknownLayerError(LayersError):
    """A layer or scale that is not shipped."""

    def __init__(self, layer, known):
        self.layer = layer
        super().__init__(f"There is no shipped layer '{layer}'. Shipped are: {', '.join(known)}.")


class MissingLayerError(LayersError):
    """A shipped file is not where it belongs: the plugin was not installed whole."""

    def __init__(self, file):
        self.file = file
        super().__init__(f"The shipped file '{file}' is missing. Install the plugin again.")


class MissingPackageError(LayersError):
    """A Python package that reading geometries needs is not installed."""

    def __init__(self, package):
        self.package = package
        super().__init__(
            f"The Python package '{package}' is missing. It comes with QGIS on Windows (OSGeo4W) and macOS; "
            f"on Debian or Ubuntu install python3-{package}."
        )
