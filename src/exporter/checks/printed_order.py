"""Puts the letters of a printed line in the order in which they are read, when some of it runs from right to left.

A PDF shows glyphs from left to right wherever they stand. This is the way back from the Unicode bidirectional
algorithm (UAX #9), as far as there is one: a number beside a Latin word may have stood on either side of it.
"""

import unicodedata
from collections.abc import Callable, Iterator, Sequence

import msgspec

_IN_NUMBERS = ("CS", "ES", "ET")  # separators and signs: the bidirectional classes that a number takes in


class Letter(msgspec.Struct, frozen=True):
    """One character of a line, where it is drawn, and its number in the order in which PDFium gives it."""

    char: str
    x_pt: float
    number: int


def runs_leftward(text: str) -> bool:
    """Whether most letters of a text are of a script from right to left."""
    return sum(map(_is_leftward, text)) * 2 > sum(map(str.isalpha, text))


def read_order(letters: Sequence[Letter], page_runs_leftward: bool) -> str:
    """The words of one line, whose direction is that of most of its letters; without letters, that of its page."""
    shown = [letter for place, letter in enumerate(letters) if not _is_gap(letters, place)]
    text = "".join(letter.char for letter in shown)
    if not (runs_leftward(text) if any(map(str.isalpha, text)) else page_runs_leftward):
        line = sorted(shown, key=lambda letter: (letter.x_pt, letter.number))
        return "".join(letter.char for letter in _turned(line, _is_leftward))
    # Letters of one glyph stand at one place, and PDFium has turned them around with the rest.
    line = sorted(shown, key=lambda letter: (-letter.x_pt, -letter.number))
    return "".join(letter.char for letter in _turned(_marked(line), _is_rightward))


def _is_leftward(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("R", "AL")


def _is_rightward(char: str) -> bool:
    return unicodedata.bidirectional(char) in ("L", "EN", "AN")


def _is_gap(letters: Sequence[Letter], place: int) -> bool:
    """Whether a space is none of the text: PDFium sees one where a mark is set back over its letter."""
    before = letters[place - 1] if place else None
    return letters[place].char == " " and bool(before and _is_mark(before) and before.x_pt == letters[place].x_pt)


def _is_mark(letter: Letter) -> bool:
    return unicodedata.category(letter.char) == "Mn"


def _marked(line: Sequence[Letter]) -> list[Letter]:
    """A line from right to left with each mark after its letter, which begins to the left of it."""
    placed: list[Letter] = []
    marks: list[Letter] = []
    for letter in line:
        if _is_mark(letter):
            marks.append(letter)
        else:
            placed += [letter, *marks]
            marks = []
    return placed + marks


def _turned(line: Sequence[Letter], is_foreign: Callable[[str], bool]) -> list[Letter]:
    """A line with each stretch that runs against it turned around."""
    turned: list[Letter] = []
    waiting: list[Letter] = []  # a foreign stretch and what follows it, which may belong to it
    for letter in line:
        if is_foreign(letter.char) or (waiting and not letter.char.isalpha()):
            waiting.append(letter)
        else:
            turned += [*_stretches(waiting, is_foreign), letter]
            waiting = []
    return turned + list(_stretches(waiting, is_foreign))


def _stretches(waiting: Sequence[Letter], is_foreign: Callable[[str], bool]) -> Iterator[Letter]:
    """A stretch turned around, without the neutral characters at its end; without words, each number by itself."""
    end = max((place for place, letter in enumerate(waiting, 1) if is_foreign(letter.char)), default=0)
    words = any(letter.char.isalpha() for letter in waiting[:end])
    part: list[Letter] = []
    for letter in waiting[:end]:
        if not words and not is_foreign(letter.char) and unicodedata.bidirectional(letter.char) not in _IN_NUMBERS:
            yield from (*reversed(part), letter)
            part = []
        else:
            part.append(letter)
    yield from reversed(part)
    yield from waiting[end:]
