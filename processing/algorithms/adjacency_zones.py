# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:adjacencyzones``: belts on both sides of the borders between units."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ...layers import catalog
from ...layers.adcodes import RANKS
from ...layers.errors import LayersError
from ..base import MetroAlgorithm, circle_of, circle_parameter, policy_parameter, progress, reported, tr
from ..engine.conventions import BELT_WIDTH_M


class AdjacencyZonesAlgorithm(MetroAlgorithm):
    NAME = "adjacencyzones"
    GROUP = "adjacency"
    TITLE = "Adjacency zones"
    TAGS = "毗邻带 毗邻地区 边界 缓冲 pilin bianjie adjacency belt border buffer"
    ANSWERS = "Which land lies within a given distance of the borders between provinces, cities or counties of a circle."
    ASSUMES = (
        "Units are the members of the circle, or a polygon layer of your own with six-digit adcodes. The rank of a "
        "border follows from the codes of its two sides. Distances are metres on the ground. The width of 5 km is this "
        "plugin's convention: no standard gives one."
    )
    WRITES = (
        "Borders, pair by pair, with rank, both names and ellipsoidal length; belts, one for each side of each border, "
        "inside the unit of that side, with ellipsoidal area. Where belts overlap a place counts in each, unless "
        "'Every place to its nearest border' is on."
    )

    CIRCLE = "CIRCLE"
    UNITS = "UNITS"
    CODE_FIELD = "CODE_FIELD"
    RANK = "RANK"
    WIDTH_M = "WIDTH_M"
    PARTITION = "PARTITION"
    INVALID = "INVALID"
    OUTPUT_BORDERS = "OUTPUT_BORDERS"
    OUTPUT_BELTS = "OUTPUT_BELTS"

    def initAlgorithm(self, config=None):
        self.addParameter(circle_parameter(self.CIRCLE, optional=True))
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.UNITS,
                tr("Own units, instead of the circle's members"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.CODE_FIELD,
                tr("Field with the six-digit adcode"),
                parentLayerParameterName=self.UNITS,
                defaultValue="adcode",
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterEnum(
                self.RANK,
                tr("Borders between"),
                RANKS,
                allowMultiple=True,
                defaultValue=["province", "prefecture"],
                usesStaticStrings=True,
            )
        )
        width = QgsProcessingParameterNumber(
            self.WIDTH_M,
            tr("Width on each side in metres (5 000 m is a convention)"),
            QgsProcessingParameterNumber.Type.Double,
            defaultValue=BELT_WIDTH_M,
            minValue=1,
            maxValue=100_000,
        )
        self.addParameter(width)
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.PARTITION, tr("Every place to its nearest border"), defaultValue=False
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_BORDERS, tr("Borders 边界线段"), QgsProcessing.SourceType.TypeVectorLine
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_BELTS, tr("Belts 毗邻带"), QgsProcessing.SourceType.TypeVectorPolygon
            )
        )
        self.addOutput(QgsProcessingOutputNumber("BORDER_COUNT", tr("Number of borders")))
        self.addOutput(QgsProcessingOutputNumber("BORDER_LENGTH_M", tr("Length of the borders in metres")))
        self.addOutput(
            QgsProcessingOutputNumber("BELT_AREA_M2", tr("Area within reach, every place once, in m²"))
        )

    def checkParameterValues(self, parameters, context):
        circle = self.parameterAsString(parameters, self.CIRCLE, context)
        if not parameters.get(self.UNITS):
            try:
                circle_of(circle)
            except LayersError as error:
                return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.adjacency import adjacency
        from ..inputs import polygons

        if self.units:
            code = self.parameterAsString(parameters, self.CODE_FIELD, context)
            units = polygons(self.units, self.parameterAsString(parameters, self.INVALID, context), feedback)
        else:
            code = "adcode"
            circle = circle_of(self.parameterAsString(parameters, self.CIRCLE, context))
            units = catalog.read("member", circle.circle_id)
        result = adjacency(
            units,
            ranks=self.parameterAsEnumStrings(parameters, self.RANK, context),
            width_m=self.parameterAsDouble(parameters, self.WIDTH_M, context),
            code=code,
            partition=self.parameterAsBoolean(parameters, self.PARTITION, context),
            progress=progress(feedback, 0.1, 0.9),
        )
        return {
            self.OUTPUT_BORDERS: self.write(
                parameters, self.OUTPUT_BORDERS, context, result.borders, feedback, "border"
            ),
            self.OUTPUT_BELTS: self.write(
                parameters, self.OUTPUT_BELTS, context, result.belts, feedback, "belt"
            ),
            "BORDER_COUNT": len(result.borders),
            "BORDER_LENGTH_M": float(result.borders["length_m"].sum()),
            "BELT_AREA_M2": result.covered_m2,
        }
