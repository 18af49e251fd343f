"""The blocks of OpenDocument text (part 3, 5): paragraphs, lists, tables, sections, as a manuscript."""

from typing import Any

from exporter.model import nodes as n
from exporter.readers.office.manuscript import Break, Element, Grid, GridCell, GridRow, Inset, Item, Line, Look
from exporter.readers.office.pieces import Piece, inlines_of, trimmed
from exporter.readers.opendocument.context import Context
from exporter.readers.opendocument.names import TABLE, TEXT, XLINK, count
from exporter.readers.opendocument.runs import Runs

_STEP = 400  # twips by which a level of a list stands in
_SEPARATORS = " .:\u00a0\u2002\u2003–—-)"
_HOLDERS = frozenset(f"{TEXT}{name}" for name in ("section", "index-title", "index-body", "numbered-paragraph"))
_INDEXES = {"table-of-content": "TOC", "illustration-index": "Figure", "table-index": "Table"}
_NOT_TEXT = ("tracked-changes", "sequence-decls", "variable-decls", "user-field-decls", "alphabetical-index",
             "user-index", "object-index", "soft-page-break")  # fmt: skip
_BOXES = {"☐": False, "☒": True, "☑": True}


class Story:
    """Reads what a body, cell, note or text box holds."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self._ids: list[str] = []
        self._counts: dict[tuple[str, int], int] = {}
        self._lists = 0

    def read(self, holder: Any) -> tuple[Element, ...]:
        """The manuscript of a holder."""
        found: list[Element] = []
        for child in holder:
            self._element(child, found)
            if words := (child.tail or "").strip():  # where the standard has none, and pandoc writes an abstract
                origin = self.context.origin(child)
                found.append(Line(origin=origin, children=(n.Text(value=words, origin=origin),)))
        return tuple(found)

    def _element(self, element: Any, found: list[Element]) -> None:
        tag = element.tag
        name = tag.rpartition("}")[2]
        if tag in (f"{TEXT}p", f"{TEXT}h"):
            self._paragraph(element, found)
        elif tag == f"{TEXT}list":
            self._list(element, found, 1, "", "")
        elif tag == f"{TABLE}table":
            found.append(self._grid(element))
        elif name in _INDEXES and tag.startswith(TEXT) and not self.context.options.keep_all:
            self.context.lists.add(_INDEXES[name])
            words = "".join(element.itertext())
            self.context.left_out(self.context.origin(element), words, "contents", "contents are made anew")
        elif tag in _HOLDERS:
            source = element.find(f"{TEXT}section-source")
            if source is not None and source.get(f"{XLINK}href"):
                text = (
                    f'a section shows another file, "{source.get(f"{XLINK}href")[:80]}"; what it showed last was read'
                )
                self.context.tell("R415", text, "put it into the document itself", self.context.origin(element))
            for child in element:
                self._element(child, found)
        elif name not in _NOT_TEXT and tag.startswith(TEXT) and len(element):
            for child in element:
                self._element(child, found)

    # --- Paragraphs -----------------------------------------------------------------------------------------

    def _paragraph(self, element: Any, found: list[Element], item: Item | None = None, indent: int = 0) -> bool:
        """Put a paragraph's lines behind the others; tells whether there was anything in it."""
        context = self.context
        origin, style = context.origin(element), context.styles.paragraph(element.get(f"{TEXT}style-name", ""))
        role, rule, confidence = style.role.role, style.rule, style.confidence
        if element.tag == f"{TEXT}h" and role not in ("title", "subtitle"):
            level = max(1, count(element.get(f"{TEXT}outline-level"), 1, 9))
            role, rule, confidence = f"heading-{level}", f"outline level {level}", 1.0
        runs = Runs(self, style, origin)
        runs.read(element)
        context.left_out(origin, "".join(runs.hidden), "hidden", "hidden in the document")
        if style.breaks_page and found:
            found.append(Break(origin))
        self._ids += runs.ids
        pieces = runs.pieces
        pictures: list[Piece] = []
        if role == "caption":
            pictures = [piece for piece in pieces if isinstance(piece.node, n.Image)]
            pieces = _unnumbered(pieces, runs)
        children = inlines_of(pieces) if role == "code-block" else inlines_of(trimmed(pieces))
        if pictures:
            found.append(Line(origin=origin, role="figure", children=tuple(piece.node for piece in pictures)))
        if item is not None and not item.ordered:
            item, children = _task(item, children)
        shows = bool(children) or item is not None
        if shows or role == "rule":
            found.append(
                Line(
                    origin=origin,
                    children=children,
                    role=role,
                    box=style.role.box,
                    rule=rule,
                    confidence=confidence,
                    ids=self._taken_ids(),
                    dir="" if style.rtl == context.rtl else "rtl" if style.rtl else "ltr",
                    align=_aligned(style.align),
                    item=item,
                    keeps_with_next=style.keeps_with_next,
                    indent=indent or (style.indent if role in ("definition", "list-item") else 0),
                    sequence=runs.sequence,
                    numbered=bool(runs.sequence),
                    look=Look(0.0, style.own.size_pt or style.letters.size_pt or 0.0, style.align == "center"),
                )
            )
        elif role == "code-block":
            found.append(Line(origin=origin, role=role))
        for frame in runs.frames:
            found.append(Inset(origin=origin, content=self.read(frame)))
        return shows

    def _taken_ids(self) -> tuple[str, ...]:
        ids, self._ids = tuple(dict.fromkeys(name for name in self._ids if name in self.context.referenced)), []
        return ids

    # --- Lists and tables -----------------------------------------------------------------------------------

    def _list(self, element: Any, found: list[Element], level: int, style: str, key: str) -> None:
        style = element.get(f"{TEXT}style-name") or style or self._style_of_first(element)
        self._lists += 1
        key = key or f"list{self._lists}"
        form = self.context.styles.list_level(style, level)
        count_key = style, level
        goes_on = element.get(f"{TEXT}continue-numbering") == "true" and count_key in self._counts
        number = self._counts[count_key] if goes_on else form.start - 1
        for child in element:
            if child.tag not in (f"{TEXT}list-item", f"{TEXT}list-header"):
                continue
            if child.tag == f"{TEXT}list-item":
                number = count(child.get(f"{TEXT}start-value"), number + 1, 999_999_999)
            self._counts[count_key] = number
            sign = child.tag == f"{TEXT}list-item" and (not form.ordered or bool(form.format))
            for part in child:
                if part.tag == f"{TEXT}list":
                    self._list(part, found, level + 1, style, key)
                elif part.tag == f"{TEXT}h":
                    self.context.is_numbered |= form.ordered
                    self._paragraph(part, found)
                elif part.tag == f"{TEXT}p":
                    checked = _BOXES.get(form.label)
                    item = (
                        Item(key, level - 1, form.ordered, _style(form.format), max(0, number), checked)
                        if sign
                        else None
                    )
                    sign &= not self._paragraph(part, found, item, _STEP * level)
                else:
                    self._element(part, found)

    def _style_of_first(self, element: Any) -> str:
        first = next(element.iter(f"{TEXT}p"), None)
        return self.context.styles.list_of(first.get(f"{TEXT}style-name", "")) if first is not None else ""

    def _grid(self, table: Any) -> Grid:
        origin = self.context.origin(table)
        rows: list[GridRow] = []
        for row, head in _rows(table, head=False):
            cells = []
            for cell in row.iterchildren(f"{TABLE}table-cell"):
                content = self.read(cell)
                is_head = bool(content) and all(
                    isinstance(line, Line) and line.role == "table-header" for line in content
                )
                aligns = {line.align for line in content if isinstance(line, Line)}
                made = GridCell(
                    content=content, column_span=max(1, count(cell.get(f"{TABLE}number-columns-spanned"))),
                    row_span=max(1, count(cell.get(f"{TABLE}number-rows-spanned"))),
                    header=bool(content) and (head or is_head), align=aligns.pop() if len(aligns) == 1 else "",
                )  # fmt: skip
                repeats = min(self.context.repeats_left, count(cell.get(f"{TABLE}number-columns-repeated")) - 1)
                self.context.repeats_left -= max(0, repeats)
                cells += [made] * (1 + max(0, repeats))
            rows.append(GridRow(tuple(cells), head))
        if rows and not rows[0].head and len(rows) > 1 and rows[0].cells and all(cell.header for cell in rows[0].cells):
            rows[0] = GridRow(rows[0].cells, True)
        return Grid(origin=origin, last_line=origin.line, rows=tuple(rows), ids=self._taken_ids())


def _rows(table: Any, head: bool) -> Any:
    """The rows of a table, and whether each is one of its head."""
    for child in table:
        if child.tag == f"{TABLE}table-row":
            yield child, head
        elif child.tag in (f"{TABLE}table-header-rows", f"{TABLE}table-rows", f"{TABLE}table-row-group"):
            yield from _rows(child, head or child.tag.endswith("header-rows"))


def _unnumbered(pieces: list[Piece], runs: Runs) -> list[Piece]:
    """The words of a caption without its pictures, behind its number."""
    rest = [piece for piece in pieces[runs.sequence_end :] if not isinstance(piece.node, n.Image)]
    first = rest[0].node if rest else None
    if runs.sequence and isinstance(first, n.Text):
        rest[0] = Piece(node=n.Text(value=first.value.lstrip(_SEPARATORS), origin=first.origin))
    return rest


def _task(item: Item, children: Any) -> tuple[Item, Any]:
    """An item that begins with a box is one of a task list."""
    first = children[0] if children else None
    if not isinstance(first, n.Text) or first.value[:1] not in _BOXES or first.value[1:2] != " ":
        return item, children
    rest = first.value[2:]
    checked = Item(item.key, item.level, checked=_BOXES[first.value[0]])
    return checked, (*((n.Text(value=rest, origin=first.origin),) if rest else ()), *children[1:])


def _style(format: str) -> n.NumberStyle:
    return format if format in ("1", "a", "A", "i", "I") else "1"  # type: ignore[return-value]


def _aligned(align: str) -> n.Alignment:
    side = {"end": "right", "start": ""}.get(align, align)
    return side if side in ("left", "center", "right") else ""  # type: ignore[return-value]
