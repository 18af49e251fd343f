"""XML written as it comes, line by line: a record of ten thousand files is never in memory at once."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO

# What XML 1.0 cannot hold (production 2).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Python's own writer (xml.sax.saxutils) loads urllib's HTTP client, a quarter of the command's start.
_ESCAPED = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;"})
_NONE: Mapping[str, str] = {}


class Xml:
    """A document. Characters that XML cannot hold become U+FFFD."""

    def __init__(self, sink: BinaryIO) -> None:
        self._sink = sink
        self._depth = 0
        self._line('<?xml version="1.0" encoding="UTF-8"?>')

    @contextmanager
    def inside(self, name: str, attributes: Mapping[str, str] = _NONE) -> Iterator[None]:
        """An element with others inside."""
        self._line(f"<{name}{_written(attributes)}>")
        self._depth += 1
        yield
        self._depth -= 1
        self._line(f"</{name}>")

    def say(self, name: str, value: object, attributes: Mapping[str, str] = _NONE) -> None:
        """An element with words inside; nothing for no words."""
        words = str(value).strip()
        if words:
            self._line(f"<{name}{_written(attributes)}>{_escaped(words)}</{name}>")

    def _line(self, text: str) -> None:
        self._sink.write(f"{' ' * self._depth}{text}\n".encode())


def _written(attributes: Mapping[str, str]) -> str:
    return "".join(f' {name}="{_escaped(value)}"' for name, value in attributes.items())


def _escaped(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text).translate(_ESCAPED)
