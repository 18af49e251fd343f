"""What stands above the marks: the unit, and the names of the series in their order."""

from exporter.publication.charts.canvas import LABEL, Canvas
from exporter.publication.charts.looks import Look, fill, mark
from exporter.publication.charts.numbers import SIGNS

_SWATCH, _GAP = 13.0, 18.0


def head(canvas: Canvas, unit: str, names: list[str], looks: list[Look], points: bool = False) -> float:
    """Draw the unit and, for several series, their key; give the height that is taken."""
    row = canvas.em() * 1.7
    y = 0.0
    if unit and unit not in SIGNS:
        canvas.text(0, row / 2, unit, room=canvas.width)
        y = row
    if len(names) < 2:
        return y + (canvas.em() * 0.3 if y else 2.0)
    x = 0.0
    for name, look in zip(names, looks, strict=True):
        wide = canvas.measure(name)
        if x and x + _SWATCH + 5 + wide > canvas.width:
            x, y = 0.0, y + row
        if points:
            mark(canvas, x + _SWATCH / 2, y + row / 2, look)
        else:
            fill(canvas, x, y + row / 2 - 5, _SWATCH, 10, look)
        canvas.text(x + _SWATCH + 5, y + row / 2, name, LABEL, room=canvas.width - _SWATCH - 5)
        x += _SWATCH + 5 + wide + _GAP
    return y + row + canvas.em() * 0.4
