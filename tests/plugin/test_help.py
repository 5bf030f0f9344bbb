# SPDX-License-Identifier: GPL-3.0-or-later
"""The help pages behind the Help button: there, up to date, whole, and offline."""

import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QUrl


@pytest.fixture(scope="module")
def algorithms(qgis):
    shown = QgsApplication.processingRegistry().providerById("metro").algorithms()
    return [algorithm for algorithm in shown if algorithm.groupId() != "models"]


@pytest.mark.slow
def test_pages_say_what_the_algorithms_say_today_and_each_has_a_picture(root):
    done = subprocess.run([sys.executable, root / "dev" / "help", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-Hans", "zh"), ("zh_CN", "zh"), ("en", "en"), ("de", "en")]
)
def test_help_button_opens_the_page_in_the_language_of_qgis(algorithms, monkeypatch, root, locale, language):
    monkeypatch.setattr(QgsApplication, "locale", staticmethod(lambda: locale))
    for algorithm in algorithms:
        url = QUrl(algorithm.helpUrl())
        assert url.isLocalFile(), algorithm.id()
        assert url.toLocalFile() == str(
            root / "metro_plugin" / "help" / language / f"{algorithm.name()}.html"
        )


class Page(HTMLParser):
    """The links, pictures, tags and texts of a page."""

    def __init__(self, file):
        super().__init__()
        self.links, self.tags, self.text = [], [], ""
        self.feed(file.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.links += [value for name, value in attributes if name in ("href", "src")]

    def handle_data(self, data):
        self.text += data


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_page_is_whole_and_needs_no_network(algorithms, root, language):
    folder = root / "metro_plugin" / "help" / language
    for algorithm in algorithms:
        page = Page(folder / f"{algorithm.name()}.html")
        assert not [link for link in page.links if not (folder / link).resolve().is_file()], algorithm.id()
        assert f"../pictures/{algorithm.name()}.png" in page.links
        assert not {"script", "link", "iframe"} & set(page.tags)
        assert page.tags.count("h2") == 6, algorithm.id()
        for one in (*algorithm.parameterDefinitions(), *algorithm.outputDefinitions()):
            assert one.name() in page.text, f"{algorithm.id()}: {one.name()}"
        assert f"qgis_process run metro:{algorithm.name()} -- " in page.text
        assert '"inputs"' in page.text
        if language == "zh":
            headings = re.search(r"(.*?)metro:", page.text, re.DOTALL).group(1)
            assert re.search("[\u4e00-\u9fff]{2}", headings), algorithm.id()


def test_index_leads_to_every_page(algorithms, root):
    for language in ("en", "zh"):
        page = Page(root / "metro_plugin" / "help" / language / "index.html")
        assert {f"{algorithm.name()}.html" for algorithm in algorithms} <= set(page.links)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_user_guide_shows_every_algorithm_and_its_links_lead_somewhere(algorithms, root, language):
    folder = root / "docs" / "guide" / language
    tasks = (folder / "tasks.md").read_text(encoding="utf-8")
    for algorithm in algorithms:
        assert f"help/{language}/{algorithm.name()}.html" in tasks, algorithm.id()
        assert f"help/pictures/{algorithm.name()}.png" in tasks, algorithm.id()
    pages = sorted(folder.glob("*.md"))
    assert len(pages) == 7
    for page in pages:
        links = re.findall(r"\]\(([^)#]+)", page.read_text(encoding="utf-8"))
        assert [link for link in links if not (page.parent / link).resolve().exists()] == [], page.name
