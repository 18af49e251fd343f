"""A laid-out article as a part of a larger PDF: its objects, with their references left open.

A reference, a number or a place that only the whole file knows is a mark in an object's bytes; `book` fills it in.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

# A piece of an object: bytes as they are written, the number of another object of the part, or a mark.
Segment = bytes | int | str
# Marks: the node of pages, the structure's root element, fonts, what is around the part's outlines.
PAGES, DOCUMENT, FONTS, OUTLINES, BEFORE, AFTER = "pages", "document", "fonts", "outlines", "before", "after"
# With a number of the parent tree, counted in the part; the name of a place in the part; the key of another part.
PARENT, INSIDE, ELSEWHERE = "parent ", "inside ", "elsewhere "
_REFERENCE = re.compile(rb"(\d+) 0 R")


class PartObject(msgspec.Struct, frozen=True, array_like=True):
    """One object: the segments of its value and, for a stream, its content."""

    value: list[Any]
    content: bytes | None = None


class FontUse(msgspec.Struct, frozen=True, kw_only=True):
    """What a part needs of a font: `file` is the SHA-256 of the file that it was laid out with, `name` the resource's;
    widths and letters are by glyph, the others as in its descriptor."""

    name: str
    file: str
    base: str
    family: str
    flags: int
    italic_angle: float
    ascent: int
    descent: int
    stem: int
    widths: dict[int, float]
    letters: dict[int, str]


class PageBreak(msgspec.Struct, frozen=True, array_like=True):
    """Where a page begins: the number of an element of the page's markup, and how many of its letters stand before."""

    element: int
    letters: int


class Numerals(msgspec.Struct, frozen=True, kw_only=True):
    """The signs of page numbers: their font by its resource's name, each one's glyph, and its width in 1/1000 em."""

    font: str
    glyphs: dict[str, int]
    widths: dict[str, float]


class NumberPlace(msgspec.Struct, frozen=True):
    """Where a page's number is printed, in points from the paper's left and top edges: `anchor` and `baseline`.

    `share` of the number's width stands before the anchor: 0 for one that begins there, 1 for one that ends there.
    """

    anchor: float
    baseline: float
    share: float
    size: float
    color: str


class PdfPart(msgspec.Struct, frozen=True, kw_only=True):
    """All of it. Numbers of objects count in the part, from 0.

    `height` is the first page's, in points. `tops` are the outermost structure elements, `parents` what the parent
    tree has for each page and then for each annotation: object numbers, -1 for none. `outlines` are the outermost
    bookmarks. `places` are the places of ids: page, left, top. `breaks` are the beginnings of the pages. `numbers` are
    the places of page numbers, None where a page has none. `shows_pages` says that its text names pages of its own.
    `catalog` is what the book says of itself, where this part brings it.
    """

    objects: list[PartObject]
    pages: list[int]
    height: float
    lang: str
    tops: list[int]
    parents: list[list[int]]
    annotations: list[int]
    outlines: list[int]
    places: dict[str, tuple[int, float, float]]
    fonts: list[FontUse]
    breaks: list[PageBreak]
    numbers: list[NumberPlace | None]
    numerals: Numerals | None
    shows_pages: bool
    catalog: dict[str, list[Any]] = {}


class Numbering:
    """Gives the objects that a part needs their numbers, in the order in which they are reached, and their segments."""

    def __init__(self, pdf: Any, marks: dict[int, str]) -> None:
        self._pdf = pdf
        self._marks = marks  # by the number of an object that is none of the part's own
        self._numbers: dict[int, int] = {}
        self._waiting: list[int] = []

    def number(self, reference: bytes) -> int:
        """The number of an object by the engine's reference."""
        theirs = int(reference.split()[0])
        if theirs not in self._numbers:
            self._numbers[theirs] = len(self._numbers)
            self._waiting.append(theirs)
        return self._numbers[theirs]

    def objects(self) -> list[PartObject]:
        """All objects that were numbered and those that they refer to."""
        made: list[PartObject] = []
        for theirs in self._waiting:  # grows meanwhile
            made.append(self._object(self._pdf.objects[theirs]))
        return made

    def segments(self, value: Any) -> list[Any]:
        """A value as segments."""
        return list(_joined(self._segments(value)))

    def _object(self, item: Any) -> PartObject:
        stream = getattr(item, "stream", None)
        if stream is None:
            return PartObject(self.segments(item))
        # As the engine writes it: the dictionary, then the content on lines of its own.
        head, _, rest = item.data.partition(b"\nstream\n")
        extra = dict(item.extra)
        if item.compress:
            extra["Filter"] = "/FlateDecode"
        content = rest.removesuffix(b"\nendstream")
        extra["Length"] = len(content)
        assert head.startswith(b"<<")
        return PartObject(self.segments(extra), content)

    def _segments(self, value: Any) -> Iterator[Segment]:
        if isinstance(value, bytes):
            found = _REFERENCE.fullmatch(value)
            if found is None:
                yield value
            elif int(found[1]) in self._marks:
                yield self._marks[int(found[1])]
            else:
                yield self.number(value)
        elif isinstance(value, dict):
            yield b"<<"
            for key, inner in value.items():
                yield b"/" + (key if isinstance(key, bytes) else str(key).encode()) + b" "
                yield from self._segments(inner)
            yield b">>"
        elif isinstance(value, (list, tuple)):
            yield b"["
            for place, inner in enumerate(value):
                if place:
                    yield b" "
                yield from self._segments(inner)
            yield b"]"
        elif isinstance(value, Mark):
            yield value.text
        else:
            yield _to_bytes(value)


class Mark:
    """A mark among the engine's own values."""

    def __init__(self, text: str) -> None:
        self.text = text


def _joined(segments: Iterable[Segment]) -> Iterator[Segment]:
    """The same segments with neighbouring bytes joined."""
    kept: list[bytes] = []
    for segment in segments:
        if isinstance(segment, bytes):
            kept.append(segment)
            continue
        if kept:
            yield b"".join(kept)
            kept = []
        yield segment
    if kept:
        yield b"".join(kept)


def _to_bytes(value: Any) -> bytes:
    import pydyf

    written: bytes = pydyf._to_bytes(value)
    return written
