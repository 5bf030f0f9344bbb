# SPDX-License-Identifier: GPL-3.0-or-later
"""Columns and domains of the shipped layers: names, Chinese aliases, meanings."""

from .build_write import Domain, Field

DOMAINS = (
    Domain(
        "status",
        "范围的依据",
        {"official": "规划正式公布", "announced": "官方文件提及", "provisional": "暂定"},
    ),
    Domain("role", "在都市圈中的角色", {"core": "中心城市", "member": "其他成员"}),
    Domain("coverage", "纳入程度", {"full": "全域", "partial": "部分", "uncertain": "不确定"}),
    Domain("scale", "边界的比例尺", {"full": "原始精度", "250k": "1:25万综合", "1m": "1:100万综合"}),
)

_ADCODE = Field("adcode", "行政区划代码", "Six-digit code, GB/T 2260")
_NAME = Field("name_zh", "名称", "Chinese name")
_NAME_EN = Field("name_en", "英文名", "Customary English name, else pinyin and the kind of unit")
_PREFECTURE = Field("prefecture", "地级市", "Prefecture-level unit")
_PROVINCE = Field("province", "省级单位", "Province-level unit")
_AREA = Field("area_km2", "面积(平方公里)", "Ellipsoidal area on CGCS2000 of the shipped shape, km²", "real")
_SCALE = Field("scale", "边界比例尺", "Generalisation of the boundary", domain="scale")
_CIRCLE = Field("circle_id", "都市圈代号", "Id of the scope")
_OFFICIAL = Field("official_km2", "公布面积(平方公里)", "Area that the plan gives, km²", "real")
_DOCUMENT = (
    Field("document", "依据文件", "Document that lists the members"),
    Field("issuer", "发布机关", "Who issued it"),
    Field("published", "发布日期", "When"),
    Field("status", "范围状态", "How firm the scope is", domain="status"),
)

FIELDS = {
    "county": (
        _ADCODE,
        _NAME,
        _NAME_EN,
        _PREFECTURE,
        Field("prefecture_code", "地级代码", "Code of the prefecture-level unit"),
        _PROVINCE,
        Field("province_code", "省级代码", "Code of the province-level unit"),
        _AREA,
        _SCALE,
        Field("source", "数据来源", "Package that the boundary comes from"),
    ),
    "member": (
        _CIRCLE,
        _ADCODE,
        _NAME,
        _NAME_EN,
        _PREFECTURE,
        _PROVINCE,
        Field("role", "角色", "core or member", domain="role"),
        Field("group_zh", "组团", "Group in which the plan lists the unit"),
        Field("coverage", "纳入程度", "Whether the plan takes the unit whole", domain="coverage"),
        *_DOCUMENT,
        _OFFICIAL,
        _AREA,
        _SCALE,
    ),
    "circle": (
        _CIRCLE,
        _NAME,
        _NAME_EN,
        Field("centre_adcode", "中心城市代码", "Code of the central city"),
        Field("units", "单元数", "Number of member units", "int"),
        *_DOCUMENT,
        _OFFICIAL,
        Field("official_covers", "公布面积口径", "What the published area covers"),
        _AREA,
        Field(
            "checked_km2", "核对面积(平方公里)", "Area of the members that the plan takes whole, km²", "real"
        ),
        Field("ratio", "核对面积与公布面积之比", "checked_km2 / official_km2", "real"),
        Field("gk3_epsg", "高斯三度带EPSG", "EPSG code of the CGCS2000 3° zone that suits it", "int"),
        _SCALE,
        Field("note", "说明", "What to know about this scope"),
    ),
}
