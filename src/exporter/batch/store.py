"""What was made, kept under a name that says all that it was made from: a run goes on where another was ended.

A name is a digest of the inputs, so that an object never changes. Each begins with the SHA-256 of its rest: a power cut
can leave half of it, which is then made anew.
"""

import os
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

import msgspec

_DIGEST_BYTES = 32


def name_of(*parts: object) -> str:
    """The name of what is made from these: strings, numbers, structs, tuples and dicts of them."""
    return sha256(msgspec.msgpack.encode(parts, order="sorted")).hexdigest()[:40]


class Store:
    """Objects in a folder; any number of processes may write at once, since equal names have equal bytes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def get(self, name: str) -> bytes | None:
        """An object; None where there is none, or it is not whole."""
        try:
            kept = self._file(name).read_bytes()
        except OSError:
            return None
        data = kept[_DIGEST_BYTES:]
        return data if len(kept) >= _DIGEST_BYTES and sha256(data).digest() == kept[:_DIGEST_BYTES] else None

    def has(self, name: str) -> bool:
        """Whether there is an object of this name, whole or not."""
        return self._file(name).is_file()

    def put(self, name: str, data: bytes) -> None:
        """Keep an object. Raises OSError when the disk does not take it."""
        file = self._file(name)
        if file.is_file():
            return
        file.parent.mkdir(parents=True, exist_ok=True)
        temporary = file.with_name(f".{file.name}-{os.getpid()}")
        try:
            temporary.write_bytes(sha256(data).digest() + data)
            os.replace(temporary, file)
        finally:
            temporary.unlink(missing_ok=True)

    def forget_all_but(self, names: Iterable[str]) -> int:
        """Remove every other object, and what killed processes left half-written; gives the number of bytes."""
        kept = set(names)
        freed = 0
        for folder, _, files in os.walk(self._folder):
            for file in files:
                if file not in kept:
                    path = Path(folder) / file
                    with suppress(OSError):
                        freed += path.stat().st_size
                        path.unlink()
        return freed

    def _file(self, name: str) -> Path:
        return self._folder / name[:2] / name
