"""What is drawn or coloured after the theme while a page is composed: charts, codes to be scanned, program code.

Each loads its library with the first block that wants it.
"""

from typing import Any

from exporter.messages import Report
from exporter.model.assets import Asset
from exporter.model.nodes import Chart, CodeBlock, Image, Qr
from exporter.publication.labels import Labels
from exporter.theme import Theme

_DRAWN = ("chart", "qr")  # fences of these names are no code, but what they describe could not be drawn


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

    def qr(self, block: Qr) -> Image:
        """The picture of an address's code, from now on one of the page's."""
        from exporter.publication.qr import draw_qr

        asset, image = draw_qr(block, self._theme, self._labels)
        self._assets[asset.key] = asset
        return image
