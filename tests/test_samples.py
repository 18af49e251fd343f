"""The samples: built to all three formats without a warning, on as many sheets as they promise; their pictures."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pikepdf
import pytest
from word_package import faults

from exporter.api import convert_file, convert_text
from exporter.checks.rules import check

SAMPLES = Path(__file__).parents[1] / "samples"
PICTURES = SAMPLES / "pictures"
# Sheets of paper: a sample whose last page holds a line or two has outgrown its own promise.
SHEETS = {
    "ia-en-sante.md": 2,
    "documents-accessibles.md": 2,
    "page-and-stream.md": 2,
    "archives-ar.md": 2,
    "archive-he.md": 2,
    "toshokan-ja.md": 2,
    "open-data.yaml": 1,
    "press-release.md": 2,
    "report.md": 6,
    "newsletter.md": 2,
    "weighing-pages.md": 2,
    "reouverture.md": 1,
}


def test_every_sample_is_tested() -> None:
    assert {path.name for path in SAMPLES.iterdir() if path.is_file()} == set(SHEETS)


@pytest.mark.parametrize("name", SHEETS)
def test_sample_builds_without_a_word_to_say(name: str, tmp_path: Path) -> None:
    result = convert_file(SAMPLES / name)
    assert [message for message in result.messages if message.severity != "note"] == []
    assert [export.format for export in result.exports] == ["pdf", "docx", "epub"]
    (tmp_path / "sample.pdf").write_bytes(result["pdf"])
    with pikepdf.open(tmp_path / "sample.pdf") as pdf:
        assert len(pdf.pages) == SHEETS[name]


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
@pytest.mark.parametrize("name", SHEETS)
def test_files_of_every_sample_and_theme_break_no_rule(name: str, theme: str) -> None:
    for export in convert_file(SAMPLES / name, ["docx", "epub"], theme=theme).exports:
        assert check(export.format, export.data) == []


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
def test_heads_of_tables_can_be_read_in_each_theme(theme: str) -> None:
    """The head row of a theme may be dark, and its words white; a row's name has no such ground."""
    link = '<a href="https://example.org/years">Year</a>'
    head, row = f"<tr><th>{link} <code>y</code></th><th>Visits</th></tr>", "<tr><th>2024</th><td>12</td></tr>"
    table = f"<table><thead>{head}</thead><tbody>{row}</tbody></table>"
    result = convert_text(f"---\ntitle: T\nlang: en\n---\n\n{table}\n", ["docx", "epub"], theme=theme)
    for export in result.exports:
        assert check(export.format, export.data) == []


@pytest.mark.parametrize("kind", ["brief", "press-release", "report", "newsletter"])
@pytest.mark.parametrize("name", ["report.md", "archives-ar.md", "reouverture.md"])
def test_files_of_every_kind_break_no_rule(name: str, kind: str) -> None:
    for export in convert_file(SAMPLES / name, ["docx", "epub"], kind=kind).exports:
        assert check(export.format, export.data) == []


@pytest.mark.parametrize("theme", ["editorial", "civic", "gazette"])
@pytest.mark.parametrize("name", SHEETS)
def test_word_file_of_every_sample_and_theme_is_whole(name: str, theme: str) -> None:
    assert faults(convert_file(SAMPLES / name, ["docx"], theme=theme)["docx"]) == []


def drawings() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_pictures", PICTURES / "make_pictures.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_drawings_are_what_their_script_draws() -> None:
    vectors = drawings().VECTORS
    assert {path.stem for path in PICTURES.glob("*.svg")} == set(vectors)
    for name, draw in vectors.items():
        assert (PICTURES / f"{name}.svg").read_text("utf-8") == draw(), "run python samples/pictures/make_pictures.py"


@pytest.mark.parametrize("path", sorted(PICTURES.glob("*.*g")), ids=lambda path: path.name)
def test_pictures_are_small(path: Path) -> None:
    assert path.stat().st_size < 150_000
