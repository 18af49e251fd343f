"""The words of a PDF's page as PDFium finds them: each text object with its marked content and its place."""

import ctypes
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pikepdf
from pypdfium2 import raw as pdfium

from exporter.checks.matrices import Matrix, times
from exporter.checks.printed_order import Letter, runs_leftward
from exporter.checks.receipt.contents import is_right_to_left

HYPHEN = "\x02"  # what PDFium puts for a hyphen at the end of a line

_HALF, _TURNED = re.compile("[\ud800-\udfff]"), re.compile("[\udc00-\udfff][\ud800-\udbff]")


class TextObject(msgspec.Struct):
    """Words that are drawn at once; `letters` where some of its page run from right to left.

    `x_pt` and `y_pt` are where its first letter stands on its line, from the lower left corner of the page. Where its
    mark says what its glyphs stand for (`is_said`), the first object of the mark has all of that as its text.
    """

    item: Any  # PDFium's own, which lives as long as its page
    mark: int  # the identifier of its marked content, or -1
    text: str
    is_said: bool
    letters: list[Letter]
    x_pt: float
    y_pt: float
    size_pt: float
    to_page: Matrix  # from the coordinates of the form that it stands in to those of the page


class PageText(msgspec.Struct, frozen=True):
    """The text objects of a page in the order in which they are drawn; whether most of its words run leftward."""

    objects: tuple[TextObject, ...]
    runs_leftward: bool


def text_of(page: Any) -> PageText:
    """What is written on a page of a pypdfium2 document."""
    text_page = page.get_textpage()
    buffer = (ctypes.c_ushort * 4096)()
    objects: list[TextObject] = []
    said: dict[int, str] = {}
    for item, to_page in page_objects(page):
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_TEXT:
            made = _text_object(item, to_page, _words(item, text_page, buffer))
            first = made.mark not in said
            if first:
                said[made.mark] = _actual_text(item) if made.mark >= 0 else ""
            if said[made.mark]:
                made.text, made.is_said = said[made.mark] if first else "", True
            objects.append(made)
    words = "".join(made.text for made in objects)
    leftward = is_right_to_left(words)
    if leftward:
        letters = _letters(text_page)
        for made in objects:
            made.letters = [] if made.is_said else letters.get(_address(made.item), [])
    text_page.close()
    return PageText(tuple(objects), leftward and runs_leftward(words))


def page_objects(page: Any) -> Iterator[tuple[Any, Matrix]]:
    """Everything that is drawn on a page but for forms, whose contents are given; with its way to the page."""
    identity = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
    count = pdfium.FPDFPage_CountObjects(page.raw)
    waiting = [(pdfium.FPDFPage_GetObject(page.raw, number), identity) for number in range(count)]
    for item, to_page in waiting:
        if pdfium.FPDFPageObj_GetType(item) == pdfium.FPDF_PAGEOBJ_FORM:
            inside = times(matrix_of(item), to_page)
            for number in range(pdfium.FPDFFormObj_CountObjects(item)):
                waiting.append((pdfium.FPDFFormObj_GetObject(item, number), inside))
        else:
            yield item, to_page


def matrix_of(item: Any) -> Matrix:
    """An object's own transformation."""
    matrix = pdfium.FS_MATRIX()
    pdfium.FPDFPageObj_GetMatrix(item, matrix)
    return (matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f)


def _text_object(item: Any, to_page: Matrix, text: str) -> TextObject:
    _, b, _, d, x_pt, y_pt = times(matrix_of(item), to_page)
    size = ctypes.c_float()
    pdfium.FPDFTextObj_GetFontSize(item, size)
    size_pt = float(size.value) * (abs(d) or abs(b))
    mark = pdfium.FPDFPageObj_GetMarkedContentID(item)
    return TextObject(item, mark, text, False, [], x_pt, y_pt, size_pt, to_page)


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


def _words(item: Any, text_page: Any, buffer: Any) -> str:
    size = pdfium.FPDFTextObj_GetText(item, text_page.raw, buffer, ctypes.sizeof(buffer))
    if size > ctypes.sizeof(buffer):
        buffer = (ctypes.c_ushort * size)()
        pdfium.FPDFTextObj_GetText(item, text_page.raw, buffer, ctypes.sizeof(buffer))
    return _decoded(ctypes.string_at(buffer, max(0, size - 2)))


def _decoded(data: bytes) -> str:
    """Words as PDFium gives them: in lines from right to left it turns the halves of a character round."""
    text = data.decode("utf-16-le", "surrogatepass")
    if _TURNED.search(text):
        text = _TURNED.sub(lambda pair: pair[0][::-1], text)
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _letters(text_page: Any) -> dict[int, list[Letter]]:
    """The letters of each text object of a page, by the object's address."""
    found: dict[int, list[Letter]] = {}
    x, y = ctypes.c_double(), ctypes.c_double()
    for number in range(pdfium.FPDFText_CountChars(text_page.raw)):
        item = pdfium.FPDFText_GetTextObject(text_page.raw, number)
        if item:
            pdfium.FPDFText_GetCharOrigin(text_page.raw, number, x, y)
            char = chr(pdfium.FPDFText_GetUnicode(text_page.raw, number))
            letters = found.setdefault(_address(item), [])
            if letters and _HALF.match(letters[-1].char) and _HALF.match(char):
                char = _decoded((letters.pop().char + char).encode("utf-16-le", "surrogatepass"))
            letters.append(Letter(char, x.value, number))
    return {item: [_whole(letter) for letter in letters] for item, letters in found.items()}


def _whole(letter: Letter) -> Letter:
    return msgspec.structs.replace(letter, char="\ufffd") if _HALF.match(letter.char) else letter


def _address(item: Any) -> int:
    return ctypes.cast(item, ctypes.c_void_p).value or 0
