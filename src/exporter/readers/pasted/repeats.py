"""Copies in a pasted text: the whole again, or a part of it."""

from collections.abc import Sequence

import msgspec

from exporter.readers.pasted.lines import Stretch

_LEAST_WORDS = 30  # of a run that stands again
_LEAST_STRETCHES = 3
_LONG_WORDS = 20  # of a single stretch that stands again


class Copy(msgspec.Struct, frozen=True):
    """A run of stretches that stood before: their places, and the place of the first of those that they repeat."""

    start: int
    end: int
    original: int


def copies(found: Sequence[Stretch]) -> list[Copy]:
    """The runs that stand again, each as long as it can be, in their order."""
    plain = [stretch.plain for stretch in found]
    places: dict[str, list[int]] = {}
    kept: list[Copy] = []
    place = 0
    while place < len(found):
        best = 0, 0
        for original in places.get(plain[place], ()):
            best = max(best, (_length(plain, original, place), -original))
        length, original = best[0], -best[1]
        words = sum(stretch.words for stretch in found[place : place + length])
        single = length == 1 and words >= _LONG_WORDS
        if single or (length > 1 and (words >= _LEAST_WORDS or length >= _LEAST_STRETCHES)):
            kept.append(Copy(place, place + length, original))
            place += length
            continue
        if plain[place]:
            places.setdefault(plain[place], []).append(place)
        place += 1
    return kept


def _length(plain: Sequence[str], original: int, place: int) -> int:
    """How many stretches from a place on are those from an earlier one on."""
    length = 0
    while place + length < len(plain) and original + length < place:
        if plain[original + length] != plain[place + length]:
            break
        length += 1
    return length
