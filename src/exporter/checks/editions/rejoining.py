"""Puts together what a page break parted: WeasyPrint 70 tags each page's share of a paragraph or a table by itself."""

from collections.abc import Sequence
from itertools import pairwise

import msgspec

from exporter.checks.receipt.contents import CALL_END, Passage

_PARAGRAPH = "/P"
# A paragraph that ends its page so is taken as ended, though the next page may go on with it.
_END = frozenset(".!?:;…。！？؟۔॥।")
_AFTER_END = f"\"'”’»›)]}}」』）{CALL_END}0123456789"


def rejoined(passages: Sequence[Passage]) -> list[Passage]:
    """The passages of a PDF, each paragraph and each table once."""
    found: list[Passage] = []
    for passage in _tables_rejoined(passages):
        last = found[-1] if found else None
        if last and _goes_on(last, passage):
            text = f"{last.text} {passage.text}"
            found[-1] = msgspec.structs.replace(last, text=text, last_page=passage.page)
        else:
            found.append(passage)
    return found


def _goes_on(last: Passage, passage: Passage) -> bool:
    """Whether a paragraph that ended a page may go on with the passage that begins the next."""
    if last.cell or passage.cell or not last.holder == passage.holder == _PARAGRAPH:
        return False
    end = last.text.rstrip(_AFTER_END)[-1:]
    return passage.page == max(last.page, last.last_page) + 1 and end not in _END


def _tables_rejoined(passages: Sequence[Passage]) -> list[Passage]:
    """Passages with the rows of a table that goes on upon the next page counted on."""
    columns: dict[int, int] = {}
    last_row: dict[int, int] = {}
    for cell in (passage.cell for passage in passages if passage.cell):
        last_row[cell.table] = max(last_row.get(cell.table, 0), cell.row)
        columns[cell.table] = max(columns.get(cell.table, 0), cell.column)
    joined: dict[int, tuple[int, int]] = {}  # a table's number -> that of the whole, and how many rows come before
    for one, other in pairwise(passages):
        if one.cell and other.cell and one.cell.table != other.cell.table and other.page == one.page + 1:
            number, rows = joined.get(one.cell.table, (one.cell.table, 0))
            if columns[number] == columns[other.cell.table]:
                joined[other.cell.table] = number, rows + last_row[one.cell.table]
    return [_counted(passage, joined) for passage in passages]


def _counted(passage: Passage, joined: dict[int, tuple[int, int]]) -> Passage:
    if not passage.cell:
        return passage
    cell = passage.cell
    number, rows = joined.get(cell.table, (cell.table, 0))
    number -= sum(other < number for other in joined)
    return msgspec.structs.replace(passage, cell=msgspec.structs.replace(cell, table=number, row=cell.row + rows))
