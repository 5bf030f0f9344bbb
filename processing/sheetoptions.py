# SPDX-License-Identifier: GPL-3.0-or-later
"""The parameters that sheets and series of sheets share."""

from qgis.core import (
    Qgis,
    QgsProcessing,
    QgsProcessingException,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterMapLayer,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
    QgsProject,
)

from ..layers.errors import LayersError
from ..styles import catalog as styles
from . import preferences
from .base import circle_of, circle_parameter, tr
from .sheettemplates import template_of

AUTO = "auto"
# Kinds of layers that a planner may hand in, each in the style of its kind.
KINDS = (
    "belt",
    "zone",
    "redline",
    "farmland",
    "growth",
    "parcels",
    "conflict",
    "parcel_result",
    "importance",
)
TITLES = {
    "belt": "Adjacency zones 毗邻带",
    "zone": "Cooperation zones 毗邻合作区",
    "redline": "Red lines 生态保护红线",
    "farmland": "Farmland lines 永久基本农田",
    "growth": "Growth boundaries 城镇开发边界",
    "parcels": "Parcels 地块",
    "conflict": "Conflicts 冲突",
    "parcel_result": "Checked parcels 地块判定",
    "importance": "Ecological importance 生态重要性",
}
SLOT_TITLES = {
    "title_plan": "Plan name (empty: the circle's name)",
    "title_theme": "Theme name 图名 (empty: the theme's own)",
    "signature_left": "Who had it made, and when; two lines",
    "signature_right": "Who is responsible and who drew it; two lines",
    "source_note": "Sources with their dates",
    "sheet_no": "Sheet number",
    "review_no": "审图号, from the authority that reviewed the map",
    "crs_note": "Coordinate system (empty: the sheet's own)",
    "height_note": "Height datum (empty: 1985国家高程基准)",
    "scale_text": "Scale in words or figures (empty: the map's)",
}
REQUIRED = ("signature_left", "signature_right", "source_note", "sheet_no")
IN_FRONT = ("title_plan", *REQUIRED)


def add_sheet_parameters(algorithm):
    """Add circle, layers, theme, paper and slots to an algorithm."""
    algorithm.addParameter(circle_parameter("CIRCLE"))
    algorithm.addParameter(
        QgsProcessingParameterEnum(
            "THEME", tr("Theme"), list(styles.THEMES), defaultValue="extent", usesStaticStrings=True
        )
    )
    algorithm.addParameter(
        QgsProcessingParameterEnum(
            "PAPER", tr("Paper"), list(styles.PAPERS), defaultValue="A3", usesStaticStrings=True
        )
    )
    algorithm.addParameter(_template_parameter())
    for slot in IN_FRONT:
        _add_slot(algorithm, slot)
    for kind in KINDS:
        algorithm.addParameter(QgsProcessingParameterMapLayer(kind.upper(), tr(TITLES[kind]), optional=True))
    algorithm.addParameter(
        QgsProcessingParameterMultipleLayers(
            "OTHER_LAYERS",
            tr("Other layers, in their own styles"),
            QgsProcessing.SourceType.TypeMapLayer,
            optional=True,
        )
    )
    algorithm.addParameter(
        QgsProcessingParameterBoolean(
            "USE_PROJECT", tr("Show the visible layers of the project instead"), defaultValue=False
        )
    )
    orientations = [AUTO, *styles.ORIENTATIONS]
    advanced = [
        QgsProcessingParameterEnum(
            "ORIENTATION", tr("Orientation"), orientations, defaultValue=AUTO, usesStaticStrings=True
        ),
        QgsProcessingParameterNumber(
            "SCALE",
            tr("Scale denominator (empty: the largest round one that fits)"),
            optional=True,
            minValue=1000,
        ),
        QgsProcessingParameterNumber(
            "DPI", tr("Dots per inch"), defaultValue=300, minValue=10, maxValue=2400
        ),
        QgsProcessingParameterBoolean("BASE_MAP", tr("Draw the shipped base map"), defaultValue=True),
        QgsProcessingParameterBoolean("BLANK", tr("Leave empty slots blank"), defaultValue=False),
        QgsProcessingParameterBoolean("STRICT_FONTS", tr("Stop when a font is replaced"), defaultValue=False),
        QgsProcessingParameterBoolean("GEOPDF", tr("Coordinates in the PDF"), defaultValue=False),
    ]
    for parameter in advanced:
        _advanced(parameter)
        algorithm.addParameter(parameter)
    for slot in SLOT_TITLES:
        if slot not in IN_FRONT:
            _advanced(_add_slot(algorithm, slot))


def _template_parameter():
    """A sheet template by its name or as a file; the dialog offers the planner's own."""
    parameter = QgsProcessingParameterString("TEMPLATE", tr("Own sheet template"), optional=True)
    parameter.setMetadata({"widget_wrapper": {"class": f"{__package__}.template_choice.TemplateChoice"}})
    parameter.setHelp(
        tr(
            "Name of a layout template in the profile or in the folder of the options, or a .qpt file; it decides paper "
            "and orientation. Without one, the shipped sheet is taken."
        )
    )
    return parameter


def refusal(algorithm, parameters, context):
    """Return why the parameters of a sheet cannot be used, None where they can."""
    try:
        circle_of(algorithm.parameterAsString(parameters, "CIRCLE", context))
        template_of(algorithm.parameterAsString(parameters, "TEMPLATE", context))
    except (LayersError, QgsProcessingException) as error:
        return str(error)
    return None


def _advanced(parameter):
    flags = getattr(Qgis, "ProcessingParameterFlag", None) or QgsProcessingParameterDefinition.Flag
    advanced = getattr(flags, "Advanced", None) or flags.FlagAdvanced
    parameter.setFlags(parameter.flags() | advanced)


def _add_slot(algorithm, slot):
    organisation = preferences.organisation() if slot == "signature_left" else ""
    parameter = QgsProcessingParameterString(
        slot.upper(),
        tr(SLOT_TITLES[slot]),
        organisation or None,
        multiLine=slot.startswith("signature") or slot == "source_note",
        optional=True,
    )
    algorithm.addParameter(parameter)
    return algorithm.parameterDefinition(slot.upper())


def sheet_arguments(algorithm, parameters, context):
    """Return (layers, slots, options) as ``export_sheet`` takes them."""
    circle = circle_of(algorithm.parameterAsString(parameters, "CIRCLE", context))
    if algorithm.parameterAsBool(parameters, "USE_PROJECT", context):
        layers = context.project() or QgsProject.instance()
    else:
        layers = {}
        for kind in KINDS:
            layer = algorithm.parameterAsLayer(parameters, kind.upper(), context)
            if layer is not None:
                layers[kind] = [layer]
        for layer in algorithm.parameterAsLayerList(parameters, "OTHER_LAYERS", context):
            layers.setdefault(layer.name(), []).append(layer)
    slots = {}
    blank = algorithm.parameterAsBool(parameters, "BLANK", context)
    for slot in SLOT_TITLES:
        text = algorithm.parameterAsString(parameters, slot.upper(), context)
        if text or (blank and slot in (*REQUIRED, "title_theme")):
            slots[slot] = text.replace("\\n", "\n")
    theme = algorithm.parameterAsString(parameters, "THEME", context)
    if theme != "free" and not slots.get("title_theme"):
        slots.pop("title_theme", None)
    orientation = algorithm.parameterAsString(parameters, "ORIENTATION", context)
    options = {
        "circle": circle,
        "theme": theme,
        "paper": algorithm.parameterAsString(parameters, "PAPER", context),
        "orientation": None if orientation == AUTO else orientation,
        "scale": algorithm.parameterAsInt(parameters, "SCALE", context) or None,
        "dpi": algorithm.parameterAsInt(parameters, "DPI", context),
        "base": algorithm.parameterAsBool(parameters, "BASE_MAP", context),
        "strict_fonts": algorithm.parameterAsBool(parameters, "STRICT_FONTS", context),
        "geopdf": algorithm.parameterAsBool(parameters, "GEOPDF", context),
        "template": template_of(algorithm.parameterAsString(parameters, "TEMPLATE", context)),
    }
    return layers, slots, options
