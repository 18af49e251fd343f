"""Reads XHTML: the page that templates wrote, and an EPUB's content documents."""

from collections.abc import Iterator
from typing import Any

import msgspec

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

_LEAVES = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "dt", "caption", "figcaption", "pre", "address"))
# Besides the text: tables of contents, and what stands in the margins of each page.
_APART = frozenset(("nav", "head", "script", "style"))
_MARGINS = ("running-header", "running-footer", "watermark")
_MATH = "{http://www.w3.org/1998/Math/MathML}math"


def local(element: Any) -> str:
    """An element's name without its namespace; "" for comments and instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def read_xhtml(*roots: Any) -> Contents:
    """What the bodies of documents say, one after the other."""
    reader = _Reader()
    navigation: list[Passage] = []
    broken: list[str] = []
    for root in roots:
        body = next((element for element in root.iter() if local(element) == "body"), root)
        before = len(reader.inner)
        reader.walk(body)
        navigation += _navigation(body)
        identifiers = {element.get("id") for element in root.iter() if element.get("id")}
        broken += (target for target in reader.inner[before:] if target not in identifiers)
    reader.of_notes.put_back()
    return Contents(
        passages=tuple(reader.passages),
        navigation=tuple(navigation),
        notes={number: tuple(passages) for number, passages in reader.notes.items()},
        tables=tuple(reader.tables),
        pictures=tuple(reader.pictures),
        formulas=tuple(reader.formulas),
        figures=tuple(reader.figures),
        links=once_in_a_row(reader.links),
        broken=tuple(broken),
        right_to_left=any(element.get("dir") == "rtl" for root in roots for element in root.iter()),
    )


class _Reader:
    def __init__(self) -> None:
        self.passages: list[Passage] = []
        self.notes: dict[int, list[Passage]] = {}
        self.tables: list[Table] = []
        self.pictures: list[str] = []
        self.formulas: list[str] = []
        self.figures: list[str] = []
        self.links: list[str] = []
        self.inner: list[str] = []
        self.of_notes = OfNotes(self.pictures, self.formulas, self.figures, self.links)
        self._tables = 0
        self._place: Cell | None = None  # the last cell of the table that is read
        self._rows: list[list[str]] = []  # of that table

    def walk(self, element: Any) -> None:
        """Take in an element that holds others."""
        for child in element:
            name = local(child)
            if not name or name in _APART or child.get("class", "").split()[:1] in ([margin] for margin in _MARGINS):
                continue
            if child.get("role") == "doc-footnote":
                self._note(child)
            elif name in _LEAVES:
                self._take(child)
            elif name == "table":
                self._table(child)
            elif name in ("td", "th") and self._place:
                self._cell(child)
            elif name == "img":
                self._picture(child)
            else:
                if name == "tr" and self._place:
                    self._place = Cell(self._place.table, self._place.row + 1, 0)
                    self._rows.append([])
                if name in ("li", "td", "th", "dd", "div", "section", "figure", "blockquote", "aside", "article"):
                    self._bare(child)
                self.walk(child)

    def _table(self, table: Any) -> None:
        around, self._tables = (self._place, self._rows), self._tables + 1
        self._place, self._rows = Cell(self._tables, 0, 0), []
        self.walk(table)
        self.tables.append(Table(tuple(map(tuple, self._rows))))
        self._place, self._rows = around

    def _cell(self, cell: Any) -> None:
        assert self._place
        self._place = msgspec.structs.replace(self._place, column=self._place.column + 1)
        before = len(self.passages)
        self._bare(cell)
        place = self._place
        self.walk(cell)
        self.passages[before:] = in_cell(place, self.passages[before:])
        self._rows[-1].append(folded("".join(passage.text for passage in self.passages[before:])))

    def _take(self, element: Any) -> None:
        text = "".join(self._words(element)).strip()
        if text:
            holder = ".".join([local(element), *element.get("class", "").split()[:1]])
            self.passages.append(Passage(text, holder))

    def _bare(self, element: Any) -> None:
        """Words right inside an element that holds blocks; our own pages have none."""
        if (element.text or "").strip():
            self.passages.append(Passage(element.text.strip(), local(element)))

    def _note(self, element: Any) -> None:
        kept, self.passages = self.passages, []
        begun = self.of_notes.begin()
        try:
            self.walk(element)
            found = [passage for passage in self.passages if passage.holder != "p.note-number"]
            digits = element.get("id", "").rpartition("-")[2]
            number = int(digits) if digits.isdigit() else -len(self.notes) - 1
            self.of_notes.end(number, begun)
            self.notes.setdefault(number, []).extend(found)
        finally:
            self.passages = kept

    def _words(self, element: Any) -> Iterator[str]:
        """The words of running text; notes that are called and formulas leave their marks."""
        yield element.text or ""
        for child in element:
            name = local(child)
            classes = child.get("class", "").split() if name else []
            if not name or name == "br":
                pass
            elif child.get("role") == "doc-noteref":
                yield call(int("".join(filter(str.isdecimal, "".join(child.itertext()))) or 0))
            elif "math" in classes or child.tag == _MATH:
                self.formulas.append(_latex(child))
                self.figures.append(_latex(child))
            elif name == "img":
                self._picture(child)
            else:
                if name == "a":
                    self._link(child)
                yield from self._words(child)
            yield child.tail or ""

    def _link(self, element: Any) -> None:
        target = element.get("href") or ""
        if target.startswith("#"):
            self.inner.append(target[1:])
        elif ":" in target:
            self.links.append(target)

    def _picture(self, element: Any) -> None:
        if element.get("role") not in ("presentation", "none"):
            self.pictures.append(element.get("alt", ""))
            self.figures.append(element.get("alt", ""))


def _navigation(body: Any) -> tuple[Passage, ...]:
    """The headings of tables of contents."""
    found = (e for nav in body.iter() if local(nav) == "nav" for e in nav if local(e) in _LEAVES)
    return tuple(Passage("".join(e.itertext()), "nav") for e in found if local(e) != "p")


def _latex(element: Any) -> str:
    """The source of a formula: what our pages and MathML's alttext keep of it."""
    for part in element.iter():
        for name in ("data-latex", "alttext"):
            if part.get(name):
                return str(part.get(name))
    return ""
