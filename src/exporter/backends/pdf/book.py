"""Writes a PDF of many parts, one after the other: what is held in memory is a line for each part, not its objects.

Each part gets its numbers when those before it are known; its objects then go into the file as they are, streams by
themselves and all others deflated together (ISO 32000-1, 7.5.7 and 7.5.8).
"""

import zlib
from collections.abc import Iterable, Sequence
from hashlib import md5
from tempfile import TemporaryFile
from typing import Any, BinaryIO

import msgspec

from exporter.backends.pdf.parts import (
    AFTER,
    BEFORE,
    DOCUMENT,
    ELSEWHERE,
    FONTS,
    INSIDE,
    OUTLINES,
    PAGES,
    PARENT,
    FontUse,
    PageBreak,
    PartObject,
    PdfPart,
)
from exporter.backends.pdf.stamps import stamp
from exporter.publication import ELSEWHERE as SCHEME

_TOGETHER = 200  # objects in one object stream, or kids of one node of a tree
_LEVEL = 6
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_Object = tuple[int, bytes, bytes | None]  # number, value, a stream's content
_ROW = 8  # bytes of a line of the cross-reference stream: one, five, two


class PartInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the book has to know of a part to give it its numbers: how many objects, how many of them are no streams,
    which are its pages and outermost bookmarks, which pages have room for a number, how many entries of the parent
    tree; and where its ids are."""

    objects: int
    plain: int
    pages: tuple[int, ...]
    numbered: tuple[bool, ...]
    parents: int
    outlines: tuple[int, ...]
    fonts: tuple[FontUse, ...]
    places: dict[str, tuple[int, float, float]]
    height: float
    breaks: tuple[PageBreak, ...]
    shows_pages: bool
    catalog: dict[str, list[Any]]


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A part's place in the file: the number of its first object, of its first entry in the parent tree, of the
    element that it hangs below, of the root of pages, and the bookmarks around its own (0 for none). `kind` is its
    structure element ("Art"). `fonts` are the numbers of its fonts by their resources' names, `labels` what is printed
    as the numbers of its pages; `elsewhere` are the places that its links lead to: a page's number, left, top. Without
    it the places of links are written by name, as they are read in a file of its own."""

    first: int
    parent: int
    kind: str
    above: int
    lang: str
    pages_root: int
    fonts: dict[str, int]
    outlines: int
    before: int
    after: int
    labels: tuple[str, ...]
    elsewhere: dict[str, tuple[int, float, float]] | None


class Chunk(msgspec.Struct, frozen=True):
    """A part as bytes of the file, and its lines of the cross-reference stream: for each of its numbers where it is.

    Places of type 1 count from the beginning of the chunk.
    """

    data: bytes
    rows: bytes


def info_of(part: PdfPart) -> PartInfo:
    """What the book has to know of a part."""
    return PartInfo(
        objects=len(part.objects),
        plain=sum(item.content is None for item in part.objects),
        pages=tuple(part.pages),
        numbered=tuple(place is not None for place in part.numbers),
        parents=len(part.parents) + len(part.annotations),
        outlines=tuple(part.outlines),
        fonts=tuple(part.fonts),
        places=part.places,
        height=part.height,
        breaks=tuple(part.breaks),
        shows_pages=part.shows_pages,
        catalog=part.catalog,
    )


def numbers_of(info: PartInfo) -> int:
    """How many numbers a part takes: its objects, its element, its node of pages, its leaf of the parent tree, a
    stream for each printed page number, and the streams that hold all that are none."""
    return info.objects + 3 + sum(info.numbered) + _streams_for(info.plain + 3)


def element_of(info: PartInfo, first: int) -> int:
    """The number of a part's structure element."""
    return first + info.objects


def node_of(info: PartInfo, first: int) -> int:
    """The number of a part's node of pages."""
    return first + info.objects + 1


def leaf_of(info: PartInfo, first: int) -> int:
    """The number of a part's leaf of the parent tree."""
    return first + info.objects + 2


def finished(part: PdfPart, slot: Slot) -> Chunk:
    """A part with its numbers."""
    element = slot.first + len(part.objects)
    node, leaf = element + 1, element + 2
    marks = {
        PAGES: reference(node),
        DOCUMENT: reference(element),
        FONTS: b"<<%s>>" % b"".join(b"/%s %s" % (n.encode(), reference(f)) for n, f in sorted(slot.fonts.items())),
        OUTLINES: reference(slot.outlines),
        BEFORE: reference(slot.before) if slot.before else b"null",
        AFTER: reference(slot.after) if slot.after else b"null",
    }

    def value(segments: list[Any]) -> bytes:
        return b"".join(_filled(segment, part, slot, marks) for segment in segments)

    objects: list[_Object] = [
        (slot.first + number, value(item.value), item.content) for number, item in enumerate(part.objects)
    ]
    number = leaf + 1
    for place, (label, where) in enumerate(zip(slot.labels, part.numbers, strict=True)):
        if where is not None and part.numerals is not None:
            content = zlib.compress(stamp(part.numerals, where, label), _LEVEL)
            objects.append((number, b"<</Filter /FlateDecode/Length %d>>" % len(content), content))
            page = part.pages[place]
            objects[page] = (objects[page][0], _with_contents(objects[page][1], number), None)
            number += 1
    kids = b" ".join(reference(slot.first + page) for page in part.pages)
    pages = b"<</Type /Pages/Parent %s/Kids [%s]/Count %d>>"
    tops = b" ".join(reference(slot.first + top) for top in part.tops)
    lang = b"/Lang %s" % string(part.lang) if part.lang != slot.lang else b""
    above = reference(slot.above)
    objects.append(
        (element, b"<</Type /StructElem/S /%s/P %s%s/K [%s]>>" % (slot.kind.encode(), above, lang, tops), None)
    )
    objects.append((node, pages % (reference(slot.pages_root), kids, len(part.pages)), None))
    objects.append((leaf, _parents(part, slot), None))
    return _chunk(objects, number)


def plain_numbers(objects: Sequence[PartObject]) -> int:
    """How many numbers objects take that belong to no part."""
    return len(objects) + _streams_for(sum(item.content is None for item in objects))


def plain_chunk(objects: Sequence[PartObject], first: int) -> Chunk:
    """Objects that belong to no part; their own references count among them."""
    numbered: list[_Object] = [
        (first + number, value_of(item.value, first), item.content) for number, item in enumerate(objects)
    ]
    return _chunk(numbered, first + len(objects))


def value_of(segments: Iterable[Any], first: int) -> bytes:
    """A value that has no marks."""
    return b"".join(each if isinstance(each, bytes) else reference(first + each) for each in segments)


def write_book(sink: BinaryIO, chunks: Iterable[Chunk], whole: Sequence[bytes], first: int) -> None:
    """Write the file: chunks in the order of their numbers, which begin at 1, then the objects of the whole, whose
    numbers begin at `first`: the catalog, the information dictionary, all others."""
    digest = md5(usedforsecurity=False)
    position = 0

    def write(data: bytes) -> None:
        nonlocal position
        sink.write(data)
        digest.update(data)
        position += len(data)

    write(_HEADER)
    with TemporaryFile() as rows:
        rows.write(b"\0\0\0\0\0\0\xff\xff")
        for chunk in chunks:
            rows.write(_moved(chunk.rows, position))
            write(chunk.data)
        objects: list[_Object] = [(first + place, value, None) for place, value in enumerate(whole)]
        chunk = _chunk(objects, first + len(objects))
        rows.write(_moved(chunk.rows, position))
        write(chunk.data)
        size = rows.tell() // _ROW
        rows.write(_row(1, position, 0))
        rows.seek(0)
        packed = zlib.compressobj(_LEVEL)
        content = b"".join(packed.compress(block) for block in iter(lambda: rows.read(1 << 20), b"")) + packed.flush()
    identifier = digest.hexdigest().encode()
    head = b"<</Type /XRef/Size %d/W [1 5 2]/Root %d 0 R/Info %d 0 R/ID [<%s> <%s>]/Filter /FlateDecode/Length %d>>" % (
        size + 1,
        first,
        first + 1,
        identifier,
        identifier,
        len(content),
    )
    start = position
    sink.write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (size, head, content))
    sink.write(b"startxref\n%d\n%%%%EOF\n" % start)


def _parents(part: PdfPart, slot: Slot) -> bytes:
    """The part's leaf of the parent tree (ISO 32000-1, 14.7.4.4)."""
    numbers = []
    for place, kids in enumerate(part.parents):
        found = b" ".join(reference(slot.first + kid) if kid >= 0 else b"null" for kid in kids)
        numbers.append(b"%d [%s]" % (slot.parent + place, found))
    for place, kid in enumerate(part.annotations, len(part.parents)):
        numbers.append(b"%d %s" % (slot.parent + place, reference(slot.first + kid)))
    last = slot.parent + len(numbers) - 1
    return b"<</Limits [%d %d]/Nums [%s]>>" % (slot.parent, last, b" ".join(numbers))


def _filled(segment: Any, part: PdfPart, slot: Slot, marks: dict[str, bytes]) -> bytes:
    if isinstance(segment, bytes):
        return segment
    if isinstance(segment, int):
        return reference(slot.first + segment)
    if segment.startswith(PARENT):
        return b"%d" % (slot.parent + int(segment.removeprefix(PARENT)))
    if segment.startswith(INSIDE):
        name = segment.removeprefix(INSIDE)
        page, left, top = part.places[name]
        return string(name) if slot.elsewhere is None else destination(slot.first + part.pages[page], left, top)
    if segment.startswith(ELSEWHERE):
        key = segment.removeprefix(ELSEWHERE)
        return string(f"{SCHEME}{key}") if slot.elsewhere is None else destination(*slot.elsewhere[key])
    return marks[segment]


def _with_contents(page: bytes, stamp: int) -> bytes:
    """A page whose contents have one more stream."""
    before, key, after = page.partition(b"/Contents ")
    assert key
    number, _, rest = after.partition(b" 0 R")
    return before + key + b"[%s 0 R %d 0 R]" % (number, stamp) + rest


def _chunk(objects: list[_Object], number: int) -> Chunk:
    """Objects as bytes: streams one by one, the others together in streams whose numbers begin at `number`."""
    first = objects[0][0]
    places: dict[int, bytes] = {}
    written: list[bytes] = []
    position = 0

    def write(identifier: int, head: bytes, content: bytes) -> None:
        nonlocal position
        data = b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (identifier, head, content)
        places[identifier] = _row(1, position, 0)
        written.append(data)
        position += len(data)

    for identifier, value, content in objects:
        if content is not None:
            write(identifier, value, content)
    plain = [(identifier, value) for identifier, value, content in objects if content is None]
    for start in range(0, len(plain), _TOGETHER):
        group = plain[start : start + _TOGETHER]
        offsets, place = [], 0
        for index, (identifier, value) in enumerate(group):
            offsets.append(b"%d %d" % (identifier, place))
            places[identifier] = _row(2, number, index)
            place += len(value) + 1
        head = b" ".join(offsets) + b"\n"
        content = zlib.compress(head + b"\n".join(value for _, value in group), _LEVEL)
        extra = b"<</Type /ObjStm/N %d/First %d/Filter /FlateDecode/Length %d>>" % (len(group), len(head), len(content))
        write(number, extra, content)
        number += 1
    rows = b"".join(places[each] for each in range(first, number))
    return Chunk(b"".join(written), rows)


def _moved(rows: bytes, position: int) -> bytes:
    """Lines of the cross-reference stream whose places count from the beginning of the file."""
    moved = bytearray(rows)
    for place in range(0, len(rows), _ROW):
        if rows[place] == 1:
            moved[place + 1 : place + 6] = (int.from_bytes(rows[place + 1 : place + 6], "big") + position).to_bytes(
                5, "big"
            )
    return bytes(moved)


def _row(kind: int, first: int, second: int) -> bytes:
    return kind.to_bytes(1, "big") + first.to_bytes(5, "big") + second.to_bytes(2, "big")


def _streams_for(plain: int) -> int:
    return -(-plain // _TOGETHER)


def reference(number: int) -> bytes:
    """A reference to an object."""
    return b"%d 0 R" % number


def destination(page: int, left: float, top: float) -> bytes:
    """A place on the page of an object's number."""
    return b"[%s /XYZ %.2f %.2f 0]" % (reference(page), left, top)


def string(text: str) -> bytes:
    """A text string (ISO 32000-1, 7.9.2.2)."""
    if text.isascii() and text.isprintable():
        return b"(%s)" % text.encode().replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")
    return b"<%s>" % ("\ufeff" + text).encode("utf-16-be").hex().encode()
