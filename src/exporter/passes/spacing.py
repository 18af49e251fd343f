"""Spaces of one run of text: which of them never break, which are narrow, and where French wants one more."""

import re
from collections.abc import Iterator
from functools import cache

from exporter.passes.conventions import NBSP, NNBSP, UNITS, Convention
from exporter.passes.quotation import BREAK, CLOSE, OBJECT, OPEN, Edits

_S = r"[ \t\n\u00a0\u2009\u202f]"
_NOT_S = r"[^ \t\n\u00a0\u2009\u202f]"
_FIGURE = re.compile(r"\d")
_GAP = re.compile(f"{_S}+")
_GROUPS = re.compile(rf"(?<![\d.,])\d{{1,3}}(?:{_S}\d{{3}})+(?!\d)")
_PHONE = re.compile(rf"(?<!\d)(?:\+\d{{1,3}}{_S}\d|0\d)(?:{_S}\d\d){{4}}(?!\d)")
_ROMAN = re.compile(r"[IVXLCDM]+")
_ORDINAL = re.compile(r"[IVX]+")
_CENTURY = re.compile(r"[IVXLC]+(?:e|er|ème)?")
_OPENING, _CLOSING = "([{«‹“„‘‚\"'¿¡" + OPEN, ".,;:!?)]}»›”’“‘…\"'" + CLOSE
# A space after a point, a figure or "XXe", or before a figure or a capital: most others part words that may be apart.
_MAY_BIND = re.compile(
    rf"{_S}(?:(?<=[\d.°º§IVX]{_S})|(?<=[IVXLC]e{_S})|(?<=[IVXLC1]er{_S})|(?<=ème{_S})|(?={_S}*[^\W_a-zß-öø-ÿ])){_S}*"
)
_LAST_WORD = re.compile(rf"{_NOT_S}+\Z")
_TWO_WORDS = re.compile(rf"({_NOT_S}+)(?:{_S}+({_NOT_S}+))?")
_LONGEST = 60  # letters of a word that any rule is about
_DASHES = frozenset("—–")
_NARROW = {" ": NBSP, "\t": NBSP, "\n": NBSP, "\u2009": NNBSP}  # the same width, and no break


def around_signs(text: str, convention: Convention) -> Edits:
    """The edits that put spaces where French has them at its signs; other languages have none there."""
    edits: Edits = {}
    if convention.high is not None:
        for pattern, space in _french(convention):
            for found in pattern.finditer(text):
                _set(text, found, space, edits)
    return edits


def between_words(text: str, convention: Convention) -> Edits:
    """The edits that make those spaces unbreakable whose words belong together."""
    edits: Edits = {}
    figures = _FIGURE.search(text) is not None
    if figures or not convention.neutral:
        _bind(text, convention, edits)
    if figures:
        for found in _GROUPS.finditer(text):
            for place in range(*found.span()):
                _unbreakable(text, place, convention.group, edits)
        if convention.high is not None:
            for found in _PHONE.finditer(text):
                for place in range(*found.span()):
                    _unbreakable(text, place, NBSP, edits)
    return edits


def _unbreakable(text: str, place: int, wanted: str, edits: Edits) -> None:
    """Make one space unbreakable; one that is so already is narrowed where the language wants that, never widened."""
    sign = text[place]
    if sign in _NARROW:
        edits[place] = wanted if sign != "\u2009" else NNBSP
    elif sign == NBSP and wanted == NNBSP:
        edits[place] = NNBSP


def _set(text: str, found: re.Match[str], space: str, edits: Edits) -> None:
    """Put one space where a rule wants it, in place of those that stand there."""
    start, end = found.span(1)
    if start < end:
        if text[start:end] != space:
            edits[start] = space
            edits.update(dict.fromkeys(range(start + 1, end), ""))
    elif text[start - 1] == "«":  # the sign bears its space: what stands beside it may be no text
        edits[start - 1] = f"«{space}"
    else:
        edits[start] = f"{space}{text[start]}"


@cache
def _french(convention: Convention) -> list[tuple[re.Pattern[str], str]]:
    """Where French has a space, with or without one in the source: before ; ! ? and :, inside « », before %."""
    assert convention.high is not None
    assert convention.colon is not None
    assert convention.guillemet is not None
    word = rf"[\w)\]}}»”’…%‰€$°²³{OBJECT}{CLOSE}]"
    end = rf"(?:[\s)\]}}»”’\"',.…{BREAK}{CLOSE}]|\Z)"
    added = [(re.compile(rf"(?<={word})()(?=[;!?]+{end})"), convention.high)] if convention.high else []
    return [
        *added,
        (re.compile(rf"(?<={word[:-1]};!?])({_S}+)(?=[;!?](?!=))"), convention.high),
        (re.compile(rf"(?<={word})({_S}*)(?=:(?:[\s»{BREAK}{OPEN}]|\Z))"), convention.colon),
        (re.compile(rf"(?<=«)({_S}*)(?=[^\s»])"), convention.guillemet),
        (re.compile(rf"(?<=[^\s«])({_S}*)(?=»)"), convention.guillemet),
        (re.compile(r"(?<=\d)()(?=%(?!\w))"), NBSP),
    ]


def _bind(text: str, convention: Convention, edits: Edits) -> None:
    """Look at the spaces whose neighbours might belong together, and make those unbreakable whose do."""
    for found in _MAY_BIND.finditer(text):
        before = _LAST_WORD.search(text, max(0, found.start() - _LONGEST), found.start())
        after = _TWO_WORDS.match(text, found.end())
        if before and after and _keeps(before.group(), after[1], after[2] or "", convention):
            _keep(text, *found.span(), edits)
    if convention.aside and ("—" in text or "–" in text):
        gaps = [found.span() for found in _GAP.finditer(text)]
        starts, ends = [0, *(end for _, end in gaps)], [*(start for start, _ in gaps), len(text)]
        words = [text[start:end] for start, end in zip(starts, ends, strict=True)]
        for place in _at_dashes(words, convention.aside):
            _keep(text, *gaps[place], edits)


def _keep(text: str, start: int, end: int, edits: Edits) -> None:
    """Let a gap be one space that never breaks."""
    if end - start == 1:
        _unbreakable(text, start, NBSP, edits)
    elif not set(text[start:end]) & {NBSP, NNBSP}:
        edits[start] = NBSP
        edits.update(dict.fromkeys(range(start + 1, end), ""))


def _keeps(before: str, after: str, beyond: str, convention: Convention) -> bool:
    """Whether a word stays with the next one; `beyond` is the one after that, "" for none."""
    last = before[-1]
    if last.isdigit() and _follows_number(before, after, beyond, convention):
        return True
    if convention.neutral:
        return False
    first = after[0]
    word = before.lstrip(_OPENING)
    word = word[word.rfind("’") + 1 :]
    core = after.rstrip(_CLOSING)
    if first.isdigit() or _ROMAN.fullmatch(core):
        if word in convention.late and not (core == "I" and word == "No."):
            return True
        if word in convention.months and core.isdigit() and len(core) < 3 and convention.aside == "before":
            return True  # February 13
    if first.isupper() and word in convention.names:
        return True
    if word == "1er" and after.rstrip(_CLOSING) in convention.months:
        return True
    if core in ("siècle", "siècles", "s", "secolo") and _CENTURY.fullmatch(word):
        return True
    if len(core) > 1 and convention.high is not None and word[:1].isupper() and _ORDINAL.fullmatch(core):
        return True  # Louis XIV
    return last == "." and _follows_point(word, after, convention)


def _follows_number(before: str, after: str, beyond: str, convention: Convention) -> bool:
    """Whether a word stays with the number before it: its unit, its million, its month."""
    core = after.rstrip(_CLOSING)
    if core in UNITS or core in convention.early or after.rstrip(",;:!?)»”") in convention.early:
        return True
    unit, slash, _ = core.partition("/")
    if slash and unit in UNITS:
        return True
    day = before.lstrip(_OPENING)
    if len(day) > 2 or not convention.months:
        return False
    if core == "de":
        return beyond.rstrip(_CLOSING) in convention.months
    return core in convention.months or after.rstrip(",;") in convention.months


def _follows_point(word: str, after: str, convention: Convention) -> bool:
    """Whether a word stays with the abbreviation, the initial or the ordinal before it."""
    if (word, after.rstrip(",;:!?)»”")) in convention.pairs:
        return True
    if word[:-1].isdigit() and len(word) < 4:
        core = after.rstrip(_CLOSING)
        return core in convention.months or after in convention.months or core in convention.early
    if len(word) != 2 or not word[0].isalpha():
        return False
    if len(after) > 1 and after[1] == "." and after[0].isalpha():
        return True  # z. B., J. R., a. C.
    return word[0].isupper() and after[0].isupper() and len(after) > 1  # J. Smith


def _at_dashes(words: list[str], aside: str) -> Iterator[int]:
    """The spaces at dashes that never break: inside a pair of them, or before each."""
    is_open = False
    for place, word in enumerate(words):
        if not word or word[0] not in _DASHES or word.strip("—–" + _CLOSING) or _is_range(words, place):
            is_open = is_open and word[-1:] not in (".", "!", "?", "…")
        elif place > 0 and (aside == "before" or is_open):
            yield place - 1
            is_open = False
        elif place < len(words) - 1:
            yield place
            is_open = place > 0  # the first is a speaker's, and is never closed


def _is_range(words: list[str], place: int) -> bool:
    """Whether a dash stands between two numbers."""
    after = words[place + 1] if place + 1 < len(words) else ""
    return words[place - 1][-1:].isdigit() and after[:1].isdigit()
