"""Files in the user's cache folder, for what is dear to make and made from nothing but installed packages."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def cached(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name, made and kept when they are not there. Raises OSError when nothing can be kept."""
    return cached_file(name, make).read_bytes()


def cached_file(name: str, make: Callable[[], bytes]) -> Path:
    """The file kept under a name. It is written whole or not at all; two processes that make it write the same."""
    file = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "exporter" / name
    if not file.is_file():
        data = make()
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, file)
    return file
