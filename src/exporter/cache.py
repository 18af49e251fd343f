"""Files in the user's cache folder, for what is dear to make and made from nothing but installed packages."""

import os
from collections.abc import Callable
from pathlib import Path


def cache_folder() -> Path:
    """Where this user's files are kept ($XDG_CACHE_HOME/exporter); it need not exist."""
    return Path(os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache")) / "exporter"


def cached(name: str, make: Callable[[], bytes]) -> bytes:
    """The bytes kept under a name, made and kept when they are not there. Raises OSError when nothing can be kept."""
    return cached_file(name, make).read_bytes()


def cached_file(name: str, make: Callable[[], bytes]) -> Path:
    """The file kept under a name. It is written whole or not at all; two processes that make it write the same."""
    file = cache_folder() / name
    if not file.is_file():
        data = make()
        import tempfile

        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=file.parent)
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
        os.replace(temporary, file)
    return file
