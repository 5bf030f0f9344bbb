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
    Domain(
        "scale",
        "边界的比例尺",
        {"full": "原始精度", "250k": "1:25万综合", "1m": "1:100万综合"},
    ),
    Domain("rank", "边界等级", {"province": "省级界", "prefecture": "地级界", "county": "县级界"}),
    Domain("yes_no", "是否", {"yes": "是", "no": "否"}),
    Domain(
        "basis",
        "合作区两侧单元的依据",
        {
            "named": "文件明列",
            "side_b_named": "一侧文件明列",
            "inferred": "推定",
            "prefecture": "仅到地级市",
            "geometry": "依水系或地形",
            "general": "一般性表述",
            "unresolved": "未能确定",
        },
    ),
    Domain(
        "kind",
        "合作区的类型",
        {
            "demo_zone": "一体化示范区",
            "industrial_park": "合作园区",
            "development_zone": "开发区、新区",
            "industry_corridor": "产业带",
            "industry_cluster": "产业集群",
            "innovation": "创新合作",
            "enclave": "飞地",
            "group": "组团",
            "axis": "发展轴",
            "corridor": "发展走廊",
            "rail_corridor": "铁路",
            "road_corridor": "公路",
            "transport": "交通一体化",
            "port": "港口",
            "waterway": "航道",
            "lake": "湖泊",
            "basin": "流域",
            "water": "供水工程",
            "water_section": "交接断面",
            "river_buffer_1km": "沿江1公里",
            "bay_air": "海湾大气联防",
            "eco": "生态保护",
            "eco_barrier": "生态屏障",
            "eco_corridor": "生态廊道",
            "eco_pilot": "绿色发展试点",
            "eco_policy": "生态共保",
            "eco_tourism_belt": "生态旅游带",
            "culture_belt": "文化带",
            "governance": "协同治理",
        },
    ),
    Domain(
        "geometry_kind",
        "合作区图形的做法",
        {
            "belt": "共同边界毗邻带",
            "lake": "湖泊及沿岸",
            "river": "沿江",
            "unit": "所在单元",
            "enclave": "飞地，范围未公布",
            "none": "无图形",
        },
    ),
)

_ADCODE = Field("adcode", "行政区划代码", "Six-digit code, GB/T 2260")
_NAME = Field("name_zh", "名称", "Chinese name")
_NAME_EN = Field("name_en", "英文名", "Customary English name, else pinyin and the kind of unit")
_PREFECTURE = Field("prefecture", "地级市", "Prefecture-level unit")
_PROVINCE = Field("province", "省级单位", "Province-level unit")
_AREA = Field("area_km2", "面积(平方公里)", "Ellipsoidal area on CGCS2000 at full detail, km²", "real")
_SCALE = Field("scale", "边界比例尺", "Generalisation of the boundary", domain="scale")
_CIRCLE = Field("circle_id", "都市圈代号", "Id of the scope")
_OFFICIAL = Field("official_km2", "公布面积(平方公里)", "Area that the plan gives, km²", "real")
_DOCUMENT = (
    Field("document", "依据文件", "Document that lists the members"),
    Field("issuer", "发布机关", "Who issued it"),
    Field("published", "发布日期", "When"),
    Field("status", "范围状态", "How firm the scope is", domain="status"),
)

_HIGHER = (
    _ADCODE,
    _NAME,
    _NAME_EN,
    _PROVINCE,
    Field("province_code", "省级代码", "Code of the province-level unit"),
    Field("units", "县级单元数", "Number of county-level units", "int"),
    _AREA,
    _SCALE,
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
        Field("parts", "多边形数", "Number of polygons of the outline, islands included", "int"),
        Field("components", "连片数", "Number of parts that hang together by shared borders", "int"),
        Field("contiguous", "是否连片", "Whether all units hang together", domain="yes_no"),
        Field("enclaves", "飞地块数", "Pieces of other units enclosed by the circle", "int"),
        Field("enclave_list", "飞地", "Unit and area of each piece"),
        Field(
            "checked_km2", "核对面积(平方公里)", "Area of the members that the plan takes whole, km²", "real"
        ),
        Field("ratio", "核对面积与公布面积之比", "checked_km2 / official_km2", "real"),
        Field("gk3_epsg", "高斯三度带EPSG", "EPSG code of the CGCS2000 3° zone that suits it", "int"),
        _SCALE,
        Field("note", "说明", "What to know about this scope"),
    ),
    "group": (
        _CIRCLE,
        Field("group_zh", "组团", "Group as the plan names it"),
        Field("role", "角色", "core where all its members are core", domain="role"),
        Field("units", "单元数", "Number of member units", "int"),
        Field("adcodes", "成员代码", "Codes of the members, semicolons between"),
        Field("names", "成员", "Names of the members"),
        _AREA,
        _SCALE,
    ),
    "zone": (
        Field("zone_id", "合作区代号", "Id of the zone"),
        _CIRCLE,
        Field("name_zh", "合作区名称", "Name as the document gives it"),
        Field("kind", "类型", "What is joined", domain="kind"),
        Field("side_a", "甲方代码", "Codes of one side; * where the document names no unit"),
        Field("side_a_names", "甲方", "Names of one side"),
        Field("side_b", "乙方代码", "Codes of the other side"),
        Field("side_b_names", "乙方", "Names of the other side"),
        Field("basis", "两侧依据", "How the sides are known", domain="basis"),
        Field("geometry_kind", "图形做法", "How the shape was made", domain="geometry_kind"),
        Field("geometry_note", "图形说明", "What the shape stands for, or why there is none"),
        Field("width_m", "宽度(米)", "Width of the belt on each side, or around the water, m", "real"),
        Field("border_m", "共同边界长(米)", "Ellipsoidal length of the shared border, m", "real"),
        Field("pairs", "相邻单元对", "Codes of the units that touch, pair by pair"),
        _AREA,
        Field("source", "来源", "Document that names the zone"),
        Field("note", "说明", "What to know about this zone"),
    ),
    "border": (
        Field("adcode_a", "甲侧代码", "Code of the unit on one side, the smaller one"),
        Field("name_zh_a", "甲侧名称", "Its name"),
        Field("prefecture_a", "甲侧地级市", "Its prefecture-level unit"),
        Field("province_a", "甲侧省级单位", "Its province-level unit"),
        Field("adcode_b", "乙侧代码", "Code of the unit on the other side"),
        Field("name_zh_b", "乙侧名称", "Its name"),
        Field("prefecture_b", "乙侧地级市", "Its prefecture-level unit"),
        Field("province_b", "乙侧省级单位", "Its province-level unit"),
        Field("rank", "边界等级", "Highest level at which the two differ", domain="rank"),
        Field("length_m", "长度(米)", "Ellipsoidal length on CGCS2000 of the shipped line, m", "real"),
        _SCALE,
    ),
    "prefecture": _HIGHER,
    "province": _HIGHER,
    "unit_250k": (_ADCODE, _NAME, _SCALE),
    "unit_1m": (_ADCODE, _NAME, _SCALE),
}

FIELDS["zone_lake"] = (
    *FIELDS["zone"],
    Field("licence", "许可", "Licence of the lakes that the shape is made from"),
)

TITLES = {
    "circle": ("都市圈", "都市圈范围，每个公布口径一条"),
    "group": ("组团", "规划中的成员分组"),
    "zone": ("毗邻合作区", "规划所列合作区；图形多为示意，见图形说明"),
    "zone_lake": ("湖泊合作区", "石臼湖、固城湖、南漪湖湖面及沿岸；ODbL 1.0，© OpenStreetMap contributors"),
    "county": ("县级单元", "全国县级单元；都市圈成员为原始精度，其余综合到1:100万"),
    "prefecture": ("地级单元", "由综合到1:100万的县级单元合并；详细界线见边界线段"),
    "province": ("省级单元", "由综合到1:100万的县级单元合并；详细界线见边界线段"),
    "border": ("边界线段", "相邻县级单元的共同边界"),
    "unit_250k": ("成员单元1:25万", "都市圈成员所在县级单元，整体综合"),
    "unit_1m": ("成员单元1:100万", "都市圈成员所在县级单元，整体综合"),
    "member": ("成员单位", "都市圈成员单位，每个口径各一条"),
    "member_250k": ("成员单位1:25万", "都市圈成员单位，边界综合到1:25万"),
    "member_1m": ("成员单位1:100万", "都市圈成员单位，边界综合到1:100万"),
}
