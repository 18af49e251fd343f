"""Numbers as a reader of the article's language writes them."""

from collections.abc import Iterable

from exporter.publication.labels import Labels

# Signs that belong to each number; any other unit stands once, above the chart.
SIGNS = frozenset({"%", "‰", "€", "$", "£", "¥", "°", "°C", "°F"})
_MOST_DECIMALS = 6


def decimals_of(values: Iterable[float | None]) -> int:
    """How many decimals the values need to be written as they are."""
    return max((_decimals(value) for value in values if value is not None), default=0)


def written(value: float, decimals: int, labels: Labels, unit: str = "") -> str:
    """The number, with its unit where that is a sign."""
    digits = f"{abs(value):.{decimals}f}"
    whole, _, part = digits.partition(".")
    if len(whole) >= labels.group_from:
        head = len(whole) % 3
        groups = [whole[:head]] if head else []
        whole = labels.group.join(groups + [whole[i : i + 3] for i in range(head, len(whole), 3)])
    sign = "\u2212" if value < 0 and float(digits) else ""
    number = f"{sign}{whole}{labels.decimal}{part}" if part else f"{sign}{whole}"
    if unit not in SIGNS:
        return number
    pattern = labels.currency_pattern if unit in "€$£¥" else labels.percent_pattern
    return pattern.format(number=number, sign=unit)


def _decimals(value: float) -> int:
    text = f"{value:.{_MOST_DECIMALS}f}".rstrip("0")
    return len(text.partition(".")[2])
