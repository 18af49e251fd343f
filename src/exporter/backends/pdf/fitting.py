"""Fits wide things into the column: pictures at their own size, tables by smaller type and then by breaking words."""

from typing import Any

from exporter.theme import Theme

# A word longer than this may break in a cell (addresses, mostly); shorter ones hold their column open.
_LONGEST_WORD = 18
# The room that a letter takes of its size, on the average of the widest text (capitals, figures) seen in tables.
_LETTER_EM = 0.52
_PADDING_EM = 1.4
# How far a table's type may shrink before its words break, with the class that print.css knows.
_STEPS = ((1.0, ""), (0.86, "dense"), (0.74, "denser"))


def fit(root: Any, theme: Theme, page_pattern: str) -> None:
    """Change a page's copy so that nothing is wider than the column of text, and nothing seems more than it is."""
    # WeasyPrint leaves these attributes to its presentational hints, which cost a second stylesheet.
    for picture in root.iter("img"):
        if picture.get("width") and not picture.get("style"):
            picture.set("style", f"width: {picture.get('width')}px")
    for numbered in root.iter("ol"):
        if numbered.get("start"):
            numbered.set("style", f"counter-reset: list-item {int(numbered.get('start')) - 1}")
    for link in list(root.iter("a")):
        if link.get("class") == "page-reference":
            _refer_to_page(link, page_pattern)
        words = link.text or ""
        if "/" in words and " " not in words:
            _add_class(link, "address")
        if not link.get("href"):
            link.tag = "span"  # what leads nowhere is not to be tagged as a link
    for table in root.iter("table"):
        _fit_table(table, theme.page.text_width_mm, theme.roles["table-cell"].size_pt)


def _refer_to_page(link: Any, pattern: str) -> None:
    """Show the page of a link's target ("page 7"), which the engine knows last of all, in place of its words."""
    before, _, after = pattern.partition("{page}")
    for child in list(link):
        link.remove(child)
    link.text = before
    page = link.makeelement("span", {"class": "page-of"})
    page.tail = after
    link.append(page)
    page.set("data-target", link.get("href"))


def _fit_table(table: Any, column_mm: float, size_pt: float) -> None:
    column_em = column_mm * 72 / 25.4 / size_pt
    widest: dict[int, int] = {}
    for row in table.iter("tr"):
        place = 0
        for cell in row:
            longest = max((len(word) for word in "".join(cell.itertext()).split()), default=0)
            if longest > _LONGEST_WORD:
                _add_class(cell, "breaks")
                longest = _LONGEST_WORD
            span = int(cell.get("colspan", "1"))
            if span == 1:
                widest[place] = max(widest.get(place, 0), longest)
            place += span
    needed_em = sum(widest.values()) * _LETTER_EM
    for scale, name in _STEPS:
        padding_em = len(widest) * (_PADDING_EM if not name else _PADDING_EM / 2)
        if (needed_em + padding_em) * scale <= column_em:
            break
    else:
        _add_class(table, "breaks")
    if name:
        _add_class(table, name)
    for picture in table.iter("img"):
        # WeasyPrint 70 takes a percentage of a cell for no limit when it measures the column.
        limit = f"max-width: {column_mm / max(1, len(widest)) - 4:.4g}mm"
        picture.set("style", f"{picture.get('style', '')}; {limit}".lstrip("; "))


def _add_class(element: Any, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
