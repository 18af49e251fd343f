"""Text against its ground: which pairs of colours meet in a file with too little contrast, each told once."""

from collections.abc import Callable, Iterator

import msgspec

from exporter.checks.rules import Finding, Place
from exporter.checks.rules.words import shortened
from exporter.theme.contrast import contrast, nearest_passing

_SMALL, _LARGE = 4.5, 3.0  # WCAG 2.1, 1.4.3
_LARGE_PT, _LARGE_BOLD_PT = 18.0, 14.0  # WCAG 2.1, "large-scale"
_ROUNDING = 0.005


class _Meeting(msgspec.Struct):
    """Where two colours meet first, with which words, and how often."""

    place: Place
    words: str
    times: int = 1


class Contrasts:
    """Gathers text by its colours ("#RRGGBB"); where one cannot be told, the text is passed over."""

    def __init__(self) -> None:
        self._weak: dict[tuple[str, str, float], _Meeting] = {}

    def add(self, color: str, ground: str, size_pt: float, bold: bool, words: str, place: Callable[[], Place]) -> None:
        """Look at some words; where the first of a pair stands is asked only when it is too weak."""
        large = size_pt >= _LARGE_PT or (bold and size_pt >= _LARGE_BOLD_PT - _ROUNDING)
        wanted = _LARGE if large else _SMALL
        if not color or not ground or contrast(color, ground) >= wanted - _ROUNDING:
            return
        key = color, ground, wanted
        if key in self._weak:
            self._weak[key].times += 1
        else:
            self._weak[key] = _Meeting(place(), words)

    def findings(self) -> Iterator[Finding]:
        for (color, ground, wanted), met in self._weak.items():
            often = f", {met.times} times" if met.times > 1 else ""
            reached = int(contrast(color, ground) * 10) / 10  # never shown as more than it is
            yield Finding(
                f'"{shortened(met.words, 30)}" is {color} on {ground}: a contrast of {reached:.1f}, {wanted:g} is '
                f"asked for{often}; {nearest_passing(color, ground, wanted)} would do", met.place,
            )  # fmt: skip
