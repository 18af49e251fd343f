"""Finds the blocks of one edition in another: those that are the same, changed, moved, parted, added or removed."""

from bisect import bisect_left, insort
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Literal

import msgspec

from exporter.checks.editions.tokens import Manner, bag_of

_ALIKE = 0.5  # of their tokens that two blocks share to be one block, changed
_ALIKE_ALONE = 0.2  # the same where there is no other pair
_ALIKE_AFAR = 0.75  # the same for blocks at different places, which have to be longer as well
_LONG = 6  # tokens
_MANY = 5_000  # blocks between the first and the last difference; of more, those that are repeated most wait
_MOST_PAIRS = 40_000  # of blocks that are held to each other at once


class Block(msgspec.Struct, frozen=True):
    """A paragraph, a table, a note: its sort, what a reader calls it ("note 3"), its words, and where it stands.

    `key` is what it is compared by; `cells` are a table's.
    """

    kind: str
    name: str
    text: str
    key: str
    manner: Manner
    place: str = ""
    holder: str = ""
    cells: tuple[tuple[str, ...], ...] = ()

    @property
    def tokens(self) -> Counter[str]:
        """The keys of its words, each with how often it occurs."""
        return bag_of(self.text, self.manner)


class Match(msgspec.Struct, frozen=True):
    """Blocks of the old edition and of the new one that belong together, by their numbers; none on one side."""

    what: Literal["same", "changed", "moved", "joined", "split", "removed", "added"]
    old: tuple[int, ...]
    new: tuple[int, ...]


Blocks = Sequence[Block]
Pair = tuple[int, int]


def align(old: Blocks, new: Blocks, glue: str) -> list[Match]:
    """Every block of both editions in one match, in the order of the new one; `glue` stands between joined keys."""
    keys, new_keys = [block.key for block in old], [block.key for block in new]
    start, end = same_ends(keys, new_keys)
    matches = [Match("same", (number,), (number,)) for number in range(start)]
    inner, new_inner = keys[start : len(keys) - end], new_keys[start : len(new_keys) - end]
    matcher = SequenceMatcher(None, inner, new_inner, autojunk=len(new_inner) > _MANY)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        gap, new_gap = range(start + a_from, start + a_to), range(start + b_from, start + b_to)
        if tag == "equal":
            matches += [Match("same", (a,), (b,)) for a, b in zip(gap, new_gap, strict=True)]
        else:
            matches += _in_gap(old, gap, new, new_gap, glue)
    matches += [Match("same", (len(old) - place,), (len(new) - place,)) for place in range(end, 0, -1)]
    return _in_order(_afar(old, new, matches))


def same_ends(one: Sequence[str], other: Sequence[str]) -> tuple[int, int]:
    """How many items two sequences share at the start, and how many at the end of the rest."""
    most = min(len(one), len(other))
    start = next((place for place in range(most) if one[place] != other[place]), most)
    most -= start
    return start, next((place for place in range(most) if one[-1 - place] != other[-1 - place]), most)


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """Which part of their tokens two texts share, from 0 to 1, whatever their order."""
    total = one.total() + other.total()
    return 2 * (one & other).total() / total if total else 1.0


def _in_gap(old: Blocks, gap: range, new: Blocks, new_gap: range, glue: str) -> Iterator[Match]:
    """Matches of the blocks between two that are the same."""
    parted = list(_parted(old, gap, new, new_gap, glue)) if len(gap) * len(new_gap) <= _MOST_PAIRS else []
    yield from parted
    rest = [a for a in gap if not any(a in match.old for match in parted)]
    new_rest = [b for b in new_gap if not any(b in match.new for match in parted)]
    pairs = _pairs(old, rest, new, new_rest)
    yield from (Match("changed", (a,), (b,)) for a, b in pairs)
    paired, new_paired = {a for a, _ in pairs}, {b for _, b in pairs}
    yield from (Match("removed", (a,), ()) for a in rest if a not in paired)
    yield from (Match("added", (), (b,)) for b in new_rest if b not in new_paired)


def _parted(old: Blocks, gap: range, new: Blocks, new_gap: range, glue: str) -> Iterator[Match]:
    """Blocks that are several of the other edition one after the other, word for word; each block once."""
    taken: set[int] = set()
    new_taken: set[int] = set()
    for a in gap:
        parts = _run(new, new_gap, old[a].key, glue)
        if parts and new_taken.isdisjoint(parts):
            taken.add(a)
            new_taken.update(parts)
            yield Match("split", (a,), parts)
    for b in new_gap:
        parts = _run(old, gap, new[b].key, glue)
        if parts and b not in new_taken and taken.isdisjoint(parts):
            taken.update(parts)
            yield Match("joined", parts, (b,))


def _run(blocks: Blocks, gap: range, key: str, glue: str) -> tuple[int, ...]:
    """The blocks of a gap, two or more in a row, whose keys make up one key."""
    for start in gap:
        joined, end = blocks[start].key, start + 1
        while joined and key.startswith(joined) and joined != key and end < gap.stop:
            joined = f"{joined}{glue}{blocks[end].key}"
            end += 1
        if joined == key and end > start + 1:
            return tuple(range(start, end))
    return ()


def _pairs(old: Blocks, rest: Sequence[int], new: Blocks, new_rest: Sequence[int]) -> list[Pair]:
    """Blocks that are one block, changed: the most alike first, and no two pairs across each other."""
    kinds = {block.kind for block in (*(old[a] for a in rest), *(new[b] for b in new_rest))}
    if len(rest) == len(new_rest) and len(kinds) == 1 and (len(rest) == 1 or kinds != {"paragraph"}):
        one, other = old[rest[0]].tokens, new[new_rest[0]].tokens
        is_one = max(one.total(), other.total()) < _LONG or likeness(one, other) >= _ALIKE_ALONE
        return list(zip(rest, new_rest, strict=True)) if is_one or kinds != {"paragraph"} else []
    reach = max(1, _MOST_PAIRS // max(len(rest), len(new_rest), 1))
    slope = len(new_rest) / max(1, len(rest))
    candidates = []
    for number, a in enumerate(rest):
        middle = round(number * slope)
        for b in new_rest[max(0, middle - reach) : middle + reach]:
            if old[a].kind == new[b].kind or not (old[a].cells or new[b].cells):
                alike = likeness(old[a].tokens, new[b].tokens)
                if alike >= _ALIKE:
                    candidates.append((-alike, a, b))
    pairs: list[Pair] = []
    for _, a, b in sorted(candidates):
        place = bisect_left(pairs, (a, b))
        before, after = pairs[place - 1 : place], pairs[place : place + 1]
        if all(x < a and y < b for x, y in before) and all(a < x and b < y for x, y in after):
            insort(pairs, (a, b))
    return pairs


def _afar(old: Blocks, new: Blocks, matches: list[Match]) -> list[Match]:
    """The matches, with what was removed at one place and added at another as moved."""
    removed = [match.old[0] for match in matches if match.what == "removed"]
    added = [match.new[0] for match in matches if match.what == "added"]
    moved: list[Pair] = []
    by_key: dict[str, list[int]] = {}
    for b in added:
        by_key.setdefault(new[b].key, []).append(b)
    for a in removed:
        if same := by_key.get(old[a].key):
            moved.append((a, same.pop(0)))
    gone, come = {a for a, _ in moved}, {b for _, b in moved}
    added = [b for b in added if b not in come]
    rest = [a for a in removed if a not in gone and old[a].tokens.total() >= _LONG]
    if len(rest) * len(added) <= _MOST_PAIRS:
        alike = sorted((-likeness(old[a].tokens, new[b].tokens), a, b) for a in rest for b in added)
        for score, a, b in alike:
            if -score >= _ALIKE_AFAR and a in rest and b in added:
                moved.append((a, b))
                rest.remove(a)
                added.remove(b)
    gone, come = {a for a, _ in moved}, {b for _, b in moved}
    kept = [
        match
        for match in matches
        if not (match.what == "removed" and match.old[0] in gone)
        and not (match.what == "added" and match.new[0] in come)
    ]
    return kept + [Match("moved", (a,), (b,)) for a, b in moved]


def _in_order(matches: list[Match]) -> list[Match]:
    """The matches in the order of the new edition; what it lacks stands after what came before it in the old one."""
    place = -1.0
    places: dict[Match, float] = {}
    for match in sorted((match for match in matches if match.old), key=lambda match: match.old):
        if match.new and match.what != "moved":
            place = match.new[-1]
        places[match] = match.new[0] if match.new else place + 0.5
    return sorted(matches, key=lambda match: (places.get(match, match.new[0] if match.new else 0.0), match.old))
