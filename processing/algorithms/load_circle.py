# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:loadcircle``: a circle and its members, from the catalog or from a list of codes."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterString,
)

from ...layers import catalog
from ...layers.errors import LayersError
from ..base import MetroAlgorithm, circle_of, circle_parameter, reported, tr
from ..engine.errors import MetroError
from ..messages import warn
from ..unitlist import resolved, typed


class LoadCircleAlgorithm(MetroAlgorithm):
    NAME = "loadcircle"
    GROUP = "circles"
    TITLE = "Load circle"
    TAGS = "都市圈 范围 成员 加载 dushiquan circle members boundary load"
    ANSWERS = "Which units belong to a metropolitan circle, where they lie and how large they are."
    ASSUMES = (
        "Shipped boundaries are analysis-grade (about ±100 m), EPSG:4490. A list of codes or names takes the place of "
        "the circle, parted by commas, spaces or lines; 'Custom circle' does more with such lists. Areas are "
        "ellipsoidal on CGCS2000."
    )
    WRITES = (
        "The circle as one feature, enclaves kept as holes; its members with adcode, names, role, group, document and "
        "area; the circle's area, the published figure and their ratio."
    )

    CIRCLE = "CIRCLE"
    ADCODES = "ADCODES"
    OUTPUT_CIRCLE = "OUTPUT_CIRCLE"
    OUTPUT_MEMBERS = "OUTPUT_MEMBERS"

    def initAlgorithm(self, config=None):
        self.addParameter(circle_parameter(self.CIRCLE, optional=True))
        self.addParameter(
            QgsProcessingParameterString(
                self.ADCODES,
                tr("Own list of codes or names, instead of the circle"),
                optional=True,
                multiLine=True,
            )
        )
        polygons = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_CIRCLE, tr("Circle 都市圈范围"), polygons)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_MEMBERS, tr("Members 成员单位"), polygons)
        )
        self.addOutput(QgsProcessingOutputNumber("MEMBER_COUNT", tr("Number of members")))
        self.addOutput(QgsProcessingOutputNumber("AREA_KM2", tr("Area in km²")))
        self.addOutput(QgsProcessingOutputNumber("OFFICIAL_KM2", tr("Published area in km²")))
        self.addOutput(QgsProcessingOutputNumber("RATIO", tr("Area / published area")))

    def checkParameterValues(self, parameters, context):
        adcodes = self.parameterAsString(parameters, self.ADCODES, context)
        circle = self.parameterAsString(parameters, self.CIRCLE, context)
        try:
            if adcodes.strip():
                resolved(typed(adcodes))
            elif circle:
                circle_of(circle)
            else:
                return False, tr("Give a circle, or a list of codes or names.")
        except (LayersError, MetroError) as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..circles import circle_frames, own_circle_frames

        adcodes = self.parameterAsString(parameters, self.ADCODES, context)
        if adcodes.strip():
            found = resolved(typed(adcodes))
            for note in found.notes:
                warn(feedback, note)
            circle, members = own_circle_frames(catalog.units(found.adcodes))
        else:
            circle, members = circle_frames(
                circle_of(self.parameterAsString(parameters, self.CIRCLE, context))
            )
        row = circle.iloc[0]
        feedback.pushInfo(
            tr("{name}: {count} members, {area:.0f} km² on the ellipsoid").format(
                name=row["name_zh"], count=len(members), area=row["area_km2"]
            )
        )
        return {
            self.OUTPUT_CIRCLE: self.write(
                parameters, self.OUTPUT_CIRCLE, context, circle, feedback, "circle"
            ),
            self.OUTPUT_MEMBERS: self.write(
                parameters, self.OUTPUT_MEMBERS, context, members, feedback, "member"
            ),
            "MEMBER_COUNT": len(members),
            "AREA_KM2": row["area_km2"],
            "OFFICIAL_KM2": row["official_km2"],
            "RATIO": row["ratio"],
        }
