"""Running headers and footers: what changed alike at one place of several pages is told once."""

import re
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from exporter.checks.editions.lining import LinedPage, Run, sights_of_runs, without
from exporter.checks.editions.moving import Pair, sights_of_pairs
from exporter.checks.editions.sheets import Line
from exporter.checks.editions.sights import Pages, Sight

_MARGIN = 0.08  # of a page's height, at its top and its foot, in which running lines stand
_PLACE_PT = 0.5  # by which the places of one running line may differ from page to page
_FEWEST = 2  # pages on which a change has to be the same
_NUMBER = re.compile(r"\d+")


class Running(msgspec.Struct, frozen=True):
    """A change of a running line: what is seen of it on its first page, and its lines by their pages."""

    sight: Sight
    lines: dict[Pages, tuple[Line, ...]]


class _Changed(msgspec.Struct, frozen=True):
    """One line at the edge of a page that changed, and what it has in common with those of other pages."""

    alike: tuple[object, ...]
    pages: Pages
    sight: Sight
    lines: tuple[Line, ...]


def running_lines(pages: Sequence[LinedPage], height_pt: float, totals: Pages) -> list[Running]:
    """The changes that are the same at the same place of several pages; pages are about so high."""
    found: dict[tuple[object, ...], list[_Changed]] = {}
    for page in pages:
        for changed in (*_of_runs(page, height_pt, totals), *_of_pairs(page, height_pt)):
            found.setdefault(changed.alike, []).append(changed)
    return [_told(changes, height_pt) for changes in found.values() if len({one.pages for one in changes}) >= _FEWEST]


def without_running(page: LinedPage, running: Sequence[Running]) -> LinedPage:
    """The page without its running lines that are told."""
    lines = {line for one in running for line in one.lines.get(page.pages, ())}
    pairs = tuple(pair for pair in page.pairs if not lines.intersection(pair))
    return msgspec.structs.replace(without(page, lines), pairs=pairs)


def _told(changes: Sequence[_Changed], height_pt: float) -> Running:
    first = changes[0]
    lines: dict[Pages, tuple[Line, ...]] = {}
    for one in changes:
        lines[one.pages] = (*lines.get(one.pages, ()), *one.lines)
    name = "running header" if first.lines[0].y_pt < height_pt / 2 else "running footer"
    text = f"{name}, {_counted([new or old for old, new in lines])}: {first.sight.text}"
    return Running(msgspec.structs.replace(first.sight, sort="running", text=text, on=tuple(lines)), lines)


def _counted(numbers: Sequence[int]) -> str:
    """Pages in words: "pages 2-14", "pages 2, 4-6"."""
    spans: list[list[int]] = []
    for number in sorted(numbers):
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return "pages " + ", ".join(f"{first}-{last}" if last > first else f"{first}" for first, last in spans)


def _of_runs(page: LinedPage, height_pt: float, totals: Pages) -> Iterator[_Changed]:
    """Lines at the edges that say something else, or stand in one edition alone."""
    for run in page.runs:
        waiting = [line for line in run.new if _is_at_edge(line, height_pt)]
        for old in run.old:
            if not _is_at_edge(old, height_pt):
                continue
            new = next((line for line in waiting if abs(line.y_pt - old.y_pt) <= _PLACE_PT), None)
            if new:
                waiting.remove(new)
            yield _changed(page, (old, new), totals)
        for new in waiting:
            yield _changed(page, (None, new), totals)


def _changed(page: LinedPage, sides: tuple[Line | None, Line | None], totals: Pages) -> _Changed:
    old, new = sides
    [sight] = sights_of_runs([Run((old,) if old else (), (new,) if new else ())], page.pages)
    now = {str(page.pages[0]): str(page.pages[1]), str(totals[0]): str(totals[1])}
    if not (old and new):  # all of its words would differ by the number of its page
        now = dict.fromkeys((*now, *now.values()), "#")
    before = _with_numbers(old.text, now) if old else []
    after = (new.text.split() if old else _with_numbers(new.text, now)) if new else []
    words = _differing(before, after)
    lines = tuple(line for line in sides if line)
    return _Changed((words, *map(_place, lines)), page.pages, sight, lines)


def _with_numbers(text: str, numbers: Mapping[str, str]) -> list[str]:
    """The words of a line, the numbers of its page and of all pages as others."""
    return _NUMBER.sub(lambda found: numbers.get(found[0], found[0]), text).split()


def _differing(old: list[str], new: list[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The words of two lines without those with which both begin and end."""
    start = next((at for at, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    most = min(len(old), len(new)) - start
    end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
    return tuple(old[start : len(old) - end]), tuple(new[start : len(new) - end])


def _of_pairs(page: LinedPage, height_pt: float) -> Iterator[_Changed]:
    """Lines at the edges that say the same and look otherwise, or moved where the page did not."""
    rest = {pair for pair in page.pairs if not _are_at_edge(pair, height_pt)}
    ways = {_way(pair) for pair in rest}
    for pair in page.pairs:
        if pair in rest or _way(pair) in ways:
            continue
        for sight in sights_of_pairs([pair], page.pages):
            what = sight.text.partition(': "')[0]
            yield _Changed((sight.sort, what, *map(_place, pair)), page.pages, sight, pair)


def _way(pair: Pair) -> tuple[int, str, float]:
    """How far a line moved down, and the look that it took on."""
    old, new = pair
    looks = "" if (old.font, old.color, old.size_pt) == (new.font, new.color, new.size_pt) else new.font + new.color
    return round((new.y_pt - old.y_pt) / _PLACE_PT), looks, round(new.size_pt - old.size_pt, 1)


def _are_at_edge(pair: Pair, height_pt: float) -> bool:
    return all(_is_at_edge(line, height_pt) for line in pair)


def _is_at_edge(line: Line, height_pt: float) -> bool:
    return not _MARGIN * height_pt < line.y_pt < (1 - _MARGIN) * height_pt


def _place(line: Line) -> int:
    return round(line.y_pt / _PLACE_PT)
