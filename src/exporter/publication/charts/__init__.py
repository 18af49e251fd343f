"""Draws the charts of an article: vector pictures in the theme's look, with their description and their table.

We draw them ourselves: docs/decisions/0009 says why.
"""

from collections.abc import Callable

import msgspec

from exporter.model.assets import Asset, asset_key
from exporter.model.nodes import Chart, Image
from exporter.model.walk import plain_text
from exporter.publication.charts.bars import draw_bars, draw_dots, draw_stacked
from exporter.publication.charts.canvas import Canvas
from exporter.publication.charts.columns import draw_columns
from exporter.publication.charts.key import head
from exporter.publication.charts.lines import draw_areas, draw_lines
from exporter.publication.charts.looks import looks
from exporter.publication.charts.numbers import SIGNS, decimals_of, written
from exporter.publication.charts.pies import draw_pie
from exporter.publication.charts.plot import Plot
from exporter.publication.labels import Labels
from exporter.theme import Theme

_FORMS: dict[str, Callable[[Plot], float]] = {
    "bar": draw_bars,
    "column": draw_columns,
    "line": draw_lines,
    "area": draw_areas,
    "stacked-bar": draw_stacked,
    "pie": draw_pie,
    "dot": draw_dots,
}
_NAMED_AT_THE_MARK = ("line", "area", "pie")


class Drawn(msgspec.Struct, frozen=True):
    """A chart for its template: the picture, and the table of its data as texts."""

    asset: Asset
    image: Image
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def draw_chart(chart: Chart, theme: Theme, labels: Labels, dir: str) -> Drawn:
    """The picture of a chart whose rows are numbers, as wide as the theme's column."""
    canvas = Canvas(theme, dir)
    names = chart.columns[1:]
    categories = tuple(str(row[0] or "") for row in chart.rows)
    values = tuple(
        tuple(value if isinstance(value, (int, float)) else None for value in series)
        for series in zip(*(row[1:] for row in chart.rows), strict=True)
    )
    own = looks(canvas, len(categories) if chart.form == "pie" else len(names))
    named = [] if chart.form in _NAMED_AT_THE_MARK else list(names)
    top = head(canvas, chart.unit, named, own[: len(named)], points=chart.form == "dot")
    plot = Plot(canvas, chart, labels, categories, names, values, tuple(own), top)
    data = canvas.finished(_FORMS[chart.form](plot))
    key = asset_key(data, "svg")
    width_px, height_px = canvas.size
    asset = Asset(key, "image/svg+xml", data, width_px, height_px)
    alt = chart.alt or description(chart, labels)
    rows = tuple(zip(categories, *(_column(series, chart, labels) for series in values), strict=True))
    return Drawn(asset, Image(src="", asset=key, alt=alt), chart.columns, rows)


def description(chart: Chart, labels: Labels) -> str:
    """What a chart shows in a sentence or two: each series with its highest and lowest value."""
    title = " ".join(plain_text(chart.caption).split())
    parts = [f"{labels['chart']}{labels.words.get('colon', ': ')}{title}" if title else labels["chart"]]
    for place, name in enumerate(chart.columns[1:], 1):
        found = [(row[place], str(row[0] or "")) for row in chart.rows]
        numbers = [(value, category) for value, category in found if isinstance(value, (int, float))]
        if not numbers:
            continue
        decimals = decimals_of(value for value, _ in numbers)
        ends = []
        for word, (value, category) in (
            (labels.words.get("highest", "max."), max(numbers, key=lambda item: item[0])),
            (labels.words.get("lowest", "min."), min(numbers, key=lambda item: item[0])),
        ):
            unit = f"\u00a0{chart.unit}" if chart.unit and chart.unit not in SIGNS else ""
            number = written(value, decimals, labels, chart.unit)
            ends.append(f"{word} {category} ({number}{unit})")
        several = f"{name}{labels.words.get('colon', ': ')}" if name and len(chart.columns) > 2 else ""
        parts.append(several + labels["list_separator"].join(ends))
    return ". ".join(part.rstrip(".") for part in parts) + "."


def _column(series: tuple[float | None, ...], chart: Chart, labels: Labels) -> tuple[str, ...]:
    decimals = decimals_of(series)
    return tuple("" if value is None else written(value, decimals, labels, chart.unit) for value in series)
