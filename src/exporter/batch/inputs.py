"""The files of a collection's folder: which are articles, in a stable order, each with its SHA-256."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path, PurePosixPath

import msgspec

from exporter.batch.places import ahead, place_of, versions_in
from exporter.errors import SourceError
from exporter.messages import Message
from exporter.readers import format_of, is_article
from exporter.registry import STREAMED

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


class Found(msgspec.Struct, frozen=True):
    """The articles of a folder, those set apart, and how many other files were left alone.

    `versions` say of all files of a folder elsewhere in which version they are; None for a folder of this machine,
    whose files say that themselves.
    """

    inputs: tuple[Input, ...]
    apart: tuple[Input, ...]
    left: int
    versions: dict[str, str] | None = None


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
    versions = versions_in(folder)
    paths = sorted(path for path in _paths(folder, versions) if path not in wanted and path not in unwanted)

    def look(path: str) -> Input | None:
        file = folder / path
        return _input(path, file) if path in wanted or is_article(file) else None

    found = list(ahead(look, [*paths, *sorted(wanted)], remote=versions is not None))
    inputs = [item for item in found[: len(paths)] if item]
    return Found(tuple(inputs), tuple(filter(None, found[len(paths) :])), len(paths) - len(inputs), versions)


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
    """Whether a path is among those that patterns name: "2019/*.md", "drafts/**", "notes.md"."""
    return any(_match(path, pattern) for pattern in patterns)


def _match(path: str, pattern: str) -> bool:
    pattern = pattern.removeprefix("./").rstrip("/")
    if "**" in pattern:
        start, _, end = pattern.partition("**")
        rest = path[len(start) :]
        end = end.lstrip("/")
        return path.startswith(start) and (not end or fnmatchcase(rest, f"*{end}") or fnmatchcase(rest, end))
    parts, wanted = PurePosixPath(path).parts, PurePosixPath(pattern).parts
    if len(wanted) < len(parts) and all(map(fnmatchcase, parts, wanted)):
        return True  # a folder stands for what is in it
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))


def _paths(folder: Path, versions: dict[str, str] | None) -> Iterator[str]:
    if versions is not None:
        yield from (path for path in versions if not any(part.startswith(".") for part in path.split("/")))
        return
    for place, folders, names in os.walk(folder):
        folders[:] = (name for name in folders if not name.startswith("."))
        yield from (Path(place, name).relative_to(folder).as_posix() for name in names if not name.startswith("."))
