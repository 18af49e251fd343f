"""Readers: the bytes of one source in, an Article out, every oddity reported.

A reader is a function `read(source, text, options, report) -> Article`. It turns text into nodes and metadata
and nothing else: pictures are loaded afterwards by `readers.pictures`, alike for all readers.
"""

import re
from pathlib import Path
from typing import Protocol

import msgspec

from exporter.errors import SourceError
from exporter.messages import CODES, Message, Report
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.registry import READERS, SUFFIXES, find

# What XML 1.0 cannot hold (production 2), and with it no XHTML page, no DOCX and no EPUB.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the user allows, and the bounds.

    `picture_folders` are further folders from which pictures may come; `picture_root` is what a leading "/" in a
    picture's address means (a site's root). `settings` are metadata fields given from outside ("lang": "fr"),
    which win over the article's own.
    """

    settings: dict[str, str] = {}
    allow_remote: bool = False
    picture_root: Path | None = None
    picture_folders: tuple[Path, ...] = ()
    max_source_bytes: int = 8 * 1024 * 1024
    max_picture_bytes: int = 32 * 1024 * 1024
    max_picture_pixels: int = 80_000_000
    max_depth: int = 60


class Reader(Protocol):
    def __call__(self, source: Source, text: str, options: ReadOptions, report: Report) -> Article: ...


def read(source: Source, options: ReadOptions, report: Report) -> Article:
    """Read one source into an article with its pictures. Raises SourceError when nothing can be read."""
    from exporter.readers.pictures import load_pictures

    try:
        reader: Reader = find(READERS, source.format, "exporter.readers")
    except KeyError:
        known = ", ".join(READERS)
        text = f'no reader knows the format "{source.format}"'
        _refuse(report, "R005", text, f"save the article as one of: {known}", Origin(source.name))
    text = _decoded(source, options, report)
    article = load_pictures(reader(source, text, options, report), source, options, report)
    if "chart" in text:  # the word that every way to write one has in it
        from exporter.readers.charts import load_charts

        article = load_charts(article, source, options, report)
    if "@" in text and ("bibliography" in text or "references" in text):
        from exporter.readers.citations import load_citations

        article = load_citations(article, source, text, options, report)
    return article


def format_of(name: str) -> str:
    """The reader's name for a file's name; "" when the ending is unknown."""
    return SUFFIXES.get(Path(name).suffix.lower().removeprefix("."), "")


def is_article(file: Path, most_bytes: int = ReadOptions().max_source_bytes) -> bool:
    """Whether a file found in a folder is an article: settings of other programs are JSON and YAML, too."""
    format = format_of(file.name)
    if format in ("", "markdown"):
        return bool(format)
    try:
        return file.stat().st_size > most_bytes or b"metadata" in file.read_bytes()
    except OSError:
        return True  # reading it says why it cannot be read


def check_size(name: str, size_bytes: int, options: ReadOptions, report: Report) -> None:
    """Raise SourceError for a source that is too large."""
    if size_bytes > options.max_source_bytes:
        text = f"the source has {size_bytes:,} bytes, more than the limit of {options.max_source_bytes:,}"
        _refuse(report, "R004", text, "split the article, or raise the limit with --max-source-mb", Origin(name))


def _decoded(source: Source, options: ReadOptions, report: Report) -> str:
    start = Origin(source.name)
    check_size(source.name, len(source.data), options, report)
    try:
        text = source.data.decode("utf-8-sig")
    except UnicodeDecodeError as exc:
        before = source.data[: exc.start]
        line_start = before.rfind(b"\n") + 1
        column = len(before[line_start:].decode("utf-8-sig", "replace")) + 1
        place = Origin(source.name, before.count(b"\n") + 1, column)
        report.know(source.name, source.text)
        _refuse(
            report,
            "R002",
            f"byte {source.data[exc.start]:#04x} is not UTF-8",
            "save the file as UTF-8; from Windows-1252: iconv -f WINDOWS-1252 -t UTF-8 FILE > NEW",
            place,
        )
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    forbidden = _FORBIDDEN.search(text)
    if forbidden:
        above = text[: forbidden.start()]
        place = Origin(source.name, above.count("\n") + 1, forbidden.start() - above.rfind("\n"))
        count = len(_FORBIDDEN.findall(text))
        found = f"{count} control character(s) such as U+{ord(forbidden.group()):04X} became U+FFFD"
        report.add("R006", found, "delete them in a text editor", place)
        text = _FORBIDDEN.sub("\ufffd", text)
    if not text.strip():
        _refuse(report, "R003", "the source is empty", "write a title and text; exporter new makes a first file", start)
    report.know(source.name, text)
    return text


def _refuse(report: Report, code: str, text: str, hint: str, origin: Origin | None = None) -> None:
    raise SourceError(refusal(report, code, text, hint, origin))


def refusal(report: Report, code: str, text: str, hint: str, origin: Origin | None = None) -> Message:
    """Add an error to the report and give it back, to be raised in a SourceError."""
    assert CODES[code][0] == "error"
    return report.add(code, text, hint, origin)
