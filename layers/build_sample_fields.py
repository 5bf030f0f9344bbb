# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields of the sample planning layers, as planners' databases name them, and the names that fill them."""

from .build_write import Domain, Field


def _field(name, alias, kind="text", meaning="", domain=""):
    return Field(name, alias, meaning, kind, domain)


SAMPLE = "示例"
NOTE = "示例数据，按地形、水系和城镇生成，不是任何地方的规划成果"

# Hills and waters by which red lines are named; longitude, latitude (to about 2 km).
PLACES = (
    ("老山", 118.53, 32.08), ("紫金山", 118.85, 32.07), ("栖霞山", 118.96, 32.16), ("宝华山", 119.09, 32.13),
    ("汤山", 119.05, 32.06), ("青龙山", 118.93, 31.99), ("牛首山", 118.74, 31.91), ("方山", 118.87, 31.90),
    ("横山", 118.83, 31.69), ("濮塘", 118.66, 31.69), ("无想山", 119.02, 31.60), ("游子山", 119.02, 31.38),
    ("茅山", 119.31, 31.78), ("瓦屋山", 119.22, 31.52), ("东庐山", 119.13, 31.65), ("云台山", 118.67, 31.78),
    ("镇江南山", 119.44, 32.17), ("圌山", 119.66, 32.13), ("十里长山", 119.40, 32.13), ("捺山", 119.12, 32.46),
    ("平山", 118.85, 32.45), ("琅琊山", 118.27, 32.28), ("皇甫山", 118.02, 32.34), ("铁山寺", 118.43, 32.74),
    ("象山", 118.52, 32.86), ("鸡笼山", 118.27, 31.87), ("青山", 118.55, 31.49), ("敬亭山", 118.72, 30.98),
    ("麻姑山", 118.91, 30.93), ("溪口", 118.78, 30.65), ("水东", 118.98, 30.78), ("高邮湖", 119.28, 32.84),
    ("邵伯湖", 119.42, 32.62), ("洪泽湖", 118.55, 33.13), ("石臼湖", 118.88, 31.47), ("固城湖", 118.93, 31.28),
)  # fmt: skip
CORE_PLACES = {
    "老山",
    "紫金山",
    "宝华山",
    "茅山",
    "琅琊山",
    "皇甫山",
    "铁山寺",
    "敬亭山",
    "溪口",
    "无想山",
    "象山",
}

KINDS_OF_GROWTH = {"01": "城镇集中建设区", "02": "城镇弹性发展区", "03": "特别用途区"}
KINDS_OF_LAND = {"0101": "水田", "0102": "水浇地", "0103": "旱地"}
KINDS_OF_ACTIVITY = {
    "01": "管护巡护、科研监测、防灾",
    "02": "原住居民生产生活",
    "03": "考古与文物保护",
    "04": "人工商品林经营",
    "05": "适度参观旅游与科普",
    "06": "线性基础设施、防洪供水、航道",
    "07": "限定情形的地质调查与矿产",
    "08": "生态修复",
    "09": "界务通视道",
    "10": "法律法规允许的其他活动",
    "00": "其他开发建设",
}
DOMAINS = (
    Domain("GHFQDM", "规划分区", KINDS_OF_GROWTH),
    Domain("DLBM", "地类", KINDS_OF_LAND),
    Domain("LXDM", "活动类型：01–10 为自然资发〔2022〕142号的有限人为活动", KINDS_OF_ACTIVITY),
)

UNIT = (_field("XZQDM", "行政区代码"), _field("XZQMC", "行政区名称"))
HEAD = (_field("BSM", "标识码"), _field("YSDM", "要素代码", meaning="示例，不取真值"))
TAIL = (_field("SLBZ", "示例标志"), _field("note", "备注"))
AREA = "椭球面积（CGCS2000），平方米"
REDLINE = (
    *HEAD,
    _field("XJXZQDM", "县级行政区代码"),
    _field("XJXZQMC", "县级行政区名称"),
    _field("LHLX", "陆海类型"),
    _field("HXLX", "红线类型", meaning="自然保护地核心保护区、自然保护地一般控制区或自然保护地以外"),
    _field("MC", "名称"),
    _field("MJ", "面积（平方米）", "real", AREA),
    *TAIL,
)
FARMLAND = (
    *HEAD,
    _field("YJJBNTTBBH", "永久基本农田图斑编号"),
    *UNIT,
    _field("DLBM", "地类编码", domain="DLBM"),
    _field("YJJBNTMJ", "永久基本农田面积（平方米）", "real", AREA),
    *TAIL,
)
GROWTH = (
    *HEAD,
    *UNIT,
    _field("GHFQDM", "规划分区代码", domain="GHFQDM"),
    _field("GHFQMC", "规划分区名称"),
    _field("MC", "名称"),
    _field("MJ", "面积（平方米）", "real", AREA),
    *TAIL,
)
PARCELS = (
    _field("DKBH", "地块编号"),
    _field("XMMC", "项目名称"),
    _field("YDDM", "用地分类代码"),
    _field("YDXZ", "用地性质"),
    _field("LXDM", "活动类型代码", domain="LXDM"),
    _field("LX", "活动类型"),
    *UNIT,
    _field("MJ", "面积（平方米）", "real", AREA),
    *TAIL,
)

# How many places each pair of lines is made to overlap at.
OVERLAPS = {"farmland_redline": 5, "growth_redline": 4, "growth_farmland": 4}
