"""How the pages of two editions are laid out otherwise, measured by the places of lines and pictures, not by pixels."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from exporter.checks.editions.boxes import Box
from exporter.checks.editions.changes import quoted, shortened
from exporter.checks.editions.figures import sights_of_figures
from exporter.checks.editions.lining import LinedPage, Run, lined, settled, sights_of_runs, without
from exporter.checks.editions.moving import Pair, excerpt, sights_of_pairs
from exporter.checks.editions.paging import pair_pages
from exporter.checks.editions.running import running_lines, without_running
from exporter.checks.editions.sheets import Line, Sheet
from exporter.checks.editions.sights import Pages, Sight, length

_PAPER_PT = 1.0  # by which the sizes of two sheets may differ
_TELLING = 8  # characters of a line that is found again on another page
_NUMBER = re.compile("\\d+")


class PagePair(msgspec.Struct, frozen=True):
    """Two pages that belong together, or one alone, and what is seen of them.

    `numbers` are the places of page numbers that are others because pages were added or removed before, `running` those
    of running lines that are told once, with the first of their pages.
    """

    pages: Pages
    width_pt: float
    sights: tuple[Sight, ...]
    numbers: tuple[Box, ...] = ()
    running: tuple[Box, ...] = ()


def compare_layout(old: Sequence[Sheet], new: Sequence[Sheet]) -> list[PagePair]:
    """Every page of both editions, in the order of the new one."""
    pairs = pair_pages(old, new)
    totals = (len(old), len(new))
    both = [lined(old[a - 1].lines, new[b - 1].lines, (a, b)) for a, b in pairs if a and b]
    numbers = {page.pages: _numbers(page, totals) for page in both}
    both = [without(page, {line for run in numbers[page.pages] for line in (*run.old, *run.new)}) for page in both]
    both = [settled(page) for page in both]
    running = running_lines(both, max((sheet.height_pt for sheet in new), default=0.0), totals)
    both = [without_running(page, running) for page in both]
    gone_over = _gone_over(both)
    both = [without(page, {line for _, lines in gone_over.get(page.pages, ()) for line in lines}) for page in both]
    by_pages = {page.pages: page for page in both}
    return [
        PagePair(
            pages,
            new[pages[1] - 1].width_pt,
            (
                *_paper(old[pages[0] - 1], new[pages[1] - 1], pages),
                *sights_of_pairs(page.pairs, pages),
                *sights_of_runs(page.runs, pages),
                *(sight for sight, _ in gone_over.get(pages, ())),
                *(one.sight for one in running if one.sight.pages == pages),
                *sights_of_figures(old[pages[0] - 1].figures, new[pages[1] - 1].figures, pages),
            ),
            tuple(line.box for run in numbers[pages] for line in (*run.old, *run.new)),
            tuple(line.box for one in running for line in one.lines.get(pages, ())),
        )
        if (page := by_pages.get(pages))
        else _alone(old, new, pages)
        for pages in pairs
    ]


def _numbers(page: LinedPage, totals: Pages) -> tuple[Run, ...]:
    """Lines that differ by the number of their page, or of all pages, and by nothing else."""

    others = {str(page.pages[0]): str(page.pages[1]), str(totals[0]): str(totals[1])}
    found = []
    for run in page.runs:
        for line in run.old:
            text = _NUMBER.sub(lambda number: others.get(number[0], number[0]), line.text)
            same = next((other for other in run.new if other.text == text), None)
            if same and text != line.text:
                found.append(Run((line,), (same,)))
    return tuple(found)


def _gone_over(both: Sequence[LinedPage]) -> dict[Pages, list[tuple[Sight, list[Line]]]]:
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
