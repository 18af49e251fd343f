"""The files of a collection's folder: which are articles, in a stable order, each with its SHA-256."""

import os
import unicodedata
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec

from exporter.batch.places import RemotePath, ahead, place_of
from exporter.errors import SourceError
from exporter.messages import Message
from exporter.readers import format_of, is_article
from exporter.registry import STREAMED

_GONE_THROUGH_A_SECOND = 5_000_000  # bytes, on a slow machine
_CHUNK_BYTES = 1 << 20
_MOST_BYTES = 1 << 29  # of what is read as a whole; readers have closer bounds


class Input(msgspec.Struct, frozen=True):
    """One file: its path below the folder with "/" between the parts, its SHA-256 ("" when it cannot be read, or is
    too large), its length, and the reader's name."""

    path: str
    sha256: str
    size_bytes: int
    format: str

    @property
    def is_too_large(self) -> bool:
        """Whether it is not even looked into."""
        return self.size_bytes > _MOST_BYTES and self.format not in STREAMED


def more_seconds(item: Input) -> float:
    """How many seconds more than one article a file of many may take until its first one: it is gone through before."""
    return item.size_bytes / _GONE_THROUGH_A_SECOND if item.format in STREAMED else 0.0


class Found(msgspec.Struct, frozen=True):
    """The articles of a folder, those set apart, and how many other files were left alone."""

    inputs: tuple[Input, ...]
    apart: tuple[Input, ...]
    left: int


def folder_of(address: str) -> Path:
    """The folder of a path, or of a URL such as s3://bucket/articles. Raises SourceError when it is not there."""
    folder = place_of(address)
    if not folder.is_dir():
        raise SourceError(Message("R001", "error", f"there is no folder {address}", "check its name"))
    return folder


def find_inputs(folder: Path, apart: Iterable[str] = (), others: Iterable[str] = ()) -> Found:
    """All articles below a folder, sorted by their paths. Those set `apart` stand for themselves, whether they are
    there or not; hidden files and `others` are left alone."""
    wanted, unwanted = set(apart), set(others)
    files = sorted((path, file) for path, file in files_in(folder) if path not in wanted and path not in unwanted)
    introductions = ((path, folder / path) for path in sorted(wanted))

    def look(named: tuple[str, Path]) -> Input | None:
        path, file = named
        return _input(path, file) if path in wanted or is_article(file) else None

    found = list(ahead(look, [*files, *introductions], remote=isinstance(folder, RemotePath)))
    inputs = [item for item in found[: len(files)] if item]
    return Found(tuple(inputs), tuple(filter(None, found[len(files) :])), len(files) - len(inputs))


def _input(path: str, file: Path) -> Input:
    format = format_of(file.name)
    digest = sha256()
    try:
        found = Input(path, "", file.stat().st_size, format)
        if found.is_too_large:
            return found
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
    except OSError:
        return Input(path, "", 0, format)
    return msgspec.structs.replace(found, sha256=digest.hexdigest())


def matches(path: str, patterns: Iterable[str]) -> bool:
    """Whether a path is among those that patterns name: "2019/*.md", "drafts/**", "notes.md", "notes [2].md"."""
    path = composed(path)
    return any(_match(path, composed(pattern)) for pattern in patterns)


def composed(path: str) -> str:
    """A path as it is compared: a file system may keep "é" as one character or as two."""
    return unicodedata.normalize("NFC", path)


def _match(path: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./").rstrip("/")
    if path == pattern or path.startswith(f"{pattern}/"):
        return True  # a name as it is, whatever its signs mean in a pattern
    if "**" in pattern:
        start, _, end = pattern.partition("**")
        rest = path[len(start) :]
        end = end.lstrip("/")
        return path.startswith(start) and (not end or fnmatchcase(rest, f"*{end}") or fnmatchcase(rest, end))
    parts, wanted = PurePosixPath(path).parts, PurePosixPath(pattern).parts
    if len(wanted) < len(parts) and all(map(fnmatchcase, parts, wanted)):
        return True  # a folder stands for what is in it
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """All files below a folder but hidden ones, each with its path from there, in no order.

    Of a name that is not UTF-8 the path has its bytes as escapes: no file is found by it, and its row can be written.
    """
    if isinstance(folder, RemotePath):
        for path in folder.files():
            if not any(part.startswith(".") for part in path.split("/")):
                yield path, folder / path
        return
    for place, folders, names in os.walk(folder):
        folders[:] = (name for name in folders if not name.startswith("."))
        for file in (Path(place, name) for name in names if not name.startswith(".")):
            yield os.fsencode(file.relative_to(folder).as_posix()).decode("utf-8", "backslashreplace"), file
