"""Amounts as options give them: sizes and times."""

import sys


def amount(word: str) -> float:
    """A number that is none below zero. Raises ValueError."""
    value = float(word)
    if not 0 <= value < sys.maxsize:
        raise ValueError(word)
    return value
