# SPDX-License-Identifier: GPL-3.0-or-later
"""What every algorithm of the plugin shares: texts, icon, error reporting, common parameters.

Nothing here, and no algorithm file at its top level, imports geopandas or what needs it: QGIS starts without
waiting for it, and where a package is missing ``canExecute`` can say which. The engine is imported in the
methods that use it.
"""

import functools
import importlib.util
import math
from pathlib import Path

from qgis.core import (
    QgsApplication,
    QgsProcessingAlgorithm,
    QgsProcessingException,
    QgsProcessingParameterEnum,
    QgsProcessingParameterString,
)
from qgis.PyQt.QtCore import QCoreApplication, QUrl
from qgis.PyQt.QtGui import QIcon

from ..layers import catalog
from ..layers.errors import LayersError
from ..styles import catalog as styles
from . import messages, preferences, quiet
from .engine.errors import Cancelled, MetroError
from .layerfiles import keep_curves
from .rasterfiles import open_quietly

SAMPLE_CATEGORY = "HXLX"  # the field of the sample red lines that tells core zones from the rest
PLUGIN = Path(__file__).parent.parent / "metro_plugin"
PACKAGES = ["geopandas", "shapely", "pyogrio", "pyproj", "jinja2"]


def tr(text):
    """Translate a display string."""
    return QCoreApplication.translate("MetroCircles", text)


def help_page(name):
    """Return the address of a help page: a file of the plugin, in QGIS's language."""
    language = "zh" if QgsApplication.locale().startswith("zh") else "en"
    return QUrl.fromLocalFile(str(PLUGIN / "help" / language / f"{name}.html")).toString()


def group_icon(group):
    """Return the icon of a group of algorithms."""
    return QIcon(str(PLUGIN / "icons" / f"{group}.svg"))


def reported(method):
    """Turn the engine's and the catalog's errors into the one that Processing shows, numbers into Python's own."""

    @functools.wraps(method)
    def wrapped(self, parameters, context, feedback):
        quiet.prepare()
        try:
            results = method(self, parameters, context, feedback)
            if feedback.isCanceled():
                raise Cancelled
            for staged in self.staged:
                staged.commit()
        except (MetroError, LayersError) as error:
            raise QgsProcessingException(messages.shown(error)) from error
        except QgsProcessingException as error:
            raise QgsProcessingException(messages.shown(error)) from error
        finally:
            for staged in self.staged:
                staged.discard()
            keep_curves()
        return {name: _plain(value) for name, value in results.items()}

    return wrapped


def _plain(value):
    """A value that JSON and QGIS understand: numpy's numbers as Python's, what is not a number as nothing."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def _explained(check):
    """Give what ``checkParameterValues`` refuses in QGIS's language."""

    @functools.wraps(check)
    def wrapped(self, parameters, context):
        quiet.prepare()
        open_quietly(self, parameters, context)
        good, message = check(self, parameters, context)
        return good, messages.shown(message)

    return wrapped


def _prepared(prepare):
    """Open raster files quietly before ``prepareAlgorithm``: a model does not check its steps' values."""

    @functools.wraps(prepare)
    def wrapped(self, parameters, context, feedback):
        open_quietly(self, parameters, context)
        return prepare(self, parameters, context, feedback)

    return wrapped


def progress(feedback, start=0.0, end=1.0):
    """Return the engine's progress callback for one part of a run.

    Parameters
    ----------
    feedback : QgsProcessingFeedback
    start, end : float
        The part of the whole bar, 0 to 1.

    Returns
    -------
    callable
        ``report(fraction)``: moves the bar, and raises ``Cancelled`` once the planner has cancelled.
    """

    def report(fraction):
        feedback.setProgress(100 * (start + (end - start) * fraction))
        if feedback.isCanceled():
            raise Cancelled

    return report


class MetroAlgorithm(QgsProcessingAlgorithm):
    """Base of the plugin's algorithms.

    A subclass gives ``NAME``, ``GROUP``, ``TITLE``, ``TAGS`` and the three parts of its help.
    """

    NAME = GROUP = TITLE = TAGS = ANSWERS = ASSUMES = WRITES = ""
    NEEDS = ()  # packages beyond those that every algorithm needs

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "checkParameterValues" in cls.__dict__:
            cls.checkParameterValues = _explained(cls.checkParameterValues)
        if "prepareAlgorithm" in cls.__dict__:
            cls.prepareAlgorithm = _prepared(cls.prepareAlgorithm)

    def __init__(self):
        super().__init__()
        self.read_from = set()  # files of the inputs: no output may take their place
        self.staged = []  # outputs made but not yet in their places

    def name(self):
        return self.NAME

    def displayName(self):
        return tr(self.TITLE)

    def groupId(self):
        return self.GROUP

    def group(self):
        return GROUPS[self.GROUP]()

    def tags(self):
        return self.TAGS.split()

    def shortDescription(self):
        return tr(self.ANSWERS)

    def shortHelpString(self):
        parts = (
            (tr("What it answers"), self.ANSWERS),
            (tr("What it assumes"), self.ASSUMES),
            (tr("What it writes"), self.WRITES),
        )
        return "".join(f"<h3>{title}</h3><p>{tr(text)}</p>" for title, text in parts)

    def helpUrl(self):
        """The page behind the Help button."""
        return help_page(self.NAME)

    def icon(self):
        return group_icon(self.GROUP)

    def createInstance(self):
        return type(self)()

    def source(self, parameters, name, context):
        """Return an input layer to be read later, or None where it is left empty; call it in prepareAlgorithm."""
        quiet.prepare()
        from . import frames

        return frames.source(self, parameters, name, context)

    def write(self, parameters, name, context, frame, feedback, kind=None):
        """Write a frame to an output, in the style of its layer kind; return what the results name."""
        from . import outputs

        style = styles.style_for(kind) if kind else None
        return outputs.write(self, parameters, name, context, frame, feedback, style)

    def canExecute(self):
        missing = [
            package for package in (*PACKAGES, *self.NEEDS) if importlib.util.find_spec(package) is None
        ]
        if missing:
            return False, tr(
                "Python package missing: {packages}. QGIS's own installers bring it: on Debian and Ubuntu install "
                "{debian}; on Windows run the OSGeo4W setup and choose it there."
            ).format(
                packages=", ".join(missing), debian=" ".join(f"python3-{package}" for package in missing)
            )
        return True, ""


GROUPS = {
    "circles": lambda: tr("Circles"),
    "datum": lambda: tr("Datum and coordinates"),
    "adjacency": lambda: tr("Adjacency zones"),
    "redlines": lambda: tr("Ecological red lines"),
    "sheets": lambda: tr("Map sheets"),
    "review": lambda: tr("Review"),
}


def circle_parameter(name="CIRCLE", default="nanjing", optional=False):
    """A circle by its id or its name; the dialog offers all of them with their status."""
    parameter = QgsProcessingParameterString(name, tr("Circle 都市圈"), default, optional=optional)
    parameter.setMetadata({"widget_wrapper": {"class": f"{__package__}.circle_choice.CircleChoice"}})
    parameter.setHelp(tr("Id or name of a circle, for example nanjing or 南京都市圈."))
    return parameter


def status_title(status):
    """How a circle's status is called."""
    return {
        "official": tr("Official 正式印发"),
        "announced": tr("Announced 已公布范围"),
        "provisional": tr("Provisional 暂定"),
        "own": tr("My circles 自定义"),
    }.get(status, status)


def circle_hint(circle):
    """How a circle is offered: id, name and status."""
    return f"{circle.circle_id} | {circle.name_zh} | {status_title(circle.status)}"


def circle_of(text):
    """Return the circle of an id, a Chinese or English name, or a line that a dialog offered.

    Raises
    ------
    layers.errors.UnknownCircleError
        With the nearest ids.
    """
    wanted = text.split("|")[0].strip()
    by_name = {name: c for c in catalog.circles() for name in (c.name_zh, c.name_en) if name}
    return by_name.get(wanted) or catalog.circle(wanted)


def policy_parameter(name="INVALID"):
    """What happens to invalid geometries: stop with feature and place, or repair and count."""
    parameter = QgsProcessingParameterEnum(
        name,
        tr("Invalid geometries"),
        list(preferences.POLICIES),
        defaultValue=preferences.policy(),
        usesStaticStrings=True,
    )
    parameter.setHelp(
        tr("stop: name the first invalid features and end. repair: repair them, count and list them.")
    )
    return parameter
