"""Readers: one source in, its articles out, every oddity reported.

A reader is a function `read(source, options, report) -> Iterator[Article]`. It turns a source into nodes and metadata
and nothing else: pictures are loaded afterwards by `readers.pictures`, alike for all readers, but for those that a
reader takes from the source itself. One that has to guess tells each decision to the report, and with
`options.keep_all` leaves nothing out.
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path
from typing import BinaryIO, Literal, NoReturn, Protocol

import msgspec

from exporter.errors import SourceError
from exporter.messages import CODES, Message, Report
from exporter.model.article import Article
from exporter.origin import Origin, Source
from exporter.readers.characters import without_forbidden
from exporter.readers.directions import tell_turning
from exporter.registry import MOST_WHOLE_BYTES, READERS, STREAMED, SUFFIXES, ZIPPED, find, installed, names

# Texts that lie in folders of articles, and are none.
_NO_ARTICLES = frozenset(
    "robots humans ads security license licence copying readme changelog requirements cname".split()
)

Changes = Literal["accept", "reject", "refuse"]
Comments = Literal["leave-out", "notes"]


class ReadOptions(msgspec.Struct, frozen=True, kw_only=True):
    """What the user allows, and the bounds.

    `picture_folders` are further folders from which pictures may come; `picture_root` is what a leading "/" in a
    picture's address means (a site's root). `settings` are metadata fields given from outside ("lang": "fr"),
    which win over the article's own. With `keep_all` a reader leaves nothing out that it takes for no part of an
    article.

    Of word processors' files: tracked `changes` are accepted, rejected, or refuse the file; `comments` are left out or
    become notes.
    """

    settings: dict[str, str] = {}
    allow_remote: bool = False
    keep_all: bool = False
    changes: Changes = "accept"
    comments: Comments = "leave-out"
    picture_root: Path | None = None
    picture_folders: tuple[Path, ...] = ()
    max_source_bytes: int = 8 * 1024 * 1024
    max_picture_bytes: int = 32 * 1024 * 1024
    max_picture_pixels: int = 80_000_000
    max_depth: int = 60


class Reader(Protocol):
    def __call__(self, source: Source, options: ReadOptions, report: Report) -> Iterable[Article]: ...


def read(source: Source, options: ReadOptions, report: Report) -> Article:
    """The only article of a source, with its pictures. Raises SourceError when nothing can be read, or it has more."""
    found = list(islice(articles_of(source, options, report), 2))
    if len(found) != 1:
        text = "the source holds more than one article" if found else "no article was found in the source"
        hint = "write each to a file: exporter read SOURCE -o FOLDER; or collect them: exporter collect FOLDER"
        _refuse(report, "R007" if found else "R008", text, hint, Origin(source.name))
    return found[0]


def articles_of(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The articles of a source one after the other, each with its pictures. Raises SourceError."""
    for article in as_read(source, options, report):
        yield _completed(article, source, options, report)


def as_read(source: Source, options: ReadOptions, report: Report) -> Iterator[Article]:
    """The articles of a source as its reader gives them, without what lies beside them. Raises SourceError."""
    try:
        reader: Reader = find(READERS, source.format, "exporter.readers")
    except KeyError:
        known = ", ".join(names(READERS, "exporter.readers"))
        text = f'no reader knows the format "{source.format}"'
        _refuse(report, "R005", text, f"save the article as one of: {known}", Origin(source.name))
    except (ImportError, AttributeError) as exc:  # of a package that is not ours
        text = f'the reader of "{source.format}" cannot be loaded: {exc}'
        _refuse(report, "R005", text, "exporter doctor tells which package brings it", Origin(source.name))
    if source.format not in ZIPPED:
        _check_size(source.name, len(source.data), most_bytes(source.format, options), report)
    for article in reader(source, options, report):
        tell_turning(article, source, report)
        yield article


def source_of(name: str, file: Path, format: str, options: ReadOptions) -> Source:
    """A file as a source; of one that is larger than its reader takes, no more than shows that. Raises OSError."""
    if format in STREAMED:
        return Source(name, b"", format, file.parent, file)
    with file.open("rb") as opened:
        return Source(name, bounded(opened, format, options), format, file.parent, file)


def bounded(opened: BinaryIO, format: str, options: ReadOptions) -> bytes:
    """The bytes of a file, up to the first that is too many."""
    return opened.read(most_bytes(format, options) + 1)


def most_bytes(format: str, options: ReadOptions) -> int:
    """How many bytes of a source are held at once: those of one article, or of a file in which much may lie."""
    return MOST_WHOLE_BYTES if format in ZIPPED | STREAMED else options.max_source_bytes


def is_address(word: str) -> bool:
    """Whether a word names a page on the network."""
    return word.lower().startswith(("http://", "https://"))


def page_at(address: str, format: str, options: ReadOptions) -> Source:
    """A page on the network as a source, where the user allows it. Raises SourceError."""
    from exporter.readers.picture_faults import PictureFault
    from exporter.readers.web.saved import fetched_page

    try:
        if not options.allow_remote:
            raise PictureFault("R526", "is on the network, and was not fetched", "save the page, or allow it with "
                               "--allow-remote")  # fmt: skip
        return Source(address, fetched_page(address, options.max_source_bytes), format or "web")
    except PictureFault as fault:
        hint = fault.hint.replace("beside the article", "as a file")
        raise SourceError(Message("R526", "error", f"{address} {fault.reason}", hint)) from fault


def _completed(article: Article, source: Source, options: ReadOptions, report: Report) -> Article:
    """An article with what lies beside it: pictures, data of charts, works that it cites."""
    from exporter.readers.pictures import load_pictures

    article = load_pictures(article, source, options, report)
    if b"chart" in source.data:  # the word that every way to write one has in it
        from exporter.readers.charts import load_charts

        article = load_charts(article, source, options, report)
    if b"@" in source.data and (b"bibliography" in source.data or b"references" in source.data):
        from exporter.readers.citations import load_citations

        article = load_citations(article, source, source.text, options, report)
    return article


def format_of(name: str) -> str:
    """The reader's name for a file's name; "" when the ending is unknown."""
    found = SUFFIXES.get(ending_of(name))
    suffix = Path(name).suffix.lower().removeprefix(".")
    return found or (suffix if suffix and suffix in installed("exporter.readers") else "")


def ending_of(name: str) -> str:
    """The ending of a file's name by which its reader is known, without the first dot ("md", "warc.gz"); else "" ."""
    last = Path(name).name.lower().split(".")[1:]
    return next((ending for ending in (".".join(last[-2:]), *last[-1:]) if ending in SUFFIXES), "")


def is_article(file: Path) -> bool:
    """Whether a file found in a folder is an article: settings of other programs are JSON and YAML, too, and a Word
    file may be one that was made of an article."""
    format = format_of(file.name)
    if format == "web":
        from exporter.readers.web.saved import is_part_of_saved_page

        return not is_part_of_saved_page(file)
    if format == "text":
        return file.stem.lower() not in _NO_ARTICLES
    if format == "word":
        from exporter.readers.word.parts import is_made_here

        return not file.name.startswith("~$") and not is_made_here(file)
    if format not in ("json", "yaml", "xml"):
        return bool(format)
    try:
        if format == "xml":
            from exporter.readers.xml import is_known

            return is_known(file)
        return file.stat().st_size > ReadOptions().max_source_bytes or b"metadata" in file.read_bytes()
    except OSError:
        return True  # reading it says why it cannot be read, or is not


def check_size(name: str, size_bytes: int, options: ReadOptions, report: Report) -> None:
    """Raise SourceError for a source that is larger than one article may be."""
    _check_size(name, size_bytes, options.max_source_bytes, report)


def _check_size(name: str, size_bytes: int, most_bytes: int, report: Report) -> None:
    if size_bytes > most_bytes:
        text = f"the source is larger than the limit of {most_bytes:,} bytes"
        _refuse(report, "R004", text, "split the article, or raise the limit with --max-source-mb", Origin(name))


def decoded(source: Source, options: ReadOptions, report: Report) -> str:
    """The text of a source, with "\\n" between its lines. Raises SourceError when it is none, or too long."""
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
    text = without_forbidden(text, start, report)
    if not text.strip():
        _refuse(report, "R003", "the source is empty", "write a title and text; exporter new makes a first file", start)
    report.know(source.name, text)
    return text


def _refuse(report: Report, code: str, text: str, hint: str, origin: Origin | None = None) -> NoReturn:
    raise SourceError(refusal(report, code, text, hint, origin))


def refusal(report: Report, code: str, text: str, hint: str, origin: Origin | None = None) -> Message:
    """Add an error to the report and give it back, to be raised in a SourceError."""
    assert CODES[code][0] == "error"
    return report.add(code, text, hint, origin)
