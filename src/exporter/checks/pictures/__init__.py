"""A picture of the place where a file breaks a rule, for whoever is to find and mend it.

Of a PDF it is the page, of a book the element as its own styles set it, of a Word file the paragraph's or table's words
set simply, or the picture that lies in it. Where no picture can be made an excerpt of the source stands for it.
"""

from collections.abc import Sequence
from importlib import import_module

import msgspec

from exporter.checks.rules import Fault


class Picture(msgspec.Struct, frozen=True):
    """A WebP picture, its words for who cannot see it, and what has to be known of how it was made."""

    data: bytes
    width_px: int
    height_px: int
    alt: str
    caption: str = ""


class Excerpt(msgspec.Struct, frozen=True):
    """A piece of the source of a part."""

    text: str


Shown = Picture | Excerpt | None
_MAKERS = {
    "pdf": "exporter.checks.pictures.pdf",
    "epub": "exporter.checks.pictures.epub",
    "docx": "exporter.checks.pictures.docx",
}


def places_shown(format: str, data: bytes, faults: Sequence[Fault]) -> list[Shown]:
    """For each fault of a file its place: None where nothing can be shown. A file that cannot be read shows nothing."""
    if format not in _MAKERS or not faults:
        return [None] * len(faults)
    try:
        found: list[Shown] = import_module(_MAKERS[format]).places_shown(data, faults)
    except Exception:  # a picture less, of a file that is broken in whatever way
        return [None] * len(faults)
    return found
