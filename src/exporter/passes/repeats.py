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
    """A run of blocks that stands again: the places of its first block, then and now, and how much it is."""

    first: Origin | None
    again: Origin | None
    blocks: int
    words: int


def repeats_in(blocks: Sequence[Block]) -> tuple[Repeat, ...]:
    """The runs of blocks that stand a second time, each as long as it can be, in the order of the text."""
    return tuple(_repeats(blocks))


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
                yield Repeat(blocks[first].origin, blocks[place].origin, length, words)
                place += length
                continue
        if said[place]:
            seen.setdefault(said[place], place)
        place += 1
