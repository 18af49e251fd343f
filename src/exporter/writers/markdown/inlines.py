"""Running text as Markdown; where Markdown's own marks would be taken for something else, as the tags of HTML."""

import re
from collections.abc import Callable, Sequence
from unicodedata import category

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.readers.generator import MASK, mask
from exporter.readers.grammar import FORMULA
from exporter.readers.html import is_known, single_tag
from exporter.writers.markdown.escaping import (
    address,
    attribute_list,
    html_attributes,
    html_text,
    line_start,
    text,
    title,
)

Inlines = Sequence[n.AnyInline]
_MARKS: dict[type[n.Node], tuple[str, str]] = {
    n.Emphasis: ("*", "em"),
    n.Strong: ("**", "strong"),
    n.Strikethrough: ("~~", "s"),
}
_SMALL: dict[type[n.Node], tuple[str, str]] = {n.Subscript: ("~", "sub"), n.Superscript: ("^", "sup")}
_CLASSES: dict[type[n.Node], str] = {n.SmallCaps: "smallcaps", n.Underline: "underline"}
_AUTOLINK = re.compile(r"https?://[^\s<>\\&{}\"]+", re.ASCII)
_APART = "<!-- -->"  # says nothing, and keeps two marks from being read as one
_BANG = re.compile(r"(?<!\\)(?:\\\\)*!\Z")  # one that no backslash takes its meaning
_MATH = re.compile(r"(?:[^$\\\n]|\\[^\n])+")


class Place(msgspec.Struct, frozen=True):
    """Where running text is written: whether all must stand in one line, between double quotation marks; which marks
    are open around it; and the signs before and behind it ("" at an end)."""

    one_line: bool = False
    quoted: bool = False
    inline_notes: bool = False
    open: frozenset[str] = frozenset()
    before: str = ""
    behind: str = ""


class InlineWriter:
    """Writes running text; hands each note to `note`, which gives the label to call it by."""

    def __init__(self, note: Callable[[n.Note], str], label: Callable[[n.NoteReference], str]) -> None:
        self._note, self._label = note, label

    def paragraph(self, children: Inlines) -> str:
        """The lines of a paragraph, none of which begins a block."""
        return "\n".join(map(line_start, self.write(_trimmed(children), Place()).split("\n")))

    def line(self, children: Inlines, quoted: bool = False) -> str:
        """Running text in one line; with `quoted` it has no double quotation mark."""
        return self.write(_trimmed(children), Place(one_line=True, quoted=quoted))

    def write(self, children: Inlines, place: Place) -> str:
        """Running text at its place."""
        result = ""
        for number, node in enumerate(children):
            follower = children[number + 1] if number + 1 < len(children) else None
            here = msgspec.structs.replace(
                place,
                before=result[-1:] or place.before,
                behind=place.behind if follower is None else _first_sign(follower),
            )
            written = self._inline(node, here)
            if written.startswith("[") and _BANG.search(result):
                result = f"{result[:-1]}\\!"
            if result.endswith("]") and written[:1] in ("(", ":"):  # the address, or the text, of what it closes
                written = f"\\{written}"
            result += written
        return result

    def _inline(self, node: n.AnyInline, place: Place) -> str:
        match node:
            case n.Text():
                return text(" ".join(re.split(r"[ \t\n\r\f\v]+", node.value)), place.quoted)
            case n.Emphasis() | n.Strong() | n.Strikethrough():
                return self._marked(node, place)
            case n.Subscript() | n.Superscript():
                return self._small(node, place)
            case n.SmallCaps() | n.Underline():
                return self._bracketed(node.children, attribute_list(classes=(_CLASSES[type(node)],)), place)
            case n.Span():
                pairs = (("lang", node.lang), ("dir", node.dir))
                listed = attribute_list(node.id, node.classes, pairs, place.quoted)
                return self._bracketed(node.children, listed, place) if listed else self.write(node.children, place)
            case n.Code():
                return _code(node.value, place)
            case n.Math():
                return _math(node, place)
            case n.Link():
                return self._link(node, place)
            case n.LineBreak():
                return "<br>" if place.one_line else "\\\n"
            case n.Abbreviation():
                return self._tagged("abbr", (("title", node.expansion),), node.children, place)
            case n.Quote():
                return self._tagged("q", (("lang", node.lang), ("cite", node.cite)), node.children, place)
            case n.Image():
                return picture(node, place.quoted)
            case n.Note():
                return self._called(node, place)
            case n.NoteReference():
                return f"[^{self._label(node)}]"
            case n.RawInline():
                return node.value if _stays_raw(node.value) else text(node.value, place.quoted)

    def _marked(self, node: n.Emphasis | n.Strong | n.Strikethrough, place: Place) -> str:
        mark, tag = _MARKS[type(node)]
        first, last = _edge(node.children, 0), _edge(node.children, -1)
        fits = (
            mark not in place.open
            and place.before != mark[0]
            and place.behind != mark[0]
            and _opens(place.before, first)
            and _opens(place.behind, last)
        )
        if not fits:
            return self._tagged(tag, (), node.children, place)
        inside = msgspec.structs.replace(place, open=place.open | {mark}, before=mark[0], behind=mark[0])
        return f"{mark}{self.write(node.children, inside)}{mark}"

    def _small(self, node: n.Subscript | n.Superscript, place: Place) -> str:
        mark, tag = _SMALL[type(node)]
        words = node.children[0].value if len(node.children) == 1 and isinstance(node.children[0], n.Text) else ""
        if re.fullmatch(r"[^\W_]+", words) and place.before not in (mark, "["):
            return f"{mark}{words}{mark}"
        return self._tagged(tag, (), node.children, place)

    def _tagged(self, tag: str, pairs: tuple[tuple[str, str], ...], children: Inlines, place: Place) -> str:
        inside = msgspec.structs.replace(place, before=">", behind="<")
        return f"<{tag}{html_attributes(pairs, place.quoted)}>{self.write(children, inside)}</{tag}>"

    def _bracketed(self, children: Inlines, behind: str, place: Place) -> str:
        inside = msgspec.structs.replace(place, before="[", behind="]")
        return f"[{self.write(children, inside)}]{behind}"

    def _link(self, node: n.Link, place: Place) -> str:
        if node.reference and not node.children:
            return f"[]({address(node.target, place.quoted)}){'{.page}' if node.reference == 'page' else ''}"
        words = plain_text(node.children)
        bare = len(node.children) == 1 and isinstance(node.children[0], n.Text) and not node.title
        if bare and words == node.target and _AUTOLINK.fullmatch(words):
            return f"<{words}>"
        behind = f"({address(node.target, place.quoted)}{title(node.title, place.quoted)})"
        return self._bracketed(node.children, behind, place)

    def _called(self, note: n.Note, place: Place) -> str:
        if place.inline_notes:
            children = [child for block in note.blocks for child in getattr(block, "children", ())]
            return f"^[{self.write(children, msgspec.structs.replace(place, before='[', behind=']'))}]"
        return f"[^{self._note(note)}]"


def _trimmed(children: Inlines) -> Inlines:
    """Running text without the breaks at its end, which no page shows."""
    while children and (
        isinstance(last := children[-1], n.LineBreak) or (isinstance(last, n.Text) and not last.value.strip(" \t\n"))
    ):
        children = children[:-1]
    return children


def picture(node: n.Image, quoted: bool = False, more: tuple[tuple[str, str], ...] = (), id: str = "") -> str:
    """A picture, with further attributes behind it."""
    classes = ("decorative",) if node.decorative else ()
    listed = attribute_list(id, classes, (("width", node.width), *more), quoted)
    alt = text(" ".join(node.alt.split()), quoted)
    return f"![{alt}]({address(node.src, quoted)}{title(node.title, quoted)}){listed}"


def _code(value: str, place: Place) -> str:
    if (place.quoted and '"' in value) or not keeps_pieces(value):
        return f"<code>{text(value, place.quoted)}</code>"
    value = value.replace("\n", " ")
    longest = max(map(len, re.findall(r"`+", value)), default=0)
    fence = "`" * (1 if longest == 0 else longest + 1)
    space = " " if value[:1] == "`" or value[-1:] == "`" or (value[:1] == value[-1:] == " " and value.strip()) else ""
    before = _APART if place.before == "`" else ""
    return f"{before}{fence}{space}{value}{space}{fence}" if value else ""


def _math(node: n.Math, place: Place) -> str:
    dollars = "$$" if node.display else "$"
    value = " ".join(node.value.split("\n")).strip()
    fits = _MATH.fullmatch(value) and FORMULA.search(value) and keeps_pieces(value)
    if not fits or (place.quoted and '"' in value):
        return text(value, place.quoted)
    # Else the dollars were those of a price, or of another formula.
    before, behind = _APART if place.before in ("$", "\\") else "", _APART if place.behind[:1].isalnum() else ""
    return f"{before}{dollars}{value}{dollars}{behind}"


def keeps_pieces(value: str) -> bool:
    """Whether code is read as it is written: what looks like a site generator's markup in it is whole and in a line."""
    if "{{" not in value and "{%" not in value:
        return True
    masked = mask(f"{value}\n\n")
    whole = not any(code.role == "raw" or "\n" in code.source for code in masked.codes)
    return whole and "{{" not in masked.text and "{%" not in masked.text and "highlight" not in value


def _stays_raw(value: str) -> bool:
    """Whether the reader keeps a piece of markup as it is written: an unknown tag, or one of a site generator."""
    if "\n" in value:
        return False
    if "{{" in value or "{%" in value:
        return MASK.fullmatch(mask(value).text) is not None
    piece = single_tag(value)
    return piece is not None and "{" not in value and (piece.kind == "unknown" or not is_known(piece.value))


def _first_sign(node: n.AnyInline) -> str:
    """The sign with which a node begins when it is written; any punctuation stands for those of markup."""
    if not isinstance(node, n.Text):
        return "["
    return node.value[:1] or "["


def _edge(children: Inlines, place: int) -> str:
    """The first or last sign of what stands inside a mark."""
    if not children:
        return " "
    node = children[place]
    if not isinstance(node, n.Text):
        return " " if isinstance(node, n.LineBreak) else "["
    sign = node.value[place] if node.value else " "
    return "&" if sign.isspace() and sign not in " \t\n" else sign


def _opens(outside: str, inside: str) -> bool:
    """Whether a mark between two signs can open or close emphasis (CommonMark 0.31, 6.2), beyond all doubt."""
    if inside.isalnum():
        return True
    if not _is_punctuation(inside):
        return False
    return not outside or outside.isspace() or _is_punctuation(outside)


def _is_punctuation(sign: str) -> bool:
    return (sign.isascii() and sign.isprintable() and not sign.isalnum() and sign != " ") or category(sign)[0] == "P"


def compact(children: Inlines) -> str | None:
    """Running text as it may stand between two tags without Markdown; None when it may not."""
    if len(children) != 1 or not isinstance(children[0], n.Text):
        return None
    value = children[0].value
    return None if "://" in value or "www." in value or "\n" in value else html_text(value)
