"""The source inside its outputs: which files go in, under which names, and the manifest that finds them again.

Every file made may carry the article as it came, with its pictures and data, so that any copy gives its source back.
"""

import hashlib
import mimetypes
import posixpath
from collections.abc import Callable, Iterable
from pathlib import PurePosixPath
from typing import Any

import msgspec

MANIFEST = "exporter-manifest.json"
# What Python's table lacks.
_MEDIA_TYPES = {
    ".md": "text/markdown",
    ".yaml": "application/yaml",
    ".yml": "application/yaml",
    ".bib": "text/x-bibtex",
}


class SourceFile(msgspec.Struct, frozen=True):
    """A file of the source: its path beside the article ("pictures/a.png"), and its bytes as they came."""

    name: str
    data: bytes

    @property
    def media_type(self) -> str:
        """By the name's ending."""
        ending = PurePosixPath(self.name).suffix.lower()
        return _MEDIA_TYPES.get(ending) or mimetypes.types_map.get(ending, "application/octet-stream")


class Entry(msgspec.Struct, frozen=True):
    """A line of the manifest: the file's name, the one under which it is stored, from the manifest's own folder, and
    its SHA-256."""

    name: str
    stored: str
    sha256: str


# Gives the files of a source one by one with the names under which they are stored, the manifest last. It is given what
# finds by a file's bytes where a package has them already; those are not given again.
Stored = Callable[[Callable[[bytes], str]], Iterable[tuple[str, SourceFile]]]


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    """What was made of what, and by which versions."""

    made_by: str
    reader: str
    kind: str
    theme: str
    libraries: dict[str, str]
    files: tuple[Entry, ...]


class Kept(msgspec.Struct, frozen=True):
    """What a file carries: the manifest as JSON, then each source file under the name that it is stored under."""

    manifest: bytes
    files: tuple[tuple[str, SourceFile], ...]

    def stored(self) -> list[tuple[str, str, bytes]]:
        """Each file with its stored name and media type, the manifest last."""
        files = [(stored, file.media_type, file.data) for stored, file in self.files]
        return [*files, (MANIFEST, "application/json", self.manifest)]


class Unrestorable(Exception):  # noqa: N818 - it becomes a message
    """Why a file does not give its source back: the reason."""


def keep(files: Iterable[SourceFile], **said: Any) -> Kept:
    """Put files together; `said` are the other fields of the manifest. Stored names are plain and never the same."""
    chosen = [(stored_name(number, file.name), file) for number, file in enumerate(files, 1)]
    entries = tuple(Entry(file.name, stored, hashlib.sha256(file.data).hexdigest()) for stored, file in chosen)
    return Kept(manifest_of(Manifest(files=entries, **said)), tuple(chosen))


def stored_name(number: int, name: str) -> str:
    """The name under which a file is stored: plain, and never another's."""
    ending = PurePosixPath(name).suffix.lower()
    return f"source-{number}{ending if ending[1:].isalnum() and ending.isascii() else '.bin'}"


def manifest_of(manifest: Manifest) -> bytes:
    """A manifest as it is kept."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=1)


def manifest_in(data: bytes | None) -> Manifest:
    """The manifest that a file carries. Raises Unrestorable when it is none, or damaged."""
    if data is None:
        raise Unrestorable("it carries no source; it was made without --embed-source, or saved by another program")
    try:
        return msgspec.json.decode(data, type=Manifest)
    except (msgspec.DecodeError, msgspec.ValidationError) as exc:
        raise Unrestorable("its manifest is damaged") from exc


def restored(entry: Entry, data: bytes | None) -> SourceFile:
    """A source file as it was, from what is stored of it. Raises Unrestorable."""
    if data is None:
        raise Unrestorable(f'"{entry.name}" is no longer in it')
    if hashlib.sha256(data).hexdigest() != entry.sha256:
        raise Unrestorable(f'"{entry.name}" is not as it was: its SHA-256 differs')
    return SourceFile(safe_name(entry.name), data)


def safe_name(name: str) -> str:
    """A path that stays inside the folder that it is written to."""
    parts = [part for part in posixpath.normpath(name.replace("\\", "/")).split("/") if part not in ("", ".", "..")]
    return "/".join(part.replace(":", "_") for part in parts) or "source"
