"""The cells of a table in their places: no row shorter or longer than the table, no cell that reaches out of it."""

from collections.abc import Iterator, Sequence

import msgspec

from exporter.model.nodes import Cell, Row

_MAX_PADDING = 0x10000  # as markdown-it's, so that a short text cannot make a huge table


class PlacedRow(msgspec.Struct, frozen=True):
    """A row whose cells reach no further down than its section; the column (from 0) in which each cell begins, and
    how many columns are taken when its last one is set, cells from above counted."""

    row: Row
    begins: tuple[int, ...]
    end: int


def placed(rows: Sequence[Row]) -> Iterator[PlacedRow]:
    """Each row of a section with the columns of its cells (HTML 4.9.12, forming a table)."""
    open_spans: dict[int, int] = {}  # column -> rows that it is still taken for
    for place, row in enumerate(rows):
        column = 0
        begins: list[int] = []
        cells: list[Cell] = []
        later: dict[int, int] = {}
        for cell in row.cells:
            while open_spans.get(column, 0) > 0:
                column += 1
            depth = min(cell.row_span, len(rows) - place)
            if depth > 1:
                later.update(dict.fromkeys(range(column, column + cell.column_span), depth - 1))
            begins.append(column)
            cells.append(cell if depth == cell.row_span else msgspec.structs.replace(cell, row_span=depth))
            column += cell.column_span
        while open_spans.get(column, 0) > 0:
            column += 1
        end = max([column, *(number + 1 for number, left in open_spans.items() if left > 0)])
        yield PlacedRow(msgspec.structs.replace(row, cells=tuple(cells)), tuple(begins), end)
        open_spans = {number: left - 1 for number, left in open_spans.items() if left > 1}
        open_spans.update(later)


def squared(*sections: Sequence[Row]) -> tuple[int, tuple[tuple[Row, ...], ...]]:
    """The number of columns, and the sections with each row filled up to it; no cell reaches below its section."""
    taken = [list(placed(rows)) for rows in sections]
    width = max((row.end for rows in taken for row in rows), default=0)
    padding = sum(width - row.end for rows in taken for row in rows)
    if padding > _MAX_PADDING:
        return width, tuple(tuple(item.row for item in rows) for rows in taken)
    return width, tuple(tuple(_filled(item.row, width - item.end) for item in rows) for rows in taken)


def _filled(row: Row, missing: int) -> Row:
    if not missing:
        return row
    header = all(cell.header for cell in row.cells)
    empty = tuple(Cell(blocks=(), header=header, origin=row.origin) for _ in range(missing))
    return msgspec.structs.replace(row, cells=(*row.cells, *empty))
