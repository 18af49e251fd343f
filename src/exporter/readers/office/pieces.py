"""Stretches of text, each with all its marks, and the nested inlines that they are.

Office files mark letters, not phrases: "bold" and "italic" have no order. Here they have one, so that the same look
always gives the same tree: links outside, then places, languages, and the marks of letters.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from itertools import groupby
from typing import Any, Literal

import msgspec

from exporter.model import nodes as n

Inlines = tuple[n.AnyInline, ...]
_WHITE = re.compile("[ \t\n\r]+")  # other spaces are signs of the text


class Hyper(msgspec.Struct, frozen=True):
    """A link around pieces; `number` tells two links apart that stand side by side."""

    number: int
    target: str
    title: str = ""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch of text or another inline, with its marks."""

    node: n.AnyInline
    link: Hyper | None = None
    anchor: str = ""
    lang: str = ""
    role: Literal["", "label", "credit"] = ""
    bold: bool = False
    italic: bool = False
    underline: bool = False
    strike: bool = False
    small_caps: bool = False
    align: Literal["", "subscript", "superscript"] = ""
    code: bool = False


def inlines_of(pieces: Sequence[Piece]) -> Inlines:
    """The nested inlines of pieces. A language is outside of a link, but where words of another are in the link."""
    langs: dict[object, set[str]] = {}
    for piece in pieces:
        for holder in (piece.link, piece.anchor):
            if holder:
                langs.setdefault(holder, set()).add(piece.lang)
    mixed = {holder for holder, found in langs.items() if len(found) > 1}
    return _nested([(piece, _marks(piece, piece.link in mixed or piece.anchor in mixed)) for piece in pieces])


def trimmed(pieces: Sequence[Piece]) -> list[Piece]:
    """The pieces without white space before the first and behind the last, in one space elsewhere, as a page has it."""
    result: list[Piece] = []
    after_space = True
    for piece in pieces:
        if not isinstance(piece.node, n.Text):
            result.append(piece)
            after_space = isinstance(piece.node, n.LineBreak)
            if after_space:
                _strip_end(result, behind=2)
            continue
        words = _WHITE.sub(" ", piece.node.value)
        if after_space:
            words = words.removeprefix(" ")
        if words:
            after_space = words.endswith(" ")
            result.append(msgspec.structs.replace(piece, node=n.Text(value=words, origin=piece.node.origin)))
    while result and isinstance(result[-1].node, n.LineBreak):
        result.pop()
    _strip_end(result, behind=1)
    return result


def _strip_end(pieces: list[Piece], behind: int) -> None:
    """Take the space off the end of the last text, `behind` pieces from the end."""
    place = len(pieces) - behind
    if place < 0:
        return
    node = pieces[place].node
    if isinstance(node, n.Text) and node.value.endswith(" "):
        words = node.value[:-1]
        if words:
            pieces[place] = msgspec.structs.replace(pieces[place], node=n.Text(value=words, origin=node.origin))
        else:
            del pieces[place]


def joined(before: Inlines, after: Inlines) -> Inlines:
    """Inlines one behind the other; texts that meet are one."""
    last, first = before[-1] if before else None, after[0] if after else None
    if isinstance(last, n.Text) and isinstance(first, n.Text):
        return (*before[:-1], msgspec.structs.replace(last, value=last.value + first.value), *after[1:])
    return (*before, *after)


Mark = tuple[Any, ...]


def _marks(piece: Piece, lang_inside: bool) -> tuple[Mark, ...]:
    marks: list[Mark] = []
    if piece.lang and not lang_inside:
        marks.append(("lang", piece.lang))
    if piece.link:
        marks.append(("link", piece.link))
    if piece.anchor:
        marks.append(("anchor", piece.anchor))
    if piece.lang and lang_inside:
        marks.append(("lang", piece.lang))
    if piece.role:
        marks.append(("role", piece.role))
    marks += [(name,) for name in ("bold", "italic", "underline", "strike", "small_caps") if getattr(piece, name)]
    if piece.align:
        marks.append((piece.align,))
    return tuple(marks)


_SIMPLE: dict[str, Callable[..., Any]] = {
    "bold": n.Strong,
    "italic": n.Emphasis,
    "underline": n.Underline,
    "strike": n.Strikethrough,
    "small_caps": n.SmallCaps,
    "subscript": n.Subscript,
    "superscript": n.Superscript,
}


def _nested(pieces: Iterable[tuple[Piece, tuple[Mark, ...]]]) -> Inlines:
    result: list[Any] = []
    for mark, group in groupby(pieces, lambda pair: pair[1][0] if pair[1] else None):
        inside = list(group)
        if mark is None:
            result.extend(_plain([piece for piece, _ in inside]))
            continue
        children = _nested((piece, marks[1:]) for piece, marks in inside)
        result.append(_around(mark, children))
    return tuple(result)


def _around(mark: Mark, children: Inlines) -> n.AnyInline:
    origin = children[0].origin
    if mark[0] == "link":
        return n.Link(target=mark[1].target, title=mark[1].title, children=children, origin=origin)
    if mark[0] == "anchor":
        return n.Span(id=mark[1], children=children, origin=origin)
    if mark[0] == "lang":
        return n.Span(lang=mark[1], children=children, origin=origin)
    if mark[0] == "role":
        return n.Span(classes=(mark[1],), children=children, origin=origin)
    made: n.AnyInline = _SIMPLE[mark[0]](children=children, origin=origin)
    return made


def _plain(pieces: list[Piece]) -> list[n.AnyInline]:
    """Pieces without further marks: neighbouring texts are one, and neighbouring code."""
    result: list[n.AnyInline] = []
    for kind, group in groupby(pieces, _kind):
        nodes = [piece.node for piece in group]
        if kind:
            values = "".join(node.value for node in nodes if isinstance(node, (n.Text, n.Code)))
            made = n.Code if kind == "code" else n.Text
            result.append(made(value=values, origin=nodes[0].origin))
        else:
            result.extend(nodes)
    return result


def _kind(piece: Piece) -> str:
    """What neighbours a piece is one with: "text", "code", or none."""
    if not isinstance(piece.node, n.Text):
        return ""
    return "code" if piece.code else "text"
