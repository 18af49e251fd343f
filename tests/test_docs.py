"""The docs are true: generated pages are current, commands and examples run, names that exist are in them."""

import contextlib
import importlib.util
import inspect
import re
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from exporter import Result, convert_file, convert_text
from exporter.cli import COMMANDS
from exporter.cli.parser import make_parser
from exporter.theme import FontFamily, PageSetup, Role

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.rglob("*.md"))]


def generator() -> object:
    spec = importlib.util.spec_from_file_location("generate", DOCS / "generate.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["messages.md", "vocabulary.md", "fields.md", "rules.md"])
def test_generated_page_is_what_the_code_says(name: str) -> None:
    pages = generator().PAGES  # type: ignore[attr-defined]
    assert (DOCS / name).read_text("utf-8") == pages[name](), "run python docs/generate.py"


def test_every_option_is_in_the_page_of_the_command_line() -> None:
    page = (DOCS / "cli.md").read_text("utf-8")
    for name in COMMANDS:
        assert f"exporter {name}" in page
    parser = make_parser([])
    commands = next(action for action in parser._actions if action.dest == "command").choices
    options = {word for command in commands.values() for action in command._actions for word in action.option_strings}
    assert {word for word in options - {"-h", "--help"} if f"`{word}" not in page and word not in page} == set()


@pytest.mark.parametrize("struct", [Role, FontFamily, PageSetup])
def test_every_field_of_a_theme_is_in_its_page(struct: type) -> None:
    page = (DOCS / "themes.md").read_text("utf-8")
    assert {field for field in struct.__struct_fields__ if f"`{field}`" not in page} == set()


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_to_files_that_are_there(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", path.read_text("utf-8")):
        name = target.split()[0]
        assert (path.parent / name).exists() or name in EXAMPLES, f"{path.name}: {target}"


EXAMPLES = {"bridge.jpg", "ornament.svg", "address"}


@pytest.mark.parametrize("path", [ROOT / "README.md", DOCS / "api.md"], ids=lambda path: path.name)
def test_python_examples_run(path: Path, tmp_path: Path) -> None:
    blocks = re.findall(r"```python\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    assert blocks
    with contextlib.chdir(tmp_path):
        for block in blocks:
            exec(compile(block, path.name, "exec"), {})


def test_commands_of_the_readme_run(tmp_path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    lines = [line.partition("#")[0].strip() for block in blocks for line in block.splitlines()]
    commands = [shlex.split(line)[1:] for line in lines if line.startswith("exporter ")]
    assert len(commands) >= 2
    for words in commands:
        run = subprocess.run([sys.executable, "-m", "exporter", *words], cwd=tmp_path, capture_output=True, text=True)
        assert run.returncode == 0, run.stderr
    assert {path.suffix for path in tmp_path.iterdir()} == {".md", ".pdf", ".docx", ".epub"}


def test_message_of_the_readme_is_what_a_terminal_shows(tmp_path: Path) -> None:
    shown = re.search(r"```text\n(R103.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    assert shown
    (tmp_path / "my-article.md").write_text("---\ntitle: A\ndate: 2025-02-30\nlang: en\n---\n\nWords.\n")
    command = [sys.executable, "-m", "exporter", "build", "my-article.md", "--to", "epub"]
    assert subprocess.run(command, cwd=tmp_path, capture_output=True, text=True).stderr == shown[1]


def test_template_of_the_templates_page_draws_its_block(tmp_path: Path) -> None:
    example = re.search(r"```jinja\n(\{# (\S+): .*?)```", (DOCS / "templates.md").read_text("utf-8"), re.DOTALL)
    assert example
    (tmp_path / "blocks").mkdir()
    (tmp_path / example[2]).write_text(example[1], "utf-8")
    text = "---\ntitle: A\nlang: en\n---\n\n> [!TIP]\n> Words.\n"
    ours, theirs = (convert_text(text, ["docx"], templates=folder) for folder in ("", tmp_path))
    assert theirs.messages == ()
    assert theirs["docx"] != ours["docx"]


def test_every_block_and_kind_of_the_templates_page_is_there() -> None:
    page = (DOCS / "templates.md").read_text("utf-8")
    row = next(line for line in page.splitlines() if line.startswith("| `blocks/NAME"))
    for name in re.findall(r"`([a-z-]+)`", row):
        assert (ROOT / "templates" / "blocks" / f"{name}.xhtml.jinja").exists()


def test_markdown_of_the_writing_page_is_read_without_a_warning(tmp_path: Path) -> None:
    for picture in ("bridge.jpg", "ornament.svg"):
        (tmp_path / picture).write_bytes((ROOT / "samples" / "pictures" / "structure.svg").read_bytes())
    blocks = re.findall(r"(?ms)^(`{3,})markdown\n(.*?)^\1$", (DOCS / "writing.md").read_text("utf-8"))
    assert blocks
    for _, block in blocks:
        (tmp_path / "article.md").write_text(f"---\ntitle: A\nlang: en\n---\n\n{block}", "utf-8")
        result = convert_file(tmp_path / "article.md", ["epub"])
        assert [message for message in result.messages if message.severity != "note"] == []


@pytest.mark.parametrize("function", [convert_file, convert_text])
def test_every_argument_of_the_api_is_in_its_page(function: Callable[..., Result]) -> None:
    page = re.sub(r"```.*?```", "", (DOCS / "api.md").read_text("utf-8"), flags=re.DOTALL)
    words = set(re.findall(r"\w+", " ".join(re.findall(r"`[^`]+`", page))))
    assert set(inspect.signature(function).parameters) - words == set()
    assert {name for name in dir(Result) if not name.startswith("_")} - words == set()


def test_article_of_the_writing_page_reads_as_it_says() -> None:
    from exporter.messages import Report
    from exporter.origin import Source
    from exporter.readers import ReadOptions, read

    block = re.search(r"```yaml\n(---\n.*?---\n)```", (DOCS / "writing.md").read_text("utf-8"), re.DOTALL)
    assert block
    report = Report()
    metadata = read(Source("a.md", (block[1] + "\nText.\n").encode(), "markdown"), ReadOptions(), report).metadata
    assert metadata.extra == {}
    assert (metadata.place, metadata.lang, metadata.embargo) == ("Paris", "en", "2025-02-15T06:00:00+01:00")
    assert metadata.contact[0].phone == "+33 1 00 00 00 00"
    assert {message.code for message in report.messages} <= {"R301", "R305"}  # the cover is not there
