"""Cuts a text into what a reader sees as words and signs, and says when two of them are the same to a reader.

Words are parted where their script parts them: by spaces, or letter by letter where it writes none between words.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal

import msgspec

from exporter.checks.receipt.contents import CALL, CALL_END, UNSPACED, folded, is_right_to_left

# How two files are held together: "exact" where both keep their text as it was written (DOCX, EPUB); "printed" where
# both are PDFs, which lose spaces at the ends of lines and cannot tell a hyphen of the text from one of the line;
# "loose" across formats, where a style may have changed the case as well.
Manner = Literal["exact", "printed", "loose"]

_UNSPACED_LETTER = re.compile(UNSPACED)
# Joiners, marks of direction, soft hyphens: seen by nobody.
_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]+"
)
_NOT_PRINTED = re.compile("[-\\s\u02d7\u2010\u2011\u2610-\u2612\x02]+")  # hyphens, spaces, boxes of a list of tasks
_PLAIN_CALL = re.compile(f"{CALL}(\\d+){CALL_END}")
_CALL, _CALLS = re.compile(f"{CALL}(\\d*),(\\d+){CALL_END}"), re.compile(f"({CALL}[^{CALL_END}]*{CALL_END})")
# PDFium turns brackets and marks of quotation around in lines from right to left, or does not.
_MIRRORED = str.maketrans(")]}>»›", "([{<«‹")
_INSIDE = frozenset("'’ʼ-\u2010\u2011")  # part of a word between its letters
_IN_NUMBERS = frozenset(".,:/")


class Token(msgspec.Struct, frozen=True):
    """A word, a sign or a note's call as it is shown; whether a space stands before it; what it is compared by."""

    text: str
    spaced: bool
    key: str


def with_identities(text: str, notes: Mapping[int, str]) -> str:
    """A text whose calls of notes say which note they call, and by which number."""
    return _PLAIN_CALL.sub(lambda call: f"{CALL}{notes.get(int(call[1]), '')},{call[1]}{CALL_END}", text)


def readable(text: str) -> str:
    """A text whose calls of notes are shown by their numbers."""
    return _CALL.sub(r"[\2]", text)


def key_of(text: str, manner: Manner) -> str:
    """What a text is compared by: two with the same key are the same to a reader."""
    return _key(_CALL.sub(lambda call: f"{CALL}{call[1]}{CALL_END}", text), manner)


@lru_cache(maxsize=65536)
def _key(text: str, manner: Manner) -> str:
    if manner == "exact":
        return " ".join(_UNSEEN.sub("", unicodedata.normalize("NFC", text)).split())
    text = folded(text) if manner == "loose" else unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    text = _NOT_PRINTED.sub("", text)
    if is_right_to_left(text):  # the marks above letters are found, but not always with theirs
        marks = sorted(char for char in text if unicodedata.category(char) == "Mn")
        letters = "".join(char for char in text if unicodedata.category(char) != "Mn").translate(_MIRRORED)
        return "".join(sorted(letters) if manner == "loose" else letters) + "".join(marks)
    return text


def tokens_of(text: str, manner: Manner) -> list[Token]:
    """The tokens of a text, without those that are not compared."""
    found = []
    for word, spaced in _cut(text):
        call = _CALL.fullmatch(word)
        shown, key = (f"[{call[2]}]", f"{CALL}{call[1]}") if call else (word, _key(word, manner))
        if key:
            found.append(Token(shown, spaced, f" {key}" if spaced and manner == "exact" else key))
    return found


@lru_cache(maxsize=4096)
def bag_of(text: str, manner: Manner) -> Counter[str]:
    """The keys of a text's tokens, each with how often it occurs."""
    return Counter(token.key for token in tokens_of(text, manner))


def shown(tokens: Sequence[Token], begins: bool = True) -> str:
    """Tokens as a text; `begins` leaves out the space before the first."""
    text = "".join(f" {token.text}" if token.spaced else token.text for token in tokens)
    return text.removeprefix(" ") if begins else text


def _cut(text: str) -> Iterator[tuple[str, bool]]:
    """Each word, sign or call, and whether a space stands before it."""
    for number, chunk in enumerate(text.split()):
        parts = [part for piece in _CALLS.split(chunk) for part in ([piece] if piece[:1] == CALL else _parts(piece))]
        for place, part in enumerate(parts):
            yield part, number > 0 and place == 0


def _parts(chunk: str) -> list[str]:
    """The words and signs of a text without spaces."""
    parts: list[str] = []
    grows = False  # whether a letter would belong to the last part
    for place, char in enumerate(chunk):
        kind = unicodedata.category(char)
        following = chunk[place + 1 : place + 2]
        if parts and (kind[0] == "M" or _UNSEEN.match(char)):
            parts[-1] += char
        elif _UNSPACED_LETTER.match(char) and kind[0] == "L":
            parts.append(char)
            grows = False
        elif kind[0] in "LN":
            parts[-1:] = [parts[-1] + char] if grows else [*parts[-1:], char]
            grows = True
        elif grows and _joins(chunk[place - 1], char, following):
            parts[-1] += char
        else:
            parts.append(char)
            grows = False
    return parts


def _joins(before: str, char: str, after: str) -> bool:
    """Whether a sign between two characters is part of their word ("l'an", "well-known") or number ("3.5")."""
    if char in _IN_NUMBERS:
        return before.isdecimal() and after.isdecimal()
    return char in _INSIDE and after.isalnum() and not _UNSPACED_LETTER.match(after)
