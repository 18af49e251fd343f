"""The blocks of an edition in their order: paragraphs and headings, each table as one, notes."""

import re
from collections.abc import Mapping, Sequence

from exporter.checks.editions.aligning import Block, Match
from exporter.checks.editions.rejoining import rejoined
from exporter.checks.editions.tokens import Manner, key_of, with_identities
from exporter.checks.receipt.contents import Contents, Passage

_HEADING = re.compile(r"/?h(?:eading)?([1-6])$")
_KINDS = {"title": "title", "caption": "caption", "figcaption": "caption", "pre": "code", "code": "code"}
_NOTES_HEADING = "h2.notes-heading"  # stands only where a format has its notes at the end
# Of a heading ("2.1", "Annex A"): Word counts by itself, so that it is not among the words of a DOCX.
_NUMBER = re.compile(r"^(?:[^\W\d]+\s)?(?:\d+|[A-Z])(?:\.\d+)*\s+(?=\S)")
_ROWS, _CELLS = "\x1e", "\x1f"


def text_blocks(contents: Contents, notes: Mapping[int, str], manner: Manner) -> list[Block]:
    """An edition's text; `notes` gives the number of each note that is known in both editions an identity."""
    passages = contents.passages if manner == "exact" else rejoined(contents.passages)
    tables = _tables(passages, notes, manner)
    blocks: list[Block] = []
    heading = ""
    for passage in passages:
        text = with_identities(passage.text, notes)
        name = _name(passage.holder)
        heading = text if name.startswith(("heading", "title")) and not passage.cell else heading
        place = _place(passage) or (f'under "{heading}"' if heading and heading != text else "")
        cell = passage.cell
        if cell and manner != "loose":
            if cell.table in tables:  # at its first cell
                blocks.append(_table_block(cell.table, tables.pop(cell.table), manner, place))
        elif passage.holder != _NOTES_HEADING and not (cell and cell.row not in tables[cell.table]):
            name = f"table {cell.table}, row {cell.row}, column {cell.column}" if cell else name
            kind = "cell" if cell else name.split()[0]
            compared = _NUMBER.sub("", text) if kind == "heading" and manner == "loose" else text
            blocks.append(Block(kind, name, text, key_of(compared, manner), manner, place, passage.holder))
    return blocks


def note_blocks(contents: Contents, manner: Manner) -> list[Block]:
    """An edition's notes in the order of their numbers; one that has none has a negative one."""
    return [_note(number, contents.notes[number], manner) for number in _numbers(contents)]


def identities(matches: Sequence[Match], old: Contents, new: Contents) -> tuple[dict[int, str], dict[int, str]]:
    """By the numbers of both editions' notes what they are known by: the same where they are one note."""
    known: tuple[dict[int, str], dict[int, str]] = ({}, {})
    numbers, new_numbers = _numbers(old), _numbers(new)
    for identity, match in enumerate((match for match in matches if match.old and match.new), 1):
        known[0].update((numbers[place], str(identity)) for place in match.old)
        known[1].update((new_numbers[place], str(identity)) for place in match.new)
    return known


def _numbers(contents: Contents) -> list[int]:
    return sorted(contents.notes, key=abs)


def _note(number: int, passages: Sequence[Passage], manner: Manner) -> Block:
    text = " ".join(passage.text for passage in passages)
    place = _place(passages[0]) if passages else ""
    return Block("note", f"note {abs(number)}", text, key_of(text, manner), manner, place)


def _place(passage: Passage) -> str:
    """On which pages it stands; "" where there are none."""
    if not passage.page:
        return ""
    return f"pages {passage.page}–{passage.last_page}" if passage.last_page else f"page {passage.page}"


Rows = dict[int, dict[int, str]]


def _tables(passages: Sequence[Passage], notes: Mapping[int, str], manner: Manner) -> dict[int, Rows]:
    """The words of each table's cells by row and column; in print without the heads that its next pages repeat."""
    tables: dict[int, Rows] = {}
    for passage in passages:
        if cell := passage.cell:
            row = tables.setdefault(cell.table, {}).setdefault(cell.row, {})
            text = with_identities(passage.text, notes)
            row[cell.column] = f"{row[cell.column]} {text}" if cell.column in row else text
    if manner == "exact":
        return tables
    return {number: _without_repeated_heads(rows, manner) for number, rows in tables.items()}


def _without_repeated_heads(rows: Rows, manner: Manner) -> Rows:
    def key(row: dict[int, str]) -> list[str]:
        return [key_of(row.get(column, ""), manner) for column in range(1, max(row, default=0) + 1)]

    first = min(rows)
    return {number: row for number, row in rows.items() if number == first or key(row) != key(rows[first])}


def _table_block(number: int, rows: Rows, manner: Manner, place: str) -> Block:
    cells = tuple(tuple(row.get(column, "") for column in range(1, max(row) + 1)) for _, row in sorted(rows.items()))
    key = _ROWS.join(_CELLS.join(key_of(cell, manner) for cell in row) for row in cells)
    text = " | ".join(cell for row in cells for cell in row)
    return Block("table", f"table {number}", text, _ROWS + key, manner, place, cells=cells)


def _name(holder: str) -> str:
    """What a reader calls what is held so: "heading 2"."""
    element = holder.lower().partition(".")[0]
    if heading := _HEADING.fullmatch(element):
        return f"heading {heading[1]}"
    return _KINDS.get(element.removeprefix("/"), "paragraph")
