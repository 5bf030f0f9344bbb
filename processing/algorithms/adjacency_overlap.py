# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:adjacencyoverlap``: what planning layers take of adjacency zones."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr

MATRICES = ["categories", "zones"]


class AdjacencyOverlapAlgorithm(MetroAlgorithm):
    NAME = "adjacencyoverlap"
    GROUP = "adjacency"
    TITLE = "Planning layers in adjacency zones"
    TAGS = "毗邻带 叠加 占比 矩阵 热力图 三区三线 pilindai diejia juzhen adjacency overlap matrix heat map zone share"
    ANSWERS = (
        "How much of each adjacency zone is red line, farmland, growth area or any other planned use, by pair and side; "
        "and which zones lie over which."
    )
    ASSUMES = (
        "Zones are the belts of 'Adjacency zones', or any polygon layer; planning layers are polygons and are brought to "
        "the zones' CRS. Areas are ellipsoidal on CGCS2000. Where features of a category overlap, a place counts once in "
        "the zone's area, and for each feature in the share of the category. Zones may overlap: each has its own numbers."
    )
    WRITES = (
        "Pieces with zone, layer, feature, category, area, share of the zone and of the feature. A table: for each zone "
        "and layer every category, what any category covers (inside) and what none does (outside). Zones over zones with "
        "both percentages. A matrix as CSV (UTF-8 for spreadsheets) and as a heat-map picture: zones by categories, or "
        "zones by zones, where each cell is the share of the row's zone. Features in no zone are counted, and so are "
        "pieces below the minimum area, which stay in the table's areas (1 m² is a convention against rounding)."
    )

    ZONES = "ZONES"
    ZONE_FIELD = "ZONE_FIELD"
    LAYERS = "LAYERS"
    CATEGORY_FIELD = "CATEGORY_FIELD"
    MATRIX = "MATRIX"
    MIN_AREA_M2 = "MIN_AREA_M2"
    INVALID = "INVALID"
    OUTPUT_PIECES = "OUTPUT_PIECES"
    OUTPUT_TABLE = "OUTPUT_TABLE"
    OUTPUT_ZONE_PAIRS = "OUTPUT_ZONE_PAIRS"
    OUTPUT_CSV = "OUTPUT_CSV"
    OUTPUT_PICTURE = "OUTPUT_PICTURE"

    def initAlgorithm(self, config=None):
        polygon = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(QgsProcessingParameterFeatureSource(self.ZONES, tr("Zones 毗邻带"), [polygon]))
        self.addParameter(
            QgsProcessingParameterField(
                self.ZONE_FIELD,
                tr("Field that names a zone (belts: pair and side)"),
                parentLayerParameterName=self.ZONES,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterMultipleLayers(self.LAYERS, tr("Planning layers 规划图层"), polygon)
        )
        field = QgsProcessingParameterString(
            self.CATEGORY_FIELD, tr("Field with the category, in any of the layers"), optional=True
        )
        field.setHelp(tr("A layer that lacks the field is one category, under the layer's name."))
        self.addParameter(field)
        self.addParameter(
            QgsProcessingParameterEnum(
                self.MATRIX,
                tr("Matrix of zones by"),
                MATRICES,
                defaultValue=MATRICES[0],
                usesStaticStrings=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.MIN_AREA_M2,
                tr("Leave out pieces smaller than (m²); they are counted"),
                QgsProcessingParameterNumber.Type.Double,
                defaultValue=1.0,
                minValue=0.0,
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_PIECES, tr("Pieces 叠加图斑"), polygon)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_TABLE,
                tr("Areas by zone 分区统计"),
                QgsProcessing.SourceType.TypeVector,
                optional=True,
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_ZONE_PAIRS,
                tr("Zones over zones 毗邻带重叠"),
                polygon,
                optional=True,
                createByDefault=False,
            )
        )
        for name, title, kinds in (
            (self.OUTPUT_CSV, tr("Matrix as a table"), "CSV (*.csv)"),
            (self.OUTPUT_PICTURE, tr("Matrix as a picture"), "PNG (*.png);;SVG (*.svg);;PDF (*.pdf)"),
        ):
            self.addParameter(
                QgsProcessingParameterFileDestination(
                    name, title, kinds, optional=True, createByDefault=False
                )
            )
        self.addOutput(QgsProcessingOutputNumber("ZONE_COUNT", tr("Number of zones")))
        self.addOutput(QgsProcessingOutputNumber("PIECE_COUNT", tr("Number of pieces")))
        self.addOutput(QgsProcessingOutputNumber("SMALL_COUNT", tr("Pieces below the minimum area")))
        self.addOutput(QgsProcessingOutputNumber("SMALL_AREA_M2", tr("Their area in m²")))
        self.addOutput(QgsProcessingOutputNumber("OUTSIDE_COUNT", tr("Features in no zone")))
        self.addOutput(QgsProcessingOutputNumber("REPAIRED_COUNT", tr("Features repaired")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED_COUNT", tr("Features without a usable geometry")))
        self.addOutput(
            QgsProcessingOutputNumber(
                "CLOSURE_M2", tr("Worst difference of inside and outside from the whole in m²")
            )
        )

    def prepareAlgorithm(self, parameters, context, feedback):
        from ..planninglayers import sources

        self.zones = self.source(parameters, self.ZONES, context)
        self.layers = sources(self, parameters, self.LAYERS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine import zonematrix
        from ..inputs import column, polygons
        from ..planninglayers import category_of, read_layers

        csv = self.parameterAsFileOutput(parameters, self.OUTPUT_CSV, context)
        picture = self.parameterAsFileOutput(parameters, self.OUTPUT_PICTURE, context)
        if picture:
            from ..heatmap import chinese_font

            chinese_font()
        policy = self.parameterAsString(parameters, self.INVALID, context)
        category = category_of(
            self.layers, self.parameterAsString(parameters, self.CATEGORY_FIELD, context).strip()
        )
        zones = polygons(self.zones, policy, feedback)
        field = column(zones, self.zones, self.parameterAsString(parameters, self.ZONE_FIELD, context))
        labelled = zones.assign(zone=zonematrix.zone_labels(zones, field))
        labelled.attrs.update(zones.attrs)
        layers = read_layers(self.layers, policy, zones, feedback)
        if category and not any(category in layer.columns for layer in layers):
            feedback.pushWarning(
                tr("No layer has the field '{field}': each layer is one category.").format(field=category)
            )
        result = zonematrix.zone_overlap(
            labelled,
            layers,
            category=category,
            min_area_m2=self.parameterAsDouble(parameters, self.MIN_AREA_M2, context),
            progress=progress(feedback, 0.1, 0.9),
        )
        for name, count in result.untouched.items():
            if count:
                feedback.pushInfo(
                    tr("Layer '{name}': {count} features lie in no zone").format(name=name, count=count)
                )
        by_zones = self.parameterAsEnumString(parameters, self.MATRIX, context) == MATRICES[1]
        matrix = zonematrix.zone_matrix(result) if by_zones else zonematrix.category_matrix(result)
        read = [zones, *layers]
        outputs = {
            self.OUTPUT_PIECES: self.write(
                parameters, self.OUTPUT_PIECES, context, result.pieces, feedback, "zonepiece"
            ),
            self.OUTPUT_TABLE: self.write(parameters, self.OUTPUT_TABLE, context, result.table, feedback),
            self.OUTPUT_ZONE_PAIRS: self.write(
                parameters, self.OUTPUT_ZONE_PAIRS, context, result.zone_pairs, feedback, "overlap"
            ),
        }
        if picture:
            self._draw(picture, matrix, by_zones)
        if csv:
            self._tabulate(csv, result, by_zones)
        return outputs | {
            self.OUTPUT_CSV: csv or None,
            self.OUTPUT_PICTURE: picture or None,
            "ZONE_COUNT": len(zones),
            "PIECE_COUNT": len(result.pieces),
            "SMALL_COUNT": len(result.small),
            "SMALL_AREA_M2": float(result.small["area_m2"].sum()),
            "OUTSIDE_COUNT": sum(result.untouched.values()),
            "REPAIRED_COUNT": sum(frame.attrs["repaired"] for frame in read),
            "REJECTED_COUNT": sum(frame.attrs["rejected"] for frame in read),
            "CLOSURE_M2": result.closure_m2,
        }

    def _draw(self, path, matrix, by_zones):
        from ..heatmap import write_picture

        title = (
            tr("Adjacency zones over each other") if by_zones else tr("Planning layers in adjacency zones")
        )
        write_picture(self, path, matrix, title, tr("Share of the zone in %"))

    def _tabulate(self, path, result, by_zones):
        from ..engine import zonematrix
        from ..heatmap import write_csv

        sheet = zonematrix.zone_sheet(result) if by_zones else zonematrix.category_sheet(result)
        write_csv(self, path, sheet)
