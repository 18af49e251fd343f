"""The bytes of one record of a web archive, plain or packed, read in bounded memory whatever they are."""

import zlib
from typing import BinaryIO

_BLOCK_BYTES = 1 << 16
_LONGEST_LINE = 1 << 16
_LONGEST_HEAD = 1 << 20
# What zlib makes of nothing but zeros is a thousand times larger; what pages and pictures become is far below.
_BOMB_BYTES = 1 << 26
_BOMB_RATIO = 300
MAGIC = b"\x1f\x8b\x08"


class BrokenRecordError(Exception):
    """A record cannot be read; the text says why."""


class RecordStream:
    """What one record holds, from its first line on. `head_ends` is called when its lines are read."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        self._file = file
        self._given = 0
        self._head_left: int | None = _LONGEST_HEAD
        file.seek(offset)

    def tell(self) -> int:
        """How many bytes were given."""
        return self._given

    def head_ends(self) -> None:
        """Stop counting lines: what follows is the content."""
        self._head_left = None

    def readline(self, length: int | None = None) -> bytes:
        """A line, or its beginning. Raises BrokenRecordError when lines grow beyond what a head is."""
        line = self._line(min(length or _LONGEST_LINE, _LONGEST_LINE))
        self._given += len(line)
        if self._head_left is not None:
            self._head_left -= len(line)
            if self._head_left < 0 or (len(line) >= _LONGEST_LINE and not line.endswith(b"\n")):
                raise BrokenRecordError(f"its head is longer than {_LONGEST_HEAD:,} bytes, or one line of it too long")
        return line

    def read(self, length: int) -> bytes:
        """At most so many bytes; fewer at the end alone."""
        data = self._bytes(length)
        self._given += len(data)
        return data

    def _line(self, length: int) -> bytes:
        raise NotImplementedError

    def _bytes(self, length: int) -> bytes:
        raise NotImplementedError


class PlainStream(RecordStream):
    """The bytes as they stand in the file."""

    def _line(self, length: int) -> bytes:
        return self._file.readline(length)

    def _bytes(self, length: int) -> bytes:
        return self._file.read(length)


class PackedStream(RecordStream):
    """One member of a gzip file, unpacked block by block."""

    def __init__(self, file: BinaryIO, offset: int) -> None:
        super().__init__(file, offset)
        self._unpacker = zlib.decompressobj(31)
        self._buffer = b""
        self._place = 0
        self._read = 0
        self._made = 0

    @property
    def end(self) -> int:
        """Where the next member begins in the file, once this one is read to its end."""
        return self._file.tell() - len(self._unpacker.unused_data)

    @property
    def is_whole(self) -> bool:
        """Whether the end of the member was reached."""
        return self._unpacker.eof

    def _line(self, length: int) -> bytes:
        found = self._buffer.find(b"\n", self._place)
        while found < 0 and len(self._buffer) - self._place < length and self._fill():
            found = self._buffer.find(b"\n", self._place)
        end = min(found + 1 if found >= 0 else len(self._buffer), self._place + length)
        return self._taken(end)

    def _bytes(self, length: int) -> bytes:
        while len(self._buffer) - self._place < length and self._fill():
            pass
        return self._taken(min(self._place + length, len(self._buffer)))

    def _taken(self, end: int) -> bytes:
        data = self._buffer[self._place : end]
        self._place = end
        return data

    def _fill(self) -> bool:
        """Unpack another block; False at the end."""
        if self._unpacker.eof:
            return False
        packed = self._unpacker.unconsumed_tail
        if not packed:
            packed = self._file.read(_BLOCK_BYTES)
            self._read += len(packed)
            if not packed:
                return False
        try:
            data = self._unpacker.decompress(packed, _BLOCK_BYTES)
        except zlib.error as exc:
            raise BrokenRecordError(f"it is not packed as gzip packs: {exc}") from exc
        self._made += len(data)
        if self._made > _BOMB_BYTES and self._made > _BOMB_RATIO * self._read:
            raise BrokenRecordError(f"it unpacks to more than {_BOMB_RATIO} times its size")
        self._buffer = self._buffer[self._place :] + data
        self._place = 0
        return True
