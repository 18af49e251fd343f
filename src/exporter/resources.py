"""Finds templates/: beside this package in a wheel, at the top of a checkout."""

from functools import cache
from pathlib import Path


@cache
def templates_folder() -> Path:
    """The folder of the shared templates, themes and labels."""
    packaged = Path(__file__).parent / "templates"
    return packaged if packaged.is_dir() else Path(__file__).parents[2] / "templates"
