"""Lists of a manuscript: which lines are items of one list, and what stands under an item or a term."""

from collections.abc import Sequence
from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.readers.office.grids import Blocks
from exporter.readers.office.manuscript import Break, Element, Grid, Inset, Line, id_of, is_line

_NEAR = 60  # twips: indents that differ by less are the same


def add_list(shaped: Blocks, items: Sequence[Element], place: int, found: list[Any]) -> int:
    """The list whose first item stands at a place, with all that stands under its items."""
    first = items[place]
    assert isinstance(first, Line)
    assert first.item
    made: list[n.ListItem] = []
    loose = False
    last = first
    while place < len(items):
        line = items[place]
        if not isinstance(line, Line) or not line.item or line.box or not _same_list(last, line):
            break
        loose |= line.loose
        head = msgspec.structs.replace(line, item=None, role="body" if line.role != "code-block" else line.role)
        end = place + 1
        while end < len(items) and _belongs(items, end, line):
            end += 1
        while end > place + 1 and isinstance(items[end - 1], (Break,)):
            end -= 1
        blocks = _item(shaped, [*([head] if head.children else []), *items[place + 1 : end]])
        made.append(n.ListItem(blocks=blocks, checked=line.item.checked, origin=line.origin))
        last, place = line, end
    shape: dict[str, Any] = {"items": tuple(made), "tight": not loose, "id": id_of(first), "origin": first.origin}
    item = first.item
    found.append(n.OrderedList(start=item.number, style=item.style, **shape) if item.ordered else n.BulletList(**shape))
    return place


def _item(shaped: Blocks, elements: list[Element]) -> tuple[n.AnyBlock, ...]:
    """The blocks of an item; lines that only stand under its sign are its paragraphs."""
    return shaped(
        msgspec.structs.replace(line, role="body") if isinstance(line, Line) and line.role == "list-item" else line
        for line in elements
    )


def add_definitions(shaped: Blocks, items: Sequence[Element], place: int, found: list[Any]) -> int:
    made: list[n.DefinitionItem] = []
    start = items[place].origin
    while place < len(items) and is_line(items[place], "term"):
        first, terms = items[place].origin, []
        while place < len(items) and is_line(term := items[place], "term"):
            assert isinstance(term, Line)
            terms.append(term.children)
            place += 1
        end, indent = place, 0
        while end < len(items):
            line = items[end]
            if is_line(line, "definition"):
                indent = line.indent if isinstance(line, Line) else 0
            elif not (isinstance(line, (Line, Grid)) and indent and _is_under(line, indent)) and not (
                is_line(line, "spacer") and indent and end > place
            ):
                break
            end += 1
        inside = [msgspec.structs.replace(line, role="body", indent=0) if isinstance(line, Line)
                  and line.role == "definition" else line for line in items[place:end]]  # fmt: skip
        blocks = shaped(inside)
        made.append(n.DefinitionItem(terms=tuple(terms), definitions=(blocks,) if blocks else (), origin=first))
        place = end
    found.append(n.DefinitionList(items=tuple(made), origin=start))
    return place


def _same_list(one: Line, other: Line) -> bool:
    """Whether two neighbouring items of one depth are of one list."""
    assert one.item
    assert other.item
    if _is_deeper(one, other) or _is_deeper(other, one) or one.item.ordered != other.item.ordered:
        return False
    if not one.item.ordered:
        return True
    goes_on = one.item.key == other.item.key or other.item.number == one.item.number + 1
    return goes_on and one.item.style == other.item.style


def _is_deeper(line: Line, other: Line) -> bool:
    assert line.item
    assert other.item
    if line.item.level >= 0 and other.item.level >= 0 and line.item.level != other.item.level:
        return line.item.level > other.item.level
    return line.indent > other.indent + _NEAR


def _belongs(items: Sequence[Element], place: int, item: Line) -> bool:
    """Whether an element stands under the sign of an item."""
    while is_line(items[place], "spacer") and place + 1 < len(items):
        place += 1
    element = items[place]
    if isinstance(element, Break) or is_line(element, "spacer"):
        return False
    if isinstance(element, Inset):
        return True
    if isinstance(element, Grid):
        return item.indent > 0 and element.indent >= item.indent - _NEAR
    if element.item:
        return _is_deeper(element, item)
    if element.role.startswith("heading-") or element.box not in ("", item.box, "quote"):
        return False
    return item.indent > 0 and element.indent >= item.indent - _NEAR


def _is_under(line: Line | Grid, indent: int) -> bool:
    """Whether something stands under a term, whose definition has this indent."""
    if isinstance(line, Line) and (line.role.startswith("heading-") or line.role == "term"):
        return False
    return line.indent > indent + _NEAR if isinstance(line, Line) and line.item else line.indent >= indent - _NEAR
