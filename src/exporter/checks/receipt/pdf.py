"""Reads a tagged PDF by its structure tree (ISO 32000-1, 14.7): pikepdf walks the tree, PDFium reads the words."""

import io
import re
from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

import msgspec
import pikepdf
import pypdfium2

from exporter.checks.printed import HYPHEN, PageText, text_of
from exporter.checks.printed_order import Letter, read_order
from exporter.checks.receipt.contents import (
    UNSPACED,
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
from exporter.publication import ELSEWHERE

_LEAVES = frozenset(("/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Caption", "/Code"))
_INLINE = frozenset(("/Span", "/Link"))
_APART = frozenset(("/TOC", "/Lbl", "/Artifact"))
_BREAK, _UNSPACED_BREAK = re.compile(" ?\n ?"), re.compile(f"(?<={UNSPACED})\n(?={UNSPACED})")
_RISE = 0.7  # of its size that text may be raised or lowered and still stand on its line
_NOTE, _BACK = re.compile(r"fn-\d+"), re.compile(r"fnref-\d+.*")  # where our notes' links lead


def read_pdf(data: bytes) -> Contents:
    """What a tagged PDF says. Raises pikepdf.PdfError, KeyError or AttributeError for what is none."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _Tree(pdf, _texts(data))
        reader.walk(_kids(pdf.Root.StructTreeRoot), 0)
        reader.of_notes.put_back()
        return Contents(
            passages=tuple(reader.passages),
            notes=dict(reader.notes),
            tables=tuple(reader.tables),
            pictures=tuple(reader.pictures),
            links=once_in_a_row(reader.links),
            broken=tuple(name for name in reader.inner if name not in _destinations(pdf)),
            metadata=metadata_of(pdf),
        )


def _texts(data: bytes) -> list[dict[int, str]]:
    """The words of each page by the identifier of their marked content; a line break stands before a new line."""
    document = pypdfium2.PdfDocument(data)
    try:
        return [_marked(text_of(page)) for page in document]
    finally:
        document.close()


def _marked(page: PageText) -> dict[int, str]:
    words: dict[int, list[_Line]] = {}
    baseline_pt = float("inf")
    for item in page.objects:
        lines = words.setdefault(item.mark, [])
        begins = abs(item.y_pt - baseline_pt) > _RISE * item.size_pt
        if begins or not lines:
            lines.append(_Line("\n" if begins else ""))
        baseline_pt = item.y_pt if begins else baseline_pt
        lines[-1].text += item.text
        lines[-1].letters += item.letters
    return {mark: "".join(line.words(page.runs_leftward) for line in lines) for mark, lines in words.items()}


class _Line(msgspec.Struct):
    """What one mark has on one line."""

    start: str
    text: str = ""
    letters: list[Letter] = []

    def words(self, page_runs_leftward: bool) -> str:
        return self.start + (read_order(self.letters, page_runs_leftward) if self.letters else self.text)


class _Tree:
    def __init__(self, pdf: Any, texts: list[dict[int, str]]) -> None:
        self._pages = {page.objgen: number for number, page in enumerate(pdf.pages)}
        self._texts = texts
        self.passages: list[Passage] = []
        self.notes: dict[int, tuple[Passage, ...]] = {}
        self.tables: list[Table] = []
        self.pictures: list[str] = []
        self.links: list[str] = []
        self.inner: list[str] = []
        self.of_notes = OfNotes(self.pictures, self.links)
        self._number = 0  # of the note that is read, which its link back says
        self._tables = 0
        self._begun = 0  # the page on which the words of the element that is read begin

    def walk(self, kids: list[Any], page: int) -> None:
        """Take in the elements below one that holds no words itself; running text among them is one passage."""
        for running, group in groupby(kids, _is_running):
            if running:
                self._leaf(list(group), "running text", page)
                continue
            for kid in group:
                page = self._page(kid, page)
                self._block(kid, str(kid.S), page)

    def _block(self, element: Any, kind: str, page: int) -> None:
        if kind in _LEAVES:
            self._leaf([element], kind, page)
        elif kind == "/Note":
            self._note(element, page)
        elif kind == "/Table":
            self._table(element, page)
        elif kind == "/Figure":
            self.pictures.append(str(element.get("/Alt", "")))
        elif kind not in _APART:
            self.walk(_kids(element), page)

    def _leaf(self, kids: list[Any], kind: str, page: int) -> None:
        passages = len(self.passages)
        before, self._begun = self._begun, 0
        words = _running(self._words(kids, page))
        if words:
            self.passages.insert(passages, Passage(words, kind, page=self._begun))
        self._begun = before

    def _note(self, element: Any, page: int) -> None:
        kept, self.passages = self.passages, []
        begun = self.of_notes.begin()
        self._number = 0
        self.walk(_kids(element), page)
        found, self.passages = self.passages, kept
        number = self._number or len(self.notes) + 1
        self.of_notes.end(number, begun)
        self.notes[number] = (*self.notes.get(number, ()), *found)

    def _table(self, element: Any, page: int) -> None:
        rows: list[tuple[str, ...]] = []
        number = self._tables = self._tables + 1
        parts = [kid for kid in _kids(element) if not isinstance(kid, int)]
        while parts:
            part = parts.pop(0)
            page = self._page(part, page)
            kind = str(part.get("/S", ""))
            if kind in ("/THead", "/TBody", "/TFoot"):
                parts[:0] = [kid for kid in _kids(part) if not isinstance(kid, int)]
            elif kind == "/TR":
                row, cells = len(rows) + 1, enumerate(_kids(part), 1)
                rows.append(tuple(self._cell(kid, page, Cell(number, row, column)) for column, kid in cells))
            else:
                self.walk([part], page)
        self.tables.append(Table(tuple(rows)))

    def _cell(self, cell: Any, page: int, place: Cell) -> str:
        before = len(self.passages)
        self.walk(_kids(cell), self._page(cell, page))
        self.passages[before:] = in_cell(place, self.passages[before:])
        return folded("".join(passage.text for passage in self.passages[before:]))

    def _words(self, kids: list[Any], page: int) -> Iterator[str]:
        for kid in kids:
            if isinstance(kid, int):
                yield self._text(page, kid)
            elif "/MCID" in kid and "/S" not in kid:
                yield self._text(self._page(kid, page), int(kid.MCID))
            elif str(kid.get("/Type", "")) == "/OBJR":
                self._annotation(kid.Obj)
            elif "/S" in kid:
                yield from self._element(kid, self._page(kid, page))

    def _element(self, element: Any, page: int) -> Iterator[str]:
        kind = str(element.S)
        if kind in _APART:
            return
        if kind == "/Figure":
            self.pictures.append(str(element.get("/Alt", "")))
        elif kind == "/Note":
            self._note(element, page)
        elif kind == "/Link" and (target := _target(element)):
            inside = "".join(self._words(_kids(element), page))
            digits = "".join(filter(str.isdecimal, inside))
            if _BACK.fullmatch(target):
                self._number = int(digits or 0)
            elif _NOTE.fullmatch(target) and digits:
                yield call(int(digits))
            else:
                yield inside
        else:
            yield from self._words(_kids(element), page)

    def _annotation(self, annotation: Any) -> None:
        action = annotation.get("/A")
        if action is not None and "/URI" in action:
            self.links.append(bytes(action.URI).decode("utf-8", "replace"))
        elif "/Dest" in annotation:
            name = str(annotation.Dest)
            (self.links if name.startswith(ELSEWHERE) else self.inner).append(name)

    def _text(self, page: int, mark: int) -> str:
        text = self._texts[page].get(mark, "")
        if not self._begun and text.strip():
            self._begun = page + 1
        return text

    def _page(self, element: Any, page: int) -> int:
        return self._pages[element.Pg.objgen] if "/Pg" in element else page


def _running(words: Iterable[str]) -> str:
    """Words of several lines as one text: without the hyphens that ended lines, with a space where words have them."""
    text = "".join(words).replace(f"{HYPHEN}\n", "").replace(HYPHEN, "")
    return _BREAK.sub(" ", _UNSPACED_BREAK.sub("", text)).strip()


def _is_running(kid: Any) -> bool:
    """Whether a child is part of running text and no block: marked content, or an inline element."""
    return isinstance(kid, int) or str(kid.get("/S", "/Span")) in _INLINE


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _target(element: Any) -> str:
    """The name of the place that a link leads to; "" for one that leads out of the file."""
    for kid in _kids(element):
        if not isinstance(kid, int):
            if str(kid.get("/Type", "")) == "/OBJR" and "/Dest" in kid.Obj:
                return str(kid.Obj.Dest)
            if "/S" in kid and (target := _target(kid)):
                return target
    return ""


def _destinations(pdf: Any) -> set[str]:
    names = pdf.Root.get("/Names", {}).get("/Dests")
    return set(pikepdf.NameTree(names)) if names is not None else set(pdf.Root.get("/Dests", {}))


def metadata_of(pdf: Any) -> dict[str, tuple[str, ...]]:
    """What the XMP of an opened PDF says, under the names of Dublin Core's elements."""
    xmp = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    found = {
        "title": [xmp.get("dc:title", "")],
        "creator": xmp.get("dc:creator", []),
        "description": [xmp.get("dc:description", "")],
        "subject": str(xmp.get("pdf:Keywords", "")).split(", "),
        "language": [str(pdf.Root.get("/Lang", ""))],
        "date": [xmp.get("xmp:CreateDate", "")],
    }
    return {name: tuple(str(value) for value in given if value) for name, given in found.items()}
