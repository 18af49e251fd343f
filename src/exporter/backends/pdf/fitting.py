"""Fits wide things into the column: pictures at their own size, tables by smaller type and then by breaking words."""

from itertools import chain, islice
from typing import Any

from exporter.backends.pdf.half_tags import HALF
from exporter.publication.widths import LONGEST_WORD, columns, fits_whole, rows_of_figures, scale_of, unbroken
from exporter.theme import Theme


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
    rows = (row for row in root.iter("div") if "bilingual" in row.get("class", "").split())
    for number, half in enumerate(half for row in rows for half in row):
        half.set(HALF, str(number + 1))
    _fit_tables(root, theme, theme.page.text_width_mm)


def _fit_tables(parent: Any, theme: Theme, column_mm: float) -> None:
    """Fit the tables below an element, each to the column that it stands in."""
    for element in parent:
        classes = element.get("class", "").split()
        width_mm = column_mm
        if "columns" in classes or "bilingual" in classes:
            width_mm = (column_mm - theme.column_gap_mm) / 2
        elif "landscape" in classes:
            width_mm = column_mm + theme.page.height_mm - theme.page.width_mm
        if element.tag == "table":
            _fit_table(element, width_mm, theme)
        elif classes == ["key-figures"] and len(element):
            _fit_figures(element, width_mm, theme)
        _fit_tables(element, theme, width_mm)


def _fit_figures(figures: Any, column_mm: float, theme: Theme) -> None:
    """Give key figures the width that each asks for, and further rows where one is too short."""
    rows = rows_of_figures(figures, column_mm, theme)
    cells = list(figures)
    relative = chain.from_iterable([share / sum(shares) for share in shares] for shares in rows)
    for cell, share in zip(cells, relative, strict=True):
        cell.set("style", f"width: {share:.2%}")
    if len(rows) > 1:
        _add_class(figures, "in-rows")
        left = iter(cells)
        figures[:] = [figures.makeelement("div", {"class": "key-row"}) for _ in rows]
        for row, shares in zip(figures, rows, strict=True):
            row.set("style", f"width: {sum(shares):.2%}")
            row.extend(islice(left, len(shares)))


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


def _fit_table(table: Any, column_mm: float, theme: Theme) -> None:
    for corner in table.iterfind("thead/tr/td"):  # a cell of data there would have no head (ISO 14289-1, 7.5)
        corner.tag = "th"
        corner.set("scope", "col")
    if not fits_whole(table, column_mm, theme):
        for cell in (cell for row in table.iter("tr") for cell in row):
            if any(len(word) > LONGEST_WORD for word in unbroken(cell)):
                _add_class(cell, "breaks")
    name = scale_of(table, column_mm, theme)
    if name is None:
        _add_class(table, "breaks")
        name = "denser"
    if name:
        _add_class(table, name)
    for picture in table.iter("img"):
        # WeasyPrint 70 takes a percentage of a cell for no limit when it measures the column.
        limit = f"max-width: {column_mm / max(1, columns(table)) - 4:.4g}mm"
        picture.set("style", f"{picture.get('style', '')}; {limit}".lstrip("; "))


def _add_class(element: Any, name: str) -> None:
    element.set("class", f"{element.get('class', '')} {name}".strip())
