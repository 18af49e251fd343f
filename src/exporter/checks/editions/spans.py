"""Where the words of two versions of one text differ, with as much around each place as an editor would quote."""

from collections.abc import Sequence
from difflib import SequenceMatcher

import msgspec

from exporter.checks.editions.aligning import same_ends
from exporter.checks.editions.changes import Span, shortened
from exporter.checks.editions.tokens import Manner, Token, shown, tokens_of

_AROUND = 32  # characters that are quoted on each side, to the next word
_NEAR = 2  # equal words between two changes that are said as one
_MOST = 3000  # tokens between the first and the last difference that are looked through; more are one change

Tokens = Sequence[Token]


class _Stretch(msgspec.Struct, frozen=True):
    """From where to where two lists of tokens differ."""

    old_from: int
    old_to: int
    new_from: int
    new_to: int


def spans_of(old: str, new: str, manner: Manner) -> tuple[Span, ...]:
    """The places where two texts differ, in their order."""
    a, b = tokens_of(old, manner), tokens_of(new, manner)
    stretches = _gathered(_stretches(a, b))
    if manner != "exact":  # in print words may be parted or joined by the end of a line alone
        stretches = [one for one in stretches if _differs(a, b, one)]
    starts = [0, *(one.new_to for one in stretches)]
    ends = [*(one.new_from for one in stretches), len(b)][1:]
    return tuple(_span(a, b, *one) for one in zip(stretches, starts, ends, strict=False))


def _differs(a: Tokens, b: Tokens, stretch: _Stretch) -> bool:
    """Whether a stretch differs in its letters."""
    old, new = a[stretch.old_from : stretch.old_to], b[stretch.new_from : stretch.new_to]
    return "".join(token.key for token in old) != "".join(token.key for token in new)


def _stretches(a: Tokens, b: Tokens) -> list[_Stretch]:
    keys, new_keys = [token.key for token in a], [token.key for token in b]
    start, end = same_ends(keys, new_keys)
    inner, new_inner = keys[start : len(a) - end], new_keys[start : len(b) - end]
    if len(inner) > _MOST or len(new_inner) > _MOST:
        return [_Stretch(start, start + len(inner), start, start + len(new_inner))]
    return [
        _Stretch(start + a_from, start + a_to, start + b_from, start + b_to)
        for tag, a_from, a_to, b_from, b_to in SequenceMatcher(None, inner, new_inner, autojunk=False).get_opcodes()
        if tag != "equal"
    ]


def _gathered(stretches: Sequence[_Stretch]) -> list[_Stretch]:
    """Stretches with those that stand close to each other made one."""
    gathered: list[_Stretch] = []
    for one in stretches:
        if gathered and one.old_from - gathered[-1].old_to <= _NEAR:
            gathered[-1] = msgspec.structs.replace(gathered[-1], old_to=one.old_to, new_to=one.new_to)
        else:
            gathered.append(one)
    return gathered


def _span(a: Tokens, b: Tokens, stretch: _Stretch, least: int, most: int) -> Span:
    """A stretch with the words around it, as far as the same words stand there in both texts."""
    start, end = _context_start(b, stretch.new_from, least), _context_end(b, stretch.new_to, most)
    lead = shown(b[start : stretch.new_from])
    old, new = a[stretch.old_from : stretch.old_to], b[stretch.new_from : stretch.new_to]
    # The first word after a change may begin its text in one edition, and have a space before it in the other.
    following = a[stretch.old_to : stretch.old_to + 1]
    tokens, place = (a, stretch.old_to) if following and following[0].spaced else (b, stretch.new_to)
    tail = shown(tokens[place : place + end - stretch.new_to], begins=False)
    before, after = (shortened(shown(words, begins=not lead)) for words in (old, new))
    if before.startswith(" ") and after.startswith(" "):
        lead, before, after = f"{lead} ", before[1:], after[1:]
    return Span(f"… {lead}" if start else lead, before, after, f"{tail} …" if end < len(b) else tail)


def _context_start(tokens: Tokens, place: int, least: int) -> int:
    length = 0
    while place > least and length < _AROUND:
        place -= 1
        length += len(tokens[place].text) + tokens[place].spaced
    return place


def _context_end(tokens: Tokens, place: int, most: int) -> int:
    length = 0
    while place < most and length < _AROUND:
        length += len(tokens[place].text) + tokens[place].spaced
        place += 1
    return place
