"""How a PDF is written, byte for byte (ISO 32000-1, 7.3, 7.5): head and end, objects, streams, strings and numbers."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pikepdf

from exporter.checks.pdf.objects import data_of, name

_HEAD = re.compile(rb"%PDF-1\.[0-7](?:\r\n|\r|\n)")
_COMMENT = re.compile(rb"%[\x80-\xff]{4}")
_SECTION = re.compile(rb"(?:\A|[\r\n])xref(?!\r\n\d|\r\d|\n\d)\s*\d+ \d+")
_OBJECT = re.compile(rb"\s*(\d+)(\s+)(\d+)(\s+)obj")
_STREAM = re.compile(rb">>\s*stream")
_STRING = re.compile(rb"\((?:[^()\\]|\\.)*\)|\(|<<|>>|<([^<>]*)>|%[^\r\n]*", re.DOTALL)
_NUMBER = re.compile(rb"(?<![^\s\[\]<>()/{}])[+-]?(?:\d{10,}(?![\d.])|\d{38,}\.?\d*|0*\.0{37}\d*)")
_NAME = re.compile(rb"/[^\s()<>\[\]{}/%]{128,}")
# What wrong values look like among others: nothing of the kind means that there is none.
_SUSPECT = re.compile(
    rb"<(?:[0-9A-Fa-f]{2}|[\s\0])*(?:[0-9A-Fa-f][\s\0]*>|[^<>0-9A-Fa-f\s\0])|\d{10}|\.0{37}|/[^\s()<>\[\]{}/%]{128}"
    rb"|[(<][^()<>]{32000}"
)
ODD = "a string in hexadecimal that is not whole"
_ESCAPE = re.compile(rb"#[0-9A-Fa-f]{2}")
_HEXADECIMAL = frozenset(b"0123456789ABCDEFabcdef \t\r\n\f\0")
_WHITE = b" \t\r\n\f\0"
_EOL = b"\r\n"
_LONGEST_STRING, _LONGEST_NAME, _GREATEST, _LEAST = 32_767, 127, 2_147_483_647, -2_147_483_648
_MOST_BYTES = 256 * 1024 * 1024  # of object streams that are unpacked


class Written(msgspec.Struct, eq=False):
    """What is written otherwise than asked for, with the numbers of the objects; 0 is none."""

    head: bool = True
    comment: bool = True
    end: bool = True
    sections: bool = True
    spaced: list[int] = msgspec.field(default_factory=list)
    keywords: list[int] = msgspec.field(default_factory=list)  # of streams
    lengths: list[int] = msgspec.field(default_factory=list)
    odd: list[int] = msgspec.field(default_factory=list)  # hexadecimal strings
    beyond: list[tuple[int, str]] = msgspec.field(default_factory=list)  # values beyond their limits


def read_written(pdf: Any, data: bytes) -> Written:
    """How the file is written."""
    found = Written()
    head = _HEAD.match(data)
    found.head = head is not None
    line = re.search(rb"\r\n|\r|\n", data[:1024])
    found.comment = line is not None and _COMMENT.match(data, line.end()) is not None
    last = data.rfind(b"%%EOF")
    found.end = last >= 0 and data[last + 5 :] in (b"", b"\r", b"\n", b"\r\n")
    found.sections = _SECTION.search(data) is None
    table = pdf.get_xref_table()
    shift = max(0, data.find(b"%PDF-"))
    places = sorted((at.offset + shift, number) for (number, _), at in table.items() if at.type == 1 and at.offset)
    ends = [place for place, _ in places[1:]] + [len(data)]
    for (place, number), end in zip(places, ends, strict=True):
        _object(found, pdf, data, number, place, end)
    unpacked = 0
    for number in sorted({entry.obj_stream_number for entry in table.values() if entry.type == 2}):
        text = data_of(pdf.get_object(number, 0))
        unpacked += len(text)
        if unpacked > _MOST_BYTES:
            break
        _values(found, text, number)
    return found


def filters_of(stream: Any) -> list[str]:
    """The names of a stream's filters."""
    said = stream.get("/Filter")
    return [name(one) for one in (said if isinstance(said, pikepdf.Array) else [said]) if one is not None]


def _object(found: Written, pdf: Any, data: bytes, number: int, place: int, end: int) -> None:
    start = _OBJECT.match(data, place)
    if start is None:
        found.spaced.append(number)
        return
    begins = start.start(1)
    spaced = len(start.group(2)) == len(start.group(4)) == 1
    spaced = (
        spaced and data[begins - 1 : begins] in (b"\r", b"\n") and data[start.end() : start.end() + 1] in (b"\r", b"\n")
    )
    body, stream = start.end(), None
    if isinstance(pdf.get_object(number, int(start.group(3))), pikepdf.Stream):
        stream = _STREAM.search(data, body, end)
    if stream is not None:
        _values(found, data[body : stream.end() - 6], number)
        body = _stream(found, pdf.get_object(number, int(start.group(3))), data, number, stream.end(), end)
    last = data.find(b"endobj", body, end)  # what follows may be an older state of the file
    if last < 0:
        found.spaced.append(number)
        return
    if stream is None:
        _values(found, data[body:last], number)
    spaced = spaced and data[last - 1 : last] in (b"\r", b"\n") and data[last + 6 : last + 7] in (b"\r", b"\n")
    if not spaced:
        found.spaced.append(number)


def _stream(found: Written, stream: Any, data: bytes, number: int, place: int, end: int) -> int:
    """Notes how a stream is set apart and says where it ends."""
    begins = place + (2 if data[place : place + 2] == b"\r\n" else 1 if data[place : place + 1] == b"\n" else 0)
    compliant = begins > place
    length = stream.get("/Length")
    last = begins + length if isinstance(length, int) and length >= 0 else end
    while last < end and data[last] in _WHITE:
        last += 1
    if data[last : last + 9] != b"endstream":
        last = data.find(b"endstream", begins, end)
    if last < 0:
        found.lengths.append(number)
        return place
    real = last - begins
    if data[last - 1 : last] == b"\n":
        real -= 2 if data[last - 2 : last - 1] == b"\r" and isinstance(length, int) and real - length > 1 else 1
    elif data[last - 1 : last] == b"\r":
        real -= 1
    else:
        compliant = False
    if not compliant:
        found.keywords.append(number)
    if length != real:
        found.lengths.append(number)
    return last


def _values(found: Written, text: bytes, number: int) -> None:
    for value in wrong_values(text):
        if value == ODD:
            found.odd.append(number)
        else:
            found.beyond.append((number, value))


def wrong_values(text: bytes) -> Iterator[str]:
    """Strings, names and numbers in objects or contents that are not as they should be: ODD, or what is too large."""
    if _SUSPECT.search(text) is None:
        return
    rest: list[bytes] = []
    place = 0
    while (match := _STRING.search(text, place)) is not None:
        rest.append(text[place : match.start()])
        stop = match.end()
        if match.group() == b"(":
            stop = _end_of_string(text, match.end())
        hexadecimal = match.group(1)
        if hexadecimal is not None:
            digits = bytes(byte for byte in hexadecimal if byte not in _WHITE)
            if len(digits) % 2 or not _HEXADECIMAL.issuperset(digits):
                yield ODD
            if len(digits) > 2 * _LONGEST_STRING:
                yield f"a string of {len(digits) // 2} bytes"
        elif match.group()[:1] == b"(" and stop - match.start() - 2 > _LONGEST_STRING:
            yield f"a string of {stop - match.start() - 2} bytes"
        place = stop
    rest.append(text[place:])
    plain = b" ".join(rest)
    for found in _NAME.finditer(plain):
        size = len(_ESCAPE.sub(b".", found.group())) - 1
        if size > _LONGEST_NAME:
            yield f"a name of {size} bytes"
    for found in _NUMBER.finditer(plain):
        value = float(found.group())
        whole = b"." not in found.group()
        if (whole and not _LEAST <= value <= _GREATEST) or abs(value) > 3.403e38 or 0 < abs(value) < 1.175e-38:
            yield f"the number {found.group()[:24].decode()}"


def _end_of_string(text: bytes, place: int) -> int:
    """Where a string with brackets in it ends."""
    depth = 1
    for match in re.compile(rb"\\.|[()]", re.DOTALL).finditer(text, place):
        depth += {b"(": 1, b")": -1}.get(match.group(), 0)
        if not depth:
            return match.end()
    return len(text)
