"""A page as it is laid out: each line of text and each picture with its place, measured from the upper left corner."""

import ctypes
import hashlib
import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
from pypdfium2 import raw as pdfium

from exporter.checks.editions.boxes import Box
from exporter.checks.matrices import Matrix
from exporter.checks.printed import HYPHEN, PageText, TextObject, page_objects, text_of
from exporter.checks.printed_order import read_order

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_LEADERS = re.compile(r"(?:\s?\.){5,}")  # dots that fill a line of a table of contents
_RAISED = 0.7  # of its size that text may be raised or lowered and still stand on its line
_NEAR = 1.0  # of its size that text may stand away from the rest of its line
_LAST = 4  # lines among which that of the next words is looked for
_NAME_BYTES = 256
_ASCENT, _DESCENT = 0.8, 0.25  # of its size that a line reaches above and below its baseline, about


class Line(msgspec.Struct, frozen=True):
    """One line of text: where it begins on its baseline, how wide it is, and the look of most of it."""

    text: str
    x_pt: float
    y_pt: float
    width_pt: float
    size_pt: float
    font: str
    color: str = ""

    @property
    def box(self) -> Box:
        """About the rectangle that it takes."""
        top_pt, bottom_pt = self.y_pt - _ASCENT * self.size_pt, self.y_pt + _DESCENT * self.size_pt
        return Box(self.x_pt, top_pt, self.x_pt + self.width_pt, bottom_pt)


class Figure(msgspec.Struct, frozen=True):
    """One picture of pixels: its place, and the SHA-256 of what the file holds of it."""

    box: Box
    sha256: str


class Sheet(msgspec.Struct, frozen=True):
    """One page."""

    width_pt: float
    height_pt: float
    lines: tuple[Line, ...]
    figures: tuple[Figure, ...] = ()

    @property
    def text(self) -> str:
        """Its words, line by line."""
        return "\n".join(line.text for line in self.lines)


def sheets_of(document: Any) -> Iterator[Sheet]:
    """The pages of a pypdfium2 document, one at a time."""
    for page in document:
        width_pt, height_pt = page.get_size()
        text = text_of(page)
        lines = tuple(line for drawn in _gathered(text.objects) if (line := _line(drawn, text, height_pt)).text)
        yield Sheet(width_pt, height_pt, lines, tuple(_figures(page, height_pt)))
        page.close()


class _Drawn(msgspec.Struct):
    """The text objects of one line, and how far they reach."""

    objects: list[TextObject]
    left_pt: float
    right_pt: float


def _gathered(objects: Sequence[TextObject]) -> list[_Drawn]:
    """Text objects line by line, in the order in which the lines are begun."""
    lines: list[_Drawn] = []
    for item in objects:
        if not item.text.strip() and not item.is_said:
            continue
        left_pt, right_pt = _reach(item)
        line = next((line for line in reversed(lines[-_LAST:]) if _goes_on(line, item, left_pt, right_pt)), None)
        if line is None:
            lines.append(_Drawn([item], left_pt, right_pt))
        else:
            line.objects.append(item)
            line.left_pt, line.right_pt = min(line.left_pt, left_pt), max(line.right_pt, right_pt)
    return lines


def _goes_on(line: _Drawn, item: TextObject, left_pt: float, right_pt: float) -> bool:
    """Whether words belong to a line: they stand on it, or a little above or below, and close to the rest."""
    first = line.objects[0]
    if abs(item.y_pt - first.y_pt) > _RAISED * min(item.size_pt, first.size_pt):
        return False
    return left_pt - line.right_pt < _NEAR * item.size_pt and line.left_pt - right_pt < _NEAR * item.size_pt


def _line(drawn: _Drawn, page: PageText, height_pt: float) -> Line:
    letters = [letter for item in drawn.objects for letter in item.letters]
    words = read_order(letters, page.runs_leftward) if letters else "".join(item.text for item in drawn.objects)
    most = max(drawn.objects, key=lambda item: len(item.text))
    return Line(
        _LEADERS.sub(" …", " ".join(words.replace(HYPHEN, "-").split())).strip(),
        drawn.left_pt,
        height_pt - most.y_pt,
        drawn.right_pt - drawn.left_pt,
        most.size_pt,
        _font(most.item),
        _color(most.item),
    )


def _reach(item: TextObject) -> tuple[float, float]:
    """From where to where words reach: their origin, where a letter's own white belongs to them, to their last ink."""
    box = _bounds(item.item, item.to_page)
    return min(item.x_pt, box[0]), box[2]


def _bounds(item: Any, to_page: Matrix) -> tuple[float, float, float, float]:
    """Left, bottom, right and top of an object on its page."""
    edges = [ctypes.c_float() for _ in range(4)]
    pdfium.FPDFPageObj_GetBounds(item, *edges)
    left, bottom, right, top = (edge.value for edge in edges)
    a, b, c, d, e, f = to_page
    corners = [(a * x + c * y + e, b * x + d * y + f) for x in (left, right) for y in (bottom, top)]
    xs, ys = [x for x, _ in corners], [y for _, y in corners]
    return min(xs), min(ys), max(xs), max(ys)


def _font(item: Any) -> str:
    name = ctypes.create_string_buffer(_NAME_BYTES)
    pdfium.FPDFFont_GetBaseFontName(pdfium.FPDFTextObj_GetFont(item), name, _NAME_BYTES)
    return _SUBSET.sub("", name.value.decode("utf-8", "replace"))


def _color(item: Any) -> str:
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    pdfium.FPDFPageObj_GetFillColor(item, red, green, blue, alpha)
    return f"#{red.value:02X}{green.value:02X}{blue.value:02X}"


def _figures(page: Any, height_pt: float) -> Iterator[Figure]:
    for item, to_page in page_objects(page):
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = _bounds(item, to_page)
            size = pdfium.FPDFImageObj_GetImageDataRaw(item, None, 0)
            data = ctypes.create_string_buffer(size)
            pdfium.FPDFImageObj_GetImageDataRaw(item, data, size)
            digest = hashlib.sha256(data.raw).hexdigest()
            yield Figure(Box(left, height_pt - top, right, height_pt - bottom), digest)
