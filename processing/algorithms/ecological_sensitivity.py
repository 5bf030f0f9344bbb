# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:ecologicalsensitivity``: how easily the land erodes, turns to sand, to bare rock or to salt."""

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
)

from ..base import progress, reported, tr
from ..rasters import (
    TABLES,
    RasterAlgorithm,
    add_slope_unit,
    grade_colours,
    slope_layer,
    study_area,
    warn_of_percent,
)

KINDS = ["soil_erosion", "desertification", "rocky_desertification", "salinisation"]
RASTERS = {
    "rain_erosivity": "Rain erosivity R 降雨侵蚀力",
    "soil_erodibility": "Soil erodibility K, class by texture 土壤可蚀性",
    "relief": "Relief in metres 地形起伏度",
    "cover": "Vegetation cover, 0 to 1 植被覆盖度",
    "aridity": "Aridity index 干燥度",
    "wind_days": "Days of wind of 6 m/s and more 起沙风天数",
    "soil_texture": "Soil texture, class 土壤质地",
    "carbonate": "Carbonate rock outcrop in % 碳酸盐出露",
    "evaporation": "Evaporation by precipitation 蒸降比",
    "salinity": "Salinity of the groundwater 矿化度",
    "depth": "Depth of the groundwater 埋深",
}


class EcologicalSensitivityAlgorithm(RasterAlgorithm):
    NAME = "ecologicalsensitivity"
    TITLE = "Ecological sensitivity"
    TAGS = (
        "生态敏感性 脆弱性 水土流失 沙化 石漠化 盐渍化 mingan cuiruo "
        "sensitivity vulnerability erosion desertification karst salinisation"
    )
    ANSWERS = (
        "How sensitive each cell is to soil erosion, desertification, rocky desertification or salinisation."
    )
    ASSUMES = (
        "Each factor is scored 1, 3 or 5 by a table; the index is the root of the product: (R·K·LS·C)^¼, (I·W·K·C)^¼, "
        "(D·P·C)^⅓, (I·M·D·K)^¼. The breaks in the tables and the cuts of the grades are conventions of practice, not a "
        "standard; the tables are CSV files that you may copy and edit. Salinisation has no breaks of its own: give a "
        "table. Soil comes as classes, the other factors as amounts."
    )
    WRITES = (
        "The index, and its grade (1 extremely sensitive, 2 sensitive, 3 general), as cloud-optimised GeoTIFFs on the "
        "stated grid. A value that the table does not hold stops the run and is named with its place."
    )

    OUTPUT_INDEX = "OUTPUT_INDEX"
    OUTPUT_GRADE = "OUTPUT_GRADE"

    def initAlgorithm(self, config=None):
        self.add_choice("KIND", tr("Sensitivity to"), KINDS)
        for key, label in RASTERS.items():
            self.add_raster(key.upper(), tr(label))
        self.add_raster("SLOPE", tr("Slope 坡度"))
        self.add_raster("DEM", tr("DEM in metres, for slope 高程"))
        table = QgsProcessingParameterFile("SCORES", tr("Score table (CSV)"), extension="csv", optional=True)
        table.setHelp(
            tr(
                "Columns factor, values, score; values are an interval such as [0.6,inf) or codes such as 1;2. The "
                "plugin's own tables hold conventions of practice."
            )
        )
        self.addParameter(table)
        add_slope_unit(self)
        self.add_number(
            "CUT_SENSITIVE", tr("Sensitive above"), 2.0, tr("A convention; practice also uses 2.33."), 0
        )
        self.add_number(
            "CUT_EXTREME",
            tr("Extremely sensitive above"),
            4.0,
            tr("A convention; practice also uses 3.66."),
            0,
        )
        self.add_choice(
            "NODATA",
            tr("Cells without a value in one factor"),
            ["drop", "stop"],
            tr("drop: no result there. stop: an error."),
            advanced=True,
        )
        self.add_study_area()
        self.addParameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT_INDEX, tr("Sensitivity index 敏感性指数"))
        )
        self.addParameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT_GRADE, tr("Sensitivity grade 敏感性等级"))
        )
        self.addOutput(QgsProcessingOutputNumber("CELL_COUNT", tr("Cells with a result")))
        self.addOutput(QgsProcessingOutputNumber("EXTREME_COUNT", tr("Extremely sensitive cells")))
        self.addOutput(QgsProcessingOutputNumber("SENSITIVE_COUNT", tr("Sensitive cells")))

    def checkParameterValues(self, parameters, context):
        from ..engine.errors import MetroError
        from ..engine.raster.sensitivity import FACTORS, demand_scored

        kind = self.parameterAsEnumString(parameters, "KIND", context)
        given = {key for key in RASTERS if parameters.get(key.upper()) is not None}
        given |= (
            {"slope"} if parameters.get("SLOPE") is not None or parameters.get("DEM") is not None else set()
        )
        low, high = (
            self.parameterAsDouble(parameters, name, context) for name in ("CUT_SENSITIVE", "CUT_EXTREME")
        )
        if low >= high:
            return False, tr("'Sensitive above' must be less than 'Extremely sensitive above'.")
        try:
            demand_scored(kind, given & set(FACTORS[kind]), self._scores(parameters, context))
        except MetroError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def _scores(self, parameters, context):
        from ..engine.raster.scores import read_scores

        kind = self.parameterAsEnumString(parameters, "KIND", context)
        own = self.parameterAsFile(parameters, "SCORES", context)
        return read_scores(own or TABLES / f"sensitivity_{kind}.csv")

    def prepareAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.scores import Codes
        from ..engine.raster.sensitivity import FACTORS

        super().prepareAlgorithm(parameters, context, feedback)
        self.scores = self._scores(parameters, context)
        self.layers = {}
        for key in FACTORS[self.parameterAsEnumString(parameters, "KIND", context)]:
            if key == "slope":
                self.layers[key] = slope_layer(self, parameters, context)
            else:
                kind = "category" if isinstance(self.scores[key][0][0], Codes) else "amount"
                self.layers[key] = self.raster(parameters, key.upper(), context, kind)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.sensitivity import sensitivity

        paths = self.raster_outputs(parameters, (self.OUTPUT_INDEX, self.OUTPUT_GRADE), context)
        grid, study = self.grid(parameters, context, self.layers.values(), self.study, feedback)
        result = sensitivity(
            self.parameterAsEnumString(parameters, "KIND", context),
            self.layers,
            self.scores,
            grid,
            paths[self.OUTPUT_INDEX],
            paths[self.OUTPUT_GRADE],
            study=study_area(grid, study),
            policy=self.parameterAsEnumString(parameters, "NODATA", context),
            cuts=tuple(
                self.parameterAsDouble(parameters, name, context) for name in ("CUT_SENSITIVE", "CUT_EXTREME")
            ),
            colours=grade_colours(),
            tags={"ALGORITHM": f"metro:{self.NAME}"},
            staged=self.staged,
            progress=progress(feedback, 0.02, 0.98),
        )
        warn_of_percent(self.layers, result.ranges, feedback)
        return paths | {
            "CELL_COUNT": result.count,
            "EXTREME_COUNT": result.cells[1],
            "SENSITIVE_COUNT": result.cells[2],
            self.ALIGNMENT: self.told(result.reports, feedback),
        }
