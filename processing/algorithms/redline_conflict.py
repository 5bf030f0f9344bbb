# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:redlineconflict``: what of each parcel lies inside the ecological red line."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterNumber,
)

from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr


class RedlineConflictAlgorithm(MetroAlgorithm):
    NAME = "redlineconflict"
    GROUP = "redlines"
    TITLE = "Red line conflicts"
    TAGS = "生态保护红线 冲突 占压 叠加 shengtai hongxian chongtu red line conflict overlay parcel STBHHX"
    ANSWERS = "Which parcels lie inside an ecological red line, with which part and how much of it."
    ASSUMES = (
        "Two polygon layers with a CRS each; red lines are brought to the parcels' CRS. Areas are ellipsoidal on "
        "CGCS2000. A place under several red lines counts once for a parcel, and once in each category."
    )
    WRITES = (
        "Pieces: the parts of parcels inside red lines with both ids, category and area. Parcels: all of them, with area "
        "inside and share, and area by category. Pieces and remainder are checked to make up the whole; the worst "
        "difference is an output. Nothing is left out in silence: what is below the minimum area is counted."
    )

    PARCELS = "PARCELS"
    REDLINES = "REDLINES"
    CATEGORY_FIELD = "CATEGORY_FIELD"
    PARCEL_ID = "PARCEL_ID"
    MIN_AREA = "MIN_AREA"
    INVALID = "INVALID"
    OUTPUT_PIECES = "OUTPUT_PIECES"
    OUTPUT_PARCELS = "OUTPUT_PARCELS"
    OUTPUT_KINDS = "OUTPUT_KINDS"

    def initAlgorithm(self, config=None):
        polygon = [QgsProcessing.SourceType.TypeVectorPolygon]
        self.addParameter(QgsProcessingParameterFeatureSource(self.PARCELS, tr("Parcels 地块"), polygon))
        self.addParameter(
            QgsProcessingParameterFeatureSource(self.REDLINES, tr("Red lines 生态保护红线"), polygon)
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.CATEGORY_FIELD,
                tr("Field with the kind of red line"),
                parentLayerParameterName=self.REDLINES,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterField(
                self.PARCEL_ID,
                tr("Field that names a parcel"),
                parentLayerParameterName=self.PARCELS,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.MIN_AREA,
                tr("Leave out pieces smaller than (m²); they are counted"),
                QgsProcessingParameterNumber.Type.Double,
                defaultValue=0.0,
                minValue=0.0,
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        kind = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSink(self.OUTPUT_PIECES, tr("Conflicts 冲突"), kind))
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_PARCELS, tr("Parcels checked 地块核查"), kind)
        )
        table = QgsProcessing.SourceType.TypeVector
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_KINDS,
                tr("Area by kind of red line 分类面积"),
                table,
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber("PARCEL_COUNT", tr("Parcels checked")))
        self.addOutput(QgsProcessingOutputNumber("CONFLICT_COUNT", tr("Parcels in conflict")))
        self.addOutput(QgsProcessingOutputNumber("CONFLICT_AREA_M2", tr("Area in conflict in m²")))
        self.addOutput(QgsProcessingOutputNumber("SMALL_COUNT", tr("Pieces below the minimum area")))
        self.addOutput(QgsProcessingOutputNumber("SMALL_AREA_M2", tr("Their area in m²")))
        self.addOutput(QgsProcessingOutputNumber("REPAIRED_COUNT", tr("Features repaired")))
        self.addOutput(
            QgsProcessingOutputNumber(
                "CLOSURE_M2", tr("Worst difference of pieces and remainder from the whole in m²")
            )
        )

    def prepareAlgorithm(self, parameters, context, feedback):
        self.parcels = self.source(parameters, self.PARCELS, context)
        self.redlines = self.source(parameters, self.REDLINES, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.conflicts import conflicts
        from ..engine.units import readable_area
        from ..inputs import polygons, same_crs

        policy = self.parameterAsString(parameters, self.INVALID, context)
        category = self.parameterAsString(parameters, self.CATEGORY_FIELD, context) or None
        parcels = polygons(self.parcels, policy, feedback)
        redlines = polygons(self.redlines, policy, feedback, columns=[category] if category else [])
        redlines = same_crs(redlines, parcels, feedback)
        result = conflicts(
            parcels,
            redlines,
            category=category,
            parcel_id=self.parameterAsString(parameters, self.PARCEL_ID, context) or None,
            min_area_m2=self.parameterAsDouble(parameters, self.MIN_AREA, context),
            progress=progress(feedback, 0.2, 0.9),
        )
        feedback.pushInfo(
            tr("{count} of {total} parcels lie in a red line, with {area}").format(
                count=result.count, total=len(parcels), area=readable_area(result.area_m2)
            )
        )
        return {
            self.OUTPUT_PIECES: self.write(
                parameters, self.OUTPUT_PIECES, context, result.pieces, feedback, "conflict"
            ),
            self.OUTPUT_PARCELS: self.write(
                parameters, self.OUTPUT_PARCELS, context, result.parcels, feedback, "parcel_result"
            ),
            self.OUTPUT_KINDS: self.write(parameters, self.OUTPUT_KINDS, context, result.kinds, feedback),
            "PARCEL_COUNT": len(parcels),
            "CONFLICT_COUNT": result.count,
            "CONFLICT_AREA_M2": result.area_m2,
            "SMALL_COUNT": len(result.small),
            "SMALL_AREA_M2": float(result.small.sum()),
            "REPAIRED_COUNT": parcels.attrs["repaired"] + redlines.attrs["repaired"],
            "CLOSURE_M2": result.closure.worst_m2,
        }
