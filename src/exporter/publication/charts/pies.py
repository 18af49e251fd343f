"""Parts of a whole: a ring, each part named beside it."""

import math

from exporter.publication.charts.numbers import written
from exporter.publication.charts.plot import LABEL, VALUE, Plot
from exporter.publication.charts.scales import spread

_RADIUS, _HOLE = 88.0, 52.0


def draw_pie(plot: Plot) -> float:
    """A ring from twelve o'clock on, in reading direction; names, values and shares at its sides."""
    canvas = plot.canvas
    parts = [(name, value) for name, value in zip(plot.categories, plot.values[0], strict=True) if value]
    whole = sum(value for _, value in parts)
    em = canvas.em()
    gap = em * 2.7
    height = max(2 * _RADIUS + 24, gap * (len(parts) + 1) / 1.6)
    center = (canvas.width / 2, plot.top + height / 2)
    reached = 0.0
    sides: dict[bool, list[tuple[float, float, str, str]]] = {False: [], True: []}
    for number, (name, value) in enumerate(parts):
        share = value / whole
        first, last = (2 * math.pi * (place - 0.25) for place in (reached, min(reached + share, reached + 0.99999)))
        arc = ((math.cos(first), math.sin(first)), (math.cos(last), math.sin(last)))
        look = plot.looks[number]
        canvas.slice(center, (_HOLE, _RADIUS), arc, share > 0.5, fill=look.color, stroke=canvas.color("paper"),
                     stroke_width=2)  # fmt: skip
        angle = (first + last) / 2
        words = plot.word(value)
        if plot.chart.unit != "%":
            words = f"{words} ({written(share * 100, 0, plot.labels, '%')})"
        sides[math.cos(angle) < -1e-9].append((math.cos(angle), math.sin(angle), name, words))
        reached += share
    for left, items in sides.items():
        wanted = [center[1] + sine * (_RADIUS + 14) for _, sine, _, _ in items]
        placed = spread(wanted, gap, plot.top + gap / 2, plot.top + height - gap / 2)
        turn, anchor = (-1, "end") if left else (1, "start")
        for y, (cosine, sine, name, words) in zip(placed, items, strict=True):
            edge = (center[0] + cosine * (_RADIUS + 3), center[1] + sine * (_RADIUS + 3))
            foot = center[0] + turn * (_RADIUS + 24)
            canvas.line([edge, (foot - turn * 8, y), (foot, y)], stroke=canvas.color("muted"), stroke_width=0.8)
            x = foot + turn * 5
            room = x if left else canvas.width - x
            canvas.text(x, y - em * 0.58, name, LABEL, anchor, canvas.color("text"), room=room)
            canvas.text(x, y + em * 0.62, words, VALUE, anchor, room=room)
    return plot.top + height
