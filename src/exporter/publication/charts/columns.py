"""Columns: bars that stand, for a few categories with short names or for steps of time."""

from exporter.publication.charts.bars import draw_bars
from exporter.publication.charts.looks import fill
from exporter.publication.charts.plot import LABEL, VALUE, Plot
from exporter.publication.charts.scales import scale

_HEIGHT = 215.0
_MOST_NAME_LINES = 3
_WIDEST = 64.0


def draw_columns(plot: Plot) -> float:
    """Columns from zero; where their names have no room below them, bars that lie."""
    canvas, count = plot.canvas, len(plot.names)
    numbers = plot.numbers
    trial = scale(numbers, _HEIGHT, 0)
    gutter = max(canvas.measure(plot.tick(tick, trial)) for tick in trial.ticks) + 8
    step = canvas.width / len(plot.categories)
    wide = min(step * 0.72 / count, _WIDEST / (1 if count == 1 else 2))
    widest = max(canvas.measure(plot.word(value), VALUE) for value in numbers)
    says = plot.says_values(60) and widest <= (step - 4 if count == 1 else wide + 1)
    side = 0.0 if says else gutter
    step = (canvas.width - side) / len(plot.categories)
    wide = min(wide, step * 0.72 / count)
    lines = [canvas.lines(name, LABEL, step - 5, 9) for name in plot.categories]
    if any(len(found) > _MOST_NAME_LINES or not all(line.fits for line in found) for found in lines):
        return draw_bars(plot)
    em = canvas.em(VALUE)
    top = plot.top + (em * 1.3 if says else 4)
    bottom = top + _HEIGHT - (em * 1.3 if says and min(numbers) < 0 else 0)
    axis = scale(numbers, bottom, top, tight=says)
    if not says:
        plot.grid(axis, (side, canvas.width), upright=False)
        for tick in axis.ticks:
            canvas.text(side - 8, axis(tick), plot.tick(tick, axis), LABEL, "end")
    for place, name in enumerate(plot.categories):
        middle = side + step * (place + 0.5)
        for number, (series, look) in enumerate(zip(plot.values, plot.looks, strict=True)):
            value = series[place]
            if value is None:
                continue
            x = middle + (number - count / 2) * wide
            high, low = sorted((axis(0.0), axis(value)))
            fill(canvas, x + 0.5, high, wide - 1, low - high, look)
            if says:
                canvas.text(x + wide / 2, high - em * 0.65 if value >= 0 else low + em * 0.7, plot.word(value), VALUE,
                            "middle")  # fmt: skip
        deep = len(lines[place])
        lowest = bottom + (em * 1.3 if says and min(numbers) < 0 else 0)
        canvas.text(middle, lowest + canvas.em() * (0.35 + 0.575 * deep + 0.2), name, LABEL, "middle",
                    canvas.color("text"), room=step - 5, most=_MOST_NAME_LINES)  # fmt: skip
    plot.base([(side, axis(0.0)), (canvas.width, axis(0.0))])
    return lowest + canvas.em() * (0.5 + 1.15 * max(map(len, lines)) + 0.3)
