"""The folders of `shared/corpora`, each with its files and what is known of them."""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import yaml

from exporter.readers import format_of
from known import Corpus, Item
from known.independent import (
    letters_of_opendocument,
    letters_of_word,
    text_by_pandoc,
    text_of_elements,
    text_of_markdown,
    texts_of_archive,
)
from known.pages import corpus_of_pages

_DAY = re.compile(r"(\d{4}-\d\d-\d\d)")
_BY_PANDOC = "pandoc's reading of the Markdown"
_SOURCES = re.compile(r"^\| (pasted-text/\S+) \| (\S+) \| (?:\w+/)?(\S+)@", re.MULTILINE)
_FOLDERS = {"18f.gsa.gov": "18f", "design.numerique.gouv.fr": "design-numerique-fr"}


def corpora_of(root: Path, scratch: Path) -> Iterator[Corpus]:
    """The corpora of articles in a folder like `shared/corpora`; files that are made of theirs lie in `scratch`."""
    for folder in (*sorted((root / "articles").iterdir()), root / "hostile" / "jekyll-fixtures"):
        name = folder.relative_to(root).as_posix()
        yield Corpus(name, _BY_PANDOC, [_markdown(file, folder) for file in _files(folder, "markdown", "yaml")])
    for folder in sorted((root / "docx").iterdir()):
        files = _files(folder, "word")
        yield _compared(folder.name, "all text of body and notes", files, letters_of_word)
        yield _compared(folder.name, "pandoc's reading", files, lambda file: text_by_pandoc(file, "docx"))
    yield _as_opendocument(root / "docx", scratch)
    files = _files(root / "jats", "xml")
    yield Corpus("jats", "all text of abstract, body, back and sub-articles", [_journal(file) for file in files])
    yield Corpus("pasted-text", "the article's Markdown by pandoc, once", list(_pasted(root)))
    yield Corpus("seed", "the first of its three copies, which were read by a person", [_seed(root / "seed")])
    files = _files(root / "warc", "warc")
    yield Corpus(
        "warc", "all text of its pages, by warcio", [Item(f.name, f, "warc", text=texts_of_archive(f)) for f in files]
    )
    yield Corpus(
        "collection",
        "all text of each chapter's body",
        [_chapter(file) for file in _files(root / "collection", "xhtml")],
    )
    yield corpus_of_pages(root / "html-pages", "html-pages")


def _files(folder: Path, *formats: str) -> list[Path]:
    return [file for file in sorted(folder.rglob("*")) if file.is_file() and format_of(file.name) in formats]


def _compared(name: str, expected: str, files: list[Path], text_of: Callable[[Path], str | None]) -> Corpus:
    return Corpus(f"docx/{name}", expected, [Item(file.name, file, "word", text=text_of(file)) for file in files])


def _as_opendocument(folder: Path, scratch: Path) -> Corpus:
    """The Word files as LibreOffice saves them."""
    program = shutil.which("soffice")
    if program is None:
        raise SystemExit("LibreOffice is needed, which makes OpenDocument files of the Word files")
    items: list[Item] = []
    for sub in sorted(folder.iterdir()):
        profile = f"-env:UserInstallation={(scratch / 'profile').as_uri()}"
        command = [program, profile, "--headless", "--convert-to", "odt", "--outdir", str(scratch / sub.name)]
        subprocess.run([*command, *map(str, _files(sub, "word"))], capture_output=True, check=False)
        for file in _files(scratch / sub.name, "odt"):
            items.append(Item(f"{sub.name}/{file.name}", file, "odt", text=letters_of_opendocument(file)))
    return Corpus("docx, saved as ODT by LibreOffice", "all text of body and formulas", items)


def _chapter(file: Path) -> Item:
    return Item(file.name, file, "web", text=text_of_elements(file, ("{http://www.w3.org/1999/xhtml}body",)))


def _markdown(file: Path, folder: Path) -> Item:
    data = file.read_bytes()
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return Item(file.relative_to(folder).as_posix(), file, "markdown")
    name = file.relative_to(folder).as_posix()
    expected, either = text_of_markdown(text)
    return Item(name, file, "markdown", text=expected, either=either, known=_fields(text, file))


def _fields(text: str, file: Path) -> dict[str, str]:
    """Title, date and authors of the front matter by PyYAML, and the date of the file's name."""
    parts = re.split(r"^---[ \t]*$", text.removeprefix("\ufeff"), maxsplit=2, flags=re.MULTILINE)
    try:
        found = yaml.load(parts[1], yaml.BaseLoader) if len(parts) == 3 and not parts[0].strip() else {}
    except yaml.YAMLError:
        found = {}
    fields: dict[str, Any] = found if isinstance(found, dict) else {}
    day = _DAY.search(str(fields.get("date") or fields.get("publishedDate") or "")) or _DAY.match(file.name)
    people = fields.get("authors") or fields.get("author") or ()
    names = [people] if isinstance(people, str) else [name for name in people if isinstance(name, str) and name]
    title = unescape(str(fields.get("title") or ""))
    known = {"title": title, "date": day[1] if day else "", "byline": " ".join(names)}
    return {key: value for key, value in known.items() if value}


def _journal(file: Path) -> Item:
    from lxml import etree

    meta = etree.parse(str(file)).find("front/article-meta")
    day = next(day for day in meta.findall("pub-date") if day.find("day") is not None)
    people = [name for contrib in meta.findall("contrib-group/contrib") if (name := contrib.find("name")) is not None]
    known = {
        "title": "".join(meta.find("title-group/article-title").itertext()),
        "date": "-".join(day.findtext(part, "").zfill(2) for part in ("year", "month", "day")),
        "byline": " ".join(" ".join(name.itertext()) for name in people),
    }
    parts = ("front-stub/title-group", "front-stub/contrib-group", "body", "back")
    paths = ("front/article-meta/abstract", "body", "back", *(f"sub-article/{part}" for part in parts))
    return Item(file.name, file, "xml", text=text_of_elements(file, paths), known=known)


def _pasted(root: Path) -> Iterator[Item]:
    """Pasted pages whose article lies as Markdown beside them: the list of the corpora says where."""
    for name, path, repository in _SOURCES.findall((root / "README.md").read_text("utf-8")):
        file = root / "articles" / _FOLDERS[repository.rpartition("/")[2]] / path
        text = file.read_text("utf-8-sig")
        title = (root / name).read_text("utf-8").split("\n")[1]  # the page has another than its Markdown
        known = {"title": title, "date": _fields(text, file)["date"]}
        yield Item(Path(name).name, root / name, "text", text=text_of_markdown(text)[0], known=known)


def _seed(folder: Path) -> Item:
    file = folder / "press-article.txt"
    lines = file.read_text("utf-8").split("\n")
    known = {"title": lines[1], "date": "2025-02-13", "byline": lines[19]}
    return Item(file.name, file, "text", text="\n".join(lines[4:19]), known=known)
