# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:adjacencyzones``: belts on both sides of the borders between units."""

import difflib
import re

from qgis.core import (
    QgsProcessing,
    QgsProcessingOutputNumber,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterEnum,
    QgsProcessingParameterFeatureSink,
    QgsProcessingParameterNumber,
    QgsProcessingParameterString,
)

from ...layers import catalog
from ...layers.adcodes import RANKS
from ...layers.errors import LayersError
from .. import preferences
from ..base import MetroAlgorithm, circle_of, policy_parameter, progress, reported, tr
from ..engine.errors import MetroError, ParameterError
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

BY = ["rank", "pairs", "zones"]


class AdjacencyZonesAlgorithm(MetroAlgorithm):
    NAME = "adjacencyzones"
    GROUP = "adjacency"
    TITLE = "Adjacency zones"
    TAGS = "毗邻带 毗邻地区 边界 缓冲 pilin bianjie adjacency belt border buffer"
    ANSWERS = (
        "Which land lies within a given distance of the borders between provinces, cities or counties of a circle, of "
        "the pairs of units that you list, or of the cooperation zones that a circle's plan names."
    )
    ASSUMES = (
        "Units are the members of the circle, or a polygon layer of your own with six-digit adcodes; for the circle "
        "'national' or 全国 all counties of the country. The rank of a border follows from the codes of its two sides. "
        "Pairs are codes or names, one pair a line, as in 江宁区-博望区. A zone takes the borders between the units of "
        "its two sides; a zone whose plan names no units on one side, or sides that do not meet, cannot be placed and "
        "is listed. Distances are metres on the ground. The width of 5 km is this plugin's convention: no standard "
        "gives one."
    )
    WRITES = (
        "Borders, pair by pair, with rank, both names and ellipsoidal length; belts, one for each side of each border, "
        "inside the unit of that side, with ellipsoidal area. Where belts overlap a place counts in each, unless "
        "'Every place to its nearest border' is on: then it goes to none that is farther than the nearest by more than "
        "1/2000 of the width. Zones, where asked for: the belts of each zone as one feature."
    )

    CIRCLE, UNITS, CODE_FIELD = CIRCLE, UNITS, CODE_FIELD
    BORDERS = "BORDERS"
    PAIRS = "PAIRS"
    ZONE_NAMES = "ZONE_NAMES"
    RANK = "RANK"
    WIDTH_M = "WIDTH_M"
    PARTITION = "PARTITION"
    INVALID = "INVALID"
    OUTPUT_BORDERS = "OUTPUT_BORDERS"
    OUTPUT_BELTS = "OUTPUT_BELTS"
    OUTPUT_ZONES = "OUTPUT_ZONES"

    def initAlgorithm(self, config=None):
        add_units(self)
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
        self._add_choices()
        width = QgsProcessingParameterNumber(
            self.WIDTH_M,
            tr("Width on each side in metres (5 000 m is a convention)"),
            QgsProcessingParameterNumber.Type.Double,
            defaultValue=preferences.belt_width_m(),
            minValue=1,
            maxValue=100_000,
        )
        self.addParameter(width)
        self.addParameter(
            QgsProcessingParameterBoolean(
                self.PARTITION, tr("Every place to its nearest border"), defaultValue=False
            )
        )
        add_tolerance(self)
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
        self.addParameter(
            QgsProcessingParameterFeatureSink(
                self.OUTPUT_ZONES,
                tr("Zones 毗邻合作区"),
                QgsProcessing.SourceType.TypeVectorPolygon,
                optional=True,
                createByDefault=False,
            )
        )
        self.addOutput(QgsProcessingOutputNumber("BORDER_COUNT", tr("Number of borders")))
        self.addOutput(QgsProcessingOutputNumber("BORDER_LENGTH_M", tr("Length of the borders in metres")))
        self.addOutput(
            QgsProcessingOutputNumber("BELT_AREA_M2", tr("Area within reach, every place once, in m²"))
        )
        self.addOutput(QgsProcessingOutputNumber("REPAIRED_COUNT", tr("Features repaired")))
        self.addOutput(QgsProcessingOutputNumber("REJECTED_COUNT", tr("Features without a usable geometry")))
        self.addOutput(QgsProcessingOutputNumber("UNMET_COUNT", tr("Pairs that share no border")))
        self.addOutput(QgsProcessingOutputNumber("ZONE_COUNT", tr("Zones placed")))
        self.addOutput(QgsProcessingOutputNumber("UNPLACED_COUNT", tr("Zones that cannot be placed")))

    def _add_choices(self):
        self.addParameter(
            QgsProcessingParameterEnum(
                self.BORDERS, tr("Choose borders by"), BY, defaultValue=BY[0], usesStaticStrings=True
            )
        )
        pairs = QgsProcessingParameterString(
            self.PAIRS, tr("Pairs of units, one a line"), multiLine=True, optional=True
        )
        pairs.setHelp(
            tr("Codes or names, for example 江宁区-博望区 or 320115-340506; lines or ； part the pairs.")
        )
        self.addParameter(pairs)
        zones = QgsProcessingParameterString(
            self.ZONE_NAMES, tr("Zones by id or name (all of the circle's)"), multiLine=True, optional=True
        )
        self.addParameter(zones)

    def checkParameterValues(self, parameters, context):
        circle = self.parameterAsString(parameters, self.CIRCLE, context)
        by = self.parameterAsEnumString(parameters, self.BORDERS, context)
        wrong = check_units(self, parameters, context) if by != "zones" else None
        if wrong:
            return False, wrong
        try:
            if by == "zones":
                chosen_zones(circle_of(circle), self.parameterAsString(parameters, self.ZONE_NAMES, context))
            if by == "pairs" and not pairs_of(self.parameterAsString(parameters, self.PAIRS, context)):
                return False, tr(
                    "'Choose borders by' is 'pairs', but no pair is given. List them, one a line."
                )
        except (LayersError, MetroError) as error:
            return False, str(error)
        return super().checkParameterValues(parameters, context)

    def prepareAlgorithm(self, parameters, context, feedback):
        self.units = self.source(parameters, self.UNITS, context)
        return True

    @reported
    def processAlgorithm(self, parameters, context, feedback):
        from ..engine.adjacency import adjacency, keyed, unit_of
        from ..engine.zones import with_zones, zone_pairs

        by = self.parameterAsEnumString(parameters, self.BORDERS, context)
        units, code = self._units(parameters, context, feedback, by)
        pairs, zones = None, {}
        if by == "pairs":
            _, names = keyed(units, code, "name_zh")
            listed = pairs_of(self.parameterAsString(parameters, self.PAIRS, context))
            pairs = [tuple(unit_of(side, names) for side in pair) for pair in listed]
        elif by == "zones":
            circle = circle_of(self.parameterAsString(parameters, self.CIRCLE, context))
            chosen = chosen_zones(circle, self.parameterAsString(parameters, self.ZONE_NAMES, context))
            zones = {zone: zone_pairs(zone, units[code]) for zone in chosen}
            pairs = set().union(*zones.values())
        result = adjacency(
            units,
            ranks=self.parameterAsEnumStrings(parameters, self.RANK, context),
            width_m=self.parameterAsDouble(parameters, self.WIDTH_M, context),
            code=code,
            partition=self.parameterAsBoolean(parameters, self.PARTITION, context),
            pairs=pairs,
            tolerance_m=self.parameterAsDouble(parameters, TOLERANCE_M, context),
            look=self.units is not None,
            progress=progress(feedback, 0.1, 0.9),
        )
        warn_apart(result.apart, feedback)
        if by == "rank" and not len(result.borders):
            feedback.pushWarning(
                tr("No two of the {count} units share a border of these ranks.").format(count=len(units))
            )
        borders, belts, placed, unplaced = with_zones(result.borders, result.belts, zones)
        if by == "pairs" and result.unmet:
            listed = "、".join("-".join(pair) for pair in result.unmet)
            feedback.pushWarning(
                tr("{count} pairs share no border: {pairs}").format(count=len(result.unmet), pairs=listed)
            )
        if unplaced:
            feedback.pushWarning(
                tr("{count} zones cannot be placed: {zones}").format(
                    count=len(unplaced), zones="；".join(unplaced)
                )
            )
        return {
            self.OUTPUT_BORDERS: self.write(
                parameters, self.OUTPUT_BORDERS, context, borders, feedback, border_kind(borders)
            ),
            self.OUTPUT_BELTS: self.write(parameters, self.OUTPUT_BELTS, context, belts, feedback, "belt"),
            self.OUTPUT_ZONES: self.write(parameters, self.OUTPUT_ZONES, context, placed, feedback, "zone"),
            "BORDER_COUNT": len(borders),
            "BORDER_LENGTH_M": float(borders["length_m"].sum()),
            "BELT_AREA_M2": result.covered_m2,
            "UNMET_COUNT": len(result.unmet) if by == "pairs" else 0,
            "ZONE_COUNT": len(placed),
            "UNPLACED_COUNT": len(unplaced),
            "REPAIRED_COUNT": units.attrs.get("repaired", 0),
            "REJECTED_COUNT": units.attrs.get("rejected", 0),
        }

    def _units(self, parameters, context, feedback, by):
        """The units with their field of codes; zones reach beyond the circle, so for them all counties."""
        if by == "zones" and not self.units:
            return catalog.read("county"), "adcode"
        return read_units(self, self.units, parameters, context, feedback)


def pairs_of(text):
    """Pairs of codes or names from a planner's list: parted by lines, ; or ，; the two sides by - or —.

    Raises
    ------
    engine.errors.ParameterError
        A line that is not a pair.
    """
    pairs = []
    for line in filter(None, (part.strip() for part in re.split(r"[\n;；,，]+", text))):
        sides = [side.strip() for side in re.split(r"\s*[-–—～~]+\s*", line)]
        if len(sides) != 2 or not all(sides):
            raise ParameterError(f"'{line}' is not a pair of units. Write two codes or names with - between.")
        pairs.append(tuple(sides))
    return pairs


def chosen_zones(circle, text):
    """Zones of a circle, all or those of a list of ids or names.

    Raises
    ------
    engine.errors.ParameterError
        A zone that the circle does not have, or a circle without zones.
    """
    zones = catalog.zones(circle.circle_id)
    if not zones:
        raise ParameterError(
            f"No cooperation zone is known for {circle.name_zh}. Choose borders by rank or pairs."
        )
    wanted = [part.strip() for part in re.split(r"[\n;；,，]+", text) if part.strip()]
    unknown = [part for part in wanted if part not in {key for z in zones for key in (z.zone_id, z.name_zh)}]
    if unknown:
        names = [zone.name_zh for zone in zones]
        near = difflib.get_close_matches(unknown[0], names, n=3, cutoff=0.3) or names[:3]
        raise ParameterError(
            f"{circle.name_zh} has no zone '{unknown[0]}'. Nearest: {'、'.join(near)}. Give an id or a name of its list."
        )
    return [zone for zone in zones if not wanted or zone.zone_id in wanted or zone.name_zh in wanted]
