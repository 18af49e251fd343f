"""Names of OpenDocument (ISO/IEC 26300; OASIS OpenDocument 1.3, part 3)."""

import re

_OASIS = "urn:oasis:names:tc:opendocument:xmlns"
OFFICE = f"{{{_OASIS}:office:1.0}}"
STYLE = f"{{{_OASIS}:style:1.0}}"
TEXT = f"{{{_OASIS}:text:1.0}}"
TABLE = f"{{{_OASIS}:table:1.0}}"
DRAW = f"{{{_OASIS}:drawing:1.0}}"
META = f"{{{_OASIS}:meta:1.0}}"
FO = f"{{{_OASIS}:xsl-fo-compatible:1.0}}"
SVG = f"{{{_OASIS}:svg-compatible:1.0}}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
XLINK = "{http://www.w3.org/1999/xlink}"
DC = "{http://purl.org/dc/elements/1.1/}"
MATH = "{http://www.w3.org/1998/Math/MathML}"

_LENGTH = re.compile(r"(-?\d{1,6}(?:\.\d{1,9})?)(pt|cm|mm|in|px|pc)")
_PX = {"pt": 96 / 72, "cm": 96 / 2.54, "mm": 96 / 25.4, "in": 96.0, "px": 1.0, "pc": 16.0}


def pixels(length: str | None) -> float:
    """A length in CSS pixels; 0 for what is none."""
    found = _LENGTH.fullmatch(length or "")
    return float(found[1]) * _PX[found[2]] if found else 0.0


def count(text: str | None, otherwise: int = 1, most: int = 1000) -> int:
    """A whole number from 0 up, within a bound."""
    return min(most, int(text)) if text and text.isdecimal() and len(text) < 10 else otherwise


def place_name(name: str) -> str:
    """The id of a bookmark, whose name may hold spaces."""
    return "-".join(name.split())
