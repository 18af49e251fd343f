"""XML written as it comes, line by line: a record of ten thousand files is never in memory at once."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import BinaryIO
from xml.sax.saxutils import XMLGenerator
from xml.sax.xmlreader import AttributesImpl

# What XML 1.0 cannot hold (production 2).
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_NONE: Mapping[str, str] = {}


class Xml:
    """A document. Characters that XML cannot hold become U+FFFD."""

    def __init__(self, sink: BinaryIO) -> None:
        self._writer = XMLGenerator(sink, "UTF-8", short_empty_elements=True)
        self._depth = 0
        self._writer.startDocument()

    @contextmanager
    def inside(self, name: str, attributes: Mapping[str, str] = _NONE) -> Iterator[None]:
        """An element with others inside."""
        self._begin(name, attributes)
        self._writer.ignorableWhitespace("\n")
        self._depth += 1
        yield
        self._depth -= 1
        self._writer.ignorableWhitespace(" " * self._depth)
        self._end(name)

    def say(self, name: str, value: object, attributes: Mapping[str, str] = _NONE) -> None:
        """An element with words inside; nothing for no words."""
        words = _FORBIDDEN.sub("\ufffd", str(value)).strip()
        if words:
            self._begin(name, attributes)
            self._writer.characters(words)
            self._end(name)

    def _begin(self, name: str, attributes: Mapping[str, str]) -> None:
        self._writer.ignorableWhitespace(" " * self._depth)
        self._writer.startElement(name, AttributesImpl(dict(attributes)))

    def _end(self, name: str) -> None:
        self._writer.endElement(name)
        self._writer.ignorableWhitespace("\n")
