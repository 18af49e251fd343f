"""The files of a bag in the making: copied by stream, with their digests, into a folder beside the bag's place.

What is known of each is kept in a table on disk, so that memory does not grow with their number.
"""

import io
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256, sha512
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from exporter.archive.formats import UNKNOWN, Format, format_of

_CHUNK_BYTES = 1 << 20
_COLUMNS = ("path", "sha256", "sha512", "size_bytes", "name", "version", "media_type", "pronom")


class Filed(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the bag: its path from the bag's folder, digests, length and format."""

    path: str
    sha256: str
    sha512: str
    size_bytes: int
    format: Format = UNKNOWN


class Filing:
    """The files of one bag. Writing raises OSError, as the disk says."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._files = sqlite3.connect("")  # a temporary file when it grows
        self._files.execute(f"CREATE TABLE files ({', '.join(_COLUMNS)}, PRIMARY KEY (path)) WITHOUT ROWID")

    def copy(self, source: BinaryIO, path: str) -> Filed:
        """Copy what a stream gives to a path of the bag."""
        with self.writing(path) as sink:
            while chunk := source.read(_CHUNK_BYTES):
                sink.write(chunk)
        return self.of(path)

    @contextmanager
    def writing(self, path: str) -> Iterator[BinaryIO]:
        """A stream into a file of the bag."""
        target = self.folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("xb", buffering=0) as stream:
            digests = _Digesting(stream)
            with io.BufferedWriter(digests, _CHUNK_BYTES) as sink:
                yield sink
        format = msgspec.structs.astuple(format_of(target, path))
        size_bytes = target.stat().st_size
        values = (path, digests.sha256.hexdigest(), digests.sha512.hexdigest(), size_bytes, *format)
        self._files.execute("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)", values)

    def of(self, path: str) -> Filed:
        """What is known of a file. Raises KeyError when there is none."""
        row = self._files.execute("SELECT * FROM files WHERE path = ?", (path,)).fetchone()
        if row is None:
            raise KeyError(path)
        return _filed(row)

    def has(self, path: str) -> bool:
        """Whether a file is in the bag."""
        return self._files.execute("SELECT 1 FROM files WHERE path = ?", (path,)).fetchone() is not None

    def all(self, payload: bool) -> Iterator[Filed]:
        """The files of the payload, or the others, in the order of their paths."""
        where = "LIKE" if payload else "NOT LIKE"
        rows = self._files.execute(f"SELECT * FROM files WHERE path {where} 'data/%' ORDER BY path")  # noqa: S608
        return (_filed(row) for row in rows)

    def sum(self) -> tuple[int, int]:
        """How many bytes and files the payload has."""
        row = self._files.execute("SELECT COALESCE(SUM(size_bytes), 0), COUNT(*) FROM files WHERE path LIKE 'data/%'")
        size_bytes, count = row.fetchone()
        return size_bytes, count

    def close(self) -> None:
        """Forget the files, and remove their folder when it is still there."""
        self._files.close()
        shutil.rmtree(self.folder, ignore_errors=True)


class _Digesting(io.RawIOBase):
    """A stream whose bytes are digested on their way."""

    def __init__(self, stream: io.RawIOBase) -> None:
        self._stream = stream
        self.sha256, self.sha512 = sha256(), sha512()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        count = self._stream.write(data) or 0  # a disk may take less
        self.sha256.update(data[:count])
        self.sha512.update(data[:count])
        return count


def _filed(row: Any) -> Filed:
    path, sha256, sha512, size_bytes, *format = row
    return Filed(path=path, sha256=sha256, sha512=sha512, size_bytes=size_bytes, format=Format(*format))
