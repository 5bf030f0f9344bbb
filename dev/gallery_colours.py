# SPDX-License-Identifier: GPL-3.0-or-later
"""The graded styles and a sheet as the colour-blind see them and as a grey print shows them, with the differences."""

import math
from itertools import pairwise

import numpy as np
from PIL import Image, ImageDraw

# Machado, Oliveira and Fernandes 2009, severity 1.0, on linear RGB; grey is the luminance of IEC 61966-2-1.
SEEN = {
    "正常 normal": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    "红色盲 protanopia": (
        (0.152286, 1.052583, -0.204868),
        (0.114503, 0.786281, 0.099216),
        (-0.003882, -0.048116, 1.051998),
    ),
    "绿色盲 deuteranopia": (
        (0.367322, 0.860646, -0.227968),
        (0.280085, 0.672501, 0.047413),
        (-0.011820, 0.042940, 0.968881),
    ),
    "蓝色盲 tritanopia": (
        (1.255528, -0.076749, -0.178779),
        (-0.078411, 0.930809, 0.147602),
        (0.004733, 0.691367, 0.303900),
    ),
    "黑白打印 grey print": ((0.2126, 0.7152, 0.0722),) * 3,
}
GREY = "黑白打印 grey print"
GRADED = {
    "压占比例 share_pct": [f"share_{number}" for number in range(5)],
    "判定 verdict": [
        f"verdict_{name}" for name in ("clear", "allowed", "near", "limited", "proof", "forbidden")
    ],
    "重要性 importance": [f"importance_{grade}" for grade in (3, 2, 1)],
}
STEP, HIGH, LEFT, GAP = 92, 40, 190, 34


def seen_as(rgb, matrix):
    """Return colours (…, 3) of 0–255 as an eye with that colour blindness, or a grey print, shows them."""
    parts = np.asarray(rgb, dtype="float64") / 255
    light = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    mixed = np.clip(light @ np.asarray(matrix).T, 0, 1)
    coded = np.where(mixed <= 0.0031308, 12.92 * mixed, 1.055 * mixed ** (1 / 2.4) - 0.055)
    return np.rint(255 * coded).astype("uint8")


def lab(rgb):
    """Return CIE L*a*b* (D65) of one colour of 0–255."""
    parts = [value / 255 for value in rgb]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    xyz = (
        (0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505,
        0.2126 * red + 0.7152 * green + 0.0722 * blue,
        (0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089,
    )
    x, y, z = (v ** (1 / 3) if v > 216 / 24389 else (24389 / 27 * v + 16) / 116 for v in xyz)
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


def differences(styles):
    """Return style → way of seeing → differences of neighbouring grades: CIE76, of a grey print in L* alone."""
    found = {}
    for style, keys in GRADED.items():
        found[style] = {}
        for way, matrix in SEEN.items():
            seen = [lab(seen_as(styles.colour(key).fill, matrix)) for key in keys]
            found[style][way] = [
                one[0] - other[0] if way == GREY else math.dist(one, other) for one, other in pairwise(seen)
            ]
    return found


def table(styles):
    """Return the smallest differences as a Markdown table."""
    found = differences(styles)
    rows = ["| | " + " | ".join(found) + " |", "|---|" + "---:|" * len(found)]
    for way in SEEN:
        least = [f"{min(found[style][way]):.0f}{' L*' if way == GREY else ''}" for style in found]
        rows.append(f"| {way} | " + " | ".join(least) + " |")
    return "\n".join(rows) + "\n"


def swatches(styles, font, target):
    """Draw every graded style in every way of seeing, the difference from the grade before in each swatch."""
    found = differences(styles)
    wide = LEFT + sum(STEP * len(keys) + GAP for keys in GRADED.values())
    image = Image.new("RGB", (wide, 70 + len(SEEN) * (HIGH + 6)), "white")
    draw = ImageDraw.Draw(image)
    for line, way in enumerate(SEEN):
        draw.text((10, 72 + line * (HIGH + 6)), way, "black", font)
    x = LEFT
    for style, keys in GRADED.items():
        draw.text((x, 8), style, "black", font)
        for place, key in enumerate(keys):
            row = styles.colour(key)
            draw.text((x + 2, 34), row.name_zh, "black", font.font_variant(size=12))
            for line, (way, matrix) in enumerate(SEEN.items()):
                top = 60 + line * (HIGH + 6)
                colour = tuple(int(part) for part in seen_as(row.fill, matrix))
                draw.rectangle((x, top, x + STEP - 3, top + HIGH), colour, (90, 80, 80))
                if place:
                    ink = "white" if lab(colour)[0] < 55 else "black"
                    sign = "ΔL" if way == GREY else "ΔE"
                    draw.text((x + 8, top + 10), f"{sign} {found[style][way][place - 1]:.0f}", ink, font)
            x += STEP
        x += GAP
    image.quantize(64, dither=Image.Dither.NONE).save(target, optimize=True)


def sheet(source, font, target, width=330):
    """Draw a sheet's picture in every way of seeing, side by side."""
    with Image.open(source) as image:
        small = image.convert("RGB").resize(
            (width, round(image.height * width / image.width)), Image.Resampling.LANCZOS
        )
    page = Image.new("RGB", (len(SEEN) * (width + 10), small.height + 34), "white")
    draw = ImageDraw.Draw(page)
    for number, (way, matrix) in enumerate(SEEN.items()):
        left = number * (width + 10)
        page.paste(Image.fromarray(seen_as(small, matrix)), (left, 34))
        draw.text((left + 8, 6), way, "black", font)
    page.quantize(256, dither=Image.Dither.NONE).save(target, optimize=True)
