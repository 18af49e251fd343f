"""Lines of two pages held to each other: pairs that say the same, and the runs between them that do not."""

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

import msgspec

from exporter.checks.editions.moving import Pair, excerpt
from exporter.checks.editions.sheets import Line
from exporter.checks.editions.sights import Pages, Sight
from exporter.checks.editions.spans import spans_of
from exporter.checks.editions.tokens import key_of


class Run(msgspec.Struct, frozen=True):
    """Lines of both pages, between others that are the same; one side may have none."""

    old: tuple[Line, ...]
    new: tuple[Line, ...]


class LinedPage(msgspec.Struct, frozen=True):
    """Two pages whose lines were held to each other."""

    pages: Pages
    pairs: tuple[Pair, ...]
    runs: tuple[Run, ...]


def lined(old: Sequence[Line], new: Sequence[Line], pages: Pages) -> LinedPage:
    """Two pages with their lines held to each other."""
    pairs: list[Pair] = []
    runs = []
    matcher = SequenceMatcher(None, [line.text for line in old], [line.text for line in new], autojunk=False)
    for tag, a_from, a_to, b_from, b_to in matcher.get_opcodes():
        if tag == "equal":
            pairs += zip(old[a_from:a_to], new[b_from:b_to], strict=True)
        else:
            runs.append(Run(tuple(old[a_from:a_to]), tuple(new[b_from:b_to])))
    return LinedPage(pages, tuple(pairs), tuple(runs))


def without(page: LinedPage, lines: set[Line]) -> LinedPage:
    """The page without these lines in its runs."""
    if not lines:
        return page
    runs = [
        Run(*(tuple(line for line in side if line not in lines) for side in (run.old, run.new))) for run in page.runs
    ]
    return msgspec.structs.replace(page, runs=tuple(run for run in runs if run.old or run.new))


def settled(page: LinedPage) -> LinedPage:
    """The page with lines that stand in another order as pairs."""
    waiting: dict[str, list[Line]] = {}
    for line in (line for run in page.runs for line in run.new):
        waiting.setdefault(line.text, []).append(line)
    old = (line for run in page.runs for line in run.old)
    pairs = [(line, waiting[line.text].pop(0)) for line in old if waiting.get(line.text)]
    rest = without(page, {line for pair in pairs for line in pair})
    return msgspec.structs.replace(rest, pairs=(*page.pairs, *pairs))


def sights_of_runs(runs: Sequence[Run], pages: Pages) -> Iterator[Sight]:
    """Lines that say something else, or the same in other lines; then those of one edition alone."""
    for run in runs:
        if run.old and run.new:
            yield _sight_of_run(run, pages)
    gone = [line for run in runs if not run.new for line in run.old]
    come = [line for run in runs if not run.old for line in run.new]
    if gone:
        text = f"{_counted(len(gone))} gone: {excerpt(gone[0])}"
        yield Sight("words", pages, text, tuple(line.box for line in gone))
    if come:
        text = f"{_counted(len(come))} new: {excerpt(come[0])}"
        yield Sight("words", pages, text, (), tuple(line.box for line in come))


def _sight_of_run(run: Run, pages: Pages) -> Sight:
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


def _otherwise(run: Run) -> str:
    """In which size and typeface a run is set, where both are others."""
    old, new = run.old[0], run.new[0]
    if round(old.size_pt, 1) != round(new.size_pt, 1):
        return f", set in {new.size_pt:.3g} pt, before in {old.size_pt:.3g} pt"
    return f", set in {new.font}, before in {old.font}" if old.font != new.font else ""
