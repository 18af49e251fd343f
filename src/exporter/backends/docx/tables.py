"""Tables with widths that fit, repeating header rows and spans; and the one-cell table that draws a call-out."""

from typing import TYPE_CHECKING, Any

import msgspec

from exporter.backends.docx.ooxml import add, make, ordered, twips
from exporter.backends.docx.story import Story
from exporter.theme import Role

if TYPE_CHECKING:
    from exporter.backends.docx.writer import Place, Writer

_LONGEST_COLUMN = 60  # characters: beyond it a column asks for no more room
_ALIGN = {"align-right": "right", "align-center": "center", "align-left": "left"}


class TableWriter:
    """Writes the tables of one document."""

    def __init__(self, writer: "Writer") -> None:
        self._writer = writer

    def write(self, story: Story, element: Any, place: "Place") -> Any:
        """The w:tbl of a table element."""
        rows = [row for group in element for row in group if group.tag in ("thead", "tbody")]
        grid = _grid(rows)
        count = max((start + span for line in grid for start, span, _, _ in line), default=1)
        total = (
            round(place.column_px * 15) if place.column_px else twips(self._writer.theme.page.text_width_mm * 72 / 25.4)
        )
        widths = _given(element, total, count) or _widths(grid, count, total)
        table = make("tbl")
        properties = add(table, "tblPr")
        add(properties, "tblStyle", val="ThemeTable")
        if place.rtl:
            add(properties, "bidiVisual")
        add(properties, "tblW", w=total, type="dxa")
        add(properties, "tblLayout", type="fixed")
        has_head = element.find("thead") is not None
        first_column = any(cell.get("scope") == "row" for cell in element.iter("th"))
        add(properties, "tblLook", val="0420", firstRow=int(has_head), lastRow=0, firstColumn=int(first_column),
            lastColumn=0, noHBand=1, noVBand=1)  # fmt: skip
        caption = element.find("caption")
        if caption is not None:
            add(properties, "tblCaption", val="".join(caption.itertext())[:250])
        ordered(properties)
        columns = add(table, "tblGrid")
        for width in widths:
            add(columns, "gridCol", w=width)
        for row, line in zip(rows, grid, strict=True):
            self._row(story, table, row, line, widths, place)
        return table

    def _row(self, story: Story, table: Any, row: Any, line: list[Any], widths: list[int], place: "Place") -> None:
        element = add(table, "tr")
        properties = add(element, "trPr")
        add(properties, "cantSplit")
        if row.getparent().tag == "thead":
            add(properties, "tblHeader")
        for start, span, cell, merge in line:
            made = add(element, "tc")
            cell_properties = add(made, "tcPr")
            width = sum(widths[start : start + span])
            add(cell_properties, "tcW", w=width, type="dxa")
            if span > 1:
                add(cell_properties, "gridSpan", val=span)
            if merge:
                add(cell_properties, "vMerge", val="restart" if merge == "restart" else None)
            ordered(cell_properties)
            if cell is not None and merge != "continue":
                inside = msgspec.structs.replace(place, column_px=width / 15, level=-1, number=0, in_callout=False)
                self._writer.blocks(story, made, cell, inside)
                _align(made, cell, place.rtl)
            if len(made) == 1 or not made[-1].tag.endswith("}p"):
                add(made, "p")


def box_table(writer: "Writer", role: Role, place: "Place") -> tuple[Any, Any]:
    """A table of one cell with a role's background, rules and padding, and that cell."""
    theme = writer.theme
    total = round(place.column_px * 15)
    indent = writer.numbering.indent_twips(place.level) if place.level >= 0 else 0
    table = make("tbl")
    properties = add(table, "tblPr")
    add(properties, "tblStyle", val="BoxTable")
    if place.rtl:
        add(properties, "bidiVisual")
    add(properties, "tblW", w=total - indent, type="dxa")
    add(properties, "tblInd", w=indent, type="dxa")
    add(properties, "tblLayout", type="fixed")
    margins = add(properties, "tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        add(margins, side, w=twips(role.padding_pt), type="dxa")
    add(properties, "tblLook", val="0000")
    ordered(properties)
    add(add(table, "tblGrid"), "gridCol", w=total - indent)
    row = add(table, "tr")
    add(add(row, "trPr"), "cantSplit")
    cell = add(row, "tc")
    cell_properties = add(cell, "tcPr")
    add(cell_properties, "tcW", w=total - indent, type="dxa")
    borders = add(cell_properties, "tcBorders")
    # bidiVisual turns the table round, its left border with it.
    for side, width in (("top", role.border_top_pt), ("left", role.border_start_pt), ("bottom", role.border_bottom_pt)):
        if width:
            add(borders, side, val="single", sz=round(width * 8), space=0, color=theme.color(role.border_color)[1:])
    if role.background:
        add(cell_properties, "shd", val="clear", color="auto", fill=theme.color(role.background)[1:])
    return table, cell


def _grid(rows: list[Any]) -> list[list[tuple[int, int, Any, str]]]:
    """Each row's cells as (first column, columns, element, vertical merge), with those that a span above fills."""
    pending: dict[int, tuple[int, int]] = {}  # first column -> (rows left, columns)
    grid = []
    for row in rows:
        line: list[tuple[int, int, Any, str]] = []
        column = 0
        cells = iter(row)
        cell = next(cells, None)
        while cell is not None or column in pending:
            if column in pending:
                left, span = pending.pop(column)
                line.append((column, span, None, "continue"))
                if left > 1:
                    pending[column] = (left - 1, span)
                column += span
                continue
            span, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
            blocked = [other for other in pending if column < other < column + span]
            span = min([span, *(other - column for other in blocked)])
            line.append((column, span, cell, "restart" if down > 1 else ""))
            if down > 1:
                pending[column] = (down - 1, span)
            column += span
            cell = next(cells, None)
        for other in sorted(pending):
            if other > column:  # a hole before a span from above
                line.append((column, other - column, None, ""))
                left, span = pending.pop(other)
                line.append((other, span, None, "continue"))
                if left > 1:
                    pending[other] = (left - 1, span)
                column = other + span
        grid.append(line)
    return grid


def _given(element: Any, total: int, count: int) -> list[int]:
    """The widths that the author asked for, in twips; empty when there are none."""
    shares = [
        float(column.get("style", "").removeprefix("width: ").removesuffix("%") or 0) for column in element.iter("col")
    ]
    if len(shares) != count or not sum(shares):
        return []
    return _rounded([share / sum(shares) * total for share in shares], total)


def _widths(grid: list[list[tuple[int, int, Any, str]]], count: int, total: int) -> list[int]:
    """Widths by content: each column's longest word first, then room in proportion to its longest cell."""
    least, wanted = [3.0] * count, [3.0] * count
    for line in grid:
        for start, span, cell, _ in line:
            if cell is None:
                continue
            text = " ".join("".join(cell.itertext()).split())
            longest = max((len(word) for word in text.split()), default=0)
            for column in range(start, start + span):
                least[column] = max(least[column], longest / span + 2.5)
                wanted[column] = max(wanted[column], min(len(text), _LONGEST_COLUMN) / span + 2.5)
    spare = [want - low for want, low in zip(wanted, least, strict=True)]
    # About 5.2 points a character at a table's size: what is left after the longest words is shared by need.
    room = max(0.0, total / 104 - sum(least))
    if sum(spare) and room:
        share = min(1.0, room / sum(spare))
        least = [low + extra * share for low, extra in zip(least, spare, strict=True)]
    return _rounded([width / sum(least) * total for width in least], total)


def _rounded(widths: list[float], total: int) -> list[int]:
    whole = [int(width) for width in widths]
    whole[-1] += total - sum(whole)
    return whole


def _align(made: Any, cell: Any, rtl: bool) -> None:
    name = next((name for name in cell.get("class", "").split() if name in _ALIGN), "")
    if not name:
        return
    value = _ALIGN[name]
    if rtl and value != "center":
        value = "left" if value == "right" else "right"  # Word's left is where a line begins
    for paragraph in made.findall("{*}p"):
        properties = paragraph.find("{*}pPr")
        if properties is None:
            properties = make("pPr")
            paragraph.insert(0, properties)
        add(properties, "jc", val=value)
        ordered(properties)
