"""Writes the files of an article whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

import msgspec

from exporter.convert import Result
from exporter.errors import OutputError
from exporter.messages import Message


class Written(msgspec.Struct, frozen=True):
    """One file that was written: where, how large, and its SHA-256 in hexadecimal."""

    path: str
    format: str
    bytes: int
    sha256: str


def target_of(folder: Path, relative: Path, suffix: str) -> Path:
    """Where the output of a source goes: under `folder`, at the source's own place, with the format's ending."""
    return folder / relative.parent / f"{relative.stem}{suffix}"


def write_result(result: Result, folder: Path, relative: Path) -> list[Written]:
    """Write every export of a result beside its target and move them into place together.

    An existing file is replaced only by a whole one. Raises OutputError when one cannot be written; then none is.
    """
    staged: list[tuple[str, Path]] = []
    written: list[Written] = []
    try:
        for export in result.exports:
            target = target_of(folder, relative, export.suffix)
            target.parent.mkdir(parents=True, exist_ok=True)
            staged.append((_stage(target, export.data), target))
            digest = hashlib.sha256(export.data).hexdigest()
            written.append(Written(str(target), export.format, len(export.data), digest))
        for temporary, target in staged:
            os.replace(temporary, target)
    except OSError as exc:
        for temporary, _ in staged:
            Path(temporary).unlink(missing_ok=True)
        place = exc.filename or folder
        text = f"{place} cannot be written: {exc.strerror or exc}"
        hint = "choose another folder with -o, close the file where it is open, or free some room"
        raise OutputError(Message("B102", "error", text, hint)) from exc
    return written


def _stage(target: Path, data: bytes) -> str:
    if target.is_dir():
        raise IsADirectoryError(21, "there is a folder of this name", str(target))
    handle, temporary = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        umask = os.umask(0)
        os.umask(umask)
        os.chmod(temporary, 0o666 & ~umask)  # mkstemp keeps files private; an output is an ordinary file
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
    return temporary
