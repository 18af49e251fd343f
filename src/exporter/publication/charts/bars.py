"""Forms that lie: bars, stacked bars and dots, one row a category, its name at the side where reading starts."""

from exporter.publication.charts.looks import fill, legible_on, mark
from exporter.publication.charts.plot import LABEL, VALUE, Plot
from exporter.publication.charts.scales import Scale, scale

_NAMES_SHARE = 0.36  # of the width, at most
_GAP = 9.0
_BAR, _MANY_BAR = 15.0, 11.0


def draw_bars(plot: Plot) -> float:
    """Bars from zero, those of one category below each other."""
    canvas, count = plot.canvas, len(plot.names)
    thick = _BAR if count == 1 else _MANY_BAR
    side = _names_width(plot)
    says = plot.says_values(80)
    room = max((canvas.measure(plot.word(value), VALUE) for value in plot.numbers), default=0.0) + 6 if says else 4.0
    left = side + (room if min(plot.numbers) < 0 else 0.0)
    right = canvas.width - (room if max(plot.numbers) > 0 or not says else 4.0)
    axis = scale(plot.numbers, left, right, tight=says)
    step = max(thick * count + (8 if count == 1 else 9), canvas.em() * 1.45)
    bottom = plot.top + step * len(plot.categories)
    if not says:
        _axis(plot, axis, bottom)
    for row, name in enumerate(plot.categories):
        middle = plot.top + step * (row + 0.5)
        _name(plot, name, middle, side)
        for place, (series, look) in enumerate(zip(plot.values, plot.looks, strict=True)):
            value = series[row]
            if value is None:
                continue
            y = middle + (place - count / 2) * thick
            start, end = sorted((axis(0.0), axis(value)))
            fill(canvas, start, y + 0.5, end - start, thick - 1, look)
            if says and value < 0:
                canvas.text(start - 5, y + thick / 2, plot.word(value), VALUE, "end")
            elif says:
                canvas.text(end + 5, y + thick / 2, plot.word(value), VALUE)
    plot.base([(axis(0.0), plot.top), (axis(0.0), bottom)])
    return bottom + (canvas.em() * 1.8 if not says else 3)


def draw_stacked(plot: Plot) -> float:
    """Bars whose parts stand behind each other, the sum at their end."""
    canvas = plot.canvas
    totals = [sum(series[row] or 0.0 for series in plot.values) for row in range(len(plot.categories))]
    says = plot.says_values(60)
    side = _names_width(plot)
    room = max(canvas.measure(plot.word(total), VALUE) for total in totals) + 6 if says else 4.0
    axis = scale(totals, side, canvas.width - room, tight=says)
    step = 26.0
    bottom = plot.top + step * len(plot.categories)
    if not says:
        _axis(plot, axis, bottom)
    paper = canvas.color("paper")
    for row, name in enumerate(plot.categories):
        middle = plot.top + step * (row + 0.5)
        _name(plot, name, middle, side)
        reached = 0.0
        for series, look in zip(plot.values, plot.looks, strict=True):
            value = series[row] or 0.0
            start, end = axis(reached), axis(reached + value)
            fill(canvas, start, middle - 9, end - start - 1, 18, look)
            words = plot.word(value)
            wide = canvas.measure(words, VALUE)
            if says and value and wide + 8 <= end - start:
                center = (start + end) / 2
                color = legible_on(canvas, look.color)
                if look.hatch:  # words on lines cannot be read
                    canvas.rect(center - wide / 2 - 3, middle - 7, wide + 6, 14, fill=paper)
                    color = canvas.color("text")
                canvas.text(center, middle, words, VALUE, "middle", color)
            reached += value
        if says and len(plot.names) > 1:
            canvas.text(axis(reached) + 5, middle, plot.word(totals[row]), VALUE)
    plot.base([(axis(0.0), plot.top), (axis(0.0), bottom)])
    return bottom + (canvas.em() * 1.8 if not says else 3)


def draw_dots(plot: Plot) -> float:
    """A point for each value on the category's line; several are joined, so that their distance is seen."""
    canvas = plot.canvas
    side = _names_width(plot) + 8
    says = plot.says_values(80) and len(plot.names) <= 2
    room = max(canvas.measure(plot.word(value), VALUE) for value in plot.numbers) + 10 if says else 8.0
    before = room if says and len(plot.names) > 1 else 8.0
    axis = scale(plot.numbers, side + before, canvas.width - room, zero=_near_zero(plot.numbers))
    step = max(22.0, canvas.em() * 1.6)
    bottom = plot.top + step * len(plot.categories)
    _axis(plot, axis, bottom)
    for row, name in enumerate(plot.categories):
        middle = plot.top + step * (row + 0.5)
        _name(plot, name, middle, side)
        found = [(series[row], look) for series, look in zip(plot.values, plot.looks, strict=True)]
        here = [(value, look) for value, look in found if value is not None]
        if not here:
            continue
        ends = [min(value for value, _ in here), max(value for value, _ in here)]
        line = [(axis(ends[0]) if len(plot.names) > 1 else axis(axis.low), middle), (axis(ends[1]), middle)]
        canvas.line(line, stroke=canvas.color("muted"), stroke_width=1.2)
        for value, look in here:
            mark(canvas, axis(value), middle, look, 4.6)
        if says:
            canvas.text(axis(ends[1]) + 9, middle, plot.word(ends[1]), VALUE)
            if ends[0] != ends[1]:
                canvas.text(axis(ends[0]) - 9, middle, plot.word(ends[0]), VALUE, "end")
    return bottom + canvas.em() * 1.8


def _near_zero(numbers: list[float]) -> bool:
    """Whether zero lies so near that an axis from it costs little."""
    return min(numbers) <= 0.5 * max(numbers) and max(numbers) > 0


def _axis(plot: Plot, axis: Scale, bottom: float) -> None:
    plot.grid(axis, (plot.top, bottom), upright=True)
    for tick in axis.ticks:
        words = plot.tick(tick, axis)
        half = plot.canvas.measure(words) / 2
        place = min(max(axis(tick), half), plot.canvas.width - half)
        plot.canvas.text(place, bottom + plot.canvas.em() * 0.9, words, LABEL, "middle")


def _names_width(plot: Plot) -> float:
    """Where the marks begin: behind the longest name, or the share that names may have."""
    widest = max((plot.canvas.measure(name) for name in plot.categories if name), default=0.0)
    return min(widest, plot.canvas.width * _NAMES_SHARE) + _GAP


def _name(plot: Plot, name: str, middle: float, side: float) -> None:
    plot.canvas.text(side - _GAP, middle, name, LABEL, "end", plot.canvas.color("text"), room=side - _GAP, most=2)
