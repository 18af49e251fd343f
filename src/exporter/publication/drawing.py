"""What is drawn or coloured after the theme while a page is composed: charts, codes to be scanned, program code.

Each loads its library with the first block that wants it.
"""

from typing import Any

from markupsafe import escape

from exporter.messages import Report
from exporter.model.assets import Asset
from exporter.model.nodes import Chart, CodeBlock, Image, Math, Qr
from exporter.origin import Origin
from exporter.publication.labels import Labels
from exporter.theme import Theme

_DRAWN = ("chart", "qr")  # fences of these names are no code, but what they describe could not be drawn


def _short(latex: str) -> str:
    line = " ".join(latex.split())
    return line if len(line) <= 60 else f"{line[:60]}…"


def _inside(node: Math, offset: int) -> Origin | None:
    """The place of a character of a formula that stands on one line; else of the formula."""
    place = node.origin
    if place is None or "\n" in node.value:
        return place
    return Origin(place.file, place.line, place.column + offset + (2 if node.display else 1))


class Drawing:
    """Draws for one page; `assets` takes the pictures."""

    def __init__(self, assets: dict[str, Asset], theme: Theme, labels: Labels, dir: str, report: Report) -> None:
        self._assets = assets
        self._theme = theme
        self._labels = labels
        self._dir = dir
        self._report = report

    def chart(self, block: Chart) -> Any:
        """A chart's picture, from now on one of the page's, and its data."""
        from exporter.publication.charts import draw_chart

        drawn = draw_chart(block, self._theme, self._labels, self._dir)
        self._assets[drawn.asset.key] = drawn.asset
        return drawn

    def code(self, block: CodeBlock) -> str:
        """The code, its words in classes where its language is known."""
        if not block.language or block.language in _DRAWN:
            return block.value
        from exporter.publication.highlighting import highlighted, near_language

        markup = highlighted(block.value, block.language)
        if markup is None and (near := near_language(block.language)):
            text = f'no language of code is named "{block.language}"; it is set without colours'
            self._report.add("T114", text, f'did you mean "{near}"?', block.origin)
        return block.value if markup is None else markup

    def formula(self, node: Math) -> str:
        """The markup of a formula: its picture, from now on one of the page's; as it was written where it is broken."""
        from exporter.publication.mathematics import FormulaError, draw_formula

        latex = node.value
        try:
            drawn = draw_formula(latex, node.display, self._theme.color(self._theme.roles["body"].color))
        except FormulaError as exc:
            text = f'the formula "{_short(latex)}" is shown as it was written: {exc}'
            self._report.add("T116", text, "correct it; docs/writing.md says what is known", _inside(node, exc.offset))
            dollars = "$$" if node.display else "$"
            return f'<code class="raw">{escape(dollars + latex + dollars)}</code>'
        self._assets[drawn.asset.key] = drawn.asset
        sizes = (("width", drawn.width_em), ("height", drawn.height_em), ("vertical-align", -drawn.depth_em))
        style = "; ".join(f"{name}: {size:.3f}em" for name, size in sizes)
        size = f'width="{drawn.asset.width_px:.0f}" height="{drawn.asset.height_px:.0f}"'
        image = f'<img src="{drawn.asset.key}" alt="{escape(latex)}" {size} style="{style}"/>'
        classes = "math display" if node.display else "math"
        return f'<span class="{classes}" data-latex="{escape(latex)}">{image}</span>'

    def qr(self, block: Qr) -> Image:
        """The picture of an address's code, from now on one of the page's."""
        from exporter.publication.qr import draw_qr

        asset, image = draw_qr(block, self._theme, self._labels)
        self._assets[asset.key] = asset
        return image
