"""The stretches of a pasted text: paragraphs, one a line as browsers paste them, or wrapped as mail has them."""

import re
from collections.abc import Iterator
from itertools import groupby

import msgspec

_WRAPPED_AT = (45, 100)  # characters of a full line
_FULL = 0.7  # of the longest line: what a line of a wrapped paragraph that is not its last has
_MARK = re.compile(r"(?:[-–—•*·▪►▸✓✔○●]|\(?\d{1,3}[.)]|\(?[a-zA-Z][.)])\s+(?=\S)")
_WORD = re.compile(r"\w+")


class Stretch(msgspec.Struct, frozen=True):
    """Words that belong together: their first and last line, counted from 1, and whether an empty line is before."""

    first: int
    last: int
    text: str
    apart: bool

    @property
    def plain(self) -> str:
        """Its words alone, by which repeats are known."""
        return " ".join(_WORD.findall(self.text.casefold()))

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def mark(self) -> str:
        """The mark of a list's item that it begins with, "" for none."""
        found = _MARK.match(self.text)
        return found[0].strip() if found else ""

    @property
    def unmarked(self) -> str:
        """Its text behind that mark."""
        found = _MARK.match(self.text)
        return self.text[found.end() :] if found else self.text


def stretches(text: str) -> list[Stretch]:
    """The stretches of a text in their order."""
    lines = [(number, line.strip()) for number, line in enumerate(text.split("\n"), 1)]
    blocks = [list(group) for filled, group in groupby(lines, key=lambda pair: bool(pair[1])) if filled]
    return list(_joined(blocks) if _is_wrapped(blocks) else _each(blocks))


def _is_wrapped(blocks: list[list[tuple[int, str]]]) -> bool:
    """Whether lines end where a window ended, and paragraphs at empty lines."""
    inner = [len(line) for block in blocks for _, line in block[:-1]]
    longest = max((len(line) for block in blocks for _, line in block), default=0)
    low, high = _WRAPPED_AT
    if len(inner) < 3 or not low <= longest <= high:
        return False
    return sum(length >= longest * _FULL for length in inner) >= 0.8 * len(inner)


def _each(blocks: list[list[tuple[int, str]]]) -> Iterator[Stretch]:
    for block in blocks:
        for place, (number, line) in enumerate(block):
            yield Stretch(number, number, line, place == 0)


def _joined(blocks: list[list[tuple[int, str]]]) -> Iterator[Stretch]:
    for block in blocks:
        start = 0
        for place in range(1, len(block) + 1):
            if place == len(block) or _MARK.match(block[place][1]):
                own = block[start:place]
                yield Stretch(own[0][0], own[-1][0], _in_one_line([line for _, line in own]), start == 0)
                start = place


def _in_one_line(lines: list[str]) -> str:
    """Lines as one; a hyphen at the end of one stays, and no space follows it."""
    text = lines[0]
    for line in lines[1:]:
        text += line if text[-1:] == "-" and text[-2:-1].isalpha() else f" {line}"
    return text
