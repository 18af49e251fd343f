"""Code as runs: its words with the role that each has, lines and tabs as Word's own elements."""

import re
from collections.abc import Iterator
from typing import Any

from exporter.backends.docx.fields import add_text
from exporter.backends.docx.ooxml import add

_TOKEN = re.compile(r"(?:^|\s)(token-[a-z]+)")


def stretches(element: Any) -> Iterator[tuple[str, str]]:
    """The words of a `pre` with their roles, "" for the code's own; a last line break is none of the text."""
    found = list(_stretches(element, ""))
    if found:
        words, role = found.pop()
        found.append((words.removesuffix("\n"), role))
    yield from found


def add_lines(run: Any, text: str) -> None:
    """Add text to a run."""
    for count, line in enumerate(text.split("\n")):
        if count:
            add(run, "br")
        for tab, words in enumerate(line.split("\t")):
            if tab:
                add(run, "tab")
            if words:
                add_text(run, words)


def _stretches(element: Any, role: str) -> Iterator[tuple[str, str]]:
    token = _TOKEN.search(element.get("class", ""))
    inside = token[1] if token else role
    if element.text:
        yield element.text, inside
    for child in element:
        yield from _stretches(child, inside)
        if child.tail:
            yield child.tail, inside
