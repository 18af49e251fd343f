"""Grids of a manuscript as tables, or as what was only set side by side: key figures."""

from collections.abc import Callable, Iterable
from typing import Any

from exporter.model import nodes as n
from exporter.model.grid import squared
from exporter.readers.office.manuscript import Element, Grid, GridCell, Line
from exporter.readers.office.pieces import joined

Blocks = Callable[[Iterable[Element]], tuple[n.AnyBlock, ...]]


def table_of(grid: Grid, blocks: Blocks) -> n.Table:
    """A table, its rows filled up to its width."""
    head: list[n.Row] = []
    body: list[n.Row] = []
    for row in grid.rows:
        made = n.Row(cells=tuple(_cell(cell, blocks, grid) for cell in row.cells), origin=grid.origin)
        (head if row.head and not body else body).append(made)
    _, (squared_head, squared_body) = squared(head, body)
    return n.Table(head=squared_head, body=squared_body, id=grid.ids[0] if grid.ids else "", origin=grid.origin)


def division_of(grid: Grid, blocks: Blocks) -> n.Division | None:
    """Key figures, which stand side by side in a table; None for anything else."""
    lines = [[line for line in cell.content if isinstance(line, Line)] for row in grid.rows for cell in row.cells]
    if not lines or not all(cell and cell[0].role == "key-number" for cell in lines):
        return None
    items = []
    for cell in lines:
        number, label = cell[0], cell[1] if len(cell) > 1 and cell[1].role == "key-label" else None
        children: tuple[Any, ...] = (n.Strong(children=number.children, origin=number.origin),)
        if label:
            children += joined((n.Text(value=" ", origin=label.origin),), label.children)
        rest = blocks(cell[2:] if label else cell[1:])
        items.append(n.ListItem(blocks=(n.Paragraph(children=children, origin=number.origin), *rest)))
    figures = n.BulletList(items=tuple(items), origin=grid.origin)
    return n.Division(blocks=(figures,), classes=("key-figures",), origin=grid.origin)


def is_layout(grid: Grid) -> bool:
    """Whether a table only sets things side by side: one row, without heads, borders or a style."""
    return not grid.has_look and len(grid.rows) == 1 and not any(cell.header for cell in grid.rows[0].cells)


def _cell(cell: GridCell, blocks: Blocks, grid: Grid) -> n.Cell:
    return n.Cell(blocks=blocks(cell.content), header=cell.header, column_span=cell.column_span,
                  row_span=cell.row_span, align=cell.align, origin=grid.origin)  # fmt: skip
