<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="zh_CN">
<context>
    <name>MetroCircles</name>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Planning layers in adjacency zones</source>
        <translation>毗邻区域内的规划图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>How much of each adjacency zone is red line, farmland, growth area or any other planned use, by pair and side; and which zones lie over which.</source>
        <translation>各毗邻带内，按界线和两侧分别统计，有多少是生态保护红线、永久基本农田、城镇开发边界或其他规划用途；哪些毗邻带相互重叠。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Zones are the belts of 'Adjacency zones', or any polygon layer; planning layers are polygons and are brought to the zones' CRS. Areas are ellipsoidal on CGCS2000. Where features of a category overlap, a place counts once in the zone's area, and for each feature in the share of the category. Zones may overlap: each has its own numbers.</source>
        <translation>毗邻带来自“毗邻区域”工具，也可以是任意面图层；规划图层为面图层，会转换到毗邻带的坐标系。面积为 CGCS2000 椭球面积。同一类别的要素相互重叠时，毗邻带面积中同一处只计一次，逐要素的占比则各计各的。毗邻带可以重叠，各自统计。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Pieces with zone, layer, feature, category, area, share of the zone and of the feature. A table: for each zone and layer every category, what any category covers (inside) and what none does (outside). Zones over zones with both percentages. A matrix as CSV (UTF-8 for spreadsheets) and as a heat-map picture: zones by categories, or zones by zones, where each cell is the share of the row's zone. Features in no zone are counted, and so are pieces below the minimum area, which stay in the table's areas (1 m² is a convention against rounding).</source>
        <translation>叠加图斑：毗邻带、图层、要素、类别、面积、占毗邻带和占要素的比例。统计表：每个毗邻带、每个图层的各类面积，以及有类别覆盖（inside）和无覆盖（outside）的面积。毗邻带之间的重叠及双方百分比。矩阵表 CSV（UTF-8，电子表格可直接打开）和热力图：毗邻带×类别，或毗邻带×毗邻带，每格为占该行毗邻带的比例。不在任何毗邻带内的要素有计数；小于最小面积的图斑也有计数，其面积仍计入统计表（1 m² 是为避免舍入误差的约定值）。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Field with the category, in any of the layers</source>
        <translation>类别字段（任一图层）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>A layer that lacks the field is one category, under the layer's name.</source>
        <translation>没有该字段的图层整体作为一个类别，以图层名命名。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Adjacency zones over each other</source>
        <translation>毗邻带相互重叠</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Share of the zone in %</source>
        <translation>占毗邻带的比例（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Zones 毗邻带</source>
        <translation>毗邻带</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Field that names a zone (belts: pair and side)</source>
        <translation>毗邻带名称字段（毗邻带图层：界线与侧别）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Planning layers 规划图层</source>
        <translation>规划图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Matrix of zones by</source>
        <translation>矩阵类型</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Leave out pieces smaller than (m²); they are counted</source>
        <translation>不列出小于此面积的图斑（m²），但计数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Pieces 叠加图斑</source>
        <translation>叠加图斑</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Areas by zone 分区统计</source>
        <translation>分区统计</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Zones over zones 毗邻带重叠</source>
        <translation>毗邻带重叠</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Matrix as a table</source>
        <translation>矩阵表</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Matrix as a picture</source>
        <translation>矩阵图</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Number of zones</source>
        <translation>毗邻带数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Number of pieces</source>
        <translation>图斑数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Pieces below the minimum area</source>
        <translation>小于最小面积的图斑数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Their area in m²</source>
        <translation>其面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Features in no zone</source>
        <translation>不在任何毗邻带内的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Features repaired</source>
        <translation>修复的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Features without a usable geometry</source>
        <translation>没有可用几何的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Worst difference of inside and outside from the whole in m²</source>
        <translation>内外面积之和与总面积的最大差值（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>No layer has the field '{field}': each layer is one category.</source>
        <translation>没有图层含字段“{field}”：每个图层作为一个类别。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_overlap.py"/>
        <source>Layer '{name}': {count} features lie in no zone</source>
        <translation>图层“{name}”：{count} 个要素不在任何毗邻带内</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Adjacency zones</source>
        <translation>毗邻区域</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Which land lies within a given distance of the borders between provinces, cities or counties of a circle, of the pairs of units that you list, or of the cooperation zones that a circle's plan names.</source>
        <translation>在都市圈的省界、市界、县界两侧，在您列出的各对行政单元的界线两侧，或在规划所列毗邻合作区的界线两侧，给定距离以内是哪些土地。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Units are the members of the circle, or a polygon layer of your own with six-digit adcodes; for the circle 'national' or 全国 all counties of the country. The rank of a border follows from the codes of its two sides. Pairs are codes or names, one pair a line, as in 江宁区-博望区. A zone takes the borders between the units of its two sides; a zone whose plan names no units on one side, or sides that do not meet, cannot be placed and is listed. Distances are metres on the ground. The width of 5 km is this plugin's convention: no standard gives one.</source>
        <translation>行政单元取都市圈的成员单位，或您自己的、带六位行政区划代码的面图层；都市圈填 national 或“全国”时取全国各县。界线级别由两侧代码判定。界线对写代码或名称，一行一对，例如 江宁区-博望区。毗邻合作区取其两侧行政单元之间的界线；规划未写明某一侧单元的、或两侧不相邻的，无法落图，会列出。距离为地面距离（米）。5 km 的宽度是本插件的约定，没有标准规定。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Borders, pair by pair, with rank, both names and ellipsoidal length; belts, one for each side of each border, inside the unit of that side, with ellipsoidal area. Where belts overlap a place counts in each, unless 'Every place to its nearest border' is on: then it goes to none that is farther than the nearest by more than 1/2000 of the width. Zones, where asked for: the belts of each zone as one feature.</source>
        <translation>边界线段：逐对给出级别、双方名称和椭球长度；毗邻带：每条界线每侧一个，位于该侧行政单元之内，附椭球面积。毗邻带重叠处各自计入，除非勾选“每处归最近的界线”：此时任何一处所归的界线，与最近的界线相比至多远带宽的 1/2000。需要时输出毗邻合作区：每个合作区的毗邻带合为一个要素。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Width on each side in metres (5 000 m is a convention)</source>
        <translation>每侧宽度（米；5 000 m 为约定值）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Pairs of units, one a line</source>
        <translation>行政单元对，一行一对</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Codes or names, for example 江宁区-博望区 or 320115-340506; lines or ； part the pairs.</source>
        <translation>代码或名称，例如 江宁区-博望区 或 320115-340506；换行或分号分隔。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Zones by id or name (all of the circle's)</source>
        <translation>合作区编号或名称（空为该都市圈全部）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Borders between</source>
        <translation>界线级别</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Every place to its nearest border</source>
        <translation>每处归最近的界线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Borders 边界线段</source>
        <translation>边界线段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Belts 毗邻带</source>
        <translation>毗邻带</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Zones 毗邻合作区</source>
        <translation>毗邻合作区</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Number of borders</source>
        <translation>界线数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Length of the borders in metres</source>
        <translation>界线长度（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Area within reach, every place once, in m²</source>
        <translation>毗邻范围面积，重叠处只计一次（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Pairs that share no border</source>
        <translation>不相邻的单元对数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Zones placed</source>
        <translation>已落图的合作区数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Zones that cannot be placed</source>
        <translation>无法落图的合作区数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>Choose borders by</source>
        <translation>界线选择方式</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>'Choose borders by' is 'pairs', but no pair is given. List them, one a line.</source>
        <translation>“界线选择方式”为 pairs，但没有给出单元对。请逐行列出。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>No two of the {count} units share a border of these ranks.</source>
        <translation>{count} 个单元中没有两个单元之间有这些级别的界线。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>{count} pairs share no border: {pairs}</source>
        <translation>{count} 对单元不相邻：{pairs}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/adjacency_zones.py"/>
        <source>{count} zones cannot be placed: {zones}</source>
        <translation>{count} 个合作区无法落图：{zones}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Continuity across borders</source>
        <translation>跨界衔接</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Whether red lines, farmland or land-use zones of one side of a border continue on the other: where they match, where one side has nothing, and where the categories differ.</source>
        <translation>界线一侧的生态保护红线、永久基本农田或用地分区在另一侧是否延续：何处一致，何处一侧缺失，何处类别不同。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Units are the members of the circle, or a polygon layer of your own whose neighbours share their edges. Planning layers are polygons, of both sides together or a layer a side; each counts on the side that it lies in. A feature is at the border if it comes within the reach of it (20 m); what crosses it by less than the slack (1 m) is not on the other side; both are this plugin's conventions. Categories are compared by their text, so both sides must use the same words or codes; without a field everything is of one kind. Lengths are geodesic.</source>
        <translation>行政单元取都市圈的成员单位，或您自己的、相邻单元共用边线的面图层。规划图层为面图层，可以两侧合为一层，也可以一侧一层；每个要素计在其所在的一侧。要素与界线的距离在触及距离（20 m）以内即算到界；越过界线不足容差（1 m）的部分不算在对侧；两者都是本插件的约定。类别按文字比较，因此两侧须用相同的词或代码；不给字段则视为同一类。长度为测地线长度。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Stretches: lines with status (matched, different, left_only, right_only), categories of both sides and length; matched means that a category is on both sides. Borders: the lengths of each status and the continuity share, which is the matched part of what has something on either side. A table by border and category. Stretches shorter than the minimum are left out and counted. All lengths of a border add up to it; the worst difference is an output.</source>
        <translation>衔接段：线，附状态（matched 一致、different 类别不同、left_only 仅左侧、right_only 仅右侧）、两侧类别和长度；matched 指两侧有同一类别。界线：各状态的长度和衔接率，即一致长度占任一侧有内容的长度的比例。按界线和类别的统计表。短于最小长度的段不列出但计数。一条界线的各段长度之和等于该界线长度，最大差值作为输出。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Field with the category, in all of them</source>
        <translation>类别字段（所有图层）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>A feature is at the border within (m)</source>
        <translation>距界线此距离以内算到界（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Overlook what crosses the border by less than (m)</source>
        <translation>越过界线不足此距离的忽略（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Leave out stretches shorter than (m); they are counted</source>
        <translation>不列出短于此长度的段（m），但计数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Stretches 衔接段</source>
        <translation>衔接段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Borders 边界衔接统计</source>
        <translation>边界衔接统计</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>By category 分类统计</source>
        <translation>分类统计</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Number of stretches</source>
        <translation>衔接段数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Matched length in metres</source>
        <translation>一致长度（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Length with different categories in metres</source>
        <translation>类别不同的长度（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Length with something on one side only, in metres</source>
        <translation>仅一侧有内容的长度（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Matched share in %</source>
        <translation>衔接率（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Stretches below the minimum length</source>
        <translation>短于最小长度的段数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Their length in metres</source>
        <translation>其长度（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>Worst difference of a border from its stretches in metres</source>
        <translation>界线与其各段之和的最大差值（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>No two units share a border of these ranks.</source>
        <translation>没有两个单元之间有这些级别的界线。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/border_continuity.py"/>
        <source>{count} features have no category: they match nothing on the other side.</source>
        <translation>{count} 个要素没有类别：与对侧任何要素都不算一致。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Check circles</source>
        <translation>核对都市圈</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Whether the members of a circle add up to the published area, hang together, and enclose land of others.</source>
        <translation>都市圈成员单位的面积之和是否与公布面积一致，是否连成一片，是否包围着他处的土地。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>One circle, several separated by commas, or all of them where the field is empty. Members that a plan takes in part, or not for certain, are left out of the area check and named. Areas are ellipsoidal on CGCS2000. A ratio farther from 1 than 5 % is flagged: that limit is this plugin's convention. Members are shipped (about ±100 m), or come from a unit layer of your own by their codes.</source>
        <translation>填一个都市圈、用逗号分隔的多个都市圈，留空则为全部。规划只纳入一部分的、或不能确定的成员不参加面积核对，但会列出。面积为椭球面积。比值偏离 1 超过 5 % 的会标出，这一限值是本插件的约定。成员单位用自带数据（约 ±100 m），或按代码取自您自己的行政区图层。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>One row a circle with units, areas, ratio, verdict, contiguity and enclaves; on request the members that were counted, the enclaves as polygons with the unit they belong to, and the table as an HTML page.</source>
        <translation>每个都市圈一行：单元数、面积、比值、结论、连片性和飞地；可选输出参加核对的成员、飞地面（附所属单元），以及 HTML 表格页。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Own units, instead of the shipped members</source>
        <translation>自有行政区图层（代替自带成员单位）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Field with the six-digit adcode</source>
        <translation>六位行政区划代码字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Flag ratios farther from 1 than (%)</source>
        <translation>比值偏离 1 超过此值时标出（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Circles checked 核对结果</source>
        <translation>核对结果</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Members 成员单位</source>
        <translation>成员单位</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Enclaves 飞地</source>
        <translation>飞地</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Table as a page</source>
        <translation>表格页</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>HTML files (*.html)</source>
        <translation>HTML 文件 (*.html)</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Circles checked</source>
        <translation>核对的都市圈数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Circles flagged</source>
        <translation>标出的都市圈数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Their ids</source>
        <translation>其编号</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Circles that are not contiguous</source>
        <translation>不连片的都市圈数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>Enclaves</source>
        <translation>飞地数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>{name}: {units} units, {area:.0f} km², ratio {ratio:.3f}, {verdict}; {parts}; enclaves: {list}</source>
        <translation>{name}：{units} 个单元，{area:.0f} km²，比值 {ratio:.3f}，{verdict}；{parts}；飞地：{list}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>contiguous</source>
        <translation>连片</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_circle.py"/>
        <source>not contiguous</source>
        <translation>不连片</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Check datum</source>
        <translation>坐标检查</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Whether a layer lies where it says: in GCJ-02 or BD-09, in the wrong 3-degree zone, with a zone prefix too many or missing, in degrees under a metre system or the other way round, or with x and y exchanged.</source>
        <translation>图层是否位于它所声明的位置：是否为 GCJ-02 或 BD-09，是否用错 3 度带，是否多了或缺了带号，是否在米制坐标系下写了经纬度或相反，x、y 是否颠倒。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>The layer follows administrative boundaries somewhere: units, towns, a plan's extent. Its lines are compared with the shipped county boundaries (about ±100 m; 1:1 000 000 outside the circles), or with units of your own that lie right. Parcels, roads and points follow no boundary: for them the answer is 'cannot_tell', unless the numbers alone contradict the declaration.</source>
        <translation>图层须有部分线条沿行政界线：行政单元、乡镇、规划范围等。其线条与自带县界（约 ±100 m；都市圈以外为 1:100 万）比较，或与您自己的、位置正确的行政区图层比较。地块、道路和点不沿界线，对它们的回答是 cannot_tell（无法判断），除非坐标数值本身就与声明矛盾。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>The verdict with a confidence from 0 to 1 and what to do; the translation in metres; on request a table with every reading that was tried, how far it moves the layer, and how closely it fits.</source>
        <translation>结论、0 至 1 的置信度和处理建议；平移量（米）；可选输出一张表，列出试过的每种解释、它使图层移动多少、吻合程度如何。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Layer</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Units that lie right, instead of the shipped counties</source>
        <translation>位置正确的行政区图层（代替自带县界）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Readings 坐标解释</source>
        <translation>坐标解释</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Verdict</source>
        <translation>结论</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Confidence: high, medium, low or none</source>
        <translation>置信程度：high 高、medium 中、low 低、none 无</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Coordinate system that fits</source>
        <translation>吻合的坐标系</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Datum that fits</source>
        <translation>吻合的坐标基准</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>What to do</source>
        <translation>处理建议</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Overlapping claims and gaps</source>
        <translation>重叠与空隙</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Where the layers of two jurisdictions overlap, reach into each other's territory, or leave gaps between them, each place with its size.</source>
        <translation>两个辖区的图层在何处相互重叠、伸入对方辖区，或在两者之间留有空隙，逐处列出大小。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Two polygon layers, one a side; B is brought to A's CRS. With the units of both sides given, what reaches into the other's territory is listed, too. A gap is a place of neither layer, next to both, that is narrower than the given width; or a hole of any width that both enclose, each along a tenth of its edge or more. The width of a place is that of the rectangle with its area and perimeter. Areas are ellipsoidal, distances metres on the ground. Gap width and sliver limits are this plugin's conventions: no standard gives them.</source>
        <translation>两个面图层，一侧一个；B 会转换到 A 的坐标系。若给出双方的行政单元，还会列出伸入对方辖区的部分。空隙是不属于任一图层、与两者相邻且窄于给定宽度的地方；或被两者包围、任意宽度的洞，且与每一方相接的边长不少于其边长的十分之一。一处的宽度取与其面积、周长相等的矩形的宽度。面积为椭球面积，距离为地面距离（米）。空隙宽度和碎屑限值是本插件的约定，没有标准规定。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>One polygon a place: kind (overlap, a_beyond, b_beyond, gap), codes and names of both sides, the features, area, width and a point inside in degrees; the largest of each kind first. What is smaller or narrower than the limits goes to the slivers with the same fields; both are counted.</source>
        <translation>每处一个面：类型（overlap 重叠、a_beyond 甲越界、b_beyond 乙越界、gap 空隙）、双方代码和名称、要素、面积、宽度，以及面内一点的经纬度；每类由大到小排列。小于或窄于限值的归入碎屑图斑，字段相同；两者都有计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>shipped counties</source>
        <translation>自带县级数据</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Layer of side A</source>
        <translation>甲方图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Layer of side B</source>
        <translation>乙方图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Units of side A</source>
        <translation>甲方行政单元</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Units of side B</source>
        <translation>乙方行政单元</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Codes or names, for example 江宁区 or 320115; a code such as 320100 takes the prefecture.</source>
        <translation>代码或名称，例如 江宁区 或 320115；320100 这样的代码取整个地级市。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Own units, instead of the shipped counties</source>
        <translation>自有行政区图层（代替自带县级数据）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Field with the code of a unit</source>
        <translation>单元代码字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Look for gaps narrower than (m); 0 for none</source>
        <translation>查找窄于此宽度的空隙（m）；0 为不查</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Slivers are smaller than (m²)</source>
        <translation>小于此面积为碎屑（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>or narrower than (m)</source>
        <translation>或窄于此宽度（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Disagreements 重叠与空隙</source>
        <translation>重叠与空隙</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Slivers 碎屑图斑</source>
        <translation>碎屑图斑</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Overlaps</source>
        <translation>重叠处数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Area that both layers cover, every place once, in m²</source>
        <translation>双方都覆盖的面积，同一处只计一次（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Places in the other's territory</source>
        <translation>伸入对方辖区处数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Area in the other's territory, every place once, in m²</source>
        <translation>伸入对方辖区的面积，同一处只计一次（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Gaps</source>
        <translation>空隙数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Slivers</source>
        <translation>碎屑图斑数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Units are given for one side only. Give those of both sides, or of neither.</source>
        <translation>只给出了一方的行政单元。请给出双方的，或都不给。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Own units are given, but none for either side: they are not used. Name the units of both.</source>
        <translation>给出了自有单元，但双方都没有指定单元，因此未使用。请写出双方的单元。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/claim_overlap.py"/>
        <source>Unit {code} is given for both sides. Give it for one.</source>
        <translation>单元 {code} 同时给了双方。请只给一方。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Compare red lines</source>
        <translation>红线对比</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>What a new version of a red line keeps, adds and removes, where it changes the kind, and whether the area of each unit is not reduced.</source>
        <translation>红线新版本保留、新增、减少了哪些，何处类型改变，各单元的面积是否不减少。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Two polygon layers with a CRS each; the new version is brought to the old one's CRS. Areas are ellipsoidal on CGCS2000. Ground that features of one version share counts once and is reported. Units are the members of a circle, or a polygon layer of your own whose polygons do not overlap. A loss within the tolerance counts as not reduced; the tolerance is a convention.</source>
        <translation>两个面图层，各有坐标系；新版本会转换到原版本的坐标系。面积为 CGCS2000 椭球面积。同一版本中要素共有的土地只计一次，并予报告。单元取都市圈的成员单位，或您自己的、各面互不重叠的图层。减少量在容差以内算不减少；容差是约定值。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Changes: pieces kept, changed, removed and added, with ids and kinds of both versions and area; they add up to both versions, and the difference is an output. Units: old and new area, each change, and whether the area is not reduced; last the total.</source>
        <translation>变化图斑：保留（kept）、类型改变（changed）、减少（removed）、新增（added），附两个版本的编号、类型和面积；各类之和等于两个版本的总面积，差值作为输出。分区表：原面积、新面积、各类变化、面积是否不减少；末行为合计。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Sum up by the members of this circle 都市圈</source>
        <translation>按此都市圈的成员单位汇总</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Old version 原红线</source>
        <translation>原红线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>New version 新红线</source>
        <translation>新红线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Field with the kind in the old version</source>
        <translation>原版本的类型字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Field with the kind in the new version</source>
        <translation>新版本的类型字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Units to sum up by, instead of a circle's members</source>
        <translation>汇总用的单元图层（代替都市圈成员单位）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Field with the unit's code</source>
        <translation>单元代码字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Field with the unit's name</source>
        <translation>单元名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>A loss up to this counts as not reduced (m²); a convention</source>
        <translation>减少不超过此面积算不减少（m²）；约定值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Changes 变化图斑</source>
        <translation>变化图斑</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Change by unit 分区变化</source>
        <translation>分区变化</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Area of the old version in m²</source>
        <translation>原版本面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Area of the new version in m²</source>
        <translation>新版本面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Kept in m²</source>
        <translation>保留（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Kept with another kind in m²</source>
        <translation>保留但类型改变（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Removed in m²</source>
        <translation>减少（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Added in m²</source>
        <translation>新增（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Ground that the old version held twice in m²</source>
        <translation>原版本中重叠的土地（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Ground that the new version holds twice in m²</source>
        <translation>新版本中重叠的土地（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Units whose area is reduced</source>
        <translation>面积减少的单元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Difference of the changes from the totals in m²</source>
        <translation>变化与总面积的差值（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>The whole area is not reduced</source>
        <translation>总面积不减少</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>'Units to sum up by' needs the field with the unit's code.</source>
        <translation>“汇总用的单元图层”需要单元代码字段。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Units of layer '{name}' overlap: {area:.2f} m² counted in more than one of them.</source>
        <translation>图层“{name}”的单元相互重叠：{area:.2f} m² 计入了不止一个单元。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/compare_red_lines.py"/>
        <source>Features of layer '{name}' overlap: {area:.2f} m² counted once.</source>
        <translation>图层“{name}”的要素相互重叠：{area:.2f} m² 只计一次。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Sprawl across borders</source>
        <translation>跨界连片</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Which built-up patches touch each other, or come near each other, across a border: as clusters with their area on each side, and the lines over the gaps that still part them.</source>
        <translation>哪些建成区图斑跨越界线相接或相近：输出连片城镇及其两侧面积，以及尚存的间隔线。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Patches are polygons (built-up areas, growth zones); those that cross a border are cut at it. Units are the members of the circle, or a polygon layer of your own. Patches of two units within the distance are one cluster; patches of one unit belong to it if they touch, or come within the second distance. Distances are metres on the ground, areas ellipsoidal on CGCS2000. 500 m is this plugin's convention: no standard gives one.</source>
        <translation>图斑为面（建成区、城镇开发边界等）；跨界的在界线处切开。行政单元取都市圈的成员单位，或您自己的面图层。两个单元的图斑在给定距离以内的为一片；同一单元的图斑相接、或在第二个距离以内的归入其中。距离为地面距离（米），面积为 CGCS2000 椭球面积。500 m 是本插件的约定，没有标准规定。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Clusters: one feature a cluster and unit, with area, share and number of patches; cluster 1 is the largest. Gaps: the shortest line between each two patches of different units, with codes, names, rank and length; for patches that touch, the edge that they share and its length. What lies in no unit, in no cluster, or is smaller than the minimum is counted.</source>
        <translation>连片城镇：每片、每单元一个要素，附面积、比例和图斑数；1 号最大。间隔线：不同单元的两个图斑之间的最短线，附代码、名称、级别和长度；相接的图斑给出共用的边及其长度。不在任何单元内的、不属于任何连片的、小于最小面积的都有计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Built-up patches 建成区</source>
        <translation>建成区</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Patches of two units are together within (m); 500 m is a convention</source>
        <translation>两个单元的图斑相距此值以内为连片（m）；500 m 为约定值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Patches of one unit are together within (m); 0: touching</source>
        <translation>同一单元的图斑相距此值以内为连片（m）；0 为相接</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Leave out patches smaller than (m²); they are counted</source>
        <translation>不计小于此面积的图斑（m²），但计数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Clusters 连片城镇</source>
        <translation>连片城镇</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Gaps 间隔线</source>
        <translation>间隔线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Number of clusters</source>
        <translation>连片数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Area of all clusters in m²</source>
        <translation>连片总面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Pairs of patches across a border</source>
        <translation>跨界图斑对数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Pairs that touch</source>
        <translation>其中相接的对数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Patches in no cluster</source>
        <translation>不属于任何连片的图斑数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Patches below the minimum area</source>
        <translation>小于最小面积的图斑数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cross_border_sprawl.py"/>
        <source>Area of patches in no unit, in m²</source>
        <translation>不在任何单元内的图斑面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Grades by cumulative value</source>
        <translation>按累积值分级</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Which cells hold the first 50 % of the total value, which the next 30 %, and which the rest.</source>
        <translation>哪些像元占总值的前 50 %，哪些占其后的 30 %，哪些是其余。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Cells are sorted from high to low and added up. The value at which the sum reaches a share of the total is the cut; all cells of that value or more are in. Equal values always have the same grade. The sums are exact, whatever the size of the raster. Values are 0 or more and read as 32-bit numbers. With units each is graded on its own. The shares of 50 and 80 % are a convention.</source>
        <translation>像元由高到低排序并累加。累加和达到总值某一比例处的值即分级界值，不小于该值的像元都在该级以内。相等的值总在同一级。无论栅格多大，求和都是精确的。值须不小于 0，按 32 位数读取。给出单元时各单元分别分级。50 % 和 80 % 是约定值。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>A raster of grades (1 highest, 2, 3) as a cloud-optimised GeoTIFF with a colour table; a table with the cut, the cells, the ellipsoidal area and the share of the value of each grade, unit by unit.</source>
        <translation>分级栅格（1 最高，2、3），云优化 GeoTIFF，带颜色表；一张表，按单元列出各级的界值、像元数、椭球面积和占总值的比例。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>A convention, no standard.</source>
        <translation>约定值，非标准。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Values, for example importance 服务值</source>
        <translation>服务值（例如重要性）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Grade 1 holds this share of the total (%)</source>
        <translation>1 级占总值的比例（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Grades 1 and 2 hold this share of the total (%)</source>
        <translation>1、2 级合占总值的比例（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Grade each of these units on its own 行政单元</source>
        <translation>按这些行政单元分别分级</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Negative values</source>
        <translation>负值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>stop: an error. lowest: they count as 0 and have the last grade; they are counted.</source>
        <translation>stop：报错。lowest：按 0 计，归入末级，并计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>First scale to whole hundredths, Int(value/max·100)</source>
        <translation>先缩放为整数百分位 Int(值/最大值·100)</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Done by some practice; it makes ties, so grades hold more than their share.</source>
        <translation>一些实践如此处理；会产生并列值，使各级占比超过设定。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Add up value times cell area</source>
        <translation>按值乘以像元面积累加</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>For densities on a geographic grid, where cells shrink towards the north.</source>
        <translation>用于地理坐标格网上的密度值，其像元向北变小。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Field that names a unit</source>
        <translation>单元名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Grades 重要性等级</source>
        <translation>重要性等级</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Cuts and shares 分级统计</source>
        <translation>分级统计</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Cells graded</source>
        <translation>已分级像元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Lowest value of grade 1 (one study area)</source>
        <translation>1 级最低值（仅一个研究区）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Lowest value of grade 2 (one study area)</source>
        <translation>2 级最低值（仅一个研究区）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>Negative cells counted as 0</source>
        <translation>按 0 计的负值像元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>The share of grades 1 and 2 ({second} %) must exceed that of grade 1 ({first} %).</source>
        <translation>1、2 级合占的比例（{second} %）须大于 1 级的比例（{first} %）。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/cumulative_grade.py"/>
        <source>{count} units hold no value above 0; their cells have the last grade: {names}</source>
        <translation>{count} 个单元没有大于 0 的值，其像元归入末级：{names}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Custom circle</source>
        <translation>自定义都市圈</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>How large a circle of your own is, where it lies, and to which other circles its members belong.</source>
        <translation>您自己划定的都市圈有多大、在哪里，其成员还属于哪些都市圈。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Units come from a list of codes or names, from a CSV or text file with one unit a row (UTF-8 or GBK), or from a unit layer of your own: all of it, or those that the list names. Without a layer the shipped counties are taken (about ±100 m). Old names and codes count where one unit followed them. Codes of nine or twelve digits are cut to the county's six. Areas are ellipsoidal on CGCS2000; where units of a layer overlap a place counts once.</source>
        <translation>单元来自代码或名称清单、每行一个单元的 CSV 或文本文件（UTF-8 或 GBK），或您自己的行政区图层（全部，或清单所列）。没有图层时取自带县级数据（约 ±100 m）。旧名称、旧代码若只对应一个现单元也可使用。九位或十二位代码截取县级六位。面积为 CGCS2000 椭球面积；图层中单元重叠处只计一次。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>The circle as one feature, enclaves kept as holes; its members with the circles that they also belong to; areas and, with a published area, the ratio. On request the circle is kept in your profile and offered wherever a circle is chosen. Every row that is odd is named in the log; unknown and ambiguous ones stop the run.</source>
        <translation>都市圈为一个要素，飞地保留为洞；成员单位附其还属于的都市圈；面积，给出公布面积时附比值。可选将该都市圈保存到您的配置目录，凡选择都市圈处都会列出。每个异常行都在日志中列明；查不到的和有歧义的会停止运行。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Codes or names of its units</source>
        <translation>单元代码或名称</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Parted by commas, spaces or lines, for example 320115 博望区 繁昌县 南京市.</source>
        <translation>用逗号、空格或换行分隔，例如 320115 博望区 繁昌县 南京市。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Circle '{name}' is replaced in {file}</source>
        <translation>都市圈“{name}”已在 {file} 中替换</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Circle '{name}' is kept in {file}</source>
        <translation>都市圈“{name}”已保存到 {file}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Name of the circle</source>
        <translation>都市圈名称</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>File with codes or names, instead of the list</source>
        <translation>代码或名称文件（代替清单）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Field with the name</source>
        <translation>名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Published area in km²</source>
        <translation>公布面积（km²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Keep the circle in my profile</source>
        <translation>将该都市圈保存到我的配置目录</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Circle 都市圈范围</source>
        <translation>都市圈范围</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Id of the circle</source>
        <translation>都市圈编号</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Where it is kept</source>
        <translation>保存位置</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Number of members</source>
        <translation>成员单位数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Area in km²</source>
        <translation>面积（km²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Area / published area</source>
        <translation>面积与公布面积之比</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Entries that repeat another</source>
        <translation>重复的条目数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Entries with an old name or code</source>
        <translation>用旧名称或旧代码的条目数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Members that belong to other circles, too</source>
        <translation>同时属于其他都市圈的成员数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Area in which own units overlap, in m²</source>
        <translation>自有单元相互重叠的面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Give the circle a name, without '|'.</source>
        <translation>请给都市圈命名，名称中不能有“|”。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Give a list or a file, not both.</source>
        <translation>请给出清单或文件，不要两者都给。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Give codes or names, a file with them, or a layer of units.</source>
        <translation>请给出代码或名称、其所在的文件，或行政区图层。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Shipped counties</source>
        <translation>自带县级数据</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>Tables and text (*.csv *.txt *.tsv)</source>
        <translation>表格和文本 (*.csv *.txt *.tsv)</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>{name}: {count} members, {area:.0f} km² on the ellipsoid</source>
        <translation>{name}：{count} 个成员单位，椭球面积 {area:.0f} km²</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>'{name}' is the name of a published circle: choose another.</source>
        <translation>“{name}”是已公布都市圈的名称，请另取一个。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/custom_circle.py"/>
        <source>{place}: {code} {name} also belongs to {circles}</source>
        <translation>{place}：{code} {name} 还属于 {circles}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Shift datum</source>
        <translation>坐标偏移转换</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Where a layer from Amap, Tencent (GCJ-02) or Baidu (BD-09) really lies, and the other way round. GCJ-02 is off by 250 to 620 m in most of the country, BD-09 by 0.7 to 1.5 km.</source>
        <translation>来自高德、腾讯（GCJ-02）或百度（BD-09）的图层实际位于何处，以及反向转换。在国内大部分地区，GCJ-02 偏移 250 至 620 m，BD-09 偏移 0.7 至 1.5 km。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>wgs84 stands for WGS84 and CGCS2000 alike. GCJ-02 and BD-09 have no coordinate system of their own: such layers are declared as EPSG:4326, EPSG:4490 or a projected zone, and stay declared so. The formulas are public knowledge, not an official text; they agree with the maps to about a metre, and the way back is exact for them. Run 'Check datum' first where you do not know what a layer is in.</source>
        <translation>wgs84 同时代表 WGS84 和 CGCS2000。GCJ-02 和 BD-09 没有自己的坐标系：这类图层声明为 EPSG:4326、EPSG:4490 或某个投影带，转换后声明不变。公式为公开知识，不是官方文本；与地图的吻合约在一米以内，反算对公式是精确的。不知道图层是什么基准时，先运行“坐标检查”。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>The layer with the same features, attributes and coordinate system, its vertices shifted. Vertices outside a rectangle around China (72.004–137.8347° E, 0.8293–55.8271° N) are left alone and counted. Z and M are not kept.</source>
        <translation>要素、属性和坐标系不变、顶点已偏移的图层。中国周围矩形（72.004–137.8347° E，0.8293–55.8271° N）以外的顶点不动并计数。不保留 Z 和 M 值。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>The layer is in</source>
        <translation>图层所在基准</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Shift it to</source>
        <translation>转换到</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Shifted layer</source>
        <translation>转换后的图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Features</source>
        <translation>要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Vertices</source>
        <translation>顶点数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Vertices outside China, left alone</source>
        <translation>中国以外、未动的顶点数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Median shift in metres</source>
        <translation>偏移中位数（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>Worst error after shifting back in metres</source>
        <translation>反算后的最大误差（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>{count} vertices shifted from {source} to {target}, by {metres:.1f} m in the median</source>
        <translation>{count} 个顶点已从 {source} 转换到 {target}，偏移中位数 {metres:.1f} m</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>The layer is in {datum} and would be shifted to {datum}: choose two different datums.</source>
        <translation>图层为 {datum}，目标也是 {datum}：请选两个不同的基准。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>{count} of {total} vertices lie outside China and were left alone.</source>
        <translation>{total} 个顶点中有 {count} 个在中国以外，未动。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/datum_shift.py"/>
        <source>The result is declared as {crs} but is in {target}: it fits only on maps in {target}, and its areas and distances are not for planning.</source>
        <translation>结果声明为 {crs}，实际为 {target}：只与 {target} 的地图吻合，其面积和距离不可用于规划。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Delineate a candidate red line</source>
        <translation>划定候选红线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Which patches make a candidate red line, by the highest grade over all importances and sensitivities.</source>
        <translation>综合各项重要性和敏感性的最高等级，哪些图斑构成候选红线。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Rasters of grades, 1 the highest. In order: the highest grade of each cell; patches closer than the aggregation distance joined; small holes filled; small patches dropped; outlines; smoothing that keeps each area within 1 %; the study area's border followed exactly, construction land and farmland taken out exactly; at the neighbour's red line gaps closed and overlaps taken out. Cells of a patch share a side. Minimum patch, aggregation distance, hole size and grade are conventions. Coarse data, such as those that come with the plugin, are for learning the tool.</source>
        <translation>等级栅格，1 为最高。依次为：取各像元的最高等级；聚合间距小于聚合距离的图斑；填补小洞；删除小图斑；取轮廓；平滑（每个面积变化不超过 1 %）；精确沿研究区边界，精确扣除建设用地和永久基本农田；在毗邻红线处闭合缝隙、去除重叠。图斑内像元以边相连。最小图斑、聚合距离、洞的大小和等级都是约定值。自带数据这样的粗略数据只供学习工具之用。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Polygons with ellipsoidal area, the dominant reason (the raster that gave most of the patch its grade) and the unit that holds the greater part; the composite grade as a raster, if wanted. What is joined, filled, taken out or dropped is counted.</source>
        <translation>面图层，附椭球面积、主导因素（使图斑大部分取得等级的栅格）和所占较大的单元；需要时输出综合等级栅格。聚合、填补、扣除、删除的都有计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Grades up to this one are candidates</source>
        <translation>此等级及以上为候选</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Join patches closer than (m)</source>
        <translation>聚合间距小于此值的图斑（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Drop patches smaller than (km²)</source>
        <translation>删除小于此面积的图斑（km²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Fill holes</source>
        <translation>填洞</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Holes with construction land or farmland stay open.</source>
        <translation>含建设用地或永久基本农田的洞不填。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>A hole is small up to (km²)</source>
        <translation>小洞的面积上限（km²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Construction land to take out 建设用地</source>
        <translation>扣除的建设用地</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Permanent farmland to take out 永久基本农田</source>
        <translation>扣除的永久基本农田</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>The neighbour's red line 毗邻地区红线</source>
        <translation>毗邻地区红线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Close gaps to the neighbour's line up to (m; two cells)</source>
        <translation>闭合与毗邻红线间不超过此值的缝隙（m；默认两个像元）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Grades of importance and sensitivity 等级</source>
        <translation>重要性和敏感性等级</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>0 joins none.</source>
        <translation>0 为不聚合。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Smooth the outlines</source>
        <translation>平滑轮廓</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Candidate red line 候选红线</source>
        <translation>候选红线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Composite grade 综合等级</source>
        <translation>综合等级</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Polygons</source>
        <translation>面数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Ecological sensitivity</source>
        <translation>生态敏感性</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>How sensitive each cell is to soil erosion, desertification, rocky desertification or salinisation.</source>
        <translation>各像元对水土流失、土地沙化、石漠化或盐渍化的敏感程度。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Each factor is scored 1, 3 or 5 by a table; the index is the root of the product: (R·K·LS·C)^¼, (I·W·K·C)^¼, (D·P·C)^⅓, (I·M·D·K)^¼. The breaks in the tables and the cuts of the grades are conventions of practice, not a standard; the tables are CSV files that you may copy and edit. Salinisation has no breaks of its own: give a table. Soil comes as classes, the other factors as amounts.</source>
        <translation>各因子按表评分 1、3、5；指数为乘积的开方：(R·K·LS·C)^¼、(I·W·K·C)^¼、(D·P·C)^⅓、(I·M·D·K)^¼。表中分段和分级界值是实践惯例，不是标准；评分表为 CSV 文件，可复制修改。盐渍化没有自带分段，须给出评分表。土壤按类别输入，其他因子按数值输入。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>The index, and its grade (1 extremely sensitive, 2 sensitive, 3 general), as cloud-optimised GeoTIFFs on the stated grid. A value that the table does not hold stops the run and is named with its place.</source>
        <translation>敏感性指数及其等级（1 极敏感，2 敏感，3 一般敏感），为给定格网上的云优化 GeoTIFF。评分表中没有的值会停止运行，并指出其值和位置。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Sensitivity to</source>
        <translation>敏感性类型</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Slope 坡度</source>
        <translation>坡度</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>DEM in metres, for slope 高程</source>
        <translation>高程 DEM（米，用于坡度）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Score table (CSV)</source>
        <translation>评分表（CSV）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Columns factor, values, score; values are an interval such as [0.6,inf) or codes such as 1;2. The plugin's own tables hold conventions of practice.</source>
        <translation>列为 factor、values、score；values 写区间如 [0.6,inf)，或代码如 1;2。插件自带的表是实践惯例。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Sensitive above</source>
        <translation>大于此值为敏感</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>A convention; practice also uses 2.33.</source>
        <translation>约定值；也有实践用 2.33。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Extremely sensitive above</source>
        <translation>大于此值为极敏感</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>A convention; practice also uses 3.66.</source>
        <translation>约定值；也有实践用 3.66。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Cells without a value in one factor</source>
        <translation>某一因子缺值的像元</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>drop: no result there. stop: an error.</source>
        <translation>drop：该处无结果。stop：报错。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Sensitivity index 敏感性指数</source>
        <translation>敏感性指数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Sensitivity grade 敏感性等级</source>
        <translation>敏感性等级</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Cells with a result</source>
        <translation>有结果的像元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Extremely sensitive cells</source>
        <translation>极敏感像元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Sensitive cells</source>
        <translation>敏感像元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>'Sensitive above' must be less than 'Extremely sensitive above'.</source>
        <translation>“大于此值为敏感”须小于“大于此值为极敏感”。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Importance of ecosystem services</source>
        <translation>生态系统服务重要性</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>How important each cell is for water conservation, soil conservation, sand fixation or biodiversity, and, if wanted, its grade by cumulative value.</source>
        <translation>各像元对水源涵养、水土保持、防风固沙或生物多样性的重要程度，需要时一并按累积值分级。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>NPP method: factors are scaled to 0-1 over the study area and multiplied: water NPP·F_sic·F_pre·(1−F_slo); soil NPP·(1−K)·(1−F_slo); sand NPP·K·F_q·D, D = 1/cos slope; biodiversity NPP·F_pre·F_tem·(1−F_alt). A factor of climate or soil that is left out counts as the same everywhere, which changes no grade. Model method: water (P − R − ET)·A, R = P·α by land cover; soil R·K·L·S·(1−C) of RUSLE, all rasters needed. Slope comes from the DEM where no slope raster is given. The methods and all constants are conventions of practice, not a standard.</source>
        <translation>NPP 法：各因子在研究区内归一到 0–1 后相乘：水源涵养 NPP·F_sic·F_pre·(1−F_slo)；水土保持 NPP·(1−K)·(1−F_slo)；防风固沙 NPP·K·F_q·D，D = 1/cos 坡度；生物多样性 NPP·F_pre·F_tem·(1−F_alt)。未给出的气候或土壤因子视为处处相同，不影响分级。模型法：水源涵养 (P − R − ET)·A，R = P·α，α 按土地覆被取；水土保持按 RUSLE 取 R·K·L·S·(1−C)，所有栅格都须给出。没有坡度栅格时由 DEM 计算。方法和所有常数是实践惯例，不是标准。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>One raster of the index (0-1), or of m³ or t/(ha a), as a cloud-optimised GeoTIFF on the stated grid, with statistics, unit, formula and source names inside; its grades as another. A cell without a value in one factor has none, unless 'Cells without a value' says otherwise.</source>
        <translation>一个栅格：指数（0–1），或 m³、t/(ha·a)，为给定格网上的云优化 GeoTIFF，内含统计值、单位、公式和来源名称；其等级为另一个栅格。某一因子缺值的像元没有结果，除非“某一因子缺值的像元”另有设定。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Service</source>
        <translation>服务</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Method</source>
        <translation>方法</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>model: water and soil only.</source>
        <translation>model：仅水源涵养和水土保持。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Band of NPP</source>
        <translation>NPP 的波段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>NPP below 0</source>
        <translation>小于 0 的 NPP</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>stop: an error. nodata: such cells, for example water in a vegetation index, have no value.</source>
        <translation>stop：报错。nodata：此类像元没有值，例如植被指数中的水面。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>DEM in metres, for slope and altitude 高程</source>
        <translation>高程 DEM（米，用于坡度和海拔）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Land cover codes, for runoff 土地覆被</source>
        <translation>土地覆被代码（用于径流）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Normalise factors</source>
        <translation>因子归一化</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>minmax: to their range in the study area. given: they lie between 0 and 1 already.</source>
        <translation>minmax：按研究区内的取值范围。given：已在 0 至 1 之间。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>drop: no result there. stop: an error. mean: the factor's mean; such cells are counted.</source>
        <translation>drop：该处无结果。stop：报错。mean：取该因子均值，此类像元有计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Runoff coefficients by land cover (CSV)</source>
        <translation>各土地覆被的径流系数（CSV）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Columns code and alpha; the plugin's own table by default. Its coefficients are a convention of practice, its codes the plugin's own: put in those of your land cover.</source>
        <translation>列为 code 和 alpha；默认用插件自带的表。其系数是实践惯例，代码是插件自编的：请换成您的土地覆被代码。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>K is EPIC's and needs correction</source>
        <translation>K 为 EPIC 公式值，需要修正</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>K = (base + factor·K_EPIC)·unit; the three numbers are a convention.</source>
        <translation>K = (基数 + 系数·K_EPIC)·单位换算；三个数都是约定值。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Importance 重要性</source>
        <translation>重要性</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Grades by cumulative value 重要性等级</source>
        <translation>重要性等级（按累积值）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Values filled with a mean</source>
        <translation>以均值填补的值数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Smallest value</source>
        <translation>最小值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Greatest value</source>
        <translation>最大值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Sum of all cells</source>
        <translation>全部像元之和</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Lowest value of grade 1</source>
        <translation>1 级最低值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Lowest value of grade 2</source>
        <translation>2 级最低值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Factors left out</source>
        <translation>未给出的因子</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>The share of grades 1 and 2 must exceed that of grade 1.</source>
        <translation>1、2 级合占的比例须大于 1 级的比例。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Nothing is asked for: choose the importance, its grades or both.</source>
        <translation>没有要求任何输出：请选择重要性、其等级或两者。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>'{service}' has no model method; set 'Method' to npp.</source>
        <translation>“{service}”没有模型法，请将“方法”设为 npp。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Left out, so taken as the same everywhere: {factors}</source>
        <translation>未给出、因而视为处处相同：{factors}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>{count} cells of NPP below 0 have no value.</source>
        <translation>{count} 个像元的 NPP 小于 0，没有值。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>{count} negative cells count as 0 in the grades.</source>
        <translation>{count} 个负值像元在等级中按 0 计。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Export series of sheets</source>
        <translation>导出成套图幅</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>What the plan sheets of all members, zones, parcels or conflicts of a circle look like, one page each.</source>
        <translation>都市圈各成员单位、毗邻合作区、地块或冲突的规划图幅，一处一页。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>As 'Export sheet'. Each page shows one value of a field, at the largest round scale that fits; or, with a table of slots (CSV, UTF-8 or GBK), each row is a page: its columns are slots, 'file' names the page.</source>
        <translation>同“导出图幅”。每页显示某字段的一个值，取能放下的最大整数比例尺；或给出图幅文字表（CSV，UTF-8 或 GBK），一行一页：各列为文字位，file 列为页的文件名。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Numbered files in the folder, in each format chosen, the PDF on wish as one file with all pages: all of them, whole, or none.</source>
        <translation>在文件夹中按所选格式写出编号文件，PDF 可合并为一个多页文件：要么全部完整写出，要么一个也不写。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>A page for each</source>
        <translation>按什么分页</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Field that tells pages apart</source>
        <translation>区分各页的字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Field with the page's name</source>
        <translation>页名字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Table of slots instead</source>
        <translation>改用图幅文字表</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Formats</source>
        <translation>格式</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>All pages in one PDF</source>
        <translation>所有页合并为一个 PDF</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Folder</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Number of pages</source>
        <translation>页数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>All pages in one PDF need PDF among the formats.</source>
        <translation>合并为一个 PDF 时，格式中须包含 PDF。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Coordinates go into PDFs of one page. Choose either them or one PDF.</source>
        <translation>坐标只能写入单页 PDF。请在带坐标与合并为一个 PDF 之间选择其一。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>The table '{path}' has no slot {unknown}. Columns: file, {slots}; a row for each page.</source>
        <translation>表“{path}”中的 {unknown} 不是文字位。可用的列：file、{slots}；一行一页。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_atlas.py"/>
        <source>Cannot write in folder '{folder}': {reason}. Choose another folder.</source>
        <translation>无法写入文件夹“{folder}”：{reason}。请换一个文件夹。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Export sheet</source>
        <translation>导出图幅</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>What a plan sheet of the circle looks like, with title, frame, legend, scale, notes and signatures.</source>
        <translation>都市圈规划图幅：图名、图廓、图例、比例尺、说明和落款。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Sheets follow the national drafting rules by analogy. Orientation and scale follow the circle's shape; the CRS is its CGCS2000 Gauss–Krüger zone. Layers are drawn in the plugin's styles and stay as they are. Every slot needs a text, unless 'Leave empty slots blank' is set. A 审图号 is never invented.</source>
        <translation>图幅参照国家制图规范。方向和比例尺随都市圈形状而定；坐标系为其 CGCS2000 高斯－克吕格分带。图层按插件样式绘制，原图层不变。每个文字位都须有文字，除非勾选“空文字位留白”。绝不编造审图号。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>The sheet in each format that was given a file (TIFF with a world file): all of them, whole, or none. SCALE and LEGEND say what was drawn.</source>
        <translation>给出了文件名的各种格式的图幅（TIFF 带坐标文件）：要么全部完整，要么没有。SCALE 和 LEGEND 说明绘制了什么。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Scale denominator</source>
        <translation>比例尺分母</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Classes in the legend</source>
        <translation>图例项</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Fonts</source>
        <translation>字体</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Give at least one file for the sheet.</source>
        <translation>请至少给出一个图幅文件。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Sheet as {format}</source>
        <translation>图幅 {format}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/load_circle.py"/>
        <source>Load circle</source>
        <translation>加载都市圈</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/load_circle.py"/>
        <source>Which units belong to a metropolitan circle, where they lie and how large they are.</source>
        <translation>都市圈包括哪些行政单元，在哪里，有多大。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/load_circle.py"/>
        <source>Shipped boundaries are analysis-grade (about ±100 m), EPSG:4490. A list of codes or names takes the place of the circle, parted by commas, spaces or lines; 'Custom circle' does more with such lists. Areas are ellipsoidal on CGCS2000.</source>
        <translation>自带边界为分析级数据（约 ±100 m），EPSG:4490。代码或名称清单可代替都市圈，用逗号、空格或换行分隔；“自定义都市圈”对清单的处理更完备。面积为 CGCS2000 椭球面积。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/load_circle.py"/>
        <source>The circle as one feature, enclaves kept as holes; its members with adcode, names, role, group, document and area; the circle's area, the published figure and their ratio.</source>
        <translation>都市圈为一个要素，飞地保留为洞；成员单位附行政区划代码、名称、角色、组团、依据文件和面积；都市圈面积、公布面积及其比值。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/load_circle.py"/>
        <source>Own list of codes or names, instead of the circle</source>
        <translation>自己的代码或名称清单（代替都市圈）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/load_circle.py"/>
        <source>Give a circle, or a list of codes or names.</source>
        <translation>请给出都市圈，或代码、名称清单。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Red line conflicts</source>
        <translation>红线冲突</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Which parcels or projects (polygons, lines or points) lie inside an ecological red line, with which part and how much of it; what a rule table says of each; and how far the others are from the nearest red line.</source>
        <translation>哪些地块或项目（面、线或点）位于生态保护红线内，哪一部分、有多少；规则表对每处如何判定；其余的距最近的红线多远。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Two layers with a CRS each; red lines are brought to the parcels' CRS. Areas and lengths are ellipsoidal on CGCS2000. A place under several red lines counts once for a parcel, and once in each category. A line or point on the border of a red line counts as inside. Verdicts follow a table that you can copy and change: the plugin's own is a convention after the 2019 opinion on the three control lines and the ten kinds of limited human activity, with a mark for how well each rule's source is known; it replaces no examination. Core zones are told by the kind of red line. Where kind or activity is not known, the verdict is 'undetermined' unless it holds all the same.</source>
        <translation>两个图层，各有坐标系；红线会转换到地块的坐标系。面积和长度按 CGCS2000 椭球计算。一处同时在几条红线内时，对地块只计一次，对每一类各计一次。位于红线边界上的线或点算在红线内。判定依据规则表，您可以复制修改：插件自带的表是参照 2019 年统筹划定三条控制线的指导意见和十类有限人为活动作出的约定，每条规则都标明来源的可靠程度；它不能代替审查。核心保护区由红线类型识别。类型或活动不明时判定为 undetermined（无法判定），除非各种情形判定相同。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Pieces: the parts inside red lines with both ids, kind, size, verdict, rule and reason. Parcels, unless skipped: all of them, with size inside and share, verdict, and distance to the nearest red line. Optional tables: size by parcel and kind; sums by member unit and adjacency zone. VERDICT is the gravest verdict: forbidden, undetermined, proof, limited, near, allowed or clear. Pieces and remainder are checked to make up the whole; the worst difference is an output. Nothing is left out in silence: what is below the minimum size is counted.</source>
        <translation>相交块：位于红线内的部分，附双方编号、类型、大小、判定、规则和理由。地块（可跳过）：全部地块，附红线内的大小和占比、判定、到最近红线的距离。可选表：按地块和类型的面积；按成员单位和毗邻区域的汇总。VERDICT 为最重的判定：forbidden 禁止、undetermined 无法判定、proof 须论证不可避让、limited 有限人为活动、near 临近、allowed 允许、clear 不涉及。核对相交块与剩余之和等于总量，最大差值作为输出。没有任何东西被悄悄略去：小于最小值的有计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Conflicts 冲突</source>
        <translation>冲突</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Parcels checked 地块核查</source>
        <translation>地块核查</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Size by kind of red line 分类面积</source>
        <translation>分类面积</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Sums by unit and adjacency zone 分区汇总</source>
        <translation>分区汇总</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Features checked</source>
        <translation>核查的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Features in conflict</source>
        <translation>有冲突的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Area in conflict in m²</source>
        <translation>冲突面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Length in conflict in m</source>
        <translation>冲突长度（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Features outside but nearer than the avoidance distance</source>
        <translation>在红线外但小于避让距离的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Features in conflict that no rule judges</source>
        <translation>有冲突而无规则可判定的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Pieces below the minimum size</source>
        <translation>小于最小值的相交块数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Their area in m², or length in m</source>
        <translation>其面积（m²）或长度（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Worst difference of pieces and remainder from the whole in m² (lines: m)</source>
        <translation>相交块与剩余之和与总量的最大差值（m²；线为 m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>Gravest verdict</source>
        <translation>最重的判定</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>{count} of {total} features lie in a red line, with {size}</source>
        <translation>{total} 个要素中有 {count} 个位于红线内，共 {size}</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_conflict.py"/>
        <source>{count} features in conflict are undetermined: give the fields with the kind of red line and of activity, or extend the rule table.</source>
        <translation>{count} 个有冲突的要素无法判定：请给出红线类型字段和活动类型字段，或补充规则表。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>Red line report</source>
        <translation>红线核查报告</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>The conflict check of parcels or projects against red lines as a report: findings, map, verdicts, sums by unit and adjacency zone, the gravest conflicts with a detail map each, rules, inputs, parameters and versions.</source>
        <translation>以报告形式给出地块或项目的红线核查：结论、地图、判定、按单元和毗邻区域的汇总、最严重的冲突及其局部图、规则、输入、参数和版本。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>The same as 'Red line conflicts', whose parameters it shares. Verdicts follow the rule table: they help an examination and replace none.</source>
        <translation>与“红线冲突”相同，参数通用。判定依据规则表：有助于审查，不能代替审查。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>One HTML file that holds everything and opens without a network, Chinese first with a switch to English; and, if you choose, an XLSX workbook with the same tables and every single conflict.</source>
        <translation>一个 HTML 文件，内容齐全，无需网络即可打开，先中文，可切换英文；可选 XLSX 工作簿，含同样的表格和每一处冲突。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>Conflicts shown with a map of their own</source>
        <translation>附局部图的冲突数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>Language shown first</source>
        <translation>首先显示的语言</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>Report 报告</source>
        <translation>报告</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>Workbook 工作簿</source>
        <translation>工作簿</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/redline_report.py"/>
        <source>No Chinese font is installed: the names of units are left off the map.</source>
        <translation>没有安装中文字体：地图上不标注单元名称。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Review circle</source>
        <translation>审查都市圈</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>How large a circle is against its published area, where its inner borders and adjacency zones lie, and which parcels lie in an ecological red line.</source>
        <translation>都市圈面积与公布面积相比如何，内部界线和毗邻区域在哪里，哪些地块位于生态保护红线内。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Parcels and red lines are polygon layers of your own; left empty, the circle's samples (示例) are taken where they are shipped, and without them conflicts are not looked for. Areas are ellipsoidal on CGCS2000.</source>
        <translation>地块和红线为您自己的面图层；留空时，取该都市圈自带的示例数据（如有），没有示例则不查冲突。面积为 CGCS2000 椭球面积。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Into the folder: one GeoPackage with circle, member, border, belt, conflict and parcel; a map sheet as PDF and PNG; the figures as JSON and as text. The folder receives all of them or none.</source>
        <translation>写入文件夹：一个 GeoPackage，含 circle、member、border、belt、conflict 和 parcel 图层；图幅 PDF 和 PNG；数据 JSON 和文本。要么全部写成，要么都不写。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Parcels and red lines are the shipped samples (示例): for learning only.</source>
        <translation>地块和红线是自带示例数据，仅供学习。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Parcels 地块</source>
        <translation>地块</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Red lines 生态保护红线</source>
        <translation>生态保护红线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Field with the kind of red line</source>
        <translation>红线类型字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Width of adjacency zones on each side in metres (5 000 m is a convention)</source>
        <translation>毗邻带每侧宽度（米；5 000 m 为约定值）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Map sheet</source>
        <translation>图幅</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Layers</source>
        <translation>图层</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Sheet as PDF</source>
        <translation>图幅 PDF</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Sheet as PNG</source>
        <translation>图幅 PNG</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Figures as JSON</source>
        <translation>数据 JSON</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Figures as text</source>
        <translation>数据文本</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Parcels in conflict</source>
        <translation>有冲突的地块数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>Give both parcels and red lines, or neither (then the samples are taken).</source>
        <translation>请同时给出地块和红线，或都不给（取示例数据）。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/review_circle.py"/>
        <source>No parcels and red lines were given and none are shipped for this circle.</source>
        <translation>没有给出地块和红线，该都市圈也没有自带示例。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Features along a river</source>
        <translation>沿江核查</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Which parks, parcels or points lie within 1 km of a river, in which distance class, and with how much of them.</source>
        <translation>哪些园区、地块或点位于河流 1 km 以内，属于哪一距离分级，有多大部分。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Features are polygons, lines or points; the river is a layer of polygons, whose edges are the banks, or of lines: draw bank lines rather than the middle of the river, since distances start at the line. Left empty, the river is taken by its name from the shipped waters, which are drawn for 1:4 000 000 and show where to look, no more. Distances are metres on the ground, areas ellipsoidal on CGCS2000. 1 000 m is the usual distance for chemical parks along the Yangtze; here it is a default, not the rule: check the one in force.</source>
        <translation>要素为面、线或点；河流为面图层（其边为岸线）或线图层：距离从线起算，请画岸线而不是河道中线。留空时按名称取自带水系，其绘制比例为 1:400 万，只能提示大致位置。距离为地面距离（米），面积为 CGCS2000 椭球面积。1 000 m 是长江沿岸化工园区常用的距离；此处只是默认值，不是规定：请查现行规定。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Features: all of them with the least distance from the bank (0 in the river, empty beyond the last class), the class, the size within reach and its share. Pieces: the part of each feature in each class. Strips: the river and its classes about the features. Pieces and what lies beyond make up the whole; the worst difference is an output.</source>
        <translation>要素：全部要素，附到岸线的最短距离（河内为 0，超出末级为空）、分级、范围内的大小和比例。分级图斑：每个要素在每一级内的部分。沿江带：要素周围的河流及各级。各分级图斑与范围外部分之和等于总量，最大差值作为输出。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Name of the river</source>
        <translation>河流名称</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Asked of the shipped waters, and of an own layer whose field with the name is given.</source>
        <translation>在自带水系中查找；自有图层须给出名称字段。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>shipped waters</source>
        <translation>自带水系</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Parks, parcels or points</source>
        <translation>园区、地块或点</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>River 河流, instead of the shipped waters</source>
        <translation>河流（代替自带水系）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Field with the river's name</source>
        <translation>河流名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Distance classes end at (m)</source>
        <translation>距离分级止于（m）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Features checked 沿江核查</source>
        <translation>沿江核查</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Pieces by class 分级图斑</source>
        <translation>分级图斑</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Strips 沿江带</source>
        <translation>沿江带</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Features within reach</source>
        <translation>范围内的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Their size within reach: m², m or points</source>
        <translation>其在范围内的大小：m²、m 或点数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Worst difference of pieces and the rest from the whole, in the same unit</source>
        <translation>分级图斑与其余之和与总量的最大差值（同一单位）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>The river comes nowhere near the features.</source>
        <translation>该河流不在要素附近。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>The shipped waters are drawn for 1:4 000 000: distances show where to look, no more.</source>
        <translation>自带水系按 1:400 万绘制：距离只能提示大致位置。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/riverside.py"/>
        <source>Layer '{layer}' has no river '{name}'. It has: {known}. Give one of these names.</source>
        <translation>图层“{layer}”中没有河流“{name}”，有：{known}。请用其中的名称。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Shared borders</source>
        <translation>边界线段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Which units border on each other, along which line, how long it is and what rank it has.</source>
        <translation>哪些单元相邻，沿哪条线，有多长，属于哪一级。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Units are the members of the circle, for the circle 'national' or 全国 all counties of the country, or a polygon layer of your own. Neighbours share their edges: where two edges run side by side without coinciding there is no border, and a warning says so, unless you give a distance up to which they are one. The rank follows from the six-digit adcodes of both sides; where codes do not tell the sides apart (townships of one county, units without adcodes) it is 'other'. Units that meet in points only share no border.</source>
        <translation>行政单元取都市圈的成员单位（都市圈填 national 或“全国”时取全国各县），或您自己的面图层。相邻单元须共用边线：两条边并行而不重合处没有界线，并给出警告；也可给定一个距离，在此之内视为同一界线。级别由两侧六位行政区划代码判定；代码分不出两侧时（同县乡镇、没有代码的单元）为 other。只在点上相接的单元没有界线。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>One line a pair: codes and names of both sides, rank, geodesic length in metres. Outputs count the pairs and add up their length, and give the length of the units' perimeters that no neighbour shares: a value larger than the outer edge shows that edges do not coincide. Borders below the minimum length are counted.</source>
        <translation>每对一条线：两侧代码和名称、级别、测地线长度（米）。输出给出对数和总长，并给出没有相邻单元共用的周长：其值大于外缘长度，说明边线没有重合。短于最小长度的界线有计数。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Field with the name of a unit</source>
        <translation>单元名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Leave out borders shorter than (m); they are counted</source>
        <translation>不列出短于此长度的界线（m），但计数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Number of units</source>
        <translation>单元数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Borders below the minimum length</source>
        <translation>短于最小长度的界线数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/shared_borders.py"/>
        <source>Perimeter that no neighbour shares, in metres</source>
        <translation>没有相邻单元共用的周长（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Three control lines</source>
        <translation>三条控制线</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Where ecological red line, permanent farmland and growth boundary overlap, two by two and all three; which of them gives way; and where they leave narrow gaps between them.</source>
        <translation>生态保护红线、永久基本农田和城镇开发边界在何处两两重叠、三者重叠，由谁让谁，在何处留有窄缝。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Three polygon layers with a CRS each; all are brought to the red lines' CRS. Areas are ellipsoidal on CGCS2000. The suggestion follows the 2019 opinion on the three control lines, from a table with a mark for how well each row's source is known: it is a convention that helps to sort, not a decision. What is smaller than the minimum area, or thinner than the sliver width, is a sliver: listed, and summed up on its own.</source>
        <translation>三个面图层，各有坐标系，都会转换到红线的坐标系。面积为 CGCS2000 椭球面积。处理建议参照 2019 年统筹划定三条控制线的指导意见，取自规则表，每行标明来源的可靠程度：它是帮助梳理的约定，不是决定。小于最小面积或窄于碎屑宽度的为碎屑：列出，并单独汇总。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Pieces: each overlap of two or three features with ids, kinds, area, mean width and suggestion. Places: pieces that touch, as one. Gaps: ground between two lines, narrower than the gap width, in none of the three. Totals: a row for each pair, with the numbers of features compared, so that a clean result says what was checked.</source>
        <translation>相交块：两者或三者的每处重叠，附编号、类型、面积、平均宽度和建议。冲突图斑：相接的相交块合为一处。缝隙：两线之间窄于缝隙宽度、不属于三者的土地。汇总：每对一行，附比较的要素数，使“无冲突”的结果也说明核查了什么。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Permanent farmland 永久基本农田</source>
        <translation>永久基本农田</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Growth boundary 城镇开发边界</source>
        <translation>城镇开发边界</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Field with the kind of farmland</source>
        <translation>永久基本农田类型字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Field with the kind of growth zone</source>
        <translation>城镇开发边界分区字段</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>or thinner on average than (m); a convention</source>
        <translation>或平均宽度窄于此值（m）；约定值</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Look for gaps narrower than (m); 0: do not look</source>
        <translation>查找窄于此宽度的缝隙（m）；0 为不查</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Places 冲突图斑</source>
        <translation>冲突图斑</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Pieces 相交块</source>
        <translation>相交块</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Gaps 缝隙</source>
        <translation>缝隙</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Totals 汇总</source>
        <translation>汇总</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Places where lines overlap, slivers aside</source>
        <translation>重叠处数（不计碎屑）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Area of overlap of pairs, slivers aside, in m²</source>
        <translation>两两重叠面积（不计碎屑，m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Area where all three overlap in m²</source>
        <translation>三者重叠面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Features compared</source>
        <translation>比较的要素数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Worst difference of pieces and remainder from the whole in m²</source>
        <translation>相交块与剩余之和与总量的最大差值（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>No overlap and no gap, slivers aside</source>
        <translation>没有重叠和缝隙（不计碎屑）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>The lines share no more than {count} slivers with {area:.2f} m².</source>
        <translation>三线之间只有 {count} 处碎屑重叠，共 {area:.2f} m²。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/three_lines.py"/>
        <source>Clean: {redline} red lines, {farmland} farmland and {growth} growth polygons share no ground.</source>
        <translation>无冲突：{redline} 个红线、{farmland} 个永久基本农田、{growth} 个城镇开发边界要素没有共有的土地。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Areas of grades by unit</source>
        <translation>分区等级面积</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>How many hectares of each grade, or class, lie in each member of a circle or in units of your own.</source>
        <translation>都市圈各成员单位或自有单元内，各等级或类别各有多少公顷。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>A raster of whole numbers, and polygons. A cell that a unit covers in part counts with exactly that part of its ellipsoidal area on CGCS2000; on a geographic grid cells shrink towards the north. Where units overlap a place counts in each.</source>
        <translation>一个整数栅格和面图层。单元只覆盖一部分的像元，按所覆盖部分的 CGCS2000 椭球面积精确计入；地理坐标格网的像元向北变小。单元重叠处各自计入。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>A table with one row for each unit and class; the units with one area field for each class, and with the area without a class and beyond the raster, so that they add up to the whole.</source>
        <translation>一张表，每单元、每类一行；单元图层，每类一个面积字段，另有无类别面积和栅格以外面积，使其合计等于单元面积。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Grades or classes 等级</source>
        <translation>等级或类别</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Give a circle or units of your own.</source>
        <translation>请给出都市圈，或自有单元图层。</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Areas by unit and class 分级面积</source>
        <translation>分级面积</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Units with areas 分区统计</source>
        <translation>分区统计</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Units</source>
        <translation>单元</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Area with a class, in all units, in m²</source>
        <translation>所有单元内有类别的面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Area without a class in m²</source>
        <translation>无类别的面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/unit_statistics.py"/>
        <source>Area beyond the raster in m²</source>
        <translation>栅格以外的面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Circles</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Datum and coordinates</source>
        <translation>基准与坐标</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Ecological red lines</source>
        <translation>生态保护红线</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Map sheets</source>
        <translation>图幅</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Review</source>
        <translation>审查</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Circle 都市圈</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Id or name of a circle, for example nanjing or 南京都市圈.</source>
        <translation>都市圈编号或名称，例如 nanjing 或 南京都市圈。</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Invalid geometries</source>
        <translation>无效几何</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>stop: name the first invalid features and end. repair: repair them, count and list them.</source>
        <translation>stop：指出最先发现的无效要素并结束。repair：修复、计数并列出。</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>What it answers</source>
        <translation>回答什么</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>What it assumes</source>
        <translation>前提</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>What it writes</source>
        <translation>输出什么</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Official 正式印发</source>
        <translation>正式印发</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Announced 已公布范围</source>
        <translation>已公布范围</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Provisional 暂定</source>
        <translation>暂定</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>My circles 自定义</source>
        <translation>自定义</translation>
    </message>
    <message>
        <location filename="../../processing/base.py"/>
        <source>Python package missing: {packages}. QGIS's own installers bring it: on Debian and Ubuntu install {debian}; on Windows run the OSGeo4W setup and choose it there.</source>
        <translation>缺少 Python 包：{packages}。QGIS 自己的安装程序可以提供：在 Debian 和 Ubuntu 上安装 {debian}；在 Windows 上运行 OSGeo4W 安装程序，在其中选择。</translation>
    </message>
    <message>
        <location filename="../../processing/circle_choice.py"/>
        <source>{title} [optional]</source>
        <translation>{title} [可选]</translation>
    </message>
    <message>
        <location filename="../../processing/example_models.py"/>
        <source>Planning layers in the belts of a circle</source>
        <translation>都市圈毗邻带内的规划图层</translation>
    </message>
    <message>
        <location filename="../../processing/example_models.py"/>
        <source>Parcels against red lines, with report</source>
        <translation>地块红线核查与报告</translation>
    </message>
    <message>
        <location filename="../../processing/example_models.py"/>
        <source>Example models</source>
        <translation>示例模型</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Slope unit</source>
        <translation>坡度单位</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Percent is turned into degrees. A slope above 90 degrees stops the run.</source>
        <translation>百分比会换算为度。大于 90 度的坡度会停止运行。</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Study area (all of the grid)</source>
        <translation>研究区（空为整个格网）</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Raster whose grid to compute on (the first raster's)</source>
        <translation>计算格网所依的栅格（默认第一个栅格）</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>All rasters are brought to this grid: amounts by average where it is coarser and bilinear where it is finer, categories by the most frequent or the nearest. What was done is reported.</source>
        <translation>所有栅格都转换到该格网：数值在格网较粗时取平均、较细时双线性内插，类别取众数或最近邻。所作处理会报告。</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Cell size, in units of that grid (its own)</source>
        <translation>像元大小，以该格网的单位计（默认其自身）</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Metres on a projected grid, degrees on a geographic one.</source>
        <translation>投影格网为米，地理格网为度。</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Own units, instead of the circle's members 行政单元</source>
        <translation>自有单元（代替都市圈成员单位）</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>What was done to bring the rasters together</source>
        <translation>统一栅格所作的处理</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Grid: {grid}</source>
        <translation>格网：{grid}</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Raster '{name}' comes from a service ({provider}). Save it as a GeoTIFF first.</source>
        <translation>栅格“{name}”来自网络服务（{provider}）。请先另存为 GeoTIFF。</translation>
    </message>
    <message>
        <location filename="../../processing/rasters.py"/>
        <source>Raster '{name}' is {slope} degrees steep at {place}. If it is in percent, set 'Slope unit' to 'percent'.</source>
        <translation>栅格“{name}”在 {place} 处的坡度为 {slope} 度。若单位是百分比，请将“坡度单位”设为“percent”。</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Leave out pieces of lines shorter than (m); they are counted</source>
        <translation>不列出短于此长度的线段（m），但计数</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Avoidance distance (m): features outside but nearer are marked; a convention</source>
        <translation>避让距离（m）：在红线外但小于此距离的要素会标出；约定值</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Look for the nearest red line within (m); 0: do not look</source>
        <translation>在此距离内查找最近的红线（m）；0 为不查</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Rule table, instead of the plugin's own</source>
        <translation>规则表（代替插件自带）</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>A CSV like processing/rules/redline_verdicts.csv: copy it and change its rows.</source>
        <translation>格式同 processing/rules/redline_verdicts.csv 的 CSV：复制后修改各行。</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Kinds that mean a core zone</source>
        <translation>表示核心保护区的类型</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Patterns with * and ?, parted by ; a pattern after ! takes back. A convention.</source>
        <translation>可用 * 和 ? 的模式，用分号分隔；! 之后的模式为排除。约定值。</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Sum up by the members and adjacency zones of this circle 都市圈</source>
        <translation>按此都市圈的成员单位和毗邻区域汇总</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Width of a circle's belts on each side (m); a convention</source>
        <translation>都市圈毗邻带每侧宽度（m）；约定值</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Parcels or projects 地块或项目</source>
        <translation>地块或项目</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Field that names a parcel</source>
        <translation>地块名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Field with the kind of activity</source>
        <translation>活动类型字段</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>'Adjacency zones to sum up by' needs the field with the zone's name.</source>
        <translation>“汇总用的毗邻区域”需要区域名称字段。</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Adjacency zones to sum up by, instead of a circle's belts</source>
        <translation>汇总用的毗邻区域（代替都市圈毗邻带）</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>Field with the zone's name</source>
        <translation>区域名称字段</translation>
    </message>
    <message>
        <location filename="../../processing/redlines.py"/>
        <source>{n} points</source>
        <translation>{n} 个点</translation>
    </message>
    <message>
        <location filename="../../processing/series.py"/>
        <source>The series would have {count} pages; {most} is the most. Filter the layer.</source>
        <translation>这一套将有 {count} 页，最多 {most} 页。请筛选图层。</translation>
    </message>
    <message>
        <location filename="../../processing/series.py"/>
        <source>The series was cancelled; nothing was written.</source>
        <translation>成套导出已取消，没有写出任何文件。</translation>
    </message>
    <message>
        <location filename="../../processing/series.py"/>
        <source>There is no layer '{kind}' for a series. Give one, or a circle with members.</source>
        <translation>没有可供分页的“{kind}”图层。请给出一个，或给出有成员单位的都市圈。</translation>
    </message>
    <message>
        <location filename="../../processing/series.py"/>
        <source>No page for what has no place on the map ({count}): {names}.</source>
        <translation>以下 {count} 项没有图上位置，不成页：{names}。</translation>
    </message>
    <message>
        <location filename="../../processing/series.py"/>
        <source>The layer '{kind}' has no feature for a page.</source>
        <translation>图层“{kind}”没有可成页的要素。</translation>
    </message>
    <message>
        <location filename="../../processing/series.py"/>
        <source>The layer '{layer}' has no field {missing}; it has {fields}.</source>
        <translation>图层“{layer}”没有字段 {missing}；有：{fields}。</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Own sheet template</source>
        <translation>自有图幅模板</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Name of a layout template in the profile or in the folder of the options, or a .qpt file; it decides paper and orientation. Without one, the shipped sheet is taken.</source>
        <translation>配置文件夹或选项所设文件夹中版式模板的名称，或 .qpt 文件；纸张与方向由模板决定。不填则用自带图幅。</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Theme</source>
        <translation>图种</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Paper</source>
        <translation>纸张</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Other layers, in their own styles</source>
        <translation>其他图层（用其自身样式）</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Show the visible layers of the project instead</source>
        <translation>改为显示工程中可见的图层</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Orientation</source>
        <translation>方向</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Scale denominator (empty: the largest round one that fits)</source>
        <translation>比例尺分母（空为能放下的最大整数比例尺）</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Dots per inch</source>
        <translation>分辨率（dpi）</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Draw the shipped base map</source>
        <translation>绘制自带底图</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Leave empty slots blank</source>
        <translation>空文字位留白</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Stop when a font is replaced</source>
        <translation>字体被替换时停止</translation>
    </message>
    <message>
        <location filename="../../processing/sheetoptions.py"/>
        <source>Coordinates in the PDF</source>
        <translation>PDF 中写入坐标</translation>
    </message>
    <message>
        <location filename="../../processing/sheettemplates.py"/>
        <source>There is no sheet template '{name}'. Nearest: {nearest}. Own templates: {own}; or give a file.</source>
        <translation>没有图幅模板“{name}”。最接近的：{nearest}。自有模板：{own}；也可以给出文件。</translation>
    </message>
    <message>
        <location filename="../../processing/template_choice.py"/>
        <source>Shipped sheet</source>
        <translation>自带图幅</translation>
    </message>
    <message>
        <location filename="../../processing/template_choice.py"/>
        <source>Layout templates</source>
        <translation>版式模板</translation>
    </message>
    <message>
        <location filename="../../processing/unitsource.py"/>
        <source>Neighbours' edges are one border up to (m) apart</source>
        <translation>相邻单元的边线相距在此（m）之内视为同一界线</translation>
    </message>
    <message>
        <location filename="../../processing/unitsource.py"/>
        <source>0: only edges that coincide. A border may then be longer by as much at its ends.</source>
        <translation>0：只取重合的边线。大于 0 时界线两端可能长出同样的距离。</translation>
    </message>
    <message>
        <location filename="../../processing/unitsource.py"/>
        <source>Own units, instead of the circle's members</source>
        <translation>自有单元（代替都市圈成员单位）</translation>
    </message>
    <message>
        <location filename="../../processing/unitsource.py"/>
        <source>all counties</source>
        <translation>全国各县</translation>
    </message>
    <message>
        <location filename="../../processing/unitsource.py"/>
        <source>{count} pairs of units run side by side within 1 m over {length:.0f} m without sharing their edges: no border is found there. Give a distance greater than 0 for 'Neighbours' edges are one border up to'.</source>
        <translation>{count} 对行政单元的边线在 1 m 之内并行而不重合，共 {length:.0f} m：这些地方没有界线。请为“相邻单元的边线相距在此之内视为同一界线”给出大于 0 的距离。</translation>
    </message>
    <message>
        <location filename="../../processing/unitsource.py"/>
        <source>Layer '{title}': {count} pairs of units overlap, by {area} m². What is drawn as a border there may be none; merge or cut the units first. {first}</source>
        <translation>图层“{title}”：{count} 对单元相互重叠，共 {area} m²。那里画出的界线可能并不存在；请先合并或切分单元。{first}</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/actions.py"/>
        <source>Show the figures</source>
        <translation>查看数据</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/actions.py"/>
        <source>Ecological red lines 生态保护红线</source>
        <translation>生态保护红线</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/actions.py"/>
        <source>This zone has no place on the map: its sides are not known precisely.</source>
        <translation>该合作区无法落图：两侧范围不能确定。</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/actions.py"/>
        <source>The Processing plugin is switched off. Switch it on in the plugin manager.</source>
        <translation>“数据处理”（Processing）插件未启用，请在插件管理器中启用。</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/actions.py"/>
        <source>{name}: review 核查</source>
        <translation>{name}：核查</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/actions.py"/>
        <source>{name} is reviewed.</source>
        <translation>{name} 审查完成。</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/browser.py"/>
        <source>Sample: ecological red lines 示例 生态保护红线</source>
        <translation>示例：生态保护红线</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/browser.py"/>
        <source>Sample: permanent farmland 示例 永久基本农田</source>
        <translation>示例：永久基本农田</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/browser.py"/>
        <source>Sample: growth boundary 示例 城镇开发边界</source>
        <translation>示例：城镇开发边界</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/browser.py"/>
        <source>Sample: parcels 示例 地块</source>
        <translation>示例：地块</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/browser.py"/>
        <source>{name}: samples 示例</source>
        <translation>{name}：示例</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/browser.py"/>
        <source>{name}: my circle 自定义</source>
        <translation>{name}：自定义</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/expressions.py"/>
        <source>metro_circle(adcode)&lt;br&gt;Ids of the circles that a unit belongs to, separated by commas; NULL where it belongs to none.&lt;br&gt;metro_circle('320102') → 'nanjing,nanjing_districts,nanjing_ext'</source>
        <translation>metro_circle(adcode)&lt;br&gt;该单元所属都市圈的编号，用逗号分隔；不属于任何都市圈时为 NULL。&lt;br&gt;metro_circle('320102') → 'nanjing,nanjing_districts,nanjing_ext'</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/expressions.py"/>
        <source>metro_member_name(adcode, lang)&lt;br&gt;The name of a member, in Chinese ('zh') or English ('en'); NULL where the code belongs to no circle.&lt;br&gt;metro_member_name('320102', 'en') → 'Xuanwu District'</source>
        <translation>metro_member_name(adcode, lang)&lt;br&gt;成员单位的中文（'zh'）或英文（'en'）名称；代码不属于任何都市圈时为 NULL。&lt;br&gt;metro_member_name('320102', 'en') → 'Xuanwu District'</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/expressions.py"/>
        <source>metro_area_mu(geometry, crs)&lt;br&gt;Area on the CGCS2000 ellipsoid in 亩 (2000/3 m²). The second value is the coordinate system of the geometry.&lt;br&gt;metro_area_mu($geometry, 'EPSG:4549')</source>
        <translation>metro_area_mu(geometry, crs)&lt;br&gt;CGCS2000 椭球面积，单位为亩（2000/3 m²）。第二个值为几何的坐标系。&lt;br&gt;metro_area_mu($geometry, 'EPSG:4549')</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/expressions.py"/>
        <source>The language must be 'zh' or 'en', not '{value}'.</source>
        <translation>语言须为 'zh' 或 'en'，不能是“{value}”。</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/expressions.py"/>
        <source>'{value}' is not a coordinate system.</source>
        <translation>“{value}”不是坐标系。</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>none published</source>
        <translation>未公布</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Small map of the circle</source>
        <translation>都市圈小地图</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>What is known of the selection</source>
        <translation>所选项的资料</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>English</source>
        <translation>英文名</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Status</source>
        <translation>状态</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Area</source>
        <translation>面积</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Published</source>
        <translation>公布面积</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Members</source>
        <translation>成员单位</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Document</source>
        <translation>文件</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Issued by</source>
        <translation>印发机关</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Date</source>
        <translation>日期</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Code</source>
        <translation>代码</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Prefecture</source>
        <translation>地级市</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Province</source>
        <translation>省份</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Circle</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Group</source>
        <translation>组团</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Role</source>
        <translation>角色</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Coverage</source>
        <translation>纳入范围</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Sides</source>
        <translation>两侧</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Kind</source>
        <translation>类型</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Basis</source>
        <translation>依据</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Source</source>
        <translation>来源</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Note</source>
        <translation>备注</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source>Ratio</source>
        <translation>比值</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/card.py"/>
        <source> ({partial} in part)</source>
        <translation>（{partial} 个为部分纳入）</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/compare_dialog.py"/>
        <source>Compare two circles</source>
        <translation>比较两个都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/compare_dialog.py"/>
        <source>In common</source>
        <translation>共有</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/compare_dialog.py"/>
        <source>Only here</source>
        <translation>仅此有</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Metro Circles 都市圈</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Search: Chinese, pinyin, English, code</source>
        <translation>搜索：中文、拼音、英文、代码</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Search circles, members and zones</source>
        <translation>搜索都市圈、成员单位和毗邻合作区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Metropolitan circles</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Load with…</source>
        <translation>选项加载…</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Choose layers, scale and group</source>
        <translation>选择图层、比例尺和分组</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Open in the layout designer</source>
        <translation>在版式设计器中打开</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Card of the selection</source>
        <translation>所选项的资料卡</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Load</source>
        <translation>加载</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Load the circle into the project</source>
        <translation>将都市圈加载到工程</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Zoom</source>
        <translation>缩放</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Zoom the map to the selection</source>
        <translation>将地图缩放到所选项</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Check extent, adjacency zones and red lines</source>
        <translation>核查范围、毗邻区域和红线</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Sheet</source>
        <translation>图幅</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Make a map sheet of the circle</source>
        <translation>制作都市圈图幅</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Compare</source>
        <translation>比较</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/dock.py"/>
        <source>Compare two selected circles</source>
        <translation>比较所选的两个都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>&amp;Layers</source>
        <translation>图层(&amp;L)</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>&amp;Boundaries</source>
        <translation>边界精度(&amp;B)</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>Into &amp;group</source>
        <translation>加入分组(&amp;G)</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>Full detail</source>
        <translation>完整精度</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>Generalised for 1:250 000</source>
        <translation>1:25 万综合</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>Generalised for 1:1 000 000</source>
        <translation>1:100 万综合</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/load_dialog.py"/>
        <source>Load {name}</source>
        <translation>加载 {name}</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>hectares (ha)</source>
        <translation>公顷（ha）</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>square kilometres (km²)</source>
        <translation>平方公里（km²）</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>mu (亩)</source>
        <translation>亩</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>stop, and name the feature and the place</source>
        <translation>停止，并指出要素和位置</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>repair, count and list them</source>
        <translation>修复，并计数、列出</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>as the standard says</source>
        <translation>按制图规范</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Analysis</source>
        <translation>分析</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Folders</source>
        <translation>文件夹</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Width of adjacency belts on each side</source>
        <translation>毗邻带每侧宽度</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Areas in messages</source>
        <translation>消息中的面积单位</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Organisation on map sheets</source>
        <translation>图幅上的单位名称</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Titles (黑体)</source>
        <translation>标题（黑体）</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Text (宋体)</source>
        <translation>正文（宋体）</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Latin letters and figures</source>
        <translation>西文与数字</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Folder of my circles</source>
        <translation>我的都市圈文件夹</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>Folder of my sheet templates</source>
        <translation>我的图幅模板文件夹</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/options.py"/>
        <source>The standard's font that is not there is replaced by the next one that is.</source>
        <translation>未安装规范字体时，用下一种已安装的字体代替。</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/tree.py"/>
        <source>Cooperation zones 毗邻合作区</source>
        <translation>毗邻合作区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>whole unit 全域</source>
        <translation>全域</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>in part 部分</source>
        <translation>部分</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>uncertain 待核实</source>
        <translation>待核实</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>core 中心城市</source>
        <translation>中心城市</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>member 成员单位</source>
        <translation>成员单位</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>both sides are named in the document</source>
        <translation>文件写明双方</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>one side is named in the document, the other inferred</source>
        <translation>文件写明一方，另一方为推断</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>sides inferred from the places in the name</source>
        <translation>由名称中的地名推断双方</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>only the prefectures are named</source>
        <translation>文件只写明地级市</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>found by where it lies</source>
        <translation>由所在位置确定</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>said in general terms</source>
        <translation>只有概括表述</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>the sides could not be found</source>
        <translation>未能确定双方</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>development axis</source>
        <translation>发展轴</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>river basin</source>
        <translation>流域</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>bay and air quality</source>
        <translation>湾区与大气</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>corridor</source>
        <translation>走廊</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>culture belt</source>
        <translation>文化带</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>demonstration zone</source>
        <translation>示范区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>development zone</source>
        <translation>开发区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>ecology</source>
        <translation>生态</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>ecological barrier</source>
        <translation>生态屏障</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>ecological corridor</source>
        <translation>生态廊道</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>ecological pilot area</source>
        <translation>生态试点区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>ecological policy</source>
        <translation>生态政策</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>ecology and tourism belt</source>
        <translation>生态旅游带</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>enclave park</source>
        <translation>飞地园区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>joint governance</source>
        <translation>共治</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>cluster of towns</source>
        <translation>城镇组团</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>industrial park</source>
        <translation>产业园区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>industrial cluster</source>
        <translation>产业集群</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>industrial corridor</source>
        <translation>产业走廊</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>innovation area</source>
        <translation>创新区</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>lake</source>
        <translation>湖泊</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>port</source>
        <translation>港口</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>railway</source>
        <translation>铁路</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>strip of 1 km along a river</source>
        <translation>沿江 1 公里</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>road</source>
        <translation>公路</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>transport</source>
        <translation>交通</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>water</source>
        <translation>水体</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>water quality section</source>
        <translation>水质断面</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/gui/words.py"/>
        <source>waterway</source>
        <translation>航道</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/locator.py"/>
        <source>Metropolitan circles 都市圈</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/locator.py"/>
        <source>Circles 都市圈</source>
        <translation>都市圈</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/menu.py"/>
        <source>Check this layer against red lines…</source>
        <translation>核查此图层是否涉及红线…</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/menu.py"/>
        <source>Open the Nanjing example 示例</source>
        <translation>打开南京示例</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/menu.py"/>
        <source>Show the algorithms in the toolbox</source>
        <translation>在工具箱中显示算法</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Towns 城镇</source>
        <translation>城镇</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Extent of circles 都市圈范围</source>
        <translation>都市圈范围</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Groups 组团</source>
        <translation>组团</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Water 水系</source>
        <translation>水系</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Counties 县级单元</source>
        <translation>县级单元</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Prefectures 地级单元</source>
        <translation>地级单元</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/project.py"/>
        <source>Provinces 省级单元</source>
        <translation>省级单元</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/tasks.py"/>
        <source>Review of {name}</source>
        <translation>{name} 审查</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/template.py"/>
        <source>Results 成果</source>
        <translation>成果</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/template.py"/>
        <source>Control lines 控制线</source>
        <translation>控制线</translation>
    </message>
    <message>
        <location filename="../../metro_plugin/template.py"/>
        <source>Base map 底图</source>
        <translation>底图</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Confidence, 0 to 1</source>
        <translation>置信度（0 至 1）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Metres east that bring the layer onto the boundaries</source>
        <translation>使图层吻合界线的东向平移（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Metres north that bring the layer onto the boundaries</source>
        <translation>使图层吻合界线的北向平移（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Median distance from the boundaries as declared, in metres</source>
        <translation>按声明的坐标到界线距离的中位数（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Median distance from the boundaries as found, in metres</source>
        <translation>按所得结论到界线距离的中位数（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/check_datum.py"/>
        <source>Share of lines near a boundary by chance, in percent</source>
        <translation>偶然靠近界线的线条比例（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>NPP, or a vegetation index in its place 净初级生产力</source>
        <translation>净初级生产力 NPP（或代用的植被指数）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Soil infiltration F_sic 土壤渗流</source>
        <translation>土壤渗流因子 F_sic</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Precipitation in mm 降水</source>
        <translation>降水（mm）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Soil erodibility K 土壤可蚀性</source>
        <translation>土壤可蚀性 K</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Climate erosivity F_q 气候侵蚀</source>
        <translation>气候侵蚀因子 F_q</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Temperature 气温</source>
        <translation>气温</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Altitude in metres 海拔</source>
        <translation>海拔（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Evapotranspiration in mm 蒸散发</source>
        <translation>蒸散发（mm）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Rain erosivity R 降雨侵蚀力</source>
        <translation>降雨侵蚀力 R</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Slope length factor L 坡长</source>
        <translation>坡长因子 L</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Cover factor C (0 covered, 1 bare) 植被覆盖因子</source>
        <translation>植被覆盖因子 C（0 全覆盖，1 裸地）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Wind speed in m/s, for F_q 风速</source>
        <translation>风速（m/s，用于 F_q）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Potential evapotranspiration in mm, for F_q 潜在蒸散</source>
        <translation>潜在蒸散（mm，用于 F_q）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Days with wind, for F_q 天数</source>
        <translation>有风天数（用于 F_q）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Correction of K: base (convention)</source>
        <translation>K 值修正：基数（约定值）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Correction of K: factor (convention)</source>
        <translation>K 值修正：系数（约定值）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecosystem_importance.py"/>
        <source>Correction of K: unit (convention)</source>
        <translation>K 值修正：单位换算（约定值）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Soil erodibility K, class by texture 土壤可蚀性</source>
        <translation>土壤可蚀性 K（按质地分类）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Relief in metres 地形起伏度</source>
        <translation>地形起伏度（米）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Vegetation cover, 0 to 1 植被覆盖度</source>
        <translation>植被覆盖度（0 至 1）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Aridity index 干燥度</source>
        <translation>干燥度</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Days of wind of 6 m/s and more 起沙风天数</source>
        <translation>起沙风（≥ 6 m/s）天数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Soil texture, class 土壤质地</source>
        <translation>土壤质地（类别）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Carbonate rock outcrop in % 碳酸盐出露</source>
        <translation>碳酸盐岩出露比例（%）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Evaporation by precipitation 蒸降比</source>
        <translation>蒸降比</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Salinity of the groundwater 矿化度</source>
        <translation>地下水矿化度</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/ecological_sensitivity.py"/>
        <source>Depth of the groundwater 埋深</source>
        <translation>地下水埋深</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Cells of the chosen grades in m²</source>
        <translation>所选等级像元面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Joined in between patches in m²</source>
        <translation>图斑之间聚合进来的面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Holes filled</source>
        <translation>填补的洞数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Patches below the minimum</source>
        <translation>小于最小面积的图斑数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Candidate cells on construction land and farmland in m²</source>
        <translation>建设用地和永久基本农田上的候选像元面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Taken out of polygons there and in the neighbour's line in m²</source>
        <translation>在上述用地和毗邻红线处从面中扣除的面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Parts that became too small</source>
        <translation>扣除后过小的部分数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Gaps to the neighbour's line closed in m²</source>
        <translation>与毗邻红线间闭合的缝隙面积（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Polygons left unsmoothed to keep their area</source>
        <translation>为保持面积而未平滑的面数</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/delineate_redline.py"/>
        <source>Worst difference of pieces and remainder in m²</source>
        <translation>各部分与剩余之和的最大差值（m²）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Plan name (empty: the circle's name)</source>
        <translation>规划名称（空为都市圈名称）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Who had it made, and when; two lines</source>
        <translation>编制机关和时间，两行</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Who is responsible and who drew it; two lines</source>
        <translation>责任单位和制图单位，两行</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Sources with their dates</source>
        <translation>资料来源及日期</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Sheet number</source>
        <translation>图号</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Adjacency zones 毗邻带</source>
        <translation>毗邻带</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Farmland lines 永久基本农田</source>
        <translation>永久基本农田</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Growth boundaries 城镇开发边界</source>
        <translation>城镇开发边界</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Checked parcels 地块判定</source>
        <translation>地块判定</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Ecological importance 生态重要性</source>
        <translation>生态重要性</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Theme name 图名 (empty: the theme's own)</source>
        <translation>图名（空为该图种的图名）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>审图号, from the authority that reviewed the map</source>
        <translation>审图号，由地图审核机关给出</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Coordinate system (empty: the sheet's own)</source>
        <translation>坐标系（空为图幅自身的坐标系）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Height datum (empty: 1985国家高程基准)</source>
        <translation>高程基准（空为 1985 国家高程基准）</translation>
    </message>
    <message>
        <location filename="../../processing/algorithms/export_sheet.py"/>
        <source>Scale in words or figures (empty: the map's)</source>
        <translation>比例尺文字（不填：按图）</translation>
    </message>
</context>
</TS>
