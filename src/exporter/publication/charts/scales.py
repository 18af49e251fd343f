"""From numbers to places: round ticks and linear scales."""

import math
from collections.abc import Iterable

import msgspec

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)


class Scale(msgspec.Struct, frozen=True):
    """A linear scale from `low`..`high` to `start`..`end`, with its ticks."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


def scale(
    values: Iterable[float], start: float, end: float, zero: bool = True, count: int = 5, tight: bool = False
) -> Scale:
    """A scale over values: from 0 where `zero` says so, to round ends or, when `tight`, to the values' own."""
    found = list(values)
    low, high = min(found), max(found)
    if zero:
        low, high = min(0.0, low), max(0.0, high)
    if low == high:
        low, high = (low - 1, high + 1) if low else (0.0, 1.0)
    step = _step((high - low) / count)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(round(number * step, 12) for number in range(first, last + 1))
    if tight:
        ticks = tuple(tick for tick in ticks if low <= tick <= high)
        return Scale(low, high, start, end, ticks)
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def spread(wanted: list[float], gap: float, low: float, high: float) -> list[float]:
    """The places nearest to the wanted ones, in order of these, at least `gap` apart and inside the bounds."""
    order = sorted(range(len(wanted)), key=lambda i: wanted[i])
    placed = [min(max(wanted[i], low), high) for i in order]
    for _ in range(100):
        moved = False
        for i in range(len(placed) - 1):
            short = gap - (placed[i + 1] - placed[i])
            if short > 0.01:
                placed[i] -= short / 2
                placed[i + 1] += short / 2
                moved = True
        placed = [min(max(place, low), high) for place in placed]
        if not moved:
            break
    result = [0.0] * len(wanted)
    for i, place in zip(order, placed, strict=True):
        result[i] = place
    return result


def _step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(factor * power for factor in _STEPS if factor * power >= rough * 0.999999)
