"""Where things stand on the pages of a PDF, for a reader to find them: PDFium gives the words and boxes of marks."""

import ctypes
from collections.abc import Iterable, Iterator
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from exporter.checks.pdf.tree import Element
from exporter.checks.rules import Box

_MOST_PAGES = 200  # that are read for places
_INLINE = frozenset("Span Link Quote Reference Code Note Annot".split())
_LONGEST = 48  # characters of an excerpt


class Marks:
    """The words and boxes of marked contents, read a page at a time and only when they are asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._document: Any = None
        self._pages: dict[int, dict[int, tuple[str, Box | None]]] = {}

    def close(self) -> None:
        """Let go of the document."""
        if self._document is not None:
            self._document.close()
        self._document = None

    def of(self, element: Element) -> tuple[int, str, Box | None]:
        """The first page of what an element holds, its words there, and the box around them."""
        inside = list(_some(element.inside()))
        page = next((number for inner in inside for number, _ in inner.marks if number), element.page)
        here, boxes, words = self._page(page), [], ""
        for inner in inside:
            found = [here[mark] for number, mark in inner.marks if number == page and mark in here]
            boxes += [box for _, box in found]
            words += ("" if inner.kind in _INLINE else " ") + "".join(text for text, _ in found)
        words = " ".join(words.split())
        short = words if len(words) <= _LONGEST else words[: _LONGEST - 1].rstrip() + "…"
        return page, short, _around(boxes)

    def _page(self, number: int) -> dict[int, tuple[str, Box | None]]:
        if number not in self._pages:
            self._pages[number] = self._read(number) if number and len(self._pages) < _MOST_PAGES else {}
        return self._pages[number]

    def _read(self, number: int) -> dict[int, tuple[str, Box | None]]:
        try:
            if self._document is None:
                self._document = pypdfium2.PdfDocument(self._data)
            page = self._document[number - 1]
        except pypdfium2.PdfiumError:
            return {}
        found: dict[int, tuple[str, Box | None]] = {}
        words = page.get_textpage()
        for item in _objects(page):
            mark = pdfium.FPDFPageObj_GetMarkedContentID(item)
            if mark >= 0:
                text, box = found.get(mark, ("", None))
                found[mark] = (text + _text(item, words), _around((box, _box(item))))
        words.close()
        page.close()
        return found


def _some(elements: Iterator[Element]) -> Iterator[Element]:
    return (element for element, _ in zip(elements, range(500), strict=False))


def _objects(page: Any) -> list[Any]:
    count = min(pdfium.FPDFPage_CountObjects(page.raw), 50_000)
    found = [pdfium.FPDFPage_GetObject(page.raw, place) for place in range(count)]
    for item in found:
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM and len(found) < 50_000:
            found += [pdfium.FPDFFormObj_GetObject(item, n) for n in range(pdfium.FPDFFormObj_CountObjects(item))]
    return found


def _text(item: Any, words: Any) -> str:
    if pdfium.FPDFPageObj_GetType(item) != pdfium.FPDF_PAGEOBJ_TEXT:
        return ""
    size = pdfium.FPDFTextObj_GetText(item, words.raw, None, 0)
    buffer = (ctypes.c_ushort * (size // 2 + 1))()
    pdfium.FPDFTextObj_GetText(item, words.raw, buffer, size)
    return ctypes.string_at(buffer, max(0, size - 2)).decode("utf-16-le", "replace")


def _box(item: Any) -> Box | None:
    sides = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(item, *sides):
        return None
    left, bottom, right, top = (side.value for side in sides)
    return left, bottom, right, top


def _around(boxes: Iterable[Box | None]) -> Box | None:
    found = [box for box in boxes if box is not None]
    if not found:
        return None
    left, bottom, right, top = zip(*found, strict=True)
    return round(min(left), 1), round(min(bottom), 1), round(max(right), 1), round(max(top), 1)
