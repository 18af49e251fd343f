"""A Word file as its rules look at it (ECMA-376)."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

from exporter.checks.places import place_of
from exporter.checks.rules import Place, Unreadable
from exporter.checks.rules.words import shortened
from exporter.checks.rules.zipped import Package, Remembering, opened_package, parsed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
OFF = ("0", "false", "off")

_WORDS = (f"{W}t", f"{W}tab", f"{W}br", f"{W}p")
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
# Strict files (ISO/IEC 29500-1) say the same in namespaces of their own; they are read as if they were transitional.
_STRICT = b"http://purl.oclc.org/ooxml/"
_TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", R[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", W[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing", WP[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", A[1:-1].encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/picture", b"http://schemas.openxmlformats.org/drawingml/2006/picture"),
    (b"http://purl.oclc.org/ooxml/drawingml/chart", b"http://schemas.openxmlformats.org/drawingml/2006/chart"),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", b"http://schemas.openxmlformats.org/officeDocument/2006/math"),
)
_HEADING_NAME = re.compile(r"heading ([1-9])", re.IGNORECASE)
_STORIES = ("header", "footer", "footnotes", "endnotes", "comments")
_CODE = ("code", "source", "verbatim", "preformatted", "html")
_DEPTH = 12  # of styles based on styles; Word itself stops at 11


class Subject(Remembering):
    """An opened package: its parts, and what several rules look at."""

    def __init__(self, archive: Package) -> None:
        super().__init__()
        self._archive = archive
        self._parts: dict[str, Any] = {}
        self._relations: dict[str, list[Any]] = {}
        self._levels: dict[str, int] = {}
        self.names = archive.names
        self.listed = archive.listed
        self.is_strict = False
        self.document = self.part(self.main)

    @cached_property
    def main(self) -> str:
        """The part that the package's first relationship names."""
        for relation in self.relations(""):
            if relation.get("Type", "").endswith("/officeDocument"):
                return self.target("", relation)
        raise Unreadable("it lacks a main document")

    def part(self, name: str) -> Any:
        """The root element of a part."""
        if name not in self._parts:
            data = self._archive.data(name)
            if _STRICT in data:
                self.is_strict = True
                for strict, transitional in _TRANSITIONAL:
                    data = data.replace(strict, transitional)
            self._parts[name] = parsed(name, data)
        return self._parts[name]

    def has(self, name: str) -> bool:
        return name in self.names

    def head(self, name: str, size_bytes: int) -> bytes:
        """The first bytes of a part."""
        return self._archive.head(name, size_bytes)

    def relations(self, name: str) -> list[Any]:
        """The relationships of a part, or of the package ("")."""
        if name not in self._relations:
            folder, file = posixpath.split(name)
            path = posixpath.join(folder, "_rels", f"{file}.rels")
            self._relations[name] = list(self.part(path).iter(RELATIONSHIP)) if self.has(path) else []
        return self._relations[name]

    def target(self, name: str, relation: Any) -> str:
        """The part that a relationship leads to."""
        joined = posixpath.join("/", posixpath.dirname(name), unquote(relation.get("Target", "").partition("#")[0]))
        return posixpath.normpath(joined).lstrip("/")

    def beside(self, kind: str) -> Any:
        """The root of the part of the main document of this kind ("styles"), None where there is none."""
        for relation in self.relations(self.main):
            if kind_of(relation) == kind and self.has(self.target(self.main, relation)):
                return self.part(self.target(self.main, relation))
        return None

    def properties(self, kind: str) -> dict[str, str]:
        """The package's properties of a kind ("core", "extended") by their names."""
        for relation in self.relations(""):
            if kind_of(relation) == f"{kind}-properties" and self.has(self.target("", relation)):
                root = self.part(self.target("", relation))
                return {etree.QName(e).localname: (e.text or "").strip() for e in root.iterchildren("*")}
        return {}

    @cached_property
    def styles(self) -> dict[str, Any]:
        root = self.beside("styles")
        return {} if root is None else {style.get(f"{W}styleId", ""): style for style in root.iter(f"{W}style")}

    @cached_property
    def settings(self) -> Any:
        """The settings, an empty element where there are none."""
        found = self.beside("settings")
        return etree.Element(f"{W}settings") if found is None else found

    @cached_property
    def stories(self) -> list[tuple[str, Any]]:
        """The parts that hold text, by name: document, headers, footers, notes, comments."""
        found = {self.main: self.document}
        for relation in self.relations(self.main):
            name = self.target(self.main, relation)
            if kind_of(relation) in _STORIES and self.has(name):
                found[name] = self.part(name)
        return list(found.items())

    @cached_property
    def texts(self) -> list[tuple[str, Any]]:
        """The stories as they are read: what stands in them a second time for older programs is left out."""
        found = []
        for name, root in self.stories:
            if next(root.iter(f"{MC}Fallback"), None) is not None:
                root = deepcopy(root)
                for fallback in list(root.iter(f"{MC}Fallback")):
                    fallback.getparent().remove(fallback)
            found.append((name, root))
        return found

    @cached_property
    def body(self) -> Any:
        """The main document as it is read."""
        return self.texts[0][1]

    @cached_property
    def lines(self) -> list[tuple[Any, str]]:
        """The paragraphs of the main document with their words, in order."""
        if next(self.body.iter(f"{W}txbxContent"), None) is not None:  # paragraphs inside paragraphs
            return [(paragraph, words_of(paragraph)) for paragraph in self.body.iter(f"{W}p")]
        found: list[tuple[Any, list[str]]] = []
        for element in self.body.iter(*_WORDS):
            tag = element.tag
            if tag == f"{W}p":
                words: list[str] = []
                found.append((element, words))
            elif found:
                words.append(element.text or "" if tag == f"{W}t" else " ")
        return [(paragraph, "".join(words).strip()) for paragraph, words in found]

    def level(self, paragraph: Any) -> int:
        """The level of a heading: by its own outline level, or by its style's or that one's base; 0 for other text."""
        properties = paragraph.find(f"{W}pPr")
        named = self.default_style
        for element in properties if properties is not None else ():
            if element.tag == f"{W}outlineLvl":
                return _outline(element)
            if element.tag == f"{W}pStyle":
                named = element.get(f"{W}val")
        return self.level_of(named)

    def level_of(self, identifier: str) -> int:
        """The level of headings in a style; 0 for other styles."""
        if identifier not in self._levels:
            self._levels[identifier] = self._level(identifier)
        return self._levels[identifier]

    def _level(self, identifier: str) -> int:
        for style in self.chain(identifier):
            outline = style.find(f"{W}pPr/{W}outlineLvl")
            if outline is not None:
                return _outline(outline)
            name = style.find(f"{W}name")
            found = _HEADING_NAME.fullmatch(name.get(f"{W}val") or "") if name is not None else None
            if found:
                return int(found[1])
        return 0

    def chain(self, identifier: str) -> Iterator[Any]:
        """A style and those that it is based on, the nearest first; a circle ends."""
        style = self.styles.get(identifier)
        for _ in range(_DEPTH):
            if style is None:
                return
            yield style
            base = style.find(f"{W}basedOn")
            style = self.styles.get(base.get(f"{W}val")) if base is not None else None

    @cached_property
    def default_style(self) -> str:
        """The style of paragraphs that name none."""
        for name, style in self.styles.items():
            if style.get(f"{W}type") == "paragraph" and is_on(style.get(f"{W}default", "0")):
                return name
        return ""

    def place(self, name: str, element: Any) -> Place:
        """Where an element stands, as a reader finds it: the part, the table and row, the words."""
        return Place(self._shown(name, element), name, place_of(element))

    def _shown(self, name: str, element: Any) -> str:
        found = [] if name == self.main else [posixpath.basename(name).removesuffix(".xml")]
        up = [element, *element.iterancestors(f"{W}tbl", f"{W}tr", f"{W}p")]
        tables = [e for e in up if e.tag == f"{W}tbl"]
        if tables:
            order = [e for e in element.getroottree().getroot().iter(f"{W}tbl")
                     if next(e.iterancestors(f"{W}tbl"), None) is None]  # fmt: skip
            found.append(f"table {order.index(tables[-1]) + 1}")
            row = next((e for e in up[::-1] if e.tag == f"{W}tr"), None)
            if row is not None:
                found.append(f"row {[e for e in tables[-1] if e.tag == f'{W}tr'].index(row) + 1}"
                             if row.getparent() is tables[-1] else "a row")  # fmt: skip
        paragraph = next((e for e in up if e.tag == f"{W}p"), None)
        if paragraph is None:
            paragraph = next((p for p in element.iter(f"{W}p") if words_of(p)), None)
        style = next((e for e in (element, *element.iterancestors()) if e.tag == f"{W}style"), None)
        if style is not None:
            found.append(f'"{style_name(style)}"')
        words = words_of(paragraph) if paragraph is not None else ""
        if not words and paragraph is not None:
            before = (words_of(p) for p in paragraph.itersiblings(f"{W}p", preceding=True))
            words = next((f"after “{shortened(other, 40)}”" for other in before if other), "")
            return ", ".join([*found, words] if words else found)
        return ", ".join([*found, f"“{shortened(words, 40)}”"] if words else found)


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The package as its rules look at it. Raises Unreadable for what is no Word file."""
    with opened_package(data) as package:
        subject = Subject(package)
        _ = subject.stories, subject.styles, subject.settings
        yield subject


def kind_of(relation: Any) -> str:
    """The last word of a relationship's type ("styles", "image")."""
    return str(relation.get("Type", "")).rpartition("/")[2]


def is_on(value: str | None) -> bool:
    """Whether a toggle is on; one without a value is."""
    return value not in OFF


def words_of(element: Any) -> str:
    """The words that stand in an element."""
    found = element.iter(*_WORDS)
    return "".join(e.text or "" if e.tag == f"{W}t" else " " for e in found).strip()


def style_name(style: Any) -> str:
    """The name that a reader sees of a style."""
    name = style.find(f"{W}name")
    return str(name.get(f"{W}val") if name is not None else style.get(f"{W}styleId"))


def is_code(style: str) -> bool:
    """Whether a style, by its identifier, is one of program code."""
    return any(word in style.casefold() for word in _CODE)


def is_decorative(drawing: Any) -> bool:
    """Whether a drawing (its wp:docPr) says that it only decorates."""
    mark = next(drawing.iter(_DECORATIVE), None)
    return mark is not None and mark.get("val") in ("1", "true")


def _outline(element: Any) -> int:
    """The level that a w:outlineLvl says, 0 for text."""
    value = element.get(f"{W}val") or ""
    return int(value) + 1 if value.isdecimal() and int(value) < 9 else 0
