"""Where a reader can go: the table of contents from the headings, and landmarks."""

from collections.abc import Iterator
from typing import Any

import msgspec
from ebooklib.epub import Link

from exporter.backends.epub.content import HEADINGS, Document
from exporter.publication.labels import Labels

COVER_FILE = "cover.xhtml"


class Entry(msgspec.Struct, frozen=True):
    """A line of the table of contents; `level` 1 is the outermost."""

    level: int
    title: str
    href: str


def entries(documents: list[Document], title: str) -> list[Entry]:
    """The article's title, then its headings in reading order."""
    found = [Entry(1, title, documents[0].file)]
    for document in documents:
        for heading in document.root.iter(*HEADINGS):
            words = " ".join("".join(_words(heading)).split())
            if words:
                found.append(Entry(int(heading.tag[1]) - 1, words, f"{document.file}#{heading.get('id')}"))
    return found


def nested(flat: list[Entry]) -> list[Any]:
    """The entries as EbookLib takes them: a Link, or (Link, entries below it). A skipped level makes no gap."""
    top: list[Any] = []
    open_lists: list[tuple[int, list[Any]]] = [(0, top)]
    for number, entry in enumerate(flat, 1):
        while open_lists[-1][0] >= entry.level:
            open_lists.pop()
        below: list[Any] = []
        open_lists[-1][1].append((Link(entry.href, entry.title, f"entry-{number}"), below))
        open_lists.append((entry.level, below))
    return _without_empty(top)


def landmarks(documents: list[Document], labels: Labels) -> list[dict[str, str]]:
    """The places that reading systems offer by themselves, in EbookLib's form."""
    found = [
        {"type": "cover", "title": labels["cover"], "href": COVER_FILE},
        {"type": "text", "title": labels["start"], "href": documents[0].file},
    ]
    for document in documents:
        heading = document.root.find(".//section[@role='doc-endnotes']/h2")
        if heading is not None:
            href = f"{document.file}#{heading.get('id')}"
            found.append({"type": "endnotes", "title": labels["notes"], "href": href})
    return found


def _words(element: Any) -> Iterator[str]:
    """A heading's words: without the numbers of its notes, with the alternative text of its pictures."""
    if element.get("role") != "doc-noteref":
        yield element.text or ""
        if element.tag == "img":
            yield element.get("alt", "")
        for child in element:
            yield from _words(child)
            yield child.tail or ""


def _without_empty(items: list[Any]) -> list[Any]:
    return [(link, _without_empty(below)) if below else link for link, below in items]
