"""Places in a PDF: the page, cut around the place and with a frame around it, as PDFium draws it."""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pypdfium2

from exporter.checks.pictures import Picture, Shown
from exporter.checks.pictures.marking import Sides, cut, fitted, marked, picture
from exporter.checks.rules import Box, Fault

_WIDTH_PX = 1000  # of a page's picture
_PAGE_PX = (420, 600)  # of a page that is meant as a whole
_AROUND_PX, _LEAST_PX, _MOST_SHARE = 60, 200, 0.62
_MOST_PX = 12_000_000


class Pages:
    """The pages of an opened PDF as pictures."""

    def __init__(self, document: Any) -> None:
        self._document = document
        self._drawn: tuple[int, Any] = 0, None  # the last one: places come page by page

    def place(self, page: int, box: Box | None, alt: str, caption: str = "") -> Picture | None:
        """The picture of a place; without a box, of the page; None where there is no such page."""
        if not 1 <= page <= len(self._document):
            return None
        image = self._image(page)
        sides = self._sides(page, image, box) if box else None
        if sides is None:
            return picture(fitted(image, *_PAGE_PX), alt, caption)
        shown = marked(image, sides)
        if sides[3] - sides[1] > _MOST_SHARE * image.height:
            return picture(fitted(shown, *_PAGE_PX), alt, caption)
        return picture(cut(shown, sides, _AROUND_PX, _LEAST_PX), alt, caption)

    def _image(self, page: int) -> Any:
        if self._drawn[0] != page:
            one = self._document[page - 1]
            width, height = one.get_size()
            scale = _WIDTH_PX / max(1.0, width)
            if width * height * scale**2 > _MOST_PX:
                scale = (_MOST_PX / (width * height)) ** 0.5
            self._drawn = page, one.render(scale=scale).to_pil().convert("RGB")
        return self._drawn[1]

    def _sides(self, page: int, image: Any, box: Box) -> Sides | None:
        """A box on the picture of its page, whatever the page's rotation and origin; None where it lies outside."""
        one = self._document[page - 1]
        corners = [_on_picture(one, image.size, box[n], box[m]) for n, m in ((0, 1), (2, 3))]
        (left, right), (top, bottom) = (sorted(values) for values in zip(*corners, strict=True))
        if right < 0 or bottom < 0 or left > image.width or top > image.height:
            return None
        return max(0, left), max(0, top), min(image.width, right), min(image.height, bottom)


@contextmanager
def opened_pages(data: bytes) -> Iterator[Pages]:
    """The pages of a PDF. Raises PdfiumError for what is none."""
    document = pypdfium2.PdfDocument(data)
    try:
        yield Pages(document)
    finally:
        document.close()


def places_shown(data: bytes, faults: Sequence[Fault]) -> list[Shown]:
    """The page of each fault that has one."""
    with opened_pages(data) as pages:
        return [pages.place(fault.page, fault.box, _alt(fault)) if fault.page else None for fault in faults]


def _alt(fault: Fault) -> str:
    return f"Page {fault.page}, with a frame around the place" if fault.box else f"Page {fault.page}"


def _on_picture(page: Any, size: tuple[int, int], x: float, y: float) -> tuple[int, int]:
    across, down = ctypes.c_int(), ctypes.c_int()
    pypdfium2.raw.FPDF_PageToDevice(page, 0, 0, *size, 0, x, y, across, down)
    return across.value, down.value
