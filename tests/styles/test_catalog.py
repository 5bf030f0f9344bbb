# SPDX-License-Identifier: GPL-3.0-or-later
"""The palette and the door to the styles; no QGIS."""

import itertools
import math
import subprocess
import sys
from collections import Counter

import pytest
from metro_circles.styles import catalog

# Counted by hand in 《市级国土空间总体规划制图规范（试行）》, appendices B to E.
STANDARD_ROWS = {"B 用地用海": 39, "C 规划分区": 21, "D 控制线": 10, "E.1 综合交通": 6, "E.10 历史文化": 11}
# Read off the same appendices.
STANDARD_COLOURS = {
    ("D 控制线", "生态保护红线"): ((77, 151, 87), None),
    ("D 控制线", "永久基本农田"): ((254, 254, 96), (215, 214, 214)),
    ("D 控制线", "城镇开发边界"): ((228, 139, 139), (0, 0, 0)),
    ("D 控制线", "洪涝风险控制线"): (None, (0, 0, 196)),
    ("B 用地用海", "耕地"): ((245, 248, 220), None),
    ("C 规划分区", "生态保护区"): ((77, 151, 87), None),
    ("E.10 历史文化", "世界遗产核心区"): ((170, 80, 65), (170, 80, 65)),
}


def test_palette_has_every_row_of_the_standard():
    counted = Counter(appendix for appendix, _ in catalog.palette())
    assert {name: counted[name] for name in STANDARD_ROWS} == STANDARD_ROWS


@pytest.mark.parametrize("name", STANDARD_COLOURS)
def test_standard_colours(name):
    row = catalog.palette()[name]
    assert (row.fill, row.stroke) == STANDARD_COLOURS[name]


def test_own_symbols_say_that_they_are_the_plugins_own():
    for (appendix, _), row in catalog.palette().items():
        assert (appendix == "metro") == ("plugin's own" in row.page)
        assert row.page


def test_keys_are_unique():
    counted = Counter(row.key for row in catalog.palette().values() if row.key)
    assert [key for key, count in counted.items() if count > 1] == []


def test_unknown_kind_names_the_nearest():
    with pytest.raises(catalog.UnknownStyleError, match="'redlines'; nearest: redline"):
        catalog.style_for("redlines")
    with pytest.raises(catalog.UnknownStyleError, match="nearest: A3"):
        catalog.sheet("A33", "portrait")
    with pytest.raises(catalog.UnknownStyleError, match="nearest: landscape"):
        catalog.sheet("A3", "landscap")


def test_every_kind_and_sheet_has_its_file():
    wanted = {
        "circle",
        "member",
        "group",
        "zone",
        "border",
        "belt",
        "redline",
        "farmland",
        "growth",
        "parcels",
    }
    wanted |= {"conflict", "parcel_result", "seat", "water", "county", "prefecture", "province", "landuse"}
    assert wanted <= set(catalog.kinds())
    for kind in catalog.kinds():
        assert catalog.style_for(kind).is_file()
    for paper in catalog.PAPERS:
        for orientation in catalog.ORIENTATIONS:
            assert catalog.sheet(paper, orientation).is_file()


def test_border_lines_are_heavier_the_higher_the_rank():
    widths = [catalog.colour(f"border_{rank}").stroke_mm for rank in ("province", "prefecture", "county")]
    assert widths == sorted(widths, reverse=True)
    # long dash + two dots, long dash + one dot, short dashes: one gap behind each
    assert [len(catalog.colour(f"border_{r}").dash_mm) for r in ("province", "prefecture", "county")] == [
        6,
        4,
        2,
    ]


def test_catalog_needs_the_standard_library_only(root):
    code = (
        "import sys, importlib.util as u; "
        f"s = u.spec_from_file_location('c', {str(root / 'styles' / 'catalog.py')!r}); "
        "m = u.module_from_spec(s); sys.modules['c'] = m; s.loader.exec_module(m); m.palette(); m.style_for('circle'); "
        "print([n for n in ('qgis', 'numpy', 'geopandas') if n in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-I", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def linear(rgb):
    """Return the linear light of an sRGB colour (IEC 61966-2-1)."""
    parts = [value / 255 for value in rgb]
    return [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]


def lab(light):
    """Return CIE L*a*b* (D65) of linear RGB."""
    red, green, blue = light
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB.
BLINDNESS = {
    "protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
}
GRADED = {
    "share": [f"share_{number}" for number in range(5)],
    "verdict": [f"verdict_{name}" for name in ("clear", "allowed", "near", "limited", "proof", "forbidden")],
    "importance": ["importance_3", "importance_2", "importance_1"],
}


@pytest.mark.parametrize("style", GRADED)
def test_graded_styles_darken_grade_by_grade(style):
    """Printed in black and white, each grade is at least 6 L* darker than the one before."""
    lightness = [lab(linear(catalog.colour(key).fill))[0] for key in GRADED[style]]
    steps = [one - other for one, other in itertools.pairwise(lightness)]
    assert min(steps) >= 6, [round(value) for value in lightness]


@pytest.mark.parametrize("style", GRADED)
@pytest.mark.parametrize("blindness", BLINDNESS)
def test_graded_styles_are_told_apart_by_the_colour_blind(style, blindness):
    """Neighbouring grades differ by at least 10 in CIE76 under each kind of colour blindness."""
    seen = []
    for key in GRADED[style]:
        light = linear(catalog.colour(key).fill)
        seen.append(
            lab(
                [
                    min(1, max(0, sum(a * b for a, b in zip(row, light, strict=True))))
                    for row in BLINDNESS[blindness]
                ]
            )
        )
    gaps = [math.dist(one, other) for one, other in itertools.pairwise(seen)]
    assert min(gaps) >= 10, [round(gap) for gap in gaps]
