"""Where a thing was read: the source itself, and a place in it."""

from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import msgspec


class Origin(msgspec.Struct, frozen=True, gc=False):
    """A place in a file; line and column count from 1, in characters."""

    file: str
    line: int = 1
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class Source(msgspec.Struct, frozen=True):
    """The bytes of one article as they came.

    `name` is what messages show; `folder` is the only place from which pictures are taken, None when the
    article came from a pipe or a string; `format` is a reader's name ("markdown", "json", "yaml"). Of a format that is
    read piece by piece, however large it is, `file` is the file itself, and `data` is empty.
    """

    name: str
    data: bytes
    format: str
    folder: Path | None = None
    file: Path | None = None

    @property
    def text(self) -> str:
        """The source as text with "\\n" between its lines; bytes that are not UTF-8 are U+FFFD; a zip has none."""
        if self.data.startswith(b"PK\x03\x04"):
            return ""
        return self.data.decode("utf-8-sig", "replace").replace("\r\n", "\n").replace("\r", "\n")

    def opened(self) -> BinaryIO:
        """The bytes as a file to read piece by piece. Raises OSError."""
        return self.file.open("rb") if self.file and not self.data else BytesIO(self.data)


def stem_of(name: str) -> str:
    """A source's name without folder and ending, as its outputs are named; "article" for a pipe or a string."""
    return Path(name).stem if name not in ("", "-") else "article"
