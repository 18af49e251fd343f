"""A message on a terminal: what was found, its line with a mark under the place, and the remedy."""

import os
import re
import sys
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from exporter.messages import Message

if TYPE_CHECKING:
    from exporter.checks.checked import Asked

_COLORS = {"error": "31", "warning": "33", "note": "36"}
_WIDEST = 100
# What would move a terminal's cursor, ring it or turn its text around, when a source or a file's name holds it.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def colored(stream: TextIO) -> bool:
    """Whether to use colours: on a terminal, unless NO_COLOR or TERM=dumb; FORCE_COLOR always (no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def show_message(message: Message, stream: TextIO | None = None) -> None:
    """Print one message, on standard error when no stream is given."""
    stream = stream or sys.stderr
    place = f"{message.origin}  " if message.origin else ""
    severity: str = message.severity
    if colored(stream):
        severity = f"\x1b[{_COLORS[severity]}m{severity}\x1b[0m"
    print(f"{message.code} {severity}  {harmless(place + message.text)}", file=stream)
    if message.excerpt.strip() and message.origin:
        excerpt, caret = _window(harmless(message.excerpt), message.origin.column)
        number = str(message.origin.line)
        print(f"  {number} | {excerpt}", file=stream)
        print(f"  {' ' * len(number)} | {' ' * caret}^", file=stream)
    if message.hint:
        print(f"  hint: {harmless(message.hint)}", file=stream)


def show_judges(files: "Iterable[tuple[str, Iterable[Asked]]]", stream: TextIO) -> None:
    """Print which judges spoke of some files, and why others did not."""
    from exporter.checks.checked import heard

    judges = heard(files)
    print(f"judged by {', '.join(['our own rules', *(one.judge for one in judges if one.files)])}", file=stream)
    for one in judges:
        for text, hint in one.silent:
            print(harmless(f"{one.judge} {text}"), file=stream)
            if hint:
                print(f"  hint: {hint}", file=stream)


def harmless(text: str) -> str:
    """The text with each control character as one that a terminal only shows: a space for a tab, else U+FFFD."""
    return _CONTROLS.sub(lambda found: " " if found.group() in "\t\n" else "\ufffd", text)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column that fits a terminal, and how many cells before it the column stands."""
    start = max(0, min(column - 1, len(line)) - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[start : start + _WIDEST]
    return shown.rstrip(), sum(map(_cells, shown[: max(0, column - 1 - start)]))


def _cells(char: str) -> int:
    """How many cells of a terminal a character takes."""
    if unicodedata.combining(char) or unicodedata.category(char) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1
