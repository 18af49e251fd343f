"""Tables of GitHub's kind, which have one head row, one line a row and nothing but running text in a cell."""

from collections.abc import Callable, Sequence

from exporter.model import nodes as n

Line = Callable[[Sequence[n.AnyInline]], str]
_RULES = {"": "---", "left": ":--", "center": ":-:", "right": "--:"}


def pipe_table(table: n.Table, line: Line) -> str | None:
    """The table with pipes; None when it holds what such a table has no place for."""
    if len(table.head) != 1 or table.widths:
        return None
    width = len(table.head[0].cells)
    unaligned: n.Alignment = ""
    columns = table.columns or (unaligned,) * width
    if len(columns) != width or not all(cell.header for cell in table.head[0].cells):
        return None
    rows = []
    for row in (*table.head, *table.body):
        cells = _without_filling(row, columns)
        if len(row.cells) != width or not all(map(_is_plain, cells, columns)):
            return None
        if row is not table.head[0] and any(cell.header for cell in row.cells):
            return None
        if not cells or (row is table.head[0] and len(cells) < width):
            return None
        rows.append(_row([line(_words(cell)) for cell in cells]))
    return "\n".join([rows[0], _row([_RULES[align] for align in columns]), *rows[1:]])


def _without_filling(row: n.Row, columns: Sequence[n.Alignment]) -> Sequence[n.Cell]:
    """The cells that have to be written: the reader fills a short row with empty cells that have no alignment."""
    cells = row.cells
    while cells and not cells[-1].blocks and cells[-1].align != columns[min(len(cells), len(columns)) - 1]:
        cells = cells[:-1]
    return cells


def _is_plain(cell: n.Cell, align: str) -> bool:
    match cell.blocks:
        case () | (n.Paragraph(id="", classes=()),):
            return cell.column_span == cell.row_span == 1 and cell.align == align
    return False


def _words(cell: n.Cell) -> Sequence[n.AnyInline]:
    return cell.blocks[0].children if cell.blocks and isinstance(cell.blocks[0], n.Paragraph) else ()


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"
