"""Pieces of a part's source, where no picture shows a place."""

import re
from typing import Any

from lxml import etree

from exporter.checks.pictures import Excerpt

_NAMESPACE = re.compile(r'\s+xmlns(?::\w+)?="[^"]*"')
_LONGEST, _LONGEST_LINE = 600, 200


def of_element(element: Any) -> Excerpt:
    """An element as it is written, its beginning if it is long."""
    text = _NAMESPACE.sub("", etree.tostring(element, encoding="unicode", with_tail=False)).strip()
    return Excerpt(text if len(text) <= _LONGEST else f"{text[:_LONGEST].rstrip()} …")


def of_line(data: bytes, line: int) -> Excerpt | None:
    """A line of a text, with those before and after it; None where there is no such line."""
    lines = data.decode("utf-8", "replace").splitlines()
    if not 1 <= line <= len(lines):
        return None
    first = max(1, line - 1)
    shown = [
        text if len(text) <= _LONGEST_LINE else f"{text[:_LONGEST_LINE]} …" for text in lines[first - 1 : line + 1]
    ]
    return Excerpt("\n".join(f"{number:>{len(str(line + 1))}}  {text}" for number, text in enumerate(shown, first)))
