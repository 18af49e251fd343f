"""Rules of a Word file (ECMA-376): that its package holds together, and that who cannot see it can use it."""

import posixpath
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from typing import Any
from urllib.parse import unquote

from lxml import etree

from exporter.checks.places import place_of
from exporter.checks.rules import Finding, Place, rule
from exporter.checks.rules.zipped import Package, opened_package

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_EMPTY_WORDS = frozenset(
    ("click here", "here", "read more", "more", "link", "cliquez ici", "ici", "lire la suite", "hier")
)
# The order of the children of w:pPr and others (ECMA-376-1, 17.3.1.26 and 17.3.2.28, the schema's sequences), written
# down apart from what our own files are written by.
_ORDERS = {
    "pPr": "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange",
    "tblPr": "tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW jc tblCellSpacing "
    "tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption tblDescription tblPrChange",
    "tcPr": "cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection tcFitText vAlign hideMark",
    "sectPr": "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType "
    "pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings",
}
_PLACES = {f"{_W}{name}": {f"{_W}{c}": n for n, c in enumerate(order.split())} for name, order in _ORDERS.items()}
_REFERENCES = etree.XPath("//@r:id | //@r:embed | //@r:link", namespaces={"r": _R[1:-1]})
_HEADING_NAME = re.compile(r"heading ([1-6])", re.IGNORECASE)


class Subject:
    """An opened package: its parts, and what several rules look at."""

    def __init__(self, archive: Package) -> None:
        self._archive = archive
        self._parts: dict[str, Any] = {}
        self._levels: dict[str, int] = {}
        self.names = archive.names
        self.document = self.part(self.main)

    @cached_property
    def main(self) -> str:
        """The part that the package's first relationship names."""
        for relation in self.relations(""):
            if relation.get("Type", "").endswith("/officeDocument"):
                return self.target("", relation)
        raise KeyError("a main document")

    def part(self, name: str) -> Any:
        """The root element of a part."""
        if name not in self._parts:
            self._parts[name] = self._archive.xml(name)
        return self._parts[name]

    def has(self, name: str) -> bool:
        return name in self.names

    def relations(self, name: str) -> list[Any]:
        """The relationships of a part, or of the package ("")."""
        folder, file = posixpath.split(name)
        path = posixpath.join(folder, "_rels", f"{file}.rels")
        return list(self.part(path).iter(f"{_RELATIONS}Relationship")) if self.has(path) else []

    def target(self, name: str, relation: Any) -> str:
        """The part that a relationship leads to."""
        joined = posixpath.join("/", posixpath.dirname(name), unquote(relation.get("Target", "")))
        return posixpath.normpath(joined).lstrip("/")

    def beside(self, kind: str) -> Any:
        """The root of the part of the main document of this kind ("styles"), None where there is none."""
        for relation in self.relations(self.main):
            if relation.get("Type", "").endswith(f"/{kind}") and self.has(self.target(self.main, relation)):
                return self.part(self.target(self.main, relation))
        return None

    @cached_property
    def styles(self) -> dict[str, Any]:
        root = self.beside("styles")
        return {} if root is None else {style.get(f"{_W}styleId"): style for style in root.iter(f"{_W}style")}

    @cached_property
    def stories(self) -> list[tuple[str, Any]]:
        """The parts that hold text, by name: document, headers, footers, notes."""
        found = [(self.main, self.document)]
        for relation in self.relations(self.main):
            kind = relation.get("Type", "").rpartition("/")[2]
            name = self.target(self.main, relation)
            if kind in ("header", "footer", "footnotes", "endnotes", "comments") and self.has(name):
                found.append((name, self.part(name)))
        return found

    def level_of(self, identifier: str) -> int:
        """The level of headings in a style; 0 for other styles."""
        if identifier not in self._levels:
            self._levels[identifier] = self._level(identifier)
        return self._levels[identifier]

    def _level(self, identifier: str) -> int:
        style = self.styles.get(identifier)
        for _ in range(12):
            if style is None:
                return 0
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            if outline is not None:
                return int(outline.get(f"{_W}val")) + 1 if outline.get(f"{_W}val") != "9" else 0
            name = style.find(f"{_W}name")
            found = _HEADING_NAME.fullmatch(name.get(f"{_W}val") or "") if name is not None else None
            if found:
                return int(found[1])
            base = style.find(f"{_W}basedOn")
            style = self.styles.get(base.get(f"{_W}val")) if base is not None else None
        return 0

    @cached_property
    def core(self) -> dict[str, str]:
        """The core properties by their names."""
        for relation in self.relations(""):
            if relation.get("Type", "").endswith("/core-properties") and self.has(self.target("", relation)):
                root = self.part(self.target("", relation))
                return {etree.QName(element).localname: (element.text or "").strip() for element in root}
        return {}


@contextmanager
def opened(data: bytes) -> Iterator[Subject]:
    """The package as its rules look at it. Raises Unreadable for what is no Word file."""
    with opened_package(data) as package:
        subject = Subject(package)
        _ = subject.stories, subject.styles, subject.core
        yield subject


@rule("V401", "error", "every relationship leads to a part, and every part has a content type",
      why="Word calls the file broken, and offers to repair it by leaving something out.",
      mend="write the part, or take the relationship out", source="ECMA-376-2, 9.3, 10.1.2")  # fmt: skip
def whole(subject: Subject) -> Iterator[Finding]:
    for name in sorted(subject.names):
        if not name.endswith(".rels"):
            continue
        folder, file = posixpath.split(posixpath.dirname(name))[0], posixpath.basename(name)[: -len(".rels")]
        owner = posixpath.join(folder, file) if file else ""
        for relation in subject.part(name).iter(f"{_RELATIONS}Relationship"):
            if relation.get("TargetMode") != "External" and not subject.has(subject.target(owner, relation)):
                yield Finding(f'{relation.get("Id")} leads to "{relation.get("Target")}", which is not there', name)
    types = subject.part("[Content_Types].xml")
    endings = {element.get("Extension", "").lower() for element in types.iter(f"{_TYPES}Default")}
    named = {element.get("PartName", "").lstrip("/") for element in types.iter(f"{_TYPES}Override")}
    for name in sorted(subject.names):
        known = name in named or name.rpartition(".")[2].lower() in endings
        if not known and name != "[Content_Types].xml" and not name.endswith("/"):
            yield Finding("it has no content type", name)


@rule("V402", "error", "what the text refers to is there",
      why="Word calls the file broken, or drops the note, the picture or the look without a word.",
      mend="define it, or take the reference out", source="ECMA-376-1, 17.11.14, 17.9.18, 17.7.4.17")  # fmt: skip
def defined(subject: Subject) -> Iterator[Finding]:
    numbering = subject.beside("numbering")
    numbers = {e.get(f"{_W}numId") for e in numbering.iter(f"{_W}num")} if numbering is not None else set()
    for name, root in subject.stories:
        relations = {relation.get("Id") for relation in subject.relations(name)}
        identifiers: Any = _REFERENCES(root)
        for identifier in identifiers:
            if identifier and identifier not in relations:
                yield Finding(f'there is no relationship "{identifier}"', name)
        for element in root.iter(f"{_W}pStyle", f"{_W}rStyle", f"{_W}tblStyle", f"{_W}numId"):
            if element.tag in (f"{_W}pStyle", f"{_W}rStyle", f"{_W}tblStyle"):
                if element.get(f"{_W}val") not in subject.styles:
                    yield Finding(f'there is no style "{element.get(f"{_W}val")}"', _place(name, element))
            elif element.tag == f"{_W}numId" and element.get(f"{_W}val") not in {*numbers, "0"}:
                yield Finding(f'there is no list "{element.get(f"{_W}val")}"', _place(name, element))
    for kind in ("footnote", "endnote"):
        root = subject.beside(f"{kind}s")
        there = {e.get(f"{_W}id") for e in root.iter(f"{_W}{kind}")} if root is not None else set()
        calls = {e.get(f"{_W}id"): e for e in subject.document.iter(f"{_W}{kind}Reference")}
        for call, element in calls.items():
            if call not in there:
                yield Finding(f"{kind} {call} is called and is not there", _place(subject.main, element))
        notes = root.iter(f"{_W}{kind}") if root is not None else ()
        for note in notes:
            if note.get(f"{_W}type") in (None, "normal") and note.get(f"{_W}id") not in calls:
                place = _place(f"word/{kind}s.xml", note)
                yield Finding(f"{kind} {note.get(f'{_W}id')} is never called", place)


@rule("V403", "error", "identifiers are unique",
      why="Two bookmarks of one name lead to the first; two drawings of one number break the file in older Words.",
      mend="give each its own", source="ECMA-376-1, 17.13.6.2, 20.4.2.5")  # fmt: skip
def unique(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.stories:
        for tag, attribute, kind in (
            (f"{_W}bookmarkStart", f"{_W}name", "bookmark"),
            (f"{_W}bookmarkStart", f"{_W}id", "bookmark number"),
            (f"{_WP}docPr", "id", "drawing"),
        ):
            seen: set[str] = set()
            for element in root.iter(tag):
                value = element.get(attribute)
                if value in seen:
                    yield Finding(f'the {kind} "{value}" stands twice', _place(name, element))
                seen.add(value)
        ends = {e.get(f"{_W}id") for e in root.iter(f"{_W}bookmarkEnd")}
        for element in root.iter(f"{_W}bookmarkStart"):
            if element.get(f"{_W}id") not in ends:
                yield Finding(f'the bookmark "{element.get(f"{_W}name")}" never ends', _place(name, element))


@rule("V404", "error", "properties stand in the schema's order",
      why="Word calls the file broken and repairs it, or passes over what stands too late.",
      mend="sort them", source="ECMA-376-1, annex A")  # fmt: skip
def sorted_properties(subject: Subject) -> Iterator[Finding]:
    roots = [*subject.stories, *([("styles", s)] if (s := subject.beside("styles")) is not None else [])]
    for name, root in roots:
        for element in root.iter(*_PLACES):
            order = _PLACES[element.tag]
            places = [order.get(child.tag, -1) for child in element if isinstance(child.tag, str)]
            known = [place for place in places if place >= 0]
            if known != sorted(known):
                late = etree.QName(element[places.index(known[-1])]).localname
                text = f"{etree.QName(element).localname} has its parts in another order (at {late})"
                yield Finding(text, _place(name, element))


@rule("V405", "error", "the document has a title",
      why="A screen reader names a window by it; otherwise it reads out the file's name.",
      mend="give it a title in its properties", source="WCAG 2.1, 2.4.2; ECMA-376-2, 11")  # fmt: skip
def titled(subject: Subject) -> Iterator[Finding]:
    if not subject.core.get("title"):
        yield Finding("its properties have no title")


@rule("V406", "error", "the text says its language",
      why="A screen reader speaks French words with an English voice, and the spelling checker marks each of them.",
      mend="set the language of the default style", source="WCAG 2.1, 3.1.1; ECMA-376-1, 17.3.2.20")  # fmt: skip
def spoken(subject: Subject) -> Iterator[Finding]:
    root = subject.beside("styles")
    langs = root.iter(f"{_W}lang") if root is not None else ()
    if not any(lang.get(f"{_W}val") or lang.get(f"{_W}bidi") for lang in langs):
        yield Finding("no style says a language")


@rule("V407", "warning", "headings go down one level at a time",
      why="Who moves by headings believes that a part is missing.",
      mend="make the heading one level higher", source="WCAG 2.1, 1.3.1")  # fmt: skip
def stepped(subject: Subject) -> Iterator[Finding]:
    last = 0
    for paragraph in subject.document.iter(f"{_W}p"):
        level = _level(subject, paragraph)
        if level > last + 1 and (last or level > 1):
            words = "".join(t.text or "" for t in paragraph.iter(f"{_W}t"))[:60]
            before = f"after level {last}" if last else "first"
            place = Place("", subject.main, place_of(paragraph))
            yield Finding(f'the heading "{words}" of level {level} stands {before}', place)
        last = level or last


@rule("V408", "error", "a picture has an alternative text",
      why="Who does not see the picture learns nothing of what it shows.",
      mend="describe it, or mark it as decorative", source="WCAG 2.1, 1.1.1")  # fmt: skip
def described(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.stories:
        for drawing in root.iter(f"{_WP}docPr"):
            mark = next(drawing.iter(_DECORATIVE), None)
            decorative = mark is not None and mark.get("val") in ("1", "true")
            if not decorative and not drawing.get("descr", "").strip():
                place = _place(name, drawing)
                yield Finding(f'the picture "{drawing.get("name", "")}" has no alternative text', place)


@rule("V409", "warning", "a table has a header row",
      why="Read aloud, a cell without its header is a number without a meaning; in print the next page has no head.",
      mend="mark its first row as a header row", source="WCAG 2.1, 1.3.1; ECMA-376-1, 17.4.49")  # fmt: skip
def headed(subject: Subject) -> Iterator[Finding]:
    for number, table in enumerate(subject.document.iter(f"{_W}tbl"), 1):
        rows = list(table.iterchildren(f"{_W}tr"))
        cells = [len(list(row.iterchildren(f"{_W}tc"))) for row in rows]
        look = table.find(f"{_W}tblPr/{_W}tblLook")
        by_columns = look is not None and look.get(f"{_W}firstColumn") in ("1", "true")
        has_head = not rows or rows[0].find(f"{_W}trPr/{_W}tblHeader") is not None
        if len(rows) > 1 and max(cells, default=0) > 1 and not by_columns and not has_head:
            yield Finding(f"table {number} has no header row", Place("", subject.main, place_of(table)))


@rule("V410", "error", "a link says where it leads",
      why="Read out of its sentence, as lists of links are, it has to be understood alone.",
      mend="write what is found there", source="WCAG 2.1, 2.4.4")  # fmt: skip
def told(subject: Subject) -> Iterator[Finding]:
    for name, root in subject.stories:
        for link in root.iter(f"{_W}hyperlink"):
            words = " ".join("".join(t.text or "" for t in link.iter(f"{_W}t", f"{_W}instrText")).split())
            if not words and next(link.iter(f"{_WP}docPr"), None) is None:
                yield Finding("a link has no words", _place(name, link))
            elif words.casefold().strip(" .…»>") in _EMPTY_WORDS:
                yield Finding(f'a link says only "{words}"', _place(name, link))


@rule("V411", "error", "nothing is fetched from outside when the file is opened",
      why="Opening it tells someone else who reads it, and what is fetched may change.",
      mend="embed pictures and templates", source="ECMA-376-2, 9.3")  # fmt: skip
def at_home(subject: Subject) -> Iterator[Finding]:
    for name in sorted(subject.names):
        if name.endswith(".rels"):
            for relation in subject.part(name).iter(f"{_RELATIONS}Relationship"):
                kind = relation.get("Type", "").rpartition("/")[2]
                if relation.get("TargetMode") == "External" and kind != "hyperlink":
                    yield Finding(f'a {kind} is fetched from "{relation.get("Target", "")[:80]}"', name)


def _place(part: str, element: Any) -> Place:
    return Place(part, part, place_of(element))


def _level(subject: Subject, paragraph: Any) -> int:
    """The level of a heading: by its own outline level, or by its style's or that one's base; 0 for other text."""
    own = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
    if own is not None:
        return int(own.get(f"{_W}val", "9")) % 9 + 1 if own.get(f"{_W}val") != "9" else 0
    named = paragraph.find(f"{_W}pPr/{_W}pStyle")
    return subject.level_of(named.get(f"{_W}val")) if named is not None else 0
