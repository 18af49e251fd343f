"""A place: a folder of this machine, or one elsewhere that a URL names (s3://bucket/articles), reached through fsspec.

A place elsewhere answers to the few words of `pathlib.Path` that reading needs. What it refuses is the OSError that a
folder here would raise; whatever else goes wrong on the way to it is an UnreachableError, which no article is to blame
for.
"""

import errno
import io
import os
import posixpath
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

import msgspec

from exporter.errors import OutputError
from exporter.messages import Message

T = TypeVar("T")
R = TypeVar("R")

_NUMBERS = {
    FileNotFoundError: errno.ENOENT,
    PermissionError: errno.EACCES,
    IsADirectoryError: errno.EISDIR,
    NotADirectoryError: errno.ENOTDIR,
    FileExistsError: errno.EEXIST,
}
_REFUSALS = tuple(_NUMBERS)
_BLOCK_BYTES = 1 << 20
_AT_ONCE = 16  # requests on their way: each takes long, and little work


class UnreachableError(Exception):
    """A place elsewhere cannot be reached; the text says why."""


def is_url(address: str) -> bool:
    """Whether an address is a URL rather than a path."""
    return "://" in address


def place_of(address: str) -> Path:
    """The place of a path or URL, whether it is there or not. Raises OutputError when nothing can reach it."""
    if not is_url(address):
        return Path(address).absolute()
    try:
        import fsspec
    except ImportError as exc:
        text = f"to reach {address} needs the library fsspec, which is not installed"
        raise OutputError(Message("B101", "error", text, 'pip install "exporter[storage]"')) from exc
    try:
        system, path = fsspec.url_to_fs(address)
    except ImportError as exc:
        text = f"a library that reaches {address} is missing: {said(exc)}"
        raise OutputError(Message("B101", "error", text, "install it with pip")) from exc
    except Exception as exc:
        text = f"{address} cannot be reached: {said(exc)}"
        raise OutputError(Message("L405", "error", text, "check the address")) from exc
    if "file" in (system.protocol if isinstance(system.protocol, tuple) else (system.protocol,)):
        return Path(path)
    system.invalidate_cache()  # others may have written since
    place: Any = RemotePath(system, path)
    return place  # type: ignore[no-any-return]


def said(exc: BaseException) -> str:
    """What an exception says, in one line."""
    text = getattr(exc, "strerror", None) or str(exc) or type(exc).__name__
    return " ".join(str(text).split())[:300]


def ahead(work: Callable[[T], R], items: Iterable[T], *, remote: bool) -> Iterator[R]:
    """The results of `work` in order; where each waits for a remote place, a few at once."""
    if not remote:
        yield from map(work, items)
        return
    with ThreadPoolExecutor(_AT_ONCE) as executor:
        waiting: deque[Future[R]] = deque()
        try:
            for item in items:
                waiting.append(executor.submit(work, item))
                if len(waiting) >= 2 * _AT_ONCE:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()


def version_of(about: dict[str, Any]) -> str:
    """What tells one version of a file from another: all that is said of it, but for when it was looked at."""
    said_of = sorted((name, str(value)) for name, value in about.items() if name not in ("atime", "time"))
    return sha256(repr(said_of).encode()).hexdigest()[:32]


class RemotePath:
    """A file or folder elsewhere: an fsspec file system, and the path that it gave for a URL."""

    def __init__(self, system: Any, path: str) -> None:
        self.system = system
        self.path = path

    def __truediv__(self, name: str) -> "RemotePath":
        return self._at(posixpath.join(self.path, name))

    def __str__(self) -> str:
        return str(self.system.unstrip_protocol(self.path))

    __repr__ = __str__

    @property
    def name(self) -> str:
        """The last part of the path."""
        return posixpath.basename(self.path.rstrip("/"))

    @property
    def parent(self) -> "RemotePath":
        """The folder that it is in."""
        return self._at(posixpath.dirname(self.path.rstrip("/")))

    def resolve(self) -> "RemotePath":
        """The same without ".." in it; there are no links."""
        return self._at(posixpath.normpath(self.path))

    def is_relative_to(self, other: Any) -> bool:
        """Whether it is in a folder, or is the folder."""
        if not isinstance(other, RemotePath) or other.system != self.system:
            return False
        return f"{self.path}/".startswith(f"{other.path.rstrip('/')}/")

    def is_file(self) -> bool:
        """Whether it is a file that is there."""
        return self._kind() == "file"

    def is_dir(self) -> bool:
        """Whether it is a folder that is there."""
        return self._kind() == "directory"

    def iterdir(self) -> Iterator["RemotePath"]:
        """What is in a folder."""
        with self._reached():
            found = self.system.ls(self.path, detail=False)
        return map(self._at, found)

    def stat(self) -> "Size":
        """How large it is."""
        with self._reached():
            return Size(int(self.system.info(self.path)["size"] or 0))

    def open(self, mode: str = "rb") -> BinaryIO:
        """A stream of the file."""
        with self._reached():
            stream = self.system.open(self.path, mode)
        return io.BufferedReader(_Stream(stream, self._reached), _BLOCK_BYTES)

    def read_bytes(self) -> bytes:
        """All of a file."""
        with self._reached():
            data: bytes = self.system.cat_file(self.path)
            return data

    def write_bytes(self, data: bytes) -> None:
        """Write a file, whole or not at all where the place is an object store."""
        with self._reached():
            self.system.pipe_file(self.path, data)

    def send(self, file: Path) -> None:
        """Put a file of this machine here, whole or not at all where the place is an object store."""
        size = file.stat().st_size
        with self._reached():
            try:
                self.system.put_file(str(file), self.path)
            except FileNotFoundError:  # a place with real folders
                self.parent.check()
                self.system.makedirs(self.parent.path, exist_ok=True)
                self.system.put_file(str(file), self.path)
            self.system.invalidate_cache()
            arrived = int(self.system.info(self.path)["size"] or 0)
        if arrived != size:
            raise UnreachableError(f"{self} has {arrived:,} of the {size:,} bytes that were sent")

    def check(self) -> None:
        """Raise OSError when the bucket, or the like, is not there: to make a folder in it would make it, too."""
        top = self.path[: self.path.index("/", 1)] if "/" in self.path[1:] else self.path
        if not self._at(top).is_dir() and "memory" not in self.system.protocol:
            raise FileNotFoundError(errno.ENOENT, f"there is no {top}", str(self))

    def version(self) -> str:
        """What tells whether a file has changed; "" when it is not there."""
        try:
            with self._reached():
                self.system.invalidate_cache()
                return version_of(self.system.info(self.path))
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def remove(self) -> None:
        """Remove a file."""
        with self._reached():
            self.system.rm_file(self.path)

    def files(self) -> dict[str, dict[str, Any]]:
        """All files below a folder by their paths there, with what fsspec says of each."""
        with self._reached():
            found: dict[str, dict[str, Any]] = self.system.find(self.path, detail=True)
        start = self.path.rstrip("/") + "/"
        return {path.removeprefix(start): about for path, about in found.items() if path.startswith(start)}

    def _kind(self) -> str:
        try:
            with self._reached():
                return str(self.system.info(self.path)["type"])
        except (FileNotFoundError, NotADirectoryError):
            return ""

    def _at(self, path: str) -> "RemotePath":
        return RemotePath(self.system, path)

    @contextmanager
    def _reached(self) -> Iterator[None]:
        try:
            yield
        except _REFUSALS as exc:
            number = next(number for kind, number in _NUMBERS.items() if isinstance(exc, kind))
            raise OSError(number, os.strerror(number), str(self)) from exc
        except Exception as exc:
            raise UnreachableError(f"{self} cannot be reached: {said(exc)}") from exc


class _Stream(io.RawIOBase):
    """A stream of fsspec's whose failures are those of its path."""

    def __init__(self, stream: Any, reached: Callable[[], AbstractContextManager[None]]) -> None:
        self._stream = stream
        self._reached = reached

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return bool(self._stream.seekable())

    def readinto(self, buffer: Any) -> int:
        with self._reached():
            data = self._stream.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        with self._reached():
            return int(self._stream.seek(offset, whence))

    def close(self) -> None:
        self._stream.close()
        super().close()


class Size(msgspec.Struct, frozen=True):
    """As much of a file's `stat` as is asked for."""

    st_size: int
