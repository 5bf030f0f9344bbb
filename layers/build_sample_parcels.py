# SPDX-License-Identifier: GPL-3.0-or-later
"""Parcels of the sample projects: blocks of new quarters, and works in and along the hills.

All geometry is in metres. Parcels of a quarter come from cutting a block again and again,
as plans of plots do; works are irregular plots, and roads are bent strips.
"""

from dataclasses import dataclass

import numpy as np
import shapely

# Classes of land use: code, name, share of the parcels of a quarter, limit of area in ha.
QUARTER_USES = (
    ("0701", "城镇住宅用地", 0.30), ("1001", "工业用地", 0.24), ("0901", "商业用地", 0.10),
    ("1101", "物流仓储用地", 0.06), ("0804", "教育用地", 0.06), ("0806", "医疗卫生用地", 0.02),
    ("0801", "机关团体用地", 0.03), ("1401", "公园绿地", 0.10), ("1402", "防护绿地", 0.05),
    ("1303", "供电用地", 0.02), ("1208", "交通场站用地", 0.02),
)  # fmt: skip


@dataclass(frozen=True)
class Work:
    """A kind of project outside the quarters; areas in ha, ``within`` is the share set inside a red line."""

    use: str
    use_name: str
    activity: str
    title: str
    count: int
    smallest: float
    largest: float
    within: float


DEVELOPMENT = "00"
# Activities 01-10 follow the ten kinds of limited human activity of 自然资发〔2022〕142号 (wording
# secondary, see KINDS_OF_ACTIVITY); 00 is development that none of them covers.
WORKS = (
    Work("0304", "林业管护设施用地", "01", "管护站", 50, 0.1, 0.6, 0.6),
    Work("0703", "农村宅基地", "02", "农房", 130, 0.1, 0.5, 0.25),
    Work("1504", "文物古迹用地", "03", "遗址保护", 16, 0.5, 6, 0.5),
    Work("0301", "乔木林地", "04", "商品林经营", 40, 4, 50, 0.5),
    Work("0903", "娱乐康体用地", "05", "科普旅游设施", 60, 0.3, 8, 0.4),
    Work("1302", "排水用地", "06", "防洪供水工程", 30, 0.5, 8, 0.3),
    Work("1002", "采矿用地", "07", "地质勘查", 22, 1, 20, 0.3),
    Work("0505", "内陆滩涂", "08", "生态修复", 50, 4, 50, 0.6),
    Work("1002", "采矿用地", "00", "建筑石料矿", 30, 4, 40, 0.15),
    Work("1303", "供电用地", "00", "光伏电站", 34, 5, 45, 0.15),
    Work("0904", "其他商业服务业用地", "00", "山地度假区", 45, 2, 30, 0.12),
    Work("1001", "工业用地", "00", "工业项目", 40, 1, 25, 0.05),
)
ROAD = Work("1202", "公路用地", "06", "公路改扩建", 46, 4, 40, 0.5)


def _cut(corners, target, rng):
    """Cut a convex block across its longer side until its parts are near the target in m²."""
    shape = shapely.Polygon(corners)
    if shape.area < target * rng.uniform(0.8, 2.2):
        return [corners]
    sides = np.hypot(*(np.roll(corners, -1, axis=0) - corners).T)
    first = int(sides[0] + sides[2] < sides[1] + sides[3])
    a, b, c, d = np.roll(corners, -first, axis=0)
    near, far = rng.uniform(0.36, 0.64) + rng.uniform(-0.04, 0.04, 2)
    e, f = a + near * (b - a), d + far * (c - d)
    return _cut(np.array([a, e, f, d]), target, rng) + _cut(np.array([e, b, c, f]), target, rng)


def _finish(corners, road, rng):
    """One plot: drawn back from the street, corners rounded or splayed, now and then a bent side."""
    plot = shapely.Polygon(corners).buffer(-road, join_style="mitre")
    if plot.is_empty or plot.geom_type != "Polygon":
        return None
    style = rng.random()
    if style < 0.35:
        plot = plot.buffer(-8).buffer(8, quad_segs=2)
    elif style < 0.60:
        plot = plot.buffer(-10).buffer(10, quad_segs=1)
    elif style < 0.72:
        middle = np.array(plot.centroid.coords[0])
        side = middle + rng.uniform(-1, 1, 2) * np.sqrt(plot.area) * 0.55
        plot = plot.difference(shapely.Point(side).buffer(0.35 * np.sqrt(plot.area), quad_segs=3))
    return plot if plot.geom_type == "Polygon" and not plot.is_empty else None


def quarter(x, y, rng):
    """The plots of one new quarter around a point: 4 to about 24 of them."""
    turn = rng.normal(0.15, 0.35)
    width, depth = rng.uniform(380, 1300, 2)
    target = np.exp(rng.uniform(np.log(1.2e4), np.log(1.2e5)))
    block = np.array([[-width, -depth], [width, -depth], [width, depth], [-width, depth]]) / 2
    block += rng.uniform(-60, 60, (4, 2))
    rotation = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    block = block @ rotation + [x, y]
    plots = (_finish(corners, rng.uniform(5, 14), rng) for corners in _cut(block, target, rng))
    return [plot for plot in plots if plot is not None and plot.area > 1000]


def plot_of(x, y, area, rng):
    """An irregular plot of an area in m² around a point, 5 to 22 corners."""
    count = int(rng.integers(5, 23))
    angles = np.sort((np.arange(count) + rng.uniform(-0.32, 0.32, count)) / count * 2 * np.pi)
    radius = 1 + 0.22 * rng.standard_normal(count).clip(-1.6, 1.6)
    stretch, turn = rng.uniform(0.55, 1.0), rng.uniform(0, np.pi)
    ring = np.column_stack([radius * np.cos(angles), stretch * radius * np.sin(angles)])
    ring = ring @ np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]])
    shape = shapely.Polygon(ring)
    return shapely.Polygon(ring * np.sqrt(area / shape.area) + [x, y])


def road_at(x, y, rng):
    """A strip of road 16 to 40 m wide and 2 to 6 km long through a point."""
    count = int(rng.integers(7, 13))
    heading = rng.uniform(0, 2 * np.pi) + np.cumsum(rng.normal(0, 0.22, count))
    steps = rng.uniform(250, 520, count)[:, None] * np.column_stack([np.cos(heading), np.sin(heading)])
    line = np.cumsum(steps, axis=0)
    line += [x, y] - line[count // 2]
    width = rng.uniform(8, 20)
    return shapely.LineString(line).buffer(width, cap_style="flat", join_style="mitre")


def along(lines, count, spread, rng):
    """Points scattered by a deviation in m about lines, evenly by length; (n, 2) coordinates."""
    length = shapely.length(lines)
    which = rng.choice(len(lines), count, p=length / length.sum())
    spots = shapely.line_interpolate_point(lines[which], rng.random(count), normalized=True)
    return shapely.get_coordinates(spots) + rng.normal(0, spread, (count, 2))


def inside(polygons, count, rng):
    """Points inside polygons, evenly by area; (n, 2) coordinates."""
    area = shapely.area(polygons)
    found = []
    while len(found) < count:
        polygon = polygons[rng.choice(len(polygons), p=area / area.sum())]
        west, south, east, north = polygon.bounds
        x, y = rng.uniform(west, east), rng.uniform(south, north)
        if shapely.contains_xy(polygon, x, y):
            found.append((x, y))
    return np.array(found)


class _Taken:
    """Plots placed so far; refuses those that would lie on one of them or in forbidden ground."""

    def __init__(self, circle, water):
        self.circle, self.water, self.plots = circle, water, []
        self.cells = {}
        shapely.prepare([circle, water])

    def _near(self, plot):
        west, south, east, north = np.floor(np.array(plot.bounds) / 2000).astype(int)
        keys = [(i, j) for i in range(west, east + 1) for j in range(south, north + 1)]
        return keys, {index for key in keys for index in self.cells.get(key, ())}

    def place(self, plot):
        """True if the plot was free and now is taken."""
        if not self.circle.contains(plot) or self.water.intersects(plot):
            return False
        keys, near = self._near(plot)
        if any(self.plots[index].intersects(plot) for index in sorted(near)):
            return False
        for key in keys:
            self.cells.setdefault(key, []).append(len(self.plots))
        self.plots.append(plot)
        return True


def draw(circle, water, red, growth, quarters, rng):
    """All parcels: (polygon in m, Work or row of QUARTER_USES) in the order drawn.

    Parameters
    ----------
    circle, water : shapely geometry
        Where parcels must lie, and where not.
    red, growth : numpy.ndarray of polygons
        Red lines, and the growth boundary whose edge the quarters follow.
    quarters : int
        How many quarters to try.
    """
    taken, drawn = _Taken(circle, water), []
    edges, towns = shapely.boundary(red), shapely.boundary(growth)
    for work in (*WORKS, ROAD):
        deep = round(work.count * work.within)
        spots = np.vstack([inside(red, deep, rng), along(edges, work.count - deep, 260, rng)])
        for x, y in spots:
            area = 1e4 * np.exp(rng.uniform(np.log(work.smallest), np.log(work.largest)))
            plot = road_at(x, y, rng) if work is ROAD else plot_of(x, y, area, rng)
            if plot.is_valid and taken.place(plot):
                drawn.append((plot, work))
    shares = np.array([use[2] for use in QUARTER_USES])
    spots = np.vstack(
        [along(towns, quarters * 2 // 3, 300, rng), inside(growth, quarters - quarters * 2 // 3, rng)]
    )
    for x, y in spots:
        for plot in quarter(x, y, rng):
            use = QUARTER_USES[rng.choice(len(shares), p=shares / shares.sum())]
            if plot.is_valid and plot.area < 5e5 and taken.place(plot):
                drawn.append((plot, use))
    return drawn
