# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:customcircle``: a circle of one's own from codes, names, a table or a unit layer."""

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingOutputString,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterField,
    QgsProcessingParameterFile,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...layers import catalog
from ...layers.errors import LayersError
from ...layers.own import STATUS, own_id
from ...styles import catalog as styles
from ..base import MetroAlgorithm, policy_parameter, progress, reported, tr
from ..engine.errors import MetroError
from ..messages import shown, tell, warn
from ..unitlist import from_file, resolved, typed


class CustomCircleAlgorithm(MetroAlgorithm):
    NAME = "customcircle"
    GROUP = "circles"
    TITLE = "Custom circle"
    TAGS = "自定义都市圈 自选单元 范围 名单 zidingyi dushiquan custom own circle list CSV adcode"
    ANSWERS = (
        "How large a circle of your own is, where it lies, and to which other circles its members belong."
    )
    ASSUMES = (
        "Units come from a list of codes or names, from a CSV or text file with one unit a row (UTF-8 or GBK), or from "
        "a unit layer of your own: all of it, or those that the list names. Without a layer the shipped counties are "
        "taken (about ±100 m). Old names and codes count where one unit followed them. Codes of nine or twelve digits "
        "are cut to the county's six. Areas are ellipsoidal on CGCS2000; where units of a layer overlap a place counts "
        "once."
    )
    WRITES = (
        "The circle as one feature, enclaves kept as holes; its members with the circles that they also belong to; "
        "areas and, with a published area, the ratio. On request the circle is kept in your profile and offered "
        "wherever a circle is chosen. Every row that is odd is named in the log; unknown and ambiguous ones stop the "
        "run."
    )

    NAME_OF = "NAME"
    LIST = "LIST"
    FILE = "FILE"
    UNITS = "UNITS"
    CODE_FIELD = "CODE_FIELD"
    NAME_FIELD = "NAME_FIELD"
    OFFICIAL_KM2 = "OFFICIAL_KM2"
    INVALID = "INVALID"
    SAVE = "SAVE"
    OUTPUT_CIRCLE = "OUTPUT_CIRCLE"
    OUTPUT_MEMBERS = "OUTPUT_MEMBERS"

    def initAlgorithm(self, config=None):
        self.addParameter(
            QgsProcessingParameterString(self.NAME_OF, tr("Name of the circle"), "自定义都市圈")
        )
        units = QgsProcessingParameterString(
            self.LIST, tr("Codes or names of its units"), optional=True, multiLine=True
        )
        units.setHelp(tr("Parted by commas, spaces or lines, for example 320115 博望区 繁昌县 南京市."))
        self.addParameter(units)
        self.addParameter(
            QgsProcessingParameterFile(
                self.FILE,
                tr("File with codes or names, instead of the list"),
                optional=True,
                fileFilter=tr("Tables and text (*.csv *.txt *.tsv)"),
            )
        )
        self.addParameter(
            QgsProcessingParameterFeatureSource(
                self.UNITS,
                tr("Own units, instead of the shipped counties"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        for name, title in (
            (self.CODE_FIELD, tr("Field with the six-digit adcode")),
            (self.NAME_FIELD, tr("Field with the name")),
        ):
            self.addParameter(
                QgsProcessingParameterField(name, title, parentLayerParameterName=self.UNITS, optional=True)
            )
        self.addParameter(
            QgsProcessingParameterNumber(
                self.OFFICIAL_KM2,
                tr("Published area in km²"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0,
            )
        )
        self.addParameter(policy_parameter(self.INVALID))
        self.addParameter(
            QgsProcessingParameterBoolean(self.SAVE, tr("Keep the circle in my profile"), defaultValue=False)
        )
        polygons = QgsProcessing.SourceType.TypeVectorPolygon
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_CIRCLE, tr("Circle 都市圈范围"), polygons)
        )
        self.addParameter(
            QgsProcessingParameterFeatureSink(self.OUTPUT_MEMBERS, tr("Members 成员单位"), polygons)
        )
        self.addOutput(QgsProcessingOutputString("CIRCLE_ID", tr("Id of the circle")))
        self.addOutput(QgsProcessingOutputString("SAVED_FILE", tr("Where it is kept")))
        for name, title in (
            ("MEMBER_COUNT", tr("Number of members")),
            ("AREA_KM2", tr("Area in km²")),
            ("OFFICIAL_KM2", tr("Published area in km²")),
            ("RATIO", tr("Area / published area")),
            ("DUPLICATE_COUNT", tr("Entries that repeat another")),
            ("RENAMED_COUNT", tr("Entries with an old name or code")),
            ("SHARED_COUNT", tr("Members that belong to other circles, too")),
            ("OVERLAP_M2", tr("Area in which own units overlap, in m²")),
        ):
            self.addOutput(QgsProcessingOutputNumber(name, title))

    def checkParameterValues(self, parameters, context):
        name = self.parameterAsString(parameters, self.NAME_OF, context).strip()
        given = [bool(parameters.get(key)) for key in (self.LIST, self.FILE)]
        if not name or "|" in name:
            return False, tr("Give the circle a name, without '|'.")
        if all(given):
            return False, tr("Give a list or a file, not both.")
        if not any(given) and not parameters.get(self.UNITS):
            return False, tr("Give codes or names, a file with them, or a layer of units.")
        taken = {c.name_zh for c in catalog.circles() if c.status != STATUS}
        if name in taken and self.parameterAsBoolean(parameters, self.SAVE, context):
            return False, tr("'{name}' is the name of a published circle: choose another.").format(name=name)
        try:
            entries = self._entries(parameters, context)[0]
            if not parameters.get(self.UNITS):
                resolved(entries)
        except (LayersError, MetroError) as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..circles import own_circle_frames

        entries, note = self._entries(parameters, context)
        if note:
            tell(feedback, note)
        if self.units:
            found, units, source, overlap = self._own(parameters, context, entries, feedback)
        else:
            found, source, overlap = resolved(entries), tr("Shipped counties"), 0.0
            units = catalog.units(found.adcodes)
        for line in found.notes:
            warn(feedback, line)
        progress(feedback)(0.6)
        name = self.parameterAsString(parameters, self.NAME_OF, context).strip()
        official = self.parameterAsDouble(parameters, self.OFFICIAL_KM2, context) or None
        circle, members = own_circle_frames(units, name, official, source)
        shared = members[members["also_in"] != ""]
        for row in shared.itertuples():
            feedback.pushInfo(
                tr("{place}: {code} {name} also belongs to {circles}").format(
                    place=shown(found.places[row.adcode]),
                    code=row.adcode,
                    name=row.name_zh,
                    circles=row.also_in.replace(";", ", "),
                )
            )
        row = circle.iloc[0]
        feedback.pushInfo(
            tr("{name}: {count} members, {area:.0f} km² on the ellipsoid").format(
                name=name, count=len(members), area=row["area_km2"]
            )
        )
        return {
            "SAVED_FILE": self._save(parameters, context, name, circle, members, feedback),
            self.OUTPUT_CIRCLE: self.write(
                parameters, self.OUTPUT_CIRCLE, context, circle, feedback, "circle"
            ),
            self.OUTPUT_MEMBERS: self.write(
                parameters, self.OUTPUT_MEMBERS, context, members, feedback, "member"
            ),
            "CIRCLE_ID": row["circle_id"],
            "MEMBER_COUNT": len(members),
            "AREA_KM2": row["area_km2"],
            "OFFICIAL_KM2": row["official_km2"],
            "RATIO": row["ratio"],
            "DUPLICATE_COUNT": found.duplicates,
            "RENAMED_COUNT": found.renamed,
            "SHARED_COUNT": len(shared),
            "OVERLAP_M2": overlap,
        }

    def _entries(self, parameters, context):
        """The units asked for, and a note on the file they come from."""
        file = self.parameterAsFile(parameters, self.FILE, context)
        if file:
            return from_file(file, self.parameterAsString(parameters, self.NAME_OF, context))
        return typed(self.parameterAsString(parameters, self.LIST, context)), ""

    def _own(self, parameters, context, entries, feedback):
        """What was found in the planner's layer, its units, what they are, and how much of them overlaps."""
        from ..engine.errors import ParameterError
        from ..inputs import column, polygons
        from ..ownunits import datum_note, overlapping, own_units

        policy = self.parameterAsString(parameters, self.INVALID, context)
        layer = polygons(self.units, policy, feedback)
        found = own_units(
            layer,
            *(
                column(layer, self.units, self.parameterAsString(parameters, name, context))
                for name in (self.CODE_FIELD, self.NAME_FIELD)
            ),
            entries,
        )
        total, overlaps = overlapping(found.frame, self.units.name, progress(feedback, 0.2, 0.4))
        if overlaps and policy == "stop":
            raise ParameterError(
                f"{overlaps[0]}. {len(overlaps)} pairs of units overlap. Correct them, or set 'Invalid geometries' to "
                "'repair': then a place counts once."
            )
        shifted = datum_note(layer, progress(feedback, 0.4, 0.6))
        for line in [*overlaps[:30], *([shifted] if shifted else [])]:
            feedback.pushWarning(line)
        return found, found.frame, self.units.name, total

    def _save(self, parameters, context, name, circle, members, feedback):
        """Keep the circle in the profile where that is wanted; return its file."""
        if not self.parameterAsBoolean(parameters, self.SAVE, context):
            return None
        from .. import outputs

        file = catalog.own_file(own_id(name))
        again = file.exists()
        outputs.write_file(
            file,
            {"circle": circle, "member": members},
            {kind: styles.style_for(kind) for kind in ("circle", "member")},
        )
        text = (
            tr("Circle '{name}' is replaced in {file}") if again else tr("Circle '{name}' is kept in {file}")
        )
        feedback.pushInfo(text.format(name=name, file=file))
        return str(file)
