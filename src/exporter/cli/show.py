"""A report on a terminal: the message, its line with a mark under the place, and the remedy."""

import os
import sys
import unicodedata
from typing import TextIO

from exporter.messages import Message

_COLORS = {"error": "31", "warning": "33", "note": "36"}
_WIDEST = 100


def colored(stream: TextIO) -> bool:
    """Whether to use colours: on a terminal, unless NO_COLOR or TERM=dumb; FORCE_COLOR always (no-color.org)."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def show_message(message: Message, stream: TextIO | None = None) -> None:
    """Print one message."""
    stream = stream or sys.stderr
    paint = colored(stream)
    place = f"{message.origin}  " if message.origin else ""
    severity = message.severity
    if paint:
        severity = f"\x1b[{_COLORS[message.severity]}m{severity}\x1b[0m"  # type: ignore[assignment]
    print(f"{message.code} {severity}  {place}{message.text}", file=stream)
    if message.excerpt.strip() and message.origin:
        excerpt, caret = _window(message.excerpt, message.origin.column)
        number = str(message.origin.line)
        print(f"  {number} | {excerpt}", file=stream)
        print(f"  {' ' * len(number)} | {' ' * caret}^", file=stream)
    if message.hint:
        print(f"  hint: {message.hint}", file=stream)


def _window(line: str, column: int) -> tuple[str, int]:
    """The part of a line around a column that fits a terminal, and how far in the column stands."""
    line = line.replace("\t", " ")
    start = max(0, min(column - 1, len(line)) - _WIDEST // 2) if len(line) > _WIDEST else 0
    shown = line[start : start + _WIDEST]
    before = shown[: max(0, column - 1 - start)]
    wide = sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in before)
    return shown.rstrip(), wide
