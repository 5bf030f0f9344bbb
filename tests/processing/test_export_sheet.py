# SPDX-License-Identifier: GPL-3.0-or-later
"""``metro:exportsheet`` and ``metro:exportatlas``: from the toolbox's parameters to files."""

import shutil
import subprocess

import pytest

SLOTS = {
    "SIGNATURE_LEFT": "示例人民政府 编制\n2026年11月",
    "SIGNATURE_RIGHT": "示例规划局\n示例单位 制图",
    "SOURCE_NOTE": "示例",
    "SHEET_NO": "01",
}


@pytest.fixture
def run(qgis):
    import processing

    return processing.run


def square(name, west, south, side):
    """Return a memory layer in EPSG:4490 with one square of ``side`` degrees."""
    from qgis.core import QgsFeature, QgsGeometry, QgsRectangle, QgsVectorLayer

    layer = QgsVectorLayer("Polygon?crs=EPSG:4490&field=name_zh:string", name, "memory")
    feature = QgsFeature(layer.fields())
    feature.setAttributes([name])
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(west, south, west + side, south + side)))
    layer.dataProvider().addFeatures([feature])
    return layer


def pdf_text(path, page):
    """Return the text of a page of a PDF without white space, nothing where there is no such page."""
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed")
    wanted = ["-f", str(page), "-l", str(page)]
    done = subprocess.run(["pdftotext", "-raw", *wanted, path, "-"], capture_output=True, text=True)
    return "".join(done.stdout.split())


def test_sheet_from_a_circle_and_a_layer(run, tmp_path):
    png = tmp_path / "a.png"
    made = run(
        "metro:exportsheet",
        {
            "CIRCLE": "nanjing",
            "THEME": "conflict",
            "CONFLICT": square("conflict", 118.92, 31.34, 0.06),
            "OTHER_LAYERS": [square("拟建园区", 118.6, 32.2, 0.1)],
            "DPI": 60,
            "OUTPUT_PNG": str(png),
            **SLOTS,
        },
    )
    assert made["OUTPUT_PNG"] == str(png) and png.stat().st_size > 50_000
    assert made["SCALE"] == 1_000_000
    legend = made["LEGEND"].split("\n")
    # the members stay white under conflicts, so that no prefecture's colour is listed
    assert "与生态保护红线冲突" in legend and "南京市" not in legend
    # the theme shows what it is about; other layers belong to the free theme
    assert "拟建园区" not in legend
    assert [path.name for path in tmp_path.iterdir()] == ["a.png"]


def test_free_sheet_shows_other_layers(run, tmp_path):
    made = run(
        "metro:exportsheet",
        {
            "CIRCLE": "nanjing",
            "THEME": "free",
            "TITLE_THEME": "园区",
            "OTHER_LAYERS": [square("拟建园区", 118.6, 32.2, 0.1)],
            "DPI": 60,
            "BASE_MAP": False,
            "OUTPUT_PNG": str(tmp_path / "a.png"),
            **SLOTS,
        },
    )
    assert "拟建园区" in made["LEGEND"].split("\n")


def test_empty_slots_are_an_error_unless_left_blank_on_purpose(run, tmp_path):
    from qgis.core import QgsProcessingException

    asked = {"CIRCLE": "chengdu", "DPI": 40, "BASE_MAP": False, "OUTPUT_PNG": str(tmp_path / "a.png")}
    empty = dict.fromkeys(SLOTS, "")
    with pytest.raises(QgsProcessingException, match="no text for signature_left"):
        run("metro:exportsheet", {**asked, **empty})
    assert list(tmp_path.iterdir()) == []
    assert run("metro:exportsheet", {**asked, **empty, "BLANK": True})["SCALE"] == 1_000_000


def test_bad_wishes_are_named(run, tmp_path):
    from qgis.core import QgsProcessingException

    out = {"OUTPUT_PNG": str(tmp_path / "a.png"), **SLOTS}
    for asked, message in (
        ({"CIRCLE": "nanjin", **out}, "nanjing"),
        ({"CIRCLE": "nanjing", "THEME": "conflict", **out}, "shows conflict or parcel_result"),
        ({"CIRCLE": "nanjing", "PAPER": "A0", "DPI": 2000, **out}, "take 10 to 381 dpi"),
    ):
        with pytest.raises(QgsProcessingException, match=message):
            run("metro:exportsheet", asked)
    assert list(tmp_path.iterdir()) == []


def test_atlas_has_a_page_for_every_parcel(run, tmp_path):
    layer = square("parcels", 108.9, 34.2, 0.05)
    other = square("二号/地块", 109.0, 34.3, 0.05)
    layer.dataProvider().addFeatures(list(other.getFeatures()))
    asked = {
        "CIRCLE": "xian",
        "THEME": "free",
        "DPI": 40,
        "BASE_MAP": False,
        "FORMATS": ["png"],
        **SLOTS,
        "SHEET_NO": "",
    }
    made = run(
        "metro:exportatlas",
        {
            **asked,
            "OVER": "parcels",
            "KEY": "name_zh",
            "NAME": "name_zh",
            "PARCELS": layer,
            "OUTPUT_FOLDER": str(tmp_path),
        },
    )
    assert made["PAGE_COUNT"] == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["001_parcels.png", "002_二号_地块.png"]


def test_atlas_of_a_table(run, tmp_path):
    from qgis.core import QgsProcessingException

    table = tmp_path / "slots.csv"
    table.write_bytes("file,title_theme,sheet_no\n甲,范围图,01\n乙,组团图,02\n".encode("gb18030"))
    out = tmp_path / "out"
    asked = {
        "CIRCLE": "xian",
        "DPI": 40,
        "BASE_MAP": False,
        "FORMATS": ["png"],
        "OUTPUT_FOLDER": str(out),
        **SLOTS,
    }
    assert run("metro:exportatlas", {**asked, "SLOTS_CSV": str(table)})["PAGE_COUNT"] == 2
    assert sorted(path.name for path in out.iterdir()) == ["001_甲.png", "002_乙.png"]
    table.write_text("file,titel\n甲,范围图\n", encoding="utf-8")
    with pytest.raises(QgsProcessingException, match="has no slot titel"):
        run("metro:exportatlas", {**asked, "SLOTS_CSV": str(table)})


def test_atlas_in_one_pdf(run, tmp_path):
    """Two pages with their own titles and numbers in one file, text as text, beside a picture of each."""
    layer = square("甲地块", 108.9, 34.2, 0.05)
    layer.dataProvider().addFeatures(list(square("乙地块", 109.0, 34.3, 0.05).getFeatures()))
    asked = {
        "CIRCLE": "xian",
        "THEME": "free",
        "DPI": 40,
        "BASE_MAP": False,
        "OVER": "parcels",
        "KEY": "name_zh",
        "NAME": "name_zh",
        "PARCELS": layer,
        "FORMATS": ["pdf", "png"],
        "ONE_PDF": True,
        "OUTPUT_FOLDER": str(tmp_path),
        **SLOTS,
        "SHEET_NO": "",
        "SCALE_TEXT": "比例尺见图",
    }
    made = run("metro:exportatlas", asked)
    assert made["PAGE_COUNT"] == 2
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["001_甲地块.png", "002_乙地块.png", "atlas.pdf"]
    assert made["OUTPUT_PDF"] == str(tmp_path / "atlas.pdf")
    pages = [pdf_text(tmp_path / "atlas.pdf", page) for page in (1, 2)]
    assert all("比例尺见图" in page for page in pages)
    assert "甲地块" in pages[0] and "图号：1/2" in pages[0]
    assert "乙地块" in pages[1] and "图号：2/2" in pages[1]
    assert pdf_text(tmp_path / "atlas.pdf", 3) == ""


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"FORMATS": ["png"]}, "need PDF among the formats"),
        ({"FORMATS": ["pdf"], "GEOPDF": True}, "Choose either them or one PDF"),
    ],
)
def test_one_pdf_refuses_what_it_cannot_hold(run, tmp_path, more, message):
    from qgis.core import QgsProcessingException

    asked = {"CIRCLE": "xian", "ONE_PDF": True, "OUTPUT_FOLDER": str(tmp_path / "out"), **SLOTS, **more}
    with pytest.raises(QgsProcessingException, match=message):
        run("metro:exportatlas", asked)
    assert not (tmp_path / "out").exists()


def test_one_pdf_leaves_nothing_when_a_page_fails(run, tmp_path):
    from qgis.core import QgsProcessingException

    table = tmp_path / "slots.csv"
    table.write_text(f"file,title_plan\na,南京\nb,{'南' * 200}\n", encoding="utf-8")
    out = tmp_path / "out"
    asked = {"CIRCLE": "xian", "DPI": 40, "BASE_MAP": False, "FORMATS": ["pdf"], "ONE_PDF": True}
    with pytest.raises(QgsProcessingException, match="'title_plan' has 200 characters"):
        run("metro:exportatlas", {**asked, "SLOTS_CSV": str(table), "OUTPUT_FOLDER": str(out), **SLOTS})
    assert list(out.iterdir()) == []


def test_page_for_each_zone_that_has_a_place(run, tmp_path):
    """Also of zones that the theme does not draw; those whose sides nobody knows are said."""
    from metro_circles.layers import catalog
    from qgis.core import QgsProcessingFeedback

    class Heard(QgsProcessingFeedback):
        def __init__(self):
            super().__init__()
            self.warnings = []

        def pushWarning(self, text):
            self.warnings.append(text)

    heard = Heard()
    asked = {"CIRCLE": "wuhan", "OVER": "zone", "KEY": "zone_id", "NAME": "name_zh", "THEME": "extent"}
    asked |= {"DPI": 40, "BASE_MAP": False, "FORMATS": ["png"], "OUTPUT_FOLDER": str(tmp_path), **SLOTS}
    made = run("metro:exportatlas", asked, feedback=heard)
    zones = catalog.read("zone", "wuhan")
    placed = set(zones["name_zh"][~zones.geometry.isna() & ~zones.geometry.is_empty])
    assert made["PAGE_COUNT"] == len(placed) == len(list(tmp_path.iterdir())) > 0
    assert {path.stem.partition("_")[2] for path in tmp_path.iterdir()} == placed
    said = [text for text in heard.warnings if "no place on the map" in text]
    assert len(said) == (len(placed) < len(zones))


def test_series_into_a_folder_that_takes_no_files(run):
    """/proc is read-only for everybody, root included."""
    from qgis.core import QgsProcessingException

    asked = {"CIRCLE": "xian", "FORMATS": ["png"], "OUTPUT_FOLDER": "/proc/out", **SLOTS}
    with pytest.raises(QgsProcessingException, match=r"Cannot write in folder '/proc/out'.*Choose another"):
        run("metro:exportatlas", asked)


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"OVER": "zone"}, "has no field adcode; it has .*zone_id"),
        ({"OVER": "conflict"}, "no layer 'conflict' for a series"),
    ],
)
def test_series_over_what_is_not_there(run, tmp_path, more, message):
    from qgis.core import QgsProcessingException

    asked = {"CIRCLE": "nanjing", "FORMATS": ["png"], "OUTPUT_FOLDER": str(tmp_path), **SLOTS, **more}
    with pytest.raises(QgsProcessingException, match=message):
        run("metro:exportatlas", asked)
    assert list(tmp_path.iterdir()) == []


def test_one_pdf_on_a_disk_that_is_full(run, tmp_path):
    """No file may grow beyond 20 kB: the folder stays empty."""
    import resource
    import signal

    from qgis.core import QgsProcessingException

    table = tmp_path / "slots.csv"
    table.write_text("file,title_theme\na,甲\nb,乙\n", encoding="utf-8")
    out = tmp_path / "out"
    out.mkdir()
    asked = {"CIRCLE": "xian", "DPI": 40, "BASE_MAP": False, "FORMATS": ["pdf"], "ONE_PDF": True}
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, before[1]))
    try:
        with pytest.raises(QgsProcessingException, match="Is the disk full"):
            run("metro:exportatlas", {**asked, "SLOTS_CSV": str(table), "OUTPUT_FOLDER": str(out), **SLOTS})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert list(out.iterdir()) == []


def test_atlas_leaves_nothing_when_a_page_fails(run, tmp_path):
    """The second row's title is too long: the first page is not left behind."""
    from qgis.core import QgsProcessingException

    table = tmp_path / "slots.csv"
    table.write_text(f"file,title_plan\na,南京\nb,{'南' * 200}\n", encoding="utf-8")
    out = tmp_path / "out"
    asked = {
        "CIRCLE": "xian",
        "DPI": 40,
        "BASE_MAP": False,
        "FORMATS": ["png"],
        "OUTPUT_FOLDER": str(out),
        **SLOTS,
    }
    with pytest.raises(QgsProcessingException, match="'title_plan' has 200 characters"):
        run("metro:exportatlas", {**asked, "SLOTS_CSV": str(table)})
    assert list(out.iterdir()) == []


@pytest.mark.slow
def test_exportsheet_through_qgis_process(qgis_process, tmp_path):
    pdf = tmp_path / "a.pdf"
    slots = [f"{name}={text}" for name, text in SLOTS.items()]
    done = qgis_process("run", "metro:exportsheet", "--", "CIRCLE=nanjing", f"OUTPUT_PDF={pdf}", *slots)
    assert done.returncode == 0, done.stderr
    assert done.json["results"]["SCALE"] == 1_000_000
    assert pdf.read_bytes()[:5] == b"%PDF-"
    failed = qgis_process(
        "run", "metro:exportsheet", "--", "CIRCLE=nanjing", f"OUTPUT_PDF={tmp_path / 'b.pdf'}"
    )
    assert failed.returncode != 0
    assert [path.name for path in tmp_path.iterdir()] == ["a.pdf"]
