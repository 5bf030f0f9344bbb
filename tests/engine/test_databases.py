# SPDX-License-Identifier: GPL-3.0-or-later
"""Planners' layers, known by their names and fields."""

import pytest
from metro_circles.processing.engine.databases import recognise


@pytest.mark.parametrize(
    ("name", "fields", "kind", "by"),
    [
        ("STBHHX", [], "redline", "name"),
        ("320100_STBHHX_2023", [], "redline", "name"),
        ("南京市生态保护红线", [], "redline", "name"),
        ("示例_生态保护红线_STBHHX", ["HXLX"], "redline", "name"),
        ("YJJBNT", [], "farmland", "name"),
        ("yjjbnttb_p", [], "farmland", "name"),
        ("永久基本农田图斑", [], "farmland", "name"),
        ("CZKFBJ", ["GHFQDM", "GHFQMC"], "growth", "name"),
        ("某县城镇开发边界", [], "growth", "name"),
        ("示例_地块_parcels", ["DKBH"], "parcels", "name"),
        ("a", ["BSM", "YSDM", "LHLX", "XJXZQDM"], "redline", "fields"),
        ("a", ["hxlx"], "redline", "fields"),
        ("a", ["BSM", "YJJBNTTBBH"], "farmland", "fields"),
        ("a", ["GHFQDM", "GHFQMC", "MJ"], "growth", "fields"),
        ("a", ["DKBH", "MJ"], "parcels", "fields"),
    ],
)
def test_known_layers(name, fields, kind, by):
    found = recognise(name, fields)
    assert (found.kind, found.by) == (kind, by)


@pytest.mark.parametrize(
    ("name", "fields"), [("道路", ["name"]), ("XZQ", ["BSM", "YSDM", "XZQDM", "XZQMC", "MJ"]), ("", [])]
)
def test_other_layers_are_left_alone(name, fields):
    assert recognise(name, fields) is None


def test_roles_are_the_layers_own_spelling():
    fields = recognise("projects 地块", ["dkbh", "XMMC", "LX", "LXDM"]).fields
    assert fields == {"id": "dkbh", "name": "XMMC", "activity": "LXDM"}
    assert recognise("YJJBNTTB", ["DLBM", "XZQDM", "BSM"]).fields == {
        "category": "DLBM",
        "unit": "XZQDM",
        "id": "BSM",
    }
