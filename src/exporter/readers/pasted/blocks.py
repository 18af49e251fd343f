"""The text of a pasted article as blocks: headings and lists, with or without marks, quotations, paragraphs."""

import re
from collections.abc import Iterator, Sequence

import msgspec

from exporter.model import nodes as n
from exporter.origin import Origin
from exporter.readers.pasted.furniture import Words
from exporter.readers.pasted.lines import Stretch

_HEADING_WORDS, _ITEM_WORDS, _LINK_WORDS = 16, 25, 14
_ENDS = (".", ";", ",", ":", "…", "。", "；", "，", "：", "、")
_QUOTED = re.compile(r"[«“„\"「『].+[»”“\"」』][.!?]?", re.DOTALL)
_SAID_BY = re.compile(r"[—–―-]\s*(?=\S)")
_ADDRESS = re.compile(
    r"(?P<url>(?:https?://|www\.)[^\s<>\"«»“”]*[^\s<>\"«»“”.,;:!?'’)\]}])|(?P<mail>(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})*\.[A-Za-z]{2,63})"
)


class Made(msgspec.Struct, frozen=True):
    """A block, the places of its first and last stretch, and what it was taken for, by which rule, how surely."""

    block: n.AnyBlock
    first: int
    last: int
    role: str
    rule: str
    confidence: float


def is_heading(found: Sequence[Stretch], place: int, words: Words) -> bool:
    """Whether a stretch is a heading without a mark: short, no sentence, and a text comes below it."""
    if not _looks_like_heading(found, place, words) or place + 1 >= len(found):
        return False
    below = found[place + 1]
    if _is_text(below) or below.mark:
        return True
    beyond = place + 2 < len(found) and _is_text(found[place + 2])
    return beyond and _looks_like_heading(found, place + 1, words)


def blocks_of(found: Sequence[Stretch], words: Words, file: str) -> Iterator[Made]:
    """The blocks of stretches, one after the other; each stretch is in one of them."""
    place = 0
    has_pairs = False
    while place < len(found):
        origin = Origin(file, found[place].first, 1)
        end = _marked_end(found, place)
        if end > place + 1 or (end == place + 1 and not _is_numbered_heading(found, place)):
            yield _list(found, place, end, file, "lines with the marks of a list", 0.95)
        elif (end := _unmarked_end(found, place, words)) > place:
            yield _list(found, place, end, file, "short lines below a colon", 0.75)
        elif is_heading(found, place, words) or _is_numbered_heading(found, place):
            has_below = place + 1 < len(found) and is_heading(found, place + 1, words)
            has_pairs = has_pairs or has_below
            block: n.AnyBlock = n.Heading(
                level=2 if has_below or not has_pairs else 3, children=inlines(found[place].text), origin=origin
            )
            yield Made(block, place, place, "heading", "a short line above a text", 0.8)
            end = place + 1
        else:
            made = _paragraph(found, place, words, origin)
            yield made
            end = made.last + 1
        place = end


def inlines(text: str) -> tuple[n.AnyInline, ...]:
    """Running text, addresses in it as links."""
    found: list[n.AnyInline] = []
    start = 0
    for match in _ADDRESS.finditer(text):
        if match.start() > start:
            found.append(n.Text(value=text[start : match.start()]))
        shown = match.group()
        target = f"mailto:{shown}" if match["mail"] else shown if "://" in shown else f"https://{shown}"
        found.append(n.Link(target=target, children=(n.Text(value=shown),)))
        start = match.end()
    if start < len(text):
        found.append(n.Text(value=text[start:]))
    return tuple(found)


def _looks_like_heading(found: Sequence[Stretch], place: int, words: Words) -> bool:
    stretch = found[place]
    text = stretch.text
    first = next((sign for sign in text if sign.isalnum()), "")
    return (
        stretch.words <= _HEADING_WORDS
        and len(text) <= 140
        and not text.endswith(_ENDS)
        and not first.islower()
        and bool(first)
        and not stretch.mark
        and " — " not in text
        and not _QUOTED.fullmatch(text)
        and not _is_link(stretch, words)
        and not (place and found[place - 1].text.endswith(":"))
    )


def _is_text(stretch: Stretch) -> bool:
    return stretch.words > _HEADING_WORDS or stretch.text.endswith((".", "!", "?", ":", "…", "。", "»", "”"))


def _is_numbered_heading(found: Sequence[Stretch], place: int) -> bool:
    """Whether a number begins a heading, and no list: it stands alone, short, above a text."""
    stretch = found[place]
    if stretch.mark[-1:] not in (".", ")") or not stretch.mark.strip("().").isdigit():
        return False
    short = stretch.words <= _HEADING_WORDS and not stretch.text.endswith(_ENDS)
    below = found[place + 1] if place + 1 < len(found) else None
    return short and below is not None and not below.mark and _is_text(below)


def _is_link(stretch: Stretch, words: Words) -> bool:
    return bool(words.links.match(stretch.text)) and stretch.words <= _LINK_WORDS and not stretch.text.endswith(_ENDS)


def _marked_end(found: Sequence[Stretch], place: int) -> int:
    """Where the run of stretches with marks of one kind ends."""
    kind = _kind(found[place].mark)
    end = place
    while end < len(found) and kind and _kind(found[end].mark) == kind:
        end += 1
    return end


def _kind(mark: str) -> str:
    return "number" if mark.strip("().").isdigit() else "letter" if mark.strip("().").isalpha() else mark


def _unmarked_end(found: Sequence[Stretch], place: int, words: Words) -> int:
    """Where a list without marks ends: short lines right below a line that ends in a colon."""
    if not place or not found[place - 1].text.endswith((":", "：")):
        return place
    end = place
    while end < len(found) and found[end].words <= _ITEM_WORDS and not found[end].mark:
        if end > place and found[end - 1].text.endswith(".") and found[end - 2].text.endswith((";", ",")):
            break
        if end > place and found[end].apart and not found[place + 1].apart:
            break
        if end > place and is_heading(found, end, words) and not is_heading(found, end - 1, words):
            break
        end += 1
    return end if end - place >= 2 else place


def _list(found: Sequence[Stretch], start: int, end: int, file: str, rule: str, confidence: float) -> Made:
    origin = Origin(file, found[start].first, 1)
    items = tuple(
        n.ListItem(blocks=(n.Paragraph(children=inlines(stretch.unmarked), origin=Origin(file, stretch.first, 1)),))
        for stretch in found[start:end]
    )
    mark = found[start].mark.strip("().")
    block: n.AnyBlock = (
        n.OrderedList(items=items, start=int(mark), origin=origin)
        if mark.isdigit()
        else n.BulletList(items=items, origin=origin)
    )
    return Made(block, start, end - 1, "list", rule, confidence)


def _paragraph(found: Sequence[Stretch], place: int, words: Words, origin: Origin) -> Made:
    stretch = found[place]
    paragraph = n.Paragraph(children=inlines(stretch.text), origin=origin)
    if _QUOTED.fullmatch(stretch.text) and stretch.words >= 5:
        following = found[place + 1] if place + 1 < len(found) else None
        said = _SAID_BY.match(following.text) if following and following.words <= 15 else None
        attribution = inlines(following.text[said.end() :]) if following and said else ()
        quote = n.BlockQuote(blocks=(paragraph,), attribution=attribution, origin=origin)
        return Made(quote, place, place + bool(said), "quotation", "a paragraph within quotation marks", 0.8)
    if _is_link(stretch, words):
        return Made(paragraph, place, place, "link text", "the words of a link whose address was not pasted", 0.7)
    return Made(paragraph, place, place, "paragraph", "what is nothing else", 0.9)
