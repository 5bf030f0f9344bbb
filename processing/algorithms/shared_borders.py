# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:sharedborders``: the borders between the units of any layer, pair by pair."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...layers.adcodes import RANKS
from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..unitsource import (
    CIRCLE,
    CODE_FIELD,
    TOLERANCE_M,
    UNITS,
    add_tolerance,
    add_units,
    border_kind,
    check_units,
    read_units,
    warn_apart,
)


class SharedBordersAlgorithm(MetroAlgorithm):
    NAME = "sharedborders"
    GROUP = "adjacency"
    TITLE = "Shared borders"
    TAGS = "共享边界 边界线段 行政界线 毗邻 gongxiang bianjie xingzheng jiexian shared border boundary pair"
    ANSWERS = "Which units border on each other, along which line, how long it is and what rank it has."
    ASSUMES = (
        "Units are the members of the circle, for the circle 'national' or 全国 all counties of the country, or a "
        "polygon layer of your own. Neighbours share their edges: where two edges run side by side without coinciding "
        "there is no border, and a warning says so, unless you give a distance up to which they are one. "
        "The rank follows from the six-digit adcodes of both sides; where codes do not tell the "
        "sides apart (townships of one county, units without adcodes) it is 'other'. Units that meet in points only "
        "share no border."
    )
    WRITES = (
        "One line a pair: codes and names of both sides, rank, geodesic length in metres. Outputs count the pairs and "
        "add up their length, and give the length of the units' perimeters that no neighbour shares: a value larger "
        "than the outer edge shows that edges do not coincide. Borders below the minimum length are counted."
    )

    CIRCLE, UNITS, CODE_FIELD = CIRCLE, UNITS, CODE_FIELD
    NAME_FIELD = "NAME_FIELD"
    RANK = "RANK"
    MIN_LENGTH_M = "MIN_LENGTH_M"
    INVALID = "INVALID"
    OUTPUT = "OUTPUT"

    def initAlgorithm(self, config=None):
        add_units(self)
        self.addParameter(
            QgsProcessingParameterField(
                self.NAME_FIELD,
                tr("Field with the name of a unit"),
                parentLayerParameterName=self.UNITS,
                defaultValue="name_zh",
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                self.RANK,
                tr("Borders between"),
                [*RANKS, "other"],
                allowMultiple=True,
                defaultValue=[*RANKS, "other"],
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.MIN_LENGTH_M,
                tr("Leave out borders shorter than (m); they are counted"),
                QgsProcessingParameterNumber.Type.Double,
                defaultValue=0.0,
                minValue=0.0,
            )
        )
        add_tolerance(self)
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT, tr("Borders 边界线段"), QgsProcessing.SourceType.TypeVectorLine
            )
        )
        self.addOutput(QgsProcessingOutputNumber("UNIT_COUNT", tr("Number of units")))
        self.addOutput(QgsProcessingOutputNumber("BORDER_COUNT", tr("Number of borders")))
        self.addOutput(QgsProcessingOutputNumber("BORDER_LENGTH_M", tr("Length of the borders in metres")))
        self.addOutput(QgsProcessingOutputNumber("REPAIRED_COUNT", tr("Features repaired")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED_COUNT", tr("Features without a usable geometry")))
        self.addOutput(QgsProcessingOutputNumber("SHORT_COUNT", tr("Borders below the minimum length")))
        self.addOutput(QgsProcessingOutputNumber("SHORT_LENGTH_M", tr("Their length in metres")))
        self.addOutput(
            QgsProcessingOutputNumber("OUTER_LENGTH_M", tr("Perimeter that no neighbour shares, in metres"))
        )

    def checkParameterValues(self, parameters, context):
        wrong = check_units(self, parameters, context)
        if wrong:
            return False, wrong
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.adjacency import named_borders

        units, code = read_units(self, self.units, parameters, context, feedback)
        name = self.parameterAsString(parameters, self.NAME_FIELD, context) if self.units else "name_zh"
        name = self.units.field_named(name) if self.units else name
        result = named_borders(
            units,
            code,
            name,
            ranks=self.parameterAsEnumStrings(parameters, self.RANK, context),
            min_length_m=self.parameterAsDouble(parameters, self.MIN_LENGTH_M, context),
            tolerance_m=self.parameterAsDouble(parameters, TOLERANCE_M, context),
            look=self.units is not None,
            progress=progress(feedback, 0.1, 0.9),
        )
        warn_apart(result.apart, feedback)
        if not len(result.borders):
            feedback.pushWarning(
                tr("No two of the {count} units share a border of these ranks.").format(count=len(units))
            )
        kind = border_kind(result.borders)
        return {
            self.OUTPUT: self.write(parameters, self.OUTPUT, context, result.borders, feedback, kind),
            "UNIT_COUNT": len(units),
            "BORDER_COUNT": len(result.borders),
            "BORDER_LENGTH_M": float(result.borders["length_m"].sum()),
            "SHORT_COUNT": len(result.short),
            "SHORT_LENGTH_M": float(result.short.sum()),
            "OUTER_LENGTH_M": result.outer_m,
            "REPAIRED_COUNT": units.attrs.get("repaired", 0),
            "REJECTED_COUNT": units.attrs.get("rejected", 0),
        }
