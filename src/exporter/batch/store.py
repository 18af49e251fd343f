"""What was made, kept under a name that says all that it was made from: a run goes on where another was ended.

A name is a digest of the inputs, so that an object never changes. Each begins with the SHA-256 of its rest: a power cut
can leave half of it, which is then made anew. The store is a folder that all who work for a run see, or object storage.
"""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from exporter.batch.places import RemotePath, place_of, said

_DIGEST_BYTES = 32
_TOKEN = "token"  # noqa: S105 - what tells this store from others


class StoreError(Exception):
    """Nothing can be kept any more; the text says why."""


class LostError(StoreError):
    """What was kept under a name is gone, or not whole."""


def name_of(*parts: object) -> str:
    """The name of what is made from these: strings, numbers, structs, tuples and dicts of them."""
    return sha256(msgspec.msgpack.encode(parts, order="sorted")).hexdigest()[:40]


class Store:
    """Objects in a folder; any number of processes may write at once, since equal names have equal bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes:
        """An object. Raises LostError where there is none, or it is not whole."""
        try:
            kept = self._file(name).read_bytes()
        except OSError as exc:
            raise LostError(name) from exc
        data = kept[_DIGEST_BYTES:]
        if len(kept) < _DIGEST_BYTES or sha256(data).digest() != kept[:_DIGEST_BYTES]:
            raise LostError(name)
        return data

    def put(self, name: str, data: bytes) -> None:
        """Keep an object. Raises StoreError when there is no room for it."""
        file = self._file(name)
        try:
            if not file.is_file():
                self._write(file, sha256(data).digest() + data)
        except OSError as exc:
            raise StoreError(f"{file} cannot be written: {said(exc)}") from exc

    def missing(self, names: Iterable[str]) -> set[str]:
        """Those of which there is no object, whole or not."""
        return {name for name in set(names) if not self._file(name).is_file()}

    def forget_all_but(self, names: Iterable[str]) -> None:
        """Remove every other object, and what killed processes left half-written."""
        kept = {*names, _TOKEN}
        self._remove(file for file in self._files() if file.name not in kept)

    def mend(self) -> None:
        """Remove what is not whole, so that it is made anew."""
        self._remove(file for file in self._files() if not self._is_whole(file.name))

    def token(self) -> str:
        """What tells this store from others, on whatever machine it is looked at."""
        with suppress(LostError):
            return self.get(_TOKEN).decode()
        self._remove(file for file in [self._file(_TOKEN)] if file.is_file())
        self.put(_TOKEN, secrets.token_hex(16).encode())
        return self.get(_TOKEN).decode()

    def has_token(self, token: str) -> bool:
        """Whether this is the store that has a token."""
        try:
            return self.get(_TOKEN).decode() == token
        except LostError:
            return False

    def _is_whole(self, name: str) -> bool:
        try:
            self.get(name)
        except LostError:
            return False
        return True

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / name

    def _files(self) -> Iterator[Path]:
        for folder, _, names in os.walk(self._folder):
            yield from (Path(folder) / name for name in names)

    def _write(self, file: Path, data: bytes) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}-{secrets.token_hex(4)}")
        try:
            temporary.write_bytes(data)
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)

    def _remove(self, files: Iterable[Path]) -> None:
        for file in files:
            with suppress(OSError):
                file.unlink()


class RemoteStore(Store):
    """Objects in object storage, which shows none before it is whole."""

    _folder: Any

    def missing(self, names: Iterable[str]) -> set[str]:
        """Those of which there is no object, after one look at all of them."""
        return set(names) - {file.name for file in self._files()}

    def _files(self) -> Iterator[Path]:
        try:
            paths = list(self._folder.files())
        except FileNotFoundError:
            return
        yield from (self._folder / path for path in paths)

    def _write(self, file: Any, data: bytes) -> None:
        file.write_bytes(data)

    def _remove(self, files: Iterable[Any]) -> None:
        for file in list(files):
            file.remove()


def open_store(address: str) -> Store:
    """The store in a folder, or at a URL. Raises OutputError when nothing can reach it."""
    place = place_of(address)
    return RemoteStore(place) if isinstance(place, RemotePath) else Store(place)
