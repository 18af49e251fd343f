"""What is read back out of a file: its words in reading order, and all that is not words."""

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import msgspec

# In the text of a passage: where a note is called, between these two its number.
CALL, CALL_END = "\ue0f0", "\ue0f1"
# Spaces, joiners, soft hyphens and marks of direction: how they print is the layout's to say.
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]+"
)
# A letter of a script that puts no spaces between words: ideographs, kana, Thai, Lao, Tibetan, Myanmar, Khmer.
UNSPACED = (
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u318f\u31a0-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff]"
)
LINES = "lines"  # what holds a passage that was put together from printed lines alone
# Letters, and the invisible characters that turn others: an embedding, an override, an isolate.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\u202b\u202e\u2067]")


class Cell(msgspec.Struct, frozen=True):
    """A place in a table, and the table's number in the file; each counts from 1, cells that are covered not at all."""

    table: int
    row: int
    column: int


class Passage(msgspec.Struct, frozen=True, omit_defaults=True):
    """The words of one paragraph, heading, cell or caption, and what holds them ("p.byline", "w:p", "/P").

    Where it stands: in a cell of the innermost table, or in none; on a page of a PDF, or on 0. `last_page` is the page
    on which it ends, where that is known to be another.
    """

    text: str
    holder: str = ""
    cell: Cell | None = None
    page: int = 0
    last_page: int = 0


class Table(msgspec.Struct, frozen=True):
    """The words of each cell, row by row; cells that another one covers are not there."""

    rows: tuple[tuple[str, ...], ...]


class Contents(msgspec.Struct, frozen=True, kw_only=True):
    """All that one file says. `notes` are by number; `links` are addresses outside, in order, each once in a row.

    `pictures` are alternative texts, `figures` those of pictures and the sources of formulas together, in order.
    `broken` are places in the file that links lead to and that are not there. `right_to_left` says whether some of it
    runs so.
    """

    passages: tuple[Passage, ...] = ()
    navigation: tuple[Passage, ...] = ()
    notes: dict[int, tuple[Passage, ...]] = {}
    tables: tuple[Table, ...] = ()
    pictures: tuple[str, ...] = ()
    formulas: tuple[str, ...] = ()
    figures: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    broken: tuple[str, ...] = ()
    right_to_left: bool = False
    metadata: dict[str, tuple[str, ...]] = {}


def call(number: int) -> str:
    """The mark of a note's call in a passage."""
    return f"{CALL}{number}{CALL_END}"


def in_cell(cell: Cell, passages: Iterable[Passage]) -> list[Passage]:
    """Passages as those of a cell, but for those of a table within it."""
    return [passage if passage.cell else msgspec.structs.replace(passage, cell=cell) for passage in passages]


@lru_cache(maxsize=8192)
def folded(text: str) -> str:
    """A text as it is compared: what is seen of it, whatever its case, its spaces and the forms of its letters.

    Case is the style's to say ("small capitals"), ligatures and presentation forms the font's (Unicode, NFKC).
    """
    return _UNSEEN.sub("", unicodedata.normalize("NFKC", text).casefold())


def is_right_to_left(text: str) -> bool:
    """Whether some of a text runs from right to left."""
    return bool(_RIGHT_TO_LEFT.search(text))


class OfNotes:
    """What notes hold beside words: links, pictures, formulas.

    Each format has its notes at another place: it is kept apart while the text is read, and put behind it by the notes'
    numbers.
    """

    def __init__(self, *lists: list[str]) -> None:
        self._lists = lists
        self._kept: dict[int, list[list[str]]] = {}

    def begin(self) -> tuple[int, ...]:
        """A note begins: how far the lists have come."""
        return tuple(map(len, self._lists))

    def end(self, number: int, begun: tuple[int, ...]) -> None:
        """A note ends: what it added to the lists is taken out of them."""
        kept = self._kept.setdefault(number, [[] for _ in self._lists])
        for one, mine, start in zip(self._lists, kept, begun, strict=True):
            mine += one[start:]
            del one[start:]

    def put_back(self) -> None:
        """All is read: what notes hold stands behind it."""
        for number in sorted(self._kept):
            for one, mine in zip(self._lists, self._kept[number], strict=True):
                one += mine


def once_in_a_row(addresses: Iterable[str]) -> tuple[str, ...]:
    """Addresses without immediate repeats: a link that breaks between lines or styles is one link."""
    kept: list[str] = []
    for address in addresses:
        if not kept or kept[-1] != address:
            kept.append(address)
    return tuple(kept)
