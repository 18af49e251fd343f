"""From a manuscript to nested blocks: items become lists, lines of a frame a box, pictures and captions figures."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.readers.elements import TooDeepError
from exporter.readers.office.figures import add_figure, credit_of, images_of, is_picture
from exporter.readers.office.grids import division_of, is_layout, table_of
from exporter.readers.office.languages import lifted
from exporter.readers.office.lists import add_definitions, add_list
from exporter.readers.office.manuscript import Break, Element, Grid, Inset, Line, id_of, is_line
from exporter.readers.office.pieces import joined

_HEADINGS = 6
_KINDS: dict[str, n.CalloutKind] = {"callout-tip": "tip", "callout-warning": "warning",
                                    "callout-key-facts": "key-facts"}  # fmt: skip
_SECTIONS = {"editors": "notes-to-editors", "boilerplate": "boilerplate"}


class Shaper:
    """Shapes the lines of a file; `words` are those that our templates add in its language. Raises TooDeepError."""

    def __init__(self, words: dict[str, str], max_depth: int) -> None:
        self._words, self._max_depth, self._depth = words, max_depth, 0
        self._handlers: dict[str, Callable[[Sequence[Element], int, list[Any]], int]] = {
            "code-block": self._code,
            "term": partial(add_definitions, self._shaped),
            "caption": self._caption,
            "drop-cap": self._initial,
            "reference": self._references,
        }

    def blocks(self, elements: Iterable[Element]) -> tuple[n.AnyBlock, ...]:
        """The blocks of elements that stand one after the other."""
        return lifted(self._shaped(elements))

    def _shaped(self, elements: Iterable[Element]) -> tuple[n.AnyBlock, ...]:
        items, place = list(elements), 0
        found: list[Any] = []
        self._depth += 1
        if self._depth > self._max_depth and items:
            raise TooDeepError(items[0].origin)
        while place < len(items):
            place = self._one(items, place, found)
        self._depth -= 1
        return tuple(found)

    def _one(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """Put the block that begins at a place behind the others; gives the place behind it."""
        element = items[place]
        if isinstance(element, Break):
            if element.new_page and found:
                found.append(n.PageBreak(origin=element.origin))
            return place + 1
        if isinstance(element, Inset):
            found.extend(self._shaped(element.content))
            return place + 1
        if isinstance(element, Grid):
            return self._grid(items, place, found)
        if element.box:
            return self._box(items, place, found)
        if element.item:
            return add_list(self._shaped, items, place, found)
        if is_picture(element):
            return add_figure(items, place, found)
        if element.annex:
            return self._annex(items, place, found)
        handler = self._handlers.get(element.role)
        if handler:
            return handler(items, place, found)
        self._plain(element, found)
        return place + 1

    def _plain(self, line: Line, found: list[Any]) -> None:
        role = line.role
        if role == "spacer":
            return
        if role == "rule":
            found.append(n.ThematicBreak(origin=line.origin))
        elif role.startswith("heading-") or role == "side-heading":
            level = min(_HEADINGS, int(role[8:])) if role.startswith("heading-") else 1
            found.append(n.Heading(level=level, children=line.children, id=id_of(line), origin=line.origin))
        else:
            block: n.AnyBlock = n.Paragraph(children=line.children, id=id_of(line), origin=line.origin,
                                            classes=("lead",) if role == "lead" else ())  # fmt: skip
            found.append(n.Division(blocks=(block,), dir=line.dir, origin=line.origin) if line.dir else block)

    def _annex(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """An annex: its heading and all up to the next one of that level. It begins a page by itself."""
        first = items[place]
        assert isinstance(first, Line)
        end = place + 1
        while end < len(items) and not _ends_annex(first, items, end):
            end += 1
        inside = [msgspec.structs.replace(item, annex=False) if isinstance(item, Line) and item.annex else item
                  for item in items[place:end]]  # fmt: skip
        while isinstance(inside[-1], Break):
            inside.pop()
        if found and isinstance(found[-1], n.PageBreak):
            found.pop()
        found.append(n.Division(blocks=self._shaped(inside), classes=("annex",), origin=first.origin))
        return end

    # --- Boxes ----------------------------------------------------------------------------------------------

    def _box(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        first = items[place]
        assert isinstance(first, Line)
        lines: list[Element] = []
        while place < len(items):
            line = items[place]
            if isinstance(line, Grid) and line.indent and lines and _goes_on(items, place, first.box):
                lines.append(line)
            elif isinstance(line, Line) and line.box == first.box and not (lines and line.role == "callout-title"):
                lines.append(msgspec.structs.replace(line, box=""))
            elif not (isinstance(line, Line) and line.role == "spacer" and lines and isinstance(lines[-1], Grid)):
                break
            place += 1
        found.append(self._boxed(first, lines))
        return place

    def _boxed(self, first: Line, lines: list[Element]) -> n.AnyBlock:
        box, origin = first.box, first.origin
        identifier = id_of(first)
        if box in ("quote", "pull-quote"):
            said = [line for line in lines if is_line(line, "attribution")]
            blocks = self._shaped(_as_text(lines, (box,), said))
            attribution = said[-1].children if said and isinstance(said[-1], Line) else ()
            if box == "quote":
                return n.BlockQuote(blocks=blocks, attribution=_without_dash(attribution), origin=origin)
            return n.PullQuote(blocks=blocks, attribution=_without_dash(attribution), origin=origin)
        if box in _SECTIONS:
            return n.Division(blocks=self._section(lines, box), classes=(_SECTIONS[box],), origin=origin)
        if not box.startswith("callout"):
            return n.Division(blocks=self._shaped(lines), origin=origin)
        kind = _KINDS.get(box, "note")
        title: Any = ()
        if isinstance(lines[0], Line) and lines[0].role == "callout-title":
            title = lines[0].children
            lines = lines[1:]
            if plain_text(title) == self._words.get(kind.replace("-", "_")):
                title = ()
        blocks = self._shaped(_as_text(lines, ("callout",), []))
        return n.Callout(kind=kind, blocks=blocks, title=title, id=identifier, origin=origin)

    def _section(self, lines: list[Element], box: str) -> tuple[n.AnyBlock, ...]:
        """A part of a press release; the heading that its kind gives is none of its own."""
        word = self._words.get("notes_to_editors" if box == "editors" else "about")
        first = lines[0]
        if isinstance(first, Line) and first.role == "side-heading" and plain_text(first.children) == word:
            lines = lines[1:]
        return self._shaped(_as_text(lines, (), []))

    # --- Tables, captions, code -----------------------------------------------------------------------------

    def _caption(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """A caption with the table, code or picture that it belongs to; a paragraph where there is none."""
        line, following = items[place], items[place + 1] if place + 1 < len(items) else None
        assert isinstance(line, Line)
        last = found[-1] if found else None
        if isinstance(following, Grid) and following.has_look and not following.caption:
            made: list[Any] = []
            end = self._grid(items, place + 1, made)
            captioned = [msgspec.structs.replace(block, caption=line.children, id=block.id or id_of(line))
                         if isinstance(block, n.Table) else block for block in made]  # fmt: skip
            found.extend(captioned)
            return end
        if isinstance(last, n.Table) and not last.caption:
            found[-1] = msgspec.structs.replace(last, caption=line.children, id=last.id or id_of(line))
            return place + 1
        if isinstance(following, Line) and following.role == "code-block":
            made = []
            end = self._code(items, place + 1, made)
            found.append(msgspec.structs.replace(made[0], caption=line.children))
            return end
        if isinstance(following, Line) and is_picture(following) and not following.box:
            words, credit = credit_of(line.children)
            found.append(n.Figure(images=images_of(following), caption=words, credit=credit,
                                  id=id_of(following) or id_of(line), origin=line.origin))  # fmt: skip
            return place + 2
        self._plain(msgspec.structs.replace(line, role="body"), found)
        return place + 1

    def _grid(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        grid = items[place]
        assert isinstance(grid, Grid)
        figures = division_of(grid, self._shaped)
        if figures is None and is_layout(grid):
            for cell in grid.rows[0].cells:
                found.extend(self._shaped(cell.content))
        else:
            found.append(figures or table_of(grid, self._shaped))
        return place + 1

    def _code(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """Lines of code that follow each other are one block."""
        lines: list[Line] = []
        while place < len(items) and isinstance(line := items[place], Line) and line.role == "code-block":
            if line.item or line.box or (lines and line.indent != lines[0].indent):
                break
            lines.append(line)
            place += 1
        value = "\n".join(plain_text(line.children) for line in lines)
        found.append(n.CodeBlock(value=value, id=id_of(lines[0]), origin=lines[0].origin))
        return place

    def _references(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """The works of a bibliography. The heading that our templates give them is none of the text."""
        lines: list[Line] = []
        while place < len(items) and is_line(line := items[place], "reference") and isinstance(line, Line):
            lines.append(line)
            place += 1
        last = found[-1] if found else None
        classes: tuple[str, ...] = ("references", "placed")
        if isinstance(last, n.Heading) and plain_text(last.children) == self._words.get("references"):
            found.pop()
            classes = ("references",)
        works = tuple(n.Paragraph(children=line.children, id=id_of(line), classes=("reference",), origin=line.origin)
                      for line in lines)  # fmt: skip
        found.append(n.Division(blocks=works, classes=classes, origin=lines[0].origin))
        return place

    def _initial(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """A letter that stands in a frame of its own, before the rest of its paragraph."""
        line, following = items[place], items[place + 1] if place + 1 < len(items) else None
        assert isinstance(line, Line)
        if not isinstance(following, Line) or following.item or following.box:
            self._plain(msgspec.structs.replace(line, role="body"), found)
            return place + 1
        whole = msgspec.structs.replace(
            following, children=joined(line.children, following.children), origin=line.origin,
            ids=(*line.ids, *following.ids),
        )  # fmt: skip
        self._plain(whole, found)
        return place + 2


def _without_dash(children: Any) -> Any:
    first = children[0] if children else None
    if isinstance(first, n.Text) and (value := first.value.lstrip("—– \u00a0")) != first.value:
        return ((msgspec.structs.replace(first, value=value),) if value else ()) + tuple(children[1:])
    return children


def _as_text(lines: list[Element], roles: tuple[str, ...], left: list[Element]) -> list[Element]:
    """The lines of a box as lines of text, without those in `left`."""
    return [msgspec.structs.replace(line, role="body") if isinstance(line, Line) and line.role in roles else line
            for line in lines if not any(line is other for other in left)]  # fmt: skip


def _goes_on(items: Sequence[Element], place: int, box: str) -> bool:
    """Whether a box goes on behind a table."""
    place += 1
    while place < len(items) and is_line(items[place], "spacer"):
        place += 1
    following = items[place] if place < len(items) else None
    return isinstance(following, Line) and following.box == box


def _ends_annex(first: Line, items: Sequence[Element], place: int) -> bool:
    """Whether a heading is of another part: one that is no annex, or an annex on a page of its own."""
    line = items[place]
    if not isinstance(line, Line) or not "heading-1" <= line.role <= first.role:
        return False
    return not line.annex or isinstance(items[place - 1], Break)
