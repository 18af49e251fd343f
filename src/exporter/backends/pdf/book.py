"""Writes a PDF of many parts, one after the other: what is held in memory is a line for each part, not its objects.

Each part gets its numbers when those before it are known; its objects then go into the file as they are, streams by
themselves and all others deflated together (ISO 32000-1, 7.5.7 and 7.5.8).
"""

import zlib
from collections.abc import Callable, Iterable, Sequence
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
    OUTLINES,
    PAGES,
    PARENT,
    FontUse,
    PdfPart,
)

_TOGETHER = 200  # objects in one object stream, or kids of one node of a tree
_LEVEL = 6
_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_Object = tuple[int, bytes, bytes | None]  # number, value, a stream's content
_ROW = 8  # bytes of a line of the cross-reference stream: one, five, two


class PartInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the book has to know of a part to give it its numbers: how many objects, how many of them are no streams,
    pages, entries of the parent tree, bookmarks; and where ids are that other parts lead to."""

    objects: int
    plain: int
    pages: int
    parents: int
    outlines: tuple[int, ...]
    tops: tuple[int, ...]
    fonts: tuple[FontUse, ...]
    places: dict[str, tuple[int, float, float]] = {}


class Slot(msgspec.Struct, frozen=True, kw_only=True):
    """A part's place in the file: the number of its first object, of its first entry in the parent tree, of the
    root elements, and the bookmarks around its own. `fonts` are the numbers of its fonts by their resources' names,
    `labels` are printed on its pages, "" where nothing is; `elsewhere` are the places that its links lead to: a page's
    number, left, top."""

    first: int
    parent: int
    document: int
    pages_root: int
    fonts: dict[str, int]
    outlines: int
    before: int
    after: int
    labels: tuple[str, ...]
    elsewhere: dict[str, tuple[int, float, float]]


class Chunk(msgspec.Struct, frozen=True):
    """A part as bytes of the file, and its lines of the cross-reference stream: for each of its numbers where it is.

    Places of type 1 count from the beginning of the chunk.
    """

    data: bytes
    rows: bytes


def info_of(part: PdfPart, wanted: Iterable[str] = ()) -> PartInfo:
    """What the book has to know of a part; `wanted` are ids that others lead to."""
    return PartInfo(
        objects=len(part.objects),
        plain=sum(item.content is None for item in part.objects),
        pages=len(part.pages),
        parents=len(part.parents) + len(part.annotations),
        outlines=tuple(part.outlines),
        tops=tuple(part.tops),
        fonts=tuple(part.fonts),
        places={name: part.places[name] for name in wanted if name in part.places},
    )


def numbers_of(info: PartInfo, labels: Sequence[str]) -> int:
    """How many numbers a part takes: its objects, its node of pages, its leaf of the parent tree, a stream for each
    printed page number, and the streams that hold all that are none."""
    stamped = sum(bool(label) for label in labels)
    return info.objects + 2 + stamped + _streams_for(info.plain + 2)


def finished(part: PdfPart, slot: Slot, stamp: Callable[[str, float], bytes]) -> Chunk:
    """A part with its numbers; `stamp` gives the operators that print a page's label on paper of a height."""
    node, leaf = slot.first + len(part.objects), slot.first + len(part.objects) + 1
    marks = {
        PAGES: _reference(node),
        DOCUMENT: _reference(slot.document),
        FONTS: b"<<%s>>" % b"".join(b"/%s %s" % (n.encode(), _reference(f)) for n, f in sorted(slot.fonts.items())),
        OUTLINES: _reference(slot.outlines),
        BEFORE: _reference(slot.before) if slot.before else b"null",
        AFTER: _reference(slot.after) if slot.after else b"null",
    }

    def value(segments: list[Any]) -> bytes:
        return b"".join(_filled(segment, slot, marks) for segment in segments)

    objects: list[_Object] = [
        (slot.first + number, value(item.value), item.content) for number, item in enumerate(part.objects)
    ]
    number = leaf + 1
    for place, label in enumerate(slot.labels):
        if label:
            content = zlib.compress(stamp(label, part.height), _LEVEL)
            objects.append((number, b"<</Filter /FlateDecode/Length %d>>" % len(content), content))
            page = part.pages[place]
            objects[page] = (objects[page][0], _with_contents(objects[page][1], number), None)
            number += 1
    kids = b" ".join(_reference(slot.first + page) for page in part.pages)
    pages = b"<</Type /Pages/Parent %s/Kids [%s]/Count %d>>"
    objects.append((node, pages % (_reference(slot.pages_root), kids, len(part.pages)), None))
    objects.append((leaf, _parents(part, slot), None))
    return _chunk(objects, number)


def write_book(
    sink: BinaryIO, chunks: Iterable[Chunk], globals_from: int, last: Callable[[], Sequence[bytes]], info: int
) -> None:
    """Write the file: the parts' chunks in the order of their numbers, which begin at 1, then the objects of the whole,
    which `last` gives and whose numbers begin at `globals_from`; the first is the catalog, `info` the number of the
    information dictionary."""
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
        whole: list[_Object] = [(globals_from + place, value, None) for place, value in enumerate(last())]
        chunk = _chunk(whole, globals_from + len(whole))
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
        globals_from,
        info,
        identifier,
        identifier,
        len(content),
    )
    start = position
    sink.write(b"%d 0 obj\n%s\nstream\n%s\nendstream\nendobj\n" % (size, head, content))
    sink.write(b"startxref\n%d\n%%%%EOF\n" % start)


def tree(leaves: Sequence[tuple[bytes, bytes, int]], first: int) -> tuple[list[bytes], bytes]:
    """The nodes above the leaves of a name or number tree, whose numbers begin at `first`, and the root's Kids.

    A leaf is its least and greatest key, as they are written, and its object's number.
    """
    nodes: list[bytes] = []
    while len(leaves) > _TOGETHER:
        above = []
        for place in range(0, len(leaves), _TOGETHER):
            group = leaves[place : place + _TOGETHER]
            kids = b" ".join(_reference(number) for _, _, number in group)
            nodes.append(b"<</Limits [%s %s]/Kids [%s]>>" % (group[0][0], group[-1][1], kids))
            above.append((group[0][0], group[-1][1], first + len(nodes) - 1))
        leaves = above
    return nodes, b" ".join(_reference(number) for _, _, number in leaves)


def _parents(part: PdfPart, slot: Slot) -> bytes:
    """The part's leaf of the parent tree (ISO 32000-1, 14.7.4.4)."""
    numbers = []
    for place, kids in enumerate(part.parents):
        found = b" ".join(_reference(slot.first + kid) if kid >= 0 else b"null" for kid in kids)
        numbers.append(b"%d [%s]" % (slot.parent + place, found))
    for place, kid in enumerate(part.annotations, len(part.parents)):
        numbers.append(b"%d %s" % (slot.parent + place, _reference(slot.first + kid)))
    last = slot.parent + len(numbers) - 1
    return b"<</Limits [%d %d]/Nums [%s]>>" % (slot.parent, last, b" ".join(numbers))


def _filled(segment: Any, slot: Slot, marks: dict[str, bytes]) -> bytes:
    if isinstance(segment, bytes):
        return segment
    if isinstance(segment, int):
        return _reference(slot.first + segment)
    if segment.startswith(PARENT):
        return b"%d" % (slot.parent + int(segment.removeprefix(PARENT)))
    if segment.startswith(ELSEWHERE):
        page, left, top = slot.elsewhere[segment.removeprefix(ELSEWHERE)]
        return b"[%s /XYZ %.2f %.2f 0]" % (_reference(page), left, top)
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


def _reference(number: int) -> bytes:
    return b"%d 0 R" % number
