"""Finds templates/ (beside this package in a wheel, at the top of a checkout) and reads the TOML files in it."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec

from exporter.cache import cached


@cache
def templates_folder() -> Path:
    """The folder of the shared templates, themes and labels."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"


def read_toml(file: Path) -> dict[str, Any]:
    """A TOML file's content, parsed once and kept: loading and running a parser costs 10 ms of a cold build.

    Raises OSError, UnicodeDecodeError or tomllib.TOMLDecodeError; both of these are ValueErrors.
    """
    from hashlib import sha256

    text = file.read_text("utf-8")

    def parsed() -> bytes:
        import tomllib

        return msgspec.msgpack.encode(tomllib.loads(text))

    found: dict[str, Any] = msgspec.msgpack.decode(cached(f"toml/{sha256(text.encode()).hexdigest()}", parsed))
    return found
