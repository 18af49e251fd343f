"""Choices from a seed that are the same in every version of Python: `random()` alone is promised to be."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Dice:
    """Throws that follow from the seed and a name: what one article takes changes nothing for the next one."""

    def __init__(self, seed: int, name: object) -> None:
        self._random = random.Random(f"{seed} {name}").random

    def under(self, count: int) -> int:
        """A number from 0 up to but without `count`."""
        return int(self._random() * count)

    def between(self, least: int, most: int) -> int:
        """A number between two, both included."""
        return least + int(self._random() * (most - least + 1))

    def pick(self, choices: Sequence[T]) -> T:
        """One of several."""
        return choices[int(self._random() * len(choices))]

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in such a share of cases."""
        return self._random() < share

    def some(self, choices: Sequence[T], count: int) -> list[T]:
        """So many different ones, in the order in which they were thrown."""
        left = list(choices)
        return [left.pop(int(self._random() * len(left))) for _ in range(min(count, len(left)))]

    def skewed(self, least: int, most: int, power: float = 1.8) -> int:
        """A number between two that is more often near the lower one, as lengths of articles are."""
        return least + int((most - least + 1) * self._random() ** power)
