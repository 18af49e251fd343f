"""A reading report on a terminal: for each part of a source what became of it, by which rule, and how surely."""

import shutil
from collections.abc import Sequence
from itertools import groupby
from typing import TextIO

from exporter.cli.show import harmless
from exporter.messages import Decision

_HEAD = ("lines", "became", "rule", "sure", "begins with")


def show_decisions(decisions: Sequence[Decision], stream: TextIO) -> None:
    """Print a table of them, one for each article; what was left out says why below its line."""
    several = len({one.article for one in decisions}) > 1
    widest = max(shutil.get_terminal_size((100, 24)).columns, 60)
    for article, ours in groupby(decisions, key=lambda one: one.article):
        if several:
            print(f"article {article}", file=stream)
        rows = [(one, _row(one)) for one in ours]
        widths = [max(map(len, column)) for column in zip(_HEAD, *(row for _, row in rows), strict=True)][:-1]
        for one, row in [(None, _HEAD), *rows]:
            cells = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False))
            room = max(widest - len(cells) - 2, 12)
            words = row[-1] if len(row[-1]) <= room else f"{row[-1][: room - 1]}…"
            print(f"{cells}  {words}".rstrip(), file=stream)
            if one and one.why:
                print(f"{' ' * widths[0]}  ({harmless(one.why)})", file=stream)


def _row(one: Decision) -> tuple[str, ...]:
    last = f"-{one.last_line}" if one.last_line > one.origin.line else ""
    return f"{one.origin.line}{last}", one.role, one.rule, f"{one.confidence:.0%}", harmless(one.text)
