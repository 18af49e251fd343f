"""Rules of a book's colours, where its stylesheets tell them: contrast, and links that only a colour tells apart.

The page of a reading system is taken to be white, and its text black, until the book says otherwise. What cannot be
told (a picture behind the text, a colour of the reading system's own) is left alone.
"""

import posixpath
import re
from collections.abc import Iterator
from functools import partial
from typing import Any

import msgspec

from exporter.checks.rules import Finding, Place, rule
from exporter.checks.rules.contrasts import Contrasts
from exporter.checks.rules.epub import Document, Subject, local, types_of
from exporter.checks.rules.words import shortened
from exporter.theme.contrast import contrast

_WANTED = (
    "color", "background-color", "background-image", "font-size", "font-weight", "font-style", "display", "visibility",
    "opacity", "text-decoration-line", "border-bottom", "border-bottom-style", "border", "vertical-align", "position",
)  # fmt: skip
_BLACK, _WHITE = "#000000", "#FFFFFF"
_LINK = "#0000EE"  # what reading systems give a link that has no colour (HTML, 15.3.4)
_MEDIUM_PX = 16.0
_SIZES_PX = {"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32}
_UNITS_PX = {"px": 1, "pt": 96 / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 9.6 / 2.54, "q": 2.4 / 2.54}
_PT_IN_PX = 72 / 96
# What reading systems do without a stylesheet (HTML, 15.3).
_HEADING_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_BOLD = frozenset(("b", "strong", "th", *_HEADING_SIZES))
_UNSHOWN = frozenset(("head", "script", "style", "svg", "math", "template", "audio", "video", "iframe", "object"))
_BLOCKS = frozenset("p li dd dt td th div blockquote figcaption caption h1 h2 h3 h4 h5 h6 section body aside".split())


class _Look(msgspec.Struct, frozen=True):
    """How an element's own words look; a colour is "" where it cannot be told."""

    color: str = _BLACK
    ground: str = _WHITE
    size_px: float = _MEDIUM_PX
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    shown: bool = True


class _Links(msgspec.Struct):
    """Links of one colour in text of one colour: the first, and how many there are."""

    place: Place
    words: str
    times: int = 1


@rule("V347", "error", "text stands out against its ground",
      why="Who sees little, or reads in the sun, sees a grey page.",
      mend="take a darker colour, or a lighter ground", source="WCAG 2.1, 1.4.3", slow=True)  # fmt: skip
def legible(subject: Subject) -> Iterator[Finding]:
    contrasts = Contrasts()
    for document, looks in subject.once(_looked_through):
        for element, look in looks.items():
            words = _own_words(element)
            if words and look.shown:
                size_pt = look.size_px * _PT_IN_PX
                contrasts.add(look.color, look.ground, size_pt, look.bold, words, partial(document.place, element))
    yield from contrasts.findings()


@rule("V348", "warning", "a link is told by more than its colour",
      why="Who does not see colours does not see that there is a link.",
      mend="underline links in the text", source="WCAG 2.1, 1.4.1 (failure F73)", slow=True)  # fmt: skip
def told_apart(subject: Subject) -> Iterator[Finding]:
    found: dict[tuple[str, str], _Links] = {}
    for document, looks in subject.once(_looked_through):
        for link in document.each("a"):
            look = looks.get(link)
            block = next((e for e in link.iterancestors("*") if local(e) in _BLOCKS), None)
            around = looks.get(block) if block is not None else None
            if look is None or around is None or not link.get("href") or not _own_words(link):
                continue
            if not _words_beside(block) or types_of(link) & {"noteref", "backlink"}:
                continue
            alike = (look.bold, look.italic, look.ground) == (around.bold, around.italic, around.ground)
            color = look.color or _LINK
            if look.shown and alike and not look.underlined and around.color and contrast(color, around.color) < 3:
                if (color, around.color) in found:
                    found[color, around.color].times += 1
                else:
                    found[color, around.color] = _Links(document.place(link), _own_words(link))
    for (color, other), links in found.items():
        often = f" ({links.times} links)" if links.times > 1 else ""
        how = "nothing" if color == other else f"its colour {color} beside {other}"
        yield Finding(f'the link "{shortened(links.words, 30)}" is told from its sentence by {how}{often}', links.place)


def _looked_through(subject: Subject) -> list[tuple[Document, dict[Any, _Look]]]:
    """Each document with the look of its elements."""
    from exporter.checks.stylesheets import Stylesheets

    made: dict[tuple[str, ...], Any] = {}
    found = []
    for document in subject.documents:
        sheets = tuple(_sheets(subject, document))
        if sheets not in made:
            made[sheets] = Stylesheets(sheets, _WANTED)
        found.append((document, _looks(made[sheets].pages(document.root))))
    return found


def _sheets(subject: Subject, document: Document) -> Iterator[str]:
    for element in document.each("link", "style"):
        media = (element.get("media") or "").strip().lower()
        if media not in ("", "all", "screen"):
            continue
        if local(element) == "style":
            yield "".join(element.itertext())
        elif "stylesheet" in (element.get("rel") or "").split() and "alternate" not in (element.get("rel") or ""):
            yield from _with_imports(subject, subject.resolve(document.path, element.get("href") or ""), 4)


def _with_imports(subject: Subject, path: str, depth: int) -> Iterator[str]:
    css = subject.sheets.get(path, "")
    for name in re.findall(r"""@import\s+(?:url\()?\s*["']?([^"')\s;]+)""", css) if depth else ():
        yield from _with_imports(subject, posixpath.normpath(posixpath.join(posixpath.dirname(path), name)), depth - 1)
    yield css


def _looks(styles: Iterator[tuple[Any, dict[str, str]]]) -> dict[Any, _Look]:
    looks: dict[Any, _Look] = {}
    for element, style in styles:
        parent = element.getparent()
        looks[element] = _look(element, style, looks.get(parent, _Look()))
    return looks


def _look(element: Any, style: dict[str, str], around: _Look) -> _Look:
    name = local(element)
    if not style and name not in _HEADING_SIZES and name not in ("a", "b", "strong", "th", "em", "i", "mark", "input"):
        return around if name not in _UNSHOWN else msgspec.structs.replace(around, shown=False)
    size = _size(style.get("font-size", ""), around.size_px, around.size_px * _HEADING_SIZES.get(name, 1.0))
    weight = style.get("font-weight", "")
    bold = around.bold if weight in ("", "inherit") else weight in ("bold", "bolder") or weight >= "600"
    slant = style.get("font-style", "")
    is_link = name == "a" and element.get("href") is not None
    shown = around.shown and name not in _UNSHOWN and name != "input" and element.get("hidden") is None
    color, ground = _color(style, around, is_link), _ground(style, around)
    if name == "mark" and "background-color" not in style:
        color, ground = style.get("color", _BLACK) if "color" not in style else color, "#FFFF00"
    line = style.get("text-decoration-line", "underline" if is_link else "")
    bordered = any(_draws(style.get(part, "none")) for part in ("border-bottom", "border-bottom-style", "border"))
    return _Look(
        color=color, ground=ground, size_px=size,
        bold=bold or (name in _BOLD and not weight),
        italic=around.italic if slant in ("", "inherit") and name not in ("em", "i") else slant != "normal",
        underlined=around.underlined or "underline" in line or bordered or style.get("vertical-align") == "super",
        shown=shown and style.get("display") != "none" and style.get("visibility") not in ("hidden", "collapse"),
    )  # fmt: skip


def _draws(border: str) -> bool:
    return border not in ("", "hidden", "inherit", "initial") and not re.search(r"\bnone\b|^0\w*\b", border)


def _color(style: dict[str, str], around: _Look, is_link: bool) -> str:
    value = style.get("color", "")
    if style.get("opacity", "1") not in ("1", "1.0", "100%", "inherit"):
        return ""
    if not value:
        return "" if is_link else around.color
    if value in ("inherit", "unset", "currentcolor"):
        return around.color
    return _BLACK if value == "initial" else _hex(value, around.ground)


def _ground(style: dict[str, str], around: _Look) -> str:
    if style.get("background-image", "none") not in ("none", "initial", "inherit", "unset"):
        return ""
    if style.get("position") in ("absolute", "fixed") and not style.get("background-color"):
        return ""  # it may lie over anything
    value = style.get("background-color", "")
    if value in ("", "transparent", "initial", "unset", "inherit", "none"):
        return around.ground
    return _hex(value, around.ground)


def _hex(value: str, ground: str) -> str:
    """A colour as "#RRGGBB", what is seen through it mixed in; "" for one that cannot be told."""
    from tinycss2 import color4

    parsed = color4.parse_color(value)
    if parsed is None or isinstance(parsed, str):
        return ""
    try:
        *parts, alpha = parsed.to("srgb")
    except NotImplementedError:  # wide colour spaces
        return ""
    if alpha < 1:
        if not ground:
            return ""
        below = [int(ground[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        parts = [part * alpha + other * (1 - alpha) for part, other in zip(parts, below, strict=True)]
    return "#" + "".join(f"{round(max(0.0, min(1.0, part)) * 255):02X}" for part in parts)


def _size(value: str, parent_px: float, default_px: float) -> float:
    found = re.fullmatch(r"([\d.]+)(px|pt|pc|in|cm|mm|q|r?em|ex|ch|%)", value.lower())
    if value in _SIZES_PX:
        return float(_SIZES_PX[value])
    if value in ("smaller", "larger"):
        return parent_px / 1.2 if value == "smaller" else parent_px * 1.2
    if not found or not re.fullmatch(r"\d*\.?\d+", found[1]):
        return parent_px if value in ("inherit", "unset") else default_px
    number, unit = float(found[1]), found[2]
    if unit in _UNITS_PX:
        return number * _UNITS_PX[unit]
    return number * {"rem": _MEDIUM_PX, "em": parent_px, "%": parent_px / 100}.get(unit, parent_px / 2)


def _own_words(element: Any) -> str:
    """The words that stand in an element itself, not in one inside it."""
    if not isinstance(element.tag, str):
        return ""
    words = " ".join((element.text or "", *(child.tail or "" for child in element)))
    return words.strip() if re.search(r"\w", words) else ""


def _words_beside(block: Any) -> bool:
    """Whether a block has words of its own beside its links."""
    return len(re.findall(r"\w", "".join(_plain(block)))) > 3


def _plain(element: Any) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if (
            isinstance(child.tag, str)
            and local(child) not in _BLOCKS
            and local(child) not in ("a", "ol", "ul", "table")
        ):
            yield from _plain(child)
        yield child.tail or ""
