# SPDX-License-Identifier: GPL-3.0-or-later
"""The algorithms, in the order in which the toolbox shows them."""

from .adjacency_overlap import AdjacencyOverlapAlgorithm
from .adjacency_zones import AdjacencyZonesAlgorithm
from .border_continuity import BorderContinuityAlgorithm
from .check_circle import CheckCircleAlgorithm
from .check_datum import CheckDatumAlgorithm
from .claim_overlap import ClaimOverlapAlgorithm
from .compare_red_lines import CompareRedLinesAlgorithm
from .cross_border_sprawl import CrossBorderSprawlAlgorithm
from .cumulative_grade import CumulativeGradeAlgorithm
from .custom_circle import CustomCircleAlgorithm
from .datum_shift import DatumShiftAlgorithm
from .delineate_redline import DelineateRedlineAlgorithm
from .ecological_sensitivity import EcologicalSensitivityAlgorithm
from .ecosystem_importance import EcosystemImportanceAlgorithm
from .export_atlas import ExportAtlasAlgorithm
from .export_sheet import ExportSheetAlgorithm
from .load_circle import LoadCircleAlgorithm
from .redline_conflict import RedlineConflictAlgorithm
from .redline_report import RedlineReportAlgorithm
from .review_circle import ReviewCircleAlgorithm
from .riverside import RiversideAlgorithm
from .shared_borders import SharedBordersAlgorithm
from .three_lines import ThreeLinesAlgorithm
from .unit_statistics import UnitStatisticsAlgorithm

ALGORITHMS = [
    LoadCircleAlgorithm,
    CustomCircleAlgorithm,
    CheckCircleAlgorithm,
    DatumShiftAlgorithm,
    CheckDatumAlgorithm,
    SharedBordersAlgorithm,
    AdjacencyZonesAlgorithm,
    AdjacencyOverlapAlgorithm,
    ClaimOverlapAlgorithm,
    BorderContinuityAlgorithm,
    CrossBorderSprawlAlgorithm,
    RiversideAlgorithm,
    RedlineConflictAlgorithm,
    ThreeLinesAlgorithm,
    CompareRedLinesAlgorithm,
    RedlineReportAlgorithm,
    EcosystemImportanceAlgorithm,
    EcologicalSensitivityAlgorithm,
    CumulativeGradeAlgorithm,
    DelineateRedlineAlgorithm,
    UnitStatisticsAlgorithm,
    ExportSheetAlgorithm,
    ExportAtlasAlgorithm,
    ReviewCircleAlgorithm,
]
