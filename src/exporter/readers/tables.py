"""Tables from elements, with every cell in its place: no row shorter or longer than the table."""

import re
from collections.abc import Iterable
from typing import Any, Protocol, cast

import msgspec

from exporter.messages import Report
from exporter.model import nodes as n
from exporter.readers.elements import Child, Element

_MAX_SPAN = 1000  # HTML's own bound for colspan
_MAX_PADDING = 0x10000  # as markdown-it's, so that a short text cannot make a huge table


class Content(Protocol):
    """What converts the content of cells and captions."""

    report: Report

    def blocks(self, children: Iterable[Child]) -> list[n.AnyBlock]: ...

    def inlines(self, children: Iterable[Child]) -> tuple[n.AnyInline, ...]: ...


def table_of(element: Element, content: Content) -> list[n.AnyBlock]:
    """The table of an element; what stands between its rows comes before it, as in a browser."""
    head: list[n.Row] = []
    body: list[n.Row] = []
    caption: tuple[n.AnyInline, ...] = ()
    outside: list[Child] = []
    markdown = "columns" in element.attrs
    columns = element.attrs["columns"].split(",") if markdown else []
    for section, row in _rows(element, outside):
        cells = tuple(_cell(child, content) for child in row.elements() if child.tag in ("td", "th"))
        outside.extend(child for child in row.children if not _is_cell(child))
        if not cells:
            continue
        node = n.Row(cells=cells, origin=row.origin)
        titles = not body and (section == "thead" or (section != "tfoot" and all(cell.header for cell in cells)))
        (head if titles and (markdown or len(cells) > 1 or section == "thead") else body).append(node)
    for child in element.elements():
        if child.tag == "caption":
            caption = content.inlines(_running(child))
            outside = [other for other in outside if other is not child]
    if markdown:
        _tell_long_rows(body, len(columns), content.report)
    width, sections = _squared(head, body)
    blocks = content.blocks(outside)
    if not width:
        return [n.Paragraph(children=caption, origin=element.origin), *blocks] if caption else blocks
    aligned = tuple(columns) + ("",) * (width - len(columns)) if markdown else ()
    table = n.Table(
        head=sections[0],
        body=sections[1],
        columns=cast("tuple[n.Alignment, ...]", aligned),
        caption=caption,
        id=element.attrs.get("id", ""),
        origin=element.origin,
    )
    return [*blocks, table]


def _is_cell(child: Child) -> bool:
    return isinstance(child, Element) and child.tag in ("td", "th")


def _running(caption: Element) -> list[Child]:
    """A caption's content without the paragraphs around it."""
    result: list[Child] = []
    for child in caption.children:
        result.extend(child.children if isinstance(child, Element) and child.tag in ("p", "div") else (child,))
    return result


def _rows(element: Element, outside: list[Child]) -> Iterable[tuple[str, Element]]:
    for child in element.children:
        if not isinstance(child, Element):
            outside.append(child)
        elif child.tag == "tr":
            yield "", child
        elif child.tag in ("thead", "tbody", "tfoot"):
            for row in child.children:
                if isinstance(row, Element) and row.tag == "tr":
                    yield child.tag, row
                else:
                    outside.append(row)
        elif child.tag not in ("colgroup", "col"):
            outside.append(child)


def _cell(element: Element, content: Content) -> n.Cell:
    attrs = element.attrs
    align = attrs.get("align", "").lower()
    styled = re.search(r"text-align:\s*(left|center|right)", attrs.get("style", ""))
    return n.Cell(
        blocks=tuple(content.blocks(element.children)),
        header=element.tag == "th",
        column_span=_span(attrs.get("colspan", "")),
        row_span=_span(attrs.get("rowspan", "")),
        align=cast("n.Alignment", styled[1] if styled else align if align in ("left", "center", "right") else ""),
        origin=element.origin,
    )


def _span(text: str) -> int:
    return min(max(int(text), 1), _MAX_SPAN) if re.fullmatch(r"\s*\d{1,4}\s*", text) else 1


def _tell_long_rows(rows: list[n.Row], width: int, report: Report) -> None:
    long = [row for row in rows if len(row.cells) > width]
    if long:
        more = f", and {len(long) - 1} more rows" if len(long) > 1 else ""
        report.add(
            "R204",
            f"a row has {len(long[0].cells)} cells, the table's head {width}{more}; columns are added",
            r"write a | that belongs to the text as \|, or add a column to the head",
            long[0].origin,
        )


def _squared(*sections: list[n.Row]) -> tuple[int, tuple[tuple[n.Row, ...], ...]]:
    """The number of columns, and the sections with each row filled up to it; no cell reaches below its section."""
    taken = [_occupied(rows) for rows in sections]
    width = max((end for ends, _ in taken for end in ends), default=0)
    padding = sum(width - end for ends, _ in taken for end in ends)
    if padding > _MAX_PADDING:
        return width, tuple(tuple(rows) for _, rows in taken)
    result = []
    for ends, rows in taken:
        filled = []
        for end, row in zip(ends, rows, strict=True):
            missing = width - end
            empty = tuple(n.Cell(blocks=(), header=_all_headers(row), origin=row.origin) for _ in range(missing))
            filled.append(msgspec.structs.replace(row, cells=(*row.cells, *empty)) if missing else row)
        result.append(tuple(filled))
    return width, tuple(result)


def _all_headers(row: n.Row) -> bool:
    return all(cell.header for cell in row.cells)


def _occupied(rows: list[n.Row]) -> tuple[list[int], list[n.Row]]:
    """How many columns each row fills, spans from above counted, and the rows with their spans cut to the section."""
    ends: list[int] = []
    result: list[n.Row] = []
    open_spans: dict[int, int] = {}  # column -> rows that it is still taken for
    for place, row in enumerate(rows):
        column = 0
        cells: list[Any] = []
        later: dict[int, int] = {}
        for cell in row.cells:
            while open_spans.get(column, 0) > 0:
                column += 1
            depth = min(cell.row_span, len(rows) - place)
            for number in range(column, column + cell.column_span):
                if depth > 1:
                    later[number] = depth - 1
            column += cell.column_span
            cells.append(cell if depth == cell.row_span else msgspec.structs.replace(cell, row_span=depth))
        while open_spans.get(column, 0) > 0:
            column += 1
        ends.append(max([column, *(number + 1 for number, left in open_spans.items() if left > 0)]))
        open_spans = {number: left - 1 for number, left in open_spans.items() if left > 1}
        open_spans.update(later)
        result.append(msgspec.structs.replace(row, cells=tuple(cells)))
    return ends, result
