"""Where every line of the samples stands: an engine, a font or a template that moves one is seen.

Held to texts in tests/golden/layout by the code of `exporter diff`.
"""

from functools import cache
from pathlib import Path

import msgspec
import pytest
from layout_text import engines, layout_of, read, written

from exporter.api import convert_file
from exporter.checks.editions.layout import compare_layout
from exporter.checks.editions.sheets import Sheet

SAMPLES = Path(__file__).parents[1] / "samples"
GOLDEN = Path(__file__).parent / "golden" / "layout"
# Every sample in the first theme; of the others those that hold tables, notes, columns, charts, code and four scripts.
EVERY = tuple(sorted(path.name for path in SAMPLES.iterdir() if path.is_file()))
SOME = ("archives-ar.md", "newsletter.md", "report.md", "toshokan-ja.md", "weighing-pages.md")
PAGES = [("editorial", name) for name in EVERY] + [(theme, name) for theme in ("civic", "gazette") for name in SOME]


@cache
def today(theme: str, name: str) -> list[Sheet]:
    result = convert_file(SAMPLES / name, ["pdf"], theme=theme)
    assert not result.failed, [message.text for message in result.messages if message.severity == "error"]
    return layout_of(result["pdf"])


def file_of(theme: str, name: str) -> Path:
    return GOLDEN / f"{Path(name).stem}-{theme}.txt"


def said(old: list[Sheet], new: list[Sheet]) -> list[str]:
    return [sight.said for page in compare_layout(old, new) for sight in page.sights if sight.sort != "picture"]


@pytest.mark.parametrize(("theme", "name"), PAGES)
def test_every_line_stands_where_it_stood(theme: str, name: str, request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--accept"):
        file_of(theme, name).write_text(written(today(theme, name)), "utf-8")
        (GOLDEN / "engines.txt").write_text(engines(), "utf-8")
        return
    changes = said(read(file_of(theme, name).read_text("utf-8")), today(theme, name))
    recorded = (GOLDEN / "engines.txt").read_text("utf-8")
    listed = "\n  ".join(changes)
    if changes and engines() != recorded:
        here, there = (", ".join(text.split("\n")[:-1]) for text in (engines(), recorded))
        pytest.skip(f"this machine has {here}; with {there} lines stood otherwise:\n  {listed}")
    if changes:
        text = (
            f"samples/{name} in the theme {theme} is laid out otherwise than it was:\n  {listed}\n"
            "An engine, a font or a template moved it. Where that is meant: pytest tests/test_layout.py --accept, and "
            "read the difference of tests/golden/layout before you commit it."
        )
        pytest.fail(text, pytrace=False)


def test_no_text_is_left_of_a_sample_that_is_gone() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {file_of(*page).name for page in PAGES} | {"engines.txt"}


def moved(sheets: list[Sheet], page: int, lines: range, right_pt: float, down_pt: float) -> list[Sheet]:
    """The layout with some lines of a page elsewhere."""
    sheet = sheets[page - 1]
    changed = [
        msgspec.structs.replace(line, x_pt=line.x_pt + right_pt, y_pt=line.y_pt + down_pt) if number in lines else line
        for number, line in enumerate(sheet.lines)
    ]
    return [*sheets[: page - 1], msgspec.structs.replace(sheet, lines=tuple(changed)), *sheets[page:]]


@pytest.mark.parametrize(
    ("lines", "right_pt", "down_pt", "words"),
    [
        (range(5, 6), 0.0, 0.4, "a line moved down by 0.4 pt"),
        (range(5, 6), -0.2, 0.0, "a line moved left by 0.2 pt"),
        (range(5, 8), 0.0, 11.9, "a block of 3 lines moved down by 4.2 mm"),
        (range(5, 8), 5.7, -5.7, "a block of 3 lines moved right by 2.0 mm and up by 2.0 mm"),
    ],
)
def test_lines_that_an_engine_moves_are_told_with_their_way(
    lines: range, right_pt: float, down_pt: float, words: str
) -> None:
    old = read(file_of("editorial", "report.md").read_text("utf-8"))
    [told] = said(old, moved(old, 3, lines, right_pt, down_pt))
    assert told.startswith(f'page 3: {words}: "Readers who wrote')


def test_what_rounding_moves_is_not_told() -> None:
    old = read(file_of("editorial", "report.md").read_text("utf-8"))
    assert said(old, moved(old, 3, range(40), 0.05, 0.05)) == []
