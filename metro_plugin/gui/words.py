# SPDX-License-Identifier: GPL-3.0-or-later
"""What the card and the tree call the keys of the source tables, and how they set them."""

from qgis.PyQt.QtGui import QColor, QPalette

from ...processing.base import tr


def muted(widget):
    """A colour for labels beside what they name: less strong than text, and readable in light and dark themes."""
    text, ground = (
        widget.palette().color(role) for role in (QPalette.ColorRole.Text, QPalette.ColorRole.Base)
    )
    parts = (
        round(0.68 * strong + 0.32 * weak)
        for strong, weak in zip(text.getRgb()[:3], ground.getRgb()[:3], strict=True)
    )
    return QColor(*parts).name()


def coverage_title(coverage):
    """How much of a unit belongs to a circle."""
    return {
        "full": tr("whole unit 全域"),
        "partial": tr("in part 部分"),
        "uncertain": tr("uncertain 待核实"),
    }.get(coverage, coverage)


def role_title(role):
    """What a unit is in its circle."""
    return {"core": tr("core 中心城市"), "member": tr("member 成员单位")}.get(role, role)


def basis_title(basis):
    """How the sides of a cooperation zone are known."""
    return {
        "named": tr("both sides are named in the document"),
        "side_b_named": tr("one side is named in the document, the other inferred"),
        "inferred": tr("sides inferred from the places in the name"),
        "prefecture": tr("only the prefectures are named"),
        "geometry": tr("found by where it lies"),
        "general": tr("said in general terms"),
        "unresolved": tr("the sides could not be found"),
    }.get(basis, basis)


def kind_title(kind):
    """What kind of cooperation a zone is."""
    return {
        "axis": tr("development axis"),
        "basin": tr("river basin"),
        "bay_air": tr("bay and air quality"),
        "corridor": tr("corridor"),
        "culture_belt": tr("culture belt"),
        "demo_zone": tr("demonstration zone"),
        "development_zone": tr("development zone"),
        "eco": tr("ecology"),
        "eco_barrier": tr("ecological barrier"),
        "eco_corridor": tr("ecological corridor"),
        "eco_pilot": tr("ecological pilot area"),
        "eco_policy": tr("ecological policy"),
        "eco_tourism_belt": tr("ecology and tourism belt"),
        "enclave": tr("enclave park"),
        "governance": tr("joint governance"),
        "group": tr("cluster of towns"),
        "industrial_park": tr("industrial park"),
        "industry_cluster": tr("industrial cluster"),
        "industry_corridor": tr("industrial corridor"),
        "innovation": tr("innovation area"),
        "lake": tr("lake"),
        "port": tr("port"),
        "rail_corridor": tr("railway"),
        "river_buffer_1km": tr("strip of 1 km along a river"),
        "road_corridor": tr("road"),
        "transport": tr("transport"),
        "water": tr("water"),
        "water_section": tr("water quality section"),
        "waterway": tr("waterway"),
    }.get(kind, kind)
