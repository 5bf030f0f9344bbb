# SPDX-License-Identifier: GPL-3.0-or-later
"""Arrows point one way: metro_plugin -> processing -> engine; layers and styles read nobody."""

import ast
import subprocess
import sys

import pytest

ROOMS = ("layers", "styles", "processing", "metro_plugin")
MAY_READ = {
    "layers": {"layers"},
    "styles": {"styles"},
    "processing": {"processing", "layers", "styles"},
    "metro_plugin": {"metro_plugin", "processing", "layers", "styles"},
}


def shipped(root):
    """Source files that the plugin zip holds."""
    return [
        file
        for room in ROOMS
        for file in sorted((root / room).rglob("*.py"))
        if not file.name.startswith("build")
    ]


def imports(file, root):
    """Yield (target, line): dotted names, those inside the plugin resolved from its root."""
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield alias.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                base = package[: len(package) - node.level + 1]
                for alias in node.names:
                    yield "." + ".".join((*base, *filter(None, [node.module]), alias.name)), node.lineno
            else:
                yield node.module, node.lineno


def test_rooms_read_only_what_they_may(root):
    wrong = []
    for file in shipped(root):
        room = file.relative_to(root).parts[0]
        for target, line in imports(file, root):
            if target.startswith(".") and target[1:].split(".")[0] not in MAY_READ[room]:
                wrong.append(f"{file.relative_to(root)}:{line} reads {target}")
    assert not wrong


def test_engine_layers_and_styles_need_no_qgis(root):
    files = [f for f in shipped(root) if f.relative_to(root).parts[0] in ("layers", "styles")]
    files += sorted((root / "processing" / "engine").rglob("*.py"))
    assert len(files) > 8
    wrong = [
        f"{file.relative_to(root)}:{line}"
        for file in files
        for target, line in imports(file, root)
        if target.split(".")[0] in ("qgis", "PyQt5", "PyQt6", "osgeo")
        or target.startswith((".processing.frames", ".processing.base"))
    ]
    assert not wrong


def test_engine_reads_nothing_of_processing_but_itself(root):
    wrong = [
        f"{file.relative_to(root)}:{line} reads {target}"
        for file in sorted((root / "processing" / "engine").rglob("*.py"))
        for target, line in imports(file, root)
        if target.startswith(".processing.") and not target.startswith(".processing.engine")
    ]
    assert not wrong


@pytest.mark.parametrize("word", ["metro_circles.", "import PyQt5", "import PyQt6"])
def test_shipped_code_imports_relatively_and_through_qgis_pyqt(root, word):
    wrong = [
        file.relative_to(root)
        for file in shipped(root)
        for line in file.read_text(encoding="utf-8").splitlines()
        if word in line and line.lstrip().startswith(("import", "from"))
    ]
    assert not wrong


def test_shipped_code_asserts_nothing(root):
    wrong = [
        f"{file.relative_to(root)}:{node.lineno}"
        for file in shipped(root)
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]
    assert not wrong


def test_the_provider_waits_for_no_geopandas(root):
    """QGIS's start must not pay for geopandas, and a missing package must be said by ``canExecute``.

    (QGIS itself imports shapely.)
    """
    code = (
        "import sys; sys.argv = ['x']; from importlib.util import spec_from_file_location as spec, module_from_spec\n"
        f"s = spec('metro_circles', {str(root / '__init__.py')!r}, submodule_search_locations=[{str(root)!r}])\n"
        "m = module_from_spec(s); sys.modules['metro_circles'] = m; s.loader.exec_module(m)\n"
        "import metro_circles.processing.provider, metro_circles.metro_plugin.plugin\n"
        "print(sorted({'geopandas', 'pandas', 'rasterio', 'matplotlib'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd="/", check=True)
    assert done.stdout.strip() == "[]"
