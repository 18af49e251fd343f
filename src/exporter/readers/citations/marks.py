"""Where a text cites: `[see @key, p. 12; @other]`, `[-@key]`, `@key` and `@key [p. 4]`, as pandoc writes it."""

import re
from collections.abc import Container, Iterator

import msgspec

_KEY = r"@(?:\{(?P<braced>[^{}\s]+)\}|(?P<plain>[\w](?:[\w]|[:.#$%&\-+?<>~/](?=\w))*))"
_GROUP = re.compile(r"\[(?P<inside>[^\[\]]*@[^\[\]]*)\]")
_IN_TEXT = re.compile(rf"(?<![\w@/.]){_KEY}(?:[ \u00a0\u202f]?\[(?P<behind>[^\[\]@]*)\])?")
_ITEM = re.compile(rf"^(?P<prefix>.*?)(?P<minus>-?){_KEY}(?P<rest>.*)$", re.DOTALL)
# Terms of CSL 1.0.2 (appendix III) by what English and French texts call them.
_LABELS = {
    "page": "p pp page pages", "chapter": "chap chaps chapter chapters ch chapitre chapitres",
    "section": "§ §§ sec section sections sect",
    "volume": "vol vols volume volumes", "figure": "fig figs figure figures", "line": "l ll line lines ligne lignes",
    "note": "n nn note notes", "paragraph": "¶ ¶¶ par para paragraph paragraphe", "part": "pt part parts partie",
    "verse": "v vv verse vers", "column": "col cols column colonne", "folio": "fol fols folio", "book": "bk book livre",
    "issue": "no issue numéro", "article": "art article articles",
}  # fmt: skip
_TERMS = {word: label for label, words in _LABELS.items() for word in words.split()}
_LOCATOR = re.compile(
    r"^[,\s]*(?:(?P<word>[^\W\d_]+|[§¶]{1,2})\.?[\s\u00a0\u202f]*)?(?P<number>[\divxlcIVXLC]+[\w\-–—.,:/ ]*?)\s*$"
)


class Item(msgspec.Struct, frozen=True):
    """One work cited; `locator` is (term of CSL, number) or None."""

    key: str
    prefix: str = ""
    suffix: str = ""
    locator: tuple[str, str] | None = None
    without_author: bool = False


class Mark(msgspec.Struct, frozen=True):
    """A citation: what was written and its place in the text, and the works; `in_text` ones name their author there."""

    source: str
    start: int
    items: tuple[Item, ...]
    in_text: bool = False


def marks(text: str, known: Container[str]) -> Iterator[Mark]:
    """The citations of a text. A key outside brackets has to be known: an address or a handle is none."""
    place = 0
    groups = {found.start(): found for found in _GROUP.finditer(text)}
    for found in sorted([*groups.values(), *_IN_TEXT.finditer(text)], key=lambda found: found.start()):
        if found.start() < place:
            continue
        if found.start() in groups and found.re is _GROUP:
            items = [_item(part) for part in found["inside"].split(";")]
            if all(items):
                yield Mark(found[0], found.start(), tuple(item for item in items if item))
                place = found.end()
        elif (key := found["braced"] or found["plain"]) in known:
            behind = found["behind"]
            locator, suffix = _locator(behind) if behind else (None, "")
            yield Mark(found[0], found.start(), (Item(key, "", suffix, locator),), in_text=True)
            place = found.end()


def _item(text: str) -> Item | None:
    found = _ITEM.match(text.strip())
    if found is None:
        return None
    prefix = found["prefix"]
    if prefix and not prefix[-1].isspace():  # an address (name@example.org), not a key
        return None
    locator, suffix = _locator(found["rest"])
    return Item(found["braced"] or found["plain"], prefix.strip(), suffix, locator, bool(found["minus"]))


def _locator(text: str) -> tuple[tuple[str, str] | None, str]:
    """A locator and what follows it; all of it follows when it is none."""
    text = text.strip()
    found = _LOCATOR.match(text)
    if not found:
        return None, text.lstrip(", ")
    word = (found["word"] or "p").lower()
    number = found["number"]
    if word not in _TERMS or (not found["word"] and not number[0].isdigit()):
        return None, text.lstrip(", ")
    return (_TERMS[word], number.strip()), ""
