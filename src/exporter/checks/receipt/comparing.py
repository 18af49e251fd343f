"""Holds what a file says to what its article says, by way of the page: what is lost, moved, changed or added."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from typing import Literal, TypeVar

import msgspec

from exporter.checks.receipt.claiming import Claim, Ground, claimed, ground_of
from exporter.checks.receipt.contents import Contents, Passage, folded, is_right_to_left
from exporter.checks.receipt.expected import Expected, Piece
from exporter.origin import Origin

T = TypeVar("T")
What = Literal["lost", "moved", "added", "changed"]
# A hyphen at the end of a printed line may be the text's or the line break's; in PDF none is compared.
_HYPHENS = re.compile("[-\u2010\u2011\x02]")
_BOXES = re.compile("[\u2610-\u2612]")
_MIRRORED = str.maketrans("([{<«‹", ")]}>»›")
_AHEAD = 20  # passages among which one from right to left is looked for
_ONLY_AT_THE_END = frozenset(("h2.notes-heading",))
_MERGED = 3  # pages that a passage may be spread over


class Difference(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that a file has otherwise: what it is ("paragraph", "note 2", "link"), its words and its place."""

    what: What
    kind: str
    text: str
    origin: Origin | None = None

    @property
    def said(self) -> str:
        """The difference as what a file does."""
        said = {
            "lost": f"lacks this {self.kind}",
            "moved": f"has this {self.kind} at another place",
            "added": f"has {self.kind} more than its article",
            "changed": f"has this {self.kind} otherwise",
        }
        return f'{said[self.what]}: "{self.text[:120]}"'


class Plan(msgspec.Struct, frozen=True):
    """The page of an article: the expected pieces in its order, and what its templates add between them.

    `passages[n]` is the number of the passage in which the n-th piece begins; `between[n]` are the folded words before
    the n-th piece, the last those after all.
    """

    pieces: tuple[Piece, ...]
    passages: tuple[int, ...]
    between: tuple[tuple[str, ...], ...]
    page: Contents
    navigation: tuple[str, ...]  # headings of tables of contents, which stand where a format wants them
    page_number: str  # what a reference to a printed page looks like, folded, as a pattern
    differences: tuple[Difference, ...]
    added: tuple[Passage, ...]


def plan_of(expected: Expected, page: Contents, page_reference: str) -> Plan:
    """Hold a page to its article; what is lost here is lost in every format."""
    ground = ground_of(page.passages)
    claims, lost = claimed([piece.text for piece in expected.pieces], ground, anywhere=True)
    differences = [_lost(expected.pieces[number]) for number in lost]
    for number, pieces in expected.notes.items():
        note = ground_of(page.notes.get(number, ()))
        differences += [_lost(pieces[n], f"note {number}") for n in claimed([p.text for p in pieces], note, True)[1]]
    differences += [
        *_missing("picture", expected.pictures, page.pictures),
        *(one for one in _missing("formula", expected.formulas, page.formulas) if folded(one.text) not in ground.text),
        *_missing("link", expected.links, page.links),
    ]
    shapes = [tuple(len(row) for row in table.rows) for table in page.tables]
    if list(_in_order(expected.shapes, shapes)):
        differences.append(Difference("changed", "table", "a table has other cells than its source"))
    _, added = _between(claims, ground)
    pieces, claims = _with_labels(expected.pieces, claims, ground)
    between, _ = _between(claims, ground)
    return Plan(
        pieces,
        tuple(ground.passage(claim.start) for claim in claims),
        between,
        page,
        tuple(folded(passage.text) for passage in page.navigation),
        re.escape(folded(page_reference.replace("{page}", "0"))).replace("0", r"\d+"),
        tuple(differences),
        added,
    )


def compare(plan: Plan, expected: Expected, found: Contents, printed: bool) -> Iterator[Difference]:
    """What a file has otherwise than the page that it was made from; `printed` is a PDF."""
    page = plan.page
    texts = [piece.text for piece in plan.pieces]
    if printed:
        texts = [_HYPHENS.sub("", text) for text in texts]
        found = _settled(found, page)
    ground = ground_of(found.passages)
    claims, lost = claimed(texts, ground)
    yield from (_lost(plan.pieces[number]) for number in lost if texts[number])
    yield from _out_of_order(plan, claims)
    yield from _unexplained(plan, claims, ground, printed)
    yield from _glued(plan, claims, ground)
    for number in sorted({*page.notes, *found.notes}):
        if _joined(page.notes.get(number, ()), printed) != _joined(found.notes.get(number, ()), printed):
            words = "".join(passage.text for passage in page.notes.get(number, ()))[:200]
            yield Difference("changed" if number in found.notes else "lost", f"note {number}", words)
    yield from _tables(page, found, printed)
    pictures = [text for text in page.figures if text] if printed else page.pictures
    yield from _missing("picture", pictures, found.pictures)
    yield from _more("a picture", pictures, found.pictures)
    if not printed and (len(found.formulas) != len(page.formulas) or not all(found.formulas)):
        yield Difference("lost", "formula", f"{len(found.formulas)} of {len(page.formulas)} formulas are there")
    yield from _missing("link", page.links, found.links)
    yield from _more("a link", page.links, found.links)
    for target in dict.fromkeys(found.broken):
        yield Difference("lost", "target of a link", target)
    for name, values in expected.metadata.items():
        for value in values:
            same = _same_day if name == "date" else _same
            if not any(same(value, kept) for kept in found.metadata.get(name, ())):
                yield Difference("lost", f"metadata {name}", value)


def _same(value: str, kept: str) -> bool:
    return folded(value) == folded(kept)


def _same_day(date: str, kept: str) -> bool:
    """Whether two dates in W3CDTF are the same as far as the first goes; a moment may be written in another zone."""
    if "T" in date and "T" in kept:
        moments = [datetime.fromisoformat(text) for text in (date, kept)]
        one, other = (moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in moments)
        return one.astimezone(UTC).date() == other.astimezone(UTC).date()
    return kept.startswith(date[:10])


def _lost(piece: Piece, inside: str = "") -> Difference:
    return Difference("lost", f"{piece.kind} of {inside}" if inside else piece.kind, piece.shown, piece.origin)


def _with_labels(pieces: Sequence[Piece], claims: list[Claim], ground: Ground) -> tuple[tuple[Piece, ...], list[Claim]]:
    """The pieces in the order of the page, and among them the passages that templates add whole: no format drops one.

    The heading above the notes stands only where a format has them at the end.
    """
    taken = {n for claim in claims for n in range(ground.passage(claim.start), ground.passage(claim.end - 1) + 1)}
    found = [(claim, pieces[claim.piece]) for claim in claims]
    for number, (start, passage) in enumerate(zip(ground.starts, ground.passages, strict=True)):
        if number not in taken and passage.holder not in _ONLY_AT_THE_END:
            text = folded(passage.text)
            found.append((Claim(start, start + len(text), 0), Piece(text, passage.text[:200], passage.holder, 0)))
    found.sort(key=lambda pair: pair[0])
    return tuple(piece for _, piece in found), [claim for claim, _ in found]


def _between(claims: list[Claim], ground: Ground) -> tuple[tuple[tuple[str, ...], ...], tuple[Passage, ...]]:
    """The stretches of a page that are nobody's, before each claim and after the last; and them as passages."""
    between: list[tuple[str, ...]] = []
    added: list[Passage] = []
    done = 0
    for start, end in (*((claim.start, claim.end) for claim in claims), (len(ground.text), len(ground.text))):
        parts = []
        while done < start:
            number = ground.passage(done)
            ends = ground.starts[number + 1] if number + 1 < len(ground.starts) else len(ground.text)
            stop = min(start, ends)
            parts.append(ground.text[done:stop])
            whole = stop == ends and done == ground.starts[number]
            passage = ground.passages[number]
            added.append(passage if whole else Passage(ground.text[done:stop], passage.holder))
            done = stop
        between.append(tuple(parts))
        done = max(done, end)
    return tuple(between), tuple(added)


def _out_of_order(plan: Plan, claims: list[Claim]) -> Iterator[Difference]:
    highest = -1
    for claim in claims:
        if claim.piece < highest:
            piece = plan.pieces[claim.piece]
            yield Difference("moved", piece.kind, piece.shown, piece.origin)
        highest = max(highest, claim.piece)


def _unexplained(plan: Plan, claims: list[Claim], ground: Ground, printed: bool) -> Iterator[Difference]:
    """Words between the pieces that no template added there."""
    done, before = 0, -1
    for claim in (*claims, Claim(len(ground.text), len(ground.text), len(plan.pieces))):
        rest = ground.text[done : claim.start]
        if rest:
            allowed = [*plan.navigation]
            allowed += (part for parts in plan.between[max(0, before + 1) : claim.piece + 1] for part in parts)
            if printed:  # the head of a table stands on each page again
                allowed += ("".join(table.rows[0]) for table in plan.page.tables if table.rows)
            rest = _without(_shown(rest, plan), [_HYPHENS.sub("", part) if printed else part for part in allowed])
            if rest:
                piece = plan.pieces[min(claim.piece, len(plan.pieces) - 1)] if plan.pieces else None
                yield Difference("added", "words", rest[:200], piece.origin if piece else None)
        done, before = max(done, claim.end), claim.piece


def _without(words: str, allowed: list[str]) -> str:
    """What is left of words that begin with allowed ones, each of which may stand once."""
    while words:
        part = max((part for part in allowed if part and words.startswith(part)), key=len, default="")
        if not part:
            break
        allowed.remove(part)
        words = words[len(part) :]
    return words


def _shown(words: str, plan: Plan) -> str:
    """Words without references to printed pages and the boxes of a list of tasks."""
    return _BOXES.sub("", re.sub(plan.page_number, "", words) if plan.page_number else words)


def _glued(plan: Plan, claims: list[Claim], ground: Ground) -> Iterator[Difference]:
    """Pieces that stand in one passage of a file, but in two of the page."""
    for one, other in pairwise(claim for claim in claims if claim.start < claim.end):
        together = ground.passage(one.start) == ground.passage(other.start)
        if together and plan.passages[one.piece] != plan.passages[other.piece]:
            piece = plan.pieces[other.piece]
            text = f"it is not apart from what stands before it: {piece.shown}"
            yield Difference("changed", piece.kind, text, piece.origin)


def _joined(passages: Sequence[Passage], printed: bool) -> str:
    return "".join(sorted(_letters(passages).elements())) if printed else "".join(folded(p.text) for p in passages)


def _tables(page: Contents, found: Contents, printed: bool) -> Iterator[Difference]:
    """Rows of tables that a file lacks or has otherwise; a printed table repeats its head on each page."""

    def rows(contents: Contents) -> list[tuple[str, ...]]:
        return [tuple(_cell(cell, printed) for cell in row) for table in contents.tables for row in table.rows]

    shown = dict(zip(rows(page), (row for table in page.tables for row in table.rows), strict=True))
    for row in _in_order(rows(page), rows(found)):
        yield Difference("changed", "table row", " | ".join(shown[row])[:200])


def _cell(text: str, printed: bool) -> str:
    return "".join(sorted(_HYPHENS.sub("", text).translate(_MIRRORED))) if printed else text


def _in_order(wanted: Sequence[T], found: Sequence[T]) -> Iterator[T]:
    """The wanted ones that do not follow each other among the found."""
    place = 0
    for one in wanted:
        try:
            place = found.index(one, place) + 1
        except ValueError:
            yield one


def _missing(kind: str, wanted: Sequence[str], found: Sequence[str]) -> Iterator[Difference]:
    for one in _in_order([folded(text) for text in wanted], [folded(text) for text in found]):
        text = next(text for text in wanted if folded(text) == one)
        yield Difference("lost", kind, text[:200] or "(no text)")


def _more(kind: str, wanted: Sequence[str], found: Sequence[str]) -> Iterator[Difference]:
    """What is found beyond what is wanted."""
    return (msgspec.structs.replace(one, what="added") for one in _missing(kind, found, wanted))


def _settled(printed: Contents, page: Contents) -> Contents:
    """A PDF's words as they can be compared: without hyphens, lines from right to left in the order of the page.

    Of these a file keeps the letters in the order in which they are printed, so that those of a whole passage are held
    to the page's, passage by passage.
    """
    wanted = [passage for passage in page.passages if folded(passage.text)]
    if not page.right_to_left and not any(is_right_to_left(passage.text) for passage in wanted):
        plain = [Passage(_HYPHENS.sub("", passage.text), passage.holder) for passage in printed.passages]
        return msgspec.structs.replace(printed, passages=tuple(plain))
    settled: list[Passage] = []
    place = number = 0
    while number < len(printed.passages):
        taken, same = 1, None
        for count in range(1, _MERGED + 1):
            letters = _letters(printed.passages[number : number + count])
            near = range(place, min(place + _AHEAD, len(wanted)))
            same = next((n for n in near if _has_all(letters, _letters([wanted[n]]))), None)
            if same is not None:
                taken = count
                break
        text = printed.passages[number].text if same is None else wanted[same].text
        place = place if same is None else same + 1
        settled.append(Passage(_HYPHENS.sub("", text), printed.passages[number].holder))
        number += taken
    return msgspec.structs.replace(printed, passages=tuple(settled))


def _letters(passages: Sequence[Passage]) -> Counter[str]:
    """How often each letter stands in passages; a mark counts by itself, as it may be read back at another letter."""
    words = "".join(_HYPHENS.sub("", folded(passage.text)) for passage in passages).translate(_MIRRORED)
    return Counter(unicodedata.normalize("NFD", words))


def _has_all(found: Counter[str], wanted: Counter[str]) -> bool:
    """Whether two passages have the same letters."""
    return found == wanted
