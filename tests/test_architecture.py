"""The house rules that a program can hold: floors, sizes of modules, one place for looks, messages with a page."""

import ast
import re
from pathlib import Path

import pytest

from exporter.checks.rules import FORMATS, rules_of
from exporter.messages import CODES

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "exporter"
MODULES = sorted(PACKAGE.rglob("*.py"))

# Lowest first; a module imports only from its own floor and those below.
FLOORS = [
    ("origin", "resources", "cache", "kept"),
    ("messages",),
    ("registry", "errors"),
    ("forked", "model"),
    ("theme",),
    ("readers", "passes", "writers"),
    ("publication",),
    ("backends", "embedding"),
    ("outputs",),
    ("checks",),
    ("proving",),
    ("convert",),
    ("api", "batch"),
    ("archive",),
    ("cli", "__main__"),
]
FLOOR_OF = {name: height for height, names in enumerate(FLOORS) for name in names}

# Third-party packages that stay where they belong.
KEPT = {
    "lxml": ("publication", "backends", "readers", "checks"),
    "pypdfium2": ("checks",),
    "pikepdf": ("checks",),
    "docx": ("backends/docx",),
    "weasyprint": ("backends/pdf",),
    "ebooklib": ("backends/epub",),
    "jinja2": ("publication/compose.py", "publication/templating.py"),
    "markdown_it": ("readers",),
    "PIL": ("readers", "publication/pictures.py", "checks"),
}
# A module of more lines than this holds more than one idea; these recurse into themselves or are one table.
LONGEST = 350
LONGER = {"model/nodes.py": 370, "readers/converter.py": 500, "readers/walker.py": 490}


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).as_posix()


def imports(path: Path) -> list[tuple[str, int]]:
    """Every module that a file imports at any depth, but for typing alone, with its line."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        id(child)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)
        for child in ast.walk(node)
    }
    found = []
    for node in ast.walk(tree):
        if id(node) in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [(alias.name, node.lineno) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.append((node.module, node.lineno))
    return found


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_imports_only_from_its_floor_and_below(path: Path) -> None:
    own = name_of(path).split("/")[0].removesuffix(".py")
    if own == "__init__":
        return
    for module, line in imports(path):
        parts = module.split(".")
        if parts[0] == "exporter" and len(parts) > 1 and parts[1] in FLOOR_OF:
            assert FLOOR_OF[parts[1]] <= FLOOR_OF[own], f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_library_stays_in_its_room(path: Path) -> None:
    for module, line in imports(path):
        rooms = KEPT.get(module.split(".")[0])
        assert rooms is None or name_of(path).startswith(rooms), f"{name_of(path)}:{line} imports {module}"


@pytest.mark.parametrize("path", sorted((PACKAGE / "backends").rglob("*.py")), ids=name_of)
def test_backends_know_the_page_and_not_the_tree(path: Path) -> None:
    assert "exporter.model.nodes" not in {module for module, _ in imports(path)}


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_module_holds_one_idea(path: Path) -> None:
    lines = len(path.read_text("utf-8").splitlines())
    assert lines <= LONGER.get(name_of(path), LONGEST), f"{name_of(path)} has {lines} lines"
    assert path.name not in ("utils.py", "helpers.py", "common.py")


LOOKS = re.compile(r"#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?\b|\b\d+(?:\.\d+)?pt\b|font-family:\s*[\"'A-Za-z]|rgb\(")
SHEETS = sorted((ROOT / "templates" / "style").rglob("*.css.jinja")) + sorted(
    (ROOT / "templates" / "kinds").rglob("*.css.jinja")
)


@pytest.mark.parametrize("path", SHEETS, ids=lambda path: path.name)
def test_stylesheet_takes_colours_sizes_and_fonts_from_the_theme(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}", "0", path.read_text("utf-8"), flags=re.DOTALL)
    text = re.sub(r"\b0pt|font-family: (?:inherit|0)", "", text)
    assert not LOOKS.findall(text)


@pytest.mark.parametrize("path", sorted((PACKAGE / "backends" / "docx").glob("*.py")), ids=name_of)
def test_word_styles_take_colours_and_fonts_from_the_theme(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not re.fullmatch(r"#?[0-9A-F]{6}", node.value), f"{name_of(path)}:{node.lineno} {node.value}"
            assert not re.search(r"Times|Arial|Calibri|Cambria|Plex", node.value), f"{name_of(path)}:{node.lineno}"


def test_every_code_that_is_reported_is_in_the_catalogue() -> None:
    used: dict[str, str] = {}
    for path in MODULES:
        for code in re.findall(r'"([RPTBVLAC]\d{3})"', path.read_text("utf-8")):
            used.setdefault(code, name_of(path))
    known = {*CODES, *(rule.code for format in FORMATS for rule in rules_of(format))}
    assert {code: place for code, place in used.items() if code not in known} == {}
    others = {
        code
        for path in MODULES
        if path.name != "messages.py"
        for code in re.findall(r'"([RPTBVLAC]\d{3})"', path.read_text("utf-8"))
    }
    assert set(CODES) - others == set(), "codes that nothing reports"
