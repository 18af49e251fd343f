"""Tables (ISO/IEC 29500-1, 17.4): rows with cells that span, which of them are heads, and how wide columns are."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from exporter.readers.office.manuscript import Element, Grid, GridCell, GridRow, Line
from exporter.readers.word.names import W, number, on, val

if TYPE_CHECKING:
    from exporter.readers.word.story import Story

_MOST_SPAN = 1000


def grid_of(story: "Story", table: Any, ids: tuple[str, ...]) -> Grid:
    """A table as a grid."""
    properties = table.find(f"{W}tblPr")
    style, look = val(properties, "tblStyle"), properties.find(f"{W}tblLook") if properties is not None else None
    rows = list(_inside(table, "tr"))
    cells = [list(_cells(row)) for row in rows]
    spans = _row_spans(cells)
    heads = [on(row.find(f"{W}trPr"), "tblHeader") or False for row in rows]
    rule = "header rows" if any(heads) else ""
    read = [
        [(story.read(cell), span, spans.get((place, column), 1)) for cell, column, span in row
         if (place, column) in spans]
        for place, row in enumerate(cells)
    ]  # fmt: skip
    for row, line in zip(read, rows, strict=True):  # a row that begins further in
        row[:0] = [((), 1, 1)] * min(_MOST_SPAN, number(val(line, "trPr", "gridBefore")))
    if not any(heads) and len(rows) > 1:
        if all(_is_head(content) for content, _, _ in read[0]):
            heads[0], rule = True, "style of its cells"
        elif _first_row(look) and story.context.styles.has_head(style):
            heads[0], rule = True, "first row of the table's style"
    origin = story.context.origin(table)
    if rule not in ("", "header rows"):
        story.context.decided(origin, "table-head", rule, 0.8, "".join(table.itertext())[:80])
    made = []
    for row, head in zip(read, heads, strict=True):
        made.append(GridRow(tuple(
            GridCell(content=content, column_span=span, row_span=down, align=_align(content),
                     header=bool(content) and (head or _is_head(content)))
            for content, span, down in row
        ), head))  # fmt: skip
    borders = properties is not None and properties.find(f"{W}tblBorders/*") is not None
    borders = borders or next(table.iter(f"{W}tcBorders"), None) is not None
    has_look = style is not None or borders or any(heads)
    if not has_look and len(rows) == 1:
        words = " ".join(table.itertext())
        story.context.decided(
            origin, "text", "table of one row without a look", 0.7, words, "only sets things side by side"
        )
    indent = properties.find(f"{W}tblInd") if properties is not None else None
    return Grid(
        origin=origin, last_line=origin.line + max(0, sum(1 for _ in table.iter(f"{W}p")) - 1), rows=tuple(made),
        indent=max(0, number(indent.get(f"{W}w"))) if indent is not None else 0, ids=ids, head_rule=rule,
        has_look=has_look,
    )  # fmt: skip


def _cells(row: Any) -> Iterator[tuple[Any, int, int]]:
    """The cells of a row, each with its column and how many it spans."""
    column = number(val(row, "trPr", "gridBefore"))
    for cell in _inside(row, "tc"):
        span = max(1, min(_MOST_SPAN, number(val(cell, "tcPr", "gridSpan"), 1)))
        yield cell, column, span
        column += span


def _row_spans(rows: list[list[tuple[Any, int, int]]]) -> dict[tuple[int, int], int]:
    """How many rows the cell at a row and column spans; nothing for one that goes on from above."""
    spans: dict[tuple[int, int], int] = {}
    open_cells: dict[int, tuple[int, int]] = {}
    for place, row in enumerate(rows):
        still: dict[int, tuple[int, int]] = {}
        for cell, column, _ in row:
            merge = val(cell, "tcPr", "vMerge")
            above = open_cells.get(column)
            if merge is not None and merge != "restart" and above:
                spans[above] = min(_MOST_SPAN, spans[above] + 1)
                still[column] = above
                continue
            spans[place, column] = 1
            if merge is not None:
                still[column] = (place, column)
        open_cells = still
    return spans


def _inside(element: Any, name: str) -> Iterator[Any]:
    """The children of this name, in content controls too."""
    for child in element:
        if child.tag == W + name:
            yield child
        elif child.tag in (f"{W}sdt", f"{W}sdtContent", f"{W}customXml", f"{W}smartTag"):
            yield from _inside(child, name)


def _first_row(look: Any) -> bool:
    if look is None:
        return False
    bits = look.get(f"{W}val", "")
    old = bool(int(bits, 16) & 0x20) if len(bits) == 4 and all(sign in "0123456789abcdefABCDEF" for sign in bits) else (
        False)  # fmt: skip
    said = look.get(f"{W}firstRow")
    return old if said is None else said.lower() in ("1", "true", "on")


def _is_head(content: tuple[Element, ...]) -> bool:
    lines = [line for line in content if isinstance(line, Line)]
    return bool(lines) and all(line.role in ("table-header", "data-header", "data-name") for line in lines)


def _align(content: tuple[Element, ...]) -> Any:
    found = {line.align for line in content if isinstance(line, Line)}
    return found.pop() if len(found) == 1 else ""
