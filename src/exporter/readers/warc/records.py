"""The records of a web archive (WARC 1.0 and 1.1, ARC) one after the other; a broken one costs nothing but itself.

warcio reads the heads of records and of HTTP; where a record begins and ends is found out here, so that reading goes on
behind whatever is broken, and no record is ever whole in memory.
"""

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import Any, BinaryIO

import msgspec
from warcio.bufferedreaders import ChunkedDataReader
from warcio.limitreader import LimitReader
from warcio.recordloader import ARC2WARCHeadersParser
from warcio.statusandheaders import StatusAndHeadersParser, StatusAndHeadersParserException

from exporter.readers.warc.streams import MAGIC, BrokenRecordError, PackedStream, PlainStream, RecordStream

_WARC = ["WARC/1.1", "WARC/1.0", "WARC/0.18", "WARC/0.17"]
_WINDOW_BYTES = 1 << 20
_BLOCK_BYTES = 1 << 16
_BEGIN = re.compile(rb"\nWARC/\d")  # which begins with letters, so that they are looked for alone
OF_THE_WEB = frozenset(("response", "resource", "revisit", "conversion"))
_ARC = re.compile(rb"(?:filedesc|https?|ftp|dns)://?\S+ [\d.:a-fA-F]+ \d{14} \S+ \d+\n")


class OnePieceError(Exception):
    """All records are packed as one: none of them can be reached alone."""


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """The head of a record: what the archive says of it, and what HTTP said.

    `content` is how many bytes stand between its first line and its content, `length` those from its first line to its
    end; both count unpacked bytes.
    """

    offset: int
    kind: str
    address: str
    date: str
    status: int
    media_type: str
    charset: str
    encodings: tuple[str, ...]
    location: str
    digest: str
    refers_to: str
    content: int
    length: int


class Fault(msgspec.Struct, frozen=True):
    """A stretch of the archive that cannot be read."""

    offset: int
    reason: str


def records_of(file: BinaryIO) -> Iterator[Record | Fault]:
    """The records of an archive in their order. Raises OnePieceError."""
    size = file.seek(0, 2)
    file.seek(0)
    first = file.read(3)
    packed = first == MAGIC
    offset = 0
    while True:
        offset = offset if packed else _behind_blank_lines(file, offset)
        if offset >= size:
            return
        stream: RecordStream = PackedStream(file, offset) if packed else PlainStream(file, offset)
        try:
            record = _head(stream, offset)
            offset = _end(file, stream, record, size)
            yield record
        except (BrokenRecordError, StatusAndHeadersParserException, EOFError, UnicodeError) as exc:
            reason = str(exc) if isinstance(exc, BrokenRecordError) else "it does not begin as a record does"
            yield Fault(offset, reason)
            offset = _next_beginning(file, offset + 1, size, packed)


def content_of(file: BinaryIO, record: Record, limit: int) -> bytes:
    """The content of a record, out of all that HTTP packs it in. Raises BrokenRecordError when it is longer."""
    file.seek(record.offset)
    packed = file.read(3) == MAGIC
    stream: RecordStream = PackedStream(file, record.offset) if packed else PlainStream(file, record.offset)
    left = record.content
    while left:
        skipped = stream.read(min(left, _BLOCK_BYTES))
        if not skipped:
            break
        left -= len(skipped)
    wanted = record.length - record.content
    if wanted > limit + _BLOCK_BYTES:
        raise BrokenRecordError(f"it has {wanted:,} bytes, more than the limit of {limit:,}")
    data = stream.read(wanted)
    for encoding in record.encodings:
        data = _decoded(data, encoding, limit)
    if len(data) > limit:
        raise BrokenRecordError(f"it has more than the limit of {limit:,} bytes")
    return data


def _head(stream: RecordStream, offset: int) -> Record:
    line = stream.readline()
    before = 0
    if line.startswith(b"WARC/"):
        head = StatusAndHeadersParser(_WARC).parse(stream, line)
    elif _ARC.match(line):
        head = ARC2WARCHeadersParser().parse(stream, line)
        before = head.total_len  # lines of the archive's own head, which its length counts
    else:
        raise BrokenRecordError("it does not begin as a record does")
    length = head.get_header("Content-Length") or ""
    if not re.fullmatch(r"\s*\d{1,18}\s*", length):
        raise BrokenRecordError(f'its length is "{length[:40]}", which is no number')
    begin = stream.tell()
    content = LimitReader(stream, max(int(length) - before, 0))
    end = begin + max(int(length) - before, 0)
    kind = (head.get_header("WARC-Type") or "").lower()
    http: Any = None
    if "application/http" in (head.get_header("Content-Type") or "") and kind in ("response", "revisit"):
        first = content.readline()
        if first.startswith(b"HTTP/"):
            http = StatusAndHeadersParser([], verify=False).parse(content, first)
    stream.head_ends()
    media = ((http or head).get_header("Content-Type") or "").split(";")
    status = re.match(r"\d{3}", http.statusline) if http else None
    address = _address(head.get_header("WARC-Target-URI"))
    if not kind or (kind in OF_THE_WEB and not address):
        raise BrokenRecordError("it does not say what it is, or of which address")
    return Record(
        offset=offset,
        kind=kind,
        address=address,
        date=head.get_header("WARC-Date") or "",
        status=int(status[0]) if status else 0,
        media_type=media[0].strip().lower(),
        charset=next((part.partition("=")[2].strip(" \"'") for part in media[1:] if "charset=" in part.lower()), ""),
        encodings=_encodings(http) if http else (),
        location=(http.get_header("Location") or "").strip() if http else "",
        digest=head.get_header("WARC-Payload-Digest") or "",
        refers_to=_address(head.get_header("WARC-Refers-To-Target-URI")),
        content=stream.tell(),
        length=end,
    )


def _end(file: BinaryIO, stream: RecordStream, record: Record, size: int) -> int:
    """Where the next record begins. Raises BrokenRecordError when this one is not as long as it says."""
    if not isinstance(stream, PackedStream):
        end = record.offset + record.length
        if end > size:
            raise BrokenRecordError("the file ends inside of it")
        file.seek(end)
        after = file.read(16).lstrip(b"\r\n")
        if after and not after.startswith(b"WARC/"[: len(after)]) and not re.match(rb"[a-z]+:", after):
            raise BrokenRecordError("it is not as long as it says")
        return end
    while stream.tell() < record.length:
        if not stream.read(min(record.length - stream.tell(), _BLOCK_BYTES)):
            raise BrokenRecordError(
                "the file ends inside of it" if not stream.is_whole else "it is shorter than it says"
            )
    rest = stream.read(_BLOCK_BYTES)
    if rest.lstrip(b"\r\n").startswith((b"WARC/", b"http://", b"https://")):
        raise OnePieceError
    while rest:
        rest = stream.read(_BLOCK_BYTES)
    if not stream.is_whole:
        raise BrokenRecordError("the file ends inside of it")
    return stream.end


def _behind_blank_lines(file: BinaryIO, offset: int) -> int:
    file.seek(offset)
    while data := file.read(_BLOCK_BYTES):
        rest = data.lstrip(b"\r\n")
        if rest:
            return offset + len(data) - len(rest)
        offset += len(data)
    return offset


def _next_beginning(file: BinaryIO, offset: int, size: int, packed: bool) -> int:
    """Where behind a fault a record begins again; the end of the file when there is none."""
    while offset < size:
        file.seek(offset)
        data = file.read(_WINDOW_BYTES)
        if not packed:
            if found := _BEGIN.search(b"\n" + data):
                return offset + found.start()
        else:
            place = data.find(MAGIC)
            while place >= 0:
                if _begins_record(file, offset + place):
                    return offset + place
                place = data.find(MAGIC, place + 1)
        if len(data) < _WINDOW_BYTES:
            return size
        offset += len(data) - 16
    return size


def _begins_record(file: BinaryIO, offset: int) -> bool:
    file.seek(offset)
    try:
        return zlib.decompressobj(31).decompress(file.read(512), 64).startswith((b"WARC/", b"http"))
    except zlib.error:
        return False


def _address(value: str | None) -> str:
    """An address; wget once wrote them between angle brackets."""
    return (value or "").strip().removeprefix("<").removesuffix(">").replace(" ", "%20")


def _encodings(http: Any) -> tuple[str, ...]:
    """What the content has to be unpacked from, in that order."""
    transfer = [name.strip().lower() for name in (http.get_header("Transfer-Encoding") or "").split(",")]
    content = [name.strip().lower() for name in (http.get_header("Content-Encoding") or "").split(",")]
    return tuple(name for name in (*transfer[::-1], *content[::-1]) if name not in ("", "identity"))


def _decoded(data: bytes, encoding: str, limit: int) -> bytes:
    """Content without one encoding. What is not encoded, whatever its head says, stays as it is."""
    if encoding == "chunked":
        return bytes(ChunkedDataReader(BytesIO(data)).read(limit + 1))
    if encoding in ("gzip", "x-gzip", "deflate"):
        for bits in (47, -15):  # gzip or zlib by its head; bare, as some servers send it
            try:
                unpacker = zlib.decompressobj(bits)
                return unpacker.decompress(data, limit + 1)
            except zlib.error:
                continue
        return data
    if encoding == "br":
        return _from_brotli(data, limit)
    raise BrokenRecordError(f'its content is packed as "{encoding[:20]}", which is not known here')


def _from_brotli(data: bytes, limit: int) -> bytes:
    import brotli

    unpacker = brotli.Decompressor()
    try:
        found = bytes(unpacker.process(data, output_buffer_limit=limit + 1))
        while len(found) <= limit and not unpacker.is_finished():
            more = unpacker.process(b"", output_buffer_limit=limit + 1 - len(found))
            if not more:
                break
            found += more
    except brotli.error:
        return data
    return found
