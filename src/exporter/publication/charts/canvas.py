"""The sheet on which a chart is drawn: marks and words in a page's direction, as SVG.

Coordinates are CSS pixels from the top and from the side where reading starts; a right-to-left page mirrors them. Words
are outlines of the theme's fonts: in an EPUB an image has none of the book's fonts, and the same shapes stand in all
three formats whatever is installed.
"""

from collections.abc import Sequence
from typing import Any

from lxml import etree

from exporter.publication.lettering import Line, Setter
from exporter.theme import Role, Theme

_SVG = "http://www.w3.org/2000/svg"
_NAMES: Any = {None: _SVG}
_PX_IN_PT = 96 / 72
_ENDLESS = 100_000.0
LABEL, VALUE = "chart-label", "chart-value"
Point = tuple[float, float]


class Canvas:
    """A sheet of one width; its height is given when it is finished."""

    def __init__(self, theme: Theme, dir: str) -> None:
        self.theme = theme
        self.dir = dir
        self.width = round(theme.page.text_width_mm * 96 / 25.4)
        self._root = etree.Element(f"{{{_SVG}}}svg", nsmap=_NAMES)
        self.size = (float(self.width), 0.0)
        self._setters: dict[float, Setter] = {}

    def color(self, name: str) -> str:
        """The "#RRGGBB" behind one of the theme's names."""
        return self.theme.color(name)

    def em(self, role: str = LABEL) -> float:
        """The size of a role's letters in pixels."""
        return self._role(role)[1].size_pt * _PX_IN_PT

    def finished(self, height: float) -> bytes:
        """The SVG file."""
        self.size = (float(self.width), float(round(height)))
        for name, value in (("width", self.width), ("height", round(height))):
            self._root.set(name, str(value))
        self._root.set("viewBox", f"0 0 {self.width} {round(height)}")
        data: bytes = etree.tostring(self._root)
        return data

    # --- Marks -------------------------------------------------------------------------------------------

    def rect(self, x: float, y: float, width: float, height: float, **look: Any) -> None:
        """A rectangle; `look` are presentation attributes with _ for -."""
        left = self.width - x - width if self.dir == "rtl" else x
        self._add("rect", x=left, y=y, width=width, height=height, **look)

    def line(self, points: Sequence[Point], **look: Any) -> None:
        """A line through points."""
        self._add("path", d=self._path(points), fill="none", **look)

    def area(self, points: Sequence[Point], **look: Any) -> None:
        """The closed shape of these corners."""
        self._add("path", d=f"{self._path(points)}Z", **look)

    def circle(self, x: float, y: float, radius: float, **look: Any) -> None:
        self._add("circle", cx=self._x(x), cy=y, r=radius, **look)

    def slice(
        self, center: Point, radii: tuple[float, float], arc: tuple[Point, Point], large: bool, **look: Any
    ) -> None:
        """A part of a ring between two unit vectors, clockwise from the first in a left-to-right page."""
        (inner, outer), (first, last) = radii, arc
        corners = [(center[0] + r * v[0], center[1] + r * v[1]) for r, v in
                   ((outer, first), (outer, last), (inner, last), (inner, first))]  # fmt: skip
        spots = [f"{_n(self._x(x))} {_n(y)}" for x, y in corners]
        there, back = (0, 1) if self.dir == "rtl" else (1, 0)
        path = (
            f"M{spots[0]}A{_n(outer)} {_n(outer)} 0 {int(large)} {there} {spots[1]}"
            f"L{spots[2]}A{_n(inner)} {_n(inner)} 0 {int(large)} {back} {spots[3]}Z"
        )
        self._add("path", d=path, **look)

    # --- Words -------------------------------------------------------------------------------------------

    def lines(self, words: str, role: str = LABEL, room: float = _ENDLESS, most: int = 1) -> list[Line]:
        """The words in lines of at most `room`; after `most` of them they end in "…"."""
        if room not in self._setters:
            self._setters[room] = Setter(self.theme, self.dir, room)
        return self._setters[room].lines(words, self._role(role)[0], _PX_IN_PT, most)

    def measure(self, words: str, role: str = LABEL) -> float:
        """The width of words in one line."""
        return sum(line.width for line in self.lines(words, role))

    def text(
        self, x: float, y: float, words: str, role: str = LABEL, anchor: str = "start", color: str = "",
        room: float = _ENDLESS, most: int = 1,
    ) -> float:  # fmt: skip
        """Words around the height `y`, from x on ("start"), up to it ("end") or around it ("middle"); their width."""
        lines = self.lines(words, role, room, most)
        em = self.em(role)
        step = em * 1.15
        base = y + em * 0.35 - step * (len(lines) - 1) / 2
        for number, line in enumerate(lines):
            start = x - line.width * {"start": 0.0, "middle": 0.5, "end": 1.0}[anchor]
            left = self.width - start - line.width if self.dir == "rtl" else start
            if color:
                line.element.set("fill", color)
            self._root.append(line.drawn(round(left, 2), round(base + number * step, 2)))
        return max((line.width for line in lines), default=0.0)

    def _role(self, name: str) -> tuple[str, Role]:
        """A theme that is older than charts sets their words as captions."""
        name = name if name in self.theme.roles else "caption"
        return name, self.theme.roles[name]

    def _x(self, x: float) -> float:
        return self.width - x if self.dir == "rtl" else x

    def _path(self, points: Sequence[Point]) -> str:
        return "M" + "L".join(f"{_n(self._x(x))} {_n(y)}" for x, y in points)

    def _add(self, tag: str, **attributes: Any) -> None:
        element = etree.SubElement(self._root, f"{{{_SVG}}}{tag}")
        for name, value in attributes.items():
            element.set(name.replace("_", "-"), _n(value) if isinstance(value, (int, float)) else value)


def _n(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") or "0"
