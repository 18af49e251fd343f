"""Says of blocks that belong together, or have no counterpart, what became of them."""

from collections.abc import Iterator, Sequence

from exporter.checks.editions.aligning import Block, Match
from exporter.checks.editions.changes import Change, quoted, shortened
from exporter.checks.editions.spans import spans_of
from exporter.checks.editions.tables import changes_in_table
from exporter.checks.editions.tokens import readable
from exporter.checks.receipt.contents import LINES

_ENDS_OF_MOVED = 40  # characters of the first and the last of several


def changes_of(old: Sequence[Block], new: Sequence[Block], matches: Sequence[Match]) -> Iterator[Change]:
    """Every change, in the order of the matches."""
    for place, match in enumerate(matches):
        a, b = (old[match.old[0]] if match.old else None), (new[match.new[0]] if match.new else None)
        if a and b:
            if match.what in ("joined", "split"):
                yield from [_parted(match, a, b)] if _is_of_the_text(match, old, new) else []
            elif match.what == "moved":
                yield from _moved(place, matches, old, new)
            elif a.cells and b.cells:
                yield from changes_in_table(a, b) if match.what == "changed" else ()
            else:
                yield from _changed(a, b, match)
        elif a:
            yield Change("removed", a.name, a.place, old=readable(a.text))
        elif b:
            yield Change("added", b.name, b.place, new=readable(b.text))


def _changed(old: Block, new: Block, match: Match) -> Iterator[Change]:
    if match.what == "changed":
        spans = spans_of(old.text, new.text, new.manner)
        yield Change("changed", new.name, new.place, readable(old.text), readable(new.text), spans)
    if old.holder != new.holder and new.manner != "loose":
        one_name = f'is now set as "{new.holder}", before as "{old.holder}"'
        detail = f"is now a {new.name}" if new.name != old.name else one_name
        yield Change("restyled", old.name, new.place, new=readable(new.text), detail=detail)


def _is_of_the_text(match: Match, old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether blocks were parted or joined by who wrote them: not by a page break, or by how a format is read."""
    blocks = [*(old[number] for number in match.old), *(new[number] for number in match.new)]
    if any(block.manner == "loose" or block.holder == LINES or block.place.startswith("pages") for block in blocks):
        return False
    sides = [old[number] for number in match.old], [new[number] for number in match.new]
    return all(len({block.place for block in side if block.place.startswith("page")}) <= 1 for side in sides)


def _parted(match: Match, old: Block, new: Block) -> Change:
    if match.what == "split":
        detail = f"is now {len(match.new)}"
        return Change("split", new.name, new.place, new=readable(old.text), detail=detail)
    return Change("joined", new.name, new.place, new=readable(new.text), detail=f"was {len(match.old)}")


def _moved(place: int, matches: Sequence[Match], old: Sequence[Block], new: Sequence[Block]) -> Iterator[Change]:
    """The block that moved; or the first of several that moved together, for all of them."""
    match = matches[place]
    if place and _follows(matches[place - 1], match, old, new):
        return
    last = place
    while last + 1 < len(matches) and _follows(matches[last], matches[last + 1], old, new):
        last += 1
    a, b = old[match.old[0]], new[match.new[0]]
    before = match.new[0] - 1
    detail = f"now after {quoted(shortened(readable(new[before].text), 60))}" if before >= 0 else "now first"
    if last > place:
        count, end = last - place + 1, new[matches[last].new[0]]
        words = f"{readable(b.text)[:_ENDS_OF_MOVED]} … {readable(end.text)[-_ENDS_OF_MOVED:]}"
        yield Change("moved", f"{count} blocks", b.place, new=words, detail=detail)
    else:
        spans = spans_of(a.text, b.text, b.manner) if a.key != b.key and not b.cells else ()
        yield Change("moved", b.name, b.place, readable(a.text), readable(b.text), spans, detail)
    if a.key != b.key and a.cells and b.cells:
        yield from changes_in_table(a, b)


def _follows(one: Match, other: Match, old: Sequence[Block], new: Sequence[Block]) -> bool:
    """Whether two blocks moved together, word for word."""
    if not one.what == other.what == "moved" or other.old[0] - one.old[0] != 1 or other.new[0] - one.new[0] != 1:
        return False
    return all(old[match.old[0]].key == new[match.new[0]].key for match in (one, other))
