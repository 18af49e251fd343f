"""Finds expected pieces in a file's passages: which are there, in which order, and what stands between them."""

from bisect import bisect_right, insort
from collections.abc import Sequence

import msgspec

from exporter.checks.receipt.contents import Passage, folded

_LONG = 12  # letters that hardly stand twice by chance
_TINY = 2  # letters that stand in most words by chance
_REACH = 200  # pieces among which a neighbour is looked for
_TRIES = 200  # places of one text that are tried


class Claim(msgspec.Struct, frozen=True, order=True):
    """Where a piece was found: its first and last place on the ground, and its number."""

    start: int
    end: int
    piece: int


class Ground(msgspec.Struct, frozen=True):
    """The folded text of all passages in one row, and where each begins."""

    text: str
    starts: tuple[int, ...]
    passages: tuple[Passage, ...]

    def passage(self, place: int) -> int:
        """The number of the passage that a place belongs to; -1 before the first."""
        return bisect_right(self.starts, place) - 1

    def is_edge(self, place: int) -> bool:
        """Whether a passage begins at a place, or the last one ends there."""
        number = self.passage(place)
        return place == len(self.text) or (number >= 0 and self.starts[number] == place)


def ground_of(passages: Sequence[Passage]) -> Ground:
    """The ground on which pieces are looked for; passages that show nothing are left out."""
    shown = [(text, passage) for passage in passages if (text := folded(passage.text))]
    starts = []
    length = 0
    for text, _ in shown:
        starts.append(length)
        length += len(text)
    return Ground("".join(text for text, _ in shown), tuple(starts), tuple(passage for _, passage in shown))


def claimed(texts: Sequence[str], ground: Ground, anywhere: bool = False) -> tuple[list[Claim], list[int]]:
    """The place of each text, in the order of the ground, and the numbers of those that are nowhere.

    Long texts are found first; a short one ("1") has to stand between its neighbours. With `anywhere` a text that does
    not is looked for everywhere: a kind of document may set parts of an article at other places than their own.
    """
    claims: list[Claim] = []
    found: dict[int, Claim] = {}
    for number in (number for number, text in enumerate(texts) if len(text) >= _LONG):
        before = max((claim.end for n, claim in _near(found, number, -1)), default=0)
        start = _next(texts[number], ground, claims, before, len(ground.text))
        if start < 0:
            start = _next(texts[number], ground, claims, 0, len(ground.text))
        if start >= 0:
            found[number] = Claim(start, start + len(texts[number]), number)
            insort(claims, found[number])
    for number in (number for number, text in enumerate(texts) if len(text) < _LONG):
        before = max((claim.end for n, claim in _near(found, number, -1)), default=0)
        after = min((claim.start for n, claim in _near(found, number, 1)), default=len(ground.text))
        start = _next(texts[number], ground, claims, before, after)
        if start < 0 and anywhere:
            start = _next(texts[number], ground, claims, 0, len(ground.text))
        if start >= 0:
            found[number] = Claim(start, start + len(texts[number]), number)
            insort(claims, found[number])
    return claims, [number for number in range(len(texts)) if number not in found]


def _near(found: dict[int, Claim], number: int, step: int) -> list[tuple[int, Claim]]:
    """The nearest number in one direction that was found, with its claim; none or one."""
    reach = range(number + step, max(-1, number - _REACH), -1) if step < 0 else range(number + 1, number + _REACH)
    return next(([(n, found[n])] for n in reach if n in found), [])


def _next(text: str, ground: Ground, claims: list[Claim], start: int, end: int) -> int:
    """The first free place in a stretch; one that fills whole passages before one that does not and is farther off."""
    first = -1
    place = ground.text.find(text, start, end)
    tries = 0
    while place >= 0 and tries < _TRIES:
        if _is_free(claims, place, place + len(text)):
            if ground.is_edge(place) and ground.is_edge(place + len(text)):
                return place
            tiny = len(text) <= _TINY and ground.is_edge(start)  # "A", a heading of a glossary, is none of "January"
            if first < 0 and not tiny and ground.passage(place) <= ground.passage(start) + 1:
                return place
            first = place if first < 0 else first
        place = ground.text.find(text, place + 1, end)
        tries += 1
    return first


def _is_free(claims: list[Claim], start: int, end: int) -> bool:
    place = bisect_right(claims, Claim(start, 1 << 60, 0))
    before = place == 0 or claims[place - 1].end <= start
    return before and (place == len(claims) or claims[place].start >= end)
