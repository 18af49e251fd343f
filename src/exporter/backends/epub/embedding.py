"""The theme's fonts in the book: the faces that the page uses, cut down to the characters that it sets in them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from exporter.publication.vocabulary import role_of
from exporter.theme import Face, FontFamily, Role, Theme
from exporter.theme.fonts import file_name, font_path, subset
from exporter.theme.scripts import (
    east_asian_script,
    is_upright,
    narrows,
    parts_by_font,
    passage_fonts,
    stack,
)

_MEDIA_TYPES = {".otf": "font/otf", ".ttf": "font/ttf"}

_ROLE_TAGS = frozenset("p h1 h2 h3 h4 h5 h6 dt caption figcaption pre".split())
_INLINE_ROLES = ("note-call", "credit", "label")
# What no text holds and yet is set: list numbers and bullets, the hyphen of a broken word, spaces.
_ALWAYS = frozenset(map(ord, " -.0123456789\u00a0\u2010\u2022\u25aa\u25e6"))
# Ranges that every font of the Latin script is taken to have; only other characters are looked up.
_LATIN = frozenset((*range(0x20, 0x180), *range(0x2010, 0x2023), 0x2026, 0x202F, 0x2030, 0x2039, 0x203A, 0x20AC))


class _Style(msgspec.Struct, frozen=True):
    """The font of a stretch of text; `font` is a name in `Theme.fonts`."""

    font: str
    weight: int
    italic: bool


class UsedFace(msgspec.Struct, frozen=True, order=True):
    """A face of a family: the family's name in `Theme.fonts`, and the face's number in it."""

    font: str
    face: int


class Embedded(msgspec.Struct, frozen=True):
    """A font file of the book and the @font-face rule that names it."""

    file: str
    media_type: str
    data: bytes
    rule: str


def embed(theme: Theme, bodies: list[Any]) -> list[Embedded]:
    """The fonts for these `body` elements, in the theme's order. A face that is not installed is left out."""
    return embedded(theme, used_in(theme, bodies))


def used_in(theme: Theme, bodies: list[Any]) -> dict[UsedFace, set[int]]:
    """The code points that these `body` elements set in each face; `theme` is fitted to their text."""
    styles: dict[_Style, set[int]] = defaultdict(set)
    start = _of_role(theme.roles["body"])
    passages = passage_fonts(theme)
    for body in bodies:
        for style, text in _stretches(body, theme, start, passages):
            styles[style].update(map(ord, text))
    used: dict[UsedFace, set[int]] = defaultdict(set)
    for style, points in styles.items():
        for font, part in _by_family(theme, style.font, frozenset(points)):
            used[UsedFace(font, _nearest(theme.fonts[font], style))] |= part
    return used


def embedded(theme: Theme, used: Mapping[UsedFace, Iterable[int]]) -> list[Embedded]:
    """The fonts for these code points, in the theme's order. A face that is not installed is left out."""
    found = []
    for font, family in theme.fonts.items():
        for number, face in enumerate(family.faces):
            points = used.get(UsedFace(font, number))
            path = font_path(theme, family, face)
            if path and points is not None:
                file = f"fonts/{file_name(face)}"
                data = subset(path, frozenset((*points, *_ALWAYS)), face)
                media_type = _MEDIA_TYPES.get(path.suffix.lower(), "font/ttf")
                found.append(Embedded(file, media_type, data, _rule(family, face, file)))
    return found


def _stretches(
    element: Any, theme: Theme, around: _Style, passages: dict[str, str], own: str = ""
) -> Iterator[tuple[_Style, str]]:
    """Each piece of text with its font, after the same rules as the stylesheet's; `own` is that of a passage."""
    style, capitals = _style(element, theme, around)
    if passages and element.get("lang"):
        own = passages.get(east_asian_script(element.get("lang")), "")
    if own:
        style = msgspec.structs.replace(style, font=own)
    if element.text:
        yield style, element.text.upper() + element.text if capitals else element.text
    for child in element:
        if isinstance(child.tag, str):
            yield from _stretches(child, theme, style, passages, own)
        if child.tail:
            yield style, child.tail.upper() + child.tail if capitals else child.tail


def _style(element: Any, theme: Theme, around: _Style) -> tuple[_Style, bool]:
    """An element's font, and whether its letters are (also) shown as capitals."""
    tag = element.tag
    if tag in _ROLE_TAGS:
        role = theme.roles[role_of(element)]
        return _of_role(role), bool(role.case)
    if tag == "code":
        return _of_role(theme.roles["code"]), False
    if tag == "strong":
        return _Style(around.font, 700, around.italic), False
    if tag == "em" and is_upright(theme):
        return _Style(around.font, 700, around.italic), False
    if tag == "em":
        return _Style(around.font, around.weight, not (around.italic and _in_quote(element))), False
    classes = element.get("class", "").split()
    token = next((name for name in classes if name.startswith("token-")), "")
    if token in theme.roles:
        return _Style(around.font, theme.roles[token].weight, around.italic), False
    for name in _INLINE_ROLES:
        if name in classes:
            role = theme.roles[name]
            font = around.font if name == "label" else role.font
            return _Style(font, role.weight, role.italic), bool(role.case)
    return around, "small-caps" in classes


def _in_quote(element: Any) -> bool:
    """Whether emphasis stands upright here, because the text around it is slanted."""
    return any(a.tag == "blockquote" or "credit" in a.get("class", "") for a in element.iterancestors())


def _of_role(role: Role) -> _Style:
    return _Style(role.font, role.weight, role.italic)


def _by_family(theme: Theme, font: str, points: frozenset[int]) -> Iterator[tuple[str, frozenset[int]]]:
    """The characters that each family of a font stack sets: those that the families before it lack."""
    family = theme.fonts[font]
    if points <= _LATIN and "Latn" in family.scripts and not narrows(theme, family):
        yield font, points
        return
    for name, part in parts_by_font(theme, stack(theme, font), points):
        if part - _ALWAYS:
            yield name, part


def _nearest(family: FontFamily, style: _Style) -> int:
    """The index of the face that a reading system takes for a style (CSS Fonts 4, section 5.2, in short)."""
    faces = family.faces
    return min(range(len(faces)), key=lambda i: (faces[i].italic != style.italic, abs(faces[i].weight - style.weight)))


def _rule(family: FontFamily, face: Face, file: str) -> str:
    style = "italic" if face.italic else "normal"
    return (
        f'@font-face {{ font-family: "{family.family}"; font-weight: {face.weight}; font-style: {style}; '
        f'src: url("{file}"); }}'
    )
