"""Forms that run: lines and areas, each series named at its end."""

from exporter.publication.charts.canvas import Point
from exporter.publication.charts.looks import mark
from exporter.publication.charts.plot import LABEL, VALUE, Number, Plot
from exporter.publication.charts.scales import Scale, scale, spread

_HEIGHT = 225.0
_NAMES_SHARE = 0.3
_MARKED = 24  # points of a series that are shown as such


def draw_lines(plot: Plot) -> float:
    """A line for each series, broken where a value is missing, its name and last value at its end."""
    canvas = plot.canvas
    low, high = min(plot.numbers), max(plot.numbers)
    bottom = plot.top + _HEIGHT
    axis = scale(plot.numbers, bottom, plot.top + 6, zero=low >= 0 and low <= 0.6 * high)
    left, right = _frame(plot, axis)
    xs = _places(plot, left, right)
    says = len(plot.names) == 1 and plot.says_values(12)
    for series, look in zip(plot.values, plot.looks, strict=True):
        for run in _runs(series):
            points = [(xs[i], axis(value)) for i, value in run]
            extra = {"stroke_dasharray": look.dash} if look.dash else {}
            canvas.line(points, stroke=look.color, stroke_width=2.2, stroke_linejoin="round", **extra)
        for i, value in enumerate(series):
            if value is None:
                continue
            if len(series) <= _MARKED or i == _last(series):
                mark(canvas, xs[i], axis(value), look)
            if says and i != _last(series):
                half = canvas.measure(plot.word(value), VALUE) / 2
                y = axis(value) - canvas.em(VALUE) * _lift(series, i)
                canvas.text(max(xs[i], left + half), y, plot.word(value), VALUE, "middle")
    ends = [(axis(series[_last(series)] or 0.0), series[_last(series)]) for series in plot.values]
    _end_names(plot, [y for y, _ in ends], [value for _, value in ends], right + 9, bottom)
    _categories(plot, xs, bottom)
    return bottom + canvas.em() * 1.9


def draw_areas(plot: Plot) -> float:
    """Areas upon each other; with one series the height is its value, with several the whole is their sum."""
    canvas, rows = plot.canvas, range(len(plot.categories))
    sums = [sum(series[i] or 0.0 for series in plot.values) for i in rows]
    bottom = plot.top + _HEIGHT
    axis = scale([*sums, *(plot.numbers if len(plot.names) == 1 else ())], bottom, plot.top + 6)
    left, right = _frame(plot, axis)
    xs = _places(plot, left, right)
    below = [0.0] * len(plot.categories)
    middles = []
    for number, (series, look) in enumerate(zip(plot.values, plot.looks, strict=True)):
        above = [below[i] + (series[i] or 0.0) for i in rows]
        edge: list[Point] = [(xs[i], axis(above[i])) for i in rows]
        base: list[Point] = [(xs[i], axis(below[i])) for i in reversed(rows)]
        canvas.area([*edge, *base], fill=look.color, fill_opacity=(0.3, 0.55, 0.15, 0.75, 0.4, 0.2)[number % 6])
        extra = {"stroke_dasharray": look.dash} if look.dash else {}
        canvas.line(edge, stroke=look.color, stroke_width=2, stroke_linejoin="round", **extra)
        middles.append(axis((below[-1] + above[-1]) / 2) if len(plot.names) > 1 else axis(above[-1]))
        below = above
    plot.base([(left, axis(0.0)), (right, axis(0.0))])
    _end_names(plot, middles, [series[-1] for series in plot.values], right + 9, bottom)
    _categories(plot, xs, bottom)
    return bottom + canvas.em() * 1.9


def _frame(plot: Plot, axis: Scale) -> tuple[float, float]:
    """Draw grid and ticks; give where the marks begin and end."""
    canvas = plot.canvas
    left = max(canvas.measure(plot.tick(tick, axis)) for tick in axis.ticks) + 10
    named = plot.names if len(plot.names) > 1 else ()
    values = [canvas.measure(plot.word(value), VALUE) for value in plot.numbers]
    names = [canvas.measure(name) for name in named]
    ends = max([*names, *values])
    right = canvas.width - min(ends + 14, canvas.width * _NAMES_SHARE)
    plot.grid(axis, (left - 4, right), upright=False)
    for tick in axis.ticks:
        canvas.text(left - 10, axis(tick), plot.tick(tick, axis), LABEL, "end")
    return left + 6, right


def _places(plot: Plot, left: float, right: float) -> list[float]:
    count = len(plot.categories)
    if count == 1:
        return [(left + right) / 2]
    return [left + (right - left) * i / (count - 1) for i in range(count)]


def _end_names(plot: Plot, ys: list[float], values: list[Number], x: float, bottom: float) -> None:
    """Each series' name with its last value below, apart from each other."""
    canvas = plot.canvas
    several = len(plot.names) > 1
    em = canvas.em()
    gap = em * (2.5 if several else 1.2)
    placed = spread(ys, gap, plot.top + gap / 2, bottom - gap / 2)
    for y, name, value, look in zip(placed, plot.names, values, plot.looks, strict=True):
        room = canvas.width - x
        if several:
            canvas.text(x, y - em * 0.6, name, LABEL, color=_readable(plot, look.color), room=room)
        if value is not None:
            canvas.text(x, y + (em * 0.6 if several else 0), plot.word(value), VALUE, room=room)


def _readable(plot: Plot, color: str) -> str:
    """The colour of a series for its name, where it is dark enough for text."""
    from exporter.theme.contrast import contrast

    return color if contrast(color, plot.canvas.color("paper")) >= 4.5 else plot.canvas.color("text")


def _categories(plot: Plot, xs: list[float], bottom: float) -> None:
    """As many names below as have room, the first and the last among them."""
    canvas, count = plot.canvas, len(plot.categories)
    widths = [canvas.measure(name) if name else 0.0 for name in plot.categories]
    room = (xs[-1] - xs[0]) / max(1, count - 1)
    every = next((n for n in range(1, count + 1) if max(widths[::n]) + 10 <= room * n), count)
    shown = list(range(0, count, every))
    last = count - 1
    if last not in shown:
        while len(shown) > 1 and xs[last] - xs[shown[-1]] < (widths[last] + widths[shown[-1]]) / 2 + 10:
            shown.pop()
        shown.append(last)
    for i in shown:
        half = min(widths[i], canvas.width) / 2
        place = min(max(xs[i], half), canvas.width - half)
        canvas.line([(xs[i], bottom), (xs[i], bottom + 4)], stroke=canvas.color("muted"), stroke_width=0.8)
        canvas.text(place, bottom + canvas.em() * 1.1, plot.categories[i], LABEL, "middle", canvas.color("text"),
                    room=canvas.width)  # fmt: skip


def _runs(series: tuple[Number, ...]) -> list[list[tuple[int, float]]]:
    runs: list[list[tuple[int, float]]] = [[]]
    for i, value in enumerate(series):
        if value is None:
            runs.append([])
        else:
            runs[-1].append((i, value))
    return [run for run in runs if run]


def _last(series: tuple[Number, ...]) -> int:
    return max((i for i, value in enumerate(series) if value is not None), default=0)


def _lift(series: tuple[Number, ...], place: int) -> float:
    """How far above its point a value stands: below it in a valley."""
    around = [series[i] for i in (place - 1, place + 1) if 0 <= i < len(series)]
    value = series[place] or 0.0
    return -1.05 if around and all(other is not None and other > value for other in around) else 1.0
