"""The letters that a font's glyphs stand for, by its character map and its substitutions (OpenType, cmap and GSUB)."""

import io
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, product
from typing import Any

_MOST = 8  # readings of one glyph that are kept
_ROUNDS = 4  # a letter, its form in a word, that form joined with another, and with a mark
_SINGLE, _SEVERAL, _ALTERNATE, _LIGATURE, _EXTENSION = 1, 2, 3, 4, 7


def letters_of_glyphs(data: bytes, number: int = 0) -> Mapping[int, Sequence[str]]:
    """What each glyph may stand for, longest first, in Unicode's decomposed form (NFKD)."""
    from fontTools.ttLib import TTFont

    font = TTFont(io.BytesIO(data), fontNumber=number, lazy=True)
    readings: dict[str, set[str]] = {}
    for point, name in font.getBestCmap().items():
        readings.setdefault(name, set()).add(unicodedata.normalize("NFKD", chr(point)))
    steps = list(_substitutions(font)) if "GSUB" in font else []
    for _ in range(_ROUNDS):
        before = sum(map(len, readings.values()))
        for taken, given in steps:
            _follow(taken, given, readings)
        if sum(map(len, readings.values())) == before:
            break
    in_order = {name: sorted(found, key=lambda text: (-len(text), text)) for name, found in readings.items()}
    return {font.getGlyphID(name): found for name, found in in_order.items()}


def _follow(taken: Sequence[str], given: Sequence[str], readings: dict[str, set[str]]) -> None:
    if not all(name in readings for name in taken):
        return
    for letters in islice(product(*(sorted(readings[name]) for name in taken)), _MOST):  # a ligature may join eighteen
        text = "".join(letters)
        parts = [text] if len(given) == 1 else list(text) if len(given) == len(text) else []
        for name, part in zip(given, parts, strict=False):
            found = readings.setdefault(name, set())
            if len(found) < _MOST:
                found.add(part)


def _substitutions(font: Any) -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The glyphs that are taken, and those that stand there instead, of each substitution."""
    lookups = font["GSUB"].table.LookupList
    for lookup in lookups.Lookup if lookups else ():
        for table in lookup.SubTable:
            kind, inner = lookup.LookupType, table
            if kind == _EXTENSION:
                kind, inner = table.ExtensionLookupType, table.ExtSubTable
            if kind == _SINGLE:
                yield from (((name,), (to,)) for name, to in inner.mapping.items())
            elif kind == _SEVERAL:
                yield from (((name,), tuple(to)) for name, to in inner.mapping.items())
            elif kind == _ALTERNATE:
                yield from (((name,), (to,)) for name, all_ in inner.alternates.items() for to in all_)
            elif kind == _LIGATURE:
                for first, ligatures in inner.ligatures.items():
                    yield from (((first, *one.Component), (one.LigGlyph,)) for one in ligatures)
