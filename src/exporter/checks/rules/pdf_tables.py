"""Rules of tables in a PDF: every cell has one place in a grid, and is headed (ISO 14289-1, 7.2, 7.5)."""

from collections.abc import Iterator

import msgspec

from exporter.checks.pdf.objects import items, name, text
from exporter.checks.pdf.tree import Element
from exporter.checks.rules import Finding, rule
from exporter.checks.rules.pdf import Subject

_SPANS = ("/ColSpan", "/RowSpan")
_MOST_CELLS = 200_000  # of one table


class Cell(msgspec.Struct, eq=False):
    """A table cell with the place of its upper left corner and how far it reaches."""

    element: Element
    row: int
    column: int
    rows: int
    columns: int

    def places(self) -> list[tuple[int, int]]:
        """Every place that it covers."""
        rows, columns = range(self.row, self.row + self.rows), range(self.column, self.column + self.columns)
        return [(row, column) for row in rows for column in columns]


class Grid:
    """The cells of a table in their places; `wrong` says why they fill no rectangle, "" when they do."""

    def __init__(self, table: Element) -> None:
        self.cells: list[Cell] = []
        self.wrong = ""
        self.width = self.height = 0
        self._places: dict[tuple[int, int], Cell] = {}
        self._fill(list(_rows(table)))

    def headed(self) -> set[tuple[int, int]]:
        """The places that a header cell heads by its scope: in each row and column the last run of them before it."""
        down = ([(row, column) for row in range(self.height)] for column in range(self.width))
        along = ([(row, column) for column in range(self.width)] for row in range(self.height))
        found: set[tuple[int, int]] = set()
        for scope, lines in (("Column", down), ("Row", along)):
            for line in lines:
                heads = before = False
                for place in line:
                    cell = self._places[place]
                    is_head = cell.element.kind == "TH"
                    if is_head:
                        heads = (heads and before) or _scope(cell) in (scope, "Both")
                    elif heads:
                        found.add(place)
                    before = is_head
        return found

    def _fill(self, rows: list[list[Element]]) -> None:
        width = sum(_span(cell, "/ColSpan") for cell in rows[0]) if rows else 0
        height = _height(rows)
        if width * height > _MOST_CELLS:
            return
        self.width, self.height = width, height
        for number, row in enumerate(rows):
            column = 0
            for element in row:
                if min(_span(element, key) for key in _SPANS) < 1:
                    self.wrong = f"a cell in its row {number + 1} spans nothing"
                    return
                while (number, column) in self._places:
                    column += 1
                cell = Cell(element, number, column, _span(element, "/RowSpan"), _span(element, "/ColSpan"))
                self._place(cell, width, height)
                if self.wrong:
                    return
                column += cell.columns
        for row_number in range(height):
            filled = sum((row_number, column) in self._places for column in range(width))
            if filled < width:
                self.wrong = f"its row {row_number + 1} fills {filled} of {width} columns"
                return

    def _place(self, cell: Cell, width: int, height: int) -> None:
        if cell.column + cell.columns > width:
            self.wrong = f"its row {cell.row + 1} reaches beyond the {width} columns of the first row"
        elif cell.row + cell.rows > height:
            self.wrong = f"a cell of its row {cell.row + 1} reaches below the last of {height} rows"
        else:
            self.cells.append(cell)
            for place in cell.places():
                if self._places.setdefault(place, cell) is not cell:
                    self.wrong = f"two cells lie over each other in its row {place[0] + 1}"


@rule("V210", "error", "header cells say what they head",
      why="Read aloud, a cell without its header is a number without a meaning.",
      mend="give header cells a Scope, or name them in the Headers of their cells",
      source="ISO 14289-1, 7.5")  # fmt: skip
def headed(subject: Subject) -> Iterator[Finding]:
    for table in _tables(subject):
        grid = Grid(table)
        heads = [cell for cell in grid.cells if cell.element.kind == "TH"]
        if grid.wrong or all(_scope(cell) for cell in heads):
            continue
        identifiers, headed = {cell.element.text("/ID") for cell in heads} - {""}, grid.headed()
        for cell in grid.cells:
            named = _named(cell)
            known = named and identifiers.issuperset(named)
            if cell.element.kind == "TD" and not known and headed.isdisjoint(cell.places()):
                lost = [identifier for identifier in named if identifier not in identifiers]
                lacking = f'it names "{lost[0][:40]}", which there is not' if lost else "nothing says what heads it"
                yield subject.at(cell.element, f"a cell in row {cell.row + 1} of a table has no header: {lacking}")
                break


@rule("V227", "error", "the cells of a table make rows and columns",
      why="A screen reader counts its way through a table; where cells are lacking it reads numbers under wrong heads.",
      mend="give each row the same number of cells, counting those that span",
      source="ISO 14289-1, 7.2")  # fmt: skip
def regular(subject: Subject) -> Iterator[Finding]:
    for table in _tables(subject):
        wrong = Grid(table).wrong
        if wrong:
            yield subject.at(table, f"a table is not regular: {wrong}")


@rule("V228", "warning", "a table has header cells",
      why="Read aloud, a table without heads is a row of numbers.",
      mend="make the cells that head rows or columns TH", source="ISO 14289-1, 7.5; WCAG 2.1, 1.3.1")  # fmt: skip
def has_heads(subject: Subject) -> Iterator[Finding]:
    for table in _tables(subject):
        cells = [cell for row in _rows(table) for cell in row]
        if cells and not any(cell.kind == "TH" for cell in cells):
            yield subject.at(table, "a table has no header cells")


def _tables(subject: Subject) -> Iterator[Element]:
    return (element for element in subject.tree.elements if element.kind == "Table")


def _rows(table: Element) -> Iterator[list[Element]]:
    for part in table.parts:
        for row in part.parts if part.kind in ("THead", "TBody", "TFoot") else [part]:
            if row.kind == "TR":
                yield [cell for cell in row.parts if cell.kind in ("TH", "TD")]


def _height(rows: list[list[Element]]) -> int:
    """The number of rows, which those that span several rows of cells count as well."""
    height = number = 0
    while number < len(rows):
        tall = max(0, _span(rows[number][0], "/RowSpan")) if rows[number] else 0
        height += tall
        number += max(1, tall)
    return max(height, 0)


def _span(cell: Element, key: str) -> int:
    value = cell.attributes("Table").get(key)
    return value if isinstance(value, int) else 1


def _scope(cell: Cell) -> str:
    return name(cell.element.attributes("Table").get("/Scope"))


def _named(cell: Cell) -> list[str]:
    return [text(item) for item in items(cell.element.attributes("Table").get("/Headers"))]
