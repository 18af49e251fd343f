"""From a manuscript to nested blocks: items become lists, lines of a frame a box, pictures and captions figures."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import msgspec

from exporter.model import nodes as n
from exporter.model.walk import plain_text
from exporter.readers.office.grids import division_of, is_layout, table_of
from exporter.readers.office.languages import lifted
from exporter.readers.office.manuscript import Break, Element, Grid, Inset, Line
from exporter.readers.office.pieces import joined

_NEAR = 60  # twips: indents that differ by less are the same
_HEADINGS = 6
_TABLES = ("table", "tabelle", "tableau", "tab", "tabla", "tabella", "tabela", "tabel")
_KINDS: dict[str, n.CalloutKind] = {"callout-tip": "tip", "callout-warning": "warning",
                                    "callout-key-facts": "key-facts"}  # fmt: skip
_SECTIONS = {"editors": "notes-to-editors", "boilerplate": "boilerplate"}


class Shaper:
    """Shapes the lines of a file; `words` are those that our templates add in its language."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words
        self._handlers: dict[str, Callable[[Sequence[Element], int, list[Any]], int]] = {
            "code-block": self._code,
            "term": self._definitions,
            "caption": self._caption,
            "figure": self._figure,
            "drop-cap": self._initial,
        }

    def blocks(self, elements: Iterable[Element]) -> tuple[n.AnyBlock, ...]:
        """The blocks of elements that stand one after the other."""
        items, found, place = list(elements), [], 0  # type: ignore[var-annotated]
        while place < len(items):
            place = self._one(items, place, found)
        return lifted(tuple(found))

    def _one(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """Put the block that begins at a place behind the others; gives the place behind it."""
        element = items[place]
        if isinstance(element, Break):
            if element.new_page and found:
                found.append(n.PageBreak(origin=element.origin))
            return place + 1
        if isinstance(element, Inset):
            found.extend(self.blocks(element.content))
            return place + 1
        if isinstance(element, Grid):
            return self._grid(items, place, found)
        if element.box:
            return self._box(items, place, found)
        if element.item:
            return self._list(items, place, found)
        if _is_picture(element):
            return self._figure(items, place, found)
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
            found.append(n.Heading(level=level, children=line.children, id=_id(line), origin=line.origin))
        else:
            block: n.AnyBlock = n.Paragraph(children=line.children, id=_id(line), origin=line.origin,
                                            classes=("lead",) if role == "lead" else ())  # fmt: skip
            found.append(n.Division(blocks=(block,), dir=line.dir, origin=line.origin) if line.dir else block)

    def _annex(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """An annex: its heading and all up to the next one of that level. It begins a page by itself."""
        first = items[place]
        assert isinstance(first, Line)
        end = place + 1
        while end < len(items) and not _ends_annex(first, items, end):
            end += 1
        inside = [msgspec.structs.replace(first, annex=False), *items[place + 1 : end]]
        while isinstance(inside[-1], Break):
            inside.pop()
        if found and isinstance(found[-1], n.PageBreak):
            found.pop()
        found.append(n.Division(blocks=self.blocks(inside), classes=("annex",), origin=first.origin))
        return end

    # --- Lists ----------------------------------------------------------------------------------------------

    def _list(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        first = items[place]
        assert isinstance(first, Line) and first.item
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
            blocks = self._item([*([head] if head.children else []), *items[place + 1 : end]])
            made.append(n.ListItem(blocks=blocks, checked=line.item.checked, origin=line.origin))
            last, place = line, end
        shape: dict[str, Any] = {"items": tuple(made), "tight": not loose, "id": _id(first), "origin": first.origin}
        item = first.item
        found.append(
            n.OrderedList(start=item.number, style=item.style, **shape) if item.ordered else n.BulletList(**shape)
        )
        return place

    def _item(self, elements: list[Element]) -> tuple[n.AnyBlock, ...]:
        """The blocks of an item; lines that only stand under its sign are its paragraphs."""
        return self.blocks(
            msgspec.structs.replace(line, role="body") if isinstance(line, Line) and line.role == "list-item" else line
            for line in elements
        )

    def _definitions(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        made: list[n.DefinitionItem] = []
        start = items[place].origin
        while place < len(items) and _is(items[place], "term"):
            first, terms = items[place].origin, []
            while place < len(items) and _is(term := items[place], "term"):
                assert isinstance(term, Line)
                terms.append(term.children)
                place += 1
            end, indent = place, 0
            while end < len(items):
                line = items[end]
                if _is(line, "definition"):
                    indent = line.indent if isinstance(line, Line) else 0
                elif not (isinstance(line, (Line, Grid)) and indent and _is_under(line, indent)) and not (
                    _is(line, "spacer") and indent and end > place
                ):
                    break
                end += 1
            inside = [msgspec.structs.replace(line, role="body", indent=0) if isinstance(line, Line)
                      and line.role == "definition" else line for line in items[place:end]]  # fmt: skip
            blocks = self.blocks(inside)
            made.append(n.DefinitionItem(terms=tuple(terms), definitions=(blocks,) if blocks else (), origin=first))
            place = end
        found.append(n.DefinitionList(items=tuple(made), origin=start))
        return place

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
        identifier = _id(first)
        if box in ("quote", "pull-quote"):
            said = [line for line in lines if _is(line, "attribution")]
            blocks = self.blocks(_as_text(lines, (box,), said))
            attribution = said[-1].children if said and isinstance(said[-1], Line) else ()
            if box == "quote":
                return n.BlockQuote(blocks=blocks, attribution=_without_dash(attribution), origin=origin)
            return n.PullQuote(blocks=blocks, attribution=_without_dash(attribution), origin=origin)
        if box in _SECTIONS:
            return n.Division(blocks=self._section(lines, box), classes=(_SECTIONS[box],), origin=origin)
        if not box.startswith("callout"):
            return n.Division(blocks=self.blocks(lines), origin=origin)
        kind = _KINDS.get(box, "note")
        title: Any = ()
        if isinstance(lines[0], Line) and lines[0].role == "callout-title":
            title = lines[0].children
            lines = lines[1:]
            if plain_text(title) == self._words.get(kind.replace("-", "_")):
                title = ()
        blocks = self.blocks(_as_text(lines, ("callout",), []))
        return n.Callout(kind=kind, blocks=blocks, title=title, id=identifier, origin=origin)

    def _section(self, lines: list[Element], box: str) -> tuple[n.AnyBlock, ...]:
        """A part of a press release; the heading that its kind gives is none of its own."""
        word = self._words.get("notes_to_editors" if box == "editors" else "about")
        first = lines[0]
        if isinstance(first, Line) and first.role == "side-heading" and plain_text(first.children) == word:
            lines = lines[1:]
        return self.blocks(_as_text(lines, (), []))

    # --- Figures, tables, code ------------------------------------------------------------------------------

    def _figure(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        """Pictures that stand alone, and the caption below them."""
        lines: list[Line] = []
        while place < len(items):
            line = items[place]
            if not isinstance(line, Line) or line.box or not _is_picture(line):
                break
            lines.append(line)
            place += 1
            if not line.keeps_with_next:
                break
        caption = items[place] if place < len(items) else None
        if not lines:
            self._plain(msgspec.structs.replace(items[place], role="body"), found)  # type: ignore[type-var]
            return place + 1
        has_caption = isinstance(caption, Line) and caption.role == "caption" and not caption.box and not (
            _is_of_table(items, place)
        )  # fmt: skip
        for single in lines[:-1] if not has_caption else ():
            found.append(n.Figure(images=_images(single), id=_id(single), origin=single.origin))
        lines = lines if has_caption else lines[-1:]
        images = tuple(image for line in lines for image in _images(line))
        words, credit, identifier = (), (), _id(lines[0])
        if has_caption and isinstance(caption, Line):
            words, credit = _credit(caption.children)
            identifier, place = identifier or _id(caption), place + 1
        found.append(
            n.Figure(images=images, caption=words, credit=credit, id=identifier, origin=lines[0].origin)
        )
        return place

    def _caption(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        line, following = items[place], items[place + 1] if place + 1 < len(items) else None
        assert isinstance(line, Line)
        last = found[-1] if found else None
        if isinstance(following, Grid) and following.has_look and not following.caption:
            made: list[Any] = []
            end = self._grid(items, place + 1, made)
            captioned = [msgspec.structs.replace(block, caption=line.children, id=block.id or _id(line))
                         if isinstance(block, n.Table) else block for block in made]  # fmt: skip
            found.extend(captioned)
            return end
        if isinstance(last, n.Table) and not last.caption:
            found[-1] = msgspec.structs.replace(last, caption=line.children, id=last.id or _id(line))
            return place + 1
        if isinstance(following, Line) and following.role == "code-block":
            made = []
            end = self._code(items, place + 1, made)
            found.append(msgspec.structs.replace(made[0], caption=line.children))
            return end
        if isinstance(following, Line) and _is_picture(following) and not following.box:
            words, credit = _credit(line.children)
            found.append(n.Figure(images=_images(following), caption=words, credit=credit,
                                  id=_id(following) or _id(line), origin=line.origin))  # fmt: skip
            return place + 2
        self._plain(msgspec.structs.replace(line, role="body"), found)
        return place + 1

    def _grid(self, items: Sequence[Element], place: int, found: list[Any]) -> int:
        grid = items[place]
        assert isinstance(grid, Grid)
        figures = division_of(grid, self.blocks)
        if figures is None and is_layout(grid):
            for cell in grid.rows[0].cells:
                found.extend(self.blocks(cell.content))
        else:
            found.append(figures or table_of(grid, self.blocks))
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
        found.append(n.CodeBlock(value=value, id=_id(lines[0]), origin=lines[0].origin))
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


def _is(element: Element, role: str) -> bool:
    return isinstance(element, Line) and element.role == role and not element.box


def _id(line: Line) -> str:
    return line.ids[0] if line.ids else ""


def _is_picture(line: Line) -> bool:
    """Whether a line holds nothing but pictures."""
    images = [child for child in line.children if isinstance(child, n.Image)]
    rest = [child for child in line.children if not isinstance(child, (n.Image, n.LineBreak))]
    if line.item or line.role.startswith("heading-") or line.role == "code-block" or not images:
        return False
    return not plain_text(tuple(rest)).strip() and not any(not isinstance(child, n.Text) for child in rest)


def _images(line: Line) -> tuple[n.Image, ...]:
    return tuple(child for child in line.children if isinstance(child, n.Image))


def _is_of_table(items: Sequence[Element], place: int) -> bool:
    """Whether a caption is that of the table below it, though a picture stands above."""
    line, following = items[place], items[place + 1] if place + 1 < len(items) else None
    if not isinstance(line, Line) or not isinstance(following, Grid):
        return False
    return line.sequence.lower() in _TABLES if line.sequence else line.keeps_with_next


def _credit(children: Any) -> tuple[Any, Any]:
    """The words of a caption, and the credit behind them."""
    last = children[-1] if children else None
    if not (isinstance(last, n.Span) and last.classes == ("credit",)):
        return children, ()
    words = list(children[:-1])
    if words and isinstance(words[-1], n.Text):
        value = words[-1].value.rstrip()
        words[-1:] = [msgspec.structs.replace(words[-1], value=value)] if value else []
    return tuple(words), last.children


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
    following = next((item for item in items[place + 1 :] if not _is(item, "spacer")), None)
    return isinstance(following, Line) and following.box == box


def _same_list(one: Line, other: Line) -> bool:
    """Whether two neighbouring items of one depth are of one list."""
    assert one.item and other.item
    if _is_deeper(one, other) or _is_deeper(other, one) or one.item.ordered != other.item.ordered:
        return False
    return not one.item.ordered or (one.item.key == other.item.key and one.item.style == other.item.style)


def _is_deeper(line: Line, other: Line) -> bool:
    assert line.item and other.item
    if line.item.level >= 0 and other.item.level >= 0 and line.item.level != other.item.level:
        return line.item.level > other.item.level
    return line.indent > other.indent + _NEAR


def _belongs(items: Sequence[Element], place: int, item: Line) -> bool:
    """Whether an element stands under the sign of an item."""
    element = items[place]
    if isinstance(element, Break):
        return False
    if isinstance(element, Inset):
        return True
    if isinstance(element, Grid):
        return item.indent > 0 and element.indent >= item.indent - _NEAR
    if element.role == "spacer":
        return place + 1 < len(items) and _belongs(items, place + 1, item)
    if element.item:
        return _is_deeper(element, item)
    if element.role.startswith("heading-") or element.box not in ("", item.box, "quote"):
        return False
    return item.indent > 0 and element.indent >= item.indent - _NEAR


def _ends_annex(first: Line, items: Sequence[Element], place: int) -> bool:
    """Whether a heading is of another part: one that is no annex, or an annex on a page of its own."""
    line = items[place]
    if not isinstance(line, Line) or not "heading-1" <= line.role <= first.role:
        return False
    return not line.annex or isinstance(items[place - 1], Break)


def _is_under(line: Line | Grid, indent: int) -> bool:
    """Whether something stands under a term, whose definition has this indent."""
    if isinstance(line, Line) and (line.role.startswith("heading-") or line.role == "term"):
        return False
    return line.indent > indent + _NEAR if isinstance(line, Line) and line.item else line.indent >= indent - _NEAR
