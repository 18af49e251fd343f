"""What every form of chart is given: the canvas, the data, and how its numbers are written."""

import msgspec

from exporter.model.nodes import Chart
from exporter.publication.charts.canvas import LABEL, VALUE, Canvas
from exporter.publication.charts.looks import Look
from exporter.publication.charts.numbers import decimals_of, written
from exporter.publication.charts.scales import Scale
from exporter.publication.labels import Labels

Number = float | None


class Plot(msgspec.Struct, frozen=True):
    """One chart to be drawn: `categories` and, by series, `names` and `values`; `top` is the height of the head."""

    canvas: Canvas
    chart: Chart
    labels: Labels
    categories: tuple[str, ...]
    names: tuple[str, ...]
    values: tuple[tuple[Number, ...], ...]
    looks: tuple[Look, ...]
    top: float

    @property
    def numbers(self) -> list[float]:
        """Every number that there is."""
        return [value for series in self.values for value in series if value is not None]

    def says_values(self, many: int) -> bool:
        """Whether each value is written: as the author said, else up to so `many`."""
        return len(self.numbers) <= many if self.chart.labels is None else self.chart.labels

    def word(self, value: float) -> str:
        """A value as it is written beside its mark."""
        return written(value, decimals_of(self.numbers), self.labels, self.chart.unit)

    def tick(self, value: float, scale: Scale) -> str:
        """A value on an axis."""
        return written(value, decimals_of(scale.ticks), self.labels, self.chart.unit)

    def grid(self, scale: Scale, across: tuple[float, float], upright: bool) -> None:
        """Quiet lines at the ticks; `upright` for an axis that runs sideways."""
        for tick in scale.ticks:
            place = scale(tick)
            ends = [(place, across[0]), (place, across[1])] if upright else [(across[0], place), (across[1], place)]
            self.canvas.line(ends, stroke=self.canvas.color("rule"), stroke_width=0.7)

    def base(self, ends: list[tuple[float, float]]) -> None:
        """The line on which the marks stand."""
        self.canvas.line(ends, stroke=self.canvas.color("text"), stroke_width=1)


__all__ = ["LABEL", "VALUE", "Number", "Plot"]
