"""The page as the content documents of a book: XHTML in its namespace, with EPUB's own names beside ARIA's.

A reading system lays out a document whole, so a long page is cut at its headings; links follow their targets.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec
from lxml import etree

from exporter.backends.epub.formulas import write_formulas
from exporter.messages import Report
from exporter.publication import ELSEWHERE, Page

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
TYPE = f"{{{OPS}}}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
STYLESHEET = "style.css"
HEADINGS = ("h2", "h3", "h4", "h5", "h6")

_FURNITURE = ("running-header", "running-footer")  # of the printed page; a reading system has its own

# Bytes of markup: about 35,000 words. Above it e-ink readers take seconds to turn to a document.
PART_SIZE = 250_000

# DPUB-ARIA roles and the terms of EPUB's structure vocabulary that say the same to reading systems.
_TYPES = {
    "doc-backlink": "backlink",
    "doc-endnotes": "endnotes",
    "doc-footnote": "footnote",
    "doc-index": "index",
    "doc-noteref": "noteref",
    "doc-pullquote": "pullquote",
    "doc-subtitle": "subtitle",
    "doc-tip": "tip",
}
_URL = re.compile(r"(?i)https?://[^/?#\s]*[^/?#\s:@.][^/?#\s]*(?:[/?#].*)?|(?!https?:)[a-z][a-z0-9+.\-]*:\S+")


class Document(msgspec.Struct, frozen=True):
    """One file of the book: its name, beside the package document, and its `html` element without namespace."""

    file: str
    root: Any

    def serialized(self) -> bytes:
        """The file's bytes. The namespace is written into the start tag, which spares renaming every element."""
        markup: bytes = etree.tostring(self.root, encoding="utf-8", xml_declaration=True, doctype="<!DOCTYPE html>")
        return markup.replace(b"<html ", f'<html xmlns="{XHTML}" '.encode(), 1)


def documents(page: Page, report: Report, name: str = "content", style: str = STYLESHEET) -> list[Document]:
    """The page's content documents in reading order, the first "NAME.xhtml"; the page itself stays as it is."""
    root = new_root(page.lang, page.dir)
    for part in page.root:
        root.append(deepcopy(part))
    body = root.find("body")
    for furniture in [part for part in body if part.get("class") in _FURNITURE]:
        body.remove(furniture)
    etree.SubElement(root.find("head"), "link", rel="stylesheet", type="text/css", href=style)
    write_formulas(root)
    _annotate(root)
    _name_headings(root)
    _part_links(root)
    made = _split(root, name)
    _resolve(made, report)
    return made


def new_root(lang: str, dir: str) -> Any:
    """An empty `html` element that knows EPUB's prefix."""
    root = etree.Element("html", {"lang": lang, XML_LANG: lang, "dir": dir}, nsmap={"epub": OPS})
    root.text = "\n"
    return root


def _annotate(root: Any) -> None:
    """Add epub:type beside each role, and xml:lang beside each lang."""
    root.find("body").set(TYPE, "bodymatter")
    for element in root.iter("*"):
        kind = _TYPES.get(element.get("role", ""))
        if kind:
            element.set(TYPE, kind)
        lang = element.get("lang")
        if lang:
            element.set(XML_LANG, lang)


def _name_headings(root: Any) -> None:
    """Give an id to each heading that has none, so that the table of contents reaches it."""
    taken = {element.get("id") for element in root.iter("*")}
    count = 0
    for heading in root.iter(*HEADINGS):
        while not heading.get("id"):
            count += 1
            if f"heading-{count}" not in taken:
                heading.set("id", f"heading-{count}")


def _part_links(root: Any) -> None:
    """End each link before a link inside it, such as a note's call, and begin it anew after it.

    HTML allows no link inside another, and EPUBCheck refuses the book.
    """
    for inner in [element for element in root.iter("a") if next(element.iterancestors("a"), None) is not None]:
        while (outer := next(inner.iterancestors("a"), None)) is not None:
            _lift(inner, outer)


def _lift(inner: Any, outer: Any) -> None:
    """Move an element out of its parent, to stand after it; what followed comes after in a copy of the parent.

    Elements between the two are divided one by one, until the parent is `outer`.
    """
    while True:
        parent = inner.getparent()
        rest = etree.Element(parent.tag, _without_id(parent))
        rest.text, inner.tail = inner.tail, None
        for following in list(inner.itersiblings()):
            rest.append(following)
        rest.tail, parent.tail = parent.tail, None
        parent.addnext(inner)
        if rest.text or len(rest):
            inner.addnext(rest)
        else:
            inner.tail = rest.tail
        if not (parent.text or len(parent) or parent.get("id")):
            parent.getparent().remove(parent)
        if parent is outer:
            return


def _split(root: Any, name: str) -> list[Document]:
    """The page in as many documents as its size asks for; the head and the body's attributes are repeated.

    Their names have a dot before what is counted: no article's key has one, and "report-2.md" may stand beside a
    long "report.md".
    """
    found = [Document(f"{name}.xhtml", root)]
    articles = root.findall("body/article")
    if len(articles) != 1:  # a user's template may draw another page; such a one stays whole
        return found
    article = articles[0]
    parts = list(_parts(article))
    for number, part in enumerate(parts[1:], 2):
        other = new_root(root.get("lang"), root.get("dir"))
        other.append(deepcopy(root.find("head")))
        body = etree.SubElement(other, "body", _without_id(root.find("body")))
        body.append(etree.Element("article", _without_id(article)))
        body[0].extend(part)
        found.append(Document(f"{name}.continued-{number}.xhtml", other))
    if len(parts) > 1:
        found[-1].root.find("body").set(TYPE, "backmatter" if _holds_notes(found[-1].root) else "bodymatter")
    return found


def _without_id(element: Any) -> dict[str, str]:
    return {name: value for name, value in element.attrib.items() if name != "id"}


def _parts(article: Any) -> Iterator[list[Any]]:
    """The article's blocks in groups: cut at a section when half the size is reached, then at any heading."""
    sizes = [len(etree.tostring(block)) for block in article]
    if sum(sizes) <= PART_SIZE:
        yield list(article)
        return
    group: list[Any] = []
    filled = 0
    for block, size in zip(list(article), sizes, strict=True):
        starts = (
            block.get("role") == "doc-endnotes"
            or (block.tag == "h2" and filled > PART_SIZE / 2)
            or (block.tag in HEADINGS and filled > PART_SIZE)
            or filled > 2 * PART_SIZE
        )
        if group and starts:
            yield group
            group, filled = [], 0
        group.append(block)
        filled += size
    yield group


def _holds_notes(root: Any) -> bool:
    return root.find("body/article/section[@role='doc-endnotes']") is not None


def _resolve(made: list[Document], report: Report) -> None:
    """Lead links inside the article to the file of their target; take an address off that no book may hold.

    What a template links to is not seen by the passes, so this is their last check.
    """
    home = {element.get("id"): document.file for document in made for element in document.root.iter("*")}
    for document in made:
        for link in document.root.iter("a"):
            href = link.get("href")
            if href is None:
                continue
            if href.startswith("#"):
                file = home.get(href[1:])
                if file is None:
                    _disarm(link, href)
                elif file != document.file:
                    link.set("href", file + href)
            elif href.startswith(ELSEWHERE):
                key, mark, place = href.removeprefix(ELSEWHERE).partition("#")
                link.set("href", f"{key}.xhtml{mark}{place}")
            elif not _URL.fullmatch(href):
                _disarm(link, href)
                report.add(
                    "B109",
                    f'the address "{href[:80]}" is not a web address; its words stay without a link in the EPUB',
                    "write the address whole: https://…",
                )


def _disarm(link: Any, href: str) -> None:
    del link.attrib["href"]
    link.set("data-target", href)
