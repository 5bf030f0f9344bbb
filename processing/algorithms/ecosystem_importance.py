# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:ecosystemimportance``: how important a place is for a service of nature."""

from qgis.core import (
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBand,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFile,
    QgsProcessingParameterRasterDestination,
)

from ..base import progress, reported, tr
from ..rasters import (
    NODATA,
    TABLES,
    RasterAlgorithm,
    add_slope_unit,
    grade_colours,
    slope_layer,
    study_area,
    warn_of_percent,
)

SERVICES = ["water", "soil", "sand", "biodiversity"]
METHODS = ["npp", "model"]
NORMALISE = ["minmax", "given"]
PERCENTS = ["FIRST_PCT", "SECOND_PCT"]
GRADE_LABELS = [
    "Grade 1 holds this share of the total (%)",
    "Grades 1 and 2 hold this share of the total (%)",
]
RASTERS = {
    "npp": ("NPP", "NPP, or a vegetation index in its place 净初级生产力"),
    "sic": ("SIC", "Soil infiltration F_sic 土壤渗流"),
    "pre": ("PRE", "Precipitation in mm 降水"),
    "k": ("K", "Soil erodibility K 土壤可蚀性"),
    "fq": ("FQ", "Climate erosivity F_q 气候侵蚀"),
    "tem": ("TEM", "Temperature 气温"),
    "alt": ("ALT", "Altitude in metres 海拔"),
    "et": ("ET", "Evapotranspiration in mm 蒸散发"),
    "r": ("R", "Rain erosivity R 降雨侵蚀力"),
    "l": ("L", "Slope length factor L 坡长"),
    "c": ("C", "Cover factor C (0 covered, 1 bare) 植被覆盖因子"),
}


class EcosystemImportanceAlgorithm(RasterAlgorithm):
    NAME = "ecosystemimportance"
    TITLE = "Importance of ecosystem services"
    TAGS = (
        "生态系统服务 重要性 水源涵养 水土保持 防风固沙 生物多样性 shengtai zhongyaoxing "
        "importance ecosystem service NPP RUSLE water soil sand biodiversity"
    )
    ANSWERS = (
        "How important each cell is for water conservation, soil conservation, sand fixation or biodiversity, and, if "
        "wanted, its grade by cumulative value."
    )
    ASSUMES = (
        "NPP method: factors are scaled to 0-1 over the study area and multiplied: water NPP·F_sic·F_pre·(1−F_slo); "
        "soil NPP·(1−K)·(1−F_slo); sand NPP·K·F_q·D, D = 1/cos slope; biodiversity NPP·F_pre·F_tem·(1−F_alt). A factor "
        "of climate or soil that is left out counts as the same everywhere, which changes no grade. Model method: water "
        "(P − R − ET)·A, R = P·α by land cover; soil R·K·L·S·(1−C) of RUSLE, all rasters needed. Slope comes from the "
        "DEM where no slope raster is given. The methods and all constants are conventions of practice, not a standard."
    )
    WRITES = (
        "One raster of the index (0-1), or of m³ or t/(ha a), as a cloud-optimised GeoTIFF on the stated grid, with "
        "statistics, unit, formula and source names inside; its grades as another. A cell without a value in one factor "
        "has none, unless 'Cells without a value' says otherwise."
    )

    OUTPUT = "OUTPUT"
    OUTPUT_GRADE = "OUTPUT_GRADE"

    def initAlgorithm(self, config=None):
        self.add_choice("SERVICE", tr("Service"), SERVICES)
        self.add_choice("METHOD", tr("Method"), METHODS, tr("model: water and soil only."))
        for name, label in RASTERS.values():
            self.add_raster(name, tr(label))
        band = QgsProcessingParameterBand(
            "NPP_BAND", tr("Band of NPP"), defaultValue=1, parentLayerParameterName="NPP", optional=True
        )
        self._add(band, True)
        self.add_choice(
            "NPP_NEGATIVE",
            tr("NPP below 0"),
            ["stop", "nodata"],
            tr("stop: an error. nodata: such cells, for example water in a vegetation index, have no value."),
            advanced=True,
        )
        self.add_raster("SLOPE", tr("Slope 坡度"))
        self.add_raster("DEM", tr("DEM in metres, for slope and altitude 高程"))
        self.add_raster("LANDCOVER", tr("Land cover codes, for runoff 土地覆被"))
        self._add_wind()
        add_slope_unit(self)
        self.add_choice(
            "NORMALISE",
            tr("Normalise factors"),
            NORMALISE,
            tr("minmax: to their range in the study area. given: they lie between 0 and 1 already."),
            advanced=True,
        )
        self.add_choice(
            "NODATA",
            tr("Cells without a value in one factor"),
            NODATA,
            tr("drop: no result there. stop: an error. mean: the factor's mean; such cells are counted."),
            advanced=True,
        )
        self._add_constants()
        self.add_study_area()
        self.addParameter(
            QgsProcessingParameterRasterDestination(self.OUTPUT, tr("Importance 重要性"), optional=True)
        )
        self.addParameter(
            QgsProcessingParameterRasterDestination(
                self.OUTPUT_GRADE,
                tr("Grades by cumulative value 重要性等级"),
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber("CELL_COUNT", tr("Cells with a result")))
        self.addOutput(QgsProcessingOutputNumber("FILLED_COUNT", tr("Values filled with a mean")))
        self.addOutput(QgsProcessingOutputNumber("LOW", tr("Smallest value")))
        self.addOutput(QgsProcessingOutputNumber("HIGH", tr("Greatest value")))
        self.addOutput(QgsProcessingOutputNumber("TOTAL", tr("Sum of all cells")))
        self.addOutput(QgsProcessingOutputNumber("CUT_FIRST", tr("Lowest value of grade 1")))
        self.addOutput(QgsProcessingOutputNumber("CUT_SECOND", tr("Lowest value of grade 2")))
        self.addOutput(QgsProcessingOutputString("LEFT_OUT", tr("Factors left out")))

    def _add_wind(self):
        for name, label in (
            ("WIND", "Wind speed in m/s, for F_q 风速"),
            ("ETP", "Potential evapotranspiration in mm, for F_q 潜在蒸散"),
            ("DAYS", "Days with wind, for F_q 天数"),
        ):
            self.add_raster(name, tr(label))

    def _add_constants(self):
        table = QgsProcessingParameterFile(
            "ALPHA_TABLE", tr("Runoff coefficients by land cover (CSV)"), extension="csv", optional=True
        )
        table.setHelp(
            tr(
                "Columns code and alpha; the plugin's own table by default. Its coefficients are a convention of "
                "practice, its codes the plugin's own: put in those of your land cover."
            )
        )
        self._add(table, True)
        epic = QgsProcessingParameterBoolean(
            "K_IS_EPIC", tr("K is EPIC's and needs correction"), defaultValue=False
        )
        epic.setHelp(tr("K = (base + factor·K_EPIC)·unit; the three numbers are a convention."))
        self._add(epic, True)
        convention = tr("A convention, no standard.")
        for name, label, share in zip(PERCENTS, GRADE_LABELS, (50.0, 80.0), strict=True):
            self.add_number(name, tr(label), share, convention, 0.01, 99.99, advanced=True)
        for name, label, value in (
            ("K_BASE", "Correction of K: base (convention)", -0.01383),
            ("K_FACTOR", "Correction of K: factor (convention)", 0.51575),
            ("K_UNIT", "Correction of K: unit (convention)", 0.1317),
        ):
            self.add_number(name, tr(label), value, convention, advanced=True)

    def checkParameterValues(self, parameters, context):
        from ..engine.errors import MetroError
        from ..engine.raster.importance import FORMULAS, demand_factors

        service = self.parameterAsEnumString(parameters, "SERVICE", context)
        method = self.parameterAsEnumString(parameters, "METHOD", context)
        if (service, method) not in FORMULAS:
            return False, tr("'{service}' has no model method; set 'Method' to npp.").format(service=service)
        first, second = (self.parameterAsDouble(parameters, name, context) for name in PERCENTS)
        if first >= second:
            return False, tr("The share of grades 1 and 2 must exceed that of grade 1.")
        if not parameters.get(self.OUTPUT) and not parameters.get(self.OUTPUT_GRADE):
            return False, tr("Nothing is asked for: choose the importance, its grades or both.")
        try:
            demand_factors(service, method, self._given(parameters))
        except MetroError as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def _given(self, parameters):
        """Factors for which a raster is given, directly or by what they come from."""
        has = lambda *names: all(parameters.get(name) is not None for name in names)  # noqa: E731
        given = {key for key, (name, _) in RASTERS.items() if has(name)}
        given |= {"landcover"} if has("LANDCOVER") else set()
        given |= {"slope", "d"} if has("SLOPE") or has("DEM") else set()
        given |= {"alt"} if has("DEM") else set()
        return given | ({"fq"} if has("WIND", "ETP", "PRE", "DAYS") else set())

    def prepareAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.formulas import climate_erosivity
        from ..engine.raster.importance import INDICES, MODELS
        from ..engine.raster.source import Derived

        super().prepareAlgorithm(parameters, context, feedback)
        service = self.parameterAsEnumString(parameters, "SERVICE", context)
        model = self.parameterAsEnumString(parameters, "METHOD", context) == "model"
        wanted = MODELS[service] if model else [factor.key for factor in INDICES[service]]
        found = {
            key: self.raster(parameters, name, context) for key, (name, _) in RASTERS.items() if key in wanted
        }
        if not model:
            hide = self.parameterAsEnumString(parameters, "NPP_NEGATIVE", context) == "nodata"
            band = self.parameterAsInt(parameters, "NPP_BAND", context) or 1
            found["npp"] = self.raster(parameters, "NPP", context, band=band, least=0.0 if hide else None)
        if "slope" in wanted or "d" in wanted:
            found["slope" if "slope" in wanted else "d"] = slope_layer(self, parameters, context)
        if "alt" in wanted and found["alt"] is None:
            found["alt"] = self.raster(parameters, "DEM", context)
        if "landcover" in wanted:
            found["landcover"] = self.raster(parameters, "LANDCOVER", context, "category")
        if "fq" in wanted and found["fq"] is None:
            parts = {"wind": "WIND", "etp": "ETP", "pre": "PRE", "days": "DAYS"}
            rasters = {key: self.raster(parameters, name, context) for key, name in parts.items()}
            found["fq"] = Derived("F_q", rasters, climate_erosivity)
        self.layers = {key: found[key] for key in wanted if found.get(key) is not None}
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.raster.importance import importance
        from ..engine.raster.scores import read_alpha

        service = self.parameterAsEnumString(parameters, "SERVICE", context)
        method = self.parameterAsEnumString(parameters, "METHOD", context)
        paths = self.raster_outputs(parameters, (self.OUTPUT, self.OUTPUT_GRADE), context)
        grid, study = self.grid(parameters, context, self.layers.values(), self.study, feedback)
        table = self.parameterAsFile(parameters, "ALPHA_TABLE", context) or TABLES / "runoff_coefficients.csv"
        epic = tuple(
            self.parameterAsDouble(parameters, name, context) for name in ("K_BASE", "K_FACTOR", "K_UNIT")
        )
        result = importance(
            service,
            self.layers,
            grid,
            paths[self.OUTPUT],
            method=method,
            study=study_area(grid, study),
            policy=self.parameterAsEnumString(parameters, "NODATA", context),
            normalise=self.parameterAsEnumString(parameters, "NORMALISE", context),
            alpha=read_alpha(table) if (service, method) == ("water", "model") else None,
            k_epic=epic if self.parameterAsBoolean(parameters, "K_IS_EPIC", context) else None,
            tags={"ALGORITHM": f"metro:{self.NAME}"},
            grade_path=paths[self.OUTPUT_GRADE],
            shares=tuple(round(self.parameterAsDouble(parameters, n, context) / 100, 12) for n in PERCENTS),
            colours=grade_colours(),
            staged=self.staged,
            progress=progress(feedback, 0.02, 0.98),
        )
        warn_of_percent(self.layers, result.ranges, feedback)
        if result.left_out:
            feedback.pushWarning(
                tr("Left out, so taken as the same everywhere: {factors}").format(
                    factors=", ".join(result.left_out)
                )
            )
        if result.hidden:
            feedback.pushWarning(
                tr("{count} cells of NPP below 0 have no value.").format(count=result.hidden)
            )
        if result.graded and result.graded.negative:
            feedback.pushWarning(
                tr("{count} negative cells count as 0 in the grades.").format(count=result.graded.negative)
            )
        cuts = result.graded.table["cut"].to_list() if result.graded else [None, None]
        return paths | {
            "CUT_FIRST": cuts[0],
            "CUT_SECOND": cuts[1],
            "CELL_COUNT": result.count,
            "FILLED_COUNT": sum(result.filled.values()),
            "LOW": result.low,
            "HIGH": result.high,
            "TOTAL": result.total,
            "LEFT_OUT": ", ".join(result.left_out),
            self.ALIGNMENT: self.told(result.reports, feedback),
        }
