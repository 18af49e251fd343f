"""Two editions of one publication: what changed for a reader, in words and on the pages.

Their words come from the receipt's readers, their pages from PDFium. Identical files are told at once.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from importlib import import_module
from typing import Any

import msgspec

from exporter.checks.editions.changes import Change
from exporter.checks.editions.sights import Sight
from exporter.checks.receipt.contents import Contents
from exporter.errors import ExporterError, SourceError
from exporter.messages import Message, Report

# Called for each pair of pages that differs, with a picture of each; None where an edition has no such page.
Show = Callable[[Any, Any, Any], None]
FORMATS = ("pdf", "docx", "epub")
_READERS = {
    "pdf": "exporter.checks.receipt.pdf:read_pdf",
    "docx": "exporter.checks.receipt.docx:read_docx",
    "epub": "exporter.checks.receipt.epub:read_epub",
}


class Edition(msgspec.Struct, frozen=True):
    """A finished file: what messages call it, its format and its bytes."""

    name: str
    format: str
    data: bytes


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be compared, and how finely pages are drawn."""

    words: bool = True
    pages: bool = True
    dpi: int = 100


class Comparison(msgspec.Struct, frozen=True):
    """What changed: in words, in what a package holds beside them, and on the pages, all in the order of reading."""

    old: str
    new: str
    identical: bool
    words: tuple[Change, ...] = ()
    parts: tuple[Change, ...] = ()
    pages: tuple[Sight, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether a reader sees no change."""
        return not (self.words or self.parts or self.pages)

    @property
    def changed_pages(self) -> int:
        """How many pages look otherwise, are new or are gone."""
        return len({sight.pages for sight in self.pages if sight.pages != (0, 0) and not sight.on})

    @property
    def said(self) -> str:
        """How much changed: "2 changes in words, 1 page looks otherwise"."""
        if self.identical:
            return "the same bytes"
        counted = (
            (len(self.words), "change in words", "changes in words"),
            (len(self.parts), "change of pictures and styles", "changes of pictures and styles"),
            (sum(bool(sight.on) for sight in self.pages), "running line is another", "running lines are others"),
            (self.changed_pages, "page looks otherwise", "pages look otherwise"),
        )
        said = ", ".join(f"{count} {one if count == 1 else more}" for count, one, more in counted if count)
        return said or "no change for a reader"


def nothing_shown(*_: Any) -> None:
    """Keep no picture of a page."""


def compare(old: Edition, new: Edition, wanted: Wanted, report: Report, show: Show = nothing_shown) -> Comparison:
    """Compare two editions; `show` gets each page that differs with its pictures.

    Across formats only words are compared. Raises SourceError for a file that cannot be read.
    """
    if old.data == new.data:
        return Comparison(old.name, new.name, True)
    words: list[Change] = []
    parts: list[Change] = []
    pages: list[Sight] = []
    if wanted.words:
        words = _words(old, new, report)
    if wanted.pages and old.format != new.format:
        text = f"{old.name} and {new.name} are of two formats: their pages are not compared"
        report.add("V106", text, "compare two files of one format")
    elif wanted.pages:
        parts = _parts(old, new) if old.format != "pdf" else []
        pages = _pages(old, new, wanted.dpi, report, show)
    return Comparison(old.name, new.name, False, tuple(words), tuple(parts), tuple(pages))


def _words(old: Edition, new: Edition, report: Report) -> list[Change]:
    from exporter.checks.editions.words import changes_in_words

    contents, new_contents = _read(old, report), _read(new, report)
    if old.format == new.format:
        return changes_in_words(contents, new_contents, "printed" if old.format == "pdf" else "exact")
    sides = {"removed": f"the {old.format.upper()}", "added": f"the {new.format.upper()}"}
    return [
        msgspec.structs.replace(change, what="alone", detail=sides[change.what]) if change.what in sides else change
        for change in changes_in_words(contents, new_contents, "loose")
    ]


@contextmanager
def _reading(edition: Edition) -> Iterator[None]:
    """Say of whatever a file from anywhere ends in that it cannot be read."""
    try:
        yield
    except ExporterError:
        raise
    except Exception as exc:
        from exporter.checks.rules import Unreadable

        reason = str(exc) if isinstance(exc, Unreadable) else f"it is malformed ({type(exc).__name__})"
        text = f"{edition.name} is no {edition.format.upper()} that can be read: {reason}"
        raise SourceError(Message("V200", "error", text, "make it again, or check its ending")) from exc


def _read(edition: Edition, report: Report) -> Contents:
    with _reading(edition):
        if edition.format == "pdf":
            return _read_pdf(edition, report)
        from exporter.checks.rules.zipped import opened_package

        with opened_package(edition.data) as package:
            package.hold_to_bounds()
        module, _, name = _READERS[edition.format].partition(":")
        read: Callable[[bytes], Contents] = getattr(import_module(module), name)
        return read(edition.data)


def _read_pdf(edition: Edition, report: Report) -> Contents:
    from exporter.checks.editions.untagged import is_tagged, read_untagged
    from exporter.checks.receipt.pdf import read_pdf

    if is_tagged(edition.data):
        return read_pdf(edition.data)
    text = f"{edition.name} has no tags: its words are taken line by line, without notes, tables and alternative texts"
    report.add("V106", text, "make it with tags to have these compared")
    return read_untagged(edition.data)


def _parts(old: Edition, new: Edition) -> list[Change]:
    from exporter.checks.editions.packages import changes_in_looks, looks_of

    looks = []
    for edition in (old, new):
        with _reading(edition):
            looks.append(looks_of(edition.format, edition.data))
    return changes_in_looks(*looks)


def _pages(old: Edition, new: Edition, dpi: int, report: Report, show: Show) -> list[Sight]:
    if old.format == "epub":
        return []
    import pypdfium2

    from exporter.checks.editions.pages import compare_pages
    from exporter.checks.editions.sheets import sheets_of

    with ExitStack() as stack:
        documents, sheets = [], []
        for edition, data in zip((old, new), _as_pdf(old, new, report), strict=False):
            with _reading(edition):
                documents.append(stack.enter_context(closing(pypdfium2.PdfDocument(data))))
                sheets.append(tuple(sheets_of(documents[-1])))
        if not documents:
            return []
        with _reading(new):
            compared = compare_pages(documents, sheets, dpi, show)
    moved = sum(bool(page.numbers) for page in compared)
    text = f"{moved} page number{'s are others' if moved > 1 else ' is another'}: pages were added or removed before"
    numbers = [Sight("number", (0, 0), text)] if moved else []
    return [*(sight for page in compared for sight in page.sights), *numbers]


def _as_pdf(old: Edition, new: Edition, report: Report) -> list[bytes]:
    """Two files as PDFs; none where they cannot be made here."""
    if old.format == "pdf":
        return [old.data, new.data]
    from exporter.checks.editions.office import Unprinted, printed

    try:
        return printed([old.data, new.data])
    except Unprinted as exc:
        text = f"the pages of {old.name} and {new.name} are not compared: {exc}"
        report.add("V106", text, "install LibreOffice (libreoffice-writer), or compare the PDFs")
        return []
