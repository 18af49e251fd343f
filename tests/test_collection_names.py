"""Names that meet in a collection: of files, of parts, of fields that say nothing."""

import re
import zipfile
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree
from test_collect import run, steps

WORDS = "The clerk of the harbour counts every crate that leaves the quay and writes its weight down. "


def article(file: Path, title: str, text: str, **fields: str) -> None:
    """An article of this text on disk."""
    front = "".join(f"{name}: {value}\n" for name, value in fields.items())
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(f"---\ntitle: {title}\n{front}---\n\n{text}\n", "utf-8")


def book(output: Path) -> dict[str, bytes]:
    """The entries of the one EPUB in a folder."""
    (path,) = output.glob("*.epub")
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        assert [name for name, count in Counter(names).items() if count > 1] == []
        return {name: archive.read(name) for name in names}


def listed(output: Path) -> list[str]:
    """The lines of the contents of the one EPUB in a folder."""
    nav = etree.fromstring(book(output)["OEBPS/nav.xhtml"])
    return ["".join(a.itertext()) for a in nav.find(".//{*}nav").iter("{*}a")]


@pytest.mark.parametrize("name", ["report", "index", "part"])
def test_documents_of_a_long_article_are_named_like_no_other_article_or_page(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    long = "".join(f"## Month {month}\n\n{WORDS * 900}\n\n" for month in range(8))
    article(folder / f"long/{name}.md", "The long one", long, authors="[Ada Palmer]")
    for number in (1, 2, 3):
        text = f"Short words {number}, and [May](../long/{name}.md#month-5)."
        article(folder / f"short/{name}-{number}.md", f"Short {number}", text, authors="[Jean Vilar]")
    (folder / "collection.yml").write_text("title: T\nlang: en\n")
    run(folder, tmp_path / "out", "--to", "epub", code=0)
    parts = book(tmp_path / "out")
    ids = {file: set(re.findall(rb' id="([^"]+)"', data)) for file, data in parts.items()}
    for number in (1, 2, 3):
        page = parts[f"OEBPS/{name}-{number}.xhtml"]
        assert f"Short words {number}".encode() in page
        (target,) = re.findall(rb'<a href="([^"]+#month-5)"', page)
        file, _, place = target.partition(b"#")
        assert place in ids[f"OEBPS/{file.decode()}"]
    article(folder / "short/last.md", "Last", "One article more.")
    again = steps(run(folder, tmp_path / "out", "--to", "epub", code=0))
    assert again["setting EPUB"] == 2  # itself, and the title page, which counts
