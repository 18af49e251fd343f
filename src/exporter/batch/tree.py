"""The folder of a run's outputs: each file written whole beside its place, and all put into their places at the end."""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from exporter.errors import OutputError
from exporter.messages import Message


class OutputTree:
    """The files of one run; `digests` are the SHA-256 of those that were made."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, Path] = {}
        self.digests: dict[str, str] = {}

    def write(self, name: str, write: Callable[[BinaryIO], Any]) -> None:
        """Let a file be written into a stream."""

        def fill(file: Path) -> None:
            with file.open("wb") as sink:
                write(sink)

        self.make(name, fill)

    def make(self, name: str, make: Callable[[Path], Any]) -> None:
        """Let a file be made at a path."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary = self._folder / f".{name}.part"
            temporary.unlink(missing_ok=True)
            self._waiting[name] = temporary
            make(temporary)
            self.digests[name] = digest_of(temporary)
        except OSError as exc:
            text = f"{self._folder / name} cannot be written: {exc.strerror or exc}"
            raise OutputError(
                Message("B102", "error", text, "choose another folder with -o, or free some room")
            ) from exc

    def place(self) -> None:
        """Put every file into its place; files of an earlier run that this one does not make are left alone."""
        for name, temporary in list(self._waiting.items()):
            os.replace(temporary, self._folder / name)
            del self._waiting[name]

    def forget(self) -> None:
        """Remove what was not put into its place."""
        for temporary in self._waiting.values():
            temporary.unlink(missing_ok=True)


def digest_of(file: Path) -> str:
    """The SHA-256 of a file; "" when it cannot be read."""
    digest = sha256()
    try:
        with file.open("rb") as stream:
            while chunk := stream.read(1 << 20):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
