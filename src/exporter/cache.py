"""Files in the user's cache folder, for what is dear to make and made from nothing but installed packages."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

_DIGEST_BYTES = 32


def cache_folder() -> Path:
    """Where this user's files are kept ($XDG_CACHE_HOME/exporter); it need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "exporter"


def cached(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name, made and kept when they are not there or are not whole.

    A power cut can leave an empty file where a whole one was written: each begins with the SHA-256 of its rest.
    """
    from hashlib import sha256

    file = cache_folder() / name
    kept = b""
    with suppress(OSError):
        kept = file.read_bytes()
    data = kept[_DIGEST_BYTES:]
    if not kept or sha256(data).digest() != kept[:_DIGEST_BYTES]:
        data = make()
        _keep(file, sha256(data).digest() + data)
    return data


def cached_file(name: str, make: Callable[[], bytes]) -> Path:
    """The file kept under a name, made when it is not there. Raises OSError when nothing can be kept."""
    file = cache_folder() / name
    if not file.is_file() and not _keep(file, make()):
        raise OSError(f"{file} cannot be written")
    return file


def _keep(file: Path, data: bytes) -> bool:
    """Write a file whole or not at all; two processes that make it write the same. False when it cannot be written."""
    import tempfile

    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, file)
    except OSError:
        return False
    return True
