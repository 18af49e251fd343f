"""Quotation marks, apostrophes, dots and dashes of one run of text: which character becomes which other one.

Only straight marks are set. What the author typed in its final form stays, and counts when marks are nested.
"""

import re
from collections.abc import Iterator

from exporter.passes.conventions import NBSP, NNBSP, Convention

# Noncharacters stand for what is no text: a generated quotation's ends, anything else set in the line, a line break.
OPEN, CLOSE, OBJECT, BREAK = "\ufdd0", "\ufdd1", "\ufdd2", "\ufdd3"
Edits = dict[int, str]  # the place of a character -> what stands there instead

_SPACES = " \t\n\u00a0\u2009\u202f" + BREAK
_BEFORE_OPENING = _SPACES + OPEN + "([{<«‹“‘„‚»›¿¡—–-/'\"’"
_AFTER_CLOSING = _SPACES + CLOSE + ")]}>»›”’“‘.,;:!?…—–'\""
_TYPED = {"«": "»", "“": "”", "„": "“", "‹": "›", OPEN: CLOSE}
_ELIDED = re.compile(r"(?:\d\ds?|[Tt]is|[Tt]was|[Tt]were|em|[Tt]il|s)\b(?!['’])|n\b")
_ELIDED_BEFORE = OPEN + OBJECT + "«„"  # d'`x`, l'« amour »
_POSSESSIVE = re.compile(r"s\b")
_SIGNS = re.compile("[\"'«»“”„‹›" + OPEN + CLOSE + "]")
_DOTS = re.compile(r"(?<![./\\])\.\.\.(?![./\\])")
_DASHES = re.compile(r"(?<=[^\W_])(?<!-)--(?=[^\W\d_])|(?<=\d)--(?=\d)|(?<=[^\s-] )--(?= [^\s-]|[,;.)])")


def glyphs(text: str, convention: Convention) -> Edits:
    """The edits that set straight quotation marks, apostrophes, three dots and two hyphens as the language has them."""
    edits: Edits = {}
    if convention.neutral:
        return edits
    if '"' in text or "'" in text:
        for place, mark in _quotation(text, convention):
            edits[place] = mark
    if "..." in text:
        for found in _DOTS.finditer(text):
            edits.update({found.start(): "…", found.start() + 1: "", found.start() + 2: ""})
    if "--" in text:
        for found in _DASHES.finditer(text):
            # Chicago 6.85: two hyphens without spaces stand for an em dash, between figures for an en dash (6.78).
            close = text[found.end()].isalpha() and convention.em_dash
            edits.update({found.start(): "—" if close else "–", found.start() + 1: ""})
    return edits


def _quotation(text: str, convention: Convention) -> Iterator[tuple[int, str]]:
    """Each straight mark that can be set, with its glyph."""
    pairs: list[tuple[int, int]] = []
    waiting: list[tuple[str, int]] = []  # opened and not closed: the sign that closes it, and its place
    for found in _SIGNS.finditer(text):
        sign, place = found.group(), found.start()
        before, after = text[place - 1 : place] or " ", text[place + 1 : place + 2] or " "
        if sign in "\"'" and sign in (before, after):
            continue  # two in a row are LaTeX's, or nobody's
        if sign in "\"'":
            if sign == "'" and _is_apostrophe(text, place, before, after):
                yield place, "’"
            elif before not in _SPACES and after in _AFTER_CLOSING:
                if not _close(waiting, pairs, sign, place) and sign == "'" and before.isalpha():
                    yield place, "’"  # the dogs' bowl, un po' di pane
            elif before in _SPACES and after in _SPACES:
                # French typists put spaces inside straight marks too; elsewhere such a mark could be anything.
                if sign == "'" or convention.guillemet is None or _close(waiting, pairs, sign, place):
                    continue
                if before not in NBSP + NNBSP:
                    waiting.append((sign, place))
            elif before in _BEFORE_OPENING:
                waiting.append((sign, place))
            elif sign == '"':
                _close(waiting, pairs, sign, place)
        elif not _close(waiting, pairs, sign, place) and sign in _TYPED:
            waiting.append((_TYPED[sign], place))
    # A quotation of several paragraphs opens each of them and closes in the last (Chicago 13.30).
    lone = [(place, len(text)) for sign, place in waiting[:1] if place == 0 and sign == '"']
    yield from _marks(text, [*pairs, *lone], convention)


def _is_apostrophe(text: str, place: int, before: str, after: str) -> bool:
    """Whether a straight single mark can be nothing else: inside a word, or before one whose beginning is left out."""
    if before.isalpha() and (after.isalnum() or after in _ELIDED_BEFORE):
        return True
    if before.isalpha() and after in '"“':  # l'"amour", not 'mot'"
        return text[place + 2 : place + 3].isalnum()
    if before.isdigit() or before in OBJECT + CLOSE:
        return after.isalpha()  # the 1990's, but not 5'10
    if before in '"”’»)' and _POSSESSIVE.match(text, place + 1):
        return True
    return before in _BEFORE_OPENING and bool(_ELIDED.match(text, place + 1))


def _close(waiting: list[tuple[str, int]], pairs: list[tuple[int, int]], sign: str, place: int) -> bool:
    """Close the last mark that this sign can close; a single one never reaches out of a double one."""
    for height in range(len(waiting) - 1, -1, -1):
        if waiting[height][0] == sign:
            pairs.append((waiting[height][1], place))
            del waiting[height:]
            return True
        if sign == "'":
            break
    return False


def _marks(text: str, pairs: list[tuple[int, int]], convention: Convention) -> Iterator[tuple[int, str]]:
    around: list[int] = []  # where the quotations around this one end
    for start, end in sorted(pairs):
        while around and around[-1] < start:
            around.pop()
        levels = {'"': convention.double, "'": convention.single}.get(text[start])
        if levels:
            opening, closing = levels[min(len(around), len(levels) - 1)]
            yield start, opening
            if end < len(text):
                yield end, closing
        around.append(end)
