"""Articles that say the same: equal to the word, or with most of their runs of words in common."""

import sqlite3
from array import array
from collections.abc import Callable, Iterator, Sequence

import msgspec

from exporter.batch.fingerprints import runs_of, words_of
from exporter.batch.inputs import composed
from exporter.batch.plan import Item
from exporter.batch.reading import Summary, bare_article
from exporter.batch.store import Store
from exporter.model.collection import DuplicateRules

# A run that stands in more articles than this is a template's, and makes no pair.
_COMMON = 60
_LEAST_SHARED = 4  # sampled runs, below which a pair is not looked at
_LEAST_SHARE = 0.5  # of the shorter article's sample


class Twin(msgspec.Struct, frozen=True):
    """What an article has in common with an earlier one, its `original`, by their numbers.

    `similarity` is the share of the runs of words of both that both have (Jaccard), `contained` the share of the
    shorter one's that the other has; both are 1 for equal ones.
    """

    number: int
    original: int
    similarity: float
    contained: float

    @property
    def is_equal(self) -> bool:
        """Whether the two are the same to the word."""
        return self.similarity == 1.0


def find_twins(
    items: Sequence[Item], sample_of: Callable[[Item], bytes], store: Store, rules: DuplicateRules
) -> list[Twin]:
    """The articles that say what an earlier one says, each with the one that it is most like, in their order.

    `sample_of` gives the sampled runs of words of an article. Where near ones are left out, none of these is an
    original, unless it is kept by hand: what is like it alone stays.
    """
    summaries = [item.summary for item in items]
    kept = {number for number, item in enumerate(items) if composed(item.path) in rules.keep}
    equal = dict(_equal(summaries))
    firsts = [number for number in range(len(summaries)) if number not in equal]
    twins = [Twin(number, original, 1.0, 1.0) for number, original in equal.items()]
    best: dict[int, Twin] = {}
    for original, number in _pairs(lambda number: sample_of(items[number]), firsts):
        if rules.near == "leave-out" and original in best and original not in kept:
            continue
        twin = _compared(summaries, store, original, number)
        if twin and max(twin.similarity, twin.contained) >= rules.similarity:
            known = best.get(number)
            if known is None or twin.similarity > known.similarity:
                best[number] = twin
    return sorted([*twins, *best.values()], key=lambda twin: twin.number)


def clusters(twins: Sequence[Twin]) -> dict[int, int]:
    """The cluster of each article that has twins, named after the lowest number in it."""
    above: dict[int, int] = {}

    def root(number: int) -> int:
        while above.get(number, number) != number:
            number = above[number]
        return number

    for twin in twins:
        one, other = root(twin.original), root(twin.number)
        above[max(one, other)] = min(one, other)
        above.setdefault(min(one, other), min(one, other))
    return {number: root(number) for number in above}


def _equal(summaries: Sequence[Summary]) -> Iterator[tuple[int, int]]:
    first: dict[str, int] = {}
    for number, summary in enumerate(summaries):
        original = first.setdefault(summary.digest, number)
        if original != number:
            yield number, original


def _pairs(sample_of: Callable[[int], bytes], numbers: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs whose samples have enough in common, the earlier first, in the order of the later ones; found in a table,
    so that memory stays bounded."""
    database = sqlite3.connect("")  # a temporary file when it grows
    database.execute("CREATE TABLE runs (run INTEGER, article INTEGER)")
    lengths = {}
    for number in numbers:
        sample = array("Q", sample_of(number))
        lengths[number] = len(sample)
        rows = ((run - (1 << 63), number) for run in sample)
        database.executemany("INSERT INTO runs VALUES (?, ?)", rows)
    database.execute("CREATE INDEX by_run ON runs (run, article)")
    database.execute(
        f"CREATE TABLE telling AS SELECT run FROM runs GROUP BY run HAVING COUNT(*) BETWEEN 2 AND {_COMMON}"  # noqa: S608
    )
    database.execute("CREATE UNIQUE INDEX telling_run ON telling (run)")
    found = database.execute(
        "SELECT a.article, b.article, COUNT(*) FROM telling t JOIN runs a ON a.run = t.run "
        "JOIN runs b ON b.run = t.run AND b.article > a.article "
        "GROUP BY a.article, b.article HAVING COUNT(*) >= ? ORDER BY b.article, a.article",
        (_LEAST_SHARED,),
    )
    for one, other, shared in found:
        shorter = min(lengths[one], lengths[other])
        if shared >= _LEAST_SHARE * shorter:
            yield one, other
    database.close()


def _compared(summaries: Sequence[Summary], store: Store, original: int, number: int) -> Twin | None:
    """Two articles by all of their runs of words."""
    one, other = (runs_of(words_of(bare_article(store, summaries[n].name))) for n in (original, number))
    if not one or not other:
        return None
    common = len(one & other)
    # Equal sets of runs in another order are near, not equal.
    similarity = min(common / len(one | other), 0.999)
    return Twin(number, original, round(similarity, 3), round(common / min(len(one), len(other)), 3))
