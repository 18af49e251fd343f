"""What two editions have otherwise beside their text: alternative texts, links and metadata."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

import msgspec

from exporter.checks.editions.aligning import Block, align
from exporter.checks.editions.changes import Change
from exporter.checks.editions.matched import changes_of
from exporter.checks.editions.spans import spans_of
from exporter.checks.editions.tokens import Manner, key_of
from exporter.checks.receipt.contents import Contents

# Dublin Core's elements, and what a reader calls them. An identifier is none of his: it may be made of the content.
_FIELDS = {"title": "title", "creator": "author", "contributor": "contributor", "publisher": "publisher",
           "description": "description", "subject": "keyword", "language": "language", "date": "date",
           "rights": "rights", "source": "source", "type": "type", "coverage": "coverage"}  # fmt: skip
_EVERYWHERE = ("title", "creator", "description", "subject", "language", "date")  # in each format
_LONG = 60  # characters of a field; a longer one is quoted where it changed
_DAY = len("2025-01-31")


def changes_in_pictures(old: Contents, new: Contents, manner: Manner) -> Iterator[Change]:
    """Alternative texts; across formats those of pictures alone, since not each format describes a formula."""
    if manner == "loose":
        yield from _described(old, new)
        return
    for change in _in_order("picture", old.pictures, new.pictures):
        name = f"{change.kind}, alternative text" if change.what == "changed" else change.kind
        yield msgspec.structs.replace(change, kind=name)


def changes_in_formulas(old: Contents, new: Contents) -> Iterator[Change]:
    """The sources of formulas, where a format keeps them apart from its words."""
    return _in_order("formula", old.formulas, new.formulas)


def changes_in_links(old: Contents, new: Contents, manner: Manner) -> Iterator[Change]:
    """Addresses outside: one that was replaced is quoted whole."""
    if manner == "loose":
        yield from _one_sided("link", old.links, new.links)
    else:
        yield from (msgspec.structs.replace(change, spans=()) for change in _in_order("link", old.links, new.links))


def changes_in_metadata(
    old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]], manner: Manner
) -> Iterator[Change]:
    """Fields by their Dublin Core names: values that stand in one edition alone."""
    for field in _EVERYWHERE if manner == "loose" else _FIELDS:
        before, after = (list(side.get(field, ())) for side in (old, new))
        if manner == "loose":  # formats write a moment and a subtitle each in its way
            before, after = ([value[:_DAY] if field == "date" else value for value in side] for side in (before, after))
            before, after = (side[:1] if field == "title" else side for side in (before, after))
        gone = [value for value in before if key_of(value, "exact") not in {key_of(other, "exact") for other in after}]
        come = [value for value in after if key_of(value, "exact") not in {key_of(other, "exact") for other in before}]
        if len(gone) == len(come):
            pairs = zip(gone, come, strict=True)
            yield from (_field(_FIELDS[field], was, now) for was, now in pairs)
        else:
            yield from (Change("removed", _FIELDS[field], "metadata", old=value) for value in gone)
            yield from (Change("added", _FIELDS[field], "metadata", new=value) for value in come)


def _field(name: str, was: str, now: str) -> Change:
    spans = spans_of(was, now, "exact") if max(len(was), len(now)) > _LONG else ()
    return Change("changed", name, "metadata", was, now, spans)


def _described(old: Contents, new: Contents) -> Iterator[Change]:
    """Alternative texts of two formats: in a PDF formulas have one too, and are told apart by their number alone."""
    changes = list(_one_sided("picture", old.pictures, new.pictures))
    for what, other in (("removed", new), ("added", old)):
        some = [change for change in changes if change.what == what]
        yield from some if len(some) != len(other.formulas) else ()


def _in_order(kind: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    sides = [
        [Block(kind, f"{kind} {number}", text, key_of(text, "exact"), "exact") for number, text in enumerate(side, 1)]
        for side in (old, new)
    ]
    return changes_of(sides[0], sides[1], align(sides[0], sides[1], "\n"))


def _one_sided(kind: str, old: Sequence[str], new: Sequence[str]) -> Iterator[Change]:
    """What one edition has more of than the other, in any order."""
    counts, new_counts = (Counter(key_of(text, "loose") for text in side) for side in (old, new))
    for texts, more, what in ((old, counts - new_counts, "removed"), (new, new_counts - counts, "added")):
        for text in texts:
            if more[key_of(text, "loose")] > 0:
                more[key_of(text, "loose")] -= 1
                yield Change("added", kind, new=text) if what == "added" else Change("removed", kind, old=text)
