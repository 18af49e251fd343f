"""How wide tables fit: one rule for every format that has pages.

A table takes the width of the column. When its longest words do not fit side by side, its type shrinks to 86 %, then
to 74 %. What is wider still turns its page where the kind says so (`turn_wide_tables`) and the table stands in the
running text; elsewhere its words break.
"""

import math
import re
from typing import Any

from lxml import etree

from exporter.theme import Theme

# A word longer than this may break in a cell (addresses, mostly); shorter ones hold their column open.
LONGEST_WORD = 18
# How far a table's type may shrink before its words break, by the class that print.css knows.
SCALES = {"": 1.0, "dense": 0.86, "denser": 0.74}
# The room that a letter takes of its size, on the average of the widest text (capitals, figures) seen in tables.
_LETTER_EM = 0.52
_LETTER_PX = 6  # the same, as a picture's width is counted
_PADDING_EM = 1.4
_MM_IN_INCH = 25.4
GAP_EM = 1  # between what stands side by side, as in common.css
_LINE_MAY_BREAK = re.compile(r"[^\S\u00a0\u2007\u202f]+")  # in a space, unless it is one that forbids it
_WIDTH = re.compile(r"width: (\d+(?:\.\d+)?)(%|mm|cm|in|pt|px)")
_UNITS_MM = {"mm": 1.0, "cm": 10.0, "in": _MM_IN_INCH, "pt": _MM_IN_INCH / 72, "px": _MM_IN_INCH / 96}


def scale_of(table: Any, column_mm: float, theme: Theme) -> str | None:
    """The name of the largest scale at which a table fits into a column; None when it fits at none."""
    widest = _widest(table, LONGEST_WORD)
    return next((name for name in SCALES if _needed_mm(widest, name, theme) <= column_mm), None)


def fits_whole(table: Any, column_mm: float, theme: Theme) -> bool:
    """Whether a table fits into a column at full size with every word whole, addresses too."""
    return _needed_mm(_widest(table), "", theme) <= column_mm


def _needed_mm(widest: list[float], scale: str, theme: Theme) -> float:
    padding_em = len(widest) * (_PADDING_EM / 2 if scale else _PADDING_EM)
    em_pt = theme.roles["table-cell"].size_pt * SCALES[scale]
    return (sum(widest) * _LETTER_EM + padding_em) * em_pt * _MM_IN_INCH / 72


def column_of(element: Any, theme: Theme) -> float:
    """The width in mm of the column that an element stands in: a landscape page's is longer, one of two is shorter."""
    page = theme.page
    around = [name for parent in element.iterancestors("div") for name in parent.get("class", "").split()]
    if "columns" in around or "bilingual" in around:
        return (page.text_width_mm - theme.column_gap_mm) / 2
    return page.text_width_mm + (page.height_mm - page.width_mm if "landscape" in around else 0)


def rows_of_figures(element: Any, column_mm: float, theme: Theme) -> list[list[float]]:
    """How key figures stand: for each row the width of each, as a part of the column, so that no number breaks.

    They are equally wide in one row where that does; else as wide as each needs; else they stand in several rows.
    """
    needed = [_needed_by_figure(figure, theme) / column_mm for figure in element]
    count = len(needed)
    if max(needed) * count <= 1:
        return [[1 / count] * count]
    if sum(needed) > 1 and (fitting := int(1 / max(needed))) > 1:
        in_row = math.ceil(count / math.ceil(count / fitting))  # no row much shorter than the others
        return [[1 / in_row] * min(in_row, count - first) for first in range(0, count, in_row)]
    rows: list[list[float]] = []
    for need in needed:
        if not rows or sum(rows[-1]) + need > 1:
            rows.append([])
        rows[-1].append(need)
    return [[need + max(0.0, 1 - sum(row)) / len(row) for need in row] for row in rows]


def _needed_by_figure(figure: Any, theme: Theme) -> float:
    """The width in mm of a key figure's longest word, with the room to the next."""
    letter_em = theme.table_character_twips / 20 / theme.roles["table-cell"].size_pt
    widths = [0.0]
    for paragraph in figure.iter("p"):
        role = theme.roles.get(paragraph.get("class", ""), theme.roles["body"])
        widths.append(max(map(len, unbroken(paragraph)), default=0) * letter_em * role.size_pt)
    return (max(widths) + GAP_EM * theme.roles["body"].size_pt) * _MM_IN_INCH / 72


def given_width(image: Any, column_mm: float) -> float | None:
    """The width in mm that an author gave a picture, of the column where it is a percentage; None without one."""
    given = _WIDTH.search(image.get("style", ""))
    if given is None:
        return None
    return float(given[1]) * (column_mm / 100 if given[2] == "%" else _UNITS_MM[given[2]])


def turn_wide_tables(root: Any, theme: Theme) -> None:
    """Put each table of the running text that fits at no scale on a landscape page of its own."""
    for table in list(root.iterfind("body/article//table")):
        parent = table.getparent()
        if parent.tag not in ("article", "div") or column_of(table, theme) > theme.page.text_width_mm:
            continue
        if scale_of(table, theme.page.text_width_mm, theme) is None:
            turned = etree.Element("div", {"class": "division landscape"})
            turned.tail, table.tail = table.tail, None
            parent.replace(table, turned)
            turned.append(table)


def unbroken(cell: Any) -> list[str]:
    """The stretches of a cell's text that stay on one line: words, and words that a no-break space joins (1 000 €)."""
    return [stretch for stretch in _LINE_MAY_BREAK.split("".join(cell.itertext())) if stretch]


def least_width(cell: Any, longest_word: float = math.inf) -> float:
    """The room that a cell asks for at least, in characters: its longest word's, or its widest picture's."""
    word = max(map(len, unbroken(cell)), default=0)
    picture = max((float(image.get("width", 0)) / _LETTER_PX for image in cell.iter("img")), default=0.0)
    return max(min(word, longest_word), min(picture, LONGEST_WORD))


def columns(table: Any) -> int:
    """How many columns a table has, as far as its cells without spans tell."""
    return len(_widest(table))


def _widest(table: Any, longest_word: float = math.inf) -> list[float]:
    """The room that each column asks for at least, in characters."""
    widest: dict[int, float] = {}
    for row in table.iter("tr"):
        place = 0
        for cell in row:
            span = int(cell.get("colspan", "1"))
            if span == 1:
                widest[place] = max(widest.get(place, 0), least_width(cell, longest_word))
            place += span
    return list(widest.values())
