"""Figures of a manuscript: pictures that stand alone, their captions and credits."""

from collections.abc import Sequence
from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.readers.office.manuscript import Element, Grid, Line, id_of

_TABLES = ("table", "tabelle", "tableau", "tab", "tabla", "tabella", "tabela", "tabel")


def add_figure(items: Sequence[Element], place: int, found: list[Any]) -> int:
    """The pictures that stand alone from a place on, with the caption below them."""
    lines: list[Line] = []
    while place < len(items):
        line = items[place]
        if not isinstance(line, Line) or line.box or not is_picture(line):
            break
        lines.append(line)
        place += 1
        if not line.keeps_with_next:
            break
    caption = items[place] if place < len(items) else None
    has_caption = isinstance(caption, Line) and caption.role == "caption" and not caption.box and not (
        _is_of_table(items, place)
    )  # fmt: skip
    for single in lines[:-1] if not has_caption else ():
        found.append(n.Figure(images=images_of(single), id=id_of(single), origin=single.origin))
    lines = lines if has_caption else lines[-1:]
    images = tuple(image for line in lines for image in images_of(line))
    words: tuple[Any, ...] = ()
    credit: tuple[Any, ...] = ()
    identifier = id_of(lines[0])
    if has_caption and isinstance(caption, Line):
        words, credit = credit_of(caption.children)
        identifier, place = identifier or id_of(caption), place + 1
    found.append(n.Figure(images=images, caption=words, credit=credit, id=identifier, origin=lines[0].origin))
    return place


def is_picture(line: Line) -> bool:
    """Whether a line holds nothing but pictures."""
    images = [child for child in line.children if isinstance(child, n.Image)]
    rest = [child for child in line.children if not isinstance(child, (n.Image, n.LineBreak))]
    if line.item or line.role.startswith("heading-") or line.role == "code-block" or not images:
        return False
    return not plain_text(tuple(rest)).strip() and not any(not isinstance(child, n.Text) for child in rest)


def images_of(line: Line) -> tuple[n.Image, ...]:
    """The pictures of a line."""
    return tuple(child for child in line.children if isinstance(child, n.Image))


def _is_of_table(items: Sequence[Element], place: int) -> bool:
    """Whether a caption is that of the table below it, though a picture stands above."""
    line, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if not isinstance(line, Line) or not isinstance(following, Grid):
        return False
    return line.sequence.lower() in _TABLES if line.sequence else line.keeps_with_next


def credit_of(children: Any) -> tuple[Any, Any]:
    """The words of a caption, and the credit behind them."""
    last = children[-1] if children else None
    if not (isinstance(last, n.Span) and last.classes == ("credit",)):
        return children, ()
    words = list(children[:-1])
    if words and isinstance(words[-1], n.Text):
        value = words[-1].value.rstrip()
        words[-1:] = [msgspec.structs.replace(words[-1], value=value)] if value else []
    return tuple(words), last.children
