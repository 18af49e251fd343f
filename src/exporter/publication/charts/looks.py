"""How series are told apart: by colour, and without it by hatching, dashes, the shape of points, and order."""

import math

import msgspec

from exporter.publication.charts.canvas import Canvas, Point
from exporter.theme.contrast import contrast, nearest_passing

_WANTED = 3.0  # WCAG 2.1, 1.4.11, non-text contrast
_DASHES = ("", "7 3.5", "2 3", "10 3 2 3", "14 4", "4 2 1 2")
_SHAPES = ("circle", "square", "triangle", "diamond", "ring", "cross")
_HATCHES: tuple[tuple[tuple[int, int], ...], ...] = ((), ((1, 1),), ((1, -1),), ((1, 1), (1, -1)), ((0, 1),), ((1, 0),))
_HATCH_GAP = 5.0


class Look(msgspec.Struct, frozen=True):
    """The look of one series; `color` has the contrast to the paper that WCAG asks of graphics."""

    color: str
    dash: str
    shape: str
    hatch: tuple[tuple[int, int], ...]


def looks(canvas: Canvas, count: int) -> list[Look]:
    """The looks of so many series, in the order of the theme's colours."""
    theme, paper = canvas.theme, canvas.color("paper")
    colors: dict[str, None] = {}
    for name in theme.chart_colors:
        color = theme.colors.get(name, "")
        if color:
            colors.setdefault(color if contrast(color, paper) >= _WANTED else nearest_passing(color, paper, _WANTED))
    found = list(colors) or [canvas.color("text")]
    return [Look(found[i % len(found)], _DASHES[i % 6], _SHAPES[i % 6], _HATCHES[i % 6]) for i in range(count)]


def fill(canvas: Canvas, x: float, y: float, width: float, height: float, look: Look) -> None:
    """A bar: full in the first series, hatched with the paper's colour in the others."""
    if width <= 0 or height <= 0:
        return
    canvas.rect(x, y, width, height, fill=look.color)
    paper = canvas.color("paper")
    for run, rise in look.hatch:
        for points in _stripes(x, y, width, height, run, rise):
            canvas.line(points, stroke=paper, stroke_width=1.1)
    if look.hatch:
        canvas.rect(x + 0.6, y + 0.6, max(0.1, width - 1.2), max(0.1, height - 1.2), fill="none", stroke=look.color,
                    stroke_width=1.2)  # fmt: skip


def mark(canvas: Canvas, x: float, y: float, look: Look, size: float = 3.4) -> None:
    """The point of a series."""
    paper = canvas.color("paper")
    rim = {"stroke": paper, "stroke_width": 0.8}
    match look.shape:
        case "circle":
            canvas.circle(x, y, size, fill=look.color, **rim)
        case "ring":
            canvas.circle(x, y, size, fill=paper, stroke=look.color, stroke_width=1.8)
        case "square":
            canvas.rect(x - size * 0.9, y - size * 0.9, size * 1.8, size * 1.8, fill=look.color, **rim)
        case "triangle":
            canvas.area([(x, y - size * 1.2), (x + size * 1.15, y + size * 0.9), (x - size * 1.15, y + size * 0.9)],
                        fill=look.color, **rim)  # fmt: skip
        case "diamond":
            canvas.area([(x, y - size * 1.3), (x + size * 1.3, y), (x, y + size * 1.3), (x - size * 1.3, y)],
                        fill=look.color, **rim)  # fmt: skip
        case _:
            canvas.line([(x - size, y - size), (x + size, y + size)], stroke=look.color, stroke_width=2)
            canvas.line([(x - size, y + size), (x + size, y - size)], stroke=look.color, stroke_width=2)


def legible_on(canvas: Canvas, color: str) -> str:
    """The paper's colour or the text's, whichever stands out on a colour."""
    return max((canvas.color("paper"), canvas.color("text")), key=lambda other: contrast(other, color))


def _stripes(x: float, y: float, width: float, height: float, run: int, rise: int) -> list[list[Point]]:
    """Parallel lines through a rectangle, cut at its sides."""
    if not run:
        count = math.floor(width / _HATCH_GAP)
        return [[(x + i * _HATCH_GAP, y), (x + i * _HATCH_GAP, y + height)] for i in range(1, count + 1)]
    if not rise:
        count = math.floor(height / _HATCH_GAP)
        return [[(x, y + i * _HATCH_GAP), (x + width, y + i * _HATCH_GAP)] for i in range(1, count + 1)]
    stripes = []
    gap = _HATCH_GAP * math.sqrt(2)
    for i in range(1, math.ceil((width + height) / gap)):
        c = i * gap  # u + v = c inside the rectangle, v turned over for the other slope
        u1, u2 = max(0.0, c - height), min(width, c)
        ends = [(u1, c - u1), (u2, c - u2)]
        stripes.append([(x + u, y + (v if rise > 0 else height - v)) for u, v in ends])
    return stripes
