"""The folder of a run's outputs: each file made whole elsewhere, and all put into their places at the end."""

import os
from collections.abc import Callable, Iterable
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from exporter.batch.places import RemotePath, said
from exporter.errors import OutputError
from exporter.messages import Message

_UNFINISHED = ".exporter-part"


class OutputTree:
    """The files of one run; `digests` are the SHA-256 of those that were made, `marks` tell whether they are as it put
    them there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._waiting: dict[str, Path] = {}
        self.digests: dict[str, str] = {}

    def begin(self) -> None:
        """Take away what a killed run left. Raises OutputError where the folder is there and nothing can be written."""
        if not self._folder.exists():
            return
        try:
            for file in self._folder.glob(f".*{_UNFINISHED}"):
                file.unlink()
            probe = self._temporary("probe")
            probe.write_bytes(b"")
            probe.unlink()
        except OSError as exc:
            raise self._refused(self._folder, exc) from exc

    def write(self, name: str, write: Callable[[BinaryIO], Any]) -> None:
        """Let a file be written into a stream."""

        def fill(file: Path) -> None:
            with file.open("wb") as sink:
                write(sink)

        self.make(name, fill)

    def make(self, name: str, make: Callable[[Path], Any]) -> None:
        """Let a file be made at a path."""
        temporary = self._temporary(name)
        self._waiting[name] = temporary
        try:
            temporary.parent.mkdir(parents=True, exist_ok=True)
            make(temporary)
            self.digests[name] = digest_of(temporary)
        except OSError as exc:
            raise self._refused(temporary, exc) from exc

    def place(self) -> None:
        """Put every file into its place, in the order in which they were made; files of an earlier run that this one
        does not make are left alone."""
        for name, temporary in list(self._waiting.items()):
            try:
                self._put(name, temporary)
            except OSError as exc:
                raise self._refused(self._folder / name, exc) from exc
            del self._waiting[name]

    def forget(self) -> None:
        """Remove what was not put into its place."""
        for temporary in self._waiting.values():
            temporary.unlink(missing_ok=True)

    def marks(self, names: Iterable[str]) -> dict[str, str]:
        """What tells of each file whether it has changed; "" when it is not there."""
        return {name: digest_of(self._folder / name) for name in names}

    def _temporary(self, name: str) -> Path:
        return self._folder / f".{name}{_UNFINISHED}"

    def _put(self, name: str, temporary: Path) -> None:
        with temporary.open("rb") as file:
            os.fsync(file.fileno())
        os.replace(temporary, self._folder / name)

    @staticmethod
    def _refused(what: object, exc: OSError) -> OutputError:
        text = f"{what} cannot be written: {said(exc)}"
        return OutputError(Message("B102", "error", text, "choose another folder with -o, or free some room"))


class RemoteTree(OutputTree):
    """The files of a run in a folder elsewhere: made in a folder of this machine, and sent when all are made.

    Object storage shows a file when it is whole. There is no way to show all at once: the ledger comes last.
    """

    _folder: Any

    def __init__(self, folder: RemotePath, scratch: Path) -> None:
        super().__init__(folder)  # type: ignore[arg-type]
        self._scratch = scratch

    def begin(self) -> None:
        """See that the bucket, or the like, is there. Raises OutputError."""
        try:
            self._folder.check()
        except OSError as exc:
            raise self._refused(self._folder, exc) from exc

    def marks(self, names: Iterable[str]) -> dict[str, str]:
        """The versions of the files, as the place tells them: to read all of them again would take long."""
        return {name: (self._folder / name).version() for name in names}

    def _temporary(self, name: str) -> Path:
        return self._scratch / name

    def _put(self, name: str, temporary: Path) -> None:
        (self._folder / name).send(temporary)
        temporary.unlink()


def output_tree(folder: Path, scratch: Path) -> OutputTree:
    """The tree of a folder here or elsewhere; `scratch` is a folder of this machine."""
    return RemoteTree(folder, scratch) if isinstance(folder, RemotePath) else OutputTree(folder)


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
