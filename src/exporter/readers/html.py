"""Splits HTML into tags and text, with the place of each; nothing is resolved, fetched or run."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Literal

import msgspec

from exporter.readers.elements import BLOCK_TAGS, is_inline

# Possessive and atomic groups: no input makes these patterns backtrack.
_ATTRIBUTE = re.compile(
    r"""[\s/]*+([^\s"'<>/=]++)(?:\s*+=\s*+(?>"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?""",
    re.ASCII,
)
_TAG = re.compile(
    r"""<(/?)(?![\w.+-]+://)([A-Za-z][\w:.-]*+)((?>[\s/]++(?>[^\s"'<>/=]++(?:\s*+=\s*+(?>"[^"]*+"|'[^']*+'|[^\s"'=<>`]++))?+)?+)*+)\s*+>""",
    re.ASCII,
)
RAW_TEXT = frozenset({"script", "style", "textarea", "title"})


class Piece(msgspec.Struct, frozen=True, gc=False):
    """One piece of HTML: `value` is a tag's lower-case name or the piece itself, `start` and `end` its place."""

    kind: Literal["start", "end", "text", "comment", "unknown"]
    value: str
    start: int
    end: int
    attrs: dict[str, str] = {}
    ends_itself: bool = False


def pieces(text: str) -> Iterator[Piece]:
    """The tags, comments and texts of a piece of HTML, in order; what is no tag is text."""
    place = written = 0
    last, last_comment = text.rfind(">"), text.rfind("-->")
    while True:
        start = text.find("<", place)
        if start < 0:
            break
        piece = _markup(text, start, start < last_comment) if start < last else None
        if piece is None:
            place = start + 1
            continue
        if start > written:
            yield Piece("text", text[written:start], written, start)
        yield piece
        place = written = piece.end
        if piece.kind == "start" and piece.value in RAW_TEXT:
            found = re.compile(rf"</{piece.value}\s*>", re.IGNORECASE).search(text, place)
            place = found.start() if found else len(text)
            if place > written:
                yield Piece("text", text[written:place], written, place)
            written = place
    if written < len(text):
        yield Piece("text", text[written:], written, len(text))


def single_tag(text: str) -> Piece | None:
    """The one tag, comment or instruction that a text consists of."""
    return _markup(text, 0)


def is_known(tag: str) -> bool:
    """Whether HTML has an element of this name, or it has the form of a custom element."""
    return is_inline(tag) or tag in BLOCK_TAGS


def unescaped(text: str) -> str:
    """Text with the characters that its references stand for."""
    return unescape(text) if "&" in text else text


def dedented(text: str) -> str:
    """The content of an element without the margin of its lines."""
    rows = [row.expandtabs(4) for row in text.splitlines()]
    margin = min((len(row) - len(row.lstrip()) for row in rows if row.strip()), default=0)
    return "\n".join(row[margin:] for row in rows)


def _markup(text: str, start: int, comments: bool = True) -> Piece | None:
    found = _TAG.match(text, start)
    if found:
        name = found[2].lower()
        if found[1]:
            return Piece("end", name, start, found.end())
        return Piece("start", name, start, found.end(), _attributes(found[3]), text[found.end() - 2] == "/")
    if text.startswith("<!--", start):
        end = text.find("-->", start + 4) if comments else -1
        if end >= 0:
            return Piece("comment", text[start + 4 : end], start, end + 3)
        return None
    for opening, closing in (("<?", "?>"), ("<![CDATA[", "]]>"), ("<!", ">")):
        if text.startswith(opening, start) and (end := text.find(closing, start)) >= 0:
            if opening == "<![CDATA[":
                return Piece("text", text[start + 9 : end].replace("&", "&amp;"), start, end + 3)
            return Piece("unknown", text[start : end + len(closing)], start, end + len(closing))
    return None


def _attributes(text: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for found in _ATTRIBUTE.finditer(text):
        value = next((value for value in found.groups()[1:] if value is not None), "")
        attributes.setdefault(found[1].lower(), unescape(value) if "&" in value else value)
    return attributes
