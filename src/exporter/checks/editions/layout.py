"""How the pages of two editions are laid out otherwise, measured by the places of lines and pictures, not by pixels."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from exporter.checks.editions.boxes import Box
from exporter.checks.editions.changes import quoted, shortened
from exporter.checks.editions.figures import sights_of_figures
from exporter.checks.editions.moving import Pair, excerpt, sights_of_pairs
from exporter.checks.editions.paging import pair_pages
from exporter.checks.editions.sheets import Line, Sheet
from exporter.checks.editions.sights import Pages, Sight, length
from exporter.checks.editions.spans import spans_of
from exporter.checks.editions.tokens import key_of

_PAPER_PT = 1.0  # by which the sizes of two sheets may differ
_TELLING = 8  # characters of a line that is found again on another page
_NUMBER = re.compile("\\d+")


class PagePair(msgspec.Struct, frozen=True):
    """Two pages that belong together, or one alone, and what is seen of them.

    `numbers` are the places of page numbers that are others because pages were added or removed before.
    """

    pages: Pages
    width_pt: float
    sights: tuple[Sight, ...]
    numbers: tuple[Box, ...] = ()


class _Run(msgspec.Struct, frozen=True):
    """Lines of both pages, between others that are the same; one side may have none."""

    old: tuple[Line, ...]
    new: tuple[Line, ...]


class _Page(msgspec.Struct, frozen=True):
    """Two pages whose lines were held to each other."""

    pages: Pages
    pairs: tuple[Pair, ...]
    runs: tuple[_Run, ...]


def compare_layout(old: Sequence[Sheet], new: Sequence[Sheet]) -> list[PagePair]:
    """Every page of both editions, in the order of the new one."""
    pairs = pair_pages(old, new)
    totals = (len(old), len(new))
    both = [_matched(old[a - 1].lines, new[b - 1].lines, (a, b)) for a, b in pairs if a and b]
    numbers = {page.pages: _numbers(page, totals) for page in both}
    both = [_without(page, {line for run in numbers[page.pages] for line in (*run.old, *run.new)}) for page in both]
    both = [_settled(page) for page in both]
    gone_over = _gone_over(both)
    both = [_without(page, {line for _, lines in gone_over.get(page.pages, ()) for line in lines}) for page in both]
    by_pages = {page.pages: page for page in both}
    return [
        PagePair(
            pages,
            new[pages[1] - 1].width_pt,
            (
                *_paper(old[pages[0] - 1], new[pages[1] - 1], pages),
                *sights_of_pairs(page.pairs, pages),
                *_runs(page.runs, pages),
                *(sight for sight, _ in gone_over.get(pages, ())),
                *sights_of_figures(old[pages[0] - 1].figures, new[pages[1] - 1].figures, pages),
            ),
            tuple(line.box for run in numbers[pages] for line in (*run.old, *run.new)),
        )
        if (page := by_pages.get(pages))
        else _alone(old, new, pages)
        for pages in pairs
    ]


def _matched(old: Sequence[Line], new: Sequence[Line], pages: Pages) -> _Page:
    pairs: list[Pair] = []
    runs = []
    matcher = SequenceMatcher(None, [line.text for line in old], [line.text for line in new], autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(old[a_from:a_to], new[b_from:b_to], strict=True)
        else:
            runs.append(_Run(tuple(old[a_from:a_to]), tuple(new[b_from:b_to])))
    return _Page(pages, tuple(pairs), tuple(runs))


def _without(page: _Page, lines: set[Line]) -> _Page:
    """The page without these lines in its runs."""
    if not lines:
        return page
    runs = [
        _Run(*(tuple(line for line in side if line not in lines) for side in (run.old, run.new))) for run in page.runs
    ]
    return msgspec.structs.replace(page, runs=tuple(run for run in runs if run.old or run.new))


def _numbers(page: _Page, totals: Pages) -> tuple[_Run, ...]:
    """Lines that differ by the number of their page, or of all pages, and by nothing else."""

    others = {str(page.pages[0]): str(page.pages[1]), str(totals[0]): str(totals[1])}
    found = []
    for run in page.runs:
        for line in run.old:
            text = _NUMBER.sub(lambda number: others.get(number[0], number[0]), line.text)
            same = next((other for other in run.new if other.text == text), None)
            if same and text != line.text:
                found.append(_Run((line,), (same,)))
    return tuple(found)


def _settled(page: _Page) -> _Page:
    """The page with lines that stand in another order as pairs."""
    waiting: dict[str, list[Line]] = {}
    for line in (line for run in page.runs for line in run.new):
        waiting.setdefault(line.text, []).append(line)
    old = (line for run in page.runs for line in run.old)
    pairs = [(line, waiting[line.text].pop(0)) for line in old if waiting.get(line.text)]
    settled = _without(page, {line for pair in pairs for line in pair})
    return msgspec.structs.replace(settled, pairs=(*page.pairs, *pairs))


def _gone_over(both: Sequence[_Page]) -> dict[Pages, list[tuple[Sight, list[Line]]]]:
    """For each page the lines that went to another one, or came from one."""
    come: dict[str, list[tuple[Pages, Line]]] = {}
    for page in both:
        for line in (line for run in page.runs for line in run.new if len(line.text) >= _TELLING):
            come.setdefault(line.text, []).append((page.pages, line))
    ways: dict[tuple[Pages, Pages], list[Pair]] = {}
    for page in both:
        for line in (line for run in page.runs for line in run.old):
            if waiting := come.get(line.text):
                target, found = waiting.pop(0)
                if target != page.pages:
                    ways.setdefault((page.pages, target), []).append((line, found))
    sights: dict[Pages, list[tuple[Sight, list[Line]]]] = {}
    for (start, target), lines in ways.items():
        count = "a line" if len(lines) == 1 else f"{len(lines)} lines"
        went = f"{count} went over to page {target[1]}: {excerpt(lines[0][0])}"
        came = f"{count} came over from page {start[0]}: {excerpt(lines[0][1])}"
        old, new = [old for old, _ in lines], [new for _, new in lines]
        sights.setdefault(start, []).append((Sight("moved", start, went, tuple(line.box for line in old)), old))
        sights.setdefault(target, []).append((Sight("moved", target, came, (), tuple(line.box for line in new)), new))
    return sights


def _alone(old: Sequence[Sheet], new: Sequence[Sheet], pages: Pages) -> PagePair:
    sheet = old[pages[0] - 1] if pages[0] else new[pages[1] - 1]
    words = quoted(shortened(" ".join(sheet.text.split()), 60)) if sheet.text else "it has no words"
    text = f"this page {'is gone' if pages[0] else 'is new'}: {words}"
    return PagePair(pages, sheet.width_pt, (Sight("page", pages, text),))


def _paper(old: Sheet, new: Sheet, pages: Pages) -> Iterator[Sight]:
    if max(abs(old.width_pt - new.width_pt), abs(old.height_pt - new.height_pt)) > _PAPER_PT:
        sizes = [f"{length(sheet.width_pt)} by {length(sheet.height_pt)}" for sheet in (new, old)]
        yield Sight("paper", pages, f"the paper is {sizes[0]}, was {sizes[1]}")


def _runs(runs: Sequence[_Run], pages: Pages) -> Iterator[Sight]:
    """Lines that say something else, or the same in other lines; then those of one edition alone."""
    for run in runs:
        if run.old and run.new:
            yield _run(run, pages)
    gone = [line for run in runs if not run.new for line in run.old]
    come = [line for run in runs if not run.old for line in run.new]
    if gone:
        text = f"{_counted(len(gone))} gone: {excerpt(gone[0])}"
        yield Sight("words", pages, text, tuple(line.box for line in gone))
    if come:
        text = f"{_counted(len(come))} new: {excerpt(come[0])}"
        yield Sight("words", pages, text, (), tuple(line.box for line in come))


def _run(run: _Run, pages: Pages) -> Sight:
    old, new = (tuple(line.box for line in side) for side in (run.old, run.new))
    words, new_words = (" ".join(line.text for line in side) for side in (run.old, run.new))
    now = f", now {len(run.new)}" if len(run.old) != len(run.new) else ""
    if key_of(words, "printed") == key_of(new_words, "printed"):
        text = f"{_counted(len(run.old))} broken otherwise{now}{_otherwise(run)}: {excerpt(run.new[0])}"
        return Sight("broken", pages, text, old, new)
    if len(run.old) == len(run.new) == 1 and (spans := spans_of(words, new_words, "exact")):
        return Sight("words", pages, spans[0].said, old, new)
    text = f"{_counted(len(run.old))} changed in words{now}{_otherwise(run)}: {excerpt(run.new[0])}"
    return Sight("words", pages, text, old, new)


def _counted(count: int) -> str:
    return "a line is" if count == 1 else f"{count} lines are"


def _otherwise(run: _Run) -> str:
    """In which size and typeface a run is set, where both are others."""
    old, new = run.old[0], run.new[0]
    if round(old.size_pt, 1) != round(new.size_pt, 1):
        return f", set in {new.size_pt:.3g} pt, before in {old.size_pt:.3g} pt"
    return f", set in {new.font}, before in {old.font}" if old.font != new.font else ""
