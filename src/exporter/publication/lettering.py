"""Sets a few words as outlines of the theme's fonts: shaped by HarfBuzz, wrapped, in the right order for its script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import uharfbuzz as hb
from lxml import etree

from exporter.theme import Role, Theme
from exporter.theme.fonts import font_path
from exporter.theme.scripts import is_east_asian, stack

_SPACE = 240.0  # between words, in 1/1000 em
_DEEP = 1.3  # the least line height of scripts whose marks reach far above and below the line
_NOT_DEFINED = 0  # the glyph of a character that a font lacks
_WIDE = 0.58  # em: the mean width of a letter in a bold sans, for words that no font of the theme has


class Line(msgspec.Struct, frozen=True):
    """A line ready to draw; all lengths in units of the drawing. `fits` is false when a word is wider than the line."""

    width: float
    height: float
    fits: bool
    element: Any

    def drawn(self, x: float, y: float) -> Any:
        """The line's SVG element with its left end on the base line at (x, y)."""
        self.element.set("transform", f"translate({x:.6g} {y:.6g}) {self.element.get('transform', '')}".strip())
        return self.element


class _Word(msgspec.Struct, frozen=True):
    """A shaped word in units of 1/1000 em: (x, y, outline) of each glyph, its advance, its direction ("" for none).

    A `joined` one stands close to the word before it.
    """

    glyphs: tuple[tuple[float, float, str], ...]
    advance: float
    dir: str
    joined: bool = False

    @property
    def gap(self) -> float:
        """The room before it, inside a line."""
        return 0.0 if self.joined else _SPACE


class Setter:
    """Sets lines of at most `measure` units, for a page of one direction."""

    def __init__(self, theme: Theme, dir: str, measure: float) -> None:
        self._theme = theme
        self._dir = dir
        self._measure = measure

    def lines(self, text: str, role_name: str, unit: float, most: int = 99) -> list[Line]:
        """The text in the font and colour of a role, `unit` to the point; after `most` lines it ends in "…"."""
        role = self._theme.roles[role_name]
        # No-break spaces stay inside their word, and are set as the font has them.
        words = [word for word in re.split(r"[ \t\r\n]+", text.upper() if role.case == "upper" else text) if word]
        if not words:
            return []
        size = role.size_pt * unit
        height = size * max(_DEEP if self._dir == "rtl" else 1.0, role.leading)
        shaped = [self._shape(piece, role, place > 0) for word in words for place, piece in enumerate(_pieces(word))]
        if None in shaped:
            return [self._plain(row, role, size, height) for row in _cut(" ".join(words), self._measure / size, most)]
        known = [word for word in shaped if word]
        rows = list(_rows(known, self._measure / size * 1000))
        if len(rows) > most:
            ellipsis = self._shape("…", role, False)
            rows = [*rows[: most - 1], [*rows[most - 1][:-1], *([ellipsis] if ellipsis else [])]]
        return [self._outlined(row, role, size, height) for row in rows]

    def _shape(self, word: str, role: Role, joined: bool) -> _Word | None:
        """The word in the first family that has all of it; None when none has."""
        for name in dict.fromkeys([*stack(self._theme, role.font), *self._theme.fonts]):
            family = self._theme.fonts[name]
            if not family.faces:  # one that only a house's Word template names
                continue
            face = min(family.faces, key=lambda face: (face.italic != role.italic, abs(face.weight - role.weight)))
            path = font_path(self._theme, family, face)
            weight = face.weight if face.variable else 0
            shaped = _shaped(word, path, weight, role.tracking_em * 1000) if path else None
            if shaped:
                return msgspec.structs.replace(shaped, joined=True) if joined else shaped
        return None

    def _outlined(self, row: list[_Word], role: Role, size: float, height: float) -> Line:
        scale = f"{size / 1000:.6g}"
        group = etree.Element(
            "{http://www.w3.org/2000/svg}g", fill=self._theme.color(role.color), transform=f"scale({scale} -{scale})"
        )
        ordered = _in_order(row, self._dir)
        start = -ordered[0].gap
        for word in ordered:
            start += word.gap
            for x, y, outline in word.glyphs:
                place = f"translate({start + x:.0f} {y:.0f})"
                etree.SubElement(group, "{http://www.w3.org/2000/svg}path", d=outline, transform=place)
            start += word.advance
        width = start * size / 1000
        return Line(width, height, width <= self._measure, group)

    def _plain(self, row: str, role: Role, size: float, height: float) -> Line:
        """A line in whatever font the reading system has for its script."""
        attributes = {
            "font-family": self._theme.fonts[role.font].generic,
            "font-size": f"{size:.6g}",
            "font-weight": str(role.weight),
            "fill": self._theme.color(role.color),
        }
        if self._dir == "rtl":
            attributes |= {"direction": "rtl", "text-anchor": "start"}
        element = etree.Element("{http://www.w3.org/2000/svg}text", attributes)
        element.text = row
        width = 0.0 if self._dir == "rtl" else sum(map(_em, row)) * size
        return Line(width, height, width <= self._measure, element)


def _rows(words: list[_Word], measure: float) -> Iterator[list[_Word]]:
    row: list[_Word] = []
    width = 0.0
    for word in words:
        if row and width + word.gap + word.advance > measure:
            yield row
            row, width = [], 0.0
        width += word.advance + (word.gap if row else 0.0)
        row.append(word)
    yield row


def _in_order(row: list[_Word], dir: str) -> list[_Word]:
    """The words from left to right: runs of the other direction are turned (UAX #9, for whole words)."""
    runs: list[list[_Word]] = []
    for turned, run in groupby(row, lambda word: (word.dir or dir) != dir):
        words = list(run)
        runs.append(words[::-1] if turned else words)
    if dir != "rtl":
        return [word for run in runs for word in run]
    return [word for run in reversed(runs) for word in reversed(run)]


def _cut(text: str, ems: float, most: int) -> list[str]:
    """A text in rows of about this many ems, at spaces where there are any."""
    rows = [""]
    for word in text.split(" "):
        pieces = [word] if sum(map(_em, word)) <= ems else list(word)
        for number, piece in enumerate(pieces):
            gap = " " if rows[-1] and number == 0 else ""
            if rows[-1] and sum(map(_em, rows[-1] + gap + piece)) > ems:
                rows.append(piece)
            else:
                rows[-1] += gap + piece
    return rows if len(rows) <= most else [*rows[: most - 1], f"{rows[most - 1]}…"]


def _em(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WF" else _WIDE


def _pieces(word: str) -> list[str]:
    """What of a word may stand on a line of its own: with ideographs each of them, with the marks that follow it."""
    if not is_east_asian(word):
        return [word]
    return re.findall(r"[「『（〈《“‘]*.[」』）〉》、。，．！？：；…—ー”’]*", word)


@lru_cache(maxsize=256)
def _shaped(word: str, path: Path, weight: int, tracking: float) -> _Word | None:
    """The word in a font file, letters `tracking` apart; None when the font lacks one of them.

    `weight` is that of a variable font, 0 of another.
    """
    font = _font(path, weight)
    buffer = hb.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    strong = next((kind for c in word if (kind := unicodedata.bidirectional(c)) in ("L", "R", "AL")), "")
    gap = 0.0 if strong == "AL" else tracking  # joined letters stay joined
    scale = 1000 / font.face.upem
    glyphs = []
    start = 0.0
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        if info.codepoint == _NOT_DEFINED:
            return None
        outline = _outline(path, weight, info.codepoint)
        if outline:
            glyphs.append((start + position.x_offset * scale, position.y_offset * scale, outline))
        start += position.x_advance * scale + gap
    return _Word(tuple(glyphs), start, "" if not strong else "ltr" if strong == "L" else "rtl")


@lru_cache(maxsize=1024)
def _outline(path: Path, weight: int, glyph: int) -> str:
    """A glyph as the data of an SVG path, in units of 1/1000 em, y upwards."""
    font = _font(path, weight)
    steps: list[tuple[str, tuple[float, ...]]] = []
    font.draw_glyph(glyph, _pen(), steps)
    scale = 1000 / font.face.upem
    return "".join([command + " ".join([f"{point * scale:.0f}" for point in points]) for command, points in steps])


@cache
def _font(path: Path, weight: int) -> Any:
    font = hb.Font(hb.Face(hb.Blob(path.read_bytes())))
    if weight:
        font.set_variations({"wght": weight})
    return font


@cache
def _pen() -> Any:
    """HarfBuzz's drawing calls as the commands of an SVG path, added to the list that is passed along."""
    funcs = hb.DrawFuncs()
    funcs.set_move_to_func(lambda x, y, steps: steps.append(("M", (x, y))))
    funcs.set_line_to_func(lambda x, y, steps: steps.append(("L", (x, y))))
    funcs.set_quadratic_to_func(lambda cx, cy, x, y, steps: steps.append(("Q", (cx, cy, x, y))))
    funcs.set_cubic_to_func(lambda ax, ay, bx, by, x, y, steps: steps.append(("C", (ax, ay, bx, by, x, y))))
    funcs.set_close_path_func(lambda steps: steps.append(("Z", ())))
    return funcs
