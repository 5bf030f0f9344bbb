# SPDX-License-Identifier: GPL-3.0-or-later
"""Knows planners' layers by their names and fields: red lines, farmland, growth boundary, projects.

The names are those of the planning databases (secondary source; survey variants included): STBHHX, YJJBNT and
YJJBNTTB, CZKFBJ. Needs the standard library only.
"""

import re
from dataclasses import dataclass

KINDS = ("redline", "farmland", "growth", "parcels")

_LAYER_NAMES = {
    "redline": r"STBHHX|STHX|生态(保护)?红线|red_?line",
    "farmland": r"YJJBNT|JBNTBH|(永久)?基本农田|farmland",
    "growth": r"CZKFBJ|(城镇)?开发边界|growth",
    "parcels": r"地块|项目(用地|范围|选址)|parcels?|DKTB|XMHX",
}
# Fields that a layer of the kind has and layers of the other kinds have not.
_OWN_FIELDS = {
    "redline": ({"HXLX"}, {"红线类型"}, {"SLDM", "QYMJ"}, {"LHLX", "XJXZQDM"}, {"GKCS", "SLDM"}),
    "farmland": ({"YJJBNTTBBH"}, {"YJJBNTMJ"}, {"永久基本农田面积"}),
    "growth": ({"CZKFBJ"}, {"GHFQDM", "GHFQMC"}),
    "parcels": ({"DKBH"}, {"XMMC"}, {"地块编号"}, {"项目名称"}),
}
_ROLES = {
    "redline": {
        "category": ("HXLX", "红线类型", "HXQLX", "GKFQ", "管控分区", "kind"),
        "unit": ("XJXZQDM", "XZQDM"),
        "name": ("MC", "名称"),
    },
    "farmland": {"category": ("DLBM", "地类编码"), "unit": ("XZQDM",), "id": ("YJJBNTTBBH", "BSM")},
    "growth": {
        "category": ("GHFQDM", "GHFQMC", "规划分区代码"),
        "unit": ("XZQDM",),
        "name": ("MC", "名称"),
        "id": ("BSM",),
    },
    "parcels": {
        "id": ("DKBH", "地块编号", "XMBH", "XMDM", "项目编号", "BSM"),
        "name": ("XMMC", "项目名称", "MC"),
        "activity": ("LXDM", "HDLXDM", "活动类型代码", "LX", "HDLX", "活动类型"),
    },
}


@dataclass(frozen=True)
class Recognised:
    """What a layer is, and which of its fields mean what.

    Attributes
    ----------
    kind : str
        One of :data:`KINDS`.
    by : {'name', 'fields'}
        What gave it away; a name says more than fields.
    fields : dict of str to str
        ``category``, ``id``, ``name``, ``unit``, ``activity`` to the layer's own field names, where it has them.
    """

    kind: str
    by: str
    fields: dict


def recognise(layer_name, field_names=()):
    """Say what planning layer this is.

    Parameters
    ----------
    layer_name : str
        The layer's or the file's name, also one with year, place or path around the code.
    field_names : iterable of str

    Returns
    -------
    Recognised or None

    Examples
    --------
    >>> recognise("320100_STBHHX_2023", ["BSM", "HXLX"]).fields
    {'category': 'HXLX'}
    >>> recognise("图层1", ["bsm", "yjjbnttbbh"]).kind
    'farmland'
    >>> recognise("道路", ["name"]) is None
    True
    """
    names = list(field_names)
    upper = {name.upper(): name for name in reversed(names)}
    for kind, pattern in _LAYER_NAMES.items():
        if re.search(pattern, layer_name, re.IGNORECASE):
            return Recognised(kind, "name", _roles(kind, upper))
    for kind, sets in _OWN_FIELDS.items():
        if any(own <= upper.keys() for own in sets):
            return Recognised(kind, "fields", _roles(kind, upper))
    return None


def _roles(kind, upper):
    found = {}
    for role, candidates in _ROLES[kind].items():
        match = next((upper[name.upper()] for name in candidates if name.upper() in upper), None)
        if match:
            found[role] = match
    return found
