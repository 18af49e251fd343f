"""Reads a tagged PDF by its structure tree (ISO 32000-1, 14.7): pikepdf walks the tree, PDFium reads the words."""

import ctypes
import io
import re
from collections.abc import Iterator
from typing import Any

import pikepdf
import pypdfium2
from pypdfium2 import raw as pdfium

from exporter.checks.receipt.contents import Contents, Passage, Table, call, folded, once_in_a_row
from exporter.publication import ELSEWHERE

_LEAVES = frozenset(("/P", "/H", "/H1", "/H2", "/H3", "/H4", "/H5", "/H6", "/Caption", "/Code"))
_APART = frozenset(("/TOC", "/Lbl", "/Artifact"))
_HYPHEN = "\x02"  # what PDFium puts for a hyphen at the end of a line
_TURNED = re.compile("[\udc00-\udfff][\ud800-\udbff]")
_NOTE, _BACK = re.compile(r"fn-\d+"), re.compile(r"fnref-\d+.*")  # where our notes' links lead


def read_pdf(data: bytes) -> Contents:
    """What a tagged PDF says. Raises pikepdf.PdfError, KeyError or AttributeError for what is none."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        reader = _Tree(pdf, _texts(data))
        reader.walk(_kids(pdf.Root.StructTreeRoot), 0)
        return Contents(
            passages=tuple(reader.passages),
            notes=dict(reader.notes),
            tables=tuple(reader.tables),
            pictures=tuple(reader.pictures),
            links=once_in_a_row(reader.links),
            broken=tuple(name for name in reader.inner if name not in _destinations(pdf)),
            metadata=_metadata(pdf),
        )


def _texts(data: bytes) -> list[dict[int, str]]:
    """The words of each page by the identifier of their marked content."""
    found = []
    document = pypdfium2.PdfDocument(data)
    buffer = (ctypes.c_ushort * 4096)()
    try:
        for page in document:
            words: dict[int, str] = {}
            said: dict[int, str] = {}
            text_page = page.get_textpage()
            for item in _text_objects(page):
                mark = pdfium.FPDFPageObj_GetMarkedContentID(item)
                size = pdfium.FPDFTextObj_GetText(item, text_page.raw, buffer, ctypes.sizeof(buffer))
                if size > ctypes.sizeof(buffer):
                    buffer = (ctypes.c_ushort * size)()
                    pdfium.FPDFTextObj_GetText(item, text_page.raw, buffer, ctypes.sizeof(buffer))
                text = _decoded(ctypes.string_at(buffer, max(0, size - 2)))
                words[mark] = words.get(mark, "") + text
                if mark not in said:
                    said[mark] = _actual_text(item)
            text_page.close()
            found.append({mark: said[mark] or text for mark, text in words.items()})
    finally:
        document.close()
    return found


def _decoded(data: bytes) -> str:
    """Words as PDFium gives them: in lines from right to left it turns the halves of a character round."""
    text = data.decode("utf-16-le", "surrogatepass")
    if _TURNED.search(text):
        text = _TURNED.sub(lambda pair: pair[0][::-1], text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _actual_text(item: Any) -> str:
    """What a text object's marked content says that its glyphs stand for (ISO 32000-1, 14.9.4); "" for most.

    PDFium reads it too, but leaves out what is beyond the first plane.
    """
    for place in range(pdfium.FPDFPageObj_CountMarks(item)):
        mark = pdfium.FPDFPageObj_GetMark(item, place)
        size = ctypes.c_ulong()
        pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", None, 0, size)
        if size.value:
            buffer = (ctypes.c_ubyte * size.value)()
            pdfium.FPDFPageObjMark_GetParamBlobValue(mark, b"ActualText", buffer, size.value, size)
            return str(pikepdf.String(bytes(buffer)))
    return ""


def _text_objects(page: Any) -> Iterator[Any]:
    waiting = [pdfium.FPDFPage_GetObject(page.raw, i) for i in range(pdfium.FPDFPage_CountObjects(page.raw))]
    for item in waiting:
        kind = pdfium.FPDFPageObj_GetType(item)
        if kind == pdfium.FPDF_PAGEOBJ_TEXT:
            yield item
        elif kind == pdfium.FPDF_PAGEOBJ_FORM:
            inside = range(pdfium.FPDFFormObj_CountObjects(item))
            waiting += [pdfium.FPDFFormObj_GetObject(item, place) for place in inside]


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
        self._number = 0  # of the note that is read, which its link back says

    def walk(self, kids: list[Any], page: int) -> None:
        """Take in the elements below one that holds no words itself."""
        for kid in kids:
            if isinstance(kid, int) or "/S" not in kid:
                words = "".join(self._words([kid], page)).strip()
                if words:
                    self.passages.append(Passage(words, "marked content"))
                continue
            kind, page = str(kid.S), self._page(kid, page)
            if kind in _APART:
                continue
            if kind in _LEAVES:
                self._leaf(kid, kind, page)
            elif kind == "/Note":
                self._note(kid, page)
            elif kind == "/Table":
                self._table(kid, page)
            elif kind == "/Figure":
                self.pictures.append(str(kid.get("/Alt", "")))
            elif kind in ("/Span", "/Link"):
                self._leaf(kid, kind, page)
            else:
                self.walk(_kids(kid), page)

    def _leaf(self, element: Any, kind: str, page: int) -> None:
        passages = len(self.passages)
        words = "".join(self._words([element], page)).strip()
        if words:
            self.passages.insert(passages, Passage(words, kind))

    def _note(self, element: Any, page: int) -> None:
        kept, self.passages = self.passages, []
        self._number = 0
        self.walk(_kids(element), page)
        found, self.passages = self.passages, kept
        number = self._number or len(self.notes) + 1
        self.notes[number] = (*self.notes.get(number, ()), *found)

    def _table(self, element: Any, page: int) -> None:
        rows = []
        parts = [kid for kid in _kids(element) if not isinstance(kid, int)]
        while parts:
            part = parts.pop(0)
            page = self._page(part, page)
            kind = str(part.get("/S", ""))
            if kind in ("/THead", "/TBody", "/TFoot"):
                parts[:0] = [kid for kid in _kids(part) if not isinstance(kid, int)]
            elif kind == "/TR":
                rows.append(tuple(self._cell(cell, page) for cell in _kids(part)))
            else:
                self.walk([part], page)
        self.tables.append(Table(tuple(rows)))

    def _cell(self, cell: Any, page: int) -> str:
        before = len(self.passages)
        self.walk(_kids(cell), self._page(cell, page))
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
        return self._texts[page].get(mark, "").removesuffix(_HYPHEN)

    def _page(self, element: Any, page: int) -> int:
        return self._pages[element.Pg.objgen] if "/Pg" in element else page


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


def _metadata(pdf: Any) -> dict[str, tuple[str, ...]]:
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
