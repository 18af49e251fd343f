"""Sets a few words as outlines of the theme's fonts: shaped by HarfBuzz, wrapped, in the right order for its script."""

import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import msgspec
import uharfbuzz as hb
from lxml import etree

from exporter.theme import Role, Theme
from exporter.theme.fonts import characters, font_path

_SPACE = 240.0  # between words, in 1/1000 em
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
    """A shaped word in font units of 1/1000 em: its outline, advance and direction ("" when it has none)."""

    outline: tuple[tuple[str, tuple[float, ...]], ...]
    advance: float
    dir: str


class Setter:
    """Sets lines of at most `measure` units, for a page of one direction."""

    def __init__(self, theme: Theme, dir: str, measure: float) -> None:
        self._theme = theme
        self._dir = dir
        self._measure = measure

    def lines(self, text: str, role_name: str, unit: float, most: int = 99) -> list[Line]:
        """The text in the font and colour of a role, `unit` to the point; after `most` lines it ends in "…"."""
        role = self._theme.roles[role_name]
        words = (text.upper() if role.case == "upper" else text).split()
        if not words:
            return []
        size = role.size_pt * unit
        height = size * max(1.0, role.leading)
        shaped = [self._shape(word, role) for word in words]
        if None in shaped:
            return [self._plain(row, role, size, height) for row in _cut(" ".join(words), self._measure / size, most)]
        known = [word for word in shaped if word]
        rows = list(_rows(known, self._measure / size * 1000))
        if len(rows) > most:
            ellipsis = self._shape("…", role)
            rows = [*rows[: most - 1], [*rows[most - 1][:-1], *([ellipsis] if ellipsis else [])]]
        return [self._outlined(row, role, size, height) for row in rows]

    def _shape(self, word: str, role: Role) -> _Word | None:
        """The word in the first family that has all of it; None when none has."""
        needed = {ord(c) for c in word if unicodedata.category(c) not in ("Cf", "Mn")}
        families = [self._theme.fonts[role.font], *self._theme.fonts.values()]
        for family in families:
            face = min(family.faces, key=lambda face: (face.italic != role.italic, abs(face.weight - role.weight)))
            path = font_path(self._theme, family, face)
            if path and needed <= characters(path):
                return _shaped(word, path, role.tracking_em * 1000)
        return None

    def _outlined(self, row: list[_Word], role: Role, size: float, height: float) -> Line:
        x = 0.0
        steps = []
        for word in _in_order(row, self._dir):
            steps += [_step(command, points, x) for command, points in word.outline]
            x += word.advance + _SPACE
        width = (x - _SPACE) * size / 1000
        scale = f"{size / 1000:.6g}"
        attributes = {"d": "".join(steps), "fill": self._theme.color(role.color)}
        element = etree.Element("{http://www.w3.org/2000/svg}path", attributes, transform=f"scale({scale} -{scale})")
        return Line(width, height, width <= self._measure, element)

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


def _step(command: str, points: tuple[float, ...], x: float) -> str:
    moved = [point + x if index % 2 == 0 else point for index, point in enumerate(points)]
    return command + " ".join(f"{point:.0f}" for point in moved)


def _rows(words: list[_Word], measure: float) -> Iterator[list[_Word]]:
    row: list[_Word] = []
    width = 0.0
    for word in words:
        if row and width + word.advance > measure:
            yield row
            row, width = [], 0.0
        row.append(word)
        width += word.advance + _SPACE
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


def _shaped(word: str, path: Path, tracking: float) -> _Word:
    font, funcs = _font(path), _pen()
    buffer = hb.Buffer()
    buffer.add_str(word)
    buffer.guess_segment_properties()
    hb.shape(font, buffer)
    strong = next((kind for c in word if (kind := unicodedata.bidirectional(c)) in ("L", "R", "AL")), "")
    outline: list[tuple[str, tuple[float, ...]]] = []
    x = 0.0
    scale = 1000 / font.face.upem
    gap = 0.0 if strong == "AL" else tracking / scale  # joined letters stay joined
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        steps: list[tuple[str, tuple[float, ...]]] = []
        font.draw_glyph(info.codepoint, funcs, steps)
        dx, dy = x + position.x_offset, position.y_offset
        for command, points in steps:
            moved = tuple((p + (dy if i % 2 else dx)) * scale for i, p in enumerate(points))
            outline.append((command, moved))
        x += position.x_advance + gap
    return _Word(tuple(outline), x * scale, "" if not strong else "ltr" if strong == "L" else "rtl")


@cache
def _font(path: Path) -> Any:
    return hb.Font(hb.Face(hb.Blob(path.read_bytes())))


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
