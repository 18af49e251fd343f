"""The source inside its outputs: which files go in, under which names, and the manifest that finds them again.

Every file made may carry the article as it came, with its pictures and data, so that any copy gives its source back.
"""

import hashlib
import mimetypes
import posixpath
from collections.abc import Iterable
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
    """A line of the manifest: the file's name, the one under which it is stored, its SHA-256."""

    name: str
    stored: str
    sha256: str


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
    chosen = []
    for number, file in enumerate(files, 1):
        ending = PurePosixPath(file.name).suffix.lower()
        stored = f"source-{number}{ending if ending[1:].isalnum() and ending.isascii() else '.bin'}"
        chosen.append((stored, file))
    entries = tuple(Entry(file.name, stored, hashlib.sha256(file.data).hexdigest()) for stored, file in chosen)
    manifest = msgspec.json.format(msgspec.json.encode(Manifest(files=entries, **said)), indent=1)
    return Kept(manifest, tuple(chosen))


def restored(stored: dict[str, bytes]) -> tuple[Manifest, list[SourceFile]]:
    """The source files among what a file carries, each checked. Raises Unrestorable."""
    if MANIFEST not in stored:
        raise Unrestorable("it carries no source; it was made without --embed-source, or saved by another program")
    try:
        manifest = msgspec.json.decode(stored[MANIFEST], type=Manifest)
    except (msgspec.DecodeError, msgspec.ValidationError) as exc:
        raise Unrestorable("its manifest is damaged") from exc
    files = []
    for entry in manifest.files:
        data = stored.get(entry.stored)
        if data is None:
            raise Unrestorable(f'"{entry.name}" is no longer in it')
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise Unrestorable(f'"{entry.name}" is not as it was: its SHA-256 differs')
        files.append(SourceFile(safe_name(entry.name), data))
    return manifest, files


def safe_name(name: str) -> str:
    """A path that stays inside the folder that it is written to."""
    parts = [part for part in posixpath.normpath(name.replace("\\", "/")).split("/") if part not in ("", ".", "..")]
    return "/".join(part.replace(":", "_") for part in parts) or "source"
