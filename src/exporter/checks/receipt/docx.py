"""Reads a WordprocessingML package (ECMA-376-1): its stories, what they refer to, and its core properties."""

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from exporter.checks.receipt.contents import (
    Cell,
    Contents,
    OfNotes,
    Passage,
    Table,
    call,
    folded,
    in_cell,
    once_in_a_row,
)

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
_MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"
_CONTENTS_STYLE = re.compile(r"TOC|TableofFigures|Contents")
# Elements of a paragraph that are no words, and are not looked into.
_SILENT = frozenset(f"{_W}{name}" for name in ("pPr", "rPr", "del", "delText", "footnoteRef", "sdtPr"))
_SPACE = frozenset(f"{_W}{name}" for name in ("tab", "br", "cr", "ptab"))


def read_docx(data: bytes, elsewhere: Mapping[str, str] | None = None) -> Contents:
    """What a document says; of a part of a larger one, `elsewhere` are the places that the bookmarks of other parts
    stand for. Raises KeyError, etree.XMLSyntaxError or zipfile.BadZipFile for what is none."""
    elsewhere = elsewhere or {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())

        def part(name: str) -> Any:
            parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True)
            return etree.fromstring(archive.read(name), parser) if name in names else None

        reader = _Story(part("word/document.xml"), part("word/_rels/document.xml.rels"), elsewhere)
        reader.walk(reader.root.find(f"{_W}body"))
        notes_root = part("word/footnotes.xml")
        notes = {}
        if notes_root is not None:
            story = _Story(notes_root, part("word/_rels/footnotes.xml.rels"), elsewhere)
            for note in notes_root.iter(f"{_W}footnote"):
                identifier = note.get(f"{_W}id", "")
                if identifier in reader.called:
                    story.passages = []
                    begun = story.of_notes.begin()
                    story.walk(note)
                    story.of_notes.end(reader.called[identifier], begun)
                    notes[reader.called[identifier]] = tuple(story.passages)
            story.of_notes.put_back()
            reader.links += story.links
            reader.pictures += story.pictures
            reader.formulas += story.formulas
        core = part("docProps/core.xml")
    return Contents(
        passages=tuple(reader.passages),
        navigation=tuple(reader.navigation),
        notes=notes,
        tables=tuple(reader.tables),
        pictures=tuple(reader.pictures),
        formulas=tuple(reader.formulas),
        links=once_in_a_row(reader.links),
        broken=tuple(name for name in reader.inner if name not in reader.bookmarks),
        metadata=_metadata(core),
    )


class _Story:
    """One part that holds text; `called` gives each note's id the number of its first call."""

    def __init__(self, root: Any, relations: Any, elsewhere: Mapping[str, str]) -> None:
        self.root = root
        self._elsewhere = elsewhere
        self._targets = {
            relation.get("Id"): relation.get("Target")
            for relation in (relations.iter(_RELATIONSHIP) if relations is not None else ())
            if relation.get("TargetMode") == "External"
        }
        self.passages: list[Passage] = []
        self.navigation: list[Passage] = []
        self.tables: list[Table] = []
        self.pictures: list[str] = []
        self.formulas: list[str] = []
        self.links: list[str] = []
        self.of_notes = OfNotes(self.pictures, self.formulas, self.links)
        self.inner: list[str] = []
        self.called: dict[str, int] = {}
        self.bookmarks = {mark.get(f"{_W}name") for mark in root.iter(f"{_W}bookmarkStart")}
        self._tables = 0
        self._framed = ""
        self._instruction = ""
        self._repeated: list[str] | None = None  # the number of a note that is called again (NOTEREF)

    def walk(self, element: Any) -> None:
        """Take in the blocks of a body, cell or note."""
        for child in element:
            if child.tag == f"{_W}p":
                self._paragraph(child)
            elif child.tag == f"{_W}tbl":
                self._table(child)
            elif child.tag == f"{_W}sdt":
                gallery = child.find(f"{_W}sdtPr/{_W}docPartObj/{_W}docPartGallery")
                if gallery is None or gallery.get(f"{_W}val") != "Table of Contents":
                    self.walk(child.find(f"{_W}sdtContent"))
                else:
                    self._navigation(child)

    def _navigation(self, element: Any) -> None:
        """Keep the headings of a table of contents."""
        for paragraph in element.iter(f"{_W}p"):
            style = paragraph.find(f"{_W}pPr/{_W}pStyle")
            if style is not None and "Heading" in style.get(f"{_W}val", ""):
                text = "".join(node.text or "" for node in paragraph.iter(f"{_W}t"))
                self.navigation.append(Passage(text.strip(), "contents"))

    def _paragraph(self, paragraph: Any) -> None:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        name = style.get(f"{_W}val", "") if style is not None else ""
        if _CONTENTS_STYLE.match(name):
            self._navigation(paragraph)
            return
        text = "".join(self._words(paragraph))
        frame = paragraph.find(f"{_W}pPr/{_W}framePr")
        if frame is not None and frame.get(f"{_W}dropCap") in ("drop", "margin"):
            self._framed = text  # the first letter of the next paragraph
            return
        text, self._framed = f"{self._framed}{text}".strip(), ""
        if text:
            self.passages.append(Passage(text, name or "Normal"))

    def _table(self, table: Any) -> None:
        rows: list[tuple[str, ...]] = []
        number = self._tables = self._tables + 1
        for row in table.iterchildren(f"{_W}tr"):
            cells: list[str] = []
            for cell in row.iterchildren(f"{_W}tc"):
                before = len(self.passages)
                self.walk(cell)
                merge = cell.find(f"{_W}tcPr/{_W}vMerge")
                if merge is None or merge.get(f"{_W}val") == "restart":
                    place = Cell(number, len(rows) + 1, len(cells) + 1)
                    self.passages[before:] = in_cell(place, self.passages[before:])
                    cells.append(folded("".join(passage.text for passage in self.passages[before:])))
            rows.append(tuple(cells))
        self.tables.append(Table(tuple(rows)))

    def _words(self, element: Any) -> Iterator[str]:
        for child in element:
            tag = child.tag
            if tag == f"{_W}t" and self._repeated is not None:
                self._repeated.append(child.text or "")
            elif tag == f"{_W}t":
                yield child.text or ""
            elif tag == f"{_W}instrText":
                self._instruction += child.text or ""
            elif tag == f"{_W}fldChar":
                yield from self._field(child.get(f"{_W}fldCharType"))
            elif tag in _SPACE:
                yield " "
            elif tag == f"{_W}noBreakHyphen":
                yield "\u2011"
            elif tag == f"{_W}footnoteReference":
                yield call(self.called.setdefault(child.get(f"{_W}id"), len(self.called) + 1))
            elif tag == f"{_M}oMath":
                self.formulas.append("".join(child.itertext()).strip())
            elif tag == f"{_W}drawing":
                self._picture(child)
            elif tag == f"{_MC}AlternateContent":
                yield from self._words(child.find(f"{_MC}Choice"))
            elif tag not in _SILENT and isinstance(tag, str):
                if tag == f"{_W}hyperlink":
                    self._link(child)
                yield from self._words(child)

    def _field(self, part: str) -> Iterator[str]:
        """A field's first, middle or last character: what lies between the last two is its result."""
        if part == "separate" and self._instruction.split()[:1] == ["NOTEREF"]:
            self._repeated = []
        elif part == "end" and self._repeated is not None:
            yield call(int("".join(filter(str.isdecimal, "".join(self._repeated))) or 0))
            self._repeated = None
        if part in ("begin", "end"):
            self._instruction = ""

    def _link(self, link: Any) -> None:
        identifier = link.get(f"{_R}id")
        if identifier in self._targets:
            anchor = link.get(f"{_W}anchor")
            self.links.append(self._targets[identifier] + (f"#{anchor}" if anchor else ""))
        elif name := link.get(f"{_W}anchor"):
            if name in self._elsewhere:
                self.links.append(self._elsewhere[name])
            else:
                self.inner.append(name)

    def _picture(self, drawing: Any) -> None:
        for properties in drawing.iter(f"{_WP}docPr"):
            if next(properties.iter(_DECORATIVE), None) is None:
                self.pictures.append(properties.get("descr", ""))


def _metadata(core: Any) -> dict[str, tuple[str, ...]]:
    """Core properties under the names of Dublin Core's elements."""
    if core is None:
        return {}
    values = {posixpath.basename(element.tag).rpartition("}")[2]: (element.text or "").strip() for element in core}
    found = {
        "title": [values.get("title", "")],
        "creator": values.get("creator", "").split("; "),
        "description": [values.get("description", "")],
        "subject": values.get("keywords", "").split(", "),
        "language": [values.get("language", "")],
        "date": [values.get("created", "")],
    }
    return {name: tuple(value for value in given if value) for name, given in found.items()}
