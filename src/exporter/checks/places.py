"""Where an element stands in a part of a package, as EPUB CFI counts: "/4/2" is the first child of the second child.

Each element of a parent has an even number, whatever text stands between them; "/" is the root itself.
"""

import zipfile
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers import expat

_MOST_BYTES = 8 * 1024 * 1024  # of a part in which places are looked for
_ENDINGS = (".xhtml", ".html", ".htm", ".opf", ".ncx", ".xml", ".svg", ".smil")


def place_of(element: Any) -> str:
    """The place of an lxml element in its document."""
    steps: list[str] = []
    while (parent := element.getparent()) is not None:
        before = sum(1 for sibling in element.itersiblings(preceding=True) if isinstance(sibling.tag, str))
        steps.append(f"/{2 * (before + 1)}")
        element = parent
    return "".join(reversed(steps)) or "/"


def element_at(root: Any, place: str) -> Any:
    """The element at a place below an lxml root; None where there is none."""
    element = root
    for step in place.strip("/").split("/") if place.strip("/") else ():
        number = int(step.partition("[")[0])  # an id may stand behind a number
        children = [child for child in element if isinstance(child.tag, str)]
        if number % 2 or not 0 < number <= 2 * len(children):
            return None
        element = children[number // 2 - 1]
    return element


class Places:
    """Places of elements in a zip's parts by line and column."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._starts = lru_cache(maxsize=4)(self._read)

    def at(self, part: str, line: int, column: int) -> str:
        """The place of the element whose start tag ends, or is, at a line and column counted from 1; "" for none."""
        if line < 1 or not part.endswith(_ENDINGS):
            return ""
        before = [place for start, place in self._starts(part) if start < (line, column)]
        return before[-1] if before else ""

    def _read(self, part: str) -> list[tuple[tuple[int, int], str]]:
        with suppress(OSError, KeyError, zipfile.BadZipFile, expat.ExpatError, NotImplementedError, RuntimeError):
            with zipfile.ZipFile(self._file) as archive:
                if archive.getinfo(part).file_size > _MOST_BYTES:
                    return []
                data = archive.read(part)
            return _starts(data)
        return []


def _starts(data: bytes) -> list[tuple[tuple[int, int], str]]:
    """Line and column, counted from 1, at which each start tag begins, with its element's place."""
    found: list[tuple[tuple[int, int], str]] = []
    counts = [0]  # children so far, of each open element
    steps: list[str] = []
    parser = expat.ParserCreate()

    def start(*_: object) -> None:
        counts[-1] += 1
        if len(counts) > 1:
            steps.append(f"/{2 * counts[-1]}")
        counts.append(0)
        found.append(((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1), "".join(steps) or "/"))

    def end(*_: object) -> None:
        counts.pop()
        if steps:
            steps.pop()

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with suppress(expat.ExpatError):  # what was found before it broke is right
        parser.Parse(data, True)
    return found
