"""Rules of EPUB Accessibility 1.1 and EPUB 3.3 that EPUBCheck leaves aside, and that a program can decide."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from exporter.checks.places import place_of
from exporter.checks.rules import Finding, Place, rule
from exporter.checks.rules.zipped import Package, opened_package

_DC = "{http://purl.org/dc/elements/1.1/}"
_OPF = "{http://www.idpf.org/2007/opf}"
_OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_HEADING = re.compile("h([1-6])")
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_EMPTY_WORDS = frozenset(
    ("click here", "here", "read more", "more", "link", "cliquez ici", "ici", "lire la suite", "hier")
)


class Document:
    """One content document: its path in the package, and its root."""

    def __init__(self, path: str, root: Any) -> None:
        self.path = path
        self.root = root

    def each(self, *names: str) -> Iterator[Any]:
        """The elements of these names, whatever their namespace."""
        return (e for e in self.root.iter() if isinstance(e.tag, str) and _local(e) in names)


class Subject:
    """An opened book."""

    def __init__(self, archive: Package) -> None:
        self._archive = archive
        container = archive.xml("META-INF/container.xml")
        roots = (e.get("full-path") for e in container.iter() if isinstance(e.tag, str) and _local(e) == "rootfile")
        self.path = str(next(roots, "a package"))
        self.package = archive.xml(self.path)

    @cached_property
    def items(self) -> list[Any]:
        return list(self.package.iter(f"{_OPF}item"))

    @cached_property
    def documents(self) -> list[Document]:
        """The content documents in the order of the spine, then the navigation document where it is not among them."""
        items = {item.get("id"): item for item in self.items}
        spine = [items[ref.get("idref")] for ref in self.package.iter(f"{_OPF}itemref") if ref.get("idref") in items]
        spine += [item for item in self.items if _is_nav(item) and item not in spine]
        return [document for item in spine if (document := self._document(item))]

    @cached_property
    def nav(self) -> Document | None:
        """The navigation document."""
        paths = {self.resolve(self.path, item.get("href", "")) for item in self.items if _is_nav(item)}
        return next((document for document in self.documents if document.path in paths), None)

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The package's properties by their names."""
        found: dict[str, list[str]] = {}
        for element in self.package.iter(f"{_OPF}meta"):
            if element.get("property") and not element.get("refines"):
                found.setdefault(element.get("property"), []).append((element.text or "").strip())
        return found

    @cached_property
    def pictures(self) -> list[tuple[Document, Any]]:
        """The pictures of the text; a cover is none of them."""
        return [(d, picture) for d in self.documents if not _is_cover(d) for picture in d.each("img")]

    def holds(self, *names: str) -> bool:
        """Whether some document has an element of one of these names."""
        return any(True for document in self.documents for _ in document.each(*names))

    def resolve(self, base: str, address: str) -> str:
        """The path in the package that an address in a file of it means."""
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), unquote(address.partition("#")[0])))

    def has(self, path: str) -> bool:
        return path in self._archive.names

    def _document(self, item: Any) -> Document | None:
        path = self.resolve(self.path, item.get("href", ""))
        if item.get("media-type") != "application/xhtml+xml" or not self.has(path):
            return None
        return Document(path, self._archive.xml(path))


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The book as its rules look at it. Raises Unreadable for what is no EPUB."""
    with opened_package(data) as package:
        subject = Subject(package)
        _ = subject.documents
        yield subject


@rule("V301", "error", "the package says how the book can be read",
      why="Libraries and shops show these claims; who needs a book that can be read aloud filters by them.",
      mend="state accessMode, accessibilityFeature, accessibilityHazard and accessibilitySummary",
      source="EPUB Accessibility 1.1, 2.2")  # fmt: skip
def claims(subject: Subject) -> Iterator[Finding]:
    for name in ("accessMode", "accessibilityFeature", "accessibilityHazard", "accessibilitySummary"):
        if not subject.meta.get(f"schema:{name}"):
            yield Finding(f"the package says no {name}", subject.path)


@rule("V302", "error", "what the package claims is in the book",
      why="A claim that is not true is worse than none: the book is bought, and cannot be read.",
      mend="take the claim back, or make it true", source="EPUB Accessibility 1.1, 2.2; schema.org")  # fmt: skip
def truthful(subject: Subject) -> Iterator[Finding]:
    features = subject.meta.get("schema:accessibilityFeature", [])
    bare = [
        picture for _, picture in subject.pictures if not _is_decorative(picture) and not picture.get("alt", "").strip()
    ]
    if "alternativeText" in features and bare:
        yield Finding(f"it claims alternativeText; {len(bare)} picture(s) have none", subject.path)
    if "alternativeText" in features and not subject.pictures and not subject.holds("svg", "math", "audio", "video"):
        yield Finding("it claims alternativeText; there is no picture", subject.path)
    if "MathML" in features and not subject.holds("math"):
        yield Finding("it claims MathML; there is none", subject.path)
    page_list = subject.nav is not None and any(
        "page-list" in (n.get(_OPS_TYPE) or "") for n in subject.nav.each("nav")
    )
    for feature in ("pageNavigation", "printPageNumbers"):
        if feature in features and not page_list:
            yield Finding(f"it claims {feature}; there is no page list", subject.path)
    if "tableOfContents" in features and subject.nav is None:
        yield Finding("it claims tableOfContents; there is none", subject.path)
    modes = subject.meta.get("schema:accessMode", [])
    if subject.pictures and "visual" not in modes and any(not _is_decorative(p) for _, p in subject.pictures) and modes:
        yield Finding("it has pictures, and does not say accessMode visual", subject.path)


@rule("V303", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend='describe it in alt, or mark it as decorative (alt="" with role="presentation")',
      source="WCAG 2.1, 1.1.1; EPUB Accessibility 1.1, 3.2")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for document, picture in subject.pictures:
        if picture.get("alt") is None:
            yield Finding(f'the picture "{picture.get("src", "")[:80]}" has no alt', _place(document, picture))
        elif not picture.get("alt", "").strip() and not _is_decorative(picture):
            yield Finding(f'the picture "{picture.get("src", "")[:80]}" has an empty alt', _place(document, picture))


@rule("V304", "warning", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="WCAG 2.1, 1.3.1; EPUB Accessibility 1.1, 3.2")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        last = 0
        for element in document.each("h1", "h2", "h3", "h4", "h5", "h6"):
            level = int(_local(element)[1])
            if last and level > last + 1:
                yield Finding(f"h{level} stands after h{last}", _place(document, element))
            last = level


@rule("V305", "warning", "the navigation names the book's landmarks",
      why="Reading systems take their user to the text, the contents or the notes by them.",
      mend='add a nav of the type "landmarks"', source="EPUB 3.3, 7.4.5; EPUB Accessibility 1.1, 3.2")  # fmt: skip
def landmarked(subject: Subject) -> Iterator[Finding]:
    if subject.nav is None:
        yield Finding("it has no navigation document", subject.path)
    elif not any("landmarks" in (nav.get(_OPS_TYPE) or "").split() for nav in subject.nav.each("nav")):
        yield Finding("it names no landmarks", subject.nav.path)


@rule("V306", "error", "pages of the print edition are listed, and say whose they are",
      why="A class is told to open page 42; without the list half of it cannot.",
      mend="list every page break in a nav of the type page-list, and name the edition in dc:source or pageBreakSource",
      source="EPUB Accessibility 1.1, 3.4")  # fmt: skip
def paged(subject: Subject) -> Iterator[Finding]:
    breaks = [
        (document, e)
        for document in subject.documents
        for e in document.root.iter()
        if isinstance(e.tag, str)
        and ("pagebreak" in (e.get(_OPS_TYPE) or "").split() or e.get("role") == "doc-pagebreak")
    ]
    lists = [n for n in subject.nav.each("nav") if "page-list" in (n.get(_OPS_TYPE) or "")] if subject.nav else []
    if breaks and not lists:
        yield Finding(f"it marks {len(breaks)} page breaks and lists none", breaks[0][0].path)
    if lists and not (subject.meta.get("pageBreakSource") or list(subject.package.iter(f"{_DC}source"))):
        yield Finding("it lists pages and does not say of which edition", subject.path)


@rule("V307", "error", "the package and every document say their language",
      why="A screen reader speaks French words with an English voice.",
      mend="set dc:language, and xml:lang and lang on each html element", source="WCAG 2.1, 3.1.1")  # fmt: skip
def spoken(subject: Subject) -> Iterator[Finding]:
    if not any((e.text or "").strip() for e in subject.package.iter(f"{_DC}language")):
        yield Finding("the package names no language", subject.path)
    for document in subject.documents:
        if not (document.root.get("lang") or document.root.get(_XML_LANG)):
            yield Finding("the document names no language", document.path)


@rule("V308", "warning", "a table has header cells",
      why="Read aloud, a cell without its header is a number without a meaning.",
      mend="make the cells that head rows or columns th", source="WCAG 2.1, 1.3.1")  # fmt: skip
def headed(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for table in document.each("table"):
            names = [_local(e) for e in table.iter() if isinstance(e.tag, str)]
            if "td" in names and "th" not in names and table.get("role") not in ("presentation", "none"):
                yield Finding("a table has no header cells", _place(document, table))


@rule("V309", "error", "a link says where it leads",
      why="Read out of its sentence, as lists of links are, it has to be understood alone.",
      mend="write what is found there", source="WCAG 2.1, 2.4.4")  # fmt: skip
def told(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        for link in document.each("a"):
            if link.get("href") is None:
                continue
            words = " ".join("".join(link.itertext()).split()) or link.get("aria-label") or link.get("title") or ""
            words = words or " ".join(e.get("alt", "") for e in link.iter() if isinstance(e.tag, str)).strip()
            if not words:
                yield Finding(f'a link to "{link.get("href")[:80]}" has no words', _place(document, link))
            elif words.casefold().strip(" .…»>") in _EMPTY_WORDS:
                yield Finding(f'a link says only "{words}"', _place(document, link))


@rule("V310", "error", "a link inside the book leads somewhere",
      why="The reader is promised a note, and stays where he was.",
      mend="correct the address, or give its target the id", source="EPUB 3.3, 5.1")  # fmt: skip
def leading(subject: Subject) -> Iterator[Finding]:
    ids = {
        document.path: {e.get("id") for e in document.root.iter() if isinstance(e.tag, str)}
        for document in subject.documents
    }
    for document in subject.documents:
        for link in document.each("a"):
            address = link.get("href") or ""
            if not address or re.match("[a-zA-Z][a-zA-Z0-9+.-]*:", address):
                continue
            path = subject.resolve(document.path, address) if address.partition("#")[0] else document.path
            fragment = unquote(address.partition("#")[2])
            if not subject.has(path) or (fragment and path in ids and fragment not in ids[path]):
                yield Finding(f'a link leads to "{address[:80]}", which is not there', _place(document, link))


@rule("V311", "warning", "each document has a title",
      why="Reading systems announce a document by it.",
      mend="write a title into its head", source="WCAG 2.1, 2.4.2")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    for document in subject.documents:
        head = next(document.each("head"), None)
        title = (
            next((e for e in head if isinstance(e.tag, str) and _local(e) == "title"), None)
            if head is not None
            else None
        )
        if title is None or not "".join(title.itertext()).strip():
            yield Finding("the document has no title", document.path)


def _local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _is_nav(item: Any) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _is_cover(document: Document) -> bool:
    types = {word for element in document.each("body", "section") for word in (element.get(_OPS_TYPE) or "").split()}
    return "cover" in types


def _is_decorative(picture: Any) -> bool:
    return picture.get("role") in ("presentation", "none") or picture.get("aria-hidden") == "true"


def _place(document: Document, element: Any) -> Place:
    shown = f"{document.path}:{element.sourceline}" if element.sourceline else document.path
    return Place(shown, document.path, place_of(element))
