"""The files of a collection's folder: which are articles, in a stable order, each with its SHA-256."""

import os
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from hashlib import sha256
from pathlib import Path, PurePosixPath
from typing import Any

import msgspec

from exporter.errors import SourceError
from exporter.messages import Message
from exporter.readers import format_of, is_article
from exporter.registry import STREAMED

_GONE_THROUGH_A_SECOND = 5_000_000  # bytes, on a slow machine
_CHUNK_BYTES = 1 << 20


class Input(msgspec.Struct, frozen=True):
    """One file: its path below the folder with "/" between the parts, its SHA-256 ("" when it cannot be read), its
    length, and the reader's name."""

    path: str
    sha256: str
    size_bytes: int
    format: str


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
    folder: Any = Path(address)
    if "://" in address:
        try:
            from upath import UPath
        except ImportError as exc:
            hint = 'pip install "exporter[cluster]"'
            raise SourceError(Message("B101", "error", f"to read {address} needs the library fsspec", hint)) from exc
        try:
            folder = UPath(address)
        except (ValueError, ImportError) as exc:
            text = f"{address} cannot be opened: {exc}"
            raise SourceError(Message("R001", "error", text, "check its name and your rights")) from exc
    if not folder.is_dir():
        raise SourceError(Message("R001", "error", f"there is no folder {address}", "check its name"))
    result: Path = folder
    return result


def find_inputs(folder: Path, apart: Iterable[str] = (), others: Iterable[str] = ()) -> Found:
    """All articles below a folder, sorted by their paths. Those set `apart` stand for themselves, whether they are
    there or not; hidden files and `others` are left alone."""
    wanted, unwanted = set(apart), set(others)
    inputs = []
    left = 0
    for path, file in sorted(files_in(folder)):
        if path in wanted or path in unwanted:
            continue
        if is_article(file):
            inputs.append(_input(path, file))
        else:
            left += 1
    return Found(tuple(inputs), tuple(_input(path, folder / path) for path in sorted(wanted)), left)


def _input(path: str, file: Path) -> Input:
    digest, size = _digest(file)
    return Input(path, digest, size, format_of(file.name))


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


def files_in(folder: Path, path: str = "") -> Iterator[tuple[str, Path]]:
    """All files below a folder but hidden ones, each with its path from there, in no order."""
    if os.path.isdir(str(folder)):  # of this machine, where looking is quicker
        for place, folders, names in os.walk(folder):
            folders[:] = (name for name in folders if not name.startswith("."))
            for file in (Path(place, name) for name in names if not name.startswith(".")):
                yield file.relative_to(folder).as_posix(), file
        return
    for entry in folder.iterdir():
        if not entry.name.startswith("."):
            own = f"{path}/{entry.name}" if path else entry.name
            yield from files_in(entry, own) if entry.is_dir() else ((own, entry),)


def _digest(file: Path) -> tuple[str, int]:
    digest = sha256()
    size = 0
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(_CHUNK_BYTES):
                digest.update(chunk)
                size += len(chunk)
    except OSError:
        return "", size
    return digest.hexdigest(), size
