"""How words look in a PDF, as PDFium reads it."""

import ctypes
import re
from collections.abc import Mapping
from typing import Any

from exporter.checks.looks import Look
from exporter.theme import Theme

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_NAME_LENGTH = 256


def read(data: bytes, marks: Mapping[str, str], theme: Theme) -> dict[str, Look]:
    """The look of each mark's word, by its key; one that is not there is left out."""
    import pypdfium2

    families = sorted({family.family for family in theme.fonts.values()}, key=len, reverse=True)
    found: dict[str, Look] = {}
    document = pypdfium2.PdfDocument(data)
    for page in document:
        text = page.get_textpage()
        words = text.get_text_range()
        for key, mark in marks.items():
            spaced = r"\s*".join(map(re.escape, mark))  # letters set apart read as words of their own
            place = re.search(rf"(?<!\w){spaced}(?!\w)", words, re.IGNORECASE)
            if place and key not in found:
                found[key] = _look(text, place.start(), families)
    return found


def has_picture(data: bytes, alt: str) -> bool:
    """Whether the structure tree of the first page has a figure with this text."""
    import pypdfium2
    from pypdfium2 import raw

    page = pypdfium2.PdfDocument(data)[0]
    tree = raw.FPDF_StructTree_GetForPage(page)
    buffer = ctypes.create_string_buffer(4096)

    def holds(element: Any) -> bool:
        length = raw.FPDF_StructElement_GetAltText(element, buffer, len(buffer))
        if length > 2 and buffer.raw[: length - 2].decode("utf-16-le") == alt:
            return True
        count = raw.FPDF_StructElement_CountChildren(element)
        kids = (raw.FPDF_StructElement_GetChildAtIndex(element, index) for index in range(max(0, count)))
        return any(holds(kid) for kid in kids if kid)

    roots = (raw.FPDF_StructTree_GetChildAtIndex(tree, i) for i in range(raw.FPDF_StructTree_CountChildren(tree)))
    return any(holds(root) for root in roots if root)


def _look(text: Any, index: int, families: list[str]) -> Look:
    from pypdfium2 import raw

    name = ctypes.create_string_buffer(_NAME_LENGTH)
    raw.FPDFText_GetFontInfo(text, index, name, _NAME_LENGTH, ctypes.c_int())
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size_pt = raw.FPDFText_GetFontSize(text, index) * abs(matrix.d)
    font = _SUBSET.sub("", name.value.decode("utf-8", "replace")).replace("-", " ")
    family = next((family for family in families if font.startswith(family)), font)
    bold = "bold" in font[len(family) :].lower()
    return Look(family, size_pt, bold, f"#{red.value:02X}{green.value:02X}{blue.value:02X}")
