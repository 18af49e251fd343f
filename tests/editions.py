"""One article in several editions, for the tests of `exporter diff`: what is changed in its source, and its files."""

from functools import cache
from pathlib import Path

from PIL import Image, ImageDraw

from exporter.api import convert_text
from exporter.checks.editions import Comparison, Edition, Wanted, compare
from exporter.messages import Report

FOLDER = Path(__file__).parents[1] / "build" / "editions"
TEXT = """---
title: Bridges of the county
author: A. Writer
date: 2025-03-04
lang: en
---

The survey counts every bridge of the county.[^one] It was made on foot, between the thaw and the first mowing, by two
people who had walked these roads as children.

## The old bridge

A traveller who comes from the north first sees the arch of the old bridge. It carries one cart at a time, and in spring
the water reaches its shoulders, so that the toll house has to be left.

Nobody knows its builder; the parish books begin forty years later.[^two] See [the guide](https://example.org/guide).

![An arch over a river](one.png){width=30%}

Table: Lengths in metres

| Name | Length | Year |
|:-----|-------:|-----:|
| Old bridge | 12 | 1480 |
| New bridge | 34 | 1911 |
| Mill bridge | 9 | 1760 |

## The new bridge

Steel came up the river in three barges. Its builders worked through two winters, and the last rivet was driven on the
day of the harvest fair.

It has been painted seven times, always in green.

[^one]: Those of private roads are left out.

[^two]: They were begun by a new priest.
"""


def article(*changes: tuple[str, str], text: str = TEXT) -> str:
    """The article's source with words replaced; each has to be there."""
    for before, after in changes:
        assert before in text, before
        text = text.replace(before, after)
    return text


@cache
def edition(text: str, format: str, theme: str = "editorial", templates: str = "") -> Edition:
    """The text as a file of a format."""
    result = convert_text(text, [format], folder=_pictures(), theme=theme, templates=templates)
    assert [message.text for message in result.messages if message.severity == "error"] == []
    return Edition(f"article.{format}", format, result[format])


def said(old: Edition, new: Edition, **wanted: bool) -> list[str]:
    """Everything that differs, as sentences."""
    comparison = compared(old, new, **wanted)
    return [one.said for one in (*comparison.words, *comparison.parts, *comparison.pages)]


def compared(old: Edition, new: Edition, **wanted: bool) -> Comparison:
    return compare(old, new, Wanted(**wanted), Report())


@cache
def _pictures() -> Path:
    """A folder with two pictures of one size."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, color in (("one", "teal"), ("two", "maroon")):
        image = Image.new("RGB", (600, 300), "white")
        ImageDraw.Draw(image).ellipse((20, 20, 580, 280), fill=color)
        image.save(FOLDER / f"{name}.png")
    return FOLDER
