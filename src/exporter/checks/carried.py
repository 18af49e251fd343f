"""The source that a finished file carries, taken out of it again."""

import io
import posixpath
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import msgspec

from exporter.kept import MANIFEST, Manifest, SourceFile, Unrestorable, manifest_in, restored

_MOST_BYTES = 512 * 1024 * 1024  # of one file of the source
_Read = Callable[[str], bytes | None]


class Carried(msgspec.Struct, frozen=True):
    """What a file carries: the manifest, and the source's files one by one, each checked when it is reached."""

    manifest: Manifest
    files: Iterator[SourceFile]


def source_in(format: str, data: bytes) -> tuple[Manifest, list[SourceFile]]:
    """What a PDF, DOCX or EPUB was made from, each file checked. Raises Unrestorable."""
    with carried(format, io.BytesIO(data)) as found:
        return found.manifest, list(found.files)


@contextmanager
def carried(format: str, file: Path | io.BytesIO) -> Iterator[Carried]:
    """The same from a file that may be large, of which one source file at a time is in memory. Raises Unrestorable,
    also where the files are gone through."""
    with ExitStack() as stack:
        with _damage_told():
            read = stack.enter_context(_in_pdf(file) if format == "pdf" else _in_zip(file))
            manifest = manifest_in(read(MANIFEST))
        yield Carried(manifest, _checked(manifest, read))


def _checked(manifest: Manifest, read: _Read) -> Iterator[SourceFile]:
    for entry in manifest.files:
        with _damage_told():
            file = restored(entry, read(entry.stored))
        yield file


@contextmanager
def _damage_told() -> Iterator[None]:
    try:
        yield
    except (Unrestorable, OSError):
        raise
    except Exception as exc:  # a damaged file fails in as many ways as there are bytes
        raise Unrestorable(f"it is damaged ({type(exc).__name__}: {str(exc)[:80]})") from exc


@contextmanager
def _in_pdf(file: Path | io.BytesIO) -> Iterator[_Read]:
    import pikepdf

    with pikepdf.open(file) as pdf:
        root: Any = pdf.Root
        names = root.get("/Names", {}).get("/EmbeddedFiles")
        files: Any = dict(pikepdf.NameTree(names).items()) if names is not None else {}

        def read(name: str) -> bytes | None:
            found = files.get(name)
            return None if found is None else bytes(found.EF.F.read_bytes())

        yield read


@contextmanager
def _in_zip(file: Path | io.BytesIO) -> Iterator[_Read]:
    """What lies beside the manifest, wherever that is, or is named from there."""
    with zipfile.ZipFile(file) as archive:
        names = {name: archive.getinfo(name) for name in archive.namelist()}
        place = next((name for name in names if posixpath.basename(name) == MANIFEST), "")

        def read(name: str) -> bytes | None:
            info = names.get(posixpath.normpath(posixpath.join(posixpath.dirname(place), name))) if place else None
            if info is not None and info.file_size > _MOST_BYTES:
                raise Unrestorable(f"a file in it has more than {_MOST_BYTES:,} bytes")
            return None if info is None else archive.read(info)

        yield read
