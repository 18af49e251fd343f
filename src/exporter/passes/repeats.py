"""Finds what stands more than once inside one article: a page that was pasted again, whole or in part."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from exporter.model.nodes import Block
from exporter.model.walk import texts
from exporter.origin import Origin

_LEAST_WORDS = 30  # of a run of blocks that is told; shorter ones recur by chance or on purpose
_WORD = re.compile(r"\w+")


class Repeat(msgspec.Struct, frozen=True):
    """A run of blocks that stands again: the places of its first block, then and now, how much it is, and the number of
    its first block, now, among the article's."""

    first: Origin | None
    again: Origin | None
    blocks: int
    words: int
    place: int

    @property
    def said(self) -> str:
        """What stands again, in words."""
        lines = [f"line {origin.line}" if origin else "a place without a line" for origin in (self.first, self.again)]
        return f"{self.words} words from {lines[0]} stand again from {lines[1]}"


def repeats_in(blocks: Sequence[Block]) -> tuple[Repeat, ...]:
    """The runs of blocks that stand a second time, each as long as it can be, in the order of the text."""
    return tuple(_repeats(blocks))


def without_repeats(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks without those that stand again."""
    again = {repeat.place + number for repeat in repeats_in(blocks) for number in range(repeat.blocks)}
    return tuple(block for place, block in enumerate(blocks) if place not in again)


def _repeats(blocks: Sequence[Block]) -> Iterator[Repeat]:
    said = [" ".join(_WORD.findall(" ".join(texts(block)).casefold())) for block in blocks]
    seen: dict[str, int] = {}
    place = 0
    while place < len(blocks):
        first = seen.get(said[place]) if said[place] else None
        length = 0
        if first is not None:
            while place + length < len(blocks) and first + length < place:
                if said[first + length] != said[place + length]:
                    break
                length += 1
            words = sum(len(text.split()) for text in said[place : place + length])
            if words >= _LEAST_WORDS:
                yield Repeat(blocks[first].origin, blocks[place].origin, length, words, place)
                place += length
                continue
        if said[place]:
            seen.setdefault(said[place], place)
        place += 1
