"""Every article of the shared corpora: built to all three formats with all its words, or refused in plain words.

The judge of words is not ours: a script beside the corpora that knows nothing of this project's code. It reads the
source and the output with readers of its own (poppler for PDF).
"""

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from exporter.convert import FORMATS, Job, convert
from exporter.origin import Source
from exporter.readers import ReadOptions, format_of

SHARED = Path(__file__).parents[2] / "shared"
pytestmark = [
    pytest.mark.skipif(not SHARED.is_dir(), reason="the shared corpora are not beside this checkout"),
    # The judge leaves its files to the collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
]

# Where the site's root lies, for pictures whose address begins with "/".
ROOTS = {name: SHARED / "corpora/articles" / name for name in ("18f", "opensource-guide", "digitalgov")}

# Files in which the judge counts words that no reader of the article was meant to see, with the share that remains.
FLOORS: dict[str, float] = {
    # {% raw %} inside code: the generator takes it away, and so do we.
    "2024-07-17-working-with-oracle-databases-in-open-source-projects.md": 0.98,
    # [words]( address), whose address the judge takes for words.
    "2018-04-05-ask-18f-form-design.md": 0.99,
}
# Front matter that the judge does not know for what it is: nothing below it can be compared.
UNJUDGED = {"2023-09-14-making-the-case-for-sentence-case-on-usagov-websites.md"}

# A short code that names a page's title, which the judge drops and we print.
SHORT_CODES = {"an-introduction-to-search.md"}


def articles() -> list[Path]:
    if not SHARED.is_dir():
        return []
    folder = SHARED / "corpora/articles"
    return sorted(path for path in folder.rglob("*.md"))


def hostile() -> list[Path]:
    if not SHARED.is_dir():
        return []
    folders = [SHARED / "corpora/hostile/jekyll-fixtures", SHARED / "corpora/hostile/yaml-test-suite"]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [*files, *sorted((SHARED / "corpora/hostile/blns").glob("*"))]


def name_of(path: Path) -> str:
    return path.relative_to(SHARED / "corpora").as_posix()


@pytest.fixture(scope="session")
def judge() -> ModuleType:
    spec = importlib.util.spec_from_file_location("recall", SHARED / "judges/recall.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules["recall"] = module
    spec.loader.exec_module(module)
    return module


def front_matter(path: Path) -> dict[str, object]:
    parts = path.read_text("utf-8-sig").split("---\n", 2)
    fields = yaml.load(parts[1], yaml.BaseLoader) if len(parts) == 3 and not parts[0] else {}
    return fields if isinstance(fields, dict) else {}


def job(path: Path, format: str, formats: tuple[str, ...] = FORMATS) -> Job:
    root = next((root for root in ROOTS.values() if root in path.parents), None)
    source = Source(path.name, path.read_bytes(), format, path.parent)
    return Job(source=source, formats=formats, read_options=ReadOptions(picture_root=root))


@pytest.mark.parametrize("path", articles(), ids=name_of)
def test_article_reaches_all_three_formats_with_all_its_words(path: Path, judge: ModuleType, tmp_path: Path) -> None:
    result = convert(job(path, "markdown"))
    if result.failed:
        errors = [message for message in result.messages if message.severity == "error"]
        assert all(message.hint and message.origin for message in errors), errors
        assert not result.exports
        return
    if path.name in UNJUDGED:
        return
    # The judge strips no attribute lists: [words](address){title="..."}, ## Heading {#id}.
    source = judge.from_md(re.sub(r"(?<!\{)\{[^{}%<\n]+\}(?!\})", " ", path.read_text("utf-8-sig")), False)
    said_above = " ".join(word for value in front_matter(path).values() for word, _ in judge.words(str(value)))
    for export in result.exports:
        file = tmp_path / f"article{export.suffix}"
        file.write_bytes(export.data)
        found = judge.compare(source, judge.read(str(file), None, False))
        right_to_left = export.format == "pdf" and path.parent.name in ("ar", "fa")
        # poppler turns the letters inside a joined glyph round; EPUB and DOCX carry the same words whole.
        floor = 0.9 if right_to_left else FLOORS.get(path.name, 0.995)
        assert found["recall"] >= floor, (export.format, found["recall"], found["missing"][:5])
        # Notes stand at the foot of the PDF's pages, between the paragraphs that go on.
        in_order = 0.95 if export.format == "pdf" else 0.98
        assert right_to_left or found["order"] >= in_order, (export.format, found["order"], found["moved"][:5])
        # A summary that repeats the text's first sentences stands on the page twice, as in the source.
        halves = ((words, words.split()) for words in found["doubled_examples"])
        doubled = [words for words, w in halves if not any(" ".join(h) in said_above for h in (w[:4], w[4:]))]
        assert not doubled or path.name in SHORT_CODES, (export.format, doubled)


@pytest.mark.parametrize("path", hostile(), ids=name_of)
def test_hostile_file_is_built_or_refused_and_never_breaks(path: Path) -> None:
    result = convert(job(path, format_of(path.name) or "markdown", ("docx", "epub")))
    assert result.failed != bool(result.exports)
    for message in result.messages:
        assert message.text
        assert message.severity != "error" or message.hint


def test_kinds_of_file_without_a_reader_are_refused_by_name() -> None:
    path = next(path for path in sorted((SHARED / "corpora").rglob("*.tsv")) if path.is_file())
    result = convert(job(path, path.suffix.removeprefix(".")))
    assert [message.code for message in result.messages] == ["R005"]
    assert not result.exports
