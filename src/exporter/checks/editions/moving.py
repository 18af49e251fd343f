"""What became of lines that say the same in both editions: moved, larger, in another typeface or colour, wider.

What is less than a tenth of a point, which a printer of 600 dots an inch cannot show, is no change.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import groupby

import msgspec

from exporter.checks.editions.changes import quoted, shortened
from exporter.checks.editions.sheets import Line
from exporter.checks.editions.sights import Pages, Sight, Sort, length, moved_by

MOVED_PT = 0.1
_SIZE_PT = 0.05  # sizes are written in tenths of a point
_TOGETHER_PT = 0.1  # ways of lines that move as one block differ by less
_EXCERPT = 60  # characters
_MOST_WAYS = 6  # of lines that moved and are told one by one

Pair = tuple[Line, Line]


def sights_of_pairs(pairs: Sequence[Pair], pages: Pages) -> Iterator[Sight]:
    """What is seen of lines with the same words."""
    yield from _moved(pairs, pages)
    yield from _looks(pairs, pages)
    yield from _widths(pairs, pages)


def excerpt(line: Line) -> str:
    """The words by which a reader finds a line."""
    return quoted(shortened(line.text, _EXCERPT))


def _way(pair: Pair) -> tuple[float, float]:
    """How far a line moved to the right and down; not sideways when one of its ends stayed where it was."""
    old, new = pair
    left_pt = new.x_pt - old.x_pt
    right_pt = left_pt + new.width_pt - old.width_pt
    stayed = min(abs(left_pt), abs(right_pt)) <= MOVED_PT
    down_pt = new.y_pt - old.y_pt
    return (0.0 if stayed else left_pt, down_pt if abs(down_pt) > MOVED_PT else 0.0)


def _moved(pairs: Sequence[Pair], pages: Pages) -> Iterator[Sight]:
    """Lines that moved, those that moved the same way together."""
    ways: dict[tuple[float, float], list[int]] = {}
    for number, pair in enumerate(pairs):
        way = _way(pair)
        if any(way):
            same = next((one for one in ways if _is_near(one, way)), way)
            ways.setdefault(same, []).append(number)
    most = sorted(ways, key=lambda way: len(ways[way]), reverse=True)
    told = set(most if len(most) <= _MOST_WAYS else most[: _MOST_WAYS - 1])
    for way, numbers in ways.items():
        if way in told:
            one_block = numbers[-1] - numbers[0] == len(numbers) - 1
            text = f"{_counted(len(numbers), one_block)} moved {moved_by(*way)}: {excerpt(pairs[numbers[0]][1])}"
            sight = _of_pairs("moved", pages, text, [pairs[number] for number in numbers])
            yield msgspec.structs.replace(sight, right_pt=round(way[0], 2), down_pt=round(way[1], 2))
    rest = [pairs[number] for way, numbers in ways.items() if way not in told for number in numbers]
    if rest:
        most_pt = max(abs(way_pt) for pair in rest for way_pt in _way(pair))
        text = f"{len(rest)} more lines moved, each its own way, by up to {length(most_pt)}: {excerpt(rest[0][1])}"
        yield _of_pairs("moved", pages, text, rest)


def _is_near(one: tuple[float, float], other: tuple[float, float]) -> bool:
    return all(abs(a_pt - b_pt) <= _TOGETHER_PT for a_pt, b_pt in zip(one, other, strict=True))


def _looks(pairs: Sequence[Pair], pages: Pages) -> Iterator[Sight]:
    """Lines with the same words in another size, typeface or colour, or of another width."""
    for sort, look, named in _LOOKS:
        kinds: dict[tuple[str, str], list[Pair]] = {}
        for pair in pairs:
            kinds.setdefault((look(pair[0]), look(pair[1])), []).append(pair)
        for (before, after), lines in kinds.items():
            if before == after or not before or not after:
                continue
            text = f"{_lines(len(lines))} set in {named(after)}, before in {named(before)}: {excerpt(lines[0][1])}"
            yield _of_pairs(sort, pages, text, lines)


def _widths(pairs: Sequence[Pair], pages: Pages) -> Iterator[Sight]:
    """Lines that are the same but for their width, as another engine or another version of a font makes them."""
    wider = [pair for pair in pairs if _is_wider(pair)]
    for way, group in groupby(sorted(wider, key=_grows), _grows):
        lines = list(group)
        most_pt = max(abs(new.width_pt - old.width_pt) for old, new in lines)
        word = "wider" if way else "narrower"
        count = f"{len(lines)} lines are" if len(lines) > 1 else "a line is"
        text = f"{count} {word} by {'up to ' if len(lines) > 1 else ''}{length(most_pt)}: {excerpt(lines[0][1])}"
        yield _of_pairs("width", pages, text, lines)


_LOOKS: tuple[tuple[Sort, Callable[[Line], str], Callable[[str], str]], ...] = (
    ("size", lambda line: f"{round(line.size_pt, 1):g}", lambda size: f"{size} pt"),
    ("font", lambda line: line.font, str),
    ("color", lambda line: line.color, str),
)


def _is_wider(pair: Pair) -> bool:
    old, new = pair
    same = old.font == new.font and abs(old.size_pt - new.size_pt) <= _SIZE_PT
    return same and abs(new.width_pt - old.width_pt) > MOVED_PT


def _grows(pair: Pair) -> bool:
    return pair[1].width_pt > pair[0].width_pt


def _of_pairs(sort: Sort, pages: Pages, text: str, pairs: Sequence[Pair]) -> Sight:
    return Sight(sort, pages, text, tuple(old.box for old, _ in pairs), tuple(new.box for _, new in pairs))


def _lines(count: int) -> str:
    return "a line is" if count == 1 else f"{count} lines are"


def _counted(count: int, one_block: bool) -> str:
    if count == 1:
        return "a line"
    return f"a block of {count} lines" if one_block else f"{count} lines"
