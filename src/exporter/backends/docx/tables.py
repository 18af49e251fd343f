"""Tables: widths that fit, header rows that repeat, cells that span."""

import math
from collections.abc import Iterator
from itertools import islice
from typing import TYPE_CHECKING, Any

import msgspec

from exporter.backends.docx.ooxml import add, make, ordered, twips, w
from exporter.backends.docx.paragraphs import add_property
from exporter.backends.docx.style_names import STYLES, TABLE
from exporter.backends.docx.table_style import CELL_EMS
from exporter.publication.widths import (
    GAP_EM,
    LONGEST_WORD,
    SCALES,
    fits_whole,
    least_width,
    rows_of_figures,
    scale_of,
    unbroken,
)
from exporter.theme import Role, Theme

if TYPE_CHECKING:
    from exporter.backends.docx.place import Place
    from exporter.backends.docx.writer import Writer

_TWIPS_IN_PX = 15
_CELL = 3.3  # characters: the room beside the words of a cell, and for words of wide letters
_LONGEST_COLUMN = 60  # characters: beyond it a column asks for no more room
_ALIGN = {"align-right": "right", "align-center": "center", "align-left": "left"}


class Slot(msgspec.Struct, frozen=True):
    """A cell in the grid: its first column, its columns, its element (None where a span from above or a hole is), and
    "restart" or "continue" where cells are merged downwards."""

    column: int
    span: int
    cell: Any = None
    merge: str = ""


def add_table(writer: "Writer", parent: Any, element: Any, place: "Place") -> None:
    """Add the w:tbl of a table element, as wide as the column."""
    groups = [[row for row in group if row.tag == "tr"] for group in element if group.tag in ("thead", "tbody")]
    count = max(1, *(_columns(row) for group in groups for row in group))
    grid = [(row, line) for group in groups for row, line in zip(group, _grid(group, count), strict=True)]
    count = max(slot.column + slot.span for _, line in grid for slot in line)
    total = round(writer.room(place).column_px * _TWIPS_IN_PX)
    column_mm = total / _TWIPS_IN_PX * 25.4 / 96
    longest_word = math.inf if fits_whole(element, column_mm, writer.theme) else LONGEST_WORD
    widths = _given(element, total, count) or _widths(writer, [line for _, line in grid], longest_word, count, total)
    table = add(parent, "tbl")
    table.append(_properties(element, place, total))
    columns = add(table, "tblGrid")
    for width in widths:
        add(columns, "gridCol", w=width)
    fits = scale_of(element, column_mm, writer.theme)
    scale = "denser" if fits is None else fits
    beside = _beside(writer.theme, scale)
    for row, line in grid:
        made = add(table, "tr")
        properties = add(made, "trPr")
        add(properties, "cantSplit")
        if row.getparent().tag == "thead":
            add(properties, "tblHeader")
        for slot in line:
            _add_cell(writer, made, slot, sum(widths[slot.column : slot.column + slot.span]), 2 * beside, place)
    if "short" in element.get("class", "").split():  # it stays on one page, as print.css has it
        for made in table.findall(w("tr"))[:-1]:
            _keep_with_next(made)
    _keep_with_next(table.findall(w("tr"))[-1])  # the room below it does not begin the next column or page
    if scale:
        _scale(writer, table, scale, beside)


def _keep_with_next(row: Any) -> None:
    for paragraph in row.iter(w("p")):
        add_property(paragraph, "keepNext", 1)


def _beside(theme: Theme, scale: str) -> int:
    """The room on each side of a cell's text, in twips."""
    return twips(theme.roles["table-cell"].size_pt * SCALES[scale] * CELL_EMS[1] / (2 if scale else 1))


def _scale(writer: "Writer", table: Any, scale: str, beside: int) -> None:
    """Set the type of a table smaller, with half the room beside it, as print.css does."""
    properties = table.find(w("tblPr"))
    room = add(properties, "tblCellMar")
    for side in ("left", "right"):
        add(room, side, w=beside, type="dxa")
    ordered(properties)
    roles = {STYLES[role][0]: role for role in ("table-cell", "table-header")}
    for style in table.iter(w("pStyle")):
        role = roles.get(style.get(w("val")))
        if role:
            style.set(w("val"), writer.styles.scaled(role, scale))


def add_figures(writer: "Writer", parent: Any, element: Any, place: "Place") -> None:
    """Add key figures side by side, in as many rows as their numbers ask for, each a table of its own: a table of
    several rows would be read aloud as data without heads."""
    role = writer.theme.roles["key-figures"]
    rows = rows_of_figures(element, writer.room(place).column_px * 25.4 / 96, writer.theme)
    figures = iter(element)
    for shares in rows:
        last = shares[-1] + 1 - sum(shares)
        top_pt = role.border_top_pt if shares is rows[0] else 0.0
        bottom_pt = role.border_bottom_pt if shares is rows[-1] else 0.0
        framed = msgspec.structs.replace(role, border_top_pt=top_pt, border_bottom_pt=bottom_pt)
        add_row(writer, parent, list(islice(figures, len(shares))), [*shares[:-1], last], place, framed)
        below = writer.separate(parent)
        if shares is not rows[-1]:  # all rows on one page, as common.css has it
            _keep_with_next(parent[-2])
            add_property(below, "keepNext", 1)


def add_row(
    writer: "Writer",
    parent: Any,
    cells: list[Any],
    shares: list[float],
    place: "Place",
    role: Role,
    splits: bool = False,
) -> None:
    """Add elements side by side, each with its share of the column: Word's way to set what is no table in a row."""
    column = round(writer.room(place).column_px * _TWIPS_IN_PX)
    total = round(column * sum(shares))
    widths = _rounded([share * column for share in shares], total)
    table = add(parent, "tbl")
    properties = add(table, "tblPr")
    if place.rtl:
        add(properties, "bidiVisual")
    add(properties, "tblW", w=total, type="dxa")
    if place.indent:
        add(properties, "tblInd", w=place.indent, type="dxa")
    borders = add(properties, "tblBorders")
    for side, width_pt in (("top", role.border_top_pt), ("bottom", role.border_bottom_pt)):
        if width_pt and role.border_color:
            color = writer.theme.color(role.border_color).removeprefix("#")
            add(borders, side, val="single", sz=max(2, round(width_pt * 8)), space=0, color=color)
    add(properties, "tblLayout", type="fixed")
    room = add(properties, "tblCellMar")
    gap = twips(GAP_EM * writer.theme.roles["body"].size_pt)
    before, after = (gap, 0) if place.rtl else (0, gap)
    for side, width in zip(("top", "left", "bottom", "right"), (twips(role.padding_pt), before) * 2, strict=True):
        add(room, side, w=after if side == "right" else width, type="dxa")
    ordered(properties)
    columns = add(table, "tblGrid")
    for width in widths:
        add(columns, "gridCol", w=width)
    row = add(table, "tr")
    if not splits:
        add(add(row, "trPr"), "cantSplit")
    for number, (cell, width) in enumerate(zip(cells, widths, strict=True)):
        _add_cell(writer, row, Slot(number, 1, cell), width, gap, place)


def _properties(element: Any, place: "Place", total: int) -> Any:
    properties = make("tblPr")
    add(properties, "tblStyle", val=TABLE[0])
    if place.rtl:
        add(properties, "bidiVisual")
    add(properties, "tblW", w=total, type="dxa")
    if place.indent:
        add(properties, "tblInd", w=place.indent, type="dxa")
    add(properties, "tblLayout", type="fixed")
    head_row = int(element.find("thead") is not None)
    head_column = int(any(cell.get("scope") == "row" for cell in element.iter("th")))
    add(properties, "tblLook", val=f"{0x0600 | head_row << 5 | head_column << 7:04X}", firstRow=head_row, lastRow=0,
        firstColumn=head_column, lastColumn=0, noHBand=1, noVBand=1)  # fmt: skip
    caption = element.find("caption")
    if caption is not None:
        add(properties, "tblCaption", val=" ".join("".join(caption.itertext()).split())[:250])
    return ordered(properties)


def _add_cell(writer: "Writer", row: Any, slot: Slot, width: int, gaps: int, place: "Place") -> None:
    """Add a cell, of whose width its gaps to the neighbours are no room for pictures."""
    made = add(row, "tc")
    properties = add(made, "tcPr")
    add(properties, "tcW", w=width, type="dxa")
    if slot.span > 1:
        add(properties, "gridSpan", val=slot.span)
    if slot.merge:
        add(properties, "vMerge", val="restart" if slot.merge == "restart" else None)
    if slot.cell is not None:
        if slot.cell.tag == "th" and slot.cell.get("scope") == "col":
            add(properties, "vAlign", val="bottom")
        inside = msgspec.structs.replace(
            place,
            column_px=(width - gaps) / _TWIPS_IN_PX,
            box="",
            edge=-1,
            indent=0,
            indent_end=0,
            level=-1,
            number=0,
            hanging=0,
        )
        writer.blocks(made, slot.cell, inside)
        _align(made, slot.cell, place.rtl)
        if slot.cell.tag == "th":
            _color_on_ground(made, slot.cell.get("scope") == "col", writer.theme)
    if made[-1].tag != w("p"):  # a cell ends with a paragraph (ECMA-376-1, 17.4.65)
        # In the body's style an empty cell would make its row taller than the others.
        add(add(add(made, "p"), "pPr"), "pStyle", val=STYLES["table-cell"][0])


def _columns(row: Any) -> int:
    return sum(int(cell.get("colspan", "1")) for cell in row)


def _grid(rows: list[Any], count: int) -> Iterator[list[Slot]]:
    """Each row's slots from the first column to the last; cells of a span from above stand in the rows below."""
    pending: dict[int, tuple[int, int]] = {}  # first column -> (rows left, columns)
    for place, row in enumerate(rows):
        line: list[Slot] = []
        cells = iter(row)
        cell = next(cells, None)
        column = 0
        while cell is not None or column < count:
            if column in pending:
                left, span = pending.pop(column)
                line.append(Slot(column, span, None, "continue"))
                if left > 1:
                    pending[column] = (left - 1, span)
                column += span
                continue
            limit = min((other for other in pending if other > column), default=None)
            if cell is None:
                span = (limit if limit is not None else count) - column
                line.append(Slot(column, span))
            else:
                span, down = int(cell.get("colspan", "1")), int(cell.get("rowspan", "1"))
                span = span if limit is None else min(span, limit - column)
                down = min(down, len(rows) - place)
                line.append(Slot(column, span, cell, "restart" if down > 1 else ""))
                if down > 1:
                    pending[column] = (down - 1, span)
                cell = next(cells, None)
            column += span
        yield line


def _given(element: Any, total: int, count: int) -> list[int]:
    """The widths that the author asked for, in twips; empty when there are none."""
    shares = [
        float(column.get("style", "").removeprefix("width: ").removesuffix("%") or 0) for column in element.iter("col")
    ]
    if len(shares) != count or not sum(shares):
        return []
    return _rounded([share / sum(shares) * total for share in shares], total)


def _widths(writer: "Writer", grid: list[list[Slot]], longest_word: float, count: int, total: int) -> list[int]:
    """Widths by content: each column's longest word first, then room in proportion to its longest cell."""
    least, wanted = [3.0] * count, [3.0] * count
    for line in grid:
        for slot in line:
            if slot.cell is None:
                continue
            text = " ".join(unbroken(slot.cell))
            longest = least_width(slot.cell, longest_word)
            for column in range(slot.column, slot.column + slot.span):
                least[column] = max(least[column], longest / slot.span + _CELL)
                wanted[column] = max(wanted[column], least[column], min(len(text), _LONGEST_COLUMN) / slot.span + _CELL)
    spare = [want - low for want, low in zip(wanted, least, strict=True)]
    # What is left after the longest words is shared by need.
    room = max(0.0, total / writer.theme.table_character_twips - sum(least))
    if sum(spare) and room:
        share = min(1.0, room / sum(spare))
        least = [low + extra * share for low, extra in zip(least, spare, strict=True)]
    return _rounded([width / sum(least) * total for width in least], total)


def _rounded(widths: list[float], total: int) -> list[int]:
    whole = [int(width) for width in widths]
    whole[-1] += total - sum(whole)
    return whole


def _color_on_ground(made: Any, in_head: bool, theme: Theme) -> None:
    """Where the words of the head row have a colour for its ground, give it to links and code there, too; and the name
    of a row, which has no such ground, the colour of cells."""
    head, cell = (theme.roles[name].color for name in ("table-header", "table-cell"))
    for run in made.iter(w("r")) if head != cell else ():
        properties = run.find(w("rPr"))
        if properties is None:
            properties = make("rPr")
            run.insert(0, properties)
        has_style = properties.find(w("rStyle")) is not None
        if has_style == in_head and properties.find(w("color")) is None:
            add(properties, "color", val=theme.color(head if in_head else cell)[1:])
            ordered(properties)


def _align(made: Any, cell: Any, rtl: bool) -> None:
    name = next((name for name in cell.get("class", "").split() if name in _ALIGN), "")
    if not name:
        return
    value = _ALIGN[name]
    if rtl and value != "center":
        value = "left" if value == "right" else "right"  # Word's left is where a line begins
    for paragraph in made.findall(w("p")):
        properties = paragraph.find(w("pPr"))
        if properties is None:
            properties = make("pPr")
            paragraph.insert(0, properties)
        add(properties, "jc", val=value)
        ordered(properties)
