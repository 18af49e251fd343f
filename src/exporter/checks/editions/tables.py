"""Where two versions of one table differ: rows, columns and cells."""

from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from exporter.checks.editions.aligning import Block, likeness
from exporter.checks.editions.changes import Change
from exporter.checks.editions.spans import spans_of
from exporter.checks.editions.tokens import key_of, readable

Cells = Sequence[Sequence[str]]


def changes_in_table(old: Block, new: Block) -> Iterator[Change]:
    """The changes, columns first, with their places in the new version; those of what it lacks in the old one."""
    columns = _columns(old, new) if _width(old.cells) != _width(new.cells) else []
    gone = {column for column, _, what in columns if what == "removed"}
    come = {column for column, _, what in columns if what == "added"}
    for column, words, what in columns:
        table = new if what == "added" else old
        yield _change(what, f"{table.name}, column {column + 1}", table.place, words)
    yield from _rows(old, gone, new, come)


def _change(what: str, name: str, place: str, words: str) -> Change:
    if what == "added":
        return Change("added", name, place, new=words)
    return Change("removed", name, place, old=words)


def _columns(old: Block, new: Block) -> list[tuple[int, str, str]]:
    """The number, the words and the fate of each column that stands in one version alone."""
    sides = [[[key_of(row[column] if column < len(row) else "", old.manner) for row in table.cells]
              for column in range(_width(table.cells))] for table in (old, new)]  # fmt: skip
    fewer, more = sorted(sides, key=len)
    what, table = ("added", new) if len(sides[1]) > len(sides[0]) else ("removed", old)
    kept = _kept(fewer, more)
    words = [" | ".join(row[column] for row in table.cells if column < len(row)) for column in range(len(more))]
    return [(column, words[column], what) for column in range(len(more)) if column not in kept]


def _kept(fewer: list[list[str]], more: list[list[str]]) -> set[int]:
    """Those of more columns that fewer ones are, in their order: the choice in which most cells are the same."""
    best: list[tuple[int, tuple[int, ...]]] = [(0, ()), *([(-1, ())] * len(fewer))]
    for column, cells in enumerate(more):
        for place in range(len(fewer), 0, -1):
            score, chosen = best[place - 1]
            if score >= 0:
                same = sum(one == other for one, other in zip(fewer[place - 1], cells, strict=False))
                best[place] = max(best[place], (score + same, (*chosen, column)))
    return set(best[-1][1])


def _rows(old: Block, gone: set[int], new: Block, come: set[int]) -> Iterator[Change]:
    rows, new_rows = _without(old.cells, gone), _without(new.cells, come)
    keys, new_keys = ([tuple(key_of(cell, old.manner) for cell in row) for row in side] for side in (rows, new_rows))
    for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, keys, new_keys, autojunk=False).get_opcodes():
        if tag == "equal":
            continue
        pairs = _row_pairs(keys, range(a_from, a_to), new_keys, range(b_from, b_to))
        paired, new_paired = {a for a, _ in pairs}, {b for _, b in pairs}
        for a in (a for a in range(a_from, a_to) if a not in paired):
            yield _change("removed", f"{old.name}, row {a + 1}", old.place, readable(" | ".join(old.cells[a])))
        for b in (b for b in range(b_from, b_to) if b not in new_paired):
            yield _change("added", f"{new.name}, row {b + 1}", new.place, readable(" | ".join(new.cells[b])))
        for a, b in pairs:
            yield from _cells(old, rows[a], new, new_rows[b], b)


def _without(cells: Cells, columns: set[int]) -> list[list[str]]:
    return [[cell for column, cell in enumerate(row) if column not in columns] for row in cells]


def _width(cells: Cells) -> int:
    return max(map(len, cells), default=0)


def _row_pairs(
    keys: list[tuple[str, ...]], gap: range, new_keys: list[tuple[str, ...]], new_gap: range
) -> list[tuple[int, int]]:
    """Rows that are one row, changed: one for one, or those that have most cells the same."""
    if len(gap) == len(new_gap):
        return list(zip(gap, new_gap, strict=True))
    pairs: list[tuple[int, int]] = []
    least = new_gap.start
    for a in gap:
        scores = [(likeness(Counter(keys[a]), Counter(new_keys[b])), -b) for b in new_gap if b >= least]
        score, place = max(scores, default=(0.0, 0))
        if score > 0:
            pairs.append((a, -place))
            least = -place + 1
    return pairs


def _cells(old: Block, cells: Sequence[str], new: Block, new_cells: Sequence[str], row: int) -> Iterator[Change]:
    """The cells of one row that differ; a cell that one side lacks is empty."""
    for column in range(max(len(cells), len(new_cells))):
        before, after = (side[column] if column < len(side) else "" for side in (cells, new_cells))
        if key_of(before, old.manner) != key_of(after, old.manner):
            name = f"{new.name}, row {row + 1}, column {column + 1}"
            spans = spans_of(before, after, old.manner) if before and after else ()
            yield Change("changed", name, new.place, readable(before), readable(after), spans)
