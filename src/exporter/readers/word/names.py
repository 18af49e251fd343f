"""Names of WordprocessingML (ISO/IEC 29500-1), and the one way to ask an element for them.

Files in Strict Open XML have namespaces of their own (29500-1, annex A); they are read under the usual ones.
"""

import re
from typing import Any

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
M = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
V = "{urn:schemas-microsoft-com:vml}"
O = "{urn:schemas-microsoft-com:office:office}"  # noqa: E741 - its usual prefix

_STRICT = re.compile(rb'(["\'])http://purl\.oclc\.org/ooxml/([^"\']*)(["\'])')
_USUAL = {
    b"wordprocessingml/main": b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    b"officeDocument/math": b"http://schemas.openxmlformats.org/officeDocument/2006/math",
    b"drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
    b"drawingml/wordprocessingDrawing": b"http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    b"drawingml/picture": b"http://schemas.openxmlformats.org/drawingml/2006/picture",
    b"drawingml/diagram": b"http://schemas.openxmlformats.org/drawingml/2006/diagram",
    b"drawingml/chart": b"http://schemas.openxmlformats.org/drawingml/2006/chart",
    b"officeDocument/relationships": b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    b"officeDocument/extendedProperties": b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
}


def usual(data: bytes) -> bytes:
    """The markup of a part with the usual namespaces in place of the strict ones."""
    if b"purl.oclc.org/ooxml" not in data:
        return data

    def name(found: re.Match[bytes]) -> bytes:
        return found[1] + _USUAL.get(found[2], b"http://purl.oclc.org/ooxml/" + found[2]) + found[3]

    return _STRICT.sub(name, data)


def val(parent: Any, *path: str) -> str | None:
    """The w:val of the child on a path of w: names; "" where it has none, None where there is no such child."""
    element = parent
    for name in path:
        element = element.find(W + name) if element is not None else None
    return None if element is None else element.get(f"{W}val", "")


def on(parent: Any, name: str) -> bool | None:
    """A switch of the properties (29500-1, 17.17.4): on, off, or None where it is not there."""
    element = parent.find(W + name) if parent is not None else None
    if element is None:
        return None
    return element.get(f"{W}val", "1").lower() not in ("0", "false", "off")


def number(text: str | None, otherwise: int = 0) -> int:
    """A whole number; measures with a unit (Strict) in twips; `otherwise` for what is none."""
    if not text:
        return otherwise
    found = re.fullmatch(r"\s*(-?\d{1,9})(?:\.(\d+))?\s*(pt|cm|mm|in|pc|pi|%)?\s*", text)
    if not found:
        return otherwise
    value = float(f"{found[1]}.{found[2] or 0}")
    return round(value * _TWIPS.get(found[3] or "", 1))


_TWIPS = {"pt": 20, "cm": 1440 / 2.54, "mm": 144 / 2.54, "in": 1440, "pc": 240, "pi": 240}
