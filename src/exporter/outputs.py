"""Exports in memory, and their way to disk: the files of one article appear whole and together, or not at all."""

import os
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

import msgspec

from exporter.errors import OutputError
from exporter.messages import Message


class Export(msgspec.Struct, frozen=True):
    """One file made: its format's name, ending with the dot, media type and bytes."""

    format: str
    suffix: str
    media_type: str
    data: bytes


class Written(msgspec.Struct, frozen=True):
    """One file that was written: where, how large, and its SHA-256 in hexadecimal."""

    path: str
    format: str
    bytes: int
    sha256: str


def target_of(folder: Path, place: Path, suffix: str) -> Path:
    """Where an output goes: under `folder`, at its source's place (a path without ending), with the format's ending."""
    return folder / place.parent / f"{place.name}{suffix}"


def shown(path: Path) -> str:
    """A path as text that can be printed; bytes that are not UTF-8 become U+FFFD."""
    return os.fsencode(path).decode("utf-8", "replace")


def write_exports(exports: Iterable[Export], folder: Path, place: Path) -> tuple[Written, ...]:
    """Write each export at its source's place in a folder, all of them or none. Raises OutputError."""
    import hashlib  # late: a cold build forks before it needs it

    targets = [(target_of(folder, place, export.suffix), export) for export in exports]
    write_whole([(target, export.data) for target, export in targets], folder)
    return tuple(
        Written(shown(target), export.format, len(export.data), hashlib.sha256(export.data).hexdigest())
        for target, export in targets
    )


def write_whole(files: Iterable[tuple[Path, bytes]], folder: Path) -> None:
    """Write each file beside its target, then move all of them into place.

    An existing file is replaced only by a whole one. When one cannot be written or moved, or the work is interrupted,
    all targets are as they were before. Raises OutputError with what the system said; `folder` is named where that
    names no file.
    """
    import hashlib

    staged: list[tuple[Path, Path]] = []
    try:
        for target, data in files:
            target.parent.mkdir(parents=True, exist_ok=True)
            # Not the target's own name with an ending: that may be as long as the disk allows already.
            name = hashlib.sha256(os.fsencode(target.name)).hexdigest()[:16]
            temporary = target.with_name(f".{name}-{os.getpid()}.part")
            staged.append((temporary, target))
            _stage(temporary, target, data)
        _place(staged)
    except OSError as exc:
        where = shown(Path(os.fsdecode(exc.filename2 or exc.filename or folder)))
        text = f"{where} cannot be written: {exc.strerror or exc}"
        hint = "choose another folder with -o, close the file where it is open, or free some room"
        raise OutputError(Message("B102", "error", text, hint)) from exc
    finally:
        for temporary, _ in staged:
            temporary.unlink(missing_ok=True)


def _stage(temporary: Path, target: Path, data: bytes) -> None:
    if target.is_dir():
        raise IsADirectoryError(21, "there is a folder of this name", str(target))
    try:
        with temporary.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as exc:
        raise OSError(exc.errno, exc.strerror, str(target)) from exc


def _place(staged: Sequence[tuple[Path, Path]]) -> None:
    """Move every temporary file to its target; when one fails, give those already moved their old content back."""
    moved: list[tuple[Path, Path, bool]] = []
    try:
        for temporary, target in staged:
            old, existed = temporary.with_suffix(".old"), target.exists()
            if existed:
                old.unlink(missing_ok=True)
                with suppress(OSError):  # a disk without hard links cannot keep it
                    os.link(target, old)
            os.replace(temporary, target)
            moved.append((target, old, existed))
    except BaseException:
        for target, old, existed in moved:
            if old.exists():
                os.replace(old, target)
            elif not existed:
                target.unlink(missing_ok=True)
        raise
    finally:
        for temporary, _ in staged:
            temporary.with_suffix(".old").unlink(missing_ok=True)
