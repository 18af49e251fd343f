"""A book as its rules look at it: EPUB 3.3 and EPUB Accessibility 1.1."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

from exporter.checks.places import place_of
from exporter.checks.rules import Finding, Place, Unreadable
from exporter.checks.rules.words import shortened
from exporter.checks.rules.zipped import Package, Remembering, opened_package

DC = "{http://purl.org/dc/elements/1.1/}"
OPF = "{http://www.idpf.org/2007/opf}"
OPS_TYPE = "{http://www.idpf.org/2007/ops}type"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")

_MOST = 3
_NCX = "{http://www.daisy.org/z3986/2005/ncx/}"
_ENCRYPTION = "META-INF/encryption.xml"
_ENCRYPTED = "{http://www.w3.org/2001/04/xmlenc#}"
_MARKED = etree.XPath("//*[@e:type or @role]", namespaces={"e": OPS_TYPE[1:-5]})
_IDS = etree.XPath("//@id")
_OUTSIDE = re.compile("[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class Document:
    """One content document: its path in the package, and its root."""

    def __init__(self, path: str, root: Any) -> None:
        self.path = path
        self.root = root

    @cached_property
    def elements(self) -> list[tuple[str, Any]]:
        """Each element with its name, whatever its namespace, in document order."""
        return [(e.tag.rpartition("}")[2], e) for e in self.root.iter("*")]

    @cached_property
    def _by_name(self) -> dict[str, list[Any]]:
        found: dict[str, list[Any]] = {}
        for name, element in self.elements:
            found.setdefault(name, []).append(element)
        return found

    def each(self, *names: str) -> list[Any]:
        """The elements of these names in document order."""
        if len(names) == 1:
            return self._by_name.get(names[0], [])
        if not any(name in self._by_name for name in names):
            return []
        return [element for name, element in self.elements if name in names]

    @cached_property
    def marked(self) -> list[tuple[Any, frozenset[str], frozenset[str]]]:
        """Each element that says what it is, with its epub:type and its role."""
        found: Any = _MARKED(self.root)
        return [(e, types_of(e), frozenset((e.get("role") or "").split())) for e in found]

    @cached_property
    def ids(self) -> list[str]:
        found: Any = _IDS(self.root)
        return [str(value) for value in found]

    @cached_property
    def by_id(self) -> dict[str, Any]:
        """The first element of each id."""
        return {e.get("id"): e for _, e in reversed(self.elements) if e.get("id")}

    @cached_property
    def order(self) -> dict[Any, int]:
        """The place of each element in the document."""
        return {element: place for place, (_, element) in enumerate(self.elements)}

    def place(self, element: Any) -> Place:
        shown = f"{self.path}:{element.sourceline}" if element.sourceline else self.path
        return Place(shown, self.path, place_of(element))


class Subject(Remembering):
    """An opened book."""

    def __init__(self, archive: Package) -> None:
        super().__init__()
        self._archive = archive
        container = archive.xml("META-INF/container.xml")
        roots = (e.get("full-path") for e in container.iter("*") if local(e) == "rootfile")
        path = str(next(roots, "a package document"))
        self.path = path if self.has(path) else unquote(path)
        self.package = archive.xml(self.path)
        self.is_epub_2 = (self.package.get("version") or "").startswith("2")
        self.broken: list[tuple[str, str]] = []  # documents that no reading system can read, and why

    @cached_property
    def items(self) -> list[Any]:
        return list(self.package.iter(f"{OPF}item"))

    @cached_property
    def encrypted(self) -> dict[str, str]:
        """The algorithm of each file that is not stored as it is, by its path."""
        if not self.has(_ENCRYPTION):
            return {}
        found = {}
        for data in self._archive.xml(_ENCRYPTION).iter(f"{_ENCRYPTED}EncryptedData"):
            method = data.find(f"{_ENCRYPTED}EncryptionMethod")
            for reference in data.iter(f"{_ENCRYPTED}CipherReference"):
                algorithm = method.get("Algorithm", "") if method is not None else ""
                found[posixpath.normpath(unquote(reference.get("URI", "")))] = algorithm
        return found

    @cached_property
    def spine(self) -> list[Any]:
        """The items in reading order."""
        items = {item.get("id"): item for item in self.items}
        return [items[ref.get("idref")] for ref in self.package.iter(f"{OPF}itemref") if ref.get("idref") in items]

    @cached_property
    def documents(self) -> list[Document]:
        """The content documents in the order of the spine, then the navigation document where it is not among them."""
        items = dict.fromkeys([*self.spine, *(item for item in self.items if _is_nav(item))])
        return [document for item in items if (document := self._document(item))]

    @cached_property
    def texts(self) -> list[Document]:
        """The documents that are read from the first to the last: the navigation document is not."""
        return [document for document in self.documents if document is not self.nav]

    @cached_property
    def nav(self) -> Document | None:
        """The navigation document."""
        paths = {self.resolve(self.path, item.get("href", "")) for item in self.items if _is_nav(item)}
        return next((document for document in self.documents if document.path in paths), None)

    @cached_property
    def navs(self) -> dict[str, list[Any]]:
        """The lists of the navigation document by their types: toc, landmarks, page-list."""
        found: dict[str, list[Any]] = {}
        for nav in self.nav.each("nav") if self.nav is not None else ():
            for name in types_of(nav):
                found.setdefault(name, []).append(nav)
        return found

    @cached_property
    def ncx(self) -> Any:
        """The older navigation, None where there is none."""
        kinds = "application/x-dtbncx+xml"
        path = next(
            (self.resolve(self.path, i.get("href", "")) for i in self.items if i.get("media-type") == kinds), ""
        )
        return self._archive.xml(path) if self.has(path) else None

    @cached_property
    def meta(self) -> dict[str, list[str]]:
        """The package's properties by their names."""
        found: dict[str, list[str]] = {}
        for element in self.package.iter(f"{OPF}meta"):
            name, value = element.get("property"), "".join(element.itertext())
            if not name and self.is_epub_2:
                name, value = element.get("name"), element.get("content") or ""
            if name and not element.get("refines"):
                found.setdefault(name, []).append(" ".join(value.split()))
        return found

    @cached_property
    def pictures(self) -> list[tuple[Document, Any]]:
        """The pictures of the text; a cover is none of them."""
        return [(d, picture) for d in self.documents if not _is_cover(d) for picture in d.each("img")]

    @cached_property
    def informative(self) -> list[Any]:
        """The pictures of the text that say something."""
        return [picture for _, picture in self.pictures if not is_decorative(picture)]

    @cached_property
    def telling(self) -> list[Any]:
        """Those of which it is plain: they have words or a caption, or their alt is missing."""
        return [p for p in self.informative if p.get("alt") is None or p.get("alt").strip() or _has_caption(p)]

    @cached_property
    def undescribed(self) -> list[Any]:
        """The pictures of the text that say something, and have no words.

        An empty alt stands for "decorative" beside pictures that are described, unless the picture has a caption.
        """
        described = any((picture.get("alt") or "").strip() for picture in self.informative)
        return [picture for picture in self.informative
                if picture.get("alt") is None
                or (not picture.get("alt").strip() and (not described or _has_caption(picture)))]  # fmt: skip

    @cached_property
    def page_breaks(self) -> list[tuple[Document, Any]]:
        """Where the pages of a print edition begin."""
        return [
            (document, element)
            for document in self.texts
            for element, types, roles in document.marked
            if "pagebreak" in types or "doc-pagebreak" in roles
        ]

    @cached_property
    def pages_of_ncx(self) -> list[Any]:
        return list(self.ncx.iter(f"{_NCX}pageTarget")) if self.ncx is not None else []

    def holds(self, *names: str) -> bool:
        """Whether some document has an element of one of these names."""
        return any(document.each(*names) for document in self.documents)

    def resolve(self, base: str, address: str) -> str:
        """The path in the package that an address in a file of it means."""
        path = unquote(address.partition("#")[0])
        return posixpath.normpath(posixpath.join(posixpath.dirname(base), path)) if path else base

    def target(self, document: Document, address: str) -> tuple[Document | None, Any]:
        """The document and the element that a link leads to; None for what is not in the book's text."""
        if is_outside(address):
            return None, None
        path = self.resolve(document.path, address)
        found = next((other for other in self.documents if other.path == path), None)
        fragment = unquote(address.partition("#")[2])
        if found is None or not fragment:
            return found, None
        return found, found.by_id.get(fragment)

    def has(self, path: str) -> bool:
        return path in self._archive.names

    def data(self, path: str) -> bytes:
        return self._archive.data(path)

    def head(self, path: str, size_bytes: int) -> bytes:
        """The first bytes of a file."""
        return self._archive.head(path, size_bytes)

    @cached_property
    def sheets(self) -> dict[str, str]:
        """The text of each stylesheet by its path."""
        paths = {self.resolve(self.path, i.get("href") or "") for i in self.items if i.get("media-type") == "text/css"}
        return {path: self.data(path).decode("utf-8", "replace") for path in sorted(paths) if self.has(path)}

    def _document(self, item: Any) -> Document | None:
        path = self.resolve(self.path, item.get("href", ""))
        if item.get("media-type") != "application/xhtml+xml" or not self.has(path):
            return None
        if path in self.encrypted:
            raise Unreadable("its text is locked (encrypted), and only a reading system with the key can show it")
        try:
            return Document(path, self._archive.xml(path))
        except Unreadable as exc:
            self.broken.append((path, str(exc).removeprefix(f"{path} ")))
            return None


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The book as its rules look at it. Raises Unreadable for what is no EPUB."""
    with opened_package(data) as package:
        subject = Subject(package)
        _ = subject.documents
        yield subject


def of_documents(paths: list[str], one: str, many: str) -> Iterator[Finding]:
    """The same finding of each document; of many it is told once."""
    if len(paths) > _MOST:
        yield Finding(f"{len(paths)} {many}, first this one", paths[0])
    else:
        yield from (Finding(one, path) for path in paths)


def local(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def types_of(element: Any) -> frozenset[str]:
    """What an element is in EPUB's structure vocabulary."""
    return frozenset((element.get(OPS_TYPE) or "").split())


def is_decorative(picture: Any) -> bool:
    return picture.get("role") in ("presentation", "none", "separator") or picture.get("aria-hidden") == "true"


def is_outside(address: str) -> bool:
    """Whether an address leads out of the book."""
    return bool(_OUTSIDE.match(address))


def words_of(element: Any) -> str:
    """What an element is read out as: its label, or its words and the descriptions of its pictures."""
    label = (element.get("aria-label") or "").strip()
    return label or " ".join("".join(_spoken(element)).split()) or (element.get("title") or "").strip()


def shown(element: Any) -> str:
    """The beginning of an element's words, for a message."""
    return shortened(words_of(element))


def _spoken(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if isinstance(child.tag, str):
            if local(child) in ("img", "area"):
                yield child.get("alt") or ""
            elif child.get("aria-label"):
                yield child.get("aria-label")
            elif local(child) == "math" and child.get("alttext"):
                yield child.get("alttext")
            else:
                yield from _spoken(child)
        yield child.tail or ""


def _has_caption(picture: Any) -> bool:
    figure = next((e for e in picture.iterancestors("*") if local(e) == "figure"), None)
    return figure is not None and any(local(e) == "figcaption" for e in figure.iter("*"))


def _is_nav(item: Any) -> bool:
    return "nav" in (item.get("properties") or "").split()


def _is_cover(document: Document) -> bool:
    return any("cover" in types for element, types, _ in document.marked if local(element) in ("body", "section"))
