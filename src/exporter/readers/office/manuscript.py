"""A manuscript: what a reader of office files makes of its markup, before it has a shape.

It is flat, as these files are: lines that stand one after the other, each with its role, its mark as an item of a list
and its indent, and grids of cells that hold lines again. `shape.py` makes nested blocks of it.
"""

from typing import Literal

import msgspec

from exporter.model.nodes import Alignment, AnyInline, NumberStyle
from exporter.origin import Origin


class Item(msgspec.Struct, frozen=True):
    """The sign before a line that makes it an item: `key` is the same for the items of one list.

    `level` counts from 0; `checked` is None but in a task list, whose items have no level of their own (-1).
    """

    key: str
    level: int
    ordered: bool = False
    style: NumberStyle = "1"
    number: int = 1
    checked: bool | None = None


class Look(msgspec.Struct, frozen=True):
    """How a line looks where nothing says what it is: the share of its letters that are bold, its size, capitals."""

    bold: float = 0.0
    size_pt: float = 0.0
    centred: bool = False
    capitals: bool = False


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A paragraph of the file.

    `role` is a name of the theme's roles ("heading-2", "caption", "body"), `box` the box whose frame it wears ("quote",
    "callout-tip"); `rule` and `confidence` say how they were found. Indents are in twips, from where lines begin.
    """

    origin: Origin
    children: tuple[AnyInline, ...] = ()
    role: str = "body"
    box: str = ""
    rule: str = ""
    confidence: float = 1.0
    ids: tuple[str, ...] = ()
    dir: Literal["", "ltr", "rtl"] = ""
    align: Alignment = ""
    item: Item | None = None
    indent: int = 0
    loose: bool = False
    keeps_with_next: bool = False
    numbered: bool = False  # the file counts it: a heading with its number, a caption
    sequence: str = ""  # of a caption: what its number counts ("Figure", "Tabelle")
    annex: bool = False  # a heading that begins an annex
    look: Look = Look()


class GridCell(msgspec.Struct, frozen=True, kw_only=True):
    content: "tuple[Element, ...]"
    column_span: int = 1
    row_span: int = 1
    header: bool = False
    align: Alignment = ""


class GridRow(msgspec.Struct, frozen=True):
    cells: tuple[GridCell, ...]
    head: bool = False


class Grid(msgspec.Struct, frozen=True, kw_only=True):
    """A table; `widths` are shares of the whole, empty where its contents decide. One without a `look` sets things side
    by side and is no table to its reader."""

    origin: Origin
    last_line: int
    rows: tuple[GridRow, ...]
    widths: tuple[float, ...] = ()
    indent: int = 0
    caption: str = ""
    has_look: bool = True
    ids: tuple[str, ...] = ()
    head_rule: str = ""


class Break(msgspec.Struct, frozen=True):
    """A place where a new page begins, or a section of the file ends: `columns` and `landscape` are of what stood
    before it."""

    origin: Origin
    new_page: bool = True
    columns: int = 0
    landscape: bool = False


class Inset(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a frame of its own beside the text: a text box."""

    origin: Origin
    content: "tuple[Element, ...]"


Element = Line | Grid | Break | Inset


def is_line(element: Element, role: str) -> bool:
    """Whether an element is a line of a role, outside of boxes."""
    return isinstance(element, Line) and element.role == role and not element.box


def id_of(line: Line) -> str:
    """The id of a line's block."""
    return line.ids[0] if line.ids else ""
